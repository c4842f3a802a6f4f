"""Several ways to the same step, and decisions that are overtaken.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""


def test_each_way_has_its_own_clock(play: Play) -> None:
    """Slow: building 0 to 9. Quick: building from 5 for 2 days: up on 7 by the quick way."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-05, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        slow: {when: true, for: 9 days}
        quick: {when: threat > 0, for: 2 days}
""")
    assert told.moves == [(7 * DAY, "calm", "aid", "quick")]
    assert told.shelved == 0  # the slow way was only building: no decision begun


def test_a_decision_overtaken_counts_as_shelved(play: Play) -> None:
    """Slow: deciding from 0, due on 9. Quick: deciding 5 to 7. The move on 7 overtakes the slow decision."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-05, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        slow: {when: true, decide: 9 days}
        quick: {when: threat > 0, decide: 2 days}
""")
    assert told.moves == [(7 * DAY, "calm", "aid", "quick")]
    assert (told.climbs, told.shelved, told.refused) == (1, 1, 0)
    assert told.deciding == 7 * DAY  # days on which both decide count once


def test_a_resting_decision_overtaken_counts_as_shelved(play: Play) -> None:
    """Slow: begun on 0, resting from 3. Quick ignores the brake: up on 7. The resting decision is shelved."""
    told = play(MONTH + """
quantities:
  law: {initial: 0, timeline: [[2024-01-03, 1]]}
brakes:
  court: {while: law > 0, blocks: [aid]}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        slow: {when: true, decide: 9 days}
        quick: {when: true, for: 7 days, ignores: all}
""")
    assert told.moves == [(7 * DAY, "calm", "aid", "quick")]
    assert told.shelved == 1
    assert told.blocked["aid"]["court"] == 4 * DAY
    assert told.deciding == 3 * DAY


def test_a_blocked_way_without_a_decision_is_not_overtaken(play: Play) -> None:
    """Slow: blocked from 0, its decision has not begun. The quick move on 7 shelves nothing."""
    told = play(MONTH + """
quantities: {law: 1}
brakes:
  court: {while: law > 0, blocks: [aid]}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        slow: {when: true, decide: 9 days}
        quick: {when: true, for: 7 days, ignores: all}
""")
    assert told.moves == [(7 * DAY, "calm", "aid", "quick")]
    assert told.shelved == 0


def test_two_ways_due_at_once_are_put_as_written(play: Play) -> None:
    """Both due on 6, the second one begun earlier: the first as written says yes; the other is overtaken."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        late: {when: true, for: 4 days, decide: 2 days}
        early: {when: true, decide: 6 days}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", "late")]
    assert (told.shelved, told.refused) == (1, 0)


def test_two_ways_due_at_once_in_the_other_order(play: Play) -> None:
    """The order of routes is part of their meaning: written first, the early way is the one that is taken."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        early: {when: true, decide: 6 days}
        late: {when: true, for: 4 days, decide: 2 days}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", "early")]


def test_two_ways_that_begin_and_are_due_in_one_look(play: Play) -> None:
    """Phases first: both decisions begin on 4, due in the same step. One says yes; two was begun: shelved."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-04, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        one: {when: threat > 0}
        two: {when: threat > 0}
""")
    assert told.moves == [(4 * DAY, "calm", "aid", "one")]
    assert (told.climbs, told.shelved) == (1, 1)
    assert told.deciding == 0


def test_the_first_refuses_the_second_says_yes(play: Play) -> None:
    """Both due on 6; they are put one after the other until one says yes: no, then yes, in the same minute."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        doubtful: {when: true, decide: 6 days, chance: 0}
        certain: {when: true, decide: 6 days, chance: 1}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", "certain")]
    assert (told.climbs, told.shelved, told.refused) == (1, 0, 1)


def test_what_is_overtaken_draws_no_chance(play: Play) -> None:
    """Both due on 6; the first says yes. The chance of the second would be 2 then, an error, but it is not put."""
    told = play(MONTH + """
quantities:
  will: {initial: 1, timeline: [[2024-01-05, 2]]}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        certain: {when: true, decide: 6 days}
        other: {when: true, decide: 6 days, chance: will}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", "certain")]
    assert (told.shelved, told.refused) == (1, 0)


def test_a_move_starts_all_clocks_afresh(play: Play) -> None:
    """Up on 4 by `quick`, down on 6. `slow` had built for 4 days; back at calm it builds anew from 6: 6 + 5 = 11."""
    told = play(MONTH + """
quantities:
  threat: {initial: 1, timeline: [[2024-01-05, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        slow: {when: threat >= 0, for: 5 days}
        quick: {when: threat > 0, for: 4 days}
    descend: {when: threat == 0, for: 1 day}
""")
    assert told.moves[:3] == [
        (4 * DAY, "calm", "aid", "quick"),
        (6 * DAY, "aid", "calm", None),
        (11 * DAY, "calm", "aid", "slow"),
    ]
