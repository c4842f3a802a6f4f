"""Zero and not quite zero never look alike, nor do all and not quite all; short times are told in hours and minutes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from escalation_sim.language.loading import load
from escalation_sim.presentation.tables import level
from escalation_sim.presentation.wording import amount, average, day, days, lasting, on_day, percent, percent_range, points
from escalation_sim.questions.compare.differences import Difference
from escalation_sim.questions.compare.words import difference, value
from escalation_sim.questions.sweep.tables import SHADES
from tests.commands import command

MINUTE = 1 / 1440


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0"),
        (1e-9, "<1 min"),
        (0.6 * MINUTE, "<1 min"),
        (MINUTE, "1 min"),
        (0.0025, "3.6 min"),
        (59 * MINUTE, "59 min"),
        (60 * MINUTE, "1 h"),
        (0.25, "6 h"),
        (0.99, "23.8 h"),
        (1, "1"),
        (12.34, "12.3"),
        (12.01, "12"),
        (450.4, "450"),
        (36500, "36,500"),
    ],
)
def test_a_time_under_a_heading_of_days(size: float, written: str) -> None:
    assert days(size) == written


def test_a_time_in_a_sentence() -> None:
    assert [lasting(size) for size in (0, MINUTE, 0.25, 1, 2.5, 1000)] == [
        "no time", "1 min", "6 h", "1 day", "2.5 days", "1,000 days"
    ]  # fmt: skip


def test_only_the_start_is_day_0() -> None:
    assert [day(size) for size in (0, MINUTE, 0.04, 0.25, 34.5, 415.5)] == ["0", "0.00069", "0.04", "0.2", "34.5", "416"]


@pytest.mark.parametrize("share", [1e-300, 1e-12, 3e-4, 4.9e-4, 5e-4, 0.5, 0.9995, 0.9997, 1 - 1e-12])
def test_only_nothing_is_0_percent_and_only_all_is_100(share: float) -> None:
    assert percent(share) not in ("0 %", "0.0 %", "100 %", "100.0 %")
    low, high = percent_range(share, share).split("–")
    assert float(low.strip("<>")) not in (0.0, 100.0)
    assert low == high
    one = Difference("reached", "alarm", share, 0.0)
    assert value(one, share) not in ("0 %", "0.0 %", "100 %", "100.0 %")
    assert (percent(0), percent(1), percent_range(0, 1)) == ("0 %", "100 %", "0–100")


@pytest.mark.parametrize("size", [1e-300, 1e-9, 4e-4, 0.004, 0.04, 0.4])
def test_nothing_that_is_counted_looks_like_none(size: float) -> None:
    for written in (amount(size), average(size), points(size), points(-size)):
        assert written not in ("0", "0.0", "0.00", "-0", "-0.0")
    told = difference(Difference("days", "alarm", 0.0, size, -1.0, 5000.0)).split()[0]
    assert re.search(r"[1-9]", told), told
    assert (amount(0), average(0), points(0), days(0)) == ("0", "0", "0", "0")


def test_not_quite_all_is_not_1() -> None:
    assert [amount(share) for share in (0.5, 0.9994, 0.9996, 0.99997, 1 - 1e-12, 1)] == [
        "0.5", "0.999", "0.9996", "0.99997", "nearly 1", "1"
    ]  # fmt: skip


def test_only_all_is_a_full_square_and_only_nothing_a_blank() -> None:
    assert [level(share, len(SHADES)) for share in (0, 1e-9, 0.5, 0.9999, 1)] == [0, 1, 2, 3, 4]


def test_two_sides_have_the_digits_that_tell_them_apart() -> None:
    one = Difference("days", "alarm", 10.0114444, 10.0089444)
    assert [value(one, number) for number in (one.a, one.b)] == ["10.011", "10.009"]
    one = Difference("reached", "alarm", 0.50004, 0.50001)
    assert [value(one, number) for number in (one.a, one.b)] == ["50.004 %", "50.001 %"]
    one = Difference("reached", "alarm", 0.99996, 0.99997)
    assert [value(one, number) for number in (one.a, one.b)] == ["99.996 %", "99.997 %"]
    one = Difference("reached", "alarm", 0.0003, 0.29)
    assert [value(one, number) for number in (one.a, one.b)] == ["<0.1 %", "29.0 %"]
    one = Difference("reached", "alarm", 0.5, 0.5)
    assert [value(one, number) for number in (one.a, one.b)] == ["50.0 %", "50.0 %"]


BRAKE = """
title: Six hours
period: {start: 2024-01-01, end: 2024-01-31}
parameters: {p: {value: 0.02, range: [0, 1], assumption: for the test}}
quantities: {law: 0, alarm: 0}
events:
  rise: {at: 10, set: {alarm: 1}}
  bind: {at: 9.9, chance: p, set: {law: 1}}
  free: {at: 10.25, set: {law: 0}}
brakes: {rule: {while: law > 0, blocks: all}}
ladder:
  - stage: calm
  - {stage: watch, climb: {when: alarm > 0, decide: 10 minutes}}
  - {stage: act, climb: {when: alarm > 0, chance: 0.003, decide: 1 hour}}
"""


@pytest.fixture
def six_hours(tmp_path: Path) -> str:
    """In one history of fifty a brake holds the actor for six hours."""
    path = tmp_path / "six.yaml"
    path.write_text(BRAKE)
    return str(path)


def row_of(text: str, *cells: str) -> list[str]:
    """The line of a table that begins with some cells, cut where two blanks stand."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]
    return next(line for line in lines if line[: len(cells)] == list(cells))


def test_the_hours_of_a_brake_are_in_its_table(six_hours: str) -> None:
    text = command("run", six_hours, "-n", "1000").out
    assert row_of(text, "rule", "watch") == ["rule", "watch", "6.5 min", "6.5 min"]
    assert not re.search(r"rule\s{2,}act", text), "rows in which nothing ever happens are left out"
    assert row_of(text, "act")[1:] == ["0.1 % (<0.1–0.6)", "0.1 % (<0.1–0.6)", "10 (10–10)", "30.2 min"]
    assert row_of(text, "watch")[2] == "99.9 % (99.4–>99.9)"
    assert "On average 1.00 climbs, 0 descents, 0 decisions shelved and 1.00 refused; 1.2 h of deciding." in text


def test_a_day_of_a_moment_is_a_number(six_hours: str) -> None:
    assert on_day(load(six_hours).scenario, 4) == "2024-01-01 00:04 (day 0.0028)"
