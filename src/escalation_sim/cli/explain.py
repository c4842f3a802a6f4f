"""`escalation-sim explain`: what does this file say, in words and as pictures of the ladder and of what drives what?"""

from __future__ import annotations

import shutil
import sys

import click

from escalation_sim.cli.options import chosen_format, common, output_options, read_scenario, scenario_argument
from escalation_sim.presentation.formats import to_json
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.explain.data import explanation_data
from escalation_sim.questions.explain.explanation import explanation_markdown, explanation_text

FORMATS = ("text", "markdown", "json")
WIDEST = 100


@click.command()
@scenario_argument
@output_options(*FORMATS)
@common
def explain(scenario: str, format_: str | None, output: str, quiet: bool, no_color: bool, debug: bool) -> None:
    """What does this file say, in words and as pictures of the ladder and of what drives what?

    \b
    escalation-sim explain scenarios/base.yaml
    escalation-sim explain scenarios/base.yaml -o base.md     with pictures that GitHub, GitLab and editors draw

    Every event and every way up the ladder in words that leave no room for another reading, then what is easily misread, then
    what drives what, with the sign of each arrow, and the loops this makes.
    """
    chosen = chosen_format(format_, output, FORMATS)
    document = read_scenario(scenario, quiet=quiet)
    if chosen == "json":
        text = to_json(explanation_data(document.scenario))
    elif chosen == "markdown":
        text = explanation_markdown(document.scenario)
    else:
        text = explanation_text(document.scenario, _width(output))
    deliver(text, output)


def _width(output: str) -> int | None:
    """The width of the terminal; elsewhere lines are not broken, so that a search finds every sentence."""
    if output != "-" or not sys.stdout.isatty():
        return None
    return max(min(shutil.get_terminal_size().columns, WIDEST), 40)
