"""Rules that lead to any stage of any ladder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Answer, command
from tests.running.studies import rows
from tests.two_ladders import HEATED, OF_ONE_ACTOR

ENGINES = ("kernel", "simpy")
SOME = ("--points", "100", "-n", "2")


def discovered(folder: Path, *options: str, text: str = HEATED) -> Answer:
    path = folder / "pair.yaml"
    path.write_text(text)
    return command("discover", str(path), "--jobs", "1", "--quiet", *options)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_sample_is_what_run_plays_at_its_points(tmp_path: Path, engine: str) -> None:
    """Point p has the replications 2 p and 2 p + 1."""
    found = rows(discovered(tmp_path, "--reach", "shells", *SOME, "--engine", engine, "--format", "csv").out)
    for point in (0, 1, 7):
        row = found[point]
        values = ("--set", f"heat={row['heat']}", "--set", f"nerve={row['nerve']}")
        reached = 0
        for replication in (2 * point, 2 * point + 1):
            path, k = str(tmp_path / "pair.yaml"), str(replication)
            history = json.loads(command("run", path, "--replication", k, *values, "--format", "json", "--quiet").out)
            reached += history["ladders"]["west"]["stages"][2]["first_reached_day"] is not None
        assert int(row["reached"]) == reached
    assert 0 < sum(int(row["reached"]) for row in found) < 200


def test_json_says_whose_stage_it_is(tmp_path: Path) -> None:
    data = json.loads(discovered(tmp_path, "--reach", "shells", *SOME, "--format", "json").out)
    assert (data["stage"], data["ladder"]) == ("shells", "west")
    assert data["rules"]


@pytest.mark.parametrize(
    ("text", "stage", "asked", "answered"),
    [
        (HEATED, "shells", "What leads West to: shells?", "West reaches “shells” in "),
        (HEATED, "guns", "What leads Ost to: guns?", "Ost reaches “guns” in "),
        (OF_ONE_ACTOR, "shells", "What leads Ost (The answer) to: shells?", "Ost (The answer) reaches “shells” in "),
    ],
)
def test_the_words_say_whose_ladder(tmp_path: Path, text: str, stage: str, asked: str, answered: str) -> None:
    told = " ".join(discovered(tmp_path, "--reach", stage, *SOME, text=text).out.split())
    assert asked in told
    assert answered in told


def test_the_picture_says_whose_ladder(tmp_path: Path) -> None:
    picture = tmp_path / "x.svg"
    assert discovered(tmp_path, "--reach", "shells", *SOME, "--plot", str(picture)).status == 0
    assert "What leads West to “shells”? 100 points of 2 parameters" in picture.read_text()


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("protests", "--reach protests: there is no stage 'protests'; did you mean protest?"),
        ("silence", "--reach silence: it is reached from the start"),
        ("west", "--reach west: west is a ladder; name one of its stages"),
    ],
)
def test_what_is_no_stage_to_be_reached_is_refused(tmp_path: Path, stage: str, said: str) -> None:
    answer = discovered(tmp_path, "--reach", stage)
    assert answer.status == 2
    assert said in answer.err
