"""What a scenario means: frozen values, no file format, no input or output.

Times that the author may leave to the engine (durations, dates) are expressions that yield days since the start; times that
are fixed (the period, a timeline) are whole minutes. Names are unique over a whole scenario.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.expressions import FUNCTIONS, Expression, number, truth

NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_NAME = 64
RESERVED = frozenset(
    ["true", "false", "stage", "highest", "final", "now", "all", "date", *FUNCTIONS, *DISTRIBUTIONS, *keyword.kwlist]
)
NOTHING = number(0.0)
"""A delay of no days."""
ALWAYS = truth(True)


@dataclass(frozen=True)
class Note:
    """What people read about a thing: its title, the facts behind it, or the reason where there is no fact."""

    title: str = ""
    source: tuple[str, ...] = ()
    assumption: str = ""


@dataclass(frozen=True)
class Parameter:
    """A number the rest of the scenario may use."""

    name: str
    value: float
    unit: str = ""
    range: tuple[float, float] | None = None
    kind: str = "uncertainty"  # or lever
    prior: Expression | None = None
    note: Note = field(default=Note(), compare=False)


@dataclass(frozen=True)
class Quantity:
    """What changes. *timeline* holds (minute, value), in order of time."""

    name: str
    initial: Expression
    min: float | None = None
    max: float | None = None
    unit: str = ""
    timeline: tuple[tuple[int, float], ...] = ()
    note: Note = field(default=Note(), compare=False)

    def clipped(self, value: float) -> float:
        """*value* brought between min and max."""
        if self.min is not None and value < self.min:
            return self.min
        if self.max is not None and value > self.max:
            return self.max
        return value


@dataclass(frozen=True)
class Event:
    """What makes quantities change. Exactly one of *at*, *every* and *when* is there."""

    name: str
    at: Expression | None = None
    every: Expression | None = None
    when: Expression | None = None
    start: Expression = NOTHING  # the file's `from`
    first: Expression | None = None
    hold: Expression = NOTHING  # the file's `for`
    after: Expression = NOTHING
    until: Expression | None = None
    times: int | None = None
    while_: Expression = ALWAYS
    chance: Expression | None = None
    set: tuple[tuple[str, Expression], ...] = ()
    note: Note = field(default=Note(), compare=False)


@dataclass(frozen=True)
class Brake:
    """What keeps decisions from beginning, or makes them rest. *blocks* are stages; an empty tuple stands for all."""

    name: str
    while_: Expression
    blocks: tuple[str, ...] = ()
    note: Note = field(default=Note(), compare=False)

    def blocks_stage(self, stage: str) -> bool:
        """Whether decisions for *stage* wait for this brake."""
        return not self.blocks or stage in self.blocks


@dataclass(frozen=True)
class Way:
    """One way up to a stage, or the way down from it. *route* is empty where the climb has no named routes."""

    when: Expression
    keep: Expression | None = None
    hold: Expression = NOTHING
    decide: Expression = NOTHING
    chance: Expression | None = None
    again: Expression | None = None
    ignores: tuple[str, ...] | None = ()  # None: all
    route: str = ""
    note: Note = field(default=Note(), compare=False)

    def ignores_brake(self, brake: str) -> bool:
        """Whether this way goes on while *brake* is on."""
        return self.ignores is None or brake in self.ignores


@dataclass(frozen=True)
class Stage:
    """A step of the ladder: the ways into it from below, and the way down from it."""

    name: str
    climb: tuple[Way, ...] = ()
    descend: Way | None = None
    measures: tuple[str, ...] = field(default=(), compare=False)
    note: Note = field(default=Note(), compare=False)


@dataclass(frozen=True)
class Outcome:
    """One aggregate of an expression, or the count of an event."""

    name: str
    aggregate: str
    expression: Expression | None = None
    event: str = ""
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class Expectation:
    """A claim about an ensemble: a statistic, the bounds it must keep, and the words it is shown with."""

    statistic: str  # probability, mean, median, quantile
    condition: Expression | None = None
    outcome: str = ""
    level: float = 0.5
    by: int | None = None  # minutes
    low: float | None = None
    high: float | None = None
    text: str = ""


Thing = Parameter | Quantity | Event | Brake | Stage


@dataclass(frozen=True)
class Scenario:
    """One policy ladder and the world around it. *end* is the minute at which the run stops."""

    start: datetime
    end: int
    stages: tuple[Stage, ...]
    start_stage: int = 0
    parameters: tuple[Parameter, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    events: tuple[Event, ...] = ()
    brakes: tuple[Brake, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    expect: tuple[Expectation, ...] = ()
    name: str = ""
    title: str = ""
    description: str = ""
    actor: str = "the government"

    @cached_property
    def places(self) -> dict[str, int]:
        """Each stage's place on the ladder, the lowest first."""
        return {stage.name: place for place, stage in enumerate(self.stages)}

    @cached_property
    def values(self) -> dict[str, float]:
        """The parameters as written in the file."""
        return {parameter.name: parameter.value for parameter in self.parameters}

    def title_of(self, name: str) -> str:
        """What people call a quantity, an event, a brake or a stage: its title, or its name without underscores."""
        return self._titles.get(name, name)

    @property
    def things(self) -> tuple[Thing, ...]:
        """Everything that has a name and a note."""
        return (*self.parameters, *self.quantities, *self.events, *self.brakes, *self.stages)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {thing.name: thing.note.title or thing.name.replace("_", " ") for thing in self.things}

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of every parameter and quantity."""
        return {p.name: p.unit for p in self.parameters} | {q.name: q.unit for q in self.quantities}

    @cached_property
    def notes(self) -> dict[str, Note]:
        """The note of everything that has a name."""
        return {thing.name: thing.note for thing in self.things}


def brakes_for(scenario: Scenario, stage: Stage) -> tuple[Brake, ...]:
    """The brakes that can block a stage: those that name it and that at least one way into it heeds."""
    return tuple(
        brake
        for brake in scenario.brakes
        if brake.blocks_stage(stage.name) and any(not way.ignores_brake(brake.name) for way in stage.climb)
    )
