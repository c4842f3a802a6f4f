"""Files that do the same and say it in other words."""

from __future__ import annotations

from escalation_sim.errors import CannotRun
from escalation_sim.questions.compare.compare import Comparison
from escalation_sim.questions.compare.sides import Run


def other_words(comparison: Comparison) -> str:
    """That two files which do the same say it otherwise; nothing where they say the same, or something else."""
    a, b = comparison.a.run, comparison.b.run
    if comparison.verdict != "identical" or comparison.changes or not a or not b or _written(a) == _written(b):
        return ""
    return "The files differ in words alone: titles, assumptions, sources, claims, or the order of their lines."


def _written(run: Run) -> str:
    """All that a file says, with what it extends; nothing where that is too much."""
    try:
        return run.document.whole_text()
    except CannotRun:
        return ""
