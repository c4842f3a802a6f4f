"""Threads that work on tasks. Whoever waits for them can go away at any moment: what they are at is then abandoned."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from escalation_sim.errors import CannotRun

if TYPE_CHECKING:
    from concurrent.futures import Future

    _Given = tuple[Future[Any], Callable[[Any], Any], Any]

Task = TypeVar("Task")
Result = TypeVar("Result")
Item = TypeVar("Item")


class Abandoned(BaseException):
    """Nobody wants what this thread is at."""


class Threads:
    """At most so many threads, started when there is something to do for them; each takes one task after the other.

    They are daemons, so that the end of the program does not wait for a call that takes long.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.waiting = SimpleQueue["_Given | None"]()
        self.started: list[_Thread] = []

    def submit(self, work: Callable[[Task], Result], task: Task) -> Future[Result]:
        """What *work* will make of a task. Raises CannotRun where no thread can be started."""
        from concurrent.futures import Future

        future = Future[Result]()
        self.waiting.put((future, work, task))
        if len(self.started) < self.most:
            self._start()
        return future

    def _start(self) -> None:
        thread = _Thread(self.waiting)
        try:
            thread.start()
        except RuntimeError:
            self.most = len(self.started)
            if not self.most:
                raise CannotRun("the system lets this process start no thread; is there enough memory?") from None
        else:
            self.started.append(thread)

    def close(self) -> None:
        """Every thread ends, once it is done with what it is at, or sees that nobody wants it. Nobody waits for that."""
        for thread in self.started:
            thread.abandoned = True
            self.waiting.put(None)


class _Thread(threading.Thread):
    """Takes tasks from a queue until None comes."""

    def __init__(self, waiting: SimpleQueue[_Given | None]) -> None:
        super().__init__(name="escalation-sim", daemon=True)
        self.waiting, self.abandoned = waiting, False

    def run(self) -> None:
        while (one := self.waiting.get()) and not self.abandoned:
            if one[0].set_running_or_notify_cancel():
                _answer(*one)
            del one  # what it came to may be large, and the next task may be long in coming


def _answer(future: Future[Any], work: Callable[[Any], Any], task: Any) -> None:
    try:
        result = work(task)
    except BaseException as error:  # noqa: BLE001 - it is raised where the answer is read
        future.set_exception(error)
    else:
        future.set_result(result)


def at_work() -> bool:
    """Whether threads are still at something, though nobody waits for it any more."""
    return any(isinstance(thread, _Thread) for thread in threading.enumerate())


def while_wanted(items: Iterable[Item]) -> Iterator[Item]:
    """The same, until a thread that works on them is abandoned: it ends there, and not after hours."""
    here = threading.current_thread()
    for item in items:
        if isinstance(here, _Thread) and here.abandoned:
            raise Abandoned
        yield item
