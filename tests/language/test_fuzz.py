"""Whatever the bytes, the outcome is a scenario or our error: never anything else, and never a hang."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from escalation_sim.errors import Place, Problem, ScenarioError
from escalation_sim.language.loading import load, loads
from escalation_sim.model.parsing import parse
from escalation_sim.model.scenario import Scenario
from escalation_sim.model.uses import uses
from tests.places import ROOT

SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
NOTHING_SAID = Problem(Place("", 0, 0), "", "")
GALLERY = sorted((ROOT / "tests" / "language" / "gallery").glob("*.yaml"))
SEEDS = [path.read_text(encoding="utf-8") for path in [*SCENARIOS, *GALLERY]]
# fmt: off
TOKENS = (
    ": ", "- ", "{", "}", "[", "]", ", ", "\n", "\n  ", "\"", "'", "#", "|", ">", "? ", "&a ", "*a", "!!str ", "<<: ", "%",
    "---\n", "\t", "null", "~", "true", "yes", ".nan", "0x1F", "1e999", "10,000", "-1", "0", "2024-02-30", "2024-10-08",
    "1999-01-01", "3 weeks", "title", "extends", "period", "start", "end", "evidence", "parameters", "quantities", "events",
    "brakes", "ladder", "outcomes", "expect", "stage", "climb", "descend", "routes", "when", "keep", "for", "decide",
    "chance", "again", "ignores", "every", "at", "after", "while", "set", "value", "range", "prior", "initial", "min", "max",
    "timeline", "probability", "quantile", "between", "by", "above", "remove", "source", "troops", "highest", "now", "wave",
    "high", "(", ")", "1/0", "exponential(-1)", "clip(1, 2, 0)", "date(2025, 1, 20)", "if", "else", "not", "and", "**",
    "__import__('os')", "\u202e", "\x00", "é", "ladders", "stages", "moscow", "main", "punishes", "to", "start_stage", "actor",
    "measure", "unit", "hidden", "blocks", "all", "law", "reached_high", "peak(", "days(", " - low(troops)",
    "on(troops, 2024-11-01)",
)
# fmt: on


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """A file of ours with a few things done to it."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        begin = draw(st.integers(0, len(text)))
        end = min(len(text), begin + draw(st.integers(0, 40)))
        span = text[begin:end]
        new = draw(st.sampled_from(["", span * 2, span[::-1], span.upper()]) | st.sampled_from(TOKENS) | st.text(max_size=5))
        text = text[:begin] + new + text[end:]
    return text


def read(data: bytes | str, folder: Path) -> None:
    """Read *data*; anything but a document or our error is raised."""
    problems: tuple[Problem, ...] = ()
    try:
        loads(data, name="fuzzed", folder=folder)
    except ScenarioError as error:
        problems = error.problems or (NOTHING_SAID,)
    for problem in problems:
        assert problem.place.line > 0
        assert problem.place.column > 0
        assert problem.message
        assert not problem.warning


@given(st.binary(max_size=400))
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_a_scenario_or_our_error(data: bytes) -> None:
    read(data, ROOT / "scenarios")


@given(st.text(max_size=200))
@settings(max_examples=500, deadline=None)
def test_any_text_as_a_value_is_read_or_our_error(text: str) -> None:
    quoted = text.replace("'", "''")
    read(f"title: x\nperiod: {{start: 2024-10-08, end: 2024-12-31}}\nquantities: {{a: '{quoted}'}}", ROOT / "scenarios")


TIMES = st.lists(
    st.sampled_from(
        [
            *"0123456789:-./,+ TPWDHMSdhmswy",
            "days",
            "week",
            " half ",
            "a ",
            "2024",
            "Nov",
            "am",
            "noon",
            "start",
            "1e999",
            "٣",
            "\u00a0",
        ]
    ),
    max_size=12,
).map("".join)


@given(
    TIMES | st.text(max_size=40),
    st.sampled_from(["every", "at", "from", "until", "for", "after", "end", "value", "when", "range"]),
)
@settings(max_examples=1_000, deadline=None)
def test_any_time_number_or_condition_is_read_or_our_error(text: str, key: str) -> None:
    quoted = text.replace("'", "''")
    event = f"x: {{every: 1, {key}: '{quoted}'}}"
    parameter = f"p: {{{key}: '{quoted}'}}"
    period = f"{{start: 2024-10-08, end: '{quoted}'}}" if key == "end" else "{start: 2024-10-08, end: 2024-12-31}"
    read(f"title: x\nperiod: {period}\nparameters: {{{parameter}}}\nevents: {{{event}}}\n", ROOT / "scenarios")


@given(mutants())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_mutant_of_a_scenario_is_a_scenario_or_our_error(text: str) -> None:
    read(text, ROOT / "scenarios")


@pytest.mark.campaign
@given(mutants() | st.binary(max_size=2_000))
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_great_many_mutants(data: str | bytes) -> None:
    read(data, ROOT / "scenarios")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_shipped_scenario_is_free_of_warnings(path: Path) -> None:
    assert load(path).warnings == ()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_canonical_form_of_an_expression_is_read_as_the_same(path: Path) -> None:
    scenario: Scenario = load(path).scenario
    for use in uses(scenario):
        longest = len(use.expression.canonical)
        again = parse(use.expression.canonical, scenario.start, brakes=[brake.name for brake in scenario.brakes], longest=longest)
        assert again == use.expression
        assert again.canonical == use.expression.canonical
        assert again.names == use.expression.names
        assert again.constant == use.expression.constant or math.isnan(again.constant or 0)
