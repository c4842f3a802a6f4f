"""kernel.wasm is what the C beside it says, needs nothing of whoever runs it, and stops where it would overwrite itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
import wasmtime

from tests.engines.kernel.building import EXPORTS, SOURCES, STACK, WASM, sandboxed
from tests.versions import others


def sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """The sections of a WebAssembly module: number and content."""
    at = 8
    while at < len(module):
        number = module[at]
        size, at = leb(module, at + 1)
        yield number, module[at : at + size]
        at += size


def leb(data: bytes, at: int) -> tuple[int, int]:
    """A whole number without sign as WebAssembly writes it, and where the next thing begins."""
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at


def test_it_is_made_of_the_c_beside_it_whatever_folder_home_and_cache_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another release of ziglang may write other bytes; what these do, test_same_bytes.py says."""
    elsewhere = copytree(SOURCES, tmp_path / "a folder with a long name" / "kernel")
    made = sandboxed(SOURCES, tmp_path / "kernel.wasm").read_bytes()
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    for path in (elsewhere, *elsewhere.iterdir()):
        path.chmod(0o555)
    assert sandboxed(elsewhere, elsewhere.parent / "anew.wasm").read_bytes() == made
    same = made == WASM.read_bytes()
    assert same or others(["ziglang"]), "kernel.wasm is not what the C beside it says: `make kernel` makes it anew"


def test_it_asks_nothing_of_whoever_runs_it_and_offers_what_kernel_h_says() -> None:
    module = wasmtime.Module(wasmtime.Engine(), WASM.read_bytes())
    assert [(one.module, one.name) for one in module.imports] == []
    assert {one.name for one in module.exports} == {"memory", "__indirect_function_table", *EXPORTS}


def test_its_stack_lies_at_the_beginning_of_its_memory_so_that_an_overflow_stops_it() -> None:
    """The first of its globals points to the stack, which grows downwards: i32, mutable, then its value."""
    globals_of = dict(sections(WASM.read_bytes()))[6]
    assert globals_of[1:4] == bytes([0x7F, 0x01, 0x41])
    assert leb(globals_of, 4)[0] == STACK
