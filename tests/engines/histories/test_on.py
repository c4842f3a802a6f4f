"""`on(x, DATE)`: the value as that minute begins.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

import pytest

from tests.telling import Fail, Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  troops: {initial: 2, timeline: [[2024-01-06, 8], [2024-01-15, 5]]}
"""
CALM = MONTH + "ladder: [{stage: calm}]\n"


@pytest.mark.parametrize(
    ("date", "value"),
    [
        ("2023-12-31 00:01", 2),  # the first minute that may be asked for
        ("2024-01-05 23:59", 2),
        ("2024-01-06", 2),  # what a timeline sets in that minute is not yet there
        ("2024-01-06 00:00", 2),
        ("2024-01-06 00:01", 8),
        ("2024-01-10", 8),
        ("2024-01-15", 8),
        ("2024-01-15 00:01", 5),
        ("2024-01-29 18:30", 5),  # long after the last change
        ("2024-01-30", 5),  # the minute in which the run stops
    ],
)
def test_the_value_as_a_minute_begins(play: Play, date: str, value: float) -> None:
    assert play(CALM + f"outcomes:\n  asked: on(troops, {date})\n").outcomes == {"asked": value}


def test_at_the_minute_of_an_event_it_is_the_value_before(play: Play) -> None:
    """The event of day 10 sets 20, and another one of the next round 30."""
    told = play(CALM + """
events:
  more: {at: 10 days, set: {troops: 20}}
  yet_more: {when: troops == 20, set: {troops: 30}}
outcomes:
  before: on(troops, 2024-01-10)
  behind: on(troops, 2024-01-10 00:01)
""")
    assert told.outcomes == {"before": 8, "behind": 30}


def test_at_the_minute_of_a_move_it_is_the_place_before(play: Play) -> None:
    """Main and moscow move on 7."""
    told = play(MONTH + """
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 7 days}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: true, decide: 7 days}}]}
outcomes:
  before: on(10 * stage + moscow, 2024-01-07)
  behind: on(10 * stage + moscow, 2024-01-07 00:01)
  ever: on(highest, 2024-01-20)
  moscow_then: on(moscow, 2024-01-08)
  punishing: on(moscow >= punishes, 2024-01-08)
""")
    assert told.outcomes == {"before": 0, "behind": 11, "ever": 1, "moscow_then": 1, "punishing": 1}


def test_a_condition_and_a_brake_count_as_1_or_0(play: Play) -> None:
    told = play(CALM + """
brakes: {many: {while: troops > 6, blocks: []}}
outcomes:
  few: on(troops > 6, 2024-01-06)
  more: on(troops > 6, 2024-01-07)
  few_by_name: on(many, 2024-01-06)
  more_by_name: on(many, 2024-01-15)
""")
    assert told.outcomes == {"few": 0, "more": 1, "few_by_name": 0, "more_by_name": 1}


def test_minute_0_is_over_by_then(play: Play) -> None:
    """Initially 2; the timeline of the first minute makes it 3, an event of the same minute 4."""
    told = play("""
title: x
period: {start: 2023-12-31 06:00, end: 2024-01-29}
quantities: {troops: {initial: 2, timeline: [[2023-12-31 06:00, 3]]}}
events: {more: {at: 0, set: {troops: troops + 1}}}
ladder: [{stage: calm}]
outcomes:
  asked: on(troops, 2023-12-31 06:01)
""")
    assert told.outcomes == {"asked": 4}


def test_in_the_minute_in_which_the_run_stops_it_is_the_final_value(play: Play) -> None:
    """The end has a time: it stops at 12:00; what is due then no longer happens."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-10 12:00}
quantities: {troops: 2}
events:
  more: {at: 2024-01-10 11:59, set: {troops: 7}}
  late: {at: 2024-01-10 12:00, set: {troops: 9}}
ladder: [{stage: calm}]
outcomes:
  asked: on(troops, 2024-01-10 12:00)
  a_minute_before: on(troops, 2024-01-10 11:59)
  end: final(troops)
""")
    assert told.outcomes == {"asked": 7, "a_minute_before": 2, "end": 7}


def test_it_may_be_part_of_arithmetic(play: Play) -> None:
    """8 on 10 January, 2 on 3 January."""
    told = play(CALM + """
outcomes:
  growth: on(troops, 2024-01-10) - on(troops, 2024-01-03)
  share: on(troops, 2024-01-03) / peak(troops)
""")
    assert told.outcomes == {"growth": 6, "share": 0.25}


@pytest.mark.parametrize("aggregate", ["on(1 / troops, 2024-01-10)", "final(1 / troops)", "peak(1 / troops)"])
def test_like_every_aggregate_it_must_be_a_number_all_the_time(fail: Fail, aggregate: str) -> None:
    """1 / 0 until 6: it is looked at when minute 0 is over, though nobody asks for it then."""
    message = fail(f"""
title: x
period: {{start: 2023-12-31, end: 2024-01-29}}
quantities: {{troops: {{initial: 0, timeline: [[2024-01-06, 8]]}}}}
ladder: [{{stage: calm}}]
outcomes:
  asked: {aggregate}
""")
    assert "`1 / troops` gives inf" in message
    assert "minute 0," in message


def test_several_days_in_the_order_of_the_file(play: Play) -> None:
    """The later one is written first, and two ask for the same minute."""
    told = play(CALM + """
outcomes:
  late: on(troops, 2024-01-20)
  early: on(troops, 2024-01-02)
  same: on(10 * troops, 2024-01-02)
""")
    assert told.outcomes == {"late": 5, "early": 2, "same": 20}
