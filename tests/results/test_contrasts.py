"""Intervals and tests of differences are those of the papers they are named after, and hold as often as they say."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from escalation_sim.results import contrasts
from tests.campaign.comparisons import CASES, coverage

NEWCOMBE = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0000),
    ((10, 10), (0, 10), 0.6075, 1.0000),
]
"""Table II of Newcombe (1998), method 10: two samples, and the interval of the difference of their shares."""


@pytest.mark.parametrize(("b", "a", "low", "high"), NEWCOMBE)
def test_independent_shares_are_newcombes(b: tuple[int, int], a: tuple[int, int], low: float, high: float) -> None:
    assert contrasts.unpaired_shares(*a, *b) == pytest.approx((low, high), abs=5.1e-5)


def test_the_exact_test_is_that_of_the_binomial_distribution() -> None:
    from scipy.stats import binomtest

    for m in (1, 2, 5, 6, 17, 40, 333, 5000):
        for k in {0, 1, m // 7, m // 3, m // 2, m - m // 3, m}:
            assert contrasts.exact_test(k, m - k) == pytest.approx(binomtest(k, m).pvalue, rel=1e-9, abs=1e-300), (k, m)
    assert contrasts.exact_test(0, 0) == 1


def test_the_exact_test_says_nothing_odd_of_very_many() -> None:
    assert contrasts.exact_test(500_000, 500_000) == 1
    assert 0 < contrasts.exact_test(499_000, 501_000) < 0.05
    assert contrasts.exact_test(0, 1_000_000) == 0


def test_holm_adjusts_as_in_a_worked_example() -> None:
    # 0.002 · 5, 0.01 · 4, 0.02 · 3, 0.03 · 2 (not below the one before), 0.04 · 1 (nor this)
    assert contrasts.holm([0.01, 0.02, 0.03, 0.04, 0.002]) == pytest.approx([0.04, 0.06, 0.06, 0.06, 0.01])
    assert contrasts.holm([0.9, 0.6]) == [1.0, 1.0]
    assert contrasts.holm([]) == []


def test_the_levels_of_intervals_are_holms() -> None:
    """The interval of the farthest is taken at α / m, the next at α / (m - 1), and so on: the same tests from the other side."""
    scores = [1.0, 3.0, 2.0]
    assert contrasts.holm_levels(scores, 0.06) == pytest.approx([0.06, 0.02, 0.03])
    luck = np.random.default_rng(3)
    for _ in range(200):
        scores = luck.normal(1.5, 1.5, 8).__abs__().tolist()
        p_values = [math.erfc(score / math.sqrt(2)) for score in scores]
        rejected = [p <= 0.05 for p in contrasts.holm(p_values)]
        by_levels, stopped = [False] * 8, False
        for one in sorted(range(8), key=lambda one: -scores[one]):
            stopped = stopped or p_values[one] > contrasts.holm_levels(scores, 0.05)[one]
            by_levels[one] = not stopped
        assert by_levels == rejected


def test_students_quantile_is_good_to_three_digits_where_it_is_used() -> None:
    from scipy.stats import t

    for alpha in (0.05, 0.01, 0.05 / 200):
        for freedom in (9, 9.7, 12, 30, 99, 1e6):
            assert contrasts.t_of(alpha, freedom) == pytest.approx(t.ppf(1 - alpha / 2, freedom), rel=1e-3), (alpha, freedom)


def test_paired_means_are_students_and_independent_ones_welchs() -> None:
    from scipy.stats import ttest_ind, ttest_rel

    luck = np.random.default_rng(1)
    a, b = luck.exponential(3, 40), luck.exponential(4, 40)
    paired = ttest_rel(b, a).confidence_interval()
    assert contrasts.paired_means(a, b) == pytest.approx((paired.low, paired.high), rel=1e-5)
    a = a[:15]
    both = ttest_ind(b, a, equal_var=False).confidence_interval()
    found = contrasts.unpaired_means(b.mean() - a.mean(), (a.std(ddof=1), 15), (b.std(ddof=1), 40))
    assert found == pytest.approx((both.low, both.high), rel=1e-5)


def test_a_mean_of_few_has_no_interval() -> None:
    few = np.arange(9.0)
    assert contrasts.paired_means(few, few + 1) is None
    assert contrasts.unpaired_means(1.0, (1.0, 9), (1.0, 1000)) is None
    assert contrasts.unpaired_means(1.0, (0.0, 10), (0.0, 10)) == (1.0, 1.0)


def test_numbers_that_are_too_large_give_no_interval_and_no_error() -> None:
    large = np.full(20, 1e300)
    large[::2] = -1e300
    assert contrasts.paired_means(large, -large) is None
    assert contrasts.unpaired_means(0.0, (math.inf, 10), (1.0, 10)) is None


def test_of_paired_shares_only_those_that_changed_sides_count() -> None:
    """Bonett and Price (2012) by hand: 12 gained, 4 lost, of 100."""
    a = np.arange(100) < 50
    b = a.copy()
    b[:4] = False
    b[-12:] = True
    up, down = 13 / 102, 5 / 102
    margin = 1.959963984540054 * math.sqrt((up + down - (up - down) ** 2) / 102)
    assert contrasts.paired_shares(a, b) == pytest.approx((up - down - margin, up - down + margin))
    stays = a == b
    others = np.where(stays, True, a)  # larger shares, and the same that changed sides
    assert contrasts.paired_shares(others, np.where(stays, True, b)) == contrasts.paired_shares(a, b)


def test_turned_round_every_interval_has_the_signs_turned() -> None:
    luck = np.random.default_rng(2)
    for _ in range(100):
        a, b = luck.random(50) < 0.3, luck.random(50) < 0.4
        x, y = luck.normal(size=50), luck.normal(1.0, 2.0, size=50)
        pairs = [
            (contrasts.paired_shares(a, b), contrasts.paired_shares(b, a)),
            (contrasts.unpaired_shares(3, 50, 7, 60), contrasts.unpaired_shares(7, 60, 3, 50)),
            (contrasts.paired_means(x, y), contrasts.paired_means(y, x)),
            (contrasts.unpaired_means(0.3, (1.0, 50), (2.0, 60)), contrasts.unpaired_means(-0.3, (2.0, 60), (1.0, 50))),
        ]
        for one, other in pairs:
            assert one is not None
            assert other is not None
            assert one == (-other[1], -other[0])


def test_a_wider_level_gives_a_wider_interval() -> None:
    widths = [np.diff(contrasts.unpaired_shares(30, 100, 40, 100, alpha))[0] for alpha in (0.2, 0.05, 0.001)]
    assert all(less < more for less, more in pairwise(widths))


@pytest.mark.campaign
@pytest.mark.parametrize("name", CASES)
def test_intervals_hold_as_often_as_they_say(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.campaign.comparisons.CASES", {name: CASES[name]})
    assert 0.93 <= coverage(2000)[name] <= 0.97


def test_intervals_hold_about_as_often_as_they_say() -> None:
    """Of 300 repeats an interval that holds in 95 of 100 does so in fewer than 90 % of them less than once in 3,000 times."""
    for name, share in coverage(300).items():
        assert 0.9 <= share < 1, name
