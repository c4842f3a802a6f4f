"""Which points share a block, and in what order blocks are played.

A study is cut into parts, each every so-many-eth point, and each part into tiles, so many replications of all its points.
Tiles are played in the order of their replications, so that a study cut short has looked everywhere. How a study is cut never
shows in its results.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LANES = 16_384
"""The lanes of a block. More cost less each, but with fewer blocks less is safe after a stop, and processes share less evenly."""

MOST_POINTS, FEWEST_POINTS = 2_048, 16
"""How many points a part has. With few parts it is soon known what is finished; and points that share a block share their luck,
which saves time."""

MOST_LANES = 1_000_000
"""The histories of a part that are held in memory together when its answers are worked out."""


class Tile(NamedTuple):
    """The replications *first* … *first + n - 1* of the points of a part."""

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


def missing(parts: Sequence[range], done: Iterable[Tile], n: int) -> Iterator[Tile]:
    """The tiles still to be played until every point has *n* replications, in the order in which to play them.

    They are worked out as they are asked for. What is *done* does not overlap, and stands in order for each part.
    """
    there: dict[int, list[tuple[int, int]]] = {}
    for part, first, count in done:
        there.setdefault(part, []).append((first, first + count))
    begin = min((_reached(there.get(part, ())) for part in range(len(parts))), default=n)
    for start, stop in _even(begin, n, LANES // min(map(len, parts))):
        for part, points in enumerate(parts):
            for gap in _gaps(there.get(part, ()), start, stop):
                yield from tiles(part, len(points), *gap)


def tiles(part: int, points: int, start: int, stop: int) -> Iterator[Tile]:
    """The tiles of the replications *start* … *stop - 1* of a part of so many points."""
    for first, end in _even(start, stop, LANES // points):
        yield Tile(part, first, end - first)


def _reached(there: Sequence[tuple[int, int]]) -> int:
    return there[0][1] if there and there[0][0] == 0 else 0


def _even(start: int, stop: int, size: int) -> Iterator[tuple[int, int]]:
    """A stretch in pieces of one size, at most a quarter more than is wished."""
    if start < stop:
        size = -(-(stop - start) // max(math.ceil((stop - start) / max(size, 1) - 0.25), 1))
        yield from ((first, min(first + size, stop)) for first in range(start, stop, size))


def _gaps(there: Sequence[tuple[int, int]], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """What of *start* … *stop - 1* lies in none of some stretches, which are sorted and do not overlap."""
    for first, end in there:
        if end > start:
            if first > start:
                yield start, min(first, stop)
            start = end
        if start >= stop:
            return
    yield start, stop
