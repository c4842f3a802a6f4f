"""Ways that skip: `from` which lower stage a way leads up, and `to` which lower stage it leads down.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
PERIOD = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""
LEAP = PERIOD + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-05, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 5}
  - stage: arms
    climb: {from: calm, when: threat > 0}
"""


def test_what_is_skipped_is_reached_with_the_move_and_no_day_is_spent_there(play: Play) -> None:
    """From calm to arms on 5, in one climb."""
    told = play(LEAP)
    assert told.moves == [(5 * DAY, "calm", "arms", None)]
    assert told.reached == {"calm": 0, "aid": 5 * DAY, "arms": 5 * DAY}
    assert told.minutes == {"calm": 5 * DAY, "aid": 0, "arms": 25 * DAY}
    assert (told.climbs, told.descents, told.final, told.highest) == (1, 0, "arms", "arms")


def test_nobody_ever_sees_the_actor_at_the_stage_that_is_skipped(play: Play) -> None:
    """`stage == aid` is never true, and `highest >= aid` from 5 on, in which `highest` is 2."""
    told = play(LEAP + """
outcomes: {at_aid: first(stage == aid), been: first(highest >= aid), top: peak(highest), days_at_aid: days(stage == aid)}
events:
  passing: {when: stage == aid}
  beyond: {when: stage > aid}
""")
    assert told.outcomes == {"at_aid": None, "been": 5, "top": 2, "days_at_aid": 0}
    assert told.events == [(5 * DAY, "beyond", {})]


def test_what_had_been_reached_keeps_its_day(play: Play) -> None:
    """Aid on 2, down on 4, over aid to arms on 8."""
    told = play(PERIOD + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-04, 0], [2024-01-08, 2]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat == 1}
    descend: {when: threat == 0}
  - stage: arms
    climb: {from: calm, when: threat == 2}
""")
    assert [move[:3] for move in told.moves] == [
        (2 * DAY, "calm", "aid"),
        (4 * DAY, "aid", "calm"),
        (8 * DAY, "calm", "arms"),
    ]
    assert told.reached == {"calm": 0, "aid": 2 * DAY, "arms": 8 * DAY}
    assert told.minutes == {"calm": 6 * DAY, "aid": 2 * DAY, "arms": 22 * DAY}


def test_two_steps_are_skipped_at_once(play: Play) -> None:
    """All between are reached on 5."""
    told = play(PERIOD + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-05, 1]]}
ladder:
  - stage: calm
  - stage: notice
    climb: {when: threat > 5}
  - stage: aid
    climb: {when: threat > 5}
  - stage: war
    climb: {from: calm, when: threat > 0}
""")
    assert told.moves == [(5 * DAY, "calm", "war", None)]
    assert told.reached == {"calm": 0, "notice": 5 * DAY, "aid": 5 * DAY, "war": 5 * DAY}
    assert told.minutes == {"calm": 5 * DAY, "notice": 0, "aid": 0, "war": 25 * DAY}


def test_a_way_leads_from_its_stage_alone(play: Play) -> None:
    """The actor stands at aid, from which no way leads to arms, and one from below it would."""
    told = play(PERIOD + """
start_stage: aid
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {from: calm, when: true}
""")
    assert told.moves == []


def test_from_the_stage_just_below_is_what_is_meant_without_it(play: Play) -> None:
    told = play(PERIOD + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-05, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {from: calm, when: threat > 0, for: 2 days}
    descend: {to: calm, when: true, for: 3 days}
""")
    assert told.moves[:3] == [
        (7 * DAY, "calm", "aid", None),
        (10 * DAY, "aid", "calm", None),
        (12 * DAY, "calm", "aid", None),
    ]


def test_ways_to_one_stage_from_several(play: Play) -> None:
    """On 3 to aid, from which the step leads to arms on 8. Back at calm on 10, the leap leads there on 12."""
    told = play(PERIOD + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-03, 1], [2024-01-08, 2], [2024-01-10, 0], [2024-01-12, 3]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat == 1}
  - stage: arms
    climb:
      routes:
        leap: {from: calm, when: threat == 3}
        step: {when: threat == 2}
    descend: {to: calm, when: threat == 0}
""")
    assert told.moves == [
        (3 * DAY, "calm", "aid", None),
        (8 * DAY, "aid", "arms", "step"),
        (10 * DAY, "arms", "calm", None),
        (12 * DAY, "calm", "arms", "leap"),
    ]


def test_a_clock_starts_on_arrival_at_the_stage_from_which_the_way_leads(play: Play) -> None:
    """The leap's condition holds from 0 on; the actor is back at calm on 5, and leaps 10 days later."""
    told = play(PERIOD + """
start_stage: aid
quantities:
  calm_again: {initial: 0, timeline: [[2024-01-05, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: calm_again < 0}
    descend: {when: calm_again > 0}
  - stage: arms
    climb: {from: calm, when: true, for: 10 days}
""")
    assert [move[:3] for move in told.moves] == [(5 * DAY, "aid", "calm"), (15 * DAY, "calm", "arms")]


