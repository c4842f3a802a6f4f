"""Claims are decided by as many replications as that takes, and rightly.

What is random here has fixed seeds. Over all seeds, each statistical test would fail by chance less than once in 1,000.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from escalation_sim.language.loading import loads
from escalation_sim.model.scenario import Expectation
from escalation_sim.questions.check.claims import ERROR, Judgement, judge, judged, looks
from escalation_sim.questions.check.words import judged_in_words
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.results.exact import quantile_bounds, share_bounds
from escalation_sim.running.setups import Engine, Settings, Setup
from tests.questions.check.folders import CLOCK, COIN, expecting


def one(text: str, claim: str, *, seed: int = 1, budget: int = 4_000) -> Judgement:
    (found,) = judge(Setup(loads(expecting(text, claim)).scenario, Settings(seed)), budget)
    return found


@pytest.mark.parametrize("alpha", [0.05, 0.05 / 7])
@pytest.mark.parametrize(("count", "n"), [(0, 1000), (1, 1000), (17, 40), (999, 1000), (1000, 1000), (20_000, 64_000)])
def test_the_interval_of_a_probability_is_that_of_clopper_and_pearson(count: int, n: int, alpha: float) -> None:
    low, high = share_bounds(count, n, alpha)
    assert low == pytest.approx(stats.beta.ppf(alpha / 2, count, n - count + 1) if count else 0, abs=1e-11)
    assert high == pytest.approx(stats.beta.ppf(1 - alpha / 2, count + 1, n - count) if count < n else 1, abs=1e-11)


@pytest.mark.parametrize("p", [0.0001, 0.002, 0.03, 0.3, 0.5, 0.999])
def test_it_misses_the_truth_no_more_often_than_it_says_however_rare_a_thing_is(p: float) -> None:
    n, alpha = 400, 0.05
    bounds = np.array([share_bounds(count, n, alpha) for count in range(n + 1)])
    missed = (bounds[:, 0] > p) | (bounds[:, 1] < p)
    assert stats.binom.pmf(np.arange(n + 1), n, p)[missed].sum() <= alpha


@pytest.mark.parametrize("level", [0.0, 0.01, 0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("n", [1, 7, 100, 5000])
def test_the_interval_of_a_quantile_misses_it_no_more_often_than_it_says(n: int, level: float) -> None:
    """Between the values of ranks l and u: too high if fewer than l values lie below the quantile, too low if at least u do."""
    alpha = 0.05
    low, high = quantile_bounds(np.arange(1.0, n + 1), level, alpha)
    if math.isfinite(low):
        assert stats.binom.cdf(low - 1, n, level) <= alpha / 2
    if math.isfinite(high):
        assert stats.binom.sf(high - 1, n, level) <= alpha / 2
        assert high == 1 or stats.binom.sf(high - 2, n, level) > alpha / 2, "no narrower one would do"
    assert low <= np.quantile(np.arange(1.0, n + 1), level) <= high


def test_there_are_seven_looks_and_each_may_err_a_seventh_of_five_per_cent() -> None:
    assert looks(64_000) == (1000, 2000, 4000, 8000, 16_000, 32_000, 64_000)
    assert (looks(500), looks(1000), looks(5000)) == ((500,), (1000,), (1000, 2000, 4000, 5000))
    found = one(COIN, "probability: reached_high, at_least: 0.1", budget=64_000)
    count = round(found.value * 1000)
    assert (found.low, found.high) == share_bounds(count, 1000, ERROR / 7)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("probability: reached_high, between: [0.25, 0.35]", "held"),
        ("probability: reached_high, at_most: 0.25", "failed"),
        ("probability: reached_high, at_least: 0.35", "failed"),
        ("probability: highest >= high and prize == 10, at_least: 0.25", "held"),
        ("mean: height, between: [0.45, 0.55]", "held"),
        ("mean: height, at_most: 0.45", "failed"),
        ("median: height, between: [0.43, 0.57]", "held"),
        ("quantile: [height, 0.9], between: [0.85, 0.95]", "held"),
        ("quantile: [height, 0.9], at_most: 0.85", "failed"),
        ("mean: prize, equals: 3, tolerance: 0.6", "held"),
        ("probability: reached_high, equals: 0.3", "undecided"),
        ("probability: prize > 1000, equals: 0", "undecided"),
        ("probability: prize > 5, equals: 0", "failed"),
    ],
)
def test_a_claim_holds_or_fails_or_is_undecided(claim: str, verdict: str) -> None:
    assert one(COIN, claim).verdict == verdict


def test_a_decided_claim_takes_no_more_replications_than_it_needs() -> None:
    assert one(COIN, "probability: reached_high, at_least: 0.1", budget=64_000).replications == 1000
    assert one(COIN, "probability: reached_high, at_least: 0.28", budget=64_000).replications > 1000
    assert one(COIN, "probability: reached_high, equals: 0.3", budget=3000).replications == 3000


def test_a_true_claim_at_a_distance_never_fails_and_a_false_one_always_does() -> None:
    """0.33 is 2.2 standard errors away at the first look, and 4.4 at the last; 0.2 is 7."""
    true = [one(COIN, "probability: reached_high, at_most: 0.33", seed=seed) for seed in range(60)]
    assert [found.verdict for found in true].count("failed") == 0
    assert {one(COIN, "probability: reached_high, at_most: 0.2", seed=seed).verdict for seed in range(10)} == {"failed"}


@pytest.mark.parametrize(
    "claim", ["probability: reached_high, at_most: 0.3", "mean: height, at_least: 0.5", "median: height, at_least: 0.5"]
)
def test_a_claim_at_its_very_bound_fails_in_at_most_five_per_cent_of_seeds(claim: str) -> None:
    """Of 100 seeds more than 15 would fail with a probability below 1/20,000 if each failed with 0.05."""
    verdicts = [one(COIN, claim, seed=seed).verdict for seed in range(100)]
    assert verdicts.count("failed") <= 15


def test_the_ensemble_is_extended_and_not_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[tuple[int, int]] = []
    block = Setup.block

    def noted(self: Setup, first: int, count: int, engine: Engine = "simpy") -> Ensemble:
        played.append((first, count))
        return block(self, first, count, engine)

    monkeypatch.setattr(Setup, "block", noted)
    text = expecting(COIN, "probability: reached_high, equals: 0.3", "mean: height, equals: 0.5")
    judge(Setup(loads(text).scenario, Settings()), 8000)
    assert played == [(0, 1000), (1000, 1000), (2000, 2000), (4000, 4000)]


def test_what_was_played_already_is_not_played_again_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = expecting(COIN, "probability: reached_high, equals: 0.3", "median: height, at_least: 0.1")
    setup = Setup(loads(text).scenario, Settings())
    known = setup.block(0, 1000, "kernel")
    assert judge(setup, 4000, known) == judge(setup, 4000)
    assert judge(setup, 700, known) == judge(setup, 700)


@pytest.mark.parametrize(
    ("claim", "verdict", "value"),
    [
        ("probability: reached_high, equals: 1", "held", 1),
        ("probability: final == low, equals: 0", "held", 0),
        ("mean: day_of_strike, equals: 4.5", "held", 4.5),
        ("median: day_of_strike, equals: 4.5", "held", 4.5),
        ("mean: day_of_strike, equals: 4.6", "failed", 4.5),
        ("quantile: [day_of_strike, 0.1], at_most: 4.4", "failed", 4.5),
        ("mean: day_of_nothing, at_most: 1000", "failed", None),
    ],
)
def test_without_a_draw_one_history_decides_exactly(claim: str, verdict: str, value: float | None) -> None:
    found = one(CLOCK, claim)
    assert (found.verdict, found.value, found.replications) == (verdict, value, 1)


@pytest.mark.parametrize(
    ("date", "share"), [("2025-01-05", 0), ("2025-01-05 11:59", 0), ("2025-01-05 12:00", 1), ("2025-01-06", 1)]
)
def test_by_a_date_is_as_it_stood_when_its_first_minute_was_over(date: str, share: float) -> None:
    assert one(CLOCK, f"probability: highest >= high, by: {date}, at_least: 0").value == share


def test_never_is_later_than_everything_in_a_condition_and_left_out_of_means() -> None:
    heads = one(COIN, "probability: reached_high, at_least: 0").value
    assert one(COIN, "probability: day_of_heads < 100000, at_least: 0").value == heads
    assert one(COIN, "probability: day_of_heads > 100000, at_least: 0").value == pytest.approx(1 - heads)
    mean = one(COIN, "mean: day_of_heads, equals: 4")
    assert (mean.verdict, mean.value, mean.known) == ("held", 4, round(heads * 1000))


def test_a_claim_about_what_never_happens_in_a_whole_budget_fails() -> None:
    found = one(COIN, "median: day_of_nothing, at_most: 100", budget=2000)
    assert (found.verdict, found.value, found.replications) == ("failed", None, 2000)


def test_too_few_values_bound_nothing() -> None:
    claim = Expectation("mean", outcome="x", high=10)
    values = np.full(1000, np.nan)
    values[3] = 5
    assert judged(claim, values, 0.01, last=True).verdict == "undecided"
    quantile = Expectation("quantile", outcome="x", level=0.9, high=10)
    values[:20] = np.arange(20) / 10
    assert judged(quantile, values, 0.01, last=True).high == math.inf


def test_an_undecided_claim_says_how_many_replications_would_decide_it() -> None:
    """It is about 0.02 from its bound: Clopper and Pearson's interval is that narrow at 2.24² · 0.3 · 0.7 / 0.02² = 2,600."""
    claim = Expectation("probability", low=0.28)
    values = np.arange(1000) % 10 < 3
    needed = judged(claim, values, 0.025, last=True).needed()
    assert needed is not None
    assert 2300 < needed < 3000
    assert judged(Expectation("probability", low=0.3), values, 0.025, last=True).needed() is None


