"""Brakes keep a decision from beginning, or make one under way rest.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
brakes:
  court: {while: law > 0, blocks: [aid]}
"""


def test_a_brake_before_a_decision_begins(play: Play) -> None:
    """Building 2 to 5 in spite of the brake; blocked 5 to 8; deciding 8 to 12."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: {initial: 1, timeline: [[2024-01-08, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days, decide: 4 days}
""")
    assert told.moves == [(12 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"]["court"] == 3 * DAY
    assert told.deciding == 4 * DAY


def test_a_brake_that_comes_on_during_a_decision_and_goes_again(play: Play) -> None:
    """Deciding 2 to 5 (3 of 10 days), rests 5 to 9, needs 7 more: due on 16."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: {initial: 0, timeline: [[2024-01-05, 1], [2024-01-09, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 10 days}
""")
    assert told.moves == [(16 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"]["court"] == 4 * DAY
    assert told.deciding == 10 * DAY
    assert told.shelved == 0


def test_a_decision_may_rest_twice(play: Play) -> None:
    """Deciding 2 to 4, rests to 7, deciding 7 to 10, rests to 15; 10 - 2 - 3 = 5 days are left: 20."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: {initial: 0, timeline: [[2024-01-04, 1], [2024-01-07, 0], [2024-01-10, 1], [2024-01-15, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 10 days}
""")
    assert told.moves == [(20 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"]["court"] == 8 * DAY
    assert told.deciding == 10 * DAY


def test_a_brake_that_comes_on_in_the_very_minute_the_decision_falls_due(play: Play) -> None:
    """Due on 6; step 2 of day 6 puts the brake on, so at the look it is blocked. Off on 9: no time is left: up on 9."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: {initial: 0, timeline: [[2024-01-06, 1], [2024-01-09, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 4 days}
""")
    assert told.moves == [(9 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"]["court"] == 3 * DAY
    assert told.deciding == 4 * DAY


def test_a_brake_that_comes_on_one_minute_late(play: Play) -> None:
    """Up on day 6; the brake of 00:01 holds nothing back, and a brake does not undo a step."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: {initial: 0, timeline: [[2024-01-06 00:01, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 4 days}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"]["court"] == 0


def test_a_brake_that_goes_in_the_very_minute_in_which_for_ends(play: Play) -> None:
    """Building 2 to 5; the brake goes in step 2 of day 5: never blocked, deciding 5 to 9."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: {initial: 1, timeline: [[2024-01-05, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days, decide: 4 days}
""")
    assert told.moves == [(9 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"]["court"] == 0


def test_a_brake_that_comes_on_in_the_very_minute_in_which_for_ends(play: Play) -> None:
    """Building 2 to 5; the brake comes on in step 2 of day 5: blocked 5 to 6, then deciding 6 to 10."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: {initial: 0, timeline: [[2024-01-05, 1], [2024-01-06, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days, decide: 4 days}
""")
    assert told.moves == [(10 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"]["court"] == DAY


def test_a_decision_without_length_waits_for_the_brake(play: Play) -> None:
    """A decision that takes no time does not begin under a brake: up in the minute in which it goes, 12."""
    told = play(MONTH + """
quantities:
  law: {initial: 1, timeline: [[2024-01-12, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
""")
    assert told.moves == [(12 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"]["court"] == 12 * DAY


def test_a_brake_that_is_on_and_off_between_two_looks(play: Play) -> None:
    """On and off in one step of day 6, the minute the decision is due: no look sees it: up on 6."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: 0
events:
  ban: {at: 6 days, set: {law: 1}}
  lift: {at: 6 days, set: {law: 0}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 4 days}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", None)]


def test_the_length_is_drawn_when_the_decision_begins_not_when_it_is_blocked(play: Play) -> None:
    """Blocked from 2; begins on 8, when care is 4: due on 12. (It was 9 on day 2.)"""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: {initial: 1, timeline: [[2024-01-08, 0]]}
  care: {initial: 9, timeline: [[2024-01-07, 4]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: care}
""")
    assert told.moves == [(12 * DAY, "calm", "aid", None)]


def test_a_resting_decision_keeps_the_time_it_still_needs(play: Play) -> None:
    """Begun on 2 with 6 days; 2 done by 4; care becomes 20 while it rests; 4 days are left from 9: 13."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: {initial: 0, timeline: [[2024-01-04, 1], [2024-01-09, 0]]}
  care: {initial: 6, timeline: [[2024-01-05, 20]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: care}
""")
    assert told.moves == [(13 * DAY, "calm", "aid", None)]


def test_keep_breaks_while_blocked_with_a_decision_begun(play: Play) -> None:
    """Deciding 2 to 5, resting; `keep` breaks on 7: shelved. All over again from 10: the whole 6 days: 16."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-07, 0], [2024-01-10, 1]]}
  law: {initial: 0, timeline: [[2024-01-05, 1], [2024-01-08, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 6 days}
""")
    assert told.moves == [(16 * DAY, "calm", "aid", None)]
    assert told.shelved == 1
    assert told.blocked["aid"]["court"] == 2 * DAY
    assert told.deciding == 9 * DAY


def test_keep_breaks_while_blocked_with_no_decision_begun(play: Play) -> None:
    """Blocked 2 to 7 without a decision: nothing to shelve. From 10: up on 16."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-07, 0], [2024-01-10, 1]]}
  law: {initial: 1, timeline: [[2024-01-08, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 6 days}
""")
    assert told.moves == [(16 * DAY, "calm", "aid", None)]
    assert told.shelved == 0
    assert told.blocked["aid"]["court"] == 5 * DAY


def test_when_breaks_while_blocked_but_keep_holds(play: Play) -> None:
    """`for` is over on 5: blocked. `when` is false from 6, `keep` alone matters: deciding 8 to 12."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 10], [2024-01-06, 4]]}
  law: {initial: 1, timeline: [[2024-01-08, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 5, keep: threat > 3, for: 3 days, decide: 4 days}
""")
    assert told.moves == [(12 * DAY, "calm", "aid", None)]


def test_a_decision_that_began_in_one_round_is_a_decision_begun(play: Play) -> None:
    """Day 4: the brake is off for one look: a decision begins. Back on, it rests; on 6 `keep` breaks: shelved."""
    told = play(MONTH + """
quantities:
  threat: {initial: 1, timeline: [[2024-01-06, 0]]}
  law: 1
events:
  lift: {at: 4 days, set: {law: 0}}
  restore: {when: law == 0, set: {law: 1}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 3 days}
""")
    assert told.moves == []
    assert told.shelved == 1
    assert told.deciding == 0
    assert told.blocked["aid"]["court"] == 6 * DAY
