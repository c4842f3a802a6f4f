"""What may befall a history: `EVENTUALITIES` looks at one with its trace, or at the error that stopped it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

from escalation_sim import clock
from escalation_sim.engines.history import Braked, Climbed, History, Known, Move, Occurred, Step, Triggered
from escalation_sim.errors import RunError
from escalation_sim.model.programme import Formula, Programme


@dataclass(frozen=True)
class Observed:
    """A history with its trace, or the error in its place."""

    programme: Programme
    history: History | None
    error: RunError | None = None

    @cached_property
    def happenings(self) -> list[Any]:
        return list(self.history.trace.happenings) if self.history and self.history.trace else []

    def steps(self, kind: str) -> list[Step]:
        return [one for one in self.happenings if isinstance(one, Step) and one.kind == kind]

    def of(self, kind: type) -> list[Any]:
        return [one for one in self.happenings if isinstance(one, kind)]

    def holds_at(self, condition: Formula, index: int) -> bool:
        """Whether a condition holds in the state after the *index*th minute in which something changed."""
        assert self.history is not None
        assert self.history.trace is not None
        states, scenario = self.history.trace.states[: index + 1], self.programme.scenario
        _, quantities, places = states[-1]
        known = {**self.history.parameters, **scenario.places, "highest": max(state[2][0] for state in states)}
        known |= dict(zip((quantity.name for quantity in scenario.quantities), quantities, strict=True))
        known |= {ladder.place_name: place for ladder, place in zip(scenario.ladders, places, strict=True)}
        values = [float(known.get(name, 0)) for name in self.programme.slots]
        for slot, brake in condition.brakes.items():
            values[slot] = float(brake.scalar(values, None))
        return bool(condition.scalar(values, None))

    @property
    def ladders(self) -> list[Climbed]:
        """What became of every ladder, the main one first."""
        return [self.history, *self.history.others.values()] if self.history else []

    @property
    def others(self) -> list[Climbed]:
        """What became of the ladders beside the main one."""
        return self.ladders[1:]

    @property
    def moves(self) -> list[Move]:
        """Those of every ladder."""
        return [move for ladder in self.ladders for move in ladder.moves]


def _lost_trigger(seen: Observed) -> bool:
    """A condition turned true while an occurrence it had set off was on its way."""
    if seen.history is None or seen.history.trace is None:
        return False
    minutes = [state[0] for state in seen.history.trace.states]
    for plan in seen.programme.events:
        if plan.when is None or plan.event.hold.constant != 0:
            continue
        under_way = [(one.minute, one.due) for one in seen.of(Triggered) if one.event == plan.name and one.due > one.minute]
        for begun, due in under_way:
            between = range(bisect_right(minutes, begun), bisect_right(minutes, due - 1))
            if any(seen.holds_at(plan.when, i) and not seen.holds_at(plan.when, i - 1) for i in between if i):
                return True
    return False


def _arrives_after_all(seen: Observed) -> bool:
    """An occurrence came though its condition had ceased."""
    if seen.history is None or seen.history.trace is None:
        return False
    minutes = [state[0] for state in seen.history.trace.states]
    plans = {plan.name: plan.when for plan in seen.programme.events if plan.when}
    came = [(one.minute, plans[one.event]) for one in seen.of(Occurred) if one.event in plans]
    indexed = [(bisect_right(minutes, minute - 1) - 1, when) for minute, when in came]
    return any(index >= 0 and not seen.holds_at(when, index) for index, when in indexed)


def _same_minute(first: Iterable[int], second: Iterable[int]) -> bool:
    return not set(first).isdisjoint(second)


def _moves_twice_in_a_minute(seen: Observed) -> bool:
    return any(n > 1 for ladder in seen.ladders for n in Counter(move.minute for move in ladder.moves).values())


def _up_and_down_in_a_minute(seen: Observed) -> bool:
    ways = [
        ([m.minute for m in one.moves if m.target > m.source], [m.minute for m in one.moves if m.target < m.source])
        for one in seen.ladders
    ]
    return any(_same_minute(up, down) for up, down in ways)


def _two_due_at_once(seen: Observed) -> bool:
    """A decision was overtaken in the minute in which it was due itself."""
    return any(step.dossier.begun is not None and step.dossier.worked >= step.dossier.length for step in seen.steps("overtaken"))


def _resumed(seen: Observed) -> bool:
    return any(step.dossier.begun is not None and step.dossier.begun < step.minute for step in seen.steps("deciding"))


def _put_again(seen: Observed, *, known: bool) -> bool:
    """A refused way was taken up again, after `again` (*known*) or after `keep` had broken."""
    for index, one in enumerate(seen.happenings):
        if isinstance(one, Step) and one.kind == "refused" and (one.until is not None) == known:
            for later in seen.happenings[index + 1 :]:
                if isinstance(later, Step) and later.kind == "moved":
                    break
                if isinstance(later, Step) and later.dossier.path == one.dossier.path and later.kind in ("building", "deciding"):
                    return True
    return False


def _a_minute_later(seen: Observed) -> bool:
    return any(step.until == step.minute + 1 for step in seen.steps("refused"))


def _exhausted(seen: Observed) -> bool:
    most = {plan.name: plan.event.times for plan in seen.programme.events}
    return any(one.number + 1 == most[one.event] for one in seen.of(Occurred))


def _cut_by_until(seen: Observed) -> bool:
    """A rhythm ended at `until`, within the period and before its `times` were over."""
    if seen.history is None:
        return False
    came = Counter(one.event for one in seen.of(Occurred))
    parameters = [seen.history.parameters[p.name] for p in seen.programme.scenario.parameters]
    rhythms = [plan for plan in seen.programme.events if plan.every and plan.until and came[plan.name] != plan.event.times]
    ends = [clock.to_minutes(plan.until.scalar(parameters, None)) for plan in rhythms if plan.until and came[plan.name]]
    return any(minute < seen.programme.scenario.end for minute in ends)


def _clipped(seen: Observed) -> bool:
    bounds = {q.name: {q.min, q.max} - {None} for q in seen.programme.scenario.quantities}
    return any(value in bounds[name] for one in seen.of(Occurred) for name, value in one.set.items())


def _every_minute(seen: Observed) -> bool:
    came = {(one.event, one.minute) for one in seen.of(Occurred)}
    return any((event, minute + 1) in came for event, minute in came)


def _together_blocked(seen: Observed) -> bool:
    return any(minutes > one.blocked_alone.get(pair, 0) for one in seen.ladders for pair, minutes in one.blocked.items())


def _two_ladders_move_in_a_minute(seen: Observed) -> bool:
    minutes = Counter(minute for ladder in seen.ladders for minute in {move.minute for move in ladder.moves})
    return any(n > 1 for n in minutes.values())


def _in_one_look(seen: Observed) -> bool:
    """Whether a ladder moved right after another one: both had been decided when the first of them went."""
    steps = [one for one in seen.happenings if isinstance(one, Step) and one.kind != "overtaken"]
    pairs = [(a, b) for a, b in pairwise(steps) if a.kind == b.kind == "moved" and a.minute == b.minute]
    return any(a.dossier.ladder != b.dossier.ladder for a, b in pairs)


def _moves_while_another_decides(seen: Observed) -> bool:
    """Whether a ladder moved while a decision of another one was under way, which was carried out."""
    minutes: dict[str, list[int]] = {}
    for one in seen.steps("moved"):
        minutes.setdefault(one.dossier.ladder, []).append(one.minute)
    return any(
        bisect_right(others, one.dossier.begun) < bisect_left(others, one.minute)
        for one in seen.steps("moved")
        for ladder, others in minutes.items()
        if ladder != one.dossier.ladder and one.dossier.begun is not None
    )


def _at_once(kind: str, other: str, seen: Observed) -> bool:
    """Whether one thing befell the way to a stage, and the *other* the way to another stage of the ladder, in one minute."""
    targets: dict[tuple[int, str], set[int]] = {}
    for one in seen.steps(kind):
        targets.setdefault((one.minute, one.dossier.ladder), set()).add(one.dossier.target)
    return any(targets.get((one.minute, one.dossier.ladder), set()) - {one.dossier.target} for one in seen.steps(other))


def _skipped(seen: Observed, *, up: bool) -> bool:
    return any(abs(move.target - move.source) > 1 and (move.target > move.source) == up for move in seen.moves)


def _stopped(seen: Observed, words: str) -> bool:
    return seen.error is not None and words in seen.error.reason


def _event_minutes(seen: Observed) -> list[int]:
    return [one.minute for one in seen.of(Occurred)]


def _never(seen: Observed, *, measured: bool) -> bool:
    found = seen.history.outcomes if seen.history else {}
    return any(found.get(one.name, 0) is None for one in seen.programme.scenario.outcomes if bool(one.measure) == measured)


EVENTUALITIES: dict[str, Callable[[Observed], bool]] = {
    "a climb": lambda o: any(ladder.climbs for ladder in o.ladders),
    "a climb by a named route": lambda o: any(move.route for move in o.moves),
    "a climb over a stage": partial(_skipped, up=True),
    "a descent": lambda o: any(ladder.descents for ladder in o.ladders),
    "a descent over a stage": partial(_skipped, up=False),
    "a climb of another ladder": lambda o: any(ladder.climbs for ladder in o.others),
    "a descent of another ladder": lambda o: any(ladder.descents for ladder in o.others),
    "a refusal on another ladder": lambda o: any(ladder.refused for ladder in o.others),
    "a shelved decision on another ladder": lambda o: any(ladder.shelved for ladder in o.others),
    "minutes of deciding on another ladder": lambda o: any(ladder.deciding for ladder in o.others),
    "minutes charged to a brake on another ladder": lambda o: any(any(ladder.blocked.values()) for ladder in o.others),
    "two ladders move in one minute": _two_ladders_move_in_a_minute,
    "two ladders move in one look": _in_one_look,
    "a ladder moves while another decides": _moves_while_another_decides,
    "no to a stage and yes to another at once": partial(_at_once, "refused", "moved"),
    "two stages ahead blocked at once": partial(_at_once, "blocked", "blocked"),
    "one stage ahead blocked as another is decided": partial(_at_once, "blocked", "deciding"),
    "decisions for two stages begun at once": partial(_at_once, "deciding", "deciding"),
    "a move in minute 0": lambda o: any(move.minute == 0 for move in o.moves),
    "two moves in one minute": _moves_twice_in_a_minute,
    "a climb and a descent in one minute": _up_and_down_in_a_minute,
    "the end below the highest stage": lambda o: any(ladder.final < ladder.highest for ladder in o.ladders),
    "a wait broken off": lambda o: bool(o.steps("broken")),
    "a shelved decision": lambda o: any(step.dossier.begun is not None for step in o.steps("shelved")),
    "kept waiting by a brake, and dropped": lambda o: any(step.dossier.begun is None for step in o.steps("shelved")),
    "an overtaken decision": lambda o: bool(o.steps("overtaken")),
    "two decisions due at once": _two_due_at_once,
    "a refusal": lambda o: bool(o.steps("refused")),
    "a refusal on the way down": lambda o: any(step.dossier.target < step.dossier.source for step in o.steps("refused")),
    "put again after again": partial(_put_again, known=True),
    "put again after keep had broken": partial(_put_again, known=False),
    "put again a minute later": _a_minute_later,
    "blocked before a decision": lambda o: any(step.dossier.begun is None for step in o.steps("blocked")),
    "blocked in mid-decision": lambda o: any(step.dossier.begun is not None for step in o.steps("blocked")),
    "a decision resumed": _resumed,
    "a decision of no length": lambda o: any(step.dossier.length == 0 for step in o.steps("moved")),
    "a brake comes on": lambda o: any(one.on for one in o.of(Braked)),
    "a brake goes off": lambda o: any(not one.on for one in o.of(Braked)),
    "minutes charged to one brake": lambda o: any(any(ladder.blocked_alone.values()) for ladder in o.ladders),
    "minutes charged to two brakes": _together_blocked,
    "minutes of deciding": lambda o: any(ladder.deciding for ladder in o.ladders),
    "an event in minute 0": lambda o: 0 in _event_minutes(o),
    "an event in the minute of its trigger": lambda o: any(one.due == one.minute for one in o.of(Triggered)),
    "a trigger lost": _lost_trigger,
    "an arrival though the condition has ceased": _arrives_after_all,
    "a rhythm ended by until": _cut_by_until,
    "an event exhausted by times": _exhausted,
    "an event stopped by while": lambda o: any(one.stopped_by == "while" for one in o.of(Occurred)),
    "an event stopped by chance": lambda o: any(one.stopped_by == "chance" for one in o.of(Occurred)),
    "two events in one minute": lambda o: any(n > 1 for n in Counter(_event_minutes(o)).values()),
    "one event twice in a minute": lambda o: any(n > 1 for n in Counter((x.event, x.minute) for x in o.of(Occurred)).values()),
    "an event each minute": _every_minute,
    "an event and a timeline in one minute": lambda o: _same_minute(_event_minutes(o), [one.minute for one in o.of(Known)]),
    "an event and a move in one minute": lambda o: _same_minute(_event_minutes(o), [move.minute for move in o.moves]),
    "a value at its bound": _clipped,
    "an outcome that is never": partial(_never, measured=False),
    "arithmetic that is never": partial(_never, measured=True),
    "error: not finite": partial(_stopped, words="not a finite number"),
    "error: arithmetic that is not finite": lambda o: o.error is not None and o.error.reason.startswith("outcomes."),
    "error: a chance outside 0 to 1": partial(_stopped, words="a chance lies between"),
    "error: a negative time": partial(_stopped, words="a time is never negative"),
    "error: an endless minute": partial(_stopped, words="a minute without end"),
    "error: two ladders without end": lambda o: _stopped(o, "without end") and o.error.reason.count("the move to") > 1,
    "error in minute 0": lambda o: o.error is not None and o.error.minute == 0,
    "error later": lambda o: o.error is not None and o.error.minute > 0,
}
"""What may befall a history, and whether it did."""
