"""What drives what: an arrow from everything that is read to everything that it moves, with a sign; and the loops they close.

The nodes are the quantities and `stage`, the place on the ladder. All is told at the values as written: what a parameter of 0
switches off has no arrow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from escalation_sim.model.changes import Change, bounds_from
from escalation_sim.model.intervals import Interval, interval, possible, reach
from escalation_sim.model.scenario import Event, Scenario, Way, brakes_for
from escalation_sim.model.signs import Sign, Signs, flipped, scaled, signs, times, together

LADDER = "stage"
"""The node that stands for the ladder: up is `+`."""

MOST_LOOPS = 50
"""No more loops are listed; the shortest come first."""

MOST_PATHS = 100_000
"""No more paths are followed in search of loops: a dense net has more of them than anyone could wait for."""


@dataclass(frozen=True)
class Influence:
    """An arrow: when *source* goes up, *by* (a path in the file) moves *target* in the direction of *sign*."""

    source: str
    target: str
    sign: Sign
    by: str


@dataclass(frozen=True)
class Arrow:
    """All influences of one node on another; `?` where they pull in different directions."""

    source: str
    target: str
    sign: Sign
    by: tuple[str, ...]


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
    """Every arrow, in the order of the file: events, the ladder's ways, brakes."""
    known = reach(scenario)
    return (*_of_events(scenario, known), *_of_ways(scenario, known), *_of_brakes(scenario, known))


def _of_events(scenario: Scenario, known: Mapping[str, Interval]) -> Iterator[Influence]:
    for event in scenario.events:
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
            yield from _arrows(moved, name, f"events.{event.name}", scenario)


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


def _of_ways(scenario: Scenario, known: Mapping[str, Interval]) -> Iterator[Influence]:
    for path, way in ((one.path, one.way) for one in scenario.passages):
        up = _eagerness(way, known)
        moved = flipped(up) if path.endswith(".descend") else up
        yield from _arrows(moved, LADDER, path, scenario)


def _eagerness(way: Way, known: Mapping[str, Interval]) -> Signs:
    """What makes a way more (+) or less (-) likely to be taken, and sooner or later."""
    more = [way.when, way.keep, way.chance]
    return together(*(signs(one.tree, known) for one in more if one), flipped(signs(way.decide.tree, known)))


def _of_brakes(scenario: Scenario, known: Mapping[str, Interval]) -> Iterator[Influence]:
    heeded = {
        brake.name for ladder in scenario.ladders for stage in ladder.stages for brake in brakes_for(scenario, ladder, stage)
    }
    for brake in scenario.brakes:
        if brake.name in heeded:
            yield from _arrows(flipped(signs(brake.while_.tree, known)), LADDER, f"brakes.{brake.name}", scenario)


def _arrows(moved: Signs, target: str, by: str, scenario: Scenario) -> Iterator[Influence]:
    """The arrows from what can change; parameters, dates and the names of stages cannot."""
    merged: Signs = {}
    for name, sign in moved.items():
        if name in _nodes(scenario) or name == "highest":
            source = LADDER if name == "highest" else name
            merged = together(merged, {source: sign})
    order = list(_nodes(scenario))
    for source in sorted(merged, key=order.index):
        yield Influence(source, target, merged[source], by)


def _nodes(scenario: Scenario) -> dict[str, None]:
    return dict.fromkeys([*(quantity.name for quantity in scenario.quantities), LADDER])


def arrows(found: tuple[Influence, ...]) -> tuple[Arrow, ...]:
    """One arrow for each pair of nodes, in the order in which they were found."""
    by: dict[tuple[str, str], list[Influence]] = {}
    for one in found:
        by.setdefault((one.source, one.target), []).append(one)
    return tuple(
        Arrow(source, target, together(*({"": one.sign} for one in group))[""], tuple(one.by for one in group))
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
