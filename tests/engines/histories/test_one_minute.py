"""The order of things within a minute: steps, looks and rounds.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
ladder: [{stage: calm}]
"""


def test_events_of_one_minute_happen_in_file_order(play: Play) -> None:
    """`step` is before `copy` in the file: on day 3 `copy` sees 1, on day 6 it sees 2."""
    told = play(MONTH + """
quantities: {tally: 0, seen: 9}
events:
  step: {every: 3 days, times: 2, set: {tally: tally + 1}}
  copy: {every: 3 days, times: 2, set: {seen: tally}}
""")
    assert told.events == [
        (3 * DAY, "step", {"tally": 1}),
        (3 * DAY, "copy", {"seen": 1}),
        (6 * DAY, "step", {"tally": 2}),
        (6 * DAY, "copy", {"seen": 2}),
    ]


def test_the_other_file_order_is_another_meaning(play: Play) -> None:
    """`copy` before `step`: on day 3 `copy` sees 0, on day 6 it sees 1."""
    told = play(MONTH + """
quantities: {tally: 0, seen: 9}
events:
  copy: {every: 3 days, times: 2, set: {seen: tally}}
  step: {every: 3 days, times: 2, set: {tally: tally + 1}}
""")
    assert told.events == [
        (3 * DAY, "copy", {"seen": 0}),
        (3 * DAY, "step", {"tally": 1}),
        (6 * DAY, "copy", {"seen": 1}),
        (6 * DAY, "step", {"tally": 2}),
    ]


def test_file_order_holds_whatever_the_kind_of_trigger(play: Play) -> None:
    """On day 6 an arrival (triggered on 2, 4 days after), a rhythm and a date are all due: the file decides."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  dated: {at: 2024-01-06}
  arrival: {when: threat > 0, after: 4 days}
  beat: {every: 6 days, times: 1}
  dated_too: {at: 6 days}
""")
    assert told.events == [
        (6 * DAY, "dated", {}),
        (6 * DAY, "arrival", {}),
        (6 * DAY, "beat", {}),
        (6 * DAY, "dated_too", {}),
    ]


def test_timelines_come_before_the_events_of_the_same_minute(play: Play) -> None:
    """On day 3 the timeline sets 8 first, then the event sees 8 and makes it 9."""
    told = play(MONTH + """
quantities:
  troops: {initial: 0, timeline: [[2024-01-03, 8]]}
events:
  more: {at: 3 days, set: {troops: troops + 1}}
""")
    assert told.events == [(3 * DAY, "more", {"troops": 9})]


def test_a_chain_in_one_minute(play: Play) -> None:
    """An occurrence with no delay happens in the next round of the same minute: one, two, three, all on day 3.

    The chain runs against the file order, which decides only within a round.
    """
    told = play(MONTH + """
quantities: {tally: 0}
events:
  three: {when: tally >= 2, set: {tally: 3}}
  two: {when: tally >= 1, set: {tally: 2}}
  one: {at: 3 days, set: {tally: 1}}
""")
    assert told.events == [
        (3 * DAY, "one", {"tally": 1}),
        (3 * DAY, "two", {"tally": 2}),
        (3 * DAY, "three", {"tally": 3}),
    ]


def test_what_is_triggered_waits_for_the_rest_of_the_round(play: Play) -> None:
    """`answer` stands before `late` in the file, but is triggered at the look after both `cause` and `late`."""
    told = play(MONTH + """
quantities: {tally: 0}
events:
  cause: {at: 3 days, set: {tally: 1}}
  answer: {when: tally > 0}
  late: {at: 3 days}
""")
    assert [event for _, event, _ in told.events] == ["cause", "late", "answer"]


def test_two_triggered_in_one_look_occur_in_file_order(play: Play) -> None:
    """Both turn true on day 3; in the next round the first doubles 1, then the second adds 10 to 2."""
    told = play(MONTH + """
quantities: {tally: 0}
events:
  cause: {at: 3 days, set: {tally: 1}}
  double: {when: tally >= 1, set: {tally: tally * 2}}
  add: {when: tally > 0, set: {tally: tally + 10}}
""")
    assert told.events[1:] == [(3 * DAY, "double", {"tally": 2}), (3 * DAY, "add", {"tally": 12})]


