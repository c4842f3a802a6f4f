"""Studies kept in files: begun, gone on with, extended, read again; and refused where the file is another study."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from escalation_sim import __version__
from escalation_sim.errors import CannotRun
from escalation_sim.loading import loads
from escalation_sim.model.expressions import plain
from escalation_sim.results.digest import digest
from escalation_sim.results.points import first_of, joined
from escalation_sim.studies.designs import Axis, Design
from escalation_sim.studies.running import Settings, Setup
from escalation_sim.studies.study_file import StudyFile, create, is_there, opened
from escalation_sim.studies.sweep import PLAIN, Filling, Means, Study, played
from escalation_sim.studies.tiling import missing, parts


def sweep_into(path: Path, text: str, setup: Setup, design: Design, n: int, means: Means = PLAIN) -> Study:
    """The same, with every finished block kept in a study file, and without those that are in it already.

    *text* is the scenario, whole. Raises RunError, and CannotRun for a file that is not for this study.
    """
    about = description(text, setup, design, n)
    if not is_there(path):
        create(path, about, [axis.name for axis in design.axes], design.points, parts(0, len(design), n))
    with opened(path) as file:
        _same(file, about)
        _extend(file, design, n)
        return resumed(file, setup, design, n, means)


def resumed(file: StudyFile, setup: Setup, design: Design, n: int, means: Means = PLAIN) -> Study:
    """Play what is missing of a study. Raises RunError."""
    cut = file.parts()
    for tile, answers in played(setup, design, cut, missing(cut, file.finished(), n), means):
        file.add(tile, answers)
    return told(file, setup, design, n)


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
        scenario = loads(about["scenario"]["text"], about["scenario"]["name"], alone=True).scenario
        if digest(scenario) != about["scenario"]["digest"]:
            raise file.damaged("its scenario is not the one it was made for")
        setup = Setup(scenario, Settings(settings["seed"], settings["changed"], settings["uncertain"]))
        axes = tuple(Axis(name, tuple(axis["values"]), axis["low"], axis["high"]) for name, axis in told["axes"].items())
        _, points = file.points()
        return setup, Design(told["kind"], axes, tuple(told["columns"]), points), int(about["replications"])


def lanes_finished(file: StudyFile) -> int:
    """How many histories are in a study file."""
    cut = file.parts()
    return sum(tile.count * len(cut[tile.part]) for tile in file.finished())


def scenario_text(file: StudyFile) -> str:
    """The scenario that a study was made for, whole."""
    about = file.about()
    with file.trouble():
        return str(about["scenario"]["text"])


def told(file: StudyFile, setup: Setup, design: Design, n: int) -> Study:
    """What is in a study file so far, of the first *n* replications of each point."""
    filling = Filling(setup, design)
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
