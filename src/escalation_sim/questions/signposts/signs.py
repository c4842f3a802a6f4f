"""Signs that tell something: how likely each is, how likely the stage is with and without it, and how much that is worth.

Where a quantity is cut is chosen on one half of the histories, those with even numbers; everything that is said is found on the
other half, and a sign is said to be one only where chance would hardly have made it (Fisher's exact test; Holm over all signs of
a date).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model.elementary import exp, log
from escalation_sim.model.scenario import Scenario
from escalation_sim.questions.signposts.seen import Seen, climbable
from escalation_sim.results.contrasts import holm
from escalation_sim.results.statistics import proportion, total

ERROR = 0.01
"""How likely any sign of a date may be one by chance: strict, since there are histories enough and often several dates."""
CUTS = 32
"""Values of a quantity that are tried as a cut: all where they are few, else so many of its quantiles."""
KEPT = 0.98
"""A cut is rounded as long as it keeps so much of what it tells."""
UNLIKELY = 1 + 1e-9
"""A table is no likelier than another up to this factor: what rounding does to chances that are equal."""

Mask = NDArray[np.bool_]
Share = dict[str, float]
"""A count with its probability and the interval of that, as `proportion` gives it."""


@dataclass(frozen=True)
class Sign:
    """Something that is seen or not: an actor at a stage or above, an event that had an effect, a quantity at or above a cut."""

    kind: Literal["stage", "event", "quantity"]
    name: str
    cut: float = 1.0  # of a stage its place, of an event one effect


@dataclass(frozen=True)
class Signpost:
    """A sign, judged: how often it is seen, how often the stage is reached with it and without it, and the bits it is worth."""

    sign: Sign
    seen: Share
    with_it: Share
    without_it: Share
    bits: float
    p: float


def signposts(scenario: Scenario, seen: Seen, open_: Mask, reached: Mask) -> list[Signpost]:
    """The signs of a date that tell something, the most telling first. *open_* are histories in which the stage is yet to come.

    *reached* says in which it comes. Of signs that are seen in the same histories, or one wherever the other is not, the first is
    kept: they are one fact. Whether a sign is tried at all never depends on what came of the histories that judge it.
    """
    even = np.arange(len(open_)) % 2 == 0
    learnt, judged = open_ & even, open_ & ~even
    comes = reached[judged]
    found: dict[bytes, Signpost] = {}
    for sign, mask in _signs(scenario, seen, learnt, reached):
        shown = mask[judged]
        fact = min(shown.tobytes(), (~shown).tobytes())
        if shown.any() and not shown.all() and fact not in found:
            found[fact] = _judged(sign, shown, comes)
    posts = list(found.values())
    adjusted = holm([post.p for post in posts])
    kept = [post for post, p in zip(posts, adjusted, strict=True) if p <= ERROR]
    return sorted(kept, key=lambda post: -post.bits)


def _signs(scenario: Scenario, seen: Seen, learnt: Mask, reached: Mask) -> Iterator[tuple[Sign, Mask]]:
    """Every sign, and in which histories it is seen."""
    for ladder in scenario.ladders:
        for place in climbable(ladder):
            yield Sign("stage", ladder.stages[place].name, float(place)), seen.places[ladder.name] >= place
    for name, effects in seen.effects.items():
        yield Sign("event", name), effects >= 1
    for name, values in seen.values.items():
        cut = _cut(values[learnt], reached[learnt])
        if cut is not None:
            yield Sign("quantity", name, cut), values >= cut


def _cut(values: NDArray[np.float64], reached: Mask) -> float | None:
    """The cut of a quantity that tells the most, as a round number; None where it has one value only."""
    distinct = np.unique(values)
    if len(distinct) < 2:
        return None
    tried = distinct[1:]
    if len(tried) > CUTS:  # the least above the lowest besides: what few histories have may be the news
        spread = np.quantile(values, np.linspace(0, 1, CUTS + 1)[1:], method="inverted_cdf")
        tried = np.unique([tried[0], *spread[spread > distinct[0]]])
    return _round(float(max(tried, key=lambda cut: bits(values >= cut, reached))), values, reached)


def _round(cut: float, values: NDArray[np.float64], reached: Mask) -> float:
    """A cut in as few digits as leave it telling nearly as much."""
    least = KEPT * bits(values >= cut, reached)
    shorter = (float(f"{cut:.{digits}g}") for digits in range(1, 17))
    return next((short for short in shorter if bits(values >= short, reached) >= least), cut)


def _judged(sign: Sign, shown: Mask, comes: Mask) -> Signpost:
    return Signpost(
        sign=sign,
        seen=proportion(shown),
        with_it=proportion(comes[shown]),
        without_it=proportion(comes[~shown]),
        bits=bits(shown, comes),
        p=fisher(*_counts(shown, comes)),
    )


def _counts(shown: Mask, comes: Mask) -> tuple[int, int, int, int]:
    return int((shown & comes).sum()), int((shown & ~comes).sum()), int((~shown & comes).sum()), int((~shown & ~comes).sum())


def bits(shown: Mask, comes: Mask) -> float:
    """The mutual information of two yes-or-no facts, in bits (Cover and Thomas, Elements of Information Theory, 2006, 2.3)."""
    n = len(shown)
    both = _counts(shown, comes)
    rows, columns = (both[0] + both[1], both[2] + both[3]), (both[0] + both[2], both[1] + both[3])
    terms = ((count / n) * log(count * n / (rows[cell // 2] * columns[cell % 2])) for cell, count in enumerate(both) if count)
    return max(float(sum(terms)) / float(log(2.0)), 0.0)


def fisher(a: int, b: int, c: int, d: int) -> float:
    """Fisher's exact test of a two-by-two table, two-sided: how likely is one at least as unlikely, if nothing connected the two?

    R. A. Fisher, "On the interpretation of χ² from contingency tables", Journal of the Royal Statistical Society 85 (1922).
    """
    row, column, n = a + b, a + c, a + b + c + d
    low, high = max(0, row + column - n), min(row, column)
    logs = _log_factorials(n)
    fixed = logs[row] + logs[n - row] + logs[column] + logs[n - column] - logs[n]
    k = np.arange(low, high + 1)
    chances = exp(fixed - logs[k] - logs[row - k] - logs[column - k] - logs[n - row - column + k])
    return min(float(total(chances[chances <= chances[a - low] * UNLIKELY])), 1.0)


@lru_cache(maxsize=1)  # all signs of a date are judged by equally many histories
def _log_factorials(n: int) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(log(np.arange(1.0, n + 1.0)))])
