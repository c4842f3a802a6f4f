"""Runs the command line inside the tests."""

from __future__ import annotations

import contextlib
import io
from typing import NamedTuple

from escalation_sim.cli.main import status_of


class Answer(NamedTuple):
    """What a command wrote, and its exit status."""

    status: int
    out: str
    err: str


def command(*arguments: str) -> Answer:
    """The answer of `escalation-sim` to some arguments."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = status_of(list(arguments))
    return Answer(status, out.getvalue(), err.getvalue())
