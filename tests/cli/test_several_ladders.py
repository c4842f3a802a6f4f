"""`run` of a scenario with several ladders: what it says of the main one it says of each, in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.commands import command
from tests.two_ladders import PAIR

N = 30
OST, WEST = ["words", "helmets", "guns"], ["silence", "protest", "shells"]
OF_ONE = {
    "final_stage", "highest_stage", "stages", "moves", "climbs", "descents", "shelved", "refused", "deciding_days",
}  # fmt: skip
OF_MANY = OF_ONE - {"final_stage", "highest_stage", "moves"}
ENGINES = ("simpy", "kernel")


@pytest.fixture
def pair(tmp_path: Path) -> str:
    path = tmp_path / "pair.yaml"
    path.write_text(PAIR)
    return str(path)


def told(*arguments: str) -> str:
    answer = command("run", *arguments, "--quiet")
    assert answer.status == 0, answer.err
    return answer.out


def data(*arguments: str) -> Any:
    return json.loads(told(*arguments, "--format", "json"))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def mean(values: list[float]) -> Any:
    return pytest.approx(sum(values) / len(values), rel=1e-8)


@pytest.fixture
def singles(pair: str) -> list[Any]:
    """Every history of the ensemble, told alone."""
    return [data(pair, "--replication", str(number)) for number in range(N)]


def test_one_history_says_of_each_ladder_what_it_says_of_the_main_one(pair: str) -> None:
    found = data(pair, "--replication", "3")
    assert list(found["ladders"]) == ["west"]
    west = found["ladders"]["west"]
    assert set(west) == OF_ONE < set(found)
    assert (found["final_stage"], found["highest_stage"]) == ("guns", "guns")
    assert (west["final_stage"], west["highest_stage"], west["climbs"], west["refused"]) == ("protest", "protest", 1, 1)
    assert [stage["stage"] for stage in west["stages"]] == WEST
    assert [set(stage["blocked_days"]) for stage in west["stages"]] == [set(), {"talks"}, {"talks"}]
    assert [set(stage["blocked_days"]) for stage in found["stages"]] == [set(), set(), {"talks"}]
    (move,) = west["moves"]
    assert (move["from"], move["to"], move["route"], move["at"]) == ("silence", "protest", None, "2025-02-08T06:22")
    assert move["because"].startswith("`stage >= helmets` held from 2025-01-26 20:36")
    assert "took 12.4 days" in move["because"]
    assert west["stages"][1]["first_reached_day"] == move["day"]
    assert sum(stage["days"] for stage in west["stages"]) == pytest.approx(181)


@pytest.mark.parametrize("engine", ENGINES)
def test_many_histories_say_of_each_ladder_what_its_single_histories_say(pair: str, singles: list[Any], engine: str) -> None:
    found = data(pair, "-n", str(N), "--by", "2025-03-01", "--engine", engine)
    west = found["ladders"]["west"]
    assert set(west) == OF_MANY < set(found)
    alone = [one["ladders"]["west"] for one in singles]
    for name in ("climbs", "descents", "shelved", "refused", "deciding_days"):
        assert west[name]["mean"] == mean([one[name] for one in alone])
    for place, stage in enumerate(west["stages"]):
        mine = [one["stages"][place] for one in alone]
        reached = [one["first_reached_day"] for one in mine if one["first_reached_day"] is not None]
        assert stage["stage"] == WEST[place]
        assert stage["reached"]["count"] == len(reached)
        assert stage["final"]["count"] == sum(one["final_stage"] == WEST[place] for one in alone)
        assert stage["highest"]["count"] == sum(one["highest_stage"] == WEST[place] for one in alone)
        assert stage["by"]["2025-03-01"]["count"] == sum(day <= 59 for day in reached)
        assert stage["days"]["mean"] == mean([one["days"] for one in mine])
        for kind in ("blocked_days", "blocked_alone_days"):
            for brake, held in stage[kind].items():
                assert held["mean"] == mean([one[kind][brake] for one in mine])


@pytest.mark.parametrize("engine", ENGINES)
def test_with_histories_each_ladder_has_its_entries(pair: str, singles: list[Any], engine: str) -> None:
    found = data(pair, "-n", str(N), "--histories", "--engine", engine)["histories"]
    west = found["ladders"]["west"]
    assert set(west) == {"final", "highest", "first_reached_minute", "days"} == set(found) - {"ladders", "outcomes"}
    for number, one in enumerate(singles):
        alone = one["ladders"]["west"]
        assert (WEST[west["final"][number]], WEST[west["highest"][number]]) == (alone["final_stage"], alone["highest_stage"])
        for stage in alone["stages"]:
            day, minute = stage["first_reached_day"], west["first_reached_minute"][stage["stage"]][number]
            assert (minute is None) == (day is None)
            assert minute is None or minute / 1440 == pytest.approx(day, rel=1e-8)
            assert west["days"][stage["stage"]][number] == pytest.approx(stage["days"], rel=1e-8)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_split_may_ask_of_any_ladder_and_tells_of_each(pair: str, singles: list[Any], engine: str) -> None:
    condition = "reached_shells and not reached_helmets or shells_after_guns < 3"
    sides = data(pair, "-n", str(N), "--split", condition, "--engine", engine)["split"]["sides"]

    def inside(one: Any) -> bool:
        shells, helmets = one["ladders"]["west"]["stages"][2], one["stages"][1]
        after = one["outcomes"]["shells_after_guns"]
        reached = [stage["first_reached_day"] is not None for stage in (shells, helmets)]
        return (reached[0] and not reached[1]) or (after is not None and after < 3)

    here = [one for one in singles if inside(one)]
    assert 0 < len(here) < N
    assert (sides["true"]["replications"], sides["false"]["replications"]) == (len(here), N - len(here))
    ends = sum(one["ladders"]["west"]["final_stage"] == "shells" for one in here)
    assert sides["true"]["ladders"]["west"]["stages"][2]["final"]["count"] == ends


def test_a_place_of_one_ladder_is_not_compared_with_a_stage_of_another(pair: str) -> None:
    answer = command("run", pair, "-n", "2", "--split", "highest >= shells")
    assert answer.status == 2
    assert "`highest` is a place on the main ladder, and `shells` a stage of the ladder `west`" in answer.err
    assert "write reached_shells" in answer.err


def test_arithmetic_on_a_day_that_never_was_is_never(pair: str, singles: list[Any]) -> None:
    found = data(pair, "-n", str(N))["outcomes"]
    missing = [one for one in singles if one["outcomes"]["shells_after_guns"] is None]
    assert found["shells_after_guns"]["never"] == len(missing)
    assert {None in (one["stages"][2]["first_reached_day"], one["ladders"]["west"]["stages"][2]["first_reached_day"])
            for one in missing} == {True}  # fmt: skip
    assert "never" not in found["hours_at_arms"]


def test_the_table_of_moves_says_on_which_ladder_each_was_in_the_order_in_which_they_came(pair: str) -> None:
    moves = rows(told(pair, "--replication", "3", "--format", "csv"))
    assert list(moves[0]) == ["day", "at", "ladder", "from", "to", "route", "because"]
    assert [(move["ladder"], move["to"], move["route"]) for move in moves] == [
        ("main", "helmets", ""),
        ("west", "protest", ""),
        ("main", "guns", "step"),
    ]
    days = [float(move["day"]) for move in moves]
    assert days == sorted(days)


def test_moves_of_one_minute_stand_in_the_order_of_their_rounds(tmp_path: Path) -> None:
    """The main ladder moves, the other answers in the next round, and the main one goes on in the round after."""
    path = tmp_path / "rounds.yaml"
    path.write_text(
        "title: Rounds\nperiod: {start: 2025-01-01, end: 2025-01-05}\nquantities: {x: 0}\nevents: {go: {at: 2, set: {x: 1}}}\n"
        "ladder:\n  - stage: a\n  - {stage: b, climb: {when: x > 0}}\n  - {stage: c, climb: {when: others >= q}}\n"
        "ladders:\n  others: {stages: [{stage: p}, {stage: q, climb: {when: stage >= b}}]}\n"
    )
    moves = rows(told(str(path), "--format", "csv"))
    assert [(move["day"], move["to"]) for move in moves] == [("2", "b"), ("2", "q"), ("2", "c")]


def test_the_trace_has_a_column_for_the_stage_on_each_ladder(pair: str, tmp_path: Path) -> None:
    told(pair, "--replication", "3", "--trace", str(tmp_path / "trace.csv"))
    trace = rows((tmp_path / "trace.csv").read_text())
    assert list(trace[0]) == ["day", "at", "stage", "west", "tension"]
    assert (trace[0]["stage"], trace[0]["west"]) == ("words", "silence")
    (moved, *_) = (row for row in trace if row["west"] == "protest")
    assert (moved["at"], moved["stage"]) == ("2025-02-08T06:22", "helmets")


def test_the_table_of_stages_says_of_which_ladder_each_is(pair: str) -> None:
    stages = rows(told(pair, "-n", str(N), "--by", "2025-03-01", "--format", "csv"))
    assert [(row["ladder"], row["stage"]) for row in stages] == [("main", one) for one in OST] + [("west", one) for one in WEST]
    assert list(stages[0])[:3] == ["ladder", "stage", "reached"]
    wanted = data(pair, "-n", str(N), "--by", "2025-03-01")["ladders"]["west"]["stages"][2]
    assert float(stages[-1]["reached"]) == wanted["reached"]["probability"]
    assert float(stages[-1]["by 2025-03-01"]) == wanted["by"]["2025-03-01"]["probability"]


def test_in_the_tables_each_ladder_has_a_part_that_says_whose_it_is(pair: str) -> None:
    text = told(pair, "-n", str(N), "--by", "2025-03-01", "--split", "reached_shells")
    parts = text.split("\n\nWhere ")
    assert len(parts) == 3, "all histories, and the two sides of the split"
    for part in parts:
        first, rest = part.split("Ost: the main ladder\n")[1].split("\nWest: The answer\n")
        west, outcomes = rest.split("\n\nOutcomes (95 % intervals; sd: spread)\n")
        for of_ladder, stages, others in ((first, OST, WEST), (west, WEST, OST)):
            never = re.findall(r"^Never reached: (.*):", of_ladder, re.MULTILINE)
            rows = [stage for stage in stages if f"\n  {stage} " in of_ladder or f"({stage})" in of_ladder]
            assert [stage for stage in stages if stage in rows or stage in " ".join(never)] == list(stages)
            assert not any(f"\n  {stage} " in of_ladder or f"({stage})" in of_ladder for stage in others)
            assert all(f"\n{head}" in f"\n{of_ladder}" for head in ("Stages (95 %", "Reached by", "On average"))
            assert "\nBrakes: mean" in of_ladder or "\nNever held anything back: " in of_ladder
        assert "On average" not in outcomes
    assert "\n\n\n" not in text


def test_an_outcome_is_called_by_its_title_with_its_unit_where_it_has_them(pair: str) -> None:
    outcomes = told(pair, "-n", str(N)).split("Outcomes")[1]
    named = [line[2:].split("   ")[0] for line in outcomes.splitlines() if line.startswith("  ")][1:]
    assert named == ["worst", "Time at arms (hours)", "From guns to shells (days)", "in_march"]


def test_what_one_ladder_gives_has_no_word_of_ladders(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(
        "title: One\nperiod: {start: 2025-01-01, end: 2025-01-05}\nladder:\n  - stage: a\n  - {stage: b, climb: {when: true}}\n"
    )
    for options in ((), ("-n", "3"), ("-n", "3", "--histories")):
        assert "ladders" not in told(str(path), *options, "--format", "json")
    assert rows(told(str(path), "--format", "csv"))[0].keys() == {"day", "at", "from", "to", "route", "because"}
    assert next(iter(rows(told(str(path), "-n", "3", "--format", "csv"))[0])) == "stage"
    assert "ladder" not in told(str(path), "-n", "3")
