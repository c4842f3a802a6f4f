"""Titles that can be told apart where several stand side by side, and whose each ladder is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from escalation_sim.model.scenario import MAIN, Ladder, Scenario, Thing

_ALIKE = 40
"""Titles that begin with the same so many characters are alike: they are cut where they are long."""


def told_apart(scenario: Scenario, *, by_ladder: bool = False) -> Scenario:
    """The scenario with its name before the title of everything whose title is like that of another of its kind.

    *by_ladder* leaves alone what stages of two ladders have in common: each stands under the name of its own.
    """
    every = [stage for ladder in scenario.ladders for stage in ladder.stages]
    stages = [ladder.stages for ladder in scenario.ladders] if by_ladder else [every]
    kinds = (scenario.parameters, scenario.quantities, scenario.brakes, *stages)
    named = {name: title for things in kinds for name, title in _named(scenario, things)}

    def titled(thing: Any) -> Any:
        return replace(thing, note=replace(thing.note, title=named[thing.name])) if thing.name in named else thing

    def climbed(ladder: Ladder) -> Ladder:
        return replace(ladder, stages=tuple(map(titled, ladder.stages)))

    return replace(
        scenario,
        parameters=tuple(map(titled, scenario.parameters)),
        quantities=tuple(map(titled, scenario.quantities)),
        brakes=tuple(map(titled, scenario.brakes)),
        main=climbed(scenario.main),
        others=tuple(map(climbed, scenario.others)),
    )


def _named(scenario: Scenario, things: Iterable[Thing]) -> Iterator[tuple[str, str]]:
    """Of some things those whose titles look alike, each with its name before its title."""
    titles = {thing.name: scenario.title_of(thing.name) for thing in things}
    count = Counter(map(_seen, titles.values()))
    for name, title in titles.items():
        if count[_seen(title)] > 1:
            yield name, f"{name}: {title}"


def _seen(title: str) -> str:
    """A title as readers tell it from others, whose room may be small."""
    return " ".join(title.split()).casefold()[:_ALIKE]


def whose(scenario: Scenario, ladder: Ladder) -> str:
    """Whose a ladder is: its actor, and for one that the actor has beside another, which: `Seoul (people and sanctions)`.

    The main ladder is the actor's without more words, where the main one is the actor's.
    """
    return " ".join(filter(None, actor_and_which(scenario, ladder)))


def actor_and_which(scenario: Scenario, ladder: Ladder) -> tuple[str, str]:
    """The same in two parts, the second of which must not be cut; it is empty where the actor has one ladder."""
    same = [one for one in scenario.ladders if _seen(one.actor) == _seen(ladder.actor)]
    return ladder.actor, "" if len(same) == 1 or ladder.name == MAIN else f"({_called(scenario, ladder)})"


def _called(scenario: Scenario, ladder: Ladder) -> str:
    """What a ladder is called beside others of its actor: its title, or its name where another has that title."""
    title = scenario.title_of(ladder.name)
    alike = [one for one in scenario.others if _seen(scenario.title_of(one.name)) == _seen(title)]
    return title if len(alike) == 1 else ladder.name
