"""The study file: safe at any moment, gone on with to the same bytes, and read as if a stranger had made it."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from escalation_sim.errors import CannotRun
from escalation_sim.language.loading import load, loads
from escalation_sim.questions.sweep import study as sweep
from escalation_sim.questions.sweep.resuming import read_study, sweep_into
from escalation_sim.questions.sweep.study import Study
from escalation_sim.questions.sweep.study_file import FINISHED, opened
from escalation_sim.results.digest import digest
from escalation_sim.results.points import Answers
from escalation_sim.running import blocks as blocks_
from escalation_sim.running.blocks import Block, Played
from escalation_sim.running.execution import Execution
from escalation_sim.running.setups import Setup
from escalation_sim.running.tiling import Tile
from tests.commands import Answer, command
from tests.places import ROOT
from tests.running.clocks import Clock, standing_still, working
from tests.running.studies import LIVELY, planned, setup, written

VARY = ("--vary", "pace=1:4:5", "--vary", "limit=2,3")
POINTS, N = 10, 60


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small study has many blocks, the same ones every time."""
    monkeypatch.setattr("escalation_sim.running.tiling.LANES", 100)
    standing_still(monkeypatch)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return written(tmp_path)


@pytest.fixture
def study(tmp_path: Path) -> str:
    return str(tmp_path / "x.study")


def swept(path: str, *arguments: str, n: int = N, vary: tuple[str, ...] = VARY) -> str:
    """What a sweep answers."""
    answer = command("sweep", path, *vary, "-n", str(n), "--jobs", "1", "--format", "csv", *arguments)
    assert (answer.status, answer.err) == (0, ""), answer.err
    return answer.out


def refused(*arguments: str) -> str:
    """What is said by a command that cannot be carried out."""
    answer = command(*arguments)
    assert (answer.status, answer.out) == (3, ""), answer
    assert answer.err.startswith("error: ")
    assert "Traceback" not in answer.err
    return " ".join(answer.err.split())


def stopped_after(blocks: int, study: str, n: int = N, text: str = LIVELY) -> None:
    """A study that Ctrl-C has stopped when so many blocks were finished."""
    seen = iter(range(blocks))

    def progress(_: int) -> None:
        if next(seen, None) is None:
            raise KeyboardInterrupt

    here = setup(text)
    design = planned(here, "pace=1:4:5", "limit=2,3")
    whole = load(written(Path(study).parent, text)).whole_text()
    with pytest.raises(KeyboardInterrupt):
        sweep_into(Path(study), whole, here, design, n, Execution(jobs=1, progress=progress))


def blocks(study: str) -> list[tuple[Any, ...]]:
    """The rows of the finished blocks."""
    with closing(sqlite3.connect(study)) as connection:
        return connection.execute("SELECT id, part, first, count, checksum FROM blocks ORDER BY id").fetchall()


# The same answers


def test_a_study_answers_as_a_sweep_without_one(path: str, study: str) -> None:
    answer = swept(path)
    assert swept(path, "--study", study) == answer
    assert swept(path, "--study", study) == answer, "asked again, from the file"
    assert command("study", study, "--format", "csv") == Answer(0, answer, "")


@pytest.mark.parametrize("format_", ["text", "json", "csv", "parquet"])
def test_a_study_file_is_told_as_the_sweep_was(path: str, study: str, tmp_path: Path, format_: str) -> None:
    question = ("sweep", path, *VARY, "-n", str(N), "--jobs", "1", "--study", study)
    for name, arguments in {"a": question, "b": ("study", study)}.items():
        answer = command(*arguments, "--format", format_, "-o", str(tmp_path / name))
        assert answer == Answer(0, "", "")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("stop", [0, 1, 3, 5])
