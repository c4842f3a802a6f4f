"""Every shipped scenario is sound to the strictest reading, runs, and says what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_sim.language.loading import load
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.places import ROOT

SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_validate_strict_finds_nothing(path: Path) -> None:
    answer = command("validate", "--strict", str(path))
    assert (answer.status, answer.out) == (0, f"{path}: sound\n")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_it_says_what_it_shows(path: Path) -> None:
    description = load(path).scenario.description
    assert description.count(". ") + description.count(": ") >= 1, "at least two sentences"


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_it_runs_with_every_uncertainty_drawn(path: Path) -> None:
    ensemble = Setup(load(path).scenario, Settings(uncertain=True)).ensemble(64, jobs=1)
    assert len(ensemble) == 64


def test_the_base_scenario_has_the_stages_and_levers_it_promises() -> None:
    scenario = load(ROOT / "scenarios" / "base.yaml").scenario
    assert list(scenario.places) == ["non_lethal_aid", "indirect_supply", "defensive_weapons", "offensive_weapons"]
    levers = {parameter.name: parameter for parameter in scenario.parameters if parameter.kind == "lever"}
    for name in ("indirect_threshold", "defensive_threshold", "offensive_threshold"):
        assert levers[name].unit == "soldiers"
        assert levers[name].note.assumption, "no official ever named a number"
    low, high = levers["defensive_threshold"].range or (0, 0)
    assert low <= 2000
    assert high >= 20000


def test_the_dates_of_troops_alone_are_those_worked_out_by_hand() -> None:
    """3,000 on 23 October + 7 + 14 days; 10,000 since 28 October, from the arrival + 14 + 28; 12,000 on 31 December + 14 + 42."""
    setup = Setup(load(ROOT / "scenarios" / "troops_alone.yaml").scenario, Settings())
    assert [move.minute / 1440 for move in setup.history(0).moves] == [36, 78, 140]
