"""Events in the SimPy engine: when each comes up, with what effect, and when what is watched for sets it off."""

from __future__ import annotations

import math
from collections.abc import Iterator

from escalation_sim.engines.changes import INJECTED
from escalation_sim.engines.history import Lost, Occurred, Triggered, Waiting
from escalation_sim.engines.simpy.state import EVENTS, Due, State
from escalation_sim.model.programme import EventPlan


class Occurrences:
    """One event of the scenario: how often it came up, and when it will again."""

    def __init__(self, state: State, plan: EventPlan) -> None:
        self.state, self.plan = state, plan
        self.came = 0  # with or without effect
        self.effects = 0
        self.triggers = 0
        self.until: int | float = math.inf
        self.since: int | None = None  # since when `when` has held
        self.spent = False  # this time of holding has set it off already
        self.on_its_way: int | None = None  # until when
        self.wake: Due | None = None

    def set_out(self) -> None:
        """The first occurrence of what has a date or a rhythm."""
        state, plan = self.state, self.plan
        if plan.until:
            self.until = state.minutes(plan.until)
        if plan.at:
            self.come_at(state.minutes(plan.at))
        elif plan.first:
            self.come_at(state.minutes(plan.first))
        elif plan.every:
            self.come_at(state.minutes(plan.start) + self.interval())

    def interval(self) -> int:
        """The time to the next occurrence; what rounds to nothing counts as one minute."""
        assert self.plan.every is not None
        return max(1, self.state.minutes(self.plan.every, self.came))

    def come_at(self, minute: int) -> None:
        if minute < self.until:
            self.state.at(minute, EVENTS + self.plan.order, self.occur)

    @property
    def exhausted(self) -> bool:
        times = self.plan.event.times
        return times is not None and self.came >= times

    def occur(self) -> None:
        """Next interval, `while`, `chance`, `set`: the first that says no ends it."""
        self.state.arrive()
        number, self.came = self.came, self.came + 1
        self.on_its_way = None
        if self.plan.every and not self.exhausted:
            self.come_at(self.state.minute + self.interval())
        stopped_by = self.stopped_by(number)
        values = {} if stopped_by else self.effect(number)
        self.effects += not stopped_by
        if self.state.trace:
            self.state.trace.happenings.append(Occurred(self.state.minute, self.plan.name, number, stopped_by, values))

    def let_happen(self) -> None:
        """Somebody lets it have its effect now, whatever its trigger."""
        self.state.arrive()
        number = INJECTED + self.state.minute
        values = self.effect(number)
        self.effects += 1
        if self.state.trace:
            self.state.trace.happenings.append(Occurred(self.state.minute, self.plan.name, number, "", values))

    def stopped_by(self, number: int) -> str:
        state, plan = self.state, self.plan
        if plan.name in state.left_out or not state.holds(plan.while_):
            return "while"
        if plan.chance and not state.says_yes(plan.chance, plan.chance_place, number):
            return "chance"
        return ""

    def effect(self, number: int) -> dict[str, float]:
        """Every new value is worked out before any is assigned."""
        state = self.state
        new = [(slot, quantity, quantity.clipped(state.value(formula, number))) for slot, quantity, formula in self.plan.set]
        for slot, _, value in new:
            state.assign(slot, value, self.plan.name)
        return {quantity.name: value for _, quantity, value in new}

    def watch(self) -> None:
        """Look at `when`: has it turned true, has it held for long enough?"""
        state, plan = self.state, self.plan
        assert plan.when is not None
        if not state.holds(plan.when):
            self.since, self.spent = None, False
            if self.wake:
                self.wake.cancel()
            return
        if self.spent:
            return
        hold = state.minutes(plan.hold)
        if self.since is None:
            self.since = state.minute
            self.wake = state.wake_at(state.minute + hold) if hold else None
        if state.minute >= self.since + hold:
            self.spent = True
            self.trigger(self.since)

    def trigger(self, since: int) -> None:
        """It is set off; a trigger while an occurrence is on its way is lost."""
        state = self.state
        if self.exhausted:
            return
        if self.on_its_way is not None:
            if state.trace and self.on_its_way < self.until:
                state.trace.happenings.append(Lost(state.minute, self.plan.name, self.on_its_way))
            return
        self.on_its_way = due = state.minute + state.minutes(self.plan.after, self.triggers)
        self.triggers += 1
        if due >= self.until:
            if state.trace:
                state.trace.happenings.append(Lost(state.minute, self.plan.name, due, too_late=True))
            return
        self.come_at(due)
        if due == state.minute:
            state.new_round(self.plan.name)
        if state.trace:
            state.trace.happenings.append(Triggered(state.minute, self.plan.name, since, due))

    def waiting(self) -> Iterator[Waiting]:
        """How long its condition had held when the period ended, where that was not long enough to set it off."""
        if self.since is not None and not self.spent and not self.exhausted:
            yield Waiting(self.plan.name, self.since, self.state.minutes(self.plan.hold))