def test_a_step_overtakes_the_leap_that_is_being_decided(play: Play) -> None:
    """The leap would be due on 9. The step on 4 shelves it; from aid the way up is another one: 4 + 12."""
    told = play(PERIOD + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-04, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb:
      routes:
        leap: {from: calm, when: true, decide: 9 days}
        step: {when: true, decide: 12 days}
""")
    assert told.moves == [(4 * DAY, "calm", "aid", None), (16 * DAY, "aid", "arms", "step")]
    assert (told.shelved, told.deciding) == (1, 16 * DAY)


def test_a_brake_on_the_stage_to_which_the_leap_leads_blocks_it(play: Play) -> None:
    """The treaty forbids arms until 6: the leap waits for it, and is charged."""
    told = play(PERIOD + """
quantities:
  law: {initial: 1, timeline: [[2024-01-06, 0]]}
brakes:
  treaty: {while: law > 0, blocks: [arms]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: law < 0}
  - stage: arms
    climb: {from: calm, when: true}
""")
    assert told.moves == [(6 * DAY, "calm", "arms", None)]
    assert told.blocked == {"calm": {"treaty": 0}, "aid": {"treaty": 0}, "arms": {"treaty": 6 * DAY}}


def test_brakes_on_what_is_skipped_do_not_matter(play: Play) -> None:
    """The court forbids aid for ever. Aid waits for it for the 5 days in which it lies ahead; the leap does not."""
    told = play(PERIOD + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-05, 1]]}
brakes:
  court: {while: true, blocks: [aid]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {from: calm, when: threat > 0}
""")
    assert told.moves == [(5 * DAY, "calm", "arms", None)]
    assert told.blocked == {"calm": {"court": 0}, "aid": {"court": 5 * DAY}, "arms": {"court": 0}}


def test_a_leap_that_rests_for_a_brake(play: Play) -> None:
    """Deciding 0 to 3, resting 3 to 8, and 2 of 5 days are left: 10."""
    told = play(PERIOD + """
quantities:
  law: {initial: 0, timeline: [[2024-01-03, 1], [2024-01-08, 0]]}
brakes:
  treaty: {while: law > 0, blocks: [arms]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: law < 0}
  - stage: arms
    climb: {from: calm, when: true, decide: 5 days}
""")
    assert told.moves == [(10 * DAY, "calm", "arms", None)]
    assert (told.deciding, told.blocked["arms"]["treaty"]) == (5 * DAY, 5 * DAY)


def test_to_leads_down_over_two_steps_in_one_descent(play: Play) -> None:
    """Up on 0 to aid and arms, down to calm on 6, and up again as the threat comes back on 9."""
    told = play(PERIOD + """
quantities:
  threat: {initial: 1, timeline: [[2024-01-06, 0], [2024-01-09, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb: {when: threat > 0, for: 2 days}
    descend: {to: calm, when: threat <= 0}
""")
    assert [move[:3] for move in told.moves] == [
        (0, "calm", "aid"),
        (2 * DAY, "aid", "arms"),
        (6 * DAY, "arms", "calm"),
        (9 * DAY, "calm", "aid"),
        (11 * DAY, "aid", "arms"),
    ]
    assert (told.climbs, told.descents) == (4, 1)
    assert told.minutes == {"calm": 3 * DAY, "aid": 4 * DAY, "arms": 23 * DAY}
    assert told.reached == {"calm": 0, "aid": 0, "arms": 2 * DAY}


def test_what_is_skipped_on_the_way_down_is_not_reached_by_it(play: Play) -> None:
    """It had been: the actor began at arms. Nobody sees it at aid."""
    told = play(PERIOD + """
start_stage: arms
ladder:
  - stage: calm
  - stage: aid
    climb: {when: stage < 0}
  - stage: arms
    climb: {when: stage < 0}
    descend: {to: calm, when: true, decide: 4 days}
outcomes: {at_aid: days(stage == aid), low: first(stage == calm), top: final(highest)}
""")
    assert [move[:3] for move in told.moves] == [(4 * DAY, "arms", "calm")]
    assert told.reached == {"calm": 0, "aid": 0, "arms": 0}
    assert told.outcomes == {"at_aid": 0, "low": 4, "top": 2}


def test_another_ladder_skips_as_well(play: Play) -> None:
    """From words to fights on 5, and back on 8."""
    told = play(PERIOD + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-05, 1], [2024-01-08, 0]]}
ladder: [{stage: calm}]
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: threat > 5}
      - stage: fights
        climb: {from: words, when: threat > 0}
        descend: {to: words, when: threat <= 0}
""")
    moscow = told.others["moscow"]
    assert [move[:3] for move in moscow.moves] == [(5 * DAY, "words", "fights"), (8 * DAY, "fights", "words")]
    assert moscow.reached == {"words": 0, "punishes": 5 * DAY, "fights": 5 * DAY}
    assert moscow.minutes == {"words": 27 * DAY, "punishes": 0, "fights": 3 * DAY}
