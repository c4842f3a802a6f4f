"""The kernel's C → programs: kernel.wasm, which is part of the package, and native builds, for the tests alone.

`make kernel` (`python -m tests.engines.kernel.building`) writes kernel.wasm anew after a change of the C. The compiler is
clang as the package ziglang brings it: with the release that requirements.lock names the bytes are the same on every machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.places import ROOT

SOURCES = ROOT / "src" / "escalation_sim" / "engines" / "kernel"
WASM = SOURCES / "kernel.wasm"
EXPORTS = ("kernel_check", "kernel_room", "kernel_row_bytes", "kernel_play", "kernel_exp", "kernel_log", "__heap_base")
STACK = 65_536
"""Bytes, from address 0 on: what overflows would be written below 0, where WebAssembly stops it. Nothing in the kernel recurs."""

CLANG = (sys.executable, "-m", "ziglang", "cc", "-fno-sanitize=undefined")
"""Without what ziglang adds of its own accord where nothing is optimised: sanitizing.py looks for more."""

C = ("-std=c99", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror")
"""A fused multiply-add would round once where two roundings are meant."""

SANDBOX = (
    "-target", "wasm32-freestanding", "-mcpu=generic+bulk_memory+nontrapping_fptoint+sign_ext+simd128+multivalue",
    "-O3", "-flto", "-s", "-nostdlib", "-Wl,--no-entry", f"-Wl,-z,stack-size={STACK}",
    "-Wl,--export-table", "-Wl,--growable-table", *(f"-Wl,--export={name}" for name in EXPORTS),
)  # fmt: skip
SHARED = ("-shared", "-lm") if sys.platform == "win32" else ("-shared", "-fPIC", "-lm")


def compilers() -> dict[str, tuple[str, ...]]:
    """The C compilers that are here, by name: clang of ziglang always, gcc and clang of the system where there are any."""
    found = {"ziglang": CLANG}
    if sys.platform != "win32":
        found |= {name: (name,) for name in ("gcc", "clang") if shutil.which(name)}
    return found


def sources(folder: Path = SOURCES) -> list[str]:
    """The C files of the kernel, in an order that is the same everywhere."""
    return sorted(path.name for path in folder.glob("*.c"))


def compiled(compiler: Iterable[str], flags: Iterable[str], to: Path, folder: Path = SOURCES, more: Iterable[Path] = ()) -> Path:
    """A program of the C in *folder* and of *more* C files, written to *to*. Raises CalledProcessError."""
    command = [*compiler, *C, "-I", ".", *sources(folder), *map(str, more), *flags, "-o", str(to)]
    subprocess.run(command, cwd=folder, env=surroundings(to.parent), check=True)
    return to


def surroundings(folder: Path) -> Mapping[str, str]:
    """The environment of a compiler: what ziglang keeps for the next time is kept beside what is made, whatever home there is."""
    return {**os.environ, "ZIG_GLOBAL_CACHE_DIR": str(folder / "cache"), "ZIG_LOCAL_CACHE_DIR": str(folder / "cache")}


def sandboxed(folder: Path, to: Path) -> Path:
    """kernel.wasm of the C in *folder*."""
    return compiled(CLANG, SANDBOX, to, folder)


def main() -> None:
    """Write kernel.wasm anew."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        shutil.copyfile(sandboxed(SOURCES, Path(folder) / "kernel.wasm"), WASM)


if __name__ == "__main__":
    main()
