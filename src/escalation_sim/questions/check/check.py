"""`check`: do the scenarios among some files and folders still meet their expectations and their recorded results?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from escalation_sim.errors import CannotRun, EscalationError, Place
from escalation_sim.language.loading import Document, load
from escalation_sim.questions.check.claims import BUDGET, Judgement, judge
from escalation_sim.questions.check.coverage import Rung, coverage
from escalation_sim.questions.check.found import Found
from escalation_sim.questions.check.records import SEED, Record, Today, is_there, missing, path_of, record_in, today
from escalation_sim.running.setups import Settings, Setup

CheckVerdict = Literal["error", "failed", "undecided", "held"]

WORST: tuple[CheckVerdict, ...] = ("error", "failed", "undecided", "held")
"""The verdicts of a check, the worst first."""


@dataclass(frozen=True)
class Asked:
    """How to check: the luck of the claims, how many replications a claim may take, and whether to look at coverage."""

    seed: int = SEED
    budget: int = BUDGET
    coverage: bool = False


@dataclass(frozen=True)
class Checked:
    """One scenario that was checked. *problem* is why it could not be; *record* is None where there is none."""

    name: str
    document: Document | None = None
    claims: tuple[Judgement, ...] = ()
    record: Record | None = None
    problem: EscalationError | None = None
    rungs: tuple[Rung, ...] = ()

    @property
    def verdict(self) -> CheckVerdict:
        """The worst of its claims and its record."""
        if self.problem or (self.record and self.record.verdict == "unusable"):
            return "error"
        there = {judgement.verdict for judgement in self.claims}
        if self.record and self.record.verdict != "identical":
            there.add("undecided" if self.record.verdict == "missing" else "failed")
        return next((verdict for verdict in WORST if verdict in there), "held")

    @property
    def impossible(self) -> bool:
        """Whether the scenario is sound and could not be checked all the same."""
        return self.verdict == "error" and (self.problem is None or isinstance(self.problem, CannotRun))

    def place_of(self, index: int) -> Place:
        """Where a claim stands."""
        assert self.document is not None
        return self.document.places.of(f"expect[{index}]")


def check(found: Found, asked: Asked) -> Checked:
    """One scenario, with its claims and its record. Nothing is raised for a scenario that is wrong, or that stops."""
    if found.orphan:
        gone = f"its scenario is gone: the folder above has no {found.name}.yaml; delete the record, or bring the file back"
        record = Record("unusable" if found.problem else "orphaned", Place(found.path.as_posix(), 1, 1), found.problem or gone)
        return Checked(found.name, record=replace(record, stays=True))
    document = None
    try:
        document = load(found.path)
        return _checked(found, document, asked)
    except EscalationError as error:
        return Checked(found.name, document, problem=error)


def _checked(found: Found, document: Document, asked: Asked) -> Checked:
    setup = Setup(document.scenario, Settings(asked.seed))
    path = path_of(found.path)
    record, known = None, None
    if is_there(path):
        now = today(document)
        record = record_in(path, now)
        known = now.ensemble if asked.seed == SEED else None
    elif reason := missing(path):
        record = Record("missing", Place(found.path.as_posix(), 1, 1), reason)
    claims = judge(setup, asked.budget, known)
    return Checked(found.name, document, claims, record, rungs=coverage(setup) if asked.coverage else ())


@dataclass(frozen=True)
class Renewal:
    """A scenario's result as it is to be recorded in *path*, and the record that it takes the place of, if there is one."""

    name: str
    path: Path
    now: Today
    was: Record | None


def renewal(found: Found) -> Renewal:
    """What to record of a scenario. Raises UsageError, ScenarioError and RunError; CannotRun where a record must stay."""
    path = path_of(found.path)
    now = today(load(found.path))
    was = record_in(path, now)
    if was and was.stays:
        raise CannotRun(f"{path.as_posix()} is not recorded anew: {was.reason}")
    return Renewal(found.name, path, now, was)


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
