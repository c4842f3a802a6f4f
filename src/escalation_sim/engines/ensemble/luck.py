"""The luck of a block: rows of numbers for all its replications, fetched when a lane first asks for them.

A row holds standard variates: what the uniform numbers become whatever the arguments of a draw. So a normal quantile is worked
out once for a replication, however many lanes share it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.luck import uniforms
from escalation_sim.model.distributions import Standard

_TABLE_BYTES = 4_000_000
"""The most that the rows of one place may take; more lanes keep fewer rows. From 4 MiB on numpy asks for huge pages, of which
a place with two rows would fill none."""

_FEWEST_ROWS = 30


class BlockLuck:
    """Numbers by (place, occurrence, lane). *replications* are those of the lanes; several lanes may share one."""

    def __init__(self, seed: int, replications: NDArray[np.int64]) -> None:
        self.seed, self.first = seed, int(replications.min())
        self.count = int(replications.max()) - self.first + 1
        self.columns = replications - self.first
        self.one_each = len(replications) == self.count and bool((self.columns == np.arange(self.count)).all())
        self._tables: dict[str, _Table] = {}

    def number(self, place: str, occurrence: Any, lanes: Any, standard: Standard | None = None) -> NDArray[np.float64]:
        """The numbers of *lanes* (indices, or a slice for all); *occurrence* is one for all of them, or one for each.

        *standard* is what turns a uniform number into the variate that is drawn at this place.
        """
        columns: Any = lanes if self.one_each else self.columns[lanes]
        table = self._tables.get(place)
        if table is None:
            table = self._tables[place] = _Table(self.seed, place, self.first, self.count, standard)
        if not isinstance(occurrence, np.ndarray):
            numbers: NDArray[np.float64] = table.row(int(occurrence))[columns]
            return numbers
        if isinstance(columns, slice):
            columns = np.arange(self.count)
        return table.look_up(occurrence, columns)


class _Table:
    """The latest rows of one place. Lanes ask for their occurrences in order, more or less together; who comes late waits longer.

    Row *k* stands at *k* modulo the number of rows. Memory is only touched when a row is first filled.
    """

    def __init__(self, seed: int, place: str, first: int, count: int, standard: Standard | None) -> None:
        self.seed, self.place, self.first, self.count, self.standard = seed, place, first, count, standard
        self.kept = max(_FEWEST_ROWS, _TABLE_BYTES // (8 * count))
        self.rows: NDArray[np.float64] | None = None
        self.filled = 0

    def row(self, occurrence: int) -> NDArray[np.float64]:
        """The numbers of all replications."""
        numbers = uniforms(self.seed, self.place, occurrence, self.first, self.count)
        return self.standard(numbers) if self.standard else numbers

    def look_up(self, occurrence: NDArray[Any], columns: NDArray[Any]) -> NDArray[np.float64]:
        """One number for each pair of occurrence and column."""
        if not len(occurrence):
            return np.empty(0)
        if self.rows is None:
            self.rows = np.empty((self.kept, self.count))
        last = int(np.maximum.reduce(occurrence))
        while self.filled <= last:
            self.rows[self.filled % self.kept] = self.row(self.filled)
            self.filled += 1
        places = occurrence.astype(np.intp)
        if self.filled > self.kept:
            late = places < self.filled - self.kept
            places %= self.kept
        places *= self.count
        places += columns
        found = self.rows.reshape(-1).take(places)
        if self.filled > self.kept and late.any():
            self.fetch(occurrence, columns, late, found)
        return found

    def fetch(self, occurrence: NDArray[Any], columns: NDArray[Any], late: NDArray[np.bool_], found: NDArray[np.float64]) -> None:
        """Numbers from rows that are no longer kept."""
        for number in np.unique(occurrence[late]):
            hit = late & (occurrence == number)
            found[hit] = self.row(int(number))[columns[hit]]
