"""The answer in each format."""

from __future__ import annotations

from escalation_sim.presentation.formats import to_json
from escalation_sim.questions.answer.answer import Answer
from escalation_sim.questions.answer.data import answer_data
from escalation_sim.questions.answer.words import WIDTH, in_full, one_screen
from escalation_sim.questions.history.formats import history_text

_HINT = "More: --full (the whole account), -n 1000 (in tables), --replication K (another history)."


def answer_text(answer: Answer, format_: str, width: int = WIDTH, *, full: bool = False) -> str:
    """One screen of at most *width* columns, or in *full*; the JSON; or the moves of the most ordinary history as CSV."""
    if format_ == "json":
        return to_json(answer_data(answer))
    if format_ == "csv":
        return history_text(answer.document, answer.setup, answer.history, "csv")
    return in_full(answer, width) if full else one_screen(answer, width, hint=_HINT)
