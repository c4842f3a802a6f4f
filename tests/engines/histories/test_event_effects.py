"""What an occurrence does: `while`, `chance`, `set`, and what is counted.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
ladder: [{stage: calm}]
"""


def test_while_false_there_is_no_effect(play: Play) -> None:
    """`while` is looked at when the event occurs: 5 (no), 10 (yes), 15 (yes), 20 and 25 (no). The rhythm goes on."""
    told = play(MONTH + """
quantities:
  open: {initial: 0, timeline: [[2024-01-07, 1], [2024-01-17, 0]]}
  troops: 0
events:
  wave: {every: 5 days, while: open > 0, set: {troops: troops + 1}}
outcomes: {waves: count(wave)}
""")
    assert told.events == [(10 * DAY, "wave", {"troops": 1}), (15 * DAY, "wave", {"troops": 2})]
    assert told.outcomes == {"waves": 2}


def test_while_is_looked_at_when_it_occurs_not_when_it_is_triggered(play: Play) -> None:
    """Triggered on 2, when neither may; they arrive on 6, when only `open` is above 0."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  open: {initial: 0, timeline: [[2024-01-06, 1]]}
events:
  answer: {when: threat > 0, after: 4 days, while: open > 0}
  silence: {when: threat > 0, after: 4 days, while: open <= 0}
""")
    assert told.events == [(6 * DAY, "answer", {})]


def test_while_sees_the_events_before_it_in_the_same_minute(play: Play) -> None:
    """On day 4 in file order: `early` sees the gate shut, `gate` opens it, `late` sees it open."""
    told = play(MONTH + """
quantities: {open: 0}
events:
  early: {at: 4 days, while: open > 0}
  gate: {at: 4 days, set: {open: 1}}
  late: {at: 4 days, while: open > 0}
""")
    assert told.events == [(4 * DAY, "gate", {"open": 1}), (4 * DAY, "late", {})]


def test_chance_0_is_no_effect_and_chance_1_always(play: Play) -> None:
    """`chance:` the probability of an effect; p says yes when u > 1 - p: never for 0, always for 1."""
    told = play(MONTH + """
events:
  never: {every: 10 days, chance: 0}
  always: {every: 10 days, chance: 1}
outcomes: {never_count: count(never), always_count: count(always)}
""")
    assert told.events == [(10 * DAY, "always", {}), (20 * DAY, "always", {})]
    assert told.outcomes == {"never_count": 0, "always_count": 2}


def test_chance_may_be_an_expression_of_the_state(play: Play) -> None:
    """The chance is 0 on day 10 and 1 on day 20."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-15, 1]]}
events:
  answer: {every: 10 days, chance: will}
""")
    assert told.events == [(20 * DAY, "answer", {})]


def test_while_that_says_no_ends_it_before_chance(play: Play) -> None:
    """In this order: `while`, `chance`: on day 10 a chance of 2 would be an error, but `while` has said no."""
    told = play(MONTH + """
quantities:
  will: {initial: 2, timeline: [[2024-01-15, 1]]}
events:
  answer: {every: 10 days, while: will <= 1, chance: will}
""")
    assert told.events == [(20 * DAY, "answer", {})]


def test_chance_that_says_no_ends_it_before_set(play: Play) -> None:
    """In this order: `chance`, `set`: on day 10, 1 / 0 would be an error, but the chance of 0 has said no."""
    told = play(MONTH + """
quantities:
  will: {initial: 0, timeline: [[2024-01-15, 1]]}
  share: 0
events:
  answer: {every: 10 days, chance: will, set: {share: 1 / will}}
""")
    assert told.events == [(20 * DAY, "answer", {"share": 1})]


