"""How many histories of the same scenario go in which luck decides, to set beside a game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from escalation_sim.engines.history import History
from escalation_sim.errors import RunError
from escalation_sim.results.summary import statistics_data
from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Setup

REPLICATIONS = 1_000


@dataclass(frozen=True)
class Others:
    """*stages* are the statistics of the main ladder; *alike* histories have the same highest and final stage as the game."""

    count: int
    stages: Sequence[Mapping[str, Any]]
    alike: int
    stopped: str = ""


def others_than(setup: Setup, history: History, engine: Engine = "auto", jobs: int | None = None) -> Others:
    """The replications from 0 on, with the same settings, and luck deciding; nothing but why, where one of them stops."""
    try:
        ensemble = setup.ensemble(REPLICATIONS, engine=engine, jobs=jobs)
    except RunError as error:
        return Others(0, (), 0, str(error))
    alike = np.count_nonzero((ensemble.final == history.final) & (ensemble.highest == history.highest))
    return Others(REPLICATIONS, statistics_data(setup.programme, ensemble, {})["stages"], int(alike))
