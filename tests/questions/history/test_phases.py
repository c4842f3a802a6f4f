"""The phases that the account speaks of are those by which the engine charges time to the brakes."""

from __future__ import annotations

from collections import Counter

import pytest

from escalation_sim.clock import DAY
from escalation_sim.engines.changes import AS_WRITTEN, Changes
from escalation_sim.engines.history import Step
from escalation_sim.errors import RunError
from escalation_sim.language.loading import loads
from escalation_sim.questions.history.account import account
from escalation_sim.questions.history.furthest import phases
from escalation_sim.running.setups import Settings, Setup
from tests.engines.agreement import some_changes
from tests.engines.engines import by_simpy
from tests.scenarios import random_scenario, to_yaml

BUNDLE = 40


@pytest.mark.parametrize("first", range(0, 160, BUNDLE))
def test_of_random_histories_the_times_of_each_brake_add_up(first: int) -> None:
    """Where one way leads to the stage above the highest, its blocked times are all that the brakes held that stage back.

    Also where events and brakes are left out, and decisions answered: with no, or put off.
    """
    compared = answered = 0
    for seed in range(first, first + BUNDLE):
        document = loads(to_yaml(random_scenario(seed, faults=False)))
        setup = Setup(document.scenario, Settings(seed=seed))
        for replication in range(3):
            changes = some_changes(3 * seed + replication, document.scenario) if replication else AS_WRITTEN
            try:
                history = by_simpy(setup.programme, setup.parameters(replication), seed, replication, changes)
            except RunError:
                continue
            assert history.trace is not None
            answered += any(isinstance(one, Step) and one.kind == "put off" for one in history.trace.happenings)
            assert account(setup.programme, history, document.evidence, "One of many").count("Not reached,") == (
                history.highest + 1 < len(document.scenario.stages)
            )
            told = phases(setup.programme, history)
            if len(told) == 1:
                (stretches,) = told.values()
                held = sum((Counter(one.held_back) for one in stretches), Counter())
                names = [brake.name for brake in document.scenario.brakes]
                charged = {names[brake]: n for (stage, brake), n in history.blocked.items() if stage > history.highest and n}
                assert held == charged, f"random_scenario({seed}), replication {replication}"
                compared += bool(held)
    assert compared > 5
    assert answered > 5


def test_a_decision_that_is_put_off_goes_on() -> None:
    """Twice put off for two days, and never put again within the period: one stretch of deciding, of a longer decision."""
    document = loads(
        "title: x\nperiod: {start: 2024-01-01, end: 2024-01-06}\n"
        "ladder: [{stage: low}, {stage: high, climb: {when: true, decide: 3 days}}]\n"
    )
    setup = Setup(document.scenario, Settings())
    history = by_simpy(setup.programme, {}, 1, 0, Changes(answers=(2 * DAY, 2 * DAY)))
    ((stretch,),) = phases(setup.programme, history).values()
    assert (stretch.phase, stretch.start, stretch.end, stretch.ended) == ("deciding", 0, 6 * DAY, None)
    assert stretch.dossier is not None
    assert (stretch.dossier.length, stretch.dossier.worked) == (7 * DAY, 0)
    text = " ".join(account(setup.programme, history, document.evidence, "One of many").split())
    assert "the decision is put off, and due again on 2024-01-06" in text
    assert "the decision is put off, and due again on 2024-01-08, after the end" in text
    assert "a decision of 7 days, begun on 2024-01-01, was under way when the period ended" in text
