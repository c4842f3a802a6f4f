"""Each event in sentences that leave no room for another reading."""

from __future__ import annotations

import math
from collections.abc import Iterator

from escalation_sim import clock
from escalation_sim.model import expressions as ex
from escalation_sim.model.changes import Change, bounds_from
from escalation_sim.model.intervals import reach
from escalation_sim.model.scenario import ALWAYS, NOTHING, Event
from escalation_sim.model.signs import side_of
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.wording import listed


class EventsInWords:
    """Tells the events of one scenario."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.known = reach(phrases.scenario)

    def sentences(self, event: Event) -> list[str]:
        """When it occurs, what limits it, what it needs, what it does."""
        return [*self._trigger(event), *self._limits(event), *self._hurdles(event), *self._effect(event)]

    def _trigger(self, event: Event) -> Iterator[str]:
        if event.at:
            yield f"Once, on {self.phrases.moment(event.at)}."
        elif event.every:
            yield f"{self._rhythm(event.every)}, {self._first(event)}."
        elif event.when:
            yield from self._condition(event, event.when)

    def _rhythm(self, every: ex.Expression) -> str:
        phrases = self.phrases
        if phrases.written.number(every) is not None:
            return f"Every {phrases.duration(every)}"
        return f"Again and again, each interval drawn anew: {phrases.duration(every)}"

    def _first(self, event: Event) -> str:
        phrases = self.phrases
        if event.first:
            return f"first exactly on {phrases.moment(event.first)}"
        day = first_day(event, phrases)
        if day is not None:
            after = "" if event.start == NOTHING else f", one interval after {phrases.moment(event.start)}"
            return f"first on {phrases.written.days_since_start(day)}{after}"
        origin = "the start" if event.start == NOTHING else phrases.moment(event.start)
        return f"first one such interval after {origin}"

    def _condition(self, event: Event, when: ex.Expression) -> Iterator[str]:
        phrases = self.phrases
        holds = "" if event.hold == NOTHING else f" and has then held {phrases.duration(event.hold)} without a break"
        turns = f"Each time {phrases.expression(when)} turns from false to true{holds}"
        if event.after == NOTHING:
            yield f"{turns}, at once."
        else:
            yield f"{turns}, it is set off, and occurs after {phrases.duration(event.after)}."
            yield (
                "What is on its way arrives even if the condition has ceased by then; "
                "a new trigger while it is on its way is lost."
            )
        if phrases.written.holds_at_start(when):
            begins = "it is set off" if event.hold == NOTHING else "its time begins to count"
            yield f"The condition is true at the start, so {begins} on {phrases.written.days_since_start(0)}."

    def _limits(self, event: Event) -> Iterator[str]:
        if event.until:
            last = self.phrases.moment(event.until).replace(": it does not come", ",")
            yield f"What would be due on {last} or later does not happen, and counts for nothing."
        if event.times:
            times = "once" if event.times == 1 else f"{event.times:,} times"
            idle = ", occurrences without effect included" if event.chance or event.while_ != ALWAYS else ""
            yield f"At most {times}{idle}."

    def _hurdles(self, event: Event) -> Iterator[str]:
        phrases = self.phrases
        if event.while_ != ALWAYS:
            yield f"It has an effect only if {phrases.expression(event.while_)} holds at that moment."
        if event.chance:
            tried = {
                event.at: "tried once",
                event.every: "tried anew at each occurrence",
                event.when: "tried once each time the condition turns true, not every day",
            }
            how = next(words for trigger, words in tried.items() if trigger)
            also = " then" if event.while_ != ALWAYS else ""
            yield f"It{also} has an effect with probability {phrases.chance(event.chance)}: {how}."

    def _effect(self, event: Event) -> Iterator[str]:
        if not event.set:
            yield "It changes nothing: it is told, and can be counted."
            return
        done = [self._setting(event, name, value) for name, value in event.set]
        yield f"Then {listed(done)}."
        changed = {name for name, _ in event.set}
        if any(value.names & (changed - {name}) for name, value in event.set):
            yield "All the new values are worked out from the state just before it."

    def _setting(self, event: Event, name: str, value: ex.Expression) -> str:
        phrases = self.phrases
        thing = phrases.thing(name)
        drawn = ", drawn anew each time" if value.draws else ""
        given = phrases.values(value)
        if value.constant is not None:
            return f"{thing} becomes {phrases.code(value.text)}"
        step = _step(name, value)
        if step:
            verb, rest = step
            verb = self._fitting(verb, value.tree)
            return f"{thing} {verb} {phrases.code(rest)}{given}{drawn}"
        bounds = bounds_from(event.while_.tree, name)
        side = Change(name, self.known, *bounds).side(value.tree)
        moves = {1: ", never lower than before", -1: ", never higher than before"}.get(side or 0, "")
        return f"{thing} is set to {phrases.code(value.text)}{given}{moves}{drawn}"

    def _fitting(self, operator: str, tree: ex.Node) -> str:
        """The verb for a quantity and one operand, by the sign of the operand."""
        assert isinstance(tree, ex.Arithmetic)
        if operator == "*":
            return "is multiplied by"
        if operator == "/":
            return "is divided by"
        side = side_of(tree.operands[1], self.known)
        if side is None:
            return "goes up (or down, where it is negative) by" if operator == "+" else "goes down by"
        upward = (side >= 0) == (operator == "+")
        if side < 0:
            return f"{'rises' if upward else 'falls'} by the size of"
        return "rises by" if upward else "falls by"


def _step(name: str, value: ex.Expression) -> tuple[str, str] | None:
    """The operator and the text of the other operand, where a quantity is set to itself and one thing more."""
    tree = value.tree
    if not isinstance(tree, ex.Arithmetic) or len(tree.operators) != 1 or tree.operands[0] != ex.Name(name):
        return None
    rest = value.text.strip().removeprefix(name).strip()
    if not rest.startswith(tree.operators[0]) or name in {
        node.name for node in ex.walk(tree.operands[1]) if isinstance(node, ex.Name)
    }:
        return None
    return tree.operators[0], rest[1:].strip()


def first_day(event: Event, phrases: Phrases) -> float | None:
    """The day on which an event with a fixed rhythm occurs first; None where luck or the state decides it."""
    written = phrases.written
    if event.first:
        return written.number(event.first)
    every, start = (written.number(event.every) if event.every else None), written.number(event.start)
    if every is None or start is None or math.isnan(every):
        return None
    return start + max(clock.to_minutes(every), 1) / clock.DAY
