"""The verb `sweep`: its table, its words, and that nothing but the question decides the answer."""

from __future__ import annotations

import json
import os
import re
import signal
from io import BytesIO
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from escalation_sim.questions.sweep.designs import KINDS
from tests.commands import command
from tests.running.studies import LIVELY, OUTCOMES, STAGES, planned, rows, setup, started, written

FIXED = ["replications", *(f"{kind}_{stage}" for kind in ("reached", "final", "median_day") for stage in STAGES)]
COLUMNS = [*FIXED, *(f"mean_{outcome}" for outcome in OUTCOMES)]


@pytest.fixture
def path(tmp_path: Path) -> str:
    return written(tmp_path)


def swept(*arguments: str) -> str:
    """What a sweep writes to standard output."""
    answer = command("sweep", *arguments)
    assert (answer.status, answer.err) == (0, ""), answer.err
    return answer.out


def summary(text: str) -> dict[str, float | None]:
    """What `run -n … --format json` says, by the columns of a sweep."""
    data = json.loads(text)
    found = {f"mean_{name}": outcome["mean"] for name, outcome in data["outcomes"].items()}
    for stage in data["stages"]:
        name = stage["stage"]
        found[f"reached_{name}"] = stage["reached"]["probability"]
        found[f"final_{name}"] = stage["final"]["probability"]
        found[f"median_day_{name}"] = stage["first_reached_day"] and stage["first_reached_day"]["median"]
    return found


# The answer


@pytest.mark.parametrize("more", [(), ("--uncertain",), ("--seed", "9"), ("--set", "push=1.5", "--engine", "simpy")])
def test_a_point_is_what_run_says(path: str, more: tuple[str, ...]) -> None:
    (row,) = json.loads(swept(path, "--vary", "pace=1.75", "-n", "150", "--format", "json", *more))["points"]
    told = command("run", path, "--set", "pace=1.75", "-n", "150", "--format", "json", *more)
    assert {name: value for name, value in row.items() if name in COLUMNS[1:]} == summary(told.out)
    assert (row["point"], row["pace"], row["replications"]) == (0, 1.75, 150)


def test_a_value_that_is_set_is_as_one_that_is_varied(path: str) -> None:
    vary = ("--vary", "limit=1,4", "-n", "80", "--format", "json")
    one = json.loads(swept(path, *vary, "--vary", "pace=3"))["points"]
    other = json.loads(swept(path, *vary, "--set", "pace=3"))["points"]
    assert [{**row, "pace": 3} for row in other] == one


def test_a_part_of_a_sweep_is_rows_of_the_whole(path: str) -> None:
    whole = rows(swept(path, "--vary", "pace=1:4:7", "--vary", "limit=1:5:5", "-n", "90", "--format", "csv"))
    some = rows(swept(path, "--vary", "limit=2,5", "--vary", "pace=1.5,4", "-n", "90", "--format", "csv"))
    found = {(row["pace"], row["limit"]): row for row in whole}
    assert [{**found[row["pace"], row["limit"]], "point": row["point"]} for row in some] == some


def test_fewer_replications_are_the_first_of_many(path: str) -> None:
    few = rows(swept(path, "--vary", "pace=1,2", "-n", "1", "--format", "csv"))
    assert {row["reached_aid"] for row in few} <= {"0", "1"}
    assert [row["mean_waves"] for row in few] == [
        str(
            json.loads(command("run", path, "--replication", "0", "--set", f"pace={pace}", "--format", "json").out)["outcomes"][
                "waves"
            ]
        )
        for pace in (1, 2)
    ]


