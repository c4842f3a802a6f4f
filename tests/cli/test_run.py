"""`run` keeps the contract of its formats, and says no in the right way."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.version import __version__
from tests.commands import command
from tests.places import ROOT

BASE = str(ROOT / "scenarios" / "base.yaml")
STAGES = ["non_lethal_aid", "indirect_supply", "defensive_weapons", "offensive_weapons"]


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    """A scenario whose one history is known: up on day 3, down on day 10, blocked and decided in between."""
    path = tmp_path / "tiny.yaml"
    path.write_text(
        """\
title: A tiny ladder
period: {start: 2024-01-01, end: 2024-01-20}
parameters:
  threshold: {value: 5, range: [1, 10], assumption: for the test}
  spare: {value: 1, range: [0, 2], assumption: for the test}
quantities:
  tension: {initial: 0, unit: points}
events:
  rise: {at: 1, set: {tension: threshold + spare}}
  fall: {at: 10, set: {tension: 0}}
  nothing: {at: 12, chance: 0, set: {tension: 99}}
brakes:
  law: {while: tension < 1, blocks: [high]}
  fear: {while: now_afraid > 0, blocks: all}
ladder:
  - stage: low
  - stage: high
    climb: {when: tension >= threshold, for: 1 day, decide: 36 hours}
    descend: {when: tension < threshold}
outcomes:
  peak: peak(tension)
  never_comes: first(tension > 50)
  rises: count(rise)
