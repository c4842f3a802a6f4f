"""A variant reads as a difference: what it takes out or stops using leaves no mistake behind in its base."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_sim.errors import ScenarioError
from escalation_sim.language.loading import load, loads
from tests.commands import command

BASE = """\
title: Base
period: {start: 2026-10-01, end: 2026-10-31}
parameters:
  ground: {value: 2, assumption: a guess}
  limit: {value: 3, assumption: a guess}
quantities: {level: 0, support: 5}
events:
  rain: {every: 2 days, set: {level: level + 1}}
  tire: {every: 3 days, set: {support: support - 1}}
brakes:
  law: {while: support > ground, blocks: [war]}
  habit: {while: level < 2, blocks: all}
ladder:
  - stage: calm
  - stage: war
    climb:
      routes:
        slow: {when: level > limit}
        fast: {when: level > limit + 2, ignores: [law]}
        blind: {when: level > limit + 3, ignores: [habit, law]}
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE)
    return tmp_path


def variant(folder: Path, text: str, name: str = "variant.yaml", of: str = "base.yaml") -> Path:
    (folder / name).write_text(f"extends: {of}\n{text}")
    return folder / name


def test_a_brake_that_is_taken_out_leaves_nothing_behind(base: Path) -> None:
    """Neither the names that only it used are a warning, nor the ways that ignored it an error."""
    path = variant(base, "brakes: {law: null}\n")
    assert command("validate", "--strict", str(base / "base.yaml"), str(path)).status == 0
    ways = load(path).scenario.stages[1].climb
    assert [way.ignores for way in ways] == [(), (), ("habit",)]


def test_a_variant_without_a_brake_can_be_told_as_one_text(base: Path) -> None:
    document = load(variant(base, "brakes: {law: null}\n"))
    assert loads(document.whole_text(), alone=True).scenario.stages == document.scenario.stages


def test_a_variant_of_a_variant_without_a_brake(base: Path) -> None:
    variant(base, "brakes: {law: null}\n")
    path = variant(base, "title: Third\n", "third.yaml", "variant.yaml")
    assert command("validate", "--strict", str(path)).status == 0


@pytest.mark.parametrize("text", ["brakes: {law: {while: level < 9}}\n", "events: {tire: null}\nbrakes: {law: null}\n"])
def test_what_a_variant_stopped_using_is_no_warning(text: str, base: Path) -> None:
    assert load(variant(base, text)).warnings == ()


def test_what_a_variant_defines_itself_and_nothing_reads_is_a_warning(base: Path) -> None:
    warnings = load(variant(base, "brakes: {law: null}\nparameters: {ground: 3, depth: {value: 1, assumption: x}}\n")).warnings
    assert [problem.message for problem in warnings] == ["nothing reads `ground`", "nothing reads `depth`"]


def test_what_nothing_reads_is_a_warning_in_the_base_itself(base: Path) -> None:
    (base / "base.yaml").write_text(BASE.replace("support > ground", "support > 2"))
    assert [problem.message for problem in load(base / "base.yaml").warnings] == ["nothing reads `ground`"]


def test_a_variant_that_itself_ignores_what_it_takes_out(base: Path) -> None:
    routes = "ladder: [{stage: war, climb: {routes: {slow: {ignores: [law]}}}}]\n"
    with pytest.raises(ScenarioError, match=r"variant\.yaml:3:.*there is no brake `law`"):
        load(variant(base, "brakes: {law: null}\n" + routes))


def test_a_misspelt_brake_is_still_an_error(base: Path) -> None:
    (base / "base.yaml").write_text(BASE.replace("ignores: [law]", "ignores: [lwa]"))
    with pytest.raises(ScenarioError, match="there is no brake `lwa`"):
        load(variant(base, "brakes: {law: null}\n"))


def test_a_variant_gives_another_objection_or_takes_it_out(base: Path) -> None:
    doubted = BASE.replace("limit: {value: 3,", "limit: {value: 3, against: It was 4 once.,").replace(
        "blocks: [war]", "blocks: [war], against: no law"
    )
    (base / "base.yaml").write_text(doubted)
    path = variant(
        base, "parameters: {limit: {against: It was 5 once.}, ground: {against: Too low.}}\nbrakes: {law: {against: null}}\n"
    )
    notes = load(path).scenario.notes
    assert {name: notes[name].against for name in ("ground", "limit", "law")} == {
        "ground": "Too low.",
        "limit": "It was 5 once.",
        "law": "",
    }
    assert notes["limit"].assumption == "a guess"


def test_an_objection_beside_routes_is_one_to_each_that_has_none_of_its_own(base: Path) -> None:
    text = BASE.replace("      routes:\n", "      against: Nobody wants it.\n      routes:\n")
    (base / "base.yaml").write_text(text.replace("limit + 2,", "limit + 2, against: Too fast.,"))
    ways = load(base / "base.yaml").scenario.stages[1].climb
    assert [way.note.against for way in ways] == ["Nobody wants it.", "Too fast.", "Nobody wants it."]
