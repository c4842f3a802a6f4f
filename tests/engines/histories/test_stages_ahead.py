"""Several stages ahead: the order in which decisions are put, and what each stage is charged for.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""

# Put one after the other


def test_first_the_way_down_then_the_lowest_stage_then_routes_as_written(play: Play) -> None:
    """All six are put on 3; the first five are refused for good, one after the other, and the last says yes."""
    text = MONTH + """
start_stage: aid
ladder:
  - stage: calm
  - stage: aid
    climb: {when: stage < 0}
    descend: {when: true, decide: 3 days, chance: DOWN}
  - stage: arms
    climb:
      routes:
        second: {when: true, decide: 3 days, chance: SECOND}
        first: {when: true, decide: 3 days, chance: FIRST}
  - stage: troops
    climb: {from: aid, when: true, decide: 3 days, chance: TROOPS}
  - stage: war
    climb:
      routes:
        step: {when: stage < 0}
        leap: {from: aid, when: true, decide: 3 days, chance: LEAP}
        rush: {from: aid, when: true, decide: 3 days, chance: RUSH}
"""
    order = ["DOWN", "SECOND", "FIRST", "TROOPS", "LEAP", "RUSH"]
    found = [("calm", None), ("arms", "second"), ("arms", "first"), ("troops", None), ("war", "leap"), ("war", "rush")]
    for yes, (target, route) in enumerate(found):
        one = text
        for place, name in enumerate(order):
            one = one.replace(f"chance: {name}}}", f"chance: {int(place >= yes)}}}")
        told = play(one)
        assert told.moves[0] == (3 * DAY, "aid", target, route)
        assert (told.refused, told.shelved) == (yes, len(order) - yes - 1)


def test_of_two_stages_the_lower_one_is_first_also_where_the_leap_is_written_first(play: Play) -> None:
    """Both are due on 0: to aid. From there the leap does not lead."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {from: calm, when: true}
""")
    assert told.moves == [(0, "calm", "aid", None)]
    assert told.shelved == 1


def test_a_decision_that_is_overtaken_draws_no_chance(play: Play) -> None:
    """The chance of the leap would be 2, an error; nobody asks for it."""
    told = play(MONTH + """
quantities: {two: 2}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 3 days}
  - stage: arms
    climb: {from: calm, when: true, decide: 3 days, chance: two}
""")
    assert told.moves == [(3 * DAY, "calm", "aid", None)]


def test_who_is_refused_waits_while_the_next_is_put(play: Play) -> None:
    """On 3 aid is refused, for 2 days, and the leap is not due yet. On 5 aid is taken up again: 8. On 6 comes the leap."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 3 days, chance: 0, again: 2 days}
  - stage: arms
    climb: {from: calm, when: true, decide: 6 days}
""")
    assert told.moves == [(6 * DAY, "calm", "arms", None)]
    assert (told.refused, told.shelved, told.deciding) == (1, 1, 6 * DAY)


# Charged apart


def test_stages_ahead_are_charged_apart(play: Play) -> None:
    """Court on aid 0 to 10, street on both 4 to 8, treaty on arms. To aid on 10; from then on no way leads to arms.

    Aid: court 10, alone 0 to 4 and 8 to 10; street 4. Arms: treaty 10, alone 0 to 4 and 8 to 10; street 4.
    """
    told = play(MONTH + """
quantities:
  law: {initial: 1, timeline: [[2024-01-10, 0]]}
  anger: {initial: 0, timeline: [[2024-01-04, 1], [2024-01-08, 0]]}