def test_where_no_number_of_histories_would_decide_it_wider_bounds_are_what_is_left() -> None:
    """0.00001 from its bound it would take some ten thousand millions."""
    values = np.arange(1000) % 10 < 3
    close = judged(Expectation("probability", low=0.29999), values, 0.025, last=True)
    assert (close.verdict, close.needed()) == ("undecided", None)
    assert judged_in_words(close).endswith("only wider bounds will decide it")


def test_the_same_seed_gives_the_same_judgement_and_another_another() -> None:
    claim = "mean: height, at_least: 0.1"
    assert one(COIN, claim) == one(COIN, claim)
    assert one(COIN, claim).value != one(COIN, claim, seed=2).value


def test_a_tolerance_reaches_to_the_number_that_a_person_would_write() -> None:
    (claim,) = loads(expecting(COIN, "mean: prize, equals: 0.3, tolerance: 0.1")).scenario.expect
    assert (claim.low, claim.high) == (0.2, 0.4)


LADDERS = """\
title: Two ladders
period: {start: 2025-01-01, end: 2025-01-31}
quantities: {rung: 0}
events:
  first: {at: 2025-01-05, set: {rung: 1}}
  second: {at: 2025-01-10, set: {rung: 2}}
ladder:
  - stage: low
  - stage: middle
    climb: {when: rung > 5}
  - stage: high
    climb: {from: low, when: rung >= 2}
ladders:
  other:
    stages:
      - stage: one
      - {stage: two, climb: {when: rung >= 1}}
      - {stage: three, climb: {when: stage >= high, for: 5 days}}
"""
"""The main ladder goes from low to high on 10 January, over middle; the other is at two on the 5th and at three on the 15th."""


