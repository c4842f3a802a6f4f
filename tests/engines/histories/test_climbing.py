"""Climbing: watching, building, deciding, due.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""


def test_for_then_decide(play: Play) -> None:
    """Both hold from 2; for 3 days: 5; the decision takes 4: up on 9."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days, decide: 4 days}
""")
    assert told.moves == [(9 * DAY, "calm", "aid", None)]
    assert (told.climbs, told.descents, told.shelved, told.refused) == (1, 0, 0, 0)
    assert told.deciding == 4 * DAY
    assert told.minutes == {"calm": 9 * DAY, "aid": 21 * DAY}
    assert told.reached == {"calm": 0, "aid": 9 * DAY}
    assert (told.final, told.highest) == ("aid", "aid")


def test_for_and_decide_are_0_by_default(play: Play) -> None:
    """Without `for` and `decide` the actor moves in the very minute in which `when` turns true."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02 08:00, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
""")
    assert told.moves == [(2 * DAY + 8 * 60, "calm", "aid", None)]
    assert told.deciding == 0


def test_a_condition_true_at_the_start_builds_from_minute_0(play: Play) -> None:
    """For 3 days from the start, then 1 day of deciding: day 4."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, for: 3 days, decide: 1 day}
""")
    assert told.moves == [(4 * DAY, "calm", "aid", None)]


def test_for_and_decide_may_be_expressions(play: Play) -> None:
    """For 2 * 1.5 = 3 days, then lognormal(4, 0) = 4 days: day 7. With patience = 2: 4 + 4 = 8."""
    text = MONTH + """
parameters: {patience: 1.5}
ladder:
  - stage: calm
  - stage: aid
    climb:
      when: true
      for: 2 * patience
      decide: lognormal(4, 0)
"""
    assert play(text).moves == [(7 * DAY, "calm", "aid", None)]
    assert play(text, patience=2).moves == [(8 * DAY, "calm", "aid", None)]


def test_a_threshold_is_a_parameter(play: Play) -> None:
    """3 on day 2, 5 on day 4: `>= 4` from day 4, with 3 from day 2, with 6 never."""
    text = MONTH + """
parameters: {threshold: 4}
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 3], [2024-01-04, 5]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat >= threshold}
"""
    assert play(text).moves == [(4 * DAY, "calm", "aid", None)]
    assert play(text, threshold=3).moves == [(2 * DAY, "calm", "aid", None)]
    assert play(text, threshold=6).moves == []


def test_a_condition_that_breaks_one_minute_early(play: Play) -> None:
    """Building from 2 for 3 days, would be over on 5; broken at 23:59 on day 4, mended on 5: over on 8."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-04 23:59, 0], [2024-01-05, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days}
""")
    assert told.moves == [(8 * DAY, "calm", "aid", None)]


def test_a_condition_that_breaks_in_the_very_minute_in_which_for_ends(play: Play) -> None:
    """Step 2 of day 5 breaks it before step 3 looks: `keep` (the same condition) is false, no decision begins."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-05, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days}
""")
    assert told.moves == []
    assert (told.climbs, told.shelved) == (0, 0)


def test_a_condition_that_breaks_one_minute_late(play: Play) -> None:
    """`for` is over on day 5, and the decision takes no time: what breaks at 00:01 comes too late."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-05 00:01, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days}
""")
    assert told.moves == [(5 * DAY, "calm", "aid", None)]


def test_what_breaks_and_mends_between_two_looks_has_not_broken(play: Play) -> None:
    """On day 4 down and up in one step, no look between: the clock runs on from 2: day 5."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  down: {at: 4 days, set: {threat: 0}}
  up: {at: 4 days, set: {threat: 1}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days}
""")
    assert told.moves == [(5 * DAY, "calm", "aid", None)]


def test_what_breaks_and_mends_in_two_rounds_has_broken(play: Play) -> None:
    """On day 4 it is looked at while down; it comes up in the next round: the clock starts again on 4: day 7."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  echo: 0
events:
  down: {at: 4 days, set: {threat: 0, echo: 1}}
  up: {when: echo > 0, set: {threat: 1}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days}
""")
    assert told.moves == [(7 * DAY, "calm", "aid", None)]


def test_the_clock_starts_on_arrival_at_the_stage_below(play: Play) -> None:
    """Arms: the condition holds from 0, the actor arrives at aid on 3: 3 + 5 = 8."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, for: 3 days}
  - stage: arms
    climb: {when: true, for: 5 days}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None), (8 * DAY, "aid", "arms", None)]


def test_the_clock_starts_when_both_hold_if_that_is_later(play: Play) -> None:
    """Arms: the actor arrives at aid on 3, the condition holds from 6: 6 + 5 = 11."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-06, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, for: 3 days}
  - stage: arms
    climb: {when: threat > 0, for: 5 days}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None), (11 * DAY, "aid", "arms", None)]


def test_two_steps_in_one_minute(play: Play) -> None:
    """One move a round, but a new round of the same minute follows: both steps on day 3, no time at aid."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb: {when: threat > 0}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None), (3 * DAY, "aid", "arms", None)]
    assert told.climbs == 2
    assert told.minutes == {"calm": 3 * DAY, "aid": 0, "arms": 27 * DAY}
    assert told.reached == {"calm": 0, "aid": 3 * DAY, "arms": 3 * DAY}


def test_one_step_at_a_time(play: Play) -> None:
    """The condition for arms holds from the start, that for aid never: no step is left out."""
    told = play(MONTH + """
quantities: {threat: 0}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb: {when: true}
""")
    assert told.moves == []
    assert (told.final, told.highest) == ("calm", "calm")
    assert told.reached == {"calm": 0, "aid": None, "arms": None}
    assert told.minutes == {"calm": 30 * DAY, "aid": 0, "arms": 0}


def test_start_stage(play: Play) -> None:
    """The clock for arms starts at 0. The stages up to the start stage are reached on day 0, without a move."""
    told = play(MONTH + """
start_stage: aid
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {when: true, for: 5 days}
""")
    assert told.moves == [(5 * DAY, "aid", "arms", None)]
    assert told.climbs == 1
    assert told.reached == {"calm": 0, "aid": 0, "arms": 5 * DAY}
    assert told.minutes == {"calm": 0, "aid": 5 * DAY, "arms": 25 * DAY}


def test_decide_reads_the_state_at_which_the_decision_begins(play: Play) -> None:
    """For is over on 3, when care is 4: up on 7. That care was 9 before and is 1 from day 5 changes nothing."""
    told = play(MONTH + """
quantities:
  care: {initial: 9, timeline: [[2024-01-03, 4], [2024-01-05, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, for: 3 days, decide: care}
""")
    assert told.moves == [(7 * DAY, "calm", "aid", None)]


def test_a_decision_under_way_at_the_end_is_neither_carried_out_nor_shelved(play: Play) -> None:
    """Deciding from 10, due on 30, when the run has stopped: 20 days of deciding, no move."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, for: 10 days, decide: 20 days}
""")
    assert told.moves == []
    assert (told.climbs, told.shelved, told.refused) == (0, 0, 0)
    assert told.deciding == 20 * DAY
