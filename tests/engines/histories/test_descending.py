"""Descending, and descending against climbing.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""


def test_descending_has_for_and_decide(play: Play) -> None:
    """The threat ends on 4: building 4 to 7, deciding 7 to 9: down on 9. `highest` stays."""
    told = play(MONTH + """
start_stage: aid
quantities:
  threat: {initial: 1, timeline: [[2024-01-04, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
    descend: {when: threat <= 0, for: 3 days, decide: 2 days}
""")
    assert told.moves == [(9 * DAY, "aid", "calm", None)]
    assert (told.climbs, told.descents) == (0, 1)
    assert (told.final, told.highest) == ("calm", "aid")
    assert told.reached == {"calm": 0, "aid": 0}
    assert told.minutes == {"calm": 21 * DAY, "aid": 9 * DAY}
    assert told.deciding == 2 * DAY


def test_without_descend_the_actor_stays(play: Play) -> None:
    """A stage may have `descend`; this one has none: the threat ends on 4 and nothing follows."""
    told = play(MONTH + """
start_stage: aid
quantities:
  threat: {initial: 1, timeline: [[2024-01-04, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
""")
    assert told.moves == []
    assert told.final == "aid"


def test_the_clock_of_descending_starts_on_arrival(play: Play) -> None:
    """Peace holds from the start, the actor arrives at aid on 3: down on 3 + 5 = 8."""
    told = play(MONTH + """
quantities:
  push: {initial: 0, timeline: [[2024-01-03, 1], [2024-01-04, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: push > 0}
    descend: {when: true, for: 5 days}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None), (8 * DAY, "aid", "calm", None)]


def test_a_descent_is_shelved_when_its_condition_breaks(play: Play) -> None:
    """Deciding from 4; the threat is back on 6: shelved. It ends on 10: deciding the whole 5 days: 15."""
    told = play(MONTH + """
start_stage: aid
quantities:
  threat: {initial: 1, timeline: [[2024-01-04, 0], [2024-01-06, 1], [2024-01-10, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
    descend: {when: threat <= 0, decide: 5 days}
""")
    assert told.moves == [(15 * DAY, "aid", "calm", None)]
    assert (told.descents, told.shelved) == (1, 1)
    assert told.deciding == 7 * DAY


def test_descending_has_keep(play: Play) -> None:
    """`when` below 1 from 4, for 3 days; deciding 7 to 12; on 9 the threat is 2: `keep` (below 3) holds: down on 12."""
    told = play(MONTH + """
start_stage: aid
quantities:
  threat: {initial: 5, timeline: [[2024-01-04, 0], [2024-01-09, 2]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 4}
    descend: {when: threat < 1, keep: threat < 3, for: 3 days, decide: 5 days}
""")
    assert told.moves == [(12 * DAY, "aid", "calm", None)]


def test_descending_may_be_refused_and_put_again(play: Play) -> None:
    """Put on 4: no; on 14: no; on 24, with a chance of 1: yes."""
    told = play(MONTH + """
start_stage: aid
quantities:
  threat: {initial: 1, timeline: [[2024-01-04, 0]]}
  will: {initial: 0, timeline: [[2024-01-15, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
    descend: {when: threat <= 0, chance: will, again: 10 days}
""")
    assert told.moves == [(24 * DAY, "aid", "calm", None)]
    assert told.refused == 2


def test_descending_has_no_brakes(play: Play) -> None:
    """A brake on every stage, all the time, holds no descent back: down on 4."""
    told = play(MONTH + """
start_stage: aid
quantities:
  threat: {initial: 1, timeline: [[2024-01-04, 0]]}
  law: 1
brakes:
  court: {while: law > 0, blocks: all}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
    descend: {when: threat <= 0}
""")
    assert told.moves == [(4 * DAY, "aid", "calm", None)]
    assert told.blocked["aid"]["court"] == 0


def test_two_steps_down_in_one_minute(play: Play) -> None:
    """One move a round, and a new round after it: arms to aid to calm, both on 5, no time at aid."""
    told = play(MONTH + """
start_stage: arms
quantities:
  threat: {initial: 1, timeline: [[2024-01-05, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
    descend: {when: threat <= 0}
  - stage: arms
    climb: {when: threat > 0}
    descend: {when: threat <= 0}
""")
    assert told.moves == [(5 * DAY, "arms", "aid", None), (5 * DAY, "aid", "calm", None)]
    assert told.descents == 2
    assert told.minutes == {"calm": 25 * DAY, "aid": 0, "arms": 5 * DAY}


def test_descending_first_when_both_are_due(play: Play) -> None:
    """Both are due on 6: the descent is put first and says yes; the climb is overtaken: shelved."""
    told = play(MONTH + """
start_stage: aid
quantities: {push: 0}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: push > 0}
    descend: {when: true, decide: 6 days}
  - stage: arms
    climb: {when: true, decide: 6 days}
""")
    assert told.moves == [(6 * DAY, "aid", "calm", None)]
    assert (told.climbs, told.descents, told.shelved) == (0, 1, 1)
    assert told.deciding == 6 * DAY


def test_the_climb_is_put_when_the_descent_is_refused(play: Play) -> None:
    """Both are due on 6: the descent says no, then the climb says yes."""
    told = play(MONTH + """
start_stage: aid
quantities: {push: 0}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: push > 0}
    descend: {when: true, decide: 6 days, chance: 0}
  - stage: arms
    climb: {when: true, decide: 6 days}
""")
    assert told.moves == [(6 * DAY, "aid", "arms", None)]
    assert (told.climbs, told.descents, told.shelved, told.refused) == (1, 0, 0, 1)


def test_a_descent_overtakes_a_climb_under_way(play: Play) -> None:
    """Climb: deciding from 0. Descent: deciding 4 to 6, down on 6. Both decided from 4 to 6: those days count once."""
    told = play(MONTH + """
start_stage: aid
quantities:
  push: 0
  peace: {initial: 0, timeline: [[2024-01-04, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: push > 0}
    descend: {when: peace > 0, decide: 2 days}
  - stage: arms
    climb: {when: true, decide: 10 days}
""")
    assert told.moves == [(6 * DAY, "aid", "calm", None)]
    assert told.shelved == 1
    assert told.deciding == 6 * DAY


def test_a_climb_overtakes_a_descent_under_way(play: Play) -> None:
    """Descent: deciding from 4, due on 14. The climb is due on 10: the descent is shelved."""
    told = play(MONTH + """
start_stage: aid
quantities:
  push: 0
  peace: {initial: 0, timeline: [[2024-01-04, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: push > 0}
    descend: {when: peace > 0, decide: 10 days}
  - stage: arms
    climb: {when: true, decide: 10 days}
""")
    assert told.moves == [(10 * DAY, "aid", "arms", None)]
    assert told.shelved == 1
    assert told.deciding == 10 * DAY


def test_a_descent_starts_the_clock_of_the_climb_afresh(play: Play) -> None:
    """Up on 5 (for 5 days), down on 8; the condition for climbing has held throughout: 8 + 5 = 13, and so on.

    At aid peace has held since 0, but its clock starts on arrival: 5 + 3 = 8, 13 + 3 = 16, then 21, 24, 29.
    """
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, for: 5 days}
    descend: {when: true, for: 3 days}
""")
    assert [minute for minute, _, _, _ in told.moves] == [day * DAY for day in (5, 8, 13, 16, 21, 24, 29)]
    assert (told.climbs, told.descents) == (4, 3)
    assert told.reached["aid"] == 5 * DAY
    assert told.minutes == {"calm": 20 * DAY, "aid": 10 * DAY}
