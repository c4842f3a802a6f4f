"""`check`: do the scenarios among some files and folders still meet their expectations and their recorded results?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from escalation_sim.errors import CannotRun, EscalationError, Place
from escalation_sim.language.loading import Document, load
from escalation_sim.language.renaming import Renames
from escalation_sim.questions.check.claims import BUDGET, Judgement, judge
from escalation_sim.questions.check.coverage import Rung, coverage
from escalation_sim.questions.check.found import Found
from escalation_sim.questions.check.records import SEED, Record, Today, is_there, missing, path_of, record_in, today
from escalation_sim.questions.check.renamed import with_names_before
from escalation_sim.running.setups import Settings, Setup

CheckVerdict = Literal["error", "failed", "undecided", "held"]

WORST: tuple[CheckVerdict, ...] = ("error", "failed", "undecided", "held")
"""The verdicts of a check, the worst first."""


@dataclass(frozen=True)
class Asked:
    """How to check: the luck of the claims, how many replications a claim may take, and whether to look at coverage.

    *margins* say how much a record may differ, and *records* that every scenario must have one. *shard* are the number of a
    part and of how many parts, as words; nothing where all is checked. *renamed* has by its old name what was renamed.
    """

    seed: int = SEED
    budget: int = BUDGET
    coverage: bool = False
    margins: Mapping[str, float] = field(default_factory=dict)
    records: bool = False
    shard: str = ""
    renamed: Renames = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What a scenario says today: its result where a record is held against it, its claims and their places, its outcomes."""

    now: Today | None
    claims: tuple[Judgement, ...]
    places: tuple[Place, ...]
    outcomes: tuple[str, ...]
    rungs: tuple[Rung, ...] = ()


@dataclass(frozen=True)
class Checked:
    """One scenario that was checked. *problem* is why it could not be; *record* is None where there is none.

    It begins *at* a place, where one is known; *places* are those of its claims, *outcomes* the names of those that it has,
    *renamed* those of what keeps the luck of another name in what was recorded.
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

    @property
    def verdict(self) -> CheckVerdict:
        """The worst of its claims and its record."""
        there = {judgement.verdict for judgement in self.claims} | ({self.record.verdict_of_check} if self.record else set())
        return "error" if self.problem else next((verdict for verdict in WORST if verdict in there), "held")

    @property
    def impossible(self) -> bool:
        """Whether the scenario is sound and could not be checked all the same."""
        return self.verdict == "error" and (self.problem is None or isinstance(self.problem, CannotRun))


def check(found: Found, asked: Asked) -> Checked:
    """One scenario, with its claims and its record. Nothing is raised for a scenario that is wrong, or that stops."""
    if found.orphan:
        return Checked(found.name, record=_orphaned(found))
    at = None
    try:
        document = with_names_before(load(found.path), asked.renamed)
        at = document.places.of("")
        answer = answer_of(document, asked, recorded=is_there(path_of(found.path)))
        record = _record(found, answer, asked)
    except EscalationError as error:
        return Checked(found.name, problem=error, at=at)
    names = tuple(answer.now.renamed.values()) if answer.now else ()
    return Checked(found.name, answer.claims, answer.places, record, rungs=answer.rungs, outcomes=answer.outcomes, renamed=names)


def answer_of(document: Document, asked: Asked, *, recorded: bool) -> Answer:
    """What a scenario says, with the result that a record of it is held against if there is one. Raises RunError."""
    setup = Setup(document.scenario, Settings(asked.seed))
    now = today(document) if recorded else None
    claims = judge(setup, asked.budget, now.ensemble if now and asked.seed == SEED else None)
    places = tuple(document.places.of(f"expect[{index}]") for index in range(len(claims)))
    outcomes = tuple(outcome.name for outcome in document.scenario.outcomes)
    return Answer(now, claims, places, outcomes, coverage(setup) if asked.coverage else ())


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
