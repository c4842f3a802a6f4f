"""Things that were renamed: a scenario under the names that its things have today, and the luck of those that they had."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingType
from dataclasses import replace

from escalation_sim import clock
from escalation_sim.errors import ScenarioError, UsageError
from escalation_sim.language.loading import Document, read_again
from escalation_sim.language.names import did_you_mean
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar
from escalation_sim.language.places import Places
from escalation_sim.language.shapes import NOTE
from escalation_sim.model.scenario import NAME, Scenario

Renames = MappingType[str, str]
"""By the name that a thing had the one that it has."""

_SECTIONS = ("parameters", "quantities", "events", "brakes", "ladders", "outcomes")
_NAMING = ("set", "routes")
_TEXT = frozenset((*NOTE, "description", "actor", "unit", "measures", "evidence", "extends", "kind", "hidden"))
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*+(?!\s*\()")
"""A name in an expression, and no function."""


def kinds_of(scenario: Scenario) -> dict[str, str]:
    """Everything that may be renamed, and what it is; the routes of all stages go by their names."""
    routes = {way.route: "route" for ladder in scenario.ladders for stage in ladder.stages for way in stage.climb if way.route}
    named = {
        "parameter": scenario.values,
        "quantity": [one.name for one in scenario.quantities],
        "event": [one.name for one in scenario.events],
        "brake": [one.name for one in scenario.brakes],
        "stage": scenario.ladder_of,
        "ladder": [one.name for one in scenario.others],
        "outcome": [one.name for one in scenario.outcomes],
    }
    return {**routes, **{name: kind for kind, names in named.items() for name in names}}


def read_renames(texts: tuple[str, ...]) -> dict[str, str]:
    """The renames in the words of the command line, `OLD=NEW`. Raises UsageError."""
    found: dict[str, str] = {}
    for text in texts:
        old, equals, new = (part.strip() for part in text.partition("="))
        if not equals or not NAME.fullmatch(old) or not NAME.fullmatch(new):
            raise UsageError(f"--renamed {text}: write --renamed OLD=NEW, the name that it had and the one that it has")
        if old == new:
            raise UsageError(f"--renamed {text}: it is the same name; take it out")
        if old in found:
            raise UsageError(f"--renamed {text}: {old} was renamed to {found[old]} already; take one of them out")
        if new in found.values():
            before = next(one for one, other in found.items() if other == new)
            raise UsageError(f"--renamed {text}: {new} was {before} already; take one of them out")
        found[old] = new
    return found


def refuse_renames(renames: Renames, before: MappingType[str, str] | None, now: MappingType[str, str]) -> None:
    """Raises UsageError for renames that the names *before* and *now* do not bear out; *before* may not be known."""
    for old, new in renames.items():
        option = f"--renamed {old}={new}"
        if before is not None and old not in before:
            raise UsageError(f"{option}: nothing is called {old!r} before; {did_you_mean(old, before)}")
        if new not in now:
            raise UsageError(f"{option}: nothing is called {new!r} after; {did_you_mean(new, now)}")
        if before is not None and before[old] != now[new]:
            raise UsageError(f"{option}: {old} is a {before[old]} before, and {new} a {now[new]} after; name two of a kind")
        if old in now and old not in renames.values():
            raise UsageError(f"{option}: {old} is still there after, with that luck; rename it too, or take {option} out")
        if before is not None and new in before and new not in renames:
            raise UsageError(f"{option}: {new} is there before as well; say what it is called after, --renamed {new}=NAME")


def with_old_luck(scenario: Scenario, renames: Renames) -> Scenario:
    """The scenario in which what was renamed keeps the luck of its old name."""
    return replace(scenario, luck_names={new: old for old, new in renames.items()})


def called_anew(document: Document, renames: Renames) -> Document:
    """The document with the names that its things have today, and the luck of those that they have in it. Raises UsageError.

    Every value keeps its line. Claims are left out.
    """
    top = document.places.top
    entries = {key: _section(key, entry, renames) for key, entry in top.entries.items() if key != "expect"}
    try:
        scenario = read_again(Mapping(entries, top.place), document.scenario.name)
    except ScenarioError as error:
        raise UsageError(f"--renamed: under these names it is no sound scenario: {error.problems[0].message}") from None
    return replace(document, scenario=with_old_luck(scenario, renames), places=Places(Mapping(entries, top.place)))


def _section(key: str, entry: Entry, renames: Renames) -> Entry:
    if key in _TEXT or key == "period":
        return entry
    if key in _SECTIONS and isinstance(entry.node, Mapping):
        return Entry(entry.key_place, _named(entry.node, renames))
    return Entry(entry.key_place, _node(entry.node, renames))


def _named(node: Mapping, renames: Renames) -> Mapping:
    """A mapping of names."""
    entries = {
        renames.get(name, name): Entry(entry.key_place, _node(entry.node, renames)) for name, entry in node.entries.items()
    }
    return Mapping(entries, node.place)


def _node(node: Node, renames: Renames) -> Node:
    if isinstance(node, Scalar):
        return replace(node, text=_words(node.text, renames))
    if isinstance(node, Listing):
        return Listing(tuple(_node(item, renames) for item in node.items), node.place)
    return Mapping(
        {key: Entry(entry.key_place, _value(key, entry.node, renames)) for key, entry in node.entries.items()}, node.place
    )


def _value(key: str, node: Node, renames: Renames) -> Node:
    if key in _NAMING and isinstance(node, Mapping):
        return _named(node, renames)
    return node if key in _TEXT else _node(node, renames)


def _words(text: str, renames: Renames) -> str:
    """An expression, or a name, with other names; a duration has units, and no names."""
    try:
        if clock.read_duration(text) is not None:
            return text
    except ValueError:
        pass
    return WORD.sub(lambda word: renames.get(word[0], word[0]), text)
