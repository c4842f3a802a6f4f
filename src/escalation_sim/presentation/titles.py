"""Titles that can be told apart where several stand side by side, and whose each ladder is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from escalation_sim.model.scenario import MAIN, Ladder, Scenario

_ALIKE = 40
"""Titles that begin with the same so many characters are alike: they are cut where they are long."""


def told_apart(scenario: Scenario) -> Scenario:
    """The scenario with its name before the title of everything whose title is like that of another of its kind."""
    named = {
        name: f"{name}: {titles[name]}" for titles in _by_kind(scenario) for name, times in _alike(titles).items() if times > 1
    }

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


def _by_kind(scenario: Scenario) -> Iterator[dict[str, str]]:
    """The titles of the parameters, of the quantities, of the brakes and of the stages, whatever their ladder, by name."""
    stages = [stage for ladder in scenario.ladders for stage in ladder.stages]
    for things in (scenario.parameters, scenario.quantities, scenario.brakes, stages):
        yield {thing.name: scenario.title_of(thing.name) for thing in things}


def _alike(titles: dict[str, str]) -> dict[str, int]:
    """How many titles look like each, itself among them."""
    count = Counter(map(_seen, titles.values()))
    return {name: count[_seen(title)] for name, title in titles.items()}


def _seen(title: str) -> str:
    """A title as readers tell it from others, whose room may be small."""
    return " ".join(title.split()).casefold()[:_ALIKE]


def whose(scenario: Scenario, ladder: Ladder) -> str:
    """Whose a ladder is: its actor; and which of the actor's it is, where there are several: `Seoul (people and sanctions)`."""
    same = [one for one in scenario.ladders if _seen(one.actor) == _seen(ladder.actor)]
    return ladder.actor if len(same) == 1 else f"{ladder.actor} ({_called(scenario, ladder)})"


def _called(scenario: Scenario, ladder: Ladder) -> str:
    """What a ladder is called beside others of its actor: its title, or its name where another has that title."""
    if ladder.name == MAIN:
        return "the main ladder"
    title = scenario.title_of(ladder.name)
    alike = [one for one in scenario.others if _seen(scenario.title_of(one.name)) == _seen(title)]
    return title if len(alike) == 1 else ladder.name
