"""A folder of the user in which answers are kept, by a key, until they are too many. It is a help and no authority.

What is damaged, cut off, from elsewhere or cannot be read is as good as not there; what cannot be written is not kept. Entries
are written whole, so that several processes may use one folder at once; links that somebody has laid there are not followed.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from escalation_sim.language.files import read_file
from escalation_sim.presentation.writing import write_in_place_of
from escalation_sim.version import __version__

VARIABLE = "ESCALATION_SIM_CACHE"
MOST_BYTES = 64 << 20
"""What the folder may hold; the entries that were used the longest time ago make room."""
LARGEST_ENTRY = 1 << 20
_NAME = "escalation-sim"
_ENDING = ".check"
_PACKAGE = Path(__file__).parents[2]
_CODE = (".py", ".wasm")


def folder_of(environment: Mapping[str, str], system: str = sys.platform) -> Path | None:
    """Where answers are kept: in the folder that the environment names, else in the user's for such files; None for nowhere."""
    if VARIABLE in environment:
        return Path(environment[VARIABLE]) if environment[VARIABLE] else None
    home = environment.get("USERPROFILE" if system == "win32" else "HOME", "")
    below_home = {"win32": "AppData/Local", "darwin": "Library/Caches"}.get(system, ".cache")
    named = environment.get({"win32": "LOCALAPPDATA", "darwin": ""}.get(system, "XDG_CACHE_HOME"), "")
    if named and Path(named).is_absolute():  # what is relative is to be ignored, says the XDG Base Directory Specification
        return Path(named) / _NAME
    return Path(home) / below_home / _NAME if home and Path(home).is_absolute() else None


@cache
def program() -> str:
    """A fingerprint of the program: its version, its code with the kernel, and what it rests on. Empty where it is not known."""
    import numpy as np

    told = hashlib.sha256(f"{__version__} {np.__version__} {sys.version_info[:2]}".encode())
    files = 0
    for folder, below, names in os.walk(_PACKAGE):
        below.sort()
        for name in sorted(name for name in names if name.endswith(_CODE)):
            path = Path(folder) / name
            told.update(f"\n{path.relative_to(_PACKAGE).as_posix()}\n".encode() + path.read_bytes())
            files += 1
    return told.hexdigest() if files else ""


class Cache:
    """The entries of a folder: bytes by a key of letters and digits. None of its methods raises for what is on the disk."""

    def __init__(self, folder: Path, most: int = MOST_BYTES) -> None:
        self.folder, self.most, self.written = folder, most, False

    def entry(self, key: str) -> bytes | None:
        """What was kept under a key; None where nothing was, or it is not what was written."""
        path = self._path(key)
        try:
            checksum, _, data = read_file(path, LARGEST_ENTRY).partition(b"\n")
            if hashlib.sha256(data).hexdigest().encode() != checksum:
                return None
            os.utime(path)  # used now
        except OSError:
            return None
        return data

    def keep(self, key: str, data: bytes) -> None:
        """Keep some bytes under a key, where that is possible and they are not too many."""
        entry = hashlib.sha256(data).hexdigest().encode() + b"\n" + data
        if len(entry) > LARGEST_ENTRY:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_in_place_of(self._path(key), entry)
            self.written = True
        except OSError:
            pass  # such as on a disk that may only be read

    def tidy(self) -> None:
        """Remove the entries that were used the longest time ago, until the others leave a quarter of the room."""
        if not self.written:
            return
        try:
            with os.scandir(self.folder) as entries:
                there = [(one.stat(follow_symlinks=False), one.path) for one in entries if _ENDING in one.name]
        except OSError:
            return
        held = sum(stat.st_size for stat, _ in there)
        if held <= self.most:
            return
        for stat, path in sorted(there, key=lambda one: one[0].st_mtime_ns):
            if held <= self.most * 3 // 4:
                return
            try:
                Path(path).unlink()
                held -= stat.st_size
            except OSError:
                pass  # another process was quicker

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_ENDING}"
