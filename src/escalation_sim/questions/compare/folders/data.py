"""Two folders as JSON."""

from __future__ import annotations

from typing import Any

from escalation_sim.errors import ScenarioError
from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.compare.data import FORMAT, VERSION, comparison_data, line_data
from escalation_sim.questions.compare.folders.compared import Folders, Row
from escalation_sim.questions.compare.folders.edits import edits, recorded
from escalation_sim.questions.compare.folders.reading import Member
from escalation_sim.results.summary import head

FOLDERS = "escalation-sim/comparisons"


def folders_json(found: Folders) -> str:
    """All of it as JSON."""
    return to_json(folders_data(found))


def folders_data(found: Folders) -> dict[str, Any]:
    """The JSON format."""
    sides = found.before, found.after
    return {
        "format": FOLDERS,
        "version": VERSION,
        "verdict": found.verdict,
        "edits": [
            {
                "path": one.change.path,
                "a": one.change.a,
                "b": one.change.b,
                "place_a": line_data(one.change.place_a, found.before.revision),
                "place_b": line_data(one.change.place_b, found.after.revision),
                "scenarios": list(one.scenarios),
            }
            for one in edits(found)
        ],
        "comparisons": [_comparison(found, one) for one in found.rows if one.kind == "compared"],
        "added": [one.name for one in found.of("added")],
        "removed": [one.name for one in found.of("removed")],
        "renamed": [{"a": one.pair.renamed, "b": one.name} for one in found.rows if one.pair.renamed],
        "broken": [_broken(one) for one in found.rows if one.kind in ("broken", "mended")],
        "records": _gone_and_new(*recorded(found)),
        "facts": _gone_and_new(*(side.facts for side in sides)),
    }


def _comparison(found: Folders, row: Row) -> dict[str, Any]:
    if row.comparison:
        return {"name": row.name, **comparison_data(row.comparison)}
    return {
        "name": row.name,
        "format": FORMAT,
        "version": VERSION,
        "verdict": row.verdict,
        "reason": None,
        "paired": True,
        "other_luck": {"a": [], "b": []},
        "margins": {},
        "a": _side(found, row.pair.before),
        "b": _side(found, row.pair.after),
        "changes": [],
        "differences": [],
        "cross_table": None,
        "identical_share": 1.0,
        "parting": None,
    }


def _side(found: Folders, member: Member | None) -> dict[str, Any]:
    """A side that was not played."""
    assert member
    assert member.document
    return {"scenario": head(member.document.scenario), "settings": found.settings(member.document)}


def _broken(row: Row) -> dict[str, Any]:
    error = row.error
    sides = [name for name, one in (("a", row.pair.before), ("b", row.pair.after)) if one and not one.document]
    problems = [str(one) for one in error.problems] if isinstance(error, ScenarioError) else [str(error)]
    return {"name": row.name, "sides": sides, "problems": problems}


def _gone_and_new(before: Any, after: Any) -> dict[str, list[str]]:
    """The names of what was added, removed and changed."""
    return {
        "added": [name for name in after if name not in before],
        "removed": [name for name in before if name not in after],
        "changed": [name for name in after if name in before and before[name] != after[name]],
    }
