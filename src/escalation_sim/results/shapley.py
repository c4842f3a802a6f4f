"""Shapley shares: what each of some players adds to a worth, as the mean over the orders in which they could come.

L. S. Shapley, "A value for n-person games", in Contributions to the Theory of Games II (1953). A worth is a whole number, known
of sets of players, and shares are fractions: they add up exactly to what all players together are worth beyond none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial, sqrt

import numpy as np

from escalation_sim.luck import uniforms

EXACT = 8
"""Up to so many players every set of them is played; beyond, `ORDERS` orders are drawn."""

ORDERS = 200

Set = frozenset[str]
Orders = Sequence[Sequence[str]]


def all_sets(names: Sequence[str]) -> list[Set]:
    """Every set of the names, the smallest first."""
    return [frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)]


def exact_shares(names: Sequence[str], worth: Mapping[Set, int]) -> dict[str, Fraction]:
    """Over every order: a set of s others precedes a name in s! (k - s - 1)! of the k! of them."""
    k = len(names)
    weights = [Fraction(factorial(s) * factorial(k - s - 1), factorial(k)) for s in range(k)]
    return {
        name: sum((weights[len(one)] * (worth[one | {name}] - worth[one]) for one in worth if name not in one), Fraction())
        for name in names
    }


def drawn_orders(seed: int, place: str, names: Sequence[str]) -> list[list[str]]:
    """Orders drawn by luck: below *place* one for each name, so that it does not matter where it stands in a file."""
    names = sorted(names)
    drawn = np.array([uniforms(seed, f"{place}/{name}", 0, 0, ORDERS) for name in names])
    return [[names[index] for index in order] for order in np.argsort(drawn, axis=0).T]


def on_the_way(orders: Orders) -> list[Set]:
    """Every set that has come at some moment of some order."""
    return list(dict.fromkeys(one for order in orders for one in _heads(order)))


def sampled_shares(orders: Orders, worth: Mapping[Set, int]) -> dict[str, Fraction]:
    """Over some orders: in each of them, what the names add is what all of them are worth."""
    return {name: Fraction(sum(added), len(orders)) for name, added in _additions(orders, worth).items()}


def sampled_errors(orders: Orders, worth: Mapping[Set, int]) -> dict[str, float]:
    """The standard error of each sampled share: how far it may lie from that over all orders."""
    found, n = {}, len(orders)
    for name, added in _additions(orders, worth).items():
        spread = Fraction(n * sum(one * one for one in added) - sum(added) ** 2, n * n * (n - 1))
        found[name] = sqrt(spread)
    return found


def _additions(orders: Orders, worth: Mapping[Set, int]) -> dict[str, list[int]]:
    """What each name adds in each order."""
    found: dict[str, list[int]] = {name: [] for name in orders[0]}
    for order in orders:
        for name, (before, after) in zip(order, pairwise(_heads(order)), strict=True):
            found[name].append(worth[after] - worth[before])
    return found


def _heads(order: Sequence[str]) -> list[Set]:
    """The first none, one, two, … of an order."""
    return [frozenset(order[:size]) for size in range(len(order) + 1)]
