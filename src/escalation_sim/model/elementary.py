"""exp and log of one number or of many, with the same bits on every machine.

numpy's and the C library's differ in the last digit from one processor, version and system to another. These are made from
+ − × / and the bits of exponents alone, which IEEE 754 fixes, and so they agree everywhere: with each other for floats and for
arrays, and with `engines/kernel/elementary.h`, which does the same operations in the same order.

exp(x): x = n·ln 2 + r with a whole n and |r| ≤ ln 2 / 2; exp(r) = 1 + r + r²/2 + r³·P(r); times 2ⁿ.
log(x): x = 2ⁿ·(1 + f) with √½ ≤ 1 + f < √2; with s = f / (2 + f), log(1 + f) = f − (f²/2 − s·(f²/2 + Q(s²))); plus n·ln 2.

P and Q are the best polynomials in the sense of Chebyshev, worked out with 60 digits by `tests/model/elementary_coefficients.py`
and rounded to doubles. What they leave out is at most 0.05 ulp of exp and 0.02 of log. Where parts are put together, what the
sum was rounded by is brought in again with the next, so that beside the last sum (0.5 ulp) little is lost: in exp what r, r² and
P were rounded by, times r (0.3), in log f²/2 (0.13) and what follows it (0.15). In all exp is less than 0.85 ulp off, 0.93 where
its result is subnormal, since the last product then rounds once more; log less than 0.8. The worst found in 40 million arguments,
many of them chosen to be hard, are 0.70, 0.80 and 0.74, and neither ever falls from one number to the next
(`tests/campaign/test_elementary.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Number = Any  # a float, or an array of them
Floats = NDArray[np.float64]

P = (
    0.16666666666666433, 0.04166666666660399, 0.008333333333499927, 0.0013888888926780305, 0.00019841269466406688,
    2.480150870439626e-05, 2.7557640753316153e-06, 2.762517749923177e-07, 2.497839625972826e-08,
)  # fmt: skip
Q = (
    0.6666666666666734, 0.39999999999414676, 0.2857142874238801, 0.22222198573157717,
    0.18183564327007024, 0.15314050539471846, 0.14795949746504108,
)  # fmt: skip

LN2_HIGH = 0.6931471805592082
"""The first 40 bits of ln 2, so that a multiple of it by a whole number is exact; LN2_LOW is what follows."""
LN2_LOW = 7.371002565167799e-13
ONE_BY_LN2 = 1.4426950408889634

_WHOLE = 1.5 * 2.0**52  # a number added to it loses what is behind its point
_BITS_OF_WHOLE = 0x4338 << 48
_BEYOND = 800.0  # there exp is infinite, or 0 for its negative
_LEAST_NORMAL = 2.0**-1022
_ROOT_OF_HALF = 0.7071067811865476
_BITS_OF_ROOT_OF_HALF = 0x3FE6A09E667F3BCD
_BITS_OF_ONE = 0x3FF << 52
_FRACTION = (1 << 52) - 1
_BIAS = 1023
_CHUNK = 4096  # so many numbers, and what lies between them and their exponentials, stay in a processor's cache


def exp(x: Number) -> Number:
    """The exponential; no number of no number."""
    return _exp(float(x)) if isinstance(x, float) else _by_chunks(_exp_of_chunk, x)


def log(x: Number) -> Number:
    """The natural logarithm; minus infinity of 0, no number below it."""
    return _log(float(x)) if isinstance(x, float) else _by_chunks(_log_of_chunk, x)


def _exp_near_0(high: Number, low: Number) -> Number:
    """exp(high − low), for a difference between −ln 2 / 2 and ln 2 / 2 and a low that is tiny."""
    r = high - low
    rr = r * r
    rrrr = rr * rr
    even = (P[0] + rr * P[2]) + rrrr * ((P[4] + rr * P[6]) + rrrr * P[8])
    odd = (P[1] + rr * P[3]) + rrrr * (P[5] + rr * P[7])
    beyond = rr * (0.5 + r * (even + r * odd))  # exp(r) − 1 − r
    total = 1.0 + high
    return total + ((high - (total - 1.0)) + (beyond - low))


def _log_of(n: Number, f: Number) -> Number:
    """log((1 + f)·2ⁿ), for 1 + f between √½ and √2."""
    s = f / (2.0 + f)
    z = s * s
    zz = z * z
    even = z * (Q[0] + zz * (Q[2] + zz * (Q[4] + zz * Q[6])))
    odd = zz * (Q[1] + zz * (Q[3] + zz * Q[5]))
    half_square = 0.5 * f * f
    above = n * LN2_HIGH
    total = above + f
    most = total - half_square
    lost = (f - (total - above)) + ((total - most) - half_square)  # what total and most were rounded by
    return most + (lost + (s * (half_square + (even + odd)) + n * LN2_LOW))


def _exp(x: float) -> float:
    if x != x:
        return math.nan
    x = min(max(x, -_BEYOND), _BEYOND)
    n = (x * ONE_BY_LN2 + _WHOLE) - _WHOLE
    y: float = _exp_near_0(x - n * LN2_HIGH, n * LN2_LOW)
    k = int(n)
    half = k >> 1
    return y * math.ldexp(1.0, half) * math.ldexp(1.0, k - half)  # the first product is exact, so only one is rounded


def _log(x: float) -> float:
    if not 0.0 < x < math.inf:
        return x if x > 0 else -math.inf if x == 0 else math.nan
    one, n = math.frexp(x)
    if one < _ROOT_OF_HALF:
        one, n = one + one, n - 1
    y: float = _log_of(float(n), one - 1.0)
    return y


def _by_chunks(function: Callable[[Floats], Floats], x: Any) -> Floats:
    x = np.asarray(x, np.float64)
    row, y = np.ascontiguousarray(x).reshape(-1), np.empty(x.size)
    with np.errstate(all="ignore"):  # as it is for floats
        for at in range(0, x.size, _CHUNK):
            y[at : at + _CHUNK] = function(row[at : at + _CHUNK])
    return y.reshape(x.shape)


def _exp_of_chunk(x: Floats) -> Floats:
    within = np.minimum(np.maximum(x, -_BEYOND), _BEYOND)
    n = within * ONE_BY_LN2 + _WHOLE
    k = n.view(np.int64) - _BITS_OF_WHOLE
    n -= _WHOLE
    y: Floats = _exp_near_0(within - n * LN2_HIGH, n * LN2_LOW)
    half = k >> 1
    y *= _power_of_2(half)
    y *= _power_of_2(k - half)
    nan = np.isnan(x)
    if nan.any():
        y[nan] = math.nan
    return y


def _power_of_2(k: NDArray[np.int64]) -> Floats:
    return ((k + _BIAS) << 52).view(np.float64)


def _log_of_chunk(x: Floats) -> Floats:
    common = (x >= _LEAST_NORMAL) & (x < math.inf)
    if not common.all():
        return _log_of_any(x)
    bits = x.view(np.int64) + (_BITS_OF_ONE - _BITS_OF_ROOT_OF_HALF)
    ones = ((bits & _FRACTION) + _BITS_OF_ROOT_OF_HALF).view(np.float64)
    y: Floats = _log_of(((bits >> 52) - _BIAS).astype(np.float64), ones - 1.0)
    return y


def _log_of_any(x: Floats) -> Floats:
    ones, n = np.frexp(np.where((x > 0) & (x < math.inf), x, 1.0))
    less = ones < _ROOT_OF_HALF
    y: Floats = _log_of(n - np.where(less, 1.0, 0.0), np.where(less, ones + ones, ones) - 1.0)
    y[x == math.inf] = math.inf
    y[x == 0] = -math.inf
    y[~(x >= 0)] = math.nan
    return y
