"""What is being played: the state by slot, the clock, what is due and when, luck, and what went wrong.

What drives a minute is `engine.py`; events and the ladder read and write what stands here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import simpy

from escalation_sim import clock
from escalation_sim.engines import stops
from escalation_sim.engines.changes import Answer, Changes
from escalation_sim.engines.history import Trace
from escalation_sim.engines.stops import MOST_ROUNDS
from escalation_sim.errors import RunError
from escalation_sim.luck import Luck
from escalation_sim.model.programme import Formula, Programme

TIMELINES = 2  # the orders of what is due at one minute; SimPy keeps 0 and 1 for itself
LET_HAPPEN = 3
EVENTS = 4


class Due(simpy.Event):
    """Something due at a minute. Of all that is due at one minute, SimPy takes the lowest *order* first."""

    def __init__(self, env: simpy.Environment, minute: int, order: int, happen: Callable[[], None]) -> None:
        super().__init__(env)
        self._ok, self._value = True, None  # as SimPy's own Timeout does: it will happen, whatever comes
        self.callbacks.append(lambda _: happen())
        env.schedule(self, order, minute - env.now)  # type: ignore[arg-type]

    def cancel(self) -> None:
        """It is no longer wanted: SimPy passes its minute by."""
        if self.callbacks is not None:
            self.callbacks.clear()


class State:
    """The state of a history while it is played; *arrive* is what follows when the clock has come to a minute."""

    def __init__(
        self,
        programme: Programme,
        parameters: Mapping[str, float],
        luck: Luck,
        replication: int,
        trace: Trace | None,
        changes: Changes,
    ) -> None:
        self.programme, self.scenario = programme, programme.scenario
        self.luck, self.replication, self.trace = luck, replication, trace
        self.parameters = dict(parameters)
        self.left_out = changes.left_out
        self.answers = iter(changes.answers)
        self.injected = changes.injected
        self.luck_says: list[Answer | None] | None = None
        self.env = simpy.Environment()
        self.minute = 0
        self.rounds = 1
        self.again = False
        self.restless: set[str] = set()
        self.changed = True
        self.cache: dict[Formula, float | bool] = {}
        self.writers: dict[int, tuple[str, int]] = {}
        self.arrive: Callable[[], None] = lambda: None
        self.values = [0.0] * len(programme.slots)
        known = {parameter.name: parameters[parameter.name] for parameter in self.scenario.parameters}
        known |= {**self.scenario.places, "highest": self.scenario.start_stage}
        known |= {ladder.place_name: ladder.start_stage for ladder in self.scenario.ladders}
        for name, value in known.items():
            self.values[programme.slots[name]] = float(value)

    @property
    def now(self) -> int:
        return int(self.env.now)

    def at(self, minute: int, order: int, happen: Callable[[], None]) -> Due | None:
        """Let something be due. A time beyond the end never comes."""
        return Due(self.env, minute, order, happen) if minute < self.scenario.end else None

    def wake_at(self, minute: int) -> Due | None:
        """Look at the conditions at a later minute."""
        return self.at(minute, TIMELINES, self.arrive)

    def new_round(self, cause: str) -> None:
        """Something is due in this very minute."""
        self.again = True
        if self.rounds > MOST_ROUNDS - 10:
            self.restless.add(cause)

    def assign(self, slot: int, value: float, writer: str) -> None:
        """Give a part of the state a value, and forget what was known of the formulas that read it."""
        if self.trace:
            self.writers[slot] = (writer, self.minute)
        if self.values[slot] == value:
            return
        self.values[slot] = value
        self.changed = True
        for formula in self.programme.readers.get(slot, ()):
            self.cache.pop(formula, None)

    def is_on(self, brake: int) -> bool:
        """Whether the `while` of a brake holds now."""
        left_out = self.scenario.brakes[brake].name in self.left_out
        return not left_out and self.holds(self.programme.brakes[brake])

    def see_brakes(self, formula: Formula) -> None:
        """Before a formula is worked out: the brakes whose name it reads, as things stand."""
        for slot in formula.brakes:
            self.values[slot] = float(self.is_on(slot - self.programme.first_brake))

    def holds(self, condition: Formula) -> bool:
        """Whether a condition is true now."""
        known = self.cache.get(condition)
        if known is None:
            self.see_brakes(condition)
            known = self.cache[condition] = bool(condition.scalar(self.values, None))
        return bool(known)

    def value(self, formula: Formula, occurrence: int = 0) -> float:
        """The value of an expression now; its draws are those of *occurrence*."""
        places = formula.draw_places
        self.see_brakes(formula)
        value = float(formula.scalar(self.values, lambda k: self.luck.number(places[k], occurrence, self.replication)))
        if not math.isfinite(value):
            raise self.error(stops.not_finite(formula, value))
        return value

    def minutes(self, formula: Formula, occurrence: int = 0) -> int:
        """The value of a duration, in whole minutes."""
        days = self.value(formula, occurrence)
        if days < 0:
            raise self.error(stops.negative_time(formula, days))
        return clock.to_minutes(days)

    def says_yes(self, chance: Formula, place: str, occurrence: int) -> bool:
        """Whether luck lets something with a `chance` happen."""
        p = self.value(chance, occurrence)
        if not 0 <= p <= 1:
            raise self.error(stops.no_chance(chance, p))
        return self.luck.number(place, occurrence, self.replication) > 1.0 - p

    def error(self, reason: str) -> RunError:
        return stops.stopped(self.scenario, reason, self.minute, self.replication)
