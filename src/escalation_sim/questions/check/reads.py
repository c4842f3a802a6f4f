"""What a scenario was read from, and whether that is still the same: fingerprints of files and of folders."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from escalation_sim.language.files import Files, read_file

GONE = ""
"""The fingerprint of what cannot be read."""


def print_of(data: bytes) -> str:
    """The fingerprint of some bytes."""
    return hashlib.sha256(data).hexdigest()


class Noted(Files):
    """The disk. It notes of all that it is asked for what was there: *files* and *folders* by their paths."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.folders: dict[str, str] = {}

    def read(self, path: Path) -> bytes:
        """The bytes of a file. Raises OSError."""
        self.files[str(path)] = GONE
        data = super().read(path)
        self.files[str(path)] = print_of(data)
        return data

    def entries(self, folder: Path) -> list[Path]:
        """What stands directly in a folder. Raises OSError."""
        self.folders[str(folder)] = GONE
        found = super().entries(folder)
        self.folders[str(folder)] = _print_of_entries(found)
        return found


class Prints:
    """What files and folders hold: each is looked at once."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def file(self, path: str) -> str:
        """The fingerprint of a file."""
        if path not in self._files:
            try:
                self._files[path] = print_of(read_file(Path(path)))
            except (OSError, ValueError):
                self._files[path] = GONE
        return self._files[path]

    def folder(self, path: str) -> str:
        """The fingerprint of the names in a folder, and of where those lead that are links."""
        if path not in self._folders:
            try:
                self._folders[path] = _print_of_entries(list(Path(path).iterdir()))
            except (OSError, ValueError):
                self._folders[path] = GONE
        return self._folders[path]


def _print_of_entries(entries: list[Path]) -> str:
    told = sorted((path.name, str(path.readlink()) if path.is_symlink() else "") for path in entries)
    return print_of(json.dumps(told).encode())
