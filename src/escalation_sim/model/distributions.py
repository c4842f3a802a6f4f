"""Distributions, one entry each: the inverse that turns a uniform number into a draw, moments, limits.

A quantile is worked out in two steps, the standard variate (the same whatever the arguments) and its shape, so that an engine can
keep the first. It takes one number or numpy arrays and gives the same digits for both, on every machine: the arithmetic is IEEE,
and logarithms and exponentials are our own. Impossible arguments give no number (nan), which the engines report.
A new distribution is one entry in `DISTRIBUTIONS`; its tests, its documentation and the random scenarios ask for the rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from escalation_sim.model.elementary import Number, exp, log

Standard = Callable[[Number], Number]  # a uniform number → a standard variate

_CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
     1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
     687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
_TAIL = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)  # fmt: skip
_FAR_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
     0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)  # fmt: skip


@dataclass(frozen=True)
class Distribution:
    """What the language calls a draw.

    *arguments* names them in order (a last one ending in `…` may repeat); *shape* takes the standard variate and the arguments;
    *mean*, *variance* and *limits* take the arguments as floats, for tests and explanations; *standard* turns a uniform number
    into the standard variate, where that is not the number itself.
    """

    name: str
    arguments: tuple[str, ...]
    shape: Callable[..., Number]
    mean: Callable[..., float]
    variance: Callable[..., float]
    limits: Callable[..., tuple[float, float]]
    says: str
    standard: Standard | None = None

    def quantile(self, u: Number, *arguments: Number) -> Number:
        """The draw that a uniform number (or many) stands for."""
        return self.shape(self.standard(u) if self.standard else u, *arguments)


def sqrt(x: Number) -> Number:
    """The square root; no number below zero."""
    if isinstance(x, float):
        return math.sqrt(x) if x >= 0 else math.nan
    return np.sqrt(x)


def where(condition: Any, yes: Number, no: Number) -> Number:
    """`yes if condition else no`, for one condition or for many."""
    if isinstance(condition, bool):
        return yes if condition else no
    return np.where(condition, yes, no)


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], r: Number) -> Number:
    above, below = coefficients
    return _polynomial(above, r) / _polynomial(below, r)


def _polynomial(coefficients: tuple[float, ...], r: Number) -> Number:
    """By Horner's rule; an array is worked on in place."""
    if isinstance(r, float):
        value = coefficients[0]
        for a in coefficients[1:]:
            value = value * r + a
        return value
    values = coefficients[0] * r
    values += coefficients[1]
    for a in coefficients[2:]:
        values *= r
        values += a
    return values


def standard_normal(u: Number) -> Number:
    """The normal quantile, by Wichura's algorithm AS 241 (PPND16, Applied Statistics 37, 1988)."""
    q = u - 0.5
    if isinstance(u, float):
        if abs(q) <= 0.425:
            return q * _ratio(_CENTRE, 0.180625 - q * q)
        r = sqrt(-log(u if q < 0 else 1.0 - u))
        z = _ratio(_TAIL, r - 1.6) if r <= 5.0 else _ratio(_FAR_TAIL, r - 5.0)
        return -z if q < 0 else z
    outer = (np.abs(q) > 0.425).nonzero()[0]
    far_from_half = q.take(outer)
    q *= _ratio(_CENTRE, 0.180625 - q * q)
    if len(outer):
        below = far_from_half < 0
        beyond = u.take(outer)
        r = np.sqrt(-log(np.where(below, beyond, 1.0 - beyond)))
        tail = _ratio(_TAIL, r - 1.6)
        if r.max() > 5.0:
            tail = np.where(r <= 5.0, tail, _ratio(_FAR_TAIL, r - 5.0))
        q[outer] = np.where(below, -tail, tail)
    return q


def _uniform(u: Number, low: Number, high: Number) -> Number:
    return where(low <= high, low + (high - low) * u, math.nan)


