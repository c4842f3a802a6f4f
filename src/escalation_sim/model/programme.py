"""Scenario → what an engine executes: ordered, indexed, every expression compiled, every draw's place named.

The state of a history is one list, indexed by slot: parameters, then quantities, then `stage`, `highest` and `now`.
A programme holds no parameter values: those may differ from replication to replication.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS, Standard
from escalation_sim.model.emission import Function, emit
from escalation_sim.model.scenario import Event, Outcome, Quantity, Scenario, Stage, Way, brakes_for


@dataclass(frozen=True, eq=False)
class Formula:
    """A compiled expression. *path* is where it stands in the file, *place* the address of its draws' luck."""

    expression: ex.Expression
    path: str
    place: str
    slots: Mapping[str, int]

    @cached_property
    def scalar(self) -> Function:
        """The function of a list of numbers."""
        return emit(self.expression, self.slots, "scalar")

    @cached_property
    def draw_places(self) -> tuple[str, ...]:
        """The place of each draw, by ordinal."""
        return tuple(f"{self.place}/{draw.ordinal}" for draw in self.expression.draws)

    @cached_property
    def standards(self) -> tuple[Standard | None, ...]:
        """What turns the uniform number of each draw into its standard variate."""
        return tuple(DISTRIBUTIONS[draw.distribution].standard for draw in self.expression.draws)

    @cached_property
    def reads(self) -> frozenset[int]:
        """The slots it reads."""
        return frozenset(self.slots[name] for name in self.expression.names)


@dataclass(frozen=True)
class EventPlan:
    """An event, ready to run. *chance_place* addresses the luck of `chance` itself."""

    event: Event
    order: int
    at: Formula | None
    every: Formula | None
    when: Formula | None
    start: Formula
    first: Formula | None
    hold: Formula
    after: Formula
    until: Formula | None
    while_: Formula
    chance: Formula | None
    chance_place: str
    set: tuple[tuple[int, Quantity, Formula], ...]

    @property
    def name(self) -> str:
        return self.event.name


@dataclass(frozen=True)
class WayPlan:
    """A way up or down, ready to run. *brakes* are the indices of the brakes it heeds."""

    way: Way
    source: int
    target: int
    path: str
    when: Formula
    keep: Formula
    hold: Formula
    decide: Formula
    chance: Formula | None
    chance_place: str
    again: Formula | None
    brakes: tuple[int, ...]


@dataclass(frozen=True)
class OutcomePlan:
    """An outcome, ready to be observed; *event* is the index of the event it counts."""

    outcome: Outcome
    formula: Formula | None
    event: int | None


