"""A claim that failed about how often a stage is reached says its first why; any other claim says nothing."""

from __future__ import annotations

import pytest

from escalation_sim.language.loading import loads
from escalation_sim.questions.why.claim import why_of_claim
from escalation_sim.running.setups import Settings, Setup
from tests.questions.why.asking import HEAD, ladder

FILE = (
    HEAD
    + "events: {rise: {every: 2 days, chance: 0.3, set: {x: x + 1}}}\nbrakes: {law: {while: y < 1, blocks: all}}\n"
    + ladder("{when: x > 0}")
)
OPEN = FILE.replace("y < 1", "y < 0")


@pytest.mark.parametrize("condition", ["reached_high", "highest >= high"])
@pytest.mark.parametrize(
    ("file", "bounds", "value", "words"),
    [
        (FILE, "at_least: 0.5", 0.0, "“law” alone stood in the way at the last chance. Without it 9"),
        (OPEN, "at_most: 0.1", 0.95, "Without `rise` 0 % would get there, not 9"),
        (OPEN, "by: 2024-01-02, at_least: 0.1", 0.0, "In all 200 histories that stop short, the conditions never held."),
    ],
)
def test_the_first_why(file: str, condition: str, bounds: str, value: float, words: str) -> None:
    scenario = loads(file + f"expect: [{{probability: {condition}, {bounds}}}]\n").scenario
    said = why_of_claim(Setup(scenario, Settings()), scenario.expect[0], value)
    assert words in said
    assert said.endswith("(This is of the first 200 histories.)")


@pytest.mark.parametrize("condition", ["reached_low", "reached_high and peak_x < 1", "highest <= high", "peak_x < 1"])
def test_no_why_about_anything_else(condition: str) -> None:
    outcome = "outcomes: {peak_x: peak(x)}\n"
    scenario = loads(FILE + outcome + f"expect: [{{probability: {condition}, at_least: 0.5}}]\n").scenario
    assert why_of_claim(Setup(scenario, Settings()), scenario.expect[0], 0.1) == ""
