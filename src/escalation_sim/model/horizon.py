"""When at the earliest each thing can happen, and between which values a quantity stays within the period.

All at the parameters' values as written; but a chance may have any value that the range or the prior of its parameters allows,
since 0 there is how something is turned off. Cautious on purpose, as `intervals.py` is: what can happen is never said to be
impossible. How it is found out is in `earliest.py`.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from escalation_sim import clock
from escalation_sim.model import expressions as ex
from escalation_sim.model.intervals import Interval, interval
from escalation_sim.model.scenario import Brake, Event, Ladder, Scenario, Way

NEVER = math.inf
MOST_LOOKS = 8_000
"""Things that are looked at in all steps together; where there are more, the later ones may happen at once."""


Standing = tuple[str, int]
"""A ladder, by its name, and a place on it."""


class Held(NamedTuple):
    """A way with the places that it leads from and to, and the brakes that hold it back."""

    path: str
    way: Way
    start: Standing
    to: Standing
    brakes: tuple[Brake, ...]


@dataclass
class Horizon:
    """What may happen when, in whole minutes after the start; what is not there never does, nor what is due after the end.

    *holds* is when a condition may come true, by its identity, and *free* when a brake may be off; *first* when an event may
    occur, and *acts* when it may have an effect; *stands* when an actor may stand at a place of a ladder, *put* when a way may
    be decided, by its identity, and *due* when it is and the answer may be yes. *known* has the interval of every name, and
    *chances* those of parameters and brakes in a chance.
    """

    scenario: Scenario
    known: dict[str, Interval]
    chances: dict[str, Interval]
    holds: dict[int, float] = field(default_factory=dict)
    free: dict[str, float] = field(default_factory=dict)
    first: dict[str, float] = field(default_factory=dict)
    acts: dict[str, float] = field(default_factory=dict)
    stands: dict[Standing, float] = field(default_factory=dict)
    put: dict[int, float] = field(default_factory=dict)
    due: dict[int, float] = field(default_factory=dict)

    def when(self, *conditions: ex.Expression | None) -> float:
        """The minute from which on all of some conditions may hold."""
        return max((self.holds.get(id(condition), NEVER) for condition in conditions if condition), default=0.0)

    def least(self, duration: ex.Expression) -> float:
        """The fewest minutes of a duration."""
        return _minutes(interval(duration.tree, self.known)[0])

    def most(self, duration: ex.Expression) -> float:
        """The most minutes of a duration."""
        return _minutes(interval(duration.tree, self.known)[1])

    def may_be(self, chance: ex.Expression | None) -> bool:
        """Whether a chance can be above 0."""
        return chance is None or interval(chance.tree, ChainMap(self.chances, self.known))[1] > 0

    def top(self, ladder: Ladder) -> int:
        """The highest place of a ladder at which its actor may stand."""
        return self._tops[ladder.name]

    @cached_property
    def _tops(self) -> dict[str, int]:
        tops = {ladder.name: 0 for ladder in self.scenario.ladders}
        for name, place in self.stands:
            tops[name] = max(tops[name], place)
        return tops

    def is_late(self, minute: float) -> bool:
        """Whether the run has stopped by then."""
        return minute >= self.scenario.end

    def occurrence(self, event: Event, now: float = 0.0) -> float:
        """The minute of the first occurrence, by what is known from *now* on."""
        if event.at:
            return self.least(event.at)
        if event.every:
            return self.least(event.first) if event.first else self.least(event.start) + max(self.least(event.every), 1)
        return max(self.when(event.when) + self.least(event.hold), now) + self.least(event.after)

    def decision(self, passage: Held, now: float = 0.0) -> float:
        """The minute at which a way is due, by what is known from *now* on."""
        way = passage.way
        built = max(self.stands.get(passage.start, NEVER), self.when(way.when, way.keep)) + self.least(way.hold)
        free = max([built, now, *(self.free.get(brake.name, NEVER) for brake in passage.brakes)])
        return free + self.least(way.decide)


def held_ways(scenario: Scenario) -> Iterator[Held]:
    """Every way up and down, with what it leads from and to."""
    ways = sum(len(ladder.passages) for ladder in scenario.ladders)
    brakes = scenario.brakes if len(scenario.brakes) * ways < MOST_LOOKS else ()
    blocked = {brake.name: frozenset(brake.blocks or ()) for brake in brakes}
    for ladder in scenario.ladders:
        for path, stage, way, source, target in ladder.passages:
            names, held = {stage.name, ladder.name}, tuple[Brake, ...]()
            if target > source and way.ignores is not None:
                ignored = frozenset(way.ignores)
                blocking = (brake for brake in brakes if brake.blocks is None or names & blocked[brake.name])
                held = tuple(brake for brake in blocking if brake.name not in ignored)
            yield Held(path, way, (ladder.name, source), (ladder.name, target), held)


def _minutes(days: float) -> float:
    """Days as whole minutes, not negative, and infinite where they are."""
    if math.isnan(days) or days <= 0:
        return 0.0
    return float(clock.to_minutes(days)) if days < clock.FAR / clock.DAY else NEVER
