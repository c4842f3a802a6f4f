"""A game is the history that the answers make: the same for the same answers, that of `run` where they are luck's."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import escalation_sim as es
from escalation_sim.engines.changes import Answer
from escalation_sim.engines.history import History
from escalation_sim.errors import RunError
from escalation_sim.language.loading import loads
from escalation_sim.questions.history.formats import history_answer
from escalation_sim.questions.play.answers import in_days, read_answer, read_answers, written
from escalation_sim.questions.play.code import code_of
from escalation_sim.questions.play.data import game_data
from escalation_sim.questions.play.game import Game, decided, played
from escalation_sim.questions.play.moment import after, beginning
from escalation_sim.running.setups import Setup
from tests.commands import command
from tests.places import SCENARIOS
from tests.questions.play.towns import random_town, setup_of, town

DAY = 1440
BASE = str(SCENARIOS / "base.yaml")
AID = """\
title: Aid
period: {start: 2023-12-31, end: 2024-01-29}
quantities: {x: {initial: 1, timeline: [[2024-01-20, 0]]}}
events: {storm: {when: x > 9, set: {x: 0}}, wind: {at: 2024-01-04, set: {x: 5 * x}}}
brakes: {law: {while: x > 90, blocks: [aid]}}
ladder:
  - stage: calm
  - {stage: aid, climb: {when: x > 0, decide: 3 days, chance: 1, again: 5 days}}
