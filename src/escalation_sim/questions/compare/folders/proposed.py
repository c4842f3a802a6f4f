"""The command that shows all of one scenario, and lets what looks renamed keep its luck."""

from __future__ import annotations

import shlex

from escalation_sim.language.nodes import shown_path
from escalation_sim.presentation.ci import harmless
from escalation_sim.questions.compare.folders.compared import Folders, Row
from escalation_sim.questions.compare.renames_words import renamed_in_words


def looks_renamed(found: Folders) -> str:
    """What looks renamed in any scenario, and that a command follows which lets it keep its luck; nothing where nothing does."""
    names = {old: new for row in found.moved if row.comparison for old, new in row.comparison.looks_renamed.items()}
    return (
        f"{renamed_in_words(names)} A new name has other luck. In a comparison of two files it can keep the old one:"
        if names
        else ""
    )


def proposed(found: Folders) -> str:
    """How all of one scenario is seen: of the first in which something looks renamed, else of the first that moved."""
    played = [row for row in found.moved if row.comparison and row.comparison.looks_renamed]
    row = next(iter([*played, *(row for row in found.moved if row.comparison)]), None)
    return _command(row) if row else ""


def _command(row: Row) -> str:
    assert row.comparison
    files = " ".join(shlex.quote(shown_path(one.shown_as)) for one in (row.pair.before, row.pair.after) if one)
    options = "".join(f" --renamed {old}={new}" for old, new in row.comparison.looks_renamed.items())
    return harmless(f"escalation-sim compare {files}{options}")
