"""What a picture shows, before anything is drawn: panels and thresholds, the times of stages and brakes, shares of histories.

It follows from the scenario: the quantities that the conditions for climbing read, those of one unit in one panel. Nothing here
knows matplotlib.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from escalation_sim.engines.history import Braked, History
from escalation_sim.model import expressions as ex
from escalation_sim.model.programme import Formula, Programme
from escalation_sim.model.scenario import Quantity, Scenario
from escalation_sim.presentation.wording import changes_in_words
from escalation_sim.running.setups import Setup

MOST_PANELS, MOST_LINES = 3, 5


@dataclass(frozen=True)
class Threshold:
    """A level with which a condition for climbing compares a quantity."""

    quantity: str
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
        kinds = [kind for kind, _ in counts.most_common(MOST_PANELS)]
    levels = _thresholds(programme, history)
    return [_panel(scenario, kind, [q for quantities in reads for q in quantities], levels) for kind in kinds]


def _kind(quantity: Quantity) -> tuple[str, str]:
    """What quantities in one panel share."""
    return (quantity.unit, "" if quantity.unit else quantity.name)


def _panel(scenario: Scenario, kind: tuple[str, str], read: list[Quantity], levels: list[Threshold]) -> Panel:
    """The quantities of a kind that are read, and those of the same kind that they are worked out from."""
    names = list(dict.fromkeys(quantity.name for quantity in read if _kind(quantity) == kind))
    behind = {name for event in scenario.events for target, value in event.set if target in names for name in value.names}
    names += [q.name for q in scenario.quantities if q.name in behind and q.name not in names and _kind(q) == kind]
    codes = [q for q in scenario.quantities if q.name in names and not q.unit]
    bounds = [bound for code in codes for bound in (code.min, code.max) if bound is not None]
    return Panel(kind[0], tuple(names[:MOST_LINES]), tuple(one for one in levels if one.quantity in names), tuple(bounds))


def _thresholds(programme: Programme, history: History) -> list[Threshold]:
    """Every level that a `when` for climbing compares a quantity with: parameters, or a number of the quantity's unit."""
    scenario, found = programme.scenario, []
    units = {quantity.name: quantity.unit for quantity in scenario.quantities}
    for stage in scenario.stages:
        for left, right in (pair for way in stage.climb for pair in _compared(way.when)):
            for read, level in ((left, right), (right, left)):
                if isinstance(read, ex.Name) and read.name in units and _is_level(level, scenario, units[read.name]):
                    needed = f"Needed for: {scenario.title_of(stage.name)}"
                    text = scenario.title_of(level.name) if isinstance(level, ex.Name) else needed
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


def titled(setup: Setup) -> Programme:
    """The programme, with what differs from the file in the scenario's title: two pictures must not look the same."""
    words = changes_in_words(setup.scenario, setup.settings.changed, len(setup.uncertain))
    if not words:
        return setup.programme
    scenario = replace(setup.scenario, title=f"{setup.scenario.title}, {words}")
    return replace(setup.programme, scenario=scenario)
