"""The account says of every stage that was not reached how near it came, at its best."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import command
from tests.places import SCENARIOS
from tests.questions.history.accounts import account, missing, nearest


def ladder(climb: str) -> str:
    return f"ladder:\n  - stage: low\n  - stage: high\n    climb: {climb}\n"


RISE_AND_FALL = "events: {rise: {at: 3, set: {x: 6}}, fall: {at: 6, set: {x: 2}}}\n"
LAW = "brakes: {law: {while: lifted < 1, blocks: all}}\n"


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        pytest.param(
            "events: {rise: {at: 3, set: {x: 4}}, fall: {at: 6, set: {x: 2}}}\n" + ladder("{when: x >= 5}"),
            "high: from 2024-01-01 until the period ended (20 days) its condition never held; nearest on 2024-01-04: "
            "`x >= 5` was false (4 against 5 points, 1 short).",
            id="watching",
        ),
        pytest.param(
            "events: {rise: {at: 3, set: {x: 4.9996}}, fall: {at: 6, set: {x: 2}}}\n" + ladder("{when: x >= 5}"),
            "high: from 2024-01-01 until the period ended (20 days) its condition never held; nearest on 2024-01-04: "
            "`x >= 5` was false (4.9996 against 5 points, 0.0004 short).",
            id="watching, by a hair",
        ),
        pytest.param(
            "events: {rise: {at: 3, set: {x: 4}}, fall: {at: 6, set: {x: 2, y: 1}}, rest: {at: 9, set: {y: 0}}}\n"
            + ladder("{when: x >= 3 and y > 0, keep: x >= 1}"),
            "high: from 2024-01-01 until the period ended (20 days) its two conditions never held together; nearest on "
            "2024-01-07: `x >= 3` was false (2 against 3 points, 1 short).",
            id="watching two clauses: one of them false is nearer than both",
        ),
        pytest.param(
            "events: {rise: {at: 3, set: {y: 4}}, outbreak: {at: 6, set: {y: 0, war: 1}}, peace: {at: 9, set: {war: 0}}}\n"
            + ladder("{when: not (y < 5 or war == 1)}"),
            "high: from 2024-01-01 until the period ended (20 days) its condition never held; it was never nearer than at "
            "the end.",
            id="watching what has no measure",
        ),
        pytest.param(
            "events: {rise: {at: 3, set: {x: 6}}, fall: {at: 2024-01-04 18:58, set: {x: 1}}}\n" + LAW + ladder("{when: x > 5}"),
            "high: everything it needs held, but from 2024-01-04 to 2024-01-04 18:58 (19 hours) law held it back, and no "
            "decision was begun. Then `x > 5` was false (1 against 5 points, 4 short).",
            id="blocked for some hours",
        ),
        pytest.param(
            RISE_AND_FALL + ladder("{when: x >= 5, for: 8 days}"),
            "high: `x >= 5` held from 2024-01-04 for 3 days of the 8 days it must, until 2024-01-07, when `x >= 5` was false "
            "(2 against 5 points, 3 short).",
            id="building, until it broke",
        ),
        pytest.param(
            RISE_AND_FALL + ladder("{when: x >= 5, for: 3 days}"),
            "high: `x >= 5` held from 2024-01-04 for the 3 days it must, but as that time was over, on 2024-01-07, `x >= 5` was "
            "false (2 against 5 points, 3 short).",
            id="building, until it broke in the minute in which it was enough",
        ),
        pytest.param(
            RISE_AND_FALL + ladder("{when: x >= 5, decide: 3 days}"),
            "high: a decision of 3 days, begun on 2024-01-04, had all of it done on 2024-01-07, when `x >= 5` was false "
            "(2 against 5 points, 3 short).",
            id="deciding, until it broke in the minute in which it was due",
        ),
        pytest.param(
            RISE_AND_FALL.replace("}}}", "}}, again: {at: 8, set: {x: 9}}, end: {at: 9, set: {x: 3}}}")
            + ladder("{when: x >= 5, for: 8 days}"),
            "high: `x >= 5` held from 2024-01-09 for 1 day of the 8 days it must, until 2024-01-10, when `x >= 5` was false "
            "(3 against 5 points, 2 short); the longest of 2 times was 3 days, from 2024-01-04.",
            id="building: the last time, and the longest",
        ),
        pytest.param(
            "events: {rise: {at: 13, set: {x: 6}}}\n" + ladder("{when: x >= 5, for: 8 days}"),
            "high: `x >= 5` held from 2024-01-14 until the period ended, and never for longer.",
            id="building as the period ends",
        ),
        pytest.param(
            "events: {rise: {at: 3, set: {x: 6}}}\n" + LAW + ladder("{when: x >= 5, for: 2 days}"),
            "high: everything it needs held, but from 2024-01-06 until the period ended (15 days) law held it back, and no "
            "decision was begun.",
            id="blocked to the end",
        ),
        pytest.param(
            "events: {rise: {at: 3, set: {x: 6}}, outbreak: {at: 7, set: {war: 1}}, fall: {at: 12, set: {x: 1}}}\n"
            "brakes: {law: {while: lifted < 1, blocks: all}, fear: {while: war > 0 and x > 3, blocks: all},"
            " calm: {while: war < 1, blocks: all}}\n" + ladder("{when: x >= 5}"),
            "high: everything it needs held, but from 2024-01-04 to 2024-01-13 (9 days) law, fear (5 days) and calm (4 days) "
            "held it back, at the end only law and fear, and no decision was begun. Then `x >= 5` was false (1 against 5 "
            "points, 4 short).",
            id="blocked by several, until its condition broke",
        ),
        pytest.param(
            RISE_AND_FALL + ladder("{when: x >= 5, decide: 8 days}"),
            "high: a decision of 8 days, begun on 2024-01-04, had 3 days of it done on 2024-01-07, when `x >= 5` was false "
            "(2 against 5 points, 3 short).",
            id="deciding, until it was shelved",
        ),
        pytest.param(
            "events: {rise: {at: 3, set: {x: 6}}, lift: {at: 1, set: {lifted: 1}}, back: {at: 6, set: {lifted: 0}}}\n"
            + LAW
            + ladder("{when: x >= 5, decide: 8 days}"),
            "high: a decision of 8 days, begun on 2024-01-04, had 3 days of it done; from 2024-01-07 until the period ended "
            "(14 days) it rested, and law held it back.",
            id="deciding, then at rest",
        ),
        pytest.param(
            "events: {rise: {at: 3, set: {x: 6}}, lift: {at: 1, set: {lifted: 1}}, back: {at: 6, set: {lifted: 0}},"
            " fall: {at: 9, set: {x: 0}}}\n" + LAW + ladder("{when: x >= 5, decide: 8 days}"),
            "high: a decision of 8 days, begun on 2024-01-04, had 3 days of it done; from 2024-01-07 to 2024-01-10 (3 days) "
            "it rested, and law held it back. Then `x >= 5` was false (0 against 5 points, 5 short).",
            id="deciding, then at rest, then shelved",
        ),
        pytest.param(
            "events: {rise: {at: 3, set: {x: 6}}}\n"
            + ladder("{when: x >= 5, decide: 2 days, chance: 0.25 * (x - 6), again: 9 days}"),
            "high: a decision of 2 days, begun on 2024-01-15, ended on 2024-01-17 with a no, where a yes had a chance of 0 %.",
            id="refused, for the second time",
        ),
        pytest.param(
            "events: {rise: {at: 3, set: {x: 6}}}\n" + ladder("{when: x >= 5, chance: 0.001}"),
            "high: a decision on 2024-01-04 was a no, where a yes had a chance of 0.1 %.",
            id="refused at once",
        ),
    ],
)
def test_it_says_of_the_furthest_phase_when_and_what_was_not_met(tmp_path: Path, rest: str, sentence: str) -> None:
    assert nearest(account(tmp_path, rest)) == [sentence]


def test_a_state_of_mid_minute_is_told_as_it_was_found(tmp_path: Path) -> None:
    """A condition that breaks and mends between two looks has not broken; one found broken has, whatever comes next."""
    events = "events: {rise: {at: 3, set: {x: 6}}, dip: {at: 6, set: {x: 2}}, back: {when: x == 2, set: {x: 6}}}\n"
    text = account(tmp_path, events + ladder("{when: x >= 5, decide: 30 days}"))
    assert nearest(text) == ["high: a decision of 30 days, begun on 2024-01-07, was under way when the period ended."]
    text = account(tmp_path, events.replace("set: {x: 6}}}", "set: {x: 4}}}") + ladder("{when: x >= 5, decide: 30 days}"))
    assert nearest(text) == [
        (
            "high: a decision of 30 days, begun on 2024-01-04, had 3 days of it done on 2024-01-07, when `x >= 5` was false "
            "(2 against 5 points, 3 short)."
        )
    ]


THREE = """\
ladder:
  - stage: low
  - stage: mid
    climb: {when: x >= 5 and y < 1}
    descend: {when: y > 0}
  - stage: high
    climb: HIGH
  - stage: top
    climb: {when: x > 0}
