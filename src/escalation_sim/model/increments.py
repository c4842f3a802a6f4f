"""How far quantities can go when each event comes up only so often: `level + 1` every 7 days, four times in a month.

A new value is either an old one with something added, or one of its own; the former adds up, the latter does not.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from escalation_sim.model import expressions as ex
from escalation_sim.model.intervals import Interval, interval
from escalation_sim.model.scenario import Event, Quantity, Scenario

_ROUNDS = 3


class Change(NamedTuple):
    """What a new value may be: within an interval, which is *added* to the old value or not."""

    by: Interval
    added: bool


def within_counts(
    scenario: Scenario, known: Mapping[str, Interval], events: Iterable[Event], most: Mapping[str, float]
) -> dict[str, Interval]:
    """The intervals of the quantities when the *events* come up at most so many times (by name), within what is known anyway."""
    known = dict(known)
    values: dict[str, list[tuple[float, ex.Node]]] = defaultdict(list)
    for event in events:
        for name, value in event.set:
            values[name].append((most[event.name], value.tree))
    for _ in range(_ROUNDS):
        before = dict(known)
        for quantity in scenario.quantities:
            name = quantity.name
            known[name] = _bounded(
                quantity, known, [(times, list(changes_of(name, tree, known))) for times, tree in values[name]]
            )
        if known == before:
            break
    return known


def adds(event: Event) -> bool:
    """Whether an event adds something to a quantity, so that it matters how often it comes up."""
    return any(
        change.added and change.by != (0.0, 0.0) for name, value in event.set for change in changes_of(name, value.tree, {})
    )


def _bounded(quantity: Quantity, known: Mapping[str, Interval], changes: list[tuple[float, list[Change]]]) -> Interval:
    """The interval of a quantity after changes that happen so many times each."""
    low, high = known[quantity.name]
    values = [interval(quantity.initial.tree, known), *((value, value) for _, value in quantity.timeline)]
    values += [change.by for _, several in changes for change in several if not change.added]
    least, largest = min(value for value, _ in values), max(value for _, value in values)
    for times, several in changes:
        added = [change.by for change in several if change.added]
        largest += _times(times, max([0.0, *(by for _, by in added)]))
        least += _times(times, min([0.0, *(by for by, _ in added)]))
    least, largest = quantity.clipped(least), quantity.clipped(largest)
    return (max(low, least), min(high, largest)) if least <= largest and max(low, least) <= min(high, largest) else (low, high)


def _times(times: float, by: float) -> float:
    return 0.0 if by == 0 else times * by


def changes_of(name: str, node: ex.Node, known: Mapping[str, Interval]) -> Iterator[Change]:
    """What the new value of a quantity may be, of which *node* is the expression."""
    match node:
        case ex.Name(read) if read == name:
            yield Change((0.0, 0.0), added=True)
        case ex.Call("min" | "max" | "clip", arguments):
            for argument in arguments:
                yield from changes_of(name, argument, known)
        case ex.Choose(_, yes, no):
            yield from changes_of(name, yes, known)
            yield from changes_of(name, no, known)
        case ex.Arithmetic(operators, operands) if set(operators) <= {"+", "-"}:
            yield from _of_sum(name, operators, operands, known)
        case _:
            yield Change(interval(node, known), added=False)


def _of_sum(
    name: str, operators: tuple[str, ...], operands: tuple[ex.Node, ...], known: Mapping[str, Interval]
) -> Iterator[Change]:
    """The changes of a sum, which is an old value with something added if exactly one part reads it and it isn't taken away."""
    signs = ("+", *operators)
    reading = [place for place, operand in enumerate(operands) if _reads(operand, name)]
    if len(reading) != 1 or signs[reading[0]] != "+":
        yield Change(interval(ex.Arithmetic(operators, operands), known), added=False)
        return
    low = high = 0.0
    for place, operand in enumerate(operands):
        if place != reading[0]:
            ends = interval(operand, known)
            low, high = (low + ends[0], high + ends[1]) if signs[place] == "+" else (low - ends[1], high - ends[0])
    if math.isnan(low) or math.isnan(high):
        low, high = -math.inf, math.inf
    for change in changes_of(name, operands[reading[0]], known):
        yield Change((change.by[0] + low, change.by[1] + high), change.added)


def _reads(node: ex.Node, name: str) -> bool:
    return any(isinstance(part, ex.Name) and part.name == name for part in ex.walk(node))
