"""Dates and times of day as people write them, and how the language writes them: `1 Nov 2024, 6am` → `2024-11-01 06:00`.

Looked for only in what is no date, to say what was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from escalation_sim import clock
from escalation_sim.language.durations import duration_meant

_NAMES = "january february march april may june july august september october november december"
_MONTHS = {name[:length]: number for number, name in enumerate(_NAMES.split(" "), 1) for length in range(3, 10)} | {"sept": 9}
_NAME = r"(?P<month>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<year>(?:19|20)\d{2})[-/.](?P<month>\d{1,2})",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?P<sep>[-/])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4})",
        r"(?P<month>\d{1,2})(?P<sep>[-/])(?P<day>\d{1,2})(?P=sep)(?P<year>\d{4})",
        rf"{_DAY}(?: of)?[ -]{_NAME},?[ -]{_YEAR}",
        rf"{_NAME} {_DAY},? {_YEAR}",
        rf"{_YEAR},?[ -]{_NAME}(?:[ -]{_DAY})?",
        rf"{_NAME},? {_YEAR}",
        r"(?P<year>\d{4})-?w(?P<week>\d{2})(?:-?(?P<day>[1-7]))?",
    )
)
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? ")
_ZONE = re.compile(r"(?<=\d) ?(?:z|utc|gmt|cet|cest|est|edt|kst|local(?: time)?|[-+]\d{2}:?\d{2})$")
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:h](?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?)? ?(?:(?P<half>[ap])\.?m\b\.?)?"
    r"(?: ?(?:h|hrs?|uhr|o'? ?clock))?"
)
_WORDS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
_RECKONED = re.compile(r"(.+?)(?: ?(\+) ?| - |\.\.+| ?– ?| to | until )(.+)")
_AFTER_START = re.compile(
    r"(?:(?:the )?start(?: of the period)?|period\.start|[td]) ?\+ ?(?P<after>.+)"
    r"|(?P<later>.+?) (?:after|from|since) (?:the )?(?:start|beginning)(?: of the period)?"
    r"|(?:on )?(?P<nth>(?:day|week|month) \d+)|d(?P<day>\d+)"
)


def time_meant(text: str) -> time | None:
    """The time of day in `6am`, `18h30`, `noon`; None for anything else, and for a bare number."""
    written = _WORDS.get(text, text)
    found = _TIME.fullmatch(written)
    if found is None or written.isdigit():
        return None
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    return time(hour, int(found["minute"] or 0)) if hour < 24 else None


def dates_meant(text: str) -> list[str]:
    """The dates that *text* may mean, with the time of day where it has one; several where day and month may change places."""
    written = _ZONE.sub("", _WEEKDAY.sub("", " ".join(text.strip().lower().split())))
    found: dict[str, None] = {}
    for form in _FORMS:
        match = form.match(written)
        rest = re.sub(r"^(?:t|,? ?(?:at )?)", "", written[match.end() :].strip()).strip() if match else ""
        if match and (not rest or (when := _time_of(rest))):
            found |= dict.fromkeys(f"{day.isoformat()}{f' {when:%H:%M}' if rest else ''}" for day in _days(match))
    return list(found)


def _time_of(text: str) -> time | None:
    return time_meant(text) or (time(int(text)) if text.isdigit() and int(text) < 24 else None)


def _days(match: re.Match[str]) -> Iterator[date]:
    parts = match.groupdict()
    month = parts.get("month") or "1"
    try:
        if parts.get("week"):
            yield date.fromisocalendar(int(parts["year"]), int(parts["week"]), int(parts["day"] or 1))
        else:
            number = int(month) if month.isdigit() else _MONTHS.get(month, 0)
            yield date(int(parts["year"]), number, int(parts.get("day") or 1))
    except ValueError:  # no such day
        return


def moment_meant(text: str, start: datetime | None) -> list[str]:
    """What *text* may mean where a moment stands: dates, a time of the first day, or a duration after the start."""
    written = " ".join(text.strip().lower().split())
    when = time_meant(written)
    if when and start:
        first = _later(datetime.combine(start.date(), when), 0)
        return first if clock.read_date(first[0]) >= start else _later(datetime.combine(start.date(), when), 1)
    dates = dates_meant(written) or _reckoned(written)
    if dates:
        return [day for day in dates if not start or clock.read_date(day) >= start] or dates
    if written in ("start", "the start", "period.start"):
        return ["0"]
    after = _AFTER_START.fullmatch(written)
    if after is None:
        meant = duration_meant(written)
    elif after["nth"]:
        unit, _, number = after["nth"].partition(" ")
        meant = duration_meant(f"{number} {unit}")
    else:
        rest = (after["after"] or after["later"] or after["day"]).strip()
        meant = duration_meant(f"{rest} days" if rest.isdigit() else rest)
    return [meant] if meant else []


def _reckoned(text: str) -> list[str]:
    """The date of `2024-11-01 + 5 days`, or the two of `2024-11-01 - 2024-12-01`."""
    found = _RECKONED.fullmatch(text)
    days = dates_meant(found[1]) if found else []
    if found is None or len(days) != 1:
        return []
    if not found[2]:
        others = dates_meant(found[3])
        return [*days, *others] if others else []
    meant = duration_meant(found[3])
    length = clock.read_duration(meant) if meant else None
    if length is None:
        return []
    return [date.removesuffix(" 00:00") for date in _later(clock.read_date(days[0]), length)]


def _later(moment: datetime, days: float) -> list[str]:
    """The moment so many days later; nothing where the calendar has none."""
    try:
        return [(moment + timedelta(days=days)).isoformat(" ", "minutes")]
    except OverflowError:
        return []
