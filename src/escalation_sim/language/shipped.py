"""The scenarios and the files of questions that come with the program: found by name where no file of that name is there."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def shipped() -> dict[str, Path]:
    """The file of each scenario that comes with the program, by its name."""
    return _by_name(_folder())


def shipped_file(path: str) -> Path | None:
    """The shipped scenario that *path* names; None where a file of that name is there, or no scenario is called so."""
    return _named(path, shipped())


def shipped_questions() -> dict[str, Path]:
    """The same of the files of questions."""
    return _by_name(_folder() / "questions")


def shipped_questions_file(path: str) -> Path | None:
    """The shipped file of questions that *path* names; None as above."""
    return _named(path, shipped_questions())


def _by_name(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def _named(path: str, files: dict[str, Path]) -> Path | None:
    found = files.get(path)
    return found if found and not os.path.lexists(path) else None


def _folder() -> Path:
    """In an installed program beside its code; in a checkout where they are written."""
    installed = _PACKAGE / "shipped" / "scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "scenarios"
