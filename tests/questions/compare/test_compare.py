"""`compare`: the verb with its statuses, what it takes, its text, its JSON, and what a CI service gets of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from escalation_sim.errors import RunError
from escalation_sim.questions.compare.differences import Difference
from escalation_sim.questions.compare.ranking import worst_first
from escalation_sim.questions.compare.samples import saved_samples
from tests.commands import Answer, command
from tests.places import ROOT
from tests.scenarios import random_scenario, to_yaml

BASE = str(ROOT / "scenarios" / "base.yaml")
NO_LAW = str(ROOT / "scenarios" / "no_legal_brake.yaml")
FORMATS = ("text", "json", "markdown", "junit", "github")

RIVER = """\
title: A river in spring
period: {start: 2024-03-01, end: 2024-04-30}
parameters:
  flood: {value: 5, unit: metres, range: [1, 10], assumption: for the test}
  rain: {value: 2, unit: metres, range: [0, 6], assumption: for the test}
  patience: {value: 2, unit: days, range: [0, 10], assumption: for the test}
quantities:
  level: {initial: 1, min: 0, unit: metres}
events:
  storm: {every: exponential(9), set: {level: 'level + uniform(0, rain)'}}
  ebb: {every: 7 days, set: {level: level - 0.5}}
brakes:
  money: {while: now_dry, blocks: [dam]}
ladder:
  - stage: watch
  - stage: sandbags
    climb: {when: level >= flood / 2, decide: patience}
    descend: {when: level < 1, for: 3 days}
  - stage: dam
    climb: {when: level >= flood, decide: 2 * patience}
outcomes:
  peak: peak(level)
  day_of_the_flood: first(level >= flood)
""".replace("now_dry", "level < 3")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in; with river.yaml in it."""
    monkeypatch.chdir(tmp_path)
    write("river", RIVER)
    return tmp_path


