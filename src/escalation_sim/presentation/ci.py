"""What CI services read: cases as JUnit XML, tables and pages of Markdown. What GitHub alone reads is in `github.py`.

Whatever is shown may hold words from a stranger's scenario. They may be read, and may not be obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree as ET

from escalation_sim.errors import Place, Problem
from escalation_sim.language.nodes import shown
from escalation_sim.presentation.formats import OLD_COMMAND
from escalation_sim.presentation.prose import escaped

CaseVerdict = Literal["passed", "failed", "undecided"]

MOST_BYTES = 900_000
"""GitHub refuses the summary of a step above 1 MiB, all of it."""

MOST_OF_A_COMMENT = 65_000
"""GitHub refuses a comment of more than 65,536 characters; these are bytes, which are no fewer, and leave room for a line."""

_LONGEST = 2_000

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 has no way to write (section 2.2 of the standard)."""


@dataclass(frozen=True)
class Case:
    """One thing that was checked. *suite* is the scenario's name, *place* what of a file a reader should look at.

    *title* is the heading of an annotation, by default the suite with the verdict. What is *fatal* changes the exit status
    although it was asked only to report.
    """

    suite: str
    name: str
    verdict: CaseVerdict
    message: str = ""
    place: Place | None = None
    title: str = ""
    fatal: bool = False


def problem_cases(suite: str, problems: Iterable[Problem], *, strict: bool) -> list[Case]:
    """The mistakes of a scenario, and its warnings: under *strict* they are mistakes too."""
    return [
        Case(
            suite,
            problem.path or "the file",
            "undecided" if problem.warning and not strict else "failed",
            f"{problem.message} ({problem.mend})" if problem.mend else problem.message,
            problem.place,
            f"{suite}: {'warning' if problem.warning else 'error'}",
            fatal=True,
        )
        for problem in problems
    ]


def harmless(text: str) -> str:
    """Words on one line, with nothing in them that a terminal obeys, and no command in its old form."""
    return OLD_COMMAND.sub("## ", shown(text, _LONGEST))


def junit(cases: Iterable[Case]) -> str:
    """JUnit XML by the schema of Jenkins (junit-10.xsd), which the others read too; no times. What is undecided is skipped."""
    suites: dict[str, list[Case]] = {}
    for case in cases:
        suites.setdefault(case.suite, []).append(case)
    every = [case for suite in suites.values() for case in suite]
    root = ET.Element("testsuites", {"name": "escalation-sim", **_counts(every)})
    for name, members in suites.items():
        skipped = sum(case.verdict == "undecided" for case in members)
        suite = ET.SubElement(root, "testsuite", {"name": _xml(name), **_counts(members), "skipped": str(skipped)})
        for case in members:
            _testcase(suite, case)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    return {"tests": str(len(cases)), "failures": str(sum(case.verdict == "failed" for case in cases)), "errors": "0"}


def _testcase(suite: ET.Element, case: Case) -> None:
    element = ET.SubElement(suite, "testcase", {"classname": _xml(case.suite), "name": _xml(case.name)})
    kind = {"failed": "failure", "undecided": "skipped"}.get(case.verdict)
    if kind:
        inner = ET.SubElement(element, kind, {"message": _xml(case.message)})
        inner.text = _xml(f"{case.place}: {case.message}" if case.place else case.message)


def _xml(text: str) -> str:
    return _NOT_XML.sub("", harmless(text))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; *head* and cells are free words, numbers among them."""
    lines = [head, ["---"] * len(head)]
    lines += [[_cell(cell) for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return escaped(harmless(text)) or " "


def cut(markdown: str, most: int = MOST_BYTES) -> str:
    """The lines that fit into so many bytes, and a word where some do not."""
    if len(markdown.encode()) <= most:
        return markdown
    note = "\n\nThe rest is cut off: it is too long for this page.\n"
    kept = markdown.encode()[: most - len(note)].decode(errors="ignore")
    return kept.rpartition("\n")[0] + note
