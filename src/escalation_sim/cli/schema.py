"""`escalation-sim schema`: the JSON Schema that gives an editor completion and red lines."""

from __future__ import annotations

import json

import click

from escalation_sim.cli.options import common
from escalation_sim.presentation.writing import deliver


@click.command()
@click.option("-o", "--output", metavar="FILE", default="-", help="Where to write. - is standard output.")
@common
def schema(output: str, quiet: bool, no_color: bool, debug: bool) -> None:
    """The JSON Schema that gives an editor completion and red lines.

    \b
    escalation-sim schema -o escalation-sim.schema.json

    Then begin a scenario in the same folder with the line

    \b
    # yaml-language-server: $schema=escalation-sim.schema.json

    and open it in an editor that has the YAML language server (Visual Studio Code with the YAML extension, Neovim, Emacs …).
    """
    from escalation_sim.language.schema import json_schema

    deliver(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", output)
