"""`escalation-sim signposts`: which news, by which date, would move the odds most?"""

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
from escalation_sim.questions.signposts.data import signposts_data
from escalation_sim.questions.signposts.formats import signposts_text
from escalation_sim.questions.signposts.question import HISTORIES, find_signposts, read_question

FORMATS = ("text", "json", "csv")


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfRun):
    """What `signposts` is asked."""

    reach: str
    on: tuple[str, ...]
    replications: int


@click.command()
@scenario_argument
@click.option("--reach", metavar="STAGE", required=True, help="The stage that may be reached later.")
@click.option(
    "--on", metavar="DATE", multiple=True, required=True, help="When somebody looks, as that date begins; again and again."
)
@click.option(
    "-n", "--replications", type=click.IntRange(min=1), default=HISTORIES, show_default=True, help="How many histories."
)
@settings_options
@picture_option
@parallel_options
@output_options(*FORMATS)
@common
def signposts(**options: Any) -> None:
    """Which news, by which date, would move the odds most?

    \b
    escalation-sim signposts scenarios/base.yaml --reach defensive_weapons --on 2025-03-01
    escalation-sim signposts scenarios/base.yaml --reach defensive_weapons --on 2025-03-01 --on 2025-06-01 --plot news.png

    Where every actor stands, which events have had an effect, and where quantities are that are not hidden: how often each is
    seen on a date, and how likely the stage is later on with it and without it.
    """
    asked = asked_of(Asked, FORMATS, options)
    asked.refuse_outputs()
    document = asked.document()
    question = read_question(document.scenario, asked.reach, asked.on, asked.replications)
    setup = asked.setup(document)
    asked.note_after_the_end(setup.scenario, question.dates, "--on")
    with asked.progress(question.replications * (1 + len(question.dates))) as told:
        found = find_signposts(setup, question, asked.engine, asked.jobs, told)
    data = signposts_data(found)
    if asked.plot:
        from escalation_sim.questions.signposts.figures import signposts_figure

        asked.draw(signposts_figure(setup.scenario, data), asked.plot)
    deliver(signposts_text(setup.scenario, data, asked.format, color=asked.color and asked.output == "-"), asked.output)
