"""`escalation-sim run`: which stage does the actor reach, when, and why?"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from escalation_sim.cli.options import (
    chosen_format,
    common,
    output_options,
    read_changes,
    read_scenario,
    scenario_argument,
    settings_options,
)
from escalation_sim.errors import RunError, UsageError
from escalation_sim.language.loading import Document
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.history.figure_data import titled
from escalation_sim.running.setups import Engine, Progress, Settings, Setup

_FORMATS = ("text", "json", "csv")


MOST = 2**63 - 1
"""The largest number of a replication: the counter of its luck has 64 bits."""


@dataclass(frozen=True)
class Asked:
    """What the user asked for beside the scenario and its settings."""

    replications: int | None
    replication: int | None
    by: tuple[str, ...]
    splits: tuple[str, ...]
    trace: str | None
    plot: str | None
    histories: bool
    engine: Engine
    jobs: int | None
    format: str
    output: str
    quiet: bool
    color: bool


@click.command()
@scenario_argument
@click.option("-n", "--replications", type=click.IntRange(min=1), help="Many histories: how likely is what?")
@click.option("--replication", type=click.IntRange(0, MOST), help="Which history to tell, from 0 (the default).")
@settings_options
@click.option("--by", metavar="DATE", multiple=True, help="With -n: the probability of having reached each stage by then.")
@click.option(
    "--split",
    "splits",
    metavar="CONDITION",
    multiple=True,
    help="With -n: a table for each side of it, such as 'peak_troops > 9000'.",
)
@click.option("--histories", is_flag=True, help="With -n and JSON: one entry a replication, for paired comparisons.")
@click.option(
    "--trace", metavar="FILE.csv", help="One history: every quantity and the stage, a row a minute in which something changed."
)
@click.option("--plot", metavar="FILE", help="A picture, PNG or SVG (needs the extra `plot`).")
@click.option(
    "--engine",
    type=click.Choice(["auto", "simpy", "ensemble"]),
    default="auto",
    show_default=True,
    help="With -n: who plays the histories. The answer does not depend on it.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes; by default one for each core that may be used. The answer does not depend on it.",
)
@output_options(*_FORMATS)
@common
def run(
    scenario: str,
    changes: tuple[str, ...],
    seed: int,
    uncertain: bool,
    format_: str | None,
    no_color: bool,
    debug: bool,
    **rest: Any,
) -> None:
    """Which stage does the actor reach, when, and why?

    \b
    escalation-sim run scenarios/base.yaml                       one history, with its reasons
    escalation-sim run scenarios/base.yaml --replication 17      another one
    escalation-sim run scenarios/base.yaml -n 1000               how likely each stage is
    escalation-sim run scenarios/base.yaml -n 1000 --set defensive_threshold=5000
    """
    asked = Asked(**rest, format=chosen_format(format_, rest["output"], _FORMATS), color=not no_color)
    _refuse_nonsense(asked)
    _refuse_to_overwrite(scenario, asked)
    document = read_scenario(scenario, quiet=asked.quiet)
    setup = Setup(document.scenario, Settings(seed, read_changes(changes, document.scenario, quiet=asked.quiet), uncertain))
    if asked.replications is None:
        _one(document, setup, asked)
    else:
        _many(setup, asked)


def _refuse_nonsense(asked: Asked) -> None:
    """Options that do not go together."""
    if asked.replications is not None and asked.replication is not None:
        raise UsageError("-n asks for many histories and --replication for one; take one of them out")
    for option, given in (("--by", asked.by), ("--split", asked.splits), ("--histories", asked.histories)):
        if given and asked.replications is None:
            raise UsageError(f"{option} is about many histories: add -n 1000")
    if asked.trace and asked.replications is not None:
        raise UsageError("--trace is of one history: replace -n by --replication K")
    if asked.histories and asked.format != "json":
        raise UsageError("--histories goes into JSON: add --format json")
    if asked.splits[1:]:
        raise UsageError("--split takes one condition; join several with and, or")
    if asked.splits and asked.format == "csv":
        raise UsageError("--split gives two tables, and CSV is one: choose --format json or text")
    for option, path in (("--trace", asked.trace), ("--plot", asked.plot)):
        if path == "-":
            raise UsageError(f"{option} wants the name of a file, not -")
    if asked.plot:
        from escalation_sim.presentation.pictures import check_picture

        check_picture(Path(asked.plot))


def _refuse_to_overwrite(scenario: str, asked: Asked) -> None:
    """No output may take the scenario's place, or another output's."""
    taken = {Path(scenario).resolve()}
    for path in (asked.output, asked.trace, asked.plot):
        if path and path != "-":
            if Path(path).resolve() in taken:
                raise UsageError(f"{path} is the scenario itself, or named twice: choose another file")
            taken.add(Path(path).resolve())


def _one(document: Document, setup: Setup, asked: Asked) -> None:
    from escalation_sim.questions.history.account import WIDTH, account_until
    from escalation_sim.questions.history.formats import history_text

    try:
        history = setup.history(asked.replication or 0)
    except RunError as error:
        click.echo(account_until(setup.programme, error.trace), err=True, nl=False)
        raise
    width = shutil.get_terminal_size().columns if asked.output == "-" and sys.stdout.isatty() else WIDTH
    text = history_text(document, setup, history, asked.format, min(width, WIDTH))
    if asked.trace:
        from escalation_sim.questions.history.formats import trace_csv

        deliver(trace_csv(setup.programme, history), asked.trace)
    if asked.plot:
        from escalation_sim.presentation.pictures import save
        from escalation_sim.questions.history.figures import history_figure

        save(history_figure(titled(setup), history), Path(asked.plot))
    deliver(text, asked.output)


def _many(setup: Setup, asked: Asked) -> None:
    from escalation_sim.questions.ensemble.answer import ensemble_answer, read_questions
    from escalation_sim.questions.ensemble.formats import ensemble_text

    assert asked.replications is not None
    questions = read_questions(setup.scenario, asked.by, asked.splits[0] if asked.splits else None)
    summed = not asked.histories and not asked.splits
    with _progress(asked.replications, asked) as progress:
        ensemble = setup.ensemble(asked.replications, engine=asked.engine, jobs=asked.jobs, progress=progress, summed=summed)
        luck_alone = _without_ignorance(setup, asked) if setup.uncertain else None
    data = ensemble_answer(setup, ensemble, questions, luck_alone=luck_alone, histories=asked.histories)
    if setup.uncertain and asked.format != "csv":
        data["widest"] = _widest(setup, asked)
    if asked.plot:
        from escalation_sim.presentation.pictures import save
        from escalation_sim.questions.ensemble.figures import ensemble_figure

        save(ensemble_figure(titled(setup), ensemble, replications=asked.replications), Path(asked.plot))
    deliver(ensemble_text(setup.scenario, data, asked.format, color=asked.color and asked.output == "-"), asked.output)


def _without_ignorance(setup: Setup, asked: Asked) -> Any:
    """The same luck with every parameter at its value, to tell luck from ignorance."""
    assert asked.replications is not None
    settings = Settings(setup.settings.seed, setup.settings.changed)
    return Setup(setup.scenario, settings).ensemble(asked.replications, engine=asked.engine, jobs=asked.jobs, summed=True)


def _widest(setup: Setup, asked: Asked) -> dict[str, Any] | None:
    """Which uncertainty moves the answer most; None, and said, where a history stops at a value that the draws have spared."""
    from escalation_sim.questions.sensitivity.one_at_a_time import widest

    assert asked.replications is not None
    try:
        return widest(setup, asked.replications)
    except RunError as error:
        if not asked.quiet:
            click.echo(f"note: which uncertainty moves the answer most is not known: {error}", err=True)
        return None


@contextmanager
def _progress(total: int, asked: Asked) -> Iterator[Progress | None]:
    """A bar with the time left, on a terminal's standard error only."""
    if asked.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, no_color=not asked.color or None)
    with Bar(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.advance(task, count)
