"""Sweeps: an ensemble at every point of a design, all with the same luck, in memory or in a study file."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.questions.sweep.designs import Design
from escalation_sim.results.points import Answers, column_names, joined, statistics
from escalation_sim.running.cores import processes
from escalation_sim.running.execution import DEFAULT, Execution
from escalation_sim.running.memory import refuse_too_many, together_bytes
from escalation_sim.running.points import Block, play
from escalation_sim.running.setups import Engine, Setup, packed
from escalation_sim.running.tiling import Tile, cut, tiles
from escalation_sim.running.workers import spread

TABLE = 24
"""Bytes a number in the table of a study: as it is kept, and on its way into a format."""


@dataclass(frozen=True)
class Study:
    """What a study came to: for each point of the design the columns of `results.points.statistics`.

    *replications* holds how many histories each point rests on, of those that are *wanted*; where it is 0, its columns are nan.
    """

    setup: Setup
    design: Design
    replications: NDArray[np.int64]
    columns: Mapping[str, NDArray[np.float64]]
    wanted: int

    def table(self) -> dict[str, NDArray[Any]]:
        """The tidy table of the formats: a row a point."""
        varied = self.design.values(slice(None))
        names = column_names(self.setup.scenario)
        return {
            "point": np.arange(len(self.design)),
            **{name: varied[name] for name in self.design.columns},
            "replications": self.replications,
            **{name: self.columns[name] for name in names},
        }


def sweep(setup: Setup, design: Design, n: int, execution: Execution = DEFAULT) -> Study:
    """Every point of a design with *n* replications, part by part, so that few answers wait for others.

    Raises RunError, and CannotRun where it does not fit into the memory.
    """
    parts = cut(0, len(design), n).parts()
    refuse_too_large(setup, design, parts, n)
    filling = Filling(setup, design, n)
    waiting: dict[int, dict[int, Answers]] = {}
    by_part = chain.from_iterable(
        tiles(part, len(points), 0, n) for part, points in enumerate(parts)
    )  # so that few wait for others
    with closing(played(setup, design, parts, by_part, execution)) as blocks:
        for tile, answers in blocks:
            told = waiting.setdefault(tile.part, {})
            told[tile.first] = answers
            if sum(one.replications for one in told.values()) == n:
                filling.add(parts[tile.part], joined([told[first] for first in sorted(told)]))
                del waiting[tile.part]
    return filling.study()


def refuse_too_large(setup: Setup, design: Design, parts: Sequence[range], n: int) -> None:
    """Raises CannotRun where a part with *n* replications does not fit into the memory, or the table of all points."""
    refuse_too_many(n, together_bytes(setup.scenario), times=max(map(len, parts)))
    refuse_too_many(len(design), TABLE * (len(column_names(setup.scenario)) + len(design.axes)), what="points")


def played(
    setup: Setup, design: Design, parts: Sequence[range], wanted: Iterable[Tile], execution: Execution
) -> Generator[tuple[Tile, Answers], None, None]:
    """The answers of every tile, as they are finished."""
    engine: Engine = "ensemble" if execution.engine == "auto" else execution.engine
    work = partial(play, packed(setup), engine)
    blocks = (Block(*tile, design.values(parts[tile.part])) for tile in wanted)
    for block, answers in spread(work, blocks, processes(execution.jobs), execution.cluster):
        yield Tile(block.part, block.first, block.count), answers
        if execution.progress:
            execution.progress(answers.final.size)


class Filling:
    """The columns of a study, filled part by part."""

    def __init__(self, setup: Setup, design: Design, wanted: int) -> None:
        self.setup, self.design, self.wanted = setup, design, wanted
        self.replications = np.zeros(len(design), np.int64)
        self.columns: dict[str, NDArray[np.float64]] = {}

    def add(self, points: range, answers: Answers) -> None:
        self.replications[points.start : points.stop : points.step] = answers.replications
        for name, values in statistics(self.setup.scenario, answers).items():
            if name not in self.columns:
                self.columns[name] = np.full(len(self.design), np.nan)
            self.columns[name][points.start : points.stop : points.step] = values

    def study(self) -> Study:
        names = column_names(self.setup.scenario)
        nothing = {name: np.full(len(self.design), np.nan) for name in names} if not self.columns else self.columns
        return Study(self.setup, self.design, self.replications, nothing, self.wanted)
