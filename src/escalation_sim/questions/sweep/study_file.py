"""The study file: SQLite, one writer, a transaction for every finished block. It alone says what it is and can be run again.

Tables: `about` (key, value as JSON), `points` (the values that are varied, points × parameters, and how the points are cut into
parts that share blocks), `blocks` (what the histories of a block came to), `failures` (of a block in which histories stopped, why
the first of each point did, as JSON). Every row has a check sum over all of it. A block is there whole or not at all, whenever
the power goes. Numbers in blobs are little-endian.

In files of version 1, whose blocks held whole replications, `first` and `count` are replications, and the answers stand point by
point; such a file is read as it is, and brought to this version when it is gone on with.
"""

from __future__ import annotations

import json
import math
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import place_type
from escalation_sim.errors import CannotRun
from escalation_sim.language.nodes import shown
from escalation_sim.model.scenario import MAIN, Scenario
from escalation_sim.questions.sweep.description import FORMAT, VERSION
from escalation_sim.results.points import Answers, LadderAnswers, Stop
from escalation_sim.running.blocks import Played
from escalation_sim.running.tiling import Cut, Tile

_SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, checksum INTEGER NOT NULL, value TEXT NOT NULL);
CREATE TABLE points (start INTEGER PRIMARY KEY, stop INTEGER NOT NULL, step INTEGER NOT NULL, checksum INTEGER NOT NULL,
                     points BLOB NOT NULL);
CREATE TABLE blocks (id INTEGER PRIMARY KEY, part INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
                     checksum INTEGER NOT NULL, answers BLOB NOT NULL);
CREATE UNIQUE INDEX finished ON blocks (part, first, count);
CREATE TABLE failures (id INTEGER PRIMARY KEY, part INTEGER NOT NULL, first INTEGER NOT NULL, checksum INTEGER NOT NULL,
                       stops TEXT NOT NULL);
