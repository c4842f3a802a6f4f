"""The value of a parameter at which the probability of reaching a stage passes a level.

Every value is tried with the same luck, so that two values differ only where the parameter made the difference. The range is cut
into a thousand steps, and the search finds what a grid of all of them would find, as long as the probability passes the level
once: a first look along the whole range, then always the one section in which it passes, cut into smaller ones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.model.scenario import Parameter, Scenario
from escalation_sim.questions.ensemble.answer import read_questions
from escalation_sim.results.points import Answers
from escalation_sim.results.statistics import wilson
from escalation_sim.running.cores import threads
from escalation_sim.running.engines import Engine, Player, player
from escalation_sim.running.memory import at_once
from escalation_sim.running.points import Values, play_points
from escalation_sim.running.setups import Progress, Setup
from escalation_sim.running.spreading import spread
from escalation_sim.running.target import Target, read_target
from escalation_sim.running.tiling import LANES

STEPS = 1_000
"""How fine the search is, as parts of the range. It is 8 · 5 · 5 · 5: a few large blocks cost less than many small ones."""
FIRST_LOOK, SECTIONS = 8, 5
MOST_VALUES = FIRST_LOOK + 1 + 3 * 3 * (SECTIONS - 1)
"""The most values at which a search plays: the first look, then three rounds for the threshold and both ends of its interval."""

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*:\s*({_NUMBER})\s*", re.ASCII)


@dataclass(frozen=True)
class Question:
    """Is the *target* reached before *until* (a minute) is over, with *parameter* from *low* to *high*?

    *date* is the text behind *until*, where the user named one.
    """

    parameter: str
    low: float
    high: float
    target: Target
    until: int
    date: str | None = None

    @cached_property
    def values(self) -> list[float]:
        """The ends of all steps, worked out in decimals: the values that a person would write."""
        low, high = Decimal(repr(self.low)), Decimal(repr(self.high))
        return [float(low + (high - low) * step / STEPS) for step in range(STEPS + 1)]

    def reached(self, answers: Answers) -> NDArray[np.bool_]:
        """Whether the stage was reached, points × replications."""
        return self.target.reached(answers) & (self.target.first_reached(answers) <= self.until)


def read_question(scenario: Scenario, vary: str, stage: str, date: str | None) -> Question:
    """The question in the words of the command line. Raises UsageError."""
    name, equals, written = vary.partition("=")
    name, stage = name.strip(), stage.strip()
    parameters = {parameter.name: parameter for parameter in scenario.parameters}
    if name not in parameters:
        raise UsageError(f"--vary {vary}: there is no parameter {name!r}; {did_you_mean(name, parameters)}")
    target = read_target(scenario, stage)
    low, high = _range(vary, parameters[name], written if equals else None)
    by = read_questions(scenario, [date] if date is not None else [], None).by
    text, until = next(iter(by.items()), (None, scenario.end))
    question = Question(name, low, high, target, until, text)
    if len(set(question.values)) <= STEPS:
        raise UsageError(f"--vary {vary}: the range is too narrow to be cut into {STEPS:,} steps")
    return question


def _range(vary: str, parameter: Parameter, written: str | None) -> tuple[float, float]:
    if written is None:
        if parameter.range is None:
            mend = f"write --vary {parameter.name}=LOW:HIGH, or give it one"
            raise UsageError(f"--vary {vary}: {parameter.name} has no range; {mend}")
        low, high = parameter.range
    elif found := _RANGE.fullmatch(written):
        low, high = float(found[1]), float(found[2])
    else:
        raise UsageError(f"--vary {vary}: write NAME or NAME=LOW:HIGH with numbers such as 0.5")
    if not (low < high and math.isfinite(high - low)):
        raise UsageError(f"--vary {vary}: LOW must be below HIGH, and both finite")
    return low, high


Pair = tuple[int, int]


@dataclass(frozen=True)
class Search:
    """What was found; *counts*: how many of the *n* histories reach the stage at each step that was tried.

    The threshold lies between the neighbouring steps *passes*; None where the ends lie on the same side of the level. The steps
    *low* and *high* are the nearest ones, below and above it, clearly on one side of the level; None where there are none in the
    range. *again*: the share clearly passes the level more often than its two ends make it.
    """

    n: int
    level: float
    counts: Mapping[int, int]
    passes: Pair | None
    low: int | None
    high: int | None
    again: bool


Counter = Callable[[Sequence[int]], Iterable[int]]
"""Some steps → how many histories reach the stage at each."""


def search(counter: Counter, n: int, level: float) -> Search:
    """Where among the steps the share of *n* histories passes *level*, looking at few of them.

    The interval holds the values at which the share's Wilson interval holds the level: for n histories with probability p, the
    score test of p = level at 5 % (Wilson, JASA 22, 1927; on inverting a test, Casella and Berger, "Statistical Inference",
    9.2.1). It is rounded outwards to whole steps.
    """
    counts: dict[int, int] = {}
    wanted = list(range(0, STEPS + 1, STEPS // FIRST_LOOK))
    while wanted:
        counts.update(zip(wanted, counter(wanted), strict=True))
        brackets = _brackets(counts, n, level)
        wanted = sorted({step for pair in brackets if pair for step in inside(*pair, SECTIONS)})
    passes, low, high = brackets
    return Search(n, level, counts, passes, low[0] if low else None, high[1] if high else None, _again(counts, n, level))


def _brackets(counts: Mapping[int, int], n: int, level: float) -> tuple[Pair | None, Pair | None, Pair | None]:
    """Between which neighbours the share first passes the level; before, stops being clear of it; after, is clear of it again."""
    steps = sorted(counts)
    above = [counts[step] / n >= level for step in steps]
    if above[0] == above[-1]:
        return None, None, None
    sides = [clear_side(counts[step], n, level) for step in steps]
    before = 1 if above[0] else -1
    passes = above.index(not above[0])
    leaves = next((k for k in range(passes, 0, -1) if sides[k - 1] == before), None)
    enters = next((k for k in range(passes, len(steps)) if sides[k] == -before), None)
    return _pair(steps, passes), _pair(steps, leaves), _pair(steps, enters)


def _pair(steps: Sequence[int], k: int | None) -> Pair | None:
    return None if k is None else (steps[k - 1], steps[k])


def clear_side(count: int, n: int, level: float) -> int:
    """1 where the whole 95 % interval of a share lies above the level, -1 where it lies below, else 0."""
    low, high = wilson(count, n)
    return int(low > level) - int(high < level)


def _again(counts: Mapping[int, int], n: int, level: float) -> bool:
    """Whether the share clearly passes the level more often than its two ends make it."""
    steps = sorted(counts)
    first, last = (1 if counts[step] / n >= level else -1 for step in (steps[0], steps[-1]))
    clear = [side for step in steps[1:-1] if (side := clear_side(counts[step], n, level))]
    return sum(a != b for a, b in pairwise([first, *clear, last])) > (first != last)


def inside(low: int, high: int, sections: int) -> list[int]:
    """The whole numbers that cut *low* … *high* into as many sections as there is room for."""
    return sorted({low + (high - low) * part // sections for part in range(1, sections)} - {low})


def threshold(
    setup: Setup,
    question: Question,
    level: float,
    n: int,
    *,
    engine: Engine = "auto",
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Search:
    """Where the probability passes the level, from the replications 0 … n - 1; it does not depend on *engine* or *jobs*.

    Raises RunError. *progress* is told how many histories were added, of n · MOST_VALUES at most.
    """
    who = player(engine, n)
    work = partial(_counts, setup.ready(who), who, question)

    def counter(steps: Sequence[int]) -> Iterable[int]:
        values = {question.parameter: np.array([question.values[step] for step in steps])}
        most = max(at_once(setup.programme, LANES) // len(steps), 1)
        blocks = (_Block(first, min(most, n - first), values) for first in range(0, n, most))
        total = np.zeros(len(steps), np.int64)
        for block, counts in spread(work, blocks, threads(jobs)):
            total += counts
            if progress:
                progress(block.count * len(steps))
        found: list[int] = total.tolist()
        return found

    return search(counter, n, level)


@dataclass(frozen=True)
class _Block:
    """Some values, each with the replications *first* … *first + count - 1*."""

    first: int
    count: int
    values: Values


def _counts(setup: Setup, who: Player, question: Question, block: _Block) -> NDArray[np.int64]:
    """How many histories of a block reach the stage, at each of its values."""
    answers = play_points(setup, block.values, block.first, block.count, who)
    return np.asarray(question.reached(answers).sum(axis=1), np.int64)
