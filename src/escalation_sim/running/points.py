"""Playing the points of a study: the same replications for each, so that all of them share their luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import RunError
from escalation_sim.model.expressions import plain
from escalation_sim.results.points import Answers, answers_of, together
from escalation_sim.running.engines import Engine, player
from escalation_sim.running.setups import Setup

Values = Mapping[str, NDArray[np.float64]]
"""For each varied parameter its value at every point."""


def varied(setup: Setup, values: Mapping[str, float]) -> Setup:
    """A setup with other values for some parameters, which are then drawn no longer."""
    return setup.again(replace(setup.settings, changed={**setup.settings.changed, **values}))


def play_points(setup: Setup, values: Values, first: int, count: int, engine: Engine = "auto") -> Answers:
    """The replications *first* … *first + count - 1* of each point.

    Raises RunError for the lowest-numbered point that fails, and in it the lowest replication.
    """
    points = len(next(iter(values.values())))
    if player(engine, points * count) == "simpy":
        return _one_by_one(setup, values, first, count)
    from escalation_sim.engines.kernel.engine import play_block

    parameters = {
        name: np.tile(value, points) if isinstance(value, np.ndarray) else value
        for name, value in setup.lanes(first, count).items()
    }
    parameters.update({name: np.repeat(value, count) for name, value in values.items()})
    replications = np.tile(np.arange(first, first + count, dtype=np.int64), points)
    try:
        return answers_of(play_block(setup.tables, parameters, setup.settings.seed, replications, setup.changes), points)
    except RunError as error:
        raise at_point(error, {name: float(value[error.lane // count]) for name, value in values.items()}) from None


def _one_by_one(setup: Setup, values: Values, first: int, count: int) -> Answers:
    told = []
    for point in zip(*values.values(), strict=True):
        here = dict(zip(values, map(float, point), strict=True))
        try:
            told.append(answers_of(varied(setup, here).block(first, count, "simpy"), 1))
        except RunError as error:
            raise at_point(error, here) from None
    return stacked(told)


def stacked(points: list[Answers]) -> Answers:
    """The answers of further points below one another."""
    return together(points, np.concatenate)


def at_point(error: RunError, values: Mapping[str, float]) -> RunError:
    """The error, with the values at which it arose, so that `run` can show it."""
    how = " ".join([*(f"--set {name}={plain(value)}" for name, value in values.items()), f"--replication {error.replication}"])
    found = RunError(error.reason, minute=error.minute, replication=error.replication)
    found.args = (f"{error}\n    mend: `run … {how}` tells the history up to there",)
    return found
