"""What differs between two scenarios: the paths of the file at which they say something else, and the lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from escalation_sim import clock
from escalation_sim.errors import Place
from escalation_sim.model.expressions import Expression, plain
from escalation_sim.model.scenario import Outcome, Scenario
from escalation_sim.presentation.wording import last_day
from escalation_sim.results.digest import essence

_ORDER = "order of "
_AT_WORK = {"from": "0.0", "for": "0.0", "after": "0.0", "decide": "0.0", "while": "true"}
"""What a part says when the file says nothing: it is left out where a whole thing is shown."""


@dataclass(frozen=True)
class Change:
    """A path of the file, and what stands there in A and in B; None where there is nothing. The places are its lines."""

    path: str
    a: str | None
    b: str | None
    place_a: Place | None = None
    place_b: Place | None = None

    @property
    def in_the_file(self) -> str:
        """The path without what only we say."""
        return self.path.removeprefix(_ORDER)

    @property
    def parameter(self) -> str:
        """The parameter whose value it is; nothing where it is another thing."""
        parts = self.path.split(".")
        return parts[1] if parts[0] == "parameters" and parts[2:] in ([], ["value"]) else ""


@dataclass(frozen=True)
class _Written:
    """An expression: two are equal that mean the same, and it is shown as its author wrote it."""

    canonical: str
    text: str = field(compare=False)


def changes(a: Scenario, b: Scenario) -> tuple[Change, ...]:
    """What an engine would execute differently, in the order of the file.

    A whole event, brake, stage or ladder stands for its parts where only one of the two has it.
    """
    found = _between("", _named(a), _named(b))
    if a.start == b.start:
        return tuple(found)
    return tuple(one for one in found if one.a != one.b)  # the same date is another day when the period starts elsewhere


def parameter_changes(a: Mapping[str, float], b: Mapping[str, float]) -> tuple[Change, ...]:
    """The parameters whose values differ, where the scenarios themselves are not at hand."""
    return tuple(_between("parameters.", dict(a), dict(b)))


def _written(expression: Expression | None) -> _Written | None:
    return None if expression is None else _Written(expression.canonical, expression.text)


def _named(scenario: Scenario) -> dict[str, Any]:
    """All that counts of a scenario under the paths of its file; the order of events and of routes is a part of its own."""
    data, plain_data = essence(scenario, _written), essence(scenario)
    events = {event["name"]: _without(event, "name") for event in data["events"]}
    routes: dict[str, list[str]] = {}
    others = {
        ladder.name: {
            "start_stage": ladder.stages[ladder.start_stage].name,
            "stages": _ladder(data["ladders"][ladder.name]["ladder"], ladder.path, routes),
        }
        for ladder in scenario.others
    }
    return {
        "period.start": clock.spoken(scenario.start, 0),
        "period.end": last_day(scenario),
        "start_stage": scenario.stages[scenario.start_stage].name,
        "parameters": data["parameters"],
        "quantities": {name: _dated(one, scenario) for name, one in data["quantities"].items()},
        "events": events,
        f"{_ORDER}events": list(events),
        "brakes": {
            name: {**one, "blocks": "all" if one["blocks"] == [] else one["blocks"]} for name, one in data["brakes"].items()
        },
        "ladder": _ladder(data["ladder"], scenario.main.path, routes),
        "ladders": others,
        **{f"{_ORDER}{ladder.path}": list(ladder.places) for ladder in scenario.others},
        **routes,
        "outcomes": {one.name: _Written(repr(plain_data["outcomes"][one.name]), _outcome(one)) for one in scenario.outcomes},
    }


def _ladder(stages: list[dict[str, Any]], path: str, routes: dict[str, list[str]]) -> dict[str, Any]:
    """The ways of each stage of a ladder that stands at a path; the order of its *routes* is added to those of all."""
    names = [stage["stage"] for stage in stages]
    found: dict[str, Any] = {}
    for stage in stages:
        ways = {f"climb.routes.{way['route']}" if way["route"] else "climb": _way(way, names, "from") for way in stage["climb"]}
        found[stage["stage"]] = {**ways, "descend": stage["descend"] and _way(stage["descend"], names, "to")}
        routes[f"{_ORDER}{path}.{stage['stage']}.climb.routes"] = [way["route"] for way in stage["climb"] if way["route"]]
    return found


def _way(way: dict[str, Any], stages: list[str], far: str) -> dict[str, Any]:
    """A way as the file has it: its other end, where it says one, goes by its name."""
    end = {far: stages[way["beyond"]]} if "beyond" in way else {}
    return {**end, **_without(way, "route", "beyond")}


def _without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    kept = {key: value for key, value in data.items() if key not in names}
    return {**kept, "ignores": "all"} if "ignores" in kept and kept["ignores"] is None else kept


def _dated(quantity: dict[str, Any], scenario: Scenario) -> dict[str, Any]:
    timeline = {clock.spoken(scenario.start, minute): value for minute, value in quantity["timeline"]}
    return {**quantity, "timeline": timeline}


def _outcome(outcome: Outcome) -> str:
    """An outcome as its author wrote it; one aggregate in one form, whatever stands around it."""
    one = outcome.only
    if one is None or one.minute is not None:
        return outcome.text
    return f"{one.kind}({one.expression.text if one.expression else one.event})"


def _between(path: str, a: dict[str, Any], b: dict[str, Any]) -> Iterator[Change]:
    for key in [*a, *(key for key in b if key not in a)]:
        mine, theirs = a.get(key), b.get(key)
        if mine == theirs:
            continue
        if key.startswith(_ORDER):
            one, other = _both(mine, theirs), _both(theirs, mine)
            if one != other:
                yield Change(f"{path}{key}", ", ".join(one), ", ".join(other))
        elif isinstance(mine, dict) and isinstance(theirs, dict):
            yield from _between(f"{path}{key}.", mine, theirs)
        else:
            yield Change(f"{path}{key}", _words(mine), _words(theirs))


def _both(names: list[str] | None, others: list[str] | None) -> list[str]:
    """The names that both lists hold, in the order of the first; names that only one holds are told elsewhere."""
    return [name for name in names or [] if name in (others or [])]


def _words(value: Any) -> str | None:
    if value is None or value in ({}, []):
        return None
    if isinstance(value, _Written):
        return value.text
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int | float):
        return plain(float(value))
    if isinstance(value, dict):
        said = {key: _words(inner) for key, inner in value.items() if not _says_nothing(key, inner)}
        return "; ".join(f"{key}: {words}" for key, words in said.items() if words is not None) or "{}"
    return f"[{', '.join(str(_words(inner)) for inner in value)}]"


def _says_nothing(key: str, value: Any) -> bool:
    return isinstance(value, _Written) and _AT_WORK.get(key) == value.canonical
