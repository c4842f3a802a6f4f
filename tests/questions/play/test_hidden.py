"""Nothing hidden is in any output before the end: no name, no title, no number, nothing of luck, no later date."""

from __future__ import annotations

import re

import pytest

import escalation_sim as es
from escalation_sim import clock
from escalation_sim.engines.changes import Answer
from escalation_sim.errors import RunError
from escalation_sim.language.loading import Document, loads
from escalation_sim.model.expressions import plain
from escalation_sim.presentation.wording import amount, exact
from escalation_sim.questions.play import game as games
from escalation_sim.questions.play.formats import end_of, told
from escalation_sim.questions.play.game import Game, decided, played
from escalation_sim.questions.play.words import Telling
from escalation_sim.running.setups import Setup
from tests.commands import command
from tests.places import SCENARIOS
from tests.questions.play.towns import HIDDEN_WORDS, random_town, setup_of, town

DAY = 1440
BASE = SCENARIOS / "base.yaml"


def every_byte(document: Document, game: Game) -> str:
    """All that is shown before the end, with what is told on asking at every decision."""
    telling = Telling(document, game.setup, game.history.replication)
    pieces = [telling.opening()]
    for put in game.decisions:
        text, weighing = telling.decision(put)
        pieces += [text, telling.more(weighing)]
    return "\n".join([*pieces, telling.last(game), told(document, game)])


def hidden_numbers(setup: Setup, game: Game) -> set[str]:
    """The values that hidden quantities had, in every way in which numbers are written; those of more than three digits."""
    assert game.history.trace is not None
    hidden = [place for place, quantity in enumerate(setup.scenario.quantities) if quantity.hidden]
    values = {state[1][place] for state in game.history.trace.states for place in hidden}
    ways = {way(value) for value in values for way in (amount, exact, plain)}
    return {text for text in ways if len(re.sub(r"\D", "", text)) > 3}


@pytest.mark.parametrize("answers", [(), ("yes",) * 9, (3 * DAY, "yes", "no", 10 * DAY, "yes")])
@pytest.mark.parametrize("without", [(), ("murk",), ("calmness", "shade", "drift")])
def test_nothing_hidden_is_in_any_output_before_the_end(answers: tuple[Answer, ...], without: tuple[str, ...]) -> None:
    document = town()
    setup = setup_of(document, without=without, injected=((50 * DAY, "omen"), (51 * DAY, "envoy")))
    for replication in range(6):
        game = decided(setup, replication, answers)
        shown = every_byte(document, game)
        assert "Tents <b>seen</b>" in shown
        found = [word for word in (*HIDDEN_WORDS, *hidden_numbers(setup, game)) if word in shown]
        assert found == [], f"{found} in replication {replication}"
        end = end_of(document, game)
        assert "Zzyzx of the river" in end, "at the end it is told"
        assert amount(game.history.quantities["quaxdepth"]) in end


@pytest.mark.parametrize("seed", range(40))
def test_nothing_hidden_is_shown_of_random_scenarios(seed: int) -> None:
    document = random_town(seed)
    setup = setup_of(document)
    try:
        game = decided(setup, seed % 3, ("no", DAY, "yes", "yes"))
    except RunError:
        return
    names = [quantity.name for quantity in document.scenario.quantities if quantity.hidden]
    shown = every_byte(document, game)
    assert "Zzyzx" not in shown
    assert [name for name in names if re.search(rf"\b{name}\b", shown)] == []


def test_nothing_hidden_is_shown_of_the_base_scenario() -> None:
    """Its `will` and `plan` are English words too: so its titles, its numbers, and names where they stand as names."""
    document = es.load(BASE).document
    scenario = document.scenario
    hidden = [quantity for quantity in scenario.quantities if quantity.hidden]
    for without in ((), ("law", "public_opinion", "fear_of_moscow", "waiting_for_washington", "washington_opposed")):
        setup = setup_of(document, without=without)
        for replication in range(5):
            game = decided(setup, replication, ("yes", 20 * DAY, "yes"))
            shown = every_byte(document, game)
            code = " ".join(re.findall("`[^`]*`", shown))
            assert [one.name for one in hidden if one.note.title in shown or re.search(rf"\b{one.name}\b", code)] == []
            for name in ("will", "resolved"):  # of soldiers what is hidden and what is reported may be the same
                values = {amount(game.history.quantities[name])} - {"0", "1"}
                assert [value for value in values if value in shown] == []


