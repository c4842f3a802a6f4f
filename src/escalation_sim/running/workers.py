"""Blocks of work in this process, in several, or on a Dask cluster: the same results, as they are finished.

Processes here are spawned. Where one of them dies, its task is run again in another; where this one dies, they end by themselves.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from multiprocessing.process import BaseProcess
from pickle import PicklingError
from threading import Thread
from typing import Any, TypeVar, cast

from escalation_sim.errors import CannotRun, UsageError
from escalation_sim.extras import needed
from escalation_sim.language.nodes import shown
from escalation_sim.running.memory import NO_MEMORY
from escalation_sim.version import __version__

Task = TypeVar("Task")
Result = TypeVar("Result")

MOST_DEATHS = 5
"""So often may worker processes die before a study gives up."""

UNGUARDED = 113
"""The exit status of a worker that finds itself asking for workers while it imports the script that started it."""

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
    before it are done. Raises CannotRun where there is nobody left to work, or not enough memory, and UsageError where a script
    lacks its guard.
    """
    ahead = iter(tasks)
    start = list(islice(ahead, 2))
    tasks = chain(start, ahead)
    if cluster is not None:
        yield from _by_cluster(work, tasks, cluster)
    elif jobs == 1 or len(start) < 2 or multiprocessing.current_process().daemon:  # which may not start any
        yield from _here(work, tasks)
    else:
        yield from _by_processes(work, tasks, jobs)


