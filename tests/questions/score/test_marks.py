"""What a probability is worth: by hand, and whatever the order."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation_sim.questions.score.marks import LEAST, MOST, calibration, gain, mark, means

FORECASTS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("probability", "answer", "brier", "log"),
    [
        (0.7, True, 0.09, -math.log(0.7)),
        (0.7, False, 0.49, -math.log(0.3)),
        (0.04, False, 0.0016, -math.log(0.96)),
        (0.5, True, 0.25, math.log(2)),
        (0.5, False, 0.25, math.log(2)),
        (0.005, True, 0.990025, -math.log(0.005)),
    ],
)
def test_scores_are_those_worked_out_by_hand(probability: float, answer: bool, brier: float, log: float) -> None:
    found = mark(probability, answer=answer)
    assert (found.brier, found.log) == pytest.approx((brier, log), abs=1e-12)
    assert not found.kept


@pytest.mark.parametrize("answer", [True, False])
def test_a_perfect_forecaster_has_nothing_but_what_nobody_may_be_sure_of(answer: bool) -> None:
    found = mark(float(answer), answer=answer)
    assert found.brier == 0
    assert found.log == pytest.approx(-math.log(0.995))
    assert found.kept


@pytest.mark.parametrize("answer", [True, False])
def test_who_says_never_and_is_wrong_has_not_lost_for_ever(answer: bool) -> None:
    found = mark(float(not answer), answer=answer)
    assert found.brier == 1
    assert found.log == pytest.approx(-math.log(0.005))
    assert found.kept


def test_a_fair_coin_has_a_quarter_and_the_logarithm_of_two() -> None:
    found = means([mark(0.5, answer=answer) for answer in (True, False, False, True, True)])
    assert (found.brier, found.log, found.questions) == (0.25, pytest.approx(math.log(2), abs=1e-15), 5)


@given(forecasts=FORECASTS, data=st.data())
def test_the_same_forecasts_in_another_order_score_the_same(forecasts: list[tuple[float, bool]], data: Any) -> None:
    other = data.draw(st.permutations(forecasts))
    one, two = ([mark(share, answer=answer) for share, answer in every] for every in (forecasts, other))
    assert means(one) == means(two)
    assert calibration(forecasts) == calibration(other)
    coin = [mark(0.5, answer=True)] * len(forecasts)
    assert gain(one, coin) == gain(two, coin)


@given(forecasts=FORECASTS)
def test_scores_stay_within_their_bounds(forecasts: list[tuple[float, bool]]) -> None:
    found = means([mark(share, answer=answer) for share, answer in forecasts])
    assert 0 <= found.brier <= 1
    assert -math.log(MOST) - 1e-12 <= found.log <= -math.log(LEAST) + 1e-12
    assert sum(one.questions for one in calibration(forecasts)) == len(forecasts)


@given(share=st.floats(0, 1), truth=st.floats(0, 1))
def test_nothing_is_gained_by_saying_what_one_does_not_believe(share: float, truth: float) -> None:
    """Both scores are proper: expected under what one believes, belief itself scores best."""

    def expected(said: float) -> tuple[float, float]:
        yes, no = mark(said, answer=True), mark(said, answer=False)
        return truth * yes.brier + (1 - truth) * no.brier, truth * yes.log + (1 - truth) * no.log

    honest, other = expected(truth), expected(share)
    assert honest[0] <= other[0] + 1e-12
    if LEAST <= truth <= MOST:
        assert honest[1] <= other[1] + 1e-9


def test_a_bin_has_what_was_said_and_what_came_true() -> None:
    found = calibration([(0.0, False), (0.04, False), (0.1, True), (0.3, False), (0.95, True), (1.0, False)])
    assert [(one.low, one.high, one.questions, one.yes) for one in found] == [
        (0, 0.1, 2, 0),
        (0.1, 0.2, 1, 1),
        (0.3, 0.4, 1, 0),
        (0.9, 1, 2, 1),
    ]
    assert found[0].said == pytest.approx(0.02)
    assert (found[3].yes_low, found[3].yes_high) == pytest.approx((0.0945, 0.9055), abs=1e-4)  # Wilson's of 1 of 2


def test_a_gain_has_an_interval_by_hand() -> None:
    """Differences 0.1, 0.2, 0.3, 0.4, 0.5: mean 0.3, sd 0.1581, and Student's t of 4 degrees of freedom is 2.776."""
    ours = [mark(1.0, answer=True)] * 5
    theirs = [mark(1 - math.sqrt(apart), answer=True) for apart in (0.1, 0.2, 0.3, 0.4, 0.5)]
    found = gain(ours, theirs)
    assert found.difference == pytest.approx(0.3)
    assert (found.low, found.high) == pytest.approx((0.3 - 0.1963, 0.3 + 0.1963), abs=5e-4)
    assert gain(ours[:4], theirs[:4]).low is None
