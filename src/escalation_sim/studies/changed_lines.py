"""What differs between two scenarios: the paths of the file at which they say something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from escalation_sim.model.expressions import plain
from escalation_sim.model.scenario import Scenario
from escalation_sim.results.digest import essence


@dataclass(frozen=True)
class Change:
    """A path of the file, and what stands there in A and in B; None where there is nothing."""

    path: str
    a: str | None
    b: str | None


def changes(a: Scenario, b: Scenario) -> tuple[Change, ...]:
    """What an engine would execute differently, in the order of the file.

    A whole event, brake or stage stands for its parts where only one of the two has it.
    """
    return tuple(_between("", _named(essence(a)), _named(essence(b))))


def parameter_changes(a: Mapping[str, float], b: Mapping[str, float]) -> tuple[Change, ...]:
    """The parameters whose values differ, where the scenarios themselves are not at hand."""
    return tuple(_between("parameters.", dict(a), dict(b)))


def _named(data: dict[str, Any]) -> dict[str, Any]:
    """Lists of events, stages and ways as mappings by their names; their order is a change of its own."""
    events = {event["name"]: {key: value for key, value in event.items() if key != "name"} for event in data["events"]}
    ladder = {}
    for stage in data["ladder"]:
        ways = {f"climb.routes.{way['route']}" if way["route"] else "climb": _way(way) for way in stage["climb"]}
        down = {"descend": _way(stage["descend"])} if stage["descend"] else {}
        ladder[stage["stage"]] = {**ways, **down}
    order = {"order of events": list(events), "order of stages": list(ladder)}
    return {**data, "events": events, "ladder": ladder, **order}


def _way(way: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in way.items() if key != "route"}


def _between(path: str, a: dict[str, Any], b: dict[str, Any]) -> Iterator[Change]:
    for key in [*a, *(key for key in b if key not in a)]:
        mine, theirs = a.get(key), b.get(key)
        if mine == theirs:
            continue
        if isinstance(mine, dict) and isinstance(theirs, dict):
            yield from _between(f"{path}{key}.", mine, theirs)
        elif key.startswith("order of "):
            if sorted(mine or ()) == sorted(theirs or ()):  # else the names themselves differ, which is said elsewhere
                yield Change(key, ", ".join(mine or ()), ", ".join(theirs or ()))
        else:
            yield Change(f"{path}{key}", _words(mine), _words(theirs))


def _words(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int | float):
        return plain(float(value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(inner)}" for key, inner in value.items() if inner not in (None, {}, []))
    return f"[{', '.join(str(_words(inner)) for inner in value)}]"
