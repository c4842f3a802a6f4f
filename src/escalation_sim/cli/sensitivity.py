"""`escalation-sim sensitivity`: which assumptions matter?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from escalation_sim.cli.options import (
    chosen_format,
    common,
    output_options,
    parallel_options,
    read_changes,
    read_scenario,
    scenario_argument,
    settings_options,
)
from escalation_sim.cli.progress import progress
from escalation_sim.errors import UsageError
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.sensitivity.assumptions import OVERS, Over
from escalation_sim.questions.sensitivity.methods import METHODS, asked, histories, studied
from escalation_sim.running.execution import Execution
from escalation_sim.running.setups import Engine, Settings, Setup

FORMATS = ("text", "json", "csv")


@dataclass(frozen=True)
class Options:
    """What the user asked for beside the scenario and its settings."""

    method: str
    reach: str | None
    of: str | None
    vary: tuple[str, ...]
    over: Over | None
    points: int | None
    replications: int | None
    plot: str | None
    engine: Engine
    jobs: int | None
    cluster: str | None
    format: str
    output: str
    quiet: bool
    color: bool


@click.command()
@scenario_argument
@click.option("--method", type=click.Choice(list(METHODS)), default="one-at-a-time", show_default=True, help="How it is found.")
@click.option("--reach", metavar="STAGE", help="Show what moves the probability of reaching this stage.")
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
@click.option("--plot", metavar="FILE", help="A picture, PNG or SVG (needs the extra `plot`).")
@parallel_options
@click.option("--cluster", metavar="ADDRESS", help="Run the blocks on a Dask cluster, such as tcp://host:8786 (extra `cluster`).")
@output_options(*FORMATS)
@common
def sensitivity(
    scenario: str,
    changes: tuple[str, ...],
    seed: int,
    uncertain: bool,
    format_: str | None,
    no_color: bool,
    debug: bool,
    **rest: Any,
) -> None:
    """Which assumptions move the answer most, from where to where, and how much of it is luck?

    \b
    escalation-sim sensitivity scenarios/base.yaml
    escalation-sim sensitivity scenarios/base.yaml --reach offensive_weapons --over prior --plot tornado.png
    escalation-sim sensitivity scenarios/base.yaml --method sobol
    """
    options = Options(**rest, format=chosen_format(format_, rest["output"], FORMATS), color=not no_color)
    _refuse_nonsense(scenario, options)
    found = read_scenario(scenario, quiet=options.quiet).scenario
    setup = Setup(found, Settings(seed, read_changes(changes, found, quiet=options.quiet), uncertain))
    counts, answer = (options.points, options.replications), (options.reach, options.of)
    wanted = asked(options.method, setup, options.vary, options.over, counts, answer)
    with progress(histories(options.method, wanted), quiet=options.quiet, color=options.color) as told:
        data = studied(options.method, setup, wanted, Execution(options.engine, options.jobs, options.cluster, told))
    if options.plot:
        from escalation_sim.presentation.pictures import save
        from escalation_sim.questions.sensitivity.figures import sensitivity_figure

        save(sensitivity_figure(found, data), Path(options.plot))
    from escalation_sim.questions.sensitivity.tables import sensitivity_text

    deliver(sensitivity_text(found, data, options.format, color=options.color and options.output == "-"), options.output)


def _refuse_nonsense(scenario: str, options: Options) -> None:
    """Outputs that would take another file's place, or can't be made."""
    taken = {Path(scenario).resolve(): "the scenario"}
    for option, path in (("--plot", options.plot), ("-o", options.output)):
        if path is None or (option == "-o" and path == "-"):
            continue
        if path == "-":
            raise UsageError(f"{option} wants the name of a file, not -")
        if (other := taken.setdefault(Path(path).resolve(), option)) != option:
            raise UsageError(f"{option} {path} is also {other}: choose another file")
    if options.plot:
        from escalation_sim.presentation.pictures import check_picture

        check_picture(Path(options.plot))
