"""Intervals from the binomial distribution itself: they hold at least as often as they say, however rare a thing is."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model.elementary import exp, log
from escalation_sim.results.statistics import total

Bounds = tuple[float, float]

_HALVINGS = 50
"""So often is the section halved in which a bound of a probability lies: to fifteen digits."""


_LEAST = -750.0
"""The exponential of what is below is 0."""


def share_bounds(count: int, n: int, alpha: float) -> Bounds:
    """The interval of a probability after *count* of *n*, wrong with a probability of at most *alpha*.

    Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934).
    """
    low = _root(lambda p: float(total(_binomial(n, p)[count:])) < alpha / 2) if count else 0.0
    high = _root(lambda p: float(total(_binomial(n, p)[: count + 1])) > alpha / 2) if count < n else 1.0
    return low, high


def quantile_bounds(values: NDArray[np.float64], level: float, alpha: float) -> Bounds:
    """The interval of a quantile between two of the sorted *values*, whatever their distribution; infinite where none bounds it.

    So many values lie below the quantile as a binomial distribution says (David and Nagaraja, Order Statistics, 2003, 7.1). Ties
    only make the interval wider than it need be.
    """
    below = _binomial(len(values), level)
    least = int(np.searchsorted(np.cumsum(below), alpha / 2, side="right"))
    most = int((np.cumsum(below[::-1])[::-1] > alpha / 2).sum())
    low = float(values[least - 1]) if least else -math.inf
    high = float(values[most - 1]) if most <= len(values) else math.inf
    return low, high


def _root(too_small: Callable[[float], bool]) -> float:
    """The probability up to which *too_small* is true."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if too_small(middle) else (low, middle)
    return (low + high) / 2


def _binomial(n: int, p: float) -> NDArray[np.float64]:
    """The probabilities of 0 … n of n."""
    if p in (0.0, 1.0):
        return np.asarray(np.eye(1, n + 1, n if p else 0)[0], np.float64)
    k = np.arange(n + 1)
    logs = _log_choices(n) + k * log(float(p)) + (n - k) * _log_of_rest(float(p))
    found, likely = np.zeros(n + 1), logs > _LEAST
    found[likely] = exp(logs[likely])
    return found


def _log_of_rest(p: float) -> float:
    """log(1 − p), with what is lost from a small p by taking it from 1."""
    rest = 1.0 - p
    return float(log(rest) + ((1.0 - rest) - p) / rest)


@lru_cache(maxsize=16)
def _log_choices(n: int) -> NDArray[np.float64]:
    """The logarithms of the numbers of ways to choose 0 … n of n."""
    factorials = np.concatenate([[0.0], np.cumsum(log(np.arange(1.0, n + 1)))])
    return np.asarray(factorials[n] - factorials - factorials[::-1])
