"""Histories told on the page are those of `run --replication`: the same moves and reasons, and the same things missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from escalation_sim import clock
from escalation_sim.engines.history import History, Reading, Step
from escalation_sim.errors import RunError
from escalation_sim.language.loading import Document, load, loads
from escalation_sim.model.programme import Programme, programme
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import amount, capital, exact, listed
from escalation_sim.questions.history.clauses import alike, clauses_of, clauses_of_way, ladder_read, value_of, values_at_end
from escalation_sim.questions.history.reasons import because
from escalation_sim.questions.history.standing import still_missing
from escalation_sim.questions.report.conditions import ways_of
from escalation_sim.questions.report.seen import seen_of
from escalation_sim.questions.report.words import words_of
from escalation_sim.results.rounding import rounded
from escalation_sim.running.describing import described
from escalation_sim.running.setups import Settings, Setup
from tests.places import SCENARIOS
from tests.scenarios import random_scenario, to_yaml
from tests.two_ladders import OF_ONE_ACTOR, PAIR
from tests.web.node import ask

TELLINGS = Path(__file__).parent / "tellings.mjs"
COUNT = 12

STRETCHES = """\
title: A brake that holds in two stretches
actor: The town
period: {start: 2024-01-01, end: 2024-02-19}
quantities:
  threat: {title: The threat, initial: 0, unit: points, timeline: [[2024-01-02, 9]]}
  court: {initial: 0, timeline: [[2024-01-04, 1], [2024-01-07, 0], [2024-01-10, 1], [2024-01-15, 0]]}
  crowd: {initial: 0, timeline: [[2024-01-05, 1], [2024-01-06, 0], [2024-01-12, 1], [2024-01-18, 0]]}
  noise: {initial: 0, timeline: [[2024-01-11, 1], [2024-01-13, 2], [2024-01-14, 3]]}
brakes:
  law: {title: The law, while: court > 0, blocks: [aid]}
  opinion: {title: The crowd, while: crowd > 0, blocks: [aid]}
ladder:
  - stage: calm
  - stage: aid
    climb: {when: threat > 0, decide: 10 days}
"""
"""Deciding 2 to 4, rests to 7, deciding 7 to 10, rests to 18, since the crowd stays when the court goes; 5 days are left: 23."""


def documents() -> dict[str, Document]:
    """Scenarios that come with the program, of one ladder, two and three, and small ones with all that the language has."""
    names = ("base", "spiral", "germany_tanks", "beside_the_ladder", "moscow_answers", "past_the_phases")
    found = {name: load(SCENARIOS / f"{name}.yaml") for name in names}
    return {**found, "stretches": loads(STRETCHES), "pair": loads(PAIR), "one actor": loads(OF_ONE_ACTOR)}


def question(document: Document, settings: Settings, first: int = 0, count: int = COUNT) -> dict[str, Any]:
    """Some histories as the page knows them."""
    given = {"seed": settings.seed, "set": dict(settings.changed), "without": list(settings.without)}
    return {
        "what": "histories",
        "scenario": described(document.scenario),
        "words": rounded({**words_of(document), "seen": seen_of(document.scenario)}),
        "settings": {**given, "uncertain": settings.uncertain},
        "first": first,
        "count": count,
    }


def titled(scenario: Scenario, name: str) -> str:
    """What the page calls a name: its title, and of a place on a ladder whose it is."""
    ladder = ladder_read(scenario, name)
    if ladder is None:
        return scenario.title_of(name)
    return f"the {'highest ' if name == 'highest' else ''}stage of {capital(whose(scenario, ladder))}"


def valued(scenario: Scenario, reading: Reading, *, exactly: bool) -> str:
    """A value as the terminal has it, a stage by its title."""
    ladder = ladder_read(scenario, reading.name)
    text = value_of(scenario, reading.name, reading.value, exactly=exactly)
    return f"“{scenario.title_of(text)}”" if isinstance(ladder, Ladder) else text.replace("-", "−")


def assert_same_reasons(plan: Programme, step: Step, said: dict[str, Any], left_out: frozenset[str]) -> None:
    """Every clause of the terminal's sentence is on the page, with titles for names."""
    scenario, dossier = plan.scenario, step.dossier
    condition, *rest = because(plan, step, left_out)
    facts = [one for one in rest if one.startswith("facts: ")]
    held = [one for one in rest if one.startswith("held back ")]
    decided = [one for one in rest if one not in (*facts, *held)]
    assert condition.startswith(said["condition"])
    assert [said["decision"]] == decided
    assert said["facts"] == [fact for one in facts for fact in one.removeprefix("facts: ").split(", ")]
    minutes = {name: gone for name, gone in dossier.held_back.items() if gone}
    titles = [f"{clock.length(gone)} by “{scenario.title_of(name)}”" for name, gone in minutes.items()]
    assert said["heldBack"] == (f"held back {listed(titles)}" if held else "")
    readings = [one for one in dossier.readings if one.name not in scenario.places]
    exactly = alike([one.value for one in readings])
    for reading, text in zip(readings, said["readings"], strict=True):
        assert text.startswith(f"{titled(scenario, reading.name)}: {valued(scenario, reading, exactly=exactly)}")
        if reading.changed_by:
            assert text.endswith(f" {clock.spoken(scenario.start, reading.changed_at)}")


