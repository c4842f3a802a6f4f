"""`--without NAME`: as if the `while` of that event or brake were false, wherever `--set` is allowed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import escalation_sim as es
from tests.commands import command
from tests.leaving_out import as_if_false

TOWN = """\
title: A town
period: {start: 2026-01-01, end: 2026-03-01}
parameters: {limit: {value: 3, range: [1, 9], assumption: a guess}}
quantities: {level: 0}
events:
  rain: {every: 'uniform(2, 4)', while: level < 30, set: {level: level + 1}}
  flood: {at: 2026-01-20, title: A flood, set: {level: level + 20}}
brakes:
  law: {while: level < 25, blocks: [alarm]}
  order: {while: level < 25, blocks: [alarm]}
ladder:
  - stage: calm
  - stage: alarm
    climb: {when: level >= limit}
  - stage: panic
    climb: {when: level >= 30 and not law}
"""


@pytest.fixture
def town(tmp_path: Path) -> str:
    (tmp_path / "town.yaml").write_text(TOWN)
    return str(tmp_path / "town.yaml")


def told(*arguments: str) -> dict[str, object]:
    """The JSON of an answer."""
    answer = command(*arguments, "--format", "json")
    assert answer.status in (0, 1), answer.err
    found: dict[str, object] = json.loads(answer.out)
    return found


SAMPLE = [("base", "brakes", "law"), ("base", "events", "third_wave"), ("moscow_answers", "brakes", "fear_of_moscow")]


@pytest.mark.parametrize("engine", ["kernel", "simpy"])
@pytest.mark.parametrize(("scenario", "section", "name"), SAMPLE)
def test_it_is_a_variant_in_which_its_while_is_false(scenario: str, section: str, name: str, engine: str, tmp_path: Path) -> None:
    path = Path("scenarios") / f"{scenario}.yaml"
    left_out, variant = as_if_false(path, section, name, tmp_path, engine, 40 if engine == "kernel" else 4)
    assert left_out == variant


VERBS = {
    "history": ["run", "{}", "--replication", "0"],
    "ensemble": ["run", "{}", "-n", "20"],
    "sweep": ["sweep", "{}", "--vary", "limit=2,5", "-n", "10"],
    "threshold": ["threshold", "{}", "--vary", "limit", "--reach", "alarm", "-n", "20"],
    "flips": ["threshold", "{}", "--vary", "limit", "--reach", "alarm", "--replication", "0"],
    "discover": ["discover", "{}", "--reach", "alarm", "--points", "100", "-n", "4"],
    "signposts": ["signposts", "{}", "--reach", "alarm", "--on", "2026-02-01", "-n", "20"],
    "sensitivity": ["sensitivity", "{}", "--reach", "alarm", "-n", "10"],
}


@pytest.mark.parametrize("verb", VERBS)
def test_settings_in_json_and_words_in_text_name_what_is_left_out(verb: str, town: str) -> None:
    asked = [word.format(town) for word in VERBS[verb]]
    left_out = [*asked, "--without", "law", "--without", "flood", "--without", "law"]
    assert told(*left_out)["settings"]["without"] == ["flood", "law"]  # type: ignore[index]
    assert "without flood and law" in " ".join(command(*left_out).out.split())
    assert "without" not in told(*asked)["settings"]  # type: ignore[operator]


def test_a_brake_that_is_left_out_is_never_on_and_never_said_to_hold_back(town: str) -> None:
    asked = ("run", town, "--replication", "0", "--without", "flood")
    written = " ".join(command(*asked).out.split())
    assert "law (while `level < 25`) and order (while `level < 25`) hold it back" in written
    freed = " ".join(command(*asked, "--without", "law").out.split())
    assert "everything it needs holds, and order (while `level < 25`) holds it back" in freed
    assert "Brake on: law" not in freed
    assert "climbs to: alarm" in command(*asked, "--without", "law", "--without", "order").out


def test_an_event_that_is_left_out_is_said_to_be_and_not_that_its_while_is_false(town: str) -> None:
    text = " ".join(command("run", town, "--replication", "0", "--without", "flood").out.split())
    assert "A flood: nothing comes of it (it is left out)" in text
    assert "`while` is false" not in text


def test_a_condition_that_reads_a_brake_says_that_it_is_left_out(town: str) -> None:
    text = " ".join(command("run", town, "--replication", "0", "--without", "law").out.split())
    assert "law off (left out)" in text


def test_compare_sets_a_scenario_beside_itself_without_something(town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(town).parent)
    town = "town.yaml"
    found = told("compare", town, "--without", "law", "-n", "20")
    a, b = found["a"], found["b"]
    assert "without" not in a["settings"]  # type: ignore[index]
    assert b["settings"]["without"] == ["law"]  # type: ignore[index]
    text = command("compare", town, "--without", "law", "-n", "20").out
    assert "brakes.law: as written → left out" in text
    assert "town.yaml, without law: “A town”" in " ".join(text.split())


def test_compare_leaves_it_out_of_both_where_there_are_two(town: str, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(TOWN.replace("value: 3", "value: 4"))
    found = told("compare", town, str(other), "--without", "law", "-n", "20")
    assert [found[side]["settings"]["without"] for side in "ab"] == [["law"], ["law"]]  # type: ignore[index]
    assert "left out" not in command("compare", town, str(other), "--without", "law", "-n", "20").out


def test_compare_of_a_saved_result_knows_what_was_left_out(town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(town).parent)
    saved, town = "saved.json", "town.yaml"
    assert command("run", town, "-n", "20", "--without", "law", "--histories", "-o", saved).status == 0
    text = command("compare", saved, town).out
    assert "brakes.law: left out → as written" in text
    assert "a saved result of “A town”, without law" in " ".join(text.split())
    assert told("compare", saved, town, "--without", "law")["verdict"] == "identical"
    refused = command("compare", saved, "--without", "law")
    assert (refused.status, refused.err) == (2, f"error: --without is for a scenario, and {saved} is a saved result\n")


def test_a_study_file_goes_on_only_with_the_same_left_out(town: str, tmp_path: Path) -> None:
    study = str(tmp_path / "a.study")
    asked = ["sweep", town, "--vary", "limit=2,5", "-n", "10", "--study", study]
    assert command(*asked, "--without", "law").status == 0
    other = command(*asked)
    assert other.status == 3
    assert "its --without is law, and this one nothing" in other.err
    assert "without law" in " ".join(command("study", study).out.split())
    assert told("study", study)["settings"]["without"] == ["law"]  # type: ignore[index]
    assert command(*asked, "--without", "law").out == command("study", study).out


def test_a_record_is_not_of_less_than_what_is_in_the_file(town: str, tmp_path: Path) -> None:
    (tmp_path / "expected").mkdir()
    record = str(tmp_path / "expected" / "town.json")
    assert command("run", town, "-n", "1000", "--without", "law", "-o", record).status == 0
    assert "it was played without law, and a record is of all that is in the file" in " ".join(command("check", town).out.split())


def test_what_is_neither_an_event_nor_a_brake_is_refused_with_the_nearest_name(town: str) -> None:
    for name, words in {
        "lwa": "there is no event or brake 'lwa'; did you mean law?",
        "limit": "limit is a parameter, and only an event or a brake can be left out; give it another value with set",
    }.items():
        assert command("run", town, "--without", name)[::2] == (2, f"error: --without {name}: {words}\n")
        with pytest.raises(es.errors.UsageError, match="without"):
            es.run(es.load(town), without=name)
    refused = command("compare", town, "--without", "lwa")
    assert refused.status == 2
    assert "--without lwa: there is no event or brake 'lwa'; did you mean law?" in refused.err


def test_python_has_the_same(town: str) -> None:
    scenario = es.load(town)
    assert es.run(scenario, without="law").data() == told("run", town, "--replication", "0", "--without", "law")
    many = es.ensemble(scenario, replications=20, without=["law", "flood"])
    assert many.data() == told("run", town, "-n", "20", "--without", "law", "--without", "flood")
    swept = es.sweep(scenario, {"limit": [2, 5]}, replications=10, without="law")
    assert swept.data() == told("sweep", town, "--vary", "limit=2,5", "-n", "10", "--without", "law")
    found = es.threshold(scenario, "limit", "alarm", replications=20, without="law")
    assert found.data() == told("threshold", town, "--vary", "limit", "--reach", "alarm", "-n", "20", "--without", "law")


def test_pictures_say_what_is_left_out(town: str) -> None:
    scenario = es.load(town)
    for answer in (es.run(scenario, without="law"), es.ensemble(scenario, replications=20, without="law")):
        notes = [text.get_text() for text in answer.plot().texts]
        assert any("Without law" in note for note in notes), notes
    studies = (
        es.sweep(scenario, {"limit": [2, 5]}, replications=10, without="law"),
        es.sensitivity(scenario, reach="alarm", replications=10, without="law"),
        es.discover(scenario, "alarm", points=100, replications=4, without="law"),
    )
    for study in studies:
        assert any("ithout law" in text.get_text() for text in study.plot().texts)
