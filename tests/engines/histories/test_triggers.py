"""What makes an event occur: `at`, `every`, `when`.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
ladder: [{stage: calm}]
"""


def test_at_a_date_occurs_once(play: Play) -> None:
    """`at:` a date: it occurs once, as that day begins."""
    told = play(MONTH + """
quantities: {troops: 0}
events:
  landing: {at: 2024-01-03, set: {troops: troops + 5}}
""")
    assert told.events == [(3 * DAY, "landing", {"troops": 5})]
    assert told.quantities == {"troops": 5}


def test_at_a_date_with_a_time(play: Play) -> None:
    """A date may have a time: day 3 at 14:30 is minute 3 * 1440 + 14 * 60 + 30 = 5190."""
    told = play(MONTH + """
events:
  landing:
    at: 2024-01-03 14:30
""")
    assert told.events == [(5190, "landing", {})]


def test_at_a_duration_after_start(play: Play) -> None:
    """`at:` a duration after start: 36 hours are 2160 minutes."""
    told = play(MONTH + """
events:
  landing: {at: 36 hours}
""")
    assert told.events == [(2160, "landing", {})]


def test_at_an_expression_in_days(play: Play) -> None:
    """`at:` an expression in days, of parameters: 2 * 1.5 = day 3; with pace = 2, day 4."""
    text = MONTH + """
parameters: {pace: 1.5}
events:
  landing: {at: 2 * pace}
"""
    assert play(text).events == [(3 * DAY, "landing", {})]
    assert play(text, pace=2).events == [(4 * DAY, "landing", {})]


def test_at_a_date_in_an_expression(play: Play) -> None:
    """`date(2024, 1, 4)` is a constant, that date in days since start: 4; and one day more is day 5."""
    told = play(MONTH + """
events:
  landing: {at: "date(2024, 1, 4) + 1"}
""")
    assert told.events == [(5 * DAY, "landing", {})]


def test_at_a_draw(play: Play) -> None:
    """A draw may stand in `at`; equal bounds are possible: uniform(3, 3) is 3."""
    told = play(MONTH + """
events:
  landing: {at: "uniform(3, 3)"}
""")
    assert told.events == [(3 * DAY, "landing", {})]


def test_at_the_start_happens_in_minute_0(play: Play) -> None:
    """An event at the start is due at minute 0, whether a date or a duration says so."""
    told = play(MONTH + """
events:
  one: {at: 2023-12-31}
  two: {at: 0 days}
""")
    assert told.events == [(0, "one", {}), (0, "two", {})]


def test_every_first_occurs_one_interval_after_the_start(play: Play) -> None:
    """`every:` a duration: again and again, the first time one interval after the start: 7, 14, 21, 28."""
    told = play(MONTH + """
events:
  week: {every: 7 days}
""")
    assert [minute for minute, _, _ in told.events] == [7 * DAY, 14 * DAY, 21 * DAY, 28 * DAY]


def test_every_a_bare_number_of_days(play: Play) -> None:
    """A duration is a number of days: 12.5 and 25; 37.5 is beyond the end and never comes."""
    told = play(MONTH + """
events:
  beat: {every: 12.5}
""")
    assert [minute for minute, _, _ in told.events] == [18000, 36000]


def test_every_from(play: Play) -> None:
    """`from:` is where the clock starts: the first occurrence is one interval later, 4 + 10 = 14, then 24."""
    told = play(MONTH + """
events:
  by_date: {every: 10 days, from: 2024-01-04}
  by_duration: {every: 10 days, from: 4 days}
""")
    assert told.events == [
        (14 * DAY, "by_date", {}),
        (14 * DAY, "by_duration", {}),
        (24 * DAY, "by_date", {}),
        (24 * DAY, "by_duration", {}),
    ]


def test_every_first(play: Play) -> None:
    """The first time exactly at `first:`, 4; then every 10 days: 14, 24."""
    told = play(MONTH + """
events:
  by_date: {every: 10 days, first: 2024-01-04}
  by_duration: {every: 10 days, first: 4 days}
""")
    assert told.events == [
        (4 * DAY, "by_date", {}),
        (4 * DAY, "by_duration", {}),
        (14 * DAY, "by_date", {}),
        (14 * DAY, "by_duration", {}),
        (24 * DAY, "by_date", {}),
        (24 * DAY, "by_duration", {}),
    ]


