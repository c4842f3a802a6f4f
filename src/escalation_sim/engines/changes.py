"""What may be changed in a history beside its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from escalation_sim.clock import LONGEST_PERIOD

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


def wait_of(minutes: int) -> int:
    """For how many minutes a decision is put off that is answered with *minutes*: it is never put again in the same one."""
    return max(1, min(minutes, LONGEST_PERIOD))
