"""Between which values an answer must lie: no interval says more than is possible."""

from __future__ import annotations

from escalation_sim.model.intervals import Interval, limits_of
from escalation_sim.model.scenario import Scenario
from escalation_sim.questions.sensitivity.study import MEAN, REACHED


def limits(scenario: Scenario, answer: str) -> Interval:
    """Between which values an answer must lie, as far as that is plain from what it is."""
    if answer.startswith(REACHED):
        return 0.0, 1.0
    return limits_of(scenario, next(one for one in scenario.outcomes if one.name == answer.removeprefix(MEAN)))


def size_within(size: dict[str, float], possible: Interval) -> dict[str, float]:
    """The size of a change with its interval: from nothing to the whole way between both ends of what is *possible*."""
    return {key: kept(value, (0.0, possible[1] - possible[0])) for key, value in size.items()}


def change_within(change: dict[str, float], possible: Interval) -> dict[str, float]:
    """A change with its interval, which may go either way."""
    most = possible[1] - possible[0]
    return {key: kept(value, (-most, most)) for key, value in change.items()}


def kept(value: float, possible: Interval) -> float:
    """A value brought between two; nan stays nan."""
    return min(max(value, possible[0]), possible[1]) if value == value else value
