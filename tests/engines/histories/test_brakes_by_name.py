"""The name of a brake, where it is read: its `while`, as things stand.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins. `law` is on from 4 to 8.
"""

import pytest

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  anger: {initial: 0, timeline: [[2024-01-04, 1], [2024-01-08, 0]]}
  seen: 9
brakes:
  law: {while: anger > 0, blocks: []}
"""
CALM = MONTH + "ladder: [{stage: calm}]\n"


@pytest.mark.parametrize("blocks", [", blocks: []", ""])
def test_a_brake_that_blocks_nothing_holds_nothing_back(play: Play, blocks: str) -> None:
    """Decided 3 to 6, while the law is on."""
    told = play(MONTH.replace(", blocks: []", blocks) + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: not law, keep: true, for: 3 days, decide: 3 days}
""")
    assert told.moves == [(6 * DAY, "calm", "aid", None)]
    assert told.blocked["aid"] == {"law": 0}


def test_an_event_is_set_off_when_a_brake_comes_on_or_goes_off(play: Play) -> None:
    told = play(CALM + """
events:
  comes: {when: law}
  goes: {when: not law and seen == 9}
""")
    assert told.events == [(0, "goes", {}), (4 * DAY, "comes", {}), (8 * DAY, "goes", {})]


def test_while_of_an_event_reads_a_brake(play: Play) -> None:
    """Due every 2 days: on 4 and 6 the law is on, on 8 no longer."""
    told = play(CALM + """
events:
  protest: {every: 2 days, while: law}
""")
    assert told.events == [(4 * DAY, "protest", {}), (6 * DAY, "protest", {})]


def test_a_way_looks_at_a_brake_in_when_and_keep(play: Play) -> None:
    """`when: law` from 4 on, 2 days long, then a decision of 5 days; `keep: law` breaks on 8: shelved."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: law, keep: law, for: 2 days, decide: 5 days}
""")
    assert told.moves == []
    assert (told.shelved, told.deciding) == (1, 2 * DAY)


def test_in_arithmetic_a_brake_is_1_or_0(play: Play) -> None:
    """10 + 2 * 1 on 5, 10 + 2 * 0 on 9."""
    told = play(CALM + """
events:
  sum: {at: 5 days, set: {seen: 10 + 2 * law}}
  later: {at: 9 days, set: {seen: 10 + 2 * law}}
""")
    assert told.events == [(5 * DAY, "sum", {"seen": 12}), (9 * DAY, "later", {"seen": 10})]


def test_chance_of_a_decision_weighs_a_brake(play: Play) -> None:
    """Put on 4, as the law comes on: no. Again on 6, put on 10: yes."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 4 days, chance: "1 * (0 if law else 1)", again: 2 days}
""")
    assert told.moves == [(10 * DAY, "calm", "aid", None)]
    assert (told.refused, told.blocked["aid"]["law"]) == (1, 0)


def test_chance_of_an_event_weighs_a_brake(play: Play) -> None:
    """Every 3 days: 3, 6, 9 …; it fails on 6 alone."""
    told = play(CALM + """
events:
  wave: {every: 3 days, times: 4, chance: 1 - law}
""")
    assert [minute for minute, _, _ in told.events] == [3 * DAY, 9 * DAY, 12 * DAY]


def test_a_decision_takes_longer_while_a_brake_is_on(play: Play) -> None:
    """Begun on 2: 2 days. Begun on 4, with the law on: 2 + 3."""
    text = MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, for: BEGIN days, decide: 2 + 3 * law}
"""
    assert play(text.replace("BEGIN", "2")).moves == [(4 * DAY, "calm", "aid", None)]
    assert play(text.replace("BEGIN", "4")).moves == [(9 * DAY, "calm", "aid", None)]


def test_a_rhythm_is_slower_while_a_brake_is_on(play: Play) -> None:
    """The next interval is drawn at the occurrence: 1 until 4, there and on 6 it is 2, on 8 1 again."""
    told = play(CALM + """
events:
  beat: {every: 1 + law, times: 7}
""")
    assert [minute // DAY for minute, _, _ in told.events] == [1, 2, 3, 4, 6, 8, 9]


def test_the_first_interval_reads_a_brake_in_the_initial_values(play: Play) -> None:
    """Anger is 1 at first, and 0 from the timeline of minute 0 on: 3 days, then 1."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities: {anger: {initial: 1, timeline: [[2023-12-31, 0]]}}
