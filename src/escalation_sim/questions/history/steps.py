"""Which way somebody goes, in words: whose ladder, which stage, by which route, and what is skipped."""

from __future__ import annotations

from escalation_sim.engines.history import Dossier
from escalation_sim.model.programme import WayPlan
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import capital, listed, plural

_MOST_NAMED = 3


def stage_title(scenario: Scenario, ladder: Ladder, place: int) -> str:
    """What people call the stage at a place of a ladder."""
    return scenario.title_of(ladder.stages[place].name)


def mover(scenario: Scenario, ladder: Ladder) -> str:
    """Who moves, as a sentence begins."""
    return capital(whose(scenario, ladder))


def before(scenario: Scenario, ladder: Ladder) -> str:
    """Whose way it is, before what befalls it; nothing where there is one ladder."""
    return f"{mover(scenario, ladder)}: " if scenario.others else ""


def skipping(scenario: Scenario, ladder: Ladder, one: Dossier | WayPlan) -> str:
    """`, skipping “a” and “b”`: the stages between the two ends of a way; nothing for a single step."""
    low, high = sorted((one.source, one.target))
    titles = [f"“{stage_title(scenario, ladder, place)}”" for place in range(low + 1, high)]
    if not titles:
        return ""
    return f", skipping {listed(titles) if len(titles) <= _MOST_NAMED else plural(len(titles), 'stage')}"
