"""Blocks of work in this process, in several, or on a Dask cluster: the same results, as they are finished.

Everything goes through `concurrent.futures`. Local processes are spawned; where one of them dies, what it had not finished is run
again in new ones.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from escalation_sim.errors import CannotRun
from escalation_sim.extras import needed

Task = TypeVar("Task")
Result = TypeVar("Result")

MOST_DEATHS = 5
"""So often may worker processes die before a study gives up."""


def spread(
    work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int, cluster: str | None = None
) -> Iterator[tuple[Task, Result]]:
    """Every task with its result, as they are finished. *work* and the tasks can be pickled.

    Where tasks fail, the error of the first of them in order is raised, once those before it are done.
    """
    if cluster is not None:
        with _cluster(cluster) as (pool, workers):
            yield from _collected(pool, 2 * workers, work, dict(enumerate(tasks)))
    elif jobs == 1 or len(tasks) < 2:
        yield from ((task, work(task)) for task in tasks)
    else:
        yield from _by_processes(work, tasks, jobs)


def _by_processes(work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, Result]]:
    left = dict(enumerate(tasks))
    deaths = 0
    while left:
        try:
            with _processes(min(jobs, len(left))) as pool:
                yield from _collected(pool, jobs + 1, work, left)
        except BrokenProcessPool:
            deaths += 1
            if deaths == MOST_DEATHS:
                raise CannotRun(f"worker processes died {deaths} times; is there enough memory? Try --jobs 1") from None


def _collected(pool: Executor, most: int, work: Callable[[Task], Result], left: dict[int, Task]) -> Iterator[tuple[Task, Result]]:
    """Results as they come, at most *most* tasks under way; what is finished is taken out of *left*."""
    waiting: dict[Future[Result], int] = {}
    ahead = iter(sorted(left))
    failed: tuple[int, BaseException] | None = None
    while True:
        while failed is None and len(waiting) < most and (index := next(ahead, None)) is not None:
            waiting[pool.submit(work, left[index])] = index
        if not waiting:
            break
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            index = waiting.pop(future)
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                raise error
            if error is not None:
                failed = min(failed or (index, error), (index, error), key=lambda one: one[0])
            else:
                yield left.pop(index), future.result()
    if failed:
        raise failed[1]


def _deaf() -> None:
    """Ctrl-C reaches every process of a terminal; only the first of them answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Spawned processes; when anything goes wrong, or Ctrl-C is pressed, they are ended at once."""
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_deaf)
    try:
        yield pool
    except BaseException:
        workers = list((pool._processes or {}).values())  # noqa: SLF001 - no public way to end them at once
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.terminate()
        raise
    pool.shutdown()


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """A Dask cluster and the number of its threads. Raises CannotRun where nobody answers, or nobody works."""
    distributed: Any = needed("distributed", "cluster", "studies on a cluster")
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise CannotRun(f"no Dask scheduler answers at {address} ({error}); start one with: dask scheduler") from None
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            raise CannotRun(f"the Dask scheduler at {address} has no workers; start one with: dask worker {address} --nthreads 1")
        yield client.get_executor(pure=False), threads
    finally:
        client.close()
