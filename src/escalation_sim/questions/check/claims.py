"""Claims of `expect`, decided by as many replications as that takes.

A claim is looked at after 1,000 replications, after twice as many, and so on up to a budget, until its interval lies wholly
inside its bounds (held) or wholly outside (failed). The error of 5 % is shared out evenly among all looks there may be, so that
it is at most 5 % over all of them, whenever one stops (Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import NEVER
from escalation_sim.model.scenario import Expectation, Scenario
from escalation_sim.model.uses import draws_luck
from escalation_sim.questions.ensemble.conditions import holds
from escalation_sim.results.contrasts import z_of
from escalation_sim.results.ensemble import Ensemble, LadderColumns
from escalation_sim.results.exact import Bounds, quantile_bounds, share_bounds
from escalation_sim.results.statistics import MOST_TO_DECIDE, mean_and_sd
from escalation_sim.running.memory import SCRATCH, at_once, refuse_too_many
from escalation_sim.running.setups import BLOCK_SIZES, Setup

ClaimVerdict = Literal["held", "failed", "undecided"]
Values = NDArray[Any]
"""One a replication: whether something holds, or a number, nan for never."""

FIRST_LOOK = 1_000
BUDGET = 64_000
ERROR = 0.05


@dataclass(frozen=True)
class Judgement:
    """A claim after some replications. *value* is None where there is nothing to take a statistic of.

    *low* and *high* bound the truth; they are infinite where nothing does. *known* are the replications in which the outcome was
    not *never*.
    """

    claim: Expectation
    verdict: ClaimVerdict
    value: float | None
    low: float
    high: float
    replications: int
    known: int

    def needed(self) -> int | None:
        """How many replications would decide it, about: an interval shrinks with their square root.

        None where nobody can say, or would play so many.
        """
        if self.verdict != "undecided" or self.value is None or not math.isfinite(self.high - self.low):
            return None
        inside = [bound for bound in (self.claim.low, self.claim.high) if bound is not None and self.low <= bound <= self.high]
        room = min((abs(self.value - bound) for bound in inside), default=0.0)
        count = self.replications * max(2.0, ((self.high - self.low) / 2 / room) ** 2) if room else math.inf
        return math.ceil(count) if count <= MOST_TO_DECIDE else None


VALUES = 16
"""Bytes a replication that the values of a claim take: in parts, and put together."""


def looks(budget: int) -> tuple[int, ...]:
    """After how many replications a claim is looked at: 1,000, doubling, and the budget."""
    steps = [FIRST_LOOK << step for step in range(budget.bit_length()) if FIRST_LOOK << step < budget]
    return (*steps, budget)


def judge(setup: Setup, budget: int, known: Ensemble | None = None) -> tuple[Judgement, ...]:
    """The scenario's claims, each decided or looked at until the budget was spent. Raises RunError.

    *known* are replications from 0 on that have been played already. Without a draw all histories are the same, and one decides.
    """
    claims = setup.scenario.expect
    if not claims:
        return ()
    if not draws_luck(setup.scenario):
        one = setup.block(0, 1)
        return tuple(exactly(claim, values_of(claim, setup.scenario, one)) for claim in claims)
    refuse_too_many(budget, VALUES * len(claims) + SCRATCH, what="replications of a budget")
    plan = looks(budget)
    seen: list[list[Values]] = [[] for _ in claims]
    found: dict[int, Judgement] = {}
    before = 0
    for n in plan:
        undecided = [index for index in range(len(claims)) if index not in found or found[index].verdict == "undecided"]
        if not undecided:
            break
        for block in _blocks(setup, before, n, known):
            for index in undecided:
                seen[index].append(values_of(claims[index], setup.scenario, block))
        for index in undecided:
            values = np.concatenate(seen[index])
            found[index] = judged(claims[index], values, ERROR / len(plan), last=n == budget)
        before = n
    return tuple(found[index] for index in range(len(claims)))


def _blocks(setup: Setup, first: int, end: int, known: Ensemble | None) -> Iterator[Ensemble]:
    """The replications *first* … *end - 1*; the first look takes those that are known."""
    if first == 0 and known is not None:
        yield known.rows(np.arange(len(known)) < end)
        first = min(len(known), end)
    most = at_once(setup.programme, BLOCK_SIZES["kernel"])
    for start in range(first, end, most):
        yield setup.block(start, min(most, end - start))


def values_of(claim: Expectation, scenario: Scenario, ensemble: Ensemble) -> Values:
    """What a claim is about, one a replication: whether its condition holds, or its outcome (nan for never)."""
    if claim.condition is None:
        place = [outcome.name for outcome in scenario.outcomes].index(claim.outcome)
        return ensemble.outcomes[:, place]
    return holds(claim.condition, scenario, ensemble if claim.by is None else _as_of(ensemble, claim.by))


def _as_of(ensemble: Ensemble, minute: int) -> Ensemble:
    """An ensemble in which every ladder's highest stages are those of a minute, once it was over."""
    others = {name: replace(ladder, **_reached_by(ladder, minute)) for name, ladder in ensemble.others.items()}
    return replace(ensemble, **_reached_by(ensemble, minute), others=others)


