"""Points at which a history stops: data where one keeps going, else an error that names the first. What is sound is not lost."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import escalation_sim as es
from escalation_sim.errors import RunError
from tests.commands import Answer, command
from tests.questions.sweep.test_study_file import crc
from tests.running.clocks import standing_still, working
from tests.running.studies import LIVELY, rows, setup, written

AT_SIX = """\
title: Not at six
period: {start: 2024-01-01, end: 2024-02-01}
parameters: {p: {value: 1, range: [0, 8], assumption: a}, q: {value: 1, range: [1, 2], assumption: a}}
quantities: {level: 0}
events: {tick: {every: exponential(3), set: {level: "level + q * uniform(0, 1) / (6 - p)"}}}
ladder: [{stage: calm}, {stage: aid, climb: {when: level >= 1}}]
outcomes: {most: peak(level)}
"""
"""At p = 6 every history stops at its first tick, but those without a tick."""

NOW_AND_THEN = LIVELY.replace(
    '"troops + push * uniform(-1, 2)"', '"troops + push * uniform(-1, 2) + 0 / (1 - plain * (troops > 6 * limit))"'
)
"""The lower the limit, the more histories stop, none of them soon."""

SIX = ("--vary", "p=0:8:9", "-n", "60")
RARE = ("--vary", "limit=8,3,50,2,2.5", "-n", "300")
REASON = "events.tick.set.level: `level + q * uniform(0, 1) / (6 - p)` gives inf, which is not a finite number"


@pytest.fixture
def six(tmp_path: Path) -> str:
    path = tmp_path / "six.yaml"
    path.write_text(AT_SIX)
    return str(path)


@pytest.fixture
def rare(tmp_path: Path) -> str:
    return written(tmp_path, NOW_AND_THEN)


@pytest.fixture
def study(tmp_path: Path) -> str:
    return str(tmp_path / "x.study")


def told(*arguments: str) -> str:
    plays = arguments[0] == "sweep" or "--resume" in arguments
    answer = command(*arguments, *(("--jobs", "1") if plays else ()))
    assert (answer.status, answer.err) == (0, ""), answer.err
    return answer.out


def refused(*arguments: str) -> str:
    """What is said where a history stops."""
    answer = command(*arguments)
    assert (answer.status, answer.out) == (3, ""), answer
    return answer.err


def kept(study: str) -> int:
    with closing(sqlite3.connect(study)) as connection:
        return int(connection.execute("SELECT total(count) FROM blocks").fetchone()[0])


# With --keep-going


def test_failed_points_are_data_and_the_others_are_as_ever(six: str) -> None:
    found = rows(told("sweep", six, *SIX, "--keep-going", "--format", "csv"))
    sound = rows(told("sweep", six, "--vary", "p=0,1,2,3,4,5,7,8", "-n", "60", "--format", "csv"))
    assert list(found[0]) == ["point", "p", "replications", "failed", "error", *list(sound[0])[3:]]
    for row in [*found[:6], *found[7:]]:
        assert (row.pop("failed"), row.pop("error")) == ("0", "")
    assert [{**row, "point": ""} for row in [*found[:6], *found[7:]]] == [{**row, "point": ""} for row in sound]
    failed = found[6]
    assert (failed["replications"], failed["failed"]) == ("60", "60")
    assert failed["error"].startswith(f"{REASON} (minute ")
    assert failed["error"].endswith(", replication 0)")
    assert {value for name, value in failed.items() if name.startswith(("reached", "final", "median", "mean"))} == {""}


def test_how_often_and_which_first_is_what_run_says(rare: str) -> None:
    """Of each point: how many histories stop, and how the lowest of them does."""
    found = rows(told("sweep", rare, *RARE, "--keep-going", "--format", "csv"))
    counts = {}
    for row in found:
        here, stops = setup(NOW_AND_THEN, changed={"limit": float(row["limit"])}), []
        for replication in range(300):
            try:
                here.history(replication, trace=False)
            except RunError as error:
                stops.append(str(error))
        counts[row["limit"]] = (int(row["failed"]), row["error"])
        assert counts[row["limit"]] == (len(stops), stops[0] if stops else "")
    assert counts["8"] == counts["50"] == (0, "")
    assert 0 < counts["3"][0] < counts["2.5"][0] < counts["2"][0] < 300


@pytest.mark.parametrize("means", [("--jobs", "2"), ("--jobs", "1", "--engine", "simpy"), ("--jobs", "1", "--study")])
def test_neither_engine_nor_jobs_nor_blocks_show(
    rare: str, study: str, means: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ("sweep", rare, *RARE, "--keep-going", "--format", "json")
    answer = told(*question)
    for lanes in (11, 150):
        monkeypatch.setattr("escalation_sim.running.tiling.LANES", lanes)
        here = f"{study}{lanes}"
        assert command(*question, *means, *([here] if means[-1] == "--study" else [])) == Answer(0, answer, "")


def test_json_csv_parquet_and_python_say_the_same(six: str, tmp_path: Path) -> None:
    data = json.loads(told("sweep", six, *SIX, "--keep-going", "--format", "json"))["points"]
    assert [(row["failed"], row["error"] is None) for row in data] == [(60 * (p == 6), p != 6) for p in range(9)]
    assert {value for name, value in data[6].items() if name.startswith("reached")} == {None}
    table = rows(told("sweep", six, *SIX, "--keep-going", "--format", "csv"))
    assert [(int(row["failed"]), row["error"] or None) for row in table] == [(row["failed"], row["error"]) for row in data]
    told("sweep", six, *SIX, "--keep-going", "-o", str(tmp_path / "x.parquet"))
    frames = [
        pd.read_parquet(tmp_path / "x.parquet"),
        es.sweep(es.load(six), {"p": range(9)}, replications=60, keep_going=True).frame(),
    ]
    for frame in frames:
        assert frame["failed"].tolist() == [row["failed"] for row in data]
        assert [None if pd.isna(error) else error for error in frame["error"]] == [row["error"] for row in data]
        assert np.isnan(frame["reached_aid"]).tolist() == [p == 6 for p in range(9)]


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_who_keeps_going_has_the_columns_even_where_nothing_failed(six: str, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"x.{ending}"
    told("sweep", six, "--vary", "p=0,1", "-n", "5", "--keep-going", "-o", str(out))
    readers: dict[str, Any] = {"csv": pd.read_csv, "parquet": pd.read_parquet}
    frame = readers[ending](out) if ending in readers else pd.DataFrame(json.loads(out.read_text())["points"])
    assert frame["failed"].tolist() == [0, 0]
    assert frame["error"].isna().all()
    assert "failed" not in told("sweep", six, "--vary", "p=0,1", "-n", "5", "--format", "csv")


def test_the_text_names_what_failed_and_leaves_it_out_of_every_figure(six: str) -> None:
    text = told("sweep", six, *SIX, "--keep-going")
    words = " ".join(text.split())
    assert " 6 failed " in words
    assert "1 point of 9 failed, and no figure rests on what failed:" in words
    assert f"point 6, p = 6: 60 of 60 histories stopped, first: {REASON} (minute " in words
    assert "At the 8 points that are known, “aid” is reached in 0 % to" in words
    (bar,) = [line for line in text.splitlines() if "▕" in line]
    assert bar.count("×") == 4
    assert "nan" not in words


def test_a_square_with_a_failed_point(six: str) -> None:
    text = told("sweep", six, "--vary", "p=4,5,6,7", "--vary", "q=1,2", "-n", "20", "--keep-going")
    assert " 6 failed failed 7 " in " ".join(text.split())
    assert "2 points of 8 failed" in text
    assert "××" in text
    assert "nan" not in text


def test_many_failed_points_are_told_in_a_few_lines(six: str) -> None:
    text = told("sweep", six, "--vary", "p=6", "--vary", "q=1:2:20", "-n", "5", "--keep-going")
    assert "and 15 more; --format csv has all of them" in text
    assert "A history stopped at every point that was played." in text
    assert "Nothing much changes" not in text
    assert "At worst" not in text


# Without it


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("lanes", [11, 150, 16_384])
@pytest.mark.parametrize("where", ["memory", "study"])
def test_the_first_failure_is_told_whatever_is_played_beside_it(
    rare: str, study: str, jobs: str, lanes: int, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lowest replication that stops at the lowest point: of limits 8, 3, 50, 2, 2.5 the second, though others stop sooner."""
    standing_still(monkeypatch)
    monkeypatch.setattr("escalation_sim.running.tiling.LANES", lanes)
    alone = setup(NOW_AND_THEN, changed={"limit": 3.0})
    lowest = next(replication for replication in count() if stops(alone, replication))
    said = refused("sweep", rare, *RARE, "--jobs", jobs, *(("--study", study) if where == "study" else ()))
    assert f"mend: `run … --set limit=3 --replication {lowest}` tells the history up to there" in said
    assert "this is point 1 of 0 to 4" in said


