"""What the page's statistics know of a scenario, beside what its kernel plays: plain data for `web/`, written in full digits."""

from __future__ import annotations

import math
from typing import Any

from escalation_sim.model.intervals import limits_of
from escalation_sim.model.scenario import Outcome, Scenario
from escalation_sim.results.summary import head


def known(scenario: Scenario) -> dict[str, Any]:
    """`Known` of `web/ensemble.js`: what identifies the scenario, and between which values each outcome must lie."""
    return {
        **head(scenario),
        "outcomes": [_outcome(scenario, outcome) for outcome in scenario.outcomes],
    }


def _outcome(scenario: Scenario, outcome: Outcome) -> dict[str, Any]:
    """Its limits, None where there is none, and whether there may be nothing to report."""
    limits = [limit if math.isfinite(limit) else None for limit in limits_of(scenario, outcome)]
    return {"name": outcome.name, "limits": limits, "may_be_never": outcome.may_be_never}
