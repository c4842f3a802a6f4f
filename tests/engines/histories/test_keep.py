"""`when` against `keep`, and decisions that are shelved.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""


def test_building_needs_both_when_and_keep(play: Play) -> None:
    """`when` holds from 2, `keep` from 4: the clock starts when both have come to hold: 4 + 3 = 7."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  money: {initial: 0, timeline: [[2024-01-04, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, keep: money > 0, for: 3 days}
""")
    assert told.moves == [(7 * DAY, "calm", "aid", None)]


def test_keep_alone_begins_nothing(play: Play) -> None:
    """`keep` holds all the time, `when` never: watching."""
    told = play(MONTH + """
quantities: {threat: 4}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 5, keep: threat > 3, decide: 1 day}
""")
    assert told.moves == []
    assert told.deciding == 0


def test_when_that_breaks_while_building_starts_the_clock_again(play: Play) -> None:
    """10 from 2 (both), 4 on 4 (`keep` alone: watching), 10 on 6 (both): 6 + 3 = 9."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 10], [2024-01-04, 4], [2024-01-06, 10]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 5, keep: threat > 3, for: 3 days}
""")
    assert told.moves == [(9 * DAY, "calm", "aid", None)]


def test_keep_that_breaks_while_building_starts_the_clock_again(play: Play) -> None:
    """`when` holds from 2 on. `keep` is broken from 3 to 4: 4 + 3 = 7. Nothing was under way: nothing is shelved."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  money: {initial: 1, timeline: [[2024-01-03, 0], [2024-01-04, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, keep: money > 0, for: 3 days}
""")
    assert told.moves == [(7 * DAY, "calm", "aid", None)]
    assert told.shelved == 0


def test_once_for_is_over_keep_alone_matters(play: Play) -> None:
    """Building 2 to 5, deciding 5 to 9. From 7 `when` is false, `keep` true: up on 9."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 10], [2024-01-07, 4]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 5, keep: threat > 3, for: 3 days, decide: 4 days}
""")
    assert told.moves == [(9 * DAY, "calm", "aid", None)]
    assert told.shelved == 0


def test_by_default_keep_is_the_same_as_when(play: Play) -> None:
    """The same without `keep`: `when` breaks on 7, and the decision under way is shelved after 2 days."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 10], [2024-01-07, 4]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 5, for: 3 days, decide: 4 days}
""")
    assert told.moves == []
    assert told.shelved == 1
    assert told.deciding == 2 * DAY


def test_a_shelved_decision_begins_afresh(play: Play) -> None:
    """Building 2 to 5, deciding 5 to 7: shelved. From 10: building to 13, and the whole 4 days again: 17."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-07, 0], [2024-01-10, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days, decide: 4 days}
""")
    assert told.moves == [(17 * DAY, "calm", "aid", None)]
    assert (told.climbs, told.shelved) == (1, 1)
    assert told.deciding == 6 * DAY


def test_after_shelving_keep_alone_does_not_build_again(play: Play) -> None:
    """Deciding from 5; 0 on 7: shelved. 4 on 8: `keep` mends, `when` does not: watching. 10 on 12: 12 + 3 + 4 = 19."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 10], [2024-01-07, 0], [2024-01-08, 4], [2024-01-12, 10]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 5, keep: threat > 3, for: 3 days, decide: 4 days}
""")
    assert told.moves == [(19 * DAY, "calm", "aid", None)]
    assert told.shelved == 1


def test_keep_breaks_though_when_still_holds(play: Play) -> None:
    """Deciding from 2, due on 6; money is out on 4: shelved, though `when` holds. Money from 10: 10 + 4 = 14."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  money: {initial: 1, timeline: [[2024-01-04, 0], [2024-01-10, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, keep: money > 0, decide: 4 days}
""")
    assert told.moves == [(14 * DAY, "calm", "aid", None)]
    assert told.shelved == 1


def test_keep_that_breaks_in_the_very_minute_the_decision_falls_due(play: Play) -> None:
    """Due on 9, broken in step 2 of day 9: phases are brought up to date first, so it is shelved, not carried out."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-09, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days, decide: 4 days}
""")
    assert told.moves == []
    assert told.shelved == 1
    assert told.deciding == 4 * DAY


def test_keep_that_breaks_and_mends_between_two_looks_has_not_broken(play: Play) -> None:
    """Deciding 2 to 6; down and up in one step of day 4: the decision goes on."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  down: {at: 4 days, set: {threat: 0}}
  up: {at: 4 days, set: {threat: 1}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 4 days}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", None)]
    assert told.shelved == 0


def test_keep_that_breaks_and_mends_in_two_rounds_has_broken(play: Play) -> None:
    """Deciding from 2; on day 4 shelved in round 1, begun afresh in round 2: 4 + 4 = 8."""
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
    climb: {when: threat > 0, decide: 4 days}
""")
    assert told.moves == [(8 * DAY, "calm", "aid", None)]
    assert told.shelved == 1
    assert told.deciding == 6 * DAY


def test_shelved_several_times(play: Play) -> None:
    """Deciding 2 to 4 and 6 to 8, shelved both times; deciding from 10: 14."""
    told = play(MONTH + """
quantities:
  threat:
    initial: 0
    timeline: [[2024-01-02, 1], [2024-01-04, 0], [2024-01-06, 1], [2024-01-08, 0], [2024-01-10, 1]]
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 4 days}
""")
    assert told.moves == [(14 * DAY, "calm", "aid", None)]
    assert told.shelved == 2
    assert told.deciding == 8 * DAY
