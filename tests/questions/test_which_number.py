"""Where two numbers stand for nearly the same thing, each says on the spot which it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.commands import command

SCENARIO = """
title: A staircase
period: {start: 2024-01-01, end: 2024-01-31}
parameters:
  p: {value: 0.4, range: [0, 1], assumption: for the test}
  nod: {value: 0.9, range: [0, 1], assumption: for the test}
quantities: {alarm: 0}
events: {rise: {every: 2 days, chance: p, set: {alarm: alarm + 1}}}
ladder:
  - stage: calm
  - {stage: watch, climb: {when: alarm > 1}}
  - {stage: act, climb: {when: alarm > 6, chance: nod}}
  - {stage: fight, climb: {when: alarm > 9}}
outcomes: {last: final(alarm)}
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    found = tmp_path / "staircase.yaml"
    found.write_text(SCENARIO)
    return str(found)


def told(path: str, *more: str) -> str:
    return " ".join(command("run", path, "-n", "400", "--quiet", *more).out.split())


def test_the_legend_of_a_picture_says_that_it_counts_the_highest_stage(path: str, tmp_path: Path) -> None:
    picture = tmp_path / "staircase.svg"
    text = told(path, "--plot", str(picture))
    data: Any = json.loads(command("run", path, "-n", "400", "--quiet", "--format", "json").out)
    drawn = re.findall(r"<!-- (\w+): highest in (\S+) %", picture.read_text())
    shares = {stage["stage"]: stage["highest"]["probability"] * 100 for stage in data["stages"]}
    assert {stage for stage, _ in drawn} == set(shares)
    assert all(abs(float(share.strip("<")) - shares[stage]) <= 0.5 for stage, share in drawn)
    count = data["stages"][1]["highest"]["count"]
    above = data["stages"][2]["reached"]["count"]
    assert data["stages"][2]["reached"] != data["stages"][2]["highest"]
    assert f"gets as far as “watch”, and no further, in {count} of 400 histories; it goes on to “act” in {above} (" in text


def test_of_the_top_nothing_is_said_of_going_no_further(path: str) -> None:
    assert "The government gets as far as “fight” in 400 of 400 histories." in told(path, "--set", "p=1", "--set", "nod=1")


def test_days_are_medians_or_means_and_say_so(path: str) -> None:
    header = next(line for line in command("run", path, "-n", "50").out.splitlines() if "reached" in line)
    assert re.split(r"\s{2,}", header.strip()) == ["stage", "reached", "ends there", "median first day", "mean days there"]
    data = json.loads(command("compare", path, "--with", "p=0.6", "-n", "400", "--format", "json").out)
    differing = {(one["quantity"], one["of"]) for one in data["differences"] if one["verdict"] == "changed"}
    text = command("compare", path, "--with", "p=0.6", "-n", "400", "--format", "markdown").out
    names = [line.split("|")[1].strip().replace("\\", "") for line in text.splitlines() if line.startswith("|")]
    for quantity, of, words in (
        ("first_reached_day", "act", "mean first day at act"),
        ("days", "calm", "mean days at calm"),
        ("outcome", "last", "mean last"),
        ("highest", "watch", "gets as far as watch and no further"),
        ("climbs", None, "mean climbs"),
    ):
        assert (quantity, of) in differing
        assert words in names, names


def test_a_record_says_what_it_compares(path: str, tmp_path: Path) -> None:
    assert command("check", path, "--update", "staircase", "--yes").status == 0
    Path(path).write_text(SCENARIO.replace("value: 0.4", "value: 0.6"))
    text = " ".join(command("check", path).out.split())
    assert "mean outcome last was " in text
    assert "recorded result reached act was " in text
