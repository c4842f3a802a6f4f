"""A discovery as JSON, and the points it was learned from as a table."""

from __future__ import annotations

from typing import Any

from escalation_sim.questions.discover.study import Discovery
from escalation_sim.questions.sensitivity.assumptions import Assumption
from escalation_sim.results.rounding import given
from escalation_sim.results.summary import head
from escalation_sim.running.setups import Setup

FORMAT, VERSION = "escalation-sim/discovery", 1


def discovery_data(setup: Setup, found: Discovery) -> dict[str, Any]:
    """What was found, for the JSON format and for words."""
    question, scenario = found.question, setup.scenario
    names = {one.name for one in question.moved}
    return {
        "format": FORMAT,
        "version": VERSION,
        "scenario": head(scenario),
        "settings": {
            "seed": setup.settings.seed,
            "points": question.points,
            "replications": question.replications,
            "fresh_histories": question.histories,
            "parameters": given(setup.values),
            "varied": given([_moved_data(one) for one in question.moved]),
            "uncertain": sorted({one.name for one in setup.uncertain} - names),
            **setup.settings.named,
        },
        "stage": question.target.stage,
        **({"ladder": question.target.ladder} if scenario.others else {}),
        "base_rate": found.base,
        "rules": [{"conditions": given([vars(one) for one in rule.box]), **vars(rule.judged)} for rule in found.rules],
        "together": vars(found.together) if found.together else None,
        "elsewhere": found.elsewhere,
        "importance": [{"parameter": name, "share": share} for name, share in found.importance],
    }


def _moved_data(one: Assumption) -> dict[str, Any]:
    """A parameter and what its values were drawn from: `values`, all as likely, or `low` to `high`, evenly, or its `prior`."""
    parameter, axis = one.parameter, one.axis
    if axis and axis.low is None:
        return {"parameter": one.name, "values": list(axis.values)}
    if axis or not parameter.prior:
        low, high = (axis.low, axis.high) if axis else parameter.range or (parameter.value, parameter.value)
        return {"parameter": one.name, "low": low, "high": high}
    return {"parameter": one.name, "prior": parameter.prior.text}


def sample_table(found: Discovery) -> tuple[list[str], list[list[Any]]]:
    """The sample that the rules were learned from, a row a point: the head, and the rows."""
    names, n = list(found.points), found.question.replications
    rows = zip(*(given(found.points[name].tolist()) for name in names), found.reached.tolist(), strict=True)
    return ["point", *names, "replications", "reached"], [
        [point, *values, n, count] for point, (*values, count) in enumerate(rows)
    ]
