"""`score`: what a scenario says to dated questions, what that is worth, and beside whom."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import pytest

from escalation_sim.running import memory
from tests.commands import command
from tests.places import SCENARIOS
from tests.questions.score.asking import QUESTIONS, TOWN, by_name, refused, scores, write

GERMANY = str(SCENARIOS / "questions" / "germany_tanks.yaml")


def text(path: str, *options: str) -> str:
    answer = command("score", path, "-n", "1000", "--quiet", *options)
    assert answer.status == 0, answer.err
    return " ".join(answer.out.split())


def test_what_is_sure_what_is_impossible_and_what_is_a_coin(tmp_path: Path) -> None:
    found = by_name(scores(write(tmp_path)))
    assert [found["watch"][key] for key in ("probability", "answer", "brier")] == [1, True, 0]
    assert [found["early"][key] for key in ("probability", "answer", "brier")] == [0, False, 0]
    assert found["watch"]["low"] == pytest.approx(0.99617, abs=1e-5)  # Wilson's of 1,000 of 1,000
    coin = found["coin"]
    assert coin["probability"] == pytest.approx(0.5, abs=0.05)
    assert coin["brier"] == pytest.approx(coin["probability"] ** 2)
    assert coin["log"] == pytest.approx(-math.log(1 - coin["probability"]))
    assert coin["low"] < coin["probability"] < coin["high"]
    assert found["late"]["answer"] is found["late"]["brier"] is found["late"]["log"] is None
    assert found["late"]["probability"] == coin["probability"]


def test_probabilities_are_those_that_run_gives(tmp_path: Path) -> None:
    path = write(tmp_path)
    run = command("run", str(tmp_path / "town.yaml"), "-n", "1000", "--seed", "7", "--format", "csv").out
    row = next(row for row in csv.DictReader(io.StringIO(run)) if row["stage"] == "alarm")
    coin = by_name(scores(path, "--seed", "7"))["coin"]
    assert str(coin["probability"]) in row.values()


def test_means_are_over_the_answered_questions(tmp_path: Path) -> None:
    data = scores(write(tmp_path))
    briers = [one["brier"] for one in data["questions"] if one["answer"] is not None]
    logs = [one["log"] for one in data["questions"] if one["answer"] is not None]
    assert data["means"]["scenario"]["questions"] == 3
    assert data["means"]["scenario"]["brier"] == pytest.approx(sum(briers) / 3)
    assert data["means"]["scenario"]["log"] == pytest.approx(sum(logs) / 3)
    assert data["means"]["even"] == {"brier": 0.25, "log": pytest.approx(math.log(2), abs=1e-9), "questions": 3}


def test_a_baseline_that_lacks_an_answered_question_is_named_and_left_out(tmp_path: Path) -> None:
    path = write(tmp_path)
    data = scores(path)
    assert "status quo" not in data["means"]
    assert data["left_out"] == {"status quo": ["watch", "early"]}
    assert by_name(data)["coin"]["baselines"] == {
        "status quo": {"probability": 0.1, "brier": 0.01, "log": pytest.approx(-math.log(0.9)), "kept": False}
    }
    assert "“status quo” is left out: it says nothing to watch and early." in text(path)


def test_a_baseline_that_answers_all_has_its_means_whatever_it_says_to_open_ones(tmp_path: Path) -> None:
    lines = [line.replace("answer: yes", "answer: yes, baselines: {rule: 1}") for line in QUESTIONS.splitlines()]
    questions = (
        "\n".join(lines).replace("answer: no}", "answer: no, baselines: {rule: 0}}").replace("status quo: 0.1", "rule: 0.2")
    )
    path = write(tmp_path, questions)
    found = scores(path)
    assert found["means"]["rule"]["brier"] == pytest.approx(0.04 / 3)
    assert found["left_out"] == {}
    assert found["gains"]["rule"]["difference"] == pytest.approx(
        found["means"]["rule"]["brier"] - found["means"]["scenario"]["brier"]
    )
    assert "Worse than “rule” by 0.0" in text(path)


def test_better_than_a_baseline_is_said_with_what_so_few_questions_show() -> None:
    said = text(GERMANY)
    assert "Better than “status quo” by 0.3" in said
    assert "95 % interval +0.0" in said
    assert "9 questions are few" in said


def test_others_are_asked_the_same_by_their_names(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "braver.yaml").write_text(TOWN.replace("value: 0.5", "value: 0.9"))
    data = scores(path, "--against", str(tmp_path / "braver.yaml"))
    coin = by_name(data)["coin"]
    assert coin["against"]["braver"]["probability"] == pytest.approx(0.9, abs=0.03)
    assert data["means"]["braver"]["brier"] == pytest.approx(coin["against"]["braver"]["brier"] / 3)
    said = text(path, "--against", str(tmp_path / "braver.yaml"))
    assert "Better than “braver” by" in said


def test_two_others_of_one_name_go_by_their_paths_and_none_takes_a_name_that_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "town.yaml").write_text(TOWN.replace("evidence: facts\n", ""))
    assert {"one/town", "two/town"} < set(scores("q.yaml", "--against", "one/town.yaml", "--against", "two/town.yaml")["means"])
    (tmp_path / "even.yaml").write_text(TOWN)
    assert refused("q.yaml", "--against", "even.yaml") == (
        2,
        "error: --against even.yaml: scores call the coin `even` already; copy the file\n",
    )
    assert refused("q.yaml", "--against", "one/town.yaml", "--against", "one/town.yaml")[0] == 2


def test_the_uncertain_odds_stand_beside_those_as_written(tmp_path: Path) -> None:
    path = write(tmp_path)
    plain, data = scores(path), scores(path, "--uncertain")
    coin, same = by_name(data)["coin"], by_name(plain)["coin"]
    assert {key: coin[key] for key in same} == same
    assert coin["uncertain"]["probability"] == pytest.approx(0.55, abs=0.05)
    assert coin["uncertain"].keys() == {"probability", "low", "high", "brier", "log", "kept"}
    assert data["means"]["scenario"] == plain["means"]["scenario"]
    assert data["means"]["scenario, uncertain"]["questions"] == 3
    assert data["settings"]["uncertain"] == ["odds"]
    assert plain["settings"]["uncertain"] == []
    run = command("run", str(tmp_path / "town.yaml"), "-n", "1000", "--uncertain", "--format", "csv").out
    assert (
        str(coin["uncertain"]["probability"])
        in next(row for row in csv.DictReader(io.StringIO(run)) if row["stage"] == "alarm").values()
    )


def test_nothing_answered_says_so_and_has_no_means_not_even_those_of_a_coin(tmp_path: Path) -> None:
    questions = QUESTIONS.replace("answer: yes, resolved: 2024-02-01, ", "").replace(", answer: no", "")
    path = write(tmp_path, questions)
    data = scores(path, "--uncertain", "--against", str(tmp_path / "town.yaml"))
    assert (data["means"], data["gains"], data["calibration"], data["left_out"]) == ({}, {}, [], {})
    said = text(path)
    assert "None of the 4 questions is answered yet: there is nothing to score." in said
    assert "Means" not in said
    assert "Calibration" not in said


def test_calibration_has_only_bins_that_hold_questions(tmp_path: Path) -> None:
    found = scores(write(tmp_path))["calibration"]
    assert [(one["questions"], one["yes"]["count"]) for one in found] == [(1, 0), (1, 0), (1, 1)]
    assert found[0]["said"] == 0
    assert found[-1] == {
        "low": 0.9, "high": 1, "questions": 1, "said": 1,
        "yes": {"count": 1, "probability": 1, "low": pytest.approx(0.2065, abs=1e-4), "high": 1},
    }  # fmt: skip


def test_where_a_logarithm_is_that_of_another_probability_it_is_said(tmp_path: Path) -> None:
    said = text(write(tmp_path))
    assert "kept within 0.005 and 0.995 (*: here it was)" in said
    assert "0.005*" in said
    coin = "scenario: town.yaml\nasked: 2024-01-01\nquestions: {alarm: {ask: reached_alarm, answer: no}}\n"
    assert "*" not in text(write(tmp_path, coin))


def test_what_needs_no_answer_needs_none(tmp_path: Path) -> None:
    """One question, open, by neither title nor date."""
    path = write(tmp_path, "scenario: town.yaml\nasked: 2024-01-01\nquestions: {alarm: {ask: reached_alarm}}\n")
    (one,) = scores(path)["questions"]
    assert (one["title"], one["by"], one["answer"]) == ("alarm", None, None)
    assert "The question is not answered yet" in text(path)


def test_the_answer_does_not_depend_on_who_plays(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "braver.yaml").write_text(TOWN.replace("value: 0.5", "value: 0.9"))
    options = ("--uncertain", "--against", str(tmp_path / "braver.yaml"))
    told = {
        command("score", path, "-n", "600", *options, "--format", form, *how).out
        for form in ("json", "csv", "text", "markdown")
        for how in (("--engine", "simpy", "--jobs", "1"), ("--engine", "kernel", "--jobs", "2"), ("--jobs", "1"))
    }
    assert len(told) == 4


def test_csv_has_a_row_a_question_and_columns_of_their_own_for_the_others(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "braver.yaml").write_text(TOWN.replace("value: 0.5", "value: 0.9"))
    answer = command(
        "score", path, "-n", "1000", "--uncertain", "--against", str(tmp_path / "braver.yaml"), "--format", "csv", "--quiet"
    )
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert [row["question"] for row in rows] == ["watch", "early", "coin", "late"]
    assert [row["answer"] for row in rows] == ["yes", "no", "no", ""]
    assert rows[0]["source"] == "A-01"
    assert rows[2]["status quo"] == "0.1"
    assert rows[2]["status quo brier"] == "0.01"
    assert rows[0]["status quo"] == rows[3]["brier"] == ""
    assert float(rows[2]["braver probability"]) > 0.8
    assert float(rows[2]["uncertain probability"]) > 0
    assert {row["frozen"] for row in rows} == {"not frozen"}


def test_a_date_after_the_end_is_answered_for_the_end_and_that_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, QUESTIONS.replace("ask: highest >= alarm,", "ask: highest >= alarm, by: 2026-01-01,"))
    answer = command("score", path, "-n", "100")
    assert answer.status == 0
    assert "warning: questions.coin.by: 2026-01-01 is after the end of town, and the question is decided at the end" in answer.err
    (tmp_path / "short.yaml").write_text(TOWN.replace("2024-12-31", "2024-03-02"))
    path = write(tmp_path, QUESTIONS.replace("2024-03-01,", "2024-05-01,"))
    answer = command("score", path, "-n", "100", "--against", str(tmp_path / "short.yaml"))
    assert "2024-05-01 is after the end of short" in answer.err


def test_uncertain_that_draws_nothing_says_so(tmp_path: Path) -> None:
    path = write(tmp_path, town=TOWN.replace(", range: [0.2, 0.9]", ""))
    assert "note: --uncertain draws nothing" in command("score", path, "-n", "10", "--uncertain").err


def test_it_comes_with_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = command("score", "germany_tanks", "--format", "json", "-n", "100")
    assert answer.status == 0
    assert (
        "note: no file `germany_tanks` is here; these are the questions `germany_tanks` that come with the program" in answer.err
    )
    assert answer.out == command("score", GERMANY, "--format", "json", "-n", "100").out
    assert refused("germany_tanks", "--freeze")[0] == 2
    words = "there is no file germany_tank; with the program come the questions `germany_tanks`: write that name alone"
    assert refused("germany_tank") == (2, f"error: {words}\n")


def test_questions_may_come_as_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(QUESTIONS.encode())))
    assert scores("-")["title"] == "What the town does"


def test_the_shipped_questions_about_germany_are_frozen_sound_and_known_before_the_day() -> None:
    answer = command("score", GERMANY, "--format", "json")
    assert (answer.status, answer.err) == (0, "")
    data = scores(GERMANY)
    assert data["frozen"]["changed"] is False
    assert len(data["questions"]) >= 7
    assert {one["answer"] for one in data["questions"]} == {True, False}
    assert all(one["resolved"] < "2024-11-07" and one["source"] and "status quo" in one["baselines"] for one in data["questions"])
    assert "hindsight" in data["title"]


def test_an_output_takes_nothings_place(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert refused(path, "-o", path, "--format", "json") == (2, f"error: -o {path} is also the questions: choose another file\n")
    town = str(tmp_path / "town.yaml")
    assert refused(path, "-o", town, "--format", "json") == (2, f"error: -o {town} is also the scenario: choose another file\n")
    assert (tmp_path / "town.yaml").read_text() == TOWN
    assert refused(path, "--plot", "p.pdf")[0] == 2


def test_too_many_histories_are_refused_before_any_is_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available", lambda: 2 * 10**9)
    status, error = refused(write(tmp_path), "-n", "100000000000")
    assert status == 3
    assert "of memory, and 2 GB are free: " in error