def _here(work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
    for task in tasks:
        try:
            result = work(task)
        except MemoryError:
            raise CannotRun(NO_MEMORY) from None
        yield task, result


def _by_processes(work: Callable[[Task], Result], tasks: Iterable[Task], jobs: int) -> Iterator[tuple[Task, Result]]:
    """Every worker has a pipe of its own, which ends when the worker dies, even in the middle of an answer.

    (In a `ProcessPoolExecutor` all share one, which then never ends: it hangs.) A worker gets its next task before its answer
    is looked at, so that none has to wait for a disk.
    """
    ahead, again, told = enumerate(tasks), list[tuple[int, Task]](), list[tuple[Task, Result]]()
    failed: tuple[int, BaseException] | None = None
    deaths = 0
    with _staff(work) as staff:
        while True:
            while len(staff.busy) < jobs and (one := again.pop(0) if again else None if failed else next(ahead, None)):
                staff.give(one)
            yield from told
            told.clear()
            if not staff.busy:
                break
            for (index, task), answer in staff.answers():
                match answer:
                    case Told(result):
                        told.append((task, result))
                    case Failed(error):
                        failed = min(failed or (index, error), (index, error), key=lambda one: one[0])
                    case Died(status):
                        deaths += 1
                        again = sorted([*again, (index, task)], key=lambda one: one[0])
                        _look_at_death(status, deaths)
    if failed:
        raise failed[1]


def _look_at_death(status: int | None, deaths: int) -> None:
    """What the death of a worker says. Raises UsageError and CannotRun where no worker can begin, and after too many deaths."""
    if status == UNGUARDED:
        raise UsageError(
            "worker processes import the script that asks for them, and this one asks again while it is imported\n"
            '    mend: put what it asks behind `if __name__ == "__main__":`, or take `jobs` out'
        )
    if (status or 0) > 0:
        raise CannotRun(f"a worker process ended with status {status}; what it said stands above. Try --jobs 1")
    if deaths >= MOST_DEATHS:
        raise CannotRun(f"worker processes died {deaths} times; is there enough memory? Try --jobs 1")


@dataclass(frozen=True)
class Told:
    """What a task came to."""

    result: Any


@dataclass(frozen=True)
class Failed:
    """The error that ended a task."""

    error: BaseException


@dataclass(frozen=True)
class Died:
    """The exit status of the worker that had a task: below 0 the signal that ended it."""

    status: int | None


class _Staff:
    """Worker processes, spawned when they are needed, each with at most one task."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work
        self.idle: list[tuple[Connection, BaseProcess]] = []
        self.busy: dict[Connection, tuple[BaseProcess, tuple[int, Any]]] = {}

    def give(self, task: tuple[int, Any]) -> None:
        """Give a numbered task to a worker that has none. One that has died meanwhile answers with its death."""
        connection, process = self.idle.pop() if self.idle else self._begun()
        self.busy[connection] = process, task
        with suppress(OSError):
            connection.send(task[1])

    def _begun(self) -> tuple[Connection, BaseProcess]:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there, self.work), daemon=True)
        with _undisturbed():
            _start(process)
        there.close()
        return here, process

    def answers(self) -> Iterator[tuple[tuple[int, Any], Told | Failed | Died]]:
        """The answers that are there, once there are some; the death of a worker is one."""
        for connection in cast(list[Connection], wait_for_any(list(self.busy))):
            process, task = self.busy.pop(connection)
            try:
                answer = connection.recv()
            except (EOFError, OSError):
                connection.close()
                process.join()
                yield task, Died(process.exitcode)
            else:
                self.idle.append((connection, process))
                yield task, answer


def _start(process: BaseProcess) -> None:
    """A worker that imports the script again, and is asked there for workers of its own, ends with a status that says so."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):  # as multiprocessing itself asks, for a traceback
        sys.exit(UNGUARDED)
    process.start()


@contextmanager
def _staff(work: Callable[[Any], Any]) -> Iterator[_Staff]:
    """Workers that are ended at once, whatever they are at, when all is done, anything goes wrong or Ctrl-C is pressed."""
    staff = _Staff(work)
    try:
        yield staff
    finally:
        for connection, process in [*staff.idle, *((connection, process) for connection, (process, _) in staff.busy.items())]:
            process.kill()
            process.join()
            connection.close()


def _serve(connection: Connection, work: Callable[[Any], Any]) -> None:
    """The life of a worker. Ctrl-C reaches every process of a terminal, and only the first of them answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):  # nobody is there any more
        while True:
            task = connection.recv()
            try:
                answer: Told | Failed = Told(work(task))
            except MemoryError:
                answer = Failed(CannotRun(NO_MEMORY))
            except Exception as error:  # noqa: BLE001 - it is raised where the answer is read
                error.add_note(traceback.format_exc())
                answer = Failed(error)
            try:
                connection.send(answer)
            except (AttributeError, TypeError, PicklingError) as error:  # an error of a library may not be made for travelling
                connection.send(Failed(RuntimeError(f"{answer}: {error}")))


def _end_with_parent() -> None:
    """In the middle of a task nobody would hear that the one who wants its answer is gone."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits, here and in a process that is started meanwhile, which does not know yet what to do with it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _by_cluster(work: Callable[[Task], Result], tasks: Iterable[Task], address: str) -> Iterator[tuple[Task, Result]]:
    """At most two tasks a thread are under way."""
    with _cluster(address) as (pool, threads, look):
        yield from _collected(pool, 2 * threads, work, enumerate(tasks), look)


def _collected(
    pool: Executor, most: int, work: Callable[[Task], Result], ahead: Iterator[tuple[int, Task]], look: Callable[[], object]
) -> Iterator[tuple[Task, Result]]:
    """Results as they come, at most *most* tasks under way; *look* is called when none has come for a while."""
    waiting: dict[Future[Result], tuple[int, Task]] = {}
    failed: tuple[int, BaseException] | None = None
    while True:
        while failed is None and len(waiting) < most and (one := next(ahead, None)):
            waiting[pool.submit(work, one[1])] = one
        if not waiting:
            break
        done = wait(waiting, PATIENCE, FIRST_COMPLETED).done
        if not done:
            look()
        for future in done:
            index, task = waiting.pop(future)
            if (error := future.exception()) is None:
                yield task, future.result()
            else:
                failed = min(failed or (index, error), (index, error), key=lambda one: one[0])
    if failed:
        raise failed[1]


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
        _same_everywhere(client.run(versions, on_error="ignore"))  # a worker that dies at this moment says nothing
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
