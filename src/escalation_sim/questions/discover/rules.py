"""A few plain rules for where shares are high among points: boxes from a shallow regression tree.

The tree cuts at round numbers only: it sees by how many of them each value is apart from the others, and so neither huge nor
crowded numbers are lost in its arithmetic. A rule is a node of it, freed of the conditions that do nothing for it, its bounds
written as a person would write them, and so that no point of the sample changes sides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.extras import needed
from escalation_sim.results.statistics import mean_and_sd, total, varies

Mask = NDArray[np.bool_]
Side = tuple[int, bool]
"""One side of a box: the column of its parameter, and whether it bounds from below."""
Sides = Mapping[Side, float]
"""A box by its sides, as ranks that no point has: above it, or below it."""

STEPS = 40
"""The tree cuts the bulk of a parameter's values, from the first twentieth to the last, in so many round steps at least."""
DEPTH = 4
"""The most conditions on the way to a node: two parameters between two bounds each, or four on one side."""
LEAF = 0.05
"""The smallest share of the points in a node."""
CLEAR = 3.0
"""A rule's share stands so many standard errors above that of all points, at least,"""
ODDS = 1.5
"""and the odds of its points so many times as high: else a large sample would bring out what is of no use to anyone."""
ADDS = 0.1
"""The least share of the histories that reach it that a further rule must bring in."""
PLAINER = 0.9
"""A rule may lose so much of what makes it stand out for the sake of one condition less."""
WIDENS = 0.8
"""A rule that holds so much of another one is the same in wider words."""


@dataclass(frozen=True)
class Condition:
    """A parameter is at least so much, and below so much; None where it has no bound."""

    parameter: str
    at_least: float | None = None
    below: float | None = None

    def holds(self, values: NDArray[np.float64]) -> Mask:
        """Where it holds."""
        low = -math.inf if self.at_least is None else self.at_least
        return np.asarray((values >= low) & (values < (math.inf if self.below is None else self.below)))


Box = tuple[Condition, ...]


def inside(box: Box, values: Mapping[str, NDArray[np.float64]]) -> Mask:
    """Which points lie in a box that has a condition."""
    return np.asarray(np.logical_and.reduce([condition.holds(values[condition.parameter]) for condition in box]))


@dataclass(frozen=True)
class Learned:
    """*importance* holds what each parameter does for the tree, the most first; the shares add up to 1."""

    boxes: tuple[Box, ...]
    importance: tuple[tuple[str, float], ...]


class Sample:
    """Points and the share of histories at each that reach the stage."""

    def __init__(self, values: Mapping[str, NDArray[np.float64]], shares: NDArray[np.float64]) -> None:
        self.names, self.shares = list(values), shares
        self.values = [values[name] for name in self.names]
        self.ranks = np.stack([steps_of(column) for column in self.values], axis=1)
        self.base, sd = mean_and_sd(shares)
        self.spread = sd * math.sqrt(1 - 1 / len(shares)) if varies(shares) else 0.0

    def inside(self, sides: Sides) -> Mask:
        """Which points lie in a box."""
        found = np.ones(len(self.shares), np.bool_)
        for (column, lower), rank in sides.items():
            found &= (self.ranks[:, column] > rank) == lower
        return found

    def share(self, mask: Mask) -> float:
        """The share of histories at some points."""
        return float(total(self.shares[mask])) / int(mask.sum())

    def score(self, mask: Mask) -> float:
        """By how many standard errors the share of some points lies above that of all."""
        return (self.share(mask) - self.base) * math.sqrt(mask.sum()) / self.spread

    def stands_out(self, mask: Mask) -> bool:
        """Whether the share of some points is clearly above that of all, and by an amount that matters."""
        share = self.share(mask)
        return self.score(mask) >= CLEAR and share * (1 - self.base) >= ODDS * self.base * (1 - share)


