"""What GitHub reads: annotations beside the lines of a request, the summary of a step, and its output.

Whatever is shown may hold words from a stranger's scenario. They may be read, and may not be obeyed.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from escalation_sim.errors import CannotRun, Place, ScenarioError, UsageError
from escalation_sim.presentation.ci import Case, cut, harmless
from escalation_sim.presentation.prose import escaped
from escalation_sim.presentation.writing import deliver, is_standard_output

MOST_ANNOTATIONS = 9
"""GitHub shows ten of a step: nine, and one that says how many more there are."""

WORST = ("error", "not comparable", "failed", "changed", "undecided", "equivalent", "held", "sound", "identical")
"""The verdicts of all verbs, the worst first, in the order of their exit statuses 2, 3, 1, 4 and 0."""

_VERDICT = re.compile("verdict=(" + "|".join(WORST) + ")")
_SEVERAL_LINES = re.compile(r"[^=]*?<<(?P<end>.+)")
"""How GitHub's file begins a value of several lines, and what ends it."""


def github(cases: Iterable[Case], *, lenient: bool = False) -> str:
    """GitHub's annotations, the failed cases first: at most nine, and a last one that says how many more there are.

    *lenient*: what failed does not change the exit status, and is only a warning.
    """
    shown = sorted(_once(case for case in cases if case.verdict != "passed"), key=lambda case: case.verdict != "failed")
    lines = [_annotation(case, lenient=lenient) for case in shown[:MOST_ANNOTATIONS]]
    more = shown[MOST_ANNOTATIONS:]
    if more:
        lines.append(f"::{_level(more[0], lenient=lenient)}::and {len(more)} more")
    return "".join(f"{line}\n" for line in lines)


def _once(cases: Iterable[Case]) -> Iterator[Case]:
    """The cases without those that say the same of the same line, as every variant of a scenario does of its mistakes."""
    seen: set[tuple[Place, str, str]] = set()
    for case in cases:
        if case.place is None:
            yield case
        elif (told := (case.place, case.name, case.message)) not in seen:
            seen.add(told)
            yield case


def _level(case: Case, *, lenient: bool) -> str:
    if lenient and not case.fatal:
        return "warning" if case.verdict == "failed" else "notice"
    return "error" if case.verdict == "failed" else "warning"


def _annotation(case: Case, *, lenient: bool) -> str:
    properties = {"title": case.title or f"{case.suite}: {case.verdict}"}
    if case.place:
        place = {"file": from_the_root(case.place.file), "line": str(case.place.line), "col": str(case.place.column)}
        properties = {**place, **properties}
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_level(case, lenient=lenient)} {given}::{_data(f'{case.name}: {case.message}')}"


def from_the_root(file: str) -> str:
    """The path of a file from the root of its repository, which is what GitHub knows; as it is where there is none."""
    try:
        there = Path(os.path.realpath(file))
    except ValueError:
        return file  # signs that no path has
    workspace = os.environ.get("GITHUB_WORKSPACE")
    roots = [Path(os.path.realpath(workspace))] if workspace else []
    roots += [folder for folder in there.parents if os.path.lexists(folder / ".git")][:1]
    return next((there.relative_to(root).as_posix() for root in roots if there.is_relative_to(root)), file)


def from_here(file: str) -> str:
    """The path from the current folder of a file that is named from the root of the repository here."""
    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if os.path.lexists(folder / ".git")), here)
    return Path(os.path.relpath(root / file)).as_posix()


def _data(text: str) -> str:
    """Escaped as GitHub's runner undoes it."""
    return harmless(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def deliver_commands(text: str, output: str) -> None:
    """Write what `github` made, which is meant to be obeyed and has nothing in it that is not. Raises CannotRun."""
    if is_standard_output(output) and sys.stdout is not None:
        sys.stdout.write(text)
    else:
        deliver(text, output)


def tell_service(markdown: str, verdict: str) -> None:
    """The summary of the step and its output `verdict`, where GitHub has said where to write them. Raises CannotRun."""
    summary, outputs = (os.environ.get(name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"))
    if summary:
        _append(Path(summary), cut(markdown), "GITHUB_STEP_SUMMARY")
    if outputs:
        _put_verdict(Path(outputs), verdict)


@contextmanager
def impossible_told(what: str) -> Iterator[None]:
    """Where something cannot be done the service is told so: one of several verbs in a step must not be forgotten."""
    try:
        yield
    except (UsageError, ScenarioError, CannotRun) as error:
        lines = "\n".join(f"- {escaped(harmless(line))}" for line in str(error).splitlines() if line.strip())
        tell_service(f"## error: {what}\n\n{lines}\n", "error")
        raise


def _append(path: Path, text: str, variable: str) -> None:
    try:
        with path.open("ab") as file:
            file.write(text.encode(errors="replace"))
    except OSError as error:
        raise CannotRun(f"{variable} names {path}, which cannot be written: {error.strerror}") from None


def _put_verdict(path: Path, verdict: str) -> None:
    """The worst verdict of the step, once: of two lines for one output GitHub takes the last. Raises CannotRun."""
    try:
        before = path.read_bytes().decode(errors="surrogateescape") if path.is_file() else ""
        found, others = _verdicts(before)
        if not found:
            _append(path, ("" if before.endswith("\n") or not before else "\n") + f"verdict={verdict}\n", "GITHUB_OUTPUT")
            return
        worst = min((*found, verdict), key=WORST.index)
        path.write_bytes(f"{others}verdict={worst}\n".encode(errors="surrogateescape"))
    except OSError as error:
        raise CannotRun(f"GITHUB_OUTPUT names {path}, which cannot be written: {error.strerror}") from None


def _verdicts(text: str) -> tuple[list[str], str]:
    """The verdicts among the outputs of a step, and the other outputs, which may have several lines."""
    found: list[str] = []
    others: list[str] = []
    end = ""
    for line in text.removesuffix("\n").split("\n") if text else []:
        bare = line.removesuffix("\r")
        match = _VERDICT.fullmatch(bare) if not end else None
        if match:
            found.append(match[1])
            continue
        others.append(f"{line}\n")
        begins = _SEVERAL_LINES.fullmatch(bare) if not end else None
        end = begins["end"] if begins else "" if bare == end else end
    return found, "".join(others)
