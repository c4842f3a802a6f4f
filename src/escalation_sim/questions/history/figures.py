"""The picture of one history: its levels, thresholds, stages and brakes.

What it shows follows from the scenario: the quantities that the conditions for climbing read, those of one
unit in one panel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from escalation_sim import clock
from escalation_sim.engines.history import History
from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.figures_scales import by_date, day_of, name_axis, tick
from escalation_sim.presentation.fitting import fitted, length_of
from escalation_sim.presentation.labels import OVER, Label, height_of, write_beside
from escalation_sim.presentation.palette import drawing
from escalation_sim.presentation.wording import amount, capital
from escalation_sim.questions.history.figure_data import (
    MOST_LINES,
    Panel,
    Threshold,
    brake_times,
    panels_of,
    visits,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TOP, _STRIP, _GAP, _AXIS = 84, 58, 12, 50  # heights: titles, the stages, between panels, the dates below
_SMALL, _LEAST, _AMPLE = 50, 190, 300  # heights: a further panel, the main panel where there is much or little else
_LARGEST = 1e100


def history_figure(programme: Programme, history: History) -> Figure:
    """One history: levels and thresholds over the stages as bands, and below them the times at which each brake was on."""
    with drawing(programme.scenario):
        return _figure(programme, history)


def _figure(programme: Programme, history: History) -> Figure:
    scenario = programme.scenario
    panels = panels_of(programme, history)
    brakes = [Label(row, scenario.title_of(brake.name)) for row, brake in enumerate(scenario.brakes)]
    dates, (inside, beside) = _dates(history, scenario), _stage_titles(scenario, history)
    strip = _strip_height(beside)
    top = _TOP + palette.LINE * (1 + max((row for _, row, _ in dates), default=-1)) + strip + _GAP
    main, brakes_height = _heights(palette.HEIGHT - top - _AXIS - (_SMALL + _GAP) * max(len(panels) - 1, 0), brakes)
    height = top + main + (_SMALL + _GAP) * max(len(panels) - 1, 0) + (_GAP + brakes_height) * bool(brakes) + _AXIS
    sheet = Sheet(scenario.title or scenario.name, _in_words(scenario, history), height)
    for x, row, text in dates:
        sheet.write(x, _TOP - 4 + palette.LINE * row, text, at="center")
    every = [_stage_strip(sheet, top - strip - _GAP, inside, beside, scenario, history)]
    for panel, height in zip(panels or [Panel()], [main] + [_SMALL] * len(panels), strict=False):
        every.append(_levels(sheet, top, height, panel, scenario, history))
        top += height + _GAP
    if brakes:
        every.append(_brakes(sheet, top, brakes_height, brakes, scenario, history))
    for axes in every:
        by_date(axes, scenario.start, scenario.end, last=axes is every[-1])
        width = 1.1 if len(history.moves) <= 20 else 0.3
        for move in history.moves:
            axes.axvline(day_of(scenario.start, move.minute), color=palette.INK, linewidth=width, zorder=1.5, gid="move")
    return sheet.figure


def _heights(room: int, brakes: list[Label]) -> tuple[int, int]:
    """How high the main panel and the rows of brakes are; the picture grows where there are too many."""
    if not brakes:
        return room, 0
    needed = max(height_of(brakes), 21 * len(brakes))
    spare = room - _GAP - needed - _AMPLE
    given = needed + max(0, min(spare, 44 * len(brakes) - needed))
    return max(room - _GAP - given, _LEAST), given


def _in_words(scenario: Scenario, history: History) -> str:
    actor, final = capital(_actor(scenario)), scenario.title_of(scenario.stages[history.final].name)
    number = f"One history of many (number {history.replication})"
    if not history.moves:
        return f"{number}: {actor} stays where it stands, at: {final}"
    moves = len(history.moves)
    return f"{number}: {actor} moves {'once' if moves == 1 else f'{moves} times'} and ends at: {final}"


def _actor(scenario: Scenario) -> str:
    return fitted(scenario.actor, 300, 1, palette.SUBTITLE)


def _dates(history: History, scenario: Scenario) -> list[tuple[float, int, str]]:
    """A date for every move that has room for one, in two rows: (its middle, the row, the text)."""
    ends = [0.0, 0.0]
    found = []
    for move in history.moves:
        text = f"{'↑' if move.target > move.source else '↓'} {clock.spoken(scenario.start, move.minute)[:10]}"
        half = length_of(text) / 2
        x = palette.LEFT + (palette.RIGHT - palette.LEFT) * move.minute / scenario.end
        x = min(max(x, palette.LEFT + half), palette.RIGHT - half)
        row = next((row for row, end in enumerate(ends) if x - half > end), None)
        if row is not None:
            ends[row] = x + half + 8
            found.append((x, row, text))
    return found


def _strip_height(beside: list[Label]) -> int:
    """High enough for the titles beside it, five lines at most."""
    return max(_STRIP, min(height_of(beside), 5 * palette.LINE) - 2 * OVER)


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


def _levels(sheet: Sheet, top: float, height: float, panel: Panel, scenario: Scenario, history: History) -> Axes:
    """Quantities as steps over the stages, and the thresholds near them."""
    axes = sheet.panel(top, height, panel.unit or "".join(panel.quantities[:1]))
    colours = palette.stage_colours(len(scenario.stages))
    for start, end, stage in visits(history, scenario):
        span = (day_of(scenario.start, start), day_of(scenario.start, end))
        axes.axvspan(*span, color=colours[stage], alpha=0.3, linewidth=0, gid=f"stage {stage}")
    minutes, values = _course(scenario, history)
    columns = {name: values[:, [q.name for q in scenario.quantities].index(name)] for name in panel.quantities}
    near = _scale(axes, panel, list(columns.values()), height)
    labels = []
    for (name, column), colour in zip(columns.items(), palette.QUANTITIES, strict=False):
        axes.plot(minutes, column, color=colour, linewidth=2.4, drawstyle="steps-post", gid=name, zorder=3)
        labels.append(Label(float(column[-1]), scenario.title_of(name), colour))
    for threshold in near:
        axes.axhline(threshold.value, color=palette.THRESHOLD, linewidth=1.6, linestyle=(0, (5, 3)), gid=threshold.text, zorder=2)
        labels.append(Label(threshold.value, threshold.text, palette.THRESHOLD, tail=f": {amount(threshold.value)}"))
    if height > _SMALL:
        name_axis(axes, capital(panel.unit), height)
    elif panel.unit:
        unit = fitted(panel.unit, 200, 1)
        paper = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1}
        axes.annotate(unit, (0, 1), (5, -3), "axes fraction", "offset points", va="top", fontsize=11, bbox=paper, zorder=4)
    write_beside(axes, labels, height)
    return axes


def _course(scenario: Scenario, history: History) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Every change, with the last values once more at the end: (days, a row of quantities for each)."""
    states = history.trace.states if history.trace else []
    rows = [values for _, values, _ in states] or [tuple(history.quantities.values())]
    days = [day_of(scenario.start, minute) for minute, _, _ in states] or [day_of(scenario.start, 0)]
    return np.array([*days, day_of(scenario.start, scenario.end)]), np.clip(
        np.array([*rows, rows[-1]]).reshape(len(rows) + 1, -1), -_LARGEST, _LARGEST
    )


