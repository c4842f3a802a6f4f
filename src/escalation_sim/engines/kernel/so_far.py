"""A history as far as its records have been told: the state that the kernel was in, who set what, and the trace so far."""

from __future__ import annotations

from collections.abc import Mapping

from escalation_sim import clock
from escalation_sim.engines.history import Happening, Move, Reading, Step, Trace
from escalation_sim.engines.kernel.told_ways import ToldWay
from escalation_sim.model.programme import Formula, Programme


class SoFar:
    """Where a history stands after a record."""

    def __init__(self, programme: Programme, parameters: Mapping[str, float]) -> None:
        self.programme, self.scenario = programme, programme.scenario
        self.trace = Trace()
        self.moves: list[Move] = []
        self.minute = 0
        self.changed = True  # in this minute
        self.values = [0.0] * len(programme.slots)
        for name, value in {**parameters, **self.scenario.places}.items():
            self.values[programme.slots[name]] = float(value)
        self.stage = self.highest = self.scenario.start_stage
        self.values[programme.slots["stage"]] = self.values[programme.slots["highest"]] = float(self.stage)
        self.writers: dict[int, tuple[str, int]] = {}
        self.on = [False] * len(programme.brakes)
        self.plans = list(programme.ways)
        self.ways = [ToldWay(plan) for plan in self.plans]

    def reach(self, minute: int) -> None:
        """The minute so far is over, if this is another one."""
        if minute == self.minute:
            return
        if self.changed:
            first = self.programme.first_quantity
            quantities = tuple(self.values[first : first + len(self.scenario.quantities)])
            self.trace.states.append((self.minute, quantities, (self.stage,)))
        self.changed = False
        for way in self.ways:
            if way.plan.source == self.stage:
                way.charge(minute - self.minute, self.on)
        self.minute = minute
        self.values[self.programme.now_slot] = clock.to_days(minute)

    def assign(self, slot: int, value: float, writer: str) -> None:
        self.writers[slot] = (writer, self.minute)
        if self.values[slot] != value:
            self.values[slot] = value
            self.changed = True

    def readings(self, *conditions: Formula) -> tuple[Reading, ...]:
        """What conditions read just now."""
        names = {name: None for condition in conditions for name in sorted(condition.expression.names)}
        slots = self.programme.slots
        return tuple(Reading(name, self.values[slots[name]], *self.writers.get(slots[name], ("", 0))) for name in names)

    def add(self, happening: Happening) -> None:
        self.trace.happenings.append(happening)

    def step(
        self,
        kind: str,
        way: ToldWay,
        until: int | None = None,
        chance: float | None = None,
        found: tuple[Reading, ...] = (),
    ) -> None:
        self.add(Step(self.minute, kind, way.dossier(self.programme, self.minute), until, chance, found))
