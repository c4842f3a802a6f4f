"""A tree in which every character that a word processor or another keyboard has put there is what was probably meant.

Each is noted as a mistake; that what was meant is read on keeps one such character from looking like many unknown names.
"""

from __future__ import annotations

import re
from dataclasses import replace

from escalation_sim.errors import Place, ScenarioError
from escalation_sim.language.characters import Odd, odd
from escalation_sim.language.findings import Findings
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar, shown
from escalation_sim.language.shapes import SHAPES

_KEY = re.compile(r"([a-z_]\w*): ?(.+)", re.DOTALL)
_OF_A_QUESTION = re.compile(r"questions\.\w+")
_FOR_PEOPLE = {
    *(name for shape in SHAPES.values() for name, key in shape.items() if key.kind == "text"),
    *("measures", "source"),
}
"""Keys before words for people, in which any character may stand, or before names that are looked up elsewhere."""


def tidied(top: Mapping, findings: Findings) -> Mapping:
    """The tree of a file with ASCII alone where it is no text for people."""
    return _mapping(top, "", findings)


def _mapping(node: Mapping, path: str, findings: Findings) -> Mapping:
    entries: dict[str, Entry] = {}
    for written, entry in node.entries.items():
        name, value = (written, entry.node) if written.isascii() else _key(written, entry, path, findings)
        if name == "baselines" and _OF_A_QUESTION.fullmatch(path):
            entries[name] = entry  # others are called as they are called
        elif name.isascii() and (name == written or name not in node.entries):
            for_people = name in _FOR_PEOPLE and not isinstance(value, Mapping)
            entries[name] = Entry(entry.key_place, value if for_people else _node(value, _below(path, name), findings))
    return Mapping(entries, node.place)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _entry(path: str, index: int, item: Node) -> str:
    """The path of an entry of a list; a stage goes by its name."""
    stage = item.entries.get("stage") if isinstance(item, Mapping) else None
    return _below(path, shown(stage.node.text)) if stage and isinstance(stage.node, Scalar) else f"{path}[{index}]"


def _key(written: str, entry: Entry, path: str, findings: Findings) -> tuple[str, Node]:
    """The name and the value that were meant by a key with an odd character. Raises ScenarioError where it indents."""
    place = entry.key_place
    found = note_odd(written, place, _below(path, shown(written)), findings)
    line = findings.lines[place.file][place.line - 1]
    if found.offset == 0 and found.is_blank and not line[: place.column - 1].strip():
        raise ScenarioError(findings.errors)
    key = _KEY.fullmatch(found.meant)
    if key and isinstance(entry.node, Scalar) and entry.node.is_absent:
        return key[1], replace(entry.node, text=key[2])
    return found.meant, entry.node


def _node(node: Node, path: str, findings: Findings) -> Node:
    if isinstance(node, Mapping):
        return _mapping(node, path, findings)
    if isinstance(node, Listing):
        return Listing(
            tuple(_node(item, _entry(path, index, item), findings) for index, item in enumerate(node.items)), node.place
        )
    if node.text.isascii():
        return node
    found = note_odd(node.text, node.place, path, findings)
    key = None if node.quoted else _KEY.fullmatch(found.meant)
    if key:
        return Mapping({key[1]: Entry(node.place, replace(node, text=key[2]))}, node.place)
    return replace(node, text=found.meant)


def note_odd(text: str, place: Place, path: str, findings: Findings) -> Odd:
    """Note the first odd character of a *text* that has one, where it stands, and what was meant."""
    found = odd(text)
    assert found
    where = findings.found_after(place, found.sign)
    message = f"`{shown(text)}` holds {found.named}, in line {where.line}, column {where.column}"
    if found.meant and found.meant.isascii():
        findings.wrong(place, path, message, found.mend)
    else:
        findings.names_lost = True
        findings.broken(place, path, message, found.mend)
    return found
