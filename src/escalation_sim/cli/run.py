"""`escalation-sim run`: which stage does the actor reach, when, and why?"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from escalation_sim.cli.asked import MOST, AskedOfRun, asked_of, refuse_idle, refuse_one_and_many
from escalation_sim.cli.options import (
    common,
    output_options,
    parallel_options,
    picture_option,
    scenario_argument,
    settings_options,
)
from escalation_sim.errors import RunError, UsageError
from escalation_sim.language.loading import Document
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.history.figure_data import changes
from escalation_sim.running.engines import get_ready
from escalation_sim.running.setups import Setup

if TYPE_CHECKING:
    from escalation_sim.engines.history import History
    from escalation_sim.questions.ensemble.answer import Questions
    from escalation_sim.results.ensemble import Ensemble

FORMATS = ("text", "json", "csv")
REPLICATIONS = 1_000
"""The histories that the answer rests on."""


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfRun):
    """What `run` is asked."""

    replications: int | None
    replication: int | None
    by: tuple[str, ...]
    splits: tuple[str, ...]
    givens: tuple[str, ...]
    picks: tuple[str, ...]
    trace: str | None
    histories: bool
    full: bool

    @property
    def answers(self) -> bool:
        """Whether the answer is asked for, and neither one history nor many alone."""
        return self.replications is None and self.replication is None


@click.command()
@scenario_argument
@click.option("-n", "--replications", type=click.IntRange(min=1), help="Many histories: how likely is what?")
@click.option("--replication", type=click.IntRange(0, MOST), help="One history, from 0: what happened, and why?")
@settings_options
@click.option("--by", metavar="DATE", multiple=True, help="The probability of having reached each stage by then.")
@click.option(
    "--split",
    "splits",
    metavar="CONDITION",
    multiple=True,
    help="With -n: a table for each side of it, such as 'peak_troops > 9000'.",
)
@click.option(
    "--given",
    "givens",
    metavar="CONDITION",
    multiple=True,
    help="With -n: count only the histories in which it holds, such as 'reached_indirect_supply'.",
)
@click.option(
    "--pick",
    "picks",
    metavar="CONDITION",
    multiple=True,
    help="Tell the first history in which it holds, from --replication on.",
)
@click.option("--histories", is_flag=True, help="With -n and JSON: one entry a replication, for paired comparisons.")
@click.option(
    "--trace", metavar="FILE.csv", help="One history: every quantity and the stage, a row a minute in which something changed."
)
@click.option("--full", is_flag=True, help="The answer with the whole account of the most ordinary history.")
@picture_option
@parallel_options
@output_options(*FORMATS)
@common
def run(**options: Any) -> None:
    """Which stage does the actor reach, when, and why?

    \b
    escalation-sim run scenarios/base.yaml                       the answer, and the most ordinary history
    escalation-sim run scenarios/base.yaml --replication 17      one history, with its reasons
    escalation-sim run scenarios/base.yaml -n 1000               how likely each stage is, in tables
    escalation-sim run scenarios/base.yaml -n 1000 --set defensive_threshold=5000
    """
    asked = asked_of(Asked, FORMATS, options)
    asked = _refuse_nonsense_of_picks(asked)
    _refuse_nonsense(asked)
    if asked.answers:
        get_ready(asked.engine, REPLICATIONS)
    elif asked.replications:
        get_ready(asked.engine, asked.replications)
    document = asked.document()
    setup = asked.setup(document)
    if asked.answers:
        _answer(document, setup, replace(asked, replications=REPLICATIONS))
    elif asked.replications is None:
        if not asked.picks:
            asked.say_what_is_for_many()
        asked = _picked(setup, asked)
        _one(document, setup, asked)
    else:
        _many(setup, asked)


def _refuse_nonsense(asked: Asked) -> None:
    """Options that do not go together."""
    refuse_one_and_many(asked.replications, asked.replication)
    if asked.replication is not None and asked.by:
        raise UsageError("--by is about many histories: take out --replication, or replace it by -n 1000")
    for option, given in (("--split", asked.splits), ("--given", asked.givens), ("--histories", asked.histories)):
        if given and asked.replications is None:
            raise UsageError(f"{option} is about many histories: add -n 1000")
    if not asked.answers:
        refuse_idle("-n and --replication have a text of their own, the same at any length", {"--full": asked.full})
    elif asked.format != "text":
        refuse_idle("the whole account is text, and JSON has all of it", {"--full": asked.full})
    if asked.trace and asked.replications is not None:
        raise UsageError("--trace is of one history: replace -n by --replication K")
    if asked.histories and asked.format != "json":
        raise UsageError("--histories goes into JSON: add --format json")
    for option, several in (("--split", asked.splits), ("--given", asked.givens), ("--pick", asked.picks)):
        if several[1:]:
            raise UsageError(f"{option} takes one condition; join several with and, or")
    if asked.splits and asked.format == "csv":
        raise UsageError("--split gives two tables, and CSV is one: choose --format json or text")
    if asked.splits and asked.plot:
        raise UsageError("--split gives two tables, and the picture is of all histories: take out --split or --plot")
    asked.refuse_outputs(trace=asked.trace)


def _refuse_nonsense_of_picks(asked: Asked) -> Asked:
    """What is asked, of one history where one is to be picked. Raises UsageError."""
    if not asked.picks:
        return asked
    if asked.replications is not None:
        raise UsageError("--pick tells one history, and -n asks for many: take one of them out, or use --given with -n")
    return replace(asked, replication=asked.replication or 0)


def _picked(setup: Setup, asked: Asked) -> Asked:
    """What is asked, with the number of the history that is to be picked. Raises UsageError, CannotRun and RunError."""
    if not asked.picks:
        return asked
    from escalation_sim.questions.ensemble.conditions import read_condition
    from escalation_sim.questions.history.picking import MOST as MOST_LOOKED_AT
    from escalation_sim.questions.history.picking import first_in_which

    condition = read_condition(asked.picks[0], setup.scenario)
    with asked.progress(MOST_LOOKED_AT) as told:
        number = first_in_which(condition, setup, asked.replication or 0, engine=asked.engine, progress=told)
    return replace(asked, replication=number)


def _answer(document: Document, setup: Setup, asked: Asked) -> None:
    from escalation_sim.questions.answer.answer import answered
    from escalation_sim.questions.answer.formats import answer_text
    from escalation_sim.questions.answer.words import WIDTH

    questions, ensemble, data = _played(setup, asked, widest=asked.format == "json", watched=asked.engine == "simpy")
    answer = answered(document, setup, ensemble, data)
    text = answer_text(answer, asked.format, min(asked.terminal or WIDTH, WIDTH), full=asked.full or asked.output != "-")
    _trace(setup, answer.history, asked)
    if asked.plot:
        from escalation_sim.questions.answer.figures import answer_figure

        asked.draw(answer_figure(answer, note=changes(setup), by=questions.by), asked.plot)
    deliver(text, asked.output)


def _one(document: Document, setup: Setup, asked: Asked) -> None:
    from escalation_sim.questions.history.account import WIDTH, account_until
    from escalation_sim.questions.history.formats import history_text

    try:
        history = setup.history(asked.replication or 0)
    except RunError as error:
        click.echo(account_until(setup.programme, error.trace), err=True, nl=False)
        raise
    text = history_text(document, setup, history, asked.format, min(asked.terminal or WIDTH, WIDTH), next(iter(asked.picks), ""))
    _trace(setup, history, asked)
    if asked.plot:
        from escalation_sim.questions.history.figures import history_figure

        asked.draw(history_figure(setup.programme, history, changes(setup)), asked.plot)
    deliver(text, asked.output)


def _trace(setup: Setup, history: History, asked: Asked) -> None:
    if asked.trace:
        from escalation_sim.questions.history.formats import trace_csv

        deliver(trace_csv(setup.programme, history), asked.trace)


def _many(setup: Setup, asked: Asked) -> None:
    from escalation_sim.questions.ensemble.formats import ensemble_text

    questions, ensemble, data = _played(setup, asked, widest=asked.format != "csv" and not asked.givens)
    if asked.plot and questions.given is not None and not data["given"]["count"]:
        asked.note("--plot: no history is counted, so nothing is drawn")
    elif asked.plot:
        from escalation_sim.questions.ensemble.figures import ensemble_picture

        asked.draw(ensemble_picture(setup, ensemble, questions, changes(setup)), asked.plot)
    deliver(ensemble_text(setup.scenario, data, asked.format, color=asked.color and asked.output == "-"), asked.output)


def _played(setup: Setup, asked: Asked, *, widest: bool, watched: bool = True) -> tuple[Questions, Ensemble, dict[str, Any]]:
    """What is asked of many histories, these, and what the JSON of `-n` says of them; *widest* takes many more.

    They are *watched* by a bar where they may take their time.
    """
    from escalation_sim.questions.ensemble.answer import bytes_needed, ensemble_answer, read_questions

    assert asked.replications is not None
    questions = read_questions(setup.scenario, asked.by, *(next(iter(given), None) for given in (asked.splits, asked.givens)))
    asked.note_after_the_end(setup.scenario, questions.by)
    summed = not asked.histories and not asked.splits and not asked.givens
    needed = bytes_needed(setup, questions, summed=summed, histories=asked.histories)
    with asked.progress(asked.replications) if watched else nullcontext() as progress:
        ensemble = setup.ensemble(
            asked.replications, engine=asked.engine, jobs=asked.jobs, progress=progress, summed=summed, needed=needed
        )
        luck_alone = _without_ignorance(setup, asked) if setup.uncertain else None
    data = ensemble_answer(setup, ensemble, questions, luck_alone=luck_alone, histories=asked.histories)
    if setup.uncertain and widest:
        data["widest"] = _widest(setup, asked)
    return questions, ensemble, data


def _without_ignorance(setup: Setup, asked: Asked) -> Any:
    """The same luck with every parameter at its value, to tell luck from ignorance."""
    assert asked.replications is not None
    settings = replace(setup.settings, uncertain=False)
    alone = Setup(setup.scenario, settings)
    return alone.ensemble(asked.replications, engine=asked.engine, jobs=asked.jobs, summed=not asked.givens, needed=0)


def _widest(setup: Setup, asked: Asked) -> dict[str, Any] | None:
    """Which uncertainty moves the answer most; None, and said, where a history stops at a value that the draws have spared."""
    from escalation_sim.questions.sensitivity.one_at_a_time import widest

    assert asked.replications is not None
    try:
        return widest(setup, asked.replications)
    except RunError as error:
        asked.note(f"which uncertainty moves the answer most is not known: {error}")
        return None
