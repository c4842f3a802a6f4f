"""What each brake took from the probability of a stage: Shapley shares, found by playing the same histories without each set.

L. S. Shapley, "A value for n-person games", in Contributions to the Theory of Games II (1953): the share of a brake is the mean,
over the orders in which all of them could be taken out, of what taking it out adds. The shares add up to the difference between
the probability without all of them and with all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import NEVER
from escalation_sim.luck import uniforms
from escalation_sim.model.scenario import brakes_for
from escalation_sim.questions.why.question import Question
from escalation_sim.questions.why.removals import days_without

EXACT = 8
"""Up to so many brakes every set of them is played; beyond, `ORDERS` orders are drawn."""

ORDERS = 200

Set = frozenset[str]


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
    orders = None if len(names) <= EXACT else _orders(question.setup.settings.seed, sorted(names))
    sets = _all_sets(names) if orders is None else _on_the_way(orders)
    days = days_without(question, replications, sets)
    counts = {one: int((column != NEVER).sum()) for one, column in zip(sets, days, strict=True)}
    found = _exactly(names, counts) if orders is None else _sampled(orders, counts)
    n = len(replications)
    return Shares({name: float(found[name] / n) for name in names}, counts[frozenset(names)], orders is None)


def _all_sets(names: Sequence[str]) -> list[Set]:
    return [frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)]


def _exactly(names: Sequence[str], counts: Mapping[Set, int]) -> dict[str, Fraction]:
    """Every order: a set of s others precedes a name in s! (k - s - 1)! of the k! of them."""
    k = len(names)
    weights = [Fraction(factorial(s) * factorial(k - s - 1), factorial(k)) for s in range(k)]
    return {
        name: sum((weights[len(one)] * (counts[one | {name}] - counts[one]) for one in counts if name not in one), Fraction())
        for name in names
    }


def _orders(seed: int, names: Sequence[str]) -> list[list[str]]:
    """Orders drawn by luck: a place for each name, so that it does not matter where it stands in the file."""
    drawn = np.array([uniforms(seed, f"why/shares/{name}", 0, 0, ORDERS) for name in names])
    return [[names[index] for index in order] for order in np.argsort(drawn, axis=0).T]


def _on_the_way(orders: Sequence[Sequence[str]]) -> list[Set]:
    """Every set that is out at some moment of some order."""
    return list(dict.fromkeys(frozenset(order[:size]) for order in orders for size in range(len(order) + 1)))


def _sampled(orders: Sequence[Sequence[str]], counts: Mapping[Set, int]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {name: Fraction() for name in orders[0]}
    for order in orders:
        for place, name in enumerate(order):
            added = counts[frozenset(order[: place + 1])] - counts[frozenset(order[:place])]
            found[name] += Fraction(added, len(orders))
    return found
