"""Durations as people write them, and how the language writes them: `1h30m`, `P1D`, `two days` → `90 minutes`, `1 day`, `2 days`.

Looked for only in what is no duration, to say what was probably meant.
"""

from __future__ import annotations

import re

_MINUTE, _HOUR, _DAY, _WEEK = 1, 60, 1440, 10080
_MOST = 100_000 * 365 * _DAY
_NAMES = {_WEEK: "week", _DAY: "day", _HOUR: "hour", _MINUTE: "minute"}
_LENGTHS = {
    "s sec secs second seconds": 1 / 60,
    "m min mins minute minutes": _MINUTE,
    "h hr hrs hour hours": _HOUR,
    "d day days": _DAY,
    "w wk wks week weeks": _WEEK,
    "fortnight fortnights": 2 * _WEEK,
    "mo mos mth mths month months": 30 * _DAY,
    "quarter quarters": 91 * _DAY,
    "y yr yrs year years": 365 * _DAY,
}
UNITS = {word: length for words, length in _LENGTHS.items() for word in words.split()}
"""Minutes in a unit of time, by every word for it; those of a month, a quarter and a year are about right."""

_RHYTHMS = {
    "hourly": _HOUR,
    "daily": _DAY,
    "nightly": _DAY,
    "weekly": _WEEK,
    "biweekly": 2 * _WEEK,
    "fortnightly": 2 * _WEEK,
    "monthly": 30 * _DAY,
    "quarterly": 91 * _DAY,
    "yearly": 365 * _DAY,
    "annually": 365 * _DAY,
}
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_COUNTED = {word: number for number, word in enumerate([*_SMALL.split(" "), "seventeen", "eighteen", "nineteen"])}
_TENS = {
    word: 10 * ten for ten, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_VAGUE = {"a": 1.0, "an": 1.0, "half": 0.5, "couple": 2.0, "few": 3.0, "dozen": 12.0, "other": 2.0, "hundred": 100.0}
NUMBERS: dict[str, float] = {**_COUNTED, **_TENS, **_VAGUE, "once": 1, "twice": 2, "thrice": 3}
"""Numbers by their words."""

_ISO = re.compile(
    r"P(?=[\dT])"
    + "".join(rf"(?:([\d.,]+){unit})?" for unit in "YMWD")
    + "(?:T"
    + "".join(rf"(?:([\d.,]+){unit})?" for unit in "HMS")
    + ")?",
    re.IGNORECASE,
)
_ISO_MINUTES = (365 * _DAY, 30 * _DAY, _WEEK, _DAY, _HOUR, _MINUTE, 1 / 60)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?(?:\s*(?:h|hrs?|hours?))?", re.IGNORECASE)
_CLOCK_BEHIND = re.compile(r"(?<=[a-z])[ ,t]+(\d{1,2}):([0-5]\d)(?::00)?$")
_NO_TIME = frozenset(
    ("immediately", "instantly", "at once", "no delay", "without delay", "nothing", "none", "no time", "straight away")
)
_FREQUENCY = re.compile(r"(?:(once|twice|thrice)|(\d+|[a-z]+)(?: times|x)?)(?: an?| per| every| each|\s*/) ?([a-z]+)")
_AROUND = re.compile(
    r"^(?:(?:every|each|after|within|in|for|about|around|approximately|approx\.?|roughly|circa|ca\.?|some|nearly|almost|exactly"
    r"|at least|at most|up to|another|the next)\s+|[~≈<>=]+\s*)+"
)
_BESIDE = re.compile(
    r"\b(?:business|working|calendar|full|whole|consecutive|long|later|each|apart)\b|(?<=[a-z])'s?|\.$|(?<=day)-|(?<=\d)-(?=[a-z])"
)
_ABOUT = (30 * _DAY, 91 * _DAY, 365 * _DAY)
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_LONG_UNITS = "|".join(sorted((word for word in UNITS if len(word) > 1), key=len, reverse=True))
_UNIT_IN_EXPRESSION = re.compile(
    rf"(?:(?<![\w.])(?P<number>\d+(?:\.\d+)?)\s*(?:\*\s*)?|(?P<before>[a-z_]\w*|\))\s*(?:\*\s*|\s))"
    rf"(?P<unit>{_LONG_UNITS}|(?<=\d)[smhdwy])(?![\w(])",
    re.IGNORECASE,
)
_PIECE = re.compile(r"\d+(?:[.,]\d+)?(?:e\d+)?|[a-z]+|[^\s\w]")
_BETWEEN_PIECES = frozenset(("and", ",", "of", "+", "plus", "&"))
_FROM_TO = re.compile(r"(?:between |from )?(\d+(?:\.\d+)?)\s*(?:-|–|to|and|or)\s*(\d+(?:\.\d+)?)\s*([a-z]+)")


def duration_meant(text: str) -> str | None:
    """The duration that *text* probably means, as the language writes it; None where it means none."""
    written = _AROUND.sub("", text.strip().lower())
    if written in _NO_TIME:
        return "0"
    if iso := _iso(text.strip()):
        return iso
    minutes = _clock(written) or _RHYTHMS.get(written) or _frequency(written)
    if minutes:
        return spelled(minutes, _WEEK if minutes % _WEEK == 0 and minutes != 91 * _DAY else _DAY)
    parts = _parts(_PIECE.findall(_BESIDE.sub("", _HYPHEN.sub(" ", _CLOCK_BEHIND.sub(r" \1 hours \2 minutes", written))).strip()))
    total = sum(count * length for count, length in parts)
    if not parts or total > _MOST:
        return None
    if len(parts) == 1 and parts[0][1] in _NAMES and "half" not in written:
        return _counted(parts[0][0], parts[0][1])
    least = min(length for _, length in parts)
    return spelled(total, _DAY if least in _ABOUT else least) if total else "0"


def in_days(expression: str) -> str:
    """An expression without its units of time: what yields days, as `exponential(7)` for `exponential(1 week)`."""
    return re.sub(r"  +", " ", _UNIT_IN_EXPRESSION.sub(_as_days, expression)).strip()


def _as_days(found: re.Match[str]) -> str:
    number, before, length = found["number"], found["before"] or "", UNITS[found["unit"].lower()]
    if number and length >= _DAY:
        return f"{float(number) * length / _DAY:.10g}"
    if number:
        return f"{number} / {round(_DAY / length)}"
    if length == _DAY:
        return before
    return f"{before} * {length / _DAY:g}" if length > _DAY else f"{before} / {round(_DAY / length)}"


def range_meant(text: str) -> tuple[float, float] | None:
    """The least and the most days of a text such as `3-4 days` or `between 2 and 3 weeks`."""
    found = _FROM_TO.fullmatch(_AROUND.sub("", text.strip().lower()))
    if found is None or found[3] not in UNITS:
        return None
    low, high = (float(number) * UNITS[found[3]] / _DAY for number in found.groups()[:2])
    return (low, high) if low <= high <= _MOST / _DAY else None


def spelled(minutes: float, most: float = _WEEK) -> str:
    """Some minutes in the largest unit, but none above *most*, in which they are a whole number; never less than one minute."""
    whole = max(round(minutes), 1)
    unit = next(unit for unit in _NAMES if whole % unit == 0 and (unit <= max(most, _MINUTE)))
    return _counted(whole // unit, unit)


def _counted(count: float, unit: float) -> str:
    return f"{count:.10g} {_NAMES[int(unit)]}{'' if count == 1 else 's'}"


def _iso(text: str) -> str | None:
    """The duration of `P1DT12H`; None for anything else, and for no time at all."""
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    try:
        parts = [
            (float(part.replace(",", ".")), length) for part, length in zip(found.groups(), _ISO_MINUTES, strict=True) if part
        ]
    except ValueError:  # several points in one number
        return None
    total = sum(count * length for count, length in parts)
    return spelled(total, min(_DAY if length in _ABOUT else length for _, length in parts)) if 0 < total <= _MOST else None


def _clock(text: str) -> float:
    """The minutes of `00:05:00` or `1:30`; 0 for anything else."""
    found = _CLOCK.fullmatch(text)
    return int(found[1]) * _HOUR + int(found[2]) + int(found[3] or 0) / 60 if found else 0


def _frequency(text: str) -> float:
    """The minutes between two of `twice a week`; 0 for anything else."""
    found = _FREQUENCY.fullmatch(text)
    if found is None or found[3] not in UNITS:
        return 0
    times = NUMBERS.get(found[1] or found[2], 0) if not (found[2] or "").isdigit() else float(found[2])
    is_plain = " times" not in text and not found[1] and "/" not in text and " per" not in text  # `half a day`, `a day`
    return UNITS[found[3]] / times if times and not is_plain else 0


def _parts(pieces: list[str]) -> list[tuple[float, float]]:
    """Counts and lengths of units in the pieces of a text; none where anything else stands there."""
    parts: list[tuple[float, float]] = []
    count: float | None = None
    for piece in pieces:
        if piece in _BETWEEN_PIECES:
            continue
        if piece in UNITS:
            parts.append((1.0 if count is None else count, UNITS[piece]))
            count = None
        elif piece in NUMBERS:
            count = _with_word(count, piece)
        elif piece[0].isdigit() and count is None:
            count = float(piece.replace(",", "."))
        else:
            return []
    if count is not None and pieces[-1] == "half" and parts:  # a day and a half
        parts[-1] = (parts[-1][0] + 0.5, parts[-1][1])
        count = None
    return parts if count is None else []


def _with_word(count: float | None, word: str) -> float:
    """A count that goes on with a word: `twenty` `five`, `one` (and) `a` `half`, `half` `a`."""
    if count is None or (count == 1 and word in ("couple", "few", "dozen", "hundred")):
        return NUMBERS[word]
    if word in ("a", "an"):
        return count
    return count + NUMBERS[word]
