"""Why so many of many histories reach a stage, and no more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from escalation_sim.engines.columns import NEVER
from escalation_sim.questions.why.obstacles import PHASES, Obstacle, obstacles
from escalation_sim.questions.why.question import Mask, Question, head_of
from escalation_sim.questions.why.removals import Removal, removals
from escalation_sim.questions.why.shares import Shares, shares
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.results.rounding import given
from escalation_sim.results.statistics import proportion


@dataclass(frozen=True)
class WhyMany:
    """The answer about replications 0 …: which *reached* the stage in time, and what stood in the way of each of the others."""

    question: Question
    reached: Mask
    obstacles: tuple[Obstacle, ...]
    without: tuple[Removal, ...]
    shares: Shares


def why_many(question: Question, ensemble: Ensemble) -> WhyMany:
    """The answer about histories that have been played as they are. Raises RunError."""
    reached = question.days_of(ensemble) != NEVER
    replications = np.arange(len(ensemble), dtype=np.int64)
    return WhyMany(
        question=question,
        reached=reached,
        obstacles=tuple(obstacles(question, replications[~reached])),
        without=tuple(removals(question, replications, reached)),
        shares=shares(question, replications),
    )


def why_many_data(found: WhyMany) -> dict[str, Any]:
    """The data of the JSON format."""
    setup = found.question.setup
    return {
        **head_of(found.question),
        "settings": {
            "seed": setup.settings.seed,
            "replications": len(found.reached),
            "parameters": given(setup.values),
            "uncertain": sorted(parameter.name for parameter in setup.uncertain),
            **setup.settings.named,
        },
        "reached": proportion(found.reached),
        "stood_in_the_way": stood_in_the_way(found.obstacles),
        "without": [
            {
                "name": one.name,
                "kind": one.kind,
                "probability": one.probability,
                "difference": one.difference,
                "low": one.bounds[0],
                "high": one.bounds[1],
                "gained": one.gained,
                "lost": one.lost,
            }
            for one in found.without
        ],
        "shares": [{"brake": name, "share": share} for name, share in found.shares.shares.items()],
    }


def stood_in_the_way(found: tuple[Obstacle, ...]) -> list[dict[str, Any]]:
    """How often each thing did, the most frequent first."""
    counts = Counter((one.phase, one.brakes) for one in found)
    order = sorted(counts, key=lambda key: (-counts[key], -PHASES.index(key[0]), key[1]))
    return [{"phase": phase, "brakes": list(brakes), "count": counts[phase, brakes]} for phase, brakes in order]