brakes: {law: {while: anger > 0, blocks: []}}
events: {beat: {every: 1 + 2 * law, times: 3}}
ladder: [{stage: calm}]
""")
    assert [minute // DAY for minute, _, _ in told.events] == [3, 4, 5]


def test_a_delay_is_longer_while_a_brake_is_on(play: Play) -> None:
    """Triggered on 4 with the law: 4 + 3 = 7."""
    told = play(CALM + """
events:
  answer: {when: law, after: 2 + law}
""")
    assert told.events == [(7 * DAY, "answer", {})]


def test_in_the_minute_in_which_it_turns_a_brake_is_what_its_while_is_by_then(play: Play) -> None:
    """Day 5: `ban` makes it hold: the event before it in the file sees 0, the one behind it 1, though no look was taken."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities: {anger: 0, seen: 9}
brakes: {law: {while: anger > 0, blocks: []}}
events:
  before: {at: 5 days, set: {seen: law}}
  ban: {at: 5 days, set: {anger: 1 - law, seen: 5 + law}}
  behind: {at: 5 days, set: {seen: law}}
  stopped: {at: 5 days, while: not law}
  set_off: {when: law, set: {seen: 3 + law}}
ladder: [{stage: calm}]
""")
    assert told.events == [
        (5 * DAY, "before", {"seen": 0}),
        (5 * DAY, "ban", {"anger": 1, "seen": 5}),
        (5 * DAY, "behind", {"seen": 1}),
        (5 * DAY, "set_off", {"seen": 4}),
    ]


def test_after_a_timeline_of_the_same_minute_a_brake_is_what_it_has_become(play: Play) -> None:
    """Timelines come first: on 4 the law is on for the events, on 8 it is off."""
    told = play(CALM + """
events:
  note: {every: 4 days, times: 2, set: {seen: law}}
""")
    assert told.events == [(4 * DAY, "note", {"seen": 1}), (8 * DAY, "note", {"seen": 0})]


def test_a_brake_that_reads_the_stage_turns_with_the_move(play: Play) -> None:
    """Day 4. Round 1: the event and moscow's chance see no war, main moves. Round 2: `answer` is triggered. 3: it sees 1."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities: {seen: 9}
brakes: {war: {while: stage >= aid, blocks: []}}
events:
  note: {at: 4 days, set: {seen: war}}
  answer: {when: war, set: {seen: war}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 4 days}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true, decide: 4 days, chance: 1 - war}}]}
""")
    assert told.events == [(4 * DAY, "note", {"seen": 0}), (4 * DAY, "answer", {"seen": 1})]
    assert told.moves == [(4 * DAY, "calm", "aid", None)]
    assert told.others["moscow"].moves == [(4 * DAY, "words", "punishes", None)]


def test_a_brake_that_reads_another_ladder_and_is_read_by_a_third(play: Play) -> None:
    """Moscow moves on 3 in round 1; kyiv, which waits for the fear of it, in round 2 of the same minute."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
brakes: {fear: {while: moscow >= punishes, blocks: []}}
ladder: [{stage: calm}]
ladders:
  kyiv: {stages: [{stage: waits}, {stage: attacks, climb: {when: fear}}]}
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true, decide: 3 days}}]}
""")
    assert told.others["moscow"].moves == [(3 * DAY, "words", "punishes", None)]
    assert told.others["kyiv"].moves == [(3 * DAY, "waits", "attacks", None)]


def test_a_brake_blocks_one_stage_and_weighs_elsewhere(play: Play) -> None:
    """The law keeps aid from 0 to 8, and makes moscow's decision, begun on 0, 3 days longer."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities: {anger: {initial: 1, timeline: [[2024-01-08, 0]]}}
brakes: {law: {while: anger > 0, blocks: [aid]}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true, decide: 2 + 3 * law}}]}
""")
    assert told.moves == [(8 * DAY, "calm", "aid", None)]
    assert told.others["moscow"].moves == [(5 * DAY, "words", "punishes", None)]
    assert told.blocked["aid"]["law"] == 8 * DAY


def test_aggregates_of_a_brake(play: Play) -> None:
    """On from 4 to 8: 4 of 30 days."""
    told = play(CALM + """
outcomes:
  mean: average(law)
  banned: days(law)
  free: days(not law)
  since: first(law)
  top: peak(2 * law + 1)
  bottom: low(law)
  end: final(law)
""")
    mean = told.outcomes.pop("mean")
    assert mean is not None
    assert abs(mean - 4 / 30) < 1e-12
    assert told.outcomes == {"banned": 4, "free": 26, "since": 4, "top": 3, "bottom": 0, "end": 0}
