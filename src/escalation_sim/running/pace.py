"""How large blocks are: as many histories as take a second or two, by what blocks have cost so far.

A history may take a millisecond or a minute, and nobody knows before. So the first block is one history, and each block that was
finished in time makes the next ones larger. How a study is cut never shows in its results.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from escalation_sim.running.workers import spread

clock: Callable[[], float] = time.perf_counter
"""Seconds, from whenever on."""

BLOCK_SECONDS = 2.0
"""So long a block may take: what a stop loses, and how often it is seen that something moves."""

SHARE, MOST_SECONDS = 1 / 20, 30.0
"""In a long study so much of the time so far, up to so long: where a history has 100,000 steps, a few cost as much as many."""

GROWTH = 256
"""A block is at most so many times as large as one that is known: others may be dearer."""

WORTH_PROCESSES, UNSURE = 1.0, 10
"""Seconds that the rest must take, lest starting other processes take as long; so many times that where blocks still grow."""


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
    """How many histories the next block should have: *size*, at most *most*."""

    most: int
    size: int = 1

    def __post_init__(self) -> None:
        self.begun = clock()

    def learn(self, count: int, seconds: float) -> None:
        """So many histories took so long."""
        allowed = min(max(BLOCK_SECONDS, SHARE * (clock() - self.begun)), MOST_SECONDS)
        wanted = round(count * min(allowed / seconds, GROWTH)) if seconds else count * GROWTH
        self.size = min(max(self.size, wanted), self.most) if seconds <= allowed else max(min(self.size, wanted), 1)


def shares(n: int, pace: Pace) -> Iterator[Share]:
    """0 … n - 1 in shares of whatever size the pace has when each is asked for."""
    first = 0
    while first < n:
        count = min(pace.size, n - first)
        yield Share(first, count)
        first += count


def paced(
    here: Callable[[Task], Result],
    there: Callable[[], Callable[[Task], Result]],
    tasks: Iterable[Task],
    pace: Pace,
    total: int,
    jobs: int,
    cluster: str | None = None,
) -> Iterator[tuple[Task, Result]]:
    """Every task with its result, as they are finished; *tasks* have *total* histories, and ask the pace for their size.

    What is done *here* and *there* is the same; the latter can be pickled. Other processes are started once it is known that the
    rest is worth them. Raises what `spread` raises.
    """
    ahead, left = iter(tasks), total
    if cluster is None:
        for task in ahead:
            ((_, (result, seconds)),) = spread(partial(timed, here), [task], 1)
            pace.learn(task.count, seconds)
            yield task, result
            left -= task.count
            if jobs > 1 and left * seconds >= task.count * _worth(pace, task.count):
                break
        else:
            return
    for task, (result, seconds) in spread(partial(timed, there()), ahead, jobs, cluster):
        pace.learn(task.count, seconds)
        yield task, result


def _worth(pace: Pace, count: int) -> float:
    """The seconds that the rest must be thought to take after a block of so many histories."""
    if pace.size <= count or pace.size == pace.most:
        return WORTH_PROCESSES
    return UNSURE * WORTH_PROCESSES if count > 1 else math.inf  # what is needed once is in the first


def timed(work: Callable[[Task], Result], task: Task) -> tuple[Result, float]:
    """What a task came to, and the seconds that it took."""
    begun = clock()
    return work(task), clock() - begun
