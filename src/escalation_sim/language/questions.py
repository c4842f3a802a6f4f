"""Dated questions to a scenario, as a file asks them, and whether a scenario has an answer to each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from datetime import datetime

from escalation_sim import clock
from escalation_sim.errors import CannotRun, Problem
from escalation_sim.language.findings import Findings
from escalation_sim.language.loading import Document
from escalation_sim.language.nodes import shown
from escalation_sim.language.places import Places
from escalation_sim.model.parsing import parse
from escalation_sim.model.scenario import Expectation, Scenario
from escalation_sim.model.soundness import of_claims

_CLAIM = re.compile(r"expect\[(\d+)\]\.(by|probability)")


@dataclass(frozen=True)
class Question:
    """A question. *by* and *resolved* are dates as the file has them, or empty; *until* is the moment that *by* names.

    *answer* is None while it is open; *baselines* has the probability that others give it.
    """

    name: str
    title: str
    ask: str
    by: str
    until: datetime | None
    answer: bool | None
    resolved: str
    source: tuple[str, ...]
    baselines: MappingType[str, float]


@dataclass(frozen=True)
class QuestionFile:
    """Dated questions, the scenario that they ask, and where each stands in the file. *frozen* is a digest, or empty."""

    title: str
    asked: str
    frozen: str
    document: Document
    questions: tuple[Question, ...]
    warnings: tuple[Problem, ...]
    places: Places

    @property
    def baselines(self) -> list[str]:
        """The name of everyone who gives a probability to any question, in the order of the file."""
        return list(dict.fromkeys(name for one in self.questions for name in one.baselines))


def claims_of(file: QuestionFile, scenario: Scenario) -> tuple[Expectation, ...]:
    """What the questions ask of a scenario, as claims about its histories. Raises CannotRun for those it has no answer to."""
    own, impossible = faults(file, scenario)
    problems = [*own, *impossible]
    if problems:
        count = len({problem.path.split(".")[1] for problem in problems})
        how_many = f"{count} of {len(file.questions)} questions" if len(file.questions) > 1 else "the question"
        told = "\n".join(map(str, sorted(problems, key=lambda one: one.place)))
        raise CannotRun(f"{how_many} cannot be asked of {shown(scenario.name)}; nothing was run\n{told}")
    return _claims(file.questions, scenario)


def late(file: QuestionFile, scenario: Scenario) -> list[Problem]:
    """A warning for each question about a date after the scenario's end."""
    return [
        Problem(
            file.places.of(f"questions.{one.name}.by"),
            f"questions.{one.name}.by",
            f"{one.by} is after the end of {shown(scenario.name)}, and the question is decided at the end",
            "choose an earlier date, or let the scenario's period end later",
            warning=True,
        )
        for one in file.questions
        if one.until and clock.minutes_between(scenario.start, one.until) >= scenario.end
    ]


def _claims(questions: Iterable[Question], scenario: Scenario) -> tuple[Expectation, ...]:
    """The same claims, whatever may be wrong with them."""
    return tuple(
        Expectation(
            "probability",
            parse(one.ask, scenario.start),
            by=None if one.until is None else clock.minutes_between(scenario.start, one.until),
            text=one.title or one.name,
        )
        for one in questions
    )


def faults(file: QuestionFile, scenario: Scenario) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with the questions themselves, and what cannot be asked of this scenario."""
    own: list[Problem] = []
    findings = Findings()
    impossible: list[Problem] = []
    claims = _claims(file.questions, scenario)
    for one, claim in zip(file.questions, claims, strict=True):
        if claim.by is not None and claim.by < 0:
            message = f"{one.by} is before the start of {shown(scenario.name)}, {clock.spoken(scenario.start, 0)}"
            impossible.append(_problem(file, one, "by", message, "write a date within its period"))
    for complaint in of_claims(replace(scenario, expect=claims)):
        where = _CLAIM.match(complaint.path)
        assert where
        one, key = file.questions[int(where[1])], "by" if where[2] == "by" else "ask"
        mend, message = complaint.mend, shown(complaint.message, 300)
        if complaint.unknown:
            mend = findings.suggestion(complaint.unknown, complaint.known)
            message = f"there is no `{shown(complaint.unknown)}` in {shown(scenario.name)} to ask about"
        (own if key == "by" else impossible).append(_problem(file, one, key, message, shown(mend, 300)))
    return own, impossible


def _problem(file: QuestionFile, question: Question, key: str, message: str, mend: str) -> Problem:
    path = f"questions.{question.name}.{key}"
    return Problem(file.places.of(path), path, message, mend)
