"""A history as far as its records have been told: the state that the kernel was in, who set what, and the trace so far."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from escalation_sim import clock
from escalation_sim.engines.changes import Changes
from escalation_sim.engines.history import Happening, Reading, Step, Trace
from escalation_sim.engines.kernel.told_ways import ToldLadder, ToldWay
from escalation_sim.model.programme import Formula, Programme


class SoFar:
    """Where a history stands after a record. *changes* are those with which it was played."""

    def __init__(self, programme: Programme, parameters: Mapping[str, float], changes: Changes) -> None:
        self.programme, self.scenario = programme, programme.scenario
        self.left_out = changes.left_out
        self.trace = Trace(left_out=changes.left_out)
        self.minute = 0
        self.changed = True  # in this minute
        self.values = [0.0] * len(programme.slots)
        for parameter in self.scenario.parameters:
            self.values[programme.slots[parameter.name]] = float(parameters[parameter.name])
        for stage, place in self.scenario.places.items():
            self.values[programme.slots[stage]] = float(place)
        self.ladders = [ToldLadder(plan) for plan in programme.ladders]
        for ladder in self.ladders:
            for slot in (ladder.plan.place_slot, ladder.plan.highest_slot):
                if slot is not None:
                    self.values[slot] = float(ladder.stage)
        self.writers: dict[int, tuple[str, int]] = {}
        self.on = [False] * len(programme.brakes)
        self.ways = [ToldWay(ladder, way) for ladder in self.ladders for ways in ladder.plan.ways for way in ways]

    def reach(self, minute: int) -> None:
        """The minute so far is over, if this is another one."""
        if minute == self.minute:
            return
        if self.changed:
            first = self.programme.first_quantity
            quantities = tuple(self.values[first : first + len(self.scenario.quantities)])
            self.trace.states.append((self.minute, quantities, tuple(ladder.stage for ladder in self.ladders)))
        self.changed = False
        for way in self.ways:
            if way.plan.source == way.ladder.stage:
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
        for condition in conditions:
            self.see_brakes(condition)
        names = {name: None for condition in conditions for name in sorted(condition.expression.names)}
        slots = self.programme.slots
        return tuple(Reading(name, self.values[slots[name]], *self.writers.get(slots[name], ("", 0))) for name in names)

    def see_brakes(self, condition: Formula) -> None:
        """Whether the brakes whose name it reads are on, as things stand."""
        for slot in condition.brakes:
            brake = slot - self.programme.first_brake
            self.values[slot] = float(self.scenario.brakes[brake].name not in self.left_out and self.holds(brake))

    def holds(self, brake: int) -> bool:
        """Whether the `while` of a brake is true."""
        with np.errstate(all="ignore"):
            return bool(self.programme.brakes[brake].scalar(self.values, None))

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