def _reached_by(ladder: LadderColumns, minute: int) -> dict[str, Values]:
    """What was reached by then. A stage that was skipped is reached with the move, so no higher one is without it."""
    reached = (ladder.first_reached != NEVER) & (ladder.first_reached <= minute)
    return {"highest": reached.sum(axis=1) - 1, "first_reached": np.where(reached, ladder.first_reached, np.int32(NEVER))}


def exactly(claim: Expectation, values: Values) -> Judgement:
    """A claim about a scenario without luck, by the *values* of its only history."""
    found = estimate(claim, values, ERROR)
    value = found[0]
    if value is None:
        return Judgement(claim, "failed", None, -math.inf, math.inf, 1, 0)
    inside = _at_least(value, claim.low) and _at_most(value, claim.high)
    return Judgement(claim, "held" if inside else "failed", value, value, value, 1, 1)


def judged(claim: Expectation, values: Values, alpha: float, *, last: bool) -> Judgement:
    """A claim by the *values* of some replications, wrongly decided with a probability of at most *alpha*.

    What was *never* in a whole budget has no mean and no quantile, and a claim about one fails.
    """
    value, (low, high), known = estimate(claim, values, alpha)
    verdict: ClaimVerdict = "undecided"
    if value is None:
        verdict = "failed" if last else "undecided"
    elif _at_least(low, claim.low) and _at_most(high, claim.high):
        verdict = "held"
    elif not _at_least(high, claim.low) or not _at_most(low, claim.high):
        verdict = "failed"
    return Judgement(claim, verdict, value, low, high, len(values), known)


def _at_least(value: float, bound: float | None) -> bool:
    return bound is None or value >= bound


def _at_most(value: float, bound: float | None) -> bool:
    return bound is None or value <= bound


def estimate(claim: Expectation, values: Values, alpha: float) -> tuple[float | None, Bounds, int]:
    """The claim's statistic, its interval (wrong with a probability of at most *alpha*), and of how many values it is."""
    if values.dtype == np.bool_:
        count, n = int(values.sum()), len(values)
        return count / n, share_bounds(count, n, alpha), n
    known = np.sort(np.asarray(values[~np.isnan(values)], np.float64))
    if not len(known):
        return None, (-math.inf, math.inf), 0
    if claim.statistic == "mean":
        return *_mean(known, alpha), len(known)
    return float(np.quantile(known, claim.level)), quantile_bounds(known, claim.level, alpha), len(known)


def _mean(known: NDArray[np.float64], alpha: float) -> tuple[float, Bounds]:
    """The mean of some values with its normal interval (the central limit theorem)."""
    middle, sd = mean_and_sd(known)
    half = z_of(alpha) * sd / math.sqrt(len(known))
    return middle, (middle - half, middle + half) if len(known) > 1 else (-math.inf, math.inf)
