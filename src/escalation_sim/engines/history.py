"""What an engine tells of one replication: plain values, no opinion on how they are shown.

Times are whole minutes since the start, stages are places on the ladder from 0. A `Trace` holds every happening from which the
account is made; an engine keeps one only when it is asked to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Move:
    """A step from one stage to another."""

    minute: int
    source: int
    target: int
    route: str


@dataclass(frozen=True)
class Known:
    """A timeline set a quantity."""

    minute: int
    quantity: str
    value: float


@dataclass(frozen=True)
class Triggered:
    """An event's condition has held long enough since *since*; it will occur at *due*."""

    minute: int
    event: str
    since: int
    due: int


@dataclass(frozen=True)
class Lost:
    """A trigger that came to nothing: one is on its way until *due*, or, *too_late*, it would itself be due after `until`."""

    minute: int
    event: str
    due: int
    too_late: bool = False


@dataclass(frozen=True)
class Occurred:
    """An event came up for the *number*th time (from 0); *stopped_by* is `while` or `chance` where it had no effect.

    One that somebody has let happen has a number of its own, see `changes.INJECTED`.
    """

    minute: int
    event: str
    number: int
    stopped_by: str
    set: Mapping[str, float]


@dataclass(frozen=True)
class Reading:
    """A value that a condition read, and what had last changed it (empty where nothing had)."""

    name: str
    value: float
    changed_by: str = ""
    changed_at: int = 0


@dataclass(frozen=True)
class Dossier:
    """All that is known of a climb or a descent: the minutes at which it began to hold, was met, and was decided upon.

    *readings* are the values at *since*. *worked* is how much of the *length* of the decision was done by then; *held_back* are
    the minutes each brake held it.
    """

    ladder: str
    path: str
    source: int
    target: int
    route: str
    since: int
    readings: tuple[Reading, ...]
    met: int | None = None
    begun: int | None = None
    number: int = -1
    length: int = 0
    worked: int = 0
    held_back: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """Something that befell a way.

    *kind* is one of: building, broken, blocked, deciding, put off, shelved, overtaken, refused, moved. *until* is the minute at
    which a refused way opens again, where that is known, or a decision that is put off is put again; *chance* is the probability
    of the yes that luck did not give. *found* are the values that conditions read when they broke.
    """

    minute: int
    kind: str
    dossier: Dossier
    until: int | None = None
    chance: float | None = None
    found: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Braked:
    """A brake came on or went off."""

    minute: int
    brake: str
    on: bool


Happening = Known | Triggered | Lost | Occurred | Step | Braked


@dataclass(frozen=True)
class Waiting:
    """An event's condition has held since *since*, and must hold for *hold* minutes before it sets it off."""

    event: str
    since: int
    hold: int


@dataclass
class Trace:
    """Everything that happened, in order, and the state after each minute in which something changed."""

    happenings: list[Happening] = field(default_factory=list)
    states: list[tuple[int, tuple[float, ...], tuple[int, ...]]] = field(default_factory=list)  # minute, quantities, places
    standing: tuple[Step, ...] = ()  # how the ways from where each actor stood did so at the end
    waiting: tuple[Waiting, ...] = ()  # the events whose condition held at the end, but not for long enough
    left_out: frozenset[str] = frozenset()  # the events and brakes for which it is as if their `while` were false


@dataclass(frozen=True)
class Climbed:
    """What became of one ladder in a history.

    `blocked` and `blocked_alone` are indexed by (stage, brake): how long the brake held back the decision for that stage, in
    all, and while no other did.
    """

    final: int
    highest: int
    moves: tuple[Move, ...]
    first_reached: tuple[int | None, ...]
    stage_minutes: tuple[int, ...]
    blocked: Mapping[tuple[int, int], int]
    blocked_alone: Mapping[tuple[int, int], int]
    deciding: int
    shelved: int
    refused: int

    @property
    def climbs(self) -> int:
        """How often the actor moved up."""
        return sum(move.target > move.source for move in self.moves)

    @property
    def descents(self) -> int:
        """How often the actor moved down."""
        return sum(move.target < move.source for move in self.moves)


@dataclass(frozen=True)
class History(Climbed):
    """One replication from its start to the end of the period: what became of the main ladder, and of the others by name.

    An outcome that is *never* is None.
    """

    replication: int
    outcomes: Mapping[str, float | None]
    quantities: Mapping[str, float]
    parameters: Mapping[str, float]
    trace: Trace | None = None
    others: Mapping[str, Climbed] = field(default_factory=dict)

    def of(self, ladder: str) -> Climbed:
        """What became of a ladder."""
        return self.others.get(ladder, self)
