"""What an event's occurrence may be subject to: `for`, `after`, `until`, `times`.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
ladder: [{stage: calm}]
"""


def test_for_must_hold_that_long(play: Play) -> None:
    """With `for:` the condition must hold that long: true from 2, 3 days: day 5. It stays true: no second time."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  alarm: {when: threat > 0, for: 3 days}
""")
    assert told.events == [(5 * DAY, "alarm", {})]


def test_for_counts_from_the_start_if_true_then(play: Play) -> None:
    """A condition true at the start has just turned true: with `for: 3 days` it occurs on day 3."""
    told = play(MONTH + """
quantities: {threat: 1}
events:
  alarm: {when: threat > 0, for: 3 days}
""")
    assert told.events == [(3 * DAY, "alarm", {})]


def test_for_may_use_parameters(play: Play) -> None:
    """`for` may use parameters: 2 * 2 days after day 1 is day 5; with patience = 3, day 7."""
    text = MONTH + """
parameters: {patience: 2}
quantities:
  threat: {initial: 0, timeline: [[2024-01-01, 1]]}
events:
  alarm: {when: threat > 0, for: 2 * patience}
"""
    assert play(text).events == [(5 * DAY, "alarm", {})]
    assert play(text, patience=3).events == [(7 * DAY, "alarm", {})]


def test_for_that_breaks_one_minute_early_starts_again(play: Play) -> None:
    """True from 2, would be long enough on 5, breaks at 23:59 on day 4. True again from 5: day 8."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-04 23:59, 0], [2024-01-05, 1]]}
events:
  alarm: {when: threat > 0, for: 3 days}
""")
    assert told.events == [(8 * DAY, "alarm", {})]


def test_for_comes_again_after_a_break(play: Play) -> None:
    """True 2 to 6: long enough on 5. True again from 10: long enough on 13."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-06, 0], [2024-01-10, 1]]}
events:
  alarm: {when: threat > 0, for: 3 days}
""")
    assert told.events == [(5 * DAY, "alarm", {}), (13 * DAY, "alarm", {})]


def test_for_with_what_breaks_and_mends_between_two_looks(play: Play) -> None:
    """On day 3 `dip` and `mend` occur in one step: no look between them, no break. Day 2 + 3 = 5."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  dip: {at: 3 days, set: {threat: 0}}
  mend: {at: 3 days, set: {threat: 1}}
  alarm: {when: threat > 0, for: 3 days}
""")
    assert told.events[2:] == [(5 * DAY, "alarm", {})]


def test_for_with_a_break_that_lasts_one_round(play: Play) -> None:
    """On day 3 `dip` is looked at, then `mend` follows in the next round: it broke. Day 3 + 3 = 6."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  dip: {at: 3 days, set: {threat: 0.5}}
  mend: {when: threat == 0.5, set: {threat: 1}}
  alarm: {when: threat == 1, for: 3 days}
""")
    assert told.events == [
        (3 * DAY, "dip", {"threat": 0.5}),
        (3 * DAY, "mend", {"threat": 1}),
        (6 * DAY, "alarm", {}),
    ]


def test_after_is_the_delay_between_trigger_and_occurrence(play: Play) -> None:
    """Triggered on day 2, 36 hours later is day 3.5."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  answer: {when: threat > 0, after: 36 hours}
""")
    assert told.events == [(5040, "answer", {})]


def test_after_what_is_on_its_way_arrives_even_if_the_condition_has_ceased(play: Play) -> None:
    """Triggered on 2; the condition ceases on 3; it arrives on 2 + 4 = 6 all the same."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-03, 0]]}
events:
  answer: {when: threat > 0, after: 4 days}
""")
    assert told.events == [(6 * DAY, "answer", {})]


def test_after_reads_the_state_of_the_trigger(play: Play) -> None:
    """`after` reads the state at which it is drawn: delay is 4 on day 2, not 9 as before, nor 1 as on day 3."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  delay: {initial: 9, timeline: [[2024-01-02, 4], [2024-01-03, 1]]}
events:
  answer: {when: threat > 0, after: delay}
""")
    assert told.events == [(6 * DAY, "answer", {})]


def test_after_that_rounds_to_nothing_is_no_delay(play: Play) -> None:
    """0.0001 days round to 0 minutes: the occurrence is in the minute of its trigger."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  answer: {when: threat > 0, after: 0.0001}
""")
    assert told.events == [(2 * DAY, "answer", {})]


def test_after_beyond_the_end_never_comes(play: Play) -> None:
    """Triggered on 2, due on 2 + 28 = 30, when the run stops; and 1e300 days are no error either."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  late: {when: threat > 0, after: 28 days}
  later: {when: threat > 0, after: threat * 1e300}
""")
    assert told.events == []


