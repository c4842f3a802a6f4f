"""The methods of a study of sensitivity: what each plays by default, what it refuses, and the data that it gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from escalation_sim.errors import UsageError
from escalation_sim.questions.sensitivity.assumptions import Assumption, Over, assumptions
from escalation_sim.questions.sensitivity.ignorance import DRAWS, HISTORIES, with_spread
from escalation_sim.questions.sensitivity.one_at_a_time import one_at_a_time
from escalation_sim.questions.sensitivity.study import Asked, asked_answer
from escalation_sim.questions.sweep.designs import MOST_POINTS
from escalation_sim.running.execution import Execution
from escalation_sim.running.setups import Setup

METHODS = {"one-at-a-time": (5, 1000), "sobol": (512, 50), "morris": (32, 100)}
"""By default: at how many values, points of Sobol's sequence, or trajectories; and how many histories at each."""

_ROWS = {"one-at-a-time": 0, "sobol": 2, "morris": 1}
"""A method plays so many rows of parameters more than there are assumptions, as often as it has points."""


def asked(
    method: str,
    setup: Setup,
    vary: Iterable[str],
    over: Over | None,
    counts: tuple[int | None, int | None],
    answer: tuple[str | None, str | None],
) -> Asked:
    """What is asked for in the words of the command line: *counts* are points and replications, *answer* `--reach` and `--of`.

    Raises UsageError.
    """
    alone, points = method == "one-at-a-time", counts[0]
    if over and not alone:
        raise UsageError(f"--over is for one at a time; {method} goes by the prior where there is one")
    moved = assumptions(setup, vary, over or ("range" if alone else "prior"), levers=alone)
    points, replications = (given or default for given, default in zip(counts, METHODS[method], strict=True))
    rows = len(moved) + _ROWS[method]
    if points * rows > MOST_POINTS:
        raise UsageError(f"more than {MOST_POINTS:,} points would be played: fewer --points, or --vary only some parameters")
    if method == "sobol" and (points < 16 or points & (points - 1)):
        above = max(16, 1 << (points - 1).bit_length())
        near = above if above * rows <= MOST_POINTS else above // 2
        raise UsageError(f"--points {points}: Sobol's sequence is even only in powers of two from 16 on; try {near}")
    return Asked(moved, points, replications, asked_answer(setup.scenario, *answer))


def histories(method: str, asked: Asked) -> int:
    """About how many histories a method plays, for who waits."""
    points = asked.points * (len(asked.moved) + _ROWS[method])
    return points * asked.replications + (DRAWS * HISTORIES if _unknown(method, asked) else 0)


def studied(method: str, setup: Setup, asked: Asked, execution: Execution) -> dict[str, Any]:
    """The data of a method, with how much of the spread is luck. Raises RunError."""
    return with_spread(_by_method(method, setup, asked, execution), setup, _unknown(method, asked), execution)


def _unknown(method: str, asked: Asked) -> list[Assumption]:
    """What ignorance is about: what nobody chooses, and levers where they are drawn like it."""
    return [one for one in asked.moved if method != "one-at-a-time" or one.parameter.kind == "uncertainty"]


def _by_method(method: str, setup: Setup, asked: Asked, execution: Execution) -> dict[str, Any]:
    if method == "one-at-a-time":
        return one_at_a_time(setup, asked, execution)
    from escalation_sim.questions.sensitivity.variance import morris_data, sobol_data

    return sobol_data(setup, asked, execution) if method == "sobol" else morris_data(setup, asked, execution)
