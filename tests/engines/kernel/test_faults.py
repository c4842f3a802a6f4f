"""What goes wrong inside the kernel ends there: in words and with a status of its own, never with a crash."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import wasmtime

from escalation_sim.engines.kernel import engine, host
from escalation_sim.engines.kernel.tables import FLAWS, Tables, tables_of
from escalation_sim.language.loading import load, loads
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.engines.kernel import headers
from tests.engines.kernel.played import play
from tests.places import SCENARIOS

SMALL = """
title: A town
actor: The town
period: {{start: 2024-01-01, end: 2024-03-01}}
parameters: {{a: 1{parameters}}}
quantities: {{noise: {{initial: 0}}}}
events:
  rumour: {{every: exponential(5), set: {{noise: noise + a}}}}
ladder:
  - stage: calm
  - {{stage: alarm, climb: {{when: noise > 3}}}}
"""
UNUSED = "".join(f", p{number}: {number}" for number in range(5000))
BASE = Setup(load(SCENARIOS / "base.yaml").scenario, Settings())
FAULTY = """
(module
  (memory (export "memory") 1)
  (table (export "__indirect_function_table") 1 funcref)
  (global (export "__heap_base") i32 (i32.const 65536))
  (func (export "kernel_exp") (param f64) (result f64) local.get 0)
  (func (export "kernel_log") (param f64) (result f64) local.get 0)
  (func (export "kernel_check") (param i32 i64) (result i32) i32.const 0)
  (func (export "kernel_room") (param i32) (result i64) i64.const 0)
  (func (export "kernel_row_bytes") (param i32) (result i64) i64.const {row_bytes})
  (func (export "kernel_play") (param i32) (result i32) {play}))
"""
"""A kernel with a fault: what *play* does."""

WRONG_LENGTH = """
import sys
from dataclasses import replace
from pathlib import Path
import numpy as np
from escalation_sim.engines.kernel import engine
from escalation_sim.engines.kernel.tables import tables_of
from escalation_sim.language.loading import load
from escalation_sim.running.setups import Settings, Setup

