"""Files that are written whole or not at all, and the one place where results reach standard output."""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from escalation_sim.errors import CannotRun
from escalation_sim.presentation.formats import OLD_COMMAND

_COMMAND = re.compile(r"^(\s*)::", re.MULTILINE)
"""What a CI service obeys where it stands at the beginning of a line: text from a scenario may end up there."""


def harmless(text: str) -> str:
    """Text that is nobody's command."""
    return OLD_COMMAND.sub("# #", _COMMAND.sub(r"\1: :", text))


def deliver(text: str | Iterable[str], output: str) -> None:
    """Write *text*, or pieces of whole lines, to standard output (`-`) or to a file. Raises CannotRun if it cannot be written."""
    pieces = [text] if isinstance(text, str) else text
    if output != "-":
        write_whole(Path(output), (piece.encode() for piece in pieces))
        return
    if sys.stdout is None:
        raise CannotRun("standard output is closed; name a file with -o")
    for piece in pieces:
        sys.stdout.write(_COMMAND.sub(r"\1: :", piece))


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file under another name beside it, then give it its own: a reader sees all of it or the old one.

    Pieces are asked for one by one, so that what is large is never held whole. Raises CannotRun.
    """
    pieces = [data] if isinstance(data, bytes) else data
    try:
        path = path.resolve()
        if path.exists() and not path.is_file():  # a pipe or a device is not replaced
            with path.open("wb") as file:
                file.writelines(pieces)
            return
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CannotRun(f"{path} cannot be written: {error.strerror}; it is as it was") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
