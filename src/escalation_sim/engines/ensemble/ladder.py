"""The ladder in the ensemble engine: the phases of every way in every lane, the moves, and what time is charged to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import NEVER as NOT_REACHED
from escalation_sim.engines.columns import Columns, blocked_pairs, place_type
from escalation_sim.engines.ensemble.block import Block
from escalation_sim.engines.ensemble.lanes import NEVER, NOBODY, Indices
from escalation_sim.model.programme import Formula, WayPlan

WATCHING, BUILDING, BLOCKED, DECIDING, CLOSED = range(5)
_UNTIL_BROKEN = -1


class Way:
    """One way up or down in every lane; its arrays mean something only in lanes that stand at its source."""

    def __init__(self, ladder: Ladder, plan: WayPlan, row: int) -> None:
        self.ladder, block = ladder, ladder.block
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
        self.watched = {*self.conditions, *self.brakes}

    def concerned(self, changed: Mapping[Formula, Indices], hits: Mapping[int, Indices], arrived: Indices) -> Indices:
        """The lanes in which its phase may be another now, or a brake that holds it."""
        block, plan = self.block, self.plan
        if not len(arrived) and self.row not in hits and self.watched.isdisjoint(changed):
            return NOBODY
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
        return block.living(lanes[self.ladder.stage[lanes] == plan.source]) if len(lanes) else lanes

    def update(self, lanes: Indices) -> Indices:
        """Bring the phase up to date in some lanes; those in which a decision is due."""
        phase = self.phase[lanes]
        if np.count_nonzero(phase == CLOSED):
            self.reopen(lanes[phase == CLOSED])
            phase = self.phase[lanes]
        late = (phase == BLOCKED) | (phase == DECIDING)
        count = np.count_nonzero(late)
        if count == len(lanes):
            on = self.kept(lanes)
        elif count == 0:
            on = self.built(lanes[phase != CLOSED])
        else:
            on = np.concatenate([self.kept(lanes[late]), self.built(lanes[~late & (phase != CLOSED)])])
        return self.decided(on)

    def kept(self, lanes: Indices) -> Indices:
        """Those of the lanes in phases 3 and 4 in which `keep` still holds."""
        keep = self.block.truth[self.plan.keep][lanes]
        if np.count_nonzero(keep) == len(lanes):
            return lanes
        self.shelve(lanes[~keep])
        return lanes[keep]

    def built(self, lanes: Indices) -> Indices:
        """Those of the lanes in phases 1 and 2 in which both conditions have held for as long as they must."""
        truth, plan = self.block.truth, self.plan
        both = truth[plan.when][lanes]
        if plan.keep is not plan.when:
            both &= truth[plan.keep][lanes]
        building = self.phase[lanes] == BUILDING
        self.enter(lanes[building & ~both], WATCHING)
        begins = lanes[both & ~building]
        if len(begins):
            self.build(begins)
        lanes = lanes[both]
        ready: Indices = lanes[self.block.clock[lanes] >= self.ready[lanes]]
        return ready

    def decided(self, lanes: Indices) -> Indices:
        """Let decisions rest, begin or go on in lanes that are as far; those in which one is due."""
        if not len(lanes):
            return lanes
        braked = np.zeros(len(lanes), np.bool_)
        for brake in self.brakes:
            braked |= self.block.truth[brake][lanes]
        phase = self.phase[lanes]
        self.rest(lanes[braked & (phase != BLOCKED)])
        self.decide(lanes[~braked & (phase != DECIDING)])
        lanes = lanes[~braked]
        due: Indices = lanes[self.block.clock[lanes] - self.entered[lanes] >= self.left[lanes]]
        return due

    def reopen(self, lanes: Indices) -> None:
        """Closed ways open after `again`, or when `keep` has broken."""
        opens = self.opens[lanes]
        keep = self.block.truth[self.plan.keep][lanes]
        self.enter(lanes[np.where(opens == _UNTIL_BROKEN, ~keep, self.block.clock[lanes] >= opens)], WATCHING)

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
            self.ladder.shelved[lanes] += self.begun[lanes]
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
        self.ladder.refused[lanes] += 1
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


class Rung:
    """A stage as the place where an actor stands: the ways from it, and what the time spent there is charged to."""

    def __init__(self, ladder: Ladder, place: int, ways: list[Way]) -> None:
        self.ladder, self.place, self.ways = ladder, place, ways
        self.climbs = [way for way in ways if way.plan.target > place]
        self.brakes = {brake: pair for (target, brake), pair in ladder.pairs.items() if target == place + 1}
        self.conditions = {one for way in ways for one in way.watched}
        self.rows = {way.row for way in ways}

    def asked(
        self, changed: Mapping[Formula, Indices], hits: Mapping[int, Indices], arrived: Indices
    ) -> list[tuple[Way, Indices]]:
        """The ways that must be looked at, each with the lanes in which it must be."""
        if not len(arrived) and self.rows.isdisjoint(hits) and self.conditions.isdisjoint(changed):
            return []
        asked = [(way, way.concerned(changed, hits, arrived)) for way in self.ways]
        return [(way, lanes) for way, lanes in asked if len(lanes)]

    def look(self, asked: list[tuple[Way, Indices]]) -> Indices:
        """Bring phases up to date and put what is due; the lanes that moved."""
        touched = self.ladder.block.union([lanes for _, lanes in asked])
        self.settle(touched)
        due = [(way, way.update(lanes)) for way, lanes in asked]
        moved = self.put([(way, lanes) for way, lanes in due if len(lanes)])
        self.charge(touched)
        if len(moved):
            self.ladder.is_deciding[moved] = False
            self.ladder.charged[moved] = 0
        return moved

    def put(self, due: list[tuple[Way, Indices]]) -> Indices:
        """Put the decisions that are due, descending first, until one says yes; the lanes that moved."""
        moved: list[Indices] = []
        living, stage = self.ladder.block.living, self.ladder.stage
        for way, ready in due:
            lanes = living(ready[stage[ready] == self.place] if moved else ready)
            yes = way.agrees(lanes)
            if np.count_nonzero(yes) < len(lanes):
                way.refuse(living(lanes[~yes]))
            climbers = living(lanes[yes])
            if len(climbers):
                self.ladder.move(way, climbers)
                moved.append(climbers)
        return self.ladder.block.union(moved)

    def settle(self, lanes: Indices) -> None:
        """Charge the time up to now to the decisions and the brakes, as they stood."""
        ladder = self.ladder
        now, settled = ladder.block.clock, ladder.settled
        deciding = lanes[ladder.is_deciding[lanes]]
        if len(deciding):
            ladder.deciding[deciding] += now[deciding] - settled[deciding]
        charged = ladder.charged[lanes]
        if not np.count_nonzero(charged):
            return
        for pair in self.brakes.values():
            hit = (ladder.holds[pair][lanes] & (charged > 0)).nonzero()[0]
            if len(hit):
                held = lanes[hit]
                minutes = now[held] - settled[held]
                ladder.blocked[pair][held] += minutes
                ladder.blocked_alone[pair][held] += minutes * (charged[hit] == 1)

    def charge(self, lanes: Indices) -> None:
        """Settle what the time from now on will be charged to."""
        ladder = self.ladder
        ladder.settled[lanes] = ladder.block.clock[lanes]
        climbing = np.zeros(len(lanes), np.bool_)
        deciding = np.zeros(len(lanes), np.bool_)
        for way in self.ways:
            on = way.phase[lanes] == DECIDING
            deciding |= on
            if way.plan.target > self.place:
                climbing |= on
        ladder.is_deciding[lanes] = deciding
        charged = np.zeros(len(lanes), np.int16)
        blocked = [(way, (way.phase[lanes] == BLOCKED) & ~climbing) for way in self.climbs if way.brakes]
        blocked = [(way, resting) for way, resting in blocked if np.count_nonzero(resting)]
        if blocked:
            for brake, pair in self.brakes.items():
                held = np.zeros(len(lanes), np.bool_)
                for way, resting in blocked:
                    if brake in way.plan.brakes:
                        held |= resting
                held &= ladder.block.truth[ladder.programme.brakes[brake]][lanes]
                ladder.holds[pair][lanes] = held
                charged += held
        ladder.charged[lanes] = charged


class Ladder:
    """Where the actor stands in every lane, how it got there, and where the time went.

    `holds[pair]` says in which lanes a brake is charged for holding back a stage, but only where `charged`, the number of such
    brakes, is not 0.
    """

    def __init__(self, block: Block) -> None:
        self.block, self.programme = block, block.programme
        size, stages = block.size, len(block.scenario.stages)
        start = block.scenario.start_stage
        self.rows = [block.row() for _ in range(max(len(ways) for ways in self.programme.ways))]
        self.all_rows = set(self.rows)
        self.pairs = {pair: index for index, pair in enumerate(blocked_pairs(self.programme))}
        self.stage: NDArray[np.int16] = np.full(size, start, np.int16)
        self.highest = self.stage.copy()
        self.first_reached = np.full((stages, size), NOT_REACHED, np.int32)
        self.first_reached[: start + 1] = 0
        self.stage_minutes = np.zeros((stages, size), np.int32)
        self.blocked = np.zeros((len(self.pairs), size), np.int32)
        self.blocked_alone = np.zeros((len(self.pairs), size), np.int32)
        self.holds = np.zeros((len(self.pairs), size), np.bool_)
        self.charged = np.zeros(size, np.int16)
        self.deciding, self.climbs, self.descents, self.shelved, self.refused = np.zeros((5, size), np.int32)
        self.is_deciding = np.zeros(size, np.bool_)
        self.settled = np.zeros(size, np.int32)  # up to which minute decisions and brakes have been charged
        self.since = np.zeros(size, np.int32)  # when the stage was entered
        self.arrived = NOBODY
        self.log: list[tuple[Indices, NDArray[np.int32], WayPlan]] = []
        ways = [[Way(self, plan, self.rows[i]) for i, plan in enumerate(plans)] for plans in self.programme.ways]
        self.rungs = [Rung(self, place, here) for place, here in enumerate(ways)]

    def look(self, changed: Mapping[Formula, Indices], hits: Mapping[int, Indices]) -> Indices:
        """Look at every stage's ways where something may have changed; the lanes that moved, one move a round."""
        arrived, self.arrived = self.arrived, NOBODY
        if not changed and not len(arrived) and self.all_rows.isdisjoint(hits):
            return NOBODY
        stages = self.stage[arrived]
        asked = [
            (rung, rung.asked(changed, hits, arrived[stages == rung.place] if len(arrived) else arrived)) for rung in self.rungs
        ]
        moved = [rung.look(ways) for rung, ways in asked if ways]
        if moved:
            self.arrived = self.block.union(moved)
        return self.arrived

    def move(self, way: Way, lanes: Indices) -> None:
        """Take the step; every other decision begun is overtaken."""
        block, plan = self.block, way.plan
        for other in self.rungs[plan.source].ways:
            if other is not way:
                self.shelved[lanes] += other.begun[lanes]
            other.begun[lanes] = False
            other.enter(lanes, WATCHING)
        self.leave(plan.source, lanes)
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

    def leave(self, place: int, lanes: Indices) -> None:
        """Charge the time spent at a stage to it."""
        now = self.block.clock[lanes]
        self.stage_minutes[place][lanes] += now - self.since[lanes]
        self.since[lanes] = now

    def settle(self) -> None:
        """Charge the time up to now in every lane."""
        for rung in self.rungs:
            lanes = (self.stage == rung.place).nonzero()[0]
            rung.settle(lanes)
            self.leave(rung.place, lanes)

    def told(self, outcomes: NDArray[np.float64]) -> Columns:
        """The columns of the block, now that it is over."""
        kind = place_type(len(self.rungs))
        return Columns(
            final=self.stage.astype(kind),
            highest=self.highest.astype(kind),
            first_reached=np.ascontiguousarray(self.first_reached.T),
            stage_minutes=np.ascontiguousarray(self.stage_minutes.T),
            blocked=np.ascontiguousarray(self.blocked.T),
            blocked_alone=np.ascontiguousarray(self.blocked_alone.T),
            deciding=self.deciding,
            climbs=self.climbs,
            descents=self.descents,
            shelved=self.shelved,
            refused=self.refused,
            outcomes=outcomes,
        )
