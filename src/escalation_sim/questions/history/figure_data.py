"""What a picture shows, before anything is drawn: panels and thresholds, the times of stages and brakes, shares of histories.

It follows from the scenario: the quantities that the conditions for climbing read, those of one unit in one panel. Nothing here
knows matplotlib.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.history import Braked, History
from escalation_sim.model import expressions as ex
from escalation_sim.model.programme import Formula, Programme
from escalation_sim.model.scenario import MAIN, Ladder, Quantity, Scenario, Stage
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import capital, changes_in_words, inside
from escalation_sim.running.setups import Setup

MOST_PANELS, MOST_QUANTITIES, MOST_THRESHOLDS = 3, 5, 12
_LARGEST = 1e100

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Threshold:
    """A level with which a condition for climbing compares a quantity."""

    text: str
    value: float


@dataclass(frozen=True)
class Panel:
    """Quantities of one unit, the first of which the ladder reads, and the thresholds they have to pass.

    *bounds* are the least and the largest value of a quantity without a unit: a code of a few steps.
    """

    unit: str = ""
    quantities: tuple[str, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    bounds: tuple[float, ...] = ()

    def scaled(self, columns: Sequence[Floats]) -> Scaled:
        """From where to where it shows the values in *columns*, and which thresholds are near enough to be among them."""
        levels = [*self.bounds, *(float(end) for column in columns for end in (np.min(column), np.max(column)))] or [0.0, 1.0]
        low, high = min(levels), max(levels)
        low = 0.0 if 0 < low <= high / 2 else low
        reach = 3 * (high - low) or min((abs(one.value - low) for one in self.thresholds), default=0)
        near = [one for one in self.thresholds if low - reach <= one.value <= high + reach][:MOST_THRESHOLDS]
        far = [one for one in self.thresholds if one not in near and np.isfinite(one.value)]
        return Scaled(min(low, *(one.value for one in near), low), max(high, *(one.value for one in near), high), near, far)


@dataclass(frozen=True)
class Scaled:
    """From where to where a panel goes, the thresholds in it, and those beyond it."""

    low: float
    high: float
    near: Sequence[Threshold]
    far: Sequence[Threshold]


@dataclass(frozen=True)
class _Level:
    """A level as one condition has it: what it is called, its value, and what tells it from others of the same name."""

    quantity: str
    title: str
    value: float
    route: str
    of: str


def panels_of(programme: Programme, history: History) -> list[Panel]:
    """What to draw: the unit that most conditions for climbing read comes first. Quantities without a unit stand alone.

    What the main ladder reads comes before what others do.
    """
    scenario = programme.scenario
    reads = _read(scenario)
    kinds = dict.fromkeys(kind for ladder in reads for kind in _kinds(ladder))
    read, levels = _each(reads), _levels(programme, history)
    return [_panel(scenario, kind, read, levels) for kind in list(kinds)[:MOST_PANELS]]


def left_out(scenario: Scenario, panels: Sequence[Panel]) -> list[str]:
    """The quantities that a ladder reads and no panel shows."""
    shown = {name for panel in panels for name in panel.quantities}
    return [name for name in dict.fromkeys(quantity.name for quantity in _each(_read(scenario))) if name not in shown]


Reads = list[list[Quantity]]
"""The quantities that each condition for climbing a ladder reads."""


def _read(scenario: Scenario) -> list[Reads]:
    """What is read, by ladder; where no condition reads any quantity, all quantities of the commonest kind."""
    reads = [_read_by(scenario, ladder) for ladder in scenario.ladders]
    if _each(reads):
        return reads
    commonest = Counter(map(_kind, scenario.quantities)).most_common(1)
    return [[[quantity for quantity in scenario.quantities if _kind(quantity) == kind] for kind, _ in commonest]]


def _read_by(scenario: Scenario, ladder: Ladder) -> Reads:
    conditions = [one for stage in ladder.stages for way in stage.climb for one in (way.when, way.keep) if one is not None]
    found = []
    for condition in conditions:
        named = (brake.while_.names for brake in scenario.brakes if brake.name in condition.names)
        names = condition.names.union(*named)
        found.append([quantity for quantity in scenario.quantities if quantity.name in names])
    return found


def _each(reads: Sequence[Reads]) -> list[Quantity]:
    return [quantity for ladder in reads for quantities in ladder for quantity in quantities]


def _kinds(reads: Reads) -> list[tuple[str, str]]:
    """What is read, the kind that most conditions read first."""
    return [kind for kind, _ in Counter(kind for read in reads for kind in dict.fromkeys(map(_kind, read))).most_common()]


def _kind(quantity: Quantity) -> tuple[str, str]:
    """What quantities in one panel share."""
    return (quantity.unit, "" if quantity.unit else quantity.name)


def _panel(scenario: Scenario, kind: tuple[str, str], read: list[Quantity], levels: list[_Level]) -> Panel:
    """The quantities of a kind that are read, and those of the same kind that they are worked out from."""
    names = list(dict.fromkeys(quantity.name for quantity in read if _kind(quantity) == kind))
    behind = {name for event in scenario.events for target, value in event.set if target in names for name in value.names}
    names += [q.name for q in scenario.quantities if q.name in behind and q.name not in names and _kind(q) == kind]
    codes = [q for q in scenario.quantities if q.name in names and not q.unit]
    bounds = [bound for code in codes for bound in (code.min, code.max) if bound is not None]
    thresholds = _named_apart([one for one in levels if one.quantity in names])
    return Panel(kind[0], tuple(names[:MOST_QUANTITIES]), tuple(thresholds), tuple(bounds))


def _levels(programme: Programme, history: History) -> list[_Level]:
    """Every level that a `when` for climbing compares a quantity with: parameters, or a number of the quantity's unit.

    The least value that a quantity can have is none: `soldiers > 0` asks whether there are any, and its line would be the axis.
    """
    scenario, found = programme.scenario, []
    units = {quantity.name: quantity.unit for quantity in scenario.quantities}
    least = {quantity.name: quantity.min for quantity in scenario.quantities}
    for stage in (stage for ladder in scenario.ladders for stage in ladder.stages):
        for way, left, right in ((one, *pair) for one in stage.climb for pair in _compared(one.when)):
            for read, level in ((left, right), (right, left)):
                if isinstance(read, ex.Name) and read.name in units and _is_level(level, scenario, units[read.name]):
                    text = scenario.title_of(level.name) if isinstance(level, ex.Name) else _needed(scenario, stage)
                    route, of = way.route.replace("_", " "), scenario.title_of(read.name)
                    value = _value(level, programme, history)
                    found += [_Level(read.name, text, value, route, of)] if value != least[read.name] else []
    return found


def _needed(scenario: Scenario, stage: Stage) -> str:
    """For which stage something is needed, and whose it is where there are several ladders."""
    by = f", by {inside(whose(scenario, scenario.ladder_of[stage.name]))}" if scenario.others else ""
    return f"Needed for: {scenario.title_of(stage.name)}{by}"


def _named_apart(levels: Sequence[_Level]) -> list[Threshold]:
    """Levels of one name and one value are one threshold; of those of one name and several values each says whose it is."""
    values = {one.title: len({other.value for other in levels if other.title == one.title}) for one in levels}
    named = []
    for one in levels:
        others = (
            [other for other in levels if other.title == one.title and other.value != one.value] if values[one.title] > 1 else []
        )
        route = f" ({one.route})" if one.route and any(other.route != one.route for other in others) else ""
        of = f", of {one.of}" if any(other.of != one.of for other in others) else ""
        named.append(Threshold(f"{one.title}{route}{of}", one.value))
    return list(dict.fromkeys(named))


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


def visits(history: History, scenario: Scenario, ladder: str = MAIN) -> list[tuple[int, int, int]]:
    """The stages of a ladder in order of time: (from, until, stage), without those left in the minute of arrival."""
    moves = history.of(ladder).moves
    starts = [(0, scenario.ladder(ladder).start_stage), *((move.minute, move.target) for move in moves)]
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


def course(scenario: Scenario, history: History) -> tuple[NDArray[np.int64], Mapping[str, Floats]]:
    """Every change, with the last values once more at the end: minutes, and the values of each quantity by its name."""
    states = history.trace.states if history.trace else []
    rows = [values for _, values, _ in states] or [tuple(history.quantities.values())]
    minutes = [minute for minute, _, _ in states] or [0]
    values = np.clip(np.array([*rows, rows[-1]]).reshape(len(rows) + 1, -1), -_LARGEST, _LARGEST)
    names = [quantity.name for quantity in scenario.quantities]
    return np.array([*minutes, scenario.end]), {name: values[:, place] for place, name in enumerate(names)}


def changes(setup: Setup) -> str:
    """What differs from the file: two pictures must not look the same."""
    return capital(changes_in_words(setup.scenario, setup.settings.changed, len(setup.uncertain), setup.settings.without))
