"""Titles that can be told apart where several stand side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from escalation_sim.model.scenario import Scenario

_ALIKE = 40
"""Titles that begin with the same so many characters are alike: they are cut where they are long."""


def told_apart(scenario: Scenario) -> Scenario:
    """The scenario with its name before the title of everything whose title is like that of another of its kind."""
    changed: dict[str, Any] = {}
    for kind in ("parameters", "quantities", "brakes", "stages"):
        things = getattr(scenario, kind)
        titles = [scenario.title_of(thing.name) for thing in things]
        count = Counter(map(_seen, titles))
        changed[kind] = tuple(
            replace(thing, note=replace(thing.note, title=f"{thing.name}: {title}")) if count[_seen(title)] > 1 else thing
            for thing, title in zip(things, titles, strict=True)
        )
    return replace(scenario, **changed)


def _seen(title: str) -> str:
    """A title as readers tell it from others, whose room may be small."""
    return " ".join(title.split()).casefold()[:_ALIKE]
