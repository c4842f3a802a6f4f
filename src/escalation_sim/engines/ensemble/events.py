"""Events in the ensemble engine: when they come up in which lanes, and with what effect."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.ensemble.block import Block
from escalation_sim.engines.ensemble.lanes import ALL, Indices
from escalation_sim.model.programme import EventPlan, Formula
from escalation_sim.model.scenario import Quantity


def clipped(quantity: Quantity, value: Any) -> Any:
    """Values brought between the bounds of a quantity."""
    if quantity.min is not None and np.count_nonzero(below := value < quantity.min):
        value = np.where(below, quantity.min, value)
    if quantity.max is not None and np.count_nonzero(above := value > quantity.max):
        value = np.where(above, quantity.max, value)
    return value


class Occurrences:
    """One event in all lanes of a block.

    With a date or a constant interval it stands in the shared calendar, and `next_shared` is its next minute; otherwise it has
    a row of `due`. `came` is how often it came up, with or without effect: one number for all lanes, or one for each.
    """

    def __init__(self, block: Block, plan: EventPlan) -> None:
        self.block, self.plan = block, plan
        self.shared = self.is_shared()
        self.row = None if self.shared else block.row()
        holds = plan.when is not None and not (block.is_fixed(plan.hold) and block.seen(plan.hold, ALL) == 0)
        self.hold_row = block.row() if holds else None
        self.next_shared: int | None = None
        self.came: Any = 0 if self.shared else np.zeros(block.size, np.int32)
        self.effects = np.zeros(block.size, np.int32)
        self.counted = any(outcome.event == plan.order for outcome in block.programme.outcomes)
        self.triggers = np.zeros(block.size if plan.when else 0, np.int32)
        self.on_its_way = np.zeros(block.size if plan.when else 0, np.bool_)
        self.until: Any = np.inf
        self.unguarded = not plan.while_.expression.names and bool(block.seen(plan.while_, ALL))

    @property
    def condition(self) -> Formula:
        assert self.plan.when is not None
        return self.plan.when

    def is_shared(self) -> bool:
        """Whether it falls due at the same minutes in every lane, and nothing can go wrong in finding them."""
        plan, block = self.plan, self.block
        if plan.when:
            return False
        times = [formula for formula in (plan.at, plan.every, plan.start, plan.first, plan.until) if formula]
        return all(block.is_fixed(formula) and 0 <= block.seen(formula, ALL) < np.inf for formula in times)

    def came_in(self, lane: int) -> int:
        """How often it came up in a lane."""
        return int(self.came if self.shared else self.came[lane])

    def set_out(self) -> None:
        """The first occurrence of what has a date or a rhythm."""
        plan, block = self.plan, self.block
        if plan.until:
            self.until = block.minutes(plan.until, ALL)
        if plan.when:
            return
        if plan.at:
            first = block.minutes(plan.at, ALL)
        elif plan.first:
            first = block.minutes(plan.first, ALL)
        else:
            first = block.minutes(plan.start, ALL) + self.interval(ALL, 0)
        if self.shared:
            self.come_everywhere_at(int(first))
        else:
            self.come_at(np.arange(block.size), block.spread(first, ALL))

    def interval(self, lanes: Any, number: Any) -> Any:
        """The time to occurrence *number*; what rounds to nothing counts as one minute."""
        assert self.plan.every is not None
        return np.maximum(self.block.minutes(self.plan.every, lanes, number), 1)

    def come_everywhere_at(self, minute: int) -> None:
        self.next_shared = minute if minute < min(self.until, self.block.end) else None

    def come_at(self, lanes: Indices, minute: Any) -> None:
        """It will come up in some lanes; what is due too late never comes."""
        assert self.row is not None
        until = self.until[lanes] if np.ndim(self.until) else self.until
        comes = (minute < until) & (minute < self.block.end) if until is not np.inf else minute < self.block.end
        if np.count_nonzero(comes) < len(lanes):
            lanes, minute = lanes[comes], minute[comes]
        self.block.schedule(self.row, lanes, minute)

    def occur_everywhere(self) -> None:
        """It comes up in every lane."""
        number, self.came = self.came, self.came + 1
        times = self.plan.event.times
        minute, self.next_shared = self.next_shared, None
        if self.plan.every and (times is None or self.came < times):
            assert minute is not None
            self.come_everywhere_at(minute + int(self.interval(ALL, self.came)))
        self.take_effect(ALL, number)

    def occur(self, lanes: Indices) -> None:
        """It comes up in some lanes: next interval, then the effect."""
        number = self.came[lanes]
        self.came[lanes] += 1
        if self.plan.when:
            self.on_its_way[lanes] = False
        if self.plan.every:
            self.go_on(lanes, number + 1)
        self.take_effect(lanes, number)

    def go_on(self, lanes: Indices, number: NDArray[np.int32]) -> None:
        times = self.plan.event.times
        if times is not None:
            more = number < times
            lanes, number = lanes[more], number[more]
        if len(lanes):
            self.come_at(lanes, self.block.clock[lanes] + self.interval(lanes, number))

    def take_effect(self, lanes: Any, number: Any) -> None:
        """`while`, `chance`, `set`: the first that says no ends it."""
        block, plan = self.block, self.plan
        if not self.unguarded:
            lanes, number = self.narrowed(lanes, number, block.seen(plan.while_, lanes))
        if lanes is not None and plan.chance:
            lanes, number = self.narrowed(lanes, number, block.says_yes(plan.chance, plan.chance_place, number, lanes))
        if lanes is None:
            return
        if self.counted:
            self.effects[lanes] += 1
        new = [(slot, quantity, block.value(formula, lanes, number)) for slot, quantity, formula in plan.set]
        if len(new) > 1:  # what is a quantity as it stands must not change when that quantity does
            new = [(slot, quantity, np.array(value)) for slot, quantity, value in new]
        for slot, quantity, value in new:
            block.state[slot][lanes] = clipped(quantity, value)
            block.wrote(slot)

    def narrowed(self, lanes: Any, number: Any, mask: Any) -> tuple[Any, Any]:
        """Those of some lanes for which *mask* is true, with their numbers; (None, None) where there are none."""
        if np.ndim(mask) == 0:
            return (lanes, number) if mask else (None, None)
        hit = mask.nonzero()[0]
        if len(hit) == len(mask):
            return lanes, number
        if not len(hit):
            return None, None
        return (hit if isinstance(lanes, slice) else lanes[hit]), (number[hit] if np.ndim(number) else number)

    def watch(self, risen: Indices, fallen: Indices, held: Indices) -> Indices:
        """Its condition turned true, turned false, or has held for long enough; the lanes in which it occurs at once."""
        block = self.block
        if self.hold_row is None:
            return self.trigger(risen)
        block.cancel(self.hold_row, fallen)
        if len(risen):
            hold = block.spread(block.minutes(self.plan.hold, risen), risen)
            waits = (hold > 0) & block.alive[risen]
            due = block.clock[risen] + hold
            comes = waits & (due < block.end)
            block.schedule(self.hold_row, risen[comes], due[comes])
            held = np.concatenate([held, risen[hold == 0]])
        return self.trigger(held)

    def trigger(self, lanes: Indices) -> Indices:
        """It is set off; a trigger while an occurrence is on its way is lost."""
        block = self.block
        free = ~self.on_its_way[lanes]
        if self.plan.event.times is not None:
            free &= self.came[lanes] < self.plan.event.times
        lanes = block.living(lanes[free])
        if not len(lanes):
            return lanes
        number = self.triggers[lanes]
        now = block.clock[lanes]
        due = now + block.spread(block.minutes(self.plan.after, lanes, number), lanes)
        self.triggers[lanes] += 1
        self.on_its_way[lanes] = True
        self.come_at(lanes, due)
        until = self.until[lanes] if np.ndim(self.until) else self.until
        at_once = block.living(lanes[(due == now) & (due < until)])
        block.new_round(at_once, self.plan.name)
        return at_once
