"""`escalation-sim compare`: what is different between two scenarios, or two saved results, and is it more than luck?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import click

from escalation_sim.cli.asked import MOST, asked_of, refuse_outputs
from escalation_sim.cli.compare_folders import folder_sides, folders_compared, folders_report
from escalation_sim.cli.compare_sides import Asked, compared
from escalation_sim.cli.options import common, jobs_option, output_options, picture_option
from escalation_sim.errors import RunError, ScenarioError, UsageError
from escalation_sim.language.nodes import shown_path
from escalation_sim.presentation.ci import harmless, problem_cases
from escalation_sim.presentation.github import deliver_commands, github, impossible_told
from escalation_sim.presentation.pictures import check_picture
from escalation_sim.presentation.prose import escaped
from escalation_sim.presentation.reports import FORMATS, Report, deliver_report
from escalation_sim.questions.compare.cases import on_the_disk
from escalation_sim.questions.compare.compare import Comparison
from escalation_sim.questions.compare.folders.compared import Folders, Row

CHANGED, INCOMPARABLE, UNDECIDED = 1, 3, 4
"""Exit statuses beside 0."""


@click.command()
@click.argument("a", metavar="A", type=click.Path())
@click.argument("b", metavar="[B]", required=False, type=click.Path())
@click.option(
    "--with", "with_", metavar="NAME=VALUE", multiple=True, help="Another value for a parameter in B; B may be left out."
)
@click.option("--set", "changes", metavar="NAME=VALUE", multiple=True, help="Another value for a parameter in A and in B.")
@click.option(
    "--without",
    metavar="NAME",
    multiple=True,
    help="As if the `while` of that event or brake were false: in A and in B, or, where B is left out, in B alone.",
)
@click.option("-n", "--replications", type=click.IntRange(min=1), help="Histories of each, by default 1000.")
@click.option("--seed", type=click.IntRange(min=0), help="Which luck, by default 1.")
@click.option("--uncertain", is_flag=True, help="Draw every uncertainty from its prior (or range), once per replication.")
@click.option("--by", metavar="DATE", multiple=True, help="Also the probability of having reached each stage by then.")
@click.option(
    "--margin",
    "margins",
    metavar="NAME=X",
    multiple=True,
    help="How much may differ: probability=0.02, days=3, or a count or an outcome by its name.",
)
@click.option("--unpaired", is_flag=True, help="Other seeds and numbers of replications may be compared: as independent samples.")
@click.option(
    "--renamed",
    metavar="OLD=NEW",
    multiple=True,
    help="What is called OLD in A is NEW in B, and keeps its luck; again and again.",
)
@click.option("--attribute", is_flag=True, help="Which of the edits moved the answer how much.")
@click.option("--replication", type=click.IntRange(0, MOST), help="Where this history parts ways; by default one that does.")
@click.option("--exit-zero", is_flag=True, help="Only report: status 0 where something changed.")
@click.option("--strict", is_flag=True, help="Undecided makes the status 4.")
@jobs_option
@picture_option
@output_options(*FORMATS)
@common
def compare(**options: Any) -> int:
    """What is different between two scenarios, or two saved results, and is it more than luck?

    \b
    escalation-sim compare scenarios/base.yaml scenarios/no_legal_brake.yaml
    escalation-sim compare scenarios/base.yaml --with fear_weighs=28 --margin probability=0.02
    escalation-sim compare scenarios/base.yaml --without public_opinion
    escalation-sim compare HEAD:scenarios/base.yaml scenarios/base.yaml      what an edit does
    escalation-sim compare main:scenarios scenarios      of all scenarios, on one page
    escalation-sim compare main:scenarios scenarios -o comment.md --plot comment.svg
    escalation-sim compare HEAD:my.yaml my.yaml --renamed storm=tempest
    escalation-sim compare scenarios/base.yaml scenarios/opinion_turns.yaml --attribute
    escalation-sim compare last_week.json scenarios/base.yaml

    Scenarios meet the same luck, so that what differs is not luck. A saved result is the JSON of `run -n`, best with --histories.
    """
    asked = asked_of(Asked, FORMATS, options)
    if asked.plot:
        check_picture(Path(asked.plot))
    with impossible_told(f"{_sides(asked)} could not be compared"):
        found = _found(asked)
    if isinstance(found, Folders):
        return _tell_folders(found, asked)
    deliver_report(_report(found), asked.format, asked.output, lenient=asked.exit_zero)
    _draw(found, asked)
    if found.verdict == "not comparable":
        return INCOMPARABLE
    return _status(found.verdict, asked)


def _sides(asked: Asked) -> str:
    """What is compared, by the names that the user gave, as Markdown shows them."""
    return " and ".join(escaped(harmless(shown_path(path))) for path in (asked.a, asked.b) if path is not None)


def _status(verdict: str, asked: Asked) -> int:
    """The exit status of what could be compared."""
    status = {"changed": CHANGED, "undecided": UNDECIDED if asked.strict else 0}.get(verdict, 0)
    return 0 if asked.exit_zero else status


def _found(asked: Asked) -> Comparison | Folders:
    """Two scenarios, or all of two folders. Raises EscalationError."""
    if folders := folder_sides(asked):
        return folders_compared(folders, asked)
    _refuse_nonsense(asked)
    try:
        return compared(asked)
    except ScenarioError as error:
        if asked.format == "github":
            _annotate(error, asked)
        raise


def _annotate(error: ScenarioError, asked: Asked) -> None:
    """What is wrong with a scenario, beside its lines. Raises CannotRun."""
    revisions = [asked.revision(path) for path in (asked.a, asked.b or asked.a)]
    wrong = [replace(one, place=on_the_disk(one.place, *revisions)) for one in error.problems]
    suite = PurePath(wrong[0].place.file).stem if wrong else "compare"
    deliver_commands(github(problem_cases(suite, wrong, strict=True)), asked.output)


def _tell_folders(found: Folders, asked: Asked) -> int:
    """Two folders, scenario by scenario; the exit status is the worst. Raises CannotRun and UsageError."""
    broken = found.of("broken")
    for line in dict.fromkeys(line for row in broken for line in _errors(row)):  # what all variants of a file have, once
        click.echo(line, err=True)
    deliver_report(folders_report(found), asked.format, asked.output, lenient=asked.exit_zero)
    _draw(next((row.comparison for row in found.moved if row.comparison), None), asked)
    if broken:
        return min(row.status for row in broken)
    return INCOMPARABLE if found.verdict == "not comparable" else _status(found.verdict, asked)


def _errors(row: Row) -> list[str]:
    """What is wrong with a scenario that cannot be compared."""
    if isinstance(row.error, ScenarioError):
        return [str(problem) for problem in row.error.problems]
    return [f"error: {row.name}: {row.error}" if isinstance(row.problem, RunError) else str(row.error)]


def _draw(found: Comparison | None, asked: Asked) -> None:
    """The picture, where one is asked for; of two folders that of the scenario that moved most. Raises UsageError."""
    if asked.plot is None:
        return
    from escalation_sim.questions.compare.figures import comparison_figure

    figure = comparison_figure(found) if found else None
    if figure:
        asked.draw(figure, asked.plot)
    else:
        asked.note(
            "--plot: no stage can be compared, so nothing is drawn" if found else "--plot: nothing moved, so nothing is drawn"
        )


def _refuse_nonsense(asked: Asked) -> None:
    """Options that do not go together. Raises UsageError."""
    a, b = asked.a, asked.b
    saved = [path for path in (a, b) if path and asked.is_saved(path)]
    if b is None and not asked.with_ and not asked.without:
        raise UsageError("compare wants two files, or --with NAME=VALUE or --without NAME: what is A to be compared with?")
    of_b = {"--with": asked.with_, "--without": asked.without if b is None else ()}
    option = next((option for option, given in of_b.items() if given), "")
    if option and asked.is_saved(b or a):
        raise UsageError(f"{option} is for a scenario, and {shown_path(b or a)} is a saved result")
    if len(saved) == 2:
        given = {"--set": asked.changes, "--without": asked.without, "--seed": asked.seed, "-n": asked.replications}
        given["--uncertain"] = asked.uncertain
        wrong = next((option for option, value in given.items() if value not in (None, False, ())), None)
        if wrong:
            raise UsageError(f"{wrong} is for scenarios, and both are saved results")
        if asked.jobs is not None and asked.jobs > 1:
            asked.note("both are saved results, and nothing is played: --jobs makes no difference")
    if saved and asked.by:
        raise UsageError("--by is for scenarios: against a saved result its own dates are used")
    if saved and asked.replication is not None:
        raise UsageError("--replication tells a history again, and a saved result has none to tell: compare two scenarios")
    if asked.unpaired and asked.replication is not None:
        raise UsageError("--replication is about one luck in both, and --unpaired about two: take one of them out")
    if asked.attribute and (saved or asked.unpaired):
        why = (
            "--unpaired is about two lucks" if asked.unpaired else f"{shown_path(saved[0])} is a saved result, which has no edits"
        )
        raise UsageError(f"--attribute plays the scenarios in between, under the same luck, and {why}: compare two scenarios")
    for path in (a, b or a):
        refuse_outputs({"one of the files that are compared": path}, {"--plot": asked.plot}, asked.output)


def _report(found: Comparison) -> Report:
    from escalation_sim.questions.compare.cases import comparison_annotations, comparison_cases
    from escalation_sim.questions.compare.data import comparison_json
    from escalation_sim.questions.compare.formats import comparison_text
    from escalation_sim.questions.compare.page import comparison_markdown
    from escalation_sim.questions.compare.words import headline

    return Report(
        found.verdict,
        headline(found),
        comparison_markdown(found),
        lambda: comparison_text(found),
        lambda: comparison_json(found),
        comparison_cases(found),
        comparison_annotations(found),
    )
