"""The page of some documents, as text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from escalation_sim.errors import CannotRun, RunError
from escalation_sim.language.loading import Document
from escalation_sim.language.shipped import shipped_file
from escalation_sim.questions.report.page import page
from escalation_sim.questions.report.question import Report, report
from escalation_sim.running.engines import Engine


def report_text(documents: Iterable[tuple[str, Document]], *, engine: Engine = "auto", jobs: int | None = None) -> str:
    """The page of some documents, each with the path that the user gave. Raises CannotRun where a history of one stops."""
    return page([_report(path, document, engine, jobs) for path, document in documents])


def _report(path: str, document: Document, engine: Engine, jobs: int | None) -> Report:
    """Of several scenarios it must be said which one stops."""
    try:
        return report(document, called(path), engine=engine, jobs=jobs)
    except RunError as error:
        raise CannotRun(f"{called(path)}: {error}") from None


def called(path: str) -> str:
    """What the page calls a file on the command line: no page says where on somebody's disk a scenario lies."""
    return path if shipped_file(path) or not Path(path).is_absolute() else Path(path).name
