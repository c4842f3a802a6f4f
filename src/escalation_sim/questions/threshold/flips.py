"""The exact values of a parameter at which one history flips: reaches a stage, or does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from escalation_sim.model.floats import float_at, place_of_float
from escalation_sim.questions.threshold.search import Pair, Question, inside
from escalation_sim.running.points import play_points, varied
from escalation_sim.running.setups import Setup

SECTIONS = 16


@dataclass(frozen=True)
class Flips:
    """Where one history flips: pairs of neighbouring floats, (reached there, not reached there), in order along the range.

    *at_low*: whether the stage is reached at the low end; *runs*: how often the history was played.
    """

    replication: int
    at_low: bool
    pairs: tuple[tuple[float, float], ...]
    runs: int


def flips(setup: Setup, question: Question, replication: int) -> Flips:
    """The values at which a history flips, to the last bit; in each step of the range at most one. Raises RunError.

    The kernel plays it at many values at once; the SimPy engine then tells it at both sides of every flip.
    """

    def reached(places: Sequence[int]) -> list[bool]:
        values = {question.parameter: np.array([float_at(place) for place in places])}
        found: list[bool] = question.reached(play_points(setup, values, replication, 1))[:, 0].tolist()
        return found

    look = [place_of_float(value) for value in question.values]
    truth = reached(look)
    pairs = [pair for pair, (a, b) in zip(pairwise(look), pairwise(truth), strict=True) if a != b]
    known = dict(zip(look, truth, strict=True))
    while any(high - low > 1 for low, high in pairs):
        wanted = [place for pair in pairs for place in inside(*pair, SECTIONS)]
        known.update(zip(wanted, reached(wanted), strict=True))
        pairs = [_first_flip([low, *inside(low, high, SECTIONS), high], known) for low, high in pairs]
    sides = tuple((low, high) if known[low] else (high, low) for low, high in pairs)
    found = tuple((float_at(yes), float_at(no)) for yes, no in sides)
    for pair in found:
        assert [_told(setup, question, replication, value) for value in pair] == [True, False], "the engines disagree"
    return Flips(replication, truth[0], found, len(known) + 2 * len(found))


def _first_flip(places: Sequence[int], known: Mapping[int, bool]) -> Pair:
    return next(pair for pair in pairwise(places) if known[pair[0]] != known[pair[1]])


def _told(setup: Setup, question: Question, replication: int, value: float) -> bool:
    """Whether the history reaches the stage, as the SimPy engine tells it."""
    history = varied(setup, {question.parameter: value}).history(replication, trace=False)
    first = history.of(question.target.ladder).first_reached[question.target.place]
    return first is not None and first <= question.until
