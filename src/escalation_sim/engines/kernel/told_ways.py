"""The ladders and their ways, as far as records have told of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from escalation_sim.engines.history import Dossier, Move, Reading
from escalation_sim.model.programme import LadderPlan, Programme, WayPlan
from escalation_sim.model.scenario import MAIN

PHASES = ("watching", "building", "blocked", "deciding", "closed")
"""In the order of `enum phase` in play.h."""

WATCHING, BUILDING, BLOCKED, DECIDING, CLOSED = PHASES


class ToldLadder:
    """Where an actor stands, and its moves so far."""

    def __init__(self, plan: LadderPlan) -> None:
        self.plan = plan
        self.stage = self.highest = plan.ladder.start_stage
        self.moves: list[Move] = []

    @property
    def called(self) -> str:
        """What is said of who changed the place."""
        return "the ladder" if self.plan.name == MAIN else f"the ladder {self.plan.name}"


@dataclass
class ToldWay:
    """One way up or down, from the arrival at its stage to the next move."""

    ladder: ToldLadder
    plan: WayPlan
    phase: str = WATCHING
    entered: int = 0  # when that phase began
    since: int = 0  # since when both conditions have held
    readings: tuple[Reading, ...] = ()  # what they read then
    met: int | None = None  # when `for` was over
    begun: int | None = None  # when the decision under way began
    number: int = -1
    length: int = 0  # of the decision: in all …
    left: int = 0  # … and what it still needed when the phase was entered
    opens: int | None = None  # when a closed way opens, where that is known
    held_back: Counter[int] = field(default_factory=Counter)

    def enter(self, phase: str, minute: int) -> None:
        self.phase, self.entered = phase, minute

    def build(self, minute: int, readings: tuple[Reading, ...]) -> None:
        """Both conditions have come to hold."""
        self.since, self.readings = minute, readings
        self.enter(BUILDING, minute)

    def rest(self, minute: int) -> None:
        """A brake holds it back."""
        self.have_met(minute)
        if self.phase == DECIDING:
            self.left -= minute - self.entered
        self.enter(BLOCKED, minute)

    def decide(self, minute: int, number: int, left: int) -> None:
        """A decision begins or goes on."""
        self.have_met(minute)
        if self.begun is None:
            self.begun, self.number, self.length, self.left = minute, number, left, left
        self.enter(DECIDING, minute)

    def have_met(self, minute: int) -> None:
        if self.phase == BUILDING:
            self.met = minute

    def put_off(self, minute: int, wait: int) -> None:
        """The decision is put again after so many minutes."""
        self.length += wait
        self.left = wait
        self.enter(DECIDING, minute)

    def forget(self, phase: str, minute: int) -> None:
        """Away with a decision."""
        self.met = self.begun = None
        self.held_back.clear()
        self.enter(phase, minute)

    def charge(self, gone: int, on: list[bool]) -> None:
        """Charge some minutes to the brakes that hold it back."""
        if self.phase == BLOCKED:
            self.held_back.update({brake: gone for brake in self.plan.brakes if on[brake]})

    def dossier(self, programme: Programme, minute: int) -> Dossier:
        """All that is known of it at a minute."""
        at_work = minute - self.entered if self.phase == DECIDING else 0
        brakes = programme.scenario.brakes
        return Dossier(
            ladder=self.ladder.plan.name,
            path=self.plan.path,
            source=self.plan.source,
            target=self.plan.target,
            route=self.plan.way.route,
            since=self.since,
            readings=self.readings,
            met=self.met,
            begun=self.begun,
            number=self.number,
            length=self.length,
            worked=0 if self.begun is None else self.length - self.left + at_work,
            held_back={brakes[brake].name: minutes for brake, minutes in self.held_back.items()},
        )
