"""`escalation-sim validate`: is this file sound?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from escalation_sim.cli.asked import Asked as AskedOfAll
from escalation_sim.cli.asked import asked_of, note_skipped, refuse_outputs
from escalation_sim.cli.options import common, located, output_options
from escalation_sim.errors import Place, Problem, ScenarioError, UsageError
from escalation_sim.language.loading import load
from escalation_sim.presentation.github import impossible_told
from escalation_sim.presentation.reports import FORMATS, deliver_report
from escalation_sim.questions.check.found import is_folder
from escalation_sim.questions.check.found import scenarios as scenarios_of
from escalation_sim.questions.validate.formats import Looked, is_wrong, report

WRONG = 2


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfAll):
    """What `validate` is asked."""

    scenarios: tuple[str, ...]
    strict: bool


@click.command()
@click.argument("scenarios", metavar="SCENARIO…", nargs=-1, required=True, type=click.Path())
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@output_options(*FORMATS)
@common
def validate(**options: Any) -> int:
    """Is this file sound?

    \b
    escalation-sim validate scenarios/base.yaml
    escalation-sim validate --strict scenarios/

    Of a folder every *.yaml directly in it. Every mistake of a file is reported at once, with its line, and how to mend it.
    Status 0 when all files are sound, else 2.
    """
    asked = asked_of(Asked, FORMATS, options)
    with impossible_told("the files could not be looked at"):
        return _validated(asked)


def _validated(asked: Asked) -> int:
    """The exit status. Raises UsageError and CannotRun."""
    files = list(dict.fromkeys(_files(asked.scenarios)))  # a stream that is named twice comes once
    refuse_outputs({f"the scenario {path}": path for path in files}, {}, asked.output)
    note_skipped(asked.scenarios, asked)
    looked = [Looked(path, tuple(_problems(path, quiet=asked.quiet))) for path in files]
    deliver_report(report(looked, strict=asked.strict, quiet=asked.quiet), asked.format, asked.output)
    return WRONG if is_wrong(looked, strict=asked.strict) else 0


def _files(paths: tuple[str, ...]) -> Iterator[str]:
    """The files, and the scenarios directly in the folders. Raises UsageError."""
    for path in paths:
        if is_folder(Path(path)):
            yield from (str(found.path) for found in scenarios_of([path]) if not found.orphan)
        else:
            yield path


def _problems(path: str, *, quiet: bool) -> list[Problem]:
    try:
        return list(load(located(path, quiet=quiet)).warnings)
    except ScenarioError as error:
        return list(error.problems)
    except UsageError as error:
        return [Problem(Place(path, 1, 1), "", str(error), "check the path")]