def test_what_turns_true_and_false_again_between_two_looks_triggers_nothing(play: Play) -> None:
    """On day 3 `up` and `down` occur in one step: at the look the condition is false, as before."""
    told = play(MONTH + """
quantities: {threat: 0}
events:
  up: {at: 3 days, set: {threat: 1}}
  down: {at: 3 days, set: {threat: 0}}
  alarm: {when: threat > 0}
""")
    assert [event for _, event, _ in told.events] == ["up", "down"]


def test_what_breaks_and_mends_between_two_looks_does_not_turn_true_again(play: Play) -> None:
    """True since minute 0. On day 3 it breaks and mends in one step: it has not broken, so no second alarm."""
    told = play(MONTH + """
quantities: {threat: 1}
events:
  down: {at: 3 days, set: {threat: 0}}
  up: {at: 3 days, set: {threat: 1}}
  alarm: {when: threat > 0}
""")
    assert [event for _, event, _ in told.events] == ["alarm", "down", "up"]


def test_what_breaks_and_mends_in_two_rounds_has_broken(play: Play) -> None:
    """Day 3: round 1 `down`, look: false; round 2 `up`, look: true again; round 3 `alarm`."""
    told = play(MONTH + """
quantities: {threat: 1}
events:
  down: {at: 3 days, set: {threat: 0}}
  up: {when: threat == 0, set: {threat: 1}}
  alarm: {when: threat > 0}
""")
    assert told.events == [
        (0, "alarm", {}),
        (3 * DAY, "down", {"threat": 0}),
        (3 * DAY, "up", {"threat": 1}),
        (3 * DAY, "alarm", {}),
    ]


def test_two_events_may_set_each_other_off_several_times_in_a_minute(play: Play) -> None:
    """Minute 0: ping (1), pong, ping (2), pong, ping (3), pong; then `serves < 3` is false and it ends."""
    told = play(MONTH + """
quantities: {ball: 0, serves: 0}
events:
  ping: {when: ball == 0 and serves < 3, set: {ball: 1, serves: serves + 1}}
  pong: {when: ball == 1, set: {ball: 0}}
""")
    assert [event for _, event, _ in told.events] == ["ping", "pong"] * 3
    assert {minute for minute, _, _ in told.events} == {0}


def test_hundreds_of_rounds_in_a_minute_are_allowed(play: Play) -> None:
    """400 pings and 400 pongs are 800 rounds; only a 1,001st is an error."""
    told = play(MONTH + """
quantities: {ball: 0, serves: 0}
events:
  ping: {when: ball == 0 and serves < 400, set: {ball: 1, serves: serves + 1}}
  pong: {when: ball == 1, set: {ball: 0}}
outcomes: {pongs: count(pong)}
""")
    assert told.outcomes == {"pongs": 400}
    assert told.events[-1] == (0, "pong", {"ball": 0})


def test_at_minute_0_the_first_look_comes_before_timelines(play: Play) -> None:
    """Initial values, first look: 1 > 0 triggers the alarm. Then the timeline sets 0, then the alarm sees 0."""
    told = play(MONTH + """
quantities:
  threat: {initial: 1, timeline: [[2023-12-31, 0]]}
  seen: 9
events:
  alarm: {when: threat > 0, set: {seen: threat}}
""")
    assert told.events == [(0, "alarm", {"seen": 0})]


def test_at_minute_0_what_a_timeline_sets_is_looked_at_after_it(play: Play) -> None:
    """At the first look 0; the timeline of minute 0 sets 1; the look after it triggers the alarm, still at minute 0."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2023-12-31, 1]]}
events:
  alarm: {when: threat > 0}
""")
    assert told.events == [(0, "alarm", {})]


def test_at_minute_0_the_triggered_and_the_dated_are_of_one_round(play: Play) -> None:
    """`alarm` is triggered at the first look, before step 2: so it is due with `dated`, in file order."""
    told = play(MONTH + """
quantities: {threat: 1}
events:
  alarm: {when: threat > 0}
  dated: {at: 2023-12-31}
""")
    assert [event for _, event, _ in told.events] == ["alarm", "dated"]