def steps_of(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values of a parameter as whole numbers from 0, one for all between two round numbers; few values are told apart."""
    different = np.unique(column)
    low, high = np.quantile(column / STEPS, [0.05, 0.95])
    if len(different) > STEPS and high > low:
        step = round_step(float(high - low))
        column = np.floor(column / step)
    return np.unique(column, return_inverse=True)[1].astype(np.float64)


def round_step(most: float) -> float:
    """The largest of …, 0.5, 1, 5, 10, 50, … that is not above a number."""
    one = Decimal(1).scaleb(Decimal(repr(most)).adjusted())
    return float(5 * one if float(5 * one) <= most else one)


def learned(sample: Sample, most: int, seed: int) -> Learned:
    """At most so many boxes, the clearest first; none where no part of the sample stands out.

    All points have as many histories, so a tree that sorts the histories one by one, by Gini impurity, would make the same cuts.
    """
    if not sample.spread:
        return Learned((), ())
    trees = needed("sklearn.tree", "analysis", "rules")
    tree = trees.DecisionTreeRegressor(max_depth=DEPTH, min_samples_leaf=LEAF, random_state=seed % 2**32)
    tree.fit(sample.ranks, sample.shares)
    shares = zip(sample.names, tree.feature_importances_.tolist(), strict=True)
    importance = sorted(((name, share) for name, share in shares if share > 0), key=lambda one: -one[1])
    return Learned(tuple(_chosen(sample, list(nodes(tree.tree_)), most)), tuple(importance))


def nodes(tree: Any) -> Iterator[Sides]:
    """The boxes of all nodes below the root of scikit-learn's tree."""
    waiting: list[tuple[int, dict[Side, float]]] = [(0, {})]
    while waiting:
        node, sides = waiting.pop()
        if sides:
            yield sides
        if tree.children_left[node] != tree.children_right[node]:
            column, rank = int(tree.feature[node]), float(tree.threshold[node])
            waiting.append((int(tree.children_left[node]), {**sides, (column, False): rank}))
            waiting.append((int(tree.children_right[node]), {**sides, (column, True): rank}))


def _chosen(sample: Sample, raw: list[Sides], most: int) -> Iterator[Box]:
    """The clearest boxes, as long as each adds something: simplified ones, then the nodes as they are beside those."""
    masks: list[Mask] = []
    covered = np.zeros(len(sample.shares), np.bool_)
    for sides in [*_by_score(sample, [simplified(sample, node) for node in raw]), *_by_score(sample, raw)]:
        mask = sample.inside(sides)
        added = mask & ~covered
        if len(masks) == most:
            return
        if total(sample.shares[added]) < ADDS * total(sample.shares):
            continue
        if not sample.stands_out(mask) or not sample.stands_out(added):
            continue
        if any((mask & other).sum() > WIDENS * other.sum() for other in masks):
            continue
        masks.append(mask)
        covered |= mask
        yield written(sample, sides)


def _by_score(sample: Sample, boxes: list[Sides]) -> list[Sides]:
    return sorted(boxes, key=lambda sides: -sample.score(sample.inside(sides)))


def simplified(sample: Sample, sides: Sides) -> Sides:
    """The box without the sides that do little for it: while one can go, and the box scores hardly less than at its best."""
    best = sample.score(sample.inside(sides))
    while len(sides) > 1:
        fewer = [{side: rank for side, rank in sides.items() if side != gone} for gone in sides]
        simpler = max(fewer, key=lambda one: sample.score(sample.inside(one)))
        if (reached := sample.score(sample.inside(simpler))) < PLAINER * best:
            break
        sides, best = simpler, max(best, reached)
    return sides


def written(sample: Sample, sides: Sides) -> Box:
    """A box in numbers that a person would write; the same points of the sample lie in it."""
    bounds: dict[int, dict[str, float]] = {}
    masks = {side: sample.inside({side: rank}) for side, rank in sides.items()}
    for side in sides:
        column, lower = side
        values = sample.values[column]
        others = np.ones(len(values), np.bool_)
        for other, mask in masks.items():
            others &= mask | (other == side)
        kept, left_out = values[others & masks[side]], values[others & ~masks[side]]
        bound = plainest(left_out.max(), kept.min()) if lower else plainest(kept.max(), left_out.min())
        masks[side] = (values >= bound) == lower  # the next side must not count on this one leaving out more than it now does
        bounds.setdefault(column, {})["at_least" if lower else "below"] = bound
    return tuple(Condition(sample.names[column], **limits) for column, limits in bounds.items())


def plainest(above: float, upto: float) -> float:
    """The number with the fewest digits that is above one number and not above the other; 5 as a last digit before 2."""
    low, high = Decimal(repr(float(above))), Decimal(repr(float(upto)))
    top = max(abs(low), abs(high)).adjusted() + 1
    for exponent in range(top, top - 20, -1):
        for step in (Decimal(1).scaleb(exponent), Decimal(5).scaleb(exponent - 1), Decimal(2).scaleb(exponent - 1)):
            for count in (((low + high) / 2 / step).to_integral_value(), (high / step).to_integral_value("ROUND_FLOOR")):
                if above < (number := float(count * step)) <= upto:
                    return number + 0.0
    return float(upto)
