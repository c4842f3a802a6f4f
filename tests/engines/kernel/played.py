"""What tests let the kernel play: scenarios that differ in everything, with events left out and answers given in advance."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.changes import AS_WRITTEN, Answer, Changes
from escalation_sim.engines.kernel import engine
from escalation_sim.engines.kernel.calls import Lanes
from escalation_sim.engines.kernel.tables import Tables, tables_of
from escalation_sim.errors import EscalationError
from escalation_sim.language.loading import load, loads
from escalation_sim.model.scenario import Scenario
from escalation_sim.running.setups import Settings, Setup
from tests.places import ROOT, SCENARIOS
from tests.scenarios import random_scenario, to_yaml

LANES = 12


def random_setups(first: int, count: int) -> Iterator[Setup]:
    """Random scenarios; every other one has uncertain parameters."""
    for seed in range(first, first + count):
        yield Setup(loads(to_yaml(random_scenario(seed))).scenario, Settings(seed=seed, uncertain=bool(seed % 2)))


def written_setups() -> Iterator[Setup]:
    """All scenarios that are shipped, and those of the gallery that can be loaded, as written and uncertain."""
    for path in [*sorted(SCENARIOS.glob("*.yaml")), *sorted((ROOT / "tests" / "language" / "gallery").glob("*.yaml"))]:
        for scenario in _loaded(path):
            yield from (Setup(scenario, Settings(uncertain=uncertain)) for uncertain in (False, True))


def _loaded(path: Path) -> Iterator[Scenario]:
    try:
        yield load(path).scenario
    except EscalationError:
        return


def changes_of(setup: Setup, lanes: int) -> list[Changes]:
    """In a third of the lanes nothing; in others some events and brakes are left out, and the first decisions are answered.

    There some events are let happen, too.
    """
    dice = random.Random(setup.settings.seed)  # noqa: S311
    names = [one.name for one in (*setup.scenario.events, *setup.scenario.brakes)]
    left_out = [frozenset(dice.sample(names, min(len(names), size))) for size in (1, 2)]
    choices: Sequence[Answer] = ("yes", "no", 0, 1, 1440, -7, 2**31 - 1)
    found = []
    for lane in range(lanes):
        answers = tuple(dice.choice(choices) for _ in range(dice.randrange(4)))
        injected = tuple((dice.randrange(setup.scenario.end), one.name) for one in setup.scenario.events[:2])
        changed = Changes(left_out[lane % 2], answers, injected) if lane % 3 == 2 else Changes(left_out[lane % 2])
        found.append(AS_WRITTEN if lane % 3 == 0 else changed)
    return found


def play(setup: Setup, lanes: int = LANES) -> list[NDArray[Any]]:
    """The rows of the first replications as they are and changed, and the records of the first two."""
    tables = tables_of(setup.programme)
    numbers, seed = np.arange(lanes), setup.settings.seed
    parameters = setup.lanes(0, lanes)
    found = [
        engine.rows_of(tables, Lanes(parameters, seed, numbers, changes), np.copy) for changes in ((), changes_of(setup, lanes))
    ]
    for replication in (0, 1):
        found += _records(tables, setup, replication)
    return found


def _records(tables: Tables, setup: Setup, replication: int) -> tuple[NDArray[Any], NDArray[Any]]:
    lane = Lanes(setup.parameters(replication), setup.settings.seed, np.array([replication]))
    return engine.records_of(tables, lane)
