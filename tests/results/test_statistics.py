"""Numbers that are all the same have no spread, whatever a sum of them comes to."""

from __future__ import annotations

import math
from hashlib import shake_128
from pathlib import Path

import numpy as np
import pytest

from escalation_sim.model.scenario import Expectation
from escalation_sim.questions.check.claims import estimate
from escalation_sim.questions.compare.differences import differences
from escalation_sim.questions.compare.samples import sample_of
from escalation_sim.questions.sensitivity.ignorance import luck_and_ignorance
from escalation_sim.results.contrasts import paired_means
from escalation_sim.results.statistics import described, moments, total, varies
from tests.commands import command

CONSTANTS = [192.53, 0.1, -1 / 3, 1e-300, 7.7e11, 0.0]


@pytest.mark.parametrize("value", CONSTANTS)
@pytest.mark.parametrize("n", [2, 3, 10, 997, 1000])
def test_equal_numbers_have_no_spread(value: float, n: int) -> None:
    values = np.full(n, value)
    told = described(values)
    assert (told["mean"], told["sd"], told["low"], told["high"]) == (value, 0.0, value, value)
    mean, variance = moments(np.where(np.arange(2 * n).reshape(n, 2) % 2, value, np.nan), axis=0)
    assert (mean[1], variance[1]) == (value, 0.0)
    assert math.isnan(mean[0])
    assert not varies(values)


def test_of_other_numbers_the_moments_are_those_of_numpy() -> None:
    values = np.random.default_rng(1).normal(5, 2, (7, 100))
    mean, variance = moments(values)
    assert mean == pytest.approx(values.mean(axis=1), rel=1e-14)
    assert variance == pytest.approx(values.var(axis=1, ddof=1), rel=1e-12)
    assert all(map(math.isnan, (float(moments(values[:, :1])[1][0]), float(moments(values[:, :0])[0][0]))))


@pytest.mark.parametrize("value", CONSTANTS)
def test_a_constant_is_neither_luck_nor_ignorance(value: float) -> None:
    told = luck_and_ignorance(np.full((100, 10), value), seed=1)
    assert told is not None
    assert (told["luck"], told["ignorance"]) == (0.0, 0.0)
    assert all(math.isnan(share) for share in told["share_of_luck"].values())


def test_what_luck_does_not_touch_is_ignorance_alone() -> None:
    told = luck_and_ignorance(np.repeat(np.linspace(0.1, 0.9, 100)[:, None], 10, axis=1), seed=1)
    assert told is not None
    assert (told["luck"], told["share_of_luck"]) == (0.0, {"value": 0.0, "low": 0.0, "high": 0.0})


@pytest.mark.parametrize("value", CONSTANTS)
def test_a_difference_that_is_everywhere_the_same_is_known_exactly(value: float) -> None:
    assert paired_means(np.zeros(997), np.full(997, value)) == (value, value)


@pytest.mark.parametrize("value", CONSTANTS)
def test_a_constant_is_the_same_in_fewer_histories(value: float) -> None:
    a, b = ({("outcome", "x"): sample_of(np.full(n, value))} for n in (1000, 337))
    (found,) = differences(a, b, {}, paired=False)
    assert (found.difference, found.low, found.high, found.verdict) == (0.0, 0.0, 0.0, "undecided")


SCENARIO = """
title: A constant
period: {start: 2024-01-01, end: 2024-01-31}
parameters:
  a: {value: 0.3, range: [0.1, 0.9], assumption: for the test}
  b: {value: 0.3, range: [0.1, 0.9], assumption: for the test}
quantities: {level: 192.53 + 0 * a, other: 0}
events: {bump: {every: 3 days, chance: b, set: {other: other + 1}}}
ladder: [{stage: calm}, {stage: alarm, climb: {when: other > 3}}]
outcomes: {constant: final(level)}
"""


@pytest.mark.parametrize("method", ["one-at-a-time", "sobol", "morris"])
def test_nothing_is_said_of_the_ignorance_of_a_constant(method: str, tmp_path: Path) -> None:
    path = tmp_path / "constant.yaml"
    path.write_text(SCENARIO)
    points = {"one-at-a-time": "3", "sobol": "64", "morris": "4"}[method]
    told = command("sensitivity", str(path), "--method", method, "--of", "constant", "-n", "10", "--points", points).out
    assert "ignorance" not in told
    assert "luck:" not in told
    assert "Nothing that was varied moves the mean of constant by more than luck may" in " ".join(told.split())


def test_a_claim_about_a_constant_is_decided_by_it() -> None:
    claim = Expectation("mean", outcome="x", low=192.53, high=192.53)
    assert estimate(claim, np.full(1000, 192.53), 0.05)[:2] == (192.53, (192.53, 192.53))


def test_a_sum_is_taken_in_one_order_on_every_machine() -> None:
    """The second half is added to the first, and what is left over to the beginning; numpy's own order is its own affair."""
    a, b, c, d, e = values = [1e16, 1.0, 3.0, -1e16, 0.1]
    assert float(total(np.array(values))) == ((a + c) + e) + (b + d)
    many = np.frombuffer(shake_128(b"a sum").digest(8 * 7 * 1001), "<u8").reshape(7, 1001) * 2.0**-64
    assert [float(x).hex() for x in total(many, 1)] == [float(total(row)).hex() for row in many]
    assert [float(x).hex() for x in total(many, 0)] == [float(total(column)).hex() for column in np.ascontiguousarray(many.T)]
    assert all(abs(float(total(row)) - math.fsum(row)) < 1e-12 for row in many)
    assert (total(np.empty((0, 3)), 0).tolist(), float(total(np.empty(0)))) == ([0.0, 0.0, 0.0], 0.0)


def test_no_zero_has_a_sign_that_depends_on_how_numbers_are_sorted() -> None:
    for values in ([-0.0, 0.0], [0.0, -0.0], [-0.0, -0.0, -0.0]):
        told = described(np.array(values))
        assert [math.copysign(1.0, told[name] or 0.0) for name in ("mean", "q10", "median", "q90")] == [1.0] * 4
