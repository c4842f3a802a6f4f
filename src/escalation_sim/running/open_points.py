"""Points that share a block though each fixes other parameters: what a point leaves open is as the settings have it.

It is for studies that move one parameter at a time: the others keep their values, or are drawn, and yet thousands of histories
are played at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from escalation_sim.errors import RunError
from escalation_sim.results.points import Answers, answers_of, joined
from escalation_sim.running.cores import threads
from escalation_sim.running.engines import Player, player
from escalation_sim.running.execution import Execution
from escalation_sim.running.memory import at_once, refuse_too_many, together_bytes
from escalation_sim.running.points import Values, at_point, stacked, varied
from escalation_sim.running.setups import Setup
from escalation_sim.running.spreading import spread
from escalation_sim.running.tiling import LANES


@dataclass(frozen=True)
class Bundle:
    """Some points, each with *count* replications; *values*, where not nan, are fixed there.

    Where luck is *shared*, the replications of every point begin with *first*; else those of the second follow on those of the
    first, and so on.
    """

    index: int
    first: int
    count: int
    values: Values
    shared: bool = True

    @property
    def points(self) -> int:
        return _points(self.values)


def played(setup: Setup, bundles: Sequence[Values], n: int, execution: Execution) -> Iterator[tuple[int, Answers]]:
    """The answers of each bundle with the same *n* replications of all points, as they are finished.

    Raises RunError, and CannotRun where those of a bundle do not fit into the memory.
    """
    refuse_too_many(n, together_bytes(setup.scenario), times=max(map(_points, bundles), default=1))
    pieces, lanes = [], at_once(setup.programme, LANES)
    for index, values in enumerate(bundles):
        most = max(lanes // _points(values), 1)
        pieces += [Bundle(index, first, min(most, n - first), values) for first in range(0, n, most)]
    waiting: dict[int, dict[int, Answers]] = {}
    for piece, answers in _spread(setup, pieces, execution):
        told = waiting.setdefault(piece.index, {})
        told[piece.first] = answers
        if sum(one.replications for one in told.values()) == n:
            yield piece.index, joined([told[first] for first in sorted(told)])
            del waiting[piece.index]


def played_apart(setup: Setup, values: Values, n: int, execution: Execution) -> Answers:
    """The answers of some points with *n* replications each, that no two points share. Raises RunError."""
    refuse_too_many(n, together_bytes(setup.scenario), times=_points(values))
    together = max(at_once(setup.programme, LANES) // n, 1)
    pieces = [
        Bundle(start, start * n, n, {name: column[start : start + together] for name, column in values.items()}, shared=False)
        for start in range(0, _points(values), together)
    ]
    told = {piece.index: answers for piece, answers in _spread(setup, pieces, execution)}
    return stacked([told[index] for index in sorted(told)])


def _spread(setup: Setup, pieces: Sequence[Bundle], execution: Execution) -> Iterator[tuple[Bundle, Answers]]:
    who = player(execution.engine, sum(piece.points * piece.count for piece in pieces))
    for piece, answers in spread(partial(_play, setup.ready(who), who), pieces, threads(execution.jobs), execution.cluster):
        if execution.progress:
            execution.progress(answers.final.size)
        yield piece, answers


def _points(values: Values) -> int:
    return len(next(iter(values.values())))


def _play(setup: Setup, who: Player, bundle: Bundle) -> Answers:
    return _one_by_one(setup, bundle) if who == "simpy" else _together(setup, bundle)


def _together(setup: Setup, bundle: Bundle) -> Answers:
    from escalation_sim.engines.kernel.engine import play_block

    points, count = bundle.points, bundle.count
    sets = points if bundle.shared else 1  # how often the same replications are played
    own = count * points // sets
    parameters = {
        name: np.tile(value, sets) if isinstance(value, np.ndarray) else value
        for name, value in setup.lanes(bundle.first, own).items()
    }
    for name, values in bundle.values.items():
        fixed = np.repeat(values, count)
        parameters[name] = np.where(np.isnan(fixed), parameters[name], fixed)
    replications = np.tile(np.arange(bundle.first, bundle.first + own, dtype=np.int64), sets)
    try:
        return answers_of(play_block(setup.tables, parameters, setup.settings.seed, replications, setup.changes), points)
    except RunError as error:
        raise at_point(error, _fixed(bundle, error.lane // count)) from None


def _one_by_one(setup: Setup, bundle: Bundle) -> Answers:
    told = []
    for point in range(bundle.points):
        here = _fixed(bundle, point)
        first = bundle.first + (0 if bundle.shared else point * bundle.count)
        try:
            told.append(answers_of(varied(setup, here).block(first, bundle.count, "simpy"), 1))
        except RunError as error:
            raise at_point(error, here) from None
    return stacked(told)


def _fixed(bundle: Bundle, point: int) -> dict[str, float]:
    """What a point fixes."""
    return {name: float(values[point]) for name, values in bundle.values.items() if not np.isnan(values[point])}
