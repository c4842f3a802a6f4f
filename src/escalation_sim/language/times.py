"""Durations, moments and dates: node → days or minutes; what people write instead gets the mend that can be typed.

`durations.py` and `moments.py`, which know what they write, are imported when something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from escalation_sim import clock
from escalation_sim.errors import ExpressionError
from escalation_sim.language.findings import WRONG, Findings
from escalation_sim.language.nodes import Listing, Node, Scalar, shown
from escalation_sim.language.values import expression
from escalation_sim.model import expressions as ex
from escalation_sim.model.parsing import parse

_AS_DURATION = "write 90 minutes, 36 hours, 10 days, 3 weeks, or a number of days"
_AS_DATE = "write it as 2024-10-08 or 2024-10-08 14:30"
_DISGUISED = re.compile(r"\d{1,2}([-/])\d{1,2}\1(?:19|20)\d{2}|(?:19|20)\d{2}([-/])(?:0?[1-9]|1[0-2])(?:\2\d{1,2})?", re.ASCII)
"""A date as people write it that would be read as a calculation, such as `1/11/2024`."""
_LONGEST = 200
"""Characters of a text that may mean a time."""
_MOST_DATES = 100
_DRAWN = ("every", "after", "decide")
"""Keys whose durations may be draws."""
_MOMENTS = ("at", "from", "first", "until")


def duration(node: Node, path: str, findings: Findings) -> Any:
    """A number of days, an expression that yields days, or `90 minutes`, `36 hours`, `10 days`, `3 weeks`."""
    if isinstance(node, Scalar) and clock.LOOKS_LIKE_A_DATE.match(node.text):
        return findings.wrong(node.place, path, f"expected a duration, found the date {shown(node.text)}", _AS_DURATION)
    return _time(node, path, findings, lambda text: words_for_duration(text, path))


def moment(node: Node, path: str, findings: Findings) -> Any:
    """A date, or a duration after the start; as days since the start."""
    if isinstance(node, Scalar) and clock.LOOKS_LIKE_A_DATE.match(node.text):
        minute = minute_of(node, path, findings)
        return WRONG if minute is WRONG else ex.number(clock.to_days(minute), node.text)
    if isinstance(node, Listing):
        return findings.wrong(node.place, path, f"expected one date, found a list of {len(node.items)}", _one_of(node))
    return _time(node, path, findings, lambda text: words_for_moment(text, path, findings))


def _time(node: Node, path: str, findings: Findings, mend_of: Callable[[str], str]) -> Any:
    """A duration, or what *mend_of* knows the mend for."""
    what = "a duration" if path.rpartition(".")[2] not in _MOMENTS else "a date or a duration after the start"
    written = _as_text(node)
    if isinstance(node, Listing):
        first = next((item.text for item in node.items if isinstance(item, Scalar)), "")
        mend = f"write one alone: {mend_of(first).removeprefix('write ') or shown(first)}" if first else _AS_DURATION
        return findings.wrong(node.place, path, f"expected {what}, found a list of {len(node.items)}", mend)
    if written is None or not isinstance(node, Scalar):
        mend = mend_of(written) if written else ""
        return findings.wrong(node.place, path, f"expected {what}, found {node.kind}", mend or _AS_DURATION)
    if _DISGUISED.fullmatch(written) and (mend := mend_of(written)):
        return findings.wrong(node.place, path, f"expected {what}, found `{shown(written)}`", mend)
    read = _plain_duration(node, path, findings, mend_of)
    if read is not None:
        return read
    read = expression(node, path, findings, lambda text: _meant(text, what, mend_of))
    if read is not WRONG and read.is_condition:
        return findings.wrong(node.place, path, f"`{shown(read.text)}` is a condition, not a duration", "write a number of days")
    return read


def _meant(text: str, what: str, mend_of: Callable[[str], str]) -> tuple[str, str] | None:
    mend = mend_of(text)
    return (f"expected {what}, found `{shown(text)}`", mend) if mend else None


def _plain_duration(node: Scalar, path: str, findings: Findings, mend_of: Callable[[str], str]) -> Any:
    """The days in a text such as `10 days`; None where it is something else."""
    if node.is_null or node.is_number:
        return None
    try:
        days = clock.read_duration(node.text)
    except ValueError as error:
        mend = mend_of(node.text) or _AS_DURATION
        return findings.wrong(node.place, path, f"`{shown(node.text)}`: {shown(str(error), 200)}", mend)
    if days is None:
        return None
    if days < 0:
        return findings.wrong(node.place, path, f"`{shown(node.text)}` is negative", "a time is never negative: write 0 or more")
    if days == float("inf"):
        return findings.wrong(node.place, path, f"`{shown(node.text)}` is not a finite time", _AS_DURATION)
    return ex.number(days, node.text)


def words_for_time(text: str, path: str, findings: Findings) -> str:
    """The mend for a text at a *path* where a duration or a moment is wanted, and that names what is not there."""
    is_moment = path.rpartition(".")[2] in _MOMENTS
    return words_for_moment(text, path, findings) if is_moment else words_for_duration(text, path)


def words_for_duration(text: str, path: str) -> str:
    """The mend for a text that is no duration and no expression; nothing where it means nothing that we know."""
    from escalation_sim.language.durations import duration_meant, in_days, range_meant

    text = text.strip()
    if len(text) > _LONGEST:
        return ""
    if text.startswith(("-", "minus ")):
        meant = duration_meant(text.removeprefix("-").removeprefix("minus "))
        return f"a time is never negative: write {meant}" if meant else ""
    if meant := duration_meant(text):
        return f"write {meant}"
    if between := range_meant(text):
        low, high = between
        drawn = path.rpartition(".")[2] in _DRAWN
        return f"write uniform({low:.10g}, {high:.10g})" if drawn else f"write {(low + high) / 2:.10g} days"
    days = in_days(text)
    return f"write {days}" if days != text and _is_expression(days) else ""


def words_for_moment(text: str, path: str, findings: Findings) -> str:
    """The same where a date or a duration after the start is wanted."""
    from escalation_sim.language.moments import moment_meant

    meant = moment_meant(text, findings.start) if len(text) <= _LONGEST else []
    return f"write {' or '.join(meant)}" if meant else words_for_duration(text, path)


def _is_expression(text: str) -> bool:
    try:
        parse(text)
    except ExpressionError:
        return False
    return True


def _as_text(node: Node) -> str | None:
    """What a value says in words, also where it is a mapping such as `{hours: 5}` or `{date: 2024-10-08, time: 06:00}`."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing) or not all(isinstance(entry.node, Scalar) for entry in node.entries.values()):
        return None
    from escalation_sim.language.durations import UNITS

    parts = [(key.lower(), entry.node.text) for key, entry in node.entries.items() if isinstance(entry.node, Scalar)]
    return " ".join(f"{text} {key}" if key in UNITS else text for key, text in parts)


