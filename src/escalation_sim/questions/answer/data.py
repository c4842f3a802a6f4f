"""The answer as plain data, for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escalation_sim.questions.answer.answer import Answer
from escalation_sim.questions.history.formats import history_answer
from escalation_sim.results.summary import ANSWER, VERSION


def answer_data(answer: Answer) -> dict[str, Any]:
    """Both parts as `run --replication` and `run -n` give them."""
    ensemble: Mapping[str, Any] = answer.statistics
    return {
        "format": ANSWER,
        "version": VERSION,
        "history": history_answer(answer.setup, answer.history),
        "ensemble": dict(ensemble),
    }
