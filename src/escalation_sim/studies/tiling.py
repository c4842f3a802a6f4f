"""Which points share a block, and in what order blocks are played.

A study is cut into parts, each every so-many-eth point, and each part into tiles, so many replications of all its points.
Tiles are played in the order of their replications, so that a study cut short has looked everywhere. How a study is cut never
shows in its results.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LANES = 16_384
"""The lanes of a block. More cost less each, but with fewer blocks less is safe after a stop, and processes share less evenly."""

MOST_POINTS = 2_048
"""The most points in a part: a part is held in memory whole when its answers are worked out."""


@dataclass(frozen=True)
class Tile:
    """The replications *first* … *first + count - 1* of the points of a part."""

    part: int
    first: int
    count: int


def parts(start: int, stop: int, n: int) -> list[range]:
    """The points *start* … *stop - 1*, each played *n* times, cut into parts that are spread evenly over them."""
    together = min(max(LANES // n, 1), MOST_POINTS)
    step = -(-(stop - start) // together)
    return [range(start + offset, stop, step) for offset in range(step)]


def missing(cut: Sequence[range], done: Iterable[Tile], n: int) -> list[Tile]:
    """The tiles that are still to be played until every point has *n* replications, in the order in which to play them."""
    reached: dict[int, list[tuple[int, int]]] = {}
    for tile in done:
        reached.setdefault(tile.part, []).append((tile.first, tile.first + tile.count))
    tiles = []
    for part, points in enumerate(cut):
        most = max(LANES // len(points), 1)
        for start, stop in _gaps(sorted(reached.get(part, [])), n):
            tiles += [Tile(part, first, min(most, stop - first)) for first in range(start, stop, most)]
    return sorted(tiles, key=lambda tile: (tile.first, tile.part))


def _gaps(done: Sequence[tuple[int, int]], n: int) -> list[tuple[int, int]]:
    """What of 0 … n - 1 lies in none of some stretches, which are sorted and do not overlap."""
    edges = [0, *(edge for stretch in done for edge in stretch), n]
    return [(start, min(stop, n)) for start, stop in zip(edges[::2], edges[1::2], strict=True) if start < min(stop, n)]
