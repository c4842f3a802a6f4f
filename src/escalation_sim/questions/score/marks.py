"""What a probability is worth once the answer is known, the means over many questions, and how often what was said came true."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from escalation_sim.model.elementary import log
from escalation_sim.results.contrasts import t_of
from escalation_sim.results.statistics import wilson

LEAST, MOST = 0.005, 0.995
"""Within these a probability is kept where its logarithm is taken: who says never and is wrong would have lost for ever."""
BINS = 10
FEWEST = 5
"""Fewer differences than this say too little of their spread for an interval of their mean."""


@dataclass(frozen=True)
class Mark:
    """The two scores of a probability, of which 0 is the best. *kept* says that its logarithm is that of another one."""

    brier: float
    log: float
    kept: bool


@dataclass(frozen=True)
class Means:
    """The means over so many *questions*."""

    brier: float
    log: float
    questions: int


@dataclass(frozen=True)
class Gain:
    """By how much the scenario's mean Brier score is better than another's; *low* and *high* are None of too few questions."""

    difference: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Bin:
    """The answered questions whose probability lies from *low* on and below *high* (or is 1): what was said, what came true."""

    low: float
    high: float
    questions: int
    said: float
    yes: int
    yes_low: float
    yes_high: float

    @property
    def share(self) -> float:
        """The share that came true."""
        return self.yes / self.questions


def mark(probability: float, *, answer: bool) -> Mark:
    """The score of a probability of yes.

    Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950), in its form for one
    yes or no; the logarithmic one is Good's, "Rational decisions", Journal of the Royal Statistical Society B 14 (1952).
    """
    wrong = 1 - probability if answer else probability
    given = probability if answer else 1 - probability
    kept = min(max(given, LEAST), MOST)
    return Mark(wrong * wrong, -float(log(kept)), kept != given)


def means(marks: Sequence[Mark]) -> Means:
    """The means of one mark or more, the same in whatever order they stand."""
    n = len(marks)
    return Means(math.fsum(one.brier for one in marks) / n, math.fsum(one.log for one in marks) / n, n)


def gain(ours: Sequence[Mark], theirs: Sequence[Mark]) -> Gain:
    """The mean difference over the same questions, one mark or more, with its 95 % interval (Student's)."""
    apart = [b.brier - a.brier for a, b in zip(ours, theirs, strict=True)]
    n = len(apart)
    middle = math.fsum(apart) / n
    if n < FEWEST:
        return Gain(middle, None, None)
    variance = math.fsum((one - middle) ** 2 for one in apart) / (n - 1)
    margin = t_of(0.05, n - 1) * math.sqrt(variance / n)
    return Gain(middle, middle - margin, middle + margin)


def calibration(said: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Probabilities with their answers, ten bins of them; only those that hold any. The last one has its upper end too."""
    found = []
    for place in range(BINS):
        low, high = place / BINS, (place + 1) / BINS
        inside = [one for one in said if low <= one[0] < high or (place == BINS - 1 and one[0] >= high)]
        if inside:
            n, yes = len(inside), sum(answer for _, answer in inside)
            found.append(Bin(low, high, n, math.fsum(probability for probability, _ in inside) / n, yes, *wilson(yes, n)))
    return found
