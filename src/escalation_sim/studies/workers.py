"""Blocks of work in this process, in several, or on a Dask cluster: the same results, as they are finished.

Everything goes through `concurrent.futures`. Local processes are spawned; where one of them dies, what it had not finished is run
again in new ones, and where this one dies, they end by themselves.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import signal
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from threading import Thread
from typing import Any, TypeVar

from escalation_sim import __version__
from escalation_sim.errors import CannotRun, UsageError
from escalation_sim.extras import needed
from escalation_sim.language.nodes import shown

Task = TypeVar("Task")
Result = TypeVar("Result")

MOST_DEATHS = 5
"""So often may worker processes die before a study gives up."""

PATIENCE = 60.0
"""Seconds without a finished task after which somebody looks whether anybody is still at work."""

ANSWER_WITHIN = 10.0
"""Seconds in which a Dask scheduler has to answer."""

_ADDRESS = re.compile(r"(?:(?:tcp|tls|ucx|wss?)://)?(?:\[[0-9A-Fa-f:.%]+\]|[\w.-]+):\d{1,5}", re.ASCII)


def spread(
    work: Callable[[Task], Result], tasks: Iterable[Task], jobs: int, cluster: str | None = None
) -> Iterator[tuple[Task, Result]]:
    """Every task with its result, as they are finished. *work* and the tasks can be pickled.

    Tasks are asked for when they are given out. Where tasks fail, the error of the first of them in order is raised, once those
    before it are done. Raises CannotRun where there is nobody left to work.
    """
    ahead = iter(tasks)
    start = list(islice(ahead, 2))
    tasks = chain(start, ahead)
    if cluster is not None:
        with _cluster(cluster) as (pool, threads, look):
            yield from _collected(pool, 2 * threads, work, enumerate(tasks), {}, look)
    elif jobs == 1 or len(start) < 2:
        yield from ((task, work(task)) for task in tasks)
    else:
        yield from _by_processes(work, tasks, jobs)


def _by_processes(work: Callable[[Task], Result], tasks: Iterable[Task], jobs: int) -> Iterator[tuple[Task, Result]]:
    ahead: Iterator[tuple[int, Task]] = enumerate(tasks)
    for _ in range(MOST_DEATHS):
        begun: dict[int, Task] = {}
        try:
            with _processes(jobs) as pool:
                yield from _collected(pool, jobs + 1, work, ahead, begun)
                return
        except BrokenProcessPool:
            ahead = chain(sorted(begun.items(), key=lambda item: item[0]), ahead)
    raise CannotRun(f"worker processes died {MOST_DEATHS} times; is there enough memory? Try --jobs 1")


def _collected(
    pool: Executor,
    most: int,
    work: Callable[[Task], Result],
    ahead: Iterator[tuple[int, Task]],
    begun: dict[int, Task],
    look: Callable[[], object] = lambda: None,
) -> Iterator[tuple[Task, Result]]:
    """Results as they come, at most *most* tasks under way; *begun* holds what was given out and has no result yet."""
    waiting: dict[Future[Result], int] = {}
    failed: tuple[int, BaseException] | None = None
    while True:
        while failed is None and len(waiting) < most and (one := next(ahead, None)) is not None:
            begun[one[0]] = one[1]
            waiting[pool.submit(work, one[1])] = one[0]
        if not waiting:
            break
        done = wait(waiting, PATIENCE, FIRST_COMPLETED).done
        if not done:
            look()
        for future in done:
            index = waiting.pop(future)
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                raise error
            if error is None:
                yield begun.pop(index), future.result()
            elif failed is None or index < failed[0]:
                failed = index, error
    if failed:
        raise failed[1]


def _begin() -> None:
    """How a worker begins: Ctrl-C reaches every process of a terminal, and only the first of them answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Workers hold both ends of the pipe on which they wait, so they would never hear that nobody writes to it any more."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


@contextmanager
def _processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Spawned processes; when anything goes wrong, or Ctrl-C is pressed, they are ended at once."""
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
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
def _cluster(address: str) -> Iterator[tuple[Executor, int, Callable[[], object]]]:
    """A Dask cluster, the number of its threads, and what to call when it is silent. Raises CannotRun where nobody answers."""
    if not _ADDRESS.fullmatch(address):
        raise UsageError(f"--cluster {shown(address)}: write the address of a Dask scheduler, such as tcp://host:8786")
    distributed: Any = needed("distributed", "cluster", "studies on a cluster")
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what goes wrong is said here, once
    try:
        if address.startswith("tls:") and not distributed.Security().get_connection_args("client").get("ssl_context"):
            raise CannotRun(f"{address} wants certificates, and Dask's configuration names none")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions are compared below, by what matters
            client = distributed.Client(address, timeout=ANSWER_WITHIN, set_as_default=False)
    except (OSError, TimeoutError) as error:
        said = shown(str(error), 200)
        raise CannotRun(f"no Dask scheduler answers at {address} ({said}); start one with: dask scheduler") from None

    def threads() -> int:
        found: int = sum(client.nthreads().values())
        if not found:
            raise CannotRun(f"the Dask scheduler at {address} has no workers; start one with: dask worker {address} --nthreads 1")
        return found

    try:
        found = threads()
        _same_everywhere(client.run(versions))
        yield client.get_executor(pure=False), found, threads
    except ModuleNotFoundError as error:
        raise CannotRun(f"the Dask workers at {address} lack {error.name}: install the same as here where they run") from None
    except distributed.KilledWorker:
        raise CannotRun(f"workers died again and again over one block at {address}; is there enough memory?") from None
    except (CancelledError, OSError, TimeoutError):
        how = "start it again and run the same command: a study goes on with what is finished"
        raise CannotRun(f"the Dask cluster at {address} was lost; {how}") from None
    finally:
        client.close(timeout=5)


def versions() -> dict[str, str]:
    """What results may depend on."""
    import numpy as np

    return {"escalation-sim": __version__, "numpy": np.__version__}


def _same_everywhere(found: dict[str, dict[str, str]]) -> None:
    """Raises CannotRun for a worker that has other versions."""
    for worker, theirs in sorted(found.items()):
        for name, version in versions().items():
            if theirs[name] != version:
                raise CannotRun(f"the worker {worker} has {name} {theirs[name]}, and here is {version}: install the same")
