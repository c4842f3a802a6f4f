"""`es.score`: the questions of a file in Python's hands, in the words and numbers of the command line."""

from __future__ import annotations

import copy
import inspect
import io
import json
import pickle
import warnings
from pathlib import Path

import pandas as pd
import pytest

import escalation_sim as es
from tests.api.test_arguments import ANYTHING, COUNTS, asked
from tests.commands import command
from tests.questions.score.asking import QUESTIONS, TOWN, write


@pytest.fixture
def path(tmp_path: Path) -> str:
    (tmp_path / "braver.yaml").write_text(TOWN.replace("value: 0.5", "value: 0.9"))
    return write(tmp_path)


def told(*arguments: str) -> str:
    answer = command(*arguments)
    assert answer.status == 0, answer.err
    return answer.out


def test_it_says_what_the_command_line_says(path: str, tmp_path: Path) -> None:
    braver, picture = str(tmp_path / "braver.yaml"), tmp_path / "p.png"
    found = es.score(path, against=braver, replications=500, seed=3, uncertain=True)
    words = ("score", path, "--against", braver, "-n", "500", "--seed", "3", "--uncertain")
    assert f"{found}\n" == told(*words, "--plot", str(picture))
    assert found.data() == json.loads(told(*words, "--format", "json"))
    pd.testing.assert_frame_equal(found.frame(), pd.read_csv(io.StringIO(told(*words, "--format", "csv"))))
    assert found.plot()._repr_png_() == picture.read_bytes()
    assert repr(found) == "<Finding of score in town>"


def test_a_keyword_is_an_option_of_the_same_name() -> None:
    help_ = told("score", "--help")
    keywords = [one for one in inspect.signature(es.score).parameters if one != "questions"]
    assert [one for one in keywords if f"--{one}" not in help_] == []


def test_others_are_paths_or_scenarios_one_or_several(path: str, tmp_path: Path) -> None:
    braver = tmp_path / "braver.yaml"
    every = [es.score(path, against=one, replications=50).data() for one in (str(braver), braver, es.load(braver), [braver])]
    assert every[1:] == every[:-1]
    assert "braver" in every[0]["means"]


def test_it_can_be_kept_and_copied(path: str) -> None:
    found = es.score(path, replications=50)
    for again in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):  # noqa: S301
        assert (str(again), repr(again), again.data()) == (str(found), repr(found), found.data())
        pd.testing.assert_frame_equal(again.frame(), found.frame())


def test_one_that_comes_with_the_program_goes_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert es.score("germany_tanks", replications=20).data()["scenario"]["name"] == "germany_tanks"


def test_what_is_wrong_is_said_in_the_words_of_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(es.errors.ScenarioError, match="expected yes or no, found `maybe`"):
        es.score(write(tmp_path, QUESTIONS.replace("answer: yes", "answer: maybe")))
    with pytest.raises(es.errors.CannotRun, match="did you mean alarm"):
        es.score(write(tmp_path, QUESTIONS.replace("highest >= alarm", "highest >= alram")))
    late = write(tmp_path, QUESTIONS.replace("2024-03-01", "2026-03-01"))
    with pytest.warns(UserWarning, match="2026-03-01 is after the end of town"):
        es.score(late, replications=5)


@pytest.mark.parametrize("keyword", inspect.signature(es.score).parameters)
def test_nothing_that_is_handed_in_is_a_fault(keyword: str, path: str) -> None:
    for value in ANYTHING:
        if keyword in COUNTS and isinstance(value, int) and value > 10**6:
            continue  # that is a matter of memory
        given = {"questions": path, "replications": 3, keyword: value}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            asked(lambda given=given: es.score(**given))
