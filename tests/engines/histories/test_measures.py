"""Outcomes that are more than one aggregate: arithmetic, and what comes of a *never* in it.

Time starts on 31 December, so that day 5 is 5 January; the 30 days end as 30 January begins.
"""

import pytest

from tests.telling import Fail, Play

DAY = 1440
CALM = """\
title: x
period: {start: 2023-12-31, end: 2024-01-29}
parameters: {wage: 3, factor: 0.5}
quantities:
  troops: {initial: 2, timeline: [[2024-01-06, 8], [2024-01-15, 5]]}
  zero: 0
events:
  wave: {every: 5 days}
  echo: {every: 10 days, while: troops > 6}
ladder: [{stage: calm}]
"""


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("24 * days(troops > 6)", 24 * 9),
        ("peak(troops) - low(troops)", 6),
        ("(peak(troops) + final(troops)) / low(troops)", 6.5),
        ("-peak(troops)", -8),
        ("wage * days(troops > 6) + factor", 27.5),
        ("max(peak(troops), 20, wage)", 20),
        ("min(first(troops == 8), first(troops == 5))", 6),
        ("first(troops == 5) - first(troops == 8)", 9),
        ("clip(peak(troops), 0, factor * 10)", 5),
        ("round(sqrt(peak(troops) + 1))", 3),
        ("log(exp(final(zero)))", 0),
        ("3 * count(wave) - count(echo)", 14),  # 5, 10, 15, 20, 25; of 10 and 20 the first
        ("peak(troops)", 8),
        ("days(troops > 6) / (days(troops > 6) + days(troops <= 6))", 0.3),
        ("peak(troops) + peak(troops)", 16),
        ("peak(troops + 1) - peak(wage * troops)", -15),
        ("date(2024, 1, 20) - first(troops == 5)", 5),
        ("peak(troops) > 7", 1),
        ("peak(troops) > 7 and not low(troops) == 2", 0),
        ("2 * (peak(troops) > 7) + (count(wave) < count(echo))", 2),
        ("final(troops) if peak(troops) > 7 else wage", 5),
        ("1 / final(zero) if final(zero) > 0 else wage", 3),
    ],
)
@pytest.mark.parametrize("form", ["  asked: MEASURE\n", "  asked: {measure: 'MEASURE', title: What is asked, unit: days}\n"])
def test_arithmetic_on_aggregates(play: Play, form: str, measure: str, value: float) -> None:
    """In the short form and in the long one."""
    assert play(CALM + "outcomes:\n" + form.replace("MEASURE", measure)).outcomes == {"asked": value}


@pytest.mark.parametrize(
    "measure",
    [
        "first(troops > 9)",
        "first(troops > 9) - first(troops > 6)",
        "first(troops > 6) - first(troops > 9)",
        "0 * first(troops > 9)",
        "min(first(troops > 9), 3)",
        "peak(troops) + first(troops > 9)",
        "first(troops > 9) / final(zero)",  # never, before it is no number
        "count(wave) * first(troops > 9) * first(troops > 10)",
        "first(troops > 9) > 3",
        "3 if peak(troops) > 1 else first(troops > 9)",  # also where it is not asked for
    ],
)
def test_it_is_never_where_one_of_its_aggregates_is(play: Play, measure: str) -> None:
    """9 is never passed."""
    assert play(CALM + f"outcomes:\n  asked: {measure}\n  other: days(troops > 6)\n").outcomes == {"asked": None, "other": 9}


@pytest.mark.parametrize(
    "measure",
    ["1 / final(zero)", "log(final(zero))", "sqrt(-peak(troops))", "count(wave) / days(zero > 0)", "exp(200 * peak(troops))"],
)
def test_one_that_is_not_finite_stops_the_run(fail: Fail, measure: str) -> None:
    """It names the expression, the minute and the replication: it is worked out when the run is over."""
    message = fail(CALM + f"outcomes:\n  other: peak(troops)\n  asked: {measure}\n", replication=7)
    assert measure in message
    assert f"minute {30 * DAY:,}" in message.replace(f"{30 * DAY}", f"{30 * DAY:,}")
    assert "replication 7" in message


def test_on_the_way_a_value_may_be_infinite(play: Play) -> None:
    """1 / 0 is greater than 5."""
    assert play(CALM + "outcomes:\n  asked: min(1 / final(zero), 5)\n").outcomes == {"asked": 5}


def test_measures_of_ladders_and_brakes(play: Play) -> None:
    """Main is at aid from 4, moscow at punishes from 9; the fear of moscow lasts from then on: 21 days."""
    told = play("""
title: x
period: {start: 2023-12-31, end: 2024-01-29}
brakes: {fear: {while: moscow >= punishes, blocks: []}}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: true, decide: 4 days}
ladders:
  moscow: {stages: [{stage: words}, {stage: punishes, climb: {when: stage >= aid, for: 5 days}}]}
outcomes:
  answered_after: first(moscow >= punishes) - first(stage >= aid)
  share_of_fear: days(fear) / 30
  apart: days(stage != 1 or moscow != 1) + days(fear)
""")
    assert told.outcomes == {"answered_after": 5, "share_of_fear": 0.7, "apart": 30}
