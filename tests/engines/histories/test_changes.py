"""What may be changed in a history: events and brakes left out, decisions answered in advance, and events that are let happen.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from escalation_sim.engines.changes import INJECTED, Changes
from escalation_sim.engines.history import Braked, Occurred, Step
from tests.telling import Play, Told

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""
AID = MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 3 days, chance: 1, again: 5 days}
"""


def without(*names: str) -> Changes:
    """Events and brakes left out."""
    return Changes(left_out=frozenset(names))


def steps(told: Told) -> list[tuple[int, str, int | None]]:
    """What befell the ways: the minute, what it was, and until when."""
    assert told.history.trace is not None
    return [(one.minute, one.kind, one.until) for one in told.history.trace.happenings if isinstance(one, Step)]


# Left out


def test_an_event_that_is_left_out_comes_up_and_has_no_effect(play: Play) -> None:
    """On 2, 4 and 6 it comes up and is stopped, as if by `while`; what it would have set off does not happen."""
    told = play(
        MONTH + """
quantities: {x: 0}
events:
  rain: {every: 2 days, times: 3, set: {x: x + 1}}
  flood: {when: x >= 2, set: {x: 10}}
ladder: [{stage: calm}]
outcomes: {rains: count(rain), floods: count(flood)}
""",
        changes=without("rain"),
    )
    assert told.history.trace is not None
    assert told.history.trace.happenings == [Occurred(2 * (k + 1) * DAY, "rain", k, "while", {}) for k in range(3)]
    assert told.quantities == {"x": 0}
    assert told.outcomes == {"rains": 0, "floods": 0}


def test_others_go_on_without_the_event_that_is_left_out(play: Play) -> None:
    """`sun` and its luck are what they were."""
    text = MONTH + """
quantities: {x: 0, y: 0}
events:
  rain: {every: exponential(1), set: {x: 'x + normal(0, 1)'}}
  sun: {every: exponential(2), chance: 0.5, set: {y: 'y + normal(0, 1)'}}
ladder: [{stage: calm}]
"""
    with_rain, without_rain = play(text), play(text, changes=without("rain"))
    assert [one for one in with_rain.events if one[1] == "sun"] == without_rain.events
    assert without_rain.quantities == {"x": 0, "y": with_rain.quantities["y"]}


