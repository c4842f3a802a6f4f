"""Variants of scenarios with several ladders and with outcomes in both forms, and what is written of them as one text."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_sim.errors import ScenarioError
from escalation_sim.language.loading import Document, load, loads
from escalation_sim.model.scenario import Scenario
from escalation_sim.model.soundness import complaints

BASE = """\
title: Base
period: {start: 2026-10-01, end: 2026-10-31}
actor: Seoul
quantities:
  level: {initial: 0, hidden: true}
  fear: 0
events:
  rain: {every: 2 days, set: {level: level + 1}}
  alarm: {when: moscow >= deeds, set: {fear: fear + 1}}
brakes:
  law: {while: fear < 1, blocks: [war, moscow]}
  mood: {while: level < 2}
ladder:
  - stage: calm
  - stage: talk
    climb: {when: level > 1}
  - stage: war
    climb: {routes: {slow: {when: level > 3}, leap: {when: fear > 0, from: calm, ignores: [law]}}}
    descend: {when: level < 1, to: calm}
ladders:
  moscow:
    actor: Moscow
    title: What Moscow does
    stages:
      - stage: words
      - stage: deeds
        climb: {when: "stage >= talk or mood", ignores: [law], chance: 0.7 * (0.4 if mood else 1)}
      - stage: strikes
        climb: {when: highest >= war, from: words}
        descend: {when: level < 1, to: words}
  people:
    start_stage: many
    stages: [{stage: few}, {stage: many, climb: {when: fear > 0}}]
outcomes:
  top: peak(level)
  nights: {measure: 24 * days(level > 3), unit: hours, title: Hours of high water}
  at_half_time: "on(level, 2026-10-15)"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE)
    return tmp_path


def variant(folder: Path, text: str) -> Document:
    (folder / "variant.yaml").write_text(f"extends: base.yaml\n{text}")
    return load(folder / "variant.yaml")


def stages(scenario: Scenario, ladder: str) -> list[str]:
    return [stage.name for stage in scenario.ladder(ladder).stages]


def refused(folder: Path, text: str) -> list[tuple[str, str]]:
    """The paths and the messages of the mistakes of a variant."""
    with pytest.raises(ScenarioError) as error:
        variant(folder, text)
    return [(problem.path, problem.message) for problem in error.value.problems]


def test_the_base_is_sound(folder: Path) -> None:
    assert load(folder / "base.yaml").warnings == ()


def test_a_ladder_merges_by_name_and_its_stages_by_theirs(folder: Path) -> None:
    text = "ladders:\n  moscow:\n    title: Another title\n    stages:\n      - {stage: strikes, climb: {decide: 3}}\n"
    scenario = variant(folder, text).scenario
    moscow = scenario.ladder("moscow")
    assert (moscow.actor, moscow.note.title) == ("Moscow", "Another title")
    assert stages(scenario, "moscow") == ["words", "deeds", "strikes"]
    strikes = moscow.stages[2]
    assert (strikes.climb[0].decide.text, strikes.climb[0].start, strikes.climb[0].when.text) == ("3", "words", "highest >= war")
    assert strikes.descend
    assert stages(scenario, "people") == ["few", "many"]


def test_a_stage_of_another_ladder_is_added_and_taken_out(folder: Path) -> None:
    text = "ladders:\n  moscow:\n    stages:\n      - {stage: threats, above: words, climb: {when: level > 2}}\n"
    text += "      - {stage: strikes, remove: true}\n"
    assert stages(variant(folder, text).scenario, "moscow") == ["words", "threats", "deeds"]


def test_null_takes_a_ladder_out(folder: Path) -> None:
    assert [ladder.name for ladder in variant(folder, "ladders: {people: null}\n").scenario.ladders] == ["main", "moscow"]


def test_null_takes_all_ladders_out(folder: Path) -> None:
    text = "ladders: null\nevents: {alarm: null}\nbrakes: {law: {blocks: [war]}}\n"
    assert [ladder.name for ladder in variant(folder, text).scenario.ladders] == ["main"]


def test_a_new_ladder_stands_behind_those_of_the_base(folder: Path) -> None:
    text = "ladders:\n  beijing: {stages: [{stage: silent}, {stage: speaks, climb: {when: moscow >= deeds}}]}\n"
    scenario = variant(folder, text).scenario
    assert [ladder.name for ladder in scenario.others] == ["moscow", "people", "beijing"]
    assert scenario.ladder("beijing").actor == "Seoul"


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("ladders: {mosocw: null}\n", "ladders.mosocw", "takes `mosocw` out, but the base has none"),
        (
            "ladders: {moscow: {stages: [{stage: threats, climb: {when: level > 2}}]}}\n",
            "ladders.moscow.stages.threats",
            "which one it stands above",
        ),
        (
            "ladders: {moscow: {stages: [{stage: threats, above: calm, climb: {when: level > 2}}]}}\n",
            "ladders.moscow.stages.threats.above",
            "no stage `calm` to stand above",
        ),
        (
            "ladders: {moscow: {stages: [{stage: thraets, remove: true}]}}\n",
            "ladders.moscow.stages.thraets",
            "is not there, and can't be taken out",
        ),
        (
            "ladders: {moscow: {stages: [{stage: deeds, above: words}]}}\n",
            "ladders.moscow.stages.deeds.above",
            "has its place already",
        ),
        (
            "ladders: {new: {stages: [{stage: one}, {stage: two, above: one, climb: {when: level > 1}}]}}\n",
            "ladders.new.stages.two.above",
            "a meaning in a variant only",
        ),
        ("ladders: {people: {actor: null}}\n", "ladders.people.actor", "takes `actor` out, but the base has none"),
        ("ladders: {people: {stages: null}}\n", "ladders.people.stages", "`stages` has no value"),
        (
            "ladder: [{stage: talk, climb: {from: null}}]\n",
            "ladder.talk.climb.from",
            "takes `from` out, but the base has none",
        ),
    ],
)
def test_what_does_not_fit_the_base_is_an_error(text: str, path: str, words: str, folder: Path) -> None:
    ((found, message),) = refused(folder, text)
    assert found == path
    assert words in message


