"""What a brake is charged for: the minutes in which the stage ahead is blocked, in all and alone.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from escalation_sim.engines.history import Step
from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
brakes:
  court: {while: law > 0, blocks: [aid]}
  street: {while: anger > 0, blocks: [aid]}
"""


def test_overlapping_brakes_are_charged_in_all_and_alone(play: Play) -> None:
    """Court 0 to 10, street 4 to 16; off on 16. Court: 10, alone 0 to 4. Street: 12, alone 10 to 16."""
    told = play(MONTH + """
quantities:
  law: {initial: 1, timeline: [[2024-01-10, 0]]}
  anger: {initial: 0, timeline: [[2024-01-04, 1], [2024-01-16, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
""")
    assert told.moves == [(16 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"] == {"court": 10 * DAY, "street": 12 * DAY}
    assert told.blocked_alone["aid"] == {"court": 4 * DAY, "street": 6 * DAY}


def test_overlapping_brakes_during_a_decision(play: Play) -> None:
    """Deciding 0 to 3; court 3 to 9, street 6 to 12; 7 of 10 days are left: 19. Together from 6 to 9."""
    told = play(MONTH + """
quantities:
  law: {initial: 0, timeline: [[2024-01-03, 1], [2024-01-09, 0]]}
  anger: {initial: 0, timeline: [[2024-01-06, 1], [2024-01-12, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 10 days}
""")
    assert told.moves == [(19 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"] == {"court": 6 * DAY, "street": 6 * DAY}
    assert told.blocked_alone["aid"] == {"court": 3 * DAY, "street": 3 * DAY}


def test_a_brake_is_not_charged_while_watching_or_building(play: Play) -> None:
    """On all the time. Watching 0 to 2, building 2 to 5, blocked only from 5 to the end: 25 days."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: 1
  anger: 0
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days}
""")
    assert told.moves == []
    assert told.blocked["aid"] == {"court": 25 * DAY, "street": 0}
    assert told.blocked_alone["aid"] == {"court": 25 * DAY, "street": 0}


def test_a_brake_is_charged_to_the_stage_ahead_alone(play: Play) -> None:
    """The treaty blocks aid and arms. Aid waits until 6. Ahead is arms from then on, waiting until 15."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  law: {initial: 1, timeline: [[2024-01-06, 0], [2024-01-08, 1], [2024-01-15, 0]]}
brakes:
  treaty: {while: law > 0, blocks: [aid, arms]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {when: true, for: 4 days}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", None), (15 * DAY, "aid", "arms", None)]
    # Arms: building 6 to 10, blocked 10 to 15.
    assert told.blocked["aid"]["treaty"] == 6 * DAY
    assert told.blocked["arms"]["treaty"] == 5 * DAY


def test_no_charge_while_another_way_is_deciding(play: Play) -> None:
    """Slow is blocked from 0; quick, which ignores the court, is deciding 5 to 11: charged 0 to 5 only."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-05, 1]]}
  law: 1
  anger: 0
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        slow: {when: true}
        quick: {when: threat > 0, decide: 6 days, ignores: [court]}
""")
    assert told.moves == [(11 * DAY, "calm", "aid", "quick")]
    assert told.blocked["aid"] == {"court": 5 * DAY, "street": 0}
    assert told.deciding == 6 * DAY


def test_charged_again_when_the_other_way_is_shelved(play: Play) -> None:
    """Slow is blocked all the time, quick is deciding 5 to 9, then shelved: charged 0 to 5 and 9 to 30."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-05, 1], [2024-01-09, 0]]}
  law: 1
  anger: 0
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        slow: {when: true}
        quick: {when: threat > 0, decide: 6 days, ignores: [court]}
""")
    assert told.moves == []
    assert told.blocked["aid"]["court"] == 26 * DAY
    assert told.shelved == 1


def test_charged_while_another_way_is_building(play: Play) -> None:
    """Blocked comes before building: the slow way is blocked 0 to 12, the quick one builds all that time, up on 12."""
    told = play(MONTH + """
quantities: {law: 1, anger: 0}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        slow: {when: true}
        quick: {when: true, for: 12 days, ignores: all}
""")
    assert told.moves == [(12 * DAY, "calm", "aid", "quick")]
    assert told.blocked["aid"]["court"] == 12 * DAY


def test_every_brake_that_blocks_one_of_the_blocked_ways_is_charged(play: Play) -> None:
    """One way is held by the court alone, the other by the street alone: both are charged, to day 9, neither alone."""
    told = play(MONTH + """
quantities:
  law: {initial: 1, timeline: [[2024-01-09, 0]]}
  anger: 1
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        lawful: {when: true, ignores: [street]}
        popular: {when: true, ignores: [court]}
""")
    assert told.moves == [(9 * DAY, "calm", "aid", "lawful")]
    assert told.blocked["aid"] == {"court": 9 * DAY, "street": 9 * DAY}
    assert told.blocked_alone["aid"] == {"court": 0, "street": 0}


def test_a_brake_on_a_way_that_is_not_blocked_by_it_is_not_charged(play: Play) -> None:
    """The lawful way ignores the street; the popular one does not, but is watching: the street is not charged."""
    told = play(MONTH + """
quantities: {law: 1, anger: 1, threat: 0}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        lawful: {when: true, ignores: [street]}
        popular: {when: threat > 0, ignores: [court]}
""")
    assert told.blocked["aid"] == {"court": 30 * DAY, "street": 0}
    assert told.blocked_alone["aid"] == {"court": 30 * DAY, "street": 0}


def test_a_brake_that_is_on_for_part_of_a_minute_is_not_charged(play: Play) -> None:
    """On in round 1 of day 4, off in round 2: no minute passes in phase blocked; due on 6 as ever."""
    told = play(MONTH + """
quantities: {law: 0, anger: 0}
events:
  ban: {at: 4 days, set: {law: 1}}
  lift: {when: law == 1, set: {law: 0}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 6 days}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"]["court"] == 0
    assert told.deciding == 6 * DAY


def test_stretches_of_a_brake_are_added_up_in_what_is_told_of_a_move(play: Play) -> None:
    """Deciding 2 to 4 and 7 to 10. Court 4 to 7 and 10 to 15, street 5 to 6 and 12 to 18; 5 of 10 days are left: 23."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  law: {initial: 0, timeline: [[2024-01-04, 1], [2024-01-07, 0], [2024-01-10, 1], [2024-01-15, 0]]}
  anger: {initial: 0, timeline: [[2024-01-05, 1], [2024-01-06, 0], [2024-01-12, 1], [2024-01-18, 0]]}
  noise: {initial: 0, timeline: [[2024-01-11, 1], [2024-01-13, 2], [2024-01-14, 3]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 10 days}
""")
    assert told.moves == [(23 * DAY, "calm", "aid", None)]
    assert told.history.trace is not None
    (step,) = (one for one in told.history.trace.happenings if isinstance(one, Step) and one.kind == "moved")
    assert step.dossier.held_back == {"court": 8 * DAY, "street": 7 * DAY}
