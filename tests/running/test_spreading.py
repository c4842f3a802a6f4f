"""Work on several threads: the same results in the end, errors in order, and an end at once when it is interrupted."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from escalation_sim.errors import CannotRun, RunError
from escalation_sim.running.spreading import spread
from escalation_sim.running.threads import Abandoned, while_wanted
from tests.running.studies import PATHS, written

LONG = 60
"""Seconds after which a test that waits is said to fail."""


def square(number: int) -> int:
    return number * number


def failing(bad: frozenset[int], number: int) -> int:
    if number in bad:
        raise RunError(f"no {number}", minute=number, replication=number)
    return number


def at_work() -> list[threading.Thread]:
    """The threads that are there for tasks."""
    return [thread for thread in threading.enumerate() if thread.name == "escalation-sim"]


def nobody_is_left() -> bool:
    """Whether all of them have come to their end, which they may be on the way to."""
    for thread in (left := at_work()):
        thread.join(LONG)
    return not any(thread.is_alive() for thread in left)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_every_task_has_its_result(jobs: int) -> None:
    assert sorted(spread(square, range(20), jobs)) == [(number, number * number) for number in range(20)]
    assert nobody_is_left()


def test_no_task_is_no_work() -> None:
    assert list(spread(square, [], 2)) == []


def test_several_work_at_the_same_time() -> None:
    """Each waits until all of them are at work."""
    together = threading.Barrier(3, timeout=LONG)
    assert sorted(number for number, _ in spread(lambda _: together.wait(), range(6), 3)) == list(range(6))


def test_they_are_in_this_process() -> None:
    """So nothing has to be sent, not even what cannot be."""
    assert {pid for _, pid in spread(lambda _: os.getpid(), range(10), 2)} == {os.getpid()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_tasks_are_asked_for_when_they_are_given_out(jobs: int) -> None:
    asked = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            asked.append(number)
            yield number

    next(results := spread(square, tasks(), jobs))
    results.close()  # type: ignore[attr-defined]
    assert len(asked) < 10


def test_no_thread_waits_for_whoever_looks_at_the_results() -> None:
    """Who writes the first one to a disk, say, while the others go on."""
    begun = [threading.Event() for _ in range(4)]
    results = spread(lambda number: begun[number].set(), range(4), 2)
    next(results)
    assert all(one.wait(LONG) for one in begun)
    assert len(list(results)) == 3


# Errors


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_error_of_the_first_task_that_fails_is_raised(jobs: int) -> None:
    """After those before it."""
    told: list[int] = []
    with pytest.raises(RunError) as error:
        told.extend(number for number, _ in spread(partial(failing, frozenset({7, 8, 9, 15})), range(20), jobs))
    assert set(range(7)) <= set(told)
    assert (error.value.reason, error.value.minute, error.value.replication) == ("no 7", 7, 7)
    assert str(error.value) == "no 7 (minute 7, replication 7)"


def test_the_first_task_in_order_counts_and_not_the_first_in_time() -> None:
    """The third fails, once the fourth has."""
    failed = threading.Event()

    def patient(number: int) -> int:
        if number == 4:
            failed.set()
        if number == 3:
            assert failed.wait(LONG)
        return failing(frozenset({3, 4}), number)

    with pytest.raises(RunError, match="no 3"):
        list(spread(patient, range(20), 2))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_says_where_it_arose(jobs: int) -> None:
    class Own(Exception):
        pass

    def unspeakable(number: int) -> int:
        raise Own("x")

    with pytest.raises(Own) as error:
        list(spread(unspeakable, [1, 1, 1], jobs))
    assert "in unspeakable" in "".join(traceback.format_exception(error.value))


def greedy(number: int) -> int:
    raise MemoryError if number == 3 else CannotRun("later")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_that_finds_no_memory_says_so(jobs: int) -> None:
    with pytest.raises(CannotRun, match="there is not enough memory for this; ask for less at once, or try --jobs 1"):
        list(spread(greedy, [3, 4, 5], jobs))


@pytest.mark.parametrize("allowed", [0, 1])
def test_fewer_threads_do_where_the_system_allows_no_more(allowed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it allows none at all, that is said."""
    start, started = threading.Thread.start, list[threading.Thread]()

    def refused(thread: threading.Thread) -> None:
        if len(started) == allowed:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refused)
    if allowed:
        assert sorted(spread(square, range(20), 4)) == [(number, number * number) for number in range(20)]
    else:
        with pytest.raises(CannotRun, match="the system lets this process start no thread"):
            list(spread(square, range(20), 4))


