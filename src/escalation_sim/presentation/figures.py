"""Pictures: one history with its levels, thresholds, stages and brakes; many histories with how far they have climbed.

What a picture of one history shows follows from the scenario: the quantities that the conditions for climbing read, those of one
unit in one panel.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim import clock
from escalation_sim.engines.history import Braked, History
from escalation_sim.errors import UsageError
from escalation_sim.model import expressions as ex
from escalation_sim.model.programme import Formula, Programme
from escalation_sim.model.scenario import Quantity, Scenario
from escalation_sim.presentation import palette
from escalation_sim.presentation.palette import Label, Sheet, drawing, write_beside
from escalation_sim.presentation.wording import amount, capital, percent
from escalation_sim.presentation.writing import write_whole
from escalation_sim.results.ensemble import NEVER, Ensemble
from escalation_sim.results.statistics import wilson

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_PANELS, _MOST_LINES = 3, 5
_TOP, _STRIP, _GAP, _AXIS = 88, 46, 13, 52  # heights: titles, the stages, between panels, the dates below
_SMALL, _LEAST = 50, 220  # heights: a further panel, the main panel where there is much else
_MOST_TIMES = 1_500


@dataclass(frozen=True)
class Threshold:
    """A level with which a condition for climbing compares a quantity."""

    quantity: str
    text: str
    value: float


@dataclass(frozen=True)
class Panel:
    """Quantities of one unit, the first of which the ladder reads, and the thresholds they have to pass."""

    unit: str
    quantities: tuple[str, ...]
    thresholds: tuple[Threshold, ...]


def check_picture(path: Path) -> str:
    """The format of a picture by the ending of its name. Raises UsageError where there is none, or no matplotlib."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in ("png", "svg"):
        raise UsageError(f"a picture ends in .png or .svg, and {path.name!r} does not")
    with drawing():
        return ending


def save(figure: Figure, path: Path) -> None:
    """Write a picture, PNG or SVG by its ending: whole or not at all, and the same bytes every time. Raises UsageError."""
    ending = check_picture(path)
    nothing = {"Software": None} if ending == "png" else {"Date": None, "Creator": None}
    picture = BytesIO()
    with drawing():
        figure.savefig(picture, format=ending, metadata=nothing)
    write_whole(path, picture.getvalue())


# What one history shows


def panels_of(programme: Programme, history: History) -> list[Panel]:
    """What to draw: the unit that most conditions for climbing read comes first. Quantities without a unit stand alone."""
    scenario = programme.scenario
    conditions = [
        condition
        for stage in scenario.stages
        for way in stage.climb
        for condition in (way.when, way.keep)
        if condition is not None
    ]
    reads = [[quantity for quantity in scenario.quantities if quantity.name in one.names] for one in conditions]
    counts = Counter(kind for quantities in reads for kind in dict.fromkeys(map(_kind, quantities)))
    if not counts:
        kinds = [kind for kind, _ in Counter(map(_kind, scenario.quantities)).most_common(1)]
        reads = [list(scenario.quantities)]
    else:
        kinds = [kind for kind, _ in counts.most_common(_MOST_PANELS)]
    levels = _thresholds(programme, history)
    return [_panel(scenario, kind, [q for quantities in reads for q in quantities], levels) for kind in kinds]


def _kind(quantity: Quantity) -> tuple[str, str]:
    """What quantities in one panel share."""
    return (quantity.unit, "" if quantity.unit else quantity.name)


def _panel(scenario: Scenario, kind: tuple[str, str], read: list[Quantity], levels: list[Threshold]) -> Panel:
    """The quantities of a kind that are read, and those of the same kind that they are worked out from."""
    names = list(dict.fromkeys(quantity.name for quantity in read if _kind(quantity) == kind))
    behind = {
        name
        for event in scenario.events
        for target, value in event.set
        if target in names
        for name in value.names
    }
    names += [q.name for q in scenario.quantities if q.name in behind and q.name not in names and _kind(q) == kind]
    return Panel(kind[0], tuple(names[:_MOST_LINES]), tuple(one for one in levels if one.quantity in names))


def _thresholds(programme: Programme, history: History) -> list[Threshold]:
    """Every level that a `when` for climbing compares a quantity with: parameters, or a number of the quantity's unit."""
    scenario, found = programme.scenario, []
    units = {quantity.name: quantity.unit for quantity in scenario.quantities}
    for stage in scenario.stages:
        for left, right in (pair for way in stage.climb for pair in _compared(way.when)):
            for read, level in ((left, right), (right, left)):
                if isinstance(read, ex.Name) and read.name in units and _is_level(level, scenario, units[read.name]):
                    text = scenario.title_of(level.name if isinstance(level, ex.Name) else stage.name)
                    found.append(Threshold(read.name, text, _value(level, programme, history)))
    return list(dict.fromkeys(found))


