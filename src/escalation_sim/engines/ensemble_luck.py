"""The luck of a block: rows of numbers for all its replications, fetched when a lane first asks for them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.luck import uniforms

_TABLE_BYTES = 4_000_000
"""The most that the rows of one place may take; more lanes keep fewer rows. From 4 MiB on numpy asks for huge pages, of which
a place with two rows would fill none."""

_FEWEST_ROWS = 30


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
    """The latest rows of one place. Lanes ask for their occurrences in order, more or less together; who comes late waits longer.

    Row *k* stands at *k* modulo the number of rows. Memory is only touched when a row is first filled.
    """

    def __init__(self, count: int) -> None:
        self.kept = max(_FEWEST_ROWS, _TABLE_BYTES // (8 * count))
        self.rows = np.empty((self.kept, count))
        self.filled = 0

    def look_up(self, luck: BlockLuck, place: str, occurrence: NDArray[Any], columns: NDArray[Any]) -> NDArray[np.float64]:
        """One number for each pair of occurrence and column."""
        if not len(occurrence):
            return np.empty(0)
        last = int(np.maximum.reduce(occurrence))
        while self.filled <= last:
            row = self.rows[self.filled % self.kept]
            uniforms(luck.seed, place, self.filled, luck.first, luck.count, out=row)
            self.filled += 1
        places = occurrence.astype(np.intp)
        if self.filled > self.kept:
            late = places < self.filled - self.kept
            places %= self.kept
        places *= self.rows.shape[1]
        places += columns
        found = self.rows.reshape(-1).take(places)
        if self.filled > self.kept and late.any():
            self.fetch(luck, place, occurrence, columns, late, found)
        return found

    def fetch(
        self,
        luck: BlockLuck,
        place: str,
        occurrence: NDArray[Any],
        columns: NDArray[Any],
        late: NDArray[np.bool_],
        found: NDArray[np.float64],
    ) -> None:
        """Numbers from rows that are no longer kept."""
        for number in np.unique(occurrence[late]):
            hit = late & (occurrence == number)
            row = uniforms(luck.seed, place, int(number), luck.first, luck.count)
            found[hit] = row[columns[hit]]
