"""From a scenario and settings to an ensemble: threads, blocks, uncertain parameters, errors."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from escalation_sim.engines.columns import LADDER_COLUMNS
from escalation_sim.engines.kernel import host
from escalation_sim.errors import RunError
from escalation_sim.language.loading import loads
from escalation_sim.luck import uniforms
from escalation_sim.model.scenario import MAIN
from escalation_sim.results.ensemble import Ensemble, Gathering
from escalation_sim.results.summary import statistics_data
from escalation_sim.running import pace
from escalation_sim.running.setups import BLOCK_SIZES, Engine, Settings, Setup
from tests.running.clocks import Clock, standing_still

PERIOD = "title: x\nperiod: {start: 2024-01-01, end: 2024-01-10}\n"
LADDER = """
ladder:
  - stage: calm
  - {stage: aid, climb: {when: true, decide: exponential(5)}}
"""
UNCERTAIN = (
    PERIOD
    + LADDER
    + """
parameters:
  plain: 1
  lever: {value: 1, range: [0, 2], kind: lever}
  ranged: {value: 1, range: [0, 2]}
  known: {value: 1, prior: "normal(1, 0.1)"}
  believed: {value: 1, range: [0.9, 1.1], prior: exponential(3)}
"""
)
LIVELY = (
    PERIOD
    + """
parameters:
  pace: {value: 1, range: [0.5, 3]}
  odds: {value: 0.5, prior: "triangular(0, 0.5, 1)"}
quantities:
  troops: {initial: "choice(0.5, 0.5)", min: 0}
  support: 1
events:
  wave: {every: exponential(pace), set: {troops: "troops + uniform(-1, 2)"}}
  turn: {every: exponential(1), set: {support: 1 - support}}
brakes:
  opinion: {while: support < 1, blocks: all}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        slow: {when: troops >= 1, for: 12 hours, decide: exponential(1), chance: odds, again: 1 day}
        quick: {when: troops >= 3, decide: 6 hours, ignores: all}
    descend: {when: troops < 1, decide: "uniform(0, 1)"}
outcomes: {peak_troops: peak(troops), first_wave: first(troops > 2)}
"""
)
BLOCK_SIZE = BLOCK_SIZES["simpy"]
MANY = 5 * BLOCK_SIZE
"""Enough for more than one thread of the SimPy engine."""
ENGINES: tuple[Engine, ...] = ("simpy", "kernel")


def setup(text: str, **settings: object) -> Setup:
    return Setup(loads(text).scenario, Settings(**settings))  # type: ignore[arg-type]


def assert_equal(a: Ensemble, b: Ensemble) -> None:
    """The same columns, of the same types, to the last bit."""
    theirs = named_columns(b)
    assert named_columns(a).keys() == theirs.keys()
    for name, column in named_columns(a).items():
        np.testing.assert_array_equal(column, theirs[name], err_msg=name, strict=True)


def named_columns(columns: Ensemble) -> dict[str, NDArray[Any]]:
    """Every column of every ladder by a name of its own."""
    ladders = {MAIN: columns, **columns.others}
    found = {f"{name} of {ladder}": getattr(mine, name) for ladder, mine in ladders.items() for name in LADDER_COLUMNS}
    return {**found, "outcomes": columns.outcomes}


# Threads and blocks


@pytest.mark.parametrize("engine", ENGINES)
def test_two_threads_give_what_one_gives(engine: Engine) -> None:
    """Every column is equal, also with uncertain parameters, and nothing that is measured stays the same."""
    count = MANY + 3 if engine == "simpy" else 2 * BLOCK_SIZES["kernel"] + 3
    told = setup(LIVELY, seed=5, uncertain=True)
    one, two = (told.ensemble(count, engine=engine, jobs=jobs) for jobs in (1, 2))
    assert len(one) == count
    assert all(len(np.unique(column)) > 1 for column in named_columns(one).values())
    assert_equal(one, two)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_ensemble_is_its_blocks(engine: Engine) -> None:
    """However it is cut, and in whatever order it is played."""
    told = setup(LIVELY, uncertain=True)
    count = BLOCK_SIZE + 30
    cut = Gathering(count)
    for first, size in ((97, count - 97), (0, 7), (7, 90)):
        cut.add(first, told.block(first, size, engine))
    assert_equal(told.ensemble(count, engine=engine, jobs=1), cut.columns())


def test_the_engine_never_shows() -> None:
    """The same rows whichever is asked for, and when nobody asks."""
    told = setup(LIVELY, uncertain=True)
    one, other, any_ = (told.ensemble(300, engine=engine, jobs=1) for engine in (*ENGINES, "auto"))
    assert_equal(one, other)
    assert_equal(one, any_)


def test_progress_counts_every_replication(monkeypatch: pytest.MonkeyPatch) -> None:
    """Block by block, none larger than it may be."""
    standing_still(monkeypatch)
    counts: list[int] = []
    setup(PERIOD + LADDER).ensemble(BLOCK_SIZE + 1, engine="simpy", jobs=1, progress=counts.append)
    assert counts == [1, BLOCK_SIZE]


@pytest.mark.parametrize("engine", [*ENGINES, "auto"])
def test_who_looks_on_sees_dear_histories_come_one_by_one(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the answer is the same."""
    told, clock, counts = setup(LIVELY), Clock(lambda n: 3.0 * n), list[int]()
    whole, block = told.ensemble(10, jobs=1), Setup.block

    def play(self: Setup, first: int, count: int, engine: Engine) -> Ensemble:
        clock.pass_by(count)
        return block(self, first, count, engine)

    monkeypatch.setattr(pace, "clock", clock)
    monkeypatch.setattr(Setup, "block", play)
    assert_equal(told.ensemble(10, engine=engine, jobs=1, progress=counts.append), whole)
    assert counts == [1] * 10