def _compared(condition: ex.Expression) -> list[tuple[ex.Node, ex.Node]]:
    comparisons = [node for node in ex.walk(condition.tree) if isinstance(node, ex.Comparison)]
    return [pair for node in comparisons for pair in pairwise(node.operands)]


def _is_level(node: ex.Node, scenario: Scenario, unit: str) -> bool:
    names = {below.name for below in ex.walk(node) if isinstance(below, ex.Name)}
    return names <= scenario.values.keys() and bool(names or unit)


def _value(node: ex.Node, programme: Programme, history: History) -> float:
    state = [0.0] * len(programme.slots)
    for name, value in history.parameters.items():
        state[programme.slots[name]] = value
    return float(Formula(ex.Expression("", node, ""), "", "", programme.slots).scalar(state, None))


def visits(history: History, scenario: Scenario) -> list[tuple[int, int, int]]:
    """The stages in order of time: (from, until, stage), without those left in the minute of arrival."""
    starts = [(0, scenario.start_stage), *((move.minute, move.target) for move in history.moves)]
    ends = [minute for minute, _ in starts[1:]] + [scenario.end]
    return [(start, end, stage) for (start, stage), end in zip(starts, ends, strict=True) if end > start]


def brake_times(history: History, scenario: Scenario) -> dict[str, list[tuple[int, int]]]:
    """For each brake the stretches of time during which it was on."""
    times: dict[str, list[tuple[int, int]]] = {brake.name: [] for brake in scenario.brakes}
    since: dict[str, int] = {}
    for one in history.trace.happenings if history.trace else []:
        if isinstance(one, Braked) and one.on:
            since[one.brake] = one.minute
        elif isinstance(one, Braked) and (begun := since.pop(one.brake, one.minute)) < one.minute:
            times[one.brake].append((begun, one.minute))
    for brake, begun in since.items():
        times[brake].append((begun, scenario.end))
    return times


# One history


@drawing()
def history_figure(programme: Programme, history: History) -> Figure:
    """One history: levels and thresholds over the stages as bands, and below them the times at which each brake was on."""
    scenario = programme.scenario
    panels = panels_of(programme, history)
    brakes = [Label(row, scenario.title_of(brake.name), palette.INK) for row, brake in enumerate(scenario.brakes)]
    brakes_height = max(palette.height_of(brakes), 21 * len(brakes))
    below = (_SMALL + _GAP) * (len(panels) - 1) if panels else 0
    below += _AXIS + (brakes_height + _GAP if brakes else 0)
    dates = _dates(history, scenario)
    top = _TOP + palette.LINE * (1 + max((row for _, row, _ in dates), default=-1)) + _STRIP + _GAP
    main = max(palette.HEIGHT - top - below, _LEAST)
    sheet = Sheet(scenario.title or scenario.name, _in_words(scenario, history), top + main + below)
    for x, row, text in dates:
        sheet.write(x, _TOP - 4 + palette.LINE * row, text, at="center")
    every = [_stage_strip(sheet, top - _STRIP - _GAP, scenario, history)]
    for panel, height in zip(panels or [Panel("", (), ())], [main] + [_SMALL] * len(panels), strict=False):
        every.append(_levels(sheet, top, height, panel, scenario, history))
        top += height + _GAP
    if brakes:
        every.append(_brakes(sheet, top, brakes_height, brakes, scenario, history))
    for axes in every:
        _by_date(axes, scenario, last=axes is every[-1])
        for move in history.moves:
            axes.axvline(_day(scenario, move.minute), color=palette.INK, linewidth=1.1, zorder=1.5, gid="move")
    return sheet.figure


def _in_words(scenario: Scenario, history: History) -> str:
    actor, final = capital(scenario.actor), scenario.title_of(scenario.stages[history.final].name)
    number = f"One history of many (number {history.replication})"
    if not history.moves:
        return f"{number}: {actor} stays where it stands, at: {final}"
    moves = len(history.moves)
    return f"{number}: {actor} moves {'once' if moves == 1 else f'{moves} times'} and ends at: {final}"


def _dates(history: History, scenario: Scenario) -> list[tuple[float, int, str]]:
    """A date for every move that has room for one, in two rows: (its middle, the row, the text)."""
    ends = [0.0, 0.0]
    found = []
    for move in history.moves:
        text = f"{'↑' if move.target > move.source else '↓'} {clock.spoken(scenario.start, move.minute)[:10]}"
        half = palette.length_of(text) / 2
        x = palette.LEFT + (palette.RIGHT - palette.LEFT) * move.minute / scenario.end
        x = max(x, palette.LEFT + half)
        row = next((row for row, end in enumerate(ends) if x - half > end), None)
        if row is not None:
            ends[row] = x + half + 8
            found.append((x, row, text))
    return found