def assert_same_moves(plan: Programme, history: History, moves: list[dict[str, Any]]) -> None:
    """Who, which way, when; since when it held, what was read and who had set it, what held it back, the decision, the facts."""
    assert history.trace is not None
    steps = [one for one in history.trace.happenings if isinstance(one, Step) and one.kind == "moved"]
    ladders = [ladder.name for ladder in plan.scenario.ladders]
    for step, move in zip(steps, moves, strict=True):
        dossier = step.dossier
        assert (step.minute, dossier.source, dossier.target) == (move["minute"], move["from"], move["to"])
        assert dossier.ladder == ladders[move["ladder"]]
        assert (dossier.since, dossier.met, dossier.begun) == (move["since"], move["met"], move["begun"])
        assert dossier.length == (move["length"] if dossier.begun is not None else 0)
        minutes = {name: gone for name, gone in move["heldBack"].items() if gone}
        assert {name: gone for name, gone in dossier.held_back.items() if gone} == minutes
        told = [Reading(one["name"], one["value"], one["by"], one["at"]) for one in move["readings"]]
        assert [one for one in dossier.readings if one.name not in plan.scenario.places] == told
        assert_same_reasons(plan, step, move["said"], history.trace.left_out)


def assert_same_missing(plan: Programme, history: History, standing: list[list[Any]]) -> None:
    """What was still missing on every way up, with brakes by their titles."""
    assert history.trace is not None
    number = {way.path: k for k, way in enumerate(ways_of(plan))}
    page = dict(standing)
    for step in history.trace.standing:
        if step.dossier.target > step.dossier.source:
            (said,) = still_missing(plan, history, [step], briefly=True)
            told = page[number[step.dossier.path]]
            assert unnamed(told) == unnamed(with_titles(plan.scenario, said))


def with_titles(scenario: Scenario, text: str) -> str:
    """The terminal's words with the titles of the brakes that hold a decision back."""
    title = {brake.name: f"“{scenario.title_of(brake.name)}”" for brake in scenario.brakes}
    return re.sub(
        r"(?<=^everything it needs holds, and )(.*?)(?= holds? it back)",
        lambda found: re.sub(r"\w+", lambda one: title.get(one[0], one[0]), found[0]),
        text,
    )


def unnamed(text: str) -> str:
    """Without the brackets in which what a clause reads has its name in one text, and its title in the other."""
    return re.sub(r"(`[^`]+` is false) \((?:(?! against ).)*?\)(?=; `|$)", r"\1", text.replace("−", "-"))


def settings_for(scenario: Scenario) -> list[Settings]:
    """As written; with some left out and another seed; with what is uncertain drawn."""
    some = tuple(sorted(scenario.removable)[::3])
    moved = {one.name: one.value * 1.25 for one in scenario.parameters[:3]}
    return [Settings(), Settings(seed=7, changed=moved, without=some), Settings(seed=3, uncertain=True)]


def told_alike(document: Document) -> int:
    """How many moves were told alike on the page and in the terminal."""
    plan, moves = programme(document.scenario), 0
    settings = settings_for(document.scenario)
    answers = ask(*(question(document, one) for one in settings), script=TELLINGS)
    for one, answer in zip(settings, answers, strict=True):
        setup = Setup(document.scenario, one)
        for replication, told in enumerate(answer):
            try:
                history = setup.history(replication)
            except RunError:
                assert told is None
                continue
            assert_same_moves(plan, history, told["moves"])
            assert_same_missing(plan, history, told["standing"])
            assert_same_clauses(plan, history, told["clauses"])
            moves += len(told["moves"])
    return moves


def assert_same_clauses(plan: Programme, history: History, told: list[list[Any]]) -> None:
    """Which clause of any condition holds as the period ends, and how far each is from the other truth."""
    values = values_at_end(plan, history)
    clauses = [one for brake in plan.scenario.brakes for one in clauses_of(plan, brake.while_)]
    clauses += [one for way in ways_of(plan) for one in clauses_of_way(plan, way)]
    words = {one.words: one for one in clauses}
    for clause, (holds, text) in zip(words.values(), told, strict=True):
        assert clause.holds(values) == holds, clause.words
        said = f"{clause.compared(values, holds=True)}" if holds else clause.told(values)
        if "against" in said:
            assert text.replace("−", "-") == said


@pytest.mark.parametrize("name", documents())
def test_every_move_is_told_as_in_the_terminal(name: str) -> None:
    """Who, which stage and route, when; values, cuts and who set them since when; what held it back; the decision; the facts."""
    assert told_alike(documents()[name]) > 3 * (COUNT // 4), "hardly anybody moves in these histories: choose others"


def test_moves_of_random_scenarios_are_told_as_in_the_terminal() -> None:
    assert sum(told_alike(loads(to_yaml(random_scenario(seed)))) for seed in range(600, 618)) > 500


def test_what_holds_a_decision_back_in_two_stretches_is_added_up() -> None:
    """3 days and 5 of the court, 1 and 6 of the crowd; each stretch is told by several records."""
    (answer,) = ask(question(loads(STRETCHES), Settings(), count=1), script=TELLINGS)
    (move,) = answer[0]["moves"]
    assert move["heldBack"] == {"law": 8 * clock.DAY, "opinion": 7 * clock.DAY}
    assert move["said"]["heldBack"] == "held back 8 days by “The law” and 7 days by “The crowd”"
    assert move["said"]["readings"] == ["The threat: 9 points, set by its timeline on 2024-01-02"]
    assert move["said"]["decision"] == "the decision, begun 2024-01-02, took 10 days"


def test_numbers_are_written_as_in_the_terminal() -> None:
    values = [0, 1, -1, 9800, 1234567.5, 123.456, 12.3456, 0.5, 0.9999, 0.99999999, 1e-4, 2.5e-5, 1e-7, 1e15, 3.2e18, 1e21, -0.25]
    values += [999.5, 1000.5, 100.5, 5.125, 0.4375, 2.375, 62.25, 0.001, 0.00099, 12345.678, 1e16, 2.0**53]
    (answer,) = ask({"what": "written", "values": values}, script=TELLINGS)
    assert [[text.replace("−", "-") for text in one] for one in answer] == [[amount(one), exact(one)] for one in values]
