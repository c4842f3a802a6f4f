"""What can be seen of a history on a date: where every actor stands, which events have had an effect, quantities in the open.

The same histories are played until that date begins and no further: same luck, same history. Nothing that is `hidden` is looked
at, nor anything that the author has made an outcome of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import Aggregate, Ladder, Outcome, Scenario
from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Setup


@dataclass(frozen=True)
class Seen:
    """As a date begins, one number a history: places on each ladder, effects of each event, values of each open quantity."""

    places: dict[str, NDArray[np.float64]]
    effects: dict[str, NDArray[np.float64]]
    values: dict[str, NDArray[np.float64]]


def seen_on(setup: Setup, minute: int, replications: int, engine: Engine = "auto", jobs: int | None = None) -> Seen:
    """What can be seen of the replications from 0 on as a minute begins. Raises RunError."""
    scenario = setup.scenario
    until = replace(scenario, end=minute, outcomes=tuple(_looked_at(scenario)), expect=())
    ensemble = Setup(until, setup.settings).ensemble(replications, engine=engine, jobs=jobs)
    columns = {one.name: ensemble.outcomes[:, index] for index, one in enumerate(until.outcomes)}
    return Seen(
        {ladder.name: ensemble.of(ladder.name).final.astype(np.float64) for ladder in scenario.ladders},
        {event.name: columns[f"count {event.name}"] for event in scenario.events},
        {quantity.name: columns[f"final {quantity.name}"] for quantity in scenario.quantities if not quantity.hidden},
    )


def _looked_at(scenario: Scenario) -> list[Outcome]:
    """The effects of every event, and the last value of every quantity that is not hidden."""
    counts = [Outcome(f"count {event.name}", (Aggregate("count", event=event.name),)) for event in scenario.events]
    names = [quantity.name for quantity in scenario.quantities if not quantity.hidden]
    return [*counts, *(Outcome(f"final {name}", (Aggregate("final", _named(name)),)) for name in names)]


def _named(name: str) -> ex.Expression:
    return ex.Expression(name, ex.Name(name), name)


def climbable(ladder: Ladder) -> range:
    """The places that somebody may be said to stand at or above: all but the lowest."""
    return range(1, len(ladder.stages))