def _triangular(u: Number, low: Number, mode: Number, high: Number) -> Number:
    width, rise = high - low, mode - low
    lower = low + sqrt(u * (width * rise))
    upper = high - sqrt((1.0 - u) * (width * (high - mode)))
    value = where(u * width < rise, lower, upper)
    possible = (low <= mode) & (mode <= high)
    return where(possible, value, math.nan)


def _normal(z: Number, mean: Number, sd: Number) -> Number:
    return where(sd >= 0, mean + sd * z, math.nan)


def _lognormal(z: Number, median: Number, sigma: Number) -> Number:
    possible = (median > 0) & (sigma >= 0)
    return where(possible, median * exp(sigma * z), math.nan)


def _standard_exponential(u: Number) -> Number:
    return -log(1.0 - u)


def _exponential(z: Number, mean: Number) -> Number:
    return where(mean > 0, mean * z, math.nan)


def bernoulli(u: Number, p: Number) -> Number:
    """1 when u > 1 - p, so that the same luck says yes no less often when p is raised."""
    possible = (p >= 0) & (p <= 1)
    return where(possible, where(u > 1.0 - p, 1.0, 0.0), math.nan)


def _choice(u: Number, *p: Number) -> Number:
    value, upto, possible = 0.0, 0.0, True
    for share in p:
        possible = possible & (share >= 0) & (share <= 1)
    for share in p[:-1]:
        upto = upto + share
        value = value + where(u > upto, 1.0, 0.0)
    total = upto + p[-1]
    return where(possible & (abs(total - 1.0) <= 1e-9), value, math.nan)


def _choice_mean(*p: float) -> float:
    return sum(k * share for k, share in enumerate(p))


def _choice_variance(*p: float) -> float:
    mean = _choice_mean(*p)
    return sum(k * k * share for k, share in enumerate(p)) - mean * mean


def _triangular_variance(a: float, c: float, b: float) -> float:
    return (a * a + b * b + c * c - a * b - a * c - b * c) / 18


DISTRIBUTIONS = {
    entry.name: entry
    for entry in (
        Distribution(
            "uniform", ("low", "high"), _uniform,
            lambda low, high: (low + high) / 2, lambda low, high: (high - low) * (high - low) / 12, lambda low, high: (low, high),
            "any value from low to high, all alike",
        ),
        Distribution(
            "triangular", ("low", "mode", "high"), _triangular,
            lambda low, mode, high: (low + mode + high) / 3, _triangular_variance, lambda low, mode, high: (low, high),
            "from low to high, most often near mode",
        ),
        Distribution(
            "normal", ("mean", "sd"), _normal,
            lambda mean, sd: mean, lambda mean, sd: sd * sd,
            lambda mean, sd: (-math.inf, math.inf) if sd else (mean, mean),
            "the bell curve around mean", standard_normal,
        ),
        Distribution(
            "lognormal", ("median", "sigma"), _lognormal,
            lambda median, sigma: median * exp(sigma * sigma / 2),
            lambda median, sigma: median * median * exp(sigma * sigma) * (exp(sigma * sigma) - 1),
            lambda median, sigma: (0.0, math.inf) if sigma else (median, median),
            "half below median, half above, with a long tail upwards; sigma is the spread of its logarithm", standard_normal,
        ),
        Distribution(
            "exponential", ("mean",), _exponential,
            lambda mean: mean, lambda mean: mean * mean, lambda mean: (0.0, math.inf),
            "waiting for something that comes at a steady rate, on average after mean", _standard_exponential,
        ),
        Distribution(
            "bernoulli", ("p",), bernoulli,
            lambda p: p, lambda p: p * (1 - p), lambda p: (float(p >= 1), float(p > 0)),
            "1 with probability p, else 0",
        ),
        Distribution(
            "choice", ("p0", "p1…"), _choice,
            _choice_mean, _choice_variance, lambda *p: (0.0, float(len(p) - 1)),
            "0, 1, … with probabilities p0, p1, … that add up to 1",
        ),
    )
}  # fmt: skip
