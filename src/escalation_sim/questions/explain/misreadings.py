"""What is easily misread in a scenario: notes, grouped by the mistake they prevent."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from escalation_sim import clock
from escalation_sim.model.scenario import ALWAYS, NOTHING, Event
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.timing import length
from escalation_sim.presentation.wording import listed
from escalation_sim.questions.explain.events import first_day

MOST_PAIRS = 20_000
"""Pairs of events that are compared in search of two of one rhythm."""

MOST_MEETINGS = 50
"""Pairs of one rhythm that are told."""


@dataclass(frozen=True)
class Misreading:
    """A note: the *kind* of mistake it prevents, the events it is *about*, and the sentence."""

    kind: str
    about: tuple[str, ...]
    text: str


def misreadings(phrases: Phrases) -> list[Misreading]:
    """Every note, the kinds in a fixed order."""
    events = phrases.scenario.events
    return [
        *_grouped(
            "chance_once",
            [event for event in events if event.when and event.chance],
            "A `chance` with `when` is tried once each time its condition turns true, not every day it is true: {}.",
            phrases,
        ),
        *_grouped(
            "arrives_anyway",
            [event for event in events if event.when and event.after != NOTHING],
            "What is on its way arrives even if its trigger has ceased; only a `while` or a `chance` can still stop it: {}.",
            phrases,
        ),
        *_shared_rhythms(phrases),
        *_grouped(
            "idle_occurrences_count",
            [event for event in events if event.times and (event.chance or event.while_ != ALWAYS)],
            "`times` counts occurrences without effect too: {}.",
            phrases,
        ),
        *_grouped(
            "until_ends_arrivals",
            [event for event in events if event.until and event.after != NOTHING],
            "`until` is compared with the day of the occurrence, not of its trigger: what is set off before it and due after "
            "it does not happen: {}.",
            phrases,
        ),
        *_at_the_start(phrases),
        *_first_intervals(phrases),
    ]


def _grouped(kind: str, events: list[Event], sentence: str, phrases: Phrases) -> Iterator[Misreading]:
    if events:
        names = tuple(event.name for event in events)
        yield Misreading(kind, names, sentence.format(listed([phrases.code(name) for name in names])))


def _at_the_start(phrases: Phrases) -> Iterator[Misreading]:
    true = [event for event in phrases.scenario.events if event.when and phrases.written.holds_at_start(event.when)]
    at_once = [event for event in true if event.hold == NOTHING]
    sentence = "A condition that is true at the start has just turned true: {} is set off at minute 0."
    for event in at_once:
        yield Misreading("true_at_the_start", (event.name,), sentence.format(phrases.code(event.name)))


def _first_intervals(phrases: Phrases) -> Iterator[Misreading]:
    """An interval begins at the start: nothing occurs there."""
    events = [event for event in phrases.scenario.events if event.every and not event.first]
    if not events:
        return
    said = []
    for event in events:
        day = first_day(event, phrases)
        when = "when drawn" if day is None else f"on {phrases.written.days_since_start(day)}"
        said.append(f"{phrases.code(event.name)} {when}")
    names = tuple(event.name for event in events)
    text = f"`every` without `first` begins with an interval, not with an occurrence: first come {listed(said)}."
    yield Misreading("first_after_one_interval", names, text)


@dataclass(frozen=True)
class _Beat:
    """The minutes at which an event occurs whatever the luck: *first*, and then each *interval* (0: once), up to *last*."""

    event: Event
    order: int
    first: int
    interval: int
    last: int


def _shared_rhythms(phrases: Phrases) -> Iterator[Misreading]:
    """Two events that occur in the same minute, of which one reads what the other sets: the order of the file decides."""
    beats = list(_beats(phrases))
    setters: dict[str, list[_Beat]] = {}
    for beat in beats:
        for name, _ in beat.event.set:
            setters.setdefault(name, []).append(beat)
    pairs = (
        (name, writer, reader)
        for reader in beats
        for name in sorted(_read(reader.event) & set(setters))
        for writer in setters[name]
        if writer is not reader
    )
    met = ((*pair, _meeting(*pair[1:])) for pair in islice(pairs, MOST_PAIRS))
    meetings = ((name, writer, reader, meet) for name, writer, reader, meet in met if meet is not None)
    for name, writer, reader, meet in islice(meetings, MOST_MEETINGS):
        yield _met(name, writer, reader, meet, phrases)
    if next(meetings, None):
        yield Misreading("same_rhythm", (), f"More events meet in the same minute; these are the first {MOST_MEETINGS} pairs.")


def _met(name: str, writer: _Beat, reader: _Beat, meet: tuple[int, int], phrases: Phrases) -> Misreading:
    first, again = meet
    when = f"on {phrases.written.days_since_start(clock.to_days(first))}"
    when += f" and every {length(clock.to_days(again))} from then on" if again else ""
    early, late = sorted((writer, reader), key=lambda beat: beat.order)
    seen = "new value, just set" if writer is early else "value from before"
    text = (
        f"{phrases.code(early.event.name)} and {phrases.code(late.event.name)} occur in the same minute {when}, "
        f"{phrases.code(early.event.name)} first, as it stands first in the file: "
        f"{phrases.code(reader.event.name)} reads {phrases.code(name)} and sees the {seen}."
    )
    return Misreading("same_rhythm", (early.event.name, late.event.name), text)


def _read(event: Event) -> frozenset[str]:
    """What an event reads at its occurrence."""
    expressions = [event.while_, *(value for _, value in event.set), *(one for one in (event.chance, event.every) if one)]
    return frozenset(name for expression in expressions for name in expression.names)


def _beats(phrases: Phrases) -> Iterator[_Beat]:
    written, end = phrases.written, phrases.scenario.end
    for order, event in enumerate(phrases.scenario.events):
        if event.when:
            continue
        first = written.number(event.at) if event.at else first_day(event, phrases)
        every = written.number(event.every) if event.every else 0.0
        until = written.number(event.until) if event.until else None
        if first is None or every is None or not 0 <= first * clock.DAY < end or not math.isfinite(every):
            continue
        begin, interval = clock.to_minutes(first), max(clock.to_minutes(every), 1) if event.every else 0
        last = end - 1 if until is None else min(end, clock.to_minutes(until)) - 1
        yield _Beat(event, order, begin, interval, min(last, begin + (event.times - 1) * interval) if event.times else last)


def _meeting(a: _Beat, b: _Beat) -> tuple[int, int] | None:
    """The first minute at which both occur, and after how many they do so again (0: never); None where they never do."""
    found = _coincidence(a, b)
    last = min(a.last, b.last)
    if found is None or found[0] > last:
        return None
    minute, again = found
    return minute, again if minute + again <= last else 0


def _coincidence(a: _Beat, b: _Beat) -> tuple[int, int] | None:
    """The same for two rhythms without end."""
    if not a.interval:
        a, b = b, a
    if not a.interval:
        return (a.first, 0) if a.first == b.first else None
    if not b.interval:
        late = b.first - a.first
        return (b.first, 0) if late >= 0 and late % a.interval == 0 else None
    common = math.gcd(a.interval, b.interval)
    if (a.first - b.first) % common:
        return None
    again, rest = a.interval * b.interval // common, b.interval // common
    steps = (b.first - a.first) // common * pow(a.interval // common, -1, rest) % rest
    minute = a.first + a.interval * steps
    short = max(a.first, b.first) - minute
    return minute + max(0, math.ceil(short / again)) * again, again
