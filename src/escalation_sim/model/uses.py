"""Every expression of a scenario in its place: what it may read and draw there, and what its value must be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import ALWAYS, NOTHING, Event, Outcome, Scenario, Way

BROKEN = ex.Expression("?", ex.Number(math.nan), "?")
"""Stands where an expression could not be read: it has been complained about, and is not looked at again."""


class Use(NamedTuple):
    """An expression in its place. *path* says where; *sets* names the quantity that it is a new value of.

    *aggregates* are names that stand for aggregates in an outcome's arithmetic.
    """

    path: str
    expression: ex.Expression
    reads: str  # state, state but brakes, aggregates (and parameters), parameters, or nothing
    draws: bool = False
    now: bool = False
    is_: str = "number"  # number, condition, duration, chance
    sets: str = ""
    aggregates: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key it stands at."""
        return self.path.rsplit(".", 1)[-1]


_ABSENT = {id(expression) for expression in (BROKEN, NOTHING, ALWAYS)}
"""Expressions that stand in no file."""


def uses(scenario: Scenario) -> Iterator[Use]:
    """Every expression that is written in the file and could be read, but those of `expect`."""
    return (use for use in _all_uses(scenario) if id(use.expression) not in _ABSENT)


def draws_luck(scenario: Scenario) -> bool:
    """Whether anything in a scenario is left to luck, but for its uncertain parameters."""
    return any(use.is_ == "chance" or bool(use.expression.draws) for use in uses(scenario) if use.key != "prior")


def _all_uses(scenario: Scenario) -> Iterator[Use]:
    for quantity in scenario.quantities:
        yield Use(f"quantities.{quantity.name}.initial", quantity.initial, "parameters", draws=True)
    for parameter in scenario.parameters:
        if parameter.prior:
            yield Use(f"parameters.{parameter.name}.prior", parameter.prior, "nothing", draws=True)
    for event in scenario.events:
        yield from _event_uses(event)
    for brake in scenario.brakes:
        yield Use(f"brakes.{brake.name}.while", brake.while_, "state but brakes", is_="condition")
    for passage in scenario.passages:
        yield from _way_uses(passage.path, passage.way)
    for outcome in scenario.outcomes:
        yield from _outcome_uses(outcome)


def _event_uses(event: Event) -> Iterator[Use]:
    path = f"events.{event.name}"
    times = {"at": event.at, "from": event.start, "first": event.first, "until": event.until, "for": event.hold}
    for key, expression in times.items():
        if expression:
            yield Use(f"{path}.{key}", expression, "parameters", draws=key == "at", is_="duration")
    for key, expression in {"every": event.every, "after": event.after}.items():
        if expression:
            yield Use(f"{path}.{key}", expression, "state", draws=True, now=True, is_="duration")
    for key, expression in {"when": event.when, "while": event.while_}.items():
        if expression:
            yield Use(f"{path}.{key}", expression, "state", is_="condition")
    if event.chance:
        yield Use(f"{path}.chance", event.chance, "state", draws=True, now=True, is_="chance")
    for name, expression in event.set:
        yield Use(f"{path}.set.{name}", expression, "state", draws=True, now=True, sets=name)


def _outcome_uses(outcome: Outcome) -> Iterator[Use]:
    path = f"outcomes.{outcome.name}.measure"
    for aggregate in outcome.aggregates:
        if aggregate.expression:
            kind = "condition" if aggregate.kind in ("days", "first") else "number"
            yield Use(path, aggregate.expression, "state", is_=kind)
    if outcome.measure:
        yield Use(path, outcome.measure, "aggregates", aggregates=tuple(one.name for one in outcome.aggregates))


def _way_uses(path: str, way: Way) -> Iterator[Use]:
    yield Use(f"{path}.when", way.when, "state", is_="condition")
    if way.keep:
        yield Use(f"{path}.keep", way.keep, "state", is_="condition")
    yield Use(f"{path}.for", way.hold, "parameters", is_="duration")
    yield Use(f"{path}.decide", way.decide, "state", draws=True, now=True, is_="duration")
    if way.chance:
        yield Use(f"{path}.chance", way.chance, "state", draws=True, now=True, is_="chance")
    if way.again:
        yield Use(f"{path}.again", way.again, "parameters", is_="duration")
