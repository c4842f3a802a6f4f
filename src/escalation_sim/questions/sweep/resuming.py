"""Studies kept in files: begun, gone on with, extended, read again; and refused where the file is another study."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from escalation_sim.errors import CannotRun, ScenarioError
from escalation_sim.language.loading import loads
from escalation_sim.model.scenario import Scenario
from escalation_sim.questions.sweep.description import About, about, differences, read_about
from escalation_sim.questions.sweep.designs import Design
from escalation_sim.questions.sweep.failures import Failures
from escalation_sim.questions.sweep.study import Filling, Study, played, refuse_too_large
from escalation_sim.questions.sweep.study_file import Shape, StudyFile, create, is_there, opened, shape_of
from escalation_sim.results.digest import digest
from escalation_sim.running.execution import DEFAULT, Execution
from escalation_sim.running.setups import Setup
from escalation_sim.running.tiling import MOST_LANES, cut, missing


@dataclass(frozen=True)
class Kept:
    """A study in an open file; *parts* says which points share blocks, *shape* what is in these."""

    file: StudyFile
    setup: Setup
    design: Design
    replications: int
    parts: list[range]
    shape: Shape

    def resumed(self, execution: Execution = DEFAULT, *, keep_going: bool = False) -> Study:
        """Play what is missing. Raises RunError for the first point at which a history stops, unless it shall *keep_going*."""
        self.file.bring_up_to_date(self.parts, self.shape)
        n, parts, done = self.replications, self.parts, list(self.file.finished(len(self.parts)))
        there = sum(max(min(tile.first + tile.n, len(parts[tile.part]) * n) - tile.first, 0) for tile in done)
        if execution.progress:
            execution.progress(there)
        failures = self._failures(keep_going=keep_going)
        total = n * len(self.design)
        with closing(
            played(
                self.setup,
                self.design,
                parts,
                lambda size: missing(parts, done, n, size, failures.wanted),
                execution,
                total - there,
            )
        ) as blocks:
            for tile, found in blocks:
                self.file.add(tile, found, self.shape)
                failures.add(tile.part, found.stops)
                there += tile.n
        path = self.file.path
        failures.refuse(
            self.setup,
            self.design,
            f"what was finished is safe in {path}, {there:,} of {total:,} histories: go on with --keep-going, which marks the "
            "points that fail and finishes the others",
        )
        return self.told(keep_going=keep_going)

    def told(self, *, keep_going: bool = False) -> Study:
        """What is in it so far, of the replications that are wanted. Raises CannotRun for a damaged file."""
        filling = Filling(self.setup, self.design, self.replications)
        together = max(MOST_LANES // self.replications, 1)
        for part, points in enumerate(self.parts):
            for start in range(0, len(points), together):
                some = range(start, min(start + together, len(points)))
                filling.add(points, self.file.answers(part, len(points), self.shape), some)
        return filling.study(self._failures(keep_going=True).stops, keep_going=keep_going)

    def _failures(self, *, keep_going: bool) -> Failures:
        """What stopped in finished blocks, of the replications that are wanted."""
        failures = Failures(self.parts, keep_going=keep_going)
        for part, stops in self.file.stops(self.parts):
            failures.add(part, {point: stop for point, stop in stops.items() if stop.replication < self.replications})
        return failures


def sweep_into(
    path: Path,
    text: str,
    setup: Setup,
    design: Design,
    n: int,
    execution: Execution = DEFAULT,
    *,
    keep_going: bool = False,
) -> Study:
    """A sweep with every finished block kept in a study file, and without those that are in it already.

    *text* is the scenario, whole. Raises RunError, and CannotRun for a file that is not for this study, or what does not fit into
    the memory.
    """
    refuse_too_large(setup, design, cut(0, len(design), n).parts(), n)
    wanted = about(text, setup, design, n)
    if not is_there(path):
        create(path, wanted.data(), cut(0, len(design), n), design.points)
    with opened(path) as file:
        kept = read_study(file)
        _extend(kept, read_about(file.about()), wanted, design)
        parts, _ = file.points(len(design), len(design.axes))
        shape = shape_of(kept.setup.scenario, setup.scenario)
        return Kept(file, setup, design, n, parts, shape).resumed(execution, keep_going=keep_going)


def read_study(file: StudyFile) -> Kept:
    """The study that is in a file. Raises CannotRun."""
    with file.trouble():
        told = read_about(file.about())
        scenario = _scenario(told)
        names = [axis.name for axis in told.axes]
        unknown = {*names, *told.settings.changed} - {parameter.name for parameter in scenario.parameters}
        if unknown:
            raise ValueError("it varies what its scenario does not have")
        if not set(told.settings.without) <= set(scenario.removable):
            raise ValueError("it leaves out what its scenario does not have")
        parts, points = file.points(told.points, len(names))
        design = Design(told.kind, told.axes, told.columns, points)
        shape = shape_of(scenario, scenario)
        return Kept(file, Setup(scenario, told.settings), design, told.replications, parts, shape)


def _scenario(told: About) -> Scenario:
    try:
        scenario = loads(told.text, told.name, alone=True).scenario
    except ScenarioError as error:
        raise ValueError(f"the scenario in it is wrong: {error.problems[0].message}") from None
    if digest(scenario) != told.digest:
        raise ValueError("its scenario is not the one it was made for")
    return scenario


def scenario_text(file: StudyFile) -> str:
    """The scenario that a study was made for, whole. Raises CannotRun."""
    with file.trouble():
        return read_about(file.about()).text


def _extend(kept: Kept, old: About, new: About, design: Design) -> None:
    """More points, or more replications, than the file was made for. Raises CannotRun where it was made for something else."""
    path, said = kept.file.path, differences(old, new)
    if not said and not (kept.design.points == design.points[: old.points]).all():
        said = ["its points were chosen by another version of scipy or numpy"]
    if said:
        raise CannotRun(f"{path} is another study: {'; '.join(said)}. Name another file, or ask for the same")
    if new.points > old.points or new.replications > old.replications:
        wanted = replace(old, points=new.points, replications=max(old.replications, new.replications)).data()
        entries = {key: wanted[key] for key in ("design", "replications")}
        more = cut(old.points, new.points, new.replications) if new.points > old.points else None
        kept.file.extend(entries, more, design.points)
