"""Tasks given to several threads, or to a Dask cluster: the same results, as they are finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from typing import Any, Protocol, TypeVar

from escalation_sim.errors import CannotRun
from escalation_sim.running.memory import NO_MEMORY
from escalation_sim.running.threads import Threads

Task = TypeVar("Task")
Result = TypeVar("Result")

GLANCE = 0.1
"""Seconds after which whoever waits looks up: Windows tells of Ctrl-C only then."""

PATIENCE = 60.0
"""Seconds without a finished task after which somebody looks whether anybody is still at work."""


class Pool(Protocol):
    """Who does the work."""

    def submit(self, work: Callable[[Any], Any], task: Any, /) -> Future[Any]:
        """What will become of a task."""


def spread(
    work: Callable[[Task], Result], tasks: Iterable[Task], jobs: int, cluster: str | None = None
) -> Iterator[tuple[Task, Result]]:
    """Every task with its result, as they are finished: by *jobs* threads, or by a Dask *cluster*, for which *work* is pickled.

    Tasks are asked for when they are given out: of several threads each has one more than it is at, so that it need not wait for
    whoever looks at the results. Where tasks fail, the error of the first of them in order is raised, once those before it are
    done. Raises CannotRun where there is nobody to work, or not enough memory. Threads are not waited for when nobody wants more
    results.
    """
    if cluster is None:
        with closing(Threads(jobs)) as pool:
            yield from collected(pool, 2 * jobs if jobs > 1 else 1, work, tasks, lambda: None)
    else:
        from escalation_sim.running.cluster import carried, connected

        with connected(cluster) as (there, threads, look):
            yield from collected(there, 2 * threads, carried(work), tasks, look)


def collected(
    pool: Pool, most: int, work: Callable[[Task], Result], tasks: Iterable[Task], look: Callable[[], object]
) -> Iterator[tuple[Task, Result]]:
    """Results as they come, at most *most* tasks under way; *look* is called when none has come for a while."""
    ahead = enumerate(tasks)
    waiting: dict[Future[Result], tuple[int, Task]] = {}
    failed: tuple[int, BaseException] | None = None
    while True:
        while failed is None and len(waiting) < most and (one := next(ahead, None)):
            waiting[pool.submit(work, one[1])] = one
        if not waiting:
            break
        for future in _done(waiting, look):
            index, task = waiting.pop(future)
            if (error := future.exception()) is None:
                yield task, future.result()
            else:
                failed = min(failed or (index, error), (index, error), key=lambda one: one[0])
            del future  # what it came to may be large
        if failed:  # what comes later need not begin
            waiting = {future: one for future, one in waiting.items() if one[0] < failed[0] or not future.cancel()}
    if failed and isinstance(failed[1], MemoryError):
        raise CannotRun(NO_MEMORY) from None
    if failed:
        raise failed[1]


def _done(waiting: Iterable[Future[Result]], look: Callable[[], object]) -> set[Future[Result]]:
    """Those that are done, once there are some."""
    silent = 0.0
    while not (done := wait(waiting, GLANCE, FIRST_COMPLETED).done):
        silent += GLANCE
        if silent >= PATIENCE:
            look()
            silent = 0.0
    return done
