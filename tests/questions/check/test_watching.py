"""`check --watch`: what is checked again when something is saved, by successive looks; and once with a real process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from escalation_sim.questions.check.answer import Asked
from escalation_sim.questions.check.check import Checked, check
from escalation_sim.questions.check.found import Found
from escalation_sim.questions.check.watching import Round, Watch, look_at
from tests.commands import command
from tests.questions.check.folders import CLOCK, expecting, write
from tests.questions.check.test_cache import FACTS
from tests.questions.check.test_check import BROKEN, folder

__all__ = ["folder"]

BASE = "evidence: facts\n" + expecting(CLOCK, "probability: reached_high, equals: 1")
VARIANT = "extends: base.yaml\n"


class Watched(Watch):
    """A folder that is watched; *names* are what is checked, again and again."""

    def __init__(self, path: str = ".") -> None:
        self.names: list[str] = []
        super().__init__([path], self._look)
        self.first()
        self.saves = 0

    def _look(self, some: Sequence[Found]) -> list[Checked]:
        self.names = [one.name for one in some]
        return [check(one, Asked()) for one in some]

    def look(self) -> Round | None:
        return self.after(look_at(self.paths()))

    def saved(self, path: str, text: str) -> None:
        """A file is saved, a second after everything else: a disk's clock may be coarse."""
        self.saves += 1
        Path(path).write_text(text)
        later = Path(path).stat().st_mtime_ns + self.saves * 10**9
        os.utime(path, ns=(later, later))

    def settled(self) -> Round:
        """The round that follows what was saved: after two looks, and none after it."""
        assert self.look() is None, "it may still be written to"
        found = self.look()
        assert found
        assert [self.look(), self.look()] == [None, None]
        return found


@pytest.fixture
def watched(folder: Path) -> Watched:
    """A base that cites facts, two that extend it, and one that stands alone."""
    write(folder / "facts", facts=FACTS)
    write(folder, alone=CLOCK, base=BASE, one=VARIANT, two=VARIANT)
    return Watched()


def test_at_first_everything_is_checked_and_then_nothing(watched: Watched) -> None:
    assert watched.names == ["alone", "base", "one", "two"]
    assert [watched.look() for _ in range(3)] == [None, None, None]


@pytest.mark.parametrize(
    ("path", "text", "why", "again"),
    [
        ("alone.yaml", CLOCK + "# edited\n", "again: alone", ["alone"]),
        ("one.yaml", VARIANT + "# edited\n", "again: one", ["one"]),
        ("base.yaml", BASE + "# edited\n", "again: base (and 2 that extend it)", ["base", "one", "two"]),
        ("facts/facts.yaml", FACTS + "# edited\n", "again: base, one, two, for facts/facts.yaml", ["base", "one", "two"]),
        ("facts/more.yaml", FACTS.replace("S1", "S2"), "again: base, one, two, for facts", ["base", "one", "two"]),
        ("three.yaml", VARIANT, "new: three", ["three"]),
    ],
)
def test_what_a_saved_file_touches_is_checked_again_and_nothing_else(
    watched: Watched, path: str, text: str, why: str, again: list[str]
) -> None:
    watched.saved(path, text)
    told = watched.settled()
    assert (told.why, watched.names) == (why, again)
    assert [one.name for one in told.again] == again
    assert {one.name for one in told.every} >= {"alone", "base", "one", "two"}


@pytest.mark.parametrize("name", ["notes.txt", ".one.yaml.swp", ".#one.yaml", "one.yaml~", "4913"])
def test_what_editors_leave_beside_a_file_touches_nothing(watched: Watched, name: str) -> None:
    watched.saved(name, "x")
    assert [watched.look() for _ in range(3)] == [None, None, None]


def test_a_file_that_is_still_written_to_is_waited_for(watched: Watched) -> None:
    for length in (5, 50, 100, len(BASE)):
        watched.saved("base.yaml", BASE[:length])
        assert watched.look() is None
    told = watched.look()
    assert told
    assert told.why == "again: base (and 2 that extend it)"
    assert {one.verdict for one in told.every} == {"held"}


def test_a_file_that_an_editor_puts_in_its_place_is_one_save(watched: Watched) -> None:
    watched.saved(".one.tmp.yaml", VARIANT + "# edited\n")
    assert watched.look() is None
    Path(".one.tmp.yaml").replace("one.yaml")
    assert watched.settled().why == "again: one"


def test_a_broken_file_is_said_and_waited_for(watched: Watched) -> None:
    watched.saved("base.yaml", BROKEN)
    told = watched.settled()
    assert {one.name: one.verdict for one in told.every} == {"alone": "held", "base": "error", "one": "error", "two": "error"}
    watched.saved("base.yaml", BASE)
    assert {one.verdict for one in watched.settled().every} == {"held"}