def _scale(axes: Axes, panel: Panel, columns: list[NDArray[np.float64]], height: float) -> list[Threshold]:
    """Set the vertical axis by the quantities and the thresholds near them, which are returned."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    levels = [*panel.bounds, *(float(end) for column in columns for end in (np.min(column), np.max(column)))] or [0.0, 1.0]
    low, high = min(levels), max(levels)
    low = 0.0 if 0 < low <= high / 2 else low
    reach = 3 * (high - low) or min((abs(one.value - low) for one in panel.thresholds), default=0)
    near = [one for one in panel.thresholds if low - reach <= one.value <= high + reach][:MOST_LINES]
    low, high = min(low, *(one.value for one in near), low), max(high, *(one.value for one in near), high)
    pad = 0.07 * (high - low) or max(abs(high) * 0.1, 1.0)
    axes.set_ylim(low - (pad if low else pad / 3), high + pad)
    whole = all(bool(np.all(column == np.round(column))) for column in columns)
    axes.yaxis.set_major_locator(MaxNLocator(max(2, min(6, int(height // 38))), integer=whole, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    if not columns:
        axes.set_yticks([])
    return near


def _brakes(sheet: Sheet, top: float, height: float, labels: list[Label], scenario: Scenario, history: History) -> Axes:
    """A row for each brake, with bars where it was on."""
    axes = sheet.panel(top, height, "brakes")
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks([])
    name_axis(axes, "Brakes on", height)
    for row, (brake, times) in enumerate(brake_times(history, scenario).items()):
        axes.axhline(row, color=palette.FAINT, linewidth=0.6, zorder=1)
        bars = [(day_of(scenario.start, start), (end - start) / clock.DAY) for start, end in times]
        axes.broken_barh(bars, (row - 0.3, 0.6), color=palette.BRAKE, linewidth=0, gid=brake, zorder=2)
    write_beside(axes, labels, height)
    return axes
