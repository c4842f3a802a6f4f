"""The engines tell the very same histories, and so does every number of processes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from escalation_sim.engines.ensemble.engine import lanes_of, play_block
from escalation_sim.errors import RunError
from escalation_sim.language.loading import load, loads
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.engines.agreement import disagreements
from tests.places import ROOT
from tests.scenarios import random_scenario, to_yaml

SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
BASE = str(ROOT / "scenarios" / "base.yaml")
BUNDLES = 16
IN_A_BUNDLE = 25


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_over_500_replications(path: Path) -> None:
    assert list(disagreements(Setup(load(path).scenario, Settings()), 500)) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_with_every_uncertainty_drawn(path: Path) -> None:
    assert list(disagreements(Setup(load(path).scenario, Settings(seed=7, uncertain=True)), 60)) == []


@pytest.mark.parametrize("bundle", range(BUNDLES))
def test_random_scenarios_over_20_replications(bundle: int) -> None:
    """400 scenarios that reach every construct of the language (`test_properties.py` counts them), errors included."""
    for seed in range(bundle * IN_A_BUNDLE, (bundle + 1) * IN_A_BUNDLE):
        text = to_yaml(random_scenario(seed))
        found = list(disagreements(Setup(loads(text).scenario, Settings(seed=seed)), 20))
        assert found == [], f"random_scenario({seed}):\n{text}"


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("engine", ["simpy", "ensemble"])
def test_json_is_the_same_byte_for_byte(engine: str, jobs: str) -> None:
    asked = ["run", BASE, "-n", "1000", "--format", "json", "--histories"]
    assert command(*asked, "--engine", engine, "--jobs", jobs).out == command(*asked).out


def test_lanes_may_differ_in_parameters_and_share_their_luck() -> None:
    """The points of a sweep in one block: each lane is the history of its own parameters and replication."""
    setup = Setup(load(BASE).scenario, Settings())
    thresholds = [3000.0, 8000.0, 14000.0]
    replications = lanes_of([replication for _ in thresholds for replication in range(40)])
    values = {**setup.values, "defensive_threshold": np.repeat(thresholds, 40)}
    together = play_block(setup.programme, values, 1, replications)
    for index, threshold in enumerate(thresholds):
        alone = Setup(setup.scenario, Settings(changed={"defensive_threshold": threshold})).block(0, 40)
        rows = together.rows(np.repeat(np.arange(3), 40) == index)
        assert (rows.stage_minutes == alone.stage_minutes).all()
        assert np.array_equal(rows.outcomes, alone.outcomes, equal_nan=True)


def test_an_error_names_the_replication_and_one_history_shows_the_same() -> None:
    setup = Setup(
        loads(
            "title: x\nperiod: {start: 2024-01-01, end: 2024-01-05}\nquantities: {x: 1}\n"
            "events: {e: {every: exponential(0.5), set: {x: 1 / bernoulli(0.98)}}}\nladder: [{stage: low}]\n"
        ).scenario,
        Settings(),
    )
    with pytest.raises(RunError) as among_many:
        setup.ensemble(200, engine="ensemble", jobs=1)
    with pytest.raises(RunError) as alone:
        setup.history(among_many.value.replication)
    assert str(alone.value) == str(among_many.value)


def test_late_lanes_find_rows_of_luck_that_are_no_longer_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lanes whose occurrences are far apart: some ask for rows that others have long passed."""
    monkeypatch.setattr("escalation_sim.engines.ensemble.luck._TABLE_BYTES", 0)
    monkeypatch.setattr("escalation_sim.engines.ensemble.luck._FEWEST_ROWS", 3)
    text = (
        "title: x\nperiod: {start: 2024-01-01, end: 2024-02-20}\nquantities: {pace: 'uniform(0.1, 5)', x: 0}\n"
        "events: {e: {every: exponential(pace), set: {x: 'x + normal(0, 1)'}}}\n"
        "ladder: [{stage: low}, {stage: high, climb: {when: x > 3, decide: exponential(2), chance: 0.3, again: 1 hours}}]\n"
        "outcomes: {mean_of_x: average(x), events: count(e)}\n"
    )
    assert list(disagreements(Setup(loads(text).scenario, Settings()), 60)) == []