def test_for_with_after(play: Play) -> None:
    """True from 2, for 3 days: triggered on 5; 4 days after: 9. That it ceases on 6 changes nothing."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-06, 0]]}
events:
  answer: {when: threat > 0, for: 3 days, after: 4 days}
""")
    assert told.events == [(9 * DAY, "answer", {})]


def test_for_with_after_is_not_triggered_by_a_condition_that_broke_too_early(play: Play) -> None:
    """True only from 2 to 4: never 3 days long, so nothing is ever on its way."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-04, 0]]}
events:
  answer: {when: threat > 0, for: 3 days, after: 4 days}
""")
    assert told.events == []


def test_a_trigger_while_one_is_on_its_way_is_lost(play: Play) -> None:
    """Triggered on 2, due on 7. True again on 4: lost; it is not made up for when the first has arrived."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-03, 0], [2024-01-04, 1]]}
events:
  answer: {when: threat > 0, after: 5 days}
""")
    assert told.events == [(7 * DAY, "answer", {})]


def test_a_trigger_in_the_minute_of_the_arrival_is_not_lost(play: Play) -> None:
    """Triggered on 2, arrives on 6 in step 2; the condition is true again at the look after it: due on 6 + 4 = 10."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-04, 0], [2024-01-06, 1]]}
events:
  answer: {when: threat > 0, after: 4 days}
""")
    assert told.events == [(6 * DAY, "answer", {}), (10 * DAY, "answer", {})]


def test_a_lost_trigger_does_not_count_towards_times(play: Play) -> None:
    """Triggers on 2 (arrives 7), 4 (lost), 9 (arrives 14, the second of two), 16 (one too many)."""
    told = play(MONTH + """
quantities:
  threat:
    initial: 0
    timeline:
      - [2024-01-02, 1]
      - [2024-01-03, 0]
      - [2024-01-04, 1]
      - [2024-01-05, 0]
      - [2024-01-09, 1]
      - [2024-01-10, 0]
      - [2024-01-16, 1]
events:
  answer: {when: threat > 0, after: 5 days, times: 2}
""")
    assert told.events == [(7 * DAY, "answer", {}), (14 * DAY, "answer", {})]


def test_until_an_occurrence_due_at_it_does_not_happen(play: Play) -> None:
    """Every 5 days: 5, 10; the one due at day 15, `until` itself, does not happen. One minute later it would."""
    told = play(MONTH + """
events:
  by_date: {every: 5 days, until: 2024-01-15}
  by_duration: {every: 5 days, until: 15 days}
  a_minute_more: {every: 5 days, until: 2024-01-15 00:01}
""")
    assert told.events == [
        (5 * DAY, "by_date", {}),
        (5 * DAY, "by_duration", {}),
        (5 * DAY, "a_minute_more", {}),
        (10 * DAY, "by_date", {}),
        (10 * DAY, "by_duration", {}),
        (10 * DAY, "a_minute_more", {}),
        (15 * DAY, "a_minute_more", {}),
    ]


def test_until_looks_at_the_occurrence_not_at_the_trigger(play: Play) -> None:
    """Triggered on 2, before `until`, but due on 6: not with `until` on 6, but with `until` a minute later."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  too_late: {when: threat > 0, after: 4 days, until: 6 days}
  in_time: {when: threat > 0, after: 4 days, until: 8641 minutes}
""")
    assert told.events == [(6 * DAY, "in_time", {})]


def test_until_without_a_delay(play: Play) -> None:
    """Turns true on 2 and again on 6: with `until` on 6 only the first occurs."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-04, 0], [2024-01-06, 1]]}
events:
  alarm: {when: threat > 0, until: 2024-01-06}
""")
    assert told.events == [(2 * DAY, "alarm", {})]


def test_times_with_every(play: Play) -> None:
    """`times:` at most so many occurrences: 3, 6, and no more."""
    told = play(MONTH + """
events:
  wave: {every: 3 days, times: 2}
""")
    assert told.events == [(3 * DAY, "wave", {}), (6 * DAY, "wave", {})]


def test_times_with_when(play: Play) -> None:
    """Turns true on 2, 6 and 10; with `times: 2` the third does not occur."""
    told = play(MONTH + """
quantities:
  threat:
    initial: 0
    timeline: [[2024-01-02, 1], [2024-01-04, 0], [2024-01-06, 1], [2024-01-08, 0], [2024-01-10, 1]]
events:
  alarm: {when: threat > 0, times: 2}
""")
    assert told.events == [(2 * DAY, "alarm", {}), (6 * DAY, "alarm", {})]
