"""The smallest sets of brakes that must be out together for one history to reach a stage."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

import numpy as np

from escalation_sim.engines.columns import NEVER
from escalation_sim.questions.why.question import Question
from escalation_sim.questions.why.removals import days_without

MOST_SETS = 4_096
"""Where there are more sets of three, only pairs are tried; where there are more pairs, none is."""


def brakes_together(question: Question, replication: int, enough: Collection[str]) -> list[tuple[str, ...]]:
    """Pairs, then sets of three, none of whose subsets is enough. *enough* are the brakes that are so alone. Raises RunError."""
    out = question.setup.changes.left_out
    names = sorted(brake.name for brake in question.scenario.brakes if brake.name not in out and brake.name not in enough)
    found: list[tuple[str, ...]] = []
    for size in (2, 3):
        sets = [some for some in combinations(names, size) if not any(set(one) <= set(some) for one in found)]
        if len(sets) > MOST_SETS:
            break
        days = days_without(question, np.array([replication], np.int64), [frozenset(some) for some in sets])
        found += [some for some, day in zip(sets, days[:, 0].tolist(), strict=True) if day != NEVER]
    return found
