"""Dates that are asked for with `--by` are marked in the picture of many histories."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import escalation_sim as es
from tests.commands import command

SCENARIO = """\
title: T
period: {start: 2024-01-01, end: 2024-04-09}
quantities: {x: 0}
events: {rise: {at: 50, set: {x: 1}}}
ladder:
  - stage: low
  - {stage: high, climb: {when: x > 0}}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "t.yaml"
    path.write_text(SCENARIO)
    return path


def test_a_line_and_a_text_mark_each_date(scenario: Path, tmp_path: Path) -> None:
    picture = tmp_path / "p.svg"
    dates = ["2024-02-20", "2024-01-11", "2024-02-20 12:00"]
    answer = command(
        "run", str(scenario), "-n", "20", *(word for date in dates for word in ("--by", date)), "--plot", str(picture)
    )
    assert (answer.status, answer.err) == (0, "")
    assert set(re.findall(r'id="(by [^"]*)"', picture.read_text())) == {f"by {date}" for date in dates}


def test_a_line_stands_where_its_date_is(scenario: Path) -> None:
    figure = es.ensemble(es.load(scenario), replications=20, by="2024-02-20").plot()
    (axes,) = figure.axes
    (line,) = [one for one in axes.lines if one.get_gid() == "by 2024-02-20"]
    left, right = axes.get_xlim()
    assert (line.get_xdata()[0] - left) / (right - left) == 0.5
    assert [text.get_text() for text in figure.texts].count("by 2024-02-20") == 1


def test_what_is_not_marked_is_said(scenario: Path) -> None:
    dates = [f"2024-01-{day:02}" for day in range(11, 16)]
    with pytest.warns(UserWarning, match="by 2024-05-01: after the end"):
        many = es.ensemble(es.load(scenario), replications=20, by=[*dates, "2024-05-01"])
    figure = many.plot()
    shown = [line.get_gid() for line in figure.axes[0].lines if str(line.get_gid()).startswith("by ")]
    assert shown == [f"by {date}" for date in dates[:3]]
    assert "Not marked: 2024-01-14 (no room), 2024-01-15 (no room) and 2024-05-01 (after the end)" in [
        text.get_text() for text in figure.texts
    ]


def test_without_dates_the_picture_has_none(scenario: Path) -> None:
    figure = es.ensemble(es.load(scenario), replications=20).plot()
    assert not [line for line in figure.axes[0].lines if str(line.get_gid()).startswith("by")]


def test_a_split_has_no_picture_on_the_command_line(scenario: Path, tmp_path: Path) -> None:
    answer = command("run", str(scenario), "-n", "20", "--split", "highest > 0", "--plot", str(tmp_path / "p.svg"))
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == "error: --split gives two tables, and the picture is of all histories: take out --split or --plot\n"
    assert not (tmp_path / "p.svg").exists()


def test_a_picture_in_python_says_that_a_split_is_not_in_it(scenario: Path) -> None:
    figure = es.ensemble(es.load(scenario), replications=20, split="highest > 0").plot()
    assert "All histories: highest > 0 does not divide them here" in [text.get_text() for text in figure.texts]
