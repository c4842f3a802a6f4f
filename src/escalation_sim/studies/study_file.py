"""The study file: SQLite, one writer, a transaction for every finished block. It alone says what it is and can be run again.

Tables: `about` (key, value as JSON), `points` (the values at every point), `parts` (which points share blocks), `blocks` (what
the histories of a block came to, with a check sum). A block is there whole or not at all, whenever the power goes.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.columns import place_type
from escalation_sim.errors import CannotRun
from escalation_sim.results.points import Answers
from escalation_sim.studies.tiling import Tile

FORMAT, VERSION = "escalation-sim/study", 1
_SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE parts (part INTEGER PRIMARY KEY, start INTEGER NOT NULL, stop INTEGER NOT NULL, step INTEGER NOT NULL);
CREATE TABLE points (point INTEGER PRIMARY KEY, {columns});
CREATE TABLE blocks (id INTEGER PRIMARY KEY, part INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
                     checksum INTEGER NOT NULL, answers BLOB NOT NULL);
CREATE UNIQUE INDEX finished ON blocks (part, first, count);
"""


@dataclass(frozen=True)
class Shape:
    """How many stages and outcomes a block's answers have."""

    stages: int
    outcomes: int

    def columns(self) -> tuple[tuple[str, Any, tuple[int, ...]], ...]:
        """The name, type and width of each column of the answers; stored little-endian, one behind the other."""
        place = np.dtype(place_type(self.stages)).newbyteorder("<")
        return (
            ("final", place, ()),
            ("highest", place, ()),
            ("first_reached", np.dtype("<i4"), (self.stages,)),
            ("outcomes", np.dtype("<f8"), (self.outcomes,)),
        )


