"""The ladder in the ensemble engine: the phases of every way in every lane, the moves, and what time is charged to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import NEVER as NOT_REACHED
from escalation_sim.engines.columns import Columns, blocked_pairs
from escalation_sim.engines.lanes import NEVER, NOBODY, Indices
from escalation_sim.model.programme import Formula, WayPlan

if TYPE_CHECKING:
    from escalation_sim.engines.ensemble import Block
    from escalation_sim.engines.ensemble_outcomes import Outcomes

WATCHING, BUILDING, BLOCKED, DECIDING, CLOSED = range(5)
_UNTIL_BROKEN = -1


class Way:
    """One way up or down in every lane; its arrays mean something only in lanes that stand at its source."""

    def __init__(self, block: Block, plan: WayPlan, row: int) -> None:
        self.block, self.plan, self.row = block, plan, row
        size = block.size
        self.phase = np.zeros(size, np.int8)
        self.ready = np.zeros(size, np.int32)  # when `for` is over
        self.begun = np.zeros(size, np.bool_)
        self.left = np.zeros(size, np.int32)  # what the decision still needed when the phase was entered
        self.entered = np.zeros(size, np.int32)
        self.opens = np.zeros(size, np.int32)
        self.number = np.zeros(size, np.int32)  # of the decision under way
        self.decisions = np.zeros(size, np.int32)  # begun so far
        self.conditions = (plan.when,) if plan.keep is plan.when else (plan.when, plan.keep)
        self.brakes = [block.programme.brakes[brake] for brake in plan.brakes]

    def concerned(self, changed: Mapping[Formula, Indices], hits: Mapping[int, Indices], arrived: Indices) -> Indices:
        """The lanes in which its phase may be another now, or a brake that holds it."""
        block, plan = self.block, self.plan
        parts = [changed[condition] for condition in self.conditions if condition in changed]
        if len(arrived):
            parts.append(arrived)
        lanes = block.union(parts) if parts else NOBODY
        if len(lanes):  # what is watched and does not hold stays so
            holds = block.truth[plan.when][lanes] & block.truth[plan.keep][lanes]
            lanes = lanes[holds | (self.phase[lanes] != WATCHING)]
        toggled = [changed[brake] for brake in self.brakes if brake in changed]
        if toggled:
            braked = block.union(toggled)
            phase = self.phase[braked]
            lanes = block.union([lanes, braked[(phase == BLOCKED) | (phase == DECIDING)]])
        if self.row in hits:
            lanes = block.union([lanes, hits[self.row]])
        return block.living(lanes[block.ladder.stage[lanes] == plan.source]) if len(lanes) else lanes

    def update(self, lanes: Indices) -> Indices:
        """Bring the phase up to date in some lanes; those in which a decision is due."""
        block, plan = self.block, self.plan
        now, phase = block.clock[lanes], self.phase[lanes]
        when, keep = block.truth[plan.when][lanes], block.truth[plan.keep][lanes]
        if np.count_nonzero(phase == CLOSED):
            self.reopen(lanes, now, phase, keep)
        early = phase <= BUILDING
        both = when & keep
        self.enter(lanes[early & ~both & (phase == BUILDING)], WATCHING)
        begins = early & both & (phase == WATCHING)
        if np.count_nonzero(begins):
            self.build(lanes[begins])
        late = (phase == BLOCKED) | (phase == DECIDING)
        self.shelve(lanes[late & ~keep])
        on = (late & keep) | (early & both & (now >= self.ready[lanes]))
        braked = np.zeros(len(lanes), np.bool_)
        for brake in self.brakes:
            braked |= block.truth[brake][lanes]
        self.rest(lanes[on & braked & (phase != BLOCKED)])
        self.decide(lanes[on & ~braked & (phase != DECIDING)])
        due = (self.phase[lanes] == DECIDING) & (now - self.entered[lanes] >= self.left[lanes])
        ready: Indices = lanes[due]
        return ready

    def reopen(self, lanes: Indices, now: NDArray[Any], phase: NDArray[np.int8], keep: NDArray[np.bool_]) -> None:
        """Closed ways open after `again`, or when `keep` has broken; *phase* is told too."""
        opens = self.opens[lanes]
        opened = (phase == CLOSED) & np.where(opens == _UNTIL_BROKEN, ~keep, now >= opens)
        phase[opened] = WATCHING
        self.enter(lanes[opened], WATCHING)

    def build(self, lanes: Indices) -> None:
        """Both conditions have come to hold."""
        hold = self.block.spread(self.block.minutes(self.plan.hold, lanes), lanes)
        now = self.block.clock[lanes]
        self.ready[lanes] = np.minimum(now + hold, NEVER)
        self.enter(lanes, BUILDING)
        self.wake(lanes, now + hold)

    def enter(self, lanes: Indices, phase: int) -> None:
        """Change phase now."""
        if not len(lanes):
            return
        self.phase[lanes] = phase
        self.entered[lanes] = self.block.clock[lanes]
        self.block.cancel(self.row, lanes)

    def wake(self, lanes: Indices, minute: NDArray[Any]) -> None:
        """Look again at a later minute."""
        later = (minute > self.block.clock[lanes]) & (minute < self.block.end)
        self.block.schedule(self.row, lanes[later], minute[later])

    def shelve(self, lanes: Indices) -> None:
        """Away with a decision that was begun, and back to watching."""
        if len(lanes):
            self.block.ladder.shelved[lanes] += self.begun[lanes]
            self.begun[lanes] = False
            self.enter(lanes, WATCHING)

    def rest(self, lanes: Indices) -> None:
        """A brake is on: a decision does not begin, or keeps the time it still needs."""
        if len(lanes):
            deciding = lanes[self.phase[lanes] == DECIDING]
            self.left[deciding] -= self.block.clock[deciding] - self.entered[deciding]
            self.enter(lanes, BLOCKED)

    def decide(self, lanes: Indices) -> None:
        """Nothing holds the decision: begin it, or go on with it."""
        if not len(lanes):
            return
        fresh = lanes[~self.begun[lanes]]
        if len(fresh):
            number = self.decisions[fresh]
            self.number[fresh] = number
            self.decisions[fresh] += 1
            self.left[fresh] = self.block.minutes(self.plan.decide, fresh, number)
            self.begun[fresh] = True
        self.enter(lanes, DECIDING)
        self.wake(lanes, self.block.clock[lanes].astype(np.int64) + self.left[lanes])

    def refuse(self, lanes: Indices) -> None:
        """The answer is no: the way is closed."""
        if not len(lanes):
            return
        self.block.ladder.refused[lanes] += 1
        self.begun[lanes] = False
        self.enter(lanes, CLOSED)
        if self.plan.again is None:
            self.opens[lanes] = _UNTIL_BROKEN
            return
        wait = np.maximum(self.block.spread(self.block.minutes(self.plan.again, lanes), lanes), 1)
        opens = self.block.clock[lanes] + wait
        self.opens[lanes] = np.minimum(opens, NEVER)
        self.wake(lanes, opens)

    def agrees(self, lanes: Indices) -> NDArray[np.bool_]:
        """In which lanes a decision that is due says yes."""
        chance = self.plan.chance
        if chance is None:
            return np.ones(len(lanes), np.bool_)
        return self.block.says_yes(chance, self.plan.chance_place, self.number[lanes], lanes)


class Ladder:
    """Where the actor stands in every lane, how it got there, and where the time went."""

    def __init__(self, block: Block) -> None:
        self.block, self.programme = block, block.programme
        size, stages = block.size, len(block.scenario.stages)
        start = block.scenario.start_stage
        most = max(len(ways) for ways in self.programme.ways)
        self.rows = [block.row(self) for _ in range(most)]
        self.ways = [[Way(block, plan, self.rows[i]) for i, plan in enumerate(ways)] for ways in self.programme.ways]
        self.stage: NDArray[np.int16] = np.full(size, start, np.int16)
        self.highest = self.stage.copy()
        self.first_reached = np.full((stages, size), NOT_REACHED, np.int32)
        self.first_reached[: start + 1] = 0
        self.stage_minutes = np.zeros((stages, size), np.int32)
        self.pairs = {pair: index for index, pair in enumerate(blocked_pairs(self.programme))}
        self.blocked = np.zeros((len(self.pairs), size), np.int32)
        self.blocked_alone = np.zeros((len(self.pairs), size), np.int32)
        self.deciding, self.climbs, self.descents, self.shelved, self.refused = np.zeros((5, size), np.int32)
        self.settled = np.zeros(size, np.int32)  # up to which minute time has been charged
        self.is_deciding = np.zeros(size, np.bool_)
        self.charges = np.zeros((len(block.scenario.brakes), size), np.bool_)
        self.charged = np.zeros(size, np.int16)  # how many brakes are charged
        self.arrived = NOBODY
        self.conditions = {one for ways in self.ways for way in ways for one in (way.plan.when, way.plan.keep, *way.brakes)}
        self.log: list[tuple[Indices, NDArray[np.int32], WayPlan]] = []

    def look(self, changed: Mapping[Formula, Indices], hits: Mapping[int, Indices]) -> Indices:
        """Bring phases up to date where something may have changed, put what is due; the lanes that moved."""
        arrived, self.arrived = self.arrived, NOBODY
        if not len(arrived) and not any(row in hits for row in self.rows) and not any(one in self.conditions for one in changed):
            return NOBODY
        asked = [(way, way.concerned(changed, hits, arrived)) for ways in self.ways for way in ways]
        asked = [(way, lanes) for way, lanes in asked if len(lanes)]
        if not asked:
            return NOBODY
        touched = self.block.union([lanes for _, lanes in asked])
        self.settle(touched)
        due = [(way, way.update(lanes)) for way, lanes in asked]
        moved = self.put([(way, lanes) for way, lanes in due if len(lanes)])
        self.charge(touched)
        self.arrived = moved
        return moved

    def put(self, due: list[tuple[Way, Indices]]) -> Indices:
        """Put the decisions that are due, descending first, until one says yes; the lanes that moved."""
        moved: list[Indices] = []
        gone = np.zeros(self.block.size, np.bool_) if len(due) > 1 else None
        for way, ready in due:
            lanes = self.block.living(ready if gone is None else ready[~gone[ready]])
            if not len(lanes):
                continue
            yes = way.agrees(lanes)
            way.refuse(self.block.living(lanes[~yes]))
            climbers = self.block.living(lanes[yes])
            if len(climbers):
                self.move(way, climbers)
                moved.append(climbers)
                if gone is not None:
                    gone[climbers] = True
        return self.block.union(moved)

    def move(self, way: Way, lanes: Indices) -> None:
        """Take the step; every other decision begun is overtaken."""
        block, plan = self.block, way.plan
        for other in self.ways[plan.source]:
            if other is not way:
                self.shelved[lanes] += other.begun[lanes]
            other.begun[lanes] = False
            other.enter(lanes, WATCHING)
        self.stage[lanes] = plan.target
        block.state[self.programme.stage_slot][lanes] = float(plan.target)
        block.wrote(self.programme.stage_slot)
        (self.climbs if plan.target > plan.source else self.descents)[lanes] += 1
        higher = lanes[self.highest[lanes] < plan.target]
        if len(higher):
            self.highest[higher] = plan.target
            self.first_reached[plan.target, higher] = block.clock[higher]
            block.state[self.programme.highest_slot][higher] = float(plan.target)
            block.wrote(self.programme.highest_slot)
        self.log.append((lanes, block.clock[lanes], plan))
        block.new_round(lanes, f"the move to {block.scenario.stages[plan.target].name}")

    def settle(self, lanes: Indices) -> None:
        """Charge the time up to now to the stage, the decisions and the brakes, as they stood."""
        gone = self.block.clock[lanes] - self.settled[lanes]
        self.settled[lanes] = self.block.clock[lanes]
        self.stage_minutes[self.stage[lanes], lanes] += gone
        self.deciding[lanes] += gone * self.is_deciding[lanes]
        held = self.charged[lanes] > 0
        if not held.any():
            return
        lanes, gone = lanes[held], gone[held]
        stage, alone = self.stage[lanes], self.charged[lanes] == 1
        for (place, brake), pair in self.pairs.items():
            hit = self.charges[brake, lanes] & (stage == place - 1)
            if hit.any():
                self.blocked[pair, lanes[hit]] += gone[hit]
                hit &= alone
                self.blocked_alone[pair, lanes[hit]] += gone[hit]

    def charge(self, lanes: Indices) -> None:
        """Settle what the time from now on will be charged to."""
        if len(self.charges):
            self.charges[:, lanes] = False
        self.charged[lanes] = 0
        for place, ways in enumerate(self.ways):
            here = lanes[self.stage[lanes] == place]
            if len(here):
                self.charge_at(ways, here)

    def charge_at(self, ways: list[Way], lanes: Indices) -> None:
        """The same for lanes that stand at one stage."""
        climbing = np.zeros(len(lanes), np.bool_)
        descending = np.zeros(len(lanes), np.bool_)
        for way in ways:
            on = way.phase[lanes] == DECIDING
            if way.plan.target > way.plan.source:
                climbing |= on
            else:
                descending |= on
        self.is_deciding[lanes] = climbing | descending
        for way in ways:
            blocked = ~climbing & (way.phase[lanes] == BLOCKED)
            if way.plan.target > way.plan.source and blocked.any():
                for brake in way.plan.brakes:
                    on = blocked & self.block.truth[self.programme.brakes[brake]][lanes]
                    self.charges[brake, lanes[on]] = True
        if len(self.charges):
            self.charged[lanes] = self.charges[:, lanes].sum(axis=0)

    def told(self, outcomes: Outcomes) -> Columns:
        """The columns of the block, now that it is over."""
        return Columns(
            final=self.stage,
            highest=self.highest,
            first_reached=np.ascontiguousarray(self.first_reached.T),
            stage_minutes=np.ascontiguousarray(self.stage_minutes.T),
            blocked=np.ascontiguousarray(self.blocked.T),
            blocked_alone=np.ascontiguousarray(self.blocked_alone.T),
            deciding=self.deciding,
            climbs=self.climbs,
            descents=self.descents,
            shelved=self.shelved,
            refused=self.refused,
            outcomes=outcomes.told(),
        )
