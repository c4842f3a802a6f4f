"""What a picture of a study of sensitivity shows, before anything is drawn: numbers within what is possible.

An interval of a change, laid around a value, can reach beyond what the value can be; nothing that is drawn does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from escalation_sim import clock
from escalation_sim.model.intervals import interval
from escalation_sim.model.scenario import Outcome, Scenario
from escalation_sim.questions.sensitivity.study import MEAN, REACHED

Data = Mapping[str, Any]
Interval = tuple[float, float]
ENDS = ("lowest", "highest")


def limits(scenario: Scenario, answer: str) -> Interval:
    """Between which values an answer must lie, as far as that is plain from what it is."""
    if answer.startswith(REACHED):
        return 0.0, 1.0
    return _limits_of(scenario, next(one for one in scenario.outcomes if one.name == answer.removeprefix(MEAN)))


def _limits_of(scenario: Scenario, outcome: Outcome) -> Interval:
    if outcome.aggregate == "count":
        return 0.0, math.inf
    if outcome.aggregate in ("days", "first"):
        return 0.0, clock.to_days(scenario.end)
    assert outcome.expression is not None
    known = {
        quantity.name: (
            -math.inf if quantity.min is None else quantity.min,
            math.inf if quantity.max is None else quantity.max,
        )
        for quantity in scenario.quantities
    }
    low, high = interval(outcome.expression.tree, known)
    return (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)


@dataclass(frozen=True)
class End:
    """Where a bar of a tornado ends: the answer, its interval, and the value of the parameter there.

    *way* is -1 where the bar goes to the left from its *start*, 1 to the right, 0 where it goes nowhere.
    """

    parameter: str
    name: str
    at: float
    start: float
    value: float
    interval: Interval | None

    @property
    def way(self) -> int:
        return (self.value > self.start) - (self.value < self.start)

    @property
    def edge(self) -> float:
        """How far out bar and interval reach."""
        reached: tuple[float, ...] = (self.value, *(self.interval or ()))
        return min(reached) if self.way < 0 else max(reached)


def ends(rows: Sequence[Data], base: float, possible: Interval) -> Iterator[tuple[int, End]]:
    """The ends of every bar with its row, their intervals within what is *possible*."""
    for place, told in enumerate(rows):
        for name, other in zip(ENDS, ENDS[::-1], strict=True):
            there = told[name]
            start = told[other]["value"] if math.isnan(base) else base
            inside = None
            if not math.isnan(there["low"]):
                low, high = (min(max(there[key], possible[0]), possible[1]) for key in ("low", "high"))
                inside = (min(low, there["value"]), max(high, there["value"]))
            yield place, End(told["parameter"], name, there["at"], start, there["value"], inside)


def size_within(told: Data, possible: Interval) -> Data:
    """The size of an effect with its interval: no answer changes by more than from one end of what is possible to the other."""
    return {key: min(value, possible[1] - possible[0]) for key, value in told.items()}