# An end before the end

INTERRUPTED = """
import _thread, os, signal, sys, threading
from escalation_sim.running.spreading import spread

def main_thread_waits():
    frame, called = sys._current_frames()[threading.main_thread().ident], []
    while frame:
        called.append(frame.f_code)
        frame = frame.f_back
    return called[0] is threading.Condition.wait.__code__ and threading.Thread.start.__code__ not in called

def work(number):
    if number == {jobs} - 1:
        while not main_thread_waits():
            pass
        {interrupt}
    threading.Event().wait()

try:
    list(spread(work, range(10), {jobs}))
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("interrupt", ["_thread.interrupt_main()", "os.kill(os.getpid(), signal.SIGINT)"])
def test_ctrl_c_ends_a_program_whose_threads_are_in_calls_that_take_long(jobs: int, interrupt: str) -> None:
    """These never end. The first interrupts without a signal that would wake anybody, as on Windows."""
    script = INTERRUPTED.format(jobs=jobs, interrupt=interrupt)
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=dict(os.environ, PYTHONPATH=PATHS),
        capture_output=True,
        text=True,
        timeout=LONG,
        check=True,
    )
    assert (ended.stdout, ended.stderr) == ("stopped\n", "")


ENDLESS = """
import threading
from escalation_sim.cli.main import main
from escalation_sim.running.setups import Setup

def block(*_):
    print("begun", flush=True)
    threading.Event().wait()

Setup.block = block
main()
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_a_command_in_the_middle_of_a_block(tmp_path: Path, jobs: str) -> None:
    arguments = [sys.executable, "-c", ENDLESS, "run", written(tmp_path), "-n", "100000", "--jobs", jobs]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(arguments, env=dict(os.environ, PYTHONPATH=PATHS), **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=LONG)
    assert (process.returncode, err.strip()) == (130, "interrupted: nothing was written; run the same command again")


def test_what_nobody_wants_any_more_is_left_alone() -> None:
    """A history is told to its end, and no other is begun; no further task is."""
    begun, left, tasks = threading.Event(), threading.Event(), list[int]()

    def work(number: int) -> None:
        tasks.append(number)
        if number == 0:
            assert begun.wait(LONG)
            return
        begun.set()
        try:
            for _ in while_wanted(itertools.count()):
                pass
        except Abandoned:
            left.set()
            raise

    results = spread(work, range(10), 2)
    assert next(results) == (0, None)
    results.close()  # type: ignore[attr-defined]
    assert left.wait(LONG)
    assert nobody_is_left()
    assert set(tasks) <= {0, 1, 2}


def test_who_is_no_thread_of_ours_is_never_abandoned() -> None:
    assert list(while_wanted(range(3))) == [0, 1, 2]


# Scripts

SCRIPT = """
import escalation_sim as es
print(len(es.ensemble(es.load({path!r}), replications=70_000, jobs=2).columns))
print(es.sweep(es.load({path!r}), "pace", replications=50, jobs=2).frame()["replications"].sum())
"""


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    """Nobody imports it again."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(path=written(tmp_path)))
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("70000\n550\n", "")


def spread_anew(number: int) -> list[tuple[int, int]]:
    return sorted(spread(square, range(number), 2))


def test_a_process_that_may_start_no_others_has_threads_all_the_same() -> None:
    """Such as a worker of somebody's `multiprocessing.Pool`."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(spread_anew, (4,)) == [(0, 0), (1, 1), (2, 4), (3, 9)]
