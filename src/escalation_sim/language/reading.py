"""Node tree → model: each section of a scenario, by the shapes of `shapes.py` and the kinds of `values.py`.

What cannot be read is noted and left out, or replaced by `BROKEN`, so that the rest of the file is looked at all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from escalation_sim import clock
from escalation_sim.errors import Place
from escalation_sim.language.expecting import expectation
from escalation_sim.language.findings import WRONG, Findings
from escalation_sim.language.keys import keys_of, missing, note_of, optional
from escalation_sim.language.ladders import LadderReader
from escalation_sim.language.nodes import Entry, Listing, Mapping, Node, Scalar, is_null, shown
from escalation_sim.language.outcomes import NO_AGGREGATE, outcome
from escalation_sim.language.times import minute_of
from escalation_sim.language.values import expression, number
from escalation_sim.model import expressions as ex
from escalation_sim.model import scenario as model
from escalation_sim.model.uses import BROKEN

Thing = TypeVar("Thing")
_SOME_DAY = datetime(2000, 1, 1)
TRIGGERS = ("at", "every", "when")
GOES_WITH = {
    "from": ("every",),
    "first": ("every",),
    "for": ("when",),
    "after": ("when",),
    "times": ("every", "when"),
}


def read_scenario(top: Mapping, name: str, findings: Findings) -> model.Scenario:
    """The scenario in a merged tree, with gaps where there are findings."""
    findings.stages = dict(stages_with_ladders(top))
    findings.brakes = brake_names(top)
    _set_start(top, findings)
    keys = keys_of(top, "scenario", "", findings, "a scenario")
    missing(keys, ("period", "ladder"), Place(top.place.file, 1, 1), "", findings)
    start, end = _period(top.entries.get("period"), findings)
    findings.end = end
    reader = _Reader(findings)
    parameters = tuple(reader.section(keys, "parameters", reader.parameter))
    quantities = tuple(reader.section(keys, "quantities", reader.quantity))
    events = tuple(reader.section(keys, "events", reader.event))
    brakes = tuple(reader.section(keys, "brakes", reader.brake))
    actor = keys.get("actor") or "the government"
    stages = tuple(LadderReader(findings).stages(keys.get("ladder")))
    start_stage = reader.start_stage(keys.get("start_stage"), stages, top, "start_stage")
    others = tuple(filter(None, reader.section(keys, "ladders", partial(reader.ladder, actor))))
    outcomes = tuple(reader.section(keys, "outcomes", reader.outcome))
    return model.Scenario(
        start=start,
        end=end,
        main=model.Ladder(model.MAIN, stages, start_stage, actor),
        others=others,
        parameters=parameters,
        quantities=quantities,
        events=events,
        brakes=brakes,
        outcomes=outcomes,
        expect=tuple(reader.expectations(keys.get("expect"), {outcome.name: None for outcome in outcomes})),
        name=name,
        title=keys.get("title") or name,
        description=" ".join((keys.get("description") or "").split()),
    )


def stages_with_ladders(top: Mapping) -> Iterator[tuple[str, str]]:
    """The names on the ladders of a tree, as far as there are any, each with the name of the place on its ladder."""
    others = top.entries.get("ladders")
    entries = others.node.entries if others and isinstance(others.node, Mapping) else {}
    for ladder, entry in entries.items():
        stages = entry.node.entries.get("stages") if isinstance(entry.node, Mapping) else None
        yield from ((name, ladder) for name in _stage_names(stages))
    yield from ((name, "stage") for name in _stage_names(top.entries.get("ladder")))


def _stage_names(entry: Entry | None) -> Iterator[str]:
    """The names in a list of stages."""
    for item in entry.node.items if entry and isinstance(entry.node, Listing) else ():
        stage = item.entries.get("stage") if isinstance(item, Mapping) else None
        if stage and isinstance(stage.node, Scalar):
            yield stage.node.text


def brake_names(top: Mapping) -> frozenset[str]:
    """The names of the brakes of a tree, as far as there are any."""
    entry = top.entries.get("brakes")
    return frozenset(entry.node.entries) if entry and isinstance(entry.node, Mapping) else frozenset()


def _period(entry: Entry | None, findings: Findings) -> tuple[datetime, int]:
    """The start, and the minute at which the run stops; some other ones where they can't be read."""
    start, end = findings.start or _SOME_DAY, clock.LONGEST_PERIOD
    if entry is None or is_null(entry.node):
        return start, end
    read = keys_of(entry.node, "period", "period", findings, "a period")
    if not isinstance(entry.node, Mapping):
        return start, end
    missing(read, ("start", "end"), entry.key_place, "period", findings)
    last = read.get("end")
    if findings.start is None or not last:
        return start, end
    node = entry.node.entries["end"].node
    end = clock.minutes_between(start, last)
    if isinstance(node, Scalar) and not clock.has_time(node.text):
        end += clock.DAY
    if end <= 0:
        when = "before it starts" if last < start else "as it starts, and has no length"
        message = f"the period ends ({last.date()}) {when} ({start.date()})"
        findings.wrong(node.place, "period.end", message, "let `end` be after `start`")
        return start, clock.LONGEST_PERIOD
    if end > clock.a_century(start):
        findings.wrong(
            node.place, "period.end", f"a period is at most 100 years, and this ends {last.date()}", "choose an earlier end"
        )
    return start, end


