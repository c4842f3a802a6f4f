"""Times as people write them: the mend names what to write instead, and what it names is sound when it is typed."""

from __future__ import annotations

import re

import pytest

from escalation_sim.errors import ScenarioError
from escalation_sim.language.durations import duration_meant, in_days
from escalation_sim.language.loading import loads

SCENARIO = """\
title: Times
period: {start: 2026-10-01, end: 2026-12-31}
parameters: {limit: {value: 3, assumption: a guess}}
quantities: {level: 0}
events:
  rain:
    every: 7 days
    until: 2026-12-20
    set: {level: level + 1}
  storm:
    at: 2026-11-01
    set: {level: level + 1}
ladder:
  - stage: calm
  - stage: alarm
    climb:
      when: level >= limit
      for: 1 hour
      decide: exponential(2)
"""
PLACES = {
    "every": "7 days",
    "until": "2026-12-20",
    "at": "2026-11-01",
    "for": "1 hour",
    "decide": "exponential(2)",
    "end": "2026-12-31",
}


def typed(key: str, value: str) -> str:
    """The scenario with another value of a key."""
    old = f"{key}: {PLACES[key]}"
    assert old in SCENARIO
    return SCENARIO.replace(old, f"{key}: {value}", 1)


def mend_of(key: str, value: str) -> str:
    """The mend of the one mistake in a scenario with this value."""
    with pytest.raises(ScenarioError) as error:
        loads(typed(key, value))
    assert len(error.value.problems) == 1, str(error.value)
    return error.value.problems[0].mend


# fmt: off
DURATIONS = {
    "5m": "5 minutes", "1h30m": "90 minutes", "1d": "1 day", "30d": "30 days", "1w": "1 week", "12h": "12 hours",
    "1.5h": "1.5 hours",
    "P1D": "1 day", "PT6H": "6 hours", "P1DT12H": "36 hours", "P2W": "2 weeks", "PT1H30M": "90 minutes", "pt0.5h": "30 minutes",
    "'00:05:00'": "5 minutes", "00:05:00": "5 minutes", "06:00": "6 hours", "1:30": "90 minutes", "24:00": "1 day",
    "two days": "2 days", "a week": "1 week", "an hour": "1 hour", "half a day": "12 hours", "a day and a half": "36 hours",
    "twenty-five days": "25 days", "a couple of weeks": "2 weeks", "one month": "30 days", "1 year": "365 days",
    "5 min": "5 minutes", "2 hrs": "2 hours", "90 mins.": "90 minutes", "10 Days": "10 days", "7days": "7 days",
    "7-day": "7 days",
    "1 day 6 hours": "30 hours", "1 day, 6 hours": "30 hours", "1 day and 12 hours": "36 hours", "2d 3h": "51 hours",
    "1 day, 2:30:00": "1590 minutes", "1,5 days": "1.5 days", "1e3 minutes": "1000 minutes", "30 seconds": "1 minute",
    "daily": "1 day", "weekly": "1 week", "fortnight": "2 weeks", "every 3 days": "3 days", "about 3 days": "3 days",
    "5 business days": "5 days", "twice a week": "84 hours", "3 times a day": "8 hours", "every other day": "2 days",
    "{hours: 5}": "5 hours", "{days: 2, hours: 3}": "51 hours", "{value: 5, unit: days}": "5 days", "[2 days, 3 days]": "2 days",
    "immediately": "0", "-5m": "5 minutes",
    "limit days": "limit", "limit * 1 week": "limit * 7", "2 * 7 days": "2 * 7", "10 * days": "10", "limit hours": "limit / 24",
}
DRAWN = {
    "exponential(5 days)": "exponential(5)", "lognormal(2 weeks, 0.5)": "lognormal(14, 0.5)", "3-4 days": "uniform(3, 4)",
    "between 1 and 2 weeks": "uniform(7, 14)", "uniform(12 hours, 3d)": "uniform(12 / 24, 3)",
}
MOMENTS = {
    "06:00": "2026-10-01 06:00", "'06:00'": "2026-10-01 06:00", "6:00": "2026-10-01 06:00", "6am": "2026-10-01 06:00",
    "6 pm": "2026-10-01 18:00", "18h30": "2026-10-01 18:30", "noon": "2026-10-01 12:00", "06:00:00": "2026-10-01 06:00",
    "2026-11-01T06:00": "2026-11-01 06:00", "2026-11-01 6:00": "2026-11-01 06:00", "2026-11-01 06:00:00": "2026-11-01 06:00",
    "2026-11-01T06:00:00Z": "2026-11-01 06:00", "2026-11-01 06:00 UTC": "2026-11-01 06:00",

    "2026-11-01, 06:00": "2026-11-01 06:00",
    "2026-11-01T06": "2026-11-01 06:00", "2026-11-1": "2026-11-01", "1 Nov 2026": "2026-11-01", "Nov 1, 2026": "2026-11-01",
    "1st of November 2026": "2026-11-01", "Sunday, 1 November 2026, 6am": "2026-11-01 06:00", "November 2026": "2026-11-01",
    "01.11.2026": "2026-11-01", "30/11/2026": "2026-11-30", "11/30/2026": "2026-11-30", "2026/11/01": "2026-11-01",
    "2026.11.01": "2026-11-01", "2026-11": "2026-11-01", "2026-W45": "2026-11-02", "2026-11-01 + 5 days": "2026-11-06",
    "{date: 2026-11-01}": "2026-11-01", "{date: 2026-11-01, time: 06:00}": "2026-11-01 06:00",
    "start + 5 days": "5 days", "5 days after start": "5 days", "D+7": "7 days", "day 5": "5 days", "start": "0",
    "30d": "30 days", "two weeks": "2 weeks",
}
# fmt: on


