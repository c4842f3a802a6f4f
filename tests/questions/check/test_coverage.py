"""`check --coverage`: which stages, brakes, events and descents nothing has exercised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from escalation_sim.engines.history import Braked, Occurred
from escalation_sim.language.loading import load, loads
from escalation_sim.model.uses import uses
from escalation_sim.questions.check import coverage as module
from escalation_sim.questions.check.coverage import coverage
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.places import ROOT
from tests.questions.check.folders import expecting, write
from tests.questions.check.test_check import folder
from tests.scenarios import random_scenario
from tests.two_ladders import PAIR

__all__ = ["folder"]

FEW = 20
LADDER = """\
title: A ladder
period: {start: 2025-01-01, end: 2025-01-31}
quantities: {heat: {initial: 0, max: 10}}
events:
  warm: {at: 2025-01-05, set: {heat: 5}}
  cool: {at: 2025-01-20, set: {heat: 0}}
  boil: {at: 2025-01-06, while: heat > 9, set: {heat: 10}}
brakes:
  calm: {while: heat < 3, blocks: all}
  fear: {while: heat == 5, blocks: [top]}
ladder:
  - stage: bottom
  - stage: middle
    climb: {when: heat >= 0, keep: heat > -1}
    descend: {when: heat < 1, for: 30 days}
  - stage: top
    climb: {when: heat > 7}
    descend: {when: heat < 1}
outcomes:
  boils: count(boil)
  at_top: first(stage >= top)
"""


def unexercised(text: str) -> set[tuple[str, str]]:
    return {(rung.kind, rung.name) for rung in coverage(Setup(loads(text).scenario, Settings())) if not rung.exercised}


def test_what_never_comes_into_play_is_named() -> None:
    """`fear` blocks a stage whose condition is never met, so it never holds a decision back."""
    assert unexercised(LADDER) == {
        ("stage", "top"),
        ("brake", "fear"),
        ("event", "boil"),
        ("descent", "middle"),
        ("descent", "top"),
    }


@pytest.mark.parametrize("claim", ["probability: reached_top, at_most: 1", "probability: highest < top, at_least: 0"])
def test_a_stage_that_a_claim_names_is_exercised(claim: str) -> None:
    assert ("stage", "top") not in unexercised(expecting(LADDER, claim))


def test_a_claim_exercises_what_its_outcome_is_about() -> None:
    assert ("event", "boil") not in unexercised(expecting(LADDER, "mean: boils, equals: 0"))
    assert ("stage", "top") not in unexercised(expecting(LADDER, "probability: at_top > 100, equals: 1"))


def reference(setup: Setup) -> dict[tuple[str, str], float]:
    """The same shares from the traces of single histories, told by SimPy."""
    scenario = setup.scenario
    read = {name for use in uses(scenario) for name in use.expression.names}
    counts = {(rung.kind, rung.name): 0 for rung in coverage(setup)}
    for number in range(FEW):
        history = setup.history(number)
        assert history.trace is not None
        told = (one for one in history.trace.happenings if isinstance(one, Occurred) and not one.stopped_by)
        seen = {("event", one.event) for one in told}
        for ladder in scenario.ladders:
            climbed, stages = history.of(ladder.name), [stage.name for stage in ladder.stages]
            seen |= {("stage", stages[place]) for place, minute in enumerate(climbed.first_reached) if minute is not None}
            seen |= {("brake", scenario.brakes[brake].name) for (_, brake), minutes in climbed.blocked.items() if minutes}
            seen |= {("descent", stages[move.source]) for move in climbed.moves if move.target < move.source}
        last = {(one.brake, one.minute): one.on for one in history.trace.happenings if isinstance(one, Braked)}
        seen |= {("brake", brake) for (brake, _), on in last.items() if on and brake in read}
        for one in seen:
            counts[one] += 1
    return {one: count / FEW for one, count in counts.items()}


def test_the_shares_are_those_of_the_single_histories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REPLICATIONS", FEW)
    shipped = [load(ROOT / "scenarios" / f"{name}.yaml").scenario for name in ("withdrawal", "precision_weapons")]
    random = [loads(json.dumps(random_scenario(seed, faults=False))).scenario for seed in range(25)]
    for scenario in [*shipped, *random, loads(PAIR).scenario, loads(DESCENTS).scenario]:
        setup = Setup(scenario, Settings())
        assert {(rung.kind, rung.name): rung.share for rung in coverage(setup)} == reference(setup)


def test_check_shows_it_in_text_json_and_markdown(folder: Path) -> None:
    write(folder, a=LADDER, b=expecting(LADDER, "probability: reached_top, equals: 0"))
    told = " ".join(command("check", ".", "--coverage").out.split())
    assert "3 of 4" not in told
    assert "5 of 6 stages, 2 of 4 brakes, 4 of 6 events, 0 of 4 descents" in told
    assert "brake fear never holds a decision back in a, b" in told
    assert "stage top is never reached, and no claim names it, in a" in told
    rungs = json.loads(command("check", ".", "--coverage", "--format", "json").out)["scenarios"][0]["coverage"]
    assert {"kind": "event", "name": "warm", "share": 1, "claimed": False} in rungs
    page = command("check", ".", "--coverage", "--format", "markdown").out
    assert "| a | 2 of 3 | 1 of 2 | 2 of 3 | 0 of 2 |" in page
    assert "coverage" not in json.loads(command("check", ".", "--format", "json").out)["scenarios"][0]


DESCENTS = """\
title: Two ladders
period: {start: 2025-01-01, end: 2025-01-31}
quantities: {heat: 0}
events:
  up: {at: 2025-01-05, set: {heat: 9}}
  down: {at: 2025-01-20, set: {heat: 0}}
  answered: {when: other >= barks, set: {heat: heat}}
