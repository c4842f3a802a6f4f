"""Files that are written whole or not at all, and the one place where results reach standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from escalation_sim.errors import CannotRun


def deliver(text: str, output: str) -> None:
    """Write *text* to standard output (`-`) or to a file. Raises CannotRun where the file cannot be written."""
    if output == "-":
        sys.stdout.write(text)
        return
    write_whole(Path(output), text.encode())


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name beside it, then give it its own: a reader sees all of it or the old one.

    Raises CannotRun.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CannotRun(f"{path} cannot be written: {error.strerror}; nothing was changed") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
