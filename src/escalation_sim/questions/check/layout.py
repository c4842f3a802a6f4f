"""How a record is laid out: JSON in lines that a reader of a diff can place.

A diff shows three lines around what differs. So what is said of a stage takes four lines, of which the first names it; every
parameter, count and outcome has a line of its own, which begins with its name; and what is said of a ladder begins with its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from escalation_sim.presentation.formats import to_line
from escalation_sim.results.rounding import given
from escalation_sim.version import __version__

PROGRAM = "program"
"""The key that a record has and a result has not: the version of the program that it was recorded with."""

_STAGE = (
    ("stage", "reached", "highest", "final"),
    ("by", "days", "first_reached_day"),
    ("blocked_days",),
    ("blocked_alone_days",),
)
"""What stands on each line of a stage."""
_FIRST = ("format", "version", PROGRAM, "scenario", "settings", "stages")


def record_text(data: Mapping[str, Any]) -> str:
    """The text of a record: *data* of the JSON format of `run -n`, and the version of this program."""
    told = {**data, PROGRAM: __version__}
    keys = [*_FIRST, *(key for key in sorted(told) if key not in _FIRST)]
    return _block(f" {_part(key, told[key])}" for key in keys if key in told) + "\n"


def _part(key: str, value: Any) -> str:
    match key:
        case "settings":
            return f"{to_line(key)}: {_settings(value)}"
        case "stages":
            return f"{to_line(key)}: {_stages(value)}"
        case "ladders":
            return f"{to_line(key)}: {_block(f'  {to_line(name)}: {_ladder(value[name])}' for name in sorted(value))}"
        case "outcomes":
            return f"{to_line(key)}: {_block(f'  {one}' for one in _members(value))}"
    return f"{to_line(key)}: {to_line(value)}"


def _block(lines: Iterable[str]) -> str:
    """A mapping, a member a line."""
    return "{\n" + ",\n".join(lines) + "}"


def _members(told: Mapping[str, Any], keys: Iterable[str] | None = None) -> list[str]:
    return [f"{to_line(key)}: {to_line(told[key])}" for key in (sorted(told) if keys is None else keys) if key in told]


def _settings(told: Mapping[str, Any]) -> str:
    others = "".join(f"{one}, " for one in _members({key: value for key, value in told.items() if key != "parameters"}))
    return "{" + others + '"parameters": ' + _block(f"  {one}" for one in _members(given(told["parameters"]))) + "}"


def _ladder(told: Mapping[str, Any]) -> str:
    counts = _members({key: value for key, value in told.items() if key != "stages"})
    return "{" + ", ".join(counts) + ',\n   "stages": ' + _stages(told["stages"]) + "}"


def _stages(stages: Iterable[Mapping[str, Any]]) -> str:
    return "[\n" + ",\n".join(map(_stage, stages)) + "]"


def _stage(told: Mapping[str, Any]) -> str:
    lines = (", ".join(_members(told, keys)) for keys in _STAGE)
    return "  {" + ",\n   ".join(line for line in lines if line) + "}"
