"""How a study is cut into blocks: nothing twice, nothing left out, evenly, and cheap to go on with."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation_sim.running import tiling
from escalation_sim.running.tiling import LANES, MOST_LANES, MOST_POINTS, Tile, cut, missing, tiles

SIZES = [(1, 1), (1, 100_000), (11, 1000), (11, 3000), (400, 200), (33, 1000), (5000, 8), (3000, 1), (7, 50_000)]


def covered(parts: list[range], played: list[Tile], points: int, n: int) -> np.ndarray:
    """How often each replication of each point is played."""
    count = np.zeros((points, n), int)
    for part, first, many in played:
        count[parts[part], first : first + many] += 1
    return count


@pytest.mark.parametrize(("points", "n"), SIZES)
def test_every_history_belongs_to_one_block(points: int, n: int) -> None:
    parts = cut(0, points, n).parts()
    played = list(missing(parts, (), n))
    assert (covered(parts, played, points, n) == 1).all()
    assert all(1 <= tile.n * len(parts[tile.part]) <= 1.3 * LANES for tile in played)


@pytest.mark.parametrize(("points", "n"), SIZES)
def test_blocks_are_about_as_large_as_one_another(points: int, n: int) -> None:
    parts = cut(0, points, n).parts()
    sizes = [tile.n * len(parts[tile.part]) for tile in missing(parts, (), n)]
    assert min(sizes) >= 0.4 * max(sizes)


@pytest.mark.parametrize(("points", "n"), SIZES)
def test_a_part_fits_in_memory_and_there_are_few(points: int, n: int) -> None:
    parts = cut(0, points, n).parts()
    assert all(len(part) <= MOST_POINTS and len(part) * n <= max(MOST_LANES, n) for part in parts)
    assert len(parts) <= max(points / 8, points * n / LANES * 4 + 1)


def test_a_study_cut_short_has_looked_everywhere_equally() -> None:
    """After any number of blocks no point is ahead of another by more than a block."""
    points, n = 400, 2000
    parts = cut(0, points, n).parts()
    order = list(missing(parts, (), n))
    for stop in range(0, len(order), 7):
        done = covered(parts, order[:stop], points, n).sum(axis=1)
        assert done.max() - done.min() <= max(tile.n for tile in order)


def test_the_points_of_a_part_lie_all_over_the_design() -> None:
    parts = cut(0, 400, 1000).parts()
    assert all(part.start < 30 and part[-1] >= 370 for part in parts)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_what_is_missing_is_what_is_not_done(data: st.DataObject) -> None:
    """Whatever has been finished, in whatever order and for fewer replications and points than are wanted now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiling, "LANES", data.draw(st.integers(1, 200)))
        patch.setattr(tiling, "MOST_LANES", 1000)
        old, n = data.draw(st.integers(1, 60)), data.draw(st.integers(1, 40))
        parts = cut(0, old, n).parts()
        order = list(missing(parts, (), n))
        done = data.draw(st.lists(st.sampled_from(order), unique=True))
        more = data.draw(st.integers(0, 20))
        if more:
            parts += cut(old, old + more, n).parts()
        n += data.draw(st.integers(0, 30))
        left = list(missing(parts, sorted(done), n))
        assert (covered(parts, [*done, *left], old + more, n) == 1).all()


def test_fewer_replications_than_there_are_leave_nothing_to_do() -> None:
    parts = cut(0, 10, 1000).parts()
    assert list(missing(parts, missing(parts, (), 1000), 999)) == []


def test_a_part_alone_is_cut_as_a_study_of_it() -> None:
    assert list(tiles(3, 4, 0, 10)) == [Tile(3, 0, 10)]
    assert list(tiles(0, 16, 0, 2048)) == [Tile(0, 0, 1024), Tile(0, 1024, 1024)]
    assert list(tiles(0, 1, 5, 5)) == []


def test_blocks_are_thought_of_when_they_are_asked_for() -> None:
    """A study of 10¹⁸ histories begins at once."""
    parts = cut(0, 10**6, 10**12).parts()
    assert [tile[:2] for tile in islice(missing(parts, (), 10**12), 3)] == [(0, 0), (1, 0), (2, 0)]
