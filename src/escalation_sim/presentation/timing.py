"""What an expression amounts to at the values as written: a number, a spread, a day."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from escalation_sim import clock
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.emission import emit
from escalation_sim.model.scenario import Scenario
from escalation_sim.model.signs import signs
from escalation_sim.presentation.wording import day

_DRAWN = "drawn value"  # no name of the language has a blank in it
_DISCRETE = ("bernoulli", "choice")
MOST_BRAKES = 2
"""What depends on more brakes is not told for each set of them."""


@dataclass(frozen=True)
class Spread:
    """The values that 10 %, half and 90 % of the draws stay below, and the mean where the expression is a draw alone."""

    low: float
    median: float
    high: float
    mean: float | None


class AsWritten:
    """Evaluates expressions of a scenario with its parameters as the file has them."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @cached_property
    def fixed(self) -> dict[str, float]:
        """Everything that keeps its value: parameters, and stages as places on their ladders."""
        return {**self.scenario.values, **{name: float(place) for name, place in self.scenario.places.items()}}

    @cached_property
    def start(self) -> dict[str, float]:
        """Everything whose value at the start is known: quantities too, where no luck is in them, and brakes that read such."""
        known = {**self.fixed, "highest": float(self.scenario.start_stage), "now": 0.0}
        known |= {ladder.place_name: float(ladder.start_stage) for ladder in self.scenario.ladders}
        for quantity in self.scenario.quantities:
            value = self.number(quantity.initial)
            if value is not None:
                known[quantity.name] = quantity.clipped(value)
        brakes = {brake.name: _value(brake.while_, known, 0.5) for brake in self.scenario.brakes}
        return known | {name: value for name, value in brakes.items() if value is not None}

    def number(self, expression: ex.Expression) -> float | None:
        """The value of an expression that neither draws nor reads what changes; else None."""
        return None if expression.draws else _value(expression, self.fixed, 0.5)

    def by_brakes(self, expression: ex.Expression, off: Collection[str] = ()) -> dict[tuple[str, ...], float]:
        """Its value for each set of the brakes it reads that may be on; those that are *off* never are.

        Nothing where it draws, reads something else that changes, or reads more than MOST_BRAKES.
        """
        read = tuple(brake.name for brake in self.scenario.brakes if brake.name in expression.names)
        open_ = tuple(name for name in read if name not in off)
        if expression.draws or len(open_) > MOST_BRAKES or not expression.names <= {*self.fixed, *read}:
            return {}
        found = {}
        for on in (chosen for size in range(len(open_) + 1) for chosen in combinations(open_, size)):
            value = _value(expression, {**self.fixed, **{name: float(name in on) for name in read}}, 0.5)
            assert value is not None
            found[on] = value
        return found

    def holds_at_start(self, condition: ex.Expression) -> bool:
        """Whether a condition is known to be true of the initial values."""
        return _value(condition, self.start, 0.5) == 1.0

    def spread(self, expression: ex.Expression) -> Spread | None:
        """The quantiles of an expression that moves one way with its one draw, and reads nothing that changes; else None."""
        if len(expression.draws) != 1 or expression.draws[0].distribution in _DISCRETE:
            return None
        draw = expression.draws[0]
        known = {name: (value, value) for name, value in self.fixed.items()}
        if signs(_replaced(expression.tree, draw, ex.Name(_DRAWN)), known).get(_DRAWN, "?") == "?":
            return None
        values = [_value(expression, self.fixed, u) for u in (0.1, 0.5, 0.9)]
        if not all(value is not None and math.isfinite(value) for value in values):
            return None
        low, median, high = sorted(value for value in values if value is not None)
        return Spread(low, median, high, self._mean(expression))

    def _mean(self, expression: ex.Expression) -> float | None:
        if not isinstance(expression.tree, ex.Draw):
            return None
        arguments = [_value(ex.Expression("", node, ""), self.fixed, 0.5) for node in expression.tree.arguments]
        try:
            mean = float(DISTRIBUTIONS[expression.tree.distribution].mean(*arguments))
        except TypeError:
            return None
        return mean if math.isfinite(mean) else None

    def days_since_start(self, days: float) -> str:
        """`day 7 (2024-10-15)`, and whether that is too late."""
        if math.isnan(days):
            return "a day that is no number"
        number, minute = f"day {_short(days)}", clock.to_minutes(days)
        date = clock.spoken(self.scenario.start, minute)
        if minute < self.scenario.end:
            return f"{number} ({date})"
        dated = number if date == clock.BEYOND else f"{number} ({date})"
        return f"{dated}, after the end of the period: it does not come"


def _value(expression: ex.Expression, known: Mapping[str, float], u: float) -> float | None:
    if not expression.names <= set(known):
        return None
    slots = {name: slot for slot, name in enumerate(known)}
    with np.errstate(all="ignore"):
        return float(emit(expression, slots)(list(known.values()), lambda _: u))


def _replaced(node: ex.Node, old: ex.Node, new: ex.Node) -> ex.Node:
    """The tree with one node taken out for another."""
    if node == old:
        return new
    match node:
        case ex.Negative(part):
            return ex.Negative(_replaced(part, old, new))
        case ex.Not(part):
            return ex.Not(_replaced(part, old, new))
        case ex.Arithmetic(operators, operands):
            return ex.Arithmetic(operators, tuple(_replaced(part, old, new) for part in operands))
        case ex.Comparison(operators, operands):
            return ex.Comparison(operators, tuple(_replaced(part, old, new) for part in operands))
        case ex.Logic(operator, parts):
            return ex.Logic(operator, tuple(_replaced(part, old, new) for part in parts))
        case ex.Choose(condition, yes, no):
            return ex.Choose(_replaced(condition, old, new), _replaced(yes, old, new), _replaced(no, old, new))
        case ex.Call(function, arguments):
            return ex.Call(function, tuple(_replaced(part, old, new) for part in arguments))
    return node


def _short(days: float) -> str:
    """A day with at most one digit behind the point; only the start itself is 0."""
    if abs(days) < 100:
        return day(days)
    return f"{days:,.1f}".removesuffix(".0") if abs(days) < 1e15 else f"{days:.3g}"


def length(days: float) -> str:
    """A stretch of time in words: `7 days`, `36 hours`, `4.6 days`."""
    if math.isnan(days):
        return "a time that is no number"
    return "for ever" if math.isinf(days) else clock.length(max(clock.to_minutes(days), 0))


def between(low: float, high: float) -> str:
    """`4.6 to 21.6 days`."""
    first, last = length(low), length(high)
    return f"{first.removesuffix(' days') if last.endswith(' days') else first} to {last}"
