"""The scenarios that come with the program: found by name where no file of that name is there."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def shipped() -> dict[str, Path]:
    """The file of each scenario that comes with the program, by its name."""
    return {path.stem: path for path in sorted(_folder().glob("*.yaml"))}


def shipped_file(path: str) -> Path | None:
    """The shipped scenario that *path* names; None where a file of that name is there, or no scenario is called so."""
    found = shipped().get(path)
    return found if found and not os.path.lexists(path) else None


def _folder() -> Path:
    """In an installed program beside its code; in a checkout where they are written."""
    installed = _PACKAGE / "shipped" / "scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "scenarios"
