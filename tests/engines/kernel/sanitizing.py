"""`python -m tests.engines.kernel.sanitizing [N [MUTANTS]]` (`make sanitize`): the kernel under sanitizers and under valgrind.

A native build plays N random scenarios, all that are shipped and all that load from the gallery, as written and with what
played.py changes; then every call MUTANTS times with something damaged in its block or its lists, which the kernel must
refuse, or play without a finding. Whatever is found is told by the sanitizer, and the exit status is 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from escalation_sim.running.setups import Setup
from tests.engines.kernel.building import compiled
from tests.engines.kernel.calls import recorded
from tests.engines.kernel.played import random_setups, written_setups

DRIVER = Path(__file__).parent / "driver.c"
WATCHED = ("-O1", "-g", "-fsanitize=address,undefined,float-cast-overflow", "-fno-sanitize-recover=all", "-lm")
STOPS = {"ASAN_OPTIONS": "abort_on_error=1", "UBSAN_OPTIONS": "abort_on_error=1:print_stacktrace=1"}
AT_ONCE = 250
"""Scenarios whose calls are in one file."""

UNDER_VALGRIND = 200


class Found(Exception):
    """Something that is told already."""


def driver(compiler: Sequence[str], flags: Iterable[str], to: Path) -> Path:
    """The program that plays recorded calls."""
    return compiled(compiler, flags, to, more=(DRIVER,))


def watched_driver(folder: Path) -> Path | None:
    """The driver under the address and undefined-behaviour sanitizers, if a C compiler is here that has them."""
    for name in ("gcc", "clang"):
        if shutil.which(name):
            try:
                made = driver((name,), WATCHED, folder / name)
                subprocess.run([made, os.devnull, os.devnull], check=True, capture_output=True)
            except subprocess.CalledProcessError:
                continue
            return made
    return None


def replayed(program: Sequence[object], calls: Path, told: bytes) -> None:
    """Play recorded calls again. Raises Found, also where the bytes are not those that wasmtime told."""
    out = calls.with_suffix(".out")
    run([*program, calls, out])
    if out.read_bytes() != told:
        say(f"{program[-1]}: the bytes are not those of kernel.wasm")
        raise Found


def run(command: Sequence[object]) -> str:
    """What a program tells. Raises Found where it fails."""
    done = subprocess.run([*map(str, command)], env={**os.environ, **STOPS}, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Found
    return done.stdout


def say(*lines: str) -> None:
    """Report on the terminal."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def batches(count: int) -> Iterator[list[Setup]]:
    """All scenarios, some at a time."""
    for setups in (random_setups(0, count), written_setups()):
        while batch := list(islice(setups, AT_ONCE)):
            yield batch


def sanitized(program: Path, count: int, mutants: int, folder: Path) -> None:
    """Everything under the sanitizers."""
    begun, scenarios, calls, fates = perf_counter(), 0, 0, dict[str, int]()
    for number, batch in enumerate(batches(count)):
        file = folder / f"{number}.calls"
        recording = recorded(batch, file)
        replayed([program], file, bytes(recording.told))
        _, *told = run([program, file, mutants, number]).strip().split(", ")
        for times, fate in (one.split(" ", 1) for one in told):
            fates[fate] = fates.get(fate, 0) + int(times)
        scenarios, calls = scenarios + len(batch), calls + recording.count
        file.unlink()
    say(
        f"{program.name} with both sanitizers: {scenarios} scenarios in {calls} calls, the bytes of wasmtime",
        f"damaged, {mutants} times each: {', '.join(f'{times:,} {fate}' for fate, times in fates.items())}",
        f"no finding; {perf_counter() - begun:.0f} s",
    )


def under_valgrind(folder: Path) -> None:
    """Some scenarios under memcheck, which also sees what is read before it is written."""
    if not shutil.which("valgrind"):
        say("valgrind is not here (Debian: apt install valgrind)")
        return
    file = folder / "valgrind.calls"
    recording = recorded(random_setups(0, UNDER_VALGRIND), file)
    program = driver(("gcc",) if shutil.which("gcc") else ("clang",), ("-O1", "-g", "-DWATCH_UNWRITTEN", "-lm"), folder / "plain")
    replayed(["valgrind", "--quiet", "--error-exitcode=1", "--leak-check=full", program], file, bytes(recording.told))
    say(f"valgrind's memcheck: {UNDER_VALGRIND} scenarios in {recording.count} calls, the bytes of wasmtime; no finding")


def main(count: int = 2000, mutants: int = 100) -> int:
    """Watch it all; the exit status."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        program = watched_driver(folder)
        if program is None:
            say("there is no gcc or clang with sanitizers here (Debian: apt install gcc)")
            return 1
        try:
            sanitized(program, count, mutants, folder)
            under_valgrind(folder)
        except Found:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
