"""No option is accepted and silently ignored: it has its effect, or is refused, or a note says that it makes no difference."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import command

SCENARIO = """\
title: T
period: {start: 2024-01-01, end: 2024-02-09}
parameters:
  mark: {value: 5, range: [1, 10], kind: lever, assumption: for the test}
  rain: {value: 1, range: [0.5, 2], assumption: for the test}
quantities: {level: {initial: 0, unit: metres}}
events: {storm: {every: exponential(2), set: {level: level + rain}}}
ladder:
  - stage: low
  - {stage: high, climb: {when: level >= mark}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "t.yaml").write_text(SCENARIO)
    (tmp_path / "known.yaml").write_text(SCENARIO.replace(", range: [0.5, 2]", ""))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("run t.yaml --replication 3 --engine kernel", "one history is always told by SimPy: --engine kernel is about many"),
        ("run t.yaml --replication 3 --jobs 2", "one history is told by one thread: --jobs 2 is about many"),
        (
            "threshold t.yaml --vary mark --reach high --replication 2 --jobs 2",
            "one history is told by one thread: --jobs 2 is about many",
        ),
        (
            "run known.yaml --uncertain --replication 3",
            "--uncertain draws nothing: no uncertainty has a range or a prior and is not --set",
        ),
        (
            "run t.yaml -n 5 --uncertain --set rain=1",
            "--uncertain draws nothing: no uncertainty has a range or a prior and is not --set",
        ),
        ("run t.yaml -n 5 --set mark=3 --set mark=4", "--set gives mark more than one value; the last one counts, 4"),
        ("run t.yaml -n 3 -n 4", "--replications is given more than once; the last one counts, 4"),
        (
            "threshold t.yaml --vary rain --vary mark --reach high -n 20",
            "--vary is given more than once; the last one counts, mark",
        ),
        ("run t.yaml --seed 5 --seed=5", "--seed is given more than once; the last one counts, 5"),
        (
            "threshold t.yaml --vary rain --reach high -n 20 --uncertain",
            "--uncertain makes no difference: whatever could be drawn is varied",
        ),
        ("sweep t.yaml --vary rain=1,2 -n 5 --uncertain", "--uncertain makes no difference: whatever could be drawn is varied"),
        (
            "discover t.yaml --reach high --points 100 -n 2 --uncertain",
            "--uncertain makes no difference: whatever could be drawn is varied",
        ),
        (
            "sensitivity t.yaml --method morris --points 4 -n 5 --uncertain",
            "--uncertain makes no difference: whatever could be drawn is varied",
        ),
        ("sensitivity t.yaml --vary rain=1,2 --points 7 -n 5", "--points makes no difference: every --vary says its values"),
        ("sensitivity t.yaml --vary rain=1,2 --over prior -n 5", "--over makes no difference: every --vary says its values"),
    ],
)
def test_a_note_says_what_makes_no_difference(folder: Path, words: str, note: str) -> None:
    answer = command(*words.split())
    assert (answer.status, answer.err) == (0, f"note: {note}\n")
    assert answer.out
    assert command(*words.split(), "--quiet").err == ""


@pytest.mark.parametrize(
    "words",
    [
        "run t.yaml --engine simpy --jobs 1",
        "run t.yaml -n 5 --by 2024-01-04 --by 2024-01-05 --set mark=3 --set rain=1 --no-color --no-color",
        "run t.yaml -n 5 --uncertain --jobs 2 --engine kernel",
        "sweep t.yaml --vary rain=1,2 --design one-at-a-time -n 5",
        "sweep t.yaml --vary mark=1,2 -n 5 --uncertain",
        "threshold t.yaml --vary mark --reach high -n 20 --uncertain",
        "sensitivity t.yaml -n 5 --uncertain",
        "sensitivity t.yaml -n 5 --vary rain=1,2 --vary mark --points 3",
    ],
)
def test_what_has_an_effect_has_no_note(folder: Path, words: str) -> None:
    answer = command(*words.split())
    assert (answer.status, answer.err) == (0, "")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("run t.yaml --trace=", "--trace wants the name of a file"),
        ("run t.yaml --plot=", "--plot wants the name of a file"),
        (
            "sweep t.yaml --vary rain=1,2 --cluster tcp://nobody:1 --jobs 2",
            "--jobs is about this machine, and --cluster about others: take one of them out",
        ),
        ("check t.yaml --yes", "--yes is about recording anew: add --update NAME or --update-all, or take --yes out"),
        ("check t.yaml --update t --strict", "--update records, and checks nothing: take --strict out"),
        ("check t.yaml --update t --budget 9", "--update records, and checks nothing: take --budget out"),
        ("check t.yaml --update t --seed 2", "--update records, and checks nothing: take --seed out"),
        ("check t.yaml --update t --coverage", "--update records, and checks nothing: take --coverage out"),
        ("check t.yaml --update t --exit-zero", "--update records, and checks nothing: take --exit-zero out"),
        ("check t.yaml --update t --margin days=3", "--update records, and checks nothing: take --margin out"),
        ("check t.yaml --update-all --require-records", "--update-all records, and checks nothing: take --require-records out"),
        ("check t.yaml --update-all --update t", "--update-all is of all of them: take --update out, or --update-all"),
        ("new --force", "--force overwrites a file: name it, or take --force out"),
        ("new --list --force", "--list names the scenarios that come with the program: take the rest out"),
    ],
)
def test_what_would_be_ignored_is_refused(folder: Path, words: str, error: str) -> None:
    answer = command(*words.split())
    assert (answer.status, answer.out, answer.err) == (2, "", f"error: {error}\n")
    assert {path.name for path in folder.iterdir()} == {"t.yaml", "known.yaml"}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("--scenario --resume", "--scenario writes the scenario, and nothing else: take --resume out"),
        ("--scenario --plot p.png", "--scenario writes the scenario, and nothing else: take --plot out"),
        ("--scenario --stage high", "--scenario writes the scenario, and nothing else: take --stage out"),
        ("--scenario --format json", "--scenario writes the scenario, and nothing else: take --format json out"),
    ],
)
def test_a_study_refuses_what_it_would_ignore(folder: Path, words: str, error: str) -> None:
    assert command("sweep", "t.yaml", "--vary", "mark=1,5", "-n", "5", "--study", "s.study").status == 0
    answer = command("study", "s.study", *words.split())
    assert (answer.status, answer.out, answer.err) == (2, "", f"error: {error}\n")
    assert command("study", "s.study", "--scenario", "-o", "kept.yaml").status == 0


@pytest.mark.parametrize("option", ["--jobs 2", "--engine simpy", "--cluster tcp://nobody:1", "--jobs 2 --scenario"])
def test_a_study_that_plays_nothing_says_so(folder: Path, option: str) -> None:
    assert command("sweep", "t.yaml", "--vary", "mark=1,5", "-n", "5", "--study", "s.study").status == 0
    answer = command("study", "s.study", *option.split())
    note = f"note: nothing is played without --resume: {option.partition(' ')[0]} makes no difference\n"
    assert (answer.status, answer.err) == (0, note)
    assert command("study", "s.study", "--jobs", "1").err == ""


def test_saved_results_are_played_by_nobody(folder: Path) -> None:
    for name in ("a.json", "b.json"):
        assert command("run", "t.yaml", "-n", "5", "--histories", "-o", name).status == 0
    answer = command("compare", "a.json", "b.json", "--jobs", "2")
    note = "note: both are saved results, and nothing is played: --jobs makes no difference\n"
    assert (answer.status, answer.err) == (0, note)
