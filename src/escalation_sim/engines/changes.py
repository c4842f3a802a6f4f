"""What may be changed in a history beside its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Answer = Literal["yes", "no"] | int
"""What is answered to a decision: yes, no, or so many minutes to wait."""


@dataclass(frozen=True)
class Changes:
    """What is changed in one history.

    *left_out* are events and brakes for which it is as if their `while` were false; *answers* are given to the decisions that are
    put, one after the other: where they have run out, luck decides.
    """

    left_out: frozenset[str] = frozenset()
    answers: tuple[Answer, ...] = ()


AS_WRITTEN = Changes()
