"""`escalation-sim sensitivity`: which assumptions matter?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from escalation_sim.cli.asked import AskedOfRun, asked_of
from escalation_sim.cli.options import (
    cluster_option,
    common,
    output_options,
    parallel_options,
    picture_option,
    scenario_argument,
    settings_options,
)
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.sensitivity import methods
from escalation_sim.questions.sensitivity.assumptions import OVERS, Over

FORMATS = ("text", "json", "csv")


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfRun):
    """What `sensitivity` is asked."""

    method: str
    reach: str | None
    of: str | None
    vary: tuple[str, ...]
    over: Over | None
    points: int | None
    replications: int | None


@click.command()
@scenario_argument
@click.option(
    "--method", type=click.Choice(list(methods.METHODS)), default="one-at-a-time", show_default=True, help="How it is found."
)
@click.option("--reach", metavar="STAGE", help="Show what moves the probability of reaching this stage, of any ladder.")
@click.option("--of", metavar="OUTCOME", help="Show what moves the mean of this outcome.")
@click.option(
    "--vary",
    metavar="NAME[=LOW:HIGH:COUNT|=V1,V2,…]",
    multiple=True,
    help="Only these; by default all that have a range or a prior (sobol and morris: no levers).",
)
@click.option("--over", type=click.Choice(OVERS), help="One at a time: the range (the default), or the prior from 5 to 95 %.")
@click.option("--points", type=click.IntRange(min=2), help="Values of each (5), sobol: points of its sequence (512), morris: 32.")
@click.option("-n", "--replications", type=click.IntRange(min=2), help="Histories at each point: 1000, sobol 50, morris 100.")
@settings_options
@picture_option
@parallel_options
@cluster_option
@output_options(*FORMATS)
@common
def sensitivity(**options: Any) -> None:
    """Which assumptions move the answer most, from where to where, and how much of it is luck?

    \b
    escalation-sim sensitivity scenarios/base.yaml
    escalation-sim sensitivity scenarios/base.yaml --reach offensive_weapons --over prior --plot tornado.png
    escalation-sim sensitivity scenarios/base.yaml --method sobol
    """
    asked = asked_of(Asked, FORMATS, options)
    asked.refuse_outputs()
    setup = asked.setup(asked.document())
    counts, answer = (asked.points, asked.replications), (asked.reach, asked.of)
    wanted = methods.asked(asked.method, setup, asked.vary, asked.over, counts, answer)
    if asked.method != "one-at-a-time":
        asked.say_what_is_left_to_draw(setup, (one.name for one in wanted.moved))
    elif (asked.points or asked.over) and all(one.axis for one in wanted.moved):
        option = "--points" if asked.points else "--over"
        asked.note(f"{option} makes no difference: every --vary says its values")
    with asked.progress(methods.histories(asked.method, wanted)) as told:
        data = methods.studied(asked.method, setup, wanted, asked.execution(told))
    if asked.plot:
        from escalation_sim.questions.sensitivity.figures import sensitivity_figure

        asked.draw(sensitivity_figure(setup.scenario, data), asked.plot)
    from escalation_sim.questions.sensitivity.tables import sensitivity_text

    deliver(sensitivity_text(setup.scenario, data, asked.format, color=asked.color and asked.output == "-"), asked.output)
