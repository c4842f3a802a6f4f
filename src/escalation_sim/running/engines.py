"""Which engine plays: the kernel, or SimPy for a few histories and where the kernel cannot be run."""

from __future__ import annotations

import warnings
from contextlib import closing
from functools import cache
from typing import Literal

from escalation_sim.errors import CannotRun, Slower

Engine = Literal["auto", "simpy", "kernel"]
Player = Literal["simpy", "kernel"]

WORTH_THE_KERNEL = 16
"""From so many histories on the kernel is quicker, its first start included; `make bench` shows where the two cross."""

MEND = "python -m pip install wasmtime"


def player(engine: Engine, n: int) -> Player:
    """Who plays so many histories; no answer depends on it. Raises CannotRun where the kernel is asked for and cannot be run."""
    if engine == "simpy" or (engine == "auto" and n < WORTH_THE_KERNEL):
        return "simpy"
    from escalation_sim.engines.kernel.host import missing

    if not (why := missing()):
        return "kernel"
    if engine == "kernel":
        raise CannotRun(f"the kernel needs wasmtime, which cannot be imported ({why})\n    mend: {MEND}, or --engine simpy")
    _say_once(why)
    return "simpy"


def get_ready(engine: Engine, n: int) -> None:
    """Let the kernel start on another core, if it is going to play, while this one is still reading.

    Where memory is short it waits for its turn: what is free must not be another number from one moment to the next.
    """
    if engine == "simpy" or (engine == "auto" and n < WORTH_THE_KERNEL):
        return
    from escalation_sim.engines.kernel.host import is_limited
    from escalation_sim.running.threads import Threads

    if is_limited():
        return
    with closing(Threads(1)) as pool:
        pool.submit(_start, None)


def _start(_: None) -> None:
    """What goes wrong is met again, and said, by whoever wants to play."""
    from escalation_sim.engines.kernel.host import borrowed, missing

    if not missing():
        with borrowed():
            pass


@cache
def _say_once(why: str) -> None:
    """A warning of Python; the command line makes a note of it."""
    what = f"wasmtime cannot be imported ({why}): SimPy plays everything, some hundred times slower; {MEND}"
    warnings.warn(Slower(what), stacklevel=1)
