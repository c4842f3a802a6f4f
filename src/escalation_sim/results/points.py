"""The answers of a study: what is kept of every history, and what is worked out of it for every point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim import clock
from escalation_sim.engines.columns import LadderColumns
from escalation_sim.errors import RunError
from escalation_sim.model.scenario import Scenario
from escalation_sim.results.ensemble import NEVER, Ensemble
from escalation_sim.results.statistics import moments


@dataclass(frozen=True)
class LadderAnswers:
    """What a study keeps of one ladder in its histories: points × replications (× stages); of a block, histories (× stages).

    `final` and `highest` are places on the ladder, `first_reached` minutes or NEVER. Where a history stopped, all are `STOPPED`.
    """

    final: NDArray[np.integer[Any]]
    highest: NDArray[np.integer[Any]]
    first_reached: NDArray[np.int32]


LADDER_ANSWERS = tuple(field.name for field in fields(LadderAnswers))


@dataclass(frozen=True)
class Answers(LadderAnswers):
    """What a study keeps of its histories: of the main ladder, of the *others* by name, and the outcomes.

    `outcomes` are points × replications × outcomes (of a block, histories × outcomes), nan for never and where a history stopped.
    """

    outcomes: NDArray[np.float64]
    others: Mapping[str, LadderAnswers] = field(default_factory=dict)

    def of(self, ladder: str) -> LadderAnswers:
        """The answers of a ladder."""
        return self.others.get(ladder, self)

    @property
    def replications(self) -> int:
        return int(self.final.shape[1])

    @property
    def stopped(self) -> NDArray[np.bool_]:
        """Which histories stopped before their end."""
        return self.final < 0

    def each(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Answers:
        """The same answers, every column of them changed."""
        return together([self], lambda columns: change(columns[0]))


STOPPED = -1
"""In a column of places or minutes: the history stopped before its end."""


def together(parts: Sequence[Answers], join: Callable[[list[NDArray[Any]]], NDArray[Any]]) -> Answers:
    """Several answers as one: each column of it is what *join* makes of theirs."""

    def ladder(of: Sequence[LadderAnswers]) -> dict[str, NDArray[Any]]:
        return {name: join([getattr(part, name) for part in of]) for name in LADDER_ANSWERS}

    others = {name: LadderAnswers(**ladder([part.others[name] for part in parts])) for name in parts[0].others}
    return Answers(**ladder(parts), outcomes=join([part.outcomes for part in parts]), others=others)


def kept(ensemble: Ensemble) -> Answers:
    """What a study keeps of an ensemble, a row a history."""

    def ladder(columns: LadderColumns) -> dict[str, NDArray[Any]]:
        return {name: getattr(columns, name) for name in LADDER_ANSWERS}

    others = {name: LadderAnswers(**ladder(columns)) for name, columns in ensemble.others.items()}
    return Answers(**ladder(ensemble), outcomes=ensemble.outcomes, others=others)


@dataclass(frozen=True)
class Stop:
    """Why a history stopped, in which *replication* and at which *minute*."""

    replication: int
    minute: int
    reason: str

    def error(self, scenario: Scenario) -> RunError:
        """The error that `run` gives for this history."""
        when = f", {clock.spoken(scenario.start, self.minute)}"
        return RunError(self.reason, minute=self.minute, replication=self.replication, when=when)


@dataclass(frozen=True)
class Failure:
    """How many histories of a point stopped, and the first of them, where it is known."""

    count: int
    first: Stop | None

    def text(self, scenario: Scenario) -> str:
        """Why the first of them stopped."""
        return str(self.first.error(scenario)) if self.first else "why is not known"


def answers_of(ensemble: Ensemble, points: int) -> Answers:
    """The answers in an ensemble whose lanes are the replications of the first point, then those of the second, and so on."""
    return kept(ensemble).each(lambda column: column.reshape(points, len(ensemble) // points, *column.shape[1:]))


def joined(parts: list[Answers]) -> Answers:
    """The answers of further replications behind one another."""
    return parts[0] if len(parts) == 1 else together(parts, lambda columns: np.concatenate(columns, axis=1))


def some_points(answers: Answers, points: slice) -> Answers:
    """The answers of some of the points."""
    return answers.each(lambda column: column[points])


Block = tuple[int, Answers]
"""Histories of a part from a number on. Number h is replication h // points of the (h % points)th point."""