def test_a_summed_ensemble_has_the_same_statistics() -> None:
    """Only the columns of which means are asked are added up."""
    told = setup(LIVELY, uncertain=True)
    whole, summed = (told.ensemble(BLOCK_SIZE + 30, engine="simpy", jobs=1, summed=summed) for summed in (False, True))
    by = {"2024-12-01": 40_000}
    assert statistics_data(told.programme, summed, by) == statistics_data(told.programme, whole, by)
    assert len(summed.stage_minutes) == 1


def test_blocks_that_follow_one_another_share_one_kernel() -> None:
    """Its memory is used again: that of a million replications is that of their largest block."""
    told = setup(LIVELY)
    told.block(0, 100, "kernel")
    at_rest = list(host._at_rest)
    for first in (100, 200, 300):
        told.block(first, 100, "kernel")
    assert host._at_rest == at_rest


def test_another_seed_is_other_luck() -> None:
    """The seed is a part of every address."""
    first, second = (setup(PERIOD + LADDER, seed=seed).ensemble(50, jobs=1) for seed in (1, 2))
    assert (first.first_reached[:, 1] != second.first_reached[:, 1]).sum() > 25


# Parameters


def test_without_uncertain_every_parameter_has_its_value() -> None:
    """The file's, or the one it is set to."""
    told = setup(UNCERTAIN, changed={"ranged": 1.5})
    assert told.uncertain == ()
    assert told.parameters(3) == {"plain": 1, "lever": 1, "ranged": 1.5, "known": 1, "believed": 1}


def test_uncertain_draws_what_has_a_prior_or_a_range_and_is_not_set() -> None:
    """Not a lever, not a plain number, not what the user sets."""
    assert [p.name for p in setup(UNCERTAIN, uncertain=True).uncertain] == ["ranged", "known", "believed"]
    told = setup(UNCERTAIN, uncertain=True, changed={"known": 7.0})
    assert [p.name for p in told.uncertain] == ["ranged", "believed"]
    values = told.parameters(3)
    assert (values["plain"], values["lever"], values["known"]) == (1, 1, 7)
    assert values["ranged"] != 1
    assert values["believed"] != 1


def test_setting_one_uncertainty_leaves_the_luck_of_the_others() -> None:
    """Each is a place of its own."""
    free, fixed = setup(UNCERTAIN, uncertain=True), setup(UNCERTAIN, uncertain=True, changed={"ranged": 1.0})
    for replication in range(20):
        for name in ("known", "believed"):
            assert free.parameters(replication)[name] == fixed.parameters(replication)[name]


def test_a_range_is_uniform_and_a_prior_is_followed_beyond_it() -> None:
    """By Kolmogorov and Smirnov at a level of 1 in a million, over 2,000 replications."""
    told = setup(UNCERTAIN, uncertain=True)
    drawn = [told.parameters(replication) for replication in range(2_000)]
    laws = {"ranged": stats.uniform(0, 2), "known": stats.norm(1, 0.1), "believed": stats.expon(scale=3)}
    for name, law in laws.items():
        assert stats.kstest([values[name] for values in drawn], law.cdf).pvalue > 1e-6
    assert max(values["believed"] for values in drawn) > 1.1


def test_an_uncertain_parameter_is_drawn_once_in_a_replication() -> None:
    """From its own place, whatever the scenario does, and the history says which value it had."""
    told = setup(UNCERTAIN, uncertain=True, seed=9)
    value = told.history(17).parameters["ranged"]
    assert value == 2 * float(uniforms(9, "parameters/ranged", 0, 17, 1)[0])
    assert value == told.parameters(17)["ranged"]


# Errors

FAILING = (
    PERIOD
    + LADDER
    + """
parameters:
  rare: {value: 0.01, range: [0, 1], kind: lever}
quantities:
  x: 0
events:
  mishap: {at: "uniform(0, 9)", chance: rare, set: {x: 1 / x}}
"""
)


def failures(told: Setup, count: int) -> list[str]:
    """What the replications that stop say, played one by one."""
    said = []
    for replication in range(count):
        try:
            told.history(replication)
        except RunError as error:
            said.append(str(error))
    return said


@pytest.mark.parametrize(("engine", "jobs"), [("simpy", 1), ("simpy", 2), ("kernel", 1), ("kernel", 2)])
def test_the_lowest_numbered_failure_is_reported(engine: Engine, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when several blocks fail, on several threads; with its number, its minute and its words."""
    monkeypatch.setattr(pace, "FEWEST", BLOCK_SIZE)
    told = setup(FAILING, changed={"rare": 0.004}, seed=4)
    expected = failures(told, MANY)
    assert len(expected) >= 3
    with pytest.raises(RunError) as error:
        told.ensemble(MANY, engine=engine, jobs=jobs)
    assert str(error.value) == expected[0]
    assert f"replication {error.value.replication}" in expected[0]
    assert error.value.replication > BLOCK_SIZE, "the first block succeeds, or the test says little"
    assert error.value.minute > 0
    assert "1 / x" in error.value.reason


def test_a_failure_after_the_last_replication_does_no_harm() -> None:
    """Fewer replications than the number of the first failure: no error."""
    told = setup(FAILING, changed={"rare": 0.004}, seed=4)
    assert len(told.ensemble(BLOCK_SIZE, jobs=1)) == BLOCK_SIZE


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("replications", [1, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1])
def test_an_ensemble_has_as_many_rows_as_replications(replications: int, engine: Engine) -> None:
    """At the borders of blocks too."""
    told = setup(PERIOD + LADDER).ensemble(replications, engine=engine, jobs=os.cpu_count())
    assert {len(column) for column in named_columns(told).values()} == {replications}
