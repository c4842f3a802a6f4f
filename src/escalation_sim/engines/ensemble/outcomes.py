"""Outcomes in the ensemble engine: aggregates seen when a minute is over, for the lanes in which it was one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.clock import DAY
from escalation_sim.engines.ensemble.block import Block
from escalation_sim.model.expressions import Name
from escalation_sim.model.programme import Formula, OutcomePlan


class Outcomes:
    """Every outcome of a scenario, in every lane."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.plans = block.programme.outcomes
        self.seeing = [(plan, plan.formula, _Aggregate(plan, block)) for plan in self.plans if plan.formula]
        self.reads = {slot for _, formula, _ in self.seeing for slot in formula.reads}
        self.began = False

    def see(self, lanes: Any) -> None:
        """The state as it stands when a minute is over in some lanes."""
        if self.began and not (self.block.written_this_minute & self.reads):
            return
        for plan, formula, aggregate in self.seeing:
            if not self.began or not formula.reads.isdisjoint(self.block.written_this_minute):
                aggregate.see(lanes, self.value(plan, formula, lanes))
        self.began = True

    def value(self, plan: OutcomePlan, formula: Formula, lanes: Any) -> NDArray[Any]:
        if isinstance(formula.expression.tree, Name):  # what the state holds is finite, and has an entry for every lane
            held = self.block.state[formula.slots[formula.expression.tree.name]]
            if isinstance(held, np.ndarray):
                values: NDArray[Any] = held[lanes]
                return values
        if plan.outcome.aggregate in ("days", "first"):
            return self.block.spread(self.block.seen(formula, lanes), lanes)
        return self.block.spread(self.block.value(formula, lanes, 0), lanes)

    def told(self, effects: Sequence[NDArray[np.int32]]) -> NDArray[np.float64]:
        """Lanes × outcomes; nan for never. *effects* are those of each event, in every lane."""
        columns = np.empty((self.block.size, len(self.plans)))
        seeing = iter(self.seeing)
        for index, plan in enumerate(self.plans):
            if plan.event is not None:
                columns[:, index] = effects[plan.event]
            else:
                columns[:, index] = next(seeing)[2].total()
        return columns


class _Aggregate:
    """One aggregate of one expression. *value* is what it was last seen to be."""

    def __init__(self, plan: OutcomePlan, block: Block) -> None:
        self.kind, self.block = plan.outcome.aggregate, block
        self.value = np.zeros(block.size)
        self.result = np.full(block.size, np.nan)
        self.area = np.zeros(block.size)
        self.since = np.zeros(block.size, np.int32)
        self.began = False

    def see(self, lanes: Any, value: NDArray[Any]) -> None:
        if not self.began:
            self.began = True
            self.value[lanes] = value
            self.result[lanes] = np.where(value, 0.0, np.nan) if self.kind == "first" else value
            return
        match self.kind:
            case "peak":
                old = self.result[lanes]
                self.result[lanes] = np.where(value > old, value, old)
            case "low":
                old = self.result[lanes]
                self.result[lanes] = np.where(value < old, value, old)
            case "final":
                self.result[lanes] = value
            case "first":
                self.note_first(lanes, value)
            case _:
                self.add_area(lanes, value)

    def note_first(self, lanes: Any, value: NDArray[Any]) -> None:
        hit = (np.asarray(value, np.bool_) & np.isnan(self.result[lanes])).nonzero()[0]
        if len(hit):
            hit = hit if isinstance(lanes, slice) else lanes[hit]
            self.result[hit] = self.block.clock[hit] / DAY

    def add_area(self, lanes: Any, value: NDArray[Any]) -> None:
        """One term for each stretch in which the value was the same."""
        differs = (value != self.value[lanes]).nonzero()[0]
        if not len(differs):
            return
        hit = differs if isinstance(lanes, slice) else lanes[differs]
        now = self.block.clock[hit]
        self.area[hit] += self.value[hit] * (now - self.since[hit])
        self.value[hit] = value[differs]
        self.since[hit] = now

    def total(self) -> NDArray[np.float64]:
        """What there is to report at the end."""
        if self.kind not in ("average", "days"):
            return self.result
        end = self.block.end
        return (self.area + self.value * (end - self.since)) / (DAY if self.kind == "days" else end)
