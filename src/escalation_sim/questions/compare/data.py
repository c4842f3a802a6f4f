"""A comparison as JSON."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from escalation_sim import clock
from escalation_sim.errors import Place
from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.compare.compare import Comparison
from escalation_sim.questions.compare.differences import Difference, needed
from escalation_sim.questions.compare.parting import Fork
from escalation_sim.questions.compare.words import fork_in_words
from escalation_sim.results.rounding import given

FORMAT, VERSION = "escalation-sim/comparison", 1


def comparison_json(comparison: Comparison) -> str:
    """All of it as JSON, in which nobody's words are a command."""
    return to_json(comparison_data(comparison))


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """The JSON format."""
    a, b = comparison.a, comparison.b
    return {
        "format": FORMAT,
        "version": VERSION,
        "verdict": comparison.verdict,
        "reason": comparison.reason or None,
        "paired": comparison.paired,
        "other_luck": {"a": list(other.a), "b": list(other.b)} if (other := comparison.other_luck) else None,
        "margins": given(comparison.margins),
        "a": {"scenario": a.data["scenario"], "settings": given(a.settings)},
        "b": {"scenario": b.data["scenario"], "settings": given(b.settings)},
        "changes": [
            {"path": one.path, "a": one.a, "b": one.b, "place_a": _line(one.place_a), "place_b": _line(one.place_b)}
            for one in comparison.changes
        ],
        "differences": [_difference_data(comparison, one) for one in comparison.differences],
        "cross_table": None
        if comparison.cross is None
        else [{"a": a.stages[row], "b": a.stages[column], "count": count} for row, column, count in comparison.cross],
        "identical_share": comparison.same,
        "parting": _parting_data(comparison),
    }


def _difference_data(comparison: Comparison, one: Difference) -> dict[str, Any]:
    return {
        "quantity": one.quantity,
        "of": one.of or None,
        "a": one.a,
        "b": one.b,
        "difference": one.difference,
        "low": one.low,
        "high": one.high,
        "margin": given(one.margin),
        "verdict": one.verdict,
        "paired": one.paired,
        "p": one.p,
        "p_holm": one.p_holm,
        "needed": needed(one, comparison.a.replications),
    }


def _line(place: Place | None) -> dict[str, Any] | None:
    """A line of a file, without the folder: a result knows no machine."""
    return None if place is None else {"file": PurePath(place.file).name, "line": place.line}


def _parting_data(comparison: Comparison) -> dict[str, Any] | None:
    found = comparison.parting
    if found is None:
        return None

    def fork(one: Fork | None) -> dict[str, Any] | None:
        assert comparison.a.run
        if one is None:
            return None
        sides = zip((one.a, one.b), fork_in_words(comparison, found, one), (one.place_a, one.place_b), strict=True)
        told = [None if happening is None else {"what": what, "place": _line(place)} for happening, what, place in sides]
        return {
            "day": clock.to_days(one.minute),
            "at": clock.stamp(comparison.a.run.setup.scenario.start, one.minute),
            "a": told[0],
            "b": told[1],
        }

    return {"replication": found.replication, "first": fork(found.first), "move": fork(found.move)}
