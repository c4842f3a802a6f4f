"""Proportions, means and quantiles with their intervals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Z95 = 1.959963984540054
"""The standard normal quantile at 0.975."""

ROUNDING = 1e-12
"""A spread that is no larger than this part of the numbers themselves is that of their last digits."""

MOST_TO_DECIDE = 10_000_000
"""More replications than this nobody plays to decide a question."""

QUANTILES = {"q10": 0.1, "median": 0.5, "q90": 0.9}


def wilson(count: int, n: int, z: float = Z95) -> tuple[float, float]:
    """The Wilson score interval of a proportion (Wilson, JASA 22, 1927), as (low, high)."""
    share = count / n
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    middle = share + z * z / (2 * n)
    scale = 1 + z * z / n
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return (0.0 if count == 0 else low), (1.0 if count == n else high)


def proportion(hits: NDArray[np.bool_]) -> dict[str, float]:
    """How many of the replications something holds for, with its 95 % Wilson interval; of none nan."""
    count, n = int(hits.sum()), len(hits)
    if not n:
        return {"count": 0, "probability": math.nan, "low": math.nan, "high": math.nan}
    low, high = wilson(count, n)
    return {"count": count, "probability": count / n, "low": low, "high": high}


def total(values: NDArray[Any], axis: int = -1) -> Floats:
    """The sum along an axis, its second half added to its first until one row is left.

    numpy's own sum has an order that may be another with the next version or processor; this one is always the same.
    """
    rows = np.moveaxis(np.asarray(values, np.float64), axis, 0)
    if not len(rows):
        return np.zeros(rows.shape[1:])
    while len(rows) > 1:
        half = len(rows) // 2
        folded = rows[:half] + rows[half : 2 * half]
        if len(rows) > 2 * half:
            folded[0] += rows[-1]
        rows = folded
    return np.asarray(rows[0])


def mean(values: NDArray[np.generic], n: int) -> float | None:
    """The mean of *n* values, or of those whose sum *values* is; None of nothing. Whole numbers are summed exactly."""
    if not n:
        return None
    if values.dtype.kind in "iu":
        return int(values.sum(dtype=np.int64)) / n
    return float(total(values)) / n


def moments(values: NDArray[Any], axis: int = -1) -> tuple[Floats, Floats]:
    """Mean and variance (by n - 1) along an axis, *never* (nan) left out; nan where there is too little.

    Of equal numbers the mean is that number and the variance 0: a sum would be off by its rounding.
    """
    values = np.asarray(values, np.float64)
    known = ~np.isnan(values)
    count = np.count_nonzero(known, axis=axis)
    with np.errstate(all="ignore"):  # numbers may be too large for their squares
        mean = total(np.where(known, values, 0.0), axis) / count
        apart = np.where(known, values - np.expand_dims(mean, axis), 0.0)
        variance = total(np.square(apart), axis) / np.where(count > 1, count - 1, np.nan)
    least = np.fmin.reduce(values, axis=axis, initial=np.inf)
    equal = least == np.fmax.reduce(values, axis=axis, initial=-np.inf)
    return np.where(equal, least + 0.0, mean), np.where(equal & (count > 1), 0.0, variance)


def mean_and_sd(values: NDArray[Any]) -> tuple[float, float]:
    """The `moments` of a column, as its mean and its standard deviation."""
    middle, variance = moments(values)
    return float(middle), float(np.sqrt(variance))


def varies(values: NDArray[np.float64]) -> bool:
    """Whether finite numbers have a spread that can be explained: more than the rounding of numbers of their size."""
    return bool(np.isfinite(values).all() and np.ptp(values) > ROUNDING * np.abs(values).max())


def quantiles(values: NDArray[np.generic]) -> dict[str, float] | None:
    """The 10 %, 50 % and 90 % quantiles by linear interpolation (Hyndman and Fan's type 7); None of nothing.

    The order of *values* is not kept, which saves a copy.
    """
    if not len(values):
        return None
    found = np.quantile(np.asarray(values, np.float64), list(QUANTILES.values()), overwrite_input=True)
    return dict(zip(QUANTILES, (found + 0.0).tolist(), strict=True))  # which zero comes first in -0 and 0 is left to a sort


def described(values: NDArray[np.float64]) -> dict[str, float | None]:
    """Mean with its 95 % interval, spread and quantiles of an outcome; *never* (nan) is left out."""
    values = values[~np.isnan(values)]
    n = len(values)
    middle = sd = margin = None
    if n:
        middle, sd = mean_and_sd(values)
        sd, margin = (sd, Z95 * sd / math.sqrt(n)) if n > 1 else (None, None)
    known: dict[str, float | None] = dict(quantiles(values) or dict.fromkeys(QUANTILES))
    low, high = (None, None) if middle is None or margin is None else (middle - margin, middle + margin)
    return {"mean": middle, "sd": sd, "low": low, "high": high, **known}
