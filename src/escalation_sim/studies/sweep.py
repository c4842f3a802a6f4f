"""Sweeps: an ensemble at every point of a design, all with the same luck, in memory or in a study file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim import __version__
from escalation_sim.errors import CannotRun
from escalation_sim.loading import loads
from escalation_sim.model.expressions import plain
from escalation_sim.results.digest import digest
from escalation_sim.results.points import Answers, column_names, first_of, joined, statistics
from escalation_sim.studies.designs import Axis, Design
from escalation_sim.studies.points import Block, play
from escalation_sim.studies.running import WORTH_AN_ENSEMBLE, Engine, Progress, Settings, Setup, packed
from escalation_sim.studies.study_file import StudyFile, create, is_there, opened
from escalation_sim.studies.tiling import Tile, missing, parts
from escalation_sim.studies.workers import spread


@dataclass(frozen=True)
class Study:
    """What a study came to: for each point of the design the columns of `results.points.statistics`.

    *replications* holds how many histories each point rests on; where it is 0, its columns are nan.
    """

    setup: Setup
    design: Design
    replications: NDArray[np.int64]
    columns: Mapping[str, NDArray[np.float64]]

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


@dataclass(frozen=True)
class Means:
    """How a study is played; its results do not depend on it."""

    engine: Engine = "auto"
    jobs: int | None = None
    cluster: str | None = None
    progress: Progress | None = None


def sweep(setup: Setup, design: Design, n: int, means: Means = Means()) -> Study:
    """Every point of a design with *n* replications. Raises RunError."""
    cut = parts(0, len(design), n)
    tiles = sorted(missing(cut, (), n), key=lambda tile: (tile.part, tile.first))
    filling = _Filling(setup, design)
    waiting: dict[int, dict[int, Answers]] = {}
    for tile, answers in played(setup, design, cut, tiles, means):
        told = waiting.setdefault(tile.part, {})
        told[tile.first] = answers
        if sum(one.replications for one in told.values()) == n:
            filling.add(cut[tile.part], joined([told[first] for first in sorted(told)]))
            del waiting[tile.part]
    return filling.study()


def sweep_into(path: Path, text: str, setup: Setup, design: Design, n: int, means: Means = Means()) -> Study:
    """The same, with every finished block kept in a study file, and without those that are in it already.

    *text* is the scenario, whole. Raises RunError, and CannotRun for a file that is not for this study.
    """
    about = description(text, setup, design, n)
    if not is_there(path):
        create(path, about, [axis.name for axis in design.axes], design.points, parts(0, len(design), n))
    with opened(path) as file:
        _same(file, about)
        _extend(file, design, n)
        cut = file.parts()
        for tile, answers in played(setup, design, cut, missing(cut, file.finished(), n), means):
            file.add(tile, answers)
        return told(file, setup, design, n)


def played(setup: Setup, design: Design, cut: list[range], tiles: list[Tile], means: Means) -> Iterator[tuple[Tile, Answers]]:
    """The answers of every tile, as they are finished."""
    lanes = sum(tile.count * len(cut[tile.part]) for tile in tiles)
    engine = means.engine
    if engine == "auto":
        engine = "ensemble" if lanes >= WORTH_AN_ENSEMBLE else "simpy"
    work = partial(play, packed(setup), engine)
    blocks = [Block(tile.part, tile.first, tile.count, design.values(cut[tile.part])) for tile in tiles]
    for block, answers in spread(work, blocks, means.jobs or os.cpu_count() or 1, means.cluster):
        yield Tile(block.part, block.first, block.count), answers
        if means.progress:
            means.progress(answers.final.size)


class _Filling:
    """The columns of a study, filled part by part."""

    def __init__(self, setup: Setup, design: Design) -> None:
        self.setup, self.design = setup, design
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
        return Study(self.setup, self.design, self.replications, nothing)


# Studies in a file


def description(text: str, setup: Setup, design: Design, n: int) -> dict[str, Any]:
    """What a study file says of itself."""
    scenario = setup.scenario
    return {
        "scenario": {"name": scenario.name, "title": scenario.title, "digest": digest(scenario), "text": text},
        "settings": {
            "seed": setup.settings.seed,
            "changed": dict(sorted(setup.settings.changed.items())),
            "uncertain": setup.settings.uncertain,
        },
        "design": design_data(design),
        "replications": n,
        "shape": [len(scenario.stages), len(scenario.outcomes)],
        "made_with": {
            "escalation-sim": __version__,
            "numpy": np.__version__,
            "python": ".".join(map(str, sys.version_info[:2])),
        },
    }


def design_data(design: Design) -> dict[str, Any]:
    """A design as plain data, but for its points."""
    axes = {axis.name: {"values": list(axis.values), "low": axis.low, "high": axis.high} for axis in design.axes}
    return {"kind": design.kind, "axes": axes, "columns": list(design.columns), "points": len(design)}


def read_study(file: StudyFile) -> tuple[Setup, Design, int]:
    """The setup, the design and the replications that a study file was made for. Raises CannotRun."""
    about = file.about()
    with file.trouble():
        settings, told = about["settings"], about["design"]
        scenario = loads(about["scenario"]["text"], about["scenario"]["name"]).scenario
        setup = Setup(scenario, Settings(settings["seed"], settings["changed"], settings["uncertain"]))
        axes = tuple(Axis(name, tuple(axis["values"]), axis["low"], axis["high"]) for name, axis in told["axes"].items())
        _, points = file.points()
        return setup, Design(told["kind"], axes, tuple(told["columns"]), points), int(about["replications"])


def told(file: StudyFile, setup: Setup, design: Design, n: int) -> Study:
    """What is in a study file so far, of the first *n* replications of each point."""
    filling = _Filling(setup, design)
    for part, points in enumerate(file.parts()):
        answers = list(file.answers(part, len(points)))
        if answers:
            filling.add(points, first_of(joined(answers), n))
    return filling.study()


def _same(file: StudyFile, wanted: Mapping[str, Any]) -> None:
    """Raises CannotRun where a file was made for something else."""
    there = file.about()
    differs = []
    with file.trouble():
        if there["scenario"]["digest"] != wanted["scenario"]["digest"]:
            differs.append(f"its scenario is {_scenario(there)}, and this one {_scenario(wanted)}")
        for key, name in (("seed", "seed"), ("changed", "--set"), ("uncertain", "--uncertain")):
            old, new = there["settings"][key], wanted["settings"][key]
            if old != new:
                differs.append(f"its {name} is {_plain(old)}, and this one {_plain(new)}")
        old, new = there["design"], wanted["design"]
        if old["kind"] != new["kind"]:
            differs.append(f"its design is {old['kind']}, and this one {new['kind']}")
        if old["axes"] != new["axes"]:
            differs.append(f"it varies {_axes(old)}, and this one {_axes(new)}")
        elif old["points"] != new["points"] and not (new["kind"] == "sobol" and new["points"] > old["points"]):
            differs.append(f"it has {old['points']:,} points, and this one {new['points']:,}")
    if differs:
        raise CannotRun(f"{file.path} is another study: {'; '.join(differs)}. Name another file, or ask for the same")


def _scenario(about: Mapping[str, Any]) -> str:
    return f"{about['scenario']['name']!r} ({about['scenario']['digest'][:15]}…)"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={plain(number)}" for name, number in value.items()) or "nothing"
    return str(value).lower()


def _axes(told: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} over {', '.join(plain(value) for value in axis['values'][:4])}{'…' if len(axis['values']) > 4 else ''}"
        for name, axis in told["axes"].items()
    )


def _extend(file: StudyFile, design: Design, n: int) -> None:
    """More points, or more replications, than the file was made for."""
    there = file.about()
    old = int(there["design"]["points"])
    if len(design) > old:
        file.add_points(old, design.points[old:], parts(old, len(design), n), {"design": design_data(design)})
    if n > there["replications"]:
        file.set_about("replications", n)
