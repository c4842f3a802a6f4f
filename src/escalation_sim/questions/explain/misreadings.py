"""What is easily misread in a scenario: notes, grouped by the mistake they prevent."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim.model.scenario import ALWAYS, NOTHING, Aggregate, Event
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.wording import listed, on_day
from escalation_sim.questions.explain.events import first_day
from escalation_sim.questions.explain.ladder_misreadings import ladder_misreadings
from escalation_sim.questions.explain.misreading import Misreading
from escalation_sim.questions.explain.rhythms import Beat, beats, shared_rhythms


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
        *shared_rhythms(phrases),
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
        *ladder_misreadings(phrases),
        *_as_a_date_begins(phrases),
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


def _as_a_date_begins(phrases: Phrases) -> Iterator[Misreading]:
    """`on` looks before anything that is due in its minute."""
    measured = [(outcome, one) for outcome in phrases.scenario.outcomes for one in outcome.aggregates if one.minute is not None]
    if not measured:
        return
    names = tuple(dict.fromkeys(outcome.name for outcome, _ in measured))
    text = "`on` is the value as a date begins, before timelines and all else that is due in that minute: {}."
    yield Misreading("as_a_date_begins", names, text.format(listed([phrases.code(name) for name in names])))
    met = list(beats(phrases))
    for outcome, one in measured:
        late = listed(list(_too_late(one, met, phrases)))
        if late:
            when = on_day(phrases.scenario, one.minute or 0)
            said = f"{phrases.code(outcome.name)} is taken just before {late}, due in that very minute ({when})."
            yield Misreading("as_a_date_begins", (outcome.name,), said)


def _too_late(one: Aggregate, met: list[Beat], phrases: Phrases) -> Iterator[str]:
    """What sets something that an aggregate reads in the very minute in which it looks: timelines, and events."""
    assert one.expression
    assert one.minute is not None
    names, whiles = one.expression.names, phrases.conditions_of_brakes
    read = names.union(*(whiles[name].names for name in names if name in whiles))
    for quantity in phrases.scenario.quantities:
        if quantity.name in read and one.minute in dict(quantity.timeline):
            yield f"the timeline of {phrases.code(quantity.name)}"
    for beat in met:
        if beat.comes_at(one.minute) and read & {name for name, _ in beat.event.set}:
            yield phrases.code(beat.event.name)
