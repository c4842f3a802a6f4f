"""`escalation-sim study`: what is in a study file?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from escalation_sim.cli.options import common, output_options, parallel_options
from escalation_sim.cli.progress import progress
from escalation_sim.cli.study_output import deliver_study, study_format
from escalation_sim.errors import Interrupted, UsageError
from escalation_sim.questions.sweep.study import Study


@click.command()
@click.argument("study", metavar="FILE", type=click.Path())
@click.option("--resume", is_flag=True, help="Play what is missing first, from the file alone.")
@click.option("--scenario", is_flag=True, help="Write the scenario that is in it, as YAML.")
@click.option("--plot", metavar="FILE", help="A picture, PNG or SVG (needs the extra `plot`).")
@click.option("--stage", metavar="STAGE", help="With --plot: one stage; else all, or on a map the one that varies most.")
@parallel_options
@click.option("--cluster", metavar="ADDRESS", help="With --resume: on a Dask cluster (extra `cluster`).")
@output_options("text", "json", "csv", "parquet")
@common
def study(study: str, resume: bool, scenario: bool, format_: str | None, output: str, debug: bool, **rest: Any) -> None:
    """What is in a study file? Show it, export it, go on with it.

    \b
    escalation-sim study opinion.study                      what it is, how far it is, its table
    escalation-sim study opinion.study -o opinion.csv       the table as CSV (.json, .parquet)
    escalation-sim study opinion.study --scenario           the scenario that was run
    """
    from escalation_sim.presentation.writing import deliver
    from escalation_sim.questions.sweep.resuming import scenario_text
    from escalation_sim.questions.sweep.study_file import opened

    path = Path(study)
    if output != "-" and Path(output).resolve() == path.resolve():
        raise UsageError(f"{output} is the study itself: choose another file")
    if scenario:
        with opened(path, write=False) as file:
            deliver(scenario_text(file), output)
        return
    format_ = study_format(format_, output)
    found = _found(path, resume=resume, **rest)
    if rest["plot"]:
        from escalation_sim.presentation.pictures import save
        from escalation_sim.questions.sweep.figures import sweep_figure

        save(sweep_figure(found, rest["stage"]), Path(rest["plot"]))
    deliver_study(found, format_, output)


def _found(
    path: Path, *, resume: bool, quiet: bool, no_color: bool, plot: str | None, stage: str | None, **execution: Any
) -> Study:
    """What is in the file, after what was missing has been played if that is asked."""
    from escalation_sim.questions.sweep.resuming import read_study
    from escalation_sim.questions.sweep.study_file import opened
    from escalation_sim.running.execution import Execution

    if stage and not plot:
        raise UsageError("--stage is about the picture: add --plot FILE")
    if plot:
        from escalation_sim.presentation.pictures import check_picture

        check_picture(Path(plot))
    with opened(path, write=resume) as file:
        kept = read_study(file)
        if plot:
            from escalation_sim.questions.sweep.figure_data import check_picture_of

            check_picture_of(kept.setup, kept.design, stage)
        if not resume:
            return kept.told()
        with progress(len(kept.design) * kept.replications, quiet=quiet, color=not no_color) as bar:
            try:
                return kept.resumed(Execution(progress=bar, **execution))
            except KeyboardInterrupt:
                raise Interrupted(f"interrupted: what was finished is safe in {path}; go on with --resume") from None
