"""`escalation-sim threshold`: at which value of a parameter does it flip?"""

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
from escalation_sim.model.expressions import plain
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.threshold.search import MOST_VALUES, Question, read_question, threshold_data
from escalation_sim.questions.threshold.search import threshold as find_threshold
from escalation_sim.running.setups import Engine, Settings, Setup

FORMATS = ("text", "json")
REPLICATIONS, LEVEL = 1_000, 0.5

MOST = 2**63 - 2
"""The largest number of a replication: a block counts to the next one, with 64 bits."""


@dataclass(frozen=True)
class Asked:
    """What the user asked for beside the scenario and its settings."""

    vary: str
    reach: str
    level: float | None
    replications: int | None
    replication: int | None
    by: str | None
    engine: Engine
    jobs: int | None
    format: str
    output: str
    quiet: bool
    color: bool


@click.command()
@scenario_argument
@click.option("--vary", metavar="NAME[=LOW:HIGH]", required=True, help="The parameter; NAME alone takes its range.")
@click.option("--reach", metavar="STAGE", required=True, help="The stage that is to be reached.")
@click.option("--level", type=float, metavar="P", help="The probability that is to be passed, by default 0.5.")
@click.option("-n", "--replications", type=click.IntRange(min=1), help="How many histories at each value, by default 1000.")
@click.option("--replication", type=click.IntRange(0, MOST), help="One history: the exact value at which it flips.")
@click.option("--by", metavar="DATE", help="Reached by then, and not just at some time.")
@settings_options
@parallel_options
@output_options(*FORMATS)
@common
def threshold(
    scenario: str,
    changes: tuple[str, ...],
    seed: int,
    uncertain: bool,
    format_: str | None,
    no_color: bool,
    debug: bool,
    **rest: Any,
) -> None:
    """At which value of a parameter does the probability of reaching a stage pass a level?

    \b
    escalation-sim threshold scenarios/base.yaml --vary defensive_threshold --reach defensive_weapons --level 0.2
    escalation-sim threshold scenarios/base.yaml --vary opinion_floor=25:45 --reach defensive_weapons --level 0.3
    escalation-sim threshold scenarios/base.yaml --vary opinion_floor --reach defensive_weapons --replication 17

    Found by a search under common luck, with a 95 % interval, in far fewer histories than a grid takes. With --replication: the
    exact value at which that history flips.
    """
    asked = Asked(**rest, format=chosen_format(format_, rest["output"], FORMATS), color=not no_color)
    _refuse_nonsense(scenario, asked)
    found = read_scenario(scenario, quiet=asked.quiet).scenario
    question = read_question(found, asked.vary, asked.reach, asked.by)
    changed = read_changes(changes, found, quiet=asked.quiet)
    name = question.parameter
    if name in changed:
        raise UsageError(f"{name} is both set and varied; take --set {name}=… or --vary {name} out")
    _say_where_it_leaves_the_range(found, question, asked)
    setup = Setup(found, Settings(seed, changed, uncertain))
    deliver(_one(setup, question, asked) if asked.replication is not None else _many(setup, question, asked), asked.output)


def _refuse_nonsense(scenario: str, asked: Asked) -> None:
    """Options that do not go together."""
    if asked.replication is not None and asked.replications is not None:
        raise UsageError("-n asks for many histories and --replication for one; take one of them out")
    if asked.replication is not None and asked.level is not None:
        raise UsageError("--level is about many histories, and one reaches the stage or does not: take --level out")
    if asked.level is not None and not 0 < asked.level < 1:
        raise UsageError(f"--level {asked.level:g}: a probability between 0 and 1, such as 0.3 for 30 %")
    if asked.output != "-" and Path(asked.output).resolve() == Path(scenario).resolve():
        raise UsageError(f"{asked.output} is the scenario itself: choose another file")


def _say_where_it_leaves_the_range(scenario: Scenario, question: Question, asked: Asked) -> None:
    range_ = next(one.range for one in scenario.parameters if one.name == question.parameter)
    if range_ and not range_[0] <= question.low < question.high <= range_[1] and not asked.quiet:
        low, high = plain(range_[0]), plain(range_[1])
        click.echo(f"note: --vary {asked.vary} goes beyond its range, {low} to {high}", err=True)


def _one(setup: Setup, question: Question, asked: Asked) -> str:
    from escalation_sim.questions.threshold.flips import flips, flips_data
    from escalation_sim.questions.threshold.words import flips_text

    assert asked.replication is not None
    return flips_text(setup.scenario, flips_data(setup, question, flips(setup, question, asked.replication)), asked.format)


def _many(setup: Setup, question: Question, asked: Asked) -> str:
    from escalation_sim.questions.threshold.words import threshold_text

    n, level = asked.replications or REPLICATIONS, LEVEL if asked.level is None else asked.level
    with progress(n * MOST_VALUES, quiet=asked.quiet, color=asked.color) as told:
        found = find_threshold(setup, question, level, n, engine=asked.engine, jobs=asked.jobs, progress=told)
    return threshold_text(setup.scenario, threshold_data(setup, question, found), asked.format)
