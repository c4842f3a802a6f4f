"""Numbers as results show them: nine significant digits, whole ones without a point, None for what is no number."""

from __future__ import annotations

import math
from typing import Any


def rounded(data: Any) -> Any:
    """Plain data with its floats as the formats show them."""
    if isinstance(data, float):
        return _number(data)
    if isinstance(data, dict):
        return {key: rounded(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [rounded(value) for value in data]
    return data


def _number(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    short = float(f"{value:.9g}")
    return int(short) if short == int(short) else short
