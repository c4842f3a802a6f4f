"""Which points belong together, and in what order their histories are played.

A study is cut into parts, each every so-many-eth point. A part's histories are numbered replication by replication: number h is
replication h // points of its (h % points)th point. A tile is some of them, one after the other. Tiles are played in the order of
their replications, so that a study cut short has looked everywhere. How a study is cut never shows in its results.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

LANES = 16_384
"""The most histories of a block. More cost less each, but with fewer blocks less is safe after a stop."""

MOST_POINTS, FEWEST_POINTS = 2_048, 16
"""How many points a part has. With few parts it is soon known what is finished; and points that share a block share their luck,
which saves time."""

MOST_LANES = 1_000_000
"""The histories of a part that are held in memory together when its answers are worked out."""

Size = Callable[[], int]
"""How many histories the next tile should have; asked anew for each."""

Wanted = Callable[[int, int], bool]
"""Whether a part is still wanted from a replication on; asked anew for each tile."""


def everything(_part: int, _replication: int) -> bool:
    """All of it is wanted."""
    return True


class Tile(NamedTuple):
    """The histories *first* … *first + n - 1* of a part."""

    part: int
    first: int
    n: int


@dataclass(frozen=True)
class Cut:
    """The points *start* … *stop - 1*, cut into *step* parts that are spread evenly over them."""

    start: int
    stop: int
    step: int

    def parts(self) -> list[range]:
        """The points of each part."""
        return [range(self.start + offset, self.stop, self.step) for offset in range(self.step)]


def cut(start: int, stop: int, n: int) -> Cut:
    """The points *start* … *stop - 1*, each to be played *n* times, cut into parts."""
    together = max(min(LANES // n, MOST_POINTS), min(MOST_LANES // n, FEWEST_POINTS), 1)
    return Cut(start, stop, -(-(stop - start) // together))


def missing(parts: Sequence[range], done: Iterable[Tile], n: int, size: Size, wanted: Wanted = everything) -> Iterator[Tile]:
    """The tiles still to be played until every point has *n* replications, in the order in which to play them.

    They are worked out as they are asked for. What is *done* does not overlap, and stands in order for each part.
    """
    there: dict[int, list[tuple[int, int]]] = {}
    for part, first, count in done:
        there.setdefault(part, []).append((first, first + count))
    points = np.array([len(part) for part in parts])
    at = np.array([_gap(there.get(part, ()), 0)[0] for part in range(len(parts))])
    while len(open_ := np.flatnonzero(at < points * n)):
        rows = at[open_] // points[open_]
        row = int(rows.min())
        for part in open_[rows == row].tolist():
            many = len(parts[part])
            while at[part] < min(row + 1, n) * many:
                if not wanted(part, row):
                    at[part] = n * many
                    break
                first, end = _gap(there.get(part, ()), int(at[part]))
                count = _piece(first, min(end, n * many) - first, size(), many)
                yield Tile(part, first, count)
                at[part], _ = _gap(there.get(part, ()), first + count)


def tiles(part: int, points: int, n: int, size: Size, wanted: Wanted = everything) -> Iterator[Tile]:
    """The tiles of a part of so many points with *n* replications each."""
    first = 0
    while first < points * n and wanted(part, first // points):
        count = _piece(first, points * n - first, size(), points)
        yield Tile(part, first, count)
        first += count


def _piece(first: int, left: int, size: int, points: int) -> int:
    """How many of so many histories that are *left* to take: whole replications where they have room, and no small rest."""
    pieces = max(math.ceil(left / size - 0.25), 1)
    count = -(-left // pieces)
    whole = (first + count) // points * points - first  # up to the end of a replication
    return whole if count >= points and count < left else count


def _gap(there: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """The next stretch from *at* on that lies in none of some stretches, which are sorted and do not overlap."""
    for first, end in there:
        if at < first:
            return at, first
        at = max(at, end)
    return at, 2**62
