"""The Python interface asks what the command line asks, and hands back the same answers as values."""

from __future__ import annotations

import csv
import datetime as dt
import inspect
import io
import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from matplotlib.figure import Figure

import escalation_sim as es
from escalation_sim.cli.main import VERBS
from tests.commands import command
from tests.places import ROOT

BASE = str(ROOT / "scenarios" / "base.yaml")
DATES = ("2025-01-20", "2025-06-01")
SPLIT = "peak_troops > 9000"

SMALL = """
title: A town
period: {start: 2024-01-01, end: 2024-03-31}
parameters:
  patience: {value: 10, range: [5, 20], kind: lever, assumption: a guess}
  wait: {value: 3, range: [1, 9], unit: days, assumption: a guess}
quantities:
  day: {initial: 0}
events:
  grows: {every: exponential(wait), set: {day: day + 1}}
ladder:
  - stage: calm
  - stage: alarm
    climb: {when: day >= patience, decide: 2}
outcomes:
  climbs: peak(day)
"""


@pytest.fixture(scope="module")
def base() -> es.Scenario:
    return es.load(BASE)


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    """base.yaml as any program reads it."""
    found: dict[str, Any] = yaml.safe_load(Path(BASE).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def top(base: es.Scenario) -> int:
    """The first history of base.yaml that climbs all stages of the weapons, one after the other."""
    table = es.ensemble(base, replications=1000).frame()
    days = table[[f"first_day_{stage}" for stage in base.stages]]
    return int(table[(table["final"] == base.stages[-1]) & (days.diff(axis=1).iloc[:, 1:] > 0).all(axis=1)].index[0])


@pytest.fixture
def small(tmp_path: Path) -> es.Scenario:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return es.load(path)


def told(*arguments: str) -> str:
    """What the command line writes."""
    answer = command(*arguments)
    assert answer.status == 0, answer.err
    return answer.out


def as_json(data: dict[str, Any]) -> str:
    """Plain data as the JSON format has it, made without the program."""
    return json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# The module


def test_every_name_is_there_documented_and_typed() -> None:
    """The functions are verbs, parts of the answer, `load`, a model for the EMA Workbench; the rest is what they give."""
    functions = {name for name in es.__all__ if inspect.isfunction(getattr(es, name))}
    assert functions <= {*VERBS, "answer", "ensemble", "load", "as_ema_model"}
    given = {inspect.signature(getattr(es, name)).return_annotation for name in functions}
    assert set(es.__all__) - functions <= {*given, "Scenario", "errors", "__version__"}
    for name in es.__all__:
        found = getattr(es, name)
        assert inspect.getdoc(found), name
        if inspect.isfunction(found):
            signature = inspect.signature(found)
            assert signature.return_annotation is not inspect.Signature.empty
            assert all(one.annotation is not inspect.Parameter.empty for one in signature.parameters.values()), name
    assert set(es.__all__) <= set(dir(es))


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        es.simulate  # noqa: B018


def test_a_program_that_only_imports_the_package_starts_at_once() -> None:
    script = (
        "import sys, escalation_sim; print([n for n in ('numpy', 'pandas', 'matplotlib', 'yaml', 'rich') if n in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT / "src")
    assert answer.stdout == "[]\n"


@pytest.mark.parametrize("name", ["run", "ensemble", "sweep", "sensitivity", "threshold", "discover", "signposts"])
def test_a_keyword_is_an_option_of_the_same_name(name: str) -> None:
    verb = "run" if name == "ensemble" else name
    help_ = told(verb, "--help")
    keywords = [one for one in inspect.signature(getattr(es, name)).parameters if one != "scenario"]
    assert [one for one in keywords if f"--{one.replace('_', '-')}" not in help_] == []


# One scenario


def test_a_scenario_says_what_it_holds(base: es.Scenario, written: dict[str, Any]) -> None:
    assert base.name == "base"
    assert base.title == "Seoul's phased countermeasures, autumn 2024"
    assert base.stages == ("non_lethal_aid", "indirect_supply", "defensive_weapons", "offensive_weapons")
    assert base.parameters["defensive_threshold"] == 10_000
    assert "peak_troops" in base.outcomes
    assert repr(base) == f"<Scenario base: 4 stages, {len(written['parameters'])} parameters>"


def test_the_table_of_a_scenario_has_a_row_a_parameter(base: es.Scenario) -> None:
    table = base.frame().set_index("parameter")
    assert dict(table["value"]) == base.parameters
    row = table.loc["opening_support"]
    assert (row["low"], row["high"], row["unit"], row["kind"]) == (13, 60, "percent", "uncertainty")
    assert table.loc["indirect_threshold", "kind"] == "lever"


def test_the_table_of_a_scenario_has_what_speaks_against_a_value(tmp_path: Path) -> None:
    path = tmp_path / "doubted.yaml"
    path.write_text(
        SMALL.replace("kind: lever, assumption: a guess", "kind: lever, assumption: a guess, against: It was 9 once.")
    )
    table = es.load(path).frame().set_index("parameter")
    assert table.loc["patience", ["assumption", "against"]].tolist() == ["a guess", "It was 9 once."]
    assert table.loc["wait", "against"] == ""


def test_a_printed_scenario_is_what_explain_says(base: es.Scenario) -> None:
    assert str(base).split() == told("explain", BASE).split()


def test_mistakes_of_a_file_come_as_the_errors_of_the_program(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(SMALL.replace("day >= patience", "day >= patince").replace("exponential(wait)", "exponential(wat)"))
    with pytest.raises(es.errors.ScenarioError) as found:
        es.load(path)
    assert len(found.value.problems) == 2
    with pytest.raises(es.errors.UsageError, match="cannot be read"):
        es.load(tmp_path / "none.yaml")


def test_warnings_of_a_file_come_as_warnings_of_python(tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(SMALL.replace(", assumption: a guess", ""))
    with pytest.warns(UserWarning, match="neither a fact nor an assumption") as found:
        es.load(path)
    assert {one.filename for one in found} == {__file__}
    assert len(found) == 2


# One history


def test_a_history_is_that_of_the_command_line(base: es.Scenario) -> None:
    history = es.run(base, replication=17, seed=3, set={"defensive_threshold": 5000})
    asked = ("run", BASE, "--replication", "17", "--seed", "3", "--set", "defensive_threshold=5000")
    assert f"{history}\n" == told(*asked)
    assert as_json(history.data()) == told(*asked, "--format", "json")
    assert f"{es.run(base, uncertain=True)}\n" == told("run", BASE, "--replication", "0", "--uncertain")


def test_a_history_has_its_facts_at_hand(base: es.Scenario, top: int) -> None:
    history = es.run(base, replication=top)
    data = json.loads(told("run", BASE, "--replication", str(top), "--format", "json"))
    assert (history.replication, history.final_stage, history.highest_stage) == (top, *2 * ("offensive_weapons",))
    assert history.moves == data["moves"]
    assert history.outcomes == pytest.approx(data["outcomes"])
    assert repr(history) == f"<History {top} of base: ends at offensive_weapons>"


def test_the_table_of_a_history_has_a_row_a_move(base: es.Scenario, top: int) -> None:
    table = es.run(base, replication=top).frame()
    moves = rows(told("run", BASE, "--replication", str(top), "--format", "csv"))
    assert list(table["to"]) == [move["to"] for move in moves]
    assert list(table["to"][table["ladder"] == "main"]) == list(base.stages[1:])
    assert list(table["because"]) == [move["because"].removeprefix("'") for move in moves]
    assert list(table["at"].dt.strftime("%Y-%m-%dT%H:%M")) == [move["at"] for move in moves]
    np.testing.assert_allclose(table["day"], [float(move["day"]) for move in moves])


def test_a_history_without_a_move_has_an_empty_table(small: es.Scenario) -> None:
    table = es.run(small, set={"patience": 20, "wait": 9}).frame()
    assert len(table) == 0
    assert list(table) == ["day", "at", "from", "to", "route", "because"]
    assert table["at"].dtype.kind == "M"


def test_the_trace_is_that_of_the_command_line(base: es.Scenario, top: int, tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    told("run", BASE, "--replication", str(top), "--trace", str(path))
    wanted, trace = pd.read_csv(path), es.run(base, replication=top).trace()
    assert list(trace) == list(wanted)
    assert list(trace["stage"]) == list(wanted["stage"])
    np.testing.assert_allclose(trace["troops"], wanted["troops"])
    assert list(trace["at"]) == list(pd.to_datetime(wanted["at"]))
    assert trace["stage"].max() == "offensive_weapons", "stages compare as they stand on the ladder"


# Many histories


def test_an_ensemble_is_that_of_the_command_line(base: es.Scenario) -> None:
    ensemble = es.ensemble(base, replications=60, seed=2, set={"opening_support": 40}, by=DATES, split=SPLIT)
    asked = ("run", BASE, "-n", "60", "--seed", "2", "--set", "opening_support=40", "--by", DATES[0], "--by", DATES[1])
    asked = (*asked, "--split", SPLIT)
    assert f"{ensemble}\n" == told(*asked)
    assert as_json(ensemble.data()) == told(*asked, "--format", "json")


def test_luck_and_ignorance_are_those_of_the_command_line(base: es.Scenario) -> None:
    ensemble = es.ensemble(base, replications=40, uncertain=True)
    asked = ("run", BASE, "-n", "40", "--uncertain")
    assert f"{ensemble}\n" == told(*asked)
    assert as_json(ensemble.data()) == told(*asked, "--format", "json")


def test_what_is_handed_out_may_be_changed_without_harm(base: es.Scenario, written: dict[str, Any]) -> None:
    ensemble = es.ensemble(base, replications=20)
    ensemble.data()["stages"].clear()
    base.parameters.clear()
    assert len(ensemble.stages()) == 4 + 3 + 3, "of weapons, people and sanctions"
    assert len(base.parameters) == len(written["parameters"])


def test_an_answer_depends_neither_on_the_engine_nor_on_the_threads(small: es.Scenario) -> None:
    answers = {
        as_json(es.ensemble(small, replications=300, engine=engine, jobs=jobs).data())
        for engine, jobs in (("auto", 1), ("simpy", 2), ("kernel", 2))
    }
    assert len(answers) == 1


def test_a_probability_is_the_share_of_those_that_got_there(base: es.Scenario) -> None:
    ensemble = es.ensemble(base, replications=100, by=DATES[0])
    stage = ensemble.data()["stages"][1]
    assert ensemble.replications == 100
    assert ensemble.probability("indirect_supply") == stage["reached"]["probability"]
    assert ensemble.probability("indirect_supply", by=DATES[0]) == stage["by"][DATES[0]]["probability"]
    assert 0 < ensemble.probability("defensive_weapons", by=DATES[1]) < ensemble.probability("defensive_weapons")
    with pytest.raises(es.errors.UsageError, match="did you mean defensive_weapons"):
        ensemble.probability("defensive_weapon")


def test_the_table_of_stages_holds_what_the_csv_holds(base: es.Scenario) -> None:
    table = es.ensemble(base, replications=40, by=DATES[0]).stages()
    wanted = rows(told("run", BASE, "-n", "40", "--by", DATES[0], "--format", "csv"))
    assert [name.replace("_", " ") for name in table] == [name.replace("_", " ") for name in wanted[0]]
    for (_, row), stage in zip(table.iterrows(), wanted, strict=True):
        assert (row["ladder"], row["stage"]) == (stage.pop("ladder"), stage.pop("stage"))
        np.testing.assert_allclose([float(x) for x in row.iloc[2:]], [float(x or "nan") for x in stage.values()], rtol=1e-8)


def test_the_table_of_an_ensemble_has_a_row_a_replication(base: es.Scenario, written: dict[str, Any]) -> None:
    ensemble = es.ensemble(base, replications=20, uncertain=True)
    table = ensemble.frame()
    histories = json.loads(told("run", BASE, "-n", "20", "--uncertain", "--histories", "--format", "json"))["histories"]
    assert list(table["final"].cat.codes) == histories["final"]
    assert list(table["highest"].cat.codes) == histories["highest"]
    for stage in base.stages:
        days = [float("nan") if minute is None else minute / 1440 for minute in histories["first_reached_minute"][stage]]
        np.testing.assert_allclose(table[f"first_day_{stage}"], days)
        np.testing.assert_allclose(table[f"days_{stage}"], histories["days"][stage])
    for outcome in base.outcomes:
        np.testing.assert_allclose(table[outcome], np.array(histories["outcomes"][outcome], float))
    drawn = json.loads(told("run", BASE, "--replication", "7", "--uncertain", "--format", "json"))["settings"]
    row = table.loc[7]
    assert len(drawn["uncertain"]) == sum(one.get("kind") != "lever" for one in written["parameters"].values()) > 30
    np.testing.assert_allclose([row[name] for name in drawn["uncertain"]], [drawn["parameters"][n] for n in drawn["uncertain"]])
    assert (table["highest"] >= "defensive_weapons").mean() == ensemble.probability("defensive_weapons")


def test_no_column_hides_another_one(small: es.Scenario) -> None:
    table = es.ensemble(small, replications=10).frame()
    assert table.columns.is_unique
    assert set(table["climbs"]) <= {0, 1}, "how often it climbed"
    assert table["climbs_"].max() > 1, "the outcome of that name"
    trace = es.run(small).trace()
    assert 80 < trace["day"].max() <= 90, "the time"
    assert trace["day_"].max() == es.run(small).outcomes["climbs"], "the quantity of that name"


# Studies


def test_a_sweep_is_that_of_the_command_line(base: es.Scenario) -> None:
    vary = {"opening_support": [20, 30.5, 40], "indirect_threshold": "3000:6000:2"}
    study = es.sweep(base, vary, replications=30, seed=2, uncertain=True, set={"fear_weighs": 20})
    asked = ("sweep", BASE, "--vary", "opening_support=20,30.5,40", "--vary", "indirect_threshold=3000:6000:2", "-n", "30")
    asked = (*asked, "--seed", "2", "--uncertain", "--set", "fear_weighs=20")
    assert f"{study}\n" == told(*asked)
    assert as_json(study.data()) == told(*asked, "--format", "json")
    wanted = pd.read_csv(io.StringIO(told(*asked, "--format", "csv")))
    pd.testing.assert_frame_equal(study.frame(), wanted, check_dtype=False)


@pytest.mark.parametrize(
    "vary",
    [
        "patience=5:20:4",
        ["patience=5:20:4"],
        {"patience": "5:20:4"},
        {"patience": [5, 10, 15, 20]},
        {"patience": np.linspace(5, 20, 4)},
        {"patience": range(5, 21, 5)},
    ],
    ids=str,
)
def test_what_is_varied_can_be_said_in_several_ways(small: es.Scenario, vary: Any) -> None:
    assert list(es.sweep(small, vary, replications=10).frame()["patience"]) == [5, 10, 15, 20]


def test_a_name_alone_takes_its_range(small: es.Scenario) -> None:
    assert len(es.sweep(small, "patience", replications=5).frame()) == 11
    assert len(es.sweep(small, {"patience": None, "wait": [1, 2]}, replications=5).frame()) == 22


def test_points_that_fill_the_space(small: es.Scenario) -> None:
    table = es.sweep(small, ["patience", "wait"], design="lhs", points=9, replications=5).frame()
    assert len(table) == 9
    assert table["wait"].between(1, 9).all()


def test_a_study_is_kept_in_a_file_for_both(small: es.Scenario, tmp_path: Path) -> None:
    path = tmp_path / "town.study"
    study = es.sweep(small, "patience", replications=20, study=path)
    assert told("study", str(path), "--format", "json") == as_json(study.data())
    longer = es.sweep(small, "patience", replications=40, study=path)
    assert as_json(longer.data()) == as_json(es.sweep(small, "patience", replications=40).data())
    with pytest.raises(es.errors.CannotRun):
        es.sweep(small, "patience", replications=20, seed=2, study=path)


# Findings


@pytest.mark.parametrize("method", ["one-at-a-time", "sobol", "morris"])
def test_sensitivity_is_that_of_the_command_line(small: es.Scenario, tmp_path: Path, method: Any) -> None:
    points, picture = {"one-at-a-time": 3, "sobol": 16, "morris": 4}[method], tmp_path / "picture.png"
    found = es.sensitivity(small, method=method, of="climbs", points=points, replications=10, seed=2)
    asked = ("sensitivity", str(tmp_path / "small.yaml"), "--method", method, "--of", "climbs", "--points", str(points))
    asked = (*asked, "-n", "10", "--seed", "2")
    assert f"{found}\n" == told(*asked)
    assert as_json(found.data()) == told(*asked, "--format", "json")
    pd.testing.assert_frame_equal(found.frame(), pd.read_csv(io.StringIO(told(*asked, "--format", "csv"))))
    told(*asked, "--plot", str(picture))
    assert found.plot()._repr_png_() == picture.read_bytes()


def test_sensitivity_takes_what_is_named_and_what_is_set(small: es.Scenario, tmp_path: Path) -> None:
    found = es.sensitivity(small, vary={"wait": "2:4:3"}, over="prior", replications=10, reach="alarm", set={"patience": 8})
    asked = ("sensitivity", str(tmp_path / "small.yaml"), "--vary", "wait=2:4:3", "--over", "prior", "-n", "10")
    assert as_json(found.data()) == told(*asked, "--reach", "alarm", "--set", "patience=8", "--format", "json")


def test_a_threshold_is_that_of_the_command_line(small: es.Scenario, tmp_path: Path) -> None:
    found = es.threshold(small, "patience=6:18", "alarm", level=0.3, replications=50, by="2024-02-15", set={"wait": 4})
    asked = ("threshold", str(tmp_path / "small.yaml"), "--vary", "patience=6:18", "--reach", "alarm", "--level", "0.3")
    asked = (*asked, "-n", "50", "--by", "2024-02-15", "--set", "wait=4")
    assert f"{found}\n" == told(*asked)
    assert as_json(found.data()) == told(*asked, "--format", "json")
    table = found.frame()
    np.testing.assert_allclose(table["probability"], [one["probability"] for one in found.data()["evaluated"]])
    with pytest.raises(es.errors.UsageError, match="a threshold has no picture"):
        found.plot()


def test_where_one_history_flips_is_that_of_the_command_line(small: es.Scenario, tmp_path: Path) -> None:
    found = es.threshold(small, {"wait": None}, "alarm", replication=3, set={"patience": 20})
    asked = ("threshold", str(tmp_path / "small.yaml"), "--vary", "wait", "--reach", "alarm", "--replication", "3")
    asked = (*asked, "--set", "patience=20")
    assert f"{found}\n" == told(*asked)
    assert as_json(found.data()) == told(*asked, "--format", "json")
    assert len(found.frame()) == len(found.data()["flips"]) == 1


def test_the_signs_are_those_of_the_command_line(small: es.Scenario, tmp_path: Path) -> None:
    found = es.signposts(small, "alarm", dt.date(2024, 2, 15), replications=1_000, set={"patience": 20}, seed=3)
    asked = ("signposts", str(tmp_path / "small.yaml"), "--reach", "alarm", "--on", "2024-02-15", "-n", "1000", "--seed", "3")
    asked = (*asked, "--set", "patience=20")
    picture = tmp_path / "picture.png"
    assert f"{found}\n" == told(*asked, "--plot", str(picture))
    assert as_json(found.data()) == told(*asked, "--format", "json")
    pd.testing.assert_frame_equal(found.frame(), pd.read_csv(io.StringIO(told(*asked, "--format", "csv"))))
    assert found.plot()._repr_png_() == picture.read_bytes()


def test_what_is_discovered_is_that_of_the_command_line(small: es.Scenario, tmp_path: Path) -> None:
    found = es.discover(small, "alarm", points=150, replications=5, rules=2, seed=3)
    asked = (
        "discover",
        str(tmp_path / "small.yaml"),
        "--reach",
        "alarm",
        "--points",
        "150",
        "-n",
        "5",
        "--rules",
        "2",
        "--seed",
        "3",
    )
    picture = tmp_path / "picture.png"
    assert f"{found}\n" == told(*asked, "--plot", str(picture))
    assert as_json(found.data()) == told(*asked, "--format", "json")
    pd.testing.assert_frame_equal(found.frame(), pd.read_csv(io.StringIO(told(*asked, "--format", "csv"))))
    assert found.plot()._repr_png_() == picture.read_bytes()


def test_a_notebook_gets_the_same_text(small: es.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    def texts() -> list[str]:
        study = es.sweep(small, "wait", replications=5)
        return [str(es.ensemble(small, replications=5)), str(study), str(es.sensitivity(small, points=2, replications=5))]

    wanted = texts()
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)  # there rich would rather show a text than hand it out
    assert texts() == wanted
    assert all(text.startswith("A town\n") for text in wanted)


# Wrong usage


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda s: es.run(s, set={"patienc": 1}), "there is no parameter 'patienc'; did you mean patience"),
        (lambda s: es.run(s, set={"patience": "12"}), "'12' is not a number"),
        (lambda s: es.run(s, set={"patience": float("nan")}), "nan is not a number"),
        (lambda s: es.run(s, seed=-1), "seed is -1"),
        (lambda s: es.run(s, replication=1.5), "replication is 1.5, and must be a whole number"),
        (lambda s: es.run(s, replication=2**63), "replication is"),
        (lambda s: es.run("scenarios/base.yaml"), "what es.load"),
        (lambda s: es.ensemble(s, replications=0), "replications is 0, and must be from 1 on"),
        (lambda s: es.ensemble(s, by="soon"), "soon"),
        (lambda s: es.ensemble(s, split="clims > 1"), "climbs"),
        (lambda s: es.ensemble(s, engine="fast"), "there is no engine 'fast'"),
        (lambda s: es.ensemble(s, jobs=0), "jobs is 0"),
        (lambda s: es.sweep(s, "patienc"), "did you mean patience"),
        (lambda s: es.sweep(s, []), "nothing is varied"),
        (lambda s: es.sweep(s, {"patience": [float("inf")]}), "with numbers such as"),
        (lambda s: es.sweep(s, "patience", set={"patience": 6}), "both set and varied"),
        (lambda s: es.sweep(s, "patience", design="spiral"), "there is no design 'spiral'"),
        (lambda s: es.sweep(s, "patience", points=3), "points"),
        (lambda s: es.sweep(s, "patience", replications=3).plot("alrm"), "did you mean alarm"),
        (lambda s: es.sensitivity(s, method="guess"), "there is no method 'guess'"),
        (lambda s: es.sensitivity(s, over="night"), "it is one of range, prior"),
        (lambda s: es.sensitivity(s, over="prior", method="morris"), "over"),
        (lambda s: es.sensitivity(s, points=17, method="sobol"), "try 32"),
        (lambda s: es.sensitivity(s, points=1), "points is 1, and must be from 2 on"),
        (lambda s: es.sensitivity(s, points=10_000_000), "points would be played"),
        (lambda s: es.sensitivity(s, reach="alrm"), "did you mean alarm"),
        (lambda s: es.threshold(s, ["patience", "wait"], "alarm"), "along one parameter, and not along 2"),
        (lambda s: es.threshold(s, "patience", "alarm", level=2), "level is 2"),
        (lambda s: es.threshold(s, "patience", "alarm", level=0.3, replication=2), "take them out"),
        (lambda s: es.threshold(s, "patience", "alarm", set={"patience": 6}), "both set and varied"),
        (lambda s: es.discover(s, "calm"), "it is reached from the start"),
        (lambda s: es.discover(s, "alarm", points=10), "points is 10, and must be from 100 to 1000000"),
    ],
)
def test_wrong_usage_is_said_in_words(small: es.Scenario, ask: Callable[[es.Scenario], Any], words: str) -> None:
    with pytest.raises(es.errors.UsageError) as error:
        ask(small)
    assert words in str(error.value)


@pytest.mark.parametrize("ask", [es.run, es.ensemble, lambda s, set: es.sweep(s, "wait", replications=2, set=set)])  # noqa: A006
def test_a_value_outside_its_range_is_allowed_and_said(small: es.Scenario, ask: Callable[..., Any]) -> None:
    with pytest.warns(UserWarning, match="patience=100 is outside its range, 5 to 20") as found:
        ask(small, set={"patience": 100})
    assert found[0].filename == __file__


def test_numbers_of_numpy_are_numbers(small: es.Scenario) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = es.run(small, replication=np.int64(3), set={"patience": np.float32(6), "wait": np.int8(2)})
    assert str(history) == str(es.run(small, replication=3, set={"patience": 6, "wait": 2}))


def test_a_library_that_is_missing_is_asked_for(small: es.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    history = es.run(small)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(es.errors.UsageError, match=r"pip install \"escalation-sim\[data\]\""):
        history.frame()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(es.errors.UsageError, match=r"pip install \"escalation-sim\[plot\]\""):
        history.plot()


# Pictures


@pytest.mark.parametrize("verb", ["run", "ensemble", "sweep"])
def test_a_notebook_shows_the_picture_of_the_command_line(small: es.Scenario, tmp_path: Path, verb: str) -> None:
    scenario, picture = str(tmp_path / "small.yaml"), tmp_path / "picture.png"
    figure, arguments = {
        "run": lambda: (es.run(small, set={"patience": 8}).plot(), ["run", scenario, "--replication", "0"]),
        "ensemble": lambda: (es.ensemble(small, replications=50, set={"patience": 8}).plot(), ["run", scenario, "-n", "50"]),
        "sweep": lambda: (
            es.sweep(small, "wait", replications=50, set={"patience": 8}).plot(),
            ["sweep", scenario, "--vary", "wait", "-n", "50"],
        ),
    }[verb]()
    assert isinstance(figure, Figure)
    told(*arguments, "--set", "patience=8", "--plot", str(picture))
    assert figure._repr_png_() == picture.read_bytes()