"""
_STATEMENTS = [statement.strip() for statement in _SCHEMA.split(";") if statement.strip()]
_STATEMENTS_1 = _STATEMENTS[:-1]
FINISHED = "SELECT part, min(first), sum(count), max(first + count) FROM blocks INDEXED BY finished GROUP BY part ORDER BY part"
"""How far each part is; answered from the index alone."""


@dataclass(frozen=True)
class Shape:
    """What the answers of a block are: how many *stages* each ladder has, and the *outcomes* as the file's scenario has them.

    The columns of the main ladder come first, then the outcomes, then the other ladders by name. Who goes on with the file may
    have the outcomes in another order, *asked*, which makes no other study.
    """

    stages: Mapping[str, int]
    outcomes: tuple[str, ...]
    asked: tuple[str, ...]

    def columns(self) -> Iterator[_Column]:
        """The columns of the answers, which are stored one behind the other."""
        main, *others = sorted(self.stages, key=lambda name: (name != MAIN, name))
        yield from self._ladder(main)
        yield _Column(MAIN, "outcomes", np.dtype("<f8"), (len(self.outcomes),))
        for name in others:
            yield from self._ladder(name)

    def _ladder(self, name: str) -> Iterator[_Column]:
        stages = self.stages[name]
        place = np.dtype(place_type(stages)).newbyteorder("<")
        yield _Column(name, "final", place, ())
        yield _Column(name, "highest", place, ())
        yield _Column(name, "first_reached", np.dtype("<i4"), (stages,))


def shape_of(kept: Scenario, asked: Scenario) -> Shape:
    """The shape of the blocks of a file whose scenario is *kept*, for who goes on with it with the scenario *asked*."""
    stages = {ladder.name: len(ladder.stages) for ladder in kept.ladders}
    return Shape(stages, *(tuple(outcome.name for outcome in scenario.outcomes) for scenario in (kept, asked)))


class _Column(NamedTuple):
    """A column of the answers of a block: of which *ladder*, its name, its type, and its width."""

    ladder: str
    name: str
    kind: Any
    width: tuple[int, ...]


class StudyFile:
    """An open study file."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path, self.connection, self.version = path, connection, VERSION

    def about(self) -> dict[str, Any]:
        """The entries that say what it is. Raises CannotRun."""
        with self.trouble():
            found = {}
            for key, checksum, value in self.connection.execute("SELECT key, checksum, value FROM about"):
                self._check(checksum, [key], str(value).encode())
                found[key] = json.loads(value)
            return found

    def begin(self, about: Mapping[str, Any], cut: Cut, points: NDArray[np.float64]) -> None:
        """Make it the file of a study without blocks, whole or not at all, unless somebody else was quicker."""
        with self.trouble(), self.connection:
            self.connection.execute("BEGIN EXCLUSIVE")
            if not self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in _STATEMENTS:
                    self.connection.execute(statement)
                self._write(about, cut, points)

    def extend(self, about: Mapping[str, Any], cut: Cut | None, points: NDArray[np.float64]) -> None:
        """Other entries, and further points. *points* has a row for every point of the study."""
        with self.trouble(), self.connection:
            self._write(about, cut, points)

    def _write(self, about: Mapping[str, Any], cut: Cut | None, points: NDArray[np.float64]) -> None:
        entries = [(key, json.dumps(value)) for key, value in about.items()]
        rows = [(key, _checksum([key], value.encode()), value) for key, value in entries]
        self.connection.executemany("INSERT OR REPLACE INTO about VALUES (?, ?, ?)", rows)
        if cut:
            ends, data = [cut.start, cut.stop, cut.step], points[cut.start : cut.stop].astype("<f8").tobytes()
            self.connection.execute("INSERT INTO points VALUES (?, ?, ?, ?, ?)", (*ends, _checksum(ends, data), data))

    def points(self, points: int, axes: int) -> tuple[list[range], NDArray[np.float64]]:
        """Which points share blocks, and the values of all *points*, points × axes. Raises CannotRun."""
        parts, values, end = [], [], 0
        with self.trouble():
            for *ends, checksum, data in self.connection.execute("SELECT start, stop, step, checksum, points FROM points"):
                self._check(checksum, ends, data)
                cut = Cut(*ends)
                if (
                    cut.start != end
                    or not 1 <= cut.step <= cut.stop - cut.start
                    or len(data) != (cut.stop - cut.start) * axes * 8
                ):
                    raise ValueError("the points are cut otherwise than can be")
                parts += cut.parts()
                values.append(np.frombuffer(data, "<f8").reshape(-1, axes))
                end = cut.stop
            if end != points or not all(np.isfinite(some).all() for some in values):
                raise ValueError("a point is missing, or no number")
            return parts, np.concatenate(values)

    # Finished blocks

    def finished(self, parts: int) -> Iterator[Tile]:
        """What is in it, of so many *parts*: stretches of histories that are as long as can be. Raises CannotRun."""
        with self.trouble():
            for part, first, count, end in self.connection.execute(FINISHED):
                if not 0 <= part < parts or first < 0:
                    raise ValueError("a block belongs to nothing")
                if first + count == end:
                    yield Tile(part, first, count)
                else:
                    rows = "SELECT part, first, count FROM blocks INDEXED BY finished WHERE part = ? ORDER BY first"
                    yield from self._apart(Tile(*row) for row in self.connection.execute(rows, (part,)))

    def _apart(self, tiles: Iterator[Tile]) -> Iterator[Tile]:
        end = 0
        for tile in tiles:
            if tile.first < end or tile.n < 1:
                raise ValueError("blocks overlap")
            end = tile.first + tile.n
            yield tile

    def add(self, tile: Tile, played: Played, shape: Shape) -> None:
        """A finished block, in a transaction of its own."""
        data = _packed(played.answers, shape)
        with self.trouble(), self.connection:
            insert = "INSERT INTO blocks (part, first, count, checksum, answers) VALUES (?, ?, ?, ?, ?)"
            self.connection.execute(insert, (*tile, _checksum(tile, data), data))
            if played.stops:
                place, stops = [tile.part, tile.first], json.dumps({which: astuple(stop) for which, stop in played.stops.items()})
                insert = "INSERT INTO failures (part, first, checksum, stops) VALUES (?, ?, ?, ?)"
                self.connection.execute(insert, (*place, _checksum(place, stops.encode()), stops))

    def answers(self, part: int, points: int, shape: Shape) -> Iterator[tuple[int, Answers]]:
        """The histories of a part of so many points: the number of the first, and their answers. Raises CannotRun."""
        with self.trouble():
            rows = "SELECT first, count, checksum, answers FROM blocks WHERE part = ? ORDER BY first"
            end = 0
            for first, count, checksum, data in self.connection.execute(rows, (part,)):
                self._check(checksum, [part, first, count], data)
                if first < end or count < 1:
                    raise ValueError("blocks overlap")
                end = first + count
                if self.version == 1:
                    yield first * points, _by_replication(_unpacked(data, (points, count), shape))
                else:
                    yield first, _unpacked(data, (count,), shape)

    def stops(self, parts: Sequence[range]) -> Iterator[tuple[int, dict[int, Stop]]]:
        """The parts of which histories stopped, and why the first of each point did in a block. Raises CannotRun."""
        if self.version == 1:
            return
        with self.trouble():
            for *place, checksum, text in self.connection.execute(
                "SELECT part, first, checksum, stops FROM failures ORDER BY id"
            ):
                self._check(checksum, place, str(text).encode())
                if not 0 <= place[0] < len(parts):
                    raise ValueError("a failure belongs to nothing")
                yield place[0], _stops(json.loads(text), len(parts[place[0]]))

    def bring_up_to_date(self, parts: Sequence[range], shape: Shape) -> None:
        """Make a file of version 1 one of this version, whole or not at all."""
        if self.version == VERSION:
            return
        with self.trouble(), self.connection:
            self.connection.execute("BEGIN EXCLUSIVE")
            for part, points in enumerate(parts):  # the last block first: so no two are ever called the same
                rows = self.connection.execute("SELECT id FROM blocks WHERE part = ? ORDER BY first DESC", (part,)).fetchall()
                for (row,) in rows:
                    self._rewrite(row, len(points), shape)
            self.connection.execute(_STATEMENTS[-1])
            self._write({"version": VERSION}, None, np.empty(0))
        self.version = VERSION

    def _rewrite(self, row: int, points: int, shape: Shape) -> None:
        """A block of version 1 as one of this version."""
        found = self.connection.execute("SELECT part, first, count, checksum, answers FROM blocks WHERE id = ?", (row,))
        part, first, count, checksum, data = found.fetchone()
        self._check(checksum, [part, first, count], data)
        tile = Tile(part, first * points, count * points)
        data = _packed(_by_replication(_unpacked(data, (points, count), shape)), shape)
        rewrite = "UPDATE blocks SET first = ?, count = ?, checksum = ?, answers = ? WHERE id = ?"
        self.connection.execute(rewrite, (tile.first, tile.n, _checksum(tile, data), data, row))

    # Trouble

    def _check(self, checksum: object, numbers: Sequence[object], data: bytes) -> None:
        if checksum != _checksum(numbers, data):
            raise ValueError("a check sum is wrong")

    def damaged(self, what: str) -> CannotRun:
        """The error for a file of which something is wrong."""
        return CannotRun(f"{self.path} is damaged: {what}; begin a new study, or take a copy from before")

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """What SQLite complains about, and what cannot be in what it has read, in words."""
        try:
            yield
        except sqlite3.Error as error:
            raise _in_words(self.path, error) from None
        except KeyError as error:
            raise self.damaged(f"it does not say its {shown(str(error.args[0]))}") from None
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise self.damaged(shown(str(error), 200)) from None


