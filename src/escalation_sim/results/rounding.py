"""Numbers as results show them: nine significant digits of what was measured, of what was put in as many as give it again.

Whole numbers have no point; None stands for what is no number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any


class Given(float):
    """A number that was put in, such as the value of a parameter: rounded, it would be another one."""


def given(data: Any) -> Any:
    """Plain data that was put in: `rounded` leaves its floats as they are."""
    return _mapped(data, lambda value: value if isinstance(value, Given) else Given(value))


def rounded(data: Any) -> Any:
    """Plain data with its floats as the formats show them."""
    return _mapped(data, _number)


def _mapped(data: Any, of: Callable[[float], Any]) -> Any:
    if isinstance(data, float):
        return of(data)
    if isinstance(data, Mapping):
        return {key: _mapped(value, of) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_mapped(value, of) for value in data]
    return data


def _number(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    short = float(value) if isinstance(value, Given) else float(f"{value:.9g}")
    return int(short) if short == int(short) else short
