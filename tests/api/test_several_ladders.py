"""Several ladders in Python: what is said of the main one is said of each, by its name, and tables have it too."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import escalation_sim as es
from tests.commands import command
from tests.two_ladders import PAIR

N = 40


@pytest.fixture
def path(tmp_path: Path) -> str:
    (tmp_path / "pair.yaml").write_text(PAIR)
    return str(tmp_path / "pair.yaml")


@pytest.fixture
def pair(path: str) -> es.Scenario:
    return es.load(path)


def told(*arguments: str) -> str:
    answer = command("run", *arguments, "--quiet")
    assert answer.status == 0, answer.err
    return answer.out


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_scenario_names_the_stages_of_each_ladder(pair: es.Scenario) -> None:
    assert pair.ladders == {"main": ("words", "helmets", "guns"), "west": ("silence", "protest", "shells")}
    assert pair.stages == pair.ladders["main"]


def test_a_history_tells_of_each_ladder_by_its_name(pair: es.Scenario) -> None:
    history = es.run(pair, replication=3)
    main, west = history.ladders["main"], history.ladders["west"]
    assert main.keys() == west.keys()
    assert west == history.data()["ladders"]["west"]
    assert (main["final_stage"], main["moves"]) == (history.final_stage, history.moves)
    assert (west["final_stage"], [move["to"] for move in west["moves"]]) == ("protest", ["protest"])


def test_the_tables_of_a_history_are_those_of_the_command_line(pair: es.Scenario, path: str, tmp_path: Path) -> None:
    history = es.run(pair, replication=3)
    moves = rows(told(path, "--replication", "3", "--format", "csv", "--trace", str(tmp_path / "trace.csv")))
    assert list(history.frame()) == list(moves[0])
    assert list(history.frame()["ladder"]) == [move["ladder"] for move in moves] == ["main", "west", "main"]
    assert list(history.frame()["to"]) == [move["to"] for move in moves]
    trace, wanted = history.trace(), rows((tmp_path / "trace.csv").read_text())
    assert list(trace) == list(wanted[0])
    assert list(trace["west"]) == [row["west"] for row in wanted]
    assert trace["west"].max() == "protest", "stages compare as they stand on their own ladder"


@pytest.mark.parametrize("engine", ["simpy", "kernel"])
def test_an_ensemble_tells_of_each_ladder_by_its_name(pair: es.Scenario, path: str, engine: Any) -> None:
    ensemble = es.ensemble(pair, replications=N, by="2025-03-01", split="reached_shells", engine=engine)
    asked = (path, "-n", str(N), "--by", "2025-03-01", "--split", "reached_shells", "--engine", engine)
    assert f"{ensemble}\n" == told(*asked)
    assert ensemble.data() == json.loads(told(*asked, "--format", "json"))
    main, west = ensemble.ladders["main"], ensemble.ladders["west"]
    assert main.keys() == west.keys()
    assert west == ensemble.data()["ladders"]["west"]
    shells = west["stages"][2]
    assert ensemble.probability("shells") == shells["reached"]["probability"]
    assert ensemble.probability("shells", by="2025-03-01") == pytest.approx(shells["by"]["2025-03-01"]["probability"])
    assert 0 < ensemble.probability("shells", by="2025-03-01") < ensemble.probability("shells")


def test_the_table_of_stages_says_of_which_ladder_each_is(pair: es.Scenario, path: str) -> None:
    table = es.ensemble(pair, replications=N).stages()
    wanted = rows(told(path, "-n", str(N), "--format", "csv"))
    assert list(table["ladder"]) == [row["ladder"] for row in wanted]
    assert list(table["stage"]) == [row["stage"] for row in wanted]
    np.testing.assert_allclose(table["reached"], [float(row["reached"]) for row in wanted])


def test_the_table_of_an_ensemble_has_the_columns_of_each_ladder(pair: es.Scenario, path: str) -> None:
    ensemble = es.ensemble(pair, replications=N)
    table = ensemble.frame()
    entries = json.loads(told(path, "-n", str(N), "--histories", "--format", "json"))["histories"]
    west = entries["ladders"]["west"]
    assert list(table["final"].cat.codes) == entries["final"]
    assert list(table["final_west"].cat.codes) == west["final"]
    assert list(table["highest_west"].cat.categories) == ["silence", "protest", "shells"]
    for stage, minutes in west["first_reached_minute"].items():
        days = [float("nan") if minute is None else minute / 1440 for minute in minutes]
        np.testing.assert_allclose(table[f"first_day_{stage}"], days)
        np.testing.assert_allclose(table[f"days_{stage}"], west["days"][stage])
    for name in ("climbs", "descents", "shelved", "refused", "deciding_days"):
        assert table[f"{name}_west"].mean() == pytest.approx(ensemble.ladders["west"][name]["mean"])
    assert (table["highest_west"] >= "shells").mean() == ensemble.probability("shells")


def test_of_one_ladder_nothing_says_that_there_could_be_more(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "title: One\nperiod: {start: 2025-01-01, end: 2025-01-05}\nladder:\n  - stage: a\n  - {stage: b, climb: {when: true}}\n"
    )
    one = es.load(tmp_path / "one.yaml")
    assert one.ladders == {"main": ("a", "b")}
    history, ensemble = es.run(one), es.ensemble(one, replications=3)
    assert list(history.ladders) == list(ensemble.ladders) == ["main"]
    assert history.ladders["main"]["final_stage"] == "b"
    for table in (history.frame(), history.trace(), ensemble.frame(), ensemble.stages()):
        assert "ladder" not in table
