"""Sweeps: an ensemble at every point of a design, all with the same luck, in memory or in a study file."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.questions.sweep.designs import Design
from escalation_sim.questions.sweep.failures import Failures
from escalation_sim.results.points import Answers, Failure, Stop, by_point, column_names, statistics
from escalation_sim.running import tiling
from escalation_sim.running.blocks import Block, Played, play
from escalation_sim.running.cores import threads
from escalation_sim.running.engines import player
from escalation_sim.running.execution import DEFAULT, Execution
from escalation_sim.running.memory import at_once, refuse_too_many, together_bytes
from escalation_sim.running.pace import Pace, paced
from escalation_sim.running.setups import Setup
from escalation_sim.running.tiling import Size, Tile, cut, tiles

TABLE = 24
"""Bytes a number in the table of a study: as it is kept, and on its way into a format."""


@dataclass(frozen=True)
class Study:
    """What a study came to: for each point of the design the columns of `results.points.statistics`.

    *replications* holds how many histories each point rests on, of those that are *wanted*; where it is 0, or where a history
    stopped, its columns are nan. *failures* has the points of which histories stopped. *keep_going* says that these are data:
    the table has columns for them even where there are none.
    """

    setup: Setup
    design: Design
    replications: NDArray[np.int64]
    columns: Mapping[str, NDArray[np.float64]]
    wanted: int
    failures: Mapping[int, Failure] = field(default_factory=dict)
    keep_going: bool = False

    @property
    def known(self) -> NDArray[np.bool_]:
        """The points of which the columns say something."""
        known = self.replications > 0
        known[list(self.failures)] = False
        return known

    def table(self) -> dict[str, NDArray[Any]]:
        """The tidy table of the formats: a row a point."""
        varied = self.design.values(slice(None))
        names = column_names(self.setup.scenario)
        return {
            "point": np.arange(len(self.design)),
            **{name: varied[name] for name in self.design.columns},
            "replications": self.replications,
            **(self._failed() if self.failures or self.keep_going else {}),
            **{name: self.columns[name] for name in names},
        }

    def _failed(self) -> dict[str, NDArray[Any]]:
        """How many histories of each point stopped, and why the first of them did."""
        failed, error = np.zeros(len(self.design), np.int64), np.full(len(self.design), None, object)
        for point, failure in self.failures.items():
            failed[point], error[point] = failure.count, failure.text(self.setup.scenario)
        return {"failed": failed, "error": error}


def sweep(setup: Setup, design: Design, n: int, execution: Execution = DEFAULT, *, keep_going: bool = False) -> Study:
    """Every point of a design with *n* replications, part by part, so that few answers wait for others.

    Raises RunError for the first point at which a history stops, unless it shall *keep_going*, and CannotRun where it does not
    fit into the memory.
    """
    parts = cut(0, len(design), n).parts()
    refuse_too_large(setup, design, parts, n)
    filling, failures = Filling(setup, design, n), Failures(parts, keep_going=keep_going)
    waiting: dict[int, dict[int, Answers]] = {}

    def by_part(size: Size) -> Iterator[Tile]:
        return chain.from_iterable(tiles(part, len(points), n, size, failures.wanted) for part, points in enumerate(parts))

    with closing(played(setup, design, parts, by_part, execution, n * len(design))) as blocks:
        for tile, found in blocks:
            failures.add(tile.part, found.stops)
            told = waiting.setdefault(tile.part, {})
            told[tile.first] = found.answers
            if sum(len(one.final) for one in told.values()) == n * len(parts[tile.part]):
                filling.add(parts[tile.part], sorted(waiting.pop(tile.part).items()))
    failures.refuse(setup, design, "--keep-going (in Python keep_going=True) marks the points that fail and finishes the others")
    return filling.study(failures.stops, keep_going=keep_going)


def refuse_too_large(setup: Setup, design: Design, parts: Sequence[range], n: int) -> None:
    """Raises CannotRun where a part with *n* replications does not fit into the memory, or the table of all points."""
    refuse_too_many(n, together_bytes(setup.scenario), times=max(map(len, parts)))
    refuse_too_many(len(design), TABLE * (len(column_names(setup.scenario)) + len(design.axes)), what="points")


def played(
    setup: Setup,
    design: Design,
    parts: Sequence[range],
    wanted: Callable[[Size], Iterator[Tile]],
    execution: Execution,
    histories: int,
) -> Generator[tuple[Tile, Played], None, None]:
    """What every tile came to, as they are finished. *wanted* asks for the size of each."""
    pace = Pace(at_once(setup.programme, tiling.LANES), threads(execution.jobs), histories)

    def blocks() -> Iterator[Block]:
        for tile in wanted(pace.share):
            pace.left -= tile.n
            yield Block(*tile, design.values(parts[tile.part]))

    who = player(execution.engine, histories)
    work = partial(play, setup.ready(who), who)
    for block, found in paced(work, blocks(), pace, execution.cluster):
        yield Tile(block.part, block.first, block.count), found
        if execution.progress:
            execution.progress(block.count)


class Filling:
    """The columns of a study, filled part by part."""

    def __init__(self, setup: Setup, design: Design, wanted: int) -> None:
        self.setup, self.design, self.wanted = setup, design, wanted
        self.replications = np.zeros(len(design), np.int64)
        self.failed: dict[int, int] = {}
        self.columns = {name: np.full(len(design), np.nan) for name in column_names(setup.scenario)}

    def add(self, points: range, blocks: Iterable[tuple[int, Answers]], some: range | None = None) -> None:
        """What blocks say of the points of a part, or of *some* of them."""
        for which, answers in by_point(blocks, len(points), some or range(len(points)), self.wanted):
            here = points.start + which * points.step
            self.replications[here] = answers.replications
            stopped = np.count_nonzero(answers.stopped, axis=1)
            self.failed.update(zip(here[stopped > 0].tolist(), stopped[stopped > 0].tolist(), strict=True))
            for name, values in statistics(self.setup.scenario, answers).items():
                self.columns[name][here] = np.where(stopped, np.nan, values)

    def study(self, stops: Mapping[int, Stop], *, keep_going: bool) -> Study:
        """*stops* says why the first history of a point stopped."""
        failures = {point: Failure(count, stops.get(point)) for point, count in sorted(self.failed.items())}
        return Study(self.setup, self.design, self.replications, self.columns, self.wanted, failures, keep_going)
