"""The ladder: stages, the ways up to them and the ways down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from escalation_sim.errors import Place
from escalation_sim.language.findings import WRONG, Findings
from escalation_sim.language.keys import keys_of, missing, note_of, optional
from escalation_sim.language.nodes import Listing, Mapping, Node, Scalar, is_null, shown
from escalation_sim.language.shapes import NOTE
from escalation_sim.language.values import name
from escalation_sim.model import scenario as model
from escalation_sim.model.soundness import tidied
from escalation_sim.model.uses import BROKEN

_BESIDE_ROUTES = ("routes", *NOTE)
_MOST_LISTED = 12
_NOT_UP = {
    "to": ("a way up leads to the stage under which it is written", "write `from:` for the stage from which it leads"),
}
_NOT_DOWN = {
    "from": ("a way down leads from the stage under which it is written", "write `to:` for the stage to which it leads"),
    "routes": ("a descent has one way and no routes", "take `routes` out of `descend`"),
    "ignores": ("no brake holds a descent back: nothing to ignore", "take `ignores` out of `descend`"),
}
"""Keys that make no sense on the way up, or down: what is wrong with them, and the mend."""


class LadderReader:
    """Reads a ladder, one stage at a time. *place_name* is the name under which expressions read the place on it."""

    def __init__(self, findings: Findings, path: str = "ladder", place_name: str = "stage") -> None:
        self.findings, self.path, self.place_name = findings, path, place_name
        self.below: dict[str, None] = {}  # the stages that were read so far
        self.here = ""  # the one that is being read

    def stages(self, node: Any) -> Iterator[model.Stage]:
        """The stages of a ladder, the lowest first."""
        if not isinstance(node, Listing):
            self.findings.names_lost = True
            if node:
                message = f"the ladder is a list of stages, not {node.kind}"
                self.findings.wrong(node.place, self.path, message, "write `- stage: name` for each")
            return
        if not node.items:
            mend = "write `- stage: name` for each stage, the lowest first"
            self.findings.wrong(node.place, self.path, "the ladder is empty", mend)
        seen: set[str] = set()
        for place, item in enumerate(node.items):
            called = self.name(item, f"{self.path}[{place}]", seen)
            self.findings.names_lost |= not called
            self.here = called
            stage = self.stage(called, item, place)
            if stage and called not in seen:
                yield stage
            seen.add(called)
            self.below[called] = None

    def name(self, node: Node, path: str, seen: set[str]) -> str:
        """The name of a stage, or nothing where it can't be told."""
        if not isinstance(node, Mapping):
            mend = f"write - stage: {shown(node.text)}" if isinstance(node, Scalar) and node.text else "write - stage: name"
            message = f"an entry of the ladder is a mapping that begins with `stage:`, not {node.kind}"
            self.findings.wrong(node.place, path, message, mend)
            return ""
        entry = node.entries.get("stage")
        if entry is None:
            first = next(iter(node.entries.values()), None)
            message = "`stage` is missing: an entry without a name"
            self.findings.wrong(first.key_place if first else node.place, path, message, "add `stage: name`")
            return ""
        called = "" if is_null(entry.node) else name(entry.node, f"{path}.stage", self.findings) or ""
        if called in seen:
            message = f"the stage `{shown(called)}` stands on the ladder twice"
            self.findings.wrong(entry.node.place, f"{self.path}.{called}", message, "give one of them another name")
        return str(called)

    def stage(self, called: str, node: Node, place: int) -> model.Stage | None:
        """One stage; None where it has no name."""
        if not isinstance(node, Mapping):
            return None
        path = f"{self.path}.{called}" if called else f"{self.path}[{place}]"
        keys = keys_of(node, "stage", path, self.findings, "a stage")
        for key in ("above", "remove"):
            if key in keys:
                message = f"`{key}` has a meaning in a variant only, one that `extends` another file and its ladder"
                self.findings.wrong(node.entries[key].key_place, f"{path}.{key}", message, "take it out")
        climb = tuple(self.climb(keys, node, path, place))
        descend = self.descend(keys, node, path, place)
        return model.Stage(called, climb, descend, keys.get("measures") or (), note_of(keys)) if called else None

    def climb(self, keys: dict[str, Any], node: Mapping, path: str, place: int) -> Iterator[model.Way]:
        """The ways into a stage."""
        if place == 0:
            if "climb" in keys:
                message = "the lowest stage has no stage below from which to climb"
                mend = "take `climb` out, or move the stage up"
                self.findings.wrong(node.entries["climb"].key_place, f"{path}.climb", message, mend)
            return
        if "climb" not in keys and "stage" in node.entries:
            at = node.entries["stage"].key_place
            self.findings.wrong(at, path, "a stage without `climb`: nobody could reach it", "add `climb: {when: …}`")
        inner, path = keys.get("climb"), f"{path}.climb"
        if not inner:
            return
        inner = self.without(_NOT_UP, inner, path)
        read = keys_of(inner, "climb", path, self.findings, "`climb`")
        if not isinstance(inner, Mapping):
            return
        if "routes" not in read:
            yield self.way(read, inner, path, node.entries["climb"].key_place, "")
            return
        for key in read:
            if key not in _BESIDE_ROUTES:
                message = f"`{key}` beside `routes`: each route has its own"
                self.findings.wrong(inner.entries[key].key_place, f"{path}.{key}", message, f"move `{key}` into the routes")
        for way in self.routes(read["routes"], f"{path}.routes"):
            yield replace(way, note=_with_note(way.note, note_of(read)))

    def routes(self, node: Any, path: str) -> Iterator[model.Way]:
        """The named ways of one climb."""
        if not node:
            return
        if not isinstance(node, Mapping) or not node.entries:
            found = node.kind if not isinstance(node, Mapping) else "an empty one"
            self.findings.wrong(node.place, path, f"`routes` is a mapping of named ways, not {found}", "write name: {when: …}")
            return
        for route, entry in node.entries.items():
            below = f"{path}.{route}"
            if not model.NAME.fullmatch(route) or len(route) > model.LONGEST_NAME:
                mend = f"names match [a-z][a-z0-9_]*, such as {tidied(route)}, and have at most {model.LONGEST_NAME} characters"
                self.findings.wrong(entry.key_place, below, f"`{shown(route)}` is no name", mend)
            inner = self.without(_NOT_UP, entry.node, below)
            keys = keys_of(inner, "way", below, self.findings, "a route")
            if isinstance(inner, Mapping):
                yield self.way(keys, inner, below, entry.key_place, route)

    def descend(self, keys: dict[str, Any], node: Mapping, path: str, place: int) -> model.Way | None:
        """The way down from a stage."""
        if not keys.get("descend"):
            return None
        entry, path = node.entries["descend"], f"{path}.descend"
        if place == 0:
            message = "below the lowest stage there is none to descend to"
            self.findings.wrong(entry.key_place, path, message, "take `descend` out")
            return None
        inner = self.without(_NOT_DOWN, entry.node, path)
        read = keys_of(inner, "descend", path, self.findings, "`descend`")
        if not isinstance(inner, Mapping) or not isinstance(entry.node, Mapping):
            return None
        if "routes" in entry.node.entries:
            read.setdefault("when", WRONG)  # it stands in the routes
        return self.way(read, inner, path, entry.key_place, "")

    def without(self, misplaced: dict[str, tuple[str, str]], node: Node, path: str) -> Node:
        """A way without the keys that make sense on the way up only, or on the way down."""
        if not isinstance(node, Mapping):
            return node
        for key, entry in node.entries.items():
            if key in misplaced:
                self.findings.wrong(entry.key_place, f"{path}.{key}", *misplaced[key])
        return Mapping({key: entry for key, entry in node.entries.items() if key not in misplaced}, node.place)

    def way(self, keys: dict[str, Any], node: Mapping, path: str, at: Place, route: str) -> model.Way:
        """One way up or down."""
        missing(keys, ("when",), at, path, self.findings)
        if "again" in keys and "chance" not in keys:
            message = "`again` goes with `chance`: without it no decision is refused"
            self.findings.wrong(node.entries["again"].key_place, f"{path}.again", message, "add `chance:`, or take `again` out")
        ignores = keys.get("ignores", ())
        return model.Way(
            when=keys.get("when") or BROKEN,
            keep=optional(keys, "keep"),
            hold=keys.get("for") or model.NOTHING,
            decide=keys.get("decide") or model.NOTHING,
            chance=optional(keys, "chance"),
            again=optional(keys, "again"),
            ignores=() if ignores is WRONG else ignores,
            route=route,
            start=self.lower(keys, "from", node, path),
            to=self.lower(keys, "to", node, path),
            note=note_of(keys),
        )

    def lower(self, keys: dict[str, Any], key: str, node: Mapping, path: str) -> str:
        """The lower stage that a way names at a key; nothing where it names none, or one that is not below."""
        name = keys.get(key)
        if not name:
            return ""
        if name in self.below:
            return str(name)
        findings = self.findings
        if findings.names_lost and name not in findings.stages:
            return ""
        message = f"there is no stage `{shown(name)}` below this one"
        mend = findings.suggestion(name, self.below)
        if name == self.here:
            message = f"a way from `{name}` does not lead to `{name}`" if key == "from" else f"`{name}` is where it leads from"
        elif name in findings.stages:
            own = findings.stages[name] == self.place_name
            message = f"`{name}` is a stage above this one" if own else f"`{name}` is a stage of another ladder"
            mend = f"name a stage below this one: {', '.join([*self.below][:_MOST_LISTED])}"
        findings.wrong(node.entries[key].node.place, f"{path}.{key}", message, mend)
        return ""


def _with_note(own: model.Note, shared: model.Note) -> model.Note:
    """The note of a route, with what stands beside `routes` for all of them."""
    sources = tuple(dict.fromkeys((*own.source, *shared.source)))
    title, assumption = own.title or shared.title, own.assumption or shared.assumption
    return model.Note(title, sources, assumption, own.against or shared.against)
