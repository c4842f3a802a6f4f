"""`escalation-sim study`: what is in a study file?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from escalation_sim.cli.asked import Asked as AskedOfAll
from escalation_sim.cli.asked import asked_of, refuse_idle, refuse_outputs
from escalation_sim.cli.options import common, keep_going_option, output_options, parallel_options, picture_option
from escalation_sim.cli.study_output import FORMATS, deliver_study, refuse_format
from escalation_sim.errors import Interrupted, UsageError
from escalation_sim.questions.sweep.study import Study
from escalation_sim.running.engines import Engine
from escalation_sim.running.execution import Execution


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfAll):
    """What `study` is asked."""

    study: str
    resume: bool
    keep_going: bool
    scenario: bool
    plot: str | None
    stage: str | None
    engine: Engine
    jobs: int | None
    cluster: str | None


@click.command()
@click.argument("study", metavar="FILE", type=click.Path())
@click.option("--resume", is_flag=True, help="Play what is missing first, from the file alone.")
@keep_going_option
@click.option("--scenario", is_flag=True, help="Write the scenario that is in it, as YAML.")
@picture_option
@click.option(
    "--stage",
    metavar="STAGE",
    help="With --plot: one stage, or a ladder; else all of the main one, or on a map the one that varies most.",
)
@parallel_options
@click.option("--cluster", metavar="ADDRESS", help="With --resume: on a Dask cluster (extra `cluster`).")
@output_options(*FORMATS)
@common
def study(**options: Any) -> None:
    """What is in a study file? Show it, export it, go on with it.

    \b
    escalation-sim study opinion.study                      what it is, how far it is, its table
    escalation-sim study opinion.study -o opinion.csv       the table as CSV (.json, .parquet)
    escalation-sim study opinion.study --scenario           the scenario that was run
    """
    if options["scenario"]:
        options["format_"] = options["format_"] or "text"
    asked = asked_of(Asked, FORMATS, options)
    refuse_outputs({"the study": asked.study}, {"--plot": asked.plot}, asked.output)
    _refuse_nonsense(asked)
    if asked.scenario:
        _deliver_scenario(asked)
        return
    found = _found(asked)
    if asked.plot:
        from escalation_sim.questions.sweep.figures import sweep_figure

        asked.draw(sweep_figure(found, asked.stage), asked.plot)
    deliver_study(found, asked.format, asked.output)


def _deliver_scenario(asked: Asked) -> None:
    from escalation_sim.presentation.writing import deliver
    from escalation_sim.questions.sweep.resuming import scenario_text
    from escalation_sim.questions.sweep.study_file import opened

    with opened(Path(asked.study), write=False) as file:
        deliver(scenario_text(file), asked.output)


def _refuse_nonsense(asked: Asked) -> None:
    """Options that do not go together. Raises UsageError."""
    if asked.scenario:
        others = {"--resume": asked.resume, "--plot": asked.plot is not None, "--stage": asked.stage is not None}
        others[f"--format {asked.format}"] = asked.format != "text"
        refuse_idle("--scenario writes the scenario, and nothing else", others)
    if not asked.resume:
        playing = {"--engine": asked.engine != "auto", "--jobs": (asked.jobs or 1) > 1, "--cluster": asked.cluster is not None}
        playing["--keep-going"] = asked.keep_going
        for option in (option for option, given in playing.items() if given):
            asked.note(f"nothing is played without --resume: {option} makes no difference")
    refuse_format(asked.format, asked.output)
    if asked.stage and not asked.plot:
        raise UsageError("--stage is about the picture: add --plot FILE")
    if asked.plot:
        from escalation_sim.presentation.pictures import check_picture

        check_picture(Path(asked.plot))


def _found(asked: Asked) -> Study:
    """What is in the file, after what was missing has been played if that is asked."""
    from escalation_sim.questions.sweep.resuming import read_study
    from escalation_sim.questions.sweep.study_file import opened

    with opened(Path(asked.study), write=asked.resume) as file:
        kept = read_study(file)
        if asked.plot:
            from escalation_sim.questions.sweep.figure_data import check_picture_of

            check_picture_of(kept.setup, kept.design, asked.stage)
        if not asked.resume:
            return kept.told()
        with asked.progress(len(kept.design) * kept.replications) as bar:
            try:
                return kept.resumed(Execution(asked.engine, asked.jobs, asked.cluster, bar), keep_going=asked.keep_going)
            except KeyboardInterrupt:
                raise Interrupted(f"interrupted: what was finished is safe in {asked.study}; go on with --resume") from None
