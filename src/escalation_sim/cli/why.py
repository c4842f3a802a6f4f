"""`escalation-sim why`: why this stage and not the next one, in one history or in most of them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from escalation_sim.cli.asked import MOST, AskedOfRun, asked_of, refuse_one_and_many
from escalation_sim.cli.options import (
    common,
    output_options,
    parallel_options,
    picture_option,
    scenario_argument,
    settings_options,
)
from escalation_sim.errors import RunError, UsageError
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.why import why as question
from escalation_sim.running.engines import get_ready

FORMATS = ("text", "json", "markdown")


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfRun):
    """What `why` is asked."""

    stage: str | None
    replications: int | None
    replication: int | None
    by: str | None


@click.command()
@scenario_argument
@click.option("--stage", metavar="STAGE", help="The stage to be reached; by default the lowest that fewer than half reach.")
@click.option("-n", "--replications", type=click.IntRange(1, question.MOST), help="How many histories, by default 1000.")
@click.option("--replication", type=click.IntRange(0, MOST), help="One history; by default about the lowest stage it misses.")
@click.option("--by", metavar="DATE", help="Reached before that date, and not just at some time.")
@settings_options
@picture_option
@parallel_options
@output_options(*FORMATS)
@common
def why(**options: Any) -> None:
    """Why this stage and not the next one, in one history or in most of them?

    \b
    escalation-sim why scenarios/base.yaml                       what stands in the way in most histories
    escalation-sim why scenarios/base.yaml --replication 17      what would have had to be different in this one
    escalation-sim why scenarios/base.yaml --stage offensive_weapons --without law --plot why.png

    Every statement is found by playing the same histories again, with one thing changed and the same luck.
    """
    asked = asked_of(Asked, FORMATS, options)
    refuse_one_and_many(asked.replications, asked.replication)
    if asked.plot and asked.replication is not None:
        raise UsageError(
            "--plot draws what stood in the way of many histories: replace --replication by -n 1000, or draw this one with "
            f"`run --replication {asked.replication} --plot {asked.plot}`"
        )
    asked.refuse_outputs()
    _answer(asked)


def _answer(asked: Asked) -> None:
    from escalation_sim.questions.why.question import read_by
    from escalation_sim.questions.why.words import WIDTH, why_text

    get_ready(asked.engine, question.MANY)
    document = asked.document()
    setup = asked.setup(document)
    date, minute, _ = read_by(document.scenario, asked.by)
    if date is not None:
        asked.note_after_the_end(document.scenario, {date: minute})
    wanted = question.Asked(
        stage=asked.stage,
        by=asked.by,
        replication=asked.replication,
        replications=asked.replications or question.REPLICATIONS,
        engine=asked.engine,
        jobs=asked.jobs,
    )
    try:
        found = question.why(setup, wanted)
    except RunError as error:
        from escalation_sim.questions.history.account import account_until

        if asked.replication is not None and error.trace is not None:
            click.echo(account_until(setup.programme, error.trace), err=True, nl=False)
        raise
    if asked.plot:
        from escalation_sim.questions.why.figures import why_figure

        asked.draw(why_figure(found), asked.plot)
    width = max(min(asked.terminal, WIDTH), 40) if asked.terminal else WIDTH if asked.output == "-" else None
    deliver(why_text(found, asked.format, width), asked.output)
