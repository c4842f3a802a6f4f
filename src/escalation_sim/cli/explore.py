"""`escalation-sim explore`: the page of `report`, opened in the browser."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path

import click

from escalation_sim.cli.options import common, parallel_options
from escalation_sim.cli.report import documents
from escalation_sim.errors import CannotRun
from escalation_sim.language.shipped import shipped
from escalation_sim.presentation.writing import write_whole
from escalation_sim.questions.report.formats import report_text
from escalation_sim.questions.report.question import REPLICATIONS
from escalation_sim.running.engines import Engine, get_ready


@click.command()
@click.argument("scenarios", metavar="[SCENARIO…]", nargs=-1, type=click.Path())
@click.option("--no-browser", is_flag=True, help="Open nothing: print where the page is.")
@parallel_options
@common
def explore(
    scenarios: tuple[str, ...], no_browser: bool, engine: Engine, jobs: int | None, quiet: bool, no_color: bool, debug: bool
) -> None:
    """The page of `report`, written to a temporary file and opened in the browser.

    \b
    escalation-sim explore scenarios/base.yaml
    escalation-sim explore                       all scenarios that come with the program
    escalation-sim explore --no-browser          prints where the page is

    The file stays until the system clears its temporary files; `report` writes one to keep.
    """
    get_ready(engine, REPLICATIONS)
    asked = documents(scenarios or tuple(shipped()), quiet=quiet or not scenarios)
    path = Path(tempfile.mkdtemp(prefix="escalation-sim-")) / "explore.html"
    write_whole(path, report_text(asked, engine=engine, jobs=jobs).encode())
    if no_browser:
        click.echo(str(path))
    elif not webbrowser.open(path.as_uri()):
        raise CannotRun(f"no browser could be opened; open {path} in one, or add --no-browser")
    elif not quiet:
        click.echo(f"note: opened in the browser: {path}", err=True)
