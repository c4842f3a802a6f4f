"""The first history in which a condition holds."""

from __future__ import annotations

import numpy as np

from escalation_sim.errors import CannotRun, RunError
from escalation_sim.model.expressions import Expression
from escalation_sim.model.uses import draws_luck
from escalation_sim.presentation.wording import plural
from escalation_sim.questions.ensemble.conditions import holds
from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Progress, Setup

MOST = 100_000
"""So many histories are looked at."""
END = 2**63 - 1
"""No history has this number or a larger one."""
FIRST_BLOCK, LARGEST_BLOCK = 32, 4_096


def first_in_which(
    condition: Expression, setup: Setup, first: int = 0, *, engine: Engine = "auto", progress: Progress | None = None
) -> int:
    """The number of the first history from *first* on in which a condition holds, of `MOST`.

    They are played in blocks that grow: most conditions hold soon. Raises CannotRun where it holds in none, and RunError for a
    history before it that stops.
    """
    most = min(MOST, END - first) if draws_luck(setup.scenario) or setup.uncertain else 1
    done, size = 0, FIRST_BLOCK
    while done < most:
        size = min(size, most - done)
        found = _within(condition, setup, first + done, size, engine)
        if found is not None:
            return found
        if progress:
            progress(size)
        done, size = done + size, min(2 * size, LARGEST_BLOCK)
    raise CannotRun(_in_none(condition, first, most))


def _within(condition: Expression, setup: Setup, first: int, count: int, engine: Engine) -> int | None:
    """The first of *count* histories in which it holds. Raises RunError for one before it that stops."""
    try:
        block = setup.block(first, count, engine)
    except RunError as error:
        before = error.replication - first  # in these it may hold
        found = _within(condition, setup, first, before, engine) if before else None
        if found is None:
            raise
        return found
    there = holds(condition, setup.scenario, block)
    return first + int(np.argmax(there)) if there.any() else None


def _in_none(condition: Expression, first: int, most: int) -> str:
    if most == 1:
        return f"`{condition.text}` does not hold, and nothing is left to luck: every history is the same"
    looked_at = f"{plural(most, 'history', 'histories')} from number {first:,} on"
    return f"`{condition.text}` holds in none of {looked_at}; ask for less, or look further with --replication {first + most}"
