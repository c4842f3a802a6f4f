"""The engines tell the very same histories, and so does every number of threads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from escalation_sim.engines.changes import AS_WRITTEN, Changes
from escalation_sim.engines.columns import Columns
from escalation_sim.engines.kernel import engine
from escalation_sim.engines.kernel.calls import Lanes
from escalation_sim.engines.kernel.engine import play_all, play_block
from escalation_sim.engines.kernel.tables import Tables, tables_of
from escalation_sim.errors import RunError
from escalation_sim.language.loading import load, loads
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.engines.agreement import disagreements, named_columns, some_changes
from tests.places import ROOT
from tests.scenarios import random_scenario, to_yaml

SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
BASE = str(ROOT / "scenarios" / "base.yaml")
BUNDLES = 16
IN_A_BUNDLE = 25


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_over_500_replications(path: Path) -> None:
    """The first 60 of them with every happening."""
    assert list(disagreements(Setup(load(path).scenario, Settings()), 500, traced=60)) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_with_every_uncertainty_drawn(path: Path) -> None:
    assert list(disagreements(Setup(load(path).scenario, Settings(seed=7, uncertain=True)), 60)) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_without_some_events_and_brakes_and_with_answers(path: Path) -> None:
    setup = Setup(load(path).scenario, Settings())
    assert list(disagreements(setup, 4, *(some_changes(seed, setup.scenario) for seed in range(12)))) == []


@pytest.mark.parametrize("bundle", range(BUNDLES))
def test_random_scenarios_over_20_replications(bundle: int) -> None:
    """400 scenarios that reach every construct of the language (`test_properties.py` counts them), errors included."""
    for seed in range(bundle * IN_A_BUNDLE, (bundle + 1) * IN_A_BUNDLE):
        text = to_yaml(random_scenario(seed))
        setup = Setup(loads(text).scenario, Settings(seed=seed, uncertain=seed % 2 == 1))
        found = list(disagreements(setup, 20))
        found += disagreements(setup, 3, *(some_changes(4 * seed + number, setup.scenario) for number in range(4)))
        assert found == [], f"random_scenario({seed}):\n{text}"


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("engine", ["simpy", "auto"])
def test_json_is_the_same_byte_for_byte(engine: str, jobs: str) -> None:
    asked = ["run", BASE, "-n", "1000", "--format", "json", "--histories"]
    assert command(*asked, "--engine", engine, "--jobs", jobs).out == command(*asked).out


def same(one: Columns, other: Columns) -> bool:
    """Whether all columns of some histories are the same."""
    mine, theirs = named_columns(one), named_columns(other)
    return mine.keys() == theirs.keys() and all(
        np.array_equal(a, theirs[name], equal_nan=a.dtype.kind == "f") for name, a in mine.items()
    )


def test_lanes_may_differ_in_parameters_and_share_their_luck() -> None:
    """The points of a sweep in one block: each lane is the history of its own parameters and replication."""
    setup = Setup(load(BASE).scenario, Settings())
    thresholds = [3000.0, 8000.0, 14000.0]
    replications = np.tile(np.arange(40), len(thresholds))
    values = {**setup.values, "defensive_threshold": np.repeat(thresholds, 40)}
    together = play_block(tables_of(setup.programme), values, 1, replications)
    for index, threshold in enumerate(thresholds):
        alone = Setup(setup.scenario, Settings(changed={"defensive_threshold": threshold})).block(0, 40)
        assert same(together.rows(np.repeat(np.arange(3), 40) == index), alone)


def test_lanes_may_stand_in_any_order() -> None:
    """Whoever asks for replications 7, 3, 1000 and 3 again gets the histories of these."""
    setup = Setup(load(BASE).scenario, Settings())
    tables, replications = tables_of(setup.programme), np.array([7, 3, 1000, 3, 0, 6, 998, 2])
    together = play_block(tables, setup.values, 1, replications)
    for lane, replication in enumerate(replications):
        alone = play_block(tables, setup.values, 1, np.array([replication]))
        assert same(together.rows(np.arange(len(replications)) == lane), alone)


def test_thirty_variants_in_one_call_are_the_histories_of_thirty_calls() -> None:
    """What if this event or that brake had not been, and what if the answers had been others?"""
    setup = Setup(load(BASE).scenario, Settings())
    tables, scenario = tables_of(setup.programme), setup.scenario
    names = [event.name for event in scenario.events] + [brake.name for brake in scenario.brakes]
    variants = [AS_WRITTEN, *(Changes(frozenset({name})) for name in names)]
    variants += [some_changes(seed, scenario) for seed in range(30 - len(variants))]
    replications = np.arange(25)
    lanes = [(variant, replication) for replication in replications for variant in range(len(variants))]
    together, errors = play_all(
        tables, setup.values, 1, np.array([replication for _, replication in lanes]), [variants[variant] for variant, _ in lanes]
    )
    assert errors == {}
    parts = [together.rows(np.array([variant == number for variant, _ in lanes])) for number in range(len(variants))]
    for variant, part in zip(variants, parts, strict=True):
        alone, _ = play_all(tables, setup.values, 1, replications, [variant] * len(replications))
        assert same(part, alone), variant
    assert sum(same(part, parts[0]) for part in parts[1:]) < len(parts) / 2, "what is changed must show"


def test_an_error_names_the_replication_and_one_history_shows_the_same() -> None:
    setup = Setup(
        loads(
            "title: x\nperiod: {start: 2024-01-01, end: 2024-01-05}\nquantities: {x: 1}\n"
            "events: {e: {every: exponential(0.5), set: {x: 1 / bernoulli(0.98)}}}\nladder: [{stage: low}]\n"
        ).scenario,
        Settings(),
    )
    with pytest.raises(RunError) as among_many:
        setup.ensemble(200, jobs=1)
    with pytest.raises(RunError) as alone:
        setup.history(among_many.value.replication)
    assert str(alone.value) == str(among_many.value)


def test_of_a_thousand_endless_minutes_one_is_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    """To name what keeps setting each other off a history is played again: the first, whose error is raised."""
    setup = Setup(
        loads(
            "title: x\nperiod: {start: 2024-01-01, end: 2024-01-05}\nquantities: {x: 0}\n"
            "events: {up: {when: x == 0, set: {x: 1}}, down: {when: x == 1, set: {x: 0}}}\nladder: [{stage: low}]\n"
        ).scenario,
        Settings(),
    )
    looked_into, real = list[int](), engine.records_of

    def records_of(tables: Tables, lane: Lanes) -> tuple[Any, NDArray[Any]]:
        looked_into.extend(lane.replications.tolist())
        return real(tables, lane)

    monkeypatch.setattr("escalation_sim.engines.kernel.engine.records_of", records_of)
    with pytest.raises(RunError, match=r"`down`, `up` keep setting each other off .*, replication 40"):
        setup.block(40, 1000, "kernel")
    assert looked_into == [40]


def test_where_every_history_fails_few_are_played(monkeypatch: pytest.MonkeyPatch) -> None:
    """A history may fail after a million minutes: a block of thousands of them would take minutes to say so."""
    text = (
        "title: x\nperiod: {start: 2024-01-01, end: 2026-12-31}\nquantities: {x: 0}\n"
        "events: {e: {every: 1 minutes, set: {x: x + 1}}}\nladder: [{stage: low}]\n"
    )
    sizes, real = list[int](), engine.rows_of

    def rows_of(tables: Tables, lanes: Lanes, reading: Any) -> Any:
        sizes.append(len(lanes))
        return real(tables, lanes, reading)

    monkeypatch.setattr("escalation_sim.engines.kernel.engine.rows_of", rows_of)
    with pytest.raises(RunError, match=r"more than 1,000,000 minutes .*, replication 7\)"):
        Setup(loads(text).scenario, Settings()).block(7, 5000, "kernel")
    assert sizes == [4]


def test_luck_that_is_no_longer_kept_is_fetched_again() -> None:
    """Thousands of occurrences, in histories whose paces are far apart: the next replication begins with the first again."""
    text = (
        "title: x\nperiod: {start: 2024-01-01, end: 2024-02-20}\nquantities: {pace: 'uniform(0.01, 5)', x: 0}\n"
        "events: {e: {every: exponential(pace), set: {x: 'x + normal(0, 1)'}}}\n"
        "ladder: [{stage: low}, {stage: high, climb: {when: x > 3, decide: exponential(2), chance: 0.3, again: 1 hours}}]\n"
        "outcomes: {mean_of_x: average(x), events: count(e)}\n"
    )
    assert list(disagreements(Setup(loads(text).scenario, Settings()), 60)) == []
