"""What a scenario means: frozen values, no file format, no input or output.

Times that the author may leave to the engine (durations, dates) are expressions that yield days since the start; times that
are fixed (the period, a timeline) are whole minutes. Names are unique over a whole scenario.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.expressions import FUNCTIONS, Expression, number, truth

NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_NAME = 64
RESERVED = frozenset(
    ["true", "false", "stage", "highest", "final", "now", "all", "date", "main", *FUNCTIONS, *DISTRIBUTIONS, *keyword.kwlist]
)
NOTHING = number(0.0)
"""A delay of no days."""
ALWAYS = truth(True)
MAIN = "main"
"""What the ladder is called that stands under `ladder`."""


@dataclass(frozen=True)
class Note:
    """What people read about a thing: its title, the facts behind it, the reason where there is none, what speaks against it."""

    title: str = ""
    source: tuple[str, ...] = ()
    assumption: str = ""
    against: str = ""


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
    hidden: bool = field(default=False, compare=False)  # from the main ladder's actor; it changes no history
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
    """What keeps decisions from beginning, or makes them rest. *blocks* are stages and ladders, None is all of them.

    One that blocks nothing only weighs where its name is read.
    """

    name: str
    while_: Expression
    blocks: tuple[str, ...] | None = ()
    note: Note = field(default=Note(), compare=False)


@dataclass(frozen=True)
class Way:
    """One way up to a stage, or the way down from it. *route* is empty where the climb has no named routes.

    *start* (the file's `from`) is the stage from which a climb leads, *to* the one to which a descent leads: where they are
    empty, the one just below.
    """

    when: Expression
    keep: Expression | None = None
    hold: Expression = NOTHING
    decide: Expression = NOTHING
    chance: Expression | None = None
    again: Expression | None = None
    ignores: tuple[str, ...] | None = ()  # None: all
    route: str = ""
    start: str = ""
    to: str = ""
    note: Note = field(default=Note(), compare=False)

    def ignores_brake(self, brake: str) -> bool:
        """Whether this way goes on while *brake* is on."""
        return self.ignores is None or brake in self.ignores


@dataclass(frozen=True)
class Stage:
    """A step of a ladder: the ways into it from below, and the way down from it."""

    name: str
    climb: tuple[Way, ...] = ()
    descend: Way | None = None
    measures: tuple[str, ...] = field(default=(), compare=False)
    note: Note = field(default=Note(), compare=False)


class Passage(NamedTuple):
    """A way up or down: *path* is where it stands in the file, *stage* whose it is, *source* and *target* are places."""

    path: str
    stage: Stage
    way: Way
    source: int
    target: int

    @property
    def is_climb(self) -> bool:
        """Whether it leads up."""
        return self.target > self.source


@dataclass(frozen=True)
class Ladder:
    """What is climbed: the stages, the lowest first, and at which of them its actor stands at the start."""

    name: str
    stages: tuple[Stage, ...]
    start_stage: int = 0
    actor: str = "the government"
    note: Note = field(default=Note(), compare=False)

    @cached_property
    def places(self) -> dict[str, int]:
        """Each stage's place on this ladder, the lowest first."""
        return {stage.name: place for place, stage in enumerate(self.stages)}

    @property
    def above(self) -> tuple[Stage, ...]:
        """The stages above that at which its actor stands at the start: those that are not reached whatever comes."""
        return self.stages[self.start_stage + 1 :]

    @property
    def place_name(self) -> str:
        """The name under which expressions read the current place on it."""
        return "stage" if self.name == MAIN else self.name

    @property
    def path(self) -> str:
        """Where its stages stand in the file."""
        return "ladder" if self.name == MAIN else f"ladders.{self.name}.stages"

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every way up and down, in the order of the file."""
        found = []
        for place, stage in enumerate(self.stages):
            for way in stage.climb:
                path = f"{self.path}.{stage.name}.climb" + (f".routes.{way.route}" if way.route else "")
                found.append(Passage(path, stage, way, self.places.get(way.start, place - 1), place))
            if stage.descend:
                path = f"{self.path}.{stage.name}.descend"
                found.append(Passage(path, stage, stage.descend, place, self.places.get(stage.descend.to, place - 1)))
        return tuple(found)

    @cached_property
    def passages_of(self) -> dict[str, list[Passage]]:
        """By stage the ways up to it, in the order of the file, and the way down from it."""
        found: dict[str, list[Passage]] = {stage.name: [] for stage in self.stages}
        for passage in self.passages:
            found[passage.stage.name].append(passage)
        return found

    @cached_property
    def passages_from(self) -> tuple[tuple[Passage, ...], ...]:
        """By place the ways from there, in the order in which decisions are put: down, then up, to the lowest stage first."""
        found: list[list[Passage]] = [[] for _ in self.stages]
        for passage in sorted(self.passages, key=lambda passage: passage.is_climb):
            found[passage.source].append(passage)
        return tuple(map(tuple, found))

    def is_blocked_by(self, brake: Brake, stage: Stage) -> bool:
        """Whether decisions for one of its stages wait for *brake*."""
        return brake.blocks is None or stage.name in brake.blocks or self.name in brake.blocks


@dataclass(frozen=True)
class Aggregate:
    """What is made of a whole history: the peak of an expression, the count of an event …; *minute* is that of `on`.

    *name* stands for it in the measure of its outcome, where that is more than the aggregate itself; *text* is how it is written
    there.
    """

    kind: str
    expression: Expression | None = None
    event: str = ""
    minute: int | None = None
    name: str = ""
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class Outcome:
    """One aggregate, or with a *measure* arithmetic on aggregates, which its tree reads by their names."""

    name: str
    aggregates: tuple[Aggregate, ...]
    measure: Expression | None = None
    unit: str = field(default="", compare=False)
    text: str = field(default="", compare=False)
    note: Note = field(default=Note(), compare=False)

    @property
    def only(self) -> Aggregate | None:
        """The aggregate that it is, where it is nothing else."""
        return None if self.measure else self.aggregates[0]

    @property
    def may_be_never(self) -> bool:
        """Whether there may be nothing to report of a history."""
        return any(aggregate.kind == "first" for aggregate in self.aggregates)


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
    """The main ladder, others beside it, and the world around them. *end* is the minute at which the run stops."""

    start: datetime
    end: int
    main: Ladder
    others: tuple[Ladder, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    events: tuple[Event, ...] = ()
    brakes: tuple[Brake, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    expect: tuple[Expectation, ...] = ()
    name: str = ""
    title: str = ""
    description: str = ""
    luck_names: Mapping[str, str] = field(default_factory=dict, compare=False)  # of what was renamed, and keeps its luck

    def luck_name(self, name: str) -> str:
        """The name by which luck knows a thing or a route: its own, or the one that it had before."""
        return self.luck_names.get(name, name)

    @property
    def ladders(self) -> tuple[Ladder, ...]:
        """All of them, the main one first."""
        return (self.main, *self.others)

    def ladder(self, name: str) -> Ladder:
        """The ladder of a name. Raises KeyError."""
        return self._ladders[name]

    @cached_property
    def _ladders(self) -> dict[str, Ladder]:
        return {ladder.name: ladder for ladder in self.ladders}

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the main ladder."""
        return self.main.stages

    @property
    def start_stage(self) -> int:
        """Where the actor of the main ladder stands at the start."""
        return self.main.start_stage

    @property
    def actor(self) -> str:
        """Whose the main ladder is."""
        return self.main.actor

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each stage on its own ladder, those of the main ladder first."""
        return {name: place for ladder in self.ladders for name, place in ladder.places.items()}

    @cached_property
    def ladder_of(self) -> dict[str, Ladder]:
        """The ladder of each stage, by the stage's name."""
        return {stage.name: ladder for ladder in self.ladders for stage in ladder.stages}

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every way up and down of every ladder."""
        return tuple(passage for ladder in self.ladders for passage in ladder.passages)

    @cached_property
    def removable(self) -> tuple[str, ...]:
        """The events and brakes by name, in the order of the file: what may be left out."""
        return (*(event.name for event in self.events), *(brake.name for brake in self.brakes))

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
        return (
            *self.parameters,
            *self.quantities,
            *self.events,
            *self.brakes,
            *(stage for ladder in self.ladders for stage in ladder.stages),
        )

    @cached_property
    def _titles(self) -> dict[str, str]:
        titles = {thing.name: thing.note.title or thing.name.replace("_", " ") for thing in self.things}
        titles |= {ladder.name: ladder.note.title or ladder.name.replace("_", " ") for ladder in self.others}
        return titles | {outcome.name: outcome.note.title for outcome in self.outcomes if outcome.note.title}

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of every parameter, quantity and outcome."""
        counted: tuple[Parameter | Quantity | Outcome, ...] = (*self.parameters, *self.quantities, *self.outcomes)
        return {thing.name: thing.unit for thing in counted}

    @cached_property
    def notes(self) -> dict[str, Note]:
        """The note of everything that has a name."""
        noted = (*self.things, *self.others, *self.outcomes)
        return {thing.name: thing.note for thing in noted}


def brakes_for(scenario: Scenario, ladder: Ladder, stage: Stage) -> tuple[Brake, ...]:
    """The brakes that can block a stage: those that name it, or its ladder, and that at least one way into it heeds."""
    return tuple(
        brake
        for brake in scenario.brakes
        if ladder.is_blocked_by(brake, stage) and any(not way.ignores_brake(brake.name) for way in stage.climb)
    )
