"""Which facts that can be seen on a date would move the probability of a stage most?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import NEVER
from escalation_sim.errors import UsageError
from escalation_sim.model.scenario import Scenario
from escalation_sim.questions.ensemble.answer import read_dates
from escalation_sim.questions.signposts.seen import seen_on
from escalation_sim.questions.signposts.signs import Share, Signpost, signposts
from escalation_sim.results.statistics import proportion
from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Progress, Setup
from escalation_sim.running.target import Target, read_target

HISTORIES = 10_000
"""So many are played where nobody says how many: half of them choose the cuts, the other half judges."""


@dataclass(frozen=True)
class Question:
    """The stage, and the text of each date with its minute."""

    target: Target
    dates: dict[str, int]
    replications: int = HISTORIES


@dataclass(frozen=True)
class Date:
    """The signs of a date. *already* have reached the stage as it begins; *base* is how many of the *open* others do so later.

    *judged* of these say how good a sign is. *base* is None where none is open; there are no signs then.
    """

    text: str
    already: int
    open: int
    judged: int
    base: Share | None
    posts: tuple[Signpost, ...]


@dataclass(frozen=True)
class Signposts:
    """The question and its answer, a date at a time."""

    setup: Setup
    question: Question
    dates: tuple[Date, ...]


def read_question(scenario: Scenario, stage: str, dates: Iterable[str], replications: int = HISTORIES) -> Question:
    """The question in the words of the command line. Raises UsageError."""
    target, found = read_target(scenario, stage), read_dates(scenario, dates, "--on")
    for text, minute in found.items():
        if not minute:
            raise UsageError(f"--on {text}: it is the start, before which nothing is to be seen; name a later date")
    if not found:
        raise UsageError("--on is missing: name a date on which somebody looks, such as --on 2025-01-20")
    return Question(target, found, replications)


def find_signposts(
    setup: Setup, question: Question, engine: Engine = "auto", jobs: int | None = None, progress: Progress | None = None
) -> Signposts:
    """The signs of each date. Raises RunError for the lowest-numbered history that stops. *progress* is as in `ensemble`."""
    ensemble = setup.ensemble(question.replications, engine=engine, jobs=jobs, progress=progress)
    days = np.array(question.target.first_reached(ensemble))
    del ensemble
    found = []
    for text, minute in question.dates.items():
        until = min(minute, setup.scenario.end)
        seen = seen_on(setup, until, question.replications, engine, jobs, progress)
        open_, reached = (days == NEVER) | (days >= until), days != NEVER
        found.append(_dated(text, open_, reached, tuple(signposts(setup.scenario, seen, open_, reached))))
    return Signposts(setup, question, tuple(found))


def _dated(text: str, open_: NDArray[np.bool_], reached: NDArray[np.bool_], posts: tuple[Signpost, ...]) -> Date:
    return Date(
        text=text,
        already=int((~open_).sum()),
        open=int(open_.sum()),
        judged=int(open_[1::2].sum()),
        base=proportion(reached[open_]) if open_.any() else None,
        posts=posts,
    )
