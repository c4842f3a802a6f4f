"""A decision may be "no": `chance`, `again`, and ways that are closed.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
`chance` is 0 or 1 throughout: 0 never says yes, 1 always does.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""


def test_without_again_a_refused_way_stays_closed(play: Play) -> None:
    """Deciding 0 to 3, refused; `keep` never breaks: closed to the end, though the chance is 1 from 4."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-04, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 3 days, chance: will}
""")
    assert told.moves == []
    assert (told.climbs, told.shelved, told.refused) == (0, 0, 1)
    assert told.deciding == 3 * DAY


def test_chance_0_with_again_is_put_again_and_again(play: Play) -> None:
    """Decisions without length, refused on 0, 10 and 20; the next would be on 30, when the run stops."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, chance: 0, again: 10 days}
""")
    assert told.moves == []
    assert told.refused == 3


def test_chance_1_always_says_yes(play: Play) -> None:
    """Deciding 0 to 3, yes: as without `chance`."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 3 days, chance: 1, again: 10 days}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]
    assert told.refused == 0


def test_the_chance_is_that_of_the_minute_in_which_the_decision_is_put(play: Play) -> None:
    """The chance is 0 when the decision begins on 0, and 1 when it is put on 3: yes."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-02, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 3 days, chance: will}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]


def test_after_again_the_way_builds_afresh(play: Play) -> None:
    """Building 0 to 3, deciding 3 to 5, no; closed 5 to 15; building 15 to 18, deciding 18 to 20, yes."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-12, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, for: 3 days, decide: 2 days, chance: will, again: 10 days}
""")
    assert told.moves == [(20 * DAY, "calm", "aid", None)]
    assert (told.climbs, told.shelved, told.refused) == (1, 0, 1)
    assert told.deciding == 4 * DAY


def test_again_may_use_parameters(play: Play) -> None:
    """Refused on 2 and put again 2 * pause later plus the 2 days it takes: 2 + 6 + 2 = 10; with pause = 5, 14."""
    text = MONTH + """
