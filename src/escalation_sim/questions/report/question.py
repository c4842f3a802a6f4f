"""What the page holds of a scenario: its answer, what the kernel plays, its words and facts, what matters most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from escalation_sim.language.loading import Document
from escalation_sim.questions.answer.answer import answered
from escalation_sim.questions.answer.data import answer_data
from escalation_sim.questions.answer.sentences import sentences
from escalation_sim.questions.ensemble.answer import Questions, ensemble_answer
from escalation_sim.questions.report.matter import what_matters
from escalation_sim.questions.report.seen import seen_of
from escalation_sim.questions.report.words import facts_of, words_of
from escalation_sim.running.describing import described
from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Settings, Setup

REPLICATIONS = 1_000
"""The histories of the answer that stands in the file, as in that of `run`."""


@dataclass(frozen=True)
class Report:
    """One scenario of a page. *answer* is what `run --format json` prints, *played* what the kernel needs of it.

    *seen* is what a player sees of it, *command* what the command line calls the scenario.
    """

    answer: Mapping[str, Any]
    sentences: list[str]
    played: Mapping[str, Any]
    words: Mapping[str, Any]
    facts: Mapping[str, Any]
    seen: Mapping[str, Any]
    matter: Mapping[str, Any] | None
    command: str


def report(document: Document, command: str, *, engine: Engine = "auto", jobs: int | None = None) -> Report:
    """What the page holds of a scenario. Raises RunError where one of its histories stops."""
    setup = Setup(document.scenario, Settings())
    columns = setup.ensemble(REPLICATIONS, engine=engine, jobs=jobs)
    answer = answered(document, setup, columns, ensemble_answer(setup, columns, Questions({})))
    return Report(
        answer=answer_data(answer),
        sentences=sentences(answer),
        played=described(document.scenario),
        words=words_of(document),
        facts=facts_of([document]),
        seen=seen_of(document.scenario),
        matter=what_matters(setup),
        command=command,
    )
