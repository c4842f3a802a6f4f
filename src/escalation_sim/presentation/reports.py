"""An answer in every format that a CI service may ask for, delivered in one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from escalation_sim.presentation.ci import Case, harmless, junit
from escalation_sim.presentation.github import deliver_commands, github, tell_service
from escalation_sim.presentation.writing import deliver

FORMATS = ("text", "json", "markdown", "junit", "github")


@dataclass(frozen=True)
class Report:
    """What was found: its *verdict* in a word and its *headline* in a line, a *page* of Markdown, the *cases* of JUnit.

    *annotations* are the cases that stand beside lines of files, where they are others.
    """

    verdict: str
    headline: str
    page: str
    text: Callable[[], str]
    json: Callable[[], str]
    cases: Sequence[Case]
    annotations: Sequence[Case] = ()


def deliver_report(report: Report, format_: str, output: str, *, lenient: bool = False) -> None:
    """Write a report in its format, and tell GitHub where it asks for it. Raises CannotRun.

    *lenient*: what failed does not change the exit status.
    """
    match format_:
        case "json":
            deliver(report.json(), output)
        case "markdown":
            deliver(report.page, output)
        case "junit":
            deliver(junit(report.cases), output)
        case "github":
            annotations = github(report.annotations or report.cases, lenient=lenient)
            deliver_commands(f"{harmless(report.headline)}\n{annotations}", output)
        case _:
            deliver(report.text(), output)
    tell_service(report.page, report.verdict)
