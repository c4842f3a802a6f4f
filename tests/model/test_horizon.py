"""What can't happen within the period is said not to; and whatever does happen in a history was said to be possible by then."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_sim.engines.history import Braked, Occurred
from escalation_sim.errors import RunError
from escalation_sim.language.loading import load, loads
from escalation_sim.model.earliest import horizon
from escalation_sim.model.horizon import NEVER, Horizon
from escalation_sim.running.setups import Settings, Setup
from tests.places import ROOT
from tests.scenarios import random_scenario, to_yaml

SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))


def surprises(setup: Setup, found: Horizon, replications: int) -> list[str]:
    """What happens in some histories and was said to be impossible, or impossible as early as that."""
    told = []
    for replication in range(replications):
        try:
            history = setup.history(replication)
        except RunError:
            continue
        assert history.trace
        for one in history.trace.happenings:
            if isinstance(one, Occurred):
                earliest = found.first if one.stopped_by else found.acts
                if one.minute < earliest.get(one.event, NEVER):
                    told.append(f"{one.event} at {one.minute}, before {earliest.get(one.event)}")
            elif isinstance(one, Braked) and not found.known[one.brake][0] <= one.on <= found.known[one.brake][1]:
                told.append(f"{one}, outside {found.known[one.brake]}")
        for ladder in setup.scenario.ladders:
            moves = history.of(ladder.name).moves
            early = [move for move in moves if move.minute < found.stands.get((ladder.name, move.target), NEVER)]
            told += [f"{move} on {ladder.name}" for move in early]
        names = [quantity.name for quantity in setup.scenario.quantities]
        names += [ladder.place_name for ladder in setup.scenario.ladders]
        for minute, values, places in history.trace.states:
            for name, value in zip(names, (*values, *places), strict=True):
                low, high = found.known[name]
                slack = 1e-9 * max(abs(value), 1)
                if not low - slack <= value <= high + slack:
                    told.append(f"{name} = {value} at {minute}, outside {low} … {high}")
    return told


@pytest.mark.parametrize("bundle", range(8))
def test_nothing_happens_that_was_said_to_be_impossible(bundle: int) -> None:
    for seed in range(bundle * 25, (bundle + 1) * 25):
        text = to_yaml(random_scenario(seed))
        scenario = loads(text).scenario
        assert surprises(Setup(scenario, Settings(seed=seed)), horizon(scenario), 4) == [], f"random_scenario({seed}):\n{text}"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_nothing_happens_in_a_shipped_scenario_that_was_said_to_be_impossible(path: Path) -> None:
    scenario = load(path).scenario
    assert surprises(Setup(scenario, Settings()), horizon(scenario), 30) == []
