"""The floats in their order: between two of them lie so many others."""

from __future__ import annotations

import math

import numpy as np


def place_of_float(value: float) -> int:
    """The place of a float among all floats in their order: neighbours differ by 1, and 0 stands at 0."""
    bits = int(np.float64(abs(value)).view(np.int64))
    return bits if value >= 0 else -bits


def float_at(place: int) -> float:
    """The float in a place."""
    return math.copysign(float(np.int64(abs(place)).view(np.float64)), place)
