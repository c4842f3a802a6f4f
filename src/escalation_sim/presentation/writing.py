"""Where results go: files that are written whole or not at all, and streams, among them standard output."""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from escalation_sim.errors import CannotRun
from escalation_sim.language.files import descriptor, is_stream, refuse_what_never_streams
from escalation_sim.presentation.formats import OLD_COMMAND

STANDARD_OUTPUT = "-"
BYTE_ORDER_MARK = "\ufeff"
"""What tells a spreadsheet that a table is UTF-8. Programs can do without, and many take it for a part of the first name."""

_COMMAND = re.compile(r"^(\s*)::", re.MULTILINE)
"""What a CI service obeys where it stands at the beginning of a line: text from a scenario may end up there."""


def harmless(text: str) -> str:
    """Text that is nobody's command."""
    return OLD_COMMAND.sub("# #", _COMMAND.sub(r"\1: :", text))


def deliver(text: str | Iterable[str], output: str) -> None:
    """Write *text*, or pieces of whole lines, to standard output (`-`), another stream or a file. Raises CannotRun."""
    pieces = [text] if isinstance(text, str) else text
    if not is_standard_output(output):
        write_whole(Path(output), (piece.encode() for piece in _marked(pieces, output)))
    elif sys.stdout is not None:
        for piece in pieces:
            sys.stdout.write(_COMMAND.sub(r"\1: :", piece))


def is_standard_output(output: str) -> bool:
    """Whether an output goes to standard output: `-`, and whatever else leads there."""
    return output == STANDARD_OUTPUT or descriptor(output) == 1


def _marked(pieces: Iterable[str], output: str) -> Iterator[str]:
    """A file that is called .csv and has a letter beyond ASCII begins with a byte order mark; its first piece decides it."""
    start = iter(pieces)
    first = next(start, "")
    if output.lower().endswith(".csv") and not first.isascii() and not is_stream(output):
        first = BYTE_ORDER_MARK + first
    yield from chain([first], start)


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file under another name beside it, then give it its own: a reader sees all of it or the old one.

    What is no regular file is written as a stream. Pieces are asked for one by one, so that what is large is never held whole.
    Raises CannotRun.
    """
    pieces = [data] if isinstance(data, bytes) else data
    stream = is_stream(path)
    try:
        if stream:
            _write_stream(path, pieces)
        else:
            _replace(Path(os.path.realpath(path)), pieces)
    except OSError as error:
        after = "" if stream else "; it is as it was"
        raise CannotRun(f"{path} cannot be written: {error.strerror}{after}") from None


def write_in_place_of(path: Path, data: bytes) -> None:
    """Write a file whole, and let it take the place of whatever has its name: no link is followed, no pipe is waited for.

    Raises OSError.
    """
    _replace(path, [data])


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files whole, all of them or none: each is ready under another name before the first gets its own.

    Raises CannotRun; the files are then as they were.
    """
    ready: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    path = Path()
    try:
        for path, data in files.items():
            target = Path(os.path.realpath(path))
            before[target] = target.read_bytes() if target.exists() else None
            ready[target] = _beside(target, [data])
        for target in list(ready):
            path = target
            ready[target].replace(target)
            del ready[target]
    except BaseException as error:
        for left in ready.values():
            left.unlink(missing_ok=True)
        _put_back({target: was for target, was in before.items() if target not in ready})
        if isinstance(error, OSError):
            raise CannotRun(f"{path} cannot be written: {error.strerror}; all files are as they were") from None
        raise


def _put_back(before: Mapping[Path, bytes | None]) -> None:
    """Give files the bytes that they had; None is no file."""
    for path, data in before.items():
        if data is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != data:
            _replace(path, [data])


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    ready = _beside(path, pieces)
    try:
        ready.replace(path)
    except BaseException:
        ready.unlink(missing_ok=True)
        raise


def _beside(path: Path, pieces: Iterable[bytes]) -> Path:
    """A new file in the same folder with these bytes, and with the rights that the file at *path* has or would have."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _write_stream(path: Path, pieces: Iterable[bytes]) -> None:
    """What a reader that stops does not take is let go, as it is on standard output."""
    number = descriptor(path)
    if number is None:
        refuse_what_never_streams(path)
    if sys.stdout is not None:
        sys.stdout.flush()  # what was written there before comes before
    if number == 1 and hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.writelines(pieces)
        return
    try:
        with path.open("wb") if number is None else os.fdopen(os.dup(number), "wb") as file:
            file.writelines(pieces)
    except ConnectionError:
        pass


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
