"""The most ordinary of many histories: of those that go as most do, the one that does so on the most ordinary days."""

from __future__ import annotations

from collections import Counter

import numpy as np

from escalation_sim.engines.columns import NEVER
from escalation_sim.results.ensemble import Ensemble


def most_ordinary(ensemble: Ensemble) -> int:
    """The number of the most ordinary history of the main ladder.

    Of the histories whose pair of highest and final stage is the most frequent (in a tie, the pair that comes first by the number
    of its first history) the one whose days first reached lie nearest to the medians of these: by the sum of the distances over
    the stages that the pair has reached; in a tie the lowest number.
    """
    pairs = list(zip(ensemble.highest.tolist(), ensemble.final.tolist(), strict=True))
    (most, _), *_ = Counter(pairs).most_common()  # of those that are as frequent the one that was met first
    alike = np.array([number for number, pair in enumerate(pairs) if pair == most])
    days = ensemble.first_reached[alike, : most[0] + 1].astype(np.float64)
    assert (days != NEVER).all(), "a stage is reached when the highest place is at or above it"
    distances = np.abs(days - np.median(days, axis=0)).sum(axis=1)
    return int(alike[np.argmin(distances)])
