"""What is handed in, read: whatever has the wrong type is said in words, as errors.UsageError, and never as TypeError."""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import islice
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.questions.sweep.designs import MOST_POINTS

Date = str | date | np.datetime64
"""A day or a minute: as the command line has it, as Python does, or as numpy and pandas do."""
Dates = Date | Iterable[Date] | None
Changes = Mapping[str, float]
Names = str | Iterable[str]
Vary = str | Iterable[str] | Mapping[str, str | Iterable[float] | None] | None
"""What is varied: `"a"` or `["a", "b"]` over their ranges, or `{"a": "1:5:9", "b": [20, 30], "c": None}` as `--vary` has it."""

_LONGEST = 60
_MOST_BITS = 10_000  # Python writes no number of more than 4,300 digits


def whole(name: str, value: int, least: int, most: int | None = None) -> int:
    """A whole number from *least* on, up to *most* where there is one. Raises UsageError."""
    try:
        number = operator.index(value)
    except TypeError:
        raise UsageError(f"{name} is {told(value)}, and must be a whole number") from None
    if isinstance(value, bool):
        raise UsageError(f"{name} is {value}, and must be a whole number")
    if number.bit_length() > _MOST_BITS:
        raise UsageError(f"{name} is a number of thousands of digits, and must be one that can be written")
    if number < least or (most is not None and number > most):
        raise UsageError(f"{name} is {told(number)}, and must be from {least}{f' to {most}' if most is not None else ' on'}")
    return number


def whole_or_none(name: str, value: int | None, least: int) -> int | None:
    """The same, or None. Raises UsageError."""
    return None if value is None else whole(name, value, least)


def number(name: str, value: float) -> float:
    """A finite number, of Python or numpy. Raises UsageError."""
    found = _number(value)
    if not math.isfinite(found):
        raise UsageError(f"{name}: {told(value)} is not a number; write one such as 0.5")
    return found


def _number(value: Any) -> float:
    """The same, nan for what is none."""
    try:
        return float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    except OverflowError:  # a whole number of hundreds of digits
        return math.inf


def flag(name: str, value: bool) -> bool:
    """True or False. Raises UsageError."""
    if not isinstance(value, bool | np.bool_):
        raise UsageError(f"{name} is {told(value)}, and must be True or False")
    return bool(value)


def text(name: str, value: str) -> str:
    """Words. Raises UsageError."""
    if not isinstance(value, str):
        raise UsageError(f"{name} is {told(value)}, and must be a text")
    return str(value)


def text_or_none(name: str, value: str | None) -> str | None:
    """The same, or None. Raises UsageError."""
    return None if value is None else text(name, value)


def texts(name: str, value: str | Iterable[str]) -> list[str]:
    """One text, or several. Raises UsageError."""
    return [text(name, one) for one in several(name, value)]


def choice(name: str, value: str, known: Iterable[str]) -> str:
    """One of the words that are known. Raises UsageError."""
    words = list(known)
    if not isinstance(value, str) or value not in words:
        raise UsageError(f"there is no {name} {told(value)}; {did_you_mean(value if isinstance(value, str) else '', words)}")
    return value


def file(name: str, value: str | os.PathLike[str]) -> Path:
    """The path of a file. Raises UsageError."""
    if not isinstance(value, str | os.PathLike) or not isinstance(os.fspath(value), str):
        raise UsageError(f"{name} is {told(value)}, and must be the path of a file")
    if "\0" in os.fspath(value):
        raise UsageError(f"{name} {told(value)} is no path to a file")
    return Path(value)


def several(name: str, value: Any, most: int = MOST_POINTS) -> list[Any]:
    """What is in a list, or in anything else that has one thing after another; a text is one thing. Raises UsageError."""
    if isinstance(value, str):
        return [value]
    try:
        found = list(islice(value, most + 1))
    except TypeError:
        raise UsageError(f"{name} is {told(value)}, and must be a list") from None
    if len(found) > most:
        raise UsageError(f"{name}: more than {most:,}; take some out")
    return found


def changes(value: Changes | None) -> Mapping[str, float]:
    """The values of some parameters by name. Raises UsageError."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise UsageError(f'set is {told(value)}, and must be names with values, such as {{"wait": 3}}')
    return {text("set", name): one for name, one in value.items()}


def names(name: str, value: str | Iterable[str] | None) -> list[str]:
    """One name, or several, or none. Raises UsageError."""
    return [] if value is None else texts(name, value)


def varied(value: Vary) -> list[str]:
    """What is varied in the words of the command line. Raises UsageError."""
    if value is None:
        return []
    if not isinstance(value, Mapping):
        return texts("vary", value)
    return [_varied(text("vary", name), values) for name, values in value.items()]


def _varied(name: str, values: str | Iterable[float] | None) -> str:
    if values is None:
        return name
    if isinstance(values, str):
        return f"{name}={values}"
    if isinstance(values, Real):
        raise UsageError(f'vary {name}: {told(values)} is no list of values; write [{told(values)}], or "LOW:HIGH:COUNT"')
    numbers = [_number(value) for value in several(f"vary {name}", values)]
    if not numbers or not all(map(math.isfinite, numbers)):
        raise UsageError(f"vary {name}: write a list with numbers such as 0.5, and not {told(values)}")
    return f"{name}={','.join(map(repr, numbers))}"


def dates(name: str, value: Dates) -> list[str]:
    """Dates in the words of the command line: one, or several. Raises UsageError."""
    if value is None:
        return []
    if isinstance(value, str | date | np.datetime64):
        return [date_text(name, value)]
    return [date_text(name, one) for one in several(name, value)]


def date_text(name: str, value: Date) -> str:
    """A date as `2025-01-20` or `2025-01-20 14:30`. Raises UsageError."""
    if isinstance(value, str):
        return str(value)
    when: Any = value
    if isinstance(value, np.datetime64):
        when = value.astype("datetime64[us]").item()  # None for no date at all, a number for one beyond Python's calendar
    if not isinstance(when, date) or when != when:  # what pandas has for no date is a date, and not itself
        raise UsageError(f"{name} is {told(value)}, and must be a date such as 2025-01-20")
    if not isinstance(when, datetime):
        return when.isoformat()
    if when.tzinfo is not None:
        raise UsageError(f"{name} {when}: it has a time zone, and a scenario has none; take it off, with .replace(tzinfo=None)")
    if when.second or when.microsecond or getattr(when, "nanosecond", 0):
        raise UsageError(f"{name} {when}: a scenario has whole minutes; leave the seconds out")
    at_midnight = (when.hour, when.minute) == (0, 0)
    return when.date().isoformat() if at_midnight else when.replace(tzinfo=None).isoformat(" ", "minutes")


def told(value: object) -> str:
    """A value in a message: on one line, and not long, however large it is."""
    try:
        words = " ".join(repr(value).split())
    except Exception:  # noqa: BLE001 - whatever its own class makes of it; also a number of more digits than Python writes
        words = f"a {type(value).__name__}"
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
