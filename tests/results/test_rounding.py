"""What was put in comes out with the digits that give the same number again; what was measured has nine."""

from __future__ import annotations

import csv
import io
import json
import math
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

import escalation_sim as es
from escalation_sim.model.expressions import plain
from escalation_sim.presentation.wording import amounts, exact, exact_percent
from escalation_sim.results.rounding import given, rounded
from tests.commands import command

BELOW, ABOVE = 3.3333333333333335, 3.333333333333334
"""Two neighbours: the limit is met at the one and not at the other."""

SCENARIO = """
title: A limit
period: {start: 2024-01-01, end: 2024-01-31}
parameters:
  limit: {value: 3, range: [3, 4], unit: points, assumption: for the test}
  many: {value: 1234567891, range: [0, 20000000000], assumption: for the test}
  luck: {value: 0.123456789012, range: [0, 1], prior: "uniform(0, 1)", assumption: for the test}
quantities: {level: {initial: 10 / 3, unit: points}, other: 0}
events: {bump: {every: 10 days, chance: luck, set: {other: other + many}}}
ladder: [{stage: calm}, {stage: alarm, climb: {when: level >= limit}}]
outcomes: {last: final(level), sum: final(other)}
expect: [{mean: last, at_most: 3.333333333333333}]
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    found = tmp_path / "limit.yaml"
    found.write_text(SCENARIO)
    return str(found)


def told(*words: str) -> Any:
    answer = command(*words, "--format", "json", "--quiet")
    assert answer.status in (0, 1), answer.err
    return json.loads(answer.out)


@pytest.mark.parametrize("value", [10 / 3, 0.1 + 0.2, 1234567891.0, 1e15 + 1, 9007199254740993.0, 1.5e300, -2.5e-12, 5e-324, 0.0])
def test_a_number_is_written_so_that_it_is_read_as_the_same(value: float) -> None:
    assert float(plain(value)) == value
    assert float(exact(value).replace(",", "")) == value
    assert json.loads(json.dumps(rounded(given({"x": [value]})))) == {"x": [value]}
    assert rounded(value) == float(f"{value:.9g}")


def test_whole_numbers_have_no_point_and_what_is_no_number_is_nothing() -> None:
    assert json.dumps(rounded(given([3.0, 1234567891.0, -0.0, None, "text", True, math.inf]))) == (
        '[3, 1234567891, 0, null, "text", true, null]'
    )


def test_numbers_side_by_side_look_the_same_only_where_they_are() -> None:
    assert amounts(BELOW, ABOVE) == ["3.3333333333333335", "3.333333333333334"]
    assert amounts(2000, 12345.6, 1 / 3) == ["2,000", "12,346", "0.333"]
    assert amounts(5.0, 5.0) == ["5", "5"]
    assert [exact_percent(share) for share in (0.07, 0.29, 0.123456789012, 1.0)] == ["7 %", "29 %", "12.3456789012 %", "100 %"]


def test_results_that_differ_by_a_digit_of_a_parameter_are_told_apart(path: str, tmp_path: Path) -> None:
    saved = [str(tmp_path / f"{name}.json") for name in "ab"]
    for value, file in zip((BELOW, ABOVE), saved, strict=True):
        assert command("run", path, "-n", "20", "--set", f"limit={value}", "-o", file, "--format", "json", "--quiet").status == 0
    settings = [json.loads(Path(file).read_text())["settings"]["parameters"] for file in saved]
    assert [one["limit"] for one in settings] == [BELOW, ABOVE]
    assert '"many": 1234567891\n' in Path(saved[0]).read_text()
    text = command("compare", *saved).out
    assert f"parameters.limit: {BELOW} → {ABOVE}\n" in text
    compared = told("compare", *saved)
    assert [compared[side]["settings"]["parameters"]["limit"] for side in "ab"] == [BELOW, ABOVE]
    assert [change["b"] for change in compared["changes"]] == [str(ABOVE)]


def test_a_changed_parameter_is_said_exactly(path: str) -> None:
    assert f"limit = {BELOW} (3 in the file)" in " ".join(command("run", path, "-n", "5", "--set", f"limit={BELOW}").out.split())
    text = command("run", path, "--replication", "0", "--set", f"limit={ABOVE}").out
    assert f"`level >= limit` is false ({BELOW} against {ABOVE} points, nearly 0 short)" in text
    assert f"(level {BELOW} points; limit {BELOW} points)" not in text


def test_a_history_with_drawn_parameters_can_be_told_again(path: str) -> None:
    drawn = told("run", path, "--replication", "3", "--uncertain")
    again = [f"--set={name}={value!r}" for name, value in drawn["settings"]["parameters"].items()]
    assert told("run", path, "--replication", "3", *again)["events"] == drawn["events"]
    assert float(f"{drawn['settings']['parameters']['luck']:.9g}") != drawn["settings"]["parameters"]["luck"]


def test_the_trace_has_every_digit(path: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace.csv"
    assert command("run", path, "--replication", "0", "--set", "luck=1", "--trace", str(trace)).status == 0
    rows = list(csv.DictReader(io.StringIO(trace.read_text())))
    assert [(row["level"], row["other"]) for row in rows][:2] == [(str(BELOW), "0"), (str(BELOW), "1234567891")]


def test_the_varied_values_of_a_sweep_are_those_that_were_asked_for(path: str, tmp_path: Path) -> None:
    asked = ["sweep", path, "--vary", f"limit={BELOW},{ABOVE}", "--vary", "many=1234567891,1234567892", "-n", "5"]
    study, parquet = tmp_path / "limit.study", tmp_path / "limit.parquet"
    rows = list(csv.DictReader(io.StringIO(command(*asked, "--format", "csv", "--study", str(study)).out)))
    points = [(limit, many) for limit in (BELOW, ABOVE) for many in (1234567891, 1234567892)]
    assert [(row["limit"], row["many"]) for row in rows] == [(str(limit), str(many)) for limit, many in points]
    data = told(*asked)
    assert [(row["limit"], row["many"]) for row in data["points"]] == points
    assert data["settings"]["vary"] == {"limit": [BELOW, ABOVE], "many": [1234567891, 1234567892]}
    assert command("study", str(study), "-o", str(parquet)).status == 0
    assert (
        list(zip(*(pyarrow.parquet.read_table(parquet)[name].to_pylist() for name in ("limit", "many")), strict=True)) == points
    )
    exported = csv.DictReader(io.StringIO(command("study", str(study), "--format", "csv").out))
    assert [(row["limit"], row["many"]) for row in exported] == [(row["limit"], row["many"]) for row in rows]
    with closing(sqlite3.connect(study)) as file:
        assert str(BELOW) in str(file.execute("select * from about").fetchall())
    text = command(*asked).out
    assert all(str(value) in text for value in (BELOW, ABOVE))
    assert "1,234,567,891" in text


def test_a_threshold_is_found_and_said_to_the_last_digit(path: str) -> None:
    one = told("threshold", path, "--vary", "limit", "--reach", "alarm", "--replication", "0")
    assert one["flips"] == [{"reached": str(BELOW), "not_reached": str(ABOVE)}]
    assert f"--set limit={BELOW}" in command("threshold", path, "--vary", "limit", "--reach", "alarm", "--replication", "0").out
    many = told("threshold", path, "--vary", f"limit={10 / 3}:4", "--reach", "alarm", "-n", "50", "--level", "0.123456789012")
    assert (many["low"], many["level"], many["evaluated"][0]["value"]) == (BELOW, 0.123456789012, BELOW)
    found = told("threshold", path, "--vary", "limit=3.3:3.4", "--reach", "alarm", "-n", "50")["threshold"]
    assert (found["low"], found["value"], found["high"]) == (3.3333, 3.33335, 3.3334)
    text = command("threshold", path, "--vary", "limit=3.3:3.4", "--reach", "alarm", "-n", "50").out
    assert "at limit = 3.33335 points (95 %: 3.3333 to 3.3334)" in " ".join(text.split())


def test_what_is_moved_by_a_study_of_sensitivity_can_be_set(path: str) -> None:
    data = told("sensitivity", path, "--vary", f"limit={BELOW},{ABOVE}", "-n", "10")
    (swing,) = next(one for one in data["answers"] if one["answer"] == "reached_alarm")["parameters"]
    assert swing["values"] == [3, BELOW, ABOVE]
    assert swing["lowest"]["at"] == ABOVE
    found = es.sensitivity(es.load(path), vary={"limit": [BELOW, ABOVE]}, replications=10)
    row = found.frame().iloc[0]
    assert (row["low end"], row["high end"], row["lowest at"]) == (3, ABOVE, ABOVE)


def test_the_sample_and_the_cuts_of_a_discovery_can_be_set(path: str) -> None:
    scenario = es.load(path)
    found = es.discover(scenario, "alarm", vary=["limit=3:4", f"many={1e9 + 1 / 3!r}:2e9"], points=100, replications=5)
    varied = {one["parameter"]: (one["low"], one["high"]) for one in found.data()["settings"]["varied"]}
    assert varied == {"limit": (3, 4), "many": (1000000000.3333334, 2000000000)}
    (rule,) = found.data()["rules"]
    (cut,) = rule["conditions"]
    frame = found.frame()
    inside = frame[frame["limit"] < cut["below"]]
    assert (inside["reached"] == 5).all()
    assert (frame["limit"].map(lambda value: float(f"{value:.9g}")) != frame["limit"]).any()


def test_a_claim_that_fails_by_a_digit_says_so(path: str) -> None:
    text = command("check", path).out
    assert f"{BELOW} in the only history there is" not in text
    assert f"{BELOW} after 1,000 replications; must be at most 3.333333333333333\n" in text


def test_two_sides_of_a_comparison_look_the_same_only_where_they_are(path: str, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SCENARIO.replace("10 / 3", "3.33334"))
    rows = [line.split() for line in command("compare", path, str(other), "-n", "20").out.splitlines()]
    assert ["mean", "last", "3.33333", "3.33334"] in [row[:4] for row in rows]


def test_an_impossible_chance_is_told_with_the_digits_that_make_it_so(path: str) -> None:
    for engine in ("simpy", "kernel"):
        answer = command("run", path, "-n", "2", "--set", "luck=1.0000000000000002", "--engine", engine)
        assert (answer.status, "gives 1.0000000000000002; a chance lies between 0 and 1" in answer.err) == (3, True), answer.err
