"""A threshold may be about any stage of any ladder, of many histories and of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import command
from tests.two_ladders import HEATED, OF_ONE_ACTOR

ENGINES = ("kernel", "simpy")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return written(tmp_path, HEATED)


def written(folder: Path, text: str) -> str:
    where = folder / "pair.yaml"
    where.write_text(text)
    return str(where)


def asked(path: str, *options: str, vary: str = "heat") -> Any:
    answer = command("threshold", path, "--vary", vary, "--jobs", "1", "--quiet", "--format", "json", *options)
    assert answer.status == 0, answer.err
    return json.loads(answer.out)


def of_west(path: str, *options: str) -> Any:
    """What `run` says of the other ladder."""
    return json.loads(command("run", path, "--quiet", "--format", "json", *options).out)["ladders"]["west"]


@pytest.mark.parametrize("engine", ENGINES)
def test_probabilities_are_those_that_run_gives(path: str, engine: str) -> None:
    found = asked(path, "--reach", "shells", "-n", "20", "--engine", engine)
    assert (found["stage"], found["ladder"]) == ("shells", "west")
    for tried in (found["evaluated"][0], found["evaluated"][-1]):
        stages = of_west(path, "-n", "20", "--set", f"heat={tried['value']}")["stages"]
        assert tried["probability"] == stages[2]["reached"]["probability"]
    assert found["threshold"]["value"] > 4


def test_reached_by_a_date(path: str) -> None:
    found = asked(path, "--reach", "protest", "-n", "50", "--by", "2025-02-01")
    stages = of_west(path, "-n", "50", "--set", "heat=4", "--by", "2025-02-01")["stages"]
    assert found["evaluated"][0]["probability"] == stages[1]["by"]["2025-02-01"]["probability"]


def test_the_exact_value_at_which_one_history_flips(path: str) -> None:
    """Both sides are told again by SimPy, and `run` tells them so too."""
    found = ((number, asked(path, "--reach", "protest", "--replication", str(number))["flips"]) for number in range(20))
    replication, flips = next((number, flips) for number, flips in found if flips)
    for flip in flips:
        for side, reached in (("reached", True), ("not_reached", False)):
            stages = of_west(path, "--replication", str(replication), "--set", f"heat={flip[side]}")["stages"]
            assert (stages[1]["first_reached_day"] is not None) == reached


@pytest.mark.parametrize(
    ("text", "stage", "said"),
    [
        (HEATED, "shells", "The probability that West reaches “shells” "),
        (HEATED, "guns", "The probability that Ost reaches “guns” "),
        (OF_ONE_ACTOR, "shells", "The probability that Ost (The answer) reaches “shells” "),
        (OF_ONE_ACTOR, "guns", "The probability that Ost reaches “guns” "),
    ],
)
def test_the_words_say_whose_ladder(tmp_path: Path, text: str, stage: str, said: str) -> None:
    answer = command("threshold", written(tmp_path, text), "--vary", "heat", "--reach", stage, "-n", "20", "--quiet")
    assert said in " ".join(answer.out.split())


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("shels", "--reach shels: there is no stage 'shels'; did you mean shells?"),
        ("silence", "--reach silence: it is reached from the start, whatever the parameters; name a higher stage"),
        ("west", "--reach west: west is a ladder; name one of its stages: silence, protest, shells"),
    ],
)
def test_what_is_no_stage_to_be_reached_is_refused(path: str, stage: str, said: str) -> None:
    answer = command("threshold", path, "--vary", "heat", "--reach", stage)
    assert answer.status == 2
    assert said in answer.err


def test_a_stage_at_or_below_the_start_of_its_own_ladder_is_reached_from_the_start(tmp_path: Path) -> None:
    """And not one that lies below the start of the main ladder."""
    text = HEATED.replace("    actor: West\n", "    actor: West\n    start_stage: protest\n").replace(
        "title: Two", "start_stage: guns\ntitle: Two"
    )
    path = written(tmp_path, text)
    assert command("threshold", path, "--vary", "heat", "--reach", "protest", "-n", "5", "--quiet").status == 2
    assert command("threshold", path, "--vary", "heat", "--reach", "shells", "-n", "5", "--quiet").status == 0