def _stage_strip(sheet: Sheet, top: float, scenario: Scenario, history: History) -> Axes:
    """The stages as a strip of full colour with their titles; those that find no room stand beside it."""
    axes = sheet.panel(top, _STRIP, "stages")
    axes.set_ylim(0, 1)
    axes.spines[:].set_visible(False)
    axes.set_yticks([])
    colours = palette.stage_colours(len(scenario.stages))
    shown = set()
    for start, end, stage in visits(history, scenario):
        axes.axvspan(_day(scenario, start), _day(scenario, end), color=colours[stage], linewidth=0, gid=f"stage {stage}")
        room = (end - start) / scenario.end * (palette.RIGHT - palette.LEFT) - 12
        text = palette.fitted(title := scenario.title_of(scenario.stages[stage].name), room, 2)
        if text and (not text.endswith("…") or len(text) > 30 or title == text):
            middle = _day(scenario, (start + end) // 2)
            axes.text(middle, 0.5, text, color=palette.ink_on(colours[stage]), ha="center", va="center", linespacing=1.1)
            shown.add(stage)
    beside = [stage for stage in dict.fromkeys(stage for _, _, stage in visits(history, scenario)) if stage not in shown]
    labels = [Label(0.5, scenario.title_of(scenario.stages[stage].name), palette.INK, chip=colours[stage]) for stage in beside]
    write_beside(axes, labels, _STRIP)
    return axes


def _levels(sheet: Sheet, top: float, height: float, panel: Panel, scenario: Scenario, history: History) -> Axes:
    """Quantities as steps over the stages, and the thresholds near them."""
    axes = sheet.panel(top, height, panel.unit or "".join(panel.quantities[:1]))
    colours = palette.stage_colours(len(scenario.stages))
    for start, end, stage in visits(history, scenario):
        span = (_day(scenario, start), _day(scenario, end))
        axes.axvspan(*span, color=colours[stage], alpha=0.3, linewidth=0, gid=f"stage {stage}")
    minutes, values = _course(scenario, history)
    columns = {name: values[:, [q.name for q in scenario.quantities].index(name)] for name in panel.quantities}
    near = _scale(axes, list(columns.values()), panel.thresholds, height)
    labels = []
    for (name, column), colour in zip(columns.items(), palette.QUANTITIES, strict=False):
        axes.plot(minutes, column, color=colour, linewidth=2.4, drawstyle="steps-post", gid=name, zorder=3)
        labels.append(Label(float(column[-1]), scenario.title_of(name), colour))
    for threshold in near:
        axes.axhline(threshold.value, color=palette.THRESHOLD, linewidth=1.6, linestyle=(0, (5, 3)), gid=threshold.text, zorder=2)
        labels.append(Label(threshold.value, threshold.text, palette.THRESHOLD, tail=f": {amount(threshold.value)}"))
    axes.set_ylabel(palette.fitted(capital(panel.unit), height, 1), fontsize=palette.PLAIN)
    write_beside(axes, labels, height)
    return axes


def _course(scenario: Scenario, history: History) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Every change, with the last values once more at the end: (days, a row of quantities for each)."""
    states = history.trace.states if history.trace else []
    rows = [values for _, values, _ in states] or [tuple(history.quantities.values())]
    days = [_day(scenario, minute) for minute, _, _ in states] or [_day(scenario, 0)]
    return np.array([*days, _day(scenario, scenario.end)]), np.array([*rows, rows[-1]]).reshape(len(rows) + 1, -1)


def _scale(
    axes: Axes, columns: list[NDArray[np.float64]], thresholds: tuple[Threshold, ...], height: float
) -> list[Threshold]:
    """Set the vertical axis by the quantities and the thresholds near them, which are returned."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    low, high = (float(min(map(np.min, columns))), float(max(map(np.max, columns)))) if columns else (0.0, 1.0)
    low = 0.0 if 0 < low < high / 2 else low
    reach = 3 * (high - low) or max(abs(high), 1.0)
    near = [one for one in thresholds if low - reach <= one.value <= high + reach][:_MOST_LINES]
    levels = [low, high, *(one.value for one in near)]
    low, high = min(levels), max(levels)
    pad = 0.07 * (high - low) or max(abs(high) * 0.1, 0.5)
    axes.set_ylim(low - (pad if low else pad / 3), high + pad)
    whole = all(bool(np.all(column == np.round(column))) for column in columns)
    axes.yaxis.set_major_locator(MaxNLocator(max(2, min(6, int(height // 38))), integer=whole, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: amount(float(f"{value:.9g}"))))
    if not columns:
        axes.set_yticks([])
    return near


def _brakes(sheet: Sheet, top: float, height: float, labels: list[Label], scenario: Scenario, history: History) -> Axes:
    """A row for each brake, with bars where it was on."""
    axes = sheet.panel(top, height, "brakes")
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_ylabel(palette.fitted("Brakes on", height, 1), fontsize=palette.PLAIN)
    for row, (brake, times) in enumerate(brake_times(history, scenario).items()):
        axes.axhline(row, color=palette.FAINT, linewidth=0.6, zorder=1)
        bars = [(_day(scenario, start), (end - start) / clock.DAY) for start, end in times]
        axes.broken_barh(bars, (row - 0.3, 0.6), color=palette.BRAKE, linewidth=0, gid=brake, zorder=2)
    write_beside(axes, labels, height)
    return axes


# Many histories


@drawing()
def ensemble_figure(programme: Programme, ensemble: Ensemble, *, replications: int) -> Figure:
    """The share of histories by the highest stage reached so far, the highest stage at the bottom."""
    scenario = programme.scenario
    words = f"How far {scenario.actor} has climbed: {replications:,} histories by the highest stage each has reached so far"
    sheet = Sheet(scenario.title or scenario.name, words)
    height = palette.HEIGHT - _TOP - _GAP - _AXIS
    axes = sheet.panel(_TOP + _GAP, height, "stages")
    axes.set_ylim(0, 1)
    minutes, reached = shares_reached(programme, ensemble)
    days = [_day(scenario, int(minute)) for minute in minutes]
    colours = palette.stage_colours(len(scenario.stages))
    labels = []
    for stage in range(scenario.start_stage, len(scenario.stages)):
        upper, lower = reached[stage], reached[stage + 1]
        style: dict[str, Any] = {"step": "post", "color": colours[stage], "linewidth": 0, "gid": f"stage {stage}"}
        axes.fill_between(days, lower, upper, **style)
        labels.append(_share_label(scenario, stage, float(lower[-1]), float(upper[-1]), replications, colours[stage]))
    for stage in range(scenario.start_stage + 1, len(scenario.stages)):
        _interval(axes, days, reached[stage], replications)
    axes.set_ylabel("Share of histories", fontsize=palette.PLAIN)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")
    write_beside(axes, labels[::-1], height)
    _by_date(axes, scenario, last=True)
    return sheet.figure


def shares_reached(programme: Programme, ensemble: Ensemble) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Minutes, and for each stage the share of histories that have reached it by then; one row of noughts follows."""
    scenario = programme.scenario
    first = ensemble.first_reached.astype(np.int64)
    happened = np.unique(first[first != NEVER])
    if len(happened) > _MOST_TIMES:
        happened = np.linspace(0, scenario.end, _MOST_TIMES).astype(np.int64)
    minutes = np.unique(np.concatenate([[0], happened, [scenario.end]]))
    reached = np.zeros((len(scenario.stages) + 1, len(minutes)))
    for stage in range(len(scenario.stages)):
        times = np.sort(first[first[:, stage] != NEVER, stage])
        reached[stage] = np.searchsorted(times, minutes, side="right") / len(ensemble)
    reached[: scenario.start_stage + 1] = 1.0
    return minutes, reached


def _share_label(scenario: Scenario, stage: int, lower: float, upper: float, n: int, colour: str) -> Label:
    low, high = wilson(round((upper - lower) * n), n)
    tail = f": {percent(upper - lower)} ({low * 100:.0f}–{high * 100:.0f} %)"
    return Label((lower + upper) / 2, scenario.title_of(scenario.stages[stage].name), palette.INK, tail=tail, chip=colour)


def _interval(axes: Axes, days: list[float], shares: NDArray[np.float64], n: int) -> None:
    """The 95 % interval of the line between two stages."""
    known = {count: wilson(count, n) for count in np.unique(np.round(shares * n).astype(int)).tolist()}
    low, high = zip(*(known[round(share * n)] for share in shares.tolist()), strict=True)
    axes.fill_between(days, low, high, step="post", color="white", alpha=0.4, linewidth=0, gid="interval")
    axes.step(days, shares, where="post", color=palette.INK, linewidth=1)


# Dates


def _day(scenario: Scenario, minute: int) -> float:
    """A minute on the axis of dates."""
    from matplotlib.dates import date2num

    return float(date2num(scenario.start)) + minute / clock.DAY


def _by_date(axes: Axes, scenario: Scenario, *, last: bool) -> None:
    """The horizontal axis: the whole period, with dates under the last panel."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    axes.set_xlim(_day(scenario, 0), _day(scenario, scenario.end))
    locator = AutoDateLocator(minticks=4, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.tick_params(axis="x", bottom=last, labelbottom=last)
    axes.xaxis.get_offset_text().set_visible(last)
