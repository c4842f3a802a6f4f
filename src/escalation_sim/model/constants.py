"""Expressions whose value is known already, and impossible."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from escalation_sim.model import expressions as ex
from escalation_sim.model.complaints import Complaint
from escalation_sim.model.emission import emit
from escalation_sim.model.intervals import Interval, interval
from escalation_sim.model.scenario import Quantity, Scenario
from escalation_sim.model.uses import BROKEN, Use

_POSSIBLE = {
    "uniform": "let low be no larger than high",
    "triangular": "let low <= mode <= high",
    "normal": "let sd be 0 or more",
    "lognormal": "let median be above 0, and sigma 0 or more",
    "exponential": "let mean be above 0",
    "bernoulli": "let p lie between 0 and 1",
    "choice": "let the probabilities lie between 0 and 1 and add up to 1",
}


def constants(scenario: Scenario, sound: Iterable[Use], known: Mapping[str, Interval]) -> Iterator[Complaint]:
    """What can't be right at the parameters' values as written. *sound* are the uses whose names are all known."""
    values = _Values(scenario)
    sound = list(sound)
    for use in sound:
        with np.errstate(all="ignore"):
            settled = values.settle(use.expression)
            complaint = _constant(use, values, known) if settled else _partly_constant(use, values)
        if complaint:
            yield complaint
    for quantity in scenario.quantities:
        yield from _initial(quantity, known)
    understood = {use.path for use in sound}
    for path, way in ((one.path, one.way) for one in scenario.passages):
        for key, condition in (("when", way.when), ("keep", way.keep)):
            if condition and f"{path}.{key}" in understood and not condition.names and not values.of(condition):
                message = f"`{condition}` reads nothing and is false: nobody will ever take this way"
                yield Complaint(f"{path}.{key}", message, "write a condition that can become true, or take the way out")


class _Values:
    """Evaluates expressions of parameters and stages alone."""

    def __init__(self, scenario: Scenario) -> None:
        twice = {thing.name for things in (scenario.quantities, scenario.events, scenario.brakes) for thing in things}
        known = {**scenario.values, **{name: float(place) for name, place in scenario.places.items()}}
        self.known = {name: value for name, value in known.items() if name not in twice and not math.isnan(value)}
        self.slots = {name: slot for slot, name in enumerate(self.known)}
        self.state = list(self.known.values())

    def settle(self, expression: ex.Expression) -> bool:
        """Whether the values as written settle the value of an expression, but for its draws."""
        return isinstance(expression.tree, ex.Number) or expression.names <= self.known.keys()

    def of(self, expression: ex.Expression) -> float:
        """The value of an expression; a draw gives its median."""
        if expression.constant is not None:
            return expression.constant
        return float(emit(expression, self.slots)(self.state, lambda _: 0.5))


def _constant(use: Use, values: _Values, known: Mapping[str, Interval]) -> Complaint | None:
    """The complaint about an expression whose value is settled, but for its draws."""
    if use.is_ == "condition":
        return None
    value = values.of(use.expression)
    if not math.isfinite(value):
        return _impossible(use, values)
    is_number = isinstance(use.expression.tree, ex.Number)
    low, high = (value, value) if is_number or not use.expression.draws else interval(use.expression.tree, known)
    if use.is_ == "chance" and (low > 1 or high < 0):
        found = ex.plain(value) if low == high else f"always {'above 1' if low > 1 else 'below 0'}"
        return Complaint(use.path, f"`{use.expression}` is {found}", "a chance lies between 0 and 1")
    if use.is_ == "duration" and high < 0:
        return Complaint(use.path, f"`{use.expression}` is negative", "a time is never negative: write 0 or more")
    return None


def _partly_constant(use: Use, values: _Values) -> Complaint | None:
    """The complaint about an expression that reads the state, for the draws in it that are settled."""
    if any(isinstance(node, ex.Choose | ex.Comparison) for node in ex.walk(use.expression.tree)):
        return None
    return _impossible(use, values) if any(_is_impossible(draw, values) for draw in use.expression.draws) else None


def _is_impossible(draw: ex.Draw, values: _Values) -> bool:
    alone = ex.Expression("", draw, "")
    return values.settle(alone) and not math.isfinite(values.of(alone))


def _impossible(use: Use, values: _Values) -> Complaint:
    """The complaint about a value that is not finite, which is a draw's fault if one of them can't be made."""
    draw = next((draw for draw in use.expression.draws if _is_impossible(draw, values)), None)
    if draw is None:
        mend = "check divisions, log and sqrt at the values as written"
        return Complaint(use.path, f"`{use.expression}` is not a finite number", mend)
    message = f"`{use.expression}` is not possible at the values as written ({draw.distribution})"
    return Complaint(use.path, message, _POSSIBLE[draw.distribution])


def _initial(quantity: Quantity, known: Mapping[str, Interval]) -> Iterator[Complaint]:
    """An initial value outside `min` and `max`."""
    if quantity.initial is BROKEN:
        return
    if quantity.min is not None and quantity.max is not None and quantity.min > quantity.max:
        return
    low, high = interval(quantity.initial.tree, known)
    path, shown = f"quantities.{quantity.name}.initial", quantity.initial
    if quantity.min is not None and high < quantity.min:
        mend = f"write {ex.plain(quantity.min)} or more, or lower `min`"
        yield Complaint(path, f"the initial value `{shown}` is below min ({ex.plain(quantity.min)})", mend)
    elif quantity.max is not None and low > quantity.max:
        mend = f"write {ex.plain(quantity.max)} or less, or raise `max`"
        yield Complaint(path, f"the initial value `{shown}` is above max ({ex.plain(quantity.max)})", mend)
