"""Where wasmtime cannot be imported SimPy plays everything, and that is said once; nobody is left without an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

import escalation_sim as es
from escalation_sim.engines.kernel import host
from escalation_sim.errors import Slower
from escalation_sim.running import engines
from tests.commands import command
from tests.places import ROOT

SCENARIO = str(ROOT / "scenarios" / "troops_alone.yaml")
WHY = "No module named 'wasmtime'"
SAID = f"wasmtime cannot be imported ({WHY}): SimPy plays everything, some hundred times slower; python -m pip install wasmtime"


@pytest.fixture(autouse=True)
def without_wasmtime(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(host, "missing", lambda: WHY)
    monkeypatch.chdir(tmp_path)
    engines._say_once.cache_clear()


MANY = [
    ("run", SCENARIO, "-n", "40", "--uncertain"),
    ("sweep", SCENARIO, "--vary", "indirect_threshold=1000:5000:4", "-n", "20"),
    ("sweep", SCENARIO, "--vary", "indirect_threshold=1000:5000:4", "-n", "20", "--jobs", "3", "--study", "x.study"),
    ("compare", SCENARIO, "--with", "indirect_threshold=4000", "-n", "40"),
    ("threshold", SCENARIO, "--vary", "indirect_threshold", "--reach", "defensive_weapons", "-n", "20"),
]


@pytest.mark.parametrize("asked", MANY, ids=lambda asked: f"{asked[0]} {'in a file' if '--study' in asked else ''}".strip())
def test_whoever_asks_for_many_histories_gets_the_same_answer_and_one_note(
    asked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    without = command(*asked)
    assert [line for line in without.err.splitlines() if "wasmtime" in line] == [f"note: {SAID}"]
    Path("x.study").unlink(missing_ok=True)
    monkeypatch.setattr(host, "missing", lambda: "")
    assert command(*asked).out == without.out
    assert without.status == 0 or asked[0] == "compare"


def test_a_second_question_of_the_same_program_is_not_told_again() -> None:
    assert SAID in command(*MANY[0]).err
    assert "wasmtime" not in command(*MANY[0]).err


def test_whoever_wants_no_notes_gets_none() -> None:
    answer = command(*MANY[0], "--quiet")
    assert (answer.status, answer.err) == (0, "")


@pytest.mark.parametrize("asked", [("--replication", "0"), ("-n", "40", "--engine", "simpy")])
def test_what_simpy_plays_anyway_needs_no_word(asked: tuple[str, ...]) -> None:
    answer = command("run", SCENARIO, *asked)
    assert answer.status == 0
    assert "wasmtime" not in answer.err


def test_whoever_asks_for_the_kernel_is_told_how_to_get_it() -> None:
    answer = command("run", SCENARIO, "-n", "40", "--engine", "kernel")
    assert (answer.status, answer.out) == (3, "")
    assert f"error: the kernel needs wasmtime, which cannot be imported ({WHY})" in answer.err
    assert "mend: python -m pip install wasmtime, or --engine simpy" in answer.err


def test_in_python_it_is_a_warning_once() -> None:
    scenario = es.load(SCENARIO)
    with pytest.warns(Slower) as warned:
        es.ensemble(scenario, replications=40)
    assert [str(one.message) for one in warned] == [SAID]
    es.ensemble(scenario, replications=40)  # a warning would be an error here
    with pytest.raises(es.errors.CannotRun, match="the kernel needs wasmtime"):
        es.ensemble(scenario, replications=40, engine="kernel")
