"""A comparison as JSON."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from escalation_sim import clock
from escalation_sim.errors import Place
from escalation_sim.model.scenario import MAIN
from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.compare.attribution_words import attribution_data
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
            {
                "path": one.path,
                "a": one.a,
                "b": one.b,
                "place_a": line_data(one.place_a, a.revision),
                "place_b": line_data(one.place_b, b.revision),
            }
            for one in comparison.changes
        ],
        "differences": [_difference_data(comparison, one) for one in comparison.differences],
        "cross_table": _cross_data(comparison, MAIN),
        "identical_share": comparison.same,
        "parting": _parting_data(comparison),
        **({"renamed": dict(comparison.renamed)} if comparison.renamed else {}),
        **({"looks_renamed": dict(comparison.looks_renamed)} if comparison.looks_renamed else {}),
        **_beside(comparison),
        **(attribution_data(comparison.attribution) if comparison.attribution else {}),
    }


def _beside(comparison: Comparison) -> dict[str, Any]:
    """What is said of ladders beside the main one, and of what one side alone has; nothing where there is neither."""
    if not comparison.several and not comparison.apart:
        return {}
    sides = zip("ab", (comparison.apart.a, comparison.apart.b) if comparison.apart else (), strict=False)
    alone = dict(sides)
    return {
        "ladders": {one: {"cross_table": _cross_data(comparison, one)} for one in comparison.crosses if one != MAIN},
        "other_ladders": {side: [name for name, _ in one.ladders] for side, one in alone.items()},
        "other_stages": {side: [stage for _, stages in one.stages for stage in stages] for side, one in alone.items()},
    }


def _cross_data(comparison: Comparison, ladder: str) -> list[dict[str, Any]] | None:
    cross = comparison.crosses.get(ladder)
    if cross is None:
        return None
    a, b = comparison.a.ladders[ladder], comparison.b.ladders[ladder]
    return [{"a": a[row], "b": b[column], "count": count} for row, column, count in cross]


def _difference_data(comparison: Comparison, one: Difference) -> dict[str, Any]:
    return {
        "quantity": one.quantity,
        "of": one.of or None,
        **({"ladder": _whose(one)} if comparison.several else {}),
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


def _whose(one: Difference) -> str | None:
    """The ladder that a quantity is about; None for an outcome."""
    return None if one.quantity in ("outcome", "never") else one.ladder or MAIN


def line_data(place: Place | None, revision: str) -> dict[str, Any] | None:
    """A line of a file, without the folder and the revision: a result knows no machine."""
    return None if place is None else {"file": PurePath(place.file.removeprefix(f"{revision}:")).name, "line": place.line}


def _parting_data(comparison: Comparison) -> dict[str, Any] | None:
    found = comparison.parting
    if found is None:
        return None

    def fork(one: Fork | None) -> dict[str, Any] | None:
        assert comparison.a.run
        if one is None:
            return None
        places = line_data(one.place_a, comparison.a.revision), line_data(one.place_b, comparison.b.revision)
        sides = zip((one.a, one.b), fork_in_words(comparison, found, one), places, strict=True)
        told = [None if happening is None else {"what": what, "place": place} for happening, what, place in sides]
        return {
            "day": clock.to_days(one.minute),
            "at": clock.stamp(comparison.a.run.setup.scenario.start, one.minute),
            "a": told[0],
            "b": told[1],
        }

    return {"replication": found.replication, "first": fork(found.first), "move": fork(found.move)}