@pytest.mark.parametrize("format_", ["csv", "json", "text"])
def test_the_engine_and_the_size_of_blocks_do_not_show(path: str, format_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    question = (
        path,
        "--vary",
        "pace=1:4:5",
        "--vary",
        "limit=2,3",
        "-n",
        "60",
        "--uncertain",
        "--jobs",
        "1",
        "--format",
        format_,
    )
    answer = swept(*question)
    assert swept(*question, "--engine", "simpy") == answer
    for lanes in (37, 5000):
        monkeypatch.setattr("escalation_sim.running.tiling.LANES", lanes)
        assert swept(*question) == answer


def test_the_number_of_threads_does_not_show(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    question = (path, "--vary", "pace=1:4:5", "--vary", "limit=2,3", "-n", "60", "--uncertain", "--format", "json")
    answer = swept(*question, "--jobs", "1")
    monkeypatch.setattr("escalation_sim.running.tiling.LANES", 100)
    assert swept(*question, "--jobs", "2") == answer


def test_a_seed_is_another_luck(path: str) -> None:
    assert swept(path, "--vary", "pace=2", "--format", "csv") != swept(path, "--vary", "pace=2", "--format", "csv", "--seed", "2")


def test_a_varied_parameter_is_drawn_no_longer(path: str) -> None:
    data = json.loads(swept(path, "--vary", "pace=1,2", "-n", "5", "--uncertain", "--format", "json"))
    assert data["settings"]["uncertain"] == ["odds", "push"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_design_is_swept(path: str, kind: str) -> None:
    more = ("--points", "8") if kind in ("lhs", "sobol") else ()
    found = rows(
        swept(path, "--vary", "limit=1:5:3", "--vary", "pace=1,2", "--design", kind, "-n", "5", "--format", "csv", *more)
    )
    design = planned(setup(), "limit=1:5:3", "pace=1,2", kind=kind, points=8 if more else None)  # type: ignore[arg-type]
    assert [[float(row["pace"]), float(row["limit"])] for row in found] == design.points.tolist()


# Formats


def test_the_columns_of_the_table_in_their_order(path: str) -> None:
    text = swept(path, "--vary", "limit=1,2", "--vary", "pace=2,3,4", "-n", "5", "--format", "csv")
    assert text.splitlines()[0] == ",".join(["point", "limit", "pace", *COLUMNS])
    found = rows(text)
    assert [row["point"] for row in found] == list("012345")
    assert [(row["pace"], row["limit"]) for row in found] == [(pace, limit) for pace in "234" for limit in "12"]
    assert {row["replications"] for row in found} == {"5"}
    assert "\r" not in text


def test_the_order_of_vary_is_the_order_of_the_columns_and_nothing_else(path: str) -> None:
    a = swept(path, "--vary", "limit=1,2", "--vary", "pace", "-n", "20", "--format", "csv")
    b = swept(path, "--vary", "pace", "--vary", "limit=1,2", "-n", "20", "--format", "csv")
    assert rows(a) == rows(b)
    assert a != b


def test_never_is_an_empty_cell_and_null(path: str) -> None:
    question = (path, "--vary", "limit=1,900", "-n", "20", "--format")
    assert [row["median_day_arms"] == "" for row in rows(swept(*question, "csv"))] == [False, True]
    assert [row["median_day_arms"] for row in json.loads(swept(*question, "json"))["points"]][1] is None


SCHEMA = {
    "type": "object",
    "required": ["format", "version", "scenario", "settings", "points"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": "escalation-sim/sweep"},
        "version": {"const": 1},
        "scenario": {
            "type": "object",
            "required": ["name", "title", "digest"],
            "properties": {"digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}},
        },
        "settings": {
            "type": "object",
            "required": ["seed", "parameters", "uncertain", "design", "vary"],
            "additionalProperties": False,
            "properties": {
                "seed": {"type": "integer"},
                "parameters": {"type": "object", "additionalProperties": {"type": "number"}},
                "uncertain": {"type": "array", "items": {"type": "string"}},
                "design": {"enum": list(KINDS)},
                "vary": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "number"}}},
            },
        },
        "points": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["point", "pace", *COLUMNS],
                "additionalProperties": False,
                "properties": {
                    "point": {"type": "integer"},
                    "pace": {"type": "number"},
                    "replications": {"type": "integer"},
                    **{
                        name: {"type": "number", "minimum": 0, "maximum": 1} for name in COLUMNS if name[:5] in ("reach", "final")
                    },
                    **{name: {"type": ["number", "null"]} for name in COLUMNS if name[:4] in ("medi", "mean")},
                },
            },
        },
    },
}


