"""Histories in Node: the numbers of Python, to the last digit."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from escalation_sim.engines.changes import Changes
from escalation_sim.engines.columns import LADDER_COLUMNS, Columns
from escalation_sim.engines.kernel import engine
from escalation_sim.engines.kernel.calls import Lanes
from escalation_sim.engines.kernel.tables import Tables, tables_of
from escalation_sim.errors import RunError
from escalation_sim.language.loading import load, loads
from escalation_sim.model.programme import programme
from escalation_sim.model.scenario import MAIN, Scenario
from escalation_sim.running.describing import described
from escalation_sim.running.setups import Settings, Setup
from tests.engines.agreement import named_columns
from tests.places import ROOT, SCENARIOS
from tests.scenarios import random_scenario, to_yaml
from tests.web.node import ask

RANDOM = range(340, 380)


@cache
def base() -> Scenario:
    return load(SCENARIOS / "base.yaml").scenario


@cache
def tables(scenario: Scenario) -> Tables:
    return tables_of(programme(scenario))


@cache
def ticking(every: str, end: str) -> Scenario:
    """Something that happens again and again."""
    return loads(
        f"title: Ticking\nperiod: {{start: 2024-01-01, end: {end}}}\nquantities: {{x: {{initial: 1}}}}\n"
        f"events: {{tick: {{every: {every}, set: {{x: 'x + uniform(0, 1)'}}}}}}\n"
        "ladder: [{stage: calm}]\noutcomes: {last: final(x)}\n"
    ).scenario


def assert_same(answer: dict[str, Any], columns: Columns, failures: dict[int, RunError] | None = None) -> None:
    """Every column of every lane that did not fail, bit for bit; and the lanes that failed."""
    failures = failures or {}
    assert [failure["lane"] for failure in answer["failures"]] == sorted(failures), answer
    for failure in answer["failures"]:
        error = failures[failure["lane"]]
        assert (failure["minute"], failure["replication"]) == (error.minute, error.replication)
    told = np.ones(len(columns), bool)
    told[list(failures)] = False
    assert list(answer["others"]) == list(columns.others)
    ladders = {MAIN: answer, **answer["others"]}
    theirs = {f"{name} of {ladder}": mine[name] for ladder, mine in ladders.items() for name in LADDER_COLUMNS}
    theirs["outcomes"] = answer["outcomes"]
    for name, here in named_columns(columns).items():
        there = theirs[name].reshape(here.shape)
        assert there.dtype == here.dtype, name
        assert there[told].tobytes() == here[told].tobytes(), name


def test_base_as_written_under_several_seeds() -> None:
    seeds = [1, 2, 12345678901234567890123]
    questions = [{"what": "play", "scenario": described(base()), "seed": str(seed), "replications": 600} for seed in seeds]
    for seed, answer in zip(seeds, ask(*questions), strict=True):
        assert_same(answer, *engine.play_all(tables(base()), base().values, seed, np.arange(600)))


def test_the_seed_is_1_and_the_parameters_are_those_of_the_file_where_none_are_given() -> None:
    (answer,) = ask({"what": "play", "scenario": described(base()), "replications": 50})
    assert_same(answer, *engine.play_all(tables(base()), base().values, 1, np.arange(50)))


def test_uncertain_parameters_are_drawn_without_python() -> None:
    """Of every prior, or where there is none of the range; then played."""
    setup = Setup(base(), Settings(seed=7, uncertain=True))
    question = {"scenario": described(base()), "seed": 7, "replications": 500}
    drawn, answer = ask({"what": "draw", **question}, {"what": "uncertain", **question})
    lanes = setup.lanes(0, 500)
    assert list(drawn) == [parameter.name for parameter in setup.uncertain]
    for name, values in drawn.items():
        assert values.tobytes() == np.asarray(lanes[name]).tobytes(), name
    assert_same(answer, *engine.play_all(tables(base()), lanes, 7, np.arange(500)))


def test_a_page_of_one_scenario_after_the_other() -> None:
    """Random scenarios, some of which stop with an error, as written and uncertain, by one and the same kernel."""
    scenarios = [loads(to_yaml(random_scenario(seed))).scenario for seed in RANDOM]
    questions = [{"scenario": described(scenario), "seed": 3, "replications": 40} for scenario in scenarios]
    answers = ask(*({"what": what, **question} for question in questions for what in ("play", "uncertain")))
    failed = set()
    for number, scenario in enumerate(scenarios):
        written, uncertain = answers[2 * number : 2 * number + 2]
        assert_same(written, *engine.play_all(tables(scenario), scenario.values, 3, np.arange(40)))
        lanes = Setup(scenario, Settings(seed=3, uncertain=True)).lanes(0, 40)
        assert_same(uncertain, *engine.play_all(tables(scenario), lanes, 3, np.arange(40)))
        failed |= {failure["failure"] for failure in written["failures"]}
    assert len(failed) >= 2, "the random scenarios no longer fail in different ways: choose others"


def test_expressions_may_be_compiled_and_nobody_sees_it_in_the_numbers() -> None:
    """Of several scenarios by one kernel, before it has played them or after, once or again."""
    scenarios = [base(), *(loads(to_yaml(random_scenario(seed))).scenario for seed in range(400, 420))]
    questions = [{"scenario": described(scenario), "seed": 2, "replications": 60} for scenario in scenarios]
    answers = ask(*({"what": what, **question} for question in questions for what in ("link", "play", "link", "uncertain")))
    for number, scenario in enumerate(scenarios):
        first, written, again, uncertain = answers[4 * number : 4 * number + 4]
        assert first is again is None, "they could not be compiled"
        assert_same(written, *engine.play_all(tables(scenario), scenario.values, 2, np.arange(60)))
        lanes = Setup(scenario, Settings(seed=2, uncertain=True)).lanes(0, 60)
        assert_same(uncertain, *engine.play_all(tables(scenario), lanes, 2, np.arange(60)))


def test_lanes_may_differ_in_everything_and_come_in_any_order() -> None:
    """Several points of a sweep, replications back and forth, events left out or let happen, decisions that were answered."""
    points, each = np.array([5_000.0, 10_000.0, 25_000.0]), 40
    replications = np.tile(np.arange(each)[::-1], 3) + 2**33
    thresholds = np.repeat(points, each)
    event, brake = base().events[2].name, base().brakes[0].name
    chosen = [Changes(), Changes(frozenset([event])), Changes(frozenset([brake, event])), Changes(answers=("no", 2_880, "yes"))]
    chosen.append(Changes(injected=((100_000, "second_contingent"), (60_000, "transport"), (60_000, "second_contingent"))))
    changes = [chosen[lane % 5] for lane in range(3 * each)]
    said = [
        {"leftOut": sorted(change.left_out), "answers": list(change.answers), "injected": change.injected} for change in changes
    ]
    varied, set_ = "defensive_threshold", {"opening_support": 61.0}
    (answer,) = ask({
        "what": "play", "scenario": described(base()), "seed": 4, "parameters": {varied: thresholds, **set_},
        "replications": replications.tolist(), "changes": said,
    })  # fmt: skip
    parameters = {**base().values, **set_, varied: thresholds}
    columns, failures = engine.play_all(tables(base()), parameters, 4, replications, changes)
    assert_same(answer, columns, failures)
    parts = [columns.final[lane::5].tolist() for lane in range(5)]
    assert len({tuple(part) for part in parts}) > 1, "nothing that was changed made a difference"


FAULTS = {
    "NOT_FINITE": "{every: 1, set: {x: 1 / (x - 1)}}",
    "NEGATIVE_TIME": "{every: 2 - x, set: {x: x + 1}}",
    "NO_CHANCE": "{every: 1, chance: x, set: {x: x + 0.5}}",
    "ENDLESS_MINUTE": "{when: x < 5, set: {x: 9}}\n  back: {when: x > 5, set: {x: 1}}",
    "TOO_MANY_MINUTES": "{every: 1 minute, set: {x: 1}}",
}


SAID = {"Infinity": "inf", -1: "-1 days"}
"""What Python says of some numbers."""


@pytest.mark.parametrize("failure", FAULTS)
def test_why_a_history_stopped(failure: str) -> None:
    scenario = loads(
        f"title: A fault\nperiod: {{start: 2024-01-01, end: 2027-01-01}}\nquantities: {{x: {{initial: 1}}}}\n"
        f"events:\n  fault: {FAULTS[failure]}\nladder: [{{stage: calm}}]\n"
    ).scenario
    (answer,) = ask({"what": "play", "scenario": described(scenario), "replications": 3})
    _, failures = engine.play_all(tables(scenario), {}, 1, np.arange(3))
    assert len(failures) == 3
    for found, error in zip(answer["failures"], failures.values(), strict=True):
        assert found["failure"] == failure
        assert (found["minute"], found["replication"]) == (error.minute, error.replication)
        if failure in ("NOT_FINITE", "NEGATIVE_TIME", "NO_CHANCE"):
            formula = described(scenario)["formulas"][found["where"]]
            assert f"{formula['path']}: `{formula['text']}` gives" in str(error)
            assert f"gives {SAID.get(found['value'], found['value'])}" in str(error)


def test_everything_that_happens_in_a_history_is_told() -> None:
    """Also where it is more than what there is room for at first."""
    busy = ticking("1 hour", "2024-06-01")
    cases = [(base(), 17), (busy, 0)]
    answers = ask(*({"what": "tell", "scenario": described(one), "replications": [number]} for one, number in cases))
    for (scenario, number), answer in zip(cases, answers, strict=True):
        _, expected = engine.records_of(tables(scenario), Lanes(scenario.values, 1, np.array([number])))
        for name, values in answer["records"].items():
            assert values.tobytes() == expected[name].tobytes(), name
        assert_same(answer["columns"], *engine.play_all(tables(scenario), scenario.values, 1, np.array([number])))
    assert len(answers[1]["records"]["kind"]) > 4096


def test_memory_grows_and_is_used_again() -> None:
    """Few histories, a hundred thousand, then few again: nothing of one call is left in another."""
    scenario = ticking("1 day", "2024-01-09")
    sizes = [5, 100_000, 5, 3_000, 5]
    answers = ask(*({"what": "play", "scenario": described(scenario), "replications": n} for n in sizes))
    columns = engine.play_block(tables(scenario), {}, 1, np.arange(max(sizes)))
    for n, answer in zip(sizes, answers, strict=True):
        assert_same(answer, columns.rows(np.arange(max(sizes)) < n))


def test_nobody_and_nothing_to_play() -> None:
    """No lane at all; a scenario without parameters, brakes, events and outcomes."""
    bare = loads("title: Bare\nperiod: {start: 2024-01-01, end: 2024-02-01}\nladder: [{stage: calm}]\n").scenario
    none, alone = ask(
        {"what": "play", "scenario": described(base()), "replications": 0},
        {"what": "uncertain", "scenario": described(bare), "replications": 3},
    )
    assert none["final"].size == none["outcomes"].size == 0
    assert_same(alone, *engine.play_all(tables(bare), {}, 1, np.arange(3)))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ({"parameters": {"nonsense": 1.0}}, "there is no parameter nonsense; there are indirect_threshold, "),
        ({"parameters": {"opening_support": np.zeros(2)}}, "opening_support has 2 values for 3 lanes"),
        ({"replications": [0, -1, 2]}, "replication -1"),
        ({"replications": [0, 0.5, 2]}, "replication 0.5"),
        ({"seed": 1.5}, "the seed is 1.5"),
        ({"changes": [{}]}, "changes for 1 lanes, and 3 lanes"),
        ({"changes": [{"leftOut": ["nonsense"]}] * 3}, "there is no event or brake nonsense"),
        ({"changes": [{"answers": ["maybe"]}] * 3}, "the answer maybe"),
        ({"changes": [{"answers": [-5]}] * 3}, "the answer -5"),
        ({"what": "tell"}, "one at a time"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_and_the_kernel_goes_on(question: dict[str, Any], says: str) -> None:
    good = {"what": "play", "scenario": described(base()), "replications": 3}
    refused, answer = ask({**good, **question}, good)
    assert refused["error"] == "RangeError"
    assert says in refused["message"]
    assert_same(answer, *engine.play_all(tables(base()), base().values, 1, np.arange(3)))


def test_a_kernel_that_was_stopped_in_the_middle_is_replaced() -> None:
    """And what was compiled for it is gone with it."""
    stopped, answer = ask({"what": "stopped", "scenario": described(base()), "replications": 3})[0]
    assert stopped == "RuntimeError"
    assert_same(answer, *engine.play_all(tables(base()), base().values, 1, np.arange(3)))


def test_a_block_that_is_none_is_refused() -> None:
    scenario = described(base())
    refused, answer = ask(
        *({"what": "play", "scenario": one, "replications": 3} for one in ({**scenario, "block": "AAAA" * 99}, scenario))
    )
    assert "the block of the scenario is flawed" in refused["message"]
    assert "final" in answer


def test_what_asks_for_more_memory_than_there_is_is_refused_and_the_kernel_goes_on() -> None:
    good = {"what": "play", "scenario": described(base()), "replications": 3}
    too_many = 2**32 // tables(base()).row_type.itemsize
    refused, answer = ask({**good, "replications": too_many}, good)
    assert refused["error"] == "RangeError", refused.get("message")
    assert_same(answer, *engine.play_all(tables(base()), base().values, 1, np.arange(3)))


def test_failures_and_records_are_called_as_in_the_headers() -> None:
    (names,) = ask({"what": "names"})
    assert names == {"failures": enumerated("play.h", "failure"), "kinds": enumerated("record.h", "kind")}


def enumerated(header: str, name: str) -> list[str]:
    """The names of an enumeration in the C of the kernel, in their order."""
    text = (ROOT / "src" / "escalation_sim" / "engines" / "kernel" / header).read_text(encoding="utf-8")
    found = re.search(rf"enum {name} {{(.*?)}};", text, re.DOTALL)
    assert found
    return re.findall(r"\b[A-Z_]+\b", re.sub(r"/\*.*?\*/", "", found[1], flags=re.DOTALL))