setup = Setup(load(sys.argv[1]).scenario, Settings())
tables = tables_of(setup.programme)
engine.play_block(replace(tables, block=tables.block[:4] + bytes(4) + tables.block[8:]), setup.values, 1, np.arange(4))
"""


@contextmanager
def kernel_that(play: str, tables: Tables) -> Iterator[None]:
    """Whoever plays *tables* in here gets a kernel with a fault."""
    made = wasmtime.Engine()
    text = FAULTY.format(row_bytes=tables.row_type.itemsize, play=play)
    host._at_rest[:] = [host.Instance(made, wasmtime.Module(made, wasmtime.wat2wasm(text)))]
    try:
        yield
    finally:
        host._at_rest.clear()


@pytest.mark.parametrize(
    ("play", "said"),
    [
        ("unreachable", "unreachable"),
        ("i32.const -8 i32.load", "out of bounds memory access"),
        ("i32.const 1 i32.const 0 i32.div_s", "divide by zero"),
        ("i32.const 1", "the kernel was called with a lane that makes no sense"),
    ],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_fault_of_the_kernel_is_a_fault_of_the_program_and_the_next_run_is_right(play: str, said: str, jobs: str) -> None:
    asked = ("run", str(SCENARIOS / "base.yaml"), "-n", "2000", "--engine", "kernel", "--jobs", jobs, "--quiet")
    right = command(*asked)
    assert right.status == 0
    with kernel_that(play, tables_of(BASE.programme)):
        told = command(*asked)
        assert (told.status, told.out) == (70, "")
        assert told.err.startswith("this is a fault of escalation-sim itself, not of your scenario: ")
        assert said in told.err
        assert command(*asked) == right, "a kernel that was stopped is not used again"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_installation_without_the_kernels_file_says_so(jobs: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = ("run", str(SCENARIOS / "base.yaml"), "-n", "20", "--jobs", jobs, "--quiet")
    with monkeypatch.context() as lost:
        lost.setattr(host, "WASM", tmp_path / "kernel.wasm")
        host._at_rest.clear()
        host._compiled.cache_clear()
        told = command(*asked)
    assert (told.status, told.out) == (3, "")
    mend = "cannot be read (No such file or directory): install escalation-sim anew, or --engine simpy"
    assert told.err == f"error: {tmp_path / 'kernel.wasm'} {mend}\n"
    assert command(*asked).status == 0


def test_tables_that_are_no_tables_are_refused_also_without_assertions() -> None:
    """Under `python -O`; the second word of a block says how long it is."""
    done = subprocess.run(
        [sys.executable, "-O", "-c", WRONG_LENGTH, str(SCENARIOS / "base.yaml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "RuntimeError: the kernel refuses the tables of" in done.stderr


FAR = 10**6
NOWHERE = [
    *(
        ("aggregates", one, "AN_OUTCOME")
        for one in [(6, FAR, 0, -1, -1), (6, 0, 0, -1, -1), (6, -1, FAR, -1, -1), (0, FAR, -1, -1, -1)]
    ),
    *(
        ("aggregates", one, "AN_OUTCOME")
        for one in [(8, 0, 0, -1, -1), (-1, 0, 0, -1, -1), (0, 0, -1, -1, 0), (0, 0, -1, -1, FAR)]
    ),
    *(("outcomes", one, "AN_OUTCOME") for one in [(FAR, 0, 1), (-2, 0, 1), (-1, 0, 0), (-1, 0, FAR), (-1, -1, 1), (-1, FAR, 1)]),
    *(("ladders", one, "A_LADDER") for one in [(0, FAR), (-1, 2), (1, 4, 0), (0, 4, FAR), (0, 4, 0, 0), (0, 4, 0, FAR)]),
    *(("heeds", one, "A_WAY") for one in [(-1, 0), (FAR, 0), (0, -1), (0, FAR)]),
    *(("ways", one, "A_WAY") for one in [(-1,), (0,), (FAR,)]),
]
"""A table, the first numbers of its first row, and what is wrong with them. An aggregate of kind 6 counts an event, and has no
formula; way 0 leads away from stage 0."""


@pytest.mark.parametrize(("table", "row", "flaw"), NOWHERE)
def test_what_leads_nowhere_is_refused(table: str, row: tuple[int, ...], flaw: str) -> None:
    block = bytearray(tables_of(BASE.programme).block)
    _, begin = struct.unpack_from("<2i", block, headers.members("block")[table].at)
    with host.borrowed() as kernel:
        assert kernel.call("check", kernel.put(np.frombuffer(block, "u1"), "u1"), len(block)) == 0
        struct.pack_into(f"<{len(row)}i", block, begin, *row)
        assert FLAWS[kernel.call("check", kernel.put(np.frombuffer(block, "u1"), "u1"), len(block))] == flaw


@pytest.mark.parametrize("ladders", [1, 2])
def test_a_stage_that_stands_on_no_ladder_is_refused(ladders: int) -> None:
    block = bytearray(tables_of(BASE.programme).block)
    at = headers.members("block")["ladders"].at
    assert struct.unpack_from("<i", block, at) == (3,), "people and sanctions stand beside the main ladder"
    struct.pack_into("<i", block, at, ladders)
    with host.borrowed() as kernel:
        assert FLAWS[kernel.call("check", kernel.put(np.frombuffer(block, "u1"), "u1"), len(block))] == "A_LADDER"


def test_nothing_outside_of_its_memory_is_shown() -> None:
    with host.borrowed() as kernel, pytest.raises(IndexError, match="are not all in the memory of the kernel"):
        kernel.see(2**32 - 8, 2, "<f8")


def test_more_than_its_memory_can_ever_hold_is_said_before_anything_is_played() -> None:
    for size in (2**32, 2**40, 2**62):
        with host.borrowed() as kernel, pytest.raises(MemoryError):
            kernel.room(size)
    assert (engine.play_block(tables_of(BASE.programme), BASE.values, 1, np.arange(4)).final >= 0).all()


def test_thousands_of_parameters_that_nothing_uses_are_played() -> None:
    """No table of the block has a row for them."""
    few, many = (Setup(loads(SMALL.format(parameters=text)).scenario, Settings()) for text in ("", UNUSED))
    assert all((a == b).all() for a, b in zip(play(many), play(few), strict=True))
