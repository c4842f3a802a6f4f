"""What becomes of records in a year: deleted, damaged, in conflict, newer than the program."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.year.test_edits import words
from tests.year.town import Repository

RECORD = "scenarios/expected/town.json"


def conflict(text: str) -> str:
    lines = text.splitlines(keepends=True)
    ours, theirs = lines[10:12], lines[10:12]
    return "".join([*lines[:10], "<<<<<<< HEAD\n", *ours, "=======\n", *theirs, ">>>>>>> wall\n", *lines[12:]])


def newer(text: str) -> str:
    return json.dumps({**json.loads(text), "version": 99})


@pytest.mark.parametrize(
    ("damage", "line", "says"),
    [
        (lambda text: text[:900], 13, "it cannot be used: it is cut off: it ends in line 13, in the middle"),
        (lambda text: "", 1, "it cannot be used: "),
        (lambda text: text.replace('"stages"', '"stges"'), 1, "it cannot be used: "),
        (conflict, 11, "an unresolved merge conflict, line 11: two branches have recorded it; settle the scenario first"),
        (newer, 1, "it is of version 99, newer than this program, which reads version 1: check it with a newer escalation-sim"),
    ],
)
def test_a_record_that_cannot_be_used_is_an_error_that_says_why(
    damage: Callable[[str], str], line: int, says: str, town: Repository
) -> None:
    town.write(RECORD, damage(town.read(RECORD)))
    answer = town.check()
    assert (answer.status, answer.err) == (3, "")
    assert words(answer).startswith("error: claims: 1 held; records: 1 unusable, 2 identical")
    assert f"{RECORD}:{line}:1: failed: town: recorded result" in words(answer)
    assert says in words(answer)
    if damage is newer:
        before = town.read(RECORD)
        assert town.check("--update", "town").status == 3
        assert town.read(RECORD) == before, "what a newer program has recorded is never overwritten"
    else:
        assert town.check("--update", "town").status == 0
        assert town.check().status == 0


def test_bytes_that_are_no_text_are_an_error(town: Repository) -> None:
    town.write(RECORD, b"\x00\xff\xfe")
    answer = town.check()
    assert (answer.status, "it cannot be used: it is not UTF-8" in answer.out) == (3, True)


def test_a_digit_that_somebody_edited_is_told_from_a_change_of_the_scenario(town: Repository) -> None:
    text = town.read(RECORD)
    told = json.loads(text)
    mean = next(iter(told["outcomes"].values()))["mean"]
    town.write(RECORD, text.replace(f"{mean!r}", f"{mean + 1!r}", 1))
    answer = town.check()
    assert answer.status == 1
    assert "The scenario does what it did when it was recorded (its digest is the same)" in words(answer)
    assert "the record itself was edited or merged by hand" in words(answer)


def test_a_record_that_is_deleted_is_missed(town: Repository) -> None:
    Path(RECORD).unlink()
    answer = town.check()
    assert (answer.status, words(answer).startswith("undecided: ")) == (0, True)
    assert "there is no scenarios/expected/town.json, though other scenarios of its folder have a record" in words(answer)
    required = town.check("--require-records")
    assert (required.status, words(required).startswith("failed: ")) == (1, True)
    assert "record expected/town.json, only before: recorded" in town.compare().out


def test_two_branches_that_record_the_same_scenario_anew(town: Repository) -> None:
    """Git leaves a conflict in the record alone; the scenario has both edits, and one command records what they give."""
    town.git("checkout", "--quiet", "-b", "wall")
    town.edit("value: 6", "value: 7")
    town.update()
    town.commit()
    town.git("checkout", "--quiet", "main")
    town.edit("exponential(3)", "exponential(4)")
    town.update()
    town.commit()
    with pytest.raises(subprocess.CalledProcessError):
        town.git("merge", "--quiet", "wall")
    assert "an unresolved merge conflict" in town.check().out
    answer = town.check("--update", "town")
    assert answer.status == 0
    assert "town: unusable, recorded in scenarios/expected/town.json" in answer.out
    assert words(town.check()).startswith("held: claims: 1 held; records: 3 identical")
    page = town.compare()
    assert page.status == 1
    assert "parameters.flood.value: 6 → 7 (scenarios/town.yaml:4)" in page.out
