"""`escalation-sim score`: how good were the odds, now that some answers are known?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from escalation_sim.cli.asked import Asked as AskedOfAll
from escalation_sim.cli.asked import asked_of, refuse_outputs
from escalation_sim.cli.options import common, output_options, parallel_options, picture_option, read_scenario
from escalation_sim.errors import UsageError
from escalation_sim.language.asking import load_questions
from escalation_sim.language.files import is_stream
from escalation_sim.language.loading import Document
from escalation_sim.language.names import nearest
from escalation_sim.language.nodes import shown_path
from escalation_sim.language.questions import QuestionFile, late
from escalation_sim.language.shipped import shipped_questions, shipped_questions_file
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.score.data import scores_data
from escalation_sim.questions.score.formats import scores_text
from escalation_sim.questions.score.freezing import freeze, too_late
from escalation_sim.questions.score.question import HISTORIES, UNCERTAIN, forecasters
from escalation_sim.questions.score.question import score as scored
from escalation_sim.running.engines import Engine

FORMATS = ("text", "markdown", "json", "csv")


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfAll):
    """What `score` is asked."""

    questions: str
    against: tuple[str, ...]
    freeze: bool
    uncertain: bool
    replications: int
    seed: int
    plot: str | None
    engine: Engine
    jobs: int | None


@click.command()
@click.argument("questions", metavar="QUESTIONS", type=click.Path())
@click.option("--against", metavar="SCENARIO", multiple=True, help="Another scenario that is asked the same; again and again.")
@click.option(
    "--freeze",
    is_flag=True,
    help="Write the scenario's digest into the file of questions, as `frozen`: from now on every change of it shows.",
)
@click.option("--uncertain", is_flag=True, help="Beside it the odds with every uncertainty drawn from its prior (or range).")
@click.option(
    "-n", "--replications", type=click.IntRange(min=1), default=HISTORIES, show_default=True, help="How many histories."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Which luck.")
@picture_option
@parallel_options
@output_options(*FORMATS)
@common
def score(**options: Any) -> None:
    """How good were the odds, now that some answers are known?

    \b
    escalation-sim score scenarios/questions/germany_tanks.yaml
    escalation-sim score mine.yaml --against other.yaml --plot scores.png
    escalation-sim score mine.yaml --freeze            before the answers are known

    A file of dated questions, what the scenario says to each, and where the answer is known what that is worth: the Brier score
    and the logarithmic one, beside those of others who answered the same.
    """
    asked = asked_of(Asked, FORMATS, options)
    path = _located(asked)
    _refuse_outputs(asked, {"the questions": path})
    file = load_questions(path)
    _refuse_outputs(asked, {"the scenario": file.document.places.top.place.file})
    for warning in file.warnings if not asked.quiet else ():
        click.echo(str(warning), err=True)
    against = [(one, read_scenario(one, quiet=asked.quiet)) for one in asked.against]
    everyone = forecasters(file, against, asked.seed, uncertain=asked.uncertain)
    _say_late(asked, file, against)
    if asked.uncertain and not next(one for one in everyone if one.name == UNCERTAIN).setup.uncertain:
        asked.note("--uncertain draws nothing: no uncertainty has a range or a prior")
    with asked.progress(asked.replications * len(everyone)) as told:
        found = scored(file, everyone, asked.replications, asked.engine, asked.jobs, told)
    now = found.frozen_now() if asked.freeze else found
    data, scenario = scores_data(now), file.document.scenario
    if asked.plot:
        from escalation_sim.questions.score.figures import scores_figure

        asked.draw(scores_figure(scenario, data), asked.plot)
    if asked.freeze:
        if late_ := too_late(found):
            click.echo(f"warning: {late_}", err=True)
        asked.note(freeze(Path(path), found))
    deliver(scores_text(scenario, data, asked.format, color=asked.color and asked.output == "-"), asked.output)


def _located(asked: Asked) -> str:
    """Where the questions are: in a file, or in one that comes with the program, which is said. Raises UsageError."""
    found = shipped_questions_file(asked.questions)
    if found:
        asked.note(f"no file `{asked.questions}` is here; these are the questions `{asked.questions}` that come with the program")
    if asked.freeze and (found or is_stream(asked.questions)):
        raise UsageError("--freeze writes into a file of yours: name one, or take --freeze out")
    near = nearest(Path(asked.questions).stem, shipped_questions())
    if near and not found and not os.path.lexists(asked.questions):
        words = f"there is no file {shown_path(asked.questions)}; with the program come the questions `{near}`"
        raise UsageError(f"{words}: write that name alone")
    return str(found or asked.questions)


def _refuse_outputs(asked: Asked, read: dict[str, str]) -> None:
    """No output may take the place of what is read, or another's. Raises UsageError."""
    inputs = {**read, **{f"the scenario {one}": one for one in asked.against}}
    refuse_outputs(inputs, {"--plot": asked.plot}, asked.output)
    if asked.plot:
        from escalation_sim.presentation.pictures import check_picture

        check_picture(Path(asked.plot))


def _say_late(asked: Asked, file: QuestionFile, against: list[tuple[str, Document]]) -> None:
    """A note for every question that another scenario answers for its end."""
    for _, document in against:
        for problem in late(file, document.scenario):
            asked.note(f"{problem.place}: {problem.message}")
