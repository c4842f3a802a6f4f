"""One history at a time, on SimPy: the reference, to be read next to "One minute" in the language reference.

Everything that will come is a SimPy event: `Due`. SimPy's clock goes to the next minute at which one is due, and takes those of
the same minute in the order it is told: timelines, what somebody lets happen, then occurrences in file order, then the look at
the conditions. A look that finds an occurrence due in the same minute, or that moves the actor, asks for another look: a new
round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from escalation_sim import clock
from escalation_sim.engines import stops
from escalation_sim.engines.changes import AS_WRITTEN, Answer, Changes, in_order
from escalation_sim.engines.history import History, Known, Trace
from escalation_sim.engines.simpy.brakes import Brakes
from escalation_sim.engines.simpy.ladder import Ladder
from escalation_sim.engines.simpy.observers import Observer, observer
from escalation_sim.engines.simpy.occurrences import Occurrences
from escalation_sim.engines.simpy.state import EVENTS, LET_HAPPEN, TIMELINES, State
from escalation_sim.engines.stops import MOST_MINUTES, MOST_ROUNDS
from escalation_sim.errors import RunError
from escalation_sim.luck import BLOCK, Luck
from escalation_sim.model.programme import AggregatePlan, OutcomePlan, Programme


def play(
    programme: Programme,
    parameters: Mapping[str, float],
    luck: Luck,
    replication: int,
    *,
    trace: bool = False,
    changes: Changes = AS_WRITTEN,
    luck_says: list[Answer | None] | None = None,
) -> History:
    """The history of one replication. *parameters* has a value for every parameter of the scenario.

    To *luck_says* is added, for each decision that somebody answers, what luck would have said; None where it has no answer.
    Raises RunError.
    """
    with np.errstate(all="ignore"):
        state = State(programme, parameters, luck, replication, Trace(left_out=changes.left_out) if trace else None, changes)
        state.luck_says = luck_says
        try:
            return _Play(state).history()
        except RunError as error:
            error.trace = state.trace
            raise


def histories(
    programme: Programme,
    parameters: Callable[[int], Mapping[str, float]],
    seed: int,
    replications: Iterable[int],
    changes: Changes = AS_WRITTEN,
) -> Iterable[History]:
    """Many histories, one after the other; *parameters* gives the values of a replication."""
    luck = Luck(seed, count=0)
    for replication in replications:
        if not luck.first <= replication < luck.first + luck.count:
            luck = Luck(seed, replication - replication % BLOCK, BLOCK)
        yield play(programme, parameters(replication), luck, replication, changes=changes)


class _Play:
    """A history while it is played: its events, its ladder and its outcomes, minute by minute."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.due_minutes = 0
        state.arrive = self.arrive
        self.occurrences = [Occurrences(state, plan) for plan in state.programme.events]
        self.watched = [occurrences for occurrences in self.occurrences if occurrences.plan.when]
        self.brakes = Brakes(state)
        self.ladders = [Ladder(state, plan, self.brakes) for plan in state.programme.ladders]
        self.observers: list[tuple[AggregatePlan, Observer]] = []

    def history(self) -> History:
        state = self.state
        self.set_out()
        state.env.run(until=state.scenario.end)
        for ladder in self.ladders:
            ladder.charge(state.scenario.end)
        return self.told()

    def set_out(self) -> None:
        """Minute 0: initial values, the first intervals, the first look; then the rounds of the minute begin."""
        state = self.state
        first = state.programme.first_quantity
        values = [state.value(formula) for formula in state.programme.initial]
        for slot, (quantity, value) in enumerate(zip(state.scenario.quantities, values, strict=True), first):
            state.values[slot] = quantity.clipped(value)
        for minute, slot, value in state.programme.timeline:
            state.at(minute, TIMELINES, lambda slot=slot, value=value: self.becomes_known(slot, value))  # type: ignore[misc]
        for minute, event in in_order(state.injected, [plan.name for plan in state.programme.events]):
            state.at(minute, LET_HAPPEN, self.occurrences[event].let_happen)
        for occurrences in self.occurrences:
            occurrences.set_out()
        for ladder in self.ladders:
            ladder.arrive()
        self.look_at_conditions()
        state.again = False
        state.at(0, self.last, self.look)

    @property
    def last(self) -> int:
        """The order of a look: after every occurrence of its round."""
        return EVENTS + len(self.occurrences)

    def arrive(self) -> None:
        """The clock has come to a minute at which something is due: a look will follow."""
        state = self.state
        if state.now == state.minute:
            return
        for ladder in self.ladders:
            ladder.charge(state.now)
        state.minute, state.rounds = state.now, 1
        state.values[state.programme.now_slot] = clock.to_days(state.minute)
        self.due_minutes += 1
        if self.due_minutes > MOST_MINUTES:
            busiest = max(self.occurrences, key=lambda occurrences: occurrences.came, default=None)
            raise state.error(stops.too_many_minutes(busiest.plan.name if busiest else None))
        state.at(state.minute, self.last, self.look)

    def becomes_known(self, slot: int, value: float) -> None:
        """A timeline sets a quantity."""
        state = self.state
        self.arrive()
        name = state.scenario.quantities[slot - state.programme.first_quantity].name
        state.assign(slot, value, f"the timeline of {name}")
        if state.trace:
            state.trace.happenings.append(Known(state.minute, name, value))

    def look(self) -> None:
        """The end of a round: look at every condition again; then a new round, or the minute is over."""
        state = self.state
        state.again = False
        self.look_at_conditions()
        if not state.again:
            self.minute_is_over()
            return
        state.rounds += 1
        if state.rounds > MOST_ROUNDS:
            raise state.error(stops.endless_minute(state.restless))
        state.at(state.minute, self.last, self.look)

    def look_at_conditions(self) -> None:
        """Step 3 of a minute: every event's `when` in file order, then the ladders, of which none sees another's move."""
        state = self.state
        for occurrences in self.watched:
            occurrences.watch()
        self.brakes.look()
        for ladder in self.ladders:
            ladder.update()
        decided = [(ladder, ladder.decided()) for ladder in self.ladders]
        for ladder, way in decided:
            if way:
                ladder.move(way)
                state.new_round(stops.the_move_to(ladder.plan.ladder.stages[ladder.stage].name))

    def minute_is_over(self) -> None:
        """What outcomes see, what the time until the next minute will be charged to, and the trace."""
        state = self.state
        for ladder in self.ladders:
            ladder.minute_is_over()
        if not self.observers:
            self.observers = [(plan, observer(plan.aggregate)) for plan in state.programme.aggregates if plan.formula]
        for plan, seeing in self.observers:
            formula = plan.formula
            if formula and formula not in state.cache:
                state.cache[formula] = state.value(formula)
                seeing.see(float(state.cache[formula]), state.minute)
        if state.trace and state.changed:
            first = state.programme.first_quantity
            quantities = tuple(state.values[first : first + len(state.scenario.quantities)])
            state.trace.states.append((state.minute, quantities, tuple(ladder.stage for ladder in self.ladders)))
        state.changed = False

    def outcomes(self) -> dict[str, float | None]:
        """What there is to report: one aggregate, or arithmetic on several."""
        seen = {id(plan): seeing.total(self.state.scenario.end) for plan, seeing in self.observers}
        found: dict[str, float | None] = {}
        for plan in self.state.programme.outcomes:
            totals = [
                float(self.occurrences[one.event].effects) if one.event is not None else seen[id(one)] for one in plan.aggregates
            ]
            found[plan.outcome.name] = self.measured(plan, totals) if plan.measure else totals[0]
        return found

    def measured(self, plan: OutcomePlan, totals: list[float | None]) -> float | None:
        """What arithmetic makes of aggregates; never, where one of them is."""
        assert plan.measure
        for one, total in zip(plan.aggregates, totals, strict=True):
            if total is None:
                return None
            if one.slot is not None:
                self.state.values[one.slot] = total
        return self.state.value(plan.measure)

    def told(self) -> History:
        """The history, now that it is over."""
        state = self.state
        state.minute = state.scenario.end
        first = state.programme.first_quantity
        if state.trace:
            state.trace.standing = tuple(step for ladder in self.ladders for step in ladder.standing())
            state.trace.waiting = tuple(one for occurrences in self.watched for one in occurrences.waiting())
        return History(
            replication=state.replication,
            **vars(self.ladders[0].climbed()),
            others={ladder.plan.name: ladder.climbed() for ladder in self.ladders[1:]},
            outcomes=self.outcomes(),
            quantities={q.name: state.values[first + i] for i, q in enumerate(state.scenario.quantities)},
            parameters=state.parameters,
            trace=state.trace,
        )
