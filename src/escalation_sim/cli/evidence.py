"""`escalation-sim evidence`: where does each number come from, and what rests on assumption alone?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from escalation_sim.cli.asked import Asked as AskedOfAll
from escalation_sim.cli.asked import asked_of, note_skipped, refuse_outputs
from escalation_sim.cli.options import common, located, output_options, read_scenario
from escalation_sim.errors import Problem, ScenarioError
from escalation_sim.language.loading import Document
from escalation_sim.presentation.formats import to_json
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.check.found import Found, is_folder, scenarios
from escalation_sim.questions.evidence.data import evidence_data
from escalation_sim.questions.evidence.report import evidence_csv, evidence_markdown, evidence_text
from escalation_sim.questions.evidence.several import several_csv, several_data, several_markdown, several_text

FORMATS = ("text", "markdown", "json", "csv")
WIDTH, NARROWEST = 100, 60


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfAll):
    """What `evidence` is asked."""

    scenarios: tuple[str, ...]


@click.command()
@click.argument("scenarios", metavar="SCENARIO…", nargs=-1, required=True, type=click.Path())
@output_options(*FORMATS)
@common
def evidence(**options: Any) -> None:
    """Where does each number come from, and what rests on assumption alone?

    \b
    escalation-sim evidence scenarios/base.yaml
    escalation-sim evidence scenarios/base.yaml -o evidence.csv     for a spreadsheet
    escalation-sim evidence scenarios/                              which facts does none of them use?

    Of one scenario every parameter with the facts or the assumption behind it and what speaks against it, everything else that
    cites facts, every fact of the folder with those who use it, and where the facts contradict one another. Of several, and of
    the *.yaml directly in a folder, a line each, and the facts that none of them uses, with the reason where there is one.
    """
    asked = asked_of(Asked, FORMATS, options)
    width = max(asked.terminal or WIDTH, NARROWEST)
    if len(asked.scenarios) == 1 and not is_folder(Path(asked.scenarios[0])):
        (path,) = asked.scenarios
        refuse_outputs({"the scenario": path}, {}, asked.output)
        data = evidence_data(read_scenario(path, quiet=asked.quiet))
        writers = {"json": to_json, "csv": evidence_csv, "markdown": evidence_markdown}
        text = writers[asked.format](data) if asked.format in writers else evidence_text(data, width)
    else:
        data = several_data(_documents(asked))
        writers = {"json": to_json, "csv": several_csv, "markdown": several_markdown}
        text = writers[asked.format](data) if asked.format in writers else several_text(data, width)
    deliver(text, asked.output)


def _documents(asked: Asked) -> dict[str, Document]:
    """The scenarios among the files and folders, by name. Raises UsageError, and ScenarioError with the mistakes of all."""
    paths = [path if is_folder(Path(path)) else str(located(path, quiet=asked.quiet)) for path in asked.scenarios]
    found = [one for one in scenarios(paths) if not one.orphan]
    refuse_outputs({f"the scenario {one.name}": str(one.path) for one in found}, {}, asked.output)
    note_skipped(paths, asked)
    return _read(found, quiet=asked.quiet)


def _read(found: Sequence[Found], *, quiet: bool) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for one in found:
        try:
            documents[one.name] = read_scenario(str(one.path), quiet=quiet)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return documents