def test_a_base_that_is_not_there_is_waited_for(watched: Watched) -> None:
    watched.saved("one.yaml", "extends: later.yaml\n")
    assert [one.verdict for one in watched.settled().again] == ["error"]
    watched.saved("later.yaml", BASE)
    told = watched.settled()
    assert told.why == "new: later; again: one, for later.yaml"
    assert [one.verdict for one in told.again] == ["held", "held"]


def test_a_scenario_that_is_gone_is_said(watched: Watched) -> None:
    Path("two.yaml").unlink()
    told = watched.settled()
    assert (told.why, told.again, len(told.every)) == ("gone: two", (), 3)
    for name in ("alone", "base", "one"):
        Path(f"{name}.yaml").unlink()
    told = watched.settled()
    assert told.problem.startswith("there is no scenario in .")
    watched.saved("alone.yaml", CLOCK)
    assert watched.settled().why == "new: alone"


def test_a_record_that_is_made_changed_or_deleted_is_looked_at(watched: Watched) -> None:
    command("check", ".", "--update", "one")
    told = watched.settled()
    assert told.why == "again: alone, base and 2 more, for the record", "the others lack one now"
    assert {one.name: one.record.verdict for one in told.every if one.record} == {
        "alone": "missing", "base": "missing", "one": "identical", "two": "missing",
    }  # fmt: skip
    watched.saved("expected/one.json", "{")
    told = watched.settled()
    assert told.why == "again: one, for the record"
    assert told.again[0].verdict == "error"
    Path("expected/one.json").unlink()
    Path("expected").rmdir()
    assert {one.record for one in watched.settled().every} == {None}


def test_the_record_of_a_scenario_that_is_gone_is_found(watched: Watched) -> None:
    command("check", ".", "--update-all")
    watched.settled()
    Path("two.yaml").unlink()
    told = watched.settled()
    assert told.why == "gone: two; left: the record of two"
    assert [one.verdict for one in told.again] == ["failed"]


def test_a_base_outside_of_what_is_watched_is_named(folder: Path) -> None:
    (folder / "facts").mkdir()
    write(folder / "facts", facts=FACTS)
    write(folder, base=BASE, one=VARIANT)
    watched = Watched("one.yaml")
    watched.saved("base.yaml", BASE + "# edited\n")
    assert watched.settled().why == "again: one, for base.yaml"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--format", "json"), "--watch tells you at the terminal: take --format and -o out, or --watch"),
        (("-o", "a.txt", "--format", "text"), "--watch tells you at the terminal"),
        (("--exit-zero",), "--watch goes on until Ctrl-C, with all there is: take --exit-zero out"),
        (("--shard", "1/2"), "take --shard out"),
        (("--update-all",), "--update-all records, and checks nothing: take --watch out"),
        (("--margin", "nothing=1"), "there is nothing called 'nothing'"),
    ],
)
def test_what_makes_no_sense_with_it_is_refused(folder: Path, options: tuple[str, ...], words: str) -> None:
    write(folder, a=CLOCK)
    answer = command("check", ".", "--watch", *options)
    assert (answer.status, answer.out) == (2, "")
    assert words in answer.err


def line_with(words: str, output: IO[str]) -> str:
    """The first line of an output with these words, which is waited for."""
    return next(line for line in output if words in line)


@contextmanager
def a_process(*options: str) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "escalation_sim", "check", ".", "--watch", *options]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_from_the_first_check_to_ctrl_c(folder: Path) -> None:
    write(folder, base=CLOCK, one=VARIANT)
    with a_process() as process:
        assert process.stdout
        assert process.stderr
        assert "held: " in process.stdout.readline()
        line_with("watching", process.stderr)
        write(folder, base=CLOCK.replace("title: A clock", "title: Another clock"))
        assert line_with("again", process.stdout) == "again: base (and 1 that extends it)\n"
        line_with("one    no claims", process.stdout)
        write(folder, base=BROKEN)
        line_with("there is no key `lader`", process.stderr)
        write(folder, base=CLOCK, two=VARIANT)
        assert line_with("new", process.stdout) == "new: two; again: base (and 1 that extends it)\n"
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        assert process.stderr.read().endswith("no longer watched\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot say who reads")
def test_it_ends_when_nobody_reads_any_more(folder: Path) -> None:
    write(folder, base=CLOCK)
    with a_process() as process:
        assert process.stdout
        process.stdout.readline()
        process.stdout.close()
        assert process.wait() == 0
