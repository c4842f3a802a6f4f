"""Which region of the parameters leads to a stage: rules learned at some points, and judged by fresh histories.

Every history has luck of its own here: regions are compared, not values, so it pays to average over as much luck as there is. The
histories are numbered through. The first *points × replications* are played at points that fill the space, so many at each; from
them the rules are learned. As many fresh ones follow, each with parameters drawn for it alone, as `run --uncertain` draws them:
independent histories, so that the intervals of what is said of a rule hold as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import RunError
from escalation_sim.extras import needed
from escalation_sim.luck import uniforms
from escalation_sim.questions.discover.rules import CLEAR, Box, Learned, Mask, Sample, inside, learned
from escalation_sim.questions.sensitivity.assumptions import Assumption
from escalation_sim.questions.sweep.designs import filling
from escalation_sim.results.ensemble import Ensemble, tabulate
from escalation_sim.results.statistics import proportion, wilson
from escalation_sim.running.cores import threads
from escalation_sim.running.engines import Engine, Player, player
from escalation_sim.running.memory import SCRATCH, at_once, refuse_too_many
from escalation_sim.running.pace import even_parts
from escalation_sim.running.points import at_point, varied
from escalation_sim.running.setups import Progress, Setup, place_of
from escalation_sim.running.spreading import spread
from escalation_sim.running.target import Target
from escalation_sim.running.threads import while_wanted
from escalation_sim.running.tiling import LANES

Values = Mapping[str, NDArray[np.float64]]
"""For each varied parameter its values, one a point or one a history."""


FRESH, MOST_USED = 8, 8
"""Bytes that the value of a parameter takes in a fresh history, and of how many parameters rules make use."""


@dataclass(frozen=True)
class Question:
    """Which region leads to the *target*? *moved* is what is varied, in the order of the file.

    *replications* are played at each of so many *points*, and as many fresh histories; at most so many *rules* are told.
    """

    moved: tuple[Assumption, ...]
    target: Target
    points: int = 1_000
    replications: int = 20
    rules: int = 3

    @property
    def histories(self) -> int:
        """How many histories the rules are learned from; as many judge them."""
        return self.points * self.replications


@dataclass(frozen=True)
class Judged:
    """What fresh histories say of a region.

    *density* is the share of those in it that reach the stage, *coverage* the share of those that reach it that lie in it, *mass*
    the share of all that lie in it.
    """

    density: Mapping[str, float]
    coverage: Mapping[str, float]
    mass: float


@dataclass(frozen=True)
class Rule:
    """A box, and what fresh histories say of it."""

    box: Box
    judged: Judged


@dataclass(frozen=True)
class Discovery:
    """What was found.

    *points* holds the values at each point, *reached* how many histories there reach the stage. *base* is the share of the fresh
    histories that reach it, *together* what they say of all rules in one, *elsewhere* their share outside of all rules. Where no
    rule holds, there is no *importance* either.
    """

    question: Question
    points: Values
    reached: NDArray[np.int64]
    base: Mapping[str, float]
    rules: tuple[Rule, ...] = ()
    together: Judged | None = None
    elsewhere: Mapping[str, float] | None = None
    importance: tuple[tuple[str, float], ...] = ()

    @property
    def shares(self) -> NDArray[np.float64]:
        """The share of the histories at each point that reach the stage."""
        return self.reached / self.question.replications


def discover(
    setup: Setup, question: Question, *, engine: Engine = "auto", jobs: int | None = None, progress: Progress | None = None
) -> Discovery:
    """The rules; the answer does not depend on *engine* or *jobs*. Raises RunError for the lowest-numbered history that fails."""
    needed("sklearn", "analysis", "rules")  # before much has been played
    seed = setup.settings.seed
    shares = filling("lhs", len(question.moved), seed, question.points)
    points = {one.name: one.drawn(shares[:, index]) for index, one in enumerate(question.moved)}
    reached = _played(setup, question, points, player(engine, 2 * question.histories), jobs, progress)
    at_points, fresh = np.split(reached, 2)
    counts = np.count_nonzero(at_points.reshape(question.points, -1), axis=1)
    found = learned(Sample(points, counts / question.replications), question.rules, seed)
    return _judged(seed, Discovery(question, points, counts, proportion(fresh)), found, fresh)


# The histories


@dataclass(frozen=True)
class _Block:
    """The histories *first* … *first + count - 1*; *points* holds those points at which the first of them are played."""

    first: int
    count: int
    points: Values


def _played(setup: Setup, question: Question, points: Values, who: Player, jobs: int | None, progress: Progress | None) -> Mask:
    """Which histories reach the stage: those at the points, then the fresh ones."""
    jobs = threads(jobs)
    each = FRESH * min(len(question.moved), MOST_USED) + SCRATCH
    refuse_too_many(question.replications, each, times=question.points)
    n, blocks = question.replications, []
    for share in even_parts(2 * question.histories, at_once(setup.programme, LANES), jobs):
        here = slice(share.first // n, -(-(share.first + share.count) // n))
        blocks.append(_Block(share.first, share.count, {name: column[here] for name, column in points.items()}))
    found = np.zeros(2 * question.histories, np.bool_)
    for block, reached in spread(partial(_reached, setup.ready(who), question, who), blocks, jobs):
        found[block.first : block.first + block.count] = reached
        if progress:
            progress(block.count)
    return found


def _reached(setup: Setup, question: Question, who: Player, block: _Block) -> Mask:
    """Which histories of a block reach the stage; for a thread. Raises RunError."""
    values = _values(setup.settings.seed, question, block)
    still = varied(setup, dict.fromkeys(values, 0.0))
    play = _one_by_one if who == "simpy" else _all_at_once
    try:
        return question.target.reached(play(still, values, block))
    except RunError as error:
        here = error.replication - block.first
        raise at_point(error, {name: float(column[here]) for name, column in values.items()}) from None


def _all_at_once(still: Setup, values: Values, block: _Block) -> Ensemble:
    from escalation_sim.engines.kernel.engine import play_block

    numbers = np.arange(block.first, block.first + block.count, dtype=np.int64)
    parameters = {**still.lanes(block.first, block.count), **values}
    return play_block(still.tables, parameters, still.settings.seed, numbers, still.changes)


def _one_by_one(still: Setup, values: Values, block: _Block) -> Ensemble:
    from escalation_sim.engines.simpy.engine import histories

    def parameters(replication: int) -> dict[str, float]:
        here = {name: float(column[replication - block.first]) for name, column in values.items()}
        return {**still.parameters(replication), **here}

    numbers = range(block.first, block.first + block.count)
    told = while_wanted(histories(still.programme, parameters, still.settings.seed, numbers, still.changes))
    return tabulate(still.programme, told)


def _values(seed: int, question: Question, block: _Block) -> Values:
    """The values of what is varied in each history of a block: first those at the points, then fresh ones."""
    n, last = question.replications, block.first + block.count
    at_points = np.arange(block.first, min(last, question.histories)) // n - block.first // n
    first = max(block.first, question.histories)
    return {
        one.name: np.concatenate([block.points[one.name][at_points], _fresh(seed, one, first, max(last - first, 0))])
        for one in question.moved
    }


def _fresh(seed: int, one: Assumption, first: int, count: int) -> NDArray[np.float64]:
    """What is varied in some of the fresh histories: drawn for each alone."""
    return one.drawn(uniforms(seed, place_of(one.parameter), 0, first, count))


# What the fresh histories say


def _judged(seed: int, bare: Discovery, found: Learned, fresh: Mask) -> Discovery:
    """The discovery with the rules that hold among the fresh histories too. *fresh* says which of these reach the stage."""
    n = bare.question.histories
    used = {condition.parameter for box in found.boxes for condition in box}
    values = {one.name: _fresh(seed, one, n, n) for one in bare.question.moved if one.name in used}
    rules, covered = [], np.zeros(n, np.bool_)
    for box in found.boxes:
        mask = inside(box, values)
        if _holds(fresh[mask], bare.base["probability"]):
            rules.append(Rule(box, _judgement(mask, fresh)))
            covered |= mask
    if not rules:
        return bare
    elsewhere = proportion(fresh[~covered]) if not covered.all() else None
    return replace(
        bare, rules=tuple(rules), together=_judgement(covered, fresh), elsewhere=elsewhere, importance=found.importance
    )


def _holds(fresh: Mask, base: float) -> bool:
    """Whether the share of some fresh histories is clearly above that of all."""
    return len(fresh) > 0 and wilson(int(fresh.sum()), len(fresh), CLEAR)[0] > base


def _judgement(mask: Mask, fresh: Mask) -> Judged:
    return Judged(proportion(fresh[mask]), proportion(mask[fresh]), float(mask.mean()))


# Plain data
