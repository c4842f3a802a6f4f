"""What can be seen of a history on a date: where every actor stands, which events have had an effect, quantities in the open.

The same histories are played until that date begins and no further: same luck, same history. Nothing that is `hidden` is looked
at, nor an event that changes nothing but what is hidden, nor anything that the author has made an outcome of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model import expressions as ex
from escalation_sim.model.openness import open_events, open_quantities
from escalation_sim.model.scenario import Aggregate, Event, Ladder, Outcome, Quantity
from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Progress, Setup


@dataclass(frozen=True)
class Seen:
    """As a date begins, one number a history: places on each ladder, effects of each event, values of each open quantity."""

    places: dict[str, NDArray[np.float64]]
    effects: dict[str, NDArray[np.float64]]
    values: dict[str, NDArray[np.float64]]


def seen_on(
    setup: Setup,
    minute: int,
    replications: int,
    engine: Engine = "auto",
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Seen:
    """What can be seen of the replications from 0 on as a minute of the period, or its end, begins. Raises RunError."""
    scenario = setup.scenario
    events, quantities = open_events(scenario), open_quantities(scenario)
    looked_at = [*map(_effects_of, events), *map(_value_of, quantities)]
    until = replace(scenario, end=minute, outcomes=tuple(looked_at), expect=())
    ensemble = Setup(until, setup.settings).ensemble(replications, engine=engine, jobs=jobs, progress=progress)
    columns = [np.array(ensemble.outcomes[:, index]) for index in range(len(looked_at))]
    return Seen(
        {ladder.name: ensemble.of(ladder.name).final.astype(np.float64) for ladder in scenario.ladders},
        {event.name: column for event, column in zip(events, columns, strict=False)},
        {quantity.name: column for quantity, column in zip(quantities, columns[len(events) :], strict=True)},
    )


def climbable(ladder: Ladder) -> range:
    """The places that somebody may be said to stand at or above: all but the lowest."""
    return range(1, len(ladder.stages))


def _effects_of(event: Event) -> Outcome:
    return Outcome(f"count {event.name}", (Aggregate("count", event=event.name),))


def _value_of(quantity: Quantity) -> Outcome:
    return Outcome(f"final {quantity.name}", (Aggregate("final", ex.Expression(quantity.name, ex.Name(quantity.name), "")),))
