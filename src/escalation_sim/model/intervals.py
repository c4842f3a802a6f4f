"""Between which values an expression must lie, and whether a condition can come true: arithmetic on intervals.

Cautious on purpose: the true range may be narrower, never wider. Values that are no number are left out of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import product

from escalation_sim import clock
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.elementary import exp, log
from escalation_sim.model.scenario import Aggregate, Brake, Event, Outcome, Quantity, Scenario

Interval = tuple[float, float]
ANY: Interval = (-math.inf, math.inf)
_ROUNDS = 8


def interval(node: ex.Node, known: Mapping[str, Interval]) -> Interval:
    """The interval of a node; a condition counts as 1 or 0."""
    match node:
        case ex.Number(value):
            return point(value)
        case ex.Name(name):
            return known.get(name, ANY)
        case ex.Negative(operand):
            low, high = interval(operand, known)
            return (-high, -low)
        case ex.Arithmetic(operators, operands):
            return _arithmetic(operators, [interval(operand, known) for operand in operands])
        case ex.Choose(condition, yes, no):
            return _chosen(possible(condition, known), interval(yes, known), interval(no, known))
        case ex.Call(function, arguments):
            return _call(function, [interval(argument, known) for argument in arguments])
        case ex.Draw(distribution, arguments, _):
            return _draw(distribution, [interval(argument, known) for argument in arguments])
    can, cannot = possible(node, known)
    return (0.0 if cannot else 1.0, 1.0 if can else 0.0)


def point(value: float) -> Interval:
    """The interval of one value; one that is not known may be anything."""
    return ANY if math.isnan(value) else (value, value)


def possible(node: ex.Node, known: Mapping[str, Interval]) -> tuple[bool, bool]:
    """Whether a condition can be true, and whether it can be false."""
    match node:
        case ex.Truth(value):
            return value, not value
        case ex.Not(part):
            can, cannot = possible(part, known)
            return cannot, can
        case ex.Logic("and", parts):
            each = [possible(part, known) for part in parts]
            return all(can for can, _ in each), any(cannot for _, cannot in each)
        case ex.Logic(_, parts):
            each = [possible(part, known) for part in parts]
            return any(can for can, _ in each), all(cannot for _, cannot in each)
        case ex.Comparison(operators, operands):
            values = [interval(operand, known) for operand in operands]
            each = [_compared(op, a, b) for op, a, b in zip(operators, values, values[1:], strict=False)]
            return all(can for can, _ in each), any(cannot for _, cannot in each)
        case ex.Choose(condition, yes, no):
            can, cannot = possible(condition, known)
            branches = [possible(branch, known) for branch, open_ in ((yes, can), (no, cannot)) if open_]
            return any(can for can, _ in branches), any(cannot for _, cannot in branches)
        case ex.Name(name):  # of a brake
            low, high = known.get(name, (0.0, 1.0))
            return high > 0, low <= 0
    return True, True


def _compared(operator: str, a: Interval, b: Interval) -> tuple[bool, bool]:
    (a_low, a_high), (b_low, b_high) = a, b
    match operator:
        case "<":
            return a_low < b_high, a_high >= b_low
        case "<=":
            return a_low <= b_high, a_high > b_low
        case ">":
            return a_high > b_low, a_low <= b_high
        case ">=":
            return a_high >= b_low, a_low < b_high
    overlap = a_low <= b_high and b_low <= a_high
    same = a_low == a_high == b_low == b_high
    return (overlap, not same) if operator == "==" else (not same, overlap)


def _arithmetic(operators: tuple[str, ...], operands: list[Interval]) -> Interval:
    result = operands[0]
    for operator, operand in zip(operators, operands[1:], strict=True):
        result = _apply(operator, result, operand)
    return result


def _apply(operator: str, a: Interval, b: Interval) -> Interval:
    if operator == "+":
        return _hull([a[0] + b[0], a[1] + b[1]])
    if operator == "-":
        return _hull([a[0] - b[1], a[1] - b[0]])
    if operator == "*":
        return _hull([x * y for x in a for y in b])
    if b[0] <= 0 <= b[1]:
        return ANY
    return _hull([x / y for x in a for y in b])


def _hull(values: list[float]) -> Interval:
    return ANY if any(math.isnan(value) for value in values) else (min(values), max(values))


def _chosen(can: tuple[bool, bool], yes: Interval, no: Interval) -> Interval:
    if can == (True, False):
        return yes
    if can == (False, True):
        return no
    return (min(yes[0], no[0]), max(yes[1], no[1]))


def _call(function: str, arguments: list[Interval]) -> Interval:
    match function, arguments:
        case "min", _:
            return min(low for low, _ in arguments), min(high for _, high in arguments)
        case "max", _:
            return max(low for low, _ in arguments), max(high for _, high in arguments)
        case "clip", [x, low, high]:
            return max(min(x[0], high[0]), low[0]), min(max(x[1], low[1]), high[1])
        case "abs", [x]:
            return (0.0 if x[0] <= 0 <= x[1] else min(map(abs, x))), max(map(abs, x))
        case "sqrt", [x]:
            return math.sqrt(max(x[0], 0.0)), math.sqrt(max(x[1], 0.0))
        case "exp", [x]:
            return exp(float(x[0])), exp(float(x[1]))
        case "log", [x]:
            return log(max(float(x[0]), 0.0)), log(max(float(x[1]), 0.0))
        case (("floor" | "ceil" | "round"), [x]):
            return x[0] - 1, x[1] + 1
    return ANY


def _draw(distribution: str, arguments: list[Interval]) -> Interval:
    """The limits over all corners of the arguments: each limit is monotone in each argument."""
    if any(math.isinf(end) for ends in arguments for end in ends):
        return ANY
    entry = DISTRIBUTIONS[distribution]
    if len(arguments) > len(entry.arguments):  # `choice`, whose limits depend on nothing but the number of arguments
        return entry.limits(*(low for low, _ in arguments))
    limits = [entry.limits(*corner) for corner in product(*(set(ends) for ends in arguments))]
    return min(low for low, _ in limits), max(high for _, high in limits)


def reach(scenario: Scenario) -> dict[str, Interval]:
    """The interval of every name over any history, at the parameters' values as written."""
    known: dict[str, Interval] = {name: point(value) for name, value in scenario.values.items()}
    known |= {name: (float(place), float(place)) for name, place in scenario.places.items()}
    tops = {ladder.place_name: float(max(len(ladder.stages) - 1, 0)) for ladder in scenario.ladders}
    known |= {name: (0.0, top) for name, top in tops.items()}
    known["highest"] = (float(scenario.start_stage), tops["stage"])
    known["now"] = (0.0, scenario.end / 1440)
    known |= {brake.name: (0.0, 1.0) for brake in scenario.brakes}
    quantities = {quantity.name: quantity for quantity in scenario.quantities}
    for quantity in scenario.quantities:
        values = [interval(quantity.initial.tree, known), *((value, value) for _, value in quantity.timeline)]
        known[quantity.name] = _within(quantity, _union(values))
    spread(known, scenario.events, quantities, Brakes(read_by_events(scenario)))
    return known | Brakes(scenario.brakes).within(known)


