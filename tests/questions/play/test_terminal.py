"""At the terminal: whoever plays is asked whenever a decision is put, and told how to go on where it breaks off."""

from __future__ import annotations

import io
import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from escalation_sim.cli.main import status_of
from escalation_sim.cli.play import PROMPT
from tests.commands import Answer, command
from tests.places import SCENARIOS

BASE = str(SCENARIOS / "base.yaml")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Keyboard(Terminal):
    """What is typed, line by line; an interrupt is Ctrl-C."""

    def __init__(self, lines: Iterator[str]) -> None:
        super().__init__()
        self.lines = lines

    def readline(self, size: int | None = -1, /) -> str:
        line = next(self.lines, "")
        if line == "^C":
            raise KeyboardInterrupt
        return line + "\n" if line else ""


def typed(monkeypatch: pytest.MonkeyPatch, lines: list[str], *arguments: str) -> Answer:
    """What `play` says to somebody who types these lines."""
    monkeypatch.setenv("COLUMNS", "100")
    out, err = Terminal(), Terminal()
    for name, stream in (("stdin", Keyboard(iter(lines))), ("stdout", out), ("stderr", err)):
        monkeypatch.setattr(sys, name, stream)
    return Answer(status_of(["play", *arguments]), out.getvalue(), err.getvalue())


def test_what_is_typed_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as when it is said beforehand, but for the answers, which are on the terminal already."""
    answer = typed(monkeypatch, ["no", "30", "yes", "no"], BASE, "--replication", "4")
    said = command("play", BASE, "--replication", "4", "--answers", "no,30,yes,no")
    assert answer.status == said.status == 0
    shown, told = answer.out.replace(PROMPT, ""), [line for line in said.out.splitlines() if line[:2] != "> "]
    assert list(filter(None, shown.splitlines())) == list(filter(None, told))


def test_days_may_be_typed_as_they_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The account says “wait 30 days”, and so may whoever plays."""
    answer = typed(monkeypatch, ["wait 30", "yes", "no"], BASE)
    assert "Expected is" not in answer.out
    assert "Your answers: 30,yes" in answer.out


def test_a_question_mark_tells_more_and_what_is_no_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = typed(monkeypatch, ["?", "perhaps", "", "yes"], BASE)
    assert "no: the decision is refused, and the way is closed for 60 days, then looked at afresh" in answer.out
    assert "K-49: Putin:" in answer.out, "what the sources say of a brake"
    assert "Expected is yes, no, or a number of days to wait, such as 30; ? tells more, q leaves." in answer.out


@pytest.mark.parametrize(("lines", "status"), [(["no", "q"], 0), (["no"], 130), (["no", "^C"], 130)])
def test_who_leaves_is_told_how_to_go_on(monkeypatch: pytest.MonkeyPatch, lines: list[str], status: int) -> None:
    options = [
        "--replication",
        "4",
        "--set",
        "opening_support=40",
        "--without",
        "law",
        "--inject",
        "2025-03-01 12:00=kyivs_request",
    ]
    answer = typed(monkeypatch, lines, BASE, *options)
    assert answer.status == status
    assert "after 1 answer nothing is written; to go on from here:" in answer.err
    again = shlex.split(answer.err.splitlines()[-1])
    assert again[:2] == ["escalation-sim", "play"]
    assert again[-2:] == ["--answers", "no,ask"]
    assert [word for word in options if word not in again] == []
    gone_on = typed(monkeypatch, ["yes", "yes", "yes", "yes"], *again[2:])
    assert gone_on.status == 0
    whole = typed(monkeypatch, ["no", "yes", "yes", "yes", "yes"], BASE, *options)
    assert gone_on.out.split("How it went.")[1] == whole.out.split("How it went.")[1]


def test_without_a_terminal_somebody_must_say_what_is_answered() -> None:
    for arguments in ((), ("--answers", "yes,ask")):
        answer = command("play", BASE, *arguments)
        assert answer.status == 2
        assert answer.out == ""
        assert "play asks at a terminal, and there is none here" in answer.err


def test_data_go_to_standard_output_and_the_player_is_spoken_to_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = typed(monkeypatch, ["yes", "yes", "yes"], BASE, "--format", "json")
    assert json.loads(answer.out)["decisions"][0]["answer"] == "yes"
    assert "Decision 1, on" in answer.err


def test_a_game_is_kept_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "group.csv"
    answer = typed(monkeypatch, ["yes", "no", "no"], BASE, "--group", "blue", "-o", str(file))
    assert answer.status == 0
    assert "How it went." in answer.out
    head, first = file.read_text().splitlines()[:2]
    assert head == "group,code,decision,day,at,from,stage,route,answer,luck,final_stage"
    assert first.startswith("blue,1-0-")


def test_nothing_is_written_where_a_player_leaves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "game.json"
    assert typed(monkeypatch, ["q"], BASE, "-o", str(file)).status == 0
    assert not file.exists()


def test_answers_that_run_out_are_no_and_answers_too_many_are_said() -> None:
    few = command("play", BASE, "--replication", "4", "--answers", "", "--format", "json")
    decisions = json.loads(few.out)["decisions"]
    assert len(decisions) > 1
    assert {one["answer"] for one in decisions} == {"no"}
    assert f"the answers ran out: to {len(decisions)} of the {len(decisions)} decisions it was no" in few.err
    many = command("play", BASE, "--replication", "4", "--answers", ",".join(["yes"] * 9), "--format", "json")
    assert "of the 9 answers were not asked for" in many.err
    assert command("play", BASE, "--answers", "", "--quiet").err == ""


@pytest.mark.parametrize("answers", ["maybe", "yes,,no", "yes,-3", "0", "ask,yes"])
def test_what_is_no_list_of_answers(answers: str) -> None:
    answer = command("play", BASE, "--answers", answers)
    assert answer.status == 2
    assert "is no answer; each is yes, no, or a number of days to wait" in answer.err


def test_the_end_tells_what_was_hidden_what_luck_would_have_said_and_how_others_go() -> None:
    out = " ".join(command("play", BASE, "--replication", "4", "--answers", "no,30,yes").out.split())
    for words in (
        "Your decisions, and what luck would have said at each:", "you no, luck yes", "you wait 30 days, luck yes",
        "Beside you, 1,000 histories in which luck decides:",
        "reached in 2.8 % of them", "What was hidden from you: Will to arm Ukraine",
        "The code of this history: 1-4-", "Your answers: no,30,yes", "For the common table: group,code,decision",
        "The whole history, with what was hidden.",
    ):  # fmt: skip
        assert words in out, words


def test_who_is_never_asked_is_told_so() -> None:
    out = command("play", BASE, "--answers", "", "--set", "indirect_threshold=900000").out
    assert "No decision was ever put to you" in " ".join(out.split())
