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
from escalation_sim.presentation.titles import told_apart, whose
from escalation_sim.presentation.wording import amount, capital, exact, inside, listed
from escalation_sim.questions.history.figure_data import (
    Floats,
    Panel,
    Scaled,
    Threshold,
    brake_times,
    course,
    left_out,
    panels_of,
)
from escalation_sim.questions.history.figures_stages import GAP, Strip, draw_moves, shade, strips_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TOP, _AXIS = 84, 50  # heights: titles, the dates below
_NAME = palette.LINE + 3  # the line above a panel that says what it counts
_SMALL, _LEAST, _AMPLE = 50, 190, 300  # heights: a further panel, the main panel where there is much or little else
_MOST_LABELS = 6  # lines beside a further panel


def history_figure(programme: Programme, history: History, note: str = "") -> Figure:
    """One history: levels and thresholds over the stages as bands, and below them the times at which each brake was on.

    A *note* stands at the lower edge.
    """
    programme = replace(programme, scenario=told_apart(programme.scenario, by_ladder=True))
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
    strips = strips_of(scenario, history)
    top = _TOP + sum(strip.room for strip in strips)
    others = sum(one.above + one.least + GAP for one in levels[1:])
    main, rows = _heights(palette.HEIGHT - top - levels[0].above - others - _AXIS, brakes)
    height = top + levels[0].above + main + others + (GAP + _NAME + rows) * bool(brakes) + _AXIS
    sheet = Sheet(scenario.title or scenario.name, _in_words(scenario, history), height, _note(scenario, panels, note))
    _draw_strips(sheet, strips)
    every = []
    for one, high in zip(levels, [main, *(one.least for one in levels[1:])], strict=True):
        sheet.write(palette.LEFT, top, fitted(one.name, palette.RIGHT - palette.LEFT, 1))
        every.append(_draw_levels(sheet, top + one.above, high, one, minutes.tolist(), strips[0]))
        top += one.above + high + GAP
    if brakes:
        sheet.write(palette.LEFT, top, "Brakes on")
        every.append(_draw_brakes(sheet, top + _NAME, rows, brakes, scenario, history))
    for axes in every:
        by_date(axes, scenario.start, scenario.end, last=axes is every[-1])
        for strip in strips:
            draw_moves(axes, strip, **({} if strip is strips[0] else {"linestyle": (0, (1, 3))}))
    return sheet.figure


def _draw_strips(sheet: Sheet, strips: Sequence[Strip]) -> None:
    """The ladders, one below the other, with the moves on each."""
    top = _TOP
    for strip in strips:
        axes = strip.draw(sheet, top)
        by_date(axes, strip.scenario.start, strip.scenario.end, last=False)
        draw_moves(axes, strip)
        top += strip.room


def _note(scenario: Scenario, panels: Sequence[Panel], note: str) -> str:
    """What stands at the lower edge: what differs from the file, what has no room, and how to read several ladders."""
    names = left_out(scenario, panels)
    reads = "a ladder reads" if scenario.others else "the ladder reads"
    without = f"Not shown, though {reads} it: {listed([scenario.title_of(name) for name in names])}" if names else ""
    whose_stages = fitted(inside(whose(scenario, scenario.main)), 300, 1)
    several = f"Behind the panels: the stages of {whose_stages}; dotted: the moves of others" if scenario.others else ""
    return ". ".join(part for part in (note, without, several) if part)


def _heights(room: int, brakes: list[Label]) -> tuple[int, int]:
    """How high the main panel and the rows of brakes are; the picture grows where there are too many."""
    if not brakes:
        return max(room, _LEAST), 0
    needed = max(height_of(brakes), 21 * len(brakes))
    spare = room - GAP - _NAME - needed - _AMPLE
    given = needed + max(0, min(spare, 44 * len(brakes) - needed))
    return max(room - GAP - _NAME - given, _LEAST), given


def _in_words(scenario: Scenario, history: History) -> str:
    actor = capital(fitted(scenario.actor, 300, 1, palette.SUBTITLE))
    final = scenario.title_of(scenario.stages[history.final].name)
    number = f"One history of many (number {history.replication})"
    if not history.moves:
        return f"{number}: {actor} stays where it stands, at: {final}"
    moves = len(history.moves)
    return f"{number}: {actor} moves {'once' if moves == 1 else f'{moves:,} times'} and ends at: {final}"


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


def _draw_levels(sheet: Sheet, top: float, height: float, one: _Levels, minutes: list[int], strip: Strip) -> Axes:
    """Quantities as steps over the stages, and the thresholds near them."""
    axes = sheet.panel(top, height, one.panel.unit or "".join(one.panel.quantities[:1]))
    shade(axes, strip, alpha=0.3)
    days = [day_of(strip.scenario.start, minute) for minute in minutes]
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
