"""Expressions of the state: values, draws between equal bounds, and what may be infinite on the way.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

import pytest

from tests.telling import Play

DAY = 1440
MONTH = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
ladder: [{stage: calm}]
"""


def set_on_day_3(expression: str) -> str:
    """A scenario in which `result` is set to the expression on day 3, with zero = 0, two = 2 and minus = -1."""
    return MONTH + f"""
quantities: {{zero: 0, two: 2, minus: -1, result: 99}}
events:
  once:
    at: 3 days
    set:
      result: {expression}
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + two * 3", 7),
        ("(1 + two) * 3", 9),
        ("7 / two - minus", 4.5),
        ("-two", -2),
        ("min(two, 3, minus)", -1),
        ("max(two, 3, minus)", 3),
        ("abs(minus)", 1),
        ("sqrt(two + two)", 2),
        ("exp(zero)", 1),
        ("log(1 + zero)", 0),
        ("floor(two + 0.7)", 2),
        ("ceil(two + 0.2)", 3),
        ("floor(minus - 0.5)", -2),
        ("round(two + 0.4)", 2),
        ("round(two + 0.6)", 3),
        ("clip(two, 3, 5)", 3),
        ("clip(two, -1, 1)", 1),
        ("clip(two, 0, 5)", 2),
        ("5 if two > 1 else 6", 5),
        ("5 if two > 2 else 6", 6),
        ("(two > 1) + (two > 1 and zero > 0)", 1),
        ("(1 < two < 3) * 10", 10),
        ("(1 < two < 2) * 10", 0),
        ("(two == 2) + (two != 2) + (not two >= 2)", 1),
        ("1 if true else 2", 1),
        ("now", 3),
        ("now - date(2024, 1, 1)", 2),
    ],
)
def test_the_value_of_an_expression(play: Play, expression: str, value: float) -> None:
    """Python's notation, in double precision; in arithmetic a condition counts as 1 or 0; `now` is days since start."""
    assert play(set_on_day_3(expression)).quantities["result"] == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("uniform(two, 2)", 2),
        ("triangular(two, 2, 2)", 2),
        ("normal(two, 0)", 2),
        ("lognormal(two, 0)", 2),
        ("bernoulli(1)", 1),
        ("bernoulli(zero)", 0),
        ("choice(1, 0)", 0),
        ("choice(zero, 1)", 1),
        ("choice(0, 0, 1)", 2),
        ("uniform(1, 1) + normal(two, 0)", 3),
    ],
)
def test_a_draw_that_can_have_but_one_value(play: Play, expression: str, value: float) -> None:
    """Equal bounds and sd = 0 are possible; a probability of 1 is certain, of 0 impossible."""
    assert play(set_on_day_3(expression)).quantities["result"] == pytest.approx(value, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 / zero if zero > 0 else 4", 4),
        ("4 if zero == 0 else 1 / zero", 4),
        ("min(1 / zero, 4)", 4),
        ("1 / (1 / zero)", 0),
        ("clip(1 / zero, 0, 5)", 5),
        ("clip(log(zero), -3, 5)", -3),
        ("4 if two > 1 else sqrt(minus)", 4),
        ("4 if two > 1 else log(minus)", 4),
        ("4 if two > 1 else zero / zero", 4),
        ("4 if two > 1 else uniform(two, 1)", 4),
        ("4 if two > 1 else normal(0, minus)", 4),
        ("4 if two > 1 else exponential(zero)", 4),
        ("4 if two > 1 else bernoulli(two)", 4),
        ("4 if two > 1 else clip(3, two, 1)", 4),
        ("(1 / zero > 5) + (minus / zero < 5)", 2),
    ],
)
def test_on_the_way_a_value_may_be_infinite_or_no_number(play: Play, expression: str, value: float) -> None:
    """Every part is evaluated, in IEEE arithmetic; only the value of the whole must be finite."""
    assert play(set_on_day_3(expression)).quantities["result"] == value


def test_a_condition_may_compare_what_is_infinite(play: Play) -> None:
    """1 / 0 is infinite and above 5: true in minute 0. From day 4 it is 1 / 1; from 8 again 1 / 0."""
    told = play(MONTH + """
quantities:
  rest: {initial: 0, timeline: [[2024-01-04, 1], [2024-01-08, 0]]}
events:
  scarce: {when: 1 / rest > 5}
outcomes: {scarce_days: days(1 / rest > 5)}
""")
    assert told.events == [(0, "scarce", {}), (8 * DAY, "scarce", {})]
    assert told.outcomes == {"scarce_days": 26}


@pytest.mark.parametrize(
    "interval",
    ["uniform(5, 5)", "triangular(5, 5, 5)", "normal(5, 0)", "lognormal(5, 0)", "5 * bernoulli(1)", "5 * choice(0, 1)"],
)
def test_a_drawn_interval(play: Play, interval: str) -> None:
    """Each of these is 5 days, whatever the luck: 5, 10, 15, 20, 25."""
    told = play(MONTH + f"""
events:
  beat:
    every: {interval}
""")
    assert [minute for minute, _, _ in told.events] == [day * DAY for day in (5, 10, 15, 20, 25)]


def test_a_drawn_delay_and_a_drawn_decision(play: Play) -> None:
    """Triggered on 2, `after` 3: day 5. Deciding from 2 for 6 days: day 8. For any seed and replication."""
    text = """
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities:
  threat: {initial: 0, timeline: [[2024-01-02, 1]]}
events:
  answer:
    when: threat > 0
    after: uniform(3, 3)
    chance: bernoulli(1)
ladder:
  - stage: calm
  - stage: aid
    climb:
      when: threat > 0
      decide: normal(6, 0)
      chance: choice(0, 1)
"""
    for seed, replication in [(1, 0), (1, 17), (2, 0)]:
        told = play(text, seed=seed, replication=replication)
        assert told.events == [(5 * DAY, "answer", {})]
        assert told.moves == [(8 * DAY, "calm", "aid", None)]


def test_stage_names_are_places_in_expressions(play: Play) -> None:
    """calm is 0, aid is 1, arms is 2; the actor stands at aid from day 4: 100 + 10 + 2."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
quantities: {result: 0}
events:
  once: {at: 6 days, set: {result: 100 * stage + 10 * highest + arms + calm}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, for: 4 days}
  - stage: arms
    climb: {when: stage > aid}
""")
    assert told.quantities == {"result": 112}