def _one_of(node: Listing) -> str:
    """The mend for several dates where one event has one: a rhythm where there is one, or an event for each."""
    from escalation_sim.language.durations import spelled
    from escalation_sim.language.moments import dates_meant

    texts = [item.text for item in node.items[:_MOST_DATES] if isinstance(item, Scalar) and len(item.text) <= _LONGEST]
    dates = [dates_meant(text) for text in texts]
    if not texts or not all(dates) or len(texts) < len(node.items):
        return "write one date, and an event for each"
    minutes = [clock.minutes_between(clock.read_date(dates[0][0]), clock.read_date(found[0])) for found in dates]
    gaps = {later - earlier for earlier, later in pairwise(minutes)}
    one = f"write an event for each, the first with `at: {dates[0][0]}`"
    if len(gaps) != 1 or min(gaps) <= 0:
        return one
    return f"{one}; or `every: {spelled(min(gaps), clock.DAY)}`, `first: {dates[0][0]}` and `times: {len(texts)}`"


def minute_of(node: Node, path: str, findings: Findings) -> Any:
    """A date that is not before the start, as minutes since it; one after the end gets a warning."""
    when = date(node, path, findings)
    if when is WRONG or findings.start is None:
        return WRONG
    written = shown(node.text) if isinstance(node, Scalar) else node.kind
    minute = clock.minutes_between(findings.start, when)
    if minute < 0:
        message = f"{written} is before the start of the period, {clock.spoken(findings.start, 0)}"
        return findings.wrong(node.place, path, message, "write a date within the period")
    if minute >= findings.end:
        findings.warn(node.place, path, f"{written} is after the end of the period", "it will not come: choose an earlier date")
    return minute


def date(node: Node, path: str, findings: Findings) -> Any:
    """A date, with or without a time of day."""
    written = _as_text(node)
    if not isinstance(node, Scalar) or node.is_null:
        mend = _date_mend(written, findings) if written else _AS_DATE
        return findings.wrong(node.place, path, f"expected a date, found {node.kind}", mend)
    try:
        return clock.read_date(node.text)
    except ValueError as error:
        return findings.wrong(node.place, path, f"`{shown(node.text)}`: {error}", _date_mend(node.text, findings))


def _date_mend(text: str, findings: Findings) -> str:
    from escalation_sim.language.moments import dates_meant, moment_meant

    if len(text) > _LONGEST:
        return _AS_DATE
    meant = dates_meant(text) or [one for one in moment_meant(text, findings.start) if clock.DATE.fullmatch(one)]
    return f"write {' or '.join(meant)}" if meant else _AS_DATE
