"""How large blocks are: as many histories as take a second or two, by what blocks have cost so far.

A history may take a millisecond or a minute, and nobody knows before. So the first block is one history, and each block that was
finished in time makes the next ones larger. How a study is cut never shows in its results.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from escalation_sim.luck import BLOCK
from escalation_sim.running.spreading import spread

clock: Callable[[], float] = time.perf_counter
"""Seconds, from whenever on."""

BLOCK_SECONDS = 2.0
"""So long a block may take: what a stop loses, and how often it is seen that something moves."""

GROWTH = 256
"""A block is at most so many times as large as one that is known: others may be dearer."""

FEWEST = 1_024
"""Blocks are not made smaller than this so that all threads have as much to do."""


class Work(Protocol):
    """A block of work."""

    @property
    def count(self) -> int:
        """Its histories."""


Task = TypeVar("Task", bound=Work)
Result = TypeVar("Result")


@dataclass(frozen=True)
class Share:
    """The replications *first* … *first + count - 1*."""

    first: int
    count: int


@dataclass
class Pace:
    """How many histories the next block should have.

    *size* is what blocks have taught, at most *most*; so many histories are *left* for so many threads (*jobs*).
    """

    most: int
    jobs: int
    left: int
    size: int = 1

    def learn(self, count: int, seconds: float) -> None:
        """So many histories took so long."""
        wanted = round(count * min(BLOCK_SECONDS / seconds, GROWTH)) if seconds else count * GROWTH
        self.size = min(max(self.size, wanted), self.most) if seconds <= BLOCK_SECONDS else max(min(self.size, wanted), 1)

    def share(self) -> int:
        """The size of the next block: smaller towards the end, so that threads end together."""
        return self.size if self.jobs == 1 else min(self.size, max(-(-self.left // self.jobs), FEWEST))


def shares(pace: Pace) -> Iterator[Share]:
    """The replications that are left, from 0 on, in shares of whatever size is right when each is asked for."""
    first = 0
    while pace.left:
        count = min(pace.share(), pace.left)
        pace.left -= count
        yield Share(first, count)
        first += count


def even_parts(n: int, most: int, jobs: int) -> list[Share]:
    """0 … n - 1 cut into shares of at most *most*, so that every thread has as much to do."""
    blocks = max(-(-n // most), min(jobs, n // FEWEST))
    if blocks > 1:
        blocks = -(-blocks // jobs) * jobs
    size = -(-n // blocks)
    size = min(most, -(-size // BLOCK) * BLOCK)
    return [Share(first, min(size, n - first)) for first in range(0, n, size)]


def paced(
    work: Callable[[Task], Result], tasks: Iterable[Task], pace: Pace, cluster: str | None = None
) -> Iterator[tuple[Task, Result]]:
    """Every task with its result, as they are finished; *tasks* ask the pace for their size. Raises what `spread` raises."""
    for task, (result, seconds) in spread(partial(timed, work), tasks, pace.jobs, cluster):
        pace.learn(task.count, seconds)
        yield task, result


def timed(work: Callable[[Task], Result], task: Task) -> tuple[Result, float]:
    """What a task came to, and the seconds that it took."""
    begun = clock()
    return work(task), clock() - begun
