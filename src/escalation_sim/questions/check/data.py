"""What a check found, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.check.answer import Asked
from escalation_sim.questions.check.check import Checked, overall
from escalation_sim.results.rounding import given

FORMAT, VERSION = "escalation-sim/check", 1


def check_data(checked: Sequence[Checked], asked: Asked) -> dict[str, Any]:
    """The data of the JSON format. Bounds that nothing gives are None."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "settings": _settings_data(asked),
        "verdict": overall(checked),
        "without_record": [one.name for one in checked if one.record and one.record.verdict == "missing"],
        "scenarios": [_scenario_data(one, asked) for one in checked],
    }


def _settings_data(asked: Asked) -> dict[str, Any]:
    """What was asked for; what is seldom asked for stands there only where it was."""
    return {
        "seed": asked.seed,
        "budget": asked.budget,
        **({"margins": given(dict(asked.margins))} if asked.margins else {}),
        **({"require_records": True} if asked.records else {}),
        **({"renamed": dict(asked.renamed)} if asked.renamed else {}),
        **({"shard": str(asked.shard)} if asked.shard else {}),
    }


def _scenario_data(one: Checked, asked: Asked) -> dict[str, Any]:
    record = one.record
    data: dict[str, Any] = {
        "name": one.name,
        "verdict": one.verdict,
        "error": str(one.problem) if one.problem else None,
        "claims": [
            {
                "claim": judgement.claim.text,
                "verdict": judgement.verdict,
                "value": judgement.value,
                "low": judgement.low,
                "high": judgement.high,
                "at_least": given(judgement.claim.low),
                "at_most": given(judgement.claim.high),
                "replications": judgement.replications,
            }
            for judgement in one.claims
        ],
        "record": record.verdict if record and record.verdict != "missing" else None,
    }
    if record and record.verdict == "identical" and record.reason:
        data["record_reason"] = record.reason
    if record and record.verdict not in ("identical", "missing"):
        data["record_reason"] = record.reason or None
        data["record_parameters"] = {
            change.path.removeprefix("parameters."): {"record": change.a, "now": change.b} for change in record.changes
        }
        data["record_differences"] = [
            {
                "quantity": found.quantity,
                "of": found.of,
                "record": found.a,
                "now": found.b,
                **({"margin": given(found.margin)} if found.margin is not None else {}),
            }
            for found in record.differences
        ]
    if asked.coverage:
        data["coverage"] = [
            {"kind": rung.kind, "name": rung.name, "share": rung.share, "claimed": rung.claimed} for rung in one.rungs
        ]
    return data


def check_json(checked: Sequence[Checked], asked: Asked) -> str:
    """JSON, in which nobody's words are a command either."""
    return to_json(check_data(checked, asked))