"""


def game_of(setup: Setup, replication: int, *answers: Answer) -> Game:
    return decided(setup, replication, answers)


def game_of_luck(setup: Setup, replication: int) -> Game:
    """The game of whoever says what luck says."""
    game = game_of(setup, replication)
    while (said := game.answers) != game.luck:
        first = [one == other for one, other in zip(said, game.luck, strict=True)].index(False)
        luck = game.luck[first]
        assert luck is not None
        game = game_of(setup, replication, *said[:first], luck)
    return game


def days(game: Game) -> list[tuple[float, str | float]]:
    return [(put.minute / DAY, in_days(answer)) for put, answer in zip(game.decisions, game.answers, strict=True)]


def test_no_is_put_again_when_the_way_opens_and_its_time_is_over() -> None:
    """No on 3; open on 8, put on 11; no again, put on 19; on 20 the condition breaks."""
    assert days(game_of(setup_of(loads(AID)), 0)) == [(3, "no"), (11, "no"), (19, "no")]


def test_to_wait_leaves_the_decision_due_until_its_condition_breaks() -> None:
    game = game_of(setup_of(loads(AID)), 0, 2 * DAY, 15 * DAY, "yes")
    assert days(game) == [(3, 2), (5, 15)]
    assert (game.history.final, game.history.shelved) == (0, 1)


def test_yes_moves_there_and_then() -> None:
    game = game_of(setup_of(loads(AID)), 0, 2 * DAY, "yes", "no")
    assert [(move.minute, move.target) for move in game.history.moves] == [(5 * DAY, 1)]
    assert days(game) == [(3, 2), (5, "yes")]


def test_the_same_answers_give_the_same_history() -> None:
    setup = setup_of(town())
    for replication in range(6):
        one, other = (game_of(setup, replication, "no", 3 * DAY, "yes") for _ in range(2))
        assert json.dumps(game_data(one)) == json.dumps(game_data(other))


@pytest.mark.parametrize("seed", range(40))
def test_what_luck_says_gives_the_history_of_run(seed: int) -> None:
    """Of random scenarios and of the town: every byte of moves, events, outcomes and all else."""
    document = random_town(seed) if seed else town()
    setup = setup_of(document)
    try:
        plain: History = setup.history(seed % 4)
    except RunError:
        with pytest.raises(RunError):
            game_of_luck(setup, seed % 4)
        return
    game = game_of_luck(setup, seed % 4)
    assert replace(game.history, trace=None) == replace(plain, trace=None)
    run, told = history_answer(setup, plain), game_data(game)
    assert json.dumps(run | {"format": 0}) == json.dumps({name: told[name] for name in run} | {"format": 0})


def test_what_luck_says_gives_the_history_of_run_on_the_command_line() -> None:
    for replication in ("0", "3", "17"):
        run = json.loads(command("run", BASE, "--replication", replication, "--format", "json").out)
        game = es.play(es.load(BASE), replication=int(replication))
        while any(one["answer"] != one["luck"] for one in game.decisions):
            first = [one["answer"] == one["luck"] for one in game.decisions].index(False)
            game = es.play(es.load(BASE), [one["luck"] for one in game.decisions[: first + 1]], replication=int(replication))
        given = ",".join(one["answer"] for one in game.decisions)
        told = json.loads(command("play", BASE, "--replication", replication, "--answers", given, "--format", "json").out)
        assert told["format"] == "escalation-sim/game"
        assert {name: told[name] for name in run if name != "format"} == {name: run[name] for name in run if name != "format"}


@pytest.mark.parametrize("seed", range(30))
def test_how_things_stand_follows_from_what_happened(seed: int) -> None:
    """From the beginning and all that happened follow the values that the engine ends with."""
    setup = setup_of(random_town(seed))
    try:
        history = setup.history(1)
    except RunError:
        return
    assert history.trace is not None
    moment = after(setup.programme, beginning(setup, 1), history.trace.happenings, setup.scenario.end)
    assert {name: moment.value(setup.programme, name) for name in history.quantities} == history.quantities


@pytest.mark.parametrize("seed", range(20))
def test_who_is_asked_plays_the_game_of_the_same_answers(seed: int) -> None:
    """Asked one by one, or said beforehand: the same decisions are put, and the same comes of them."""
    setup, answers = setup_of(random_town(seed)), ("no", DAY, "yes", 3, "no", "yes")
    try:
        game = game_of(setup, 1, *answers)
    except RunError:
        return
    asked = played(setup, 1, lambda put: answers[put.number] if put.number < len(answers) else "no")
    assert asked.history == game.history
    assert (asked.answers, asked.luck) == (game.answers, game.luck)
    assert [(put.number, put.step, put.happened) for put in asked.decisions] == [
        (put.number, put.step, put.happened) for put in game.decisions
    ]


def test_decisions_without_a_chance_are_put_too_and_steps_down() -> None:
    setup = setup_of(town())
    games = [game_of(setup, replication, *answers) for replication in range(8) for answers in (["yes"] * 9, ["yes"])]
    put = {(one.step.dossier.source, one.step.dossier.target) for game in games for one in game.decisions}
    assert {(0, 1), (1, 2), (1, 0)} <= put


def test_luck_that_has_no_answer_stops_nobody_who_decides() -> None:
    document = loads(AID.replace("chance: 1,", "chance: 3 * x,"))
    game = game_of(setup_of(document), 0, "yes")
    assert game.luck == (None,)
    assert game.history.final == 1
    with pytest.raises(RunError):
        setup_of(document).history(0)


def test_an_event_that_is_let_happen_has_its_effect_at_its_date_whatever_its_trigger() -> None:
    """At the same minute as another, which comes after it; and again."""
    document = loads(AID)
    storm = es.play(es.Scenario(document), inject=["2024-01-04=storm", "2024-01-10 12:30=wind", ("2024-01-05", "storm")])
    told = [(one["at"], one["event"], one["set"]["x"]) for one in storm.data()["events"]]
    assert told == [
        ("2024-01-04T00:00", "storm", 0), ("2024-01-04T00:00", "wind", 0), ("2024-01-05T00:00", "storm", 0),
        ("2024-01-10T12:30", "wind", 0),
    ]  # fmt: skip
    assert storm.data()["settings"]["inject"][0] == {"at": "2024-01-04T00:00", "event": "storm"}


@pytest.mark.parametrize(
    ("inject", "said"),
    [
        ("2024-01-05=strom", "did you mean storm?"),
        ("2024-01-05=law", "law is a brake, and only an event can be let happen"),
        ("2023-12-30=storm", "outside the period, 2023-12-31 to 2024-01-29"),
        ("2024-01-30=storm", "outside the period, 2023-12-31 to 2024-01-29"),
        ("2024-1-5=storm", "a date is written 2024-10-08"),
        ("storm", "write inject DATE=EVENT"),
        ("2024-01-05=wind", "wind is left out"),
    ],
)
def test_what_cannot_be_let_happen(inject: str, said: str) -> None:
    with pytest.raises(es.errors.UsageError, match=said.replace("?", r"\?")):
        es.play(es.Scenario(loads(AID)), inject=inject, without="wind")


def test_the_same_event_twice_in_a_minute_is_refused() -> None:
    with pytest.raises(es.errors.UsageError, match="once in a minute: give another time, such as 2024-01-05 12:00"):
        es.play(es.Scenario(loads(AID)), inject=["2024-01-05=storm", "2024-01-05 00:00=storm"])


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("yes", "yes"),
        (" Yes ", "yes"),
        ("n", "no"),
        ("30", 30 * DAY),
        ("1.5 days", 2160),
        ("0.001", 1),
        (".5", 720),
        ("1 day", DAY),
    ],
)
def test_an_answer_that_is_typed(typed: str, minutes: Answer) -> None:
    assert read_answer(typed) == minutes


@pytest.mark.parametrize("typed", ["", "maybe", "-3", "0", "0.0", "1e3", "yes no", "30%", "٣", "9999999", "ask"])
def test_what_is_no_answer(typed: str) -> None:
    assert read_answer(typed) is None


def test_answers_are_written_as_they_are_read() -> None:
    for minutes in (1, 7, 719, 720, 1441, 30 * DAY, 999_999 * DAY + 1):
        assert read_answers(written(("yes", minutes, "no"))) == (("yes", minutes, "no"), False)
    assert read_answers("yes, ASK") == (("yes",), True)
    assert read_answers(" ") == ((), False)


def test_the_code_tells_whether_two_groups_play_the_same_history() -> None:
    setup = setup_of(town())
    code = code_of(setup, 3)
    assert code == code_of(setup_of(town()), 3)
    assert code.startswith("1-3-")
    others = [
        code_of(setup_of(town(), **settings), 3)
        for settings in (
            {"changed": {"limit": 3}},
            {"without": ("rain",)},
            {"injected": ((0, "rain"),)},
            {"injected": ((1, "rain"),)},
        )
    ]
    assert len({code, code_of(setup, 4), code_of(setup_of(town(), seed=2), 3), *others}) == 7


def test_python_says_what_it_cannot_read() -> None:
    scenario = es.Scenario(loads(AID))
    for answers in (["maybe"], [True], [0], [-1], [None], 5, [float("nan")]):
        with pytest.raises(es.errors.UsageError, match="answers"):
            es.play(scenario, answers)  # type: ignore[arg-type]
    for inject in ([("2024-01-05",)], 5, [7]):
        with pytest.raises(es.errors.UsageError, match="inject"):
            es.play(scenario, inject=inject)  # type: ignore[arg-type]
    assert es.play(scenario, [2, 15.0]).decisions[1]["answer"] == 15
    game = es.play(scenario, "2,yes")
    assert len(game.frame()) == 2
    assert game.plot().axes
    assert es.play(scenario, ["yes"]).history.moves[0]["to"] == "aid"


def test_a_game_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escalation_sim.questions.play.game.MOST", 5)
    with pytest.raises(es.errors.CannotRun, match="more than 5 decisions are put by 2024-01-03 00:05"):
        es.play(es.Scenario(loads(AID)), [0.0007] * 9)
