"""A comparison as cases for a CI service, and as annotations beside the lines that made the difference."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim.errors import Place
from escalation_sim.presentation.ci import Case, CaseVerdict
from escalation_sim.presentation.github import from_here
from escalation_sim.questions.compare.changed_lines import Change
from escalation_sim.questions.compare.compare import Comparison
from escalation_sim.questions.compare.ranking import worst_first
from escalation_sim.questions.compare.words import changed_value, headline, quantity, told

_VERDICTS: dict[str, CaseVerdict] = {"changed": "failed", "not comparable": "failed", "undecided": "undecided"}
MOST_CHANGES = 3
"""So many of the changed lines are told with the verdict."""


def comparison_cases(comparison: Comparison) -> list[Case]:
    """The verdict as a case, and every quantity that decides; what differs first in the files is where a reader should look."""
    return [_verdict_case(comparison), *_quantity_cases(comparison)]


def comparison_annotations(comparison: Comparison) -> list[Case]:
    """The verdict at the first line that differs, every other one at its own, and then the quantities."""
    verdict = _verdict_case(comparison)
    lines = [
        Case(
            verdict.suite,
            "in the files",
            verdict.verdict,
            changed_value(one, comparison.called),
            _place(comparison, one),
            verdict.title,
            verdict.fatal,
        )
        for one in comparison.changes[1:]
    ]
    return [verdict, *lines, *_quantity_cases(comparison)]


def _verdict_case(comparison: Comparison) -> Case:
    changes = [changed_value(one, comparison.called) for one in comparison.changes[:MOST_CHANGES]]
    more = len(comparison.changes) - len(changes)
    files = f" In the files: {'; '.join(changes)}{f'; and {more} more' if more else ''}." if changes else ""
    return _case(comparison, "verdict", comparison.verdict, headline(comparison) + files)


def _quantity_cases(comparison: Comparison) -> Iterator[Case]:
    for one in worst_first(comparison.differences):
        if one.verdict != "shown":
            yield _case(comparison, quantity(one), one.verdict, told(one, comparison.called))


def _case(comparison: Comparison, name: str, verdict: str, message: str) -> Case:
    names = [str(side.data["scenario"]["name"]) for side in (comparison.a, comparison.b)]
    found = _VERDICTS.get(verdict, "passed")
    place = _first_place(comparison) if found != "passed" else None
    title = f"{' and '.join(dict.fromkeys(names))}: {comparison.verdict}"
    return Case(" and ".join(names), name, found, message, place, title, fatal=comparison.verdict == "not comparable")


def _first_place(comparison: Comparison) -> Place | None:
    """Where a reader should look: at the first change, or, where none is known, as beside a saved result, at the scenario."""
    if comparison.changes:
        return _place(comparison, comparison.changes[0])
    for side in (comparison.b, comparison.a):
        if side.run:
            return on_the_disk(side.run.document.places.of(""), side.revision)
    return None


def on_the_disk(place: Place, *revisions: str) -> Place:
    """A place as a service knows the file: without the revision in front of it."""
    for revision in filter(None, revisions):
        if place.file.startswith(f"{revision}:"):
            return Place(from_here(place.file.removeprefix(f"{revision}:")), place.line, place.column)
    return place


def _place(comparison: Comparison, change: Change) -> Place | None:
    """Where a change stands in B, or would: A may be an old copy, of which nobody sees a line."""
    for side, place in ((comparison.b, change.place_b), (comparison.a, change.place_a)):
        if side.run:
            there = place or side.run.document.places.of(change.in_the_file, at_key=True)
            return on_the_disk(there, side.revision)
    return None