def stops(here: Any, replication: int) -> bool:
    try:
        here.history(replication, trace=False)
    except RunError:
        return True
    return False


def test_what_was_sound_is_kept_and_said(six: str, study: str) -> None:
    """And the same command goes on, to the same bytes as one that had kept going from the start."""
    said = " ".join(refused("sweep", six, *SIX, "--jobs", "1", "--study", study).split())
    assert said.startswith(f"error: {REASON} (minute ")
    assert "mend: `run … --set p=6 --replication 0` tells the history up to there" in said
    there = kept(study)
    assert there >= 6 * 60
    assert f"this is point 6 of 0 to 8; what was finished is safe in {study}, {there} of 540 histories: go on with" in said
    shown = rows(told("study", study, "--format", "csv"))
    sound = rows(told("sweep", six, "--vary", "p=0:5:6", "-n", "60", "--format", "csv"))
    for row in shown[:6]:
        assert (row.pop("failed"), row.pop("error")) == ("0", "")
    assert shown[:6] == sound
    assert int(shown[6]["failed"]) > 0
    answer = told("sweep", six, *SIX, "--keep-going", "--format", "csv")
    assert told("sweep", six, *SIX, "--keep-going", "--study", study, "--format", "csv") == answer
    assert told("study", study, "--format", "csv") == answer


