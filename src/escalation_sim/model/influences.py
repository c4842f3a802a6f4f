"""What drives what: an arrow from everything that is read to everything that it moves, with a sign; and the loops they close.

The nodes are the quantities and the places on the ladders: `stage` on the main one, the name of any other. A brake is none:
whoever reads its name is driven by what its `while` reads. All is told at the values as written: what a parameter of 0 switches
off has no arrow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from escalation_sim.model.changes import Change, bounds_from
from escalation_sim.model.intervals import Interval, interval, possible, reach
from escalation_sim.model.scenario import Event, Scenario, Way, brakes_for
from escalation_sim.model.signs import Sign, Signs, flipped, scaled, signs, times, together, turned

LADDER = "stage"
"""The node that stands for the main ladder: up is `+`."""

MOST_LOOPS = 50
"""No more loops are listed; the shortest come first."""

MOST_PATHS = 100_000
"""No more paths are followed in search of loops: a dense net has more of them than anyone could wait for."""


@dataclass(frozen=True)
class Influence:
    """An arrow: when *source* goes up, *by* (a path in the file) moves *target* in the direction of *sign*.

    *through* is the brake whose name is read there, where it is the brake's `while` that reads *source*.
    """

    source: str
    target: str
    sign: Sign
    by: str
    through: str = ""


@dataclass(frozen=True)
class Arrow:
    """All influences of one node on another, which are its *parts*; `?` where they pull in different directions."""

    source: str
    target: str
    sign: Sign
    by: tuple[str, ...]
    parts: tuple[Influence, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Loop:
    """Nodes that drive one another in a circle, back to the first; *signs* are those of the arrows from each to the next."""

    nodes: tuple[str, ...]
    signs: tuple[Sign, ...]

    @property
    def kind(self) -> str:
        """Reinforcing (what goes up is driven further up), balancing (it is driven back), or undetermined."""
        sign: Sign = "+"
        for one in self.signs:
            sign = times(sign, one)
        return {"+": "reinforcing", "-": "balancing", "?": "undetermined"}[sign]


def influences(scenario: Scenario) -> tuple[Influence, ...]:
    """Every arrow, in the order of the file: events, the ladders' ways, brakes."""
    world = _World(scenario)
    return (*_of_events(world), *_of_ways(world), *_of_brakes(world))


@dataclass(frozen=True)
class _World:
    """A scenario, and what is known of it beforehand."""

    scenario: Scenario

    @cached_property
    def known(self) -> Mapping[str, Interval]:
        """The interval of every name."""
        return reach(self.scenario)

    @cached_property
    def brakes(self) -> dict[str, Signs]:
        """For each brake, the direction in which what its `while` reads moves it: 1 while it is on, else 0."""
        return {brake.name: signs(brake.while_.tree, self.known) for brake in self.scenario.brakes}

    @cached_property
    def nodes(self) -> dict[str, int]:
        """Every node, and its place among them."""
        return {name: place for place, name in enumerate(_nodes(self.scenario))}

    def arrows(self, moved: Signs, target: str, by: str) -> Iterator[Influence]:
        """The arrows from what can change, through brakes too; parameters, dates and the names of stages cannot."""
        yield from self._arrows(moved, target, by, "")
        for brake, driven in self.brakes.items():
            if brake in moved:
                yield from self._arrows(turned(driven, moved[brake]), target, by, brake)

    def _arrows(self, moved: Signs, target: str, by: str, through: str) -> Iterator[Influence]:
        merged: Signs = {}
        for name, sign in moved.items():
            if name in self.nodes or name == "highest":
                merged = together(merged, {LADDER if name == "highest" else name: sign})
        for source in sorted(merged, key=self.nodes.__getitem__):
            yield Influence(source, target, merged[source], by, through)


def _of_events(world: _World) -> Iterator[Influence]:
    known = world.known
    for event in world.scenario.events:
        if not _can_happen(event, known):
            continue
        larger_smaller = {name: bounds_from(event.while_.tree, name) for name, _ in event.set}
        driven = _whether(event, known)
        for name, value in event.set:
            change = Change(name, known, *larger_smaller[name])
            by_value = {source: sign for source, sign in signs(value.tree, known).items() if source != name}
            own = change.feedback(value.tree)
            feedback: Signs = {name: own} if own else {}
            moved = together(scaled(driven, change.side(value.tree)), by_value, feedback)
            yield from world.arrows(moved, name, f"events.{event.name}")


def _can_happen(event: Event, known: Mapping[str, Interval]) -> bool:
    conditions = [event.while_, *([event.when] if event.when else [])]
    if not all(possible(condition.tree, known)[0] for condition in conditions):
        return False
    return event.chance is None or interval(event.chance.tree, known)[1] > 0


