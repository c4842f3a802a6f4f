"""Differences between two ensembles with their intervals: paired under the same luck, or between independent samples.

Differences are b - a, and every function turned round gives the same with the signs turned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model.distributions import standard_normal
from escalation_sim.model.elementary import exp, log
from escalation_sim.results.statistics import mean_and_sd, wilson

Bounds = tuple[float, float]

FEWEST = 10
"""Fewer values than this say too little of their spread for an interval of a mean."""


def z_of(alpha: float) -> float:
    """The standard normal quantile of a two-sided error."""
    return float(standard_normal(1.0 - alpha / 2))


def t_of(alpha: float, freedom: float) -> float:
    """The quantile of Student's t for a two-sided error; to three digits from 9 degrees of freedom on.

    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.5.
    """
    z = z_of(alpha)
    zz = z * z
    terms = (
        z * (zz + 1) / 4,
        z * ((5 * zz + 16) * zz + 3) / 96,
        z * (((3 * zz + 19) * zz + 17) * zz - 15) / 384,
        z * ((((79 * zz + 776) * zz + 1482) * zz - 1920) * zz - 945) / 92160,
    )
    beyond = 0.0
    for term in reversed(terms):
        beyond = (beyond + term) / freedom
    return z + beyond


def paired_shares(a: NDArray[np.bool_], b: NDArray[np.bool_], alpha: float = 0.05) -> Bounds:
    """The interval of a difference between two shares of the same replications: only those that changed sides count.

    The adjusted Wald interval of Bonett and Price, "Adjusted Wald confidence interval for a difference of binomial proportions
    based on paired data", Journal of Educational and Behavioral Statistics 37 (2012). It keeps its level where few have changed
    sides and where the shares are small; Newcombe's (1998, method 10) does not where the shares are small.
    """
    n, only_b, only_a = len(a), int((b & ~a).sum()), int((a & ~b).sum())
    up, down = (only_b + 1) / (n + 2), (only_a + 1) / (n + 2)
    margin = z_of(alpha) * math.sqrt((up + down - (up - down) * (up - down)) / (n + 2))
    value = (only_b - only_a) / n
    return max(min(up - down - margin, value), -1.0), min(max(up - down + margin, value), 1.0)


def unpaired_shares(a: int, n_a: int, b: int, n_b: int, alpha: float = 0.05) -> Bounds:
    """The interval of a difference between the shares b / n_b and a / n_a of independent samples.

    Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998),
    method 10: the Wilson intervals of both, squared and added.
    """
    z = z_of(alpha)
    p, q = b / n_b, a / n_a
    (p_low, p_high), (q_low, q_high) = wilson(b, n_b, z), wilson(a, n_a, z)
    return p - q - _length(p - p_low, q_high - q), p - q + _length(p_high - p, q - q_low)


def exact_test(only_a: int, only_b: int) -> float:
    """The two-sided exact test on discordant replications: how likely is a split at least as uneven, if both were alike?

    McNemar's test with the binomial distribution (Psychometrika 12, 1947).
    """
    m, k = only_a + only_b, min(only_a, only_b)
    if not m:
        return 1.0
    term = exp(_log_factorial(m) - _log_factorial(k) - _log_factorial(m - k) - m * log(2.0))
    total = 0.0
    for i in range(k, -1, -1):
        total += term
        if term < total * 1e-17:
            break
        term *= i / (m - i + 1)
    return min(1.0, 2 * total)


def _log_factorial(n: int) -> float:
    """By Stirling's series (Abramowitz and Stegun, 6.1.41), where the factorial itself would be long."""
    if n < 100:
        return float(log(float(math.factorial(n))))
    series = (1 / 12 - (1 / 360 - 1 / 1260 / n / n) / n / n) / n
    return float((n + 0.5) * log(float(n)) - n + 0.5 * log(2 * math.pi) + series)


def paired_means(a: NDArray[np.float64], b: NDArray[np.float64], alpha: float = 0.05) -> Bounds | None:
    """The interval of the mean difference of the same replications (Student's).

    None of fewer than `FEWEST`, and where the numbers are too large for one.
    """
    n = len(a)
    if n < FEWEST:
        return None
    with np.errstate(all="ignore"):
        middle, sd = mean_and_sd(b - a)
    return _around(middle, t_of(alpha, n - 1) * sd / math.sqrt(n))


def unpaired_means(difference: float, a: tuple[float, int], b: tuple[float, int], alpha: float = 0.05) -> Bounds | None:
    """The interval of a difference between the means of independent samples, each (standard deviation, size).

    Welch, "The generalization of Student's problem when several different population variances are involved", Biometrika 34
    (1947). None where either is smaller than `FEWEST`, and where the numbers are too large for one.
    """
    if min(a[1], b[1]) < FEWEST:
        return None
    one, other = a[0] / math.sqrt(a[1]), b[0] / math.sqrt(b[1])
    error = _length(one, other)
    if not error or math.isinf(error):
        return _around(difference, error)
    share, rest = (one / error) * (one / error), (other / error) * (other / error)
    freedom = 1 / (share * share / (a[1] - 1) + rest * rest / (b[1] - 1))
    return _around(difference, t_of(alpha, freedom) * error)


def _length(a: float, b: float) -> float:
    """The square root of a² + b², neither of which may be negative; without squares that are too large."""
    most = max(a, b)
    if not 0 < most < math.inf:
        return a + b
    return most * math.sqrt((a / most) * (a / most) + (b / most) * (b / most))


def _around(middle: float, margin: float) -> Bounds | None:
    low, high = middle - margin, middle + margin
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values of a family, adjusted so that the error of all of them together is kept.

    Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
    """
    adjusted, least = [1.0] * len(p_values), 0.0
    for rank, one in enumerate(sorted(range(len(p_values)), key=lambda one: p_values[one])):
        least = max(least, min(1.0, p_values[one] * (len(p_values) - rank)))
        adjusted[one] = least
    return adjusted


def holm_levels(scores: Sequence[float], alpha: float) -> list[float]:
    """The error at which each of a family of intervals is to be taken: Holm's, the farthest from 0 first.

    *scores* are distances from 0 in standard errors.
    """
    levels = [0.0] * len(scores)
    for rank, one in enumerate(sorted(range(len(scores)), key=lambda one: -scores[one])):
        levels[one] = alpha / (len(scores) - rank)
    return levels
