"""Answers can be kept and sent to other processes: what is loaded, or copied, says the same as what was there."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import escalation_sim as es
from tests.api.towns import TOWN
from tests.places import ROOT


@pytest.fixture
def town(tmp_path: Path) -> es.Scenario:
    path = tmp_path / "town.yaml"
    path.write_text(TOWN)
    return es.load(path)


ANSWERS: dict[str, Callable[[es.Scenario], Any]] = {
    "run": lambda s: es.run(s, replication=3, uncertain=True),
    "ensemble": lambda s: es.ensemble(s, replications=20, by="2024-02-01", split="height > 9"),
    "uncertain": lambda s: es.ensemble(s, replications=20, uncertain=True),
    "sweep": lambda s: es.sweep(s, {"wait": [2, 3]}, replications=5),
    "one-at-a-time": lambda s: es.sensitivity(s, points=2, replications=10),
    "sobol": lambda s: es.sensitivity(s, method="sobol", points=16, replications=2),
    "threshold": lambda s: es.threshold(s, "patience", "alarm", replications=20),
    "flips": lambda s: es.threshold(s, "patience", "alarm", replication=3),
    "discover": lambda s: es.discover(s, "alarm", points=100, replications=1),
    "signposts": lambda s: es.signposts(s, "alarm", "2024-02-01", replications=200),
    "play": lambda s: es.play(s, ["no", 3, "yes"], replication=3),
}


def loaded(answer: Any) -> Any:
    return pickle.loads(pickle.dumps(answer))  # noqa: S301


@pytest.mark.parametrize("again", [loaded, copy.deepcopy, copy.copy])
@pytest.mark.parametrize("used", [False, True], ids=["fresh", "used"])
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_says_the_same_again(name: str, used: bool, again: Callable[[Any], Any], town: es.Scenario) -> None:
    answer = ANSWERS[name](town)
    if used:  # what has been worked out for the text is kept, and need not travel
        assert str(answer)
    same = again(answer)
    assert type(same) is type(answer)
    assert (str(same), repr(same), same.data()) == (str(answer), repr(answer), answer.data())
    pd.testing.assert_frame_equal(same.frame(), answer.frame())


@pytest.mark.parametrize("name", ["run", "ensemble", "sweep", "one-at-a-time", "discover"])
def test_an_answer_draws_the_same_again(name: str, town: es.Scenario) -> None:
    answer = ANSWERS[name](town)
    assert loaded(answer).plot()._repr_png_() == answer.plot()._repr_png_()


def test_a_scenario_can_be_asked_again() -> None:
    base = es.load(ROOT / "scenarios" / "base.yaml")
    same = loaded(base)
    assert str(same) == str(base)
    assert es.run(same).data() == es.run(base).data()


def test_an_answer_is_read_in_another_process(town: es.Scenario, tmp_path: Path) -> None:
    answer = es.ensemble(town, replications=10)
    (tmp_path / "answer.pickle").write_bytes(pickle.dumps(answer))
    script = "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')))"
    arguments = [sys.executable, "-c", script, tmp_path / "answer.pickle"]
    assert subprocess.run(arguments, capture_output=True, text=True, check=True).stdout == f"{answer}\n"


def test_mistakes_cross_from_one_process_to_another(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(TOWN.replace("day >= patience", "day >= patince").replace("exponential(wait)", "exponential(wat)"))
    with pytest.raises(es.errors.ScenarioError) as found:
        es.load(path)
    same = loaded(found.value)
    assert (str(same), same.problems) == (str(found.value), found.value.problems)
