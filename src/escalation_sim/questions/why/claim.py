"""The first why of a claim that failed: one sentence about the stage whose probability is not what it must be."""

from __future__ import annotations

import numpy as np

from escalation_sim.engines.columns import NEVER
from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import Expectation, Scenario
from escalation_sim.questions.why.many import WhyMany
from escalation_sim.questions.why.obstacles import obstacles
from escalation_sim.questions.why.question import Question
from escalation_sim.questions.why.removals import removals
from escalation_sim.questions.why.shares import Shares
from escalation_sim.questions.why.words_many import first_why
from escalation_sim.running.engines import player
from escalation_sim.running.setups import Setup

REPLICATIONS = 200
"""So few, because it stands beside an answer that has been given: a test that fails should not take longer for it."""

_REACHED = "reached_"


def why_of_claim(setup: Setup, claim: Expectation, value: float) -> str:
    """A sentence about a claim that a stage is reached with some probability, which is *value*; nothing about other claims.

    Where too few get there, what stood in the way; where too many do, without what fewer would. Raises RunError.
    """
    stage = _stage(setup.scenario, claim)
    if not stage:
        return ""
    until = setup.scenario.end if claim.by is None else min(claim.by + 1, setup.scenario.end)
    question = Question(setup, stage, until, engine=player("auto", REPLICATIONS), jobs=1)
    reached = question.days_of(setup.ensemble(REPLICATIONS, jobs=1)) != NEVER
    replications = np.arange(REPLICATIONS, dtype=np.int64)
    few = claim.low is not None and value < claim.low
    missed = tuple(obstacles(question, replications[~reached])) if few else ()
    without = tuple(removals(question, replications, reached))
    found = WhyMany(question, reached, missed, without, Shares({}, 0, exact=True))
    sentence = first_why(found, too_many=not few)
    return f"{sentence} (This is of the first {REPLICATIONS} histories.)" if sentence else ""


def _stage(scenario: Scenario, claim: Expectation) -> str:
    """The stage above the start that a claim is about: `reached_x` or `highest >= x`; nothing where it is anything else."""
    match claim.condition.tree if claim.statistic == "probability" and claim.condition else None:
        case ex.Name(name) if name.startswith(_REACHED):
            stage = name.removeprefix(_REACHED)
        case ex.Comparison((">=",), (ex.Name("highest"), ex.Name(stage))) if stage in scenario.main.places:
            pass
        case _:
            return ""
    ladder = scenario.ladder_of.get(stage)
    return stage if ladder and ladder.places[stage] > ladder.start_stage else ""
