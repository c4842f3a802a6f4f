"""What looks as if it had been renamed: it is gone under one name, and new under another, with the same body."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from escalation_sim.language.renaming import WORD, kinds_of
from escalation_sim.model.scenario import MAIN, Scenario
from escalation_sim.results.digest import essence


def looks_renamed(a: Scenario, b: Scenario) -> dict[str, str]:
    """What is gone in *b* and new in it under another name, with the same body: by its old name the new one.

    Of several with the same body none is named. Names that are gone or new may stand in bodies as well.
    """
    mine, theirs = kinds_of(a), kinds_of(b)
    gone, new = mine.keys() - theirs.keys(), theirs.keys() - mine.keys()
    before, after = _bodies(a, gone, gone | new), _bodies(b, new, gone | new)
    return {names[0]: after[body][0] for body, names in before.items() if len(names) == 1 and len(after.get(body, ())) == 1}


def _bodies(scenario: Scenario, names: Collection[str], alike: Collection[str]) -> dict[str, list[str]]:
    """The names by what stands behind them, in which all that are *alike* are as good as one another."""
    found: dict[str, list[str]] = {}
    for kind, name, body in _things(scenario):
        if name in names:
            text = WORD.sub(lambda word: "?" if word[0] in alike else word[0], json.dumps(body, sort_keys=True))
            found.setdefault(f"{kind} {text}", []).append(name)
    return found


def _things(scenario: Scenario) -> Iterator[tuple[str, str, Any]]:
    """Everything with a name, and what an engine knows of it."""
    data = essence(scenario)
    for section in ("parameters", "quantities", "brakes", "outcomes"):
        yield from ((section, name, body) for name, body in data[section].items())
    yield from (("event", one["name"], one) for one in data["events"])
    for ladder in scenario.ladders:
        stages = data["ladder"] if ladder.name == MAIN else data["ladders"][ladder.name]["ladder"]
        if ladder.name != MAIN:
            yield "ladder", ladder.name, data["ladders"][ladder.name]
        for place, stage in enumerate(stages):
            yield f"stage {place}", stage["stage"], stage
            yield from ((f"route {stage['stage']}", way["route"], way) for way in stage["climb"] if way["route"])
