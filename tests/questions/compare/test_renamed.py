"""`compare --renamed`: what was renamed keeps its luck, and what looks renamed is named with the option."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from escalation_sim.language.loading import Document, loads
from escalation_sim.language.renaming import called_anew, with_old_luck
from escalation_sim.questions.compare.sides import played
from escalation_sim.results.digest import digest
from escalation_sim.running.setups import Settings, Setup
from tests.commands import Answer, command
from tests.scenarios import random_scenario, to_yaml

RIVER = """\
period: {start: 2024-03-01, end: 2024-04-30}
parameters:
  flood: {value: 5, range: [3, 8], assumption: for the test}
quantities:
  level: {initial: '1 + uniform(0, 1)', min: 0, timeline: [[2024-03-20, 2]]}
events:
  storm: {every: exponential(9), chance: 0.7, set: {level: 'level + uniform(0, 4)'}}
  ebb: {every: 7 days, set: {level: level - 0.5}}
brakes:
  money: {while: level < 3, blocks: [dam]}
ladder:
  - stage: watch
  - stage: sandbags
    climb: {when: level >= flood / 2, decide: 'uniform(1, 5)'}
  - stage: dam
    climb:
      routes:
        quick: {when: level >= flood, decide: 'uniform(0, 2)', ignores: [money]}
        slow: {when: level >= flood - 1, chance: 0.5, again: 10 days}
outcomes:
  peak: peak(level)
  storms: count(storm)
"""
NAMES = {
    "flood": "high_water",
    "level": "gauge",
    "storm": "tempest",
    "money": "budget",
    "sandbags": "bags",
    "quick": "hasty",
    "peak": "crest",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in; with river.yaml in it."""
    monkeypatch.chdir(tmp_path)
    write("river", RIVER)
    return tmp_path


def write(name: str, text: str) -> None:
    Path(f"{name}.yaml").write_text(text)


def with_names(text: str, **names: str) -> str:
    """The text with other names, as an editor replaces them; an aggregate is no name."""
    return re.sub(r"\b[a-z_]+\b(?!\()", lambda word: names.get(word[0], word[0]), text)


def options(**names: str) -> list[str]:
    return [option for old, new in names.items() for option in ("--renamed", f"{old}={new}")]


def compared(new: str, *more: str, **names: str) -> Answer:
    write("new", new)
    return command("compare", "river.yaml", "new.yaml", *options(**names), "--exit-zero", *more)


@pytest.mark.parametrize("old", NAMES)
@pytest.mark.parametrize("uncertain", [(), ("--uncertain",)])
def test_whatever_is_renamed_keeps_its_luck_with_renamed(old: str, uncertain: tuple[str, ...]) -> None:
    names = {old: NAMES[old]}
    told = compared(with_names(RIVER, **names), *uncertain, **names)
    assert told.out.startswith("Identical: A and B tell the same 1,000 histories."), told
    assert f"Renamed, with the old luck: {old} → {NAMES[old]}." in told.out
    assert "What differs in the files" not in told.out


@pytest.mark.parametrize("old", ["level", "storm", "sandbags", "quick"])
def test_without_it_a_new_name_has_other_luck_and_the_exact_option_is_told(old: str) -> None:
    told = compared(with_names(RIVER, **{old: NAMES[old]}))
    assert not told.out.startswith("Identical")
    assert f"--renamed {old}={NAMES[old]}" in " ".join(told.out.split())
    data = json.loads(compared(with_names(RIVER, **{old: NAMES[old]}), "--format", "json").out)
    assert data["looks_renamed"] == {old: NAMES[old]}


def test_everything_at_once_is_found_and_kept() -> None:
    new = with_names(RIVER, **NAMES)
    assert json.loads(compared(new, "--format", "json").out)["looks_renamed"] == NAMES
    data = json.loads(compared(new, "--format", "json", **NAMES).out)
    assert (data["verdict"], data["renamed"], data["changes"]) == ("identical", NAMES, [])
    assert data["a"]["scenario"]["digest"] == digest(loads(RIVER).scenario)
    assert data["b"]["scenario"]["digest"] == digest(loads(new).scenario)


def test_two_names_that_were_swapped_and_a_chain_of_names_are_kept_too() -> None:
    for names in ({"storm": "ebb", "ebb": "storm"}, {"storm": "ebb", "ebb": "drain"}):
        assert compared(with_names(RIVER, **names), **names).out.startswith("Identical")


