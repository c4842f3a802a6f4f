"""Fixtures: the same tests for every engine."""

from __future__ import annotations

import pytest

from escalation_sim.engines import simpy_engine
from escalation_sim.errors import RunError
from escalation_sim.loading import loads
from escalation_sim.luck import Luck
from escalation_sim.model.programme import programme
from tests.telling import Fail, Play, Told

ENGINES = {"simpy": simpy_engine.play}


@pytest.fixture(params=list(ENGINES))
def play(request: pytest.FixtureRequest) -> Play:
    """Plays one history of a scenario given as text."""
    engine = ENGINES[request.param]

    def played(text: str, *, seed: int = 1, replication: int = 0, **parameters: float) -> Told:
        scenario = loads(text).scenario
        values = {**scenario.values, **parameters}
        return Told(scenario, engine(programme(scenario), values, Luck(seed, replication), replication, trace=True))

    return played


@pytest.fixture
def fail(play: Play) -> Fail:
    """Plays a history that must stop, and returns what it says."""

    def failed(text: str, **settings: float) -> str:
        with pytest.raises(RunError) as error:
            play(text, **settings)
        return str(error.value)

    return failed
