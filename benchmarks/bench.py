"""`make bench`: speed from one run, as medians of interleaved rounds, so that machines can be compared.

`python benchmarks/bench.py` measures what the project promises; `--full` adds how cost grows and long studies; names of
sections measure only these.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version

import growth
import memory
import node
import page
import shell
import speed
import studies
from rounds import Row, show

Section = tuple[str, Callable[[], Iterator[Row]]]

SECTIONS: dict[str, Section] = {
    "start": ("Start-up", shell.start_up),
    "simpy": ("The fast engine / the SimPy engine, in speed", speed.against_simpy),
    "c": ("The fast engine / a native program written by hand for first_base.yaml (base_by_hand.c), in speed", speed.against_c),
    "python": ("The fast engine / a plain SimPy program written by hand (fixed_by_hand.py), in speed", speed.against_python),
    "node": ("The kernel in Node / under wasmtime (base.yaml)", node.against_wasmtime),
    "alone": ("A history of base.yaml", speed.alone),
    "ladders": ("Two ladders / one, in time", speed.two_ladders),
    "threads": ("Threads", speed.two_threads),
    "grid": ("A grid", studies.a_grid),
    "questions": ("Questions from the shell, with one thread", shell.questions),
    "memory": ("Memory", memory.a_million),
    "page": ("The page of base.yaml in Chromium", page.in_the_page),
}
FULL: dict[str, Section] = {
    "crossing": ("Where the engines cross (base.yaml)", growth.crossing),
    "growth": ("Growth, µs a history", growth.growth),
    "studies": ("Long studies", studies.long_studies),
}


def chosen(arguments: list[str]) -> list[Section]:
    """The sections that were asked for. Exits with a message about a name that none has."""
    every = {**SECTIONS, **FULL}
    names = [name for name in arguments if name != "--full"]
    unknown = [name for name in names if name not in every]
    if unknown:
        sys.exit(f"no section is called {', '.join(unknown)}; there are {', '.join(every)}")
    if names:
        return [every[name] for name in names]
    return list((every if "--full" in arguments else SECTIONS).values())


def load() -> str:
    """How many processes wanted a core in the last minute, where the system says it."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def main() -> None:
    """Measure, and say in the end what is not as wanted."""
    sections = chosen(sys.argv[1:])
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {version('numpy')}"
    print(f"{machine}; load before: {load()}")
    missed = [row for title, rows in sections for row in show(title, rows())]
    print(f"\nLoad after: {load()}. " + ("Not as wanted:" if missed else "All is as wanted."))
    for row in missed:
        print(row)


if __name__ == "__main__":
    main()