"""
DOWN = "events: {rise: {at: 1, set: {x: 6}}, down: {at: 6, set: {y: 1}}}\n"


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        (
            "{when: x >= 9}",
            (
                "high: from 2024-01-02 to 2024-01-07 (5 days) its condition never held; nearest on 2024-01-02: `x >= 9` was "
                "false (6 against 9 points, 3 short)."
            ),
        ),
        (
            "{when: x >= 5, for: 8 days}",
            (
                "high: `x >= 5` held from 2024-01-02 for 5 days of the 8 days it must, until 2024-01-07, when the town "
                "stepped down to “low”."
            ),
        ),
        (
            "{when: x >= 5, decide: 8 days}",
            (
                "high: a decision of 8 days, begun on 2024-01-02, had 5 days of it done on 2024-01-07, when the town "
                "stepped down to “low”."
            ),
        ),
    ],
)
def test_it_is_told_after_a_descent_too(tmp_path: Path, way: str, sentence: str) -> None:
    text = account(tmp_path, DOWN + THREE.replace("HIGH", way))
    assert missing(text, "mid") == ["`y < 1` is false (1 against 1)"]
    assert nearest(text) == [sentence, "top: the town never stood at the step before, “high”."]


def test_of_several_stays_at_the_stage_below_the_last_is_told(tmp_path: Path) -> None:
    events = (
        "events: {rise: {at: 1, set: {x: 6}}, down: {at: 6, set: {y: 1}}, up: {at: 8, set: {y: 0}}, more: {at: 9, set: {x: 7}}}\n"
    )
    text = account(tmp_path, events + THREE.replace("HIGH", "{when: x == 6.5}"))
    assert nearest(text)[0] == (
        "high: the last time, from 2024-01-09 until the period ended (12 days), its condition never held; it was never nearer "
        "than at the end."
    )


def test_of_several_ways_the_furthest_is_told_and_all_that_are_as_far(tmp_path: Path) -> None:
    ways = (
        "ladder:\n  - stage: low\n  - stage: high\n    climb:\n      routes:\n"
        "        held: {when: x >= 5}\n"
        "        unheeding: {when: x >= 5, for: 30 days, ignores: all}\n"
        "        also_held: {when: x >= 2, for: 2 days}\n"
        "        far: {when: x > 50}\n"
    )
    text = account(tmp_path, RISE_AND_FALL + LAW + ways)
    assert nearest(text) == [
        (
            "high, by held: everything it needs held, but from 2024-01-04 to 2024-01-07 (3 days) law held it back, and no "
            "decision was begun. Then `x >= 5` was false (2 against 5 points, 3 short)."
        ),
        (
            "high, by also_held: everything it needs held, but from 2024-01-06 until the period ended (15 days) law held it "
            "back, and no decision was begun."
        ),
    ]


def test_who_stands_at_the_top_is_asked_for_nothing_more(tmp_path: Path) -> None:
    text = account(tmp_path, RISE_AND_FALL + "ladder:\n  - stage: low\n  - {stage: high, climb: {when: x > 5}}\n")
    assert text.endswith("\nThere is no higher stage.\n")
    down = "ladder:\n  - stage: low\n  - {stage: high, climb: {when: x > 5}, descend: {when: x < 5}}\n"
    assert nearest(account(tmp_path, RISE_AND_FALL + down)) == []


@pytest.mark.parametrize("replication", range(12))
def test_every_history_of_the_base_says_it_of_every_stage_it_did_not_reach(replication: int) -> None:
    text = command("run", str(SCENARIOS / "base.yaml"), "--replication", str(replication)).out
    titles = ["Indirect supply", "Defensive weapons, sent directly", "Offensive weapons, sent directly"]
    climbed = max(
        (place for place, title in enumerate(titles) if f"■ Seoul climbs to: {title}" in " ".join(text.split())), default=-1
    )
    told = nearest(text)
    assert [title for title in titles if any(one.startswith(title) for one in told)] == titles[climbed + 1 :]