def _set_start(top: Mapping, findings: Findings) -> None:
    """Tell the findings the start of the period, which every other date is measured from."""
    entry = top.entries.get("period")
    period = entry.node if entry else None
    start = period.entries.get("start") if isinstance(period, Mapping) else None
    if start and isinstance(start.node, Scalar):
        try:
            findings.start = clock.read_date(start.node.text)
        except ValueError:  # `_period` says so
            findings.start = None


class _Reader:
    """Reads the sections, one thing at a time."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def section(
        self, keys: dict[str, Any], section: str, read: Callable[[str, Node, str, Place | None], Thing]
    ) -> Iterator[Thing]:
        """The things of a section, in the order of the file."""
        node = keys.get(section)
        if section in keys and not isinstance(node, Mapping):
            self.findings.names_lost = True
            if node:
                message = f"`{section}` is a mapping of names, not {node.kind}"
                self.findings.wrong(node.place, section, message, "write `name:` before each")
            return
        for name, entry in node.entries.items() if node else ():
            path = f"{section}.{name}"
            if is_null(entry.node) and section != "events":
                message = f"`{shown(name)}` has no value" + ("" if entry.node.kind == "nothing" else f", but {entry.node.kind}")
                self.findings.wrong(entry.key_place, path, message, "write one, or delete the line")
                yield read(name, Mapping({}, entry.node.place), path, None)
            else:
                yield read(name, entry.node, path, entry.key_place)

    def parameter(self, name: str, node: Node, path: str, at: Place | None) -> model.Parameter:
        keys = keys_of(node, "parameter", path, self.findings, "a parameter")
        if at and isinstance(node, Mapping):
            missing(keys, ("value",), at, path, self.findings)
        value = keys.get("value", WRONG)
        return model.Parameter(
            name,
            value if value is not WRONG else float("nan"),
            keys.get("unit") or "",
            keys.get("range") or None,
            keys.get("kind") or "uncertainty",
            keys.get("prior") or None,
            note_of(keys),
        )

    def quantity(self, name: str, node: Node, path: str, at: Place | None) -> model.Quantity:
        keys = keys_of(node, "quantity", path, self.findings, "a quantity")
        if at and isinstance(node, Mapping):
            missing(keys, ("initial",), at, path, self.findings)
        low, high = keys.get("min"), keys.get("max")
        return model.Quantity(
            name,
            keys.get("initial") or BROKEN,
            None if low is WRONG else low,
            None if high is WRONG else high,
            keys.get("unit") or "",
            tuple(sorted(self.timeline(keys.get("timeline"), f"{path}.timeline"))),
            keys.get("hidden") is True,
            note_of(keys),
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
                message = f"expected a pair of date and value, found {found}"
                self.findings.wrong(item.place, below, message, "write [[2024-10-18, 1500], [2024-10-23, 3000]]")
                if isinstance(item, Scalar):
                    return  # a flat list: what follows are its other values
                continue
            minute = minute_of(item.items[0], f"{below}[0]", self.findings)
            value = number(item.items[1], f"{below}[1]", self.findings)
            if minute in seen:
                self.findings.wrong(item.items[0].place, below, "the date stands in the timeline twice", "keep one of the two")
            elif minute is not WRONG and value is not WRONG:
                seen.add(minute)
                yield minute, value

    def event(self, name: str, node: Node, path: str, at: Place | None) -> model.Event:
        keys = keys_of(node, "event", path, self.findings, "an event")
        trigger = self.trigger(keys, node, path, at)
        return model.Event(
            name,
            at=optional(keys, "at") if trigger == "at" else None,
            every=optional(keys, "every") if trigger == "every" else None,
            when=optional(keys, "when") if trigger == "when" else None,
            start=keys.get("from") or model.NOTHING,
            first=optional(keys, "first"),
            hold=keys.get("for") or model.NOTHING,
            after=keys.get("after") or model.NOTHING,
            until=optional(keys, "until"),
            times=keys.get("times") or None,
            while_=keys.get("while") or model.ALWAYS,
            chance=optional(keys, "chance"),
            set=tuple(self.settings(keys.get("set"), f"{path}.set")),
            note=note_of(keys),
        )

    def trigger(self, keys: dict[str, Any], node: Node, path: str, at: Place | None) -> str | None:
        """The one trigger of an event, after looking whether everything else goes with it."""
        if not isinstance(node, Mapping) or not at:
            return None
        triggers = [key for key in node.entries if key in TRIGGERS and key in keys]
        if not triggers:
            self.findings.wrong(at, path, "an event without a trigger", "add one of `at:`, `every:` or `when:`")
            return None
        for extra in triggers[1:]:
            message = f"an event has one trigger, and this has {' and '.join(f'`{key}`' for key in triggers)}"
            self.findings.wrong(
                node.entries[extra].key_place, f"{path}.{extra}", message, "keep one of them; make two events of it"
            )
        if len(triggers) == 1:
            self.modifiers(keys, node, path, triggers[0])
        return triggers[0]

    def modifiers(self, keys: dict[str, Any], node: Mapping, path: str, trigger: str) -> None:
        for key, goes_with in GOES_WITH.items():
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
        if not node.entries:
            self.findings.wrong(node.place, path, "`set` is empty", "write {quantity: new value}, or delete the line")
        for name, entry in node.entries.items():
            if is_null(entry.node):
                self.findings.wrong(
                    entry.key_place, f"{path}.{name}", f"`{shown(name)}` has no value", "write one, or delete the line"
                )
            else:
                yield name, expression(entry.node, f"{path}.{name}", self.findings) or BROKEN

    def brake(self, name: str, node: Node, path: str, at: Place | None) -> model.Brake:
        keys = keys_of(node, "brake", path, self.findings, "a brake")
        if at and isinstance(node, Mapping):
            missing(keys, ("while",), at, path, self.findings)
        blocks = keys.get("blocks", ())
        return model.Brake(name, keys.get("while") or BROKEN, () if blocks is WRONG else blocks, note_of(keys))

    def ladder(self, actor: str, name: str, node: Node, path: str, at: Place | None) -> model.Ladder | None:
        """A ladder beside the main one; None where it takes the main one's name."""
        if name == model.MAIN:
            message = f"the name `{name}` is reserved: it is what the ladder is called that stands under `ladder`"
            self.findings.wrong(at or node.place, path, message, "call it by what is climbed, or by who climbs")
            self.findings.names_lost = True
            return None
        if isinstance(node, Listing):
            message = "a ladder is a mapping of keys, and here is a list"
            self.findings.wrong(node.place, path, message, "write `stages:` before the list")
            self.findings.names_lost = True
            return model.Ladder(name, (), actor=actor)
        keys = keys_of(self.misnamed_stages(node, path), "ladder", path, self.findings, "a ladder")
        if at and isinstance(node, Mapping) and "ladder" not in node.entries:
            missing(keys, ("stages",), at, path, self.findings)
        stages = tuple(LadderReader(self.findings, f"{path}.stages", name).stages(keys.get("stages")))
        start = self.start_stage(keys.get("start_stage"), stages, node, f"{path}.start_stage")
        return model.Ladder(name, stages, start, keys.get("actor") or actor, note_of(keys))

    def misnamed_stages(self, node: Node, path: str) -> Node:
        """A ladder beside the main one without the key `ladder`, under which the main one has its stages."""
        if not isinstance(node, Mapping) or "ladder" not in node.entries:
            return node
        message = "there is no key `ladder` here"
        self.findings.wrong(node.entries["ladder"].key_place, f"{path}.ladder", message, "write `stages:` before the list")
        return Mapping({key: entry for key, entry in node.entries.items() if key != "ladder"}, node.place)

    def outcome(self, name: str, node: Node, path: str, at: Place | None) -> model.Outcome:
        if not isinstance(node, Mapping):
            return outcome(name, node, path, self.findings)
        keys = keys_of(node, "outcome", path, self.findings, "an outcome")
        if at:
            missing(keys, ("measure",), at, path, self.findings)
        measure = keys.get("measure")
        read = outcome(name, measure, f"{path}.measure", self.findings) if measure else model.Outcome(name, (NO_AGGREGATE,))
        return replace(read, unit=keys.get("unit") or "", note=note_of(keys))

    def expectations(self, node: Any, outcomes: dict[str, None]) -> Iterator[model.Expectation]:
        if not node:
            return
        if not isinstance(node, Listing):
            message = f"`expect` is a list of claims, not {node.kind}"
            self.findings.wrong(node.place, "expect", message, "write `- {probability: …, at_least: …}`")
            return
        for index, item in enumerate(node.items):
            read = expectation(item, f"expect[{index}]", outcomes, self.findings)
            if read:
                yield read

    def start_stage(self, name: Any, stages: tuple[model.Stage, ...], node: Any, path: str) -> int:
        places = {stage.name: place for place, stage in enumerate(stages)}
        if name and name not in places and not self.findings.names_lost:
            mend = self.findings.suggestion(name, places)
            message = f"there is no stage `{shown(name)}`" + (" on this ladder" if name in self.findings.stages else "")
            self.findings.wrong(node.entries["start_stage"].node.place, path, message, mend)
        return places.get(name, 0) if name else 0