@pytest.mark.parametrize("seed", range(30))
def test_what_is_shown_does_not_depend_on_what_luck_would_say(seed: int) -> None:
    """At every decision: the same words, whatever comes of it."""
    document = random_town(seed) if seed else town()
    setup = setup_of(document)
    try:
        game = decided(setup, 0, ("no", 2 * DAY, "yes"))
    except RunError:
        return
    for number in range(len(game.decisions)):
        shown = set()
        for answer in ("yes", "no", DAY):
            telling = Telling(document, setup, 0)
            for put in game.decisions[:number]:
                telling.decision(put)
            try:
                trace: object = setup.history(0, answers=(*game.answers[:number], answer)).trace
            except RunError as error:
                trace = error.trace
            shown.add(telling.decision(games._puts(trace)[number])[0])
        assert len(shown) == 1


def test_no_date_is_shown_before_it_has_come() -> None:
    document = town()
    setup = setup_of(document, injected=((80 * DAY, "envoy"),))
    for replication in range(5):
        game = decided(setup, replication, ())
        telling = Telling(document, setup, replication)
        for put in game.decisions:
            text, weighing = telling.decision(put)
            last = clock.spoken(setup.scenario.start, put.minute)
            for date in re.findall(r"\d{4}-\d\d-\d\d", text + telling.more(weighing)):
                assert date <= last


def test_no_fact_of_a_later_date_is_told() -> None:
    """When Berlin decides on battle tanks, nobody can cite that it did so on 25 January."""
    document = es.load(SCENARIOS / "germany_tanks.yaml").document
    later = [fact for fact in document.evidence.facts.values() if fact.as_of]
    setup = setup_of(document)
    cited = 0
    for replication in range(4):
        game = decided(setup, replication, ("yes",) * 9)
        telling = Telling(document, setup, replication)
        for put in game.decisions:
            text, weighing = telling.decision(put)
            shown, today = text + telling.more(weighing), clock.stamp(setup.scenario.start, put.minute)[:10]
            told = [fact for fact in later if f"- {fact.id}: " in shown]
            cited += len(told)
            assert [fact.id for fact in told if fact.as_of > today] == []
    assert cited


def test_that_a_brake_is_on_is_seen_and_what_is_hidden_of_it_is_not() -> None:
    game = played(setup_of(town()), 0, lambda _: "no")
    telling = Telling(town(), game.setup, 0)
    text = telling.decision(game.decisions[0])[0]
    assert "Brake on: Murk" in text
    assert re.search(r"Murk: (on|off)", text)
    assert "something that is not seen" in text
    assert "Shade" not in text, "one that holds back nobody and looks at what is hidden is not seen"


def test_nobody_sees_that_a_hidden_condition_has_come_to_hold_before_there_is_work() -> None:
    """Of two ways with 20 days of `for`, the one whose condition is hidden is told of when its decision begins."""
    text = """\
title: Two ways
period: {start: 2024-01-01, end: 2024-03-31}
quantities: {depth: {initial: 0, hidden: true}, tents: 0}
events:
  rise: {at: 2024-01-10, set: {depth: 9}}
  camp: {at: 2024-01-12, set: {tents: 9}}
  clock: {every: 9 days, set: {tents: tents + 1}}
ladder:
  - stage: calm
  - stage: aid
    climb:
      routes:
        deep: {when: depth > 5, for: 20 days, decide: 5 days}
        seen: {when: tents > 5, for: 30 days, decide: 5 days}
"""
    document = loads(text)
    game = played(setup_of(document), 0, lambda _: "no")
    shown = Telling(document, game.setup, 0).decision(game.decisions[0])[0]
    lines = [line for line in shown.splitlines() if "deep" in line or line.startswith("2024-01-10")]
    assert [line for line in lines if line.startswith("20")] == ["2024-01-30       · Aid, by deep: work on a decision begins"]
    assert "Aid, by seen: `tents > 5` begins to hold" in shown


def test_the_words_of_a_scenario_are_words_and_nothing_else() -> None:
    """Nothing that a CI service obeys, no formula in a table."""
    game = es.play(es.Scenario(town()), ["yes"])
    assert "=1+1" in str(game)
    answer = command("play", str(BASE), "--answers", "yes", "--group", "=1+1", "--format", "csv")
    assert answer.out.splitlines()[1].startswith("'=1+1,")