class Possible:
    """Whether conditions can be true, and can be false; worked out again only where what one reads is known otherwise by now."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[list[Interval], tuple[bool, bool]]] = {}  # by the identity of the condition

    def __call__(self, condition: ex.Expression, known: Mapping[str, Interval]) -> tuple[bool, bool]:
        read = [known.get(name, ANY) for name in condition.names]
        before, found = self._found.get(id(condition), (None, (True, True)))
        if before != read:
            found = possible(condition.tree, known)
            self._found[id(condition)] = (read, found)
        return found


class Brakes:
    """The intervals of the names of brakes."""

    def __init__(self, brakes: Iterable[Brake]) -> None:
        self.brakes, self.possible = tuple(brakes), Possible()

    def within(self, known: Mapping[str, Interval]) -> dict[str, Interval]:
        """1 for a brake that must be on within what is *known*, 0 for one that must be off, between them where it may be both."""
        can_be = {brake.name: self.possible(brake.while_, known) for brake in self.brakes}
        return {name: (0.0 if off else 1.0, 1.0 if on else 0.0) for name, (on, off) in can_be.items()}


def read_by_events(scenario: Scenario) -> list[Brake]:
    """The brakes whose names events read where it matters for what they set."""
    read = {name for event in scenario.events for _, value in (("", event.while_), *event.set) for name in value.names}
    return [brake for brake in scenario.brakes if brake.name in read]


def spread(
    known: dict[str, Interval], events: Iterable[Event], quantities: Mapping[str, Quantity], brakes: Brakes
) -> dict[str, Interval]:
    """What is known once some events have come up as often as they like, of *brakes* too; it is widened, and given back."""
    events = list(events)
    for round_ in range(_ROUNDS):
        known |= brakes.within(known)
        before = dict(known)
        for event in events:
            if possible(event.while_.tree, known)[0]:
                _widen(event, quantities, known)
        if known == before:
            return known
        if round_ >= _ROUNDS // 2:  # what still grows may go as far as it can
            known |= {name: _within(quantity, _grown(before[name], known[name])) for name, quantity in quantities.items()}
    changed = {name for event in events for name, _ in event.set if name in quantities}
    known |= {name: _within(quantities[name], ANY) for name in changed}
    known |= brakes.within(known)
    return known


def _grown(before: Interval, now: Interval) -> Interval:
    """An interval without end on the sides on which it grows."""
    return -math.inf if now[0] < before[0] else now[0], math.inf if now[1] > before[1] else now[1]


def _widen(event: Event, quantities: Mapping[str, Quantity], known: dict[str, Interval]) -> None:
    """Add to what is known the values that an event may set."""
    for name, value in event.set:
        if name in quantities:
            known[name] = _union([known[name], _within(quantities[name], interval(value.tree, known))])


def _union(intervals: list[Interval]) -> Interval:
    return min(low for low, _ in intervals), max(high for _, high in intervals)


def _within(quantity: Quantity, x: Interval) -> Interval:
    """An interval clipped to the bounds of a quantity."""
    return quantity.clipped(x[0]), quantity.clipped(x[1])


def limits_of(scenario: Scenario, outcome: Outcome) -> Interval:
    """Between which values an outcome must lie, and so its mean, whatever the parameters are."""
    within = {one.name: _limits_of(scenario, one) for one in outcome.aggregates}
    low, high = interval(outcome.measure.tree, within) if outcome.measure else within[outcome.aggregates[0].name]
    return (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)


def _limits_of(scenario: Scenario, aggregate: Aggregate) -> Interval:
    if aggregate.kind == "count":
        return 0.0, math.inf
    if aggregate.kind in ("days", "first"):
        return 0.0, clock.to_days(scenario.end)
    assert aggregate.expression is not None
    ends = {one.name: (one.clipped(-math.inf), one.clipped(math.inf)) for one in scenario.quantities}
    return interval(aggregate.expression.tree, ends)