def test_what_had_no_effect_counts_towards_times_but_not_towards_count(play: Play) -> None:
    """Occurrences on 2 (shut), 4 (shut), 6 (open): `times: 3` is used up, with one effect."""
    told = play(MONTH + """
quantities:
  open: {initial: 0, timeline: [[2024-01-05, 1]]}
events:
  wave: {every: 2 days, times: 3, while: open > 0}
outcomes: {waves: count(wave)}
""")
    assert told.events == [(6 * DAY, "wave", {})]
    assert told.outcomes == {"waves": 1}


def test_a_refused_chance_counts_towards_times(play: Play) -> None:
    """Triggered on 2 (chance 0) and on 6 (chance 1): with `times: 1` the first was the only one; with 2, 6 is left."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1], [2024-01-04, 0], [2024-01-06, 1]]}
  will: {initial: 0, timeline: [[2024-01-05, 1]]}
events:
  once: {when: threat > 0, times: 1, chance: will}
  twice: {when: threat > 0, times: 2, chance: will}
""")
    assert told.events == [(6 * DAY, "twice", {})]


def test_chance_is_tried_once_each_time_the_condition_turns_true(play: Play) -> None:
    """Triggered on 2 with chance 0. Chance becomes 1 on 5, but the condition has stayed true: no new trigger."""
    told = play(MONTH + """
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
  will: {initial: 0, timeline: [[2024-01-05, 1]]}
events:
  answer: {when: threat > 0, chance: will}
""")
    assert told.events == []


def test_an_event_without_set_only_counts(play: Play) -> None:
    """Two occurrences with effect, on 10 and 20, and nothing has changed."""
    told = play(MONTH + """
quantities: {troops: 7}
events:
  beat: {every: 10 days}
outcomes: {beats: count(beat)}
""")
    assert told.events == [(10 * DAY, "beat", {}), (20 * DAY, "beat", {})]
    assert told.outcomes == {"beats": 2}
    assert told.quantities == {"troops": 7}


def test_set_assigns_all_at_once(play: Play) -> None:
    """All the expressions see the state as it was just before this event: 1 and 2 change places."""
    told = play(MONTH + """
quantities: {left: 1, right: 2}
events:
  swap: {at: 4 days, set: {left: right, right: left}}
""")
    assert told.events == [(4 * DAY, "swap", {"left": 2, "right": 1})]
    assert told.quantities == {"left": 2, "right": 1}


def test_set_may_read_now_and_the_ladder(play: Play) -> None:
    """`now` is days since start: 4.5; `stage` is 0 at the lowest of one, and so are `highest` and the stage's name."""
    told = play(MONTH + """
quantities: {clock: 0, place: 9}
events:
  note:
    at: 2024-01-04 12:00
    set: {clock: now, place: stage + highest + calm}
""")
    assert told.events == [(4 * DAY + 720, "note", {"clock": 4.5, "place": 0})]


def test_what_a_quantity_is_set_to_is_clipped(play: Play) -> None:
    """Whatever a quantity is set to is clipped to `min` and `max`: 5 + 9 = 14 to 10, 10 - 40 to 0."""
    text = MONTH + """
quantities:
  support: {initial: 5, min: 0, max: 10}
  copy: 0
events:
  gain: {at: 3 days, set: {support: support + 9}}
  note: {at: 4 days, set: {copy: support}}
  loss: {at: 5 days, set: {support: support - 40}}
outcomes: {top: peak(support), bottom: low(support)}
"""
    told = play(text)
    assert told.outcomes == {"top": 10, "bottom": 0}
    assert told.quantities == {"support": 0, "copy": 10}


def test_a_condition_sees_the_clipped_value(play: Play) -> None:
    """14 is clipped to 10 before anything looks: `> 10` never turns true, `>= 10` does, in the same minute."""
    told = play(MONTH + """
quantities:
  support: {initial: 5, max: 10}
events:
  gain: {at: 3 days, set: {support: 14}}
  above: {when: support > 10}
  full: {when: support >= 10}
outcomes: {above_count: count(above), full_count: count(full)}
""")
    assert told.outcomes == {"above_count": 0, "full_count": 1}
