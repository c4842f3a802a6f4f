"""Which stages, brakes, events and descents of a scenario its claims and its recorded histories have ever exercised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import NEVER
from escalation_sim.model.expressions import Comparison, Expression, Logic, Name, Number, number
from escalation_sim.model.scenario import Aggregate, Event, Ladder, Outcome, Quantity, Scenario
from escalation_sim.model.uses import uses
from escalation_sim.questions.check.records import REPLICATIONS
from escalation_sim.results.ensemble import Ensemble, blocked_pairs
from escalation_sim.running.setups import Setup

Kind = Literal["stage", "brake", "event", "descent"]

KINDS: tuple[Kind, ...] = ("stage", "brake", "event", "descent")


@dataclass(frozen=True)
class Rung:
    """A part of a scenario: the *share* of histories in which it came into play, and whether a claim names it.

    A stage comes into play when it is reached, a brake when it holds a decision back, an event when it has an effect, and a
    descent, named by the stage it leaves, when it happens. A brake that *weighs*, as its name is read, does so too when it is on.
    """

    kind: Kind
    name: str
    share: float
    claimed: bool
    weighs: bool = False

    @property
    def exercised(self) -> bool:
        """Whether a claim or a history has to do with it."""
        return self.claimed or self.share > 0


def coverage(setup: Setup) -> tuple[Rung, ...]:
    """Every stage, brake, event and descent, over as many histories as are recorded. Raises RunError."""
    scenario = setup.scenario
    counted = Setup(_counting(scenario), setup.settings)
    ensemble = counted.block(0, REPLICATIONS)
    named, weighing = _named(scenario), _weighing(scenario)
    return tuple(
        Rung(kind, name, share, name in named[kind], weighs=kind == "brake" and name in weighing)
        for kind, name, share in _shares(counted, scenario, ensemble)
    )


def _counting(scenario: Scenario) -> Scenario:
    """The scenario with an outcome for the effects of each event, for each descent, and for each brake that weighs.

    Luck is by place, and what is added sets nothing that the scenario reads: the histories are the same.
    """
    descended = [ladder for ladder in scenario.ladders if any(stage.descend for stage in ladder.stages)]
    stood = tuple(Quantity(_stood(ladder), number(float(ladder.start_stage))) for ladder in descended)
    events = (*scenario.events, *(event for ladder in descended for event in _descents(ladder)))
    counts = [Outcome(f"count {event.name}", (Aggregate("count", event=event.name),)) for event in events]
    weighing = [brake for brake in scenario.brakes if brake.name in _weighing(scenario)]
    peaks = [Outcome(f"peak {brake.name}", (Aggregate("peak", brake.while_),)) for brake in weighing]
    return replace(
        scenario,
        quantities=(*scenario.quantities, *stood),
        events=events,
        outcomes=(*scenario.outcomes, *counts, *peaks),
    )


def _stood(ladder: Ladder) -> str:
    """A quantity with the place at which a ladder's actor stood last; no name of a scenario has a blank in it."""
    return f"stood {ladder.name}"


def _descents(ladder: Ladder) -> Iterator[Event]:
    """An event for each stage that notes that it was come to, and one for each that may be left for one below.

    The look after a move sees both where the actor stands and, as what it sets off comes in the next round, where it stood.
    """
    for place, stage in enumerate(ladder.stages):
        at = _compared(ladder.place_name, "==", place)
        yield Event(f"at {stage.name}", when=at, set=((_stood(ladder), number(float(place))),))
        if stage.descend:
            below, before = _compared(ladder.place_name, "<", place), _compared(_stood(ladder), "==", place)
            both = Logic("and", (below.tree, before.tree))
            yield Event(f"below {stage.name}", when=Expression(f"{below} and {before}", both, ""))


def _compared(name: str, operator: str, place: int) -> Expression:
    text = f"{name} {operator} {place}"  # by which expressions are told apart
    return Expression(text, Comparison((operator,), (Name(name), Number(float(place)))), text)


def _weighing(scenario: Scenario) -> frozenset[str]:
    """The brakes whose name something reads."""
    read = frozenset(name for use in uses(scenario) for name in use.expression.names)
    return frozenset(brake.name for brake in scenario.brakes if brake.name in read)


def _shares(counted: Setup, scenario: Scenario, ensemble: Ensemble) -> Iterator[tuple[Kind, str, float]]:
    """The kind, the name and the share of each rung, in the order of the file."""
    outcomes = {outcome.name: ensemble.outcomes[:, place] for place, outcome in enumerate(counted.scenario.outcomes)}
    for ladder in scenario.ladders:
        reached = ensemble.of(ladder.name).first_reached != NEVER
        for place, stage in enumerate(ladder.stages):
            yield "stage", stage.name, float(reached[:, place].mean())
    for index, brake in enumerate(scenario.brakes):
        played = _held_back(counted, ensemble, index)
        if f"peak {brake.name}" in outcomes:
            played |= outcomes[f"peak {brake.name}"] > 0
        yield "brake", brake.name, float(played.mean())
    for event in scenario.events:
        yield "event", event.name, float((outcomes[f"count {event.name}"] > 0).mean())
    for stage in (stage for ladder in scenario.ladders for stage in ladder.stages if stage.descend):
        yield "descent", stage.name, float((outcomes[f"count below {stage.name}"] > 0).mean())


def _held_back(counted: Setup, ensemble: Ensemble, brake: int) -> NDArray[np.bool_]:
    """In which histories a brake held back a decision on any ladder."""
    found = np.zeros(len(ensemble), np.bool_)
    for plan in counted.programme.ladders:
        columns = [column for column, (_, other) in enumerate(blocked_pairs(plan)) if other == brake]
        found |= np.any(ensemble.of(plan.name).blocked[:, columns] > 0, axis=1)
    return found


def _named(scenario: Scenario) -> dict[Kind, set[str]]:
    """What the claims name: in their conditions, or through the outcomes that they are about."""
    outcomes = {outcome.name: outcome for outcome in scenario.outcomes}
    read: set[str] = set()
    for claim in scenario.expect:
        read |= _names(claim.condition) | {claim.outcome}
    used = [outcomes[name] for name in read & outcomes.keys()]
    for outcome in used:
        read |= {name for one in outcome.aggregates for name in _names(one.expression)}
    return {
        "stage": {name for name in scenario.places if {name, f"reached_{name}"} & read},
        "brake": {brake.name for brake in scenario.brakes} & read,
        "event": {one.event for outcome in used for one in outcome.aggregates if one.event},
        "descent": set(),
    }


def _names(expression: Expression | None) -> frozenset[str]:
    return expression.names if expression else frozenset()
