"""The blocks of a study: histories of some points that are played together, and what became of each; some of them may stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.changes import AS_WRITTEN
from escalation_sim.errors import RunError
from escalation_sim.luck import BLOCK, Luck
from escalation_sim.results.ensemble import Ensemble, tabulate
from escalation_sim.results.points import STOPPED, Answers, Stop, kept
from escalation_sim.running.engines import Player
from escalation_sim.running.points import Values
from escalation_sim.running.setups import Setup
from escalation_sim.running.threads import while_wanted

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """The histories *first* … *first + count - 1* of a part (see `tiling`); *values* are those of its points."""

    part: int
    first: int
    count: int
    values: Values


@dataclass(frozen=True)
class Played:
    """The answers of a block; and for those points of the part of which histories stopped in it, the first of these."""

    answers: Answers
    stops: Mapping[int, Stop]


def play(setup: Setup, who: Player, block: Block) -> Played:
    """Play a block. The answers do not depend on the engine."""
    points = len(next(iter(block.values.values())))
    numbers = np.arange(block.first, block.first + block.count, dtype=np.int64)
    replications, whose = numbers // points, numbers % points
    lanes = {name: column[whose] for name, column in block.values.items()}
    ensemble, errors = (_one_by_one if who == "simpy" else _together)(setup, replications, lanes)
    stops: dict[int, Stop] = {}
    for lane, error in sorted(errors.items()):
        stops.setdefault(int(whose[lane]), Stop(error.replication, error.minute, error.reason))
    return Played(_answers(ensemble, list(errors), block.count), stops)


def _together(setup: Setup, replications: Numbers, lanes: Values) -> tuple[Ensemble, dict[int, RunError]]:
    from escalation_sim.engines.kernel.engine import play_all

    first, last = int(replications[0]), int(replications[-1])
    parameters = {
        name: value[replications - first] if isinstance(value, np.ndarray) else value
        for name, value in setup.lanes(first, last - first + 1).items()
    }
    changes = () if setup.changes is AS_WRITTEN else [setup.changes] * len(replications)
    return play_all(setup.tables, {**parameters, **lanes}, setup.settings.seed, replications, changes)


def _one_by_one(setup: Setup, replications: Numbers, lanes: Values) -> tuple[Ensemble, dict[int, RunError]]:
    """The ensemble has only those that did not stop."""
    from escalation_sim.engines.simpy.engine import play as play_one

    told, errors, luck = [], {}, Luck(setup.settings.seed, count=0)
    for lane, replication in enumerate(while_wanted(replications.tolist())):
        if not luck.first <= replication < luck.first + luck.count:
            luck = Luck(setup.settings.seed, replication - replication % BLOCK, BLOCK)
        parameters = {**setup.parameters(replication), **{name: float(column[lane]) for name, column in lanes.items()}}
        try:
            told.append(play_one(setup.programme, parameters, luck, replication, changes=setup.changes))
        except RunError as error:
            errors[lane] = error
    return tabulate(setup.programme, told), errors


def _answers(ensemble: Ensemble, stopped: list[int], count: int) -> Answers:
    """The answers of so many histories. The ensemble has them all, or all that did not stop."""
    went_on = np.delete(np.arange(count), stopped) if len(ensemble) < count else slice(None)

    def marked(column: NDArray[Any]) -> NDArray[Any]:
        if len(ensemble) < count:
            found = np.empty((count, *column.shape[1:]), column.dtype)
            found[went_on] = column
            column = found
        column[stopped] = np.nan if column.dtype.kind == "f" else STOPPED
        return column

    return kept(ensemble).each(marked)
