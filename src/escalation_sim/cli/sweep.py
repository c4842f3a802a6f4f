"""`escalation-sim sweep`: how does the answer change over a range of parameters?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from escalation_sim.cli.asked import AskedOfRun, asked_of, refuse_set_and_varied
from escalation_sim.cli.options import (
    cluster_option,
    common,
    keep_going_option,
    output_options,
    parallel_options,
    picture_option,
    scenario_argument,
    settings_options,
)
from escalation_sim.cli.study_output import FORMATS, deliver_study, refuse_format
from escalation_sim.errors import Interrupted, UsageError
from escalation_sim.language.loading import Document
from escalation_sim.questions.sweep.description import MOST_REPLICATIONS
from escalation_sim.questions.sweep.designs import KINDS, Kind
from escalation_sim.questions.sweep.study import Study
from escalation_sim.running.setups import Setup


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfRun):
    """What `sweep` is asked."""

    vary: tuple[str, ...]
    design: Kind
    points: int | None
    replications: int
    study: str | None
    keep_going: bool
    stage: str | None


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
@keep_going_option
@settings_options
@picture_option
@click.option(
    "--stage",
    metavar="STAGE",
    help="With --plot: one stage, or a ladder; else all of the main one, or on a map the one that varies most.",
)
@parallel_options
@cluster_option
@output_options(*FORMATS)
@common
def sweep(**options: Any) -> None:
    """How does the answer change over a range of parameters?

    \b
    escalation-sim sweep scenarios/base.yaml --vary indirect_threshold
    escalation-sim sweep scenarios/base.yaml --vary indirect_threshold=1000:12000:23 --vary fear_weighs=20,30,40
    escalation-sim sweep scenarios/base.yaml --vary fear_weighs --study fear.study -n 5000
    """
    asked = asked_of(Asked, FORMATS, options)
    _refuse_nonsense(asked)
    document = asked.document()
    study = _played(document, asked.setup(document), asked)
    if asked.plot:
        from escalation_sim.questions.sweep.figures import sweep_figure

        asked.draw(sweep_figure(study, asked.stage), asked.plot)
    deliver_study(study, asked.format, asked.output)


def _played(document: Document, setup: Setup, asked: Asked) -> Study:
    from escalation_sim.questions.sweep.designs import design, read_axes
    from escalation_sim.questions.sweep.resuming import sweep_into
    from escalation_sim.questions.sweep.study import sweep as swept

    axes = read_axes(asked.vary, setup.scenario)
    refuse_set_and_varied(setup, (axis.name for axis in axes))
    if asked.design != "one-at-a-time":
        asked.say_what_is_left_to_draw(setup, (axis.name for axis in axes))
    planned = design(asked.design, axes, setup.scenario, setup.values, setup.settings.seed, asked.points)
    if asked.plot:
        from escalation_sim.questions.sweep.figure_data import check_picture_of

        check_picture_of(setup, planned, asked.stage)
    with asked.progress(len(planned) * asked.replications) as told:
        n, execution, keep_going = asked.replications, asked.execution(told), asked.keep_going
        if asked.study is None:
            return swept(setup, planned, n, execution, keep_going=keep_going)
        try:
            text = document.whole_text()
            return sweep_into(Path(asked.study), text, setup, planned, n, execution, keep_going=keep_going)
        except KeyboardInterrupt:
            raise Interrupted(
                f"interrupted: what was finished is safe in {asked.study}; run the same command again to go on"
            ) from None


def _refuse_nonsense(asked: Asked) -> None:
    refuse_format(asked.format, asked.output)
    if asked.stage and not asked.plot:
        raise UsageError("--stage is about the picture: add --plot FILE")
    asked.refuse_outputs(study=asked.study)
