"""The account of one history: what came to nothing is said, and what ends as the period does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import command
from tests.places import SCENARIOS
from tests.questions.history.accounts import account, dated, missing, points

TOO_LATE = "what is due at that very minute no longer happens"
LADDER = "ladder:\n  - stage: low\n  - {stage: high, climb: {when: x > 50}}\n"


def ladder(climb: str) -> str:
    return f"ladder:\n  - stage: low\n  - stage: high\n    climb: {climb}\n"


@pytest.mark.parametrize(
    ("begins", "climb", "words"),
    [
        ("12", "{when: x > 5, for: 8 days}", f"`x > 5` has held for the 8 days it must just as the period ends: {TOO_LATE}"),
        ("13", "{when: x > 5, for: 8 days}", "`x > 5` has held for 7 days of the 8 days it must"),
        (
            "2024-01-13 00:01",
            "{when: x > 5, for: 8 days}",
            "`x > 5` has held for 7 days, 23 hours, 59 minutes of the 8 days it must",
        ),
        ("12", "{when: x > 5, decide: 8 days}", f"a decision of 8 days comes to its end just as the period does: {TOO_LATE}"),
        ("13", "{when: x > 5, decide: 8 days}", "a decision of 8 days is 7 days old"),
        (
            "12",
            "{when: x > 5, chance: 0, again: 8 days}",
            "a decision was refused; it can be put again from 2024-01-21, just as the period ends",
        ),
        (
            "13",
            "{when: x > 5, chance: 0, again: 8 days}",
            "a decision was refused; it can be put again from 2024-01-22, after the end",
        ),
    ],
)
def test_a_time_that_ends_as_the_period_does_is_said_to(tmp_path: Path, begins: str, climb: str, words: str) -> None:
    text = account(tmp_path, f"events: {{rise: {{at: {begins}, set: {{x: 6}}}}}}\n{ladder(climb)}")
    assert missing(text) == [words]


def test_a_decision_that_rests_says_so_of_each_brake(tmp_path: Path) -> None:
    brakes = "brakes: {law: {while: x > 7, blocks: all}, fear: {while: x > 6, blocks: all}}\n"
    events = "events: {rise: {at: 3, set: {x: 6}}, more: {at: 5, set: {x: 8}}}\n"
    assert missing(account(tmp_path, events + brakes + ladder("{when: x > 5, decide: 8 days}"))) == [
        (
            "everything it needs holds, and law (while `x > 7`) and fear (while `x > 6`) hold it back; a decision of 8 days is 2 "
            "days old, and rests"
        )
    ]


def test_a_decision_that_a_brake_caught_as_it_was_due_does_not_end_with_the_period(tmp_path: Path) -> None:
    rest = "events: {rise: {at: 3, set: {x: 6}}, more: {at: 8, set: {x: 8}}}\nbrakes: {law: {while: x > 7, blocks: all}}\n"
    text = account(tmp_path, rest + ladder("{when: x > 5, decide: 5 days}"))
    assert missing(text) == [
        "everything it needs holds, and law (while `x > 7`) holds it back; a decision of 5 days has all of it done, and rests"
    ]


def test_a_decision_shelved_in_the_minute_in_which_it_was_due_is_not_told_to_be_5_of_5_days_old(tmp_path: Path) -> None:
    events = "events: {rise: {at: 3, set: {x: 6}}, fall: {at: 8, set: {x: 1}}}\n"
    text = dated(account(tmp_path, events + ladder("{when: x > 5, decide: 5 days}")))
    assert text.endswith("high: shelved with all of a decision of 5 days done: its condition no longer holds")


def test_a_condition_whose_parts_are_infinite_is_told(tmp_path: Path) -> None:
    assert missing(account(tmp_path, ladder("{when: -1 / x > 5}"))) == ["`-1 / x > 5` is false (x 0 points)"]


def test_an_event_that_the_end_kept_from_being_set_off(tmp_path: Path) -> None:
    events = (
        "events:\n  rise: {at: 12, set: {x: 6}}\n"
        "  siren: {title: The siren, when: x > 5, for: 8 days}\n"
        "  horn: {when: x > 5, for: 9 days}\n"
        "  bell: {when: x > 5, for: 7 days}\n"
        "  gong: {when: x > 7, for: 1 day}\n"
    )
    assert points(account(tmp_path, events + LADDER), "Not set off, as the period ended:") == [
        f"The siren: `x > 5` has held for the 8 days it must just as the period ends: {TOO_LATE}",
        "horn: `x > 5` has held for 8 days of the 9 days it must",
    ]


@pytest.mark.parametrize(
    ("begins", "words"),
    [
        ("11", "siren: set off, due on 2024-01-20 "),
        ("12", "siren: set off, due on 2024-01-21, just as the period ends "),
        ("13", "siren: set off, due on 2024-01-22, after the end "),
    ],
)
def test_what_is_due_at_the_end_or_after_it_is_said_to_be(tmp_path: Path, begins: str, words: str) -> None:
    events = f"events: {{rise: {{at: {begins}, set: {{x: 6}}}}, siren: {{when: x > 5, after: 8 days}}}}\n"
    assert words in dated(account(tmp_path, events + LADDER)) + " "


FLIP = "  flip: {every: 2 days, set: {x: 6 - x}}\n"


def test_a_trigger_is_told_that_was_lost_while_one_was_on_its_way(tmp_path: Path) -> None:
    events = f"events:\n{FLIP}  siren: {{title: The siren, when: x > 5, after: 9 days, set: {{y: y + 1}}}}\n"
    assert dated(account(tmp_path, events + LADDER)) == (
        "2024-01-03 flip: x 0 → 6 points The siren: set off, due on 2024-01-12 "
        "2024-01-07 flip: x 0 → 6 points The siren: set off again, and lost: one is on its way until 2024-01-12 "
        "2024-01-11 flip: x 0 → 6 points The siren: set off again, and lost: one is on its way until 2024-01-12 "
        "2024-01-12 The siren: y 0 → 1 "
        "2024-01-15 flip: x 0 → 6 points The siren: set off, due on 2024-01-24, after the end "
        "2024-01-19 flip: x 0 → 6 points The siren: set off again, and lost: one is on its way until 2024-01-24, after the end"
    )


def test_a_trigger_is_told_that_comes_too_late_for_until(tmp_path: Path) -> None:
    events = f"events:\n{FLIP}  siren: {{when: x > 5, after: 9 days, until: 2024-01-10, set: {{y: y + 1}}}}\n"
    assert dated(account(tmp_path, events + LADDER)) == (
        "2024-01-03 flip: x 0 → 6 points siren: set off, but it would be due on 2024-01-12, too late for its `until`: it does "
        "not happen"
    )


def test_a_trigger_that_is_lost_changes_nothing_else(tmp_path: Path) -> None:
    """Nothing more is triggered than what comes up, and an event that may come up once is lost once it is on its way."""
    events = f"events:\n{FLIP}  siren: {{when: x > 5, after: 5 days, times: 1}}\n"
    assert dated(account(tmp_path, events + LADDER)) == (
        "2024-01-03 flip: x 0 → 6 points siren: set off, due on 2024-01-08 "
        "2024-01-07 flip: x 0 → 6 points siren: set off again, and lost: one is on its way until 2024-01-08 "
        "2024-01-08 siren"
    )


def test_a_move_in_the_first_minute_is_since_when_it_stands_there(tmp_path: Path) -> None:
    text = account(tmp_path, ladder("{when: x < 5}"))
    assert "The town ends at: high, where it has stood since 2024-01-01 (day 0).\n" in text


def test_no_line_is_longer_than_the_width() -> None:
    base = str(SCENARIOS / "germany_tanks.yaml")
    for replication in range(6):
        text = command("run", base, "--replication", str(replication)).out
        assert max(map(len, text.splitlines())) <= 100
