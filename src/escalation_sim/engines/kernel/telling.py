"""The records of one history → what the SimPy engine tells of it: every happening with its reasons, every state.

A record says what happened. What a condition read, who had set that, how long brakes held a decision back: all this follows from
the records before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from escalation_sim.engines.changes import Changes
from escalation_sim.engines.columns import NEVER, blocked_pairs
from escalation_sim.engines.history import Braked, Climbed, History, Known, Lost, Move, Occurred, Step, Trace, Triggered, Waiting
from escalation_sim.engines.kernel import records as told
from escalation_sim.engines.kernel.so_far import SoFar
from escalation_sim.engines.kernel.tables import Share, Tables
from escalation_sim.engines.kernel.told_ways import CLOSED, PHASES, WATCHING, ToldLadder, ToldWay
from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import MAIN

STOPS = ("", "while", "chance")
"""What stops an occurrence, by the numbers of `enum stop` in record.h."""


def history_of(
    tables: Tables, parameters: Mapping[str, float], changes: Changes, found: tuple[int, Any, NDArray[Any]]
) -> History:
    """A history that came to its end, with its trace, from its replication, its row and its records."""
    programme, (replication, row, records) = tables.programme, found
    telling = _Telling(programme, parameters, changes)
    telling.take(records)
    telling.reach(programme.scenario.end)
    first, names = programme.first_quantity, [quantity.name for quantity in programme.scenario.quantities]
    values = [None if value != value else value for value in row["outcomes"].tolist()]
    ladders = {ladder.plan.name: _climbed(ladder, tables.shares[ladder.plan.name], row) for ladder in telling.ladders}
    return History(
        replication=replication,
        **vars(ladders.pop(MAIN)),
        others=ladders,
        outcomes={plan.outcome.name: value for plan, value in zip(programme.outcomes, values, strict=True)},
        quantities={name: telling.values[first + k] for k, name in enumerate(names)},
        parameters=dict(parameters),
        trace=telling.trace,
    )


def _climbed(ladder: ToldLadder, share: Share, row: Any) -> Climbed:
    """What became of a ladder."""
    pairs, counts = blocked_pairs(ladder.plan), row["counts"][share.number]

    def minutes(name: str) -> dict[tuple[int, int], int]:
        return {pair: gone for pair, gone in zip(pairs, row[name][share.columns].tolist(), strict=True) if gone}

    return Climbed(
        final=int(counts["final"]),
        highest=int(counts["highest"]),
        moves=tuple(ladder.moves),
        first_reached=tuple(None if minute == NEVER else minute for minute in row["first_reached"][share.stages].tolist()),
        stage_minutes=tuple(row["stage_minutes"][share.stages].tolist()),
        blocked=minutes("blocked"),
        blocked_alone=minutes("blocked_alone"),
        deciding=int(counts["deciding"]),
        shelved=int(counts["shelved"]),
        refused=int(counts["refused"]),
    )


def trace_until(
    programme: Programme, parameters: Mapping[str, float], changes: Changes, minute: int, records: NDArray[Any]
) -> Trace:
    """What happened in a history until it stopped, in a minute that was never over."""
    telling = _Telling(programme, parameters, changes)
    telling.take(records)
    telling.reach(minute)
    return telling.trace


class _Telling(SoFar):
    """Goes through the states that the kernel went through, record by record."""

    def __init__(self, programme: Programme, parameters: Mapping[str, float], changes: Changes) -> None:
        super().__init__(programme, parameters, changes)
        self.set: dict[int, float] = {}  # the quantities that the next occurrence sets
        self.chance: float | None = None  # of the yes that luck does not give: the next refusal's

    def take(self, records: NDArray[Any]) -> None:
        for kind, minute, what, number, value in records.tolist():
            self.reach(minute)
            TELLS[kind](self, what, number, value)

    # Events and timelines

    def begins(self, what: int, number: int, value: float) -> None:
        self.values[self.programme.first_quantity + what] = value

    def becomes_known(self, what: int, number: int, value: float) -> None:
        name = self.scenario.quantities[what].name
        self.assign(self.programme.first_quantity + what, value, f"the timeline of {name}")
        self.add(Known(self.minute, name, value))

    def triggered(self, what: int, number: int, value: float) -> None:
        self.add(Triggered(self.minute, self.event(what), number, int(value)))

    def lost(self, what: int, number: int, value: float) -> None:
        self.add(Lost(self.minute, self.event(what), int(value)))

    def too_late(self, what: int, number: int, value: float) -> None:
        self.add(Lost(self.minute, self.event(what), int(value), too_late=True))

    def assigned(self, what: int, number: int, value: float) -> None:
        self.set[what] = value

    def occurred(self, what: int, number: int, value: float) -> None:
        name, quantities = self.event(what), self.scenario.quantities
        for quantity, new in self.set.items():
            self.assign(self.programme.first_quantity + quantity, new, name)
        new_values = {quantities[quantity].name: new for quantity, new in self.set.items()}
        self.add(Occurred(self.minute, name, number, STOPS[int(value)], new_values))
        self.set.clear()

    def waited(self, what: int, number: int, value: float) -> None:
        self.trace.waiting += (Waiting(self.event(what), number, int(value)),)

    def event(self, what: int) -> str:
        return self.scenario.events[what].name

    # The ladder

    def braked(self, what: int, number: int, value: float) -> None:
        self.on[what] = bool(number)
        self.add(Braked(self.minute, self.scenario.brakes[what].name, bool(number)))

    def built(self, what: int, number: int, value: float) -> None:
        way = self.ways[what]
        way.build(self.minute, self.readings(way.plan.when, way.plan.keep))
        if value:
            self.step("building", way)

    def broken(self, what: int, number: int, value: float) -> None:
        way = self.ways[what]
        self.step("broken", way, found=self.readings(way.plan.when, way.plan.keep))
        way.enter(WATCHING, self.minute)

    def held_back(self, what: int, number: int, value: float) -> None:
        self.ways[what].rest(self.minute)
        self.step("blocked", self.ways[what])

    def decided_on(self, what: int, number: int, value: float) -> None:
        self.ways[what].decide(self.minute, number, int(value))
        self.step("deciding", self.ways[what])

    def put_off(self, what: int, number: int, value: float) -> None:
        self.step("put off", self.ways[what], until=self.minute + int(value))
        self.ways[what].put_off(self.minute, int(value))

    def shelved(self, what: int, number: int, value: float) -> None:
        way = self.ways[what]
        self.step("shelved", way, found=self.readings(way.plan.keep))
        way.forget(WATCHING, self.minute)

    def overtaken(self, what: int, number: int, value: float) -> None:
        self.step("overtaken", self.ways[what])

    def refused_at(self, what: int, number: int, value: float) -> None:
        self.chance = value

    def refused_until(self, what: int, number: int, value: float) -> None:
        way = self.ways[what]
        way.opens = None if value == NEVER else int(value)
        self.step("refused", way, way.opens, self.chance)
        way.forget(CLOSED, self.minute)
        self.chance = None

    def reopened(self, what: int, number: int, value: float) -> None:
        self.ways[what].phase = WATCHING

    def moved(self, what: int, number: int, value: float) -> None:
        """The ways of the stage that is left keep what is known of them: some may be overtaken now."""
        way = self.ways[what]
        ladder, plan = way.ladder, way.plan
        self.step("moved", way)
        ladder.moves.append(Move(self.minute, plan.source, plan.target, plan.way.route))
        ladder.stage = plan.target
        self.assign(ladder.plan.place_slot, float(ladder.stage), ladder.called)
        if ladder.stage > ladder.highest:
            ladder.highest = ladder.stage
            if ladder.plan.highest_slot is not None:
                self.assign(ladder.plan.highest_slot, float(ladder.highest), ladder.called)
        for k, other in enumerate(self.ways):
            if other.ladder is ladder and other.plan.source == ladder.stage:
                self.ways[k] = ToldWay(ladder, other.plan)

    def stood(self, what: int, number: int, value: float) -> None:
        way = self.ways[what]
        self.trace.standing += (Step(self.minute, PHASES[number], way.dossier(self.programme, self.minute), way.opens),)

    def restless(self, what: int, number: int, value: float) -> None:
        """It matters to whoever says why a history stopped."""


TELLS = {
    told.BEGAN: _Telling.begins,
    told.BECAME_KNOWN: _Telling.becomes_known,
    told.TRIGGERED: _Telling.triggered,
    told.LOST: _Telling.lost,
    told.TOO_LATE: _Telling.too_late,
    told.ASSIGNED: _Telling.assigned,
    told.OCCURRED: _Telling.occurred,
    told.BRAKED: _Telling.braked,
    told.BUILT: _Telling.built,
    told.BROKEN: _Telling.broken,
    told.HELD_BACK: _Telling.held_back,
    told.DECIDED_ON: _Telling.decided_on,
    told.PUT_OFF: _Telling.put_off,
    told.SHELVED_AWAY: _Telling.shelved,
    told.OVERTAKEN: _Telling.overtaken,
    told.REFUSED_AT: _Telling.refused_at,
    told.REFUSED_UNTIL: _Telling.refused_until,
    told.REOPENED: _Telling.reopened,
    told.MOVED: _Telling.moved,
    told.STOOD: _Telling.stood,
    told.WAITED: _Telling.waited,
    told.RESTLESS: _Telling.restless,
}
"""What each kind of record tells."""
