"""Which assumption moves a stage of any ladder, or an outcome that is arithmetic, most."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.results.summary import ladders_of
from tests.commands import Answer, command
from tests.running.studies import rows
from tests.two_ladders import HEATED, OF_ONE_ACTOR

ENGINES = ("kernel", "simpy")
METHODS = (("one-at-a-time", ()), ("sobol", ("--points", "16")), ("morris", ("--points", "4")))
N = "12"


def asked(folder: Path, *options: str, text: str = HEATED) -> Answer:
    path = folder / "pair.yaml"
    path.write_text(text)
    return command("sensitivity", str(path), "-n", N, "--jobs", "1", "--quiet", *options)


def data(folder: Path, *options: str, text: str = HEATED) -> Any:
    answer = asked(folder, "--format", "json", *options, text=text)
    assert answer.status == 0, answer.err
    return json.loads(answer.out)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_answers_are_those_of_every_ladder_as_run_gives_them(tmp_path: Path, engine: str) -> None:
    levers = HEATED.replace("assumption: a}", "kind: lever, assumption: a}")  # no spread is worked out for these
    found = {one["answer"]: one for one in data(tmp_path, "--engine", engine, text=levers)["answers"]}
    run = json.loads(command("run", str(tmp_path / "pair.yaml"), "-n", N, "--format", "json").out)
    for ladder, told in ladders_of(run).items():
        for stage in told["stages"][1:]:
            one = found.pop(f"reached_{stage['stage']}")
            assert (one["ladder"], one["value"]) == (ladder, stage["reached"]["probability"])
    for name, outcome in run["outcomes"].items():
        one = found.pop(f"mean_{name}")
        assert (one["ladder"], one["value"]) == (None, outcome["mean"])
    assert not found


@pytest.mark.parametrize(("method", "points"), METHODS)
def test_any_stage_may_be_asked_for_by_any_method(tmp_path: Path, method: str, points: tuple[str, ...]) -> None:
    told = " ".join(asked(tmp_path, "--method", method, *points, "--reach", "shells").out.split())
    assert "The probability that West reaches “shells”" in told
    assert told.index("the probability that West reaches “shells”") > 0, "the last sentence says it too"


def test_of_several_ladders_of_one_actor_it_is_said_which(tmp_path: Path) -> None:
    told = " ".join(asked(tmp_path, "--reach", "shells", text=OF_ONE_ACTOR).out.split())
    assert "The probability that Ost (The answer) reaches “shells”" in told


def test_what_is_shown_by_default_is_a_stage_of_the_main_ladder(tmp_path: Path) -> None:
    assert data(tmp_path)["answer"] == "reached_guns"
    top = HEATED.replace("title: Two", "start_stage: guns\ntitle: Two")
    assert data(tmp_path, text=top)["answer"] == "reached_shells", "where there is nothing to climb on that, another's"


def test_csv_has_a_column_for_the_ladder(tmp_path: Path) -> None:
    found = rows(asked(tmp_path, "--format", "csv").out)
    whose = {row["answer"]: row["ladder"] for row in found}
    assert whose["reached_guns"] == "main"
    assert whose["reached_shells"] == "west"
    assert whose["mean_worst"] == ""


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("hours_at_arms", "The mean of “Time at arms” (hours), "),
        ("shells_after_guns", "The mean of “From guns to shells” (days) where it ever was"),
        ("in_march", "The mean of in_march, "),
    ],
)
def test_outcomes_go_by_their_titles_and_units(tmp_path: Path, outcome: str, said: str) -> None:
    """Also those that are arithmetic, and the value on a date."""
    assert said in " ".join(asked(tmp_path, "--of", outcome).out.split())


def test_no_interval_of_an_outcome_that_is_arithmetic_reaches_beyond_what_is_possible(tmp_path: Path) -> None:
    (one,) = (one for one in data(tmp_path, "--of", "hours_at_arms")["answers"] if one["answer"] == "mean_hours_at_arms")
    assert all(swing["width"]["high"] <= 24 * 181 for swing in one["parameters"])


def test_the_picture_says_whose_ladder_and_in_what_unit(tmp_path: Path) -> None:
    for option, name, words in (
        ("--reach", "shells", "What moves the probability that West reaches “shells”: "),
        ("--of", "hours_at_arms", "What moves the mean of “Time at arms” (hours): "),
    ):
        picture = tmp_path / f"{name}.svg"
        assert asked(tmp_path, option, name, "--plot", str(picture)).status == 0
        assert words in picture.read_text()


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("shell", "--reach shell: there is no stage 'shell'; did you mean shells?"),
        ("silence", "--reach silence: it is reached from the start"),
        ("west", "--reach west: west is a ladder; name one of its stages: silence, protest, shells"),
    ],
)
def test_what_is_no_stage_to_be_reached_is_refused(tmp_path: Path, stage: str, said: str) -> None:
    answer = asked(tmp_path, "--reach", stage)
    assert answer.status == 2
    assert said in answer.err


def test_run_says_which_uncertainty_moves_the_main_ladder_most(tmp_path: Path) -> None:
    asked(tmp_path)
    told = command("run", str(tmp_path / "pair.yaml"), "-n", "60", "--uncertain", "--quiet").out
    assert "Of what is drawn, what moves the probability that Ost reaches “guns” most is “heat”" in " ".join(told.split())
