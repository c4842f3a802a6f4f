"""What a CI service reads: JUnit XML, GitHub annotations, its summary page and the output of its step.

Whatever is shown may hold words from a stranger's scenario. They may be read, and may not be obeyed.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

from escalation_sim.errors import CannotRun, Place
from escalation_sim.language.nodes import shown
from escalation_sim.presentation.formats import OLD_COMMAND
from escalation_sim.presentation.prose import escaped
from escalation_sim.presentation.writing import deliver

CaseVerdict = Literal["passed", "failed", "undecided"]

MOST_ANNOTATIONS = 9
"""GitHub shows ten of a step: nine, and one that says how many more there are."""

MOST_BYTES = 900_000
"""GitHub refuses the summary of a step above 1 MiB, all of it."""

_LONGEST = 2_000

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 has no way to write (section 2.2 of the standard)."""


@dataclass(frozen=True)
class Case:
    """One thing that was checked. *suite* is the scenario's name, *place* what of a file a reader should look at."""

    suite: str
    name: str
    verdict: CaseVerdict
    message: str = ""
    place: Place | None = None


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


def github(cases: Iterable[Case]) -> str:
    """GitHub's annotations, the failed cases first: at most nine, and a last one that says how many more there are."""
    shown = sorted((case for case in cases if case.verdict != "passed"), key=lambda case: case.verdict != "failed")
    lines = [_annotation(case) for case in shown[:MOST_ANNOTATIONS]]
    more = shown[MOST_ANNOTATIONS:]
    if more:
        lines.append(f"::{_level(more[0])}::and {len(more)} more")
    return "".join(f"{line}\n" for line in lines)


def _level(case: Case) -> str:
    return "error" if case.verdict == "failed" else "warning"


def _annotation(case: Case) -> str:
    properties = {"title": f"{case.suite}: {case.verdict}"}
    if case.place:
        place = {"file": case.place.file, "line": str(case.place.line), "col": str(case.place.column)}
        properties = {**place, **properties}
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_level(case)} {given}::{_data(f'{case.name}: {case.message}')}"


def _data(text: str) -> str:
    """Escaped as GitHub's runner undoes it."""
    return harmless(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def deliver_commands(text: str, output: str) -> None:
    """Write what `github` made, which is meant to be obeyed and has nothing in it that is not. Raises CannotRun."""
    if output == "-" and sys.stdout is not None:
        sys.stdout.write(text)
    else:
        deliver(text, output)


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


def tell_service(markdown: str, verdict: str) -> None:
    """The summary of the step and its output `verdict`, where GitHub has said where to write them. Raises CannotRun."""
    for variable, text in (("GITHUB_STEP_SUMMARY", cut(markdown)), ("GITHUB_OUTPUT", f"verdict={verdict}\n")):
        path = os.environ.get(variable)
        if path:
            _append(Path(path), text, variable)


def _append(path: Path, text: str, variable: str) -> None:
    try:
        with path.open("ab") as file:
            file.write(text.encode(errors="replace"))
    except OSError as error:
        raise CannotRun(f"{variable} names {path}, which cannot be written: {error.strerror}") from None
