"""The luck of a block: rows of numbers for all its replications, fetched when a lane first asks for them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.luck import uniforms

_FIRST_ROWS = 4


class BlockLuck:
    """Uniform numbers by (place, occurrence, lane). *replications* are those of the lanes; several lanes may share one."""

    def __init__(self, seed: int, replications: NDArray[np.int64]) -> None:
        self.seed, self.first = seed, int(replications.min())
        self.count = int(replications.max()) - self.first + 1
        self.columns = replications - self.first
        self.one_each = len(replications) == self.count and bool((self.columns == np.arange(self.count)).all())
        self._tables: dict[str, _Table] = {}

    def number(self, place: str, occurrence: Any, lanes: Any) -> NDArray[np.float64]:
        """The numbers of *lanes* (indices, or a slice for all); *occurrence* is one for all of them, or one for each."""
        columns: Any = lanes if self.one_each else self.columns[lanes]
        if not isinstance(occurrence, np.ndarray):
            row: NDArray[np.float64] = uniforms(self.seed, place, int(occurrence), self.first, self.count)[columns]
            return row
        if isinstance(columns, slice):
            columns = np.arange(self.count)
        table = self._tables.get(place)
        if table is None:
            table = self._tables[place] = _Table(self.count)
        return table.look_up(self, place, occurrence, columns)


class _Table:
    """The rows of one place, from the first occurrence on."""

    def __init__(self, count: int) -> None:
        self.rows = np.empty((_FIRST_ROWS, count))
        self.filled = 0

    def look_up(self, luck: BlockLuck, place: str, occurrence: NDArray[Any], columns: NDArray[Any]) -> NDArray[np.float64]:
        """One number for each pair of occurrence and column."""
        last = int(occurrence.max()) if len(occurrence) else -1
        while self.filled <= last:
            if self.filled == len(self.rows):
                self.rows = np.concatenate([self.rows, np.empty_like(self.rows)])
            self.rows[self.filled] = uniforms(luck.seed, place, self.filled, luck.first, luck.count)
            self.filled += 1
        places = occurrence.astype(np.intp)
        places *= self.rows.shape[1]
        places += columns
        return self.rows.reshape(-1).take(places)
