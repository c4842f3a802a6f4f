"""Bytes from a file: a regular one where a scenario names it, also a stream where the user does; no more than is ever needed."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

from escalation_sim.language.decoding import LARGEST_FILE

STANDARD_INPUT = "-"
"""What the user writes for the standard input."""

_OPEN_FILES = ("/dev/fd", "/proc/self/fd")
_MOST_LINKS = 40


def read_file(path: Path, most: int = LARGEST_FILE) -> bytes:
    """The bytes of a regular file, or one byte more than is allowed (*most*) of a larger one.

    Raises OSError; opening never waits, whatever the path is.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            kind = "a folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "no regular file"
            raise OSError(errno.EINVAL, f"it is {kind}")
        return file.read(most + 1)


class Refused(OSError):
    """What is there and is not given, as a link of a revision: nobody can say whether it is sound."""


class Files:
    """Where a scenario is read from, with all that it extends and cites: the disk. Another kind may note what is asked for."""

    def read(self, path: Path) -> bytes:
        """The bytes of a file. Raises OSError."""
        return read_file(path)

    def entries(self, folder: Path) -> list[Path]:
        """What stands directly in a folder, in any order. Raises OSError."""
        return list(folder.iterdir())

    def really(self, path: Path) -> str:
        """One name for each file, whatever way leads to it."""
        return os.path.realpath(path)

    def beside(self, shown_as: str, given: str) -> str:
        """The name that messages give a file that another file names, which is *shown_as* itself."""
        return (Path(shown_as).parent / given).as_posix()


DISK = Files()


def read_given(path: str | Path, most: int = LARGEST_FILE) -> bytes:
    """The same of what the user has named, which may also be a stream: `-`, a pipe, what `<(…)` gives. Raises OSError.

    A stream can be read once, and is waited for.
    """
    number = descriptor(path)
    if number == 0 and hasattr(sys.stdin, "buffer"):
        return sys.stdin.buffer.read(most + 1)
    if number is not None:
        with os.fdopen(os.dup(number), "rb") as file:
            return file.read(most + 1)
    if not is_stream(path):
        return read_file(Path(path), most)
    refuse_what_never_streams(Path(path))
    with Path(path).open("rb") as file:
        return file.read(most + 1)


def is_relative(text: str) -> bool:
    """Whether a path that a file names is relative to it: none from the root, of a drive, of a home or of the network."""
    return not (Path(text).is_absolute() or text.startswith(("~", "\\")) or ":" in text or "\0" in text)


def descriptor(path: str | Path) -> int | None:
    """The number of the open file of this process that a path names: 0 for `-` and `/dev/stdin`, 63 for `/dev/fd/63`, or None."""
    if str(path) == STANDARD_INPUT:
        return 0
    link, folders = Path(path), {os.path.realpath(folder) for folder in _OPEN_FILES}
    try:
        for _ in range(_MOST_LINKS):
            if link.name.isdecimal() and os.path.realpath(link.parent) in folders:
                return int(link.name)
            link = link.parent / link.readlink()
    except (OSError, ValueError):  # no link, or no path at all
        pass
    return None


def is_stream(path: str | Path) -> bool:
    """Whether a path is one of `-`, an open file of this process, a pipe or a device: read and written as it comes."""
    if descriptor(path) is not None:
        return True
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def refuse_what_never_streams(path: Path) -> None:
    """Raises OSError, in words, for what is there and can be neither read nor written as a stream."""
    mode = path.stat().st_mode
    for is_one, words in ((stat.S_ISDIR, "a folder"), (stat.S_ISSOCK, "a socket"), (stat.S_ISBLK, "a disk")):
        if is_one(mode):
            raise OSError(errno.EINVAL, f"it is {words}")
