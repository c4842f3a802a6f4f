"""Bytes from a file that a scenario names: regular files only, and no more than is ever needed."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from escalation_sim.language.decoding import LARGEST_FILE


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
