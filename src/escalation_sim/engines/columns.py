"""Many histories as columns: one row a replication, in order of their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.history import Climbed, History
from escalation_sim.model.programme import LadderPlan, Programme
from escalation_sim.model.scenario import MAIN

NEVER = -1
"""In a column of minutes: it did not happen."""


@dataclass(frozen=True)
class LadderColumns:
    """What became of one ladder in n replications.

    `final` and `highest` are places on the ladder (n); `first_reached` (minutes, or NEVER) and `stage_minutes` are n × stages;
    `blocked` and `blocked_alone` (minutes) are n × pairs of (stage, brake), see `blocked_pairs`; `deciding` (minutes), `climbs`,
    `descents`, `shelved` and `refused` are n.
    """

    final: NDArray[np.integer[Any]]
    highest: NDArray[np.integer[Any]]
    first_reached: NDArray[np.int32]
    stage_minutes: NDArray[np.int32]
    blocked: NDArray[np.int32]
    blocked_alone: NDArray[np.int32]
    deciding: NDArray[np.int32]
    climbs: NDArray[np.int32]
    descents: NDArray[np.int32]
    shelved: NDArray[np.int32]
    refused: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.final)


LADDER_COLUMNS = tuple(field.name for field in fields(LadderColumns))


@dataclass(frozen=True)
class Columns(LadderColumns):
    """The columns of an ensemble of n replications: those of the main ladder, those of the *others* by name, and the outcomes.

    `outcomes` is n × outcomes, nan for never.
    """

    outcomes: NDArray[np.float64]
    others: Mapping[str, LadderColumns] = field(default_factory=dict)

    def of(self, ladder: str) -> LadderColumns:
        """The columns of a ladder."""
        return self.others.get(ladder, self)

    def rows(self, chosen: NDArray[np.bool_]) -> Columns:
        """The replications for which *chosen* is true."""
        return self.each(lambda column: column[chosen])

    def each(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Columns:
        """The same columns, every one of them changed."""
        others = {name: LadderColumns(**_changed(ladder, change)) for name, ladder in self.others.items()}
        return Columns(**_changed(self, change), outcomes=change(self.outcomes), others=others)


def _changed(ladder: LadderColumns, change: Callable[[NDArray[Any]], NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {name: change(getattr(ladder, name)) for name in LADDER_COLUMNS}


def place_type(stages: int) -> type[np.integer[Any]]:
    """The smallest type that holds a place on a ladder."""
    return np.int8 if stages < 128 else np.int32


def blocked_pairs(plan: LadderPlan) -> list[tuple[int, int]]:
    """The pairs of (stage, brake) that the columns of `blocked` stand for."""
    return [(stage, brake) for stage, brakes in enumerate(plan.can_block) for brake in brakes]


def tabulate(programme: Programme, histories: Iterable[History]) -> Columns:
    """The columns of some histories."""
    told = list(histories)
    names = [outcome.name for outcome in programme.scenario.outcomes]
    main, *others = (_climbed(plan, [history.of(plan.name) for history in told]) for plan in programme.ladders)
    return Columns(
        **main,
        outcomes=_column(([_value(h.outcomes[name]) for name in names] for h in told), np.float64, len(told), len(names)),
        others={plan.name: LadderColumns(**other) for plan, other in zip(programme.ladders[1:], others, strict=True)},
    )


def _climbed(plan: LadderPlan, told: list[Climbed]) -> dict[str, NDArray[Any]]:
    """The columns of one ladder."""
    pairs, n, stages = blocked_pairs(plan), len(told), len(plan.ladder.stages)
    place, whole = place_type(stages), np.int32
    return {
        "final": _column((h.final for h in told), place, n),
        "highest": _column((h.highest for h in told), place, n),
        "first_reached": _column(([NEVER if m is None else m for m in h.first_reached] for h in told), whole, n, stages),
        "stage_minutes": _column((h.stage_minutes for h in told), whole, n, stages),
        "blocked": _column(([h.blocked.get(pair, 0) for pair in pairs] for h in told), whole, n, len(pairs)),
        "blocked_alone": _column(([h.blocked_alone.get(pair, 0) for pair in pairs] for h in told), whole, n, len(pairs)),
        **{
            name: _column((getattr(h, name) for h in told), whole, n)
            for name in ("deciding", "climbs", "descents", "shelved", "refused")
        },
    }


def _column(values: Iterable[Any], kind: type, n: int, width: int | None = None) -> NDArray[Any]:
    return np.array(list(values), kind).reshape((n,) if width is None else (n, width))


def _value(outcome: float | None) -> float:
    return np.nan if outcome is None else outcome


SUMMED = ("stage_minutes", "blocked", "blocked_alone", "deciding", "climbs", "descents", "shelved", "refused")
"""The columns of whole numbers of which a summary wants no more than the mean."""


class Gathering:
    """Columns for *n* replications, filled block by block in any order, so that no block is kept twice.

    With *summed* the columns in `SUMMED` are added up, exactly, and have one row in the end: half the memory, and the same means.
    """

    def __init__(self, n: int, *, summed: bool = False) -> None:
        self.n, self.filled = n, 0
        self.summed = SUMMED if summed else ()
        self._outcomes: dict[str, NDArray[Any]] = {}
        self._ladders: dict[str, dict[str, NDArray[Any]]] = {}

    def add(self, first: int, block: Columns) -> None:
        """The block that begins with replication *first*."""
        self._put(self._outcomes, "outcomes", block.outcomes, first)
        for ladder in (MAIN, *block.others):
            mine, columns = self._ladders.setdefault(ladder, {}), block.of(ladder)
            for name in LADDER_COLUMNS:
                self._put(mine, name, getattr(columns, name), first)
        self.filled += len(block)

    def _put(self, columns: dict[str, NDArray[Any]], name: str, part: NDArray[Any], first: int) -> None:
        rows, kind = (1, np.int64) if name in self.summed else (self.n, part.dtype)
        if name not in columns:
            columns[name] = np.zeros((rows, *part.shape[1:]), kind)
        if name in self.summed:
            columns[name] += part.sum(axis=0, dtype=np.int64)
        else:
            columns[name][first : first + len(part)] = part

    def columns(self) -> Columns:
        """All of them, once every block has been added."""
        assert self.filled == self.n
        main = self._ladders.get(MAIN, {})
        others = {name: LadderColumns(**columns) for name, columns in self._ladders.items() if name != MAIN}
        return Columns(**main, **self._outcomes, others=others)


def stage_brakes(plan: LadderPlan) -> dict[int, list[tuple[int, int]]]:
    """For each stage its brakes with the column of `blocked` that holds them: stage → [(brake, column)]."""
    columns: dict[int, list[tuple[int, int]]] = {stage: [] for stage in range(len(plan.can_block))}
    for index, (stage, brake) in enumerate(blocked_pairs(plan)):
        columns[stage].append((brake, index))
    return columns
