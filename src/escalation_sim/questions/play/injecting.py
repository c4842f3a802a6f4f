"""The events that are to be let happen at a date, as a user names them."""

from __future__ import annotations

from collections.abc import Iterable

from escalation_sim import clock
from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.wording import last_day

Injected = tuple[tuple[int, str], ...]
"""Minutes, each with an event."""


def read_injected(texts: Iterable[str], scenario: Scenario, without: Iterable[str] = (), option: str = "--inject") -> Injected:
    """What `DATE=EVENT` says, in the order of the minutes and, within one, of the file.

    Raises UsageError for what is no date of the period and for what is no event, is left out, or is let happen twice in a minute.
    """
    left_out, places = frozenset(without), {event.name: place for place, event in enumerate(scenario.events)}
    found: set[tuple[int, int, str]] = set()
    for text in texts:
        date, equals, name = (part.strip() for part in text.partition("="))
        said = f"{option} {text}"
        if not equals:
            raise UsageError(f"{said}: write {option} DATE=EVENT, such as 2025-01-20={next(iter(places), 'event')}")
        if name not in places:
            raise UsageError(f"{said}: {_no_event(name, scenario, places)}")
        if name in left_out:
            raise UsageError(f"{said}: {name} is left out with --without, and cannot be let happen: take one of them out")
        one = (_minute(date, scenario, said), places[name], name)
        if one in found:
            raise UsageError(
                f"{said}: it is there twice, and has its effect once in a minute: give another time, such as "
                f"{clock.read_date(date).date()} 12:00"
            )
        found.add(one)
    return tuple((minute, name) for minute, _, name in sorted(found))


def _no_event(name: str, scenario: Scenario, places: dict[str, int]) -> str:
    if not places:
        return "the scenario has no events"
    if name in scenario.removable:
        return f"{name} is a brake, and only an event can be let happen; take it out with --without {name}"
    return f"there is no event {name!r}; {did_you_mean(name, places)}"


def _minute(date: str, scenario: Scenario, said: str) -> int:
    try:
        minute = clock.minutes_between(scenario.start, clock.read_date(date))
    except ValueError as error:
        raise UsageError(f"{said}: {error}") from None
    if not 0 <= minute < scenario.end:
        period = f"{clock.spoken(scenario.start, 0)} to {last_day(scenario)}"
        raise UsageError(f"{said}: the date is outside the period, {period}")
    return minute
