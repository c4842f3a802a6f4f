"""`run -n --given CONDITION`: only the histories in which it holds are counted, and it is said how many those are."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

import escalation_sim as es
from tests.commands import command

COINS = """\
title: Two coins and a die
period: {start: 2026-01-01, end: 2026-02-01}
parameters:
  odds: {value: 0.5, range: [0.2, 0.8], assumption: a fair coin}
quantities: {first: 0, second: 0, die: 0}
events:
  one: {at: 2026-01-05, chance: odds, set: {first: 1}}
  two: {at: 2026-01-10, chance: odds, set: {second: 1}}
  throw: {at: 2026-01-15, set: {die: 'uniform(0, 6)'}}
ladder:
  - stage: none
  - stage: some
    climb: {when: first + second >= 1}
  - stage: both
    climb: {when: first + second >= 2}
outcomes: {heads: final(first), face: final(die)}
"""
EITHER = "reached_some"


@pytest.fixture
def coins(tmp_path: Path) -> str:
    (tmp_path / "coins.yaml").write_text(COINS)
    return str(tmp_path / "coins.yaml")


def told(*arguments: str) -> dict[str, Any]:
    """The JSON of an answer."""
    answer = command(*arguments, "--format", "json")
    assert answer.status == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def stage(data: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in data["stages"] if one["stage"] == name)
    return found


def test_two_coins_are_both_heads_in_a_third_of_the_throws_with_any(coins: str) -> None:
    data = told("run", coins, "-n", "20000", "--given", EITHER)
    both = stage(data, "both")["reached"]
    assert both["low"] < 1 / 3 < both["high"]
    assert both["high"] - both["low"] < 0.02
    assert abs(data["given"]["count"] - 15000) < 300
    assert data["settings"]["given"] == EITHER
    assert data["settings"]["replications"] == 20000
    assert stage(data, "some")["reached"]["count"] == data["given"]["count"]


def test_what_has_nothing_to_do_with_it_stays_as_it_is(coins: str) -> None:
    """A die does not know how two coins fell: uniform from 0 to 6, with mean 3."""
    face = told("run", coins, "-n", "20000", "--given", EITHER)["outcomes"]["face"]
    assert face["low"] < 3 < face["high"]


def test_it_counts_what_histories_show_one_by_one(coins: str) -> None:
    every = told("run", coins, "-n", "400", "--histories", "--by", "2026-01-07")
    data = told("run", coins, "-n", "400", "--histories", "--by", "2026-01-07", "--given", "face > 3 and reached_some")
    meets = [
        number
        for number, (face, highest) in enumerate(
            zip(every["histories"]["outcomes"]["face"], every["histories"]["highest"], strict=True)
        )
        if face > 3 and highest >= 1
    ]
    assert data["given"]["count"] == len(meets)
    assert data["histories"]["replication"] == meets
    assert data["histories"]["outcomes"]["face"] == [every["histories"]["outcomes"]["face"][number] for number in meets]
    minutes = [every["histories"]["first_reached_minute"]["some"][number] for number in meets]
    early = sum(minute <= 6 * 1440 for minute in minutes)
    assert stage(data, "some")["by"]["2026-01-07"]["count"] == early
    assert "replication" not in every["histories"]


def test_a_split_divides_only_what_is_counted(coins: str) -> None:
    data = told("run", coins, "-n", "400", "--given", EITHER, "--split", "heads > 0")
    sides = data["split"]["sides"]
    assert sides["true"]["replications"] + sides["false"]["replications"] == data["given"]["count"]
    assert stage(sides["false"], "both")["reached"]["count"] == 0


def test_text_says_how_many_are_counted(coins: str) -> None:
    text = " ".join(command("run", coins, "-n", "400", "--given", EITHER).out.split())
    count = told("run", coins, "-n", "400", "--given", EITHER)["given"]["count"]
    assert f"Only those in which `{EITHER}` holds are counted: {count} (" in text
    assert f"of {count} histories in which `{EITHER}` holds" in text
    assert "They are few" not in text


def test_of_few_histories_it_says_so_and_every_share_has_its_interval(coins: str) -> None:
    text = command("run", coins, "-n", "20", "--given", EITHER).out
    assert "They are few: look at the intervals more than at the shares." in " ".join(text.split())
    rows = [line for line in text.splitlines() if line.split()[:1] in (["none"], ["some"], ["both"])]
    assert len(rows) == 3
    for row in rows:
        assert re.findall(r"\d %", row)
        assert not re.findall(r"\d %(?! \()", row), row


def test_where_it_holds_in_none_that_is_said_and_nothing_has_a_number(coins: str) -> None:
    nothing = ("run", coins, "-n", "50", "--given", "face > 7", "--by", "2026-01-07")
    answer = command(*nothing)
    assert answer.status == 0
    assert "In none of them does `face > 7` hold, so nothing is counted." in answer.out
    assert "%" not in answer.out.split("This rests")[0]
    data = told(*nothing, "--histories", "--split", "heads > 0")
    assert data["given"] == {"count": 0}
    assert stage(data, "both")["reached"] == {"count": 0, "probability": None, "low": None, "high": None}
    assert stage(data, "both")["days"] == {"mean": None}
    assert data["outcomes"]["face"]["mean"] is None
    assert data["histories"]["replication"] == []
    assert data["split"]["sides"] == {"true": {"replications": 0}, "false": {"replications": 0}}
    rows = list(csv.DictReader(io.StringIO(command(*nothing, "--format", "csv").out)))
    assert [row["reached"] for row in rows] == ["", "", ""]


def test_where_it_holds_in_none_no_picture_is_drawn_and_that_is_said(coins: str, tmp_path: Path) -> None:
    answer = command("run", coins, "-n", "50", "--given", "face > 7", "--plot", str(tmp_path / "a.svg"))
    assert (answer.status, answer.err) == (0, "note: --plot: no history is counted, so nothing is drawn\n")
    with pytest.raises(es.errors.UsageError, match="in none of the histories does the condition given hold"):
        es.ensemble(es.load(coins), replications=50, given="face > 7").plot()


def test_csv_is_of_those_that_are_counted(coins: str) -> None:
    asked = ("run", coins, "-n", "400", "--given", EITHER)
    row = list(csv.DictReader(io.StringIO(command(*asked, "--format", "csv").out)))[-1]
    assert float(row["reached"]) == stage(told(*asked), "both")["reached"]["probability"]


def test_a_picture_says_the_condition_and_how_many_are_counted(coins: str) -> None:
    many = es.ensemble(es.load(coins), replications=400, given=EITHER)
    texts = " ".join(text.get_text() for text in many.plot().texts).replace("\n", " ")
    count = many.data()["given"]["count"]
    assert f"{count} histories by the highest stage" in texts
    assert f"Counted: {count} of 400 histories, those in which {EITHER} holds" in texts


def test_of_uncertain_parameters_luck_alone_is_counted_under_the_same_condition(coins: str) -> None:
    data = told("run", coins, "-n", "4000", "--uncertain", "--given", EITHER)
    alone = told("run", coins, "-n", "4000", "--given", EITHER)
    assert data["luck_alone"]["given"] == alone["given"]
    assert data["luck_alone"]["stages"] == alone["stages"]
    assert "widest" not in data
    assert command("run", coins, "-n", "4000", "--uncertain", "--given", EITHER).status == 0


def test_neither_engine_nor_jobs_shows(coins: str) -> None:
    asked = ("run", coins, "-n", "60", "--given", EITHER, "--histories")
    assert told(*asked, "--engine", "simpy") == told(*asked, "--engine", "kernel", "--jobs", "2")


def test_python_has_the_same(coins: str) -> None:
    many = es.ensemble(es.load(coins), replications=400, given=EITHER, uncertain=True)
    data = told("run", coins, "-n", "400", "--given", EITHER, "--uncertain")
    assert many.data() == data
    assert many.replications == 400
    assert many.probability("both") == pytest.approx(stage(data, "both")["reached"]["probability"])
    frame = many.frame()
    assert len(frame) == data["given"]["count"]
    every = es.ensemble(es.load(coins), replications=400, uncertain=True).frame()
    assert frame.reset_index(drop=True).equals(every[every["highest"] >= "some"].reset_index(drop=True))
    none = es.ensemble(es.load(coins), replications=40, given="face > 7", uncertain=True)
    assert math.isnan(none.probability("both"))
    assert len(none.frame()) == 0
    assert none.stages()["reached"].isna().all()


def test_a_saved_result_of_some_histories_is_not_compared_as_if_it_were_of_all(coins: str, tmp_path: Path) -> None:
    saved = str(tmp_path / "saved.json")
    assert command("run", coins, "-n", "50", "--given", EITHER, "-o", saved).status == 0
    answer = command("compare", saved, coins)
    assert answer.status == 2
    assert "it counts only histories in which a condition holds (--given), not all of them" in answer.err


def test_what_does_not_go_together_is_refused(coins: str) -> None:
    for more, words in {
        ("--given", EITHER): "error: --given is about many histories: add -n 1000\n",
        ("-n", "9", "--given", EITHER, "--given", "heads > 0"): "error: --given takes one condition; join several with and, or\n",
        ("-n", "9", "--given", "head > 0"): "error: 'head > 0': there is no 'head' to compare; did you mean heads?\n",
    }.items():
        assert command("run", coins, *more)[::2] == (2, words)
