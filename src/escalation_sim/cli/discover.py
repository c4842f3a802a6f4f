"""`escalation-sim discover`: which region of the parameters leads to a stage?"""

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
from escalation_sim.running.setups import Engine, Settings, Setup

FORMATS = ("text", "json", "csv")


@dataclass(frozen=True)
class Asked:
    """What the user asked for beside the scenario and its settings."""

    reach: str
    vary: tuple[str, ...]
    points: int
    replications: int
    rules: int
    plot: str | None
    engine: Engine
    jobs: int | None
    format: str
    output: str
    quiet: bool
    color: bool


@click.command()
@scenario_argument
@click.option("--reach", metavar="STAGE", required=True, help="The stage that is to be reached.")
@click.option(
    "--vary",
    metavar="NAME[=LOW:HIGH]",
    multiple=True,
    help="A parameter: by its prior or over its range; or from LOW to HIGH. Again and again; by default all that can be varied.",
)
@click.option(
    "--points",
    type=click.IntRange(100, 1_000_000),
    default=1000,
    show_default=True,
    help="Points that the rules are learned from.",
)
@click.option(
    "-n", "--replications", type=click.IntRange(1, 1_000_000), default=20, show_default=True, help="Histories at each point."
)
@click.option("--rules", type=click.IntRange(1, 9), default=3, show_default=True, help="So many rules at most.")
@settings_options
@click.option("--plot", metavar="FILE", help="A picture, PNG or SVG (needs the extra `plot`).")
@parallel_options
@output_options(*FORMATS)
@common
def discover(
    scenario: str,
    changes: tuple[str, ...],
    seed: int,
    uncertain: bool,
    format_: str | None,
    no_color: bool,
    debug: bool,
    **rest: Any,
) -> None:
    """Which region of the parameters leads to a stage? A few plain rules, judged by fresh histories.

    \b
    escalation-sim discover scenarios/base.yaml --reach defensive_weapons
    escalation-sim discover scenarios/base.yaml --reach defensive_weapons --vary defensive_threshold --vary opinion_floor=20:50
    escalation-sim discover scenarios/base.yaml --reach defensive_weapons --plot region.png

    Density is the share of the histories in a rule that reach the stage, coverage the share of those that reach it that lie in
    the rule. As many fresh histories as the rules were learned from are played to say how good they are.
    """
    asked = Asked(**rest, format=chosen_format(format_, rest["output"], FORMATS), color=not no_color)
    _refuse_nonsense(scenario, asked)
    document = read_scenario(scenario, quiet=asked.quiet)
    changed = read_changes(changes, document.scenario, quiet=asked.quiet)
    _answer(Setup(document.scenario, Settings(seed, changed, uncertain)), asked)


def _answer(setup: Setup, asked: Asked) -> None:
    from escalation_sim.questions.discover.study import Question, read_stage
    from escalation_sim.questions.discover.study import discover as discovered
    from escalation_sim.questions.discover.words import discovery_text
    from escalation_sim.questions.sensitivity.assumptions import assumptions

    place = read_stage(asked.reach, setup.scenario)
    moved = assumptions(setup, asked.vary, "prior", levers=True)
    question = Question(moved, place, asked.points, asked.replications, asked.rules)
    with progress(2 * question.histories, quiet=asked.quiet, color=asked.color) as told:
        found = discovered(setup, question, engine=asked.engine, jobs=asked.jobs, progress=told)
    if asked.plot:
        from escalation_sim.presentation.pictures import save
        from escalation_sim.questions.discover.figures import discovery_figure

        save(discovery_figure(setup, found), Path(asked.plot))
    deliver(discovery_text(setup, found, asked.format), asked.output)


def _refuse_nonsense(scenario: str, asked: Asked) -> None:
    taken = {Path(scenario).resolve()}
    for option, path in (("--plot", asked.plot), ("-o", asked.output)):
        if path is None or (option == "-o" and path == "-"):
            continue
        if path == "-":
            raise UsageError(f"{option} wants the name of a file, not -")
        if Path(path).resolve() in taken:
            raise UsageError(f"{path} is the scenario itself, or named twice: choose another file")
        taken.add(Path(path).resolve())
    if asked.plot:
        from escalation_sim.presentation.pictures import check_picture

        check_picture(Path(asked.plot))
