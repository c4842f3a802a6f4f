"""What fits into the memory: known before anything is played, and not when a minute is lost."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from escalation_sim.engines.columns import blocked_pairs, place_type
from escalation_sim.errors import CannotRun
from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import Scenario
from escalation_sim.running import cgroups

NO_MEMORY = "there is not enough memory for this; ask for less at once, or try --jobs 1"

SCRATCH = 32
"""Bytes a history for what is worked out of one column at a time: sorted copies, and which histories they are of."""

WORKING = 128 << 20
"""Bytes that the histories of the blocks in play take, and what is loaded later; but never more than half of all."""

BLOCK = 32 << 20
"""Bytes that the columns of a block may take: those of the base are far below, those of hundreds of stages and brakes not."""

PROMISED = 0.95
"""The share of what is usable that the number makes use of: who asks again with it finds a little less free, or more."""

_MEMORY = Path("/proc/meminfo")
_OWN = Path("/proc/self/statm")
_MOST = 10**18
_LEAST = 1 << 24
"""Nobody is refused so few bytes: the estimates are for what is large."""


def columns_bytes(programme: Programme, *, summed: bool) -> int:
    """Bytes a history in the columns of an ensemble, see `engines.columns.Columns` and `Gathering`."""
    kept = answers_bytes(programme.scenario)
    if summed:
        return kept
    return kept + sum(4 * len(plan.ladder.stages) + 8 * len(blocked_pairs(plan)) + 20 for plan in programme.ladders)


def at_once(programme: Programme, most: int) -> int:
    """How many histories are played in one block: at most *most*, and fewer where their columns are wide."""
    return max(min(most, BLOCK // columns_bytes(programme, summed=False)), 1)


def answers_bytes(scenario: Scenario) -> int:
    """Bytes a history in what a study keeps of it, see `results.points.Answers`."""
    stages = [len(ladder.stages) for ladder in scenario.ladders]
    return sum(2 * place_type(count)(0).nbytes + 4 * count for count in stages) + 8 * len(scenario.outcomes)


def together_bytes(scenario: Scenario) -> int:
    """Bytes a history where the answers of points are put together and looked at: what came in parts, the whole, and a column."""
    return 2 * answers_bytes(scenario) + SCRATCH


def refuse_too_many(n: int, each: float, *, what: str = "replications", times: int = 1) -> None:
    """Raises CannotRun where *n* of something, of *each* so many bytes, *times* over, don't fit; with the number that would."""
    needed, free = min(n, _MOST) * each * times, available()
    if free is None or needed <= max(_LEAST, usable := max(free - WORKING, free / 2)):
        return
    most = _round(PROMISED * usable / (each * times))
    at_each = f" at {times:,} points together" if times > 1 else ""
    mend = f"at most {most:,} would fit" if most else f"not even one of the {what} would fit; ask for fewer points"
    raise CannotRun(f"{n:,} {what}{at_each} need {_size(needed)} of memory, and {_size(free)} are free: {mend}")


def _round(number: float) -> int:
    """Down to two digits."""
    whole = int(number)
    step: int = 10 ** max(len(str(whole)) - 2, 0)
    return whole // step * step


def _size(number: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB", "TB", "PB"):
        if number < 1000:
            return f"{number:.3g} {unit}"
        number /= 1000
    return "more than 1,000 PB"


def available() -> int | None:
    """The bytes that this process may still take: of its machine, its container and its own limits. None where nobody knows."""
    found = [count for count in (_of_machine(), cgroups.memory(), *_of_limits()) if count is not None]
    return max(min(found), 0) if found else None


def _of_machine() -> int | None:
    """What is free, or can be freed, with what is swapped; where no system tells, the whole memory of the machine."""
    try:
        lines = (line.split() for line in _MEMORY.read_text().splitlines())
        kilobytes = {words[0]: int(words[1]) for words in lines if len(words) > 1}
        return (kilobytes["MemAvailable:"] + kilobytes.get("SwapFree:", 0)) * 1024
    except (OSError, ValueError, KeyError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # Windows has no such function, and others may not have the name
        return None


def _of_limits() -> list[int]:
    """What the limits of this process (`ulimit -v`, `ulimit -d`) leave of what it has not taken yet."""
    if sys.platform == "win32":
        return []
    import resource

    try:
        taken = [int(words) * resource.getpagesize() for words in _OWN.read_text().split()]
    except (OSError, ValueError):
        taken = []
    found = []
    for kind, index in ((resource.RLIMIT_AS, 0), (resource.RLIMIT_DATA, 5)):
        most = resource.getrlimit(kind)[0]
        if most != resource.RLIM_INFINITY:
            found.append(most - (taken[index] if len(taken) > index else 0))
    return found
