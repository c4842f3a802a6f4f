"""Every shipped scenario is sound to the strictest reading, runs, and says what it shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from escalation_sim.engines.columns import LADDER_COLUMNS, NEVER, Columns
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
    assert sum(description.count(end) for end in (". ", "? ", ": ")) >= 1, "at least two sentences"


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_it_runs_with_every_uncertainty_drawn(path: Path) -> None:
    ensemble = Setup(load(path).scenario, Settings(uncertain=True)).ensemble(64, jobs=1)
    assert len(ensemble) == 64


def test_the_base_scenario_has_the_stages_and_levers_it_promises() -> None:
    scenario = load(ROOT / "scenarios" / "base.yaml").scenario
    assert [stage.name for stage in scenario.stages] == [
        "non_lethal_aid",
        "indirect_supply",
        "defensive_weapons",
        "offensive_weapons",
    ]
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


def columns(name: str, n: int = 300) -> Columns:
    """Some histories of a shipped scenario."""
    return Setup(load(ROOT / "scenarios" / f"{name}.yaml").scenario, Settings()).block(0, n)


def days(ensemble: Columns, ladder: str, place: int) -> NDArray[np.float64]:
    """When each history first reached a place on a ladder; later than all else where it never did."""
    minutes = ensemble.of(ladder).first_reached[:, place]
    return np.where(minutes == NEVER, np.inf, minutes / 1440)


def test_what_stands_beside_the_ladder_delays_no_weapon() -> None:
    """Without people and sanctions the weapons come as they do with them; what observers report may only bring them sooner."""
    base, beside = columns("base"), columns("beside_the_ladder")
    alone = Setup(replace(load(ROOT / "scenarios" / "base.yaml").scenario, others=()), Settings()).block(0, len(base))
    for name in LADDER_COLUMNS:
        assert np.array_equal(getattr(alone, name), getattr(base, name)), name
    assert np.array_equal(alone.outcomes, base.outcomes, equal_nan=True)
    assert 0 < np.mean(base.of("people").highest >= 1) < 1, "observers are likely, not certain"
    for place in (2, 3):
        sooner, never_later = (
            days(beside, "main", place) < days(base, "main", place),
            days(beside, "main", place) <= days(base, "main", place),
        )
        assert np.all(never_later)
        assert np.any(sooner)
        assert np.all(days(beside, "people", 1)[sooner] < days(beside, "main", place)[sooner]), "after observers were there"


def test_moscow_answers_only_what_seoul_has_done() -> None:
    told = columns("moscow_answers")
    words, technology, soldiers, treaty = (days(told, "moscow", place) for place in range(4))
    assert np.all(words == 0)
    assert np.all((technology == np.inf) | (technology > days(told, "main", 1)))
    assert np.all((soldiers == np.inf) | (soldiers > np.maximum(technology, days(told, "main", 2))))
    assert np.all((treaty == np.inf) | (treaty > soldiers))


def test_past_the_phases_the_defensive_weapons_count_as_reached_with_the_offensive_ones() -> None:
    told, by_phases = columns("past_the_phases"), columns("precision_weapons")
    defensive, offensive = days(told, "main", 2), days(told, "main", 3)
    skipped = (offensive < np.inf) & (defensive == offensive)
    assert skipped.sum() > 30
    assert np.all(offensive[skipped] <= days(by_phases, "main", 3)[skipped]), "with the same luck never later than by phases"


def test_in_the_spiral_either_may_be_first_and_hardly_ever_stays_mobilised_alone() -> None:
    told = columns("spiral", 1000)
    blue, red = days(told, "main", 1), days(told, "red", 1)
    assert 0.45 < np.mean(blue < red) < 0.55
    assert np.mean((told.final == 2) == (told.of("red").final == 2)) > 0.99
    assert 0.75 < np.mean(told.final == 2) < 0.9


def test_the_loops_of_moscow_answers_run_through_both_ladders() -> None:
    told = command("explain", str(ROOT / "scenarios" / "moscow_answers.yaml")).out
    assert "- stage → (+) moscow → (+) stage: reinforcing." in told
    assert "- technology → (+) stage → (+) moscow → (+) technology: reinforcing." in told
    assert "- resolved → (+) stage → (+) moscow → (?) resolved: undetermined." in told, (
        "Seoul weighs anew, and has more reason to fear"
    )
