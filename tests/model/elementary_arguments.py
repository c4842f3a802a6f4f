"""Arguments of exp and log: spread over all there are, and crowded where it is hard. The same on every machine."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from hashlib import shake_128

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]

SPECIAL = [
    0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, -1.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
    709.782712893384, 709.7827128933841, 710.0, 800.0, 1e300, -708.3964185322641, -745.1332191019411, -745.1332191019412,
    -746.0, -800.0, -1e300, 2.0**-54, -(2.0**-54), 0.7071067811865475, 0.7071067811865476, 1.4142135623730951,
]  # fmt: skip
"""Zeros, infinities, no number, the ends of what is finite, subnormal or not 0, and where one range meets the next."""

_HALF_LN2 = 0.34657359027997264


def bits(name: str, count: int) -> Bits:
    """Bits as good as random: a hash of the name."""
    return np.frombuffer(shake_128(name.encode()).digest(8 * count), "<u8").astype(np.uint64)


def between(name: str, count: int, low: float, high: float) -> Floats:
    """Numbers spread evenly."""
    return low + (high - low) * ((bits(name, count) >> np.uint64(11)) * 2.0**-53)


def near(name: str, centres: Floats, width: float) -> Floats:
    """A number beside each of the centres, as often by a last digit as by the width."""
    how_far = np.ldexp(width, -(bits(f"{name} how far", len(centres)) % np.uint64(53)).astype(np.int32))
    return centres * (1.0 + how_far * between(f"{name} where", len(centres), -1.0, 1.0))


def of_exp(name: str, count: int) -> Floats:
    """Five times *count* arguments of exp: any bits, any result, near 0, where n steps on, subnormal results."""
    steps = (2.0 * np.floor(between(f"{name} n", count, -1075.0, 1024.0)) + 1.0) * _HALF_LN2
    return np.concatenate([
        bits(f"{name} any", count).view(np.float64),
        between(f"{name} all", count, -746.0, 710.0),
        between(f"{name} small", count, -1.0, 1.0),
        near(f"{name} steps", steps, 1e-3),
        between(f"{name} subnormal", count, -745.2, -708.3),
    ])  # fmt: skip


def of_log(name: str, count: int) -> Floats:
    """Five times *count* arguments of log: any bits, about 1, at 1, where n steps on, subnormal ones."""
    exponents = bits(f"{name} n", count) % np.uint64(2046) + np.uint64(1)
    steps = (exponents << np.uint64(52)).view(np.float64) * 1.4142135623730951
    return np.concatenate([
        bits(f"{name} any", count).view(np.float64),
        between(f"{name} about 1", count, 0.5, 2.0),
        near(f"{name} at 1", np.ones(count), 1.0),
        near(f"{name} steps", np.where(steps < math.inf, steps, 1.0), 1e-3),
        (bits(f"{name} subnormal", count) >> np.uint64(12)).view(np.float64),
    ])  # fmt: skip


def next_above(x: Floats) -> Floats:
    """The next larger numbers."""
    with np.errstate(all="ignore"):
        return np.nextafter(x, math.inf)


def off_by(function: str, x: float, found: float) -> float:
    """How far *found* is from exp(x) or log(x), in units of the result's last place; worked out with 40 digits."""
    special = {"exp": (math.inf, 0.0), "log": (math.inf, math.nan)}[function]
    if math.isinf(x) or x != x or (function == "log" and x <= 0):
        right = math.nan if x != x else -math.inf if x == 0 else special[x < 0]
        return 0.0 if repr(found) == repr(right) else math.inf
    with localcontext() as context:
        context.prec = 40
        right_one = Decimal(min(max(x, -1000.0), 1000.0)).exp() if function == "exp" else Decimal(x).ln()
        nearest = float(right_one)
        if math.isinf(found) or math.isinf(nearest):
            return 0.0 if found == nearest else math.inf
        return float(abs(Decimal(found) - right_one) / Decimal(math.ulp(nearest)))