def test_what_named_a_ladder_that_is_taken_out_must_be_changed_too(folder: Path) -> None:
    found = refused(folder, "ladders: {moscow: null}\n")
    assert [path for path, _ in found] == ["events.alarm.when", "events.alarm.when", "brakes.law.blocks[1]"]


def test_a_way_that_leads_from_a_stage_which_is_taken_out_must_be_changed_too(folder: Path) -> None:
    text = "ladders: {moscow: {stages: [{stage: words, remove: true}, {stage: deeds, climb: null}]}}\n"
    found = refused(folder, text)
    assert ("ladders.moscow.stages.strikes.climb.from", "there is no stage `words` below this one") in found
    assert ("ladders.moscow.stages.strikes.descend.to", "there is no stage `words` below this one") in found


def test_null_takes_from_and_to_out(folder: Path) -> None:
    routes = "{routes: {leap: {from: null}}}"
    scenario = variant(folder, f"ladder: [{{stage: war, climb: {routes}, descend: {{to: null}}}}]\n").scenario
    assert [(passage.source, passage.target) for passage in scenario.main.passages] == [(0, 1), (1, 2), (1, 2), (2, 1)]


def test_a_variant_names_another_stage_from_which_a_way_leads(folder: Path) -> None:
    text = "ladders: {moscow: {stages: [{stage: strikes, climb: {from: deeds}, descend: {to: deeds}}]}}\n"
    moscow = variant(folder, text).scenario.ladder("moscow")
    assert [(passage.source, passage.target) for passage in moscow.passages] == [(0, 1), (1, 2), (2, 1)]


def test_null_makes_a_brake_one_that_only_weighs(folder: Path) -> None:
    document = variant(folder, "brakes: {law: {blocks: null}}\n")
    assert document.scenario.brakes[0].blocks == ()
    assert [problem.message for problem in document.warnings] == ["`law` blocks nothing, and nothing reads its name"]


def test_a_brake_that_is_taken_out_is_ignored_by_no_way_of_any_ladder(folder: Path) -> None:
    scenario = variant(folder, "brakes: {law: null}\n").scenario
    assert all(passage.way.ignores == () for passage in scenario.passages)


def test_a_brake_that_is_taken_out_is_missed_where_its_name_is_read(folder: Path) -> None:
    found = refused(folder, "brakes: {mood: null}\n")
    assert {path for path, _ in found} == {f"ladders.moscow.stages.deeds.climb.{key}" for key in ("when", "chance")}


@pytest.mark.parametrize(
    ("text", "title", "unit", "measured"),
    [
        ("top: {title: The highest water, unit: metres}", "The highest water", "metres", "peak(level)"),
        ("top: peak(level) - low(level)", "", "", "peak(level) - low(level)"),
        ("top: {measure: low(level), source: null}", "", "", ""),
        ("nights: days(level > 4)", "Hours of high water", "hours", "days(level > 4)"),
        ("nights: {unit: null, title: Nights}", "Nights", "", "24 * days(level > 3)"),
    ],
)
def test_long_and_short_outcomes_merge(text: str, title: str, unit: str, measured: str, folder: Path) -> None:
    if not measured:
        assert refused(folder, f"outcomes: {{{text}}}\n") == [
            ("outcomes.top.source", "`null` takes `source` out, but the base has none")
        ]
        return
    scenario = variant(folder, f"outcomes: {{{text}}}\n").scenario
    outcome = next(one for one in scenario.outcomes if one.name == text.partition(":")[0])
    assert (outcome.note.title, outcome.unit, outcome.text) == (title, unit, measured)


def test_hidden_is_inherited_and_taken_out(folder: Path) -> None:
    assert variant(folder, "quantities: {level: 3}\n").scenario.quantities[0].hidden
    assert not variant(folder, "quantities: {level: {hidden: null}}\n").scenario.quantities[0].hidden


@pytest.mark.parametrize(
    "text",
    [
        "title: The same\n",
        "ladders: {people: null, moscow: {stages: [{stage: threats, above: words, climb: {when: level > 2}}]}}\n",
        "outcomes: {top: {title: A title}, nights: low(level), at_half_time: null}\n",
        "brakes: {law: {blocks: null}}\n",
    ],
)
def test_a_variant_as_one_text_is_the_same_scenario(text: str, folder: Path) -> None:
    document = variant(folder, text)
    whole = document.whole_text()
    again = loads(whole, name="variant", alone=True)
    assert again.scenario == document.scenario
    assert again.whole_text() == whole
    for mine, other in zip(again.scenario.outcomes, document.scenario.outcomes, strict=True):
        assert (mine.text, mine.unit, mine.note) == (other.text, other.unit, other.note)
    assert [one.message for one in complaints(again.scenario)] == [one.message for one in complaints(document.scenario)]
