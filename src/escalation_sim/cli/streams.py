"""The standard streams, made fit for whatever stands at their other end, in one place: no verb needs to ask.

Whoever reads standard output may stop (`… | head`), and standard error may be closed: what is written then goes nowhere, and
the exit status is that of the answer. That a disk is full is an error still, once, and so is a closed standard output where
the answer should go to it: somebody wanted what is lost.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from typing import Any, TextIO


def stand_by() -> None:
    """Make the standard streams of this process safe to use, for the whole of its life."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _nowhere(number))
        elif number and isinstance(stream, io.TextIOWrapper):
            setattr(sys, name, _patient(stream, ConnectionError if name == "stdout" else OSError))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without → is no reason to stop


def _nowhere(number: int) -> TextIO:
    """A stream that leads nowhere, in the place of one that is closed: no file that is opened later may get its number."""
    stream = open(os.devnull, "w" if number else "r", encoding="utf-8")  # noqa: SIM115, PTH123 - it stays open
    try:
        os.fstat(number)
    except OSError:
        os.dup2(stream.fileno(), number)
    return io.TextIOWrapper(io.BufferedWriter(_Patient(_Closed(), ConnectionError)), "utf-8") if number == 1 else stream


def _patient(stream: io.TextIOWrapper, lost: type[OSError]) -> TextIO:
    """The same stream, which goes on where an error says that nobody reads it."""
    raw: Any = getattr(stream.buffer, "raw", stream.buffer)
    return io.TextIOWrapper(
        io.BufferedWriter(_Patient(raw, lost)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


class _Closed(io.RawIOBase):
    """The end of a standard output that is closed."""

    def write(self, data: Any) -> int:
        raise OSError(errno.EBADF, "standard output is closed; open it, or name a file to write to")

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


class _Patient(io.RawIOBase):
    """The end of a stream. Once it has failed it takes everything, so that Python does not fail over it on the way out."""

    def __init__(self, raw: io.RawIOBase, lost: type[OSError]) -> None:
        self.raw, self.lost, self.over = raw, lost, False

    def write(self, data: Any) -> int:
        if not self.over:
            try:
                while (written := self.raw.write(data)) is None:  # whoever has made it one that never waits reads slowly
                    select.select([], [self.raw], [])
                return written
            except OSError as error:
                self.over = True
                if not isinstance(error, self.lost):
                    raise
        return len(data)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.raw.fileno()

    def isatty(self) -> bool:
        return self.raw.isatty()