@pytest.mark.parametrize(
    ("condition", "date", "share"),
    [
        ("reached_two", "2025-01-04", 0),
        ("reached_two", "2025-01-05", 1),
        ("reached_two and not reached_high", "2025-01-05", 1),
        ("reached_two and not reached_high", "2025-01-10", 0),
        ("reached_three", "2025-01-14", 0),
        ("reached_three", "2025-01-15", 1),
        ("reached_three and highest >= high", "2025-01-15", 1),
    ],
)
def test_by_a_date_every_ladder_is_as_it_stood_then(condition: str, date: str, share: float) -> None:
    assert one(LADDERS, f"probability: {condition}, by: {date}, at_least: 0").value == share
    if share:
        assert one(LADDERS, f"probability: {condition}, at_least: 0").value == float("not" not in condition)


@pytest.mark.parametrize(("date", "share"), [("2025-01-09", 0), ("2025-01-10", 1)])
def test_a_stage_that_was_skipped_is_reached_with_the_move(date: str, share: float) -> None:
    for condition in ("reached_middle", "highest == high", "highest >= middle"):
        assert one(LADDERS, f"probability: {condition}, by: {date}, at_least: 0").value == share


SKIPPING = """\
title: x
period: {start: 2025-01-01, end: 2025-01-20}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: stage < 0}
  - stage: arms
    climb: {from: calm, when: true, decide: 4 days}
ladders:
  moscow:
    stages:
      - stage: words
      - stage: punishes
        climb: {when: stage < 0}
      - stage: fights
        climb: {from: words, when: stage >= arms, decide: 3 days}
"""


@pytest.mark.parametrize(
    ("condition", "date", "share"),
    [
        ("reached_aid", "2025-01-04 23:59", 0),
        ("reached_aid", "2025-01-05", 1),  # over it to arms, at midnight
        ("reached_arms and highest == arms", "2025-01-05", 1),
        ("reached_punishes", "2025-01-07 23:59", 0),
        ("reached_punishes and reached_fights", "2025-01-08", 1),
    ],
)
def test_what_is_skipped_is_reached_by_the_date_of_the_move(condition: str, date: str, share: float) -> None:
    """On the main ladder and on another one."""
    assert one(SKIPPING, f"probability: {condition}, by: {date}, at_least: 0").value == share
