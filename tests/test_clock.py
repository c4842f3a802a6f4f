"""Moments and stretches of time in words, however far away, long or early they are."""

from __future__ import annotations

from datetime import datetime

import pytest

from escalation_sim import clock

START = datetime(2024, 1, 1)
LAST_DAY = datetime(9999, 12, 31)


@pytest.mark.parametrize(
    ("start", "minute", "spoken", "stamp"),
    [
        (START, 0, "2024-01-01", "2024-01-01T00:00"),
        (START, 725, "2024-01-01 12:05", "2024-01-01T12:05"),
        (datetime(31, 9, 2), 0, "0031-09-02", "0031-09-02T00:00"),
        (datetime(999, 12, 31, 6), 30, "0999-12-31 06:30", "0999-12-31T06:30"),
        (datetime(999, 12, 31, 6), 18 * 60, "1000-01-01", "1000-01-01T00:00"),
        (LAST_DAY, clock.DAY - 1, "9999-12-31 23:59", "9999-12-31T23:59"),
        (LAST_DAY, clock.DAY, "after the year 9999", "9999-12-31T24:00"),
        (START, 10**30, "after the year 9999", "9999-12-31T24:00"),
    ],
)
def test_every_minute_has_words(start: datetime, minute: int, spoken: str, stamp: str) -> None:
    assert clock.spoken(start, minute) == spoken
    assert clock.stamp(start, minute) == stamp


@pytest.mark.parametrize("days", [1e13, 1e305, 1.7e308])
def test_a_time_too_long_for_any_period_is_a_time_all_the_same(days: float) -> None:
    assert clock.to_minutes(days) == clock.FAR
    assert clock.length(clock.to_minutes(days)) == "more than 1,000,000,000,000 days"


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (8 * clock.DAY, 9 * clock.DAY, ("8 days", "9 days")),
        (9 * clock.DAY, 9 * clock.DAY, ("9 days", "9 days")),
        (9 * clock.DAY - 1, 9 * clock.DAY, ("8 days, 23 hours, 59 minutes", "9 days")),
        (9 * clock.DAY + 2, 9 * clock.DAY + 60, ("9 days, 2 minutes", "9 days, 1 hour")),
    ],
)
def test_two_times_look_the_same_only_where_they_are(part: int, whole: int, words: tuple[str, str]) -> None:
    assert clock.lengths(part, whole) == words
