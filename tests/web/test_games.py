"""Games on the page, played in Node: those of the terminal, with its code and its table; nothing hidden before the end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from escalation_sim import clock
from escalation_sim.engines.history import History
from escalation_sim.errors import RunError
from escalation_sim.language.loading import Document, load, loads
from escalation_sim.presentation.formats import to_csv
from escalation_sim.questions.history.clauses import ladder_read
from escalation_sim.questions.play.answers import in_days, read_answer, written
from escalation_sim.questions.play.data import game_data, table
from escalation_sim.questions.play.game import Game, decided
from escalation_sim.questions.play.injecting import read_injected
from escalation_sim.questions.play.weighing import brakes, why_now
from escalation_sim.questions.play.words import Telling
from escalation_sim.questions.report.seen import seen_of
from escalation_sim.questions.report.words import facts_of, words_of
from escalation_sim.results.rounding import rounded
from escalation_sim.running.describing import described
from tests.places import SCENARIOS
from tests.questions.play.test_hidden import hidden_numbers
from tests.questions.play.towns import HIDDEN_WORDS, random_town, setup_of, town
from tests.two_ladders import PAIR
from tests.web.node import ask

GAMES = Path(__file__).parent / "games.mjs"
TYPED = (["yes"] * 12, [], ["3", "no", "yes", "0.0312", "yes", "30 days", "no", "yes"])
ASIDE = ("law", "public_opinion", "fear_of_moscow", "waiting_for_washington", "washington_opposed")


def question(document: Document, answers: list[str], replication: int = 0, **more: Any) -> dict[str, Any]:
    """A game as the page knows it."""
    words = {**words_of(document), "seen": seen_of(document.scenario)}
    return {
        "what": "game",
        "scenario": described(document.scenario),
        "words": rounded(words),
        "facts": facts_of([document]),
        "settings": {},
        "replication": replication,
        "answers": answers,
        **more,
    }


def in_python(document: Document, asked: dict[str, Any]) -> Game:
    """The same game in the terminal."""
    settings = asked["settings"]
    injected = read_injected(asked.get("inject", ()), document.scenario)
    setup = setup_of(
        document,
        seed=settings.get("seed", 1),
        changed=settings.get("set", {}),
        without=tuple(settings.get("without", ())),
        injected=injected,
    )
    answers = tuple(read_answer(text) for text in asked["answers"])
    assert None not in answers
    return decided(setup, asked["replication"], answers)  # type: ignore[arg-type]


def moves_of(document: Document, history: History) -> set[tuple[int, int, int, int]]:
    found = set()
    for place, ladder in enumerate(document.scenario.ladders):
        stood = ladder.start_stage
        for move in history.of(ladder.name).moves:
            found.add((move.minute, place, move.source, move.target))
            assert move.source == stood
            stood = move.target
    return found


def assert_same(document: Document, asked: dict[str, Any], answer: dict[str, Any], game: Game) -> None:
    """Moves, decisions, code and table of both."""
    data = rounded(game_data(game))
    assert "error" not in answer, answer
    assert answer["code"] == data["code"]
    assert rounded(answer["decisions"]) == data["decisions"]
    assert {tuple(move) for move in answer["moves"]} == moves_of(document, game.history)
    assert (answer["final"], answer["highest"]) == (game.history.final, game.history.highest)
    assert answer["answers"] == written(game.answers)
    group = asked.get("group", "")
    assert answer["table"] == to_csv(*table(game_data(game), group))


def shipped() -> list[tuple[Document, dict[str, Any]]]:
    """Scenarios that come with the program, as written and with what a class does to them."""
    base = load(SCENARIOS / "base.yaml")
    aside = {"settings": {"without": list(ASIDE), "seed": 1}}
    held = {"settings": {"seed": 4, "without": list(ASIDE), "set": {"opening_support": 61.5, "defensive_threshold": 9000.0}}}
    found = [(base, question(base, answers, 30, group="=The red; “one”, two", **aside)) for answers in TYPED]
    found += [(base, question(base, ["yes", "60", "yes", "no", "yes"], 17, **held))]
    found += [(base, question(base, ["yes"], 30, inject=["2025-02-01 06:30=washington_finds_its_line"], **aside))]
    for name in ("spiral", "germany_tanks", "beside_the_ladder"):
        document = load(SCENARIOS / f"{name}.yaml")
        found += [(document, question(document, answers, 3)) for answers in TYPED[1:]]
    pair = loads(PAIR)
    return [*found, (pair, question(pair, TYPED[2], 2))]


def test_the_same_answers_make_the_same_game_as_in_the_terminal() -> None:
    cases = shipped()
    decisions = 0
    for (document, asked), answer in zip(cases, ask(*(asked for _, asked in cases), script=GAMES), strict=True):
        game = in_python(document, asked)
        assert_same(document, asked, answer, game)
        decisions += len(game.decisions)
    assert decisions > 20, "hardly anything is decided in these games: choose others"


def test_what_triggered_a_decision_and_how_near_brakes_are_is_told_as_in_the_terminal() -> None:
    """With the values then and now, the time it had to hold, and of each brake what keeps it on or off, and by how much."""
    cases = shipped() + [(document, question(document, TYPED[0], 1)) for document in (town(), *map(random_town, range(20, 32)))]
    short = 0
    for (document, asked), answer in zip(cases, ask(*(asked for _, asked in cases), script=GAMES), strict=True):
        if answer.get("failure"):
            continue
        game = in_python(document, asked)
        telling = Telling(document, game.setup, asked["replication"])
        for put, shown in zip(game.decisions, map(json.loads, answer["shown"][1:-1]), strict=True):
            _, it = telling.decision(put)
            if not any(
                ladder_read(document.scenario, name) for name in it.way.when.expression.names | it.way.keep.expression.names
            ):
                assert [text.replace("−", "-") for text in shown["why"]] == why_now(it)
            near = [one.nearness for one in brakes(it) if not one.left_out or it.stage.name in one.blocks]
            page = [[text.replace("−", "-") for text in one["nearness"]] for one in shown["brakes"]]
            for texts, told in zip(near, page, strict=True):
                assert [text.split(" (")[0] for text in texts] == [text.split(" (")[0] for text in told]
                measured = [(one, other) for one, other in zip(texts, told, strict=True) if " against " in one]
                assert [one for one, _ in measured] == [other for _, other in measured]
                short += sum(" short)" in one or " too high)" in one for one, _ in measured)
    assert short > 10, "hardly any distance is told in these games: choose others"


def test_random_scenarios_play_alike_also_where_they_stop() -> None:
    documents = [random_town(seed) for seed in range(20, 44)] + [town()]
    cases = [(document, question(document, TYPED[k % 3], k % 5)) for k, document in enumerate(documents)]
    decisions = 0
    for (document, asked), answer in zip(cases, ask(*(asked for _, asked in cases), script=GAMES), strict=True):
        try:
            game = in_python(document, asked)
        except RunError:
            assert answer.get("failure"), answer
            continue
        assert_same(document, asked, answer, game)
        decisions += len(game.decisions)
    assert decisions > 20, "hardly anything is decided in these games: choose others"


@pytest.mark.parametrize("answers", TYPED)
@pytest.mark.parametrize("without", [[], ["murk"], ["calmness", "shade", "drift"]])
def test_nothing_hidden_is_shown_before_the_end(answers: list[str], without: list[str]) -> None:
    """In no word of the opening, of a decision, of what happened on the way; in the end it is told."""
    document, inject = town(), ["2024-02-20 00:00=omen", "2024-02-21=envoy"]
    asked = [question(document, answers, k, settings={"without": without}, inject=inject) for k in range(4)]
    for one, answer in zip(asked, ask(*asked, script=GAMES), strict=True):
        game = in_python(document, one)
        shown = "\n".join(answer["shown"])
        assert "Tents <b>seen</b>" in shown
        found = [word for word in (*HIDDEN_WORDS, *hidden_numbers(game.setup, game)) if word in shown]
        assert found == [], f"{found} in replication {one['replication']}"
        assert "Zzyzx of the river" in answer["end"]
        assert '"luck"' not in shown


def test_what_was_hidden_is_told_in_the_end() -> None:
    """The quantity at the start, at a decision and at the end; events that nobody saw; what luck would have said."""
    document = town()
    asked = question(document, ["yes", "yes"], 1)
    (answer,) = ask(asked, script=GAMES)
    told, others = json.loads(answer["end"])
    (river,) = (line for line in told["hidden"] if line.startswith("Zzyzx of the river (quaxes)"))
    game = in_python(document, asked)
    assert "7,654 at the start" in river
    assert f"{round(game.history.quantities['quaxdepth']):,} at the end" in river
    assert any(line.startswith("Undercurrent of zz: 30 times, first on 2024-01-0") for line in told["hidden"]), told["hidden"]
    for luck, line in zip(game.luck, told["decisions"], strict=True):
        assert line.endswith(f"luck {luck}")
    assert others["lines"][0].startswith("Aid, *at last*: you ")


def test_no_fact_of_a_later_date_is_told() -> None:
    """When Berlin decides on battle tanks, nobody can cite that it did so on 25 January."""
    document = load(SCENARIOS / "germany_tanks.yaml")
    later = [fact for fact in document.evidence.facts.values() if fact.as_of]
    asked = [question(document, ["yes"] * 9, k) for k in range(4)]
    cited = 0
    for one, answer in zip(asked, ask(*asked, script=GAMES), strict=True):
        for put, shown in zip(in_python(document, one).decisions, answer["shown"][1:-1], strict=True):
            today = clock.stamp(document.scenario.start, put.minute)[:10]
            told = [fact for fact in later if f'"{fact.id}: ' in shown]
            cited += len(told)
            assert [fact.id for fact in told if fact.as_of > today] == []
    assert cited


def test_what_is_shown_at_a_decision_is_the_same_whatever_is_answered_to_it() -> None:
    base = load(SCENARIOS / "base.yaml")
    asked = [question(base, ["yes", answer, "yes"], 30, settings={"without": list(ASIDE)}) for answer in ("yes", "no", "60")]
    shown = [answer["shown"] for answer in ask(*asked, script=GAMES)]
    assert len(shown[0]) > 4, "hardly anything is decided in this game: choose another"
    assert shown[0][:3] == shown[1][:3] == shown[2][:3]
    assert shown[0][3] != shown[1][3]


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        " Y ",
        "no",
        "30",
        "30 days",
        "wait 30",
        "Wait  2 days",
        "wait",
        ".5",
        "0.03125",
        "0.0312",
        "1.1",
        "0.00001",
        "-1",
        "maybe",
        "",
        "1e3",
    ],
)
def test_an_answer_is_read_as_in_the_terminal(text: str) -> None:
    (answer,) = ask({"what": "answer", "text": text}, script=GAMES)
    found = read_answer(text)
    assert answer == (None if found is None else [found, in_days(found)])


@pytest.mark.parametrize(
    "inject", ["2024-02-30=envoy", "2024-02-20=nothing", "2023-12-31=envoy", "2024-04-01=envoy", "envoy", "2024-2-20=envoy"]
)
def test_what_cannot_be_let_happen_is_refused(inject: str) -> None:
    (answer,) = ask(question(town(), [], inject=[inject]), script=GAMES)
    assert answer["error"].startswith(f"RangeError: {inject}: ")
