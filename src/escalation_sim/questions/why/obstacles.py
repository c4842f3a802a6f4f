"""How far the ways into a stage came in a history, and what stood in the way the last time that they stood there.

A history is followed through what befell its ways, whoever tells it: `told_by_trace` and `told_by_records` make the same of the
trace of the SimPy engine and of the kernel's records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.changes import Changes
from escalation_sim.engines.history import Braked, History, Step
from escalation_sim.engines.kernel import records as told
from escalation_sim.model.programme import LadderPlan, Programme, WayPlan
from escalation_sim.questions.why.question import Question

PHASES = ("watching", "closed", "building", "blocked", "deciding")
"""From the farthest away to the nearest."""

AT_ONCE = 64
"""Histories whose records are kept at a time."""


class Befell(NamedTuple):
    """Something at a minute: a brake came on or went off (*on*), a way came into a *phase*, or *moved* its ladder to a place."""

    minute: int
    brake: int = -1
    on: bool = False
    way: int = -1
    phase: str = ""
    target: int = -1


@dataclass(frozen=True)
class Obstacle:
    """The furthest phase of the ways into a stage: the last time that one stood there, and the brakes on at the end of it.

    *way* is None where the actor never stood at a stage from which one leads, and *start* and *end* with it. *refused*: it ended
    with a no.
    """

    phase: str
    way: WayPlan | None = None
    start: int | None = None
    end: int | None = None
    brakes: tuple[str, ...] = ()
    refused: bool = False


def ways_into(plan: LadderPlan, place: int) -> list[WayPlan]:
    """The ways with which a stage is reached: those that lead to it, and those that skip it on their way up."""
    return [way for ways in plan.ways for way in ways if way.source < place <= way.target]


def obstacles(question: Question, replications: NDArray[np.int64]) -> list[Obstacle]:
    """What stood in the way in each of some histories. Raises RunError."""
    if question.engine == "simpy":
        return [obstacle_of(question, question.setup.history(int(replication))) for replication in replications]
    return [_followed(question, _told_by_records(question, records)) for records in _records(question, replications)]


def obstacle_of(question: Question, history: History) -> Obstacle:
    """What stood in the way in a history that has its trace."""
    return _followed(question, _told_by_trace(question, history))


def _followed(question: Question, happenings: Iterable[Befell]) -> Obstacle:
    following = _Following(question)
    for one in happenings:
        if one.minute >= question.by:
            break
        following.take(one)
    return following.ended()


class _Following:
    """Where the ways into a stage stand while a history is followed."""

    def __init__(self, question: Question) -> None:
        programme, ladder = question.setup.programme, question.ladder
        self.question, self.programme = question, programme
        plan = next(one for one in programme.ladders if one.ladder is ladder)
        self.ways = ways_into(plan, question.place)
        self.number = {id(way): number for number, way in enumerate(programme.ways)}
        self.mine = {self.number[id(way)]: way for way in self.ways}
        self.standing: dict[int, tuple[str, int]] = {}  # by the number of a way: its phase, and since when
        self.on: set[int] = set()
        self.on_before: set[int] = set()
        self.minute = 0
        self.best = Obstacle("watching")
        self.arrive(ladder.start_stage)

    def arrive(self, place: int) -> None:
        self.standing = {number: ("watching", self.minute) for number, way in self.mine.items() if way.source == place}

    def take(self, one: Befell) -> None:
        if one.minute > self.minute:
            self.minute, self.on_before = one.minute, set(self.on)
        if one.brake >= 0:
            (self.on.add if one.on else self.on.discard)(one.brake)
        elif one.target >= 0:
            for number in list(self.standing):
                self.close(number)
            self.arrive(one.target)
        elif one.way in self.standing and one.phase != self.standing[one.way][0]:
            self.close(one.way, refused=one.phase == "closed")
            self.standing[one.way] = (one.phase, self.minute)

    def close(self, number: int, *, refused: bool = False) -> None:
        """A way leaves its phase: is that the furthest that any came, or as far, and later?"""
        phase, start = self.standing[number]
        best = self.best
        so_far = PHASES.index(best.phase), -1 if best.end is None else best.end
        if (PHASES.index(phase), self.minute) <= so_far:
            return
        way = self.mine[number]
        on = self.on_before if self.minute > start else self.on
        brakes = tuple(self.programme.scenario.brakes[brake].name for brake in way.brakes if phase == "blocked" and brake in on)
        self.best = Obstacle(phase, way, start, self.minute, brakes, refused)

    def ended(self) -> Obstacle:
        """The history is over."""
        self.minute, self.on_before = self.question.by, set(self.on)
        for number in list(self.standing):
            self.close(number)
        return self.best


_OF_STEPS = {
    "building": "building",
    "broken": "watching",
    "blocked": "blocked",
    "deciding": "deciding",
    "shelved": "watching",
    "overtaken": "watching",
    "refused": "closed",
}


def _told_by_trace(question: Question, history: History) -> Iterator[Befell]:
    """What befell the ways, as the SimPy engine tells it."""
    assert history.trace is not None
    programme = question.setup.programme
    number = {way.path: index for index, way in enumerate(programme.ways)}
    brakes = {brake.name: index for index, brake in enumerate(programme.scenario.brakes)}
    for one in history.trace.happenings:
        match one:
            case Braked(minute, brake, on):
                yield Befell(minute, brake=brakes[brake], on=on)
            case Step(minute, "moved", dossier) if dossier.ladder == question.ladder.name:
                yield Befell(minute, target=dossier.target)
            case Step(minute, kind, dossier) if kind in _OF_STEPS:
                yield Befell(minute, way=number[dossier.path], phase=_OF_STEPS[kind])


_OF_RECORDS = {
    told.BUILT: "building",
    told.BROKEN: "watching",
    told.HELD_BACK: "blocked",
    told.DECIDED_ON: "deciding",
    told.SHELVED_AWAY: "watching",
    told.OVERTAKEN: "watching",
    told.REFUSED_UNTIL: "closed",
}
_KINDS = np.array([told.BRAKED, told.MOVED, *_OF_RECORDS])


def _records(question: Question, replications: NDArray[np.int64]) -> Iterator[NDArray[Any]]:
    """The records of each history about brakes and ways."""
    from escalation_sim.engines.kernel.calls import Lanes
    from escalation_sim.engines.kernel.engine import logs_of

    setup = question.setup
    for first in range(0, len(replications), AT_ONCE):
        some = replications[first : first + AT_ONCE]
        begin = int(some.min())
        parameters = {
            name: value[some - begin] if isinstance(value, np.ndarray) else value
            for name, value in setup.lanes(begin, int(some.max()) - begin + 1).items()
        }
        changes: list[Changes] = [setup.changes] * len(some)
        yield from logs_of(setup.tables, Lanes(parameters, setup.settings.seed, some, changes), _KINDS)


def _told_by_records(question: Question, records: NDArray[Any]) -> Iterator[Befell]:
    """What befell the ways, as the kernel tells it."""
    ways = _numbered(question.setup.programme)
    mine = question.ladder.name
    columns = (records[name].tolist() for name in ("minute", "kind", "what", "number"))
    for minute, kind, what, number in zip(*columns, strict=True):
        if kind == told.BRAKED:
            yield Befell(minute, brake=what, on=bool(number))
        elif kind != told.MOVED:
            yield Befell(minute, way=what, phase=_OF_RECORDS[kind])
        elif ways[what][0] == mine:
            yield Befell(minute, target=ways[what][1])


def _numbered(programme: Programme) -> list[tuple[str, int]]:
    """The ladder and the target of each way, by its number."""
    return [(plan.name, way.target) for plan in programme.ladders for ways in plan.ways for way in ways]
