"""Which points share a block, and in what order blocks are played.

A study is cut into parts, each every so-many-eth point, and each part into tiles, so many replications of all its points.
Tiles are played in the order of their replications, so that a study cut short has looked everywhere. How a study is cut never
shows in its results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from typing import NamedTuple

LANES = 16_384
"""The lanes of a block. More cost less each, but with fewer blocks less is safe after a stop, and processes share less evenly."""

MOST_POINTS = 2_048
"""The most points in a part: they are held in memory together when the answers are worked out."""


class Tile(NamedTuple):
    """The replications *first* … *first + count - 1* of the points of a part."""

    part: int
    first: int
    count: int


def parts(start: int, stop: int, n: int) -> list[range]:
    """The points *start* … *stop - 1*, each played *n* times, cut into parts that are spread evenly over them."""
    together = min(max(LANES // n, 1), MOST_POINTS)
    step = -(-(stop - start) // together)
    return [range(start + offset, stop, step) for offset in range(step)]


def missing(cut: Sequence[range], done: Iterable[Tile], n: int) -> Iterator[Tile]:
    """The tiles still to be played until every point has *n* replications, in the order in which to play them.

    They are worked out as they are asked for. What is *done* does not overlap.
    """
    reached: dict[int, list[tuple[int, int]]] = {}
    for part, first, count in done:
        reached.setdefault(part, []).append((first, first + count))
    unfinished = [part for part in range(len(cut)) if not _whole(reached.get(part, ()), n)]
    return merge(
        *(tiles(part, len(cut[part]), n, sorted(reached.get(part, ()))) for part in unfinished),
        key=lambda tile: (tile.first, tile.part),
    )


def _whole(stretches: Sequence[tuple[int, int]], n: int) -> bool:
    return len(stretches) == 1 and stretches[0][0] == 0 and stretches[0][1] >= n


def tiles(part: int, points: int, n: int, done: Sequence[tuple[int, int]] = ()) -> Iterator[Tile]:
    """The tiles of one part of so many points, but for the stretches of replications that are *done*, which are sorted."""
    most = max(LANES // points, 1)
    edges = [0, *(edge for stretch in done for edge in stretch), n]
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        for first in range(start, min(stop, n), most):
            yield Tile(part, first, min(most, min(stop, n) - first))
