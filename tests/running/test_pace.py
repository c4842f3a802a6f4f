"""How large blocks are: a finished one every few seconds whatever a history costs, and no more of them than that takes."""

from __future__ import annotations

import pytest

from escalation_sim.running import pace
from escalation_sim.running.pace import BLOCK_SECONDS, FEWEST, Pace, Share, even_parts, paced, shares
from tests.running.clocks import Clock

MOST = 16_384


def blocks(monkeypatch: pytest.MonkeyPatch, clock: Clock, histories: int) -> list[tuple[int, float]]:
    """The blocks into which so many histories are cut, each with its seconds."""
    monkeypatch.setattr(pace, "clock", clock)
    speed, first = Pace(MOST, 1, 0), 0
    while first < histories:
        begun = clock()
        count = min(speed.size, histories - first)
        clock.pass_by(count)
        speed.learn(count, clock() - begun)
        first += count
    return clock.blocks


def test_the_first_block_is_one_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be a dear one."""
    assert blocks(monkeypatch, Clock(lambda n: 0.001 * n), 10)[0] == (1, 0.001)


@pytest.mark.parametrize("seconds", [1e-7, 1e-5, 1e-3, 0.02, 0.3, 1.9])
def test_no_block_takes_longer_than_it_may(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Where each history costs the same."""
    for _, took in blocks(monkeypatch, Clock(lambda n: seconds * n), 40_000):
        assert took <= BLOCK_SECONDS + 0.5001 * seconds, "to the nearest history"


def test_a_dear_history_has_a_block_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """So the first minute keeps a dozen of them, where one block of 16,384 would have kept nothing for half a day."""
    found = blocks(monkeypatch, Clock(lambda n: 4.0 * n), 15)
    assert found == [(1, 4.0)] * 15


def test_cheap_histories_are_soon_played_by_the_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the base on the kernel: 0.2 ms a block and 16 µs a history."""
    found = blocks(monkeypatch, Clock(lambda n: 0.0002 + 16e-6 * n), 80_000)
    assert [count for count, _ in found] == [1, 256, MOST, MOST, MOST, MOST, 80_000 - 4 * MOST - 257]


def test_points_that_cost_more_than_others_make_the_blocks_smaller_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "clock", lambda: 0.0)
    speed = Pace(MOST, 1, 0)
    speed.learn(1, 0.01)
    assert speed.size == 200
    speed.learn(200, 8.0)
    assert speed.size == 50
    speed.learn(1, 0.01)
    assert speed.size == 200, "a cheap one is believed again"
    speed.learn(100, 1000.0)
    assert speed.size == 1


def test_a_small_rest_does_not_make_the_next_blocks_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "clock", lambda: 0.0)
    speed = Pace(MOST, 1, 0)
    speed.learn(1_000, 0.1)
    before = speed.size
    speed.learn(1, 0.1)
    assert speed.size == before


# Several threads


def _double(task: Share) -> int:
    return 2 * task.first


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_history_is_played_once(jobs: int) -> None:
    speed = Pace(50, jobs, 400)
    found = dict(paced(_double, shares(speed), speed))
    assert sum(task.count for task in found) == 400
    assert all(result == 2 * task.first for task, result in found.items())
    if jobs == 1:
        assert [task.first for task in found] == sorted(task.first for task in found)


@pytest.mark.parametrize("jobs", [2, 3, 8])
def test_threads_come_to_their_end_together(jobs: int) -> None:
    """Whoever is done takes the next block: at the end these are so small that nobody waits long for the last one."""
    speed, busy = Pace(32_768, jobs, 100_000, size=32_768), [0] * jobs
    for share in shares(speed):
        busy[busy.index(min(busy))] += share.count
    assert sum(busy) == 100_000
    assert max(busy) - min(busy) <= FEWEST


def test_one_thread_has_no_small_blocks_at_its_end() -> None:
    assert [share.count for share in shares(Pace(MOST, 1, 40_000, size=MOST))] == [MOST, MOST, 40_000 - 2 * MOST]


@pytest.mark.parametrize(("n", "most", "jobs"), [(1, 64, 1), (64, 64, 2), (65, 64, 2), (1_000, 128, 3), (10**6, 32_768, 8)])
def test_parts_are_even_and_complete(n: int, most: int, jobs: int) -> None:
    """Every replication once, in order, and no thread with a part more than another where there is more than one part."""
    parts = even_parts(n, most, jobs)
    assert [k for part in parts for k in (part.first, part.first + part.count)][1:-1:2] == [part.first for part in parts][1:]
    assert parts[0].first == 0
    assert parts[-1].first + parts[-1].count == n
    assert max(part.count for part in parts) <= most


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_each_thread_has_a_part_where_there_is_enough_for_all(jobs: int) -> None:
    counts = [part.count for part in even_parts(10_000, 32_768, jobs)]
    assert len(counts) == jobs
    assert min(counts) > 0.9 * max(counts)
    assert len(even_parts(1_000, 32_768, jobs)) == 1, "too few to be cut"
