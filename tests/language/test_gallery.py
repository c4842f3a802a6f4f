"""The gallery of broken files: what each one's error must say, and where.

`gallery/cases.yaml` says how to add one; what cannot be kept in a text file is in `gallery/hostile.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from escalation_sim.errors import Problem, ScenarioError
from escalation_sim.language.loading import load

GALLERY = Path(__file__).parent / "gallery"
CASES: list[dict[str, Any]] = yaml.safe_load((GALLERY / "cases.yaml").read_text(encoding="utf-8"))


def problems(path: Path) -> tuple[Problem, ...]:
    """What is said of a file: its errors, or the warnings of one that is sound."""
    try:
        return load(path, path.relative_to(GALLERY).as_posix()).warnings
    except ScenarioError as error:
        return error.problems


@pytest.mark.parametrize("case", [pytest.param(case, id=Path(case["file"]).stem) for case in CASES])
def test_what_is_said_of_a_broken_file(case: dict[str, Any]) -> None:
    found = problems(GALLERY / case["file"])
    shown = "\n".join(map(str, found))
    assert len(found) == case.get("errors", 1), shown
    for wanted in [case, *case.get("also", [])]:
        place = (case.get("in", case["file"]), wanted["line"], wanted["column"])
        there = [p for p in found if (p.place.file, p.place.line, p.place.column) == place]
        assert any(has_words(problem, wanted["words"]) for problem in there), f"{wanted['words']} not at {place}:\n{shown}"
    assert [problem.warning for problem in found] == [case.get("warning", False)] * len(found), shown
    assert all(problem.mend for problem in found), "an error says how to mend it"


def has_words(problem: Problem, words: list[str]) -> bool:
    said = f"{problem.path} {problem.message} {problem.mend}".casefold()
    return all(str(word).casefold() in said for word in words)


def test_every_file_of_the_gallery_is_a_case_and_every_case_a_file() -> None:
    assert sorted(case["file"] for case in CASES) == sorted(p.name for p in GALLERY.glob("*.yaml") if p.name != "cases.yaml")
