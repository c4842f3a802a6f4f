"""`escalation-sim evidence`: where does each number come from, and what rests on assumption alone?"""

from __future__ import annotations

from typing import Any

import click

from escalation_sim.cli.asked import AskedOfScenario, asked_of, refuse_outputs
from escalation_sim.cli.options import common, output_options, scenario_argument
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
def evidence(**options: Any) -> None:
    """Where does each number come from, and what rests on assumption alone?

    \b
    escalation-sim evidence scenarios/base.yaml
    escalation-sim evidence scenarios/base.yaml -o evidence.csv     for a spreadsheet

    Every parameter with the facts or the assumption behind it and what speaks against it, everything else that cites facts,
    every fact of the folder with those who use it, and where the facts contradict one another.
    """
    asked = asked_of(AskedOfScenario, FORMATS, options)
    refuse_outputs({"the scenario": asked.scenario}, {}, asked.output)
    data = evidence_data(asked.document())
    writers = {"json": to_json, "csv": evidence_csv, "markdown": evidence_markdown}
    width = max(asked.terminal or WIDTH, NARROWEST)
    deliver(writers[asked.format](data) if asked.format in writers else evidence_text(data, width), asked.output)
