"""Freezing: the digest of the scenario is written into the file of questions, so that a later change of it shows."""

from __future__ import annotations

from pathlib import Path

from escalation_sim.errors import CannotRun, ScenarioError
from escalation_sim.language.asking import read_questions
from escalation_sim.language.files import read_file
from escalation_sim.language.freezing import frozen
from escalation_sim.presentation.writing import write_whole
from escalation_sim.questions.score.question import Scores
from escalation_sim.questions.score.words import short


def freeze(path: Path, found: Scores) -> str:
    """Write the line `frozen`, whole or not at all; what was done, in words. Raises CannotRun."""
    digest, before = found.digest, found.file.frozen
    if digest == before:
        return f"{path} is frozen already, with {short(digest)}; nothing is written"
    try:
        data = read_file(path)
        new = frozen(data, found.file, digest)
        again = read_questions(new, path.as_posix(), path.parent)
    except (OSError, ScenarioError, IndexError):
        raise _refused(path, digest) from None
    if (again.frozen, again.asked, again.questions) != (digest, found.file.asked, found.file.questions):
        raise _refused(path, digest)
    write_whole(path, new)
    instead = f", in place of {short(before)}" if before else ""
    return f"{path} is frozen: the line `frozen` has {short(digest)}, the digest of {found.setup.scenario.name}{instead}"


def _refused(path: Path, digest: str) -> CannotRun:
    why = "it has changed meanwhile, or is written so that no line can be put below `asked`"
    return CannotRun(f"{path} cannot be frozen: {why}; write it yourself: frozen: {digest}")


def too_late(found: Scores) -> str:
    """That answers are known already, and freezing proves nothing about these; nothing where none is."""
    if not found.answered:
        return ""
    count = len(found.answered)
    which = "one question is answered" if count == 1 else f"{count} questions are answered"
    return f"{which} already: freezing now shows nothing of what was said before that. Freeze before answers are known"
