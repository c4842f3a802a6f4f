"""Why was a stage reached, or not, in one history or in most of many? The question as it is asked, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from escalation_sim.questions.why.many import WhyMany, why_many, why_many_data
from escalation_sim.questions.why.one import WhyOne, why_one, why_one_data
from escalation_sim.questions.why.question import Question, default_stage, read_by
from escalation_sim.results.ensemble import tabulate
from escalation_sim.running.engines import Engine, player
from escalation_sim.running.setups import Setup
from escalation_sim.running.target import read_target

REPLICATIONS = 1_000
MOST = 1_000_000
"""More histories say nothing that these do not, and all are played again for every event and brake."""

MANY = 1 << 20
"""Whoever asks plays at least so many histories, changed in some way: that is worth the kernel."""

Why = WhyOne | WhyMany


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: of one *replication*, or of *replications* of them; *stage* and *by* as a user names them."""

    stage: str | None = None
    by: str | None = None
    replication: int | None = None
    replications: int = REPLICATIONS
    engine: Engine = "auto"
    jobs: int | None = None


def why(setup: Setup, asked: Asked) -> Why:
    """The answer. Raises UsageError, and RunError where a history stops."""
    scenario = setup.scenario
    stage = None if asked.stage is None else read_target(scenario, asked.stage, "--stage").stage
    date, _, by = read_by(scenario, asked.by)
    who = player(asked.engine, MANY)
    if asked.replication is not None:
        history = setup.history(asked.replication)
        stage = stage or default_stage(scenario, tabulate(setup.programme, [history]), by)
        return why_one(Question(setup, stage, by, date, who, asked.jobs), history)
    ensemble = setup.ensemble(asked.replications, engine=asked.engine, jobs=asked.jobs)
    stage = stage or default_stage(scenario, ensemble, by)
    return why_many(Question(setup, stage, by, date, who, asked.jobs), ensemble)


def why_data(found: Why) -> dict[str, Any]:
    """The data of the JSON format."""
    return why_one_data(found) if isinstance(found, WhyOne) else why_many_data(found)
