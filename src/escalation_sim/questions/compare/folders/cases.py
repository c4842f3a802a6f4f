"""Two folders as cases for a CI service, and as annotations beside the lines that were edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from escalation_sim.errors import Place, ScenarioError
from escalation_sim.language.nodes import shown_path
from escalation_sim.presentation.ci import Case, problem_cases
from escalation_sim.presentation.wording import plural
from escalation_sim.questions.compare.cases import comparison_cases, on_the_disk
from escalation_sim.questions.compare.folders.compared import CALLED, Folders, Row
from escalation_sim.questions.compare.folders.edits import Edit, edits
from escalation_sim.questions.compare.folders.words import broken_line
from escalation_sim.questions.compare.words import changed_value, quantity, told

MOST_EDITS = 5
"""So many edits have an annotation; GitHub shows ten of a step."""


def folders_cases(found: Folders) -> list[Case]:
    """Every scenario, the worst first: of those that were played all that decides."""
    return [case for row in found.rows for case in _cases(row, found)]


def folders_annotations(found: Folders) -> list[Case]:
    """What is broken; the edits, each once at its line with what it moved most; then what moved and none of these lines tells."""
    broken = [case for row in found.of("broken") for case in _cases(row, found)]
    edited = list(_edits(found))
    lines = {(case.place.file, case.place.line) for case in edited if case.place}
    moved = [case for row in found.moved for case in _cases(row, found)[:1]]
    others = [case for case in moved if not case.place or (case.place.file, case.place.line) not in lines]
    return [*broken, *edited, *others]


def _edits(found: Folders) -> Iterator[Case]:
    for edit in edits(found)[:MOST_EDITS]:
        place = edit.change.place_b or edit.change.place_a
        touched = [row for row in found.moved if row.name in edit.scenarios]
        if place and touched:
            several = f" (in {len(edit.scenarios)} scenarios)" if edit.scenarios[1:] else ""
            title = f"{touched[0].name}{f' and {len(touched) - 1} more' if touched[1:] else ''}: {touched[0].verdict}"
            first = _cases(touched[0], found)[0]
            counts = touched[0].counts
            others = _with_others(touched[0], edit, found)
            moves = f"; {others}{touched[0].name}: {quantity(counts)}: {told(counts, CALLED)}" if counts else ""
            words = f"{changed_value(edit.change, CALLED)}{several}{moves}"
            yield Case(
                touched[0].name,
                "edited",
                first.verdict,
                words,
                on_the_disk(place, found.after.revision, found.before.revision),
                title,
            )


def _with_others(row: Row, edit: Edit, found: Folders) -> str:
    """What else was edited in a scenario, where it has moved by more than one edit; nothing where it has not."""
    change = edit.change
    changes = row.comparison.changes if row.comparison else ()
    others = [one for one in changes if (one.path, one.a, one.b) != (change.path, change.a, change.b)]
    if not others:
        return ""
    place = others[0].place_b or others[0].place_a
    if others[1:] or not place:
        return f"together with {plural(len(others), 'other edit')}, "
    return f"together with {_line(on_the_disk(place, found.after.revision, found.before.revision))}, "


def _line(place: Place) -> str:
    return f"{shown_path(place.file)}:{place.line}"


def _cases(row: Row, found: Folders) -> list[Case]:
    revisions = found.after.revision, found.before.revision
    if row.comparison:
        cases = comparison_cases(row.comparison)
        return [Case(row.name, one.name, one.verdict, one.message, one.place, one.title, one.fatal) for one in cases]
    if row.kind == "compared":
        return [Case(row.name, "verdict", "passed", "identical")]
    if isinstance(row.error, ScenarioError):
        told_ = problem_cases(row.name, row.error.problems, strict=True)
        wrong = [replace(case, place=case.place and on_the_disk(case.place, *revisions)) for case in told_]
        return wrong if row.kind == "broken" else [Case(row.name, "verdict", "failed", broken_line(row))]
    if row.error:
        return [Case(row.name, "verdict", "failed", str(row.error), fatal=row.kind == "broken")]
    return [Case(row.name, "verdict", "failed", f"the scenario was {row.kind}")]
