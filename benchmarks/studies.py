"""What it costs to ask at many points, what a second thread gains there, and what it costs to keep everything."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest import mock

from contestants import BASE, ENGINE, setup_of
from rounds import Row, Work, by_the_clock, interleaved, ratios

from escalation_sim.language import loading
from escalation_sim.questions.sweep.designs import Design, design, read_axes
from escalation_sim.questions.sweep.resuming import sweep_into
from escalation_sim.questions.sweep.study import sweep
from escalation_sim.questions.sweep.study_file import StudyFile
from escalation_sim.running.execution import Execution


def grid() -> Design:
    """20 values of two parameters each."""
    setup = setup_of(BASE)
    axes = read_axes(["opening_support=20:50:20", "indirect_threshold=1000:12000:20"], setup.scenario)
    return design("grid", axes, setup.scenario, setup.values)


def a_grid() -> Iterator[Row]:
    """Many points against one point with as many histories."""
    setup, alone = setup_of(BASE), Execution(engine=ENGINE, jobs=1)
    works: dict[str, Work] = {
        "grid": partial(sweep, setup, grid(), 200, alone),
        "one": partial(setup.ensemble, 80_000, engine=ENGINE, jobs=1),
    }
    seconds = interleaved(works, 5)
    yield Row("20 × 20 points, 200 replications each / 80,000 replications", ratios(seconds["grid"], seconds["one"]), at_most=0.8)
    yield Row("… the grid", seconds["grid"], unit="s")


def long_studies() -> Iterator[Row]:
    """400 points, 1,500 replications each."""
    setup, points = setup_of(BASE), grid()
    works: dict[str, Work] = {
        f"{jobs}": partial(sweep, setup, points, 1_500, Execution(engine=ENGINE, jobs=jobs)) for jobs in (1, 2)
    }
    seconds = interleaved(works, 3, by_the_clock)
    yield Row("400 points, 1,500 each: one thread / two", ratios(seconds["1"], seconds["2"]), at_least=1.7)
    shares = [_share_of_writing(points) for _ in range(3)]
    yield Row("writing the study / all of it, the same", shares, at_most=0.05)


def _share_of_writing(points: Design) -> float:
    """The share of the time that goes into the file, with one thread."""
    setup, text, writing, add = setup_of(BASE), loading.load(BASE).whole_text(), 0.0, StudyFile.add

    def timed(*arguments: Any) -> None:
        nonlocal writing
        before = perf_counter()
        add(*arguments)
        writing += perf_counter() - before

    with tempfile.TemporaryDirectory() as folder, mock.patch.object(StudyFile, "add", timed):
        before = perf_counter()
        sweep_into(Path(folder) / "x.study", text, setup, points, 1_500, Execution(engine=ENGINE, jobs=1))
        return writing / (perf_counter() - before)
