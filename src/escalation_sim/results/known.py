"""What the page's statistics know of a scenario, beside what its kernel plays: plain data for `web/`, written in full digits."""

from __future__ import annotations

import math
from typing import Any

from escalation_sim.model.intervals import limits_of
from escalation_sim.model.programme import programme
from escalation_sim.model.scenario import Outcome, Scenario
from escalation_sim.results.summary import head


def known(scenario: Scenario) -> dict[str, Any]:
    """`Known` of `web/ensemble.js` without its `steps`: name, title, digest, `end` (a minute), and lists in the kernel's order.

    `outcomes` have their `limits`; `ladders` the place where they `start`; `ways` their ladder, the stages `from` and `to` which
    they lead, and the `brakes` they heed, all by their places.
    """
    return {
        **head(scenario),
        "end": scenario.end,
        "outcomes": [_outcome(scenario, outcome) for outcome in scenario.outcomes],
        "ladders": [{"name": ladder.name, "start": ladder.start_stage} for ladder in scenario.ladders],
        "ways": [
            {"ladder": place, "from": way.source, "to": way.target, "brakes": list(way.brakes)}
            for place, plan in enumerate(programme(scenario).ladders)
            for ways in plan.ways
            for way in ways
        ],
    }


def _outcome(scenario: Scenario, outcome: Outcome) -> dict[str, Any]:
    """Its limits, None where there is none, and whether there may be nothing to report."""
    limits = [limit if math.isfinite(limit) else None for limit in limits_of(scenario, outcome)]
    return {"name": outcome.name, "limits": limits, "may_be_never": outcome.may_be_never}