parameters: {pause: 3}
quantities:
  will: {initial: 0, timeline: [[2024-01-03, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 2 days, chance: will, again: 2 * pause}
"""
    assert play(text).moves == [(10 * DAY, "calm", "aid", None)]
    assert play(text, pause=5).moves == [(14 * DAY, "calm", "aid", None)]


def test_after_again_both_conditions_are_needed(play: Play) -> None:
    """Refused on 5, open on 15: `keep` holds, `when` does not (4): watching. 10 on 17: 17 + 3 + 2 = 22."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-12, 1]]}
  threat: {initial: 10, timeline: [[2024-01-10, 4], [2024-01-17, 10]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 5, keep: threat > 3, for: 3 days, decide: 2 days, chance: will, again: 10 days}
""")
    assert told.moves == [(22 * DAY, "calm", "aid", None)]


def test_a_break_of_keep_does_not_shorten_again(play: Play) -> None:
    """Refused on 5, closed until 15 whatever happens on 7 and 8: building from 15, not from 8: 15 + 3 + 2 = 20."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-06, 1]]}
  threat: {initial: 1, timeline: [[2024-01-07, 0], [2024-01-08, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, for: 3 days, decide: 2 days, chance: will, again: 10 days}
""")
    assert told.moves == [(20 * DAY, "calm", "aid", None)]
    assert told.shelved == 0


def test_again_looks_at_the_state_after_step_2_of_its_minute(play: Play) -> None:
    """Refused on 2, looked at afresh on 12, the very minute in which it breaks. True again on 14: up on 16."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-03, 1]]}
  threat: {initial: 1, timeline: [[2024-01-12, 0], [2024-01-14, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 2 days, chance: will, again: 10 days}
""")
    assert told.moves == [(16 * DAY, "calm", "aid", None)]
    assert told.shelved == 0


def test_without_again_closed_until_keep_has_broken(play: Play) -> None:
    """Refused on 2. 4 on 5 and 10 on 7: `when` broke, `keep` did not: closed. 0 on 9: open. 10 on 12: up on 14."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-03, 1]]}
  threat: {initial: 10, timeline: [[2024-01-05, 4], [2024-01-07, 10], [2024-01-09, 0], [2024-01-12, 10]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 5, keep: threat > 3, decide: 2 days, chance: will}
""")
    assert told.moves == [(14 * DAY, "calm", "aid", None)]
    assert (told.shelved, told.refused) == (0, 1)


def test_without_again_a_break_between_two_looks_does_not_open_it(play: Play) -> None:
    """Refused on 2; down and up in one step of day 6: `keep` has not broken, the way stays closed."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-03, 1]]}
  threat: 1
events:
  down: {at: 6 days, set: {threat: 0}}
  up: {at: 6 days, set: {threat: 1}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 2 days, chance: will}
""")
    assert told.moves == []
    assert told.refused == 1


def test_again_that_rounds_to_nothing_counts_as_one_minute(play: Play) -> None:
    """Put on day 2 at 00:00, 00:01 and 00:02, refused each time; at 00:03 the chance is 1: yes."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  will: {initial: 0, timeline: [[2024-01-02 00:03, 1]]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, chance: will, again: 0.0001}
""")
    assert told.moves == [(2 * DAY + 3, "calm", "aid", None)]
    assert told.refused == 3


def test_a_closed_way_counts_as_watching(play: Play) -> None:
    """Refused on 2, closed to 12. The brake of day 5 is charged only from 12, when the way is open and blocked: 18."""
    told = play(MONTH + """
quantities:
  law: {initial: 0, timeline: [[2024-01-05, 1]]}
brakes:
  court: {while: law > 0, blocks: [aid]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 2 days, chance: 0, again: 10 days}
""")
    assert told.moves == []
    assert told.blocked["aid"]["court"] == 18 * DAY
    assert told.refused == 1


def test_a_refusal_leaves_the_other_ways_alone(play: Play) -> None:
    """The doubtful way is refused on 6 and closed; the slow one, begun on 0, is due on 9 as ever."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        doubtful: {when: true, decide: 6 days, chance: 0}
        slow: {when: true, decide: 9 days}
""")
    assert told.moves == [(9 * DAY, "calm", "aid", "slow")]
    assert (told.shelved, told.refused) == (0, 1)
    assert told.deciding == 9 * DAY


def test_a_move_opens_closed_ways(play: Play) -> None:
    """Proud: refused on 2, closed. Up by the quick way on 5, down on 8: proud is open, deciding 8 to 10, yes."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-03, 1]]}
  threat: {initial: 0, timeline: [[2024-01-05, 1], [2024-01-06, 0]]}
  retreat: {initial: 0, timeline: [[2024-01-08, 1], [2024-01-09, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        proud: {when: true, decide: 2 days, chance: will}
        quick: {when: threat > 0}
    descend: {when: retreat > 0}
""")
    assert told.moves == [
        (5 * DAY, "calm", "aid", "quick"),
        (8 * DAY, "aid", "calm", None),
        (10 * DAY, "calm", "aid", "proud"),
    ]
    assert (told.shelved, told.refused) == (0, 1)


def test_a_move_opens_a_way_closed_for_again(play: Play) -> None:
    """The same with `again: 25 days`: the move does not wait for it."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-03, 1]]}
  threat: {initial: 0, timeline: [[2024-01-05, 1], [2024-01-06, 0]]}
  retreat: {initial: 0, timeline: [[2024-01-08, 1], [2024-01-09, 0]]}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        proud: {when: true, decide: 2 days, chance: will, again: 25 days}
        quick: {when: threat > 0}
    descend: {when: retreat > 0}
""")
    assert told.moves[-1] == (10 * DAY, "calm", "aid", "proud")
