"""One history as a dated account: what happened, who moved, why, and what was still missing for the next stage."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from escalation_sim import clock
from escalation_sim.engines.changes import INJECTED
from escalation_sim.engines.history import Braked, Dossier, Happening, History, Known, Lost, Occurred, Step, Trace, Triggered
from escalation_sim.language.evidence import Evidence
from escalation_sim.model.programme import Programme
from escalation_sim.presentation.wording import amounts, capital, due, exact, last_day, plural
from escalation_sim.questions.history.ending import ending
from escalation_sim.questions.history.reasons import because, way_of
from escalation_sim.questions.history.rounds import without_repetition
from escalation_sim.questions.history.steps import before, mover, skipping, stage_title

WIDTH = 100
_FIRST, _LAST = 50, 150
"""Of a history that stopped, the lines that are told where there are more."""


@dataclass(frozen=True)
class Line:
    """A line of an account: *kind* is move, brake, way or event, *details* stand under it."""

    minute: int
    kind: str
    text: str
    details: tuple[str, ...] = ()


def account(programme: Programme, history: History, evidence: Evidence, whose: str, width: int = WIDTH) -> str:
    """The account as text of at most *width* columns. *whose* says which luck it is, and what differs from the file."""
    assert history.trace is not None
    paragraphs = [
        _heading(programme, whose, width),
        "\n".join(dated(programme, lines_of(programme, history.trace), width)),
        "\n".join(ending(programme, history, width)),
        "\n".join(_facts(programme, history, evidence, width)),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def _heading(programme: Programme, whose: str, width: int) -> str:
    scenario = programme.scenario
    start, end = clock.spoken(scenario.start, 0), last_day(scenario)
    begins = [f"{mover(scenario, one)} begins at: {stage_title(scenario, one, one.start_stage)}." for one in scenario.ladders]
    text = f"{whose}: {start} to {end}. {' '.join(begins)}"
    if any(event.every for event in scenario.events):
        text += " What recurs is told only where something followed from it."
    return "\n".join([*textwrap.wrap(scenario.title, width), *textwrap.wrap(text, width)])


def account_until(programme: Programme, trace: object, width: int = WIDTH) -> str:
    """What had happened when a history stopped; nothing where it stopped before its first minute was over."""
    if not isinstance(trace, Trace) or not trace.states:
        return ""
    told = without_repetition(trace.happenings)
    lines = lines_of(programme, replace(trace, happenings=told.happenings))
    if (more := len(lines) - _FIRST - _LAST) > 0:
        lines[_FIRST:-_LAST] = [Line(lines[_FIRST].minute, "event", f"… and {plural(more, 'more line')}")]
    if told.left_out:
        rounds = f"{plural(told.left_out, 'more round')} of this minute{' do the same' if told.alike else ''}"
        lines.append(Line(told.happenings[-1].minute, "event", f"… and {rounds}"))
    return "\n".join(["Until it stopped:", *dated(programme, lines, width)]) + "\n"


def lines_of(programme: Programme, trace: Trace) -> list[Line]:
    """What happened, in order. A recurring event has a line only where something followed from it in the same minute."""
    told = _Telling(programme, trace)
    return [line for happening in trace.happenings for line in told.line(happening)]


def told_alone(programme: Programme, trace: Trace, wanted: Happening, *, exactly: bool = False) -> str:
    """One happening of a trace in words, also where the account passes over it because nothing followed from it.

    *exactly* is with all digits of its numbers.
    """
    told = _Telling(programme, trace, exactly=exactly)
    told.recurring = set()
    for happening in trace.happenings:
        lines = list(told.line(happening))
        if happening is wanted and lines:
            return lines[0].text
    return ""


class _Telling:
    """Goes through the happenings once, knowing the values as they stood."""

    def __init__(self, programme: Programme, trace: Trace, *, exactly: bool = False) -> None:
        self.programme, self.scenario, self.exactly = programme, programme.scenario, exactly
        self.left_out = trace.left_out
        names = [quantity.name for quantity in self.scenario.quantities]
        self.values = dict(zip(names, trace.states[0][1], strict=True))
        self.recurring = {event.name for event in self.scenario.events if event.every}
        self.eventful = {one.minute for one in trace.happenings if isinstance(one, Step | Braked | Triggered | Lost)}
        self.rests: Counter[tuple[str, int | None]] = Counter()

    def line(self, one: Happening) -> Iterator[Line]:
        match one:
            case Known():
                yield Line(
                    one.minute, "event", f"{capital(self.title(one.quantity))} {self.change(one.quantity, one.value)} (known)"
                )
            case Occurred():
                yield from self.occurrence(one)
            case Triggered():
                if one.due > one.minute:
                    yield Line(one.minute, "event", f"{self.title(one.event)}: set off, due {due(self.scenario, one.due)}")
            case Lost():
                yield Line(one.minute, "event", f"{self.title(one.event)}: {self.lost(one)}")
            case Braked():
                yield from self.brake(one)
            case Step():
                yield from self.step(one)

    def title(self, name: str) -> str:
        return self.scenario.title_of(name)

    def lost(self, one: Lost) -> str:
        if one.too_late:
            return f"set off, but it would be due {due(self.scenario, one.due)}, too late for its `until`: it does not happen"
        return f"set off again, and lost: one is on its way {due(self.scenario, one.due, 'until')}"

    def change(self, name: str, value: float) -> str:
        before, self.values[name] = self.values[name], value
        old, new = (exact(before), exact(value)) if self.exactly else amounts(before, value)
        return f"{old} → {new} {self.scenario.units.get(name, '')}".strip()

    def occurrence(self, one: Occurred) -> Iterator[Line]:
        changes = [f"{name} {self.change(name, value)}" for name, value in one.set.items() if value != self.values[name]]
        if one.event in self.recurring and one.minute not in self.eventful and one.number < INJECTED:
            return
        if one.stopped_by:
            if one.event not in self.recurring:
                why = "its `while` is false" if one.stopped_by == "while" else "chance says no"
                why = "it is left out" if one.event in self.left_out else why
                yield Line(one.minute, "event", f"{self.title(one.event)}: nothing comes of it ({why})")
            return
        yield Line(one.minute, "event", self.title(one.event) + (f": {', '.join(changes)}" if changes else ""))

    def brake(self, one: Braked) -> Iterator[Line]:
        title = self.title(one.brake)
        brake = next(brake for brake in self.scenario.brakes if brake.name == one.brake)
        if one.on:
            yield Line(one.minute, "brake", f"Brake on: {title} (while `{brake.while_}`)")
        elif one.minute:
            yield Line(one.minute, "brake", f"Brake off: {title}")

    def step(self, one: Step) -> Iterator[Line]:
        dossier = one.dossier
        if one.kind == "moved":
            yield self.move(one)
            return
        ladder = self.scenario.ladder(dossier.ladder)
        way = before(self.scenario, ladder) + self.way(dossier, "Back to " if dossier.target < dossier.source else "")
        match one.kind:
            case "building":
                plan = way_of(self.programme, dossier)
                yield Line(one.minute, "way", f"{way}: `{plan.when.expression}` begins to hold")
            case "broken":
                yield Line(
                    one.minute, "way", f"{way}: it held for {clock.length(one.minute - dossier.since)}, and no longer does"
                )
            case "deciding" | "blocked":
                yield from self.decision(one, way)
            case "put off":
                assert one.until is not None
                yield Line(one.minute, "way", f"{way}: the decision is put off, and due again {due(self.scenario, one.until)}")
            case "shelved" | "overtaken":
                yield from self.away(one, way)
            case "refused":
                when = f"; put again {due(self.scenario, one.until, 'from')}" if one.until is not None else ""
                yield Line(one.minute, "way", f"{way}: the decision is no{when}")

    def way(self, dossier: Dossier, back: str = "") -> str:
        target = stage_title(self.scenario, self.scenario.ladder(dossier.ladder), dossier.target)
        return f"{target}, by {dossier.route}" if dossier.route else f"{back}{target}"

    def move(self, one: Step) -> Line:
        dossier, ladder = one.dossier, self.scenario.ladder(one.dossier.ladder)
        verb = "climbs to" if dossier.target > dossier.source else "steps down to"
        where = self.way(dossier) + skipping(self.scenario, ladder, dossier)
        return Line(one.minute, "move", f"{mover(self.scenario, ladder)} {verb}: {where}", self.because(one))

    def because(self, one: Step) -> tuple[str, ...]:
        return tuple(because(self.programme, one, self.left_out))

    def decision(self, one: Step, way: str) -> Iterator[Line]:
        """A decision begins, waits or rests; later rests of the same decision are left to the sum in the reasons."""
        dossier = one.dossier
        if one.kind == "blocked":
            self.rests[dossier.path, dossier.begun] += 1
            if self.rests[dossier.path, dossier.begun] > 1:
                return
            what = (
                f"a decision of {clock.length(dossier.length)} rests" if dossier.begun is not None else "a decision has to wait"
            )
            yield Line(one.minute, "way", f"{way}: {what}, held back")
        elif dossier.length and not dossier.worked:
            yield Line(one.minute, "way", f"{way}: a decision begins, and will take {clock.length(dossier.length)}")

    def away(self, one: Step, way: str) -> Iterator[Line]:
        dossier = one.dossier
        if one.kind == "overtaken":
            yield Line(one.minute, "way", f"{way}: the decision under way is overtaken")
        elif dossier.begun is not None:
            worked, length = clock.lengths(dossier.worked, dossier.length)
            into = f"{worked} into a decision of {length}"
            when = into if dossier.worked < dossier.length else f"with all of a decision of {length} done"
            yield Line(one.minute, "way", f"{way}: shelved {when}: its condition no longer holds")
        else:
            yield Line(one.minute, "way", f"{way}: its condition no longer holds, and nothing was begun")


_SIGNS = {"move": "■", "brake": "▌", "way": "·", "event": " "}


def dated(programme: Programme, lines: Iterable[Line], width: int) -> Iterator[str]:
    """The lines with their dates; a date that repeats is left out."""
    last = None
    for line in lines:
        stamp = clock.spoken(programme.scenario.start, line.minute)
        shown = f"{stamp:<16} " if line.minute != last else " " * 17
        last = line.minute
        yield from wrapped(f"{shown}{_SIGNS[line.kind]} {line.text}", 19, width)
        for detail in line.details:
            yield from wrapped(f"{' ' * 21}{detail}", 23, width)


def wrapped(text: str, indent: int, width: int) -> list[str]:
    """A line of so many columns, in several where it is longer; those begin as far in as it does, at least *indent*."""
    lead = len(text) - len(text.lstrip())
    return textwrap.wrap(
        text, width, initial_indent="", subsequent_indent=" " * max(indent, lead), drop_whitespace=True, break_on_hyphens=False,
        replace_whitespace=False,
    )  # fmt: skip


def _facts(programme: Programme, history: History, evidence: Evidence, width: int) -> Iterator[str]:
    """The facts that the account names, in full."""
    assert history.trace is not None
    moved = [one for one in history.trace.happenings if isinstance(one, Step) and one.kind == "moved"]
    cited: dict[str, None] = {}
    for step in moved:
        for clause in because(programme, step):
            if clause.startswith("facts: "):
                cited.update(dict.fromkeys(clause.removeprefix("facts: ").split(", ")))
    known = [evidence.facts[fact] for fact in cited if fact in evidence.facts]
    if not known:
        return
    yield "Facts behind the moves:"
    for fact in known:
        yield from textwrap.wrap(f"{fact.id}: {fact.says}", width, initial_indent="  ", subsequent_indent="      ")
