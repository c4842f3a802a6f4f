"""The yardsticks that speed is measured with say what they are measured against."""

from __future__ import annotations

import ctypes
import sys

import pytest

from benchmarks.base_by_hand import FIRST_BASE, ByHand, compiled, different
from benchmarks.rounds import Row, interleaved, ratios
from escalation_sim.language import loading
from escalation_sim.running.setups import Settings, Setup

RESTLESS = {
    "indirect_threshold": 1500.0, "defensive_threshold": 3000.0, "offensive_threshold": 8000.0, "opinion_floor": 27.0,
    "opening_support": 30.0, "worth_of_restraint": 0.5, "technology_too_far": 3.0, "yes_defensive": 0.9, "yes_offensive": 0.5,
    "calm_before_descent": 14.0, "retaliation_probability": 1.0, "loss_rate": 0.05, "exception_probability": 0.9,
    "reconsider_after": 30.0, "withdrawal_delay": 90.0, "opinion_drift": 2.0, "decide_spread": 1.5,
    "reinforcement_interval": 3.0, "washington_backing": 1.0,
}  # fmt: skip
AT_ONCE = {
    "patience": 0.0, "decide_spread": 0.0, "early_error": 1.0, "intelligence_error": 0.6, "weight_of_new_report": 1.0,
    "calm_before_descent": 14.0, "opinion_floor": 20.0, "worth_of_restraint": 0.0, "test_interval": 30.0,
    "fighting_grows_after": 0.0001, "second_plan_delay": 0.0001, "retaliation_delay": 0.0001, "withdrawal_delay": 60.0,
    "washington_review": 14.0, "washington_backing": 1.0, "decide_defensive": 0.0001, "decide_offensive": 0.0001,
    "reconsider_after": 0.001, "review_interval": 1.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """The program, by the compiler that is there wherever these tests are."""
    return compiled(tmp_path_factory.mktemp("by_hand"), (sys.executable, "-m", "ziglang", "cc"))


@pytest.mark.parametrize("changed", [{}, RESTLESS, AT_ONCE], ids=["as written", "restless", "at once"])
def test_the_program_by_hand_plays_the_first_base(changed: dict[str, float], library: ctypes.CDLL) -> None:
    """Every column has the same bytes, also where many a step is taken back, and where nothing takes its time."""
    setup = Setup(loading.load(FIRST_BASE).scenario, Settings(seed=1 + len(changed), changed=changed))
    assert not different(ByHand(setup, library).block(6, 150), setup.block(6, 150, "simpy"))


def test_what_counts_is_the_median_of_the_rounds() -> None:
    """One round that was disturbed does not show; what is not as wanted does."""
    gain = ratios([1.0, 50.0, 1.2], [0.5, 0.5, 0.5])
    assert (Row("x", gain, at_least=2.4).holds, Row("x", gain, at_least=2.5).holds) == (True, False)
    assert (Row("x", gain, at_most=2.4).holds, Row("x", gain, at_most=2.3).holds, Row("x", gain).holds) == (True, False, True)
    assert str(Row("x", gain, at_least=180)) == "| x | 2.4 | 2 … 100 | ≥ 180 | NO |"


def test_contestants_take_turns() -> None:
    """Each does its work once in every round, and none always comes first."""
    came: list[str] = []
    clock = iter(range(1000))
    seconds = interleaved({"a": lambda: came.append("a"), "b": lambda: came.append("b")}, 3, lambda: float(next(clock)))
    assert "".join(came) == "ab" + "ab" + "ba" + "ab"
    assert seconds == {"a": [1.0] * 3, "b": [1.0] * 3}