def by_point(blocks: Iterable[Block], points: int, some: range, n: int) -> Iterator[tuple[NDArray[np.intp], Answers]]:
    """The answers in blocks, in their order, of *some* of the *points* of a part, of the first *n* replications.

    Points that have as many replications come together: which ones, and points × replications.
    """
    found = [_of_points(block, points, some, n) for block in blocks]
    if not found:
        return
    whose = np.concatenate([points_ for points_, _ in found])
    counts = np.bincount(whose - some.start, minlength=len(some))
    starts, order = np.cumsum(counts) - counts, np.argsort(whose, kind="stable")  # the replications of a point stay in order
    for count in np.unique(counts[counts > 0]).tolist():
        here = np.flatnonzero(counts == count)
        rows = order[starts[here][:, None] + np.arange(count)]
        yield here + some.start, together([answers for _, answers in found], partial(_rows, rows))


def _rows(rows: NDArray[np.intp], columns: list[NDArray[Any]]) -> NDArray[Any]:
    """Some rows of a column that is there in pieces: so no more than one column is there twice."""
    return np.concatenate(columns)[rows]


def _of_points(block: Block, points: int, some: range, n: int) -> tuple[NDArray[np.intp], Answers]:
    """The histories in a block of some points and the first *n* replications: whose they are, and their answers."""
    first, answers = block
    numbers = np.arange(first, first + len(answers.final))
    whose = numbers % points
    wanted = (whose >= some.start) & (whose < some.stop) & (numbers < n * points)
    if wanted.all():
        return whose, answers
    return whose[wanted], answers.each(lambda column: column[wanted])


def column_names(scenario: Scenario) -> list[str]:
    """The columns of `statistics`, in their order: the stages of the main ladder stand before those of the others."""
    stages = [stage.name for ladder in scenario.ladders for stage in ladder.stages]
    kinds = [f"{kind}_{stage}" for kind in ("reached", "final", "median_day") for stage in stages]
    return [*kinds, *(f"mean_{outcome.name}" for outcome in scenario.outcomes)]


def statistics(scenario: Scenario, answers: Answers) -> dict[str, NDArray[np.float64]]:
    """The columns of a study, with a number a point: probabilities, median days (nan where never reached) and means."""
    n = answers.replications
    found: dict[str, NDArray[np.float64]] = {}
    for ladder in scenario.ladders:
        told = answers.of(ladder.name)
        for place, stage in enumerate(ladder.stages):
            reached = told.first_reached[:, :, place] != NEVER
            found[f"reached_{stage.name}"] = np.count_nonzero(reached, axis=1) / n
            found[f"final_{stage.name}"] = np.count_nonzero(told.final == place, axis=1) / n
            found[f"median_day_{stage.name}"] = median_days(told.first_reached[:, :, place])
    for index, outcome in enumerate(scenario.outcomes):
        found[f"mean_{outcome.name}"], _ = moments(np.ascontiguousarray(answers.outcomes[:, :, index]))
    return found


def median_days(minutes: NDArray[np.int32]) -> NDArray[np.float64]:
    """The median day among the histories of each point that got there (Hyndman and Fan's type 7); nan where none did."""
    count = np.count_nonzero(minutes != NEVER, axis=1)
    last = np.iinfo(np.int32).max
    ordered = np.sort(np.where(minutes == NEVER, last, minutes), axis=1)
    rows = np.arange(len(minutes))
    most = np.maximum(count - 1, 0)
    low, high = ordered[rows, most // 2] / clock.DAY, ordered[rows, (most + 1) // 2] / clock.DAY
    return np.where(count > 0, high - (high - low) * 0.5, np.nan)