def write(name: str, text: str, *changes: tuple[str, str]) -> str:
    """A file with some words in it changed."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    Path(f"{name}.yaml").write_text(text)
    return f"{name}.yaml"


def save(name: str, *arguments: str) -> str:
    """The result of a run, saved."""
    answer = command("run", *arguments, "--format", "json", "-o", f"{name}.json", "--quiet")
    assert answer.status == 0, answer.err
    return f"{name}.json"


def compared(*arguments: str, status: int) -> Answer:
    answer = command("compare", *arguments)
    assert answer.status == status, answer
    return answer


def data(*arguments: str) -> dict[str, Any]:
    answer = command("compare", *arguments, "--format", "json", "--quiet")
    assert answer.status in (0, 1, 3, 4), answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def by_key(told: dict[str, Any]) -> dict[tuple[str, str | None], dict[str, Any]]:
    return {(one["quantity"], one["of"]): one for one in told["differences"]}


N = ("-n", "200")


@pytest.mark.parametrize(
    ("arguments", "status", "verdict"),
    [
        (("river.yaml", "river.yaml", *N), 0, "identical"),
        (("river.yaml", "--with", "flood=5", *N), 0, "identical"),
        (("river.yaml", "--with", "flood=6", *N), 1, "changed"),
        (("river.yaml", "--with", "flood=6", "--exit-zero", *N), 0, "changed"),
        (("river.yaml", "--with", "flood=6", "--margin", "probability=0.9", *N), 0, "equivalent"),
        (("river.yaml", "--with", "flood=5.2", "--margin", "probability=0.03", *N), 0, "undecided"),
        (("river.yaml", "--with", "flood=5.2", "--margin", "probability=0.03", "--strict", *N), 4, "undecided"),
        (("river.yaml", "--with", "flood=5.2", "--margin", "probability=0.03", "--strict", "--exit-zero", *N), 0, "undecided"),
        (("river.yaml", BASE, *N), 3, "not comparable"),
        (("river.yaml", BASE, "--exit-zero", *N), 3, "not comparable"),
    ],
)
def test_the_status_and_the_verdict(arguments: tuple[str, ...], status: int, verdict: str) -> None:
    for format_ in FORMATS:
        compared(*arguments, "--format", format_, "--quiet", status=status)
    assert data(*arguments)["verdict"] == verdict


def test_a_file_that_is_wrong_has_status_2_and_one_that_stops_status_3() -> None:
    write("broken", "title: x\nlader: []\n")
    stops = write("stops", RIVER, ("level - 0.5", "level / (0 * level)"))
    assert "lader" in compared("river.yaml", "broken.yaml", status=2).err
    assert "cannot be read" in compared("river.yaml", "nowhere.yaml", status=2).err
    assert f"error: B, {stops}: " in compared("river.yaml", stops, status=3).err
    assert "broken.yaml" in compared(stops, "broken.yaml", status=2).err, "everything is read before anything is run"


def test_a_fault_of_the_program_never_reads_as_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a fault")

    with monkeypatch.context() as patched:
        patched.setattr("escalation_sim.cli.compare_sides.compare", fault)
        assert "this is a fault of escalation-sim itself" in compared("river.yaml", "river.yaml", status=70).err
    monkeypatch.setattr("escalation_sim.questions.compare.formats.comparison_text", fault)
    compared("river.yaml", "river.yaml", status=70)


def test_an_interruption_never_reads_as_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("escalation_sim.cli.compare_sides.played", interrupt)
    compared("river.yaml", "river.yaml", status=130)


def test_a_history_that_stops_when_it_is_told_again_has_status_3(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> None:
        raise RunError("it is not finite", minute=3, replication=7)

    monkeypatch.setattr("escalation_sim.questions.compare.compare.parting", stop)
    assert "replication 7" in compared("river.yaml", "--with", "flood=6", status=3).err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("river.yaml",), "compare wants two files, or --with NAME=VALUE"),
        (("river.yaml", "--with", "floood=3"), "--with floood=3: there is no parameter 'floood'; did you mean flood?"),
        (("river.yaml", "--with", "flood"), "--with flood: write --with NAME=VALUE"),
        (("river.yaml", "river.yaml", "--set", "x=3"), "river.yaml: --set x=3: there is no parameter 'x'"),
        (("river.yaml", "river.yaml", "--margin", "probability"), "write --margin NAME=X"),
        (("river.yaml", "river.yaml", "--margin", "probabilty=1"), "did you mean probability?"),
        (("river.yaml", "river.yaml", "--margin", "peek=1"), "did you mean peak?"),
        (("river.yaml", "river.yaml", "--margin", "days=-1"), "'-1' is no size"),
        (("river.yaml", "river.yaml", "--margin", "days=nan"), "'nan' is no size"),
        (("river.yaml", "river.yaml", "--margin", "days=inf"), "'inf' is no size"),
        (("river.yaml", "river.yaml", "--margin", "days=x"), "'x' is no size"),
        (("river.yaml", "river.yaml", "--margin", "days=1", "--margin", "days=2"), "days has a margin already"),
        (("river.yaml", "river.yaml", "--by", "spring"), "a date is written"),
        (("river.yaml", "river.yaml", "--by", "2023-01-01"), "it is before the start"),
        (("river.yaml", "river.yaml", "--unpaired", "--replication", "3"), "take one of them out"),
        (("river.yaml", "river.yaml", "-o", "river.yaml", "--format", "text"), "is also one of the files that are compared"),
        (("river.yaml", "river.yaml", "-o", "x.csv"), "names no format"),
        (("a.json", "b.json", "--seed", "3"), "--seed is for scenarios, and both are saved results"),
        (("a.json", "b.json", "--set", "flood=3"), "--set is for scenarios, and both are saved results"),
        (("a.json", "b.json", "--uncertain"), "--uncertain is for scenarios, and both are saved results"),
        (("a.json", "--with", "flood=3"), "--with is for a scenario, and a.json is a saved result"),
        (("river.yaml", "a.json", "--with", "flood=3"), "--with is for a scenario, and a.json is a saved result"),
        (("river.yaml", "a.json", "--by", "2024-04-01"), "--by is for scenarios"),
        (("river.yaml", "a.json", "--replication", "3"), "a saved result has none to tell"),
        (("river.yaml", "a.json", "--seed", "2"), "the saved result has 1; take --seed out, or add --unpaired"),
        (("river.yaml", "a.json", "-n", "300"), "the saved result has 50; take -n out, or add --unpaired"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_run(
    arguments: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        save(name, "river.yaml", "-n", "50")
    monkeypatch.setattr("escalation_sim.cli.compare_sides.played", lambda *_, **__: pytest.fail("it was run"))
    assert says in compared(*arguments, status=2).err


@pytest.mark.parametrize(
    "change",
    [
        ("title: A river in spring", "title: Another river"),
        ("title: A river in spring", "# a comment\ntitle: A river in spring"),
        ("assumption: for the test", "assumption: for no test"),
        ("assumption: for the test", "assumption: for the test, against: it is none"),
        ("  level: {initial: 1, min: 0, unit: metres}", "  level: {unit: cubits, min: 0.0, initial: 1.0}"),
        ("level >= flood / 2", "level>=flood/2"),
    ],
)
def test_what_does_not_count_leaves_them_identical(change: tuple[str, str]) -> None:
    answer = compared("river.yaml", write("other", RIVER, change), *N, status=0)
    assert answer.out.startswith("Identical: A and B tell the same 200 histories.\n")


def test_the_order_of_mappings_does_not_count_but_that_of_events_does() -> None:
    lines = RIVER.splitlines(keepends=True)
    turned = [lines[:3], lines[5:6], lines[4:5], lines[3:4], lines[6:]]
    outcomes = "".join(line for part in turned for line in part).splitlines(keepends=True)
    outcomes[-2:] = reversed(outcomes[-2:])
    Path("other.yaml").write_text("".join(outcomes))
    compared("river.yaml", "other.yaml", *N, status=0)
    events = [*lines[:8], lines[10], lines[9], *lines[11:]]
    events[8:8] = [lines[8]]
    Path("events.yaml").write_text("".join(events))
    told = data("river.yaml", "events.yaml", *N)
    assert [one["path"] for one in told["changes"]] == ["order of events"]
    assert (told["changes"][0]["a"], told["changes"][0]["b"]) == ("storm, ebb", "ebb, storm")


@pytest.mark.parametrize("seed", range(12))
def test_a_random_scenario_is_identical_to_itself(seed: int) -> None:
    Path("random.yaml").write_text(to_yaml(random_scenario(seed)))
    if command("run", "random.yaml", "-n", "50", "--quiet").status:
        compared("random.yaml", "random.yaml", "-n", "50", status=3)  # it stops, as some random scenarios are meant to
        return
    told = data("random.yaml", "random.yaml", "-n", "50")
    assert (told["verdict"], told["identical_share"]) == ("identical", 1)
    assert {one["verdict"] for one in told["differences"]} == {"identical"}
    saved = save("random", "random.yaml", "-n", "50", "--histories")
    assert data("random.yaml", saved)["verdict"] == "identical"


def test_turned_round_the_signs_are_turned_and_nothing_else() -> None:
    there, back = data(BASE, NO_LAW, *N, "--by", "2025-06-01"), data(NO_LAW, BASE, *N, "--by", "2025-06-01")
    assert (there["verdict"], there["identical_share"]) == (back["verdict"], back["identical_share"])
    assert (there["a"], there["b"]) == (back["b"], back["a"])
    mine, theirs = by_key(there), by_key(back)
    assert mine.keys() == theirs.keys()
    for key, one in mine.items():
        other = theirs[key]
        assert (one["a"], one["b"], one["verdict"], one["p"]) == (other["b"], other["a"], other["verdict"], other["p"])
        for name, opposite in (("difference", "difference"), ("low", "high"), ("high", "low")):
            assert one[name] == (None if other[opposite] is None else -other[opposite]), key
    turned = sorted(([one["b"], one["a"], one["count"]] for one in back["cross_table"]), key=str)
    assert sorted(([one["a"], one["b"], one["count"]] for one in there["cross_table"]), key=str) == turned
    assert [(one["path"], one["a"], one["b"]) for one in there["changes"]] == [
        (one["path"], one["b"], one["a"]) for one in back["changes"]
    ]
    assert there["parting"]["first"]["a"] == back["parting"]["first"]["b"]
    assert there["parting"]["move"]["b"] == back["parting"]["move"]["a"]


def test_the_json_is_that_of_the_contract() -> None:
    told = data("river.yaml", "--with", "flood=6", *N, "--margin", "probability=0.02", "--by", "2024-04-01")
    assert (told["format"], told["version"], told["paired"]) == ("escalation-sim/comparison", 1, True)
    assert told["margins"] == {"probability": 0.02}
    assert told["a"]["settings"]["parameters"]["flood"] == 5
    assert told["b"]["settings"]["parameters"]["flood"] == 6
    assert told["a"]["scenario"] == told["b"]["scenario"]
    found = by_key(told)
    dam = found["reached", "dam"]
    assert set(dam) == {
        "quantity", "of", "a", "b", "difference", "low", "high", "margin", "verdict", "paired", "p", "p_holm", "needed",
    }  # fmt: skip
    runs = [json.loads(command("run", "river.yaml", *N, "--set", f"flood={x}", "--format", "json").out) for x in (5, 6)]
    assert [dam["a"], dam["b"]] == [run["stages"][2]["reached"]["probability"] for run in runs]
    assert dam["difference"] == pytest.approx(dam["b"] - dam["a"])
    assert dam["low"] < dam["difference"] < dam["high"] < 0
    by = found["by", "sandbags by 2024-04-01"]
    dated = [
        json.loads(command("run", "river.yaml", *N, "--by", "2024-04-01", "--set", f"flood={x}", "--format", "json").out)
        for x in (5, 6)
    ]
    assert [by["a"], by["b"]] == [run["stages"][1]["by"]["2024-04-01"]["probability"] for run in dated]
    assert by["a"] < found["reached", "sandbags"]["a"]
    assert ("never", "day_of_the_flood") in found
    assert found["outcome", "peak"]["verdict"] == "identical", "the level does not depend on what is done"
    assert found["climbs", None]["verdict"] == "shown"
    assert sum(one["count"] for one in told["cross_table"]) == 200
    assert 0 < told["identical_share"] < 1
    assert told["changes"] == [
        {"path": "parameters.flood.value", "a": "5", "b": "6", "place_a": {"file": "river.yaml", "line": 4}, "place_b": None}
    ]


def test_nothing_of_the_machine_is_in_the_json(folder: Path) -> None:
    one = command("compare", str(folder / "river.yaml"), "--with", "flood=6", *N, "--format", "json", "--jobs", "1")
    other = command("compare", "river.yaml", "--with", "flood=6", *N, "--format", "json", "--jobs", "2")
    assert one.out == other.out
    assert str(folder) not in one.out


def test_the_cross_table_and_the_share_are_those_of_the_histories() -> None:
    told = data("river.yaml", "--with", "patience=9", *N)
    saved = [
        json.loads(Path(save(f"p{x}", "river.yaml", *N, "--set", f"patience={x}", "--histories")).read_text()) for x in (2, 9)
    ]
    ends = list(zip(*(one["histories"]["final"] for one in saved), strict=True))
    names = ["watch", "sandbags", "dam"]
    assert {(one["a"], one["b"]): one["count"] for one in told["cross_table"]} == {
        (names[a], names[b]): ends.count((a, b)) for a, b in set(ends)
    }
    same = [
        all(one["histories"]["days"][name][k] == saved[0]["histories"]["days"][name][k] for one in saved for name in names)
        for k in range(200)
    ]
    assert told["identical_share"] <= sum(same) / 200


def test_a_saved_result_is_compared_with_its_own_seed_and_number_and_dates() -> None:
    saved = save("old", "river.yaml", "-n", "120", "--seed", "7", "--by", "2024-04-01", "--set", "flood=6")
    told = data(saved, "river.yaml")
    assert (told["b"]["settings"]["seed"], told["b"]["settings"]["replications"]) == (7, 120)
    assert told["changes"] == [
        {"path": "parameters.flood", "a": "6", "b": "5", "place_a": None, "place_b": {"file": "river.yaml", "line": 4}}
    ]
    assert ("by", "dam by 2024-04-01") in by_key(told)
    assert data(saved, "river.yaml", "--set", "flood=6")["verdict"] == "identical"
    assert data("river.yaml", saved, "--set", "flood=6")["verdict"] == "identical"
    drawn = save("drawn", "river.yaml", "-n", "120", "--uncertain")
    assert data(drawn, "river.yaml")["verdict"] == "identical"
    told = data(save("plain", "river.yaml", "-n", "120"), "river.yaml", "--uncertain")
    assert [(one["path"], one["a"], one["b"]) for one in told["changes"]] == [
        ("parameters.flood", "5", "drawn"),
        ("parameters.patience", "2", "drawn"),
        ("parameters.rain", "2", "drawn"),
    ]


def test_saved_results_with_histories_are_paired_and_others_as_independent_samples() -> None:
    both = ["--set", "flood=6"]
    full, other = save("full", "river.yaml", *N, "--histories"), save("other", "river.yaml", *N, "--histories", *both)
    short = save("short", "river.yaml", *N, *both)
    live = by_key(data("river.yaml", "--with", "flood=6", *N))["reached", "dam"]
    for pair in ((full, other), (full, "river.yaml", *both), ("river.yaml", other)):
        told = data(*pair)
        if told["verdict"] != "identical":
            one = by_key(told)["reached", "dam"]
            assert (one["difference"], one["low"], one["high"], one["p"]) == tuple(
                live[k] for k in ("difference", "low", "high", "p")
            )
        assert told["cross_table"] is not None
        assert told["parting"] is None
    one = by_key(data(full, short))["reached", "dam"]
    assert not one["paired"]
    assert (one["low"], one["high"]) != (live["low"], live["high"])
    assert one["low"] < live["low"], "wider"
    assert data(full, save("same", "river.yaml", *N))["verdict"] == "identical"


def test_other_histories_behind_the_same_numbers_are_a_change() -> None:
    full = save("full", "river.yaml", *N, "--histories")
    turned = json.loads(Path(full).read_text())
    told = turned["histories"]
    for columns in (told, *(told[kind] for kind in ("first_reached_minute", "days", "outcomes"))):
        for column in columns.values():
            if isinstance(column, list):
                column.reverse()
    Path("turned.json").write_text(json.dumps(turned))
    found = data(full, "turned.json")
    assert found["verdict"] == "changed"
    assert {one["difference"] for one in found["differences"] if one["quantity"] == "final"} == {0}
    assert found["identical_share"] < 1
    assert data(full, "turned.json", "--unpaired")["verdict"] == "identical", "then only the numbers are looked at"


def test_a_date_is_the_same_date_in_a_period_that_begins_elsewhere() -> None:
    later = write("later", RIVER, ("start: 2024-03-01", "start: 2024-03-15"))
    one = by_key(data("river.yaml", later, *N, "--by", "2024-03-20"))["by", "sandbags by 2024-03-20"]
    for side, path in (("a", "river.yaml"), ("b", later)):
        run = json.loads(command("run", path, *N, "--by", "2024-03-20", "--format", "json").out)
        assert one[side] == run["stages"][1]["by"]["2024-03-20"]["probability"]
    words = compared("river.yaml", later, *N, status=1).out
    assert "they part on day " in " ".join(words.split())


def test_a_mean_of_a_summary_is_that_of_those_that_have_one() -> None:
    """An outcome that is never there in some replications: the interval goes by the others."""
    told = json.loads(Path(save("short", "river.yaml", *N)).read_text())
    never = told["outcomes"]["day_of_the_flood"]["never"]
    sample = saved_samples(told)["outcome", "day_of_the_flood"]
    assert 0 < never < 200
    assert sample.n == 200 - never
    assert saved_samples(told)["never", "day_of_the_flood"].count == never


def test_dates_that_only_one_side_was_asked_for_are_left_out() -> None:
    one, other = save("one", "river.yaml", *N, "--by", "2024-04-01", "--by", "2024-04-15"), save("two", "river.yaml", *N)
    assert data(one, other)["verdict"] == "identical"
    third = save("three", "river.yaml", *N, "--by", "2024-04-15", "--split", "highest >= dam")
    told = data(one, third)
    assert told["verdict"] == "identical"
    assert {key[1] for key in by_key(told) if key[0] == "by"} == {
        f"{stage} by 2024-04-15" for stage in ("watch", "sandbags", "dam")
    }


def test_other_seeds_and_numbers_are_not_comparable_unless_unpaired() -> None:
    one, other = save("one", "river.yaml", "-n", "200"), save("two", "river.yaml", "-n", "200", "--seed", "2")
    answer = compared(one, other, status=3)
    assert answer.out.startswith("Not comparable: they have other seeds, 1 against 2; --unpaired compares them all the same.\n")
    more = save("more", "river.yaml", "-n", "300")
    assert "they have other numbers of replications, 200 against 300" in data(one, more)["reason"]
    told = data(one, other, "--unpaired")
    assert (told["verdict"], told["paired"], told["cross_table"], told["identical_share"]) == ("undecided", False, None, None)
    compared(one, more, "--unpaired", "--strict", status=4)
    compared(one, save("wet", "river.yaml", "-n", "200", "--seed", "3", "--set", "rain=6"), "--unpaired", status=1)
    compared(one, "river.yaml", "--unpaired", "--seed", "5", "-n", "400", status=0)


def test_a_stage_that_is_another_is_not_comparable() -> None:
    other = write("other", RIVER, ("stage: sandbags", "stage: walls"))
    answer = compared("river.yaml", other, *N, status=3)
    assert "they have other stages: watch, sandbags, dam against watch, walls, dam" in " ".join(answer.out.split())
    assert "ladder.walls" in answer.out
    compared("river.yaml", other, *N, "--unpaired", status=3)


def test_an_outcome_or_a_brake_that_only_one_has_is_a_difference() -> None:
    more = write("more", RIVER, ("  peak: peak(level)\n", "  peak: peak(level)\n  low: low(level)\n"))
    told = data("river.yaml", more, *N)
    assert told["verdict"] == "changed"
    one = by_key(told)["outcome", "low"]
    assert (one["a"], one["difference"], one["verdict"]) == (None, None, "changed")
    assert told["identical_share"] == 1
    assert told["changes"][0]["path"] == "outcomes.low"
    assert compared("river.yaml", more, *N, status=1).out.startswith("Changed: every mean that both have is the same; ")
    assert data("river.yaml", more, *N, "--margin", "probability=0.01")["verdict"] == "equivalent"


def test_where_every_history_is_the_same_there_is_nothing_to_part() -> None:
    told = data("river.yaml", "river.yaml", *N)
    assert (told["parting"], told["changes"], told["identical_share"]) == (None, [], 1)
    answer = compared("river.yaml", "river.yaml", *N, "--replication", "3", status=0)
    assert "In replication 3 the same happens in A and in B, and at the same times." in " ".join(answer.out.split())


def test_what_parts_looks_like_what_it_is_however_near_both_are() -> None:
    calm = write("calm", RIVER, ("exponential(9)", "9 days"), ("uniform(0, rain)", "rain"))
    words = " ".join(compared(calm, "--with", "rain=2.001", "-n", "10", status=1).out.split())
    assert "in A “storm: level 0.5 → 2.5 metres” (calm.yaml:10); in B “storm: level 0.5 → 2.501 metres” (calm.yaml:10)" in words
    first = data(calm, "--with", "rain=2.001", "-n", "10")["parting"]["first"]
    assert [first[side]["what"] for side in "ab"] == ["“storm: level 0.5 → 2.5 metres”", "“storm: level 0.5 → 2.501 metres”"]


def test_it_is_said_why_it_is_this_history_of_all() -> None:
    found = data("river.yaml", "--with", "flood=4", *N)["parting"]
    text = " ".join(compared("river.yaml", "--with", "flood=4", *N, status=1).out.split())
    assert f"In replication {found['replication']}, the first whose highest stage is another, they part on " in text
    later = write("later", RIVER, ("for: 3 days", "for: 4 days"))
    found = data("river.yaml", later, *N)["parting"]
    text = " ".join(compared("river.yaml", later, *N, status=1).out.split())
    assert f"In replication {found['replication']}, the first that is not the same, they part on " in text
    text = " ".join(compared("river.yaml", later, *N, "--replication", str(found["replication"]), status=1).out.split())
    assert f"In replication {found['replication']} they part on " in text


def test_one_history_is_told_as_one() -> None:
    for n, words in (("2", "1 history is the same."), ("3", "2 histories are the same.")):
        answer = compared("river.yaml", "--with", "flood=5.5", "-n", n, status=1)
        assert f"{n} replications of seed 1, with the same luck in both; {words}" in " ".join(answer.out.split())


def test_without_luck_a_difference_is_exact() -> None:
    calm = write("calm", RIVER, ("exponential(9)", "9 days"), ("uniform(0, rain)", "rain"))
    told = by_key(data(calm, "--with", "patience=3", "-n", "10", "--margin", "days=0.5"))
    day = told["first_reached_day", "sandbags"]
    assert (day["a"], day["b"], day["low"], day["high"], day["verdict"]) == (11, 12, 1, 1, "changed")


HOSTILE = "##[error]x ::error::y <b>|a| `c` " + "long " * 60


@pytest.mark.parametrize(
    ("a", "b", "options"),
    [
        (BASE, NO_LAW, ()),
        (BASE, str(ROOT / "scenarios" / "moscow_deterred.yaml"), ("--margin", "probability=0.02", "--margin", "days=3")),
        (BASE, str(ROOT / "scenarios" / "precision_weapons.yaml"), ("--uncertain", "--unpaired")),
        (BASE, str(ROOT / "scenarios" / "germany_tanks.yaml"), ()),
        (BASE, BASE, ("--with", "opening_support=40", "--by", "2025-01-20", "--by", "2025-06-01", "--by", "2025-09-01")),
        ("hostile.yaml", "other.yaml", ()),
        ("many.yaml", "fewer.yaml", ()),
    ],
)
def test_the_text_has_at_most_forty_lines_of_a_hundred_columns(a: str, b: str, options: tuple[str, ...]) -> None:
    hostile = RIVER.replace("title: A river in spring", f"title: '{HOSTILE}'").replace(
        "storm: {", f"storm: {{title: '{HOSTILE}', "
    )
    write("hostile", hostile)
    write("other", hostile, ("exponential(9)", "exponential(7)"), ("level - 0.5", "level - 0.4"), ("flood / 2", "flood / 3"))
    rungs = "".join(f"  - stage: rung{k}\n    climb: {{when: level >= {k}, decide: exponential(3)}}\n" for k in range(1, 30))
    many = RIVER[: RIVER.index("ladder:")] + "ladder:\n  - stage: watch\n" + rungs + RIVER[RIVER.index("outcomes:") :]
    write("many", many.replace("[dam]", "all"))
    write("fewer", many.replace("[dam]", "all").replace("exponential(3)", "exponential(5)").replace("level - 0.5", "level - 0.2"))
    answer = command("compare", a, b, *N, *options, "--quiet")
    assert answer.status in (0, 1, 3), answer.err
    lines = answer.out.splitlines()
    assert len(lines) <= 40, answer.out
    assert max(map(len, lines)) <= 100, answer.out
    assert lines[0].partition(":")[0] in ("Changed", "Undecided", "Not comparable")
    assert "##[" not in answer.out


def test_the_text_says_it_all_in_order() -> None:
    """The verdict; what differs in the files; what differs in the answer, the worst first; the cross-table; where one parts."""
    out = compared(BASE, NO_LAW, status=1).out
    most = by_key(data(BASE, NO_LAW))["reached", "defensive_weapons"]
    a, b, *points = (f"{100 * most[name]:.1f}" for name in ("a", "b", "difference", "low", "high"))
    assert float(points[0]) > 15
    words = [
        f"Changed: reaches defensive_weapons: {a} % in A, {b} % in B: +{points[0]} points (+{points[1]} to +{points[2]})",
        "1,000 replications of seed 1, with the same luck in both; ",
        "What differs in the files",
        "  parameters.law_weighs.value: 26 → 0",
        "What differs in the answer",
        "  reaches defensive_weapons ",
        "more differ,",
        "  ends in A (down) and in B (across) ",
        "In replication ",
        "This rests on ",
    ]
    places = [out.index(word) for word in words]
    assert places == sorted(places)


def words_of_the_files(out: str) -> str:
    """What a text says of the files, without its line breaks."""
    return " ".join(out[out.index("What differs in the files") :].partition("\n\n")[0].split())


def test_of_what_differs_in_the_files_the_values_stand_first_and_are_never_cut() -> None:
    """In a log, from which the paths of two checkouts took all the room."""
    deep = Path("a checkout of the repository as it was before the change") / "scenarios of the team" / "rivers"
    deep.mkdir(parents=True)
    sum_ = " + ".join(f"{number}.25" for number in range(10, 72))
    write(str(deep / "river"), RIVER, ("flood: {value: 5,", "flood: {value: 3.0625,"))
    write("long", RIVER, ("level - 0.5", sum_), ("flood: {value: 5,", "flood: {value: 7.0625,"))
    old = str(deep / "river.yaml")
    for options in ((), ("--format", "markdown")):
        out = compared(old, "long.yaml", *N, *options, status=1).out
        told = words_of_the_files(out) if not options else out.replace("\\", "")
        assert f"parameters.flood.value: 3.0625 → 7.0625 ({old}:4, long.yaml:4)" in told
        assert f"events.ebb.set.level: level - 0.5 → {sum_} ({old}:11, long.yaml:11)" in told
    assert len(sum_) > 400


def test_of_a_thing_of_many_parts_the_first_are_shown_and_that_there_are_more() -> None:
    sets = ", ".join(f"level{number}: {' + '.join(['1.0625'] * 20)}" for number in range(9))
    quantities = "".join(f"  level{number}: 0\n" for number in range(9))
    event = f"  ebb: {{every: 7 days, set: {{{sets}}}}}\n"
    more = write("more", RIVER, ("quantities:\n", f"quantities:\n{quantities}"))
    less = write("less", Path(more).read_text(), ("  ebb: {every: 7 days, set: {level: level - 0.5}}\n", ""))
    more = write("more", Path(more).read_text(), ("  ebb: {every: 7 days, set: {level: level - 0.5}}\n", event))
    for options in ((), ("--format", "markdown")):
        out = compared(more, less, *N, *options, status=0).out
        told = words_of_the_files(out) if not options else out.replace("\\", "")
        value = told.partition("events.ebb, only in A: ")[2].partition(" (more.yaml:")[0]
        *whole, last = value.split("; ")
        assert last == "…"
        assert whole[0] == "every: 7 days"
        assert all(one.endswith(" + ".join(["1.0625"] * 20)) for one in whole[1:])


def test_a_long_change_leaves_room_for_an_answer_on_forty_lines() -> None:
    sums = [" + ".join(f"{number}.{digits}" for number in range(10, 72)) for digits in ("25", "75")]
    deep = Path("/".join(["a folder with a long name"] * 9))
    deep.mkdir(parents=True)
    write("one", RIVER, ("level - 0.5", sums[0]))
    write(str(deep / "two"), RIVER, ("level - 0.5", sums[1]), ("exponential(9)", "exponential(8)"))
    lines = compared("one.yaml", str(deep / "two.yaml"), *N, status=1).out.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 100
    assert sum(line.endswith((")", "–")) for line in lines[lines.index("What differs in the answer") + 2 :]) >= 5


def first_row(out: str) -> tuple[str, float, float, float]:
    """The quantity of the first row, its difference and the ends of its interval."""
    row = out[out.index("What differs in the answer") :].splitlines()[2]
    name, _, _, told = re.split(r"\s{2,}", row.strip())[:4]
    return (name, *(float(number.replace(",", "")) for number in re.findall(r"[-+]?[\d.,]*\d", told)))  # type: ignore[return-value]


@pytest.mark.parametrize(
    "arguments",
    [
        *((BASE, "--with", change, *N) for change in ("opening_support=30", "washington_backing=0.1")),
        *(("river.yaml", "--with", change, *N) for change in ("flood=6", "patience=3", "rain=2.1")),
        (BASE, str(ROOT / "scenarios" / "moscow_deterred.yaml"), *N),
        (BASE, "--with", "opening_support=30", "--margin", "probability=0.001", "-n", "1000"),
    ],
)
def test_the_headline_is_the_first_row_and_its_interval_excludes_0(arguments: tuple[str, ...]) -> None:
    out = compared(*arguments, status=1).out
    name, difference, low, high = first_row(out)
    headline = " ".join(out.partition("\nA: ")[0].split())
    assert headline.startswith(f"Changed: {name.removesuffix('…')}")
    assert low <= difference <= high
    assert low > 0 or high < 0
    assert f"({low:+g}".rstrip("0") in headline.replace(",", "").replace("0 to", " to")


def test_where_no_interval_excludes_0_the_headline_names_no_difference() -> None:
    """Few histories of 200 differ, or there are too few for an interval: each difference may be luck."""
    for arguments in (("--with", "flood=5.02", *N), ("--with", "flood=6", "-n", "5")):
        out = compared("river.yaml", *arguments, status=1).out
        assert re.match(r"Changed: \d+ quantities differ, but no difference is more than luck: no interval\sexcludes 0\.\n", out)


def test_what_is_more_than_luck_stands_before_what_is_not_and_each_kind_in_turn() -> None:
    """A large difference that luck may make stands behind a small one that it does not."""
    luck = Difference("reached", "dam", 0.1, 0.5, -0.1, 0.9, verdict="changed")
    small = Difference("reached", "walls", 0.1, 0.2, 0.05, 0.15, verdict="changed")
    larger = Difference("final", "walls", 0.1, 0.3, 0.15, 0.25, verdict="changed")
    as_large = Difference("reached", "sandbags", 0.3, 0.1, -0.25, -0.15, verdict="changed")
    days = Difference("days", "walls", 3.0, 4.0, 0.5, 1.5, verdict="changed")
    unknown = Difference("outcome", "peak", None, 4.0, verdict="changed")
    open_ = Difference("reached", "boats", 0.1, 0.9, 0.7, 0.9, verdict="undecided")
    found = worst_first([open_, unknown, luck, small, larger, as_large, days])
    assert found == [as_large, days, larger, small, luck, unknown, open_]


def test_rows_that_decide_stand_before_those_that_do_not() -> None:
    out = compared("river.yaml", "--with", "flood=6", *N, "--margin", "probability=0.02", status=1).out
    table = out[out.index("What differs in the answer") : out.index("ends in A")]
    verdicts = [line.split()[-1] for line in table.splitlines() if line.endswith(("changed", "undecided", "equivalent", "shown"))]
    assert verdicts == sorted(verdicts, key=["changed", "undecided", "equivalent", "shown"].index)
    assert set(verdicts) >= {"changed", "shown"}
    assert "with a margin of 2 points for a probability" in table


def test_undecided_says_what_would_decide() -> None:
    out = compared("river.yaml", "--with", "flood=5.2", "--margin", "probability=0.03", *N, status=0).out
    assert "replications would decide" in " ".join(out.split("A:")[0].split())


def test_what_no_number_of_replications_would_decide_wants_wider_bounds() -> None:
    """The difference lies a millionth from its margin."""
    dam = by_key(data("river.yaml", "--with", "flood=5.2", *N))["reached", "dam"]
    margin = f"probability={abs(dam['difference']) + 1e-6:.9f}"
    out = compared("river.yaml", "--with", "flood=5.2", "--margin", margin, *N, status=0).out
    assert "; no number of replications would decide: only wider bounds will." in " ".join(out.split("A:")[0].split())
    found = by_key(data("river.yaml", "--with", "flood=5.2", "--margin", margin, *N))["reached", "dam"]
    assert (found["verdict"], found["needed"]) == ("undecided", None)


def test_each_format_is_what_it_says() -> None:
    arguments = ("river.yaml", "--with", "flood=6", *N)
    assert compared(*arguments, "--format", "markdown", status=1).out.startswith("## Changed: ")
    suite = ET.fromstring(compared(*arguments, "--format", "junit", status=1).out).find("testsuite")  # noqa: S314 - ours
    assert suite is not None
    assert suite.get("name") == "river and river"
    assert int(suite.get("failures", "0")) > 1
    assert suite.find("testcase/failure") is not None
    lines = compared(*arguments, "--format", "github", status=1).out.splitlines()
    assert lines[0].startswith("Changed: ")
    assert lines[1].startswith("::error file=river.yaml,line=4,")
    assert len(lines) == 11
    same = ET.fromstring(compared("river.yaml", "river.yaml", *N, "--format", "junit", status=0).out)  # noqa: S314 - ours
    assert same.get("failures") == "0"
    assert len(compared("river.yaml", "river.yaml", *N, "--format", "github", status=0).out.splitlines()) == 1


def test_the_step_gets_its_summary_and_its_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    monkeypatch.setenv("GITHUB_OUTPUT", "output.txt")
    compared("river.yaml", "--with", "flood=6", *N, status=1)
    assert Path("summary.md").read_text().startswith("## Changed: ")
    assert Path("output.txt").read_text() == "verdict=changed\n"


def test_words_from_a_stranger_are_shown_and_not_obeyed() -> None:
    words = "a | b <img src=x> [l](http://x) ##[group]z ::error::q"
    write("hostile", RIVER, ("A river in spring", f"'{words}'".replace("'", '"')))
    write("other", Path("hostile.yaml").read_text(), ("exponential(9)", "exponential(7)"))
    page = compared("hostile.yaml", "other.yaml", *N, "--format", "markdown", status=1).out
    assert "\\<img" in page
    assert not re.search(r"(?<!\\)\]\(", page)
    for format_ in FORMATS:
        out = compared("hostile.yaml", "other.yaml", *N, "--format", format_, status=1).out
        assert "##[" not in out
        assert not any(line.startswith("::error::q") for line in out.splitlines())


def test_a_page_has_room_in_a_comment_and_only_whole_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = compared(BASE, NO_LAW, *N, "--format", "markdown", status=1).out
    monkeypatch.setattr("escalation_sim.presentation.ci.MOST_OF_A_COMMENT", len(whole.encode()) - 1)
    page = compared(BASE, NO_LAW, *N, "--format", "markdown", status=1).out
    assert len(page.encode()) < len(whole.encode())
    assert page.count("<details>") == page.count("</details>") < whole.count("<details>")
    assert page.endswith("left out, so that the page has room in a comment: compare two files to see all of them.\n")
    monkeypatch.setattr("escalation_sim.presentation.ci.MOST_OF_A_COMMENT", 700)
    page = compared(BASE, NO_LAW, *N, "--format", "markdown", status=1).out
    assert "The rest is cut off" in page
    assert "<details>" not in page
    assert len(page.encode()) <= 700 + 150


def test_a_file_is_written_by_its_ending() -> None:
    compared("river.yaml", "--with", "flood=6", *N, "-o", "out.json", status=1)
    assert json.loads(Path("out.json").read_text())["verdict"] == "changed"
    compared("river.yaml", "--with", "flood=6", *N, "-o", "out.md", status=1)
    assert Path("out.md").read_text().startswith("## ")


def test_a_value_outside_its_range_is_said() -> None:
    assert "note: flood=60 is outside its range, 1 to 10" in compared("river.yaml", "--with", "flood=60", *N, status=1).err
    assert compared("river.yaml", "--with", "flood=60", *N, "--quiet", status=1).err == ""
