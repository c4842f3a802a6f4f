"""Which facts that can be seen on a date would move the probability of a stage most?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from escalation_sim.engines.columns import NEVER
from escalation_sim.questions.signposts.seen import seen_on
from escalation_sim.questions.signposts.signs import Share, Signpost, signposts
from escalation_sim.results.statistics import proportion
from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Setup

HISTORIES = 10_000
"""So many are played where nobody says how many: half of them choose the cuts, the other half judges."""


@dataclass(frozen=True)
class Date:
    """The signs of a date. *already* have reached the stage as it begins; *base* is how many of the others do so later.

    *base* is of the judging half alone, None where it is empty; there are no signs then.
    """

    text: str
    minute: int
    already: int
    base: Share | None
    posts: tuple[Signpost, ...]


@dataclass(frozen=True)
class Signposts:
    """The question and its answer, a date at a time."""

    setup: Setup
    stage: str
    replications: int
    dates: tuple[Date, ...]


def find_signposts(
    setup: Setup,
    stage: str,
    dates: Mapping[str, int],
    replications: int = HISTORIES,
    engine: Engine = "auto",
    jobs: int | None = None,
) -> Signposts:
    """The signs of each date, given by its text and its minute. Raises RunError."""
    ladder = setup.scenario.ladder_of[stage]
    ensemble = setup.ensemble(replications, engine=engine, jobs=jobs)
    days = np.asarray(ensemble.of(ladder.name).first_reached[:, ladder.places[stage]])
    found = []
    for text, minute in dates.items():
        open_ = (days == NEVER) | (days >= minute)
        judged = open_ & (np.arange(replications) % 2 == 1)
        base = proportion(days[judged] != NEVER) if judged.any() else None
        seen = seen_on(setup, minute, replications, engine, jobs)
        posts = signposts(setup.scenario, seen, open_, days != NEVER) if base else []
        found.append(Date(text, minute, int((~open_).sum()), base, tuple(posts)))
    return Signposts(setup, stage, replications, tuple(found))
