"""A saved result under the names that its things have today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NAMES = ("stage",)
_LISTS = ("uncertain", "without")
_NAMED = ("parameters", "blocked_days", "blocked_alone_days", "ladders", "outcomes", "first_reached_minute", "days")
"""Keys of a result below which stand names."""

_NUMBERS = ("mean", "sd", "low", "high", "q10", "median", "q90", "never")


def renamed_result(data: Mapping[str, Any], renames: Mapping[str, str]) -> dict[str, Any]:
    """The result with other names of stages, ladders, brakes, outcomes and parameters; *renames* has them by the old ones."""
    return {key: _value(key, value, renames) for key, value in data.items()}


def _value(key: str, value: Any, renames: Mapping[str, str]) -> Any:
    if key in _NAMES and isinstance(value, str):
        return renames.get(value, value)
    if key in _LISTS and isinstance(value, list):
        return [renames.get(one, one) for one in value]
    if key in _NAMED and isinstance(value, Mapping) and not (key == "days" and value.keys() <= {*_NUMBERS}):
        return {renames.get(name, name): _below(inner, renames) for name, inner in value.items()}
    return _below(value, renames)


def _below(value: Any, renames: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return renamed_result(value, renames)
    return (
        [_below(one, renames) for one in value] if isinstance(value, list) and value and isinstance(value[0], Mapping) else value
    )