brakes:
  calm: {while: heat < 3}
  storm: {while: heat > 99}
  talks: {while: heat > 5, blocks: [other]}
  never: {while: heat > 99, blocks: [other]}
ladder:
  - stage: bottom
  - {stage: middle, climb: {when: heat > 5}, descend: {when: heat < 0}}
  - {stage: top, climb: {when: heat > 6}, descend: {to: bottom, when: heat < 1}}
ladders:
  other:
    start_stage: growls
    stages:
      - stage: sleeps
      - {stage: growls, climb: {when: heat > 1}, descend: {when: heat < -1}}
      - {stage: barks, climb: {when: stage >= top, for: 2 days, chance: 0.5 if calm or storm else 1}, descend: {when: heat < 1}}
      - {stage: bites, climb: {when: heat > 20}, descend: {to: sleeps, when: heat < 1}}
outcomes:
  stormy: days(storm)
"""
"""Top is left for bottom, over middle, and barks for growls; `calm` is on and weighs, `storm` would weigh, and never is."""


def test_every_ladder_is_covered_and_what_is_only_passed_over_is_not_left() -> None:
    assert unexercised(DESCENTS) == {
        ("stage", "bites"),
        ("brake", "storm"),
        ("brake", "never"),
        ("descent", "middle"),
        ("descent", "growls"),
        ("descent", "bites"),
    }


def test_a_brake_that_weighs_is_said_not_to_have_been_on(folder: Path) -> None:
    write(folder, a=DESCENTS)
    told = " ".join(command("check", ".", "--coverage").out.split())
    assert "brake storm is never on in a" in told
    assert "brake never never holds a decision back in a" in told
    assert "brake calm" not in told
    assert "6 of 7 stages, 2 of 4 brakes, 3 of 3 events, 2 of 5 descents" in told


def test_a_claim_about_what_a_brake_is_read_in_names_it() -> None:
    assert ("brake", "storm") not in unexercised(expecting(DESCENTS, "mean: stormy, equals: 0"))
    assert ("stage", "bites") not in unexercised(expecting(DESCENTS, "probability: reached_bites, equals: 0"))
