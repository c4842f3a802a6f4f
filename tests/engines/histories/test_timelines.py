"""Quantities: initial values, timelines, and the limits of the period.

Unless a test says otherwise time starts on 31 December, so that day 5 is 5 January, and ends as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
ladder: [{stage: calm}]
"""


def test_a_timeline_sets_the_quantity_at_its_dates(play: Play) -> None:
    """0 for 10 days, 6 for 10 days, 3 for 10 days: average (0 + 60 + 30) / 30 = 3."""
    told = play(MONTH + """
quantities:
  troops: {initial: 0, timeline: [[2024-01-10, 6], [2024-01-20, 3]]}
outcomes: {mean: average(troops), top: peak(troops), end: final(troops)}
""")
    assert told.outcomes == {"mean": 3, "top": 6, "end": 3}
    assert told.quantities == {"troops": 3}


def test_a_timeline_may_have_times_of_the_day(play: Play) -> None:
    """5 January at 18:00 is day 5.75."""
    told = play(MONTH + """
quantities:
  troops: {initial: 0, timeline: [[2024-01-05 18:00, 6]]}
outcomes: {seen: first(troops > 0)}
""")
    assert told.outcomes == {"seen": 5.75}


def test_a_timeline_at_the_start_replaces_the_initial_value_in_minute_0(play: Play) -> None:
    """7 at the first look, 2 when minute 0 is over: nothing that outcomes see was ever above 2."""
    told = play(MONTH + """
quantities:
  troops: {initial: 7, timeline: [[2023-12-31, 2]]}
outcomes: {top: peak(troops), mean: average(troops), high: days(troops > 2)}
""")
    assert told.outcomes == {"top": 2, "mean": 2, "high": 0}


def test_a_timeline_overrides_what_events_have_set(play: Play) -> None:
    """The event adds 1 on 4 and on 8: 1, then 6 by the timeline on 6, then 7."""
    told = play(MONTH + """
quantities:
  troops: {initial: 0, timeline: [[2024-01-06, 6]]}
events:
  more: {every: 4 days, times: 2, set: {troops: troops + 1}}
""")
    assert told.events == [(4 * DAY, "more", {"troops": 1}), (8 * DAY, "more", {"troops": 7})]


def test_a_timeline_is_clipped(play: Play) -> None:
    """Whatever a quantity is set to is clipped: 15 to 10, -5 to 1."""
    told = play(MONTH + """
quantities:
  troops: {initial: 4, min: 1, max: 10, timeline: [[2024-01-10, 15], [2024-01-20, -5]]}
outcomes: {top: peak(troops), bottom: low(troops), end: final(troops)}
""")
    assert told.outcomes == {"top": 10, "bottom": 1, "end": 1}


def test_two_timelines_at_one_date_are_one_step(play: Play) -> None:
    """Both quantities change at day 5 before anything looks: their sum is never above 10."""
    told = play(MONTH + """
quantities:
  north: {initial: 10, timeline: [[2024-01-05, 0]]}
  south: {initial: 0, timeline: [[2024-01-05, 10]]}
events:
  above: {when: north + south > 10}
  below: {when: north + south < 10}
outcomes: {south_days: days(south > 0)}
""")
    assert told.events == []
    assert told.outcomes == {"south_days": 25}


def test_a_timeline_beyond_the_end_never_comes(play: Play) -> None:
    """The last day is 29 January: 30 January is the very minute at which the run stops."""
    told = play(MONTH + """
quantities:
  troops: {initial: 0, timeline: [[2024-01-29 23:59, 4], [2024-01-30, 8], [2024-02-10, 9]]}
""")
    assert told.quantities == {"troops": 4}


def test_an_initial_value_may_use_parameters_and_draws(play: Play) -> None:
    """2 * 3 + 4 = 10, with a draw between equal bounds; with base = 5 it is 14."""
    text = MONTH + """
parameters: {base: 3}
quantities:
  troops: {initial: "2 * base + uniform(4, 4)"}
"""
    assert play(text).quantities == {"troops": 10}
    assert play(text, base=5).quantities == {"troops": 14}


def test_the_end_as_a_date_is_the_last_day_simulated(play: Play) -> None:
    """1 to 3 January are 3 days: due on day 2 and a minute before day 3 happens, due as day 3 begins does not."""
    told = play("""
title: x
period: {start: 2024-01-01, end: 2024-01-03}
events:
  last_day: {at: 2024-01-03}
  last_minute: {at: 2024-01-03 23:59}
  too_late: {at: 3 days}
ladder: [{stage: calm}]
""")
    assert told.events == [(2 * DAY, "last_day", {}), (3 * DAY - 1, "last_minute", {})]
    assert told.minutes == {"calm": 3 * DAY}


def test_a_period_of_one_day(play: Play) -> None:
    """Start and end on the same date: that one day is simulated."""
    told = play("""
title: x
period: {start: 2024-01-01, end: 2024-01-01}
events:
  beat: {every: 10 hours}
ladder: [{stage: calm}]
""")
    assert [minute for minute, _, _ in told.events] == [600, 1200]
    assert told.minutes == {"calm": DAY}


def test_no_move_in_the_minute_in_which_the_run_stops(play: Play) -> None:
    """Three days: a decision due as the third ends is not carried out; one due a minute earlier is."""
    text = """
title: x
period: {start: 2024-01-01, end: 2024-01-03}
parameters: {length: 4320}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: length / 1440}
"""
    assert play(text).moves == []
    assert play(text, length=4319).moves == [(4319, "calm", "aid", None)]


def test_the_period_may_start_and_end_at_a_time(play: Play) -> None:
    """From 1 January 06:00 to 3 January 12:00 are 54 hours; 2 January 00:00 is 18 hours after the start."""
    told = play("""
title: x
period:
  start: 2024-01-01 06:00
  end: 2024-01-03 12:00
events:
  dated: {at: 2024-01-02}
  last: {at: 2024-01-03 11:59}
  too_late: {at: 2024-01-03 12:01}
ladder: [{stage: calm}]
""")
    assert told.events == [(18 * 60, "dated", {}), (54 * 60 - 1, "last", {})]
    assert told.minutes == {"calm": 54 * 60}


def test_a_leap_day_is_a_day(play: Play) -> None:
    """From 28 February 2024 to 1 March are 2 days in a leap year."""
    told = play("""
title: x
period: {start: 2024-02-28, end: 2024-03-05}
events:
  dated: {at: 2024-03-01}
ladder: [{stage: calm}]
""")
    assert told.events == [(2 * DAY, "dated", {})]