@pytest.mark.parametrize("key", ["every", "for", "decide"])
@pytest.mark.parametrize("written", DURATIONS)
def test_a_duration_as_people_write_it(key: str, written: str) -> None:
    mend = mend_of(key, written)
    assert re.split(r"write (?:one alone: )?", mend)[-1] == DURATIONS[written]
    loads(typed(key, DURATIONS[written]))


@pytest.mark.parametrize("written", DRAWN)
def test_a_draw_with_units(written: str) -> None:
    assert mend_of("decide", written) == f"write {DRAWN[written]}"
    loads(typed("decide", DRAWN[written]))


def test_where_no_draw_may_stand_a_range_is_its_middle() -> None:
    assert mend_of("for", "3 to 4 days") == "write 3.5 days"


@pytest.mark.parametrize("key", ["at", "until"])
@pytest.mark.parametrize("written", MOMENTS)
def test_a_moment_as_people_write_it(key: str, written: str) -> None:
    assert mend_of(key, written) == f"write {MOMENTS[written]}"
    loads(typed(key, MOMENTS[written]))


@pytest.mark.parametrize("written", ["31 Dec 2026", "2026-12-31T00:00:00Z", "31.12.2026", "12/31/2026", "2026/12/31"])
def test_a_date_as_people_write_it(written: str) -> None:
    mend = mend_of("end", written)
    loads(typed("end", mend.removeprefix("write ")))
    assert mend.startswith("write 2026-12-31")


def test_a_time_of_day_before_the_start_is_on_the_next_day() -> None:
    with pytest.raises(ScenarioError, match="write 2026-10-02 06:00"):
        loads(typed("at", "06:00").replace("start: 2026-10-01", "start: 2026-10-01 12:00"))


def test_day_and_month_that_may_change_places() -> None:
    assert mend_of("at", "11/12/2026") == "write 2026-12-11 or 2026-11-12"


@pytest.mark.parametrize(
    ("dates", "mend"),
    [
        (
            "[2026-11-01, 2026-11-08, 2026-11-15]",
            "write an event for each, the first with `at: 2026-11-01`; or `every: 7 days`, `first: 2026-11-01` and `times: 3`",
        ),
        ("[2026-11-01, 2026-11-02, 2026-12-01]", "write an event for each, the first with `at: 2026-11-01`"),
        ("[1 Nov 2026, 6am]", "write one date, and an event for each"),
    ],
)
def test_a_list_of_dates(dates: str, mend: str) -> None:
    assert mend_of("at", dates) == mend


def test_what_the_mend_of_a_list_of_dates_names_is_sound() -> None:
    rhythm = "every: 7 days\n    first: 2026-11-01\n    times: 3"
    assert loads(SCENARIO.replace("at: 2026-11-01", rhythm)).scenario.events[1].times == 3


@pytest.mark.parametrize("written", ["limit", "exponential(2)", "2 * limit + 1", "5", "0.5", "1 / 3", "5 days", "1.5 weeks"])
def test_what_the_language_has_is_taken_as_it_is(written: str) -> None:
    assert loads(typed("decide", written)).warnings == ()


@pytest.mark.parametrize("text", ["", "x", "5", "five", "a", "24/7", "soon", "P", "PT", "1..5 days", "5 soldiers", "é"])
def test_what_is_no_duration_means_none(text: str) -> None:
    assert duration_meant(text) is None


def test_an_expression_without_units_stays_as_it_is() -> None:
    assert in_days("min(limit, 3) + day_of_rain") == "min(limit, 3) + day_of_rain"
