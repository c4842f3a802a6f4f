"""Why was a stage reached, or not: what is asked, of which histories, and whether one got there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import NEVER
from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.results.summary import head
from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Setup
from escalation_sim.running.variants import Days, Variants, first_reached

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Question:
    """Whether *stage* is reached before the minute *by*, which is the end of the period where no date is asked for."""

    setup: Setup
    stage: str
    by: int
    date: str | None = None  # as it was asked for
    engine: Engine = "auto"
    jobs: int | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario that is asked about."""
        return self.setup.scenario

    @property
    def ladder(self) -> Ladder:
        """The ladder of the stage."""
        return self.scenario.ladder_of[self.stage]

    @property
    def place(self) -> int:
        """The place of the stage on its ladder."""
        return self.ladder.places[self.stage]

    def days(self, variants: Variants) -> Days:
        """When each lane reached the stage, or NEVER: also where it did so too late. Raises RunError."""
        return self.in_time(first_reached(self.setup, variants, self.stage, self.engine, self.jobs))

    def in_time(self, days: Days) -> Days:
        """Days with NEVER for whatever came too late."""
        return np.where((days != NEVER) & (days < self.by), days, np.int32(NEVER))

    def days_of(self, ensemble: Ensemble) -> Days:
        """The same of histories that have been played."""
        return self.in_time(np.asarray(ensemble.of(self.ladder.name).first_reached[:, self.place]))


def default_stage(scenario: Scenario, ensemble: Ensemble) -> str:
    """The lowest stage of the main ladder that fewer than half of some histories reach, else the highest."""
    shares = (ensemble.first_reached != NEVER).mean(axis=0)
    return next(
        (stage.name for stage, share in zip(scenario.stages, shares, strict=True) if share < 0.5), scenario.stages[-1].name
    )


def checked_stage(scenario: Scenario, stage: str) -> str:
    """The name of a stage, of any ladder, above the one where its actor starts. Raises UsageError."""
    if stage not in scenario.ladder_of:
        raise UsageError(f"--stage {stage}: there is no stage {stage!r}; {did_you_mean(stage, scenario.places)}")
    ladder = scenario.ladder_of[stage]
    if ladder.places[stage] <= ladder.start_stage:
        raise UsageError(f"--stage {stage}: it is reached from the start; ask about a higher one")
    return stage


def head_of(question: Question) -> dict[str, Any]:
    """What a result says of its question."""
    return {
        "format": "escalation-sim/why",
        "version": 1,
        "scenario": head(question.scenario),
        "stage": question.stage,
        "by": question.date,
    }
