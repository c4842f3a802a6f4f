"""Scenario → what an engine executes: ordered, indexed, every expression compiled, every draw's place named.

The state of a history is one list, indexed by slot: parameters, quantities, `stage` and `highest`, the places on the other
ladders, the brakes, the aggregates that arithmetic is done with, `now`, and the stages, which are constants. A programme holds
no parameter values: those may differ from replication to replication.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS, Standard
from escalation_sim.model.emission import Function, emit
from escalation_sim.model.scenario import Aggregate, Event, Ladder, Outcome, Passage, Quantity, Scenario, Way, brakes_for


@dataclass(frozen=True, eq=False)
class Formula:
    """A compiled expression. *path* is where it stands in the file, *place* the address of its draws' luck.

    *brakes* are those whose name it reads, by their slots: their `while` is to be looked at first.
    """

    expression: ex.Expression
    path: str
    place: str
    slots: Mapping[str, int]
    brakes: Mapping[int, Formula] = field(default_factory=dict)

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
        """The slots it reads, also by way of brakes."""
        own = frozenset(self.slots[name] for name in self.expression.names)
        return (own - self.brakes.keys()).union(*(brake.reads for brake in self.brakes.values()))


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


@dataclass(frozen=True, eq=False)
class LadderPlan:
    """A ladder, ready to be climbed. `ways` are by the place where one stands: down first, then up, to the lowest stage first.

    `can_block` has for each stage the indices of the brakes that can block it; *highest_slot* is there for the main ladder alone.
    """

    ladder: Ladder
    ways: tuple[tuple[WayPlan, ...], ...]
    can_block: tuple[tuple[int, ...], ...]
    place_slot: int
    highest_slot: int | None

    @property
    def name(self) -> str:
        return self.ladder.name


@dataclass(frozen=True)
class AggregatePlan:
    """An aggregate, ready to be observed; *event* is the index of the event it counts, *slot* where arithmetic reads it."""

    aggregate: Aggregate
    formula: Formula | None
    event: int | None
    slot: int | None


@dataclass(frozen=True)
class OutcomePlan:
    """An outcome: its aggregates, and what is made of them where that is more than the only one."""

    outcome: Outcome
    aggregates: tuple[AggregatePlan, ...]
    measure: Formula | None


@dataclass(frozen=True)
class Programme:
    """All of a scenario that an engine needs. The main ladder is the first."""

    scenario: Scenario
    slots: Mapping[str, int]
    initial: tuple[Formula, ...]
    timeline: tuple[tuple[int, int, float], ...]  # (minute, slot, value), in order of time
    events: tuple[EventPlan, ...]
    brakes: tuple[Formula, ...]
    ladders: tuple[LadderPlan, ...]
    outcomes: tuple[OutcomePlan, ...]

    @property
    def main(self) -> LadderPlan:
        """The main ladder."""
        return self.ladders[0]

    @property
    def ways(self) -> Iterator[WayPlan]:
        """Every way of every ladder."""
        return (way for ladder in self.ladders for ways in ladder.ways for way in ways)

    @property
    def aggregates(self) -> Iterator[AggregatePlan]:
        """Every aggregate of every outcome."""
        return (aggregate for plan in self.outcomes for aggregate in plan.aggregates)

    @cached_property
    def conditions(self) -> tuple[Formula, ...]:
        """Every condition that is looked at again when what it reads has changed: of events, brakes and ways."""
        found = [*self.brakes, *(event.when for event in self.events if event.when)]
        found += [formula for way in self.ways for formula in (way.when, way.keep)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def readers(self) -> Mapping[int, tuple[Formula, ...]]:
        """For each slot the conditions, guards and outcomes that must be looked at again when it changes."""
        guards = [event.while_ for event in self.events]
        outcomes = [plan.formula for plan in self.aggregates if plan.formula]
        watched = [*self.conditions, *guards, *outcomes]
        slots = {slot for formula in watched for slot in formula.reads}
        return {slot: tuple(formula for formula in watched if slot in formula.reads) for slot in slots}

    @property
    def first_quantity(self) -> int:
        """The slot of the first quantity."""
        return len(self.scenario.parameters)

    @property
    def first_brake(self) -> int:
        """The slot of the first brake."""
        return self.slots["highest"] + len(self.ladders)

    @property
    def now_slot(self) -> int:
        return self.slots["now"]


def programme(scenario: Scenario) -> Programme:
    """What an engine executes for *scenario*, which must be sound."""
    slots = _slots(scenario)
    whiles = {
        brake.name: Formula(brake.while_, f"brakes.{brake.name}.while", f"brakes/{brake.name}/while", slots)
        for brake in scenario.brakes
    }
    formulas = _Formulas(slots, whiles, scenario.luck_names)
    quantities = {quantity.name: quantity for quantity in scenario.quantities}
    event_index = {event.name: index for index, event in enumerate(scenario.events)}
    return Programme(
        scenario=scenario,
        slots=slots,
        initial=tuple(formulas.one(one.initial, f"quantities.{one.name}.initial") for one in scenario.quantities),
        timeline=_timeline(scenario, slots),
        events=tuple(_event_plan(formulas, order, event, quantities) for order, event in enumerate(scenario.events)),
        brakes=tuple(whiles.values()),
        ladders=tuple(_ladder_plan(formulas, scenario, ladder) for ladder in scenario.ladders),
        outcomes=tuple(_outcome_plan(formulas, outcome, event_index) for outcome in scenario.outcomes),
    )


@dataclass(frozen=True)
class _Formulas:
    """Makes formulas of expressions. *whiles* are the conditions of the brakes, by name; luck goes by the *luck_names*."""

    slots: Mapping[str, int]
    whiles: Mapping[str, Formula]
    luck_names: Mapping[str, str]

    def one(self, expression: ex.Expression, path: str, place: str | None = None) -> Formula:
        named = sorted(expression.names & self.whiles.keys())
        brakes = {self.slots[name]: self.whiles[name] for name in named}
        return Formula(expression, path, place or self.place(path), self.slots, brakes)

    def place(self, path: str) -> str:
        """The address of the luck at a path, such as `events/rain/set/level`."""
        section, thing, *rest = path.split(".")
        if rest[:1] == ["set"]:
            rest[1] = self.luck_names.get(rest[1], rest[1])
        return "/".join([section, self.luck_names.get(thing, thing), *rest])

    def maybe(self, expression: ex.Expression | None, path: str, place: str | None = None) -> Formula | None:
        return None if expression is None else self.one(expression, path, place)


def _event_plan(formulas: _Formulas, order: int, event: Event, quantities: Mapping[str, Quantity]) -> EventPlan:
    path = f"events.{event.name}"
    one, maybe = formulas.one, formulas.maybe
    return EventPlan(
        event=event,
        order=order,
        at=maybe(event.at, f"{path}.at"),
        every=maybe(event.every, f"{path}.every"),
        when=maybe(event.when, f"{path}.when"),
        start=one(event.start, f"{path}.from"),
        first=maybe(event.first, f"{path}.first"),
        hold=one(event.hold, f"{path}.for"),
        after=one(event.after, f"{path}.after"),
        until=maybe(event.until, f"{path}.until"),
        while_=one(event.while_, f"{path}.while"),
        chance=maybe(event.chance, f"{path}.chance"),
        chance_place=formulas.place(f"{path}.chance"),
        set=tuple((formulas.slots[name], quantities[name], one(value, f"{path}.set.{name}")) for name, value in event.set),
    )


def _ladder_plan(formulas: _Formulas, scenario: Scenario, ladder: Ladder) -> LadderPlan:
    index = {brake.name: place for place, brake in enumerate(scenario.brakes)}
    can_block = (brakes_for(scenario, ladder, stage) for stage in ladder.stages)
    return LadderPlan(
        ladder=ladder,
        ways=tuple(tuple(_way_plan(formulas, scenario, ladder, way) for way in here) for here in ladder.passages_from),
        can_block=tuple(tuple(index[brake.name] for brake in brakes) for brakes in can_block),
        place_slot=formulas.slots[ladder.place_name],
        highest_slot=formulas.slots["highest"] if ladder is scenario.main else None,
    )


def _way_plan(formulas: _Formulas, scenario: Scenario, ladder: Ladder, passage: Passage) -> WayPlan:
    way, path = passage.way, passage.path
    kind = "climb" if passage.is_climb else "descend"
    stage, route = (formulas.luck_names.get(name, name) for name in (passage.stage.name, way.route))
    place = f"ladder/{stage}/{kind}/{route}"  # of every ladder, whatever it is called: its luck is its own
    heeds = [
        index
        for index, brake in enumerate(scenario.brakes)
        if passage.is_climb and ladder.is_blocked_by(brake, passage.stage) and not way.ignores_brake(brake.name)
    ]
    when = formulas.one(way.when, f"{path}.when")
    return WayPlan(
        way=way,
        source=passage.source,
        target=passage.target,
        path=path,
        when=when,
        keep=formulas.maybe(way.keep, f"{path}.keep") or when,
        hold=formulas.one(way.hold, f"{path}.for"),
        decide=formulas.one(way.decide, f"{path}.decide", f"{place}/decide"),
        chance=formulas.maybe(way.chance, f"{path}.chance", f"{place}/chance"),
        chance_place=f"{place}/chance",
        again=formulas.maybe(way.again, f"{path}.again"),
        brakes=tuple(heeds),
    )


def _outcome_plan(formulas: _Formulas, outcome: Outcome, events: Mapping[str, int]) -> OutcomePlan:
    path = f"outcomes.{outcome.name}"
    aggregates = tuple(
        AggregatePlan(one, formulas.maybe(one.expression, path), events.get(one.event), formulas.slots.get(one.name))
        for one in outcome.aggregates
    )
    return OutcomePlan(outcome, aggregates, formulas.maybe(outcome.measure, path))


def _slots(scenario: Scenario) -> dict[str, int]:
    """Where each name stands in the state. Stages are constants, and have slots of their own behind the rest."""
    names = [parameter.name for parameter in scenario.parameters]
    names += [quantity.name for quantity in scenario.quantities]
    names += ["stage", "highest"]
    names += [ladder.name for ladder in scenario.others]
    names += [brake.name for brake in scenario.brakes]
    names += [aggregate.name for outcome in scenario.outcomes if outcome.measure for aggregate in outcome.aggregates]
    names += ["now"]
    names += [stage.name for ladder in scenario.ladders for stage in ladder.stages]
    return {name: slot for slot, name in enumerate(names)}


def _timeline(scenario: Scenario, slots: Mapping[str, int]) -> tuple[tuple[int, int, float], ...]:
    entries = [
        (minute, slots[quantity.name], quantity.clipped(value))
        for quantity in scenario.quantities
        for minute, value in quantity.timeline
    ]
    return tuple(sorted(entries))
