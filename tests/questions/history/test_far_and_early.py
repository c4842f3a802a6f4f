"""A history is told to its end, whatever lies far behind that end, and in whatever year it plays."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

import escalation_sim as es
from tests.commands import command

SIREN = """
title: A siren
period: {start: 2024-01-01, end: 2024-01-31}
quantities: {level: {initial: 0, min: 0}}
parameters: {wait: {value: 1e7, range: [1, 1e308], assumption: for the test}}
events:
  rise: {every: 3 days, set: {level: level + 1}}
  siren: {when: level > 5, after: wait, set: {level: 0}}
ladder:
  - stage: calm
  - stage: alarm
    climb:
      routes:
        asked: {when: level > 3, decide: 1 day, chance: 0, again: wait}
        slow: {when: level > 3, decide: wait}
        steady: {when: level > 3, for: wait}
"""


@pytest.fixture
def siren(tmp_path: Path) -> str:
    path = tmp_path / "siren.yaml"
    path.write_text(SIREN)
    return str(path)


@pytest.mark.parametrize(
    ("wait", "due", "again"),
    [
        ("20", "on 2024-02-08, after the end", "from 2024-02-03, after the end"),
        ("1e7", "after the end", "after the end"),
        ("1e300", "after the end", "after the end"),
        ("1.7e308", "after the end", "after the end"),
    ],
)
def test_what_lies_beyond_the_end_is_said_to_be_after_it(siren: str, wait: str, due: str, again: str) -> None:
    answer = command("run", siren, "--replication", "0", "--set", f"wait={wait}")
    assert answer.status == 0, answer.err
    assert f"siren: set off, due {due}\n" in answer.out
    assert f"alarm, by asked: the decision is no; put again {again}\n" in answer.out
    assert f"  - by asked: a decision was refused; it can be put again {again}\n" in answer.out


def test_decisions_and_conditions_that_take_for_ever_are_told(siren: str) -> None:
    told = command("run", siren, "--replication", "0").out
    assert "by slow: a decision begins, and will take 10,000,000 days\n" in told
    assert "by slow: a decision of 10,000,000 days is 19 days old\n" in told
    assert "by steady: `level > 3` has held for 19 days of the 10,000,000 days it must\n" in told


def test_every_other_way_of_asking_works_too(siren: str, tmp_path: Path) -> None:
    trace, picture = str(tmp_path / "trace.csv"), str(tmp_path / "picture.svg")
    for words in (
        ["run", siren, "--replication", "0", "--trace", trace, "--plot", picture, "--format", "json"],
        ["explain", siren],
        ["explain", siren, "--format", "markdown"],
        ["explain", siren, "--format", "json"],
    ):
        answer = command(*words)
        assert (answer.status, "Error" in answer.err) == (0, False), answer.err
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it never happens
        scenario = es.load(siren)
    assert "set off, due after the end" in str(es.run(scenario, replication=0))


def test_a_comparison_tells_where_it_parts(tmp_path: Path) -> None:
    path = tmp_path / "siren.yaml"
    path.write_text(SIREN.partition("    climb:")[0] + "    climb: {when: level < 0}\noutcomes: {last: final(level)}\n")
    answer = command("compare", str(path), "--with", "wait=2", "-n", "20")
    assert answer.status == 1, answer
    assert "in A “siren: set off, due after the end”" in " ".join(answer.out.split())


@pytest.mark.parametrize("start", ["0001-01-01", "0031-09-02", "0999-12-20"])
def test_a_year_has_four_digits(start: str, tmp_path: Path) -> None:
    path, trace, picture = (tmp_path / name for name in ("early.yaml", "trace.csv", "picture.svg"))
    year = int(start[:4])
    path.write_text(
        f"title: Early\nperiod: {{start: {start}, end: {year + 3:04}-01-20}}\nquantities: {{level: 0}}\n"
        "events: {rise: {at: 20 days, set: {level: level + 1}}}\n"
        "ladder: [{stage: calm}, {stage: alarm, climb: {when: level > 0}}, {stage: war, climb: {when: level > 0, chance: 0.2}}]\n"
    )
    asked = ["run", str(path), "--replication", "0", "--quiet"]
    told: Any = json.loads(command(*asked, "--format", "json", "--trace", str(trace), "--plot", str(picture)).out)
    day = {"0001-01-01": "0001-01-21", "0031-09-02": "0031-09-22", "0999-12-20": "1000-01-09"}[start]
    assert {move["at"] for move in told["moves"]} == {f"{day}T00:00"}
    assert [event["at"] for event in told["events"]] == [f"{day}T00:00"]
    assert f"\n{day}         rise: level 0 → 1\n" in command(*asked).out
    assert f"held from {day} (" in told["moves"][0]["because"]
    assert trace.read_text().splitlines()[1:] == [f"0,{start}T00:00,calm,0", f"20,{day}T00:00,{told['final_stage']},1"]
    years = {one for one in picture.read_text().split("<!-- ")[1:] if one[:4].isdigit() and one[4:5] in " -"}
    assert years, "the axis says its years with four digits"
    many = command("run", str(path), "-n", "10", "--by", day)
    assert f"(in half of them by {day})" in " ".join(many.out.split())
    assert f"{start} to {year + 3:04}-01-20" in command(*asked).out


def test_the_last_day_of_the_calendar_is_a_day_like_others(tmp_path: Path) -> None:
    path = tmp_path / "late.yaml"
    path.write_text(SIREN.replace("2024-01-01", "9999-12-01").replace("2024-01-31", "9999-12-31"))
    told = command("run", str(path), "--replication", "0", "--plot", str(tmp_path / "late.svg"))
    assert told.status == 0, told.err
    assert "9999-12-01 to 9999-12-31" in told.out
    assert json.loads(command("explain", str(path), "--format", "json").out)["period"]["end"] == "9999-12-31T24:00"
