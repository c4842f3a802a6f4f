"""Where things set each other off without end, the account shows how, and counts what is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.questions.history.accounts import told

LADDER = "ladder:\n  - stage: low\n  - {stage: high, climb: {when: x > 900}}\n"
TO_AND_FRO = """\
events: {rise: {at: 3, set: {x: 1}}}
ladder: [{stage: low}, {stage: high, climb: {when: x > 0}, descend: {when: x > 0}}]
"""
NEIGHBOURS = """\
events: {rise: {at: 3, set: {x: 1}}}
ladder: [{stage: low}, {stage: high, climb: {when: x > 0 and village <= idle}, descend: {when: village >= busy}}]
ladders:
  village:
    actor: The village
    stages: [{stage: idle}, {stage: busy, climb: {when: stage >= high}, descend: {when: stage <= low}}]
"""
ECHO = (
    "events: {rise: {at: 3, set: {x: 1}}, up: {when: x > y, set: {y: y + 1}}, down: {when: y > 0 and y >= x, set: {x: x + 1}}}\n"
)
DICE = """\
events:
  rise: {at: 3, set: {x: 1}}
  up: {when: x > y, set: {y: y + 1}}
  down: {when: y > 0 and y >= x, set: {x: x + 1}}
  now_and_then: {when: x == 25 or x == 49 or x == 121 or x == 289, set: {war: x}}
"""


def shown(folder: Path, rest: str) -> tuple[list[str], str]:
    """The lines of the minute in which it stopped that say what happened, and the error."""
    answer = told(folder, rest)
    assert answer.status == 3
    assert answer.out == ""
    lines, _, error = answer.err.partition("error: ")
    found = [line[17:].strip(" ·■▌") for line in lines.splitlines() if line[17:19].strip() or line[19:20].strip()]
    return [line for line in found if not line.startswith(("`", "no time"))], error


@pytest.mark.parametrize(
    ("rest", "lines"),
    [
        (
            TO_AND_FRO,
            [
                "rise: x 0 → 1 points",
                "The town climbs to: high",
                "The town steps down to: low",
                "The town climbs to: high",
                "… and 997 more rounds of this minute do the same",
            ],
        ),
        (
            ECHO + LADDER,
            [
                "rise: x 0 → 1 points",
                "up: y 0 → 1",
                "down: x 1 → 2 points",
                "… and 997 more rounds of this minute do the same",
            ],
        ),
        (
            ECHO.replace("}}}", "}}, beside: {when: x > y, set: {war: war + 1}}}") + LADDER,
            [
                "rise: x 0 → 1 points",
                "up: y 0 → 1",
                "beside: war 0 → 1",
                "down: x 1 → 2 points",
                "… and 997 more rounds of this minute do the same",
            ],
        ),
        (
            NEIGHBOURS,
            [
                "rise: x 0 → 1 points",
                "The town climbs to: high",
                "The village climbs to: busy",
                "The town steps down to: low",
                "The village steps down to: idle",
                "The town climbs to: high",
                "… and 995 more rounds of this minute do the same",
            ],
        ),
    ],
)
def test_the_first_rounds_are_told_and_those_counted_that_do_the_same(tmp_path: Path, rest: str, lines: list[str]) -> None:
    found, error = shown(tmp_path, rest)
    assert found == lines
    assert error.startswith("a minute without end: ")


def test_where_no_round_repeats_to_the_end_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    found, _ = shown(tmp_path, DICE + LADDER)
    assert found[:2] == ["rise: x 0 → 1 points", "up: y 0 → 1"]
    assert found[-1].startswith("… and ")
    assert len(found) < 12


def test_a_history_that_stops_at_its_millionth_minute_tells_its_first_and_its_last_lines(tmp_path: Path) -> None:
    """Here of a few thousand minutes: what stops it comes on the ninth day."""
    rest = (
        "events:\n  flip: {every: 5 minutes, set: {x: 1 - x}}\n  stop: {at: 9, set: {y: 1 / war}}\n"
        "brakes: {law: {while: x > 0, blocks: all}}\n"
    )
    answer = told(tmp_path, rest + LADDER)
    lines = answer.err.splitlines()
    assert "events.stop.set.y" in lines[-1]
    (more,) = [number for number, line in enumerate(lines) if "more lines" in line]
    assert (more, len(lines)) == (51, 203)
    assert lines[more].split("… ")[1] == "and 4,982 more lines"