def test_a_brake_that_is_left_out_is_never_on(play: Play) -> None:
    """The law holds the decision back for ever, opinion until 4; without the law it is made on 4 + 3."""
    text = MONTH + """
quantities: {opinion: {initial: 0, timeline: [[2024-01-04, 1]]}}
brakes:
  law: {while: true, blocks: all}
  mood: {while: opinion < 1, blocks: all}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 3 days}
"""
    assert play(text).moves == []
    told = play(text, changes=without("law"))
    assert told.moves == [(7 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"] == {"law": 0, "mood": 4 * DAY}
    assert told.blocked_alone["aid"] == {"law": 0, "mood": 4 * DAY}
    assert told.history.trace is not None
    assert {one.brake for one in told.history.trace.happenings if isinstance(one, Braked)} == {"mood"}
    assert play(text, changes=without("law", "mood")).moves == [(3 * DAY, "calm", "aid", None)]


def test_a_brake_that_is_left_out_is_false_where_its_name_is_read(play: Play) -> None:
    """With the law the way is 2 + 3 days long, an event is set off, and the law is on for 30 days."""
    text = MONTH + """
quantities: {seen: 9}
brakes: {law: {while: true, blocks: []}}
events:
  note: {at: 1 day, set: {seen: 5 + law}}
  protest: {when: law}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 2 + 3 * law}
outcomes: {banned: days(law), free: days(not law), then: "on(law, 2024-01-10)", twice: 2 * final(law)}
"""
    told = play(text)
    assert told.moves == [(5 * DAY, "calm", "aid", None)]
    assert [one[1] for one in told.events] == ["protest", "note"]
    assert (told.quantities, told.outcomes) == ({"seen": 6}, {"banned": 30, "free": 0, "then": 1, "twice": 2})
    without_law = play(text, changes=without("law"))
    assert without_law.moves == [(2 * DAY, "calm", "aid", None)]
    assert [one[1] for one in without_law.events] == ["note"]
    assert (without_law.quantities, without_law.outcomes) == ({"seen": 5}, {"banned": 0, "free": 30, "then": 0, "twice": 0})


def test_a_brake_that_is_left_out_blocks_no_ladder(play: Play) -> None:
    text = MONTH + """
brakes: {law: {while: true, blocks: all}}
ladder: [{stage: calm}, {stage: aid, climb: {when: true}}]
ladders: {moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true}}]}}
"""
    assert (play(text).moves, play(text).others["moscow"].moves) == ([], [])
    told = play(text, changes=without("law"))
    assert (told.moves, told.others["moscow"].moves) == ([(0, "calm", "aid", None)], [(0, "words", "punishes", None)])
    assert told.others["moscow"].blocked["punishes"] == {"law": 0}


# Answers


def test_yes_is_yes_where_luck_would_have_said_no(play: Play) -> None:
    told = play(AID.replace("chance: 1", "chance: 0"), changes=Changes(answers=("yes",)))
    assert told.moves == [(3 * DAY, "calm", "aid", None)]
    assert told.refused == 0


def test_no_is_as_if_refused_and_then_luck_decides(play: Play) -> None:
    """No on 3; open again on 8; the next decision is put on 11, and luck says yes."""
    told = play(AID, changes=Changes(answers=("no",)))
    assert told.moves == [(11 * DAY, "calm", "aid", None)]
    assert told.refused == 1
    assert steps(told) == [
        (0, "deciding", None),
        (3 * DAY, "refused", 8 * DAY),
        (8 * DAY, "deciding", None),
        (11 * DAY, "moved", None),
    ]


def test_no_without_again_closes_the_way_until_keep_breaks(play: Play) -> None:
    """No on 3; `keep` breaks on 6 and holds again on 10: the next decision is put on 13."""
    told = play(
        MONTH + """
quantities: {will: {initial: 1, timeline: [[2024-01-06, 0], [2024-01-10, 1]]}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: will > 0, decide: 3 days}
""",
        changes=Changes(answers=("no", "yes")),
    )
    assert told.moves == [(13 * DAY, "calm", "aid", None)]


def test_to_wait_puts_the_decision_off(play: Play) -> None:
    """Put on 3, again on 5 and on 6; the days of waiting belong to the decision."""
    told = play(AID, changes=Changes(answers=(2 * DAY, DAY, "yes")))
    assert told.moves == [(6 * DAY, "calm", "aid", None)]
    assert (told.deciding, told.refused, told.shelved) == (6 * DAY, 0, 0)
    assert steps(told) == [
        (0, "deciding", None),
        (3 * DAY, "put off", 5 * DAY),
        (5 * DAY, "put off", 6 * DAY),
        (6 * DAY, "moved", None),
    ]
    assert told.history.trace is not None
    dossiers = [one.dossier for one in told.history.trace.happenings if isinstance(one, Step)]
    assert [(one.length, one.worked) for one in dossiers] == [
        (3 * DAY, 0),
        (3 * DAY, 3 * DAY),
        (5 * DAY, 5 * DAY),
        (6 * DAY, 6 * DAY),
    ]


def test_to_wait_for_no_time_is_to_wait_for_a_minute(play: Play) -> None:
    """The same decision is never put twice in a minute; nor does a longer wait than any period do harm."""
    assert play(AID, changes=Changes(answers=(0, -5, "yes"))).moves == [(3 * DAY + 2, "calm", "aid", None)]
    assert play(AID, changes=Changes(answers=(10**12,))).moves == []


def test_a_brake_holds_up_a_decision_that_is_put_off(play: Play) -> None:
    """Put on 3 and off for two days; the brake is on from 4 to 6, so that it is put again on 7."""
    told = play(
        MONTH + """
quantities: {mood: {initial: 0, timeline: [[2024-01-04, 1], [2024-01-06, 0]]}}
brakes: {opinion: {while: mood > 0, blocks: all}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 3 days}
""",
        changes=Changes(answers=(2 * DAY, "yes")),
    )
    assert told.moves == [(7 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"] == {"opinion": 2 * DAY}
    assert told.deciding == 5 * DAY


def test_a_decision_that_is_put_off_is_shelved_when_keep_breaks(play: Play) -> None:
    """Put on 3 and off until 8; shelved on 5. The next begins on 6, and its answer is the next one: no."""
    told = play(
        MONTH + """
quantities: {will: {initial: 1, timeline: [[2024-01-05, 0], [2024-01-06, 1]]}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: will > 0, decide: 3 days, chance: 1}
""",
        changes=Changes(answers=(5 * DAY, "no")),
    )
    assert told.moves == []
    assert (told.shelved, told.refused, told.deciding) == (1, 1, 8 * DAY)


def test_decisions_of_the_same_minute_take_their_answers_in_order(play: Play) -> None:
    """Both are put on 3: no to the first as written, yes to the second."""
    told = play(
        MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        straight: {when: true, decide: 3 days}
        round: {when: true, decide: 3 days}
""",
        changes=Changes(answers=("no", "yes")),
    )
    assert told.moves == [(3 * DAY, "calm", "aid", "round")]
    assert told.refused == 1


def test_nobody_asks_for_the_chance_of_a_decision_that_is_answered(play: Play) -> None:
    """Luck could not answer here: the chance is no chance. The refusal has none."""
    text = MONTH + """
quantities: {will: 2}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 3 days, chance: will, again: 40 days}
"""
    told = play(text, changes=Changes(answers=("no",)))
    assert told.history.trace is not None
    refused = [one for one in told.history.trace.happenings if isinstance(one, Step) and one.kind == "refused"]
    assert [one.chance for one in refused] == [None]


def test_answers_are_given_to_the_actor_of_the_main_ladder(play: Play) -> None:
    """Moscow's decision, put on 2, is left to luck, which says yes; main's, put on 3, is refused."""
    told = play(
        MONTH + """
ladder: [{stage: calm}, {stage: aid, climb: {when: true, decide: 3 days}}]
ladders: {moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true, decide: 2 days, chance: 1}}]}}
""",
        changes=Changes(answers=("no",)),
    )
    assert (told.moves, told.refused) == ([], 1)
    assert told.others["moscow"].moves == [(2 * DAY, "words", "punishes", None)]


# Let happen


STORM = MONTH + """
quantities: {x: 0, y: {initial: 0, timeline: [[2024-01-05, 5]]}}
events:
  early: {at: 2024-01-05, set: {x: x + 1}}
  storm: {when: x > 90, while: x > 90, chance: 0, times: 1, set: {x: 10 * x + y}}
  late: {at: 2024-01-05, set: {x: x + 2}}
