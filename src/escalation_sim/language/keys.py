"""The keys of a mapping, read by the kinds that `shapes.py` gives their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escalation_sim.errors import Place
from escalation_sim.language import times, values
from escalation_sim.language.findings import WRONG, Findings
from escalation_sim.language.nodes import Mapping, Node, is_null, shown
from escalation_sim.language.shapes import SHAPES
from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import Note
from escalation_sim.model.uses import BROKEN

READERS: dict[str, Callable[[Node, str, Findings], Any]] = {
    "text": values.text,
    "name": values.name,
    "names": values.names,
    "stage_names": values.blocked_names,
    "brake_names": values.names_or_all,
    "number": values.number,
    "whole": values.whole,
    "truth": values.truth,
    "expression": values.expression,
    "condition": values.condition,
    "duration": times.duration,
    "moment": times.moment,
    "date": times.date,
    "range": values.number_pair,
    "draw": values.draw,
    "kind": values.parameter_kind,
    "answer": values.answer,
    "digest": values.digest,
}
"""Readers by the kinds of `shapes.py`; kinds that are not here are mappings or lists, read by `reading.py` and `asking.py`."""


def keys_of(node: Node, shape: str, path: str, findings: Findings, what: str) -> dict[str, Any]:
    """The entries of a mapping that its shape knows, read by their kinds; what is missing is not in the result.

    What could not be read is there as WRONG, so that nobody complains that it is missing.
    """
    read: dict[str, Any] = {}
    known = SHAPES[shape]
    if not isinstance(node, Mapping):
        findings.wrong(node.place, path, f"{what} is a mapping of keys, not {node.kind}", f"known keys are {', '.join(known)}")
        return read
    for name, entry in node.entries.items():
        below = f"{path}.{name}" if path else name
        key = known.get(name)
        if key is None:
            mend = findings.suggestion(name, known)
            findings.wrong(entry.key_place, below, f"there is no key `{shown(name)}` here", mend)
            meant = mend.removeprefix("did you mean ").removesuffix("?")
            if meant in known and known[meant].required and meant not in node.entries:
                read[meant] = WRONG  # it is misspelt, and not missing
        elif is_null(entry.node):
            message = f"`{name}` has no value" + ("" if entry.node.kind == "nothing" else f", but {entry.node.kind}")
            read[name] = findings.wrong(entry.key_place, below, message, f"write one ({key.says}), or delete the line")
        else:
            read[name] = READERS[key.kind](entry.node, below, findings) if key.kind in READERS else entry.node
    return read


def missing(keys: dict[str, Any], wanted: tuple[str, ...], place: Place, path: str, findings: Findings) -> None:
    """Note which of the *wanted* keys are not there."""
    for key in wanted:
        if key not in keys:
            findings.wrong(place, path, f"`{key}` is missing", f"add `{key}:`")


def optional(keys: dict[str, Any], key: str) -> ex.Expression | None:
    """An optional expression: None where it is absent, BROKEN where it could not be read."""
    return (keys[key] or BROKEN) if key in keys else None


def note_of(keys: dict[str, Any]) -> Note:
    """What people read about a thing."""
    return Note(keys.get("title") or "", keys.get("source") or (), keys.get("assumption") or "", keys.get("against") or "")
