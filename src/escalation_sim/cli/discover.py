"""`escalation-sim discover`: which region of the parameters leads to a stage?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from escalation_sim.cli.asked import AskedOfRun, asked_of
from escalation_sim.cli.options import (
    common,
    output_options,
    parallel_options,
    picture_option,
    scenario_argument,
    settings_options,
)
from escalation_sim.presentation.writing import deliver
from escalation_sim.running.setups import Setup

FORMATS = ("text", "json", "csv")


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfRun):
    """What `discover` is asked."""

    reach: str
    vary: tuple[str, ...]
    points: int
    replications: int
    rules: int


@click.command()
@scenario_argument
@click.option("--reach", metavar="STAGE", required=True, help="The stage that is to be reached, of any ladder.")
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
@picture_option
@parallel_options
@output_options(*FORMATS)
@common
def discover(**options: Any) -> None:
    """Which region of the parameters leads to a stage? A few plain rules, judged by fresh histories.

    \b
    escalation-sim discover scenarios/base.yaml --reach defensive_weapons
    escalation-sim discover scenarios/base.yaml --reach defensive_weapons --vary defensive_threshold --vary fear_weighs=0:60
    escalation-sim discover scenarios/base.yaml --reach defensive_weapons --plot region.png

    Density is the share of the histories in a rule that reach the stage, coverage the share of those that reach it that lie in
    the rule. As many fresh histories as the rules were learned from are played to say how good they are.
    """
    asked = asked_of(Asked, FORMATS, options)
    asked.refuse_outputs()
    _answer(asked.setup(asked.document()), asked)


def _answer(setup: Setup, asked: Asked) -> None:
    from escalation_sim.questions.discover.study import Question
    from escalation_sim.questions.discover.study import discover as discovered
    from escalation_sim.questions.discover.words import discovery_text
    from escalation_sim.questions.sensitivity.assumptions import assumptions
    from escalation_sim.running.target import read_target

    target = read_target(setup.scenario, asked.reach)
    moved = assumptions(setup, asked.vary, "prior", levers=True)
    asked.say_what_is_left_to_draw(setup, (one.name for one in moved))
    question = Question(moved, target, asked.points, asked.replications, asked.rules)
    with asked.progress(2 * question.histories) as told:
        found = discovered(setup, question, engine=asked.engine, jobs=asked.jobs, progress=told)
    if asked.plot:
        from escalation_sim.questions.discover.figures import discovery_figure

        asked.draw(discovery_figure(setup, found), asked.plot)
    deliver(discovery_text(setup, found, asked.format), asked.output)
