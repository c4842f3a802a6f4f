"""The answer of `run`: how a thousand histories go, and the most ordinary of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from escalation_sim.engines.history import History
from escalation_sim.language.loading import Document
from escalation_sim.model.uses import draws_luck
from escalation_sim.questions.answer.ordinary import most_ordinary
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.results.statistics import proportion
from escalation_sim.running.setups import Setup


@dataclass(frozen=True)
class Answer:
    """Many histories, their statistics as the JSON of an ensemble has them, and the most ordinary one with its trace."""

    document: Document
    setup: Setup
    columns: Ensemble
    statistics: Mapping[str, Any]
    history: History

    @property
    def drawn(self) -> bool:
        """Whether anything is left to luck, so that histories may differ."""
        return draws_luck(self.setup.scenario) or bool(self.setup.uncertain)

    @property
    def alike(self) -> int:
        """How many histories have the highest and the final stage of the most ordinary one, which is one of them."""
        pair = (self.columns.highest == self.history.highest) & (self.columns.final == self.history.final)
        return int(pair.sum())

    def stepped_down(self, ladder: str) -> Mapping[str, float]:
        """In how many histories an actor ends below the highest stage that it reached, with the interval of the share."""
        columns = self.columns.of(ladder)
        return proportion(np.asarray(columns.final < columns.highest))


def answered(document: Document, setup: Setup, columns: Ensemble, statistics: Mapping[str, Any]) -> Answer:
    """The answer that follows from many histories, numbered from 0. Raises RunError where the ordinary one stops."""
    return Answer(document, setup, columns, statistics, setup.history(most_ordinary(columns)))