""".replace("now_afraid", "spare - 1")
    )
    return str(path)


def data(*arguments: str) -> Any:
    answer = command("run", *arguments, "--format", "json", "--quiet")
    assert answer.status == 0, answer.err
    return json.loads(answer.out)


def test_one_history_as_json(scenario: str) -> None:
    told = data(scenario, "--replication", "0")
    because = told["moves"][0].pop("because"), told["moves"][1].pop("because")
    assert "`tension >= threshold` held from 2024-01-02, for the 1 day it must" in because[0]
    assert "took 1.5 days" in because[0]
    digest = told["scenario"].pop("digest")
    assert digest.startswith("sha256:")
    assert len(digest) == len("sha256:") + 64
    assert told == {
        "format": "escalation-sim/history",
        "version": 1,
        "scenario": {"name": "tiny", "title": "A tiny ladder"},
        "settings": {"seed": 1, "replication": 0, "parameters": {"threshold": 5, "spare": 1}, "uncertain": []},
        "final_stage": "low",
        "highest_stage": "high",
        "stages": [
            {"stage": "low", "first_reached_day": 0, "days": 13.5, "blocked_days": {}, "blocked_alone_days": {}},
            {
                "stage": "high",
                "first_reached_day": 3.5,
                "days": 6.5,
                "blocked_days": {"fear": 0, "law": 0},
                "blocked_alone_days": {"fear": 0, "law": 0},
            },
        ],
        "moves": [
            {"day": 3.5, "at": "2024-01-04T12:00", "from": "low", "to": "high", "route": None},
            {"day": 10, "at": "2024-01-11T00:00", "from": "high", "to": "low", "route": None},
        ],
        "events": [
            {"day": 1, "at": "2024-01-02T00:00", "event": "rise", "set": {"tension": 6}},
            {"day": 10, "at": "2024-01-11T00:00", "event": "fall", "set": {"tension": 0}},
        ],
        "climbs": 1,
        "descents": 1,
        "shelved": 0,
        "refused": 0,
        "deciding_days": 1.5,
        "outcomes": {"peak": 6, "never_comes": None, "rises": 1},
    }


def test_many_histories_as_json(scenario: str) -> None:
    told = data(scenario, "-n", "50", "--by", "2024-01-03", "--by", "2024-01-05")
    assert told["format"] == "escalation-sim/ensemble"
    assert told["settings"] == {"seed": 1, "replications": 50, "parameters": {"threshold": 5, "spare": 1}, "uncertain": []}
    low, high = told["stages"]
    assert high["reached"]["count"] == 50
    assert high["reached"]["probability"] == 1
    assert high["reached"]["low"] == pytest.approx(1 / (1 + 1.959963985**2 / 50))
    assert high["final"]["count"] == 0
    assert low["highest"]["count"] == 0
    assert high["first_reached_day"] == {"q10": 3.5, "median": 3.5, "q90": 3.5}
    assert {date: share["count"] for date, share in high["by"].items()} == {"2024-01-03": 0, "2024-01-05": 50}
    assert high["days"] == {"mean": 6.5}
    assert high["blocked_days"] == {"fear": {"mean": 0}, "law": {"mean": 0}}
    assert told["deciding_days"] == {"mean": 1.5}
    assert told["climbs"] == {"mean": 1}
    assert told["outcomes"]["never_comes"]["never"] == 50
    assert told["outcomes"]["never_comes"]["median"] is None
    assert "never" not in told["outcomes"]["peak"]
    assert told["outcomes"]["peak"] == {"mean": 6, "sd": 0, "low": 6, "high": 6, "q10": 6, "median": 6, "q90": 6}


def test_histories_beside_the_summary() -> None:
    told = data(BASE, "-n", "40", "--histories")
    histories = told["histories"]
    assert {len(histories["final"]), len(histories["highest"])} == {40}
    assert list(histories["first_reached_minute"]) == sorted(STAGES)
    reached = [minute is not None for minute in histories["first_reached_minute"]["defensive_weapons"]]
    assert sum(reached) == told["stages"][2]["reached"]["count"]
    assert histories["days"]["non_lethal_aid"][0] > 0
    assert len(histories["outcomes"]["peak_troops"]) == 40


def test_replication_17_alone_is_replication_17_of_many() -> None:
    many = data(BASE, "-n", "20", "--histories")["histories"]
    one = data(BASE, "--replication", "17")
    assert STAGES[many["final"][17]] == one["final_stage"]
    assert STAGES[many["highest"][17]] == one["highest_stage"]
    assert [many["days"][stage][17] for stage in STAGES] == [stage["days"] for stage in one["stages"]]
    assert {name: values[17] for name, values in many["outcomes"].items()} == one["outcomes"]


def test_the_same_bytes_on_a_second_run_with_other_jobs_hash_seed_and_folder(tmp_path: Path) -> None:
    def output(jobs: str, seed: str, folder: Path) -> bytes:
        arguments = ["-n", "1100", "--jobs", jobs, "--format", "json", "--uncertain", "--split", "peak_troops > 12000"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command_line = [sys.executable, "-m", "escalation_sim", "run", BASE, *arguments]
        return subprocess.run(command_line, cwd=folder, env=environment, capture_output=True, check=True).stdout

    assert output("1", "1", ROOT) == output("2", "2", tmp_path)


def test_uncertain_parameters_are_named_and_luck_alone_stands_beside() -> None:
    told = data(BASE, "-n", "30", "--uncertain", "--set", "opening_support=40")
    uncertain = told["settings"]["uncertain"]
    assert uncertain == sorted(uncertain)
    assert "defensive_threshold" not in uncertain, "a lever is the actor's choice"
    assert "opening_support" not in uncertain, "it was set"
    assert told["luck_alone"]["stages"] == data(BASE, "-n", "30", "--set", "opening_support=40")["stages"]


def test_a_split_has_a_table_for_each_side() -> None:
    told = data(BASE, "-n", "60", "--split", "reached_defensive_weapons and peak_troops >= 12000")
    sides = told["split"]["sides"]
    assert sides["true"]["replications"] + sides["false"]["replications"] == 60
    assert sides["true"]["stages"][2]["reached"]["probability"] == 1


def test_csv_of_a_history_and_of_an_ensemble(scenario: str) -> None:
    moves = list(csv.reader(io.StringIO(command("run", scenario, "--format", "csv").out)))
    assert moves[0] == ["day", "at", "from", "to", "route", "because"]
    assert moves[1][:5] == ["3.5", "2024-01-04T12:00", "low", "high", ""]
    rows = list(csv.DictReader(io.StringIO(command("run", scenario, "-n", "5", "--format", "csv").out)))
    assert [row["stage"] for row in rows] == ["low", "high"]
    assert rows[1]["reached"] == "1"


def test_the_trace_has_a_row_a_minute_in_which_something_changed(scenario: str, tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    assert command("run", scenario, "--trace", str(path)).status == 0
    assert list(csv.reader(io.StringIO(path.read_text()))) == [
        ["day", "at", "stage", "tension"],
        ["0", "2024-01-01T00:00", "low", "0"],
        ["1", "2024-01-02T00:00", "low", "6"],
        ["3.5", "2024-01-04T12:00", "high", "6"],
        ["10", "2024-01-11T00:00", "low", "0"],
    ]


def test_the_account_says_why_and_what_was_missing(scenario: str) -> None:
    out = command("run", scenario, "--replication", "0").out
    assert "The government climbs to: high" in out
    assert "held from 2024-01-02, for the 1 day it must" in out
    assert "What was still missing for the next stage, high:" in out
    assert "`tension >= threshold` is false (0 against 5 points, 5 short)" in " ".join(out.split())


def test_output_goes_to_a_file_whole_and_the_format_follows_its_ending(scenario: str, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    answer = command("run", scenario, "-o", str(path))
    assert (answer.status, answer.out) == (0, "")
    assert json.loads(path.read_text())["history"]["final_stage"] == "low"
    assert [entry.name for entry in tmp_path.iterdir()].count("answer.json") == 1
    assert not [entry for entry in tmp_path.iterdir() if entry.name.startswith(".")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "treshold=3"], ["treshold", "did you mean threshold"]),
        (["--set", "threshold"], ["NAME=VALUE"]),
        (["--set", "threshold=many"], ["many", "not a number"]),
        (["--set", "threshold=nan"], ["nan"]),
        (["--set", "threshold=1_0"], ["1_0"]),
        (["-n", "5", "--replication", "3"], ["--replication"]),
        (["-n", "0"], ["0"]),
        (["--by", "2024-01-03", "--replication", "0"], ["-n"]),
        (["--full", "-n", "5"], ["take --full out"]),
        (["--full", "--format", "json"], ["take --full out"]),
        (["-n", "5", "--by", "2023-12-31"], ["before the start"]),
        (["-n", "5", "--by", "soon"], ["2024-10-08"]),
        (["-n", "5", "--split", "peak"], ["peak > 0"]),
        (["-n", "5", "--split", "tension > 1"], ["tension"]),
        (["-n", "5", "--histories"], ["--format json"]),
        (["-n", "5", "--trace", "x.csv"], ["--replication"]),
        (["-o", "answer.docx"], ["answer.docx", "--format"]),
        (["--colour"], ["--colour"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_has_status_2_and_says_how_to_mend_it(scenario: str, arguments: list[str], words: list[str]) -> None:
    answer = command("run", scenario, *arguments)
    assert answer.status == 2
    assert answer.out == ""
    for word in words:
        assert word in answer.err


def test_a_value_outside_its_range_is_allowed_and_said(scenario: str) -> None:
    answer = command("run", scenario, "--set", "threshold=50")
    assert answer.status == 0
    assert "threshold=50 is outside its range, 1 to 10" in answer.err


def test_a_wrong_scenario_has_status_2_and_nothing_is_run(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("title: x\nperiod: {start: 2024-01-01, end: 2024-01-05}\nladder: []\n")
    answer = command("run", str(path))
    assert (answer.status, answer.out) == (2, "")
    assert f"{path}:3:9: error: ladder" in answer.err


def test_a_missing_file_has_status_2() -> None:
    answer = command("run", "no-such-file.yaml")
    assert answer.status == 2
    assert "no-such-file.yaml cannot be read" in answer.err


def test_a_run_that_stops_has_status_3_and_the_lowest_replication_is_named(tmp_path: Path) -> None:
    path = tmp_path / "stops.yaml"
    path.write_text(
        "title: x\nperiod: {start: 2024-01-01, end: 2024-01-05}\n"
        "quantities: {x: 1}\nevents: {e: {at: 1, set: {x: 1 / bernoulli(0.9)}}}\nladder: [{stage: low}]\n"
    )
    answers = [command("run", str(path), "-n", "200"), command("run", str(path), "-n", "400")]
    assert {answer.status for answer in answers} == {3}
    assert answers[0].err == answers[1].err
    number = answers[0].err.split("replication ")[1].split(")")[0]
    alone = command("run", str(path), "--replication", number)
    assert alone.err.splitlines()[-1] == answers[0].err.splitlines()[-1], "after what happened until then"
    assert command("run", str(path), "-n", number).status == 0 if number != "0" else True


def test_a_folder_that_cannot_be_written_to_has_status_3(scenario: str) -> None:
    answer = command("run", scenario, "-o", "/proc/answer.json")
    assert answer.status == 3
    assert "cannot be written" in answer.err


def test_a_fault_of_the_program_has_status_70_and_no_traceback(scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("escalation_sim.running.setups.Setup.history", fault)
    answer = command("run", scenario)
    assert answer.status == 70
    assert "fault of escalation-sim itself" in answer.err
    assert "Traceback" not in answer.err


def test_an_unknown_verb_gets_the_nearest_one() -> None:
    answer = command("rnu", BASE)
    assert answer.status == 2
    assert "did you mean run?" in answer.err


def test_version() -> None:
    assert command("--version").out == f"escalation-sim {__version__}\n"


def test_interrupted_has_status_130(scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("escalation_sim.running.setups.Setup.history", stop)
    assert command("run", scenario).status == 130
