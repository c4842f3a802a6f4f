"""`escalation-sim evidence`: where does each number come from, and what rests on assumption alone?"""

from __future__ import annotations

import shutil
import sys

import click

from escalation_sim.cli.options import chosen_format, common, output_options, read_scenario, scenario_argument
from escalation_sim.presentation.formats import to_json
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.evidence.data import evidence_data
from escalation_sim.questions.evidence.report import evidence_csv, evidence_markdown, evidence_text

FORMATS = ("text", "markdown", "json", "csv")
WIDTH, NARROWEST = 100, 60


@click.command()
@scenario_argument
@output_options(*FORMATS)
@common
def evidence(scenario: str, format_: str | None, output: str, quiet: bool, no_color: bool, debug: bool) -> None:
    """Where does each number come from, and what rests on assumption alone?

    \b
    escalation-sim evidence scenarios/base.yaml
    escalation-sim evidence scenarios/base.yaml -o evidence.csv     for a spreadsheet

    Every parameter with the facts or the assumption behind it, everything else that cites facts, every fact of the folder with
    those who use it, and where the facts contradict one another.
    """
    chosen = chosen_format(format_, output, FORMATS)
    data = evidence_data(read_scenario(scenario, quiet=quiet))
    writers = {"json": to_json, "csv": evidence_csv, "markdown": evidence_markdown}
    text = writers[chosen](data) if chosen in writers else evidence_text(data, _width(output))
    deliver(text, output)


def _width(output: str) -> int:
    """The width of the terminal; elsewhere the same for everyone."""
    if output != "-" or not sys.stdout.isatty():
        return WIDTH
    return max(shutil.get_terminal_size().columns, NARROWEST)
