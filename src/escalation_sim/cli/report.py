"""`escalation-sim report`: one HTML file to hand out, with sliders, that plays histories itself."""

from __future__ import annotations

import sys

import click

from escalation_sim.cli.asked import refuse_outputs
from escalation_sim.cli.options import common, parallel_options, read_scenario
from escalation_sim.errors import UsageError
from escalation_sim.language.loading import Document
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.report.formats import report_text
from escalation_sim.questions.report.question import REPLICATIONS
from escalation_sim.running.engines import Engine, get_ready


@click.command()
@click.argument("scenarios", metavar="SCENARIO…", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--output", metavar="FILE.html", default="-", help="Where to write. - is standard output.")
@parallel_options
@common
def report(
    scenarios: tuple[str, ...], output: str, engine: Engine, jobs: int | None, quiet: bool, no_color: bool, debug: bool
) -> None:
    """One HTML file to hand out, with sliders, that plays histories itself.

    \b
    escalation-sim report scenarios/base.yaml -o base.html
    escalation-sim report scenarios/base.yaml scenarios/no_legal_brake.yaml -o both.html      a choice of two

    It needs a browser and nothing else: no network, no server. It opens from a disk, and prints well.
    """
    refuse_outputs({f"the scenario {path}": path for path in scenarios}, {}, output)
    if output == "-" and sys.stdout.isatty():
        raise UsageError("the page is a file for a browser, and no text for a terminal: add -o FILE.html")
    get_ready(engine, REPLICATIONS)
    deliver(report_text(documents(scenarios, quiet=quiet), engine=engine, jobs=jobs), output)


def documents(paths: tuple[str, ...], *, quiet: bool) -> list[tuple[str, Document]]:
    """The scenarios by what the user calls them; one that is named twice is read once. Raises ScenarioError and UsageError."""
    return [(path, read_scenario(path, quiet=quiet)) for path in dict.fromkeys(paths)]
