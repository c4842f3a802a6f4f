"""What does not fit into the memory is refused before anything is played, with a number that would fit."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import escalation_sim as es
from escalation_sim.language.loading import loads
from escalation_sim.model.programme import programme
from escalation_sim.questions.compare.samples import samples
from escalation_sim.questions.ensemble.answer import WRITTEN, Questions, bytes_needed
from escalation_sim.running import cgroups, memory
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.running.studies import written
from tests.two_ladders import PAIR

GIGABYTE = 10**9
VERBS = {
    "run {} -n {}": None,
    "run {} -n {} --histories --format json": None,
    "run {} -n {} --split reached_arms": None,
    "run {} -n {} --uncertain": None,
    "compare {} --with pace=3 -n {}": None,
    "sweep {} --vary pace=2,3 -n {}": None,
    "sensitivity {} --vary pace --points 3 -n {}": None,
    "sensitivity {} --vary pace --method morris --points 4 -n {}": None,
    "discover {} --reach arms --points 100000 -n {}": "1000000",
    "check {} --budget {}": None,
}
"""What is asked for, and how much: by default more than any machine has room for."""


@pytest.fixture
def town(tmp_path: Path) -> str:
    path = Path(written(tmp_path))
    path.write_text(path.read_text() + "expect: [{probability: reached_arms, at_least: 0}]\n")
    return str(path)


def most(words: str) -> int:
    """The number that a refusal says would fit."""
    found = re.search(r"at most ([\d,]+) would fit", words)
    assert found, words
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("line", VERBS)
def test_too_many_are_refused_with_a_number_that_would_fit(line: str, town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once: nothing has been played."""
    monkeypatch.setattr(memory, "available", lambda: 2 * GIGABYTE)
    answer = command(*line.format(town, VERBS[line] or "100000000000").split())
    assert (answer.status, answer.out if "check" not in line else "") == (3, "")
    assert re.search(r"of memory, and 2 GB are free: ", answer.err)
    assert 1_000 <= most(answer.err) < 40_000_000 or "discover" in line


def test_what_does_not_fit_begins_no_study(town: str, tmp_path: Path) -> None:
    answer = command("sweep", town, "--vary", "pace=2,3", "-n", "100000000000", "--study", str(tmp_path / "x.study"))
    assert answer.status == 3
    assert not (tmp_path / "x.study").exists()


