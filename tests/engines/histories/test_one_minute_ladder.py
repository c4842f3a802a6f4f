"""The order of things within a minute, with the ladder: looks, rounds, one move a round.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""


def test_at_minute_0_the_actor_may_move_at_the_first_look(play: Play) -> None:
    """1 > 0 at the first look: up, before the timeline of minute 0 sets 0. Down when it has been 0 for 5 days."""
    told = play(MONTH + """
quantities:
  threat: {initial: 1, timeline: [[2023-12-31, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
    descend: {when: threat <= 0, for: 5 days}
""")
    assert told.moves == [(0, "calm", "aid", None), (5 * DAY, "aid", "calm", None)]


def test_an_event_sees_the_stage_before_the_move_of_the_same_round(play: Play) -> None:
    """Day 3: the event is in step 2, the move in step 3: it sees place 0. On day 4 it is 1."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1]]}
  seen: 9
events:
  note: {every: 1 day, first: 3 days, times: 2, set: {seen: stage}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]
    assert told.events == [(3 * DAY, "note", {"seen": 0}), (4 * DAY, "note", {"seen": 1})]


def test_a_move_is_seen_in_the_next_round_of_the_same_minute(play: Play) -> None:
    """Day 3: move in round 1; `stage >= aid` is looked at in round 2; the answer occurs in round 3, and sees 1."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1]]}
  seen: 9
events:
  answer: {when: stage >= aid, set: {seen: stage}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
""")
    assert told.events == [(3 * DAY, "answer", {"seen": 1})]


def test_one_move_a_round_and_the_events_look_between_them(play: Play) -> None:
    """Day 3. Round 1: to aid. Round 2: `passing` is triggered, then the move to arms. Round 3: it sees 2."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1]]}
  seen: 9
events:
  passing: {when: stage == aid, set: {seen: stage}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb: {when: threat > 0}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None), (3 * DAY, "aid", "arms", None)]
    assert told.events == [(3 * DAY, "passing", {"seen": 2})]


def test_an_answer_to_the_first_step_comes_too_late_for_the_second(play: Play) -> None:
    """As above: the veto is triggered in round 2, in which the second step is taken; it occurs in round 3."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1]]}
  law: 0
events:
  veto: {when: stage >= aid, set: {law: 1}}
brakes:
  court: {while: law > 0, blocks: [arms]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb: {when: threat > 0}
""")
    assert told.final == "arms"
    assert told.events == [(3 * DAY, "veto", {"law": 1})]
    assert told.blocked["arms"]["court"] == 0


def test_an_answer_in_the_same_minute_stops_a_step_that_takes_a_minute(play: Play) -> None:
    """The same, but the second decision takes a minute: it has begun in round 2, rests from round 3 to the end."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1]]}
  law: 0
events:
  veto: {when: stage >= aid, set: {law: 1}}
brakes:
  court: {while: law > 0, blocks: [arms]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb: {when: threat > 0, decide: 1 minute}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]
    assert told.blocked["arms"]["court"] == 27 * DAY
    assert told.deciding == 0


def test_the_ladder_is_looked_at_in_every_round(play: Play) -> None:
    """Day 3: `lift` takes the brake off, the look finds it off: up. `restore` in round 2 comes too late."""
    told = play(MONTH + """
quantities: {law: 1}
events:
  lift: {at: 3 days, set: {law: 0}}
  restore: {when: law == 0, set: {law: 1}}
brakes:
  court: {while: law > 0, blocks: [aid]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]
    assert told.events == [(3 * DAY, "lift", {"law": 0}), (3 * DAY, "restore", {"law": 1})]
    assert told.blocked["aid"]["court"] == 3 * DAY
