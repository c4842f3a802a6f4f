"""What becomes of histories without an event or a brake, each taken out alone, under the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import NEVER
from escalation_sim.questions.why.question import Question
from escalation_sim.results.contrasts import Bounds, paired_shares
from escalation_sim.running.variants import Days, Variants, left_out

Sets = Sequence[frozenset[str]]
"""Names that are left out together."""


@dataclass(frozen=True)
class Removal:
    """How often a stage is reached without something: *gained* get there only so, *lost* only with it.

    *difference* is without it less with it, *bounds* its paired 95 % interval.
    """

    name: str
    kind: str  # event or brake
    probability: float
    difference: float
    bounds: Bounds
    gained: int
    lost: int


def names_of(question: Question) -> list[tuple[str, str]]:
    """Every event and brake that is not left out already, in the order of the file: (name, kind)."""
    scenario, out = question.scenario, question.setup.changes.left_out
    named = [*((event.name, "event") for event in scenario.events), *((brake.name, "brake") for brake in scenario.brakes)]
    return [(name, kind) for name, kind in named if name not in out]


def days_without(question: Question, replications: NDArray[np.int64], sets: Sets) -> Days:
    """When each replication reaches the stage without each set of names: sets × replications. Raises RunError."""
    if not sets:
        return np.empty((0, len(replications)), np.int32)
    changes = [change for names in sets for change in [left_out(question.setup, names)] * len(replications)]
    variants = Variants(np.tile(replications, len(sets)), changes)
    return question.days(variants).reshape(len(sets), len(replications))


def removals(question: Question, replications: NDArray[np.int64], reached: NDArray[np.bool_]) -> list[Removal]:
    """Every event and brake taken out alone. *reached* says which replications reach the stage as it is. Raises RunError."""
    named = names_of(question)
    days = days_without(question, replications, [frozenset([name]) for name, _ in named])
    return [_removal(name, kind, reached, column != NEVER) for (name, kind), column in zip(named, days, strict=True)]


def _removal(name: str, kind: str, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> Removal:
    gained, lost, n = int((after & ~before).sum()), int((before & ~after).sum()), len(before)
    return Removal(name, kind, float(after.mean()), (gained - lost) / n, paired_shares(before, after), gained, lost)
