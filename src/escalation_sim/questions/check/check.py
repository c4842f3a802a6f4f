"""`check`: do the scenarios among some files and folders still meet their expectations and their recorded results?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from escalation_sim.errors import CannotRun, EscalationError, Place
from escalation_sim.language.loading import load
from escalation_sim.questions.check.answer import Answer, Asked, answer_of
from escalation_sim.questions.check.claims import Judgement
from escalation_sim.questions.check.coverage import Rung
from escalation_sim.questions.check.found import Found
from escalation_sim.questions.check.known import Known
from escalation_sim.questions.check.reads import Noted
from escalation_sim.questions.check.records import Record, is_there, missing, path_of, record_in
from escalation_sim.questions.check.renamed import with_names_before

CheckVerdict = Literal["error", "failed", "undecided", "held"]

WORST: tuple[CheckVerdict, ...] = ("error", "failed", "undecided", "held")
"""The verdicts of a check, the worst first."""


@dataclass(frozen=True)
class Checked:
    """One scenario that was checked. *problem* is why it could not be; *record* is None where there is none.

    It begins *at* a place, where one is known; *places* are those of its claims, *outcomes* the names of those that it has,
    *renamed* those of what keeps the luck of another name in what was recorded, and *read* the paths of the files and folders
    that it was read from.
    """

    name: str
    claims: tuple[Judgement, ...] = ()
    places: tuple[Place, ...] = ()
    record: Record | None = None
    problem: EscalationError | None = None
    at: Place | None = None
    rungs: tuple[Rung, ...] = ()
    outcomes: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    read: tuple[str, ...] = ()

    @property
    def verdict(self) -> CheckVerdict:
        """The worst of its claims and its record."""
        there = {judgement.verdict for judgement in self.claims} | ({self.record.verdict_of_check} if self.record else set())
        return "error" if self.problem else next((verdict for verdict in WORST if verdict in there), "held")

    @property
    def impossible(self) -> bool:
        """Whether the scenario is sound and could not be checked all the same."""
        return self.verdict == "error" and (self.problem is None or isinstance(self.problem, CannotRun))


def check(found: Found, asked: Asked, known: Known | None = None) -> Checked:
    """One scenario, with its claims and its record. Nothing is raised for a scenario that is wrong, or that stops.

    *known* has answers from before: what a scenario says is looked up there, and kept there.
    """
    noted = Noted()
    if found.orphan:
        return Checked(found.name, record=_orphaned(found))
    at, recorded = None, is_there(path_of(found.path))
    try:
        answer = known.answer(found, noted, recorded=recorded) if known else None
        if answer is None:
            document = with_names_before(load(found.path, files=noted), asked.renamed)
            at = document.places.of("")
            answer = answer_of(document, asked, recorded=recorded)
            if known:
                known.keep(found, noted, answer)
        record = _record(found, answer, asked)
    except EscalationError as error:
        return Checked(found.name, problem=error, at=at, read=_paths(noted))
    names = tuple(answer.now.renamed.values()) if answer.now else ()
    checked = Checked(found.name, answer.claims, answer.places, record, renamed=names, read=_paths(noted))
    return replace(checked, rungs=answer.rungs, outcomes=answer.outcomes)


def _paths(noted: Noted) -> tuple[str, ...]:
    return (*noted.files, *noted.folders)


def _record(found: Found, answer: Answer, asked: Asked) -> Record | None:
    """The record of a scenario, if there is one or ought to be one."""
    path = path_of(found.path)
    if answer.now and (record := record_in(path, answer.now, asked.margins)):
        return record
    reason = missing(path)
    if asked.records:
        reason = reason or f"there is no {path.as_posix()}, and --require-records wants one of every scenario"
    return Record("missing", Place(found.path.as_posix(), 1, 1), reason, required=asked.records) if reason else None


def _orphaned(found: Found) -> Record:
    """A record whose scenario is gone, or what stands in the place of all records and cannot be read."""
    gone = f"its scenario is gone: the folder above has no {found.name}.yaml; delete the record, or bring the file back"
    verdict: Literal["unusable", "orphaned"] = "unusable" if found.problem else "orphaned"
    return Record(verdict, Place(found.path.as_posix(), 1, 1), found.problem or gone, stays=True)


def overall(checked: Iterable[Checked]) -> CheckVerdict:
    """The worst verdict."""
    there = {one.verdict for one in checked}
    return next((verdict for verdict in WORST if verdict in there), "held")


def status(checked: Sequence[Checked], *, strict: bool, exit_zero: bool) -> int:
    """The exit status: 2 and 3 for what could not be checked, 1 for what failed, 4 for what is undecided under *strict*."""
    verdict = overall(checked)
    if verdict == "error":
        wrong = any(one.problem is not None and not one.impossible for one in checked)
        return 2 if wrong else 3
    if exit_zero:
        return 0
    return {"failed": 1, "undecided": 4 if strict else 0}.get(verdict, 0)