@dataclass(frozen=True)
class Programme:
    """All of a scenario that an engine needs."""

    scenario: Scenario
    slots: Mapping[str, int]
    initial: tuple[Formula, ...]
    timeline: tuple[tuple[int, int, float], ...]  # (minute, slot, value), in order of time
    events: tuple[EventPlan, ...]
    brakes: tuple[Formula, ...]
    ways: tuple[tuple[WayPlan, ...], ...]  # by the stage where the actor stands: descending first, then climbs as written
    outcomes: tuple[OutcomePlan, ...]
    can_block: tuple[tuple[int, ...], ...]  # by stage: the indices of the brakes that can block it

    @cached_property
    def conditions(self) -> tuple[Formula, ...]:
        """Every condition that is looked at again when what it reads has changed: of events, brakes and ways."""
        found = [*self.brakes, *(event.when for event in self.events if event.when)]
        for ways in self.ways:
            found += [formula for way in ways for formula in (way.when, way.keep)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def readers(self) -> Mapping[int, tuple[Formula, ...]]:
        """For each slot the conditions, guards and outcomes that must be looked at again when it changes."""
        guards = [event.while_ for event in self.events]
        outcomes = [plan.formula for plan in self.outcomes if plan.formula]
        watched = [*self.conditions, *guards, *outcomes]
        slots = {slot for formula in watched for slot in formula.reads}
        return {slot: tuple(formula for formula in watched if slot in formula.reads) for slot in slots}

    @property
    def first_quantity(self) -> int:
        """The slot of the first quantity."""
        return len(self.scenario.parameters)

    @property
    def stage_slot(self) -> int:
        return self.slots["stage"]

    @property
    def highest_slot(self) -> int:
        return self.slots["highest"]

    @property
    def now_slot(self) -> int:
        return self.slots["now"]


def programme(scenario: Scenario) -> Programme:
    """What an engine executes for *scenario*, which must be sound."""
    slots = _slots(scenario)

    def formula(expression: ex.Expression, path: str, place: str | None = None) -> Formula:
        return Formula(expression, path, place or path.replace(".", "/"), slots)

    def maybe(expression: ex.Expression | None, path: str) -> Formula | None:
        return None if expression is None else formula(expression, path)

    quantities = {quantity.name: quantity for quantity in scenario.quantities}

    def event_plan(order: int, event: Event) -> EventPlan:
        path = f"events.{event.name}"
        return EventPlan(
            event=event,
            order=order,
            at=maybe(event.at, f"{path}.at"),
            every=maybe(event.every, f"{path}.every"),
            when=maybe(event.when, f"{path}.when"),
            start=formula(event.start, f"{path}.from"),
            first=maybe(event.first, f"{path}.first"),
            hold=formula(event.hold, f"{path}.for"),
            after=formula(event.after, f"{path}.after"),
            until=maybe(event.until, f"{path}.until"),
            while_=formula(event.while_, f"{path}.while"),
            chance=maybe(event.chance, f"{path}.chance"),
            chance_place=f"events/{event.name}/chance",
            set=tuple((slots[name], quantities[name], formula(value, f"{path}.set.{name}")) for name, value in event.set),
        )

    def way_plan(stage: Stage, way: Way, source: int, target: int) -> WayPlan:
        kind = "climb" if target > source else "descend"
        path = f"ladder.{stage.name}.{kind}" + (f".routes.{way.route}" if way.route else "")
        place = f"ladder/{stage.name}/{kind}/{way.route}"
        heeds = [
            index
            for index, brake in enumerate(scenario.brakes)
            if kind == "climb" and brake.blocks_stage(stage.name) and not way.ignores_brake(brake.name)
        ]
        when = formula(way.when, f"{path}.when")
        return WayPlan(
            way=way,
            source=source,
            target=target,
            path=path,
            when=when,
            keep=formula(way.keep, f"{path}.keep") if way.keep is not None else when,
            hold=formula(way.hold, f"{path}.for"),
            decide=formula(way.decide, f"{path}.decide", f"{place}/decide"),
            chance=formula(way.chance, f"{path}.chance", f"{place}/chance") if way.chance is not None else None,
            chance_place=f"{place}/chance",
            again=maybe(way.again, f"{path}.again"),
            brakes=tuple(heeds),
        )

    def ways_from(place: int) -> tuple[WayPlan, ...]:
        here = scenario.stages[place]
        down = [way_plan(here, here.descend, place, place - 1)] if here.descend else []
        above = scenario.stages[place + 1] if place + 1 < len(scenario.stages) else None
        up = [way_plan(above, way, place, place + 1) for way in above.climb] if above else []
        return (*down, *up)

    brake_index = {brake.name: index for index, brake in enumerate(scenario.brakes)}
    event_index = {event.name: index for index, event in enumerate(scenario.events)}
    return Programme(
        scenario=scenario,
        slots=slots,
        initial=tuple(formula(quantity.initial, f"quantities.{quantity.name}.initial") for quantity in scenario.quantities),
        timeline=_timeline(scenario, slots),
        events=tuple(event_plan(order, event) for order, event in enumerate(scenario.events)),
        brakes=tuple(formula(brake.while_, f"brakes.{brake.name}.while") for brake in scenario.brakes),
        ways=tuple(ways_from(place) for place in range(len(scenario.stages))),
        outcomes=tuple(
            OutcomePlan(outcome, maybe(outcome.expression, f"outcomes.{outcome.name}"), event_index.get(outcome.event))
            for outcome in scenario.outcomes
        ),
        can_block=tuple(tuple(brake_index[brake.name] for brake in brakes_for(scenario, stage)) for stage in scenario.stages),
    )


def _slots(scenario: Scenario) -> dict[str, int]:
    """Where each name stands in the state. Stages are constants, and have slots of their own behind the rest."""
    names = [parameter.name for parameter in scenario.parameters]
    names += [quantity.name for quantity in scenario.quantities]
    names += ["stage", "highest", "now"]
    names += [stage.name for stage in scenario.stages]
    return {name: slot for slot, name in enumerate(names)}


def _timeline(scenario: Scenario, slots: Mapping[str, int]) -> tuple[tuple[int, int, float], ...]:
    entries = [
        (minute, slots[quantity.name], quantity.clipped(value))
        for quantity in scenario.quantities
        for minute, value in quantity.timeline
    ]
    return tuple(sorted(entries))
