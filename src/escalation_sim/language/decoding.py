"""Bytes → a text that may be read: UTF-8, of a bearable size, without characters that hide what it says."""

from __future__ import annotations

import re

from escalation_sim.errors import Place, ScenarioError
from escalation_sim.language import traps
from escalation_sim.language.findings import Findings

LARGEST_FILE = 1 << 20
_MOST_HIDDEN = 10
_CONFLICT = re.compile(r"^(?:(?:<{7}|>{7}|\|{7})(?=[ \r\n]|\Z)|={7}(?=[\r\n]|\Z))", re.MULTILINE)
_CONFLICT_MEND = "keep one of the two sides, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"


class Budget:
    """What all the files together may hold that make up one scenario, or one folder of evidence."""

    def __init__(self) -> None:
        self.bytes = 0
        self.nodes = 0


def decoded(data: bytes, file: str, findings: Findings, budget: Budget) -> str:
    """The text of a file: UTF-8, of a bearable size, without characters that hide what a file says."""
    budget.bytes += len(data)
    if budget.bytes > LARGEST_FILE:
        others = "" if budget.bytes == len(data) else " with the files read before it"
        message = f"the file has more than {LARGEST_FILE:,} bytes{others}; the largest allowed is 1 MiB ({LARGEST_FILE:,})"
        findings.wrong(Place(file, 1, 1), "", message, "make it smaller")
        raise ScenarioError(findings.errors)
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        place = place_in(_with_line_feeds(before), len(_with_line_feeds(before)), file)
        findings.wrong(place, "", f"the file is not UTF-8: byte {data[error.start]:#04x} has no meaning here", "save it as UTF-8")
        raise ScenarioError(findings.errors) from None
    noted = findings.count
    text = _with_line_feeds(text)
    for line in _conflicts(text):
        findings.wrong(Place(file, line, 1), "", f"an unresolved merge conflict, line {line}", _CONFLICT_MEND)
    hidden = [found for found, _ in zip(traps.FORBIDDEN.finditer(text), range(_MOST_HIDDEN), strict=False)]
    for found in hidden:
        findings.wrong(place_in(text, found.start(), file), "", *traps.forbidden(found[0]))
    if findings.count > noted:
        raise ScenarioError(findings.errors)
    return text


def _conflicts(text: str) -> list[int]:
    """The lines in which merge conflicts begin that a version control has left in a text; ten at most."""
    found = [(match[0], match.start()) for match, _ in zip(_CONFLICT.finditer(text), range(3 * _MOST_HIDDEN), strict=False)]
    begin = [at for sign, at in found if sign[0] == "<"] or [at for _, at in found[:1]]
    return [text.count("\n", 0, at) + 1 for at in begin[:_MOST_HIDDEN]]


def conflict_in(data: bytes) -> int:
    """The line in which a merge conflict begins that is left in a file of another kind; 0 if there is none."""
    return next(iter(_conflicts(_with_line_feeds(data.decode("utf-8", "replace")))), 0)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def place_in(text: str, offset: int, file: str) -> Place:
    """Where in a file an offset in its text is."""
    return Place(file, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