def _checksum(numbers: Sequence[object], data: bytes) -> int:
    return zlib.crc32(data, zlib.crc32(repr(list(numbers)).encode()))


def _packed(answers: Answers, shape: Shape) -> bytes:
    outcomes = answers.outcomes[..., [shape.asked.index(name) for name in shape.outcomes]]
    ordered = replace(answers, outcomes=outcomes)
    found = ((getattr(ordered.of(column.ladder), column.name), column.kind) for column in shape.columns())
    return b"".join(values.astype(kind, copy=False).tobytes() for values, kind in found)


def _unpacked(data: bytes, lanes: tuple[int, ...], shape: Shape) -> Answers:
    """The answers of so many histories, or points × replications."""
    histories, at = math.prod(lanes), 0
    sizes = [histories * column.kind.itemsize * math.prod(column.width) for column in shape.columns()]
    if sum(sizes) != len(data):
        raise ValueError("a block has another length than it should")
    found: dict[str, dict[str, NDArray[Any]]] = {name: {} for name in shape.stages}
    for size, column in zip(sizes, shape.columns(), strict=True):
        values = np.frombuffer(data[at : at + size], column.kind).reshape(*lanes, *column.width)
        found[column.ladder][column.name] = values
        at += size
    main = found.pop(MAIN)
    main["outcomes"] = main["outcomes"][..., [shape.outcomes.index(name) for name in shape.asked]]
    return Answers(**main, others={name: LadderAnswers(**columns) for name, columns in found.items()})