def test_only_what_else_was_edited_is_told_of_something_renamed_and_at_its_line() -> None:
    new = with_names(RIVER, storm="tempest").replace("chance: 0.7", "chance: 0.9")
    told = compared(new, "--attribute", storm="tempest").out
    assert "events.tempest.chance: 0.7 → 0.9 (river.yaml:7, new.yaml:7)" in told
    assert "tempest.chance 0.7 → 0.9 did all of the" in told


def both(old: Document, renames: dict[str, str], new: Document) -> tuple[Setup, Setup]:
    scenario = with_old_luck(new.scenario, renames)
    return Setup(called_anew(old, renames).scenario, Settings(3)), Setup(scenario, Settings(3))


def test_histories_are_equal_one_by_one_with_both_engines() -> None:
    old, new = loads(RIVER), loads(with_names(RIVER, **NAMES))
    a, b = both(old, NAMES, new)
    before = Setup(old.scenario, Settings(3))
    for replication in range(40):
        one, other, third = (each.history(replication) for each in (a, b, before))
        assert one == other
        assert (one.highest, list(one.outcomes.values())) == (third.highest, list(third.outcomes.values()))
        assert [happening.minute for happening in one.trace.happenings] == [at.minute for at in third.trace.happenings]
    for engine in ("simpy", "kernel"):
        columns = [each.ensemble(60, engine=engine, jobs=1).outcomes.tolist() for each in (before, a, b)]
        assert columns[0] == columns[1] == columns[2]


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_any_scenario_whose_events_brakes_and_stages_are_renamed_is_the_same_with_its_old_luck(seed: int) -> None:
    plain = random_scenario(seed, faults=False)
    plain.pop("expect", None)
    old = loads(to_yaml(plain))
    scenario = old.scenario
    names = {
        one: f"{one}_anew"
        for one in (*scenario.removable, *scenario.places, *scenario.values, *(q.name for q in scenario.quantities))
    }
    mine = played("a", old, Setup(scenario, Settings(uncertain=True)), 20, ())
    anew = called_anew(old, names)
    theirs = played("b", anew, Setup(anew.scenario, Settings(uncertain=True)), 20, ())
    assert mine.run
    assert theirs.run
    for ladder in scenario.ladders:
        for column in ("final", "highest", "first_reached", "stage_minutes", "blocked", "deciding"):
            one, other = (getattr(each.run.ensemble.of(ladder.name), column).tolist() for each in (mine, theirs) if each.run)
            assert one == other, column


def test_a_saved_result_is_held_against_a_scenario_with_new_names() -> None:
    for more in ((), ("--histories",)):
        command("run", "river.yaml", "-n", "200", "-o", "river.json", *more)
        write("new", with_names(RIVER, **NAMES))
        told = command("compare", "river.json", "new.yaml", *options(**NAMES))
        assert told.status == 0, told
        assert told.out.startswith("Identical"), told
    told = command("compare", "river.yaml", "river.json", *options(storm="tempest"))
    assert told.status == 2
    assert "river.json is a saved result" in told.err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"strom": "tempest"}, "nothing is called 'strom' before; did you mean storm?"),
        ({"storm": "tempets"}, "nothing is called 'tempets' after; did you mean tempest?"),
        ({"level": "tempest"}, "level is a quantity before, and tempest a event after; name two of a kind"),
        ({"ebb": "tempest"}, "ebb is still there after, with that luck"),
        ({"storm": "ebb"}, "ebb is there before as well; say what it is called after"),
    ],
)
def test_names_that_the_files_do_not_bear_out_are_refused(given: dict[str, str], words: str) -> None:
    told = compared(with_names(RIVER, storm="tempest"), **given)
    assert (told.status, told.out) == (2, "")
    assert words in told.err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["storm"], "write --renamed OLD=NEW"),
        (["storm=storm"], "it is the same name"),
        (["storm=tempest", "storm=gale"], "storm was renamed to tempest already"),
        (["storm=tempest", "ebb=tempest"], "tempest was storm already"),
    ],
)
def test_renames_that_say_nothing_or_two_things_are_refused(given: list[str], words: str) -> None:
    write("new", with_names(RIVER, storm="tempest"))
    told = command("compare", "river.yaml", "new.yaml", *(part for one in given for part in ("--renamed", one)))
    assert told.status == 2
    assert words in told.err
