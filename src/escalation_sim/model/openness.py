"""What the main ladder's actor can see, and what is hidden: quantities, events, brakes, expressions.

A quantity is hidden where the author says so. An event is where every effect that it has is on what is hidden. A brake can be
seen, whatever it looks at, where it holds back a stage of the main ladder, since its actor knows that it is held back; another
one where it looks at nothing that is hidden. An expression is hidden where it reads anything that is.
"""

from __future__ import annotations

from escalation_sim.model.expressions import Expression
from escalation_sim.model.scenario import Brake, Event, Quantity, Scenario


def open_quantities(scenario: Scenario) -> list[Quantity]:
    """Those that are not hidden."""
    return [quantity for quantity in scenario.quantities if not quantity.hidden]


def open_events(scenario: Scenario) -> list[Event]:
    """All but those whose every effect is on what is hidden: nobody sees that they happen."""
    hidden = {quantity.name for quantity in scenario.quantities if quantity.hidden}
    return [event for event in scenario.events if not event.set or any(name not in hidden for name, _ in event.set)]


def open_brakes(scenario: Scenario) -> list[Brake]:
    """Those of which one sees whether they are on."""
    hidden = {quantity.name for quantity in scenario.quantities if quantity.hidden}
    return [brake for brake in scenario.brakes if holds_back_the_actor(scenario, brake) or not brake.while_.names & hidden]


def holds_back_the_actor(scenario: Scenario, brake: Brake) -> bool:
    """Whether it blocks a stage of the main ladder."""
    return any(scenario.main.is_blocked_by(brake, stage) for stage in scenario.stages)


def hidden_names(scenario: Scenario) -> frozenset[str]:
    """The names of expressions whose values are hidden: quantities, and brakes of which nobody sees whether they are on."""
    seen = {brake.name for brake in open_brakes(scenario)}
    hidden = [quantity.name for quantity in scenario.quantities if quantity.hidden]
    return frozenset([*hidden, *(brake.name for brake in scenario.brakes if brake.name not in seen)])


def is_open(expression: Expression, hidden: frozenset[str]) -> bool:
    """Whether an expression reads nothing that is hidden."""
    return not expression.names & hidden