def test_every_first_at_the_start(play: Play) -> None:
    """`first:` may be the start itself: minute 0, then day 20."""
    told = play(MONTH + """
events:
  beat: {every: 20 days, first: 2023-12-31}
""")
    assert told.events == [(0, "beat", {}), (20 * DAY, "beat", {})]


def test_every_next_interval_is_drawn_at_the_occurrence_before_its_effect(play: Play) -> None:
    """Day 2: the next interval reads 2, then pause becomes 5: due on 4. Day 4: it reads 5: due on 9, 14."""
    told = play(MONTH + """
quantities: {pause: 2}
events:
  beat: {every: pause, set: {pause: 5}, times: 4}
""")
    assert [minute for minute, _, _ in told.events] == [2 * DAY, 4 * DAY, 9 * DAY, 14 * DAY]


def test_every_first_interval_is_drawn_from_the_initial_values(play: Play) -> None:
    """The first interval is drawn before the first look: it reads 2, not the 9 of the timeline at minute 0.

    Day 2; then 2 + 9 = 11, 20, 29.
    """
    told = play(MONTH + """
quantities:
  pause: {initial: 2, timeline: [[2023-12-31, 9]]}
events:
  beat: {every: pause}
""")
    assert [minute for minute, _, _ in told.events] == [2 * DAY, 11 * DAY, 20 * DAY, 29 * DAY]


def test_every_an_interval_that_rounds_to_nothing_counts_as_one_minute(play: Play) -> None:
    """0.0001 days are 0.144 minutes, which round to 0 and count as 1: minutes 1, 2, 3."""
    told = play(MONTH + """
events:
  beat: {every: 0.0001, times: 3}
""")
    assert told.events == [(1, "beat", {}), (2, "beat", {}), (3, "beat", {})]


def test_when_is_triggered_each_time_it_turns_true(play: Play) -> None:
    """True from 2 to 4 and from 6 on: it turns from false to true on days 2 and 6."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-04, 0], [2024-01-06, 1]]}
events:
  alarm: {when: threat > 0}
""")
    assert told.events == [(2 * DAY, "alarm", {}), (6 * DAY, "alarm", {})]


def test_when_is_not_triggered_again_while_it_stays_true(play: Play) -> None:
    """A new value for which the condition is still true is no turn from false to true."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-04, 5]]}
events:
  alarm: {when: threat > 0}
""")
    assert told.events == [(2 * DAY, "alarm", {})]


def test_when_true_at_the_start_has_just_turned_true(play: Play) -> None:
    """A condition true at the start triggers at minute 0, and again only after it was false (days 3 to 5)."""
    told = play(MONTH + """
quantities:
  threat: {initial: 1, timeline: [[2024-01-03, 0], [2024-01-05, 1]]}
events:
  alarm: {when: threat > 0}
""")
    assert told.events == [(0, "alarm", {}), (5 * DAY, "alarm", {})]


def test_when_may_read_the_stage(play: Play) -> None:
    """`stage` is the current place, stage names are places: true while the actor stands at aid, from day 2 to 6."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-06, 0]]}
  seen: 9
events:
  protest: {when: stage >= aid, set: {seen: stage}}
  relief: {when: stage < aid and highest == aid, set: {seen: stage - highest}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
    descend: {when: threat <= 0}
""")
    assert told.events == [(2 * DAY, "protest", {"seen": 1}), (6 * DAY, "relief", {"seen": -1})]


def test_durations_in_every_unit(play: Play) -> None:
    """`90 minutes`, `36 hours`, `10 days`, `3 weeks`, singular too."""
    told = play(MONTH + """
events:
  one_minute: {at: 1 minute}
  one_hour: {at: 1 hour}
  ninety_minutes: {at: 90 minutes}
  one_day: {at: 1 day}
  one_week: {at: 1 week}
  ten_days: {at: 10 days}
  three_weeks: {at: 3 weeks}
""")
    assert [minute for minute, _, _ in told.events] == [1, 60, 90, 1440, 7 * 1440, 10 * 1440, 21 * 1440]


def test_days_are_rounded_half_to_even(play: Play) -> None:
    """1/64 day is 22.5 minutes: 22. 3/64: 67.5, 68. 5/64: 112.5, 112. 7/64: 157.5, 158. (All exact in binary.)"""
    told = play(MONTH + """
events:
  one: {at: 1 / 64}
  three: {at: 3 / 64}
  five: {at: 0.078125}
  seven: {at: 7 / 64}
""")
    assert [minute for minute, _, _ in told.events] == [22, 68, 112, 158]
