"""The EMA Workbench runs its own experiments on a scenario, and gets the answers of a sweep."""

from __future__ import annotations

import pickle
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import escalation_sim as es
from tests.places import ROOT
from tests.two_ladders import PAIR

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="ipyparallel not installed")  # one of the workbench's own extras
    import ema_workbench as ema

Point = ema.Sample if hasattr(ema, "Sample") else ema.Scenario
"""In either space; before its release 3 the workbench had two kinds, which do the same."""

BASE = ROOT / "scenarios" / "base.yaml"
N = 40

SMALL = """
title: A town
period: {start: 2024-01-01, end: 2024-03-31}
parameters:
  patience: {value: 10, range: [5, 20], kind: lever, assumption: a guess}
  wait: {value: 3, range: [1, 9], prior: "triangular(1, 3, 9)", unit: days, assumption: a guess}
  delay: {value: 2, unit: days, assumption: a guess}
quantities:
  water: {initial: 0}
events:
  sinks: {every: exponential(wait), set: {water: water + 1}}
ladder:
  - stage: calm
  - stage: alarm
    climb: {when: water >= patience, decide: delay}
outcomes:
  lowest: peak(water)
  dry: first(water >= patience)
"""


@pytest.fixture
def small(tmp_path: Path) -> es.Scenario:
    path = tmp_path / "small_town.yaml"
    path.write_text(SMALL)
    return es.load(path)


def performed(model: Any, **experiments: Any) -> tuple[Any, dict[str, Any]]:
    """The workbench's own experiments, one after the other; its progress goes to its log."""
    with ema.SequentialEvaluator(model) as evaluator:
        table, outcomes = evaluator.perform_experiments(log_progress=True, **experiments)
    return table, outcomes


def names(things: Any) -> list[str]:
    return [one.name for one in things]


def test_levers_uncertainties_constants_and_outcomes_are_those_of_the_scenario(small: es.Scenario) -> None:
    model = es.as_ema_model(small)
    assert isinstance(model, ema.Model)
    assert model.name == "smalltown"
    (lever,), (uncertainty,), (constant,) = model.levers, model.uncertainties, model.constants
    assert (lever.name, lever.lower_bound, lever.upper_bound, lever.default) == ("patience", 5, 20, 10)
    assert (uncertainty.name, uncertainty.lower_bound, uncertainty.upper_bound, uncertainty.default) == ("wait", 1, 9, 3)
    assert (constant.name, constant.value) == ("delay", 2)
    assert set(names(model.outcomes)) == {"reached_alarm", "mean_lowest", "mean_dry"}


def test_what_is_set_is_held_constant(small: es.Scenario) -> None:
    model = es.as_ema_model(small, set={"wait": 5})
    assert names(model.uncertainties) == []
    assert {one.name: one.value for one in model.constants} == {"delay": 2, "wait": 5}
    _, outcomes = performed(model, policies=[Point("file", patience=10)])
    assert outcomes["reached_alarm"] == [es.ensemble(small, set={"wait": 5}).probability("alarm")]


def test_sampled_experiments_agree_with_a_sweep_at_the_same_points() -> None:
    scenario = es.load(BASE)
    model = es.as_ema_model(scenario, replications=N, seed=5)
    table, outcomes = performed(model, scenarios=3, policies=2)
    assert len(table) == 6
    beside = {"observers", "interrogators", "names_listed", "exports_cut"}
    reached = {f"reached_{stage}" for stage in beside.union(scenario.stages[1:])}
    assert reached | {f"mean_{one}" for one in scenario.outcomes} == set(outcomes)
    levers, uncertainties = names(model.levers), names(model.uncertainties)
    assert (len(levers), len(uncertainties), len(model.constants)) == (3, len(scenario.parameters) - 3, 0)
    for row in range(len(table)):
        point = table.iloc[row]
        policy, known = {name: [point[name]] for name in levers}, {name: point[name] for name in uncertainties}
        answer = es.sweep(scenario, policy, replications=N, seed=5, set=known).frame()
        for name, values in outcomes.items():
            np.testing.assert_allclose(values[row], answer[name][0], rtol=1e-12, err_msg=f"{name} of experiment {row}")
    assert len(np.unique(outcomes["mean_total_losses"])) == 3, "three points in the uncertainties, on which no lever works"


def test_levers_and_uncertainties_do_what_they_do_in_a_grid(small: es.Scenario) -> None:
    model = es.as_ema_model(small, replications=N, outcomes=["reached_alarm", "final_calm", "median_day_alarm"])
    waits, patience = (2.0, 4.0, 8.0), (6.0, 12.0)
    _, outcomes = performed(
        model,
        scenarios=[Point(f"wait {value}", wait=value) for value in waits],
        policies=[Point(f"patience {value}", patience=value) for value in patience],
    )
    grid = es.sweep(small, {"patience": patience, "wait": waits}, replications=N).frame()
    for name in ("reached_alarm", "final_calm", "median_day_alarm"):
        np.testing.assert_array_equal(np.sort(outcomes[name]), np.sort(grid[name]))
    assert outcomes["reached_alarm"].max() == 1 > outcomes["reached_alarm"].min()


def test_what_is_not_sampled_has_its_value_from_the_file(small: es.Scenario) -> None:
    model = es.as_ema_model(small, replications=N)
    _, outcomes = performed(model, scenarios=[Point("file")], policies=[Point("patient", patience=18)])
    assert outcomes["reached_alarm"] == [es.ensemble(small, replications=N, set={"patience": 18}).probability("alarm")]


def test_experiments_can_be_sent_to_other_processes(small: es.Scenario) -> None:
    model = es.as_ema_model(small, replications=N)
    again = pickle.loads(pickle.dumps(model.function))  # noqa: S301 - from here to here
    assert again(patience=8.0) == model.function(patience=8.0)


def test_a_name_that_the_workbench_takes_for_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(SMALL.replace("patience", "policy"))
    with pytest.raises(es.errors.UsageError, match="keeps the name policy for itself"):
        es.as_ema_model(es.load(path))
    assert names(es.as_ema_model(es.load(path), set={"policy": 6}).levers) == []


def test_wrong_usage_is_said_in_words(small: es.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(es.errors.UsageError, match="did you mean reached_alarm"):
        es.as_ema_model(small, outcomes=["reached_alram"])
    with pytest.raises(es.errors.UsageError, match="did you mean patience"):
        es.as_ema_model(small).function(patince=3)
    with pytest.raises(es.errors.UsageError, match="replications is 0"):
        es.as_ema_model(small, replications=0)
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    with pytest.raises(es.errors.UsageError, match="pip install ema-workbench"):
        es.as_ema_model(small)


def test_the_stages_of_every_ladder_are_outcomes(tmp_path: Path) -> None:
    (tmp_path / "pair.yaml").write_text(PAIR)
    pair = es.load(tmp_path / "pair.yaml")
    model = es.as_ema_model(pair, replications=N)
    reached = ["reached_helmets", "reached_guns", "reached_protest", "reached_shells"]
    assert names(model.outcomes)[:4] == reached
    _, outcomes = performed(model, scenarios=[Point("calm", nerve=0.2), Point("bold", nerve=0.9)])
    for place, nerve in enumerate((0.2, 0.9)):
        ensemble = es.ensemble(pair, replications=N, set={"nerve": nerve})
        assert [outcomes[name][place] for name in reached] == [ensemble.probability(name[8:]) for name in reached]
    assert names(es.as_ema_model(pair, outcomes=["final_shells"]).outcomes) == ["final_shells"]
