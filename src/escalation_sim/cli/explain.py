"""`escalation-sim explain`: what does this file say, in words and as pictures of the ladder and of what drives what?"""

from __future__ import annotations

from typing import Any

import click

from escalation_sim.cli.asked import AskedOfScenario, asked_of, refuse_outputs
from escalation_sim.cli.options import common, output_options, scenario_argument
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
def explain(**options: Any) -> None:
    """What does this file say, in words and as pictures of the ladder and of what drives what?

    \b
    escalation-sim explain scenarios/base.yaml
    escalation-sim explain scenarios/base.yaml -o base.md     with pictures that GitHub, GitLab and editors draw

    Every event and every way up the ladder in words that leave no room for another reading, then what is easily misread, then
    what drives what, with the sign of each arrow, and the loops this makes.
    """
    asked = asked_of(AskedOfScenario, FORMATS, options)
    refuse_outputs({"the scenario": asked.scenario}, {}, asked.output)
    scenario = asked.document().scenario
    if asked.format == "json":
        text = to_json(explanation_data(scenario))
    elif asked.format == "markdown":
        text = explanation_markdown(scenario)
    else:  # elsewhere than on a terminal lines are not broken, so that a search finds every sentence
        text = explanation_text(scenario, asked.terminal and max(min(asked.terminal, WIDEST), 40))
    deliver(text, asked.output)
