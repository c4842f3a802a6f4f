"""The picture of one history: its levels, thresholds, stages and brakes.

What it shows follows from the scenario: the quantities that the conditions for climbing read, those of one
unit in one panel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from escalation_sim import clock
from escalation_sim.engines.history import History
from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.figures_scales import by_date, day_of, tick
from escalation_sim.presentation.fitting import fitted
from escalation_sim.presentation.labels import OVER, Label, height_of, write_beside
from escalation_sim.presentation.palette import drawing
from escalation_sim.presentation.titles import told_apart
from escalation_sim.presentation.wording import amount, capital, exact, listed
from escalation_sim.questions.history.figure_data import (
    Floats,
    Panel,
    Scaled,
    Threshold,
    brake_times,
    course,
    left_out,
    panels_of,
    visits,
)
from escalation_sim.questions.history.figures_dates import dates_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TOP, _STRIP, _GAP, _AXIS = 84, 58, 12, 50  # heights: titles, the stages, between panels, the dates below
_NAME = palette.LINE + 3  # the line above a panel that says what it counts
_SMALL, _LEAST, _AMPLE = 50, 190, 300  # heights: a further panel, the main panel where there is much or little else
_MOST_LABELS = 6  # lines beside the stages, and beside a further panel


def history_figure(programme: Programme, history: History, note: str = "") -> Figure:
    """One history: levels and thresholds over the stages as bands, and below them the times at which each brake was on.

    A *note* stands at the lower edge.
    """
    programme = replace(programme, scenario=told_apart(programme.scenario))
    with drawing(programme.scenario):
        return _figure(programme, history, note)


@dataclass(frozen=True)
class _Levels:
    """A panel of quantities, ready to be drawn: their values, its scale, what stands above and beside it."""

    panel: Panel
    columns: Mapping[str, Floats]
    scaled: Scaled
    labels: Sequence[Label]

    @property
    def name(self) -> str:
        """What it counts."""
        return capital(self.panel.unit)

    @property
    def above(self) -> int:
        """The height of the line above it."""
        return _NAME if self.name else 0

    @property
    def least(self) -> int:
        """The height that it needs as a further panel, without the line above it."""
        return max(_SMALL, min(height_of(self.labels), _MOST_LABELS * palette.LINE) - 2 * OVER)


def _figure(programme: Programme, history: History, note: str) -> Figure:
    scenario = programme.scenario
    minutes, values = course(scenario, history)
    panels = panels_of(programme, history)
    levels = [_ready(scenario, panel, values) for panel in panels or [Panel()]]
    brakes = [Label(row, scenario.title_of(brake.name)) for row, brake in enumerate(scenario.brakes)]
    dates, (inside, beside) = dates_of(history, scenario), _stage_titles(scenario, history)
    strip = _strip_height(beside)
    top = _TOP + palette.LINE * dates.rows + strip + _GAP
    others = sum(one.above + one.least + _GAP for one in levels[1:])
    main, rows = _heights(palette.HEIGHT - top - levels[0].above - others - _AXIS, brakes)
    height = top + levels[0].above + main + others + (_GAP + _NAME + rows) * bool(brakes) + _AXIS
    sheet = Sheet(scenario.title or scenario.name, _in_words(scenario, history), height, _note(scenario, panels, note))
    dates.write(sheet, _TOP - 4)
    every = [_stage_strip(sheet, top - strip - _GAP, inside, beside, scenario, history)]
    for one, high in zip(levels, [main, *(one.least for one in levels[1:])], strict=True):
        sheet.write(palette.LEFT, top, fitted(one.name, palette.RIGHT - palette.LEFT, 1))
        every.append(_draw_levels(sheet, top + one.above, high, one, minutes.tolist(), scenario, history))
        top += one.above + high + _GAP
    if brakes:
        sheet.write(palette.LEFT, top, "Brakes on")
        every.append(_draw_brakes(sheet, top + _NAME, rows, brakes, scenario, history))
    for axes in every:
        by_date(axes, scenario.start, scenario.end, last=axes is every[-1])
        width = 1.1 if len(history.moves) <= 20 else 0.3
        for move in history.moves:
            axes.axvline(day_of(scenario.start, move.minute), color=palette.INK, linewidth=width, zorder=1.5, gid="move")
    return sheet.figure


def _note(scenario: Scenario, panels: Sequence[Panel], note: str) -> str:
    """What stands at the lower edge: what differs from the file, and what has no room."""
    names = left_out(scenario, panels)
    without = f"Not shown, though the ladder reads it: {listed([scenario.title_of(name) for name in names])}" if names else ""
    return ". ".join(part for part in (note, without) if part)


def _heights(room: int, brakes: list[Label]) -> tuple[int, int]:
    """How high the main panel and the rows of brakes are; the picture grows where there are too many."""
    if not brakes:
        return max(room, _LEAST), 0
    needed = max(height_of(brakes), 21 * len(brakes))
    spare = room - _GAP - _NAME - needed - _AMPLE
    given = needed + max(0, min(spare, 44 * len(brakes) - needed))
    return max(room - _GAP - _NAME - given, _LEAST), given


def _in_words(scenario: Scenario, history: History) -> str:
    actor = capital(fitted(scenario.actor, 300, 1, palette.SUBTITLE))
    final = scenario.title_of(scenario.stages[history.final].name)
    number = f"One history of many (number {history.replication})"
    if not history.moves:
        return f"{number}: {actor} stays where it stands, at: {final}"
    moves = len(history.moves)
    return f"{number}: {actor} moves {'once' if moves == 1 else f'{moves:,} times'} and ends at: {final}"


# The stages


def _strip_height(beside: list[Label]) -> int:
    """High enough for the titles beside it, as far as these are few."""
    return max(_STRIP, min(height_of(beside), _MOST_LABELS * palette.LINE) - 2 * OVER)


def _stage_titles(scenario: Scenario, history: History) -> tuple[list[str], list[Label]]:
    """The title to write into each visit to a stage, or nothing where it has no room; and those to write beside the strip."""
    titles = [scenario.title_of(stage.name) for stage in scenario.stages]
    colours = palette.stage_colours(len(titles))
    stays = visits(history, scenario)
    rooms = [(end - start) / scenario.end * (palette.RIGHT - palette.LEFT) - 8 for start, end, _ in stays]
    inside = [_in_strip(titles[stage], room) for (_, _, stage), room in zip(stays, rooms, strict=True)]
    shown = {stage for (_, _, stage), text in zip(stays, inside, strict=True) if text}
    beside = sorted({stage for _, _, stage in stays} - shown)
    return inside, [Label(0.5, titles[stage], chip=colours[stage], leader=False) for stage in beside]


def _stage_strip(sheet: Sheet, top: float, inside: list[str], beside: list[Label], scenario: Scenario, history: History) -> Axes:
    """The stages as a strip of full colour with their titles."""
    height = _strip_height(beside)
    axes = sheet.panel(top, height, "stages")
    axes.set_ylim(0, 1)
    axes.spines[:].set_visible(False)
    axes.set_yticks([])
    colours = palette.stage_colours(len(scenario.stages))
    for (start, end, stage), text in zip(visits(history, scenario), inside, strict=True):
        axes.axvspan(
            day_of(scenario.start, start), day_of(scenario.start, end), color=colours[stage], linewidth=0, gid=f"stage {stage}"
        )
        middle = day_of(scenario.start, (start + end) / 2)
        axes.text(middle, 0.5, text, color=palette.ink_on(colours[stage]), ha="center", va="center", linespacing=1.1)
    write_beside(axes, beside, height)
    return axes


def _in_strip(title: str, room: float) -> str:
    """A title in the room that a visit has: all of it, unless there is much room. Empty where there is too little."""
    text = fitted(title, room, 3)
    whole = text.split() == title.split()
    return text if whole or room > 250 else ""


# Quantities and thresholds


def _ready(scenario: Scenario, panel: Panel, values: Mapping[str, Floats]) -> _Levels:
    """What a panel shows, and the labels beside it: its quantities, its thresholds, and those beyond its edges."""
    columns = {name: values[name] for name in panel.quantities}
    scaled = panel.scaled(list(columns.values()))
    ends = {name: float(column[-1]) for name, column in columns.items()}
    labels = [
        Label(end, scenario.title_of(name), colour) for (name, end), colour in zip(ends.items(), palette.QUANTITIES, strict=False)
    ]
    labels += [_threshold(one, one.value) for one in scaled.near]
    for one in scaled.far:
        way, edge = ("↑", scaled.high) if one.value > scaled.high else ("↓", scaled.low)
        labels.append(replace(_threshold(one, edge), text=f"{way} {one.text}", leader=False))
    return _Levels(panel, columns, scaled, labels)


def _threshold(one: Threshold, y: float) -> Label:
    """The label of a threshold, with its value in digits that tell it from 0."""
    value = exact(one.value) if 0 < abs(one.value) < 1e-6 else amount(one.value)
    return Label(y, one.text, palette.THRESHOLD, tail=f": {value}")


def _draw_levels(
    sheet: Sheet, top: float, height: float, one: _Levels, minutes: list[int], scenario: Scenario, history: History
) -> Axes:
    """Quantities as steps over the stages, and the thresholds near them."""
    axes = sheet.panel(top, height, one.panel.unit or "".join(one.panel.quantities[:1]))
    colours = palette.stage_colours(len(scenario.stages))
    for start, end, stage in visits(history, scenario):
        span = (day_of(scenario.start, start), day_of(scenario.start, end))
        axes.axvspan(*span, color=colours[stage], alpha=0.3, linewidth=0, gid=f"stage {stage}")
    days = [day_of(scenario.start, minute) for minute in minutes]
    for (name, column), colour in zip(one.columns.items(), palette.QUANTITIES, strict=False):
        axes.plot(days, column, color=colour, linewidth=2.4, drawstyle="steps-post", gid=name, zorder=3)
    for threshold in one.scaled.near:
        axes.axhline(threshold.value, color=palette.THRESHOLD, linewidth=1.6, linestyle=(0, (5, 3)), gid=threshold.text, zorder=2)
    _set_scale(axes, one, height)
    write_beside(axes, one.labels, height)
    return axes


def _set_scale(axes: Axes, one: _Levels, height: float) -> None:
    """The vertical axis, with a little room above and below what is shown."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    low, high = one.scaled.low, one.scaled.high
    pad = 0.07 * (high - low) or max(abs(high) * 0.1, 1.0)
    axes.set_ylim(low - (pad if low else pad / 3), high + pad)
    whole = all(bool(np.all(column == np.round(column))) for column in one.columns.values())
    axes.yaxis.set_major_locator(MaxNLocator(max(2, min(6, int(height // 38))), integer=whole, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    if not one.columns:
        axes.set_yticks([])


# Brakes


def _draw_brakes(sheet: Sheet, top: float, height: float, labels: list[Label], scenario: Scenario, history: History) -> Axes:
    """A row for each brake, with bars where it was on."""
    axes = sheet.panel(top, height, "brakes")
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks([])
    for row, (brake, times) in enumerate(brake_times(history, scenario).items()):
        axes.axhline(row, color=palette.FAINT, linewidth=0.6, zorder=1)
        bars = [(day_of(scenario.start, start), (end - start) / clock.DAY) for start, end in times]
        axes.broken_barh(bars, (row - 0.3, 0.6), color=palette.BRAKE, linewidth=1.2, gid=brake, zorder=2)  # hours show too
    write_beside(axes, labels, height)
    return axes
