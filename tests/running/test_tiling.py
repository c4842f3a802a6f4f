"""How a study is cut into tiles: nothing twice, nothing left out, of any size that is asked for, evenly, cheap to go on with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation_sim.running import tiling
from escalation_sim.running.tiling import LANES, MOST_LANES, MOST_POINTS, Tile, cut, missing, tiles

SIZES = [(1, 1), (1, 100_000), (11, 1000), (11, 3000), (400, 200), (33, 1000), (5000, 8), (3000, 1), (7, 50_000)]
ASKED = [LANES, 1_000, 37]


def always(size: int) -> Callable[[], int]:
    return lambda: size


def in_turn(sizes: Iterable[int]) -> Callable[[], int]:
    """Another size for each tile."""
    ahead: Iterator[int] = cycle(sizes)
    return lambda: next(ahead)


def covered(parts: list[range], played: list[Tile], points: int, n: int) -> np.ndarray:
    """How often each replication of each point is played."""
    count = np.zeros((points, n), int)
    for part, first, many in played:
        numbers = np.arange(first, first + many)
        np.add.at(count, (np.array(parts[part])[numbers % len(parts[part])], numbers // len(parts[part])), 1)
    return count


@pytest.mark.parametrize("size", ASKED)
@pytest.mark.parametrize(("points", "n"), SIZES)
def test_every_history_belongs_to_one_tile(points: int, n: int, size: int) -> None:
    parts = cut(0, points, n).parts()
    played = list(missing(parts, (), n, always(size)))
    assert (covered(parts, played, points, n) == 1).all()
    assert all(1 <= tile.n <= 1.3 * size for tile in played)


@pytest.mark.parametrize("size", ASKED)
@pytest.mark.parametrize(("points", "n"), SIZES)
def test_no_tile_is_much_smaller_than_it_should_be(points: int, n: int, size: int) -> None:
    """But where there is no more than that of a part."""
    parts = cut(0, points, n).parts()
    for tile in missing(parts, (), n, always(size)):
        assert tile.n >= 0.4 * min(size, len(parts[tile.part]) * n)


@pytest.mark.parametrize(("points", "n"), SIZES)
def test_a_part_fits_in_memory_and_there_are_few(points: int, n: int) -> None:
    parts = cut(0, points, n).parts()
    assert all(len(part) <= MOST_POINTS and len(part) * n <= max(MOST_LANES, n) for part in parts)
    assert len(parts) <= max(points / 8, points * n / LANES * 4 + 1)


@pytest.mark.parametrize("size", [16_384, 500, 7])
def test_a_study_cut_short_has_looked_everywhere_equally(size: int) -> None:
    """After any number of tiles no point is ahead of another by more than a tile."""
    points, n = 400, 2000 if size > 100 else 5
    parts = cut(0, points, n).parts()
    order = list(missing(parts, (), n, always(size)))
    most = max(-(-tile.n // len(parts[tile.part])) for tile in order)
    for stop in range(0, len(order), max(len(order) // 40, 1)):
        done = covered(parts, order[:stop], points, n).sum(axis=1)
        assert done.max() - done.min() <= most + (size < 16)


def test_a_tile_has_whole_replications_where_they_have_room() -> None:
    """Points that share a replication in a block share its luck."""
    parts = cut(0, 33, 1000).parts()
    sizes = {len(part) for part in parts}
    assert sizes == {11}
    assert all(tile.first % 11 == 0 for tile in missing(parts, (), 1000, always(500)))


def test_the_points_of_a_part_lie_all_over_the_design() -> None:
    parts = cut(0, 400, 1000).parts()
    assert all(part.start < 30 and part[-1] >= 370 for part in parts)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_what_is_missing_is_what_is_not_done(data: st.DataObject) -> None:
    """Whatever has been finished, in tiles of any size and order, for fewer replications and points than are wanted now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiling, "LANES", data.draw(st.integers(1, 200)))
        patch.setattr(tiling, "MOST_LANES", 1000)
        old, n = data.draw(st.integers(1, 60)), data.draw(st.integers(1, 40))
        size = st.lists(st.integers(1, 200), min_size=1)
        parts = cut(0, old, n).parts()
        order = list(missing(parts, (), n, in_turn(data.draw(size))))
        done = data.draw(st.lists(st.sampled_from(order), unique=True))
        more = data.draw(st.integers(0, 20))
        if more:
            parts += cut(old, old + more, n).parts()
        n += data.draw(st.integers(0, 30))
        left = list(missing(parts, sorted(done), n, in_turn(data.draw(size))))
        assert (covered(parts, [*done, *left], old + more, n) == 1).all()


def test_what_is_wanted_no_longer_is_left_out() -> None:
    """It is asked anew for each tile."""
    parts = cut(0, 400, 1000).parts()
    rest = [4]

    def wanted(part: int, _: int) -> bool:
        rest[0] -= part < 3
        return part < 3 and rest[0] >= 0

    assert [tile.part for tile in missing(parts, (), 1000, always(500), wanted)] == [0, 1, 2, 0]
    assert len(list(tiles(0, 16, 1000, always(500), lambda _, replication: replication < 100))) == 4


def test_fewer_replications_than_there_are_leave_nothing_to_do() -> None:
    parts = cut(0, 10, 1000).parts()
    assert list(missing(parts, missing(parts, (), 1000, always(77)), 999, always(77))) == []


def test_a_part_alone_is_cut_as_a_study_of_it() -> None:
    assert list(tiles(3, 4, 10, always(LANES))) == [Tile(3, 0, 40)]
    assert list(tiles(0, 16, 2048, always(LANES))) == [Tile(0, 0, 16_384), Tile(0, 16_384, 16_384)]
    assert list(tiles(0, 4, 3, in_turn([1, 2, 9]))) == [Tile(0, 0, 1), Tile(0, 1, 2), Tile(0, 3, 9)]


def test_tiles_are_thought_of_when_they_are_asked_for() -> None:
    """A study of 10¹⁸ histories begins at once."""
    parts = cut(0, 10**6, 10**12).parts()
    assert [tile[:2] for tile in islice(missing(parts, (), 10**12, always(LANES)), 3)] == [(0, 0), (1, 0), (2, 0)]
