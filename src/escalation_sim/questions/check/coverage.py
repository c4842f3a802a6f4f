"""Which stages, brakes, events and descents of a scenario its claims and its recorded histories have ever exercised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from escalation_sim.engines.columns import NEVER
from escalation_sim.model.expressions import Expression
from escalation_sim.model.parsing import parse
from escalation_sim.model.scenario import Aggregate, Event, Outcome, Scenario
from escalation_sim.questions.check.records import REPLICATIONS
from escalation_sim.results.ensemble import Ensemble, stage_brakes
from escalation_sim.running.setups import Setup

Kind = Literal["stage", "brake", "event", "descent"]

KINDS: tuple[Kind, ...] = ("stage", "brake", "event", "descent")


@dataclass(frozen=True)
class Rung:
    """A part of a scenario: the *share* of histories in which it came into play, and whether a claim names it.

    A stage comes into play when it is reached, a brake when it holds a decision back, an event when it has an effect, and a
    descent, named by the stage it leaves, when it happens.
    """

    kind: Kind
    name: str
    share: float
    claimed: bool

    @property
    def exercised(self) -> bool:
        """Whether a claim or a history has to do with it."""
        return self.claimed or self.share > 0


def coverage(setup: Setup) -> tuple[Rung, ...]:
    """Every stage, brake, event and descent, over as many histories as are recorded. Raises RunError."""
    scenario = setup.scenario
    counted = Setup(_counting(scenario), setup.settings)
    ensemble = counted.block(0, REPLICATIONS)
    named = _named(scenario)
    return tuple(Rung(kind, name, share, name in named[kind]) for kind, name, share in _shares(counted, scenario, ensemble))


def _counting(scenario: Scenario) -> Scenario:
    """The scenario with an outcome for the effects of each event, and an event for each descent.

    Luck is by place, and an event that sets nothing changes nothing: the histories are the same.
    """
    downs = [
        Event(f"below {stage.name}", when=parse(f"stage < {place}", scenario.start))
        for place, stage in enumerate(scenario.stages)
        if stage.descend
    ]
    events = (*scenario.events, *downs)
    counts = tuple(Outcome(f"count {event.name}", (Aggregate("count", event=event.name),)) for event in events)
    return replace(scenario, events=events, outcomes=(*scenario.outcomes, *counts))


def _shares(counted: Setup, scenario: Scenario, ensemble: Ensemble) -> Iterator[tuple[Kind, str, float]]:
    """The kind, the name and the share of each rung, in the order of the file."""
    for place, stage in enumerate(scenario.stages):
        yield "stage", stage.name, float((ensemble.first_reached[:, place] != NEVER).mean())
    pairs = [pair for pairs in stage_brakes(counted.programme.main).values() for pair in pairs]
    for index, brake in enumerate(scenario.brakes):
        columns = [column for other, column in pairs if other == index]
        yield "brake", brake.name, float(np.any(ensemble.blocked[:, columns] > 0, axis=1).mean())
    places = {outcome.name: place for place, outcome in enumerate(counted.scenario.outcomes)}
    for event in scenario.events:
        yield "event", event.name, float((ensemble.outcomes[:, places[f"count {event.name}"]] > 0).mean())
    for place, stage in enumerate(scenario.stages):
        if stage.descend:
            below_at_start = int(scenario.start_stage < place)
            count = ensemble.outcomes[:, places[f"count below {stage.name}"]]
            yield "descent", stage.name, float((count > below_at_start).mean())


def _named(scenario: Scenario) -> dict[Kind, set[str]]:
    """What the claims name: in their conditions, or through the outcomes that they are about."""
    outcomes = {outcome.name: outcome for outcome in scenario.outcomes}
    read: set[str] = set()
    for claim in scenario.expect:
        read |= _names(claim.condition) | {claim.outcome}
    used = [outcomes[name] for name in read & outcomes.keys()]
    for outcome in used:
        read |= {name for one in outcome.aggregates for name in _names(one.expression)}
    stages = {stage.name for stage in scenario.stages if {stage.name, f"reached_{stage.name}"} & read}
    return {
        "stage": stages,
        "brake": set(),
        "event": {one.event for outcome in used for one in outcome.aggregates if one.event},
        "descent": set(),
    }


def _names(expression: Expression | None) -> frozenset[str]:
    return expression.names if expression else frozenset()