class StudyFile:
    """An open study file."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path, self.connection = path, connection

    # What it is

    def about(self) -> dict[str, Any]:
        """What it was made for: scenario, settings, design, versions."""
        with self.trouble():
            return {key: json.loads(value) for key, value in self.connection.execute("SELECT key, value FROM about")}

    def set_about(self, key: str, value: Any) -> None:
        """Another value for one entry."""
        with self.trouble(), self.connection:
            self._update_about(key, value)

    def _update_about(self, key: str, value: Any) -> None:
        self.connection.execute("UPDATE about SET value = ? WHERE key = ?", (json.dumps(value), key))

    def parts(self) -> list[range]:
        """Which points share blocks."""
        with self.trouble():
            return [range(*row) for row in self.connection.execute("SELECT start, stop, step FROM parts ORDER BY part")]

    def points(self) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        """The names of what is varied, and its value at every point."""
        with self.trouble():
            cursor = self.connection.execute("SELECT * FROM points ORDER BY point")
            names = tuple(column[0] for column in cursor.description[1:])
            return names, np.array([row[1:] for row in cursor], np.float64).reshape(-1, len(names))

    def add_points(self, first: int, points: NDArray[np.float64], parts: Sequence[range], about: Mapping[str, Any]) -> None:
        """Further points, the parts that they are cut into, and what is to be said of the study then."""
        with self.trouble(), self.connection:
            self._insert_points(first, points, parts)
            for key, value in about.items():
                self._update_about(key, value)

    def _insert_points(self, first: int, points: NDArray[np.float64], parts: Sequence[range]) -> None:
        marks = ", ".join("?" * (points.shape[1] + 1))
        rows = ((first + index, *values) for index, values in enumerate(points.tolist()))
        self.connection.executemany(f"INSERT INTO points VALUES ({marks})", rows)  # noqa: S608 - question marks only
        cut = ((part.start, part.stop, part.step) for part in parts)
        self.connection.executemany("INSERT INTO parts (start, stop, step) VALUES (?, ?, ?)", cut)

    # Finished blocks

    def finished(self) -> list[Tile]:
        """The blocks that are in it. Parts are counted from 0, as in `parts`."""
        with self.trouble():
            rows = self.connection.execute("SELECT part - 1, first, count FROM blocks INDEXED BY finished ORDER BY part, first")
            return [Tile(*row) for row in rows]

    def add(self, tile: Tile, answers: Answers) -> None:
        """A finished block, in a transaction of its own."""
        data = b"".join(getattr(answers, name).astype(kind, copy=False).tobytes() for name, kind, _ in self._columns)
        row = (tile.part + 1, tile.first, tile.count, zlib.crc32(data), data)
        with self.trouble(), self.connection:
            self.connection.execute("INSERT INTO blocks (part, first, count, checksum, answers) VALUES (?, ?, ?, ?, ?)", row)

    def answers(self, part: int, points: int) -> Iterator[Answers]:
        """The answers of the *points* points of a part, in the order of the replications."""
        with self.trouble():
            rows = self.connection.execute(
                "SELECT count, checksum, answers FROM blocks WHERE part = ? ORDER BY first", (part + 1,)
            )
            for count, checksum, data in rows:
                if zlib.crc32(data) != checksum:
                    raise self.damaged("the check sum of a block is wrong")
                yield self._unpacked(data, points, count)

    @cached_property
    def _columns(self) -> tuple[tuple[str, Any, tuple[int, ...]], ...]:
        return Shape(*self.about()["shape"]).columns()

    def _unpacked(self, data: bytes, points: int, count: int) -> Answers:
        columns, at = {}, 0
        for name, kind, width in self._columns:
            size = kind.itemsize * points * count * int(np.prod(width))
            column = np.frombuffer(data[at : at + size], kind)
            columns[name] = column.reshape(points, count, *width)
            at += size
        if at != len(data):
            raise self.damaged("a block has another length than it should")
        return Answers(**{field.name: columns[field.name] for field in fields(Answers)})

    # Trouble

    def damaged(self, what: str) -> CannotRun:
        return CannotRun(f"{self.path} is damaged: {what}; begin a new study, or take a copy from before")

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """What SQLite complains about, in words."""
        try:
            yield
        except sqlite3.Error as error:
            raise _in_words(self.path, error) from None
        except (ValueError, TypeError, KeyError) as error:
            raise self.damaged(str(error)) from None


def _in_words(path: Path, error: sqlite3.Error) -> CannotRun:
    said = str(error)
    kept = "what was finished is safe in it"
    match said:
        case "database is locked":
            return CannotRun(f"{path} is in use: another process is working on it; wait for it, or name another file")
        case "database or disk is full" | "disk I/O error":
            return CannotRun(f"{path} cannot be written: {said}; {kept}: make room and run the same command again")
        case "attempt to write a readonly database" | "unable to open database file":
            return CannotRun(f"{path} cannot be written: {said}; choose a folder in which you may write")
        case "file is not a database":
            return CannotRun(f"{path} is no study: it is not an SQLite file; name another file, or a new one")
    if "no such table" in said or "no such column" in said or "no such index" in said:
        return CannotRun(f"{path} is no study of this program ({said}); name another file, or a new one")
    return CannotRun(f"{path} is damaged: {said}; begin a new study, or take a copy from before")


@contextmanager
def opened(path: Path, *, write: bool = True) -> Iterator[StudyFile]:
    """A study file that is there. Raises CannotRun for a file that is none, is damaged, or is in use."""
    if not path.is_file():
        raise CannotRun(f"there is no study {path}")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={'rw' if write else 'ro'}", uri=True, timeout=1.0)
    except sqlite3.Error as error:
        raise _in_words(path, error) from None
    study = StudyFile(path, connection)
    try:
        with study.trouble():
            if write:
                _claim(connection)
            if study.about().get("format") != FORMAT:
                raise CannotRun(f"{path} is no study of this program; name another file, or a new one")
        if study.about().get("version") != VERSION:
            raise CannotRun(f"{path} was made by another version of the study format; run it with the version that made it")
        yield study
    finally:
        connection.close()


def _claim(connection: sqlite3.Connection) -> None:
    """Nobody else may write from here on, and every transaction is on the disk when it ends."""
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
    try:
        connection = sqlite3.connect(path, timeout=1.0)
        try:
            return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise _in_words(path, error) from None


def create(
    path: Path, about: Mapping[str, Any], names: Sequence[str], points: NDArray[np.float64], parts: Sequence[range]
) -> None:
    """A new study without blocks: whole or not at all. Raises CannotRun."""
    columns = ", ".join(f'"{name}" REAL NOT NULL' for name in names)
    try:
        connection = sqlite3.connect(path, timeout=1.0)
    except sqlite3.Error as error:
        raise _in_words(path, error) from None
    study = StudyFile(path, connection)
    try:
        with study.trouble(), connection:
            connection.execute("BEGIN EXCLUSIVE")
            for statement in _SCHEMA.format(columns=columns).split(";"):
                connection.execute(statement)
            entries = {"format": FORMAT, "version": VERSION, **about}
            connection.executemany(
                "INSERT INTO about VALUES (?, ?)", [(key, json.dumps(value)) for key, value in entries.items()]
            )
            study._insert_points(0, points, parts)  # noqa: SLF001 - the same transaction
    finally:
        connection.close()