def test_too_many_points_are_refused_as_well(town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available", lambda: GIGABYTE)
    answer = command("sweep", town, "--vary", "pace=1:4:9000000", "-n", "1")
    assert answer.status == 3
    assert answer.err.startswith("error: 9,000,000 points need ")
    assert most(answer.err) < 9_000_000


def test_python_is_told_the_same(town: str) -> None:
    for ask in (lambda s, n: es.ensemble(s, replications=n), lambda s, n: es.sweep(s, "pace=1:2:2", replications=n)):
        with pytest.raises(
            es.errors.CannotRun, match=r"^\S+ replications.* of memory, and .* are free: at most [\d,]+ would fit$"
        ):
            ask(es.load(town), 10**12)


def test_the_number_fits_where_it_is_tight(town: str) -> None:
    """In a process that may take little, really, and by all that an answer takes."""
    for line in ("run {} -n {} --histories --format json -o {}.json", "compare {} --with pace=3 -n {} -o {}.json --format json"):
        limited = ["bash", "-c", 'ulimit -v 400000; exec "$@"', "-", sys.executable, "-m", "escalation_sim"]
        refused = subprocess.run(
            [*limited, *line.format(town, 10**11, town).split()], capture_output=True, text=True, check=False
        )
        assert refused.returncode == 3
        again = [*limited, *line.format(town, most(refused.stderr), town).split(), "--jobs", "1"]
        assert subprocess.run(again, check=False).returncode in (0, 1)


def test_the_number_fits_though_a_little_less_is_free_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available", lambda: GIGABYTE // 4)
    for each in range(100, 200):
        with pytest.raises(es.errors.CannotRun) as refused:
            memory.refuse_too_many(10**11, each)
        monkeypatch.setattr(memory, "available", lambda: GIGABYTE // 4 - 4_000_000)
        memory.refuse_too_many(most(str(refused.value)), each)
        monkeypatch.setattr(memory, "available", lambda: GIGABYTE // 4)


def test_little_is_never_refused(town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The estimates are for what is large; and a machine that says nothing of its memory plays what it is asked."""
    for free in (0, None):
        monkeypatch.setattr(memory, "available", lambda free=free: free)
        assert command("run", town, "-n", "1000").status == 0
        assert command("compare", town, "--with", "pace=3", "-n", "100").status in (0, 1)


@pytest.mark.parametrize("error", [MemoryError(), MemoryError("Unable to allocate 3 TiB"), ValueError("else")])
def test_memory_that_runs_out_all_the_same_is_no_fault_of_the_program(
    error: Exception, town: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise error

    monkeypatch.setattr("escalation_sim.engines.columns.Gathering.add", full)
    answer = command("run", town, "-n", "20")
    if isinstance(error, MemoryError):
        assert (answer.status, answer.err) == (3, f"error: {memory.NO_MEMORY}\n")
    else:
        assert answer.status == 70


# What is free


def machine(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (folder / "meminfo").write_text(text)
    monkeypatch.setattr(memory, "_MEMORY", folder / "meminfo")
    monkeypatch.setattr(cgroups, "memory", lambda: None)
    monkeypatch.setattr(memory, "_of_limits", list)


def test_what_can_be_freed_and_what_can_be_swapped_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine(
        tmp_path, monkeypatch, "MemTotal: 900 kB\nMemFree: 10 kB\nMemAvailable: 500 kB\nSwapFree: 100 kB\nHugePages_Total: 0\n"
    )
    assert memory.available() == 600 * 1024


def test_the_tightest_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine(tmp_path, monkeypatch, "MemAvailable: 500 kB\n")
    monkeypatch.setattr(cgroups, "memory", lambda: 4000)
    assert memory.available() == 4000
    monkeypatch.setattr(memory, "_of_limits", lambda: [3000, -5])
    assert memory.available() == 0


def test_where_the_system_says_nothing_the_whole_memory_is_taken_as_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine(tmp_path, monkeypatch, "nonsense\n")
    monkeypatch.setattr("os.sysconf", {"SC_PHYS_PAGES": 1000, "SC_PAGE_SIZE": 4096}.__getitem__)
    assert memory.available() == 4_096_000
    monkeypatch.delattr("os.sysconf")  # as on Windows
    assert memory.available() is None


def test_a_limit_of_the_shell_counts() -> None:
    program = [sys.executable, "-c", "from escalation_sim.running.memory import available; print(available())"]
    for limit in ("-v", "-d"):
        limited = ["bash", "-c", f'ulimit {limit} 500000; exec "$@"', "-", *program]
        assert 0 < int(subprocess.run(limited, capture_output=True, text=True, check=True).stdout) < 500_000 * 1024


def test_numbers_are_said_as_people_say_them() -> None:
    assert [memory._size(number) for number in (12, 4.567e9, 2.9e13, 1e30)] == [
        "12 bytes",
        "4.57 GB",
        "29 TB",
        "more than 1,000 PB",
    ]
    assert [memory._round(number) for number in (0.4, 7.9, 99, 12345.6, 2_987_654)] == [0, 7, 99, 12_000, 2_900_000]


def test_of_wide_histories_fewer_are_played_at_once() -> None:
    """Hundreds of stages and brakes: a block of 32,768 histories would take gigabytes."""
    names = ", ".join(f"b{k}: {{while: q < {k}, blocks: all}}" for k in range(40))
    ladder = "".join(f"\n  - {{stage: s{k}, climb: {{when: q > {k}}}}}" for k in range(1, 200))
    text = f"title: x\nperiod: {{start: 2024-01-01, end: 2024-01-31}}\nquantities: {{q: 0}}\nbrakes: {{{names}}}\n"
    wide = programme(loads(f"{text}ladder:\n  - stage: s0{ladder}\n").scenario)
    assert memory.columns_bytes(wide, summed=False) > 60_000
    assert memory.at_once(wide, 32_768) == memory.BLOCK // memory.columns_bytes(wide, summed=False) < 600


@pytest.mark.parametrize("summed", [False, True])
def test_the_columns_of_every_ladder_are_counted(summed: bool) -> None:
    setup = Setup(loads(PAIR).scenario, Settings())
    ensemble = setup.ensemble(100, summed=summed)
    ladders = [vars(ensemble), *map(vars, ensemble.others.values())]
    columns = [column for ladder in ladders for column in ladder.values() if isinstance(column, np.ndarray) and len(column) > 1]
    assert sum(column.nbytes for column in columns) == 100 * memory.columns_bytes(setup.programme, summed=summed)


def test_the_entries_of_every_ladder_are_counted() -> None:
    """Two places, and a day and a minute for each stage, on each of two ladders; and four outcomes."""
    setup, asked = Setup(loads(PAIR).scenario, Settings()), Questions({})
    sizes = [bytes_needed(setup, asked, summed=False, histories=histories) for histories in (False, True)]
    assert sizes[1] - sizes[0] == WRITTEN * (2 * (2 + 2 * 3) + 4)


def test_the_quantities_of_every_ladder_are_counted_where_they_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all that a comparison keeps of the replications of its two sides."""
    path = tmp_path / "pair.yaml"
    path.write_text(PAIR)
    setup, n = Setup(loads(PAIR).scenario, Settings()), 100
    stages = {ladder.name: [stage.name for stage in ladder.stages] for ladder in setup.scenario.ladders}
    found = samples(setup.programme, setup.ensemble(n), {}, stages)
    own = [one.values for one in found.values() if one.values is not None and one.values.base is None]
    kept = sum(values.nbytes for values in own) / n
    monkeypatch.setattr(memory, "available", lambda: 2 * GIGABYTE)
    answer = command("compare", str(path), "--with", "nerve=0.3", "-n", "100000000000")
    needed = (2 * GIGABYTE - memory.WORKING) / most(answer.err)
    assert needed > 2 * (kept + memory.columns_bytes(setup.programme, summed=False))