brakes:
  court: {while: law > 0, blocks: [aid]}
  street: {while: anger > 0, blocks: [aid, arms]}
  treaty: {while: true, blocks: [arms]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {from: calm, when: true}
""")
    assert told.moves == [(10 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"] == {"court": 10 * DAY, "street": 4 * DAY, "treaty": 0}
    assert told.blocked_alone["aid"] == {"court": 6 * DAY, "street": 0, "treaty": 0}
    assert told.blocked["arms"] == {"court": 0, "street": 4 * DAY, "treaty": 10 * DAY}
    assert told.blocked_alone["arms"] == {"court": 0, "street": 0, "treaty": 6 * DAY}


def test_alone_is_said_of_each_stage(play: Play) -> None:
    """The court holds aid back, the treaty arms, both for 30 days: each is alone."""
    told = play(MONTH + """
brakes:
  court: {while: true, blocks: [aid]}
  treaty: {while: true, blocks: [arms]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {from: calm, when: true}
""")
    assert told.blocked == told.blocked_alone
    assert told.blocked["aid"] == {"court": 30 * DAY, "treaty": 0}
    assert told.blocked["arms"] == {"court": 0, "treaty": 30 * DAY}


def test_one_brake_is_charged_with_each_stage_that_it_holds_back(play: Play) -> None:
    """On until 7: 7 days for aid and 7 for arms."""
    told = play(MONTH + """
quantities: {law: {initial: 1, timeline: [[2024-01-07, 0]]}}
brakes: {court: {while: law > 0, blocks: all}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
  - stage: arms
    climb: {from: calm, when: true}
""")
    assert told.moves == [(7 * DAY, "calm", "aid", None)]
    assert told.blocked_alone == {"calm": {"court": 0}, "aid": {"court": 7 * DAY}, "arms": {"court": 7 * DAY}}


def test_one_stage_is_deciding_while_the_other_is_blocked(play: Play) -> None:
    """Aid is deciding 0 to 6. Arms is blocked all that time: deciding for aid does not help. Nothing was begun for arms."""
    told = play(MONTH + """
brakes: {treaty: {while: true, blocks: [arms]}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 6 days}
  - stage: arms
    climb: {from: calm, when: true, decide: 2 days}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", None)]
    assert (told.deciding, told.shelved) == (6 * DAY, 0)
    assert told.blocked["arms"]["treaty"] == 6 * DAY


def test_a_stage_is_charged_by_the_ways_that_lead_there_from_here(play: Play) -> None:
    """At calm until 4 the leap, which ignores the treaty, is deciding; from aid the step is blocked 4 to 30."""
    told = play(MONTH + """
brakes: {treaty: {while: true, blocks: [arms]}}
quantities: {threat: {initial: 0, timeline: [[2024-01-04, 1]]}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb:
      routes:
        leap: {from: calm, when: true, decide: 20 days, ignores: [treaty]}
        step: {when: true}
""")
    assert told.moves == [(4 * DAY, "calm", "aid", None)]
    assert told.blocked["arms"]["treaty"] == 26 * DAY
    assert (told.deciding, told.shelved) == (4 * DAY, 1)


def test_days_of_deciding_count_once_where_two_stages_are_being_decided(play: Play) -> None:
    """Down 0 to 9, arms 0 to 5, war 0 to 7: 5 days, and two decisions are overtaken."""
    told = play(MONTH + """
start_stage: aid
ladder:
  - stage: calm
  - stage: aid
    climb: {when: stage < 0}
    descend: {when: true, decide: 9 days}
  - stage: arms
    climb: {when: true, decide: 5 days}
  - stage: war
    climb: {from: aid, when: true, decide: 7 days}
""")
    assert told.moves == [(5 * DAY, "aid", "arms", None)]
    assert (told.deciding, told.shelved) == (5 * DAY, 2)


def test_days_of_deciding_are_joined_where_they_overlap(play: Play) -> None:
    """Aid is being decided 0 to 4 and refused for good, arms 2 to 9: 9 days."""
    told = play(MONTH + """
quantities: {threat: {initial: 0, timeline: [[2024-01-02, 1]]}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 4 days, chance: 0}
  - stage: arms
    climb: {from: calm, when: threat > 0, decide: 7 days}
""")
    assert told.moves == [(9 * DAY, "calm", "arms", None)]
    assert (told.deciding, told.refused, told.shelved) == (9 * DAY, 1, 0)
