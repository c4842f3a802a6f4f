"""The lanes of a block while they are played: their state, what is due in them and when, their luck, and which have failed.

What drives them minute by minute is `engine.py`; the events, the ladder and the outcomes read and write what stands here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim import clock
from escalation_sim.engines.ensemble.lanes import ALL, NEVER, NOBODY, Indices, Lanes, Union
from escalation_sim.engines.ensemble.luck import BlockLuck
from escalation_sim.errors import RunError
from escalation_sim.model.expressions import plain
from escalation_sim.model.programme import Formula, Programme

MOST_ROUNDS = 1_000
_FAR = 2.0e9  # minutes; beyond every end, and within 32 bits


class Block:
    """The lanes of a block, and where each of them stands."""

    def __init__(
        self,
        programme: Programme,
        parameters: Mapping[str, float | NDArray[np.float64]],
        seed: int,
        replications: NDArray[np.int64],
    ) -> None:
        self.programme, self.scenario = programme, programme.scenario
        self.replications, self.size = replications, len(replications)
        self.luck = BlockLuck(seed, replications)
        self.union = Union(self.size)
        self.end = self.scenario.end
        self.clock = np.zeros(self.size, np.int32)
        self.alive = np.ones(self.size, np.bool_)
        self.failures: dict[int, RunError] = {}  # by lane
        self.state = self._state(parameters)
        self.now = programme.now_slot
        self.gathered: dict[Formula, list[int]] = {}  # the slots that differ from lane to lane, of what a formula reads
        self.stale: dict[frozenset[int], list[Formula]] = {}  # the conditions that read any of some slots
        self.fixed: dict[Formula, Any] = {}  # the values of formulas that never change
        self.fixed_minutes: dict[Formula, Any] = {}
        self.truth: dict[Formula, NDArray[np.bool_]] = {}
        self.written: set[int] = set()  # slots, since the last look
        self.written_this_minute: set[int] = set()
        self.restless: list[tuple[Indices, str]] = []
        self.rounds = 1
        self.rows = 0  # of `due`
        self.due: NDArray[np.int32] = np.empty((0, self.size), np.int32)
        self.next_due = np.full(self.size, NEVER, np.int32)

    def _state(self, parameters: Mapping[str, float | NDArray[np.float64]]) -> list[Any]:
        """The state by slot: a number where all lanes share it for ever, else an array."""
        state: list[Any] = [parameters[parameter.name] for parameter in self.scenario.parameters]
        state += [np.zeros(self.size) for _ in self.scenario.quantities]
        state += [np.full(self.size, float(self.scenario.start_stage)) for _ in range(2)]
        return [*state, 0.0, *(float(place) for place in range(len(self.scenario.stages)))]

    def row(self) -> int:
        """A row of `due` for something that falls due at different minutes in different lanes."""
        self.rows += 1
        return self.rows - 1

    def open_calendar(self) -> None:
        """Every part has asked for its rows: nothing is due in any of them yet."""
        self.due = np.full((self.rows, self.size), NEVER, np.int32)

    def hits(self, lanes: Indices) -> tuple[dict[int, Indices], Indices]:
        """For each row of `due` those of some lanes in which it is due now, and all of these; they are taken off it."""
        if not self.rows or not len(lanes):
            return {}, NOBODY
        due = self.due.take(lanes, axis=1)
        now = due == self.clock[lanes]
        found = {row: lanes[now[row]] for row in np.logical_or.reduce(now, axis=1).nonzero()[0].tolist()}
        for row, hit in found.items():
            self.due[row, hit] = NEVER
        due[now] = NEVER
        self.next_due[lanes] = np.minimum.reduce(due, axis=0)
        return found, lanes[np.logical_or.reduce(now, axis=0)]

    def schedule(self, row: int, lanes: Indices, minute: Any) -> None:
        """Something will be due in some lanes, later than now or now."""
        if len(lanes):
            self.due[row, lanes] = minute
            self.next_due[lanes] = np.minimum(self.next_due[lanes], minute)

    def cancel(self, row: int, lanes: Indices) -> None:
        """Something will not be due after all. A lane may then be looked at too early, and is found to have nothing due."""
        if len(lanes):
            self.due[row, lanes] = NEVER

    def changed(self, lanes: Lanes) -> dict[Formula, Indices]:
        """The lanes in which a condition is no longer what it was, for every condition that reads what was written."""
        stale, values = self.stale_conditions(lanes)
        found = {}
        for condition in stale:
            truth = self.truth[condition]
            differs = (condition.array(values, None) != truth[lanes]).nonzero()[0]
            if len(differs):
                differs = differs if lanes is ALL else lanes[differs]
                truth[differs] = ~truth[differs]
                found[condition] = differs
        return found

    def stale_conditions(self, lanes: Lanes) -> tuple[list[Formula], Any]:
        """The conditions that read what was written, and the values of all they read, gathered once."""
        written = frozenset(self.written)
        stale = self.stale.get(written)
        if stale is None:
            stale = self.stale[written] = [one for one in self.truth if not one.reads.isdisjoint(written)]
        if lanes is ALL or not stale:
            return stale, self.state
        values: dict[int, Any] = {}
        for slot in {slot for condition in stale for slot in condition.reads}:
            value = self.state[slot]
            values[slot] = value[lanes] if isinstance(value, np.ndarray) else value
        return stale, values

    def new_round(self, lanes: Indices, cause: str) -> None:
        """Remember who asked for a new round, once there were many."""
        if self.rounds > MOST_ROUNDS - 10 and len(lanes):
            self.restless.append((lanes, cause))

    # What expressions are worth

    def seen(self, formula: Formula, lanes: Lanes, occurrence: Any = 0) -> Any:
        """The value of a formula as it is, in some lanes: an array, or one number for all of them."""
        gathered = self.gathered.get(formula)
        if gathered is None:
            differ = [slot for slot in formula.reads if slot != self.now and isinstance(self.state[slot], np.ndarray)]
            gathered = self.gathered[formula] = differ
        values: Any = self.state
        if gathered and lanes is not ALL:
            values = {slot: self.state[slot] for slot in formula.reads}
            for slot in gathered:
                values[slot] = values[slot][lanes]
        if self.now in formula.reads:
            values[self.now] = self.clock[lanes] / clock.DAY
        if not formula.draw_places:
            return formula.array(values, None)
        return formula.array(values, lambda k: self.luck.number(formula.draw_places[k], occurrence, lanes, formula.standards[k]))

    def value(self, formula: Formula, lanes: Lanes, occurrence: Any) -> Any:
        """The value of an expression in some lanes, which must be finite; lanes in which it is not have failed."""
        known = self.fixed.get(formula)
        if known is not None:
            return known
        value = self.seen(formula, lanes, occurrence)
        if math.isfinite(np.add.reduce(value, axis=None)) or np.isfinite(value).all():  # a finite sum has finite terms
            if not (formula.draw_places or self.gathered[formula] or self.now in formula.reads):
                self.fixed[formula] = value
            return value
        value = self.spread(value, lanes)
        self.fail_where(
            ~np.isfinite(value), lanes, value,
            lambda x: f"{formula.path}: `{formula.expression}` gives {x}, which is not a finite number",
        )  # fmt: skip
        return np.where(np.isfinite(value), value, 0.0)

    def is_fixed(self, formula: Formula) -> bool:
        """Whether a formula has one value for all lanes and for ever."""
        return not formula.draw_places and not any(
            isinstance(self.state[slot], np.ndarray) or slot == self.now for slot in formula.reads
        )

    def spread(self, value: Any, lanes: Lanes) -> NDArray[Any]:
        """A value with an entry for each of some lanes."""
        if isinstance(value, np.ndarray) and value.ndim:
            return value
        return np.full(self.size if lanes is ALL else len(lanes), value)

    def minutes(self, formula: Formula, lanes: Lanes, occurrence: Any = 0) -> Any:
        """The value of a duration in whole minutes."""
        known = self.fixed_minutes.get(formula)
        if known is not None:
            return known
        days = self.value(formula, lanes, occurrence)
        if np.minimum.reduce(days, axis=None, initial=0.0) < 0:
            days = self.spread(days, lanes)
            self.fail_where(
                days < 0, lanes, days,
                lambda x: f"{formula.path}: `{formula.expression}` gives {plain(x)} days; a time is never negative",
            )  # fmt: skip
            days = np.where(days < 0, 0.0, days)
        minutes = np.minimum(np.rint(days * clock.DAY), _FAR)
        if formula in self.fixed and not self.failures:
            self.fixed_minutes[formula] = minutes
        return minutes

    def says_yes(self, chance: Formula, place: str, occurrence: Any, lanes: Lanes) -> NDArray[np.bool_]:
        """In which lanes luck lets something with a `chance` happen."""
        p = self.value(chance, lanes, occurrence)
        if np.minimum.reduce(p, axis=None, initial=0.0) < 0 or np.maximum.reduce(p, axis=None, initial=1.0) > 1:
            p = self.spread(p, lanes)
            self.fail_where(
                (p < 0) | (p > 1), lanes, p,
                lambda x: f"{chance.path}: `{chance.expression}` gives {plain(x)}; a chance lies between 0 and 1",
            )  # fmt: skip
        yes: NDArray[np.bool_] = self.luck.number(place, occurrence, lanes) > 1.0 - p
        return yes

    def wrote(self, slot: int) -> None:
        """A part of the state was given another value."""
        self.written.add(slot)
        self.written_this_minute.add(slot)

    # What goes wrong

    def fail_where(self, wrong: NDArray[np.bool_], lanes: Lanes, values: NDArray[Any], says: Callable[[float], str]) -> None:
        """The histories of these lanes stop here."""
        hit = wrong.nonzero()[0]
        whose = hit if lanes is ALL else lanes[hit]
        for lane, value in zip(whose, values[hit], strict=True):
            if self.alive[lane]:
                self.fail(lane, says(float(value)))
        self.bury(whose)

    def fail(self, lane: int, message: str) -> None:
        """A history stops: this is why."""
        minute = int(self.clock[lane])
        when = f", {clock.spoken(self.scenario.start, minute)}"
        error = RunError(message, minute=minute, replication=int(self.replications[lane]), when=when)
        error.lane = int(lane)
        self.failures.setdefault(error.lane, error)

    def bury(self, lanes: Indices) -> None:
        """Nothing more is due in these lanes."""
        self.alive[lanes] = False
        self.due[:, lanes] = NEVER
        self.next_due[lanes] = NEVER

    def living(self, lanes: Indices) -> Indices:
        """Those of some lanes whose histories go on."""
        return lanes[self.alive[lanes]] if self.failures else lanes
