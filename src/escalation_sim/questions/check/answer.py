"""What a scenario says today: its claims, and its result where a record may be held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from escalation_sim.errors import Place
from escalation_sim.language.loading import Document
from escalation_sim.language.renaming import Renames
from escalation_sim.questions.check.claims import BUDGET, Judgement, judge
from escalation_sim.questions.check.coverage import Rung, coverage
from escalation_sim.questions.check.records import SEED, Today, today
from escalation_sim.questions.check.shards import Shard
from escalation_sim.running.setups import Settings, Setup


@dataclass(frozen=True)
class Asked:
    """How to check: the luck of the claims, how many replications a claim may take, and whether to look at coverage.

    *margins* say how much a record may differ, and *records* that every scenario must have one. *shard* is None where all is
    checked. *renamed* has by its old name what was renamed.
    """

    seed: int = SEED
    budget: int = BUDGET
    coverage: bool = False
    margins: Mapping[str, float] = field(default_factory=dict)
    records: bool = False
    shard: Shard | None = None
    renamed: Renames = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What a scenario says: its result where a record is held against it, its claims and their places, its outcomes."""

    now: Today | None
    claims: tuple[Judgement, ...]
    places: tuple[Place, ...]
    outcomes: tuple[str, ...]
    rungs: tuple[Rung, ...] = ()


def answer_of(document: Document, asked: Asked, *, recorded: bool) -> Answer:
    """What a scenario says, with its result if it is *recorded*. Raises RunError."""
    setup = Setup(document.scenario, Settings(asked.seed))
    now = today(document) if recorded else None
    claims = judge(setup, asked.budget, now.ensemble if now and asked.seed == SEED else None)
    places = tuple(document.places.of(f"expect[{index}]") for index in range(len(claims)))
    outcomes = tuple(outcome.name for outcome in document.scenario.outcomes)
    return Answer(now, claims, places, outcomes, coverage(setup) if asked.coverage else ())
