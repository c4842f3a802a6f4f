"""Differences between two ensembles with their intervals: paired under the same luck, or between independent samples.

Differences are b - a, and every function turned round gives the same with the signs turned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model.distributions import standard_normal
from escalation_sim.results.statistics import wilson

Bounds = tuple[float, float]


def z_of(alpha: float) -> float:
    """The standard normal quantile of a two-sided error."""
    return float(standard_normal(1.0 - alpha / 2))


def paired_shares(a: NDArray[np.bool_], b: NDArray[np.bool_], alpha: float = 0.05) -> Bounds:
    """The interval of a difference between two shares of the same replications.

    Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired data", Statistics
    in Medicine 17 (1998), method 10: Wilson intervals of both, with their correlation.
    """
    n = len(a)
    both, neither = int((a & b).sum()), int((~a & ~b).sum())
    only_b, only_a = int((b & ~a).sum()), int((a & ~b).sum())
    return _square_and_add(both + only_b, both + only_a, n, n, _phi(both, only_b, only_a, neither), alpha)


def unpaired_shares(a: int, n_a: int, b: int, n_b: int, alpha: float = 0.05) -> Bounds:
    """The interval of a difference between the shares b / n_b and a / n_a of independent samples.

    Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998),
    method 10: Wilson intervals of both.
    """
    return _square_and_add(b, a, n_b, n_a, 0.0, alpha)


def _square_and_add(first: int, second: int, n_first: int, n_second: int, phi: float, alpha: float) -> Bounds:
    z = z_of(alpha)
    p, q = first / n_first, second / n_second
    (p_low, p_high), (q_low, q_high) = wilson(first, n_first, z), wilson(second, n_second, z)
    below, above = p - p_low, p_high - p
    other_below, other_above = q - q_low, q_high - q
    down = (below**2 + other_above**2) - 2 * phi * (below * other_above)
    up = (above**2 + other_below**2) - 2 * phi * (above * other_below)
    return p - q - math.sqrt(max(down, 0.0)), p - q + math.sqrt(max(up, 0.0))


def _phi(both: int, only_first: int, only_second: int, neither: int) -> float:
    """The correlation of a table of two by two, with Newcombe's correction for continuity."""
    margins = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    if not margins:
        return 0.0
    product = both * neither - only_first * only_second
    n = both + only_first + only_second + neither
    corrected = max(product - n / 2, 0.0) if product > 0 else float(product)
    return corrected / math.sqrt(margins)


def exact_test(only_a: int, only_b: int) -> float:
    """The two-sided exact test on discordant replications: how likely is a split at least as uneven, if both were alike?

    McNemar's test with the binomial distribution (Psychometrika 12, 1947).
    """
    m, k = only_a + only_b, min(only_a, only_b)
    if not m:
        return 1.0
    term = math.exp(math.lgamma(m + 1) - math.lgamma(k + 1) - math.lgamma(m - k + 1) - m * math.log(2))
    total = 0.0
    for i in range(k, -1, -1):
        total += term
        if term < total * 1e-17:
            break
        term *= i / (m - i + 1)
    return min(1.0, 2 * total)


def paired_means(a: NDArray[np.float64], b: NDArray[np.float64], alpha: float = 0.05) -> Bounds | None:
    """The interval of the mean difference of the same replications; None of fewer than two."""
    step = b - a
    return _normal(float(step.mean()), float(step.std(ddof=1)) / math.sqrt(len(step)), alpha) if len(step) > 1 else None


def unpaired_means(difference: float, sd_a: float, n_a: int, sd_b: float, n_b: int, alpha: float = 0.05) -> Bounds:
    """The interval of a difference between the means of independent samples."""
    return _normal(difference, math.sqrt(sd_a**2 / n_a + sd_b**2 / n_b), alpha)


def _normal(middle: float, error: float, alpha: float) -> Bounds:
    margin = z_of(alpha) * error
    return middle - margin, middle + margin


def holm_levels(scores: Sequence[float], alpha: float) -> list[float]:
    """The error at which each of a family of intervals is to be taken: Holm's, the farthest from 0 first.

    *scores* are distances from 0 in standard errors. Holm, "A simple sequentially rejective multiple test procedure",
    Scandinavian Journal of Statistics 6 (1979).
    """
    order = sorted(range(len(scores)), key=lambda one: -scores[one])
    levels = [0.0] * len(scores)
    for rank, one in enumerate(order):
        levels[one] = alpha / (len(scores) - rank)
    return levels