def _by_replication(answers: Answers) -> Answers:
    """Points × replications one behind the other, replication by replication."""
    return answers.each(lambda column: np.swapaxes(column, 0, 1).reshape(-1, *column.shape[2:]))


def _stops(told: Any, points: int) -> dict[int, Stop]:
    """Why histories stopped, by point of a part."""
    if not isinstance(told, dict):
        raise ValueError("a failure is no mapping")  # noqa: TRY004 - one kind of error for all that is wrong in a file
    if not all(which.isascii() and which.isdecimal() and int(which) < points for which in told):
        raise ValueError("a failure belongs to no point")
    return {int(which): _stop(stop) for which, stop in told.items()}


def _stop(told: Any) -> Stop:
    match told:
        case [int(replication), int(minute), str(reason)] if replication >= 0 and 0 <= minute < 2**31:
            return Stop(replication, minute, reason)
    raise ValueError("a failure says something else than why")


def _in_words(path: Path, error: sqlite3.Error) -> CannotRun:
    said = shown(str(error), 200)
    match getattr(error, "sqlite_errorname", "").split("_")[1:2]:
        case ["BUSY" | "LOCKED" | "PROTOCOL"]:
            return CannotRun(f"{path} is in use: another process is working on it; wait for it, or name another file")
        case ["FULL" | "IOERR"]:
            how = "what was finished is safe in it: make room and run the same command again"
            return CannotRun(f"{path} cannot be written ({said}); {how}")
        case ["READONLY" | "CANTOPEN" | "PERM"]:
            return CannotRun(f"{path} cannot be written ({said}); choose a folder that is there and in which you may write")
        case ["NOTADB"]:
            return CannotRun(f"{path} is no study: it is not an SQLite file; name another file, or a new one")
    return CannotRun(f"{path} is damaged: {said}; begin a new study, or take a copy from before")


def _connected(path: Path, *, new: bool = False) -> sqlite3.Connection:
    """For reading too it is opened for writing where that may be: what a stop has left half done is to be undone first."""
    try:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode={'rwc' if new else 'rw'}", uri=True, timeout=1.0)
    except sqlite3.Error as error:
        raise _in_words(path, error) from None


@contextmanager
def opened(path: Path, *, write: bool = True) -> Iterator[StudyFile]:
    """A study file that is there. Raises CannotRun for a file that is none, is damaged, or is in use."""
    if not path.is_file():
        raise CannotRun(f"there is no study {path}")
    with closing(_connected(path)) as connection:
        study = StudyFile(path, connection)
        with study.trouble():
            if write:
                _claim(connection)
            tables = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")]
        said = study.about() if tables in (_STATEMENTS, _STATEMENTS_1) else {}
        if said.get("format") != FORMAT:
            raise CannotRun(f"{path} is no study, or one of another version of this program; name another file, or a new one")
        study.version = 1 if tables == _STATEMENTS_1 else VERSION
        if said.get("version") != study.version:
            raise CannotRun(f"{path} was made by another version of the study format; run it with the version that made it")
        yield study


def _claim(connection: sqlite3.Connection) -> None:
    """Nobody else may read or write from here on, and every transaction is on the disk when it ends."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")


def is_there(path: Path) -> bool:
    """Whether a study has been begun in a file; what a stop has left of making one does not count. Raises CannotRun."""
    if not path.exists():
        return False
    if not path.is_file():
        raise CannotRun(f"{path} is no file; name a file for the study")
    with closing(_connected(path)) as connection, StudyFile(path, connection).trouble():
        return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def create(path: Path, about: Mapping[str, Any], cut: Cut, points: NDArray[np.float64]) -> None:
    """A new study without blocks: whole or not at all. Raises CannotRun."""
    with closing(_connected(path, new=True)) as connection:
        StudyFile(path, connection).begin(about, cut, points)
