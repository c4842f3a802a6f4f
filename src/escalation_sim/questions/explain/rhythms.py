"""Events that occur at known minutes, whatever the luck: which of them meet, and what each then sees."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from escalation_sim import clock
from escalation_sim.model.scenario import Event
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.timing import length
from escalation_sim.questions.explain.events import first_day
from escalation_sim.questions.explain.misreading import Misreading

MOST_PAIRS = 20_000
"""Pairs of events that are compared in search of two of one rhythm."""

MOST_MEETINGS = 50
"""Pairs of one rhythm that are told."""


@dataclass(frozen=True)
class Beat:
    """The minutes at which an event occurs whatever the luck: *first*, and then each *interval* (0: once), up to *last*."""

    event: Event
    order: int
    first: int
    interval: int
    last: int

    def comes_at(self, minute: int) -> bool:
        """Whether it occurs at a minute."""
        late = minute - self.first
        return minute <= self.last and (late % self.interval == 0 if self.interval and late > 0 else late == 0)


def shared_rhythms(phrases: Phrases) -> Iterator[Misreading]:
    """Two events that occur in the same minute, of which one reads what the other sets: the order of the file decides."""
    known = list(beats(phrases))
    setters: dict[str, list[Beat]] = {}
    for beat in known:
        for name, _ in beat.event.set:
            setters.setdefault(name, []).append(beat)
    pairs = (
        (name, writer, reader)
        for reader in known
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


def _met(name: str, writer: Beat, reader: Beat, meet: tuple[int, int], phrases: Phrases) -> Misreading:
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


def beats(phrases: Phrases) -> Iterator[Beat]:
    """The events whose minutes are known at the values as written."""
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
        yield Beat(event, order, begin, interval, min(last, begin + (event.times - 1) * interval) if event.times else last)


def _meeting(a: Beat, b: Beat) -> tuple[int, int] | None:
    """The first minute at which both occur, and after how many they do so again (0: never); None where they never do."""
    found = _coincidence(a, b)
    last = min(a.last, b.last)
    if found is None or found[0] > last:
        return None
    minute, again = found
    return minute, again if minute + again <= last else 0


def _coincidence(a: Beat, b: Beat) -> tuple[int, int] | None:
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
