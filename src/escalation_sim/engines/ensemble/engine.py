"""Whole ensembles on numpy: the histories of the SimPy engine, many at a time.

A block has a lane for each history. What falls due at the same minute in every lane (dates, constant intervals) stands in one
shared calendar and is done for all lanes at once; between two entries of the calendar, the lanes in which something of their
own is due go on, each to its own next minute, all of them together. Both kinds of minute run the same code: `lanes` is a
slice of everything, or the indices of some.

Written from the language reference, not from the SimPy engine: their agreement is the test of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import Columns
from escalation_sim.engines.ensemble.block import MOST_ROUNDS, Block
from escalation_sim.engines.ensemble.events import Occurrences, clipped
from escalation_sim.engines.ensemble.ladder import Ladder
from escalation_sim.engines.ensemble.lanes import ALL, NOBODY, Indices, Lanes
from escalation_sim.engines.ensemble.outcomes import Outcomes
from escalation_sim.errors import RunError
from escalation_sim.model.programme import Programme

MOST_MINUTES = 1_000_000


def play_block(
    programme: Programme, parameters: Mapping[str, float | NDArray[np.float64]], seed: int, replications: NDArray[np.int64]
) -> Columns:
    """The histories of a block, one lane for each entry of *replications*.

    *parameters* has a value for every parameter, or an array with one for each lane. Raises RunError for the first lane that
    fails.
    """
    columns, failures = play_all(programme, parameters, seed, replications)
    _raise_first(failures)
    return columns


def play_all(
    programme: Programme, parameters: Mapping[str, float | NDArray[np.float64]], seed: int, replications: NDArray[np.int64]
) -> tuple[Columns, dict[int, RunError]]:
    """The same, and by lane why its history stopped; the columns say nothing of these lanes."""
    with np.errstate(all="ignore"):
        play = Play(Block(programme, parameters, seed, replications))
        try:
            return play.to_the_end(), play.block.failures
        finally:  # the ways know their ladder: without this their memory would wait for the garbage collector
            play.ladder.__dict__.clear()


def _raise_first(failures: Mapping[int, RunError]) -> None:
    if failures:
        raise failures[min(failures)]


class Play:
    """A block while it is played: the events, the ladder and the outcomes over its lanes, minute by minute."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.events = [Occurrences(block, plan) for plan in block.programme.events]
        self.watched = [event for event in self.events if event.plan.when]
        self.ladder = Ladder(block)
        self.outcomes = Outcomes(block)
        self.own_minutes = np.zeros(block.size, np.int32)
        self.shared_minutes = self.steps = 0
        block.open_calendar()

    def columns(self) -> Columns:
        """Play all lanes to the end. Raises RunError for the first that fails."""
        columns = self.to_the_end()
        _raise_first(self.block.failures)
        return columns

    def to_the_end(self) -> Columns:
        """Play all lanes to the end. The columns say nothing of those that fail."""
        block = self.block
        self.set_out()
        while (minute := self.next_shared_minute()) < block.end:
            self.catch_up(minute)
            self.shared_minute(minute)
        self.catch_up(block.end)
        block.clock[:] = block.end
        self.ladder.settle()
        return self.ladder.told(self.outcomes.told([event.effects for event in self.events]))

    def set_out(self) -> None:
        """Minute 0: initial values, first intervals, the first look, and then a minute like every other."""
        block = self.block
        everyone = np.arange(block.size)
        first = block.programme.first_quantity
        values = [block.value(formula, ALL, 0) for formula in block.programme.initial]
        for slot, (quantity, value) in enumerate(zip(block.scenario.quantities, values, strict=True), first):
            block.state[slot][:] = clipped(quantity, value)
        self.timeline = list(block.programme.timeline)
        for event in self.events:
            event.set_out()
        block.truth = {
            condition: np.broadcast_to(np.asarray(block.seen(condition, ALL), np.bool_), block.size).copy()
            for condition in block.programme.conditions
        }
        for event in self.watched:
            event.watch(everyone[block.truth[event.condition]], everyone[:0], everyone[:0])
        self.ladder.arrived = everyone
        self.ladder.look({}, {})
        hits, _ = block.hits(everyone)
        self.minute(ALL, hits, 0)

    def next_shared_minute(self) -> int:
        """The next entry of the shared calendar."""
        block = self.block
        minutes = [event.next_shared for event in self.events if event.next_shared is not None]
        minutes += [self.timeline[0][0]] if self.timeline else []
        return min(minutes, default=block.end)

    def catch_up(self, until: int) -> None:
        """Let every lane do what is due in it alone before a minute."""
        block = self.block
        lanes = (block.next_due < until).nonzero()[0]
        while len(lanes):
            block.clock[lanes] = block.next_due[lanes]
            hits, busy = block.hits(lanes)
            self.own_minutes[busy] += 1
            self.count_minutes(busy)
            self.minute(busy, hits, None)
            lanes = lanes[block.next_due[lanes] < until]

    def shared_minute(self, minute: int) -> None:
        """A minute of the calendar, in all lanes."""
        block = self.block
        block.clock[:] = minute
        self.shared_minutes += 1
        self.count_minutes(None)
        hits, _ = block.hits((block.next_due == minute).nonzero()[0])
        self.minute(ALL, hits, minute)

    def count_minutes(self, lanes: Indices | None) -> None:
        """No lane may have more than a million minutes in which something is due."""
        block = self.block
        self.steps += 1
        if self.steps <= MOST_MINUTES:
            return
        lanes = np.arange(block.size) if lanes is None else lanes
        over = lanes[self.shared_minutes + self.own_minutes[lanes] > MOST_MINUTES]
        for lane in over[block.alive[over]]:
            came = [int(event.came_in(lane)) for event in self.events]
            name = f"; the busiest event is `{self.events[int(np.argmax(came))].plan.name}`" if came else ""
            block.fail(lane, f"more than {MOST_MINUTES:,} minutes in which something is due{name}")
        block.bury(over)

    def minute(self, lanes: Lanes, hits: Mapping[int, Indices], shared: int | None) -> None:
        """Rounds of one minute, until nothing is due in it any more.

        *hits* are the lanes in which something of their own is due; *shared* is the minute of the calendar, where it is one.
        """
        block = self.block
        block.rounds = 1
        block.restless.clear()
        if shared is not None:
            self.known_values(shared)
        self.occurrences(hits, shared)
        again = self.look(lanes, hits)
        while len(again):
            block.rounds += 1
            if block.rounds > MOST_ROUNDS:
                self.endless(again)
                break
            hits, _ = block.hits(again)
            self.occurrences(hits, None)
            again = self.look(again, hits)
        self.outcomes.see(lanes)
        block.written_this_minute.clear()

    def known_values(self, minute: int) -> None:
        """What the timelines say of this minute."""
        block = self.block
        while self.timeline and self.timeline[0][0] == minute:
            _, slot, value = self.timeline.pop(0)
            block.state[slot][:] = value
            block.wrote(slot)

    def occurrences(self, hits: Mapping[int, Indices], shared: int | None) -> None:
        """Every event that is due now, in the order of the file."""
        for event in self.events:
            if event.row is not None and event.row in hits:
                event.occur(hits[event.row])
            elif shared is not None and event.next_shared == shared:
                event.occur_everywhere()

    def look(self, lanes: Lanes, hits: Mapping[int, Indices]) -> Indices:
        """Look at the conditions again; the lanes that need another round of this minute."""
        block = self.block
        if not block.written and not hits:
            return NOBODY
        changed = block.changed(lanes)
        block.written.clear()
        again = []
        for event in self.watched:
            turned = changed.get(event.condition, NOBODY)
            held = hits.get(event.hold_row, NOBODY) if event.hold_row is not None else NOBODY
            if len(turned) or len(held):
                now_true = block.truth[event.condition]
                again.append(event.watch(turned[now_true[turned]], turned[~now_true[turned]], held[now_true[held]]))
        again.append(self.ladder.look(changed, hits))
        return block.union(again)

    def endless(self, lanes: Indices) -> None:
        """A minute without end: say what keeps setting each other off."""
        block = self.block
        for lane in lanes[block.alive[lanes]]:
            causes = {cause for some, cause in block.restless if lane in some}
            names = ", ".join(f"`{name}`" for name in sorted(causes))
            block.fail(lane, f"a minute without end: {names} keep setting each other off")
        block.bury(lanes)


def lanes_of(replications: Sequence[int] | range) -> NDArray[np.int64]:
    """The lanes for some replications, one each."""
    return np.asarray(replications, np.int64)
