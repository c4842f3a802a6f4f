"""Warnings of what can't happen within the period, for its times and its chances, and of the stages behind it."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim import clock
from escalation_sim.model import expressions as ex
from escalation_sim.model.complaints import Complaint
from escalation_sim.model.horizon import NEVER, Held, Horizon, Standing, held_ways
from escalation_sim.model.scenario import NOTHING, Event, Ladder

_EARLIER = "choose an earlier time, a shorter one or a later end; or take it out"


def never(found: Horizon) -> Iterator[Complaint]:
    """Events that never occur or never have an effect, ways that are never taken, decisions that are never put again."""
    for event in found.scenario.events:
        if event.name not in found.acts:
            yield from _of_event(event, found)
    passages = list(held_ways(found.scenario))
    for passage in passages:
        if passage.start in found.stands:
            yield from _of_passage(passage, found)
        elif passage.way.start:
            yield from _of_start(passage, found)
    yield from _of_stages(passages, found)


def behind(found: Horizon, ladder: Ladder, place: int) -> str:
    """What follows if no way leads to a place, in words after a warning: stages that nobody reaches, or at which nobody stops.

    A stage that is skipped is reached.
    """
    name, top = ladder.stages[place].name, found.top(ladder)
    if (ladder.name, place) in found.stands:
        return ""
    if place < top:
        return f", and so nobody ever stands at the stage {name}"
    names = [stage.name for stage in ladder.stages[place:]]
    if len(names) == 1:
        return f", and so the stage {name} is out of reach"
    return f", and so the stages {', '.join(names[:-1])} and {names[-1]} are out of reach"


def _of_event(event: Event, found: Horizon) -> Iterator[Complaint]:
    path = f"events.{event.name}"
    if found.when(event.when, event.while_) == NEVER:
        return  # the condition is warned of itself
    first = found.first.get(event.name, NEVER)
    if found.is_late(first):
        key, written = _late_part(event, found)
        if not _is_told_already(written):
            yield _late(f"{path}.{key}", written, first, found)
    elif event.until and first >= found.most(event.until):
        message = f"nothing is due before `until` ({event.until}): it never happens"
        yield Complaint(f"{path}.until", message, "let `until` be later, or take the event out", warning=True)
    elif not found.may_be(event.chance):
        message = f"`{event.chance}` is never above 0: the event never has an effect"
        yield Complaint(f"{path}.chance", message, "write a chance above 0, or take the event out", warning=True)
    elif event.while_.names:
        message = f"`{event.while_}` can't be true when the event occurs: it never has an effect"
        yield Complaint(f"{path}.while", message, "check when it can come true first", warning=True)


def _late_part(event: Event, found: Horizon) -> tuple[str, ex.Expression]:
    """The key that makes an event late, and what stands there: the largest part of the sum."""
    if event.at:
        return "at", event.at
    if event.first:
        return "first", event.first
    parts = {"from": event.start, "every": event.every} if event.every else {"for": event.hold, "after": event.after}
    return max(((key, part) for key, part in parts.items() if part), key=lambda pair: found.least(pair[1]))


def _is_told_already(written: ex.Expression) -> bool:
    """Whether it is a date, of which whoever reads dates has warned."""
    return clock.LOOKS_LIKE_A_DATE.match(written.text) is not None


def _late(path: str, written: ex.Expression, minute: float, found: Horizon, then: str = "") -> Complaint:
    day = clock.spoken(found.scenario.start, int(minute) // clock.DAY * clock.DAY) if minute < clock.FAR else clock.BEYOND
    period = clock.length(found.scenario.end)
    message = f"it never happens: with `{written}` it is not due before {day}, and the period of {period} is over by then{then}"
    return Complaint(path, message, _EARLIER, warning=True)


def _of_passage(passage: Held, found: Horizon) -> Iterator[Complaint]:
    way, path = passage.way, passage.path
    ladder, place = found.scenario.ladder(passage.to[0]), passage.to[1]
    only = len(ladder.stages[place].climb) == 1 and passage.to > passage.start
    due = found.due.get(id(way))
    if due is None:
        if not only and id(way) in found.put:
            message = f"`{way.chance}` is never above 0: no decision is ever yes"
            yield Complaint(f"{path}.chance", message, "write a chance above 0, or take the way out", warning=True)
    elif found.is_late(due):
        key, written = max((("for", way.hold), ("decide", way.decide)), key=lambda pair: found.least(pair[1]))
        key, written = ("when", way.when) if written is NOTHING else (key, written)
        yield _late(f"{path}.{key}", written, due, found, behind(found, ladder, place) if only else "")
    elif way.chance and way.again and found.is_late(again := due + max(found.least(way.again), 1)):
        yield _late(f"{path}.again", way.again, again, found)


def _of_start(passage: Held, found: Horizon) -> Iterator[Complaint]:
    """A way that says `from` where nobody ever stands, to a stage to which another one leads."""
    if passage.to in found.stands:
        message = f"nobody ever stands at the stage {passage.way.start}: this way is never taken"
        mend = "let it lead from another stage, or take the way out"
        yield Complaint(f"{passage.path}.from", message, mend, warning=True)


def _of_stages(passages: list[Held], found: Horizon) -> Iterator[Complaint]:
    """The lowest stage of each ladder that is out of reach, where it has several ways and each is too late."""
    lost = {(ladder.name, found.top(ladder) + 1) for ladder in found.scenario.ladders}
    ways: dict[Standing, list[Held]] = {}
    for one in passages:
        if one.to in lost and one.start < one.to:
            ways.setdefault(one.to, []).append(one)
    for (name, place), several in ways.items():
        if len(several) > 1 and all(found.is_late(found.due.get(id(one.way), 0.0)) for one in several):
            ladder = found.scenario.ladder(name)
            path = f"{ladder.path}.{ladder.stages[place].name}"
            yield Complaint(path, f"every way is too late{behind(found, ladder, place)}", _EARLIER, warning=True)
