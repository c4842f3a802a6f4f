"""Many histories as columns: one row a replication, in order of their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.history import History
from escalation_sim.model.programme import Programme

NEVER = -1
"""In a column of minutes: it did not happen."""


@dataclass(frozen=True)
class Columns:
    """The columns of an ensemble of n replications.

    `final` and `highest` are places on the ladder (n); `first_reached` (minutes, or NEVER) and `stage_minutes` are n × stages;
    `blocked` and `blocked_alone` (minutes) are n × pairs of (stage, brake), see `blocked_pairs`; `deciding` (minutes), `climbs`,
    `descents`, `shelved` and `refused` are n; `outcomes` is n × outcomes, nan for never.
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
    outcomes: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.final)

    def rows(self, chosen: NDArray[np.bool_]) -> Columns:
        """The replications for which *chosen* is true."""
        return Columns(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


def place_type(stages: int) -> type[np.integer[Any]]:
    """The smallest type that holds a place on a ladder."""
    return np.int8 if stages < 128 else np.int32


def blocked_pairs(programme: Programme) -> list[tuple[int, int]]:
    """The pairs of (stage, brake) that the columns of `blocked` stand for."""
    return [(stage, brake) for stage, brakes in enumerate(programme.can_block) for brake in brakes]


def tabulate(programme: Programme, histories: Iterable[History]) -> Columns:
    """The columns of some histories."""
    pairs = blocked_pairs(programme)
    names = [outcome.name for outcome in programme.scenario.outcomes]
    told = list(histories)
    n, stages = len(told), len(programme.scenario.stages)

    def column(values: Iterable[Any], dtype: type, width: int | None = None) -> NDArray[Any]:
        shape = (n,) if width is None else (n, width)
        return np.array(list(values), dtype).reshape(shape)

    return Columns(
        final=column((h.final for h in told), place_type(stages)),
        highest=column((h.highest for h in told), place_type(stages)),
        first_reached=column(([NEVER if m is None else m for m in h.first_reached] for h in told), np.int32, stages),
        stage_minutes=column((h.stage_minutes for h in told), np.int32, stages),
        blocked=column(([h.blocked.get(pair, 0) for pair in pairs] for h in told), np.int32, len(pairs)),
        blocked_alone=column(([h.blocked_alone.get(pair, 0) for pair in pairs] for h in told), np.int32, len(pairs)),
        deciding=column((h.deciding for h in told), np.int32),
        climbs=column((h.climbs for h in told), np.int32),
        descents=column((h.descents for h in told), np.int32),
        shelved=column((h.shelved for h in told), np.int32),
        refused=column((h.refused for h in told), np.int32),
        outcomes=column(([_value(h.outcomes[name]) for name in names] for h in told), np.float64, len(names)),
    )


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
        self._columns: dict[str, NDArray[Any]] = {}

    def add(self, first: int, block: Columns) -> None:
        """The block that begins with replication *first*."""
        for field in fields(Columns):
            part = getattr(block, field.name)
            rows, kind = (1, np.int64) if field.name in self.summed else (self.n, part.dtype)
            if field.name not in self._columns:
                self._columns[field.name] = np.zeros((rows, *part.shape[1:]), kind)
            if field.name in self.summed:
                self._columns[field.name] += part.sum(axis=0, dtype=np.int64)
            else:
                self._columns[field.name][first : first + len(part)] = part
        self.filled += len(block)

    def columns(self) -> Columns:
        """All of them, once every block has been added."""
        assert self.filled == self.n
        return Columns(**self._columns)


def stage_brakes(programme: Programme) -> dict[int, list[tuple[int, int]]]:
    """For each stage its brakes with the column of `blocked` that holds them: stage → [(brake, column)]."""
    columns: dict[int, list[tuple[int, int]]] = {stage: [] for stage in range(len(programme.can_block))}
    for index, (stage, brake) in enumerate(blocked_pairs(programme)):
        columns[stage].append((brake, index))
    return columns
