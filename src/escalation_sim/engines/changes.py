"""What may be changed in a history beside its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from escalation_sim.clock import LONGEST_PERIOD

Answer = Literal["yes", "no"] | int
"""What is answered to a decision: yes, no, or so many minutes to wait."""


@dataclass(frozen=True)
class Changes:
    """What is changed in one history.

    *left_out* are events and brakes for which it is as if their `while` were false; *answers* are given to the decisions that are
    put, one after the other: where they have run out, luck decides. *injected* are minutes, each with the name of an event that
    has its effect then, whatever its trigger, its `while` and its `chance` say: after the timelines of that minute and before
    whatever else is due in it; several in one minute in the order of the file.
    """

    left_out: frozenset[str] = frozenset()
    answers: tuple[Answer, ...] = ()
    injected: tuple[tuple[int, str], ...] = ()


AS_WRITTEN = Changes()

INJECTED = 1 << 30
"""From here on the occurrences of an event are numbered that somebody has let happen, each by its minute: no event comes up so
often of its own accord, so its own luck is what it would have been."""


def in_order(injected: Iterable[tuple[int, str]], events: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """What is injected, as it happens: minutes, each with the place of its event in the file."""
    return tuple(sorted((minute, events.index(name)) for minute, name in injected))


def wait_of(minutes: int) -> int:
    """For how many minutes a decision is put off that is answered with *minutes*: it is never put again in the same one."""
    return max(1, min(minutes, LONGEST_PERIOD))
