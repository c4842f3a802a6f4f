"""One tree of errors.

    EscalationError
    ├── UsageError         the command line asks for something that makes no sense      (status 2)
    ├── ScenarioError      a scenario or its evidence is wrong; carries every problem   (status 2)
    ├── CannotRun          what was asked could not be carried out                      (status 3)
    │   └── RunError       a history stopped: the expression, the minute, the replication
    └── Interrupted        Ctrl-C, with a word on what is saved                          (status 130)

`ExpressionError` is the parser's word to its caller; the language layer turns it into a `Problem` with a place.
"""

from __future__ import annotations

from dataclasses import dataclass


class EscalationError(Exception):
    """Whatever this project says on purpose."""


class UsageError(EscalationError):
    """A wrong option, an unknown parameter, a value that cannot be read."""


class CannotRun(EscalationError):
    """Asked for correctly, and impossible all the same."""


class Interrupted(EscalationError):
    """The user has stopped it; the message says what is saved and how to go on."""


class Slower(UserWarning):
    """What was asked is done, but in a slower way than it could be."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{' '.join(self.file.split())}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One mistake (or warning) in a scenario: where, what, and how to mend it."""

    place: Place
    path: str
    message: str
    mend: str = ""
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning" if self.warning else "error"
        path = " ".join(self.path.split())  # a key may hold a line break
        where = f"{path}: " if path else ""
        mend = f"\n    mend: {self.mend}" if self.mend else ""
        return f"{self.place}: {kind}: {where}{self.message}{mend}"


class ScenarioError(EscalationError):
    """A scenario that cannot be used. *problems* holds all of its mistakes, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[object, ...]:
        return ScenarioError, (list(self.problems),)


class RunError(CannotRun):
    """A history that stopped, in *replication* at *minute* (minutes since the start), in *lane* of its block."""

    lane = 0

    def __init__(self, message: str, *, minute: int, replication: int, when: str = "") -> None:
        self.reason, self.minute, self.replication = message, minute, replication
        self.trace: object = None  # what happened until then, where a trace was kept
        super().__init__(f"{message} (minute {minute}{when}, replication {replication})")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt_run_error, (self.args[0], self.reason, self.minute, self.replication)


def _rebuilt_run_error(text: str, reason: str, minute: int, replication: int) -> RunError:
    """A RunError as it was before it crossed from another process."""
    error = RunError(reason, minute=minute, replication=replication)
    error.args = (text,)
    return error


class ExpressionError(EscalationError):
    """A text that is no expression of the language, with the mend; *offset* counts characters from 0."""

    def __init__(self, message: str, mend: str = "", offset: int = 0) -> None:
        self.message, self.mend, self.offset = message, mend, offset
        super().__init__(message)