ladder: [{stage: calm}, {stage: aid, climb: {when: x > 50}}]
outcomes: {storms: count(storm)}
"""


def test_an_event_that_is_let_happen_has_its_effect_whatever_its_trigger(play: Play) -> None:
    """After the timelines of the minute and before all else that is due in it: 10 · 0 + 5, and then the other two."""
    told = play(STORM, changes=Changes(injected=((5 * DAY, "storm"),)))
    assert told.quantities == {"x": 8, "y": 5}
    assert told.outcomes == {"storms": 1}


def test_several_are_let_happen_in_the_order_of_their_minutes(play: Play) -> None:
    """5 on 5 January, then 8; 10 · 8 + 5 on 6 January, with a climb; on 7 January 855."""
    told = play(STORM, changes=Changes(injected=((7 * DAY, "storm"), (5 * DAY, "storm"), (6 * DAY, "storm"))))
    assert told.quantities == {"x": 855, "y": 5}
    assert told.moves == [(6 * DAY, "calm", "aid", None)]
    assert told.outcomes == {"storms": 3}


def test_in_one_minute_they_come_in_the_order_of_the_file(play: Play) -> None:
    told = play(STORM, changes=Changes(injected=((9 * DAY, "late"), (9 * DAY, "early"), (9 * DAY, "storm"))))
    assert told.quantities == {"x": 10 * (3 + 1) + 5 + 2, "y": 5}


def test_what_is_let_happen_leaves_the_event_what_it_was(play: Play) -> None:
    """Its rhythm, its number of times and its luck: it comes up when it would have, with what it would have set."""
    text = MONTH + """
quantities: {x: 0, y: 0}
events:
  rain: {every: exponential(4), times: 3, set: {x: "uniform(0, 1)", y: y + 1}}
ladder: [{stage: calm}]
outcomes: {rains: count(rain)}
"""
    plain, wet = play(text), play(text, changes=Changes(injected=((0, "rain"), (29 * DAY, "rain"))))
    first, last = ([one for one in told.history.trace.happenings if isinstance(one, Occurred)] for told in (plain, wet))
    own = [one for one in last if one.number < INJECTED]
    assert [(one.minute, one.number, one.set["x"]) for one in own] == [(one.minute, one.number, one.set["x"]) for one in first]
    assert [(one.minute, one.number) for one in last if one not in own] == [(0, INJECTED), (29 * DAY, INJECTED + 29 * DAY)]
    assert wet.outcomes["rains"] == plain.outcomes["rains"] + 2


def test_what_is_let_happen_as_the_period_is_over_does_not(play: Play) -> None:
    told = play(STORM, changes=Changes(injected=((30 * DAY, "storm"), (10**8, "storm"))))
    assert told.outcomes == {"storms": 0}
