"""Work in several processes: the same results in the end, whatever happens to the processes on the way."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from escalation_sim.errors import CannotRun, RunError
from escalation_sim.running.workers import MOST_DEATHS, spread
from tests.running.studies import started, written


def square(number: int) -> int:
    return number * number


def where(number: int) -> int:
    return os.getpid()


def failing(bad: frozenset[int], number: int) -> int:
    if number in bad:
        raise RunError(f"no {number}", minute=number, replication=number)
    return number


def dying(folder: Path, times: int, number: int) -> int:
    """The worker is killed in the middle of 5, so many times; every run of a task leaves a mark."""
    runs = len(list(folder.glob(f"{number}.*")))
    (folder / f"{number}.{runs}").touch()
    if number == 5 and runs < times:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_every_task_has_its_result(jobs: int) -> None:
    assert sorted(spread(square, range(20), jobs)) == [(number, number * number) for number in range(20)]


def test_no_task_is_no_work() -> None:
    assert list(spread(square, [], 2)) == []


def test_one_task_needs_no_process() -> None:
    assert list(spread(where, [1], 8)) == [(1, os.getpid())]
    assert list(spread(where, [1, 2], 1)) == [(1, os.getpid()), (2, os.getpid())]
    assert os.getpid() not in {pid for _, pid in spread(where, [1, 2], 2)}


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


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_error_of_the_first_task_that_fails_is_raised(jobs: int) -> None:
    """After those before it; and it comes whole out of the other process."""
    told: list[int] = []
    with pytest.raises(RunError) as error:
        told.extend(number for number, _ in spread(partial(failing, frozenset({7, 8, 9, 15})), range(20), jobs))
    assert set(range(7)) <= set(told)
    assert (error.value.reason, error.value.minute, error.value.replication) == ("no 7", 7, 7)
    assert str(error.value) == "no 7 (minute 7, replication 7)"


def patient(folder: Path, number: int) -> int:
    """The third fails, once the fourth has."""
    if number == 4:
        (folder / "failed").touch()
    if number == 3:
        while not (folder / "failed").exists():
            pass
    return failing(frozenset({3, 4}), number)


def test_the_first_task_in_order_counts_and_not_the_first_in_time(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no 3"):
        list(spread(partial(patient, tmp_path), range(20), 2))


def unspeakable(number: int) -> int:
    class Own(Exception):
        pass

    raise Own("x") if number else ValueError("of its own")


def test_a_fault_in_a_worker_is_told_with_its_traceback() -> None:
    with pytest.raises(ValueError, match="of its own") as error:
        list(spread(unspeakable, [0, 0, 0], 2))
    assert "in unspeakable" in "".join(error.value.__notes__)


def test_a_fault_that_cannot_be_sent_is_told_all_the_same() -> None:
    with pytest.raises(RuntimeError, match=r"Own\('x'\)"):
        list(spread(unspeakable, [1, 1, 1], 2))


def large(folder: Path, number: int) -> bytes:
    """The first to be asked for 5 is killed a moment later, in the middle of its answer, which is larger than a pipe."""
    if number == 5 and not (folder / "killed").exists():
        (folder / "killed").touch()
        signal.setitimer(signal.ITIMER_REAL, 0.03)
    return bytes([number]) * 50_000_000


def test_a_worker_that_dies_in_the_middle_of_its_answer_hangs_nobody(tmp_path: Path) -> None:
    results = spread(partial(large, tmp_path), range(12), 2)
    assert sorted(number for number, answer in results if answer == bytes([number]) * 50_000_000) == list(range(12))
    assert (tmp_path / "killed").exists()


def test_what_a_dead_worker_had_not_finished_is_run_again(tmp_path: Path) -> None:
    results = sorted(spread(partial(dying, tmp_path, 2), range(12), 2))
    assert results == [(number, number) for number in range(12)]
    assert len(list(tmp_path.glob("5.*"))) == 3


def test_a_worker_that_dies_again_and_again_is_given_up(tmp_path: Path) -> None:
    told = []
    with pytest.raises(CannotRun, match=rf"worker processes died {MOST_DEATHS} times; is there enough memory\? Try --jobs 1"):
        told.extend(spread(partial(dying, tmp_path, 99), range(12), 2))
    assert len(list(tmp_path.glob("5.*"))) == MOST_DEATHS


UNGUARDED = """
import escalation_sim as es
try:
    print(len(es.ensemble(es.load({path!r}), replications=70_000, jobs=2).columns))
except es.errors.UsageError as error:
    print("refused:", error)
"""


def test_a_script_without_its_guard_is_told_so(tmp_path: Path) -> None:
    """Each worker imports the script, which asks for workers again; the message says what to write, and nothing else is said."""
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED.format(path=written(tmp_path)))
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert ended.stdout == (
        "refused: worker processes import the script that asks for them, and this one asks again while it is imported\n"
        '    mend: put what it asks behind `if __name__ == "__main__":`, or take `jobs` out\n'
    )
    assert ended.stderr == ""


def test_a_script_with_its_guard_needs_no_more(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED.format(path=written(tmp_path)).replace("try:", 'if __name__ == "__main__":').split("except")[0])
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("70000\n", "")


def test_a_script_that_no_worker_can_import_is_not_called_short_of_memory(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    text = UNGUARDED.format(path=written(tmp_path)).replace("es.errors.UsageError", "es.errors.CannotRun")
    script.write_text("import sys\nif __name__ != '__main__':\n    raise ValueError('I am imported')\n" + text)
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert ended.stdout == "refused: a worker process ended with status 1; what it said stands above. Try --jobs 1\n"
    assert "ValueError: I am imported" in ended.stderr


def spread_anew(number: int) -> list[tuple[int, int]]:
    return sorted(spread(square, range(number), 2))


def test_a_process_that_may_start_none_does_the_work_itself() -> None:
    """Such as a worker of somebody's `multiprocessing.Pool`."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(spread_anew, (4,)) == [(0, 0), (1, 1), (2, 4), (3, 9)]


def greedy(number: int) -> int:
    raise MemoryError if number == 3 else CannotRun("later")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_that_finds_no_memory_says_so(jobs: int) -> None:
    with pytest.raises(CannotRun, match="there is not enough memory for this; ask for less at once, or try --jobs 1"):
        list(spread(greedy, [3, 4, 5], jobs))


def test_workers_end_when_the_one_who_started_them_is_killed(tmp_path: Path) -> None:
    """Nobody is left behind at work, though nobody could tell them: the pipe that all of them hold comes to its end."""
    study = tmp_path / "x.study"
    arguments = ("sweep", written(tmp_path), "--vary", "pace=1:4:200", "-n", "100000", "--jobs", "2", "--study", str(study))
    with started(*arguments, blocks_of=2000) as process:
        while not study.exists() or study.stat().st_size < 200_000:  # some blocks have come back from workers
            assert process.poll() is None
        process.kill()
        process.communicate(timeout=60)
