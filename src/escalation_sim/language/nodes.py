"""A scenario as a tree of nodes that know where they stand, before anybody asks what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from escalation_sim.errors import Place

_NUMBER = re.compile(r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?", re.ASCII)
_NULL = ("", "~", "null", "Null", "NULL")
_OVERLONG = 4


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value. *quoted* ones are text whatever they look like; *in_flow* ones stand within `{…}` or `[…]`."""

    text: str
    place: Place
    quoted: bool = False
    in_flow: bool = False

    @property
    def is_null(self) -> bool:
        return not self.quoted and self.text in _NULL

    @property
    def is_absent(self) -> bool:
        """Whether nothing at all stands here."""
        return not self.quoted and not self.text

    @property
    def is_number(self) -> bool:
        return not self.quoted and _NUMBER.fullmatch(self.text) is not None

    @property
    def is_truth(self) -> bool:
        return not self.quoted and self.text in ("true", "false")

    @property
    def is_word(self) -> bool:
        """Whether it is text, and nothing that YAML reads otherwise."""
        return self.quoted or not (self.is_null or self.is_number or self.is_truth)

    @property
    def kind(self) -> str:
        """What it is, in words for a message."""
        if self.is_absent:
            return "nothing"
        if self.is_number:
            return f"the number {shown(self.text)}"
        if self.is_truth or self.is_null:
            return self.text
        return f"`{shown(self.text)}`"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[Node, ...]
    place: Place

    @property
    def kind(self) -> str:
        """What it is, in words for a message."""
        return "a list"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's place, and the value it stands before."""

    key_place: Place
    node: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values, in the order of the file."""

    entries: dict[str, Entry]
    place: Place

    @property
    def kind(self) -> str:
        """What it is, in words for a message."""
        return "a mapping"


Node = Scalar | Listing | Mapping


def is_null(node: Node) -> bool:
    """Whether a node is nothing, or `null`."""
    return isinstance(node, Scalar) and node.is_null


def shown(text: str, most: int = 60) -> str:
    """Text from a file as a message shows it: on one line, cut where it is long, nothing that a terminal would obey."""
    if len(text) <= most and text.isprintable() and "  " not in text:
        return text.strip()
    line = " ".join(text[: _OVERLONG * most].split())
    line = "".join(sign if sign.isprintable() else "�" for sign in line)
    return line if len(line) <= most and len(text) <= _OVERLONG * most else line[: most - 1] + "…"


def shown_path(text: str) -> str:
    """A path from a file as a message shows it; what matters most is how it ends."""
    return shown(text, 200)