def test_json_has_its_shape(path: str) -> None:
    text = swept(path, "--vary", "pace=1:4:3", "-n", "20", "--set", "push=2", "--format", "json")
    data = json.loads(text)
    jsonschema.validate(data, SCHEMA)
    assert data["settings"]["vary"] == {"pace": [1, 2.5, 4]}
    assert data["settings"]["parameters"]["push"] == 2
    assert text == json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def test_json_csv_and_parquet_hold_one_table(path: str, tmp_path: Path) -> None:
    question = (path, "--vary", "limit=1,900", "--vary", "pace=1:4:3", "-n", "20")
    files = [tmp_path / f"x.{ending}" for ending in ("json", "csv", "parquet")]
    for file in files:
        assert swept(*question, "-o", str(file)) == ""
    points = json.loads(files[0].read_text())["points"]
    table = [{name: None if value == "" else float(value) for name, value in row.items()} for row in rows(files[1].read_text())]
    assert table == points
    import pandas as pd

    frame = pd.read_parquet(BytesIO(files[2].read_bytes()))
    assert list(frame.columns) == list(table[0])
    assert frame.dtypes["point"] == frame.dtypes["replications"] == np.int64
    for name in frame.columns:
        np.testing.assert_allclose(frame[name], [np.nan if row[name] is None else row[name] for row in table], rtol=1e-8)


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_a_long_table_is_written_in_pieces_that_do_not_show(path: str, format_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    question = (path, "--vary", "pace=1:4:10", "-n", "5", "--format", format_)
    whole = swept(*question)
    monkeypatch.setattr("escalation_sim.questions.sweep.data._AT_ONCE", 3)
    assert swept(*question) == whole


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_a_file_holds_what_standard_output_shows(path: str, tmp_path: Path, format_: str) -> None:
    question = (path, "--vary", "pace=1,2", "-n", "5")
    swept(*question, "-o", str(tmp_path / f"x.{format_}"))
    assert (tmp_path / f"x.{format_}").read_text() == swept(*question, "--format", format_)


def test_titles_and_units_of_a_stranger_do_no_harm(tmp_path: Path) -> None:
    hostile = '=cmd|"/C calc"!A1 <script>alert(1)</script> [bold red]x[/] %s {0} $x$ \\textbf ::error::x'
    text = LIVELY.replace("A small ladder", json.dumps(hostile)).replace(
        "pace: {value: 2,", f"pace: {{value: 2, title: {json.dumps(hostile)}, unit: {json.dumps(hostile[:40])},"
    )
    text = text.replace("stage: aid,", f"stage: aid, title: {json.dumps('::error::' + hostile)},")
    path = written(tmp_path, text)
    out = swept(path, "--vary", "pace", "-n", "5")
    assert "[bold red]x[/]" in out
    assert not re.search(r"^\s*::", out, re.MULTILINE)
    data = json.loads(swept(path, "--vary", "pace=1,2", "-n", "5", "--format", "json"))
    assert data["scenario"]["title"] == hostile
    csv = swept(path, "--vary", "pace=1,2", "-n", "5", "--format", "csv")
    assert "cmd" not in csv, "names and numbers only"


# Words


def one(pattern: str, text: str) -> tuple[str, ...]:
    """The groups of a pattern that is found once."""
    (match,) = re.finditer(pattern, " ".join(text.split()))
    return match.groups()


HALF = 0.0050001
"""A percentage without a digit behind the point may be so far off."""


def share(text: str) -> float:
    return float(text.split(maxsplit=1)[0]) / 100


def test_the_text_shows_the_table_a_picture_and_a_sentence(path: str) -> None:
    question = (path, "--vary", "limit=1:5:5", "-n", "400")
    text, table = swept(*question), rows(swept(*question, "--format", "csv"))
    head = "A small ladder\n5 points of limit (1 to 5 in 5 steps); 400 replications each, all with the luck of seed 1\n"
    assert text.startswith(head)
    for row in table:
        cells = one(rf" {row['limit']} (\S+ %)(?: \((\S+)\))? (\S+ %)(?: \((\S+)\))? ", text)
        for stage, chance, day in (("aid", *cells[:2]), ("arms", *cells[2:])):
            assert share(chance) == pytest.approx(float(row[f"reached_{stage}"]), abs=HALF)
            assert (day is None) == (row[f"median_day_{stage}"] == "")
            assert day is None or float(day) == pytest.approx(float(row[f"median_day_{stage}"]), abs=0.05)
    assert one(r" arms ▕([ ▁▂▃▄▅▆▇█]+)▏", text)
    first, last = one(r" aid ▕[ ▁▂▃▄▅▆▇█]+▏ (\S+ %) → (\S+ %)", text)
    assert (share(first), share(last)) == pytest.approx([float(table[end]["reached_aid"]) for end in (0, -1)], abs=HALF)


def test_the_sentence_says_where_the_answer_changes(path: str) -> None:
    question = (path, "--vary", "limit=1:5:5", "-n", "400")
    text, table = swept(*question), rows(swept(*question, "--format", "csv"))
    stage, low, high = one(r"“(\w+)” is reached in (\S+ %) to (\S+ %) of the histories\.", text)
    spread = {name: np.ptp([float(row[f"reached_{name}"]) for row in table]) for name in STAGES[1:]}
    assert stage.casefold() == max(spread, key=lambda name: spread[name])
    shares = [float(row[f"reached_{stage.casefold()}"]) for row in table]
    assert (share(low), share(high)) == pytest.approx([min(shares), max(shares)], abs=HALF)
    begin, at, end, to = one(r"Along limit it goes from (\S+ %) at (\S+) to (\S+ %) at (\S+);", text)
    assert (share(begin), at, share(end), to) == (
        pytest.approx(shares[0], abs=HALF),
        "1",
        pytest.approx(shares[-1], abs=HALF),
        "5",
    )
    word, left, right, above, below = one(r"it (\w+) most between (\S+) and (\S+), from (\S+ %) to (\S+ %)\.", text)
    step = int(np.argmax(np.abs(np.diff(shares))))
    assert (word, left, right) == ("falls", str(step + 1), str(step + 2))
    assert (share(above), share(below)) == pytest.approx(shares[step : step + 2], abs=HALF)
    (within,) = one(r"At worst a probability is (\S+) percentage points off", text)
    assert float(within) / 100 == pytest.approx(1.96 * (0.25 / 400) ** 0.5, abs=0.0005)


def test_two_parameters_are_a_square_and_the_sentence_names_the_stronger(path: str) -> None:
    question = (path, "--vary", "pace=1:4:4", "--vary", "limit=1:5:3", "-n", "300")
    text, table = swept(*question), rows(swept(*question, "--format", "csv"))
    (stage,) = one(r"(\w+) reached, by pace \(down\) and limit \(across\)", text)
    shares = np.array([float(row[f"reached_{stage}"]) for row in table]).reshape(4, 3)
    for row, pace in enumerate(("1", "2", "3", "4")):
        assert [share(cell) for cell in one(rf" {pace} (\S+ %) (\S+ %) (\S+ %) ", text)] == pytest.approx(shares[row], abs=HALF)
    (name,) = one(r"What moves it most is (\w+) \(averaged over the others\)", text)
    ranges = {"pace": np.ptp(shares.mean(axis=1)), "limit": np.ptp(shares.mean(axis=0))}
    assert name == max(ranges, key=lambda one: ranges[one])
    begin, end = one(rf"Along {name} it goes from (\S+ %) at 1 to (\S+ %) at", text)
    means = shares.mean(axis=1 if name == "pace" else 0)
    assert (share(begin), share(end)) == pytest.approx((means[0], means[-1]), abs=HALF)


def test_where_nothing_changes_that_is_said(path: str) -> None:
    assert "Nothing much changes: whatever the point, each stage is reached as often" in swept(
        path, "--vary", "plain=1,1.0001", "-n", "50"
    )


def test_a_long_table_is_abridged_and_says_so(path: str) -> None:
    text = swept(path, "--vary", "pace=1:4:100", "-n", "2")
    assert "100 points, of which 24 are shown; --format csv has all of them." in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("kind", ["lhs", "sobol", "one-at-a-time"])
def test_other_designs_have_a_sentence_too(path: str, kind: str) -> None:
    text = swept(path, "--vary", "pace", "--vary", "limit=1:5:5", "--design", kind, "-n", "50")
    one(r"is reached in (\S+ %) to (\S+ %) of the histories\. What moves it most is (\w+) \((?:averaged over|the) ", text)


# Errors


def test_an_error_in_one_history_is_named_and_run_shows_it(tmp_path: Path) -> None:
    text = LIVELY.replace(
        '"troops + push * uniform(-1, 2)"', '"troops + push * uniform(-1, 2) + 0 / (1 - plain * (troops > 6 * limit))"'
    )
    path = written(tmp_path, text)
    for jobs in ("1", "2"):
        answer = command("sweep", path, "--vary", "limit=50,0.7,0.9", "-n", "20000", "--seed", "4", "--jobs", jobs)
        assert (answer.status, answer.out) == (3, "")
        arguments = one(r"mend: `run … (.*)` tells the history up to there", answer.err)[0].split()
        assert arguments[:2] == ["--set", "limit=0.7"]
        shown = command("run", path, "--seed", "4", *arguments)
        assert shown.status == 3
        assert one(r"error: (.*not a finite number)", answer.err) == one(r"error: (.*not a finite number)", shown.err)
        assert one(r"\(minute (\d+)", answer.err) == one(r"\(minute (\d+)", shown.err)


def test_ctrl_c_stops_at_once_and_says_what_is_safe(path: str, tmp_path: Path) -> None:
    study = tmp_path / "x.study"
    question = ("sweep", path, "--vary", "pace=1:4:200", "-n", "100000", "--jobs", "2", "--study", str(study))
    with started(*question, blocks_of=2000) as process:
        while not study.exists() or study.stat().st_size < 200_000:
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err == f"interrupted: what was finished is safe in {study}; run the same command again to go on\n"
