"""A stage that is to be reached, of whatever ladder: in the words of who asks, and in what has been played."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.model.scenario import Scenario
from escalation_sim.results.ensemble import NEVER, Ensemble
from escalation_sim.results.points import Answers


@dataclass(frozen=True)
class Target:
    """A *stage*, and its *place* on its *ladder*."""

    stage: str
    ladder: str
    place: int

    def first_reached(self, told: Answers | Ensemble) -> NDArray[np.int32]:
        """The minute at which each history first reached it, or NEVER."""
        minutes: NDArray[np.int32] = told.of(self.ladder).first_reached[..., self.place]
        return minutes

    def reached(self, told: Answers | Ensemble) -> NDArray[np.bool_]:
        """Whether each history reached it."""
        return np.asarray(self.first_reached(told) != NEVER, np.bool_)


def target_of(scenario: Scenario, stage: str) -> Target:
    """A stage of a scenario, by its name."""
    return Target(stage, scenario.ladder_of[stage].name, scenario.places[stage])


def read_target(scenario: Scenario, stage: str, option: str = "--reach") -> Target:
    """A stage that can be reached, in the words of the command line. Raises UsageError."""
    stage = stage.strip()
    ladders = {ladder.name: ladder for ladder in scenario.others}
    if stage in ladders:
        names = ", ".join(one.name for one in ladders[stage].stages)
        raise UsageError(f"{option} {stage}: {stage} is a ladder; name one of its stages: {names}")
    if stage not in scenario.places:
        raise UsageError(f"{option} {stage}: there is no stage {stage!r}; {did_you_mean(stage, scenario.places)}")
    ladder = scenario.ladder_of[stage]
    if ladder.places[stage] <= ladder.start_stage:
        higher = [one.name for one in ladder.stages[ladder.start_stage + 1 :]]
        mend = f"name a higher stage, such as {higher[0]}" if higher else "its ladder has none above it"
        raise UsageError(f"{option} {stage}: it is reached from the start, whatever the parameters; {mend}")
    return target_of(scenario, stage)