def test_a_study_goes_on_past_a_failed_point_from_the_file_alone(six: str, study: str) -> None:
    refused("sweep", six, *SIX, "--jobs", "1", "--study", study)
    answer = told("sweep", six, *SIX, "--keep-going", "--format", "csv")
    Path(six).unlink()
    assert "--set p=6 --replication 0" in refused("study", study, "--resume", "--jobs", "1")
    assert told("study", study, "--resume", "--keep-going", "--format", "csv") == answer


def test_without_a_study_the_error_says_how_to_have_the_others(six: str) -> None:
    assert "--keep-going (in Python keep_going=True) marks the points that fail and finishes the others" in refused(
        "sweep", six, *SIX, "--jobs", "1"
    )
    with pytest.raises(RunError, match="--set p=6 --replication 0") as error:
        es.sweep(es.load(six), "p=0:8:9", replications=60)
    assert error.value.replication == 0


def test_where_the_first_point_fails_nothing_more_is_played(six: str, study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a mistake in a file would be told when a long study has come to its end."""
    clock = working(monkeypatch, lambda n: 0.01 * n)
    said = refused("sweep", six, "--vary", "p=6,1,2,3", "-n", "100000", "--jobs", "1", "--study", study)
    assert "this is point 0 of 0 to 3" in said
    assert len(clock.blocks) <= 2
    assert "Nothing much" not in told("study", study)


def test_a_failure_that_is_known_is_told_at_once(six: str, study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = refused("sweep", six, *SIX, "--jobs", "1", "--study", study)
    clock = working(monkeypatch, lambda n: 0.01 * n)
    assert refused("sweep", six, *SIX, "--jobs", "1", "--study", study).split("safe in")[0] == first.split("safe in")[0]
    assert not clock.blocks


def test_a_failure_beyond_the_replications_that_are_wanted_is_none(rare: str, study: str) -> None:
    """A study of many replications that failed late, asked for fewer: what run -n says."""
    alone = setup(NOW_AND_THEN, changed={"limit": 3.0})
    lowest = next(replication for replication in count() if stops(alone, replication))
    assert lowest > 0
    vary = ("--vary", "limit=3,8")
    refused("sweep", rare, *vary, "-n", "300", "--jobs", "1", "--study", study)
    few = ("-n", str(lowest), "--format", "csv")
    assert told("sweep", rare, *vary, *few, "--study", study) == told("sweep", rare, *vary, *few)


def test_keep_going_is_about_playing(six: str, study: str) -> None:
    told("sweep", six, "--vary", "p=0,1", "-n", "5", "--study", study)
    answer = command("study", study, "--keep-going")
    assert answer.status == 0
    assert "nothing is played without --resume: --keep-going makes no difference" in answer.err


@pytest.mark.parametrize("name", ["failed", "error"])
def test_the_table_has_these_columns_for_itself(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, LIVELY.replace("pace", name))
    answer = command("sweep", path, "--vary", name, "-n", "5")
    assert answer.status == 2
    assert f"the table has a column {name} of its own" in answer.err


# The file may come from a stranger

FORGED = {
    "a part that is not there": ((7, 0), '{"0": [0, 1, "x"]}'),
    "a part below 0": ((-1, 0), '{"0": [0, 1, "x"]}'),
    "a point that is not there": ((0, 0), '{"9": [0, 1, "x"]}'),
    "a point below 0": ((0, 0), '{"-1": [0, 1, "x"]}'),
    "a point that is no number": ((0, 0), '{"x": [0, 1, "x"]}'),
    "a replication below 0": ((0, 0), '{"0": [-1, 1, "x"]}'),
    "a replication that is none": ((0, 0), '{"0": ["0", 1, "x"]}'),
    "a minute beyond all": ((0, 0), '{"0": [0, 4000000000000, "x"]}'),
    "a reason that is none": ((0, 0), '{"0": [0, 1, 2]}'),
    "no list": ((0, 0), '{"0": 1}'),
    "no mapping": ((0, 0), "[1]"),
    "no JSON": ((0, 0), "{"),
    "a depth that no parser likes": ((0, 0), "[" * 100_000),
}


@pytest.mark.parametrize("what", FORGED)
def test_failures_that_cannot_be_are_refused(six: str, study: str, what: str) -> None:
    told("sweep", six, "--vary", "p=0:8:9", "-n", "2", "--keep-going", "--study", study)
    place, text = FORGED[what]
    with closing(sqlite3.connect(study)) as connection, connection:
        row = (*place, crc(list(place), text.encode()), text)
        connection.execute("INSERT INTO failures (part, first, checksum, stops) VALUES (?, ?, ?, ?)", row)
    for arguments in (("study", study), ("study", study, "--resume")):
        said = refused(*arguments)
        assert "is damaged: " in said
        assert len(said) < 500


def test_a_file_that_has_lost_why_a_point_failed_says_so(six: str, study: str) -> None:
    told("sweep", six, *SIX, "--keep-going", "--study", study)
    with closing(sqlite3.connect(study)) as connection, connection:
        connection.execute("DELETE FROM failures")
    assert "point 6, p = 6: 60 of 60 histories stopped, first: why is not known" in " ".join(told("study", study).split())
