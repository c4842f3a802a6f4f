"""What is wrong with some files: as text, as JSON, as a page of Markdown, and as cases for a CI service."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from escalation_sim.errors import Problem
from escalation_sim.presentation.ci import Case, cut, problem_cases, table
from escalation_sim.presentation.ci import harmless as harmless_line
from escalation_sim.presentation.formats import to_json
from escalation_sim.presentation.prose import escaped
from escalation_sim.presentation.reports import Report
from escalation_sim.presentation.wording import listed, plural
from escalation_sim.presentation.writing import harmless

FORMAT, VERSION = "escalation-sim/validation", 1
MOST_NAMES = 4
"""Files that are named where they have the same mistakes."""


@dataclass(frozen=True)
class Looked:
    """A file that was looked at, by the path that the user gave, and all that is wrong with it."""

    path: str
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        return sum(not problem.warning for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors


def is_wrong(looked: Sequence[Looked], *, strict: bool) -> bool:
    """Whether any file is not sound; under *strict* a warning is enough."""
    return any(one.errors or (strict and one.warnings) for one in looked)


def report(looked: Sequence[Looked], *, strict: bool, quiet: bool) -> Report:
    """In every format. A file that is *quiet* about being sound says nothing as text."""
    return Report(
        "error" if is_wrong(looked, strict=strict) else "sound",
        headline(looked),
        validation_markdown(looked),
        lambda: validation_text(looked, quiet=quiet),
        lambda: to_json(validation_data(looked)),
        validation_cases(looked, strict=strict),
    )


def headline(looked: Sequence[Looked]) -> str:
    """How much is wrong, in how many files."""
    errors, warnings = sum(one.errors for one in looked), sum(one.warnings for one in looked)
    files = plural(len(looked), "file")
    if not errors and not warnings:
        return f"sound: {files}"
    spoilt = sum(bool(one.problems) for one in looked)
    return f"{_counted(errors, warnings)} in {spoilt:,} of {files}"


def _counted(errors: int, warnings: int) -> str:
    return f"{plural(errors, 'error')}, {plural(warnings, 'warning')}"


def validation_text(looked: Sequence[Looked], *, quiet: bool) -> str:
    """Every mistake once, with its mend, below the file in which it stands; and a line a file, or for all that have the same."""
    whose = _told_with(looked)
    lines: list[str] = []
    others: dict[tuple[Problem, ...], list[str]] = {}
    for one in looked:
        told = [problem for problem in dict.fromkeys(one.problems) if whose[problem] == one.path]
        lines += map(str, told)
        if told:
            lines.append(f"{one.path}: {_counted(one.errors, one.warnings)}")
        elif one.problems:
            others.setdefault(one.problems, []).append(one.path)
        elif not quiet:
            lines.append(f"{one.path}: sound")
    for problems, paths in others.items():
        lines.append(f"{_few(paths)}: {_counted_of(problems)}{' in each' if paths[1:] else ''}, said above")
    return harmless("".join(f"{line}\n" for line in lines))


def _told_with(looked: Sequence[Looked]) -> dict[Problem, str]:
    """With which file each mistake is told: the one in which it stands, where that was looked at, else the first that has it."""
    found: dict[Problem, str] = {}
    for one in looked:
        here = posixpath.normpath(PurePath(one.path).as_posix())
        for problem in one.problems:
            if problem not in found or posixpath.normpath(problem.place.file) == here:
                found[problem] = one.path
    return found


def _few(paths: Sequence[str]) -> str:
    more = len(paths) - MOST_NAMES
    return listed([*paths[:MOST_NAMES], f"{more} more"] if more > 0 else list(paths))


def _counted_of(problems: Sequence[Problem]) -> str:
    warnings = sum(problem.warning for problem in problems)
    return _counted(len(problems) - warnings, warnings)


def validation_data(looked: Sequence[Looked]) -> dict[str, Any]:
    """The data of the JSON format."""
    files = [{"file": one.path, "problems": [_problem_data(problem) for problem in one.problems]} for one in looked]
    return {"format": FORMAT, "version": VERSION, "files": files}


def _problem_data(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "path": problem.path,
        "severity": "warning" if problem.warning else "error",
        "message": problem.message,
        "mend": problem.mend,
    }


def validation_markdown(looked: Sequence[Looked]) -> str:
    """A page for a CI service: every mistake, then a row a file."""
    parts = [f"## {escaped(harmless_line(headline(looked)))}"]
    problems = dict.fromkeys(problem for one in looked for problem in one.problems)
    if problems:
        head = ("where", "", "what is wrong", "mend")
        parts.append(table(head, map(_problem_row, problems)))
    rows = [(one.path, _counted(one.errors, one.warnings) if one.problems else "sound") for one in looked]
    parts.append(table(("file", "found"), rows))
    return cut("\n\n".join(part.rstrip("\n") for part in parts) + "\n")


def _problem_row(problem: Problem) -> tuple[str, str, str, str]:
    what = f"{problem.path}: {problem.message}" if problem.path else problem.message
    return str(problem.place), "warning" if problem.warning else "error", what, problem.mend


def validation_cases(looked: Sequence[Looked], *, strict: bool) -> list[Case]:
    """Every mistake, and a case that passed for each file that has none; named by its path where another has its name."""
    found: list[Case] = []
    stems = Counter(PurePath(one.path).stem for one in looked)
    for one in looked:
        path = PurePath(one.path)
        name = path.stem if stems[path.stem] == 1 else path.with_suffix("").as_posix()
        found += problem_cases(name, one.problems, strict=strict) or [Case(name, "it is a sound scenario", "passed")]
    return found