def test_a_study_that_was_stopped_goes_on_where_it_stopped(
    path: str, study: str, stop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no finished block is played again."""
    stopped_after(stop, study)
    before = blocks(study)
    assert len(before) == stop
    played = recorded(monkeypatch)
    assert swept(path, "--study", study) == swept(path)
    after = blocks(study)
    assert after[:stop] == before
    assert played[: len(after) - stop] == [(part, first, count) for _, part, first, count, _ in after[stop:]]
    assert len({(part, first) for _, part, first, _, _ in after}) == len(after)


def recorded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, int]]:
    """The blocks that are played from here on."""
    played = []

    def play(setup: Setup, engine: Any, block: Block) -> Played:
        played.append((block.part, block.first, block.count))
        return blocks_.play(setup, engine, block)

    monkeypatch.setattr(sweep, "play", play)
    return played


def test_a_stopped_study_is_shown_as_far_as_it_is(study: str) -> None:
    stopped_after(3, study)
    answer = command("study", study)
    assert answer.status == 0
    done = sum(count for _, _, _, count, _ in blocks(study))
    said = " ".join(answer.out.split())
    assert (
        f"10 points of pace (1 to 4 in 5 steps) and limit (2 and 3); {N} replications each, all with the luck of seed 1" in said
    )
    assert f"so far {done} of {POINTS * N} histories" in said


def test_a_study_goes_on_from_the_file_alone(study: str, path: str, tmp_path: Path) -> None:
    answer = swept(path)
    stopped_after(2, study)
    Path(path).unlink()
    assert command("study", study, "--resume", "--jobs", "1", "--format", "csv") == Answer(0, answer, "")
    assert command("study", study, "--format", "csv") == Answer(0, answer, "")


def test_a_scenario_that_extends_another_is_whole_in_the_file(study: str, tmp_path: Path) -> None:
    written(tmp_path)
    variant = tmp_path / "variant.yaml"
    variant.write_text("extends: lively.yaml\ntitle: Another\nparameters: {push: {value: 1.5}}\n")
    answer = swept(str(variant), "--study", study)
    told = command("study", study, "--scenario")
    assert told.status == 0
    for file in tmp_path.glob("*.yaml"):
        file.unlink()
    (tmp_path / "variant.yaml").write_text(told.out)
    assert swept(str(variant)) == answer
    assert digest(loads(told.out).scenario) == digest(load(variant).scenario)


def test_shipped_scenarios_fit_in_a_study(study: str) -> None:
    """With their base, their facts and their sources."""
    answer = swept(str(ROOT / "scenarios" / "withdrawal.yaml"), "--study", study, n=2, vary=("--vary", "opening_support=20,40"))
    assert command("study", study, "--format", "csv").out == answer


def test_a_study_keeps_uncertainty_settings_and_seed(path: str, study: str) -> None:
    more = ("--uncertain", "--seed", "5", "--set", "push=1.25")
    assert swept(path, "--study", study, *more) == swept(path, *more)
    assert command("study", study, "--format", "csv").out == swept(path, *more)


# Extended


@pytest.mark.parametrize("numbers", [(10, 60), (60, 10, 70), (1, 2, 3, 100)])
def test_a_larger_n_extends_a_study(path: str, study: str, numbers: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    played = recorded(monkeypatch)
    for n in numbers:
        assert swept(path, "--study", study, n=n) == swept(path, n=n)
        assert command("study", study, "--format", "csv").out == swept(path, n=max(numbers[: numbers.index(n) + 1]))
    there = [(part, first, count) for _, part, first, count, _ in blocks(study)]
    assert sum(count for _, _, count in there) == max(numbers) * POINTS
    assert all(played.count(block) >= 1 for block in there)


def test_a_stopped_study_is_extended(path: str, study: str) -> None:
    stopped_after(3, study)
    assert swept(path, "--study", study, n=130) == swept(path, n=130)


@pytest.mark.parametrize(("few", "many"), [((4, 20), (16, 20)), ((4, 20), (10, 50)), ((5, 40), (9, 20)), ((3, 1), (40, 20))])
def test_more_points_of_sobol_extend_a_study(path: str, study: str, few: tuple[int, int], many: tuple[int, int]) -> None:
    sobol = ("--vary", "pace", "--vary", "limit", "--design", "sobol", "--points")
    for count, n in (few, many):
        assert swept(path, "--study", study, n=n, vary=(*sobol, str(count))) == swept(path, n=n, vary=(*sobol, str(count)))
    before = blocks(study)
    swept(path, "--study", study, n=many[1], vary=(*sobol, str(many[0])))
    assert blocks(study) == before, "nothing was left to do"


def test_more_points_do_not_make_a_study_want_less(path: str, study: str) -> None:
    sobol = ("--vary", "pace", "--design", "sobol", "--points")
    swept(path, "--study", study, n=40, vary=(*sobol, "4"))
    swept(path, "--study", study, n=20, vary=(*sobol, "6"))
    said = " ".join(command("study", study).out.split())
    assert "40 replications each, all with the luck of seed 1; so far 200 of 240 histories" in said


def test_a_study_extended_far_is_told_piece_by_piece(path: str, study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    swept(path, "--study", study, n=2)
    monkeypatch.setattr("escalation_sim.questions.sweep.resuming.MOST_LANES", 250)
    assert swept(path, "--study", study, n=100) == swept(path, n=100)


# By what blocks cost


def minutes_of(
    study: str, monkeypatch: pytest.MonkeyPatch, cost: Callable[[int], float], minutes: float, n: int = 2_000
) -> Clock:
    """A study of 121 points that Ctrl-C has stopped after some minutes, where so many histories cost so many seconds."""
    monkeypatch.setattr("escalation_sim.running.tiling.LANES", 16_384)
    clock = working(monkeypatch, cost)

    def progress(_: int) -> None:
        if clock.now >= 60 * minutes:
            raise KeyboardInterrupt

    here = setup()
    whole = load(written(Path(study).parent)).whole_text()
    with pytest.raises(KeyboardInterrupt):
        sweep_into(Path(study), whole, here, planned(here, "pace", "limit"), n, Execution(jobs=1, progress=progress))
    return clock


@pytest.mark.parametrize("seconds", [0.003, 0.2, 3.0])
def test_a_study_keeps_something_every_few_seconds(study: str, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """242,000 histories, be they ever so dear: of a minute no more than a block is lost."""
    clock = minutes_of(study, monkeypatch, lambda n: seconds * n, 1)
    assert all(took <= 3.01 for _, took in clock.blocks)
    kept = [count for _, _, _, count, _ in blocks(study)]
    assert kept == [count for count, _ in clock.blocks], "every block that was finished is in it"
    assert sum(kept) >= 0.8 * 60 / seconds


def test_blocks_of_any_size_end_with_the_same_bytes(path: str, study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped, and gone on with where histories cost something else."""
    vary = ("--vary", "pace", "--vary", "limit")
    minutes_of(study, monkeypatch, lambda n: 1.5 * n, 0.5, n=50)
    with monkeypatch.context() as here:
        working(here, lambda n: 0.4 * n)
        told = command("study", study)
    assert told.status == 0
    assert "so far 20 of 6,050 histories" in " ".join(told.out.split())
    assert len({count for _, _, _, count, _ in blocks(study)}) == 1
    working(monkeypatch, lambda n: 1.0 + 1e-4 * n)
    assert swept(path, "--study", study, vary=vary, n=50) == swept(path, vary=vary, n=50)
    assert len({count for _, _, _, count, _ in blocks(study)}) > 3


# Made by the version before

OLD = Path(__file__).parent / "version_1.study"
"""Stopped when 400 of its 600 histories were finished, in blocks of whole replications."""


@pytest.fixture
def old(study: str) -> str:
    shutil.copy(OLD, study)
    return study


def test_a_study_of_the_version_before_is_shown_as_it_is(old: str, path: str) -> None:
    told = command("study", old, "--format", "csv")
    assert (told.status, told.err) == (0, "")
    assert told.out == swept(path, n=40)
    assert Path(old).read_bytes() == OLD.read_bytes()


@pytest.mark.parametrize("resume", [False, True])
def test_a_study_of_the_version_before_is_gone_on_with(old: str, path: str, *, resume: bool) -> None:
    """To the same bytes, and no finished block is played again."""
    before = blocks(old)
    if resume:
        assert command("study", old, "--resume", "--jobs", "1", "--format", "csv") == Answer(0, swept(path), "")
    else:
        assert swept(path, "--study", old) == swept(path)
    after = blocks(old)
    assert [(10 * first, 10 * count) for _, _, first, count, _ in before] == [row[2:4] for row in after[: len(before)]]
    assert sum(row[3] for row in after) == POINTS * N
    assert command("study", old, "--format", "csv").out == swept(path)
    assert swept(path, "--study", old, n=70) == swept(path, n=70)


def test_a_study_of_the_version_before_that_is_another_is_left_as_it_is(old: str, path: str) -> None:
    assert "is another study: its seed is 1, and this one 2" in refused(
        "sweep", path, *VARY, "-n", str(N), "--seed", "2", "--study", old
    )
    assert Path(old).read_bytes() == OLD.read_bytes()


@pytest.mark.parametrize("damage", ["answers = zeroblob(3800)", "count = 9", "checksum = 7"])
def test_a_damaged_study_of_the_version_before_is_left_as_it_is(old: str, path: str, damage: str) -> None:
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute(f"UPDATE blocks SET {damage} WHERE id = 2")  # noqa: S608
    before = Path(old).read_bytes()
    for arguments in (("study", old), ("study", old, "--resume"), ("sweep", path, *VARY, "-n", str(N), "--study", old)):
        assert "is damaged: " in refused(*arguments)
    assert Path(old).read_bytes() == before


# Refused

OTHER: dict[str, tuple[tuple[str, ...], str]] = {
    "seed": ((*VARY, "--seed", "2"), "its seed is 1, and this one 2"),
    "set": ((*VARY, "--set", "push=2"), "its --set is nothing, and this one push=2"),
    "uncertain": ((*VARY, "--uncertain"), "it is without, this one with --uncertain"),
    "values": (
        ("--vary", "pace=1:4:6", "--vary", "limit=2,3"),
        "it varies pace over 1, 1.75, 2.5, 3.25, … 4 (5 values), limit over",
    ),
    "parameter": (("--vary", "pace=1:4:5"), "and this one pace over 1, 1.75"),
    "design": ((*VARY, "--design", "one-at-a-time"), "its design is grid, and this one one-at-a-time"),
    "kind": ((*VARY, "--design", "lhs", "--points", "10"), "its design is grid, and this one lhs"),
}


@pytest.mark.parametrize("what", OTHER)
def test_another_study_is_refused_with_a_word_on_what_differs(path: str, study: str, what: str) -> None:
    swept(path, "--study", study)
    before = Path(study).read_bytes()
    arguments, words = OTHER[what]
    said = refused("sweep", path, *arguments, "-n", str(N), "--study", study)
    assert f"{study} is another study: " in said
    assert words in said
    assert "Name another file, or ask for the same" in said
    assert Path(study).read_bytes() == before


def test_another_scenario_is_refused(path: str, study: str, tmp_path: Path) -> None:
    swept(path, "--study", study)
    other = tmp_path / "other.yaml"
    other.write_text(LIVELY.replace("decide: 1 day", "decide: 2 days"))
    said = refused("sweep", str(other), *VARY, "-n", str(N), "--study", study)
    assert "its scenario is 'lively' (sha256:" in said
    assert "and this one 'other' (sha256:" in said


def test_what_says_the_same_is_the_same_study(path: str, study: str, tmp_path: Path) -> None:
    """Another title, other comments, another order of --vary and other means."""
    answer = swept(path, "--study", study)
    other = tmp_path / "other.yaml"
    other.write_text("# a comment\n" + LIVELY.replace("A small ladder", "Another title"))
    order = ("--vary", "limit=2,3", "--vary", "pace=1:4:5")
    assert swept(str(other), "--study", study, "--engine", "simpy", vary=order) == swept(path, vary=order)
    assert len(answer.splitlines()) == POINTS + 1


@pytest.mark.parametrize("points", ["7", "9"])
def test_lhs_is_not_extended(path: str, study: str, points: str) -> None:
    vary = ("--vary", "pace", "--vary", "limit", "--design", "lhs", "--points")
    swept(path, "--study", study, vary=(*vary, "8"))
    said = refused("sweep", path, *vary, points, "-n", str(N), "--study", study)
    assert f"it has 8 points, and this one {points}" in said


def test_fewer_points_of_sobol_are_another_study(path: str, study: str) -> None:
    vary = ("--vary", "pace", "--design", "sobol", "--points")
    swept(path, "--study", study, vary=(*vary, "8"))
    assert "it has 8 points, and this one 4" in refused("sweep", path, *vary, "4", "-n", str(N), "--study", study)


def test_points_chosen_otherwise_are_another_study(path: str, study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as by a library of another version."""
    vary = ("--vary", "pace", "--design", "sobol", "--points")
    swept(path, "--study", study, vary=(*vary, "8"))
    monkeypatch.setattr("escalation_sim.questions.sweep.designs.generator", lambda *_: np.random.default_rng(1))
    assert "another version of scipy or numpy" in refused("sweep", path, *vary, "16", "-n", str(N), "--study", study)


# In use


def test_a_study_in_use_is_left_alone(path: str, study: str) -> None:
    stopped_after(2, study)
    with opened(Path(study)) as file:
        for arguments in (("study", study), ("study", study, "--resume"), ("sweep", path, *VARY, "-n", str(N), "--study", study)):
            assert "is in use: another process is working on it" in refused(*arguments)
        read_study(file).resumed(Execution(jobs=1))
    assert command("study", study, "--format", "csv").out == swept(path)


def test_two_who_begin_one_study_at_once_do_not_harm_it(path: str, study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other was quicker between the look whether the file is there and its making."""
    answer = swept(path, "--study", study)
    monkeypatch.setattr("escalation_sim.questions.sweep.resuming.is_there", lambda _: False)
    assert swept(path, "--study", study) == answer


# Where it cannot be written


@contextmanager
def file_size(limit: int) -> Iterator[None]:
    """No file may grow beyond a size: what a full disk does to who writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("more", [0, 1_000, 9_000])
def test_a_full_disk_loses_nothing(path: str, study: str, more: int) -> None:
    stopped_after(1, study)
    before = blocks(study)
    with file_size(Path(study).stat().st_size + more):
        said = refused("sweep", path, *VARY, "-n", "90", "--jobs", "1", "--study", study)
    assert "cannot be written (" in said
    assert "what was finished is safe in it: make room and run the same command again" in said
    assert blocks(study)[:1] == before
    assert swept(path, "--study", study, n=90) == swept(path, n=90)


@pytest.mark.parametrize("room", [0, 5_000])
def test_a_disk_too_full_to_begin_is_no_study(path: str, study: str, room: int) -> None:
    with file_size(room):
        assert "cannot be written (" in refused("sweep", path, *VARY, "-n", str(N), "--jobs", "1", "--study", study)
    assert swept(path, "--study", study) == swept(path)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, and only its owner may write in."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """The folder cannot be written; root, who may write everywhere, becomes nobody for a while."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_folder_that_cannot_be_written(open_folder: Path) -> None:
    path, study = written(open_folder), str(open_folder / "x.study")
    answer = swept(path, "--study", str(open_folder / "other.study"))
    with unprivileged(open_folder):
        said = refused("sweep", path, *VARY, "-n", str(N), "--jobs", "1", "--study", study)
    assert f"{study} cannot be written (" in said
    assert "choose a folder that is there and in which you may write" in said
    assert not Path(study).exists()
    assert swept(path, "--study", study) == answer


def test_a_file_that_can_only_be_read_is_read_and_not_written(open_folder: Path) -> None:
    path, study = written(open_folder), open_folder / "x.study"
    answer = swept(path, "--study", str(study))
    command("study", str(study), "--format", "csv")
    study.chmod(0o444)
    with unprivileged(open_folder):
        assert command("study", str(study), "--format", "csv") == Answer(0, answer, "")
        said = refused("sweep", path, *VARY, "-n", "100", "--jobs", "1", "--study", str(study))
    assert "cannot be written (" in said


@pytest.mark.parametrize("place", ["nowhere/x.study", "lively.yaml/x.study"])
def test_a_folder_that_is_not_there(path: str, tmp_path: Path, place: str) -> None:
    said = refused("sweep", path, *VARY, "-n", str(N), "--study", str(tmp_path / place))
    assert "choose a folder that is there" in said


def test_a_folder_is_no_file(path: str, tmp_path: Path) -> None:
    assert "is no file; name a file for the study" in refused("sweep", path, *VARY, "--study", str(tmp_path))
    assert "there is no study" in refused("study", str(tmp_path))
    assert "there is no study" in refused("study", str(tmp_path / "nothing.study"))


def test_the_study_is_not_written_over(study: str) -> None:
    stopped_after(1, study)
    answer = command("study", study, "-o", study, "--format", "csv")
    assert answer.status == 2
    assert "-o" in answer.err
    assert "is also the study: choose another file" in answer.err


# What is no study


@pytest.mark.parametrize("data", [b"title: x\n", b"x" * 5000, b"\0" * 5000, b"SQLite format 3\0" + b"\xff" * 4080])
def test_a_file_that_is_no_study_is_left_as_it_is(path: str, study: str, data: bytes) -> None:
    Path(study).write_bytes(data)
    for arguments in (("study", study), ("sweep", path, *VARY, "-n", str(N), "--study", study)):
        said = refused(*arguments)
        assert f"{study} is no study" in said or f"{study} is damaged" in said
    assert Path(study).read_bytes() == data


def test_an_empty_file_is_a_study_that_was_not_begun(path: str, study: str) -> None:
    """Such as a stop leaves, right when it is made."""
    Path(study).touch()
    assert "is no study" in refused("study", study)
    assert swept(path, "--study", study) == swept(path)


SCHEMES = {
    "other": "CREATE TABLE x (y)",
    "alike": "CREATE TABLE about (key, value)",
    "views": "CREATE VIEW about AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i AS key, 1 AS checksum,"
    " '' AS value FROM n",
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_another_sqlite_file_is_no_study(path: str, study: str, scheme: str) -> None:
    """A view that never ends is not read."""
    with closing(sqlite3.connect(study)) as connection:
        connection.executescript(SCHEMES[scheme])
    for arguments in (("study", study), ("sweep", path, *VARY, "-n", str(N), "--study", study)):
        assert "is no study, or one of another version" in refused(*arguments)


@pytest.mark.parametrize(
    "more",
    [
        "CREATE TRIGGER t AFTER INSERT ON blocks BEGIN DELETE FROM blocks; END",
        "DROP INDEX finished",
        "CREATE TABLE more (x)",
        "ALTER TABLE blocks ADD COLUMN more",
        "DROP TABLE points",
    ],
)
def test_a_study_with_other_tables_is_none(path: str, study: str, more: str) -> None:
    stopped_after(2, study)
    with closing(sqlite3.connect(study)) as connection:
        connection.executescript(more)
    for arguments in (("study", study), ("sweep", path, *VARY, "-n", str(N), "--study", study)):
        assert "is no study, or one of another version" in refused(*arguments)


# Damaged


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str, str]:
    """A finished study, its table, and the path of its scenario."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("escalation_sim.running.tiling.LANES", 100)
        path, study = written(folder), folder / "x.study"
        return (answer := swept(path, "--study", str(study))) and study.read_bytes(), answer, path


def flipped(data: bytes, place: int, mask: int) -> bytes:
    return data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "a bit": lambda data, dice: flipped(data, dice.randrange(len(data)), 1 << dice.randrange(8)),
    "a byte of the head": lambda data, dice: flipped(data, dice.randrange(16, 100), dice.randrange(1, 256)),
    "a byte of the second page": lambda data, dice: flipped(data, dice.randrange(4096, 8192), dice.randrange(1, 256)),
    "a block of zeros": lambda data, dice: data[: (at := dice.randrange(len(data)))] + bytes(512) + data[at + 512 :],
    "the end": lambda data, dice: data[: dice.randrange(len(data))],
    "two pages": lambda data, dice: swapped(data, *dice.sample(range(len(data) // 4096), 2)),
}


def swapped(data: bytes, a: int, b: int) -> bytes:
    pages = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    pages[a], pages[b] = pages[b], pages[a]
    return b"".join(pages)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_never_gives_wrong_numbers(whole: tuple[bytes, str, str], study: str, damage: str) -> None:
    """It is refused in words, or all that is shown is as it was; what is lost is counted as not there."""
    data, answer, _ = whole
    dice = random.Random(damage)  # noqa: S311
    right, refusals = set(answer.splitlines()), 0
    for _ in range(40):
        Path(study).write_bytes(DAMAGES[damage](data, dice))
        told = command("study", study, "--format", "csv")
        if told.status:
            assert told.status == 3, told.err
            assert any(words in told.err for words in ("damaged", "is no study", "another version", "cannot be written")), (
                told.err
            )
            refusals += 1
        else:
            assert {line for line in told.out.splitlines() if f",{N}," in line or "point" in line} <= right
            assert len(told.out.splitlines()) == POINTS + 1
    assert refusals


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_not_gone_on_with_to_wrong_numbers(whole: tuple[bytes, str, str], study: str, damage: str) -> None:
    data, answer, path = whole
    dice = random.Random(f"again {damage}")  # noqa: S311
    for _ in range(8):
        Path(study).write_bytes(DAMAGES[damage](data, dice))
        told = command("sweep", path, *VARY, "-n", str(N), "--jobs", "1", "--format", "csv", "--study", study)
        assert told.out == answer if told.status == 0 else told.status == 3, told.err


# Made by a stranger


def forged(study: str, entry: str, change: Callable[[Any], Any]) -> None:
    """A study in which an entry says something else, with the check sum that it must have."""
    with closing(sqlite3.connect(study)) as connection, connection:
        (text,) = connection.execute("SELECT value FROM about WHERE key = ?", (entry,)).fetchone()
        text = change(text)
        raw = str(text).encode("utf-8", "surrogatepass")
        connection.execute("UPDATE about SET value = ?, checksum = ? WHERE key = ?", (text, crc([entry], raw), entry))


def crc(numbers: list[Any], data: bytes) -> int:
    return zlib.crc32(data, zlib.crc32(repr(numbers).encode()))


def replaced(*keys: str, by: Any) -> Callable[[str], str]:
    """Another value somewhere in an entry."""

    def change(text: str) -> str:
        data = inner = json.loads(text)
        if not keys:
            return json.dumps(by)
        for key in keys[:-1]:
            inner = inner[key]
        if by is None:
            del inner[keys[-1]]
        else:
            inner[keys[-1]] = by
        return json.dumps(data)

    return change


NAN, LONG = float("nan"), 10**400
STRANGE = {
    "no scenario": ("scenario", replaced(by=7)),
    "no name": ("scenario", replaced("name", by=None)),
    "a name that is no text": ("scenario", replaced("name", by=["x"])),
    "a text that is no text": ("scenario", replaced("text", by=12)),
    "a text that is no scenario": ("scenario", replaced("text", by="title: [")),
    "a text with a bomb": ("scenario", replaced("text", by="a: &a [x, x]\nb: &b [*a, *a]\ntitle: *b\n")),
    "a text that reads files": ("scenario", replaced("text", by="extends: /etc/passwd\n" + LIVELY)),
    "another text": ("scenario", replaced("text", by=LIVELY.replace("decide: 1 day", "decide: 2 days"))),
    "another digest": ("scenario", replaced("digest", by="sha256:" + "0" * 64)),
    "a seed that is no number": ("settings", replaced("seed", by="1")),
    "a seed below 0": ("settings", replaced("seed", by=-1)),
    "a seed that is true": ("settings", replaced("seed", by=True)),
    "a seed that is not a number": ("settings", replaced("seed", by=NAN)),
    "changes that are none": ("settings", replaced("changed", by=[1])),
    "a change to text": ("settings", replaced("changed", by={"push": "1"})),
    "a change to nan": ("settings", replaced("changed", by={"push": NAN})),
    "a change beyond floats": ("settings", replaced("changed", by={"push": LONG})),
    "a change of nothing": ("settings", replaced("changed", by={"x'; DROP TABLE blocks; --": 1})),
    "nothing that is left out": ("settings", replaced("without", by="push")),
    "a number that is left out": ("settings", replaced("without", by=[1])),
    "what is not there left out": ("settings", replaced("without", by=["x'; DROP TABLE blocks; --"])),
    "uncertain perhaps": ("settings", replaced("uncertain", by="perhaps")),
    "no design": ("design", replaced(by=None)),
    "an unknown design": ("design", replaced("kind", by="cube")),
    "a design that is a list": ("design", replaced("kind", by=["grid"])),
    "no axes": ("design", replaced("axes", by={})),
    "axes of nothing": ("design", replaced("axes", by={'a"; DROP TABLE blocks; --': {"values": [1], "low": None, "high": None}})),
    "an axis without values": ("design", replaced("axes", "pace", "values", by=[])),
    "an axis to infinity": ("design", replaced("axes", "pace", "values", by=[1, float("inf")])),
    "an axis of text": ("design", replaced("axes", "pace", "low", by="low")),
    "other columns": ("design", replaced("columns", by=["pace", "pace"])),
    "columns of numbers": ("design", replaced("columns", by=[1, 2])),
    "no points": ("design", replaced("points", by=0)),
    "fewer points": ("design", replaced("points", by=9)),
    "a negative number of points": ("design", replaced("points", by=-5)),
    "very many points": ("design", replaced("points", by=10**15)),
    "more points than there are": ("design", replaced("points", by=10**7)),
    "half a point": ("design", replaced("points", by=9.5)),
    "no replications": ("replications", replaced(by=0)),
    "very many replications": ("replications", replaced(by=10**18)),
    "replications of nan": ("replications", replaced(by=NAN)),
    "a depth that no parser likes": ("design", lambda text: "[" * 100_000),
    "a number that no parser likes": ("replications", lambda text: "9" * 10_000),
    "no JSON": ("settings", lambda text: text[:-1]),
    "another format": ("format", replaced(by="escalation-sim/ensemble")),
    "another version": ("version", replaced(by=3)),
    "the version before": ("version", replaced(by=1)),
    "a value of bytes": ("design", lambda text: b"\xff\xfe"),
}


@pytest.mark.parametrize("what", STRANGE)
def test_a_strange_study_is_refused(path: str, study: str, what: str) -> None:
    stopped_after(2, study)
    forged(study, *STRANGE[what])
    before = Path(study).read_bytes()
    for arguments in (("study", study), ("study", study, "--resume"), ("sweep", path, *VARY, "-n", str(N), "--study", study)):
        said = refused(*arguments)
        assert any(words in said for words in ("is damaged: ", "is no study", "another version of the study format")), said
        assert len(said) < 500
    assert Path(study).read_bytes() == before


def test_more_replications_than_can_be_played_are_no_trouble_to_show(study: str) -> None:
    stopped_after(2, study)
    forged(study, "replications", replaced(by=10**12))
    assert command("study", study).status == 0


ROWS: dict[str, tuple[str, tuple[Any, ...], list[Any], bytes]] = {
    "a part that is not there": ("blocks", (77, 0, 1), [77, 0, 1], b""),
    "a part below 0": ("blocks", (-1, 0, 1), [-1, 0, 1], b""),
    "a replication below 0": ("blocks", (0, -5, 5), [0, -5, 5], b""),
    "a count below 0": ("blocks", (0, 50, -5), [0, 50, -5], b""),
    "a huge count": ("blocks", (0, 500, 2**62), [0, 500, 2**62], b"x"),
    "blocks that overlap": ("blocks", (0, 3, 1), [0, 3, 1], bytes(380)),
    "too little": ("blocks", (0, 59, 1), [0, 59, 1], b"x"),
    "text for numbers": ("blocks", ("a", "b", "c"), ["a", "b", "c"], b""),
    "points that begin elsewhere": ("points", (11, 20, 1), [11, 20, 1], bytes(144)),
    "points without end": ("points", (10, 2**62, 1), [10, 2**62, 1], b""),
    "points in no parts": ("points", (10, 20, 0), [10, 20, 0], bytes(160)),
    "points in many parts": ("points", (10, 11, 2**62), [10, 11, 2**62], bytes(16)),
    "points that are no numbers": ("points", (10, 11, 1), [10, 11, 1], np.array([np.nan, 1]).tobytes()),
}


@pytest.mark.parametrize("what", ROWS)
def test_rows_that_cannot_be_are_refused(path: str, study: str, what: str) -> None:
    stopped_after(2, study)
    table, row, numbers, data = ROWS[what]
    names = "part, first, count, checksum, answers" if table == "blocks" else "start, stop, step, checksum, points"
    with closing(sqlite3.connect(study)) as connection, connection:
        connection.execute(f"INSERT INTO {table} ({names}) VALUES (?, ?, ?, ?, ?)", (*row, crc(numbers, data), data))  # noqa: S608
    if table == "points":
        forged(study, "design", replaced("points", by=POINTS + 1))
    assert "is damaged: " in refused("sweep", path, *VARY, "-n", str(N), "--jobs", "1", "--study", study)
    if numbers[0] == 0 or table == "points":  # what belongs to no part is not looked at
        assert "is damaged: " in refused("study", study)


def test_numbers_that_no_history_has_are_shown_without_a_fault(study: str) -> None:
    stopped_after(1, study)
    with opened(Path(study)) as file:
        (tile,) = file.finished(1)
        strange = Answers(
            np.full(tile.n, 99, np.int8), np.full(tile.n, -99, np.int8),
            np.full((tile.n, 3), -7, np.int32), np.full((tile.n, 3), np.inf),
        )  # fmt: skip
        kept = read_study(file)
        file.connection.execute("DELETE FROM blocks")
        file.add(tile, Played(strange, {}), kept.shape)
    for format_ in ("text", "csv", "json"):
        assert command("study", study, "--format", format_).status == 0


# How it is built


def test_what_is_finished_is_read_from_the_index_alone(study: str) -> None:
    """So that a study of a million blocks goes on within a second."""
    stopped_after(2, study)
    with closing(sqlite3.connect(study)) as connection:
        (plan,) = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {FINISHED}")]
    assert plan == "SCAN blocks USING COVERING INDEX finished"


def test_every_transaction_is_on_the_disk_when_it_ends(study: str) -> None:
    stopped_after(1, study)
    with opened(Path(study)) as file:
        assert file.connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert file.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_block_is_written_in_a_transaction_of_its_own(study: str) -> None:
    """When the second of two cannot be written the first is there."""
    stopped_after(2, study)
    with opened(Path(study)) as file:
        kept = read_study(file)
        (first, answers), _ = file.answers(0, 10, kept.shape)
        with pytest.raises(CannotRun):
            file.add(Tile(0, first, len(answers.final)), Played(answers, {}), kept.shape)
    assert len(blocks(study)) == 2


def test_no_machine_path_or_time_is_in_it(study: str, path: str) -> None:
    """Two studies of one question are alike, wherever and whenever they are made."""
    swept(path, "--study", study)
    other = study + "2"
    swept(path, "--study", other)
    assert Path(study).read_bytes() == Path(other).read_bytes()
    assert str(Path(study).parent).encode() not in Path(study).read_bytes()


def test_a_study_is_a_value_for_python_too(path: str, study: str) -> None:
    swept(path, "--study", study)
    with opened(Path(study), write=False) as file:
        told = read_study(file).told()
    assert isinstance(told, Study)
    assert told.replications.tolist() == [N] * POINTS
