"""A scenario with everything it extends → one YAML text that stands alone, so that whoever keeps it can run it again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from escalation_sim.errors import CannotRun
from escalation_sim.language import traps
from escalation_sim.language.decoding import LARGEST_FILE
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar
from escalation_sim.language.parser import Dumper
from escalation_sim.language.shapes import SHORT_FORMS

_WIDTH = 100
_PARAGRAPHS = re.compile(r"(?:\S++(?: \S++)*+\n)++")  # libyaml folds indented text so that it is read otherwise


def whole_text(top: Mapping) -> str:
    """The text of a sound tree whose bases are merged in: every value as it was written, the keys in their order.

    It lacks the comments, and `evidence`, whose path means nothing elsewhere: `loading.loads` reads it *alone*. The text of
    what is read from it is the same text. Raises CannotRun where it would be larger than a scenario may be.
    """
    entries = {key: entry for key, entry in _short(top).entries.items() if key != "evidence"}
    text: str = yaml.emit(
        [
            yaml.StreamStartEvent(),
            yaml.DocumentStartEvent(explicit=False),
            *_events(Mapping(entries, top.place)),
            yaml.DocumentEndEvent(explicit=False),
            yaml.StreamEndEvent(),
        ],
        Dumper=Dumper,
        allow_unicode=True,
        width=_WIDTH,
    )
    size = len(text.encode())
    if size > LARGEST_FILE:
        message = f"the scenario with all it extends has {size:,} bytes as one text, and a scenario has at most 1 MiB"
        raise CannotRun(f"{message} ({LARGEST_FILE:,}); shorten it")
    return text


def _short(top: Mapping) -> Mapping:
    """What a bare value says is a bare value again: in its long form it would count as more nodes than it was."""
    entries = dict(top.entries)
    for section, key in SHORT_FORMS.items():
        entry = entries.get(section)
        if entry and isinstance(entry.node, Mapping):
            short = {name: _shortened(inner, key) for name, inner in entry.node.entries.items()}
            entries[section] = Entry(entry.key_place, Mapping(short, entry.node.place))
    return Mapping(entries, top.place)


def _shortened(entry: Entry, key: str) -> Entry:
    if isinstance(entry.node, Mapping) and list(entry.node.entries) == [key]:
        value = entry.node.entries[key].node
        return Entry(entry.key_place, value) if isinstance(value, Scalar) else entry
    return entry


def _events(node: Node) -> Iterator[yaml.Event]:
    """YAML's events for a node; a list of bare values stands on a line."""
    if isinstance(node, Scalar):
        yield _scalar(node)
    elif isinstance(node, Listing):
        bare = all(isinstance(item, Scalar) for item in node.items)
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=bare)
        for item in node.items:
            yield from _events(item)
        yield yaml.SequenceEndEvent()
    else:
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=not node.entries)
        for name, entry in node.entries.items():
            yield _scalar(Scalar(name, entry.key_place, quoted=True))
            yield from _events(entry.node)
        yield yaml.MappingEndEvent()


def _scalar(node: Scalar) -> yaml.Event:
    """The event of a value, in quotes where it was in quotes and would be read otherwise without; else libyaml decides."""
    style = None
    bare = Scalar(node.text, node.place)
    if node.quoted and (not bare.is_word or traps.trap(bare)):
        style = '"'
    elif _PARAGRAPHS.fullmatch(node.text):
        style = "|" if "\n" in node.text[:-1] else ">"
    return yaml.ScalarEvent(None, None, (True, True), node.text, style=style)
