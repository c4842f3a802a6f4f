"""Dates, durations and whole minutes since the start: the only units of time in the project."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

DAY = 1440
"""Minutes in a day."""

LONGEST_PERIOD = 100 * 366 * DAY
"""No period is longer, so every minute that matters fits into 32 bits."""

FAR = 10**12 * DAY
"""A longer time is as good as this one: no period is nearly as long."""

BEYOND = "after the year 9999"
"""A moment that no calendar here has a date for."""

DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}))?", re.ASCII)
LOOKS_LIKE_A_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:$|[ tT]\s*\d{1,2}:)", re.ASCII)
_DURATION = re.compile(r"(-?\d+(?:\.\d+)?)\s+([a-z]+)", re.ASCII)
_UNIT_MINUTES = {"minute": 1, "hour": 60, "day": DAY, "week": 7 * DAY}


def read_date(text: str) -> datetime:
    """The moment that `2024-10-08` or `2024-10-08 14:30` names. Raises ValueError, in words, for anything else."""
    match = DATE.fullmatch(text)
    if match is None:
        raise ValueError("a date is written 2024-10-08 or 2024-10-08 14:30, without a time zone")
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]
    except ValueError as error:
        raise ValueError(f"there is no such date ({error})") from None


def has_time(text: str) -> bool:
    """Whether the text of a date names a time of day too."""
    return ":" in text


def a_century(start: datetime) -> int:
    """The minutes in the 100 years from *start* on, the longest that a period may be."""
    try:
        return minutes_between(start, start.replace(year=start.year + 100))
    except ValueError:  # there is no 29 February in that year, or no such year at all
        return 36525 * DAY


def minutes_between(start: datetime, moment: datetime) -> int:
    """Whole minutes from *start* to *moment*; negative before it."""
    return int((moment - start) // timedelta(minutes=1))


def read_duration(text: str) -> float | None:
    """Days in `90 minutes`, `36 hours`, `10 days`, `3 weeks`; None where the text has no such shape.

    Raises ValueError for a unit the language lacks.
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    number, unit = float(match[1]), match[2].removesuffix("s")
    if unit not in _UNIT_MINUTES:
        raise ValueError(f"{match[2]!r} is no unit of time; the units are minutes, hours, days and weeks")
    return number * _UNIT_MINUTES[unit] / DAY


def to_minutes(days: float) -> int:
    """Days as whole minutes, rounded half to even, `FAR` at most. *days* must be a number."""
    return round(min(max(days * DAY, -FAR), FAR))


def to_days(minutes: int) -> float:
    """Minutes as days."""
    return minutes / DAY


def stamp(start: datetime, minute: int) -> str:
    """A minute of a period, its end included, as `2024-11-11T12:00`, for machines (ISO 8601)."""
    when = _moment(start, minute)
    return when.isoformat(timespec="minutes") if when else "9999-12-31T24:00"


def spoken(start: datetime, minute: int) -> str:
    """A minute as `2024-11-11 12:00`, or the date alone at midnight, for people; `BEYOND` where there is no such date."""
    when = _moment(start, minute)
    if when is None:
        return BEYOND
    return str(when.date()) if at_midnight(start, minute) else when.isoformat(" ", "minutes")


def at_midnight(start: datetime, minute: int) -> bool:
    """Whether a day begins with a minute."""
    return (start.hour * 60 + start.minute + minute) % DAY == 0


def _moment(start: datetime, minute: int) -> datetime | None:
    """The date and time of a minute; None beyond what the calendar has."""
    try:
        return start + timedelta(minutes=minute)
    except OverflowError:
        return None


def length(minutes: int) -> str:
    """A stretch of time in words: `12 days`, `3.5 days`, `90 minutes`."""
    if minutes == 0:
        return "no time"
    if minutes >= FAR:
        return f"more than {FAR // DAY:,} days"
    if minutes < DAY and minutes % 60:
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    if minutes < DAY:
        hours = minutes // 60
        return f"{hours} hour{'s' if hours != 1 else ''}"
    days = f"{minutes / DAY:,.1f}".removesuffix(".0")
    return f"{days} day{'s' if days != '1' else ''}"


def lengths(part: int, whole: int) -> tuple[str, str]:
    """Two stretches of time in words; to the minute where rounded words would make them look the same."""
    rounded = length(part), length(whole)
    return rounded if part == whole or rounded[0] != rounded[1] else (_to_the_minute(part), _to_the_minute(whole))


def _to_the_minute(minutes: int) -> str:
    """`8 days, 2 hours, 1 minute`."""
    rest = minutes % DAY
    return ", ".join(length(part) for part in (minutes - rest, rest - rest % 60, rest % 60) if part)
