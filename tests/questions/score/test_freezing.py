"""Freezing: one line is written, nothing else is touched, and a change since then is said wherever scores are shown."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import escalation_sim as es
from escalation_sim.language.loading import load
from escalation_sim.results.digest import digest
from tests.commands import Answer, command
from tests.questions.score.asking import QUESTIONS, TOWN, refused, scores, write

OPEN = QUESTIONS.replace("answer: yes, resolved: 2024-02-01, ", "").replace("answer: no, ", "").replace(", answer: no", "")


def freeze(path: str, *options: str) -> Answer:
    answer = command("score", path, "--freeze", "-n", "10", *options)
    assert answer.status == 0, answer.err
    return answer


def now(folder: Path) -> str:
    return digest(load(folder / "town.yaml").scenario)


def test_the_line_is_written_below_asked_and_has_the_digest_of_results(tmp_path: Path) -> None:
    path = write(tmp_path, OPEN)
    answer = freeze(path)
    run = json.loads(command("run", str(tmp_path / "town.yaml"), "-n", "1", "--format", "json").out)
    line = f"frozen: {run['scenario']['digest']}\n"
    assert Path(path).read_text() == OPEN.replace("asked: 2024-01-01\n", f"asked: 2024-01-01\n{line}")
    assert f"note: {path} is frozen: the line `frozen` has {run['scenario']['digest'][:19]}…, the digest of town" in answer.err
    assert "warning" not in answer.err
    assert "Frozen: “A town” is what it was" in " ".join(answer.out.split())
    assert scores(path)["frozen"] == {"digest": run["scenario"]["digest"], "changed": False}


COMMENTED = """\
# Questions;  with odd  spacing\t
title:   "What the town does"   # said so

scenario: town.yaml
asked:   2024-01-01     # a Monday
questions:
  # the first
  alarm:   { ask: reached_alarm }
# the end"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_every_other_byte_is_as_it_was(end: str, mark: str, last: str, tmp_path: Path) -> None:
    before = (mark + COMMENTED + last).replace("\n", end).encode()
    path = Path(write(tmp_path))
    path.write_bytes(before)
    freeze(str(path))
    after = path.read_bytes()
    line = f"frozen: {now(tmp_path)}{end}".encode()
    assert after.replace(line, b"", 1) == before
    (tmp_path / "town.yaml").write_text(TOWN.replace("value: 0.5", "value: 0.6"))
    freeze(str(path))
    assert path.read_bytes().replace(f"frozen: {now(tmp_path)}{end}".encode(), b"", 1) == before


def test_the_line_ends_as_the_one_above_it(tmp_path: Path) -> None:
    path = Path(write(tmp_path))
    path.write_bytes(b"scenario: town.yaml\nasked: 2024-01-01\r\nquestions: {a: {ask: reached_alarm}}\n")
    freeze(str(path))
    assert f"asked: 2024-01-01\r\nfrozen: {now(tmp_path)}\r\nquestions" in path.read_bytes().decode()


@pytest.mark.parametrize(
    "text",
    [
        "questions: {alarm: {ask: reached_alarm}}\nscenario: town.yaml\nasked: 2024-01-01",
        "  scenario: town.yaml\n  asked:\n    2024-01-01\n  questions: {alarm: {ask: reached_alarm}}\n",
        "---\nscenario: town.yaml\nasked: '2024-01-01'\nquestions: {alarm: {ask: reached_alarm}}\n...\n",
    ],
)
def test_the_line_finds_its_place_however_the_file_is_written(text: str, tmp_path: Path) -> None:
    path = Path(write(tmp_path, text))
    freeze(str(path))
    assert scores(str(path))["frozen"]["changed"] is False
    kept = [line for line in path.read_text().splitlines() if "frozen" not in line]
    assert kept == text.splitlines()


def test_a_digest_that_is_there_is_replaced_where_it_stands(tmp_path: Path) -> None:
    old = "sha256:" + "0" * 64
    rest = "scenario: town.yaml, asked: 2024-01-01, questions: {a: {ask: reached_alarm}}}\n"
    text = f"{{title: '{old} über', frozen: \"{old}\", {rest}"
    path = Path(write(tmp_path, text))
    answer = freeze(str(path))
    assert path.read_text() == text.replace(f'"{old}"', f'"{now(tmp_path)}"')
    assert "in place of sha256:000000000000…" in answer.err


