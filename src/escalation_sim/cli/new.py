"""`escalation-sim new`: a commented scenario to start from."""

from __future__ import annotations

import os
import shlex
from importlib.resources import files

import click

from escalation_sim.cli.options import common
from escalation_sim.errors import UsageError
from escalation_sim.presentation.writing import deliver


@click.command()
@click.argument("file", metavar="[FILE]", default="-", type=click.Path())
@click.option("--force", is_flag=True, help="Overwrite the file if there is one.")
@common
def new(file: str, force: bool, quiet: bool, no_color: bool, debug: bool) -> None:
    """A commented scenario to start from.

    \b
    escalation-sim new my_ladder.yaml
    escalation-sim new                    shows it

    It is sound and runs as it is. A file that is there already is left alone, unless --force is given.
    """
    if file != "-" and os.path.lexists(file) and not force:
        raise UsageError(f"{click.format_filename(file)} is there already; choose another name, or add --force to overwrite it")
    deliver(files("escalation_sim.cli").joinpath("template.yaml").read_text("utf-8"), file)
    if file != "-" and not quiet:
        click.echo(_next_steps(file))


def _next_steps(file: str) -> str:
    name = shlex.quote(click.format_filename(file))
    return (
        f"{click.format_filename(file)} is written: a scenario with one of everything, explained line by line. Next:\n"
        f"    escalation-sim explain {name}       what it says\n"
        f"    escalation-sim run {name}           one history, told with its reasons\n"
        f"    escalation-sim run {name} -n 1000   how likely each stage is\n"
        "Change it in an editor, and ask after each change:\n"
        f"    escalation-sim validate {name}"
    )
