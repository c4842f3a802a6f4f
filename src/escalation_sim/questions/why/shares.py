"""What each brake took from the probability of a stage: Shapley shares, found by playing the same histories without each set.

The share of a brake is the mean, over the orders in which all of them could be taken out, of what taking it out adds. The shares
add up to the difference between the probability without all of them and with all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import NEVER
from escalation_sim.model.scenario import brakes_for
from escalation_sim.questions.why.question import Question
from escalation_sim.questions.why.removals import days_without
from escalation_sim.results.shapley import EXACT, all_sets, drawn_orders, exact_shares, on_the_way, sampled_shares


@dataclass(frozen=True)
class Shares:
    """The share of each brake, by name, in the order of the file; *free* is how many histories get there without all of them."""

    shares: Mapping[str, float]
    free: int
    exact: bool


def blocking(question: Question) -> list[str]:
    """The brakes that can block the stage, in the order of the file."""
    stage = question.ladder.stages[question.place]
    out = question.setup.changes.left_out
    return [brake.name for brake in brakes_for(question.scenario, question.ladder, stage) if brake.name not in out]


def shares(question: Question, replications: NDArray[np.int64]) -> Shares:
    """What each brake that can block the stage took from its probability. Raises RunError."""
    names = blocking(question)
    orders = None if len(names) <= EXACT else drawn_orders(question.setup.settings.seed, "why/shares", names)
    sets = all_sets(names) if orders is None else on_the_way(orders)
    days = days_without(question, replications, sets)
    counts = {one: int((column != NEVER).sum()) for one, column in zip(sets, days, strict=True)}
    found = exact_shares(names, counts) if orders is None else sampled_shares(orders, counts)
    n = len(replications)
    return Shares({name: float(found[name] / n) for name in names}, counts[frozenset(names)], orders is None)
