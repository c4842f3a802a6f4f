"""Arithmetic on intervals: the true value always lies within, since warnings and some errors rest on it."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation_sim.language.loading import loads
from escalation_sim.model import expressions as ex
from escalation_sim.model.emission import emit
from escalation_sim.model.intervals import Interval, interval, possible, reach
from escalation_sim.model.parsing import parse
from tests.model.test_parsing import NAMES, SLOTS, grown

TOO_LARGE = 1e150  # beyond it the products within a draw may overflow
ends = st.floats(-1e6, 1e6) | st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0, 100.0])
ranges = st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))
lucks = st.floats(min_value=2**-53, max_value=1 - 2**-53)


@given(grown(2), st.tuples(ranges, ranges, ranges), st.tuples(*[st.floats(0, 1)] * 3), st.lists(lucks, min_size=8, max_size=8))
@settings(max_examples=500, deadline=None)
def test_the_value_lies_within(text: str, known: tuple[Interval, ...], shares: tuple[float, ...], luck: list[float]) -> None:
    tree = parse(text).tree
    state = [min(max(low + share * (high - low), low), high) for (low, high), share in zip(known, shares, strict=True)]
    parts = [value(node, state, luck) for node in ex.walk(tree)]
    if any(math.isnan(part) or TOO_LARGE < abs(part) < math.inf for part in parts):
        return
    low, high = interval(tree, dict(zip(NAMES, known, strict=True)))
    slack = 1e-12 * abs(parts[0]) if math.isfinite(parts[0]) else 0.0  # an exponential may differ in the last bits
    assert low - slack <= parts[0] <= high + slack
    if ex.is_condition(tree):
        assert possible(tree, dict(zip(NAMES, known, strict=True)))[0 if parts[0] else 1]


def value(node: ex.Node, state: list[float], luck: list[float]) -> float:
    with np.errstate(all="ignore"):
        return float(emit(ex.Expression("", node, ""), SLOTS)(state, lambda k: luck[k % 8]))


def scenario(quantities: str, events: str) -> dict[str, Interval]:
    return reach(
        loads(f"""
title: Reach
period: {{start: 2024-01-01, end: 2024-02-01}}
quantities: {{{quantities}}}
events: {{{events}}}
ladder: [{{stage: low}}, {{stage: high, climb: {{when: a > 0}}}}]
""").scenario
    )


def test_what_nothing_sets_keeps_its_value() -> None:
    assert scenario("a: 3", "")["a"] == (3, 3)


def test_a_timeline_counts() -> None:
    assert scenario("a: {initial: 3, max: 8, timeline: [[2024-01-05, 9]]}", "")["a"] == (3, 8)


def test_what_grows_goes_as_far_as_it_may() -> None:
    assert scenario("a: {initial: 0, max: 50}", "e: {every: 1, set: {a: a + 1}}")["a"] == (0, 50)
    assert scenario("a: 0", "e: {every: 1, set: {a: a + 1}}")["a"] == (0, math.inf)


def test_what_follows_something_that_grows_grows_with_it() -> None:
    quantities = ", ".join(f"q{n}: 0" for n in range(20))
    chain = ", ".join(f"q{n}: q{n - 1}" for n in range(1, 20))
    known = scenario(f"a: 0, {quantities}", f"e: {{every: 1, set: {{q0: q0 + 1, {chain}}}}}")
    assert known["q19"][1] == math.inf


def test_an_event_that_cannot_take_effect_sets_nothing() -> None:
    assert scenario("a: 0, b: 0", "e: {every: 1, while: b > 1, set: {a: 7}}")["a"] == (0, 0)


def test_a_choice_of_many_is_no_more_work_than_its_length() -> None:
    text = f"choice({', '.join('a' * 150)})"
    assert interval(parse(text).tree, {"a": (0.0, 1.0)}) == (0, 149)


def test_a_brake_that_can_not_be_on_or_off_is_known_by_name() -> None:
    text = (
        "title: T\nperiod: {start: 2024-01-01, end: 2024-02-01}\nquantities: {a: {initial: 0, min: 0}}\n"
        "events: {e: {every: 1, set: {a: a + 1}}}\n"
        "brakes: {never: {while: a < 0}, always: {while: a >= 0}, now_and_then: {while: a > 3}}\n"
        "ladder: [{stage: low}, {stage: high, climb: {when: never or now_and_then}}]\n"
    )
    known = reach(loads(text).scenario)
    brakes = ("never", "always", "now_and_then")
    assert [known[name] for name in brakes] == [(0, 0), (1, 1), (0, 1)]
    found = [possible(parse(name, brakes=brakes).tree, known) for name in brakes]
    assert found == [(False, True), (True, False), (True, True)]
