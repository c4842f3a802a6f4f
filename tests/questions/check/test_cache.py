"""Answers that are kept: found again as long as nothing has changed, and never believed where anything is amiss."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.questions.check import cache, check
from escalation_sim.questions.check.answer import answer_of
from tests.commands import Answer, command
from tests.questions.check.folders import CLOCK, COIN, expecting, write
from tests.questions.check.test_check import FAILED, HELD, UNDECIDED, data, folder

__all__ = ["folder"]

FACTS = 'article: {id: S1, title: An article}\nfacts:\n  S1-a: {says: "Coins have two sides.", value: 10, unit: won}\n'
CITING = "evidence: facts\n" + COIN.replace(
    "reward: {value: 10, assumption: a}", "reward: {value: 10, unit: won, source: [S1-a]}"
)
VARIANT = "extends: base.yaml\nexpect:\n  - {probability: reached_high, between: [0.2, 0.4]}\n"


@pytest.fixture
def kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a variant that cites facts and has a record, checked once; the folder of what was kept."""
    monkeypatch.setenv(cache.VARIABLE, str(folder / "kept"))
    write(folder / "facts", facts=FACTS)
    write(folder, base=CITING, variant=VARIANT)
    assert command("check", ".", "--update-all").status == 0
    assert command("check", ".").status == 0
    return folder / "kept"


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the scenarios that are played, as they are."""
    titles: list[str] = []

    def noted(document: Any, asked: Any, *, recorded: bool) -> Any:
        titles.append(document.scenario.name)
        return answer_of(document, asked, recorded=recorded)

    monkeypatch.setattr(check, "answer_of", noted)
    return titles


def entries(kept: Path) -> list[Path]:
    return sorted(kept.iterdir())


def test_what_is_unchanged_is_neither_played_nor_read_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(check, "load", never)
    answer = command("check", ".")
    assert answer.status == 0
    assert answer.out.startswith("held: claims: 1 held; records: 2 identical\n")


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "junit", "github"])
@pytest.mark.parametrize("options", [(), ("--coverage", "--strict"), ("--margin", "probability=0.5"), ("--seed", "5")])
def test_the_answer_has_the_same_bytes_with_and_without(
    folder: Path, monkeypatch: pytest.MonkeyPatch, played: list[str], format_: str, options: tuple[str, ...]
) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(folder / "kept"))
    never = expecting(CLOCK, "mean: day_of_nothing, at_least: 1", "median: day_of_strike, equals: 4.5")
    write(folder, held=HELD, failed=FAILED, undecided=UNDECIDED, never=never, coin=COIN)
    assert command("check", ".", "--update", "coin", "held").status == 0
    write(folder, coin=COIN.replace("odds: {value: 0.3", "odds: {value: 0.31234567891"))
    wanted = ("check", ".", "--budget", "2000", "--format", format_, *options)
    first, second, without = command(*wanted), command(*wanted), command(*wanted, "--no-cache")
    assert first == second == without
    assert sorted(played) == sorted(2 * ["coin", "failed", "held", "never", "undecided"])


def another_fact(folder: Path) -> None:
    write(folder / "facts", more="article: {id: S2, title: Another}\nfacts: {S2-a: {says: One.}}\n")


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda folder: write(folder, variant=VARIANT + "# edited\n"), ["variant"]),
        (lambda folder: write(folder, base=CITING + "# edited\n"), ["base", "variant"]),
        (lambda folder: write(folder / "facts", facts=FACTS + "# edited\n"), ["base", "variant"]),
        (another_fact, ["base", "variant"]),
        (lambda folder: os.utime(folder / "base.yaml"), []),
        (lambda folder: Path("notes.txt").write_text("x"), []),
    ],
)
def test_whatever_a_scenario_rests_on_makes_it_be_played_again(
    kept: Path, played: list[str], change: Callable[[Path], object], again: list[str]
) -> None:
    change(kept.parent)
    assert command("check", ".").status == 0
    assert played == again
    assert command("check", ".").status == 0
    assert played == again, "and once only"


def test_a_fact_that_is_gone_is_missed(kept: Path) -> None:
    write(kept.parent / "facts", facts=FACTS.replace("S1-a", "S1-b"))
    answer = command("check", ".")
    assert answer.status == 2
    assert "there is no fact `S1-a`" in answer.err


@pytest.mark.parametrize("options", [("--seed", "2"), ("--budget", "2000"), ("--coverage",)])
def test_what_is_asked_otherwise_is_another_answer(kept: Path, played: list[str], options: tuple[str, ...]) -> None:
    command("check", ".", *options)
    assert played == ["base", "variant"]


def test_another_program_believes_nothing(kept: Path, played: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escalation_sim.questions.check.known.program", lambda: "another")
    assert command("check", ".").status == 0
    assert played == ["base", "variant"]


def test_the_program_is_its_version_its_code_and_its_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "engines").mkdir()
    files = {"a.py": b"1", "engines/kernel.wasm": b"2", "notes.md": b"3"}

    def fingerprint(**changed: bytes) -> str:
        for name, content in files.items():
            (tmp_path / name).write_bytes(changed.get(Path(name).stem, content))
        return cache.program.__wrapped__()

    monkeypatch.setattr(cache, "_PACKAGE", tmp_path)
    known = fingerprint()
    assert fingerprint() == fingerprint(notes=b"4") == known
    assert len({known, fingerprint(a=b"4"), fingerprint(kernel=b"4")}) == 3
    monkeypatch.setattr(cache, "__version__", "0.2.0")
    assert fingerprint() != known
    monkeypatch.setattr(cache, "_PACKAGE", tmp_path / "nowhere")
    assert cache.program.__wrapped__() == "", "within an archive nobody can tell, and nothing is kept"


def test_a_record_is_looked_at_as_it_is_now(kept: Path, played: list[str]) -> None:
    record = Path("expected/variant.json")
    record.write_text(record.read_text().replace('"mean": 0.298', '"mean": 0.299'))
    assert command("check", ".").status == 1
    record.unlink()
    assert data(".")["without_record"] == ["variant"]
    assert played == []


def test_a_record_that_comes_later_is_held_against_a_result(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(folder / "kept"))
    write(folder, coin=COIN)
    assert command("check", ".").out == "held: there is no claim and no record\n\n  coin   no claims   no record\n"
    assert command("check", ".", "--update-all").status == 0
    assert data(".")["scenarios"][0]["record"] == "identical"


def sealed(body: bytes) -> bytes:
    """An entry whose check sum is right."""
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def body_of(path: Path) -> bytes:
    return path.read_bytes().partition(b"\n")[2]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "half": lambda whole: whole[: len(whole) // 2],
    "all but a byte": lambda whole: whole[:-1],
    "one more": lambda whole: whole + b" ",
    "a digit": lambda whole: whole.replace(b'"replications": 1000', b'"replications": 2000', 1),
    "a verdict": lambda whole: whole.replace(b'"held"', b'"failed"'),
    "no check sum": lambda whole: whole.partition(b"\n")[2],
    "no text": lambda _: sealed(b"\xff\xfe"),
    "no JSON": lambda _: sealed(b"{"),
    "another JSON": lambda _: sealed(b"[]"),
    "deep": lambda _: sealed(b"[" * 100_000),
    "large": lambda _: sealed(b" " * (2 << 20)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_never_believed_and_is_made_anew(kept: Path, played: list[str], damage: str) -> None:
    before = {path: path.read_bytes() for path in entries(kept)}
    for path, whole in before.items():
        path.write_bytes(DAMAGES[damage](whole))
    spoilt = {path for path, whole in before.items() if path.read_bytes() != whole}
    assert command("check", ".") == command("check", ".", "--no-cache")
    assert len(played) == len(spoilt) + 2
    assert {path: path.read_bytes() for path in entries(kept)} == before


def forged(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda told: {key: value for key, value in {**told, **changes}.items() if value is not ...}


CLAIM = {
    "text": "c", "verdict": "held", "at_least": 0, "at_most": 1, "value": 0.5, "low": 0, "high": 1, "replications": 1, "known": 1,
    "place": {"file": "variant.yaml", "line": 1, "column": 1},
}  # fmt: skip


@pytest.mark.parametrize(
    "forge",
    [
        forged(claims=...),
        forged(result=7),
        forged(result="{}"),
        forged(result="<<<<<<< HEAD\n"),
        forged(spare=1),
        forged(files={"variant.yaml": ""}),
        forged(files={"nowhere.yaml": "0" * 64}),
        forged(files={"\0": ""}),
        forged(files=["variant.yaml"]),
        forged(folders={"nowhere": "0" * 64}),
        forged(claims=[{**CLAIM, "verdict": "fine"}]),
        forged(claims=[{**CLAIM, "value": "0.5"}]),
        forged(claims=[{**CLAIM, "replications": -1}]),
        forged(claims=[{**CLAIM, "place": "variant.yaml:1:1"}]),
        forged(claims=[{key: value for key, value in CLAIM.items() if key != "place"}]),
        forged(claims=[[]]),
        forged(rungs=[{"kind": "stair", "name": "a", "share": 1, "claimed": True, "weighs": False}]),
        forged(rungs=[{"kind": "stage", "name": "a", "share": 1, "claimed": 1, "weighs": False}]),
        forged(outcomes=[1]),
        lambda _: None,
    ],
)
def test_an_entry_of_another_shape_is_never_believed_though_its_check_sum_is_right(
    kept: Path, played: list[str], forge: Callable[[dict[str, Any]], Any]
) -> None:
    for path in entries(kept):
        path.write_bytes(sealed(json.dumps(forge(json.loads(body_of(path)))).encode()))
    assert command("check", ".").status == 0
    assert played == ["base", "variant"]


def test_an_entry_under_another_name_is_never_believed(kept: Path, played: list[str]) -> None:
    """Though it is sound, and all that it rests on is unchanged."""
    one, other = entries(kept)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    assert command("check", ".").out.startswith("held: claims: 1 held; records: 2 identical\n")
    assert played == ["base", "variant"]


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    "spoil",
    [
        a_folder,
        a_link_to_itself,
        pytest.param(a_pipe, marks=pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")),
    ],
)
def test_what_stands_in_the_place_of_an_entry_and_is_none_disturbs_nothing(kept: Path, spoil: Callable[[Path], None]) -> None:
    for path in entries(kept):
        spoil(path)
    assert command("check", ".") == command("check", ".", "--no-cache")


def test_a_link_that_somebody_laid_in_the_place_of_an_entry_leads_to_no_file_that_is_overwritten(kept: Path) -> None:
    victim = kept.parent / "mine.txt"
    victim.write_text("mine")
    for path in entries(kept):
        path.unlink()
        path.symlink_to(victim)
    assert command("check", ".") == command("check", ".", "--no-cache")
    assert victim.read_text() == "mine"
    assert not any(path.is_symlink() for path in entries(kept))


@pytest.mark.parametrize("where", ["a file", "a file/below"])
def test_where_nothing_can_be_kept_the_answer_is_the_same_and_nothing_is_said(
    kept: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    wanted = command("check", ".")
    Path("a file").write_text("")
    monkeypatch.setenv(cache.VARIABLE, where)
    assert command("check", ".") == wanted


@pytest.mark.parametrize("options", [("--no-cache",), ()])
def test_without_a_cache_nothing_is_looked_up_and_nothing_is_kept(
    kept: Path, played: list[str], monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    if not options:
        monkeypatch.setenv(cache.VARIABLE, "")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in entries(kept)}
    write(kept.parent, more=HELD)
    assert command("check", ".", *options).status == 0
    assert played == ["base", "more", "variant"]
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in entries(kept)} == before


def test_what_could_not_be_checked_is_not_kept(kept: Path) -> None:
    before = entries(kept)
    write(kept.parent, broken="title: x\n", stops=HELD.replace("rung + odds", "1 / (rung * 1e300 * 0)"))
    assert command("check", ".").status == 2
    assert command("check", ".").status == 2
    assert entries(kept) == before


def test_the_folder_stays_below_its_bound_and_what_was_used_last_stays(tmp_path: Path) -> None:
    store = cache.Cache(tmp_path / "kept", most=1_000)
    for number in range(20):
        store.keep(f"k{number}", b"x" * 100)
        os.utime(tmp_path / "kept" / f"k{number}.check", (number, number))
    assert store.entry("k3") == b"x" * 100
    store.tidy()
    left = {path.stem for path in (tmp_path / "kept").iterdir()}
    assert left == {"k3", "k19", "k18", "k17"}
    store.keep("huge", b"x" * (1 << 20))
    assert store.entry("huge") is None


def test_what_was_left_of_an_entry_that_was_never_finished_makes_room_too(tmp_path: Path) -> None:
    store = cache.Cache(tmp_path, most=1_000)
    (tmp_path / ".k1.check.abc").write_bytes(b"x" * 2_000)
    os.utime(tmp_path / ".k1.check.abc", (1, 1))
    (tmp_path / "notes.txt").write_bytes(b"x" * 2_000)
    store.keep("k2", b"x")
    store.tidy()
    assert {path.name for path in tmp_path.iterdir()} == {"k2.check", "notes.txt"}, "and nothing that is not its own"


@pytest.mark.parametrize(
    ("environment", "system", "where"),
    [
        ({"HOME": "/home/a"}, "linux", "/home/a/.cache/escalation-sim"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "/b"}, "linux", "/b/escalation-sim"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "b"}, "linux", "/home/a/.cache/escalation-sim"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": ""}, "linux", "/home/a/.cache/escalation-sim"),
        ({"HOME": "/Users/a", "XDG_CACHE_HOME": "/b"}, "darwin", "/Users/a/Library/Caches/escalation-sim"),
        ({"HOME": "/x", "USERPROFILE": "/u/a", "LOCALAPPDATA": "/u/a/Local"}, "win32", "/u/a/Local/escalation-sim"),
        ({"USERPROFILE": "/u/a"}, "win32", "/u/a/AppData/Local/escalation-sim"),
        ({"HOME": "/home/a", cache.VARIABLE: "here"}, "linux", "here"),
        ({"HOME": "/home/a", cache.VARIABLE: ""}, "linux", None),
        ({"HOME": "relative"}, "linux", None),
        ({}, "linux", None),
    ],
)
def test_answers_are_kept_in_the_users_folder_for_such_files(environment: dict[str, str], system: str, where: str | None) -> None:
    found = cache.folder_of(environment, system)
    assert (found.as_posix() if found else None) == where


def test_two_processes_may_use_it_at_once(kept: Path) -> None:
    for path in entries(kept):
        path.unlink()
    words = [sys.executable, "-m", "escalation_sim", "check", ".", "--format", "json"]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    answers = [Answer(one.wait(), *(text.decode() for text in one.communicate())) for one in both]
    assert answers[0] == answers[1] == command("check", ".", "--format", "json", "--no-cache")
    assert len(entries(kept)) == 2
