"""`escalation-sim threshold`: at which value of a parameter does it flip?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from escalation_sim.cli.asked import MOST, AskedOfRun, asked_of, refuse_one_and_many, refuse_set_and_varied
from escalation_sim.cli.options import common, output_options, parallel_options, scenario_argument, settings_options
from escalation_sim.errors import UsageError
from escalation_sim.model.expressions import plain
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.threshold.data import threshold_data
from escalation_sim.questions.threshold.search import MOST_VALUES, Question, read_question
from escalation_sim.questions.threshold.search import threshold as find_threshold
from escalation_sim.running.setups import Setup

FORMATS = ("text", "json")
REPLICATIONS, LEVEL = 1_000, 0.5


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfRun):
    """What `threshold` is asked."""

    vary: str
    reach: str
    level: float | None
    replications: int | None
    replication: int | None
    by: str | None


@click.command()
@scenario_argument
@click.option("--vary", metavar="NAME[=LOW:HIGH]", required=True, help="The parameter; NAME alone takes its range.")
@click.option("--reach", metavar="STAGE", required=True, help="The stage that is to be reached, of any ladder.")
@click.option("--level", type=float, metavar="P", help="The probability that is to be passed, by default 0.5.")
@click.option("-n", "--replications", type=click.IntRange(min=1), help="How many histories at each value, by default 1000.")
@click.option("--replication", type=click.IntRange(0, MOST), help="One history: the exact value at which it flips.")
@click.option("--by", metavar="DATE", help="Reached by then, and not just at some time.")
@settings_options
@parallel_options
@output_options(*FORMATS)
@common
def threshold(**options: Any) -> None:
    """At which value of a parameter does the probability of reaching a stage pass a level?

    \b
    escalation-sim threshold scenarios/base.yaml --vary defensive_threshold --reach defensive_weapons --level 0.2
    escalation-sim threshold scenarios/base.yaml --vary fear_weighs=0:50 --reach defensive_weapons --level 0.3
    escalation-sim threshold scenarios/base.yaml --vary fear_weighs --reach defensive_weapons --replication 17

    Found by a search under common luck, with a 95 % interval, in far fewer histories than a grid takes. With --replication: the
    exact value at which that history flips.
    """
    asked = asked_of(Asked, FORMATS, options)
    _refuse_nonsense(asked)
    document = asked.document()
    question = read_question(document.scenario, asked.vary, asked.reach, asked.by)
    setup = asked.setup(document)
    refuse_set_and_varied(setup, [question.parameter])
    _say_where_it_leaves_the_range(setup.scenario, question, asked)
    if question.date is not None:
        asked.note_after_the_end(setup.scenario, {question.date: question.until})
    asked.say_what_is_left_to_draw(setup, [question.parameter])
    if asked.replication is not None:
        asked.say_what_is_for_many()
    deliver(_many(setup, question, asked) if asked.replication is None else _one(setup, question, asked), asked.output)


def _refuse_nonsense(asked: Asked) -> None:
    """Options that do not go together."""
    refuse_one_and_many(asked.replications, asked.replication)
    if asked.replication is not None and asked.level is not None:
        raise UsageError("--level is about many histories, and one reaches the stage or does not: take --level out")
    if asked.level is not None and not 0 < asked.level < 1:
        raise UsageError(f"--level {plain(asked.level)}: a probability between 0 and 1, such as 0.3 for 30 %")
    asked.refuse_outputs()


def _say_where_it_leaves_the_range(scenario: Scenario, question: Question, asked: Asked) -> None:
    range_ = next(one.range for one in scenario.parameters if one.name == question.parameter)
    if range_ and not range_[0] <= question.low < question.high <= range_[1]:
        asked.note(f"--vary {asked.vary} goes beyond its range, {plain(range_[0])} to {plain(range_[1])}")


def _one(setup: Setup, question: Question, asked: Asked) -> str:
    from escalation_sim.questions.threshold.data import flips_data
    from escalation_sim.questions.threshold.flips import flips
    from escalation_sim.questions.threshold.words import flips_text

    assert asked.replication is not None
    return flips_text(setup.scenario, flips_data(setup, question, flips(setup, question, asked.replication)), asked.format)


def _many(setup: Setup, question: Question, asked: Asked) -> str:
    from escalation_sim.questions.threshold.words import threshold_text

    n, level = asked.replications or REPLICATIONS, LEVEL if asked.level is None else asked.level
    with asked.progress(n * MOST_VALUES) as told:
        found = find_threshold(setup, question, level, n, engine=asked.engine, jobs=asked.jobs, progress=told)
    return threshold_text(setup.scenario, threshold_data(setup, question, found), asked.format)
