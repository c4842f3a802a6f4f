"""`run` answers: how far, how likely, when, and the most ordinary history, on one screen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import escalation_sim as es
from escalation_sim.presentation.wording import percent
from escalation_sim.questions.answer import words
from escalation_sim.questions.answer.answer import Answer, answered
from escalation_sim.questions.ensemble.answer import ensemble_answer, read_questions
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.places import ROOT, SCENARIOS

BASE = str(ROOT / "scenarios" / "base.yaml")
COIN = """\
title: A coin
period: {start: 2025-01-01, end: 2025-12-31}
actor: The town
parameters: {odds: {value: 0.5, range: [0, 1], kind: uncertainty, assumption: for the test}}
quantities: {level: 0}
events:
  rise: {at: 100, chance: odds, set: {level: 1}}
  flood: {at: 150, chance: 0.000000000001, set: {level: 2}}
  fall: {at: 200, chance: 0.4, set: {level: 0}}
ladder:
  - {stage: calm, title: Calm}
  - {stage: alarm, title: Alarm, climb: {when: level > 0}, descend: {when: level < 1}}
  - {stage: flight, title: Flight, climb: {when: level > 1}}
"""


@pytest.fixture
def coin(tmp_path: Path) -> str:
    (tmp_path / "coin.yaml").write_text(COIN)
    return str(tmp_path / "coin.yaml")


def said(*arguments: str) -> str:
    """An answer without its line breaks."""
    answer = command("run", *arguments, "--quiet")
    assert answer.status == 0, answer.err
    return " ".join(answer.out.split())


def shares(path: str, *arguments: str) -> dict[str, float]:
    told = json.loads(command("run", path, "-n", "1000", "--format", "json", "--histories", "--quiet", *arguments).out)
    histories = told["histories"]
    down = sum(final < highest for final, highest in zip(histories["final"], histories["highest"], strict=True))
    return {"alarm": told["stages"][1]["reached"]["probability"], "down": down / 1000}


def test_the_sentences_say_how_far_how_likely_when_and_how_likely_it_is_to_step_down(coin: str) -> None:
    text, known = said(coin), shares(coin)
    ends = 1 - known["alarm"] + known["down"]
    assert f"The town most often ends at “Calm”, where it began: in {ends * 100:.0f} % of 1,000 histories (95 % interval" in text
    assert f"It gets to “Alarm” in {known['alarm'] * 100:.0f} % (" in text
    assert "on 2025-04-11), and never to “Flight”." in text
    assert f"it has stepped down again, below the highest stage it reached, in {known['down'] * 100:.0f} % (" in text


def test_the_moves_have_their_dates_and_reasons_and_what_was_missing_stands_below(coin: str) -> None:
    text = said(coin, "--set", "odds=1")
    assert "2025-04-11 ↑ Alarm `level > 0` held from 2025-04-11" in text
    assert "Still missing for “Flight”: `level > 1` is false" in text


def test_each_date_has_a_sentence(coin: str) -> None:
    assert "By 2025-01-20 it has reached “Alarm” in 0 % (0–0.4) and “Flight” in 0 % (0–0.4)." in said(coin, "--by", "2025-01-20")


def test_what_luck_alone_would_make_of_a_share_stands_beside_it(coin: str) -> None:
    alone = shares(coin)["alarm"]
    text = said(coin, "--uncertain")
    assert f"{alone * 100:.0f} % by luck alone" in text.split("It gets to")[1]
    assert "by luck alone, every parameter at its value" in text


def test_where_nothing_is_drawn_one_history_is_all_there_is() -> None:
    text = said(str(ROOT / "scenarios" / "troops_alone.yaml"))
    assert "Seoul ends at “Offensive weapons, sent directly”, on 2025-02-25. Nothing is drawn by luck" in text
    assert "%" not in text.partition("This rests on")[0]


def test_other_ladders_have_a_line_each() -> None:
    asked = ("run", str(ROOT / "scenarios" / "moscow_answers.yaml"), "--quiet")
    told = json.loads(command(*asked, "-n", "1000", "--format", "json").out)
    (words_alone,) = (one["final"]["probability"] for one in told["ladders"]["moscow"]["stages"] if one["stage"] == "words")
    assert 0.5 < words_alone < 0.9
    line = f"Moscow most often ends at “Words” ({percent(words_alone)}) and gets higher in {percent(1 - words_alone)}."
    assert line in command(*asked).out.splitlines()


def text_of(part: dict[str, Any]) -> str:
    """A part of the JSON as it is written when it stands alone."""
    return json.dumps(part, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("options", [(), ("--seed", "3"), ("--uncertain",), ("--set", "opening_support=40", "--without", "law")])
def test_the_json_has_both_parts_as_their_own_commands_print_them(options: tuple[str, ...]) -> None:
    asked = ("run", BASE, "--format", "json", "--quiet", *options)
    told = json.loads(command(*asked).out)
    assert {key: told[key] for key in ("format", "version")} == {"format": "escalation-sim/answer", "version": 1}
    number = str(told["history"]["settings"]["replication"])
    assert text_of(told["history"]) == command(*asked, "--replication", number).out
    assert text_of(told["ensemble"]) == command(*asked, "-n", "1000").out


def test_csv_and_trace_are_of_the_ordinary_history(tmp_path: Path) -> None:
    number = str(json.loads(command("run", BASE, "--format", "json", "--quiet").out)["history"]["settings"]["replication"])
    for more in ((), ("--replication", number)):
        name = tmp_path / f"trace{len(more)}.csv"
        moves = command("run", BASE, *more, "--format", "csv", "--trace", str(name), "--quiet").out
        (tmp_path / f"moves{len(more)}.csv").write_text(moves)
    assert (tmp_path / "moves0.csv").read_text() == (tmp_path / "moves2.csv").read_text() != ""
    assert (tmp_path / "trace0.csv").read_bytes() == (tmp_path / "trace2.csv").read_bytes()


def test_the_answer_depends_neither_on_who_plays_nor_on_how_many_threads(coin: str) -> None:
    assert said(coin) == said(coin, "--engine", "simpy") == said(coin, "--jobs", "2")


def test_in_full_and_in_a_file_stands_the_whole_account(coin: str, tmp_path: Path) -> None:
    full = command("run", coin, "--full", "--quiet").out
    number = str(json.loads(command("run", coin, "--format", "json", "--quiet").out)["history"]["settings"]["replication"])
    assert full.endswith(command("run", coin, "--replication", number, "--quiet").out)
    assert "most often ends at" in full
    command("run", coin, "-o", str(tmp_path / "answer.txt"), "--quiet")
    assert (tmp_path / "answer.txt").read_text() == full


def answer_of(path: str | Path, replications: int = 200) -> Answer:
    document = es.load(path).document
    setup = Setup(document.scenario, Settings())
    columns = setup.ensemble(replications)
    return answered(document, setup, columns, ensemble_answer(setup, columns, read_questions(setup.scenario, (), None)))


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_line_is_wider_than_the_terminal(path: Path) -> None:
    answer = answer_of(path)
    for width in (60, 80, 100):
        for text in (words.one_screen(answer, width, hint="More."), words.in_full(answer, width)):
            assert max(map(len, text.splitlines())) <= width
            assert not any(line.lstrip().startswith("%") for line in text.splitlines()), "a percentage keeps its sign"


@pytest.mark.parametrize(
    ("path", "columns", "lines"),
    [
        pytest.param(ROOT / "benchmarks" / "first_base.yaml", 80, 24, id="one ladder"),
        pytest.param(BASE, 100, 24, id="three ladders"),
        pytest.param(BASE, 80, 30, id="three ladders, on a narrow terminal a few lines more"),
    ],
)
def test_the_answer_fits_on_one_screen(path: str | Path, columns: int, lines: int) -> None:
    hint = "More: --full (the whole account), -n 1000 (in tables), --replication K (another history)."
    assert len(words.one_screen(answer_of(path, 1000), columns, hint=hint).splitlines()) < lines, "with the line of the prompt"


def test_of_many_moves_the_first_and_the_last_are_told(tmp_path: Path) -> None:
    path = tmp_path / "swing.yaml"
    path.write_text(
        "title: A swing\nperiod: {start: 2025-01-01, end: 2025-04-01}\nquantities: {level: 0}\n"
        "events: {turn: {every: 7 days, set: {level: 1 - level}}}\n"
        "ladder: [{stage: low}, {stage: high, climb: {when: level > 0}, descend: {when: level < 1}}]\n"
    )
    out = command("run", str(path), "--quiet").out
    assert sum(line[17:18] in ("↑", "↓") for line in out.splitlines()) == 6
    assert "… and 6 more moves" in out


def test_a_failure_is_reported_as_for_many(tmp_path: Path) -> None:
    path = tmp_path / "stops.yaml"
    path.write_text(
        "title: x\nperiod: {start: 2024-01-01, end: 2024-01-05}\n"
        "quantities: {x: 1}\nevents: {e: {at: 1, set: {x: 1 / bernoulli(0.9)}}}\nladder: [{stage: low}]\n"
    )
    alone, many = command("run", str(path)), command("run", str(path), "-n", "1000")
    assert (alone.status, alone.out, alone.err) == (3, "", many.err)


def test_the_picture_has_the_odds_and_the_ordinary_history(coin: str) -> None:
    figure = es.answer(es.load(coin), by="2025-06-01").plot()
    odds, history = figure.axes
    gids = [{artist.get_gid() for artist in axes.get_children()} for axes in (odds, history)]
    assert {"stage 0", "stage 1", "by 2025-06-01"} <= gids[0]
    assert "stage 0" in gids[1]
    texts = [text.get_text() for text in figure.texts]
    assert any(text.startswith("The most ordinary history (number ") for text in texts)


def test_in_python(coin: str) -> None:
    answer = es.answer(es.load(coin))
    told = json.loads(command("run", coin, "--format", "json", "--quiet").out)
    assert answer.data() == told
    assert answer.history.replication == told["history"]["settings"]["replication"]
    assert answer.ensemble.replications == 1000
    shown = command("run", coin, "--quiet").out
    assert shown.startswith(str(answer))
    assert answer.text == command("run", coin, "--full", "--quiet").out.removesuffix("\n")
    assert "<pre>A coin" in answer._repr_html_()
    assert "&gt;" in answer._repr_html_()
    assert repr(answer).startswith("<Answer of coin: 1,000 histories")
    assert len(answer.frame()) == len(told["history"]["moves"])


def test_neither_pandas_nor_matplotlib_nor_rich_is_imported() -> None:
    code = (
        "import sys; from escalation_sim.cli.main import status_of; "
        f"status_of(['run', {BASE!r}, '--quiet']); "
        "sys.stderr.write(' '.join(sorted({'pandas', 'matplotlib', 'rich', 'scipy'} & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
