"""A scenario with some of the edits that lead from it to another: at some paths of its tree stands what the other has there.

The trees are merged and sound, so what a variant inherits is edited as what it says itself. What comes of it need not be sound.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from escalation_sim import clock
from escalation_sim.errors import Place
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar
from escalation_sim.model.scenario import NOTHING, Scenario

Branch = dict[str, "Branch | Node"]
"""A part of a tree that can be edited: stages go by their names, what is known by its dates, and routes stand by themselves."""

Path = tuple[str, ...]

_NO_HISTORY = ("title", "description", "actor", "extends", "evidence", "outcomes", "expect")
"""What changes no history is left out: no edit has to wait for what an outcome counts or a claim says."""
_ORDER = "order of "
_NOWHERE = Place("", 1, 1)


def branches(top: Mapping, scenario: Scenario) -> Branch:
    """What the tree of a sound scenario says of histories; what says nothing, such as `for: 0 days`, is left out."""
    found: Branch = {key: _branch(entry.node) for key, entry in top.entries.items() if key not in _NO_HISTORY}
    found["ladder"] = _stages(top.entries["ladder"].node)
    for quantity in _below(found, "quantities").values():
        if isinstance(quantity, dict) and isinstance(dated := quantity.get("timeline"), Listing):
            quantity["timeline"] = {_date(item): item for item in dated.items}
    for ladder in _below(found, "ladders").values():
        if isinstance(ladder, dict) and isinstance(stages := ladder.get("stages"), Listing):
            ladder["stages"] = _stages(stages)
    for ladder, key in ((found, "ladder"), *((one, "stages") for one in _below(found, "ladders").values())):
        assert isinstance(ladder, dict)
        ladder.setdefault("start_stage", Scalar(next(iter(_below(ladder, key))), _NOWHERE))
    for event in scenario.events:
        for key, delay in (("from", event.start), ("for", event.hold), ("after", event.after)):
            if delay.canonical == NOTHING.canonical:
                _below(_below(found, "events"), event.name).pop(key, None)
    return found


def apart(a: Branch, b: Branch, path: str = "") -> Iterator[str]:
    """The paths at which two trees are written otherwise, whether it means anything or not."""
    for key in dict.fromkeys((*a, *b)):
        mine, theirs, here = a.get(key), b.get(key), f"{path}{key}"
        if isinstance(mine, dict) and isinstance(theirs, dict):
            yield from apart(mine, theirs, f"{here}.")
        elif mine is None or theirs is None or _written(mine) != _written(theirs):
            yield here


def _written(below: Branch | Node) -> object:
    if isinstance(below, dict):
        return {key: _written(one) for key, one in below.items()}
    return [_written(item) for item in below.items] if isinstance(below, Listing) else getattr(below, "text", below)


def _branch(node: Node) -> Branch | Node:
    if not isinstance(node, Mapping):
        return node
    return {key: _branch(entry.node) for key, entry in node.entries.items()}


def _below(branch: Branch, key: str) -> Branch:
    found = branch.get(key)
    return found if isinstance(found, dict) else {}


def _stages(node: Node) -> Branch:
    """The stages of a ladder by name; the routes to each are lifted out of its climb."""
    assert isinstance(node, Listing)
    found: Branch = {}
    for item in node.items:
        stage = _branch(item)
        assert isinstance(stage, dict)
        if "routes" in (climb := _below(stage, "climb")):
            stage["routes"] = climb.pop("routes")
        name = stage["stage"]
        assert isinstance(name, Scalar)
        found[name.text] = stage
    return found


def _date(item: Node) -> str:
    """The date of a known value, as `clock.spoken` has it."""
    assert isinstance(item, Listing)
    date = item.items[0]
    assert isinstance(date, Scalar)
    return clock.spoken(clock.read_date(date.text), 0)


def edited(a: Branch, b: Branch, paths: Collection[str]) -> Mapping:
    """The tree of *a* in which everything at *paths* is as in *b*: taken over, or taken out where *b* has nothing there.

    A path is that of a file, such as `events.rain.set.level`; `order of events` is the order of those that both have.
    """
    found = _copy(a)
    for path in paths:
        if not path.startswith(_ORDER):
            _take(found, b, _steps(path))
    orders = {_steps(path.removeprefix(_ORDER)) for path in paths if path.startswith(_ORDER)}
    _put_in_order((), found, (a, b), orders)
    return _tree(found)


def _copy(branch: Branch) -> Branch:
    return {key: _copy(below) if isinstance(below, dict) else below for key, below in branch.items()}


def _steps(path: str) -> Path:
    return tuple(path.replace(".climb.routes", ".routes").split("."))


def _take(found: Branch, other: Branch, path: Path) -> None:
    """Let what *found* has at a path be what *other* has there; what is left empty is left out."""
    here, *rest = path
    theirs = other.get(here)
    if rest:
        below = _below(found, here)
        _take(below, theirs if isinstance(theirs, dict) else {}, tuple(rest))
        theirs = below or None
    if theirs is None:
        found.pop(here, None)
    else:
        found[here] = _copy(theirs) if isinstance(theirs, dict) else theirs


def _put_in_order(path: Path, found: Branch, sides: tuple[Branch, Branch], orders: Collection[Path]) -> None:
    """Let everything stand where it does in the first of the *sides*; at the paths of *orders*, where it does in the second.

    What the one lacks stands after what it follows in the other.
    """
    own, other = reversed(sides) if path in orders else sides
    known = dict(found)
    found.clear()
    found.update({name: known[name] for name in _in_order(known, list(own), list(other))})
    for key, below in found.items():
        if isinstance(below, dict):
            _put_in_order((*path, key), below, (_below(sides[0], key), _below(sides[1], key)), orders)


def _in_order(names: Iterable[str], own: Sequence[str], other: Sequence[str]) -> list[str]:
    there = set(names)
    found = [name for name in own if name in there]
    for place, name in enumerate(other):
        if name in there and name not in own:
            before = next((one for one in reversed(other[:place]) if one in found), None)
            found.insert(found.index(before) + 1 if before else 0, name)
    return found


def _tree(branch: Branch) -> Mapping:
    """The branch as the reader wants it."""
    entries = {key: _node(below) for key, below in branch.items()}
    entries["ladder"] = _listing(_below(branch, "ladder"))
    for name, ladder in _below(branch, "ladders").items():
        assert isinstance(ladder, dict)
        ladders = entries["ladders"]
        assert isinstance(ladders, Mapping)
        below = {key: _node(one) for key, one in ladder.items()} | {"stages": _listing(_below(ladder, "stages"))}
        ladders.entries[name] = Entry(_NOWHERE, _mapping(below))
    for name, quantity in _below(branch, "quantities").items():
        if isinstance(quantity, dict) and isinstance(dated := quantity.get("timeline"), dict):
            pairs = tuple(item for item in dated.values() if not isinstance(item, dict))
            quantities = entries["quantities"]
            assert isinstance(quantities, Mapping)
            below = {key: _node(one) for key, one in quantity.items()} | {"timeline": Listing(pairs, _NOWHERE)}
            quantities.entries[name] = Entry(_NOWHERE, _mapping(below))
    return _mapping(entries)


def _node(below: Branch | Node) -> Node:
    return _mapping({key: _node(one) for key, one in below.items()}) if isinstance(below, dict) else below


def _mapping(entries: dict[str, Node]) -> Mapping:
    return Mapping({key: Entry(_NOWHERE, node) for key, node in entries.items()}, _NOWHERE)


def _listing(stages: Branch) -> Listing:
    """The stages of a ladder as a list."""
    found = []
    for stage in stages.values():
        assert isinstance(stage, dict)
        climb, rest = _below(stage, "climb"), {key: below for key, below in stage.items() if key not in ("climb", "routes")}
        if "routes" in stage:
            climb = {**climb, "routes": stage["routes"]}
        if "when" in climb or "routes" in climb:  # else there are but notes on routes that are gone
            rest["climb"] = climb
        found.append(_node(rest))
    return Listing(tuple(found), _NOWHERE)
