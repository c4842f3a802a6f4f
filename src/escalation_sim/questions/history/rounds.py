"""The rounds of a minute in which things set each other off without end: as many as show what does, and how many did the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from escalation_sim.engines.history import Braked, Happening, Known, Lost, Occurred, Step, Triggered

MOST_SHOWN = 20
"""A minute of no more rounds is told whole."""
_SHOWN = 3
"""Of one in which no round is like another so many are shown."""

Round = Sequence[Happening]


@dataclass(frozen=True)
class Told:
    """The happenings to tell, how many rounds of their last minute are left out, and whether these do as others before them."""

    happenings: list[Happening]
    left_out: int = 0
    alike: bool = False


def without_repetition(happenings: list[Happening]) -> Told:
    """The happenings, of the last minute of which there may be a thousand rounds: without those that do as others before them."""
    if not happenings:
        return Told(happenings)
    minute = happenings[-1].minute
    earlier = [one for one in happenings if one.minute < minute]
    rounds = rounds_of(happenings[len(earlier) :])
    if len(rounds) <= MOST_SHOWN:
        return Told(happenings)
    shown, alike = _enough([tuple(map(_what, one)) for one in rounds])
    return Told([*earlier, *(one for some in rounds[:shown] for one in some)], len(rounds) - shown, alike)


def rounds_of(happenings: Sequence[Happening]) -> list[list[Happening]]:
    """The happenings of one minute, round by round: one that comes earlier in a round than that before it begins the next.

    What asks for another round comes last in its own: the trigger of an occurrence that is due, or a move.
    """
    rounds: list[list[Happening]] = []
    last = 0
    for one in happenings:
        place = _place(one)
        if not rounds or place < last:
            rounds.append([])
        rounds[-1].append(one)
        last = place
    return rounds


_ANSWERS = {"refused": 5, "put off": 5, "moved": 6, "overtaken": 6}


def _place(one: Happening) -> int:
    """Where in a round something happens: known, occurrences, triggers, brakes, phases of ways, answers, moves."""
    match one:
        case Known():
            return 0
        case Occurred():
            return 1
        case Triggered() | Lost():
            return 2
        case Braked():
            return 3
        case Step():
            return _ANSWERS.get(one.kind, 4)


def _what(one: Happening) -> tuple[str, ...]:
    """What happened, without the numbers: two rounds may do the same with others."""
    match one:
        case Known():
            return "known", one.quantity
        case Occurred():
            return "occurred", one.event, one.stopped_by
        case Triggered() | Lost():
            return type(one).__name__, one.event
        case Braked():
            return "brake", one.brake, str(one.on)
        case Step():
            return one.kind, one.dossier.path


def _enough(rounds: Sequence[tuple[tuple[str, ...], ...]]) -> tuple[int, bool]:
    """How many rounds show all that repeats to the end, and that it does; the first few where nothing does."""
    for cycle in range(1, MOST_SHOWN):
        start = len(rounds)
        while start > cycle and rounds[start - 1] == rounds[start - 1 - cycle]:
            start -= 1
        if start <= MOST_SHOWN:
            return start, True
    return _SHOWN, False
