"""Which uncertainties matter most, found when the page is made: they stand beside the levers, the rest is folded away."""

from __future__ import annotations

from typing import Any

from escalation_sim.errors import RunError
from escalation_sim.questions.sensitivity.assumptions import Assumption
from escalation_sim.questions.sensitivity.one_at_a_time import ENOUGH, one_at_a_time
from escalation_sim.questions.sensitivity.study import Asked, answer_names
from escalation_sim.results.rounding import given
from escalation_sim.running.setups import Settings, Setup

MOST = 6


def what_matters(setup: Setup) -> dict[str, Any] | None:
    """The uncertainties that move the answer most, the widest first, with the values from which to which each does.

    Each alone along what it may be (its prior, or its range), in so many histories as say which. None where there is nothing to
    move, or a history stops at some value.
    """
    uncertain = Setup(setup.scenario, Settings(uncertain=True)).uncertain
    if not uncertain or not answer_names(setup.scenario):
        return None
    asked = Asked(tuple(Assumption(one, "prior") for one in uncertain), 3, ENOUGH)
    try:
        data = one_at_a_time(setup, asked)
    except RunError:
        return None
    parameters = next(one for one in data["answers"] if one["answer"] == data["answer"])["parameters"]
    moving = [one for one in parameters if one["width"]["low"] > 0][:MOST]
    return {"answer": data["answer"], "replications": ENOUGH, "parameters": [_swing(one) for one in moving]}


def _swing(one: dict[str, Any]) -> dict[str, Any]:
    ends = sorted((one["lowest"], one["highest"]), key=lambda end: end["at"])
    return {"name": one["parameter"], "ends": [{"at": given(end["at"]), "value": end["value"]} for end in ends]}
