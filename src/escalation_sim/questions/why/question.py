"""Why was a stage reached, or not: what is asked, of which histories, and whether one got there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import NEVER
from escalation_sim.errors import UsageError
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.questions.ensemble.answer import read_questions
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


def read_by(scenario: Scenario, date: str | None) -> tuple[str | None, int, int]:
    """A date as it was asked for, its minute, and the minute before which a stage must be reached. Raises UsageError."""
    if date is None:
        return None, scenario.end, scenario.end
    ((text, minute),) = read_questions(scenario, [date], None).by.items()
    return text, minute, min(minute, scenario.end)


def default_stage(scenario: Scenario, ensemble: Ensemble, by: int | None = None) -> str:
    """The lowest stage of the main ladder that fewer than half of some histories reach, else the highest. Raises UsageError.

    Of one history that is the lowest that it does not reach. *by* is the minute before which that must be.
    """
    if scenario.main.start_stage == len(scenario.stages) - 1:
        above = [ladder.stages[-1].name for ladder in scenario.others if ladder.start_stage < len(ladder.stages) - 1]
        mend = f"; ask about one of another ladder, such as --stage {above[0]}" if above else ""
        raise UsageError(f"the ladder has no stage above the one where it begins, so there is none to ask about{mend}")
    days = ensemble.first_reached
    shares = ((days != NEVER) & (days < (scenario.end if by is None else by))).mean(axis=0)
    above_start = [(stage.name, share) for stage, share in zip(scenario.stages, shares, strict=True)][scenario.start_stage + 1 :]
    return next((name for name, share in above_start if share < 0.5), scenario.stages[-1].name)


def head_of(question: Question) -> dict[str, Any]:
    """What a result says of its question."""
    return {
        "format": "escalation-sim/why",
        "version": 1,
        "scenario": head(question.scenario),
        "stage": question.stage,
        "by": question.date,
    }
