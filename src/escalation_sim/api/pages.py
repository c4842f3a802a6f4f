"""The page that plays histories itself: as a file to hand out, or inside a notebook."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape
from pathlib import Path

from escalation_sim.api import arguments
from escalation_sim.api.questions import execution_of
from escalation_sim.api.scenarios import Scenario
from escalation_sim.errors import UsageError
from escalation_sim.language.shipped import shipped
from escalation_sim.presentation.writing import write_whole
from escalation_sim.running.engines import Engine

HEIGHT = 900
"""Of the page inside a notebook, in pixels."""


@dataclass(frozen=True, eq=False, repr=False)
class Page:
    """One HTML file, alive. A notebook shows it; `save` writes it."""

    html: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a file, whole or not at all; the file. Raises errors.CannotRun."""
        place = Path(arguments.file("path", path))
        write_whole(place, self.html.encode())
        return place

    def _repr_html_(self) -> str:
        look = f"width: 100%; height: {HEIGHT}px; border: 0"
        return f'<iframe srcdoc="{escape(self.html)}" style="{look}" title="escalation-sim"></iframe>'

    def __repr__(self) -> str:
        return f"<Page of {len(self.html.encode()):,} bytes: save it, or let a notebook show it>"


def report(*scenarios: Scenario, path: str | os.PathLike[str] | None = None, engine: Engine = "auto", jobs: int = 1) -> Page:
    """One HTML file to hand out, with sliders, that plays histories itself; written where a *path* is given.

    Raises errors.UsageError, and errors.CannotRun where a history stops, or the file cannot be written.
    """
    from escalation_sim.questions.report.formats import report_text

    if not scenarios or not all(isinstance(one, Scenario) for one in scenarios):
        raise UsageError("a page is of one scenario or several, as es.load(path) gives them: es.report(scenario)")
    execution = execution_of(engine, jobs)
    documents = [(_path_of(one), one.document) for one in scenarios]
    page = Page(report_text(documents, engine=execution.engine, jobs=execution.jobs))
    if path is not None:
        page.save(path)
    return page


def explore(*scenarios: Scenario, engine: Engine = "auto", jobs: int = 1) -> Page:
    """The same, to be looked at: at the end of a cell a notebook shows it. Raises errors.UsageError and errors.CannotRun."""
    return report(*scenarios, engine=engine, jobs=jobs)


def _path_of(scenario: Scenario) -> str:
    """The file of a scenario, or its name where it comes with the program."""
    file = scenario.document.places.top.place.file
    return next((name for name, path in shipped().items() if path.as_posix() == file), file)