@pytest.mark.parametrize(
    "text",
    [
        "{scenario: town.yaml, asked: 2024-01-01, questions: {a: {ask: reached_alarm}}}\n",
        "scenario: town.yaml\nasked: |-\n  2024-01-01\nquestions: {a: {ask: reached_alarm}}\n",
        "scenario: town.yaml\nasked: 2024-01-01\nfrozen: >-\n  sha256:" + "0" * 64 + "\nquestions: {a: {ask: reached_alarm}}\n",
    ],
)
def test_where_no_line_can_be_put_nothing_is_written_and_the_line_is_told(text: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    status, error = refused(path, "--freeze")
    assert status == 3
    assert f"frozen: {now(tmp_path)}" in error
    assert Path(path).read_text() == text


def test_what_is_frozen_already_is_left_alone(tmp_path: Path) -> None:
    path = write(tmp_path, OPEN)
    freeze(path)
    before = Path(path).stat()
    assert "is frozen already" in freeze(path).err
    assert Path(path).stat().st_mtime_ns == before.st_mtime_ns


def test_freezing_after_the_answers_is_warned_of_also_where_notes_are_not_wanted(tmp_path: Path) -> None:
    answer = freeze(write(tmp_path), "--quiet")
    assert "warning: 3 questions are answered already: freezing now shows nothing of what was said before that" in answer.err
    assert "note:" not in answer.err


def test_what_cannot_be_asked_or_played_is_not_frozen(tmp_path: Path) -> None:
    for questions, town, expected in (
        (OPEN.replace("highest >= alarm", "highest >= alram"), TOWN, 3),
        (OPEN.replace("2024-01-31", "never"), TOWN, 2),
        (OPEN, TOWN.replace("set: {day: 1}", "set: {day: 1 / luck}"), 3),
    ):
        path = write(tmp_path, questions, town)
        assert refused(path, "--freeze")[0] == expected
        assert Path(path).read_text() == questions


def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, OPEN)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    status, error = refused(path, "--freeze")
    assert status == 3
    assert "No space left on device; it is as it was" in error
    assert Path(path).read_text() == OPEN
    assert sorted(one.name for one in tmp_path.iterdir()) == ["facts", "q.yaml", "town.yaml"]


def test_a_stream_is_not_frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(OPEN.encode())))
    assert refused("-", "--freeze") == (2, "error: --freeze writes into a file of yours: name one, or take --freeze out\n")


def changed(folder: Path) -> str:
    """A file that was frozen before its scenario was changed."""
    path = write(folder)
    freeze(path)
    (folder / "town.yaml").write_text(TOWN.replace("value: 0.5", "value: 0.6"))
    return path


def test_frozen_then_changed_says_so_in_every_output(tmp_path: Path) -> None:
    path = changed(tmp_path)
    frozen = scores(path)["frozen"]
    assert frozen["changed"] is True
    assert frozen["digest"] != now(tmp_path)
    for form in ("text", "markdown"):
        told = " ".join(command("score", path, "-n", "100", "--format", form).out.split())
        assert "CHANGED since it was frozen" in told
        assert "These are not the odds that were given then." in told
    rows = csv.DictReader(io.StringIO(command("score", path, "-n", "100", "--format", "csv").out))
    assert {row["frozen"] for row in rows} == {"changed since it was frozen"}
    found = es.score(path, replications=100)
    assert any("CHANGED since it was frozen" in one.get_text() for one in found.plot().texts)
    assert "CHANGED since it was frozen" in str(found)


def test_not_frozen_says_so_in_every_output(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert scores(path)["frozen"] is None
    for form, words in (("text", "Not frozen"), ("markdown", "Not frozen"), ("csv", "not frozen")):
        assert words in command("score", path, "-n", "100", "--format", form).out
    assert any("Not frozen" in one.get_text() for one in es.score(path, replications=100).plot().texts)


def test_what_changes_no_history_is_no_change(tmp_path: Path) -> None:
    path = write(tmp_path)
    freeze(path)
    (tmp_path / "town.yaml").write_text("# a word more\n" + TOWN.replace("A town", "The town"))
    assert scores(path)["frozen"]["changed"] is False