def _whether(event: Event, known: Mapping[str, Interval]) -> Signs:
    """What makes an event come more (+) or less (-) often, and sooner or later."""
    more = [event.when, event.while_, event.chance]
    fewer = [event.every, event.after]
    return together(
        *(signs(one.tree, known) for one in more if one),
        *(flipped(signs(one.tree, known)) for one in fewer if one),
    )


def _of_ways(world: _World) -> Iterator[Influence]:
    for ladder in world.scenario.ladders:
        for passage in ladder.passages:
            eager = _eagerness(passage.way, world.known)
            yield from world.arrows(eager if passage.is_climb else flipped(eager), ladder.place_name, passage.path)


def _eagerness(way: Way, known: Mapping[str, Interval]) -> Signs:
    """What makes a way more (+) or less (-) likely to be taken, and sooner or later."""
    more = [way.when, way.keep, way.chance]
    return together(*(signs(one.tree, known) for one in more if one), flipped(signs(way.decide.tree, known)))


def _of_brakes(world: _World) -> Iterator[Influence]:
    scenario = world.scenario
    heeded = {
        (brake.name, ladder.name)
        for ladder in scenario.ladders
        for stage in ladder.stages
        for brake in brakes_for(scenario, ladder, stage)
    }
    for brake in scenario.brakes:
        for ladder in scenario.ladders:
            if (brake.name, ladder.name) in heeded:
                yield from world.arrows(flipped(world.brakes[brake.name]), ladder.place_name, f"brakes.{brake.name}")


def _nodes(scenario: Scenario) -> tuple[str, ...]:
    return (*(quantity.name for quantity in scenario.quantities), *(ladder.place_name for ladder in scenario.ladders))


def arrows(found: tuple[Influence, ...]) -> tuple[Arrow, ...]:
    """One arrow for each pair of nodes, in the order in which they were found."""
    by: dict[tuple[str, str], list[Influence]] = {}
    for one in found:
        by.setdefault((one.source, one.target), []).append(one)
    return tuple(
        Arrow(
            source,
            target,
            together(*({"": one.sign} for one in group))[""],
            tuple(one.by for one in group),
            tuple(group),
        )
        for (source, target), group in by.items()
    )


def loops(scenario: Scenario, drawn: tuple[Arrow, ...]) -> tuple[tuple[Loop, ...], bool]:
    """The loops that the arrows close, the shortest first, each begun at its first quantity; and whether these are all.

    At most MOST_LOOPS, found on at most MOST_PATHS paths.
    """
    sign_of = {(arrow.source, arrow.target): arrow.sign for arrow in drawn}
    order = {name: place for place, name in enumerate(_nodes(scenario))}
    following: dict[str, list[str]] = {name: [] for name in order}
    for source, target in sorted(sign_of, key=lambda pair: (order[pair[0]], order[pair[1]])):
        following[source].append(target)
    found: list[Loop] = []
    waiting: deque[tuple[str, ...]] = deque((name,) for name in order if following[name])
    followed = len(waiting)
    while waiting:
        path = waiting.popleft()
        for name in following[path[-1]]:
            if name == path[0]:
                if len(found) == MOST_LOOPS:
                    return tuple(found), False
                found.append(Loop(path, tuple(sign_of[pair] for pair in pairwise((*path, path[0])))))
            elif order[name] > order[path[0]] and name not in path:
                followed += 1
                if followed > MOST_PATHS:
                    return tuple(found), False
                waiting.append((*path, name))
    return tuple(found), True


def between_ladders(scenario: Scenario, drawn: tuple[Arrow, ...]) -> tuple[Arrow, ...]:
    """The arrows on the ways from one ladder to another that pass no third one."""
    places = {ladder.place_name for ladder in scenario.ladders}
    pairs = [(arrow.source, arrow.target) for arrow in drawn]
    driven_by = _beyond(places, pairs)
    driving = _beyond(places, [(target, source) for source, target in pairs])

    def leads(arrow: Arrow) -> bool:
        before, behind = driven_by.get(arrow.source), driving.get(arrow.target)
        return bool(before and behind) and (before != behind or len(before or ()) > 1)

    return tuple(arrow for arrow in drawn if arrow.source != arrow.target and leads(arrow))


def _beyond(places: Collection[str], pairs: list[tuple[str, str]]) -> dict[str, set[str]]:
    """For each node the ladders from which it can be reached without passing another one; a ladder from itself."""
    following: dict[str, list[str]] = {}
    for begin, end in pairs:
        following.setdefault(begin, []).append(end)
    found = {place: {place} for place in places}
    for place in places:
        waiting = [place]
        while waiting:
            for name in following.get(waiting.pop(), ()):
                if name not in places and place not in found.setdefault(name, set()):
                    found[name].add(place)
                    waiting.append(name)
    return found
