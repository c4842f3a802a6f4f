"""The phases that the account speaks of are those by which the engine charges time to the brakes."""

from __future__ import annotations

from collections import Counter

import pytest

from escalation_sim.errors import RunError
from escalation_sim.language.loading import loads
from escalation_sim.questions.history.account import account
from escalation_sim.questions.history.furthest import phases
from escalation_sim.running.setups import Settings, Setup
from tests.scenarios import random_scenario, to_yaml

BUNDLE = 25


@pytest.mark.parametrize("first", range(0, 100, BUNDLE))
def test_of_random_histories_the_times_of_each_brake_add_up(first: int) -> None:
    """Where one way leads to the stage above the highest, its blocked times are all that the brakes held that stage back."""
    compared = 0
    for seed in range(first, first + BUNDLE):
        document = loads(to_yaml(random_scenario(seed, faults=False)))
        setup = Setup(document.scenario, Settings(seed=seed))
        for replication in range(3):
            try:
                history = setup.history(replication)
            except RunError:
                continue
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
