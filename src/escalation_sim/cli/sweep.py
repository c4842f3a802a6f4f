"""`escalation-sim sweep`: how does the answer change over a range of parameters?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from escalation_sim.cli.options import (
    common,
    output_options,
    parallel_options,
    read_changes,
    read_scenario,
    scenario_argument,
    settings_options,
)
from escalation_sim.cli.progress import progress
from escalation_sim.cli.study_output import deliver_study, study_format
from escalation_sim.errors import Interrupted, UsageError
from escalation_sim.language.loading import Document
from escalation_sim.questions.sweep.description import MOST_REPLICATIONS
from escalation_sim.questions.sweep.designs import KINDS, Kind
from escalation_sim.questions.sweep.study import Study
from escalation_sim.running.execution import Execution
from escalation_sim.running.setups import Engine, Settings, Setup


@dataclass(frozen=True)
class Asked:
    """What the user asked for beside the scenario and its settings."""

    vary: tuple[str, ...]
    design: Kind
    points: int | None
    replications: int
    study: str | None
    plot: str | None
    stage: str | None
    engine: Engine
    jobs: int | None
    cluster: str | None
    output: str
    quiet: bool


@click.command()
@scenario_argument
@click.option(
    "--vary",
    metavar="NAME[=LOW:HIGH:COUNT|=V1,V2,…]",
    multiple=True,
    help="A parameter and its values; alone its range in 11 steps. Again and again.",
)
@click.option("--design", type=click.Choice(KINDS), default="grid", show_default=True, help="Which points are visited.")
@click.option("--points", type=click.IntRange(min=1), help="How many, for lhs and sobol; 128 by default.")
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(1, MOST_REPLICATIONS),
    default=1000,
    show_default=True,
    help="Histories at each point.",
)
@click.option("--study", metavar="FILE", help="Keep every finished block in this file, and go on with what is there.")
@settings_options
@click.option("--plot", metavar="FILE", help="A picture, PNG or SVG (needs the extra `plot`).")
@click.option("--stage", metavar="STAGE", help="With --plot: one stage; else all, or on a map the one that varies most.")
@parallel_options
@click.option("--cluster", metavar="ADDRESS", help="Run the blocks on a Dask cluster, such as tcp://host:8786 (extra `cluster`).")
@output_options("text", "json", "csv", "parquet")
@common
def sweep(
    scenario: str,
    changes: tuple[str, ...],
    seed: int,
    uncertain: bool,
    format_: str | None,
    no_color: bool,
    debug: bool,
    **rest: Any,
) -> None:
    """How does the answer change over a range of parameters?

    \b
    escalation-sim sweep scenarios/base.yaml --vary indirect_threshold
    escalation-sim sweep scenarios/base.yaml --vary indirect_threshold=1000:12000:23 --vary opinion_floor=20,30,40
    escalation-sim sweep scenarios/base.yaml --vary opinion_floor --study opinion.study -n 5000
    """
    asked = Asked(**rest)
    format_ = study_format(format_, asked.output)
    _refuse_nonsense(scenario, asked)
    document = read_scenario(scenario, quiet=asked.quiet)
    changed = read_changes(changes, document.scenario, quiet=asked.quiet)
    study = _played(document, Setup(document.scenario, Settings(seed, changed, uncertain)), asked, color=not no_color)
    if asked.plot:
        from escalation_sim.presentation.pictures import save
        from escalation_sim.questions.sweep.figures import sweep_figure

        save(sweep_figure(study, asked.stage), Path(asked.plot))
    deliver_study(study, format_, asked.output)


def _played(document: Document, setup: Setup, asked: Asked, *, color: bool) -> Study:
    from escalation_sim.questions.sweep.designs import design, read_axes
    from escalation_sim.questions.sweep.resuming import sweep_into
    from escalation_sim.questions.sweep.study import sweep as swept

    axes = read_axes(asked.vary, setup.scenario)
    for axis in axes:
        if axis.name in setup.settings.changed:
            raise UsageError(f"{axis.name} is both set and varied; take --set {axis.name}=… or --vary {axis.name} out")
    planned = design(asked.design, axes, setup.scenario, setup.values, setup.settings.seed, asked.points)
    if asked.plot:
        from escalation_sim.questions.sweep.figure_data import check_picture_of

        check_picture_of(setup, planned, asked.stage)
    with progress(len(planned) * asked.replications, quiet=asked.quiet, color=color) as told:
        execution = Execution(asked.engine, asked.jobs, asked.cluster, told)
        if asked.study is None:
            return swept(setup, planned, asked.replications, execution)
        try:
            return sweep_into(Path(asked.study), document.whole_text(), setup, planned, asked.replications, execution)
        except KeyboardInterrupt:
            raise Interrupted(
                f"interrupted: what was finished is safe in {asked.study}; run the same command again to go on"
            ) from None


def _refuse_nonsense(scenario: str, asked: Asked) -> None:
    taken = {Path(scenario).resolve(): "the scenario"}
    for option, path in (("--study", asked.study), ("--plot", asked.plot), ("-o", asked.output)):
        if path is None or (option == "-o" and path == "-"):
            continue
        if path == "-":
            raise UsageError(f"{option} wants the name of a file, not -")
        if option != "--study" and not Path(path).resolve().parent.is_dir():
            raise UsageError(f"{option} {path}: there is no such folder; make it first")
        if (other := taken.setdefault(Path(path).resolve(), option)) != option:
            raise UsageError(f"{option} {path} is also {other}: choose another file")
    if asked.stage and not asked.plot:
        raise UsageError("--stage is about the picture: add --plot FILE")
    if asked.plot:
        from escalation_sim.presentation.pictures import check_picture

        check_picture(Path(asked.plot))
