"""`escalation-sim validate`: is this file sound?"""

from __future__ import annotations

import click

from escalation_sim.cli.options import common, located
from escalation_sim.errors import Place, Problem, ScenarioError, UsageError
from escalation_sim.language.loading import load
from escalation_sim.presentation.formats import to_json

WRONG = 2


@click.command()
@click.argument("scenarios", metavar="SCENARIO…", nargs=-1, required=True, type=click.Path())
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@common
def validate(scenarios: tuple[str, ...], strict: bool, format_: str, quiet: bool, no_color: bool, debug: bool) -> int:
    """Is this file sound?

    \b
    escalation-sim validate scenarios/base.yaml
    escalation-sim validate --strict scenarios/*.yaml

    Every mistake of a file is reported at once, with its line, and how to mend it. Status 0 when all files are sound, else 2.
    """
    found = [(path, _problems(path, quiet=quiet)) for path in scenarios]
    wrong = any(not problem.warning or strict for _, problems in found for problem in problems)
    if format_ == "json":
        click.echo(
            to_json({"format": "escalation-sim/validation", "version": 1, "files": [_data(*one) for one in found]}), nl=False
        )
    else:
        for path, problems in found:
            _show(path, problems, quiet)
    return WRONG if wrong else 0


def _problems(path: str, *, quiet: bool) -> list[Problem]:
    try:
        return list(load(located(path, quiet=quiet)).warnings)
    except ScenarioError as error:
        return list(error.problems)
    except UsageError as error:
        return [Problem(Place(path, 1, 1), "", str(error), "check the path")]


def _data(path: str, problems: list[Problem]) -> dict[str, object]:
    return {
        "file": path,
        "problems": [
            {
                "file": problem.place.file,
                "line": problem.place.line,
                "column": problem.place.column,
                "path": problem.path,
                "severity": "warning" if problem.warning else "error",
                "message": problem.message,
                "mend": problem.mend,
            }
            for problem in problems
        ],
    }


def _show(path: str, problems: list[Problem], quiet: bool) -> None:
    for problem in problems:
        click.echo(str(problem))
    errors = sum(not problem.warning for problem in problems)
    warnings = len(problems) - errors
    if errors or warnings:
        click.echo(f"{path}: {_count(errors, 'error')}, {_count(warnings, 'warning')}")
    elif not quiet:
        click.echo(f"{path}: sound")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
