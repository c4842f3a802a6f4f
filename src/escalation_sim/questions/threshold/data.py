"""A threshold, or the flips of one history, as JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from escalation_sim.questions.threshold.flips import Flips
from escalation_sim.questions.threshold.search import Question, Search
from escalation_sim.results.rounding import given
from escalation_sim.results.statistics import wilson
from escalation_sim.results.summary import head
from escalation_sim.running.points import varied
from escalation_sim.running.setups import Setup

FORMAT, VERSION = "escalation-sim/threshold", 1


def threshold_data(setup: Setup, question: Question, found: Search) -> dict[str, Any]:
    """The data of the JSON format."""
    values = question.values
    still = varied(setup, {question.parameter: question.low})
    shares = []
    for step, count in sorted(found.counts.items()):
        low, high = wilson(count, found.n)
        shares.append({"value": given(values[step]), "probability": count / found.n, "low": low, "high": high})
    crossing = found.passes and {
        "value": _middle(*(values[step] for step in found.passes)),
        "low": None if found.low is None else values[found.low],
        "high": None if found.high is None else values[found.high],
    }
    return {
        **asked(setup, question),
        "settings": {
            "seed": setup.settings.seed,
            "replications": found.n,
            "parameters": given(setup.values),
            "uncertain": sorted(parameter.name for parameter in still.uncertain),
            **setup.settings.named,
        },
        "level": given(found.level),
        "threshold": given(crossing),
        "passes_again": found.again,
        "evaluated": shares,
        "runs": len(found.counts) * found.n,
    }


def _middle(low: float, high: float) -> float:
    """Halfway between two numbers, worked out in decimals as they are."""
    return float((Decimal(repr(low)) + Decimal(repr(high))) / 2)


def asked(setup: Setup, question: Question) -> dict[str, Any]:
    """What a result says of its question."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "scenario": head(setup.scenario),
        "parameter": question.parameter,
        "low": given(question.low),
        "high": given(question.high),
        "stage": question.target.stage,
        **({"ladder": question.target.ladder} if setup.scenario.others else {}),
        "by": question.date,
    }


def flips_data(setup: Setup, question: Question, found: Flips) -> dict[str, Any]:
    """The data of the JSON format; the values at which it flips are texts, with every digit they need."""
    name = question.parameter
    still = varied(setup, {name: question.low})
    return {
        **asked(setup, question),
        "settings": {
            "seed": setup.settings.seed,
            "replication": found.replication,
            "parameters": given({**still.parameters(found.replication), name: setup.values[name]}),
            "uncertain": sorted(parameter.name for parameter in still.uncertain),
            **setup.settings.named,
        },
        "reached_at_low": found.at_low,
        "flips": [{"reached": repr(yes), "not_reached": repr(no)} for yes, no in found.pairs],
        "runs": found.runs,
    }
