"""The order in which differences are told: the worst first, then what is more than luck, then the largest."""

from __future__ import annotations

import math
from collections.abc import Sequence

from escalation_sim.questions.compare.differences import WORST, Difference
from escalation_sim.questions.compare.samples import family


def worst_first(found: Sequence[Difference]) -> list[Difference]:
    """The worst verdicts first; of these what is more than luck; then the largest of each group, so that none hides others."""
    order = {verdict: rank for rank, verdict in enumerate((*WORST[:-1], "shown", "identical"))}
    ranks: dict[tuple[int, bool, int], int] = {}
    keyed: list[tuple[int, bool, int, int, Difference]] = []
    for one in sorted(found, key=lambda one: (-_distance(one), one.quantity != "reached")):
        place = order[one.verdict], not one.clear, _GROUPS.index(_group(one))
        ranks[place] = ranks.get(place, -1) + 1
        keyed.append((*place[:2], ranks[place], place[2], one))
    return [one for *_, one in sorted(keyed, key=lambda each: each[:4])]


_GROUPS = ("stages", "days", "outcomes", "brakes", "counts", "highest")
"""What a reader looks at, in this order; what has been reached says the same as `highest`, and is looked at before it."""


def _group(one: Difference) -> str:
    known = {"never": "outcomes", "highest": "highest", "blocked_days": "brakes", "blocked_alone_days": "brakes"}
    kinds = {"probability": "stages", "days": "days", "outcomes": "outcomes", "counts": "counts"}
    return known.get(one.quantity, kinds[family(one.key)])


def rank(one: Difference) -> tuple[bool, int, float]:
    """The place of a difference among those of several comparisons: what is more than luck first, then the largest."""
    return not one.clear, _GROUPS.index(_group(one)), -_distance(one)


def _distance(one: Difference) -> float:
    """How large a difference is in its group; outcomes have no common unit, and go by the width of their interval."""
    if one.difference is None or not math.isfinite(one.difference):
        return -1.0
    if _group(one) != "outcomes" or one.low is None or one.high is None:
        return round(abs(one.difference), 9)
    width = one.high - one.low
    return abs(one.difference) / width if width else math.inf if one.difference else 0.0
