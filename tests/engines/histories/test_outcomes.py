"""Outcomes: what is measured, and what an aggregate sees.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
"""
CALM = MONTH + "ladder: [{stage: calm}]\n"


def test_peak_low_final_average(play: Play) -> None:
    """2 for 6 days, 8 for 9, 5 for 15: average (12 + 72 + 75) / 30 = 159 / 30 = 5.3."""
    told = play(CALM + """
quantities:
  troops: {initial: 2, timeline: [[2024-01-06, 8], [2024-01-15, 5]]}
outcomes:
  top: peak(troops)
  bottom: low(troops)
  end: final(troops)
  mean: average(troops)
""")
    assert {name: told.outcomes[name] for name in ("top", "bottom", "end")} == {"top": 8, "bottom": 2, "end": 5}
    mean = told.outcomes["mean"]
    assert mean is not None
    assert abs(mean - 5.3) < 1e-12


def test_average_is_over_time_not_over_changes(play: Play) -> None:
    """0 for 29.5 days, then 60 for half a day, set anew every 2 hours: 60 * 0.5 / 30 = 1."""
    told = play(CALM + """
quantities:
  troops: 0
events:
  set_out: {at: 29.5, set: {troops: 60}}
  renew: {every: 2 hours, first: 29.5, set: {troops: 60}}
outcomes: {mean: average(troops)}
""")
    assert told.outcomes == {"mean": 1}


def test_days_of_a_condition(play: Play) -> None:
    """Above 3 from 4 to 10.5 and from 20 to the end: 6.5 + 10 = 16.5."""
    told = play(CALM + """
quantities:
  troops: {initial: 0, timeline: [[2024-01-04, 5], [2024-01-10 12:00, 0], [2024-01-20, 4]]}
outcomes: {high: days(troops > 3), always: days(troops >= 0), never: days(troops > 9)}
""")
    assert told.outcomes == {"high": 16.5, "always": 30, "never": 0}


def test_first_is_the_day_the_condition_was_first_true(play: Play) -> None:
    """First above 3 on 4.25 (06:00); at most 0 in minute 0; above 9 never."""
    told = play(CALM + """
quantities:
  troops: {initial: 0, timeline: [[2024-01-04 06:00, 5], [2024-01-10, 0], [2024-01-20, 5]]}
outcomes: {high: first(troops > 3), zero: first(troops <= 0), top: first(troops > 9)}
""")
    assert told.outcomes == {"high": 4.25, "zero": 0, "top": None}


def test_count_is_of_occurrences_with_effect(play: Play) -> None:
    """Due on 5, 10, 15, 20, 25; with effect while the gate is open, from 8 to 22: 10, 15, 20."""
    told = play(CALM + """
quantities:
  gate: {initial: 0, timeline: [[2024-01-08, 1], [2024-01-22, 0]]}
events:
  wave: {every: 5 days, while: gate > 0}
outcomes: {waves: count(wave)}
""")
    assert told.outcomes == {"waves": 3}


def test_the_expression_of_an_aggregate(play: Play) -> None:
    """Sum: 4 + 0, from 10 on 4 + 2, from 20 on 0 + 2: peak 6, low 2. Both above 0: 10 to 20."""
    told = play(CALM + """
parameters: {factor: 2}
quantities:
  north: {initial: 2, timeline: [[2024-01-20, 0]]}
  south: {initial: 0, timeline: [[2024-01-10, 1]]}
outcomes:
  top: peak(factor * north + factor * south)
  bottom: low(factor * (north + south))
  both: days(north > 0 and south > 0)
  share: average(north > 0)
""")
    assert {name: told.outcomes[name] for name in ("top", "bottom", "both")} == {"top": 6, "bottom": 2, "both": 10}
    share = told.outcomes["share"]  # a condition counts as 1 or 0: 20 of 30 days
    assert share is not None
    assert abs(share - 20 / 30) < 1e-12


def test_aggregates_of_the_stage(play: Play) -> None:
    """Aid from 6 to 18: place 1 for 12 of 30 days. `highest` stays at 1 from 6 on."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-06, 1], [2024-01-18, 0]]}
outcomes:
  mean: average(stage)
  at_aid: days(stage == aid)
  reached: first(stage >= aid)
  top: final(highest)
  been: days(highest >= aid)
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
    descend: {when: threat <= 0}
""")
    assert told.outcomes == {"mean": 0.4, "at_aid": 12, "reached": 6, "top": 1, "been": 24}


def test_what_is_only_between_two_rounds_is_not_seen(play: Play) -> None:
    """On day 5, round 1 sets 9 and round 2 sets 0 again: when the minute is over it is 0, as ever."""
    told = play(CALM + """
quantities: {troops: 0}
events:
  up: {at: 5 days, set: {troops: 9}}
  down: {when: troops > 0, set: {troops: 0}}
outcomes:
  top: peak(troops)
  seen: first(troops > 0)
  high: days(troops > 0)
  ups: count(up)
""")
    assert told.events == [(5 * DAY, "up", {"troops": 9}), (5 * DAY, "down", {"troops": 0})]
    assert told.outcomes == {"top": 0, "seen": None, "high": 0, "ups": 1}


def test_a_stage_passed_within_a_minute_is_reached_but_not_seen(play: Play) -> None:
    """Day 5: calm to aid to arms in one minute. Aid is reached on 5; `first(stage == aid)` is never; 0 days there."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-05, 1]]}
outcomes: {at_aid: first(stage == aid), aid_days: days(stage == aid)}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0}
  - stage: arms
    climb: {when: threat > 0}
""")
    assert told.outcomes == {"at_aid": None, "aid_days": 0}
    assert told.reached["aid"] == 5 * DAY


def test_minute_0_is_seen_when_it_is_over(play: Play) -> None:
    """3 initially; an event of minute 0 makes it 5; a minute later it is 1: peak 5, low 1."""
    told = play(CALM + """
quantities: {troops: 3}
events:
  more: {at: 0 days, set: {troops: 5}}
  less: {at: 1 minute, set: {troops: 1}}
outcomes: {top: peak(troops), bottom: low(troops), high: days(troops == 5), start: first(troops == 5)}
""")
    assert told.outcomes == {"top": 5, "bottom": 1, "high": 1 / DAY, "start": 0}
