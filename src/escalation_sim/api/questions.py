"""The questions of the command line as functions: a keyword is the option of that name.

`set`, `without`, `seed` and `uncertain` mean the same everywhere, and so do `engine` and `jobs`, on which no answer depends.
`jobs` is 1 by default and not all cores: whoever asks may have threads or processes of its own.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import get_args

from escalation_sim.api import arguments
from escalation_sim.api.answers import Answer, Ensemble, History, Study
from escalation_sim.api.arguments import Changes, Dates, Names, Vary, whole
from escalation_sim.api.scenarios import Scenario, prepared, warn_of_late
from escalation_sim.errors import UsageError
from escalation_sim.questions.answer.ordinary import most_ordinary
from escalation_sim.questions.ensemble.answer import bytes_needed, read_questions
from escalation_sim.questions.ensemble.conditions import read_condition
from escalation_sim.questions.history.picking import first_in_which
from escalation_sim.questions.sweep.description import MOST_REPLICATIONS
from escalation_sim.questions.sweep.designs import KINDS, Kind, read_axes
from escalation_sim.questions.sweep.designs import design as designed
from escalation_sim.questions.sweep.resuming import sweep_into
from escalation_sim.questions.sweep.study import sweep as swept
from escalation_sim.running.engines import Engine
from escalation_sim.running.execution import Execution
from escalation_sim.running.setups import Setup

MOST = 2**63 - 1
"""The largest number of a replication: the counter of its luck has 64 bits."""


def answer(  # noqa: PLR0913 - one keyword an option
    scenario: Scenario,
    *,
    seed: int = 1,
    set: Changes | None = None,  # noqa: A002
    without: Names | None = None,
    uncertain: bool = False,
    by: Dates = (),
    engine: Engine = "auto",
    jobs: int = 1,
) -> Answer:
    """How far does the actor get in 1,000 histories, how likely is each further stage, and how does the most ordinary one go?

    Raises errors.UsageError, and errors.RunError for the lowest-numbered history that stops.
    """
    many = ensemble(scenario, seed=seed, set=set, without=without, uncertain=uncertain, by=by, engine=engine, jobs=jobs)
    ordinary = many.setup.history(most_ordinary(many.columns))
    return Answer(scenario, History(scenario, many.setup, ordinary), many)


def run(
    scenario: Scenario,
    *,
    replication: int = 0,
    pick: str | None = None,
    seed: int = 1,
    set: Changes | None = None,  # noqa: A002 - called as on the command line
    without: Names | None = None,
    uncertain: bool = False,
) -> History:
    """One history: which stage does the actor reach, when, and why?

    With *pick*, a condition, it is the first one in which that holds, from *replication* on. Raises errors.UsageError,
    errors.RunError where a history cannot be told to its end, and errors.CannotRun where the condition holds in none of 100,000.
    """
    setup, number = (
        prepared(scenario, seed, set, uncertain, without),
        whole("replication", replication, 0, MOST - (pick is not None)),
    )
    if pick is None:
        return History(scenario, setup, setup.history(number))
    condition = read_condition(arguments.text("pick", pick), setup.scenario)
    return History(scenario, setup, setup.history(first_in_which(condition, setup, number)), condition.text)


def ensemble(  # noqa: PLR0913 - one keyword an option
    scenario: Scenario,
    *,
    replications: int = 1_000,
    seed: int = 1,
    set: Changes | None = None,  # noqa: A002
    without: Names | None = None,
    uncertain: bool = False,
    by: Dates = (),
    split: str | None = None,
    given: str | None = None,
    engine: Engine = "auto",
    jobs: int = 1,
) -> Ensemble:
    """Many histories: how likely is each stage?

    *by* is a date or several, for the probability of having reached each stage by then; *split* is a condition that divides the
    histories, for a table of each side; only histories in which *given* holds are counted. With *uncertain* the same luck is
    played once more without ignorance, to tell the two apart. Raises errors.UsageError, and errors.RunError for the
    lowest-numbered history that stops.
    """
    setup = prepared(scenario, seed, set, uncertain, without)
    conditions = arguments.text_or_none("split", split), arguments.text_or_none("given", given)
    questions = read_questions(setup.scenario, arguments.dates("by", by), *conditions)
    warn_of_late(setup.scenario, questions.by)
    n, execution = whole("replications", replications, 1), execution_of(engine, jobs)
    needed = bytes_needed(setup, questions, summed=False)
    columns = setup.ensemble(n, engine=execution.engine, jobs=execution.jobs, needed=needed)
    alone = None
    if setup.uncertain:
        settings = replace(setup.settings, uncertain=False)
        again = Setup(setup.scenario, settings)
        alone = again.ensemble(n, engine=execution.engine, jobs=execution.jobs, summed=given is None, needed=0)
    return Ensemble(scenario, setup, questions, columns, alone, execution)


def sweep(  # noqa: PLR0913 - one keyword an option
    scenario: Scenario,
    vary: Vary,
    *,
    design: Kind = "grid",
    points: int | None = None,
    replications: int = 1_000,
    seed: int = 1,
    set: Changes | None = None,  # noqa: A002
    without: Names | None = None,
    uncertain: bool = False,
    study: str | os.PathLike[str] | None = None,
    keep_going: bool = False,
    engine: Engine = "auto",
    jobs: int = 1,
) -> Study:
    """An ensemble at every point of a design: how does the answer change over a range of parameters?

    *study* is a file that keeps every finished block: asked again, the study goes on with what is there. A point at which a
    history stops is an error; with *keep_going* it is marked as failed, and the others are finished. Raises
    errors.UsageError, errors.RunError, and errors.CannotRun for a file that belongs to another study.
    """
    setup = prepared(scenario, seed, set, uncertain, without)
    axes = read_axes(arguments.varied(vary), setup.scenario)
    for axis in axes:
        if axis.name in setup.settings.changed:
            raise UsageError(f"{axis.name} is both set and varied; take it out of one of them")
    arguments.choice("design", design, KINDS)
    count = arguments.whole_or_none("points", points, 1)
    planned = designed(design, axes, setup.scenario, setup.values, setup.settings.seed, count)
    n, execution = whole("replications", replications, 1, MOST_REPLICATIONS), execution_of(engine, jobs)
    going = arguments.flag("keep_going", keep_going)
    if study is None:
        return Study(scenario, swept(setup, planned, n, execution, keep_going=going))
    path, text = arguments.file("study", study), scenario.document.whole_text()
    return Study(scenario, sweep_into(path, text, setup, planned, n, execution, keep_going=going))


def execution_of(engine: Engine, jobs: int) -> Execution:
    """How it is played. Raises UsageError."""
    arguments.choice("engine", engine, get_args(Engine))
    return Execution(engine, whole("jobs", jobs, 1))
