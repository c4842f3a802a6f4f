"""What there is to check among some files and folders: scenarios, records whose scenario is gone, and what is skipped.

`validate` looks here too.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from escalation_sim.errors import UsageError
from escalation_sim.questions.check.records import FOLDER

QUESTIONS = "questions"
"""The folder of questions to the scenarios, which `score` asks."""
_ENDING = ".yaml"
_LIKE_IT = (".yaml", ".yml")
"""What people name a scenario that is not found, because of its ending or because it stands deeper."""
_FARTHEST = 200
"""Folders below one that are looked through for a scenario."""


@dataclass(frozen=True)
class Found:
    """A scenario's file among those asked for. *name* is short where no other has it.

    An *orphan* is no scenario: it is a record without one, or, with the *problem*, a folder of records that cannot be read.
    """

    name: str
    path: Path
    orphan: bool = False
    problem: str = ""


def scenarios(paths: Sequence[str]) -> list[Found]:
    """The files, and the `*.yaml` directly in the folders, each once; and the records there whose scenario is gone.

    Raises UsageError.
    """
    files: dict[str, Path] = {}
    orphans: dict[str, Found] = {}
    for path in map(Path, paths):
        folder = is_folder(path)
        there = _of_folder(path) if folder else [path]
        files |= {os.path.realpath(one): one for one in reversed(there)}
        if folder:
            orphans |= {os.path.realpath(one.path): one for one in _orphans(path / FOLDER, {one.stem for one in there})}
    ordered = sorted(files.values(), key=lambda one: (one.parent.as_posix(), one.name))
    stems = Counter(one.stem for one in ordered)
    named = [Found(one.stem if stems[one.stem] == 1 else one.with_suffix("").as_posix(), one) for one in ordered]
    return [*named, *orphans.values()]


def skipped(paths: Iterable[str]) -> list[str]:
    """What stands in the folders, looks like a scenario, and is none that is found: `*.yml`, and folders that hold some.

    Raises UsageError.
    """
    return [one.as_posix() + "/" * is_folder(one) for path in map(Path, paths) if is_folder(path) for one in _skipped(path)]


def is_folder(path: Path) -> bool:
    """Whether a path is that of a folder; not where nobody may look."""
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises there


def _of_folder(folder: Path) -> list[Path]:
    """The scenarios directly in a folder. Raises UsageError where there is none."""
    found = [path for path in _entries(folder) if path.name.endswith(_ENDING)]
    if not found:
        others = [path.name for path in _skipped(folder)]
        but = f"; there is {', '.join(others[:3])}" if others else ""
        raise UsageError(f"there is no scenario in {folder.as_posix()}: no *.yaml stands directly in it{but}")
    return found


def _entries(folder: Path) -> list[Path]:
    """What is in a folder, by name, without what is hidden. Raises UsageError."""
    try:
        with os.scandir(folder) as entries:
            return [folder / name for name in sorted(entry.name for entry in entries) if not name.startswith(".")]
    except OSError as error:
        raise UsageError(f"{folder.as_posix()} cannot be read: {error.strerror}") from None


def _orphans(folder: Path, names: set[str]) -> Iterator[Found]:
    """The records of a folder that belong to none of *names*; the folder itself where nobody can say."""
    if not is_folder(folder):
        return
    try:
        records = [path for path in _entries(folder) if path.name.endswith(".json")]
    except UsageError as error:
        yield Found(folder.as_posix(), folder, orphan=True, problem=str(error))
        return
    yield from (Found(path.stem, path, orphan=True) for path in records if path.stem not in names)


def _skipped(folder: Path) -> list[Path]:
    found = [path for path in _entries(folder) if not path.name.endswith(_ENDING) and path.name not in (FOLDER, QUESTIONS)]
    return [path for path in found if _holds_some(path) or path.name.lower().endswith(_LIKE_IT)]


def _holds_some(path: Path) -> bool:
    """Whether a folder has what looks like a scenario, not too far below."""
    below = islice(os.walk(path), _FARTHEST)
    return any(name.lower().endswith(_LIKE_IT) for _, _, names in below for name in names)
