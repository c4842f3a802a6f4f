"""What the headers of the kernel declare, read from their text: enumerations, and how structures lie in memory."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tests.engines.kernel.building import SOURCES

SIZES = {"u8": 1, "i32": 4, "u32": 4, "i64": 8, "u64": 8, "double": 8}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ENUM = re.compile(r"enum (\w+ )?\{([^}]*)\}")
_STRUCT = re.compile(r"struct (\w+) \{([^}]*)\}")


class Member(NamedTuple):
    """Where a member of a structure stands, and how many bytes it has."""

    at: int
    size: int


@cache
def text() -> str:
    """All headers without their comments."""
    return "\n".join(_COMMENT.sub("", path.read_text()) for path in sorted(SOURCES.glob("*.h")))


@cache
def enumerations() -> dict[str, dict[str, int]]:
    """Name → value of every enumeration; those without a name of their own are one, called ``."""
    found: dict[str, dict[str, int]] = {}
    for name, body in _ENUM.findall(text()):
        value = -1
        for part in filter(None, (part.strip() for part in body.split(","))):
            constant, _, given = (piece.strip() for piece in part.partition("="))
            value = value + 1 if not given else 2**31 - 1 if given == "INT32_MAX" else int(given, 0)
            found.setdefault(name.strip(), {})[constant] = value
    return found


def names(enumeration: str) -> list[str]:
    """The constants of an enumeration that counts from 0."""
    constants = enumerations()[enumeration]
    assert list(constants.values()) == list(range(len(constants))), enumeration
    return list(constants)


@cache
def members(structure: str) -> dict[str, Member]:
    """The members of a structure of plain numbers and of such structures."""
    found: dict[str, Member] = {}
    at = 0
    for declaration in filter(None, (part.strip() for part in dict(_STRUCT.findall(text()))[structure].split(";"))):
        kind, _, declared = declaration.removeprefix("struct ").partition(" ")
        for name in declared.split(","):
            at = -(-at // alignment(kind)) * alignment(kind)
            found[name.strip()] = Member(at, size(kind))
            at += size(kind)
    return found


def alignment(kind: str) -> int:
    """Where a number or a structure may begin."""
    return SIZES.get(kind) or max(alignment(part) for part in _kinds(kind))


def size(kind: str) -> int:
    """The bytes of a number or of a structure, with what fills it up."""
    if kind in SIZES:
        return SIZES[kind]
    last = max(members(kind).values())
    return -(-(last.at + last.size) // alignment(kind)) * alignment(kind)


def _kinds(structure: str) -> list[str]:
    body = dict(_STRUCT.findall(text()))[structure]
    return [part.strip().removeprefix("struct ").split()[0] for part in body.split(";") if part.strip()]
