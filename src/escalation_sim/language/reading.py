"""Node tree → model: each section of a scenario, by the shapes of `shapes.py` and the kinds of `values.py`.

What cannot be read is noted and left out, or replaced by `BROKEN`, so that the rest of the file is looked at all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from escalation_sim import clock
from escalation_sim.errors import Place
from escalation_sim.language.expecting import expectation
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar, shown
from escalation_sim.language.values import WRONG, Findings, keys_of, minute_of, name, number
from escalation_sim.model import expressions as ex
from escalation_sim.model import scenario as model
from escalation_sim.model.soundness import BROKEN

_TRIGGERS = ("at", "every", "when")
_GOES_WITH = {
    "from": ("every",),
    "first": ("every",),
    "for": ("when",),
    "after": ("when",),
    "times": ("every", "when"),
}


def read_scenario(top: Mapping, name: str, findings: Findings) -> model.Scenario | None:
    """The scenario in a merged tree; None where there is too little of it to look further."""
    keys = keys_of(top, "scenario", "", findings, "a scenario")
    _missing(keys, ("title", "period", "ladder"), Place(top.place.file, 1, 1), "", findings)
    period = _period(top.entries.get("period"), keys, findings)
    reader = _Reader(findings)
    parameters = tuple(reader.section(keys, "parameters", reader.parameter))
    quantities = tuple(reader.section(keys, "quantities", reader.quantity))
    events = tuple(reader.section(keys, "events", reader.event))
    brakes = tuple(reader.section(keys, "brakes", reader.brake))
    stages = tuple(reader.ladder(keys["ladder"])) if keys.get("ladder") else ()
    outcomes = tuple(reader.section(keys, "outcomes", reader.outcome))
    expect = tuple(reader.expectations(keys.get("expect"), [outcome.name for outcome in outcomes]))
    start_stage = reader.start_stage(keys.get("start_stage"), stages, top)
    if period is None or not stages:
        return None
    return model.Scenario(
        start=period[0],
        end=period[1],
        stages=stages,
        start_stage=start_stage,
        parameters=parameters,
        quantities=quantities,
        events=events,
        brakes=brakes,
        outcomes=outcomes,
        expect=expect,
        name=name,
        title=keys.get("title") or name,
        description=" ".join((keys.get("description") or "").split()),
        actor=keys.get("actor") or "the government",
    )


def _missing(keys: dict[str, Any], wanted: tuple[str, ...], place: Place, path: str, findings: Findings) -> bool:
    absent = [key for key in wanted if key not in keys]
    for key in absent:
        findings.wrong(place, path, f"`{key}` is missing", f"add `{key}:`")
    return bool(absent)


def _period(entry: Entry | None, keys: dict[str, Any], findings: Findings) -> tuple[Any, int] | None:
    """The start, and the minute at which the run stops."""
    if entry is None or not keys.get("period"):
        return None
    node = entry.node
    read = keys_of(node, "period", "period", findings, "a period")
    if not isinstance(node, Mapping):
        return None
    _missing(read, ("start", "end"), entry.key_place, "period", findings)
    start, end = read.get("start"), read.get("end")
    findings.start = start or None
    if not start or not end:
        return None
    end_node = node.entries["end"].node
    last = clock.minutes_between(start, end)
    if isinstance(end_node, Scalar) and not clock.has_time(end_node.text):
        last += clock.DAY
    if last <= 0:
        message = f"the period ends ({end:%Y-%m-%d}) before it starts ({start:%Y-%m-%d})"
        findings.wrong(end_node.place, "period.end", message, "let `end` be after `start`")
        return None
    if last > clock.LONGEST_PERIOD:
        findings.wrong(end_node.place, "period.end", "a period is at most 100 years", "choose an earlier end")
        return None
    return start, last


class _Reader:
    """Reads the sections, one thing at a time."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def section(self, keys: dict[str, Any], section: str, read: Any) -> Iterator[Any]:
        """The things of a section, in the order of the file."""
        node = keys.get(section)
        if not node:
            return
        if not isinstance(node, Mapping):
            self.findings.wrong(node.place, section, f"`{section}` is a mapping of names, not {node.kind}", "write `name:` before each")
            return
        for name, entry in node.entries.items():
            path = f"{section}.{name}"
            if isinstance(entry.node, Scalar) and entry.node.is_null and section != "events":
                self.findings.wrong(entry.key_place, path, f"`{shown(name)}` has no value", "write one, or delete the line")
                yield read(name, Mapping({}, entry.node.place), path, None)
            else:
                yield read(name, entry.node, path, entry.key_place)

    def note(self, keys: dict[str, Any]) -> model.Note:
        return model.Note(keys.get("title") or "", keys.get("source") or (), keys.get("assumption") or "")

    def parameter(self, name: str, node: Node, path: str, at: Place | None) -> model.Parameter:
        keys = keys_of(node, "parameter", path, self.findings, "a parameter")
        if at and isinstance(node, Mapping):
            _missing(keys, ("value",), at, path, self.findings)
        value = keys.get("value", WRONG)
        return model.Parameter(
            name,
            value if value is not WRONG else float("nan"),
            keys.get("unit") or "",
            keys.get("range") or None,
            keys.get("kind") or "uncertainty",
            keys.get("prior") or None,
            self.note(keys),
        )

    def quantity(self, name: str, node: Node, path: str, at: Place | None) -> model.Quantity:
        keys = keys_of(node, "quantity", path, self.findings, "a quantity")
        if at and isinstance(node, Mapping):
            _missing(keys, ("initial",), at, path, self.findings)
        low, high = keys.get("min"), keys.get("max")
        return model.Quantity(
            name,
            keys.get("initial") or BROKEN,
            None if low is WRONG else low,
            None if high is WRONG else high,
            keys.get("unit") or "",
            tuple(sorted(self.timeline(keys.get("timeline"), f"{path}.timeline"))),
            self.note(keys),
        )

    def timeline(self, node: Node | None, path: str) -> Iterator[tuple[int, float]]:
        if node is None or not node:
            return
        if not isinstance(node, Listing):
            self.findings.wrong(node.place, path, f"a timeline is a list of pairs, not {node.kind}", "write [[2024-10-18, 1500]]")
            return
        seen: set[int] = set()
        for index, item in enumerate(node.items):
            below = f"{path}[{index}]"
            if not isinstance(item, Listing) or len(item.items) != 2:
                found = f"a list of {len(item.items)}" if isinstance(item, Listing) else item.kind
                self.findings.wrong(item.place, below, f"expected a pair of date and value, found {found}", "write [2024-10-18, 1500]")
                continue
            minute = minute_of(item.items[0], below, self.findings)
            value = number(item.items[1], below, self.findings)
            if minute in seen:
                self.findings.wrong(item.items[0].place, below, "the date stands in the timeline twice", "keep one of the two")
            if minute is not WRONG and value is not WRONG:
                seen.add(minute)
                yield minute, value

    def event(self, name: str, node: Node, path: str, at: Place | None) -> model.Event:
        keys = keys_of(node, "event", path, self.findings, "an event")
        trigger = self.trigger(keys, node, path, at)
        return model.Event(
            name,
            at=_expression(keys, "at") if trigger == "at" else None,
            every=_expression(keys, "every") if trigger == "every" else None,
            when=_expression(keys, "when") if trigger == "when" else None,
            start=keys.get("from") or model.NOTHING,
            first=_expression(keys, "first"),
            hold=keys.get("for") or model.NOTHING,
            after=keys.get("after") or model.NOTHING,
            until=_expression(keys, "until"),
            times=keys.get("times") or None,
            while_=keys.get("while") or model.ALWAYS,
            chance=_expression(keys, "chance"),
            set=tuple(self.settings(keys.get("set"), f"{path}.set")),
            note=self.note(keys),
        )

    def trigger(self, keys: dict[str, Any], node: Node, path: str, at: Place | None) -> str | None:
        """The one trigger of an event, after looking whether everything else goes with it."""
        if not isinstance(node, Mapping) or not at:
            return None
        triggers = [key for key in node.entries if key in _TRIGGERS and key in keys]
        if not triggers:
            self.findings.wrong(at, path, "an event without a trigger", "add one of `at:`, `every:` or `when:`")
            return None
        for extra in triggers[1:]:
            message = f"an event has one trigger, and this has {' and '.join(f'`{key}`' for key in triggers)}"
            self.findings.wrong(node.entries[extra].key_place, f"{path}.{extra}", message, "keep one of them; make two events of it")
        if len(triggers) == 1:
            self.modifiers(keys, node, path, triggers[0])
        return triggers[0]

    def modifiers(self, keys: dict[str, Any], node: Mapping, path: str, trigger: str) -> None:
        for key, goes_with in _GOES_WITH.items():
            if key in keys and trigger not in goes_with:
                wanted = " or ".join(f"`{name}`" for name in goes_with)
                message = f"`{key}` goes with {wanted}, not with `{trigger}`"
                self.findings.wrong(node.entries[key].key_place, f"{path}.{key}", message, f"take `{key}` out, or use {wanted}")
        if "from" in keys and "first" in keys:
            message = "`first` says exactly when it begins, and so does `from`"
            self.findings.wrong(node.entries["first"].key_place, f"{path}.first", message, "keep one of the two")

    def settings(self, node: Node | None, path: str) -> Iterator[tuple[str, ex.Expression]]:
        if node is None or not node:
            return
        if not isinstance(node, Mapping):
            self.findings.wrong(node.place, path, f"`set` is a mapping, not {node.kind}", "write {quantity: new value}")
            return
        from escalation_sim.language.values import expression

        if not node.entries:
            self.findings.wrong(node.place, path, "`set` is empty", "write {quantity: new value}, or delete the line")
        for name, entry in node.entries.items():
            if ")" in name:
                mend = "put the whole expression in quotes"
                self.findings.wrong(entry.key_place, f"{path}.{name}", f"`{shown(name)}` is no quantity", mend)
                continue
            if isinstance(entry.node, Scalar) and entry.node.is_null:
                self.findings.wrong(entry.key_place, f"{path}.{name}", f"`{shown(name)}` has no value", "write one, or delete the line")
                continue
            yield name, expression(entry.node, f"{path}.{name}", self.findings) or BROKEN

    def brake(self, name: str, node: Node, path: str, at: Place | None) -> model.Brake:
        keys = keys_of(node, "brake", path, self.findings, "a brake")
        if at and isinstance(node, Mapping):
            _missing(keys, ("while", "blocks"), at, path, self.findings)
        return model.Brake(name, keys.get("while") or BROKEN, keys.get("blocks") or (), self.note(keys))

    def ladder(self, node: Node) -> Iterator[model.Stage]:
        if not isinstance(node, Listing):
            self.findings.wrong(node.place, "ladder", f"the ladder is a list of stages, not {node.kind}", "write `- stage: name` for each")
            return
        if not node.items:
            self.findings.wrong(node.place, "ladder", "the ladder is empty", "write `- stage: name` for each stage, the lowest first")
        seen: set[str] = set()
        for place, item in enumerate(node.items):
            stage = self.stage(item, place, seen)
            if stage:
                yield stage

    def stage(self, node: Node, place: int, seen: set[str]) -> model.Stage | None:
        path = f"ladder[{place}]"
        if not isinstance(node, Mapping):
            mend = f"write - stage: {shown(node.text)}" if isinstance(node, Scalar) and node.text else "write - stage: name"
            self.findings.wrong(node.place, path, f"an entry of the ladder is a mapping that begins with `stage:`, not {node.kind}", mend)
            return None
        entry = node.entries.get("stage")
        if entry is None:
            first = next(iter(node.entries.values()), None)
            keys_of(node, "stage", path, self.findings, "a stage")
            self.findings.wrong(first.key_place if first else node.place, path, "`stage` is missing: an entry without a name", "add `stage: name`")
            return None
        called = name(entry.node, f"{path}.stage", self.findings) if not _is_null(entry.node) else ""
        path = f"ladder.{called}" if called else path
        keys = keys_of(node, "stage", path, self.findings, "a stage")
        for key in ("above", "remove"):
            if key in keys:
                message = f"`{key}` has a meaning in a variant only, one that `extends` another file and its ladder"
                self.findings.wrong(node.entries[key].key_place, f"{path}.{key}", message, "take it out")
        if not called:
            return None
        if called in seen:
            self.findings.wrong(entry.node.place, path, f"the stage `{shown(called)}` stands on the ladder twice", "give one of them another name")
            return None
        seen.add(called)
        return model.Stage(
            called,
            tuple(self.climb(keys, node, entry.key_place, path, place)),
            self.descend(keys, node, path, place),
            keys.get("measures") or (),
            self.note(keys),
        )

    def climb(self, keys: dict[str, Any], node: Mapping, at: Place, path: str, place: int) -> Iterator[model.Way]:
        """The ways into a stage."""
        if place == 0:
            if "climb" in keys:
                message = "the lowest stage has no stage below from which to climb"
                self.findings.wrong(node.entries["climb"].key_place, f"{path}.climb", message, "take `climb` out, or move the stage up")
            return
        if "climb" not in keys:
            self.findings.wrong(at, path, "a stage without `climb`: nobody could reach it", "add `climb: {when: …}`")
            return
        inner = keys["climb"]
        if not inner:
            return
        path = f"{path}.climb"
        read = keys_of(inner, "climb", path, self.findings, "`climb`")
        if not isinstance(inner, Mapping):
            return
        if "routes" not in read:
            yield self.way(read, inner, path, node.entries["climb"].key_place, "")
            return
        for key in read:
            if key not in ("routes", "title", "source", "assumption"):
                message = f"`{key}` beside `routes`: each route has its own"
                self.findings.wrong(inner.entries[key].key_place, f"{path}.{key}", message, f"move `{key}` into the routes")
        yield from self.routes(read["routes"], f"{path}.routes")

    def routes(self, node: Any, path: str) -> Iterator[model.Way]:
        if not node:
            return
        if not isinstance(node, Mapping) or not node.entries:
            found = node.kind if not isinstance(node, Mapping) else "none"
            self.findings.wrong(node.place, path, f"`routes` is a mapping of named ways, found {found}", "write name: {when: …}")
            return
        for name, entry in node.entries.items():
            below = f"{path}.{name}"
            if not model.NAME.fullmatch(name) or len(name) > model.LONGEST_NAME:
                self.findings.wrong(entry.key_place, below, f"`{shown(name)}` is no name", "names match [a-z][a-z0-9_]*")
            keys = keys_of(entry.node, "way", below, self.findings, "a route")
            if isinstance(entry.node, Mapping):
                yield self.way(keys, entry.node, below, entry.key_place, name)

    def descend(self, keys: dict[str, Any], node: Mapping, path: str, place: int) -> model.Way | None:
        if not keys.get("descend"):
            return None
        entry, path = node.entries["descend"], f"{path}.descend"
        if place == 0:
            self.findings.wrong(entry.key_place, path, "below the lowest stage there is none to descend to", "take `descend` out")
            return None
        inner = entry.node
        for key in ("routes", "ignores"):
            if isinstance(inner, Mapping) and key in inner.entries:
                message = "a descent has one way and no routes" if key == "routes" else "no brake holds a descent back: nothing to ignore"
                self.findings.wrong(inner.entries[key].key_place, f"{path}.{key}", message, f"take `{key}` out of `descend`")
                inner = Mapping({name: value for name, value in inner.entries.items() if name != key}, inner.place)
        read = keys_of(inner, "descend", path, self.findings, "`descend`")
        return self.way(read, inner, path, entry.key_place, "") if isinstance(inner, Mapping) else None

    def way(self, keys: dict[str, Any], node: Mapping, path: str, at: Place, route: str) -> model.Way:
        _missing(keys, ("when",), at, path, self.findings)
        if "again" in keys and "chance" not in keys:
            message = "`again` goes with `chance`: without it no decision is refused"
            self.findings.wrong(node.entries["again"].key_place, f"{path}.again", message, "add `chance:`, or take `again` out")
        ignores = keys.get("ignores", ())
        return model.Way(
            when=keys.get("when") or BROKEN,
            keep=_expression(keys, "keep"),
            hold=keys.get("for") or model.NOTHING,
            decide=keys.get("decide") or model.NOTHING,
            chance=_expression(keys, "chance"),
            again=_expression(keys, "again"),
            ignores=() if ignores is WRONG else ignores,
            route=route,
            note=self.note(keys),
        )

    def outcome(self, name: str, node: Node, path: str, at: Place | None) -> model.Outcome:
        from escalation_sim.language.outcomes import outcome

        return outcome(name, node, path, self.findings) if at else model.Outcome(name, "final", BROKEN)

    def expectations(self, node: Any, outcomes: list[str]) -> Iterator[model.Expectation]:
        if not node:
            return
        if not isinstance(node, Listing):
            self.findings.wrong(node.place, "expect", f"`expect` is a list of claims, not {node.kind}", "write `- {probability: …, at_least: …}`")
            return
        for index, item in enumerate(node.items):
            read = expectation(item, f"expect[{index}]", outcomes, self.findings)
            if read:
                yield read

    def start_stage(self, name: Any, stages: tuple[model.Stage, ...], top: Mapping) -> int:
        if not name or not stages:
            return 0
        names = [stage.name for stage in stages]
        if name not in names:
            place = top.entries["start_stage"].node.place
            mend = self.findings.suggestion(name, names)
            self.findings.wrong(place, "start_stage", f"there is no stage `{shown(name)}`", mend)
            return 0
        return names.index(name)


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


def _expression(keys: dict[str, Any], key: str) -> ex.Expression | None:
    """An optional expression: None where it is absent, BROKEN where it could not be read."""
    return (keys[key] or BROKEN) if key in keys else None
