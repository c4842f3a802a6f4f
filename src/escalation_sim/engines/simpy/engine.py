"""One history at a time, on SimPy: the reference, to be read next to "One minute" in the language reference.

Everything that will come is a SimPy event: `Due`. SimPy's clock goes to the next minute at which one is due, and takes those of
the same minute in the order it is told: timelines, then occurrences in file order, then the look at the conditions. A look
that finds an occurrence due in the same minute, or that moves the actor, asks for another look: a new round.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import simpy

from escalation_sim import clock
from escalation_sim.engines.history import History, Known, Occurred, Trace, Triggered
from escalation_sim.engines.simpy.ladder import Ladder
from escalation_sim.engines.simpy.observers import Observer, observer
from escalation_sim.errors import RunError
from escalation_sim.luck import BLOCK, Luck
from escalation_sim.model.programme import EventPlan, Formula, Programme

MOST_ROUNDS = 1_000
MOST_MINUTES = 1_000_000
_TIMELINES = 2  # SimPy keeps 0 and 1 for itself
_EVENTS = 3


class Due(simpy.Event):
    """Something due at a minute. Of all that is due at one minute, SimPy takes the lowest *order* first."""

    def __init__(self, env: simpy.Environment, minute: int, order: int, happen: Callable[[], None]) -> None:
        super().__init__(env)
        self._ok, self._value = True, None  # as SimPy's own Timeout does: it will happen, whatever comes
        self.callbacks.append(lambda _: happen())
        env.schedule(self, order, minute - env.now)  # type: ignore[arg-type]

    def cancel(self) -> None:
        """It is no longer wanted: SimPy passes its minute by."""
        if self.callbacks is not None:
            self.callbacks.clear()


def play(programme: Programme, parameters: Mapping[str, float], luck: Luck, replication: int, *, trace: bool = False) -> History:
    """The history of one replication. *parameters* has a value for every parameter of the scenario.

    Raises RunError.
    """
    with np.errstate(all="ignore"):
        told = _Play(programme, parameters, luck, replication, Trace() if trace else None)
        try:
            return told.history()
        except RunError as error:
            error.trace = told.trace
            raise


def histories(
    programme: Programme, parameters: Callable[[int], Mapping[str, float]], seed: int, replications: Iterable[int]
) -> Iterable[History]:
    """Many histories, one after the other; *parameters* gives the values of a replication."""
    luck = Luck(seed, count=0)
    for replication in replications:
        if not luck.first <= replication < luck.first + luck.count:
            luck = Luck(seed, replication - replication % BLOCK, BLOCK)
        yield play(programme, parameters(replication), luck, replication)


class _Play:
    """The state of a history while it is played."""

    def __init__(
        self,
        programme: Programme,
        parameters: Mapping[str, float],
        luck: Luck,
        replication: int,
        trace: Trace | None,
    ) -> None:
        self.programme, self.scenario = programme, programme.scenario
        self.luck, self.replication, self.trace = luck, replication, trace
        self.parameters = dict(parameters)
        self.env = simpy.Environment()
        self.minute = 0
        self.due_minutes = 0
        self.rounds = 1
        self.again = False
        self.restless: set[str] = set()
        self.changed = True
        self.cache: dict[Formula, float | bool] = {}
        self.writers: dict[int, tuple[str, int]] = {}
        places = range(len(self.scenario.stages))
        self.state = [float(parameters[parameter.name]) for parameter in self.scenario.parameters]
        self.state += [0.0] * len(self.scenario.quantities)
        self.state += [float(self.scenario.start_stage)] * 2 + [0.0] + [float(place) for place in places]
        self.occurrences = [_Occurrences(self, plan) for plan in programme.events]
        self.watched = [occurrences for occurrences in self.occurrences if occurrences.plan.when]
        self.ladder = Ladder(self)
        self.observers: list[tuple[Formula, Observer]] = []

    def history(self) -> History:
        self.set_out()
        self.env.run(until=self.scenario.end)
        self.ladder.charge(self.scenario.end)
        return self.told()

    def set_out(self) -> None:
        """Minute 0: initial values, the first intervals, the first look; then the rounds of the minute begin."""
        first = self.programme.first_quantity
        values = [self.value(formula) for formula in self.programme.initial]
        for slot, (quantity, value) in enumerate(zip(self.scenario.quantities, values, strict=True), first):
            self.state[slot] = quantity.clipped(value)
        for minute, slot, value in self.programme.timeline:
            self.at(minute, _TIMELINES, lambda slot=slot, value=value: self.becomes_known(slot, value))  # type: ignore[misc]
        for occurrences in self.occurrences:
            occurrences.set_out()
        self.ladder.arrive()
        self.look_at_conditions()
        self.again = False
        self.at(0, self.last, self.look)

    @property
    def last(self) -> int:
        """The order of a look: after every occurrence of its round."""
        return _EVENTS + len(self.occurrences)

    @property
    def now(self) -> int:
        return int(self.env.now)

    def at(self, minute: int, order: int, happen: Callable[[], None]) -> Due | None:
        """Let something be due. A time beyond the end never comes."""
        return Due(self.env, minute, order, happen) if minute < self.scenario.end else None

    def wake_at(self, minute: int) -> Due | None:
        """Look at the conditions at a later minute."""
        return self.at(minute, _TIMELINES, self.arrive)

    def arrive(self) -> None:
        """The clock has come to a minute at which something is due: a look will follow."""
        if self.now == self.minute:
            return
        self.ladder.charge(self.now)
        self.minute, self.rounds = self.now, 1
        self.state[self.programme.now_slot] = clock.to_days(self.minute)
        self.due_minutes += 1
        if self.due_minutes > MOST_MINUTES:
            busiest = max(self.occurrences, key=lambda occurrences: occurrences.came, default=None)
            name = f"; the busiest event is `{busiest.plan.name}`" if busiest else ""
            raise self.error(f"more than {MOST_MINUTES:,} minutes in which something is due{name}")
        self.at(self.minute, self.last, self.look)

    def becomes_known(self, slot: int, value: float) -> None:
        """A timeline sets a quantity."""
        self.arrive()
        name = self.scenario.quantities[slot - self.programme.first_quantity].name
        self.assign(slot, value, f"the timeline of {name}")
        if self.trace:
            self.trace.happenings.append(Known(self.minute, name, value))

    def look(self) -> None:
        """The end of a round: look at every condition again; then a new round, or the minute is over."""
        self.again = False
        self.look_at_conditions()
        if not self.again:
            self.minute_is_over()
            return
        self.rounds += 1
        if self.rounds > MOST_ROUNDS:
            names = ", ".join(f"`{name}`" for name in sorted(self.restless))
            raise self.error(f"a minute without end: {names} keep setting each other off")
        self.at(self.minute, self.last, self.look)

    def look_at_conditions(self) -> None:
        """Step 3 of a minute: every event's `when` in file order, then the ladder."""
        for occurrences in self.watched:
            occurrences.watch()
        if self.ladder.look():
            self.new_round(f"the move to {self.scenario.stages[self.ladder.stage].name}")

    def new_round(self, cause: str) -> None:
        """Something is due in this very minute."""
        self.again = True
        if self.rounds > MOST_ROUNDS - 10:
            self.restless.add(cause)

    def minute_is_over(self) -> None:
        """What outcomes see, what the time until the next minute will be charged to, and the trace."""
        self.ladder.minute_is_over()
        if not self.observers:
            self.observers = [
                (plan.formula, observer(plan.outcome.aggregate)) for plan in self.programme.outcomes if plan.formula
            ]
        for formula, seeing in self.observers:
            if formula not in self.cache:
                self.cache[formula] = self.value(formula)
                seeing.see(float(self.cache[formula]), self.minute)
        if self.trace and self.changed:
            first = self.programme.first_quantity
            quantities = tuple(self.state[first : first + len(self.scenario.quantities)])
            self.trace.states.append((self.minute, quantities, self.ladder.stage))
        self.changed = False

    def assign(self, slot: int, value: float, writer: str) -> None:
        """Give a part of the state a value, and forget what was known of the formulas that read it."""
        if self.trace:
            self.writers[slot] = (writer, self.minute)
        if self.state[slot] == value:
            return
        self.state[slot] = value
        self.changed = True
        for formula in self.programme.readers.get(slot, ()):
            self.cache.pop(formula, None)

    def holds(self, condition: Formula) -> bool:
        """Whether a condition is true now."""
        known = self.cache.get(condition)
        if known is None:
            known = self.cache[condition] = bool(condition.scalar(self.state, None))
        return bool(known)

    def value(self, formula: Formula, occurrence: int = 0) -> float:
        """The value of an expression now; its draws are those of *occurrence*."""
        places = formula.draw_places
        value = float(formula.scalar(self.state, lambda k: self.luck.number(places[k], occurrence, self.replication)))
        if not math.isfinite(value):
            raise self.error(f"{formula.path}: `{formula.expression}` gives {value}, which is not a finite number")
        return value

    def minutes(self, formula: Formula, occurrence: int = 0) -> int:
        """The value of a duration, in whole minutes."""
        days = self.value(formula, occurrence)
        if days < 0:
            raise self.error(f"{formula.path}: `{formula.expression}` gives {days:.9g} days; a time is never negative")
        return clock.to_minutes(days)

    def says_yes(self, chance: Formula, place: str, occurrence: int) -> bool:
        """Whether luck lets something with a `chance` happen."""
        p = self.value(chance, occurrence)
        if not 0 <= p <= 1:
            raise self.error(f"{chance.path}: `{chance.expression}` gives {p:.9g}; a chance lies between 0 and 1")
        return self.luck.number(place, occurrence, self.replication) > 1.0 - p

    def error(self, message: str) -> RunError:
        when = f", {clock.spoken(self.scenario.start, self.minute)}"
        return RunError(message, minute=self.minute, replication=self.replication, when=when)

    def told(self) -> History:
        """The history, now that it is over."""
        ladder, end = self.ladder, self.scenario.end
        seen = iter(self.observers)
        outcomes: dict[str, float | None] = {}
        for plan in self.programme.outcomes:
            if plan.event is not None:
                outcomes[plan.outcome.name] = float(self.occurrences[plan.event].effects)
            else:
                outcomes[plan.outcome.name] = next(seen)[1].total(end)
        first = self.programme.first_quantity
        if self.trace:
            ladder.stand(self.trace)
        return History(
            replication=self.replication,
            final=ladder.stage,
            highest=ladder.highest,
            moves=tuple(ladder.moves),
            first_reached=tuple(ladder.first_reached),
            stage_minutes=tuple(ladder.stage_minutes),
            blocked=ladder.blocked,
            blocked_alone=ladder.blocked_alone,
            deciding=ladder.deciding,
            shelved=ladder.shelved,
            refused=ladder.refused,
            outcomes=outcomes,
            quantities={q.name: self.state[first + i] for i, q in enumerate(self.scenario.quantities)},
            parameters=self.parameters,
            trace=self.trace,
        )


class _Occurrences:
    """One event of the scenario: how often it came up, and when it will again."""

    def __init__(self, play: _Play, plan: EventPlan) -> None:
        self.play, self.plan = play, plan
        self.came = 0  # with or without effect
        self.effects = 0
        self.triggers = 0
        self.until: int | float = math.inf
        self.since: int | None = None  # since when `when` has held
        self.spent = False  # this time of holding has set it off already
        self.on_its_way = False
        self.wake: Due | None = None

    def set_out(self) -> None:
        """The first occurrence of what has a date or a rhythm."""
        play, plan = self.play, self.plan
        if plan.until:
            self.until = play.minutes(plan.until)
        if plan.at:
            self.come_at(play.minutes(plan.at))
        elif plan.first:
            self.come_at(play.minutes(plan.first))
        elif plan.every:
            self.come_at(play.minutes(plan.start) + self.interval())

    def interval(self) -> int:
        """The time to the next occurrence; what rounds to nothing counts as one minute."""
        assert self.plan.every is not None
        return max(1, self.play.minutes(self.plan.every, self.came))

    def come_at(self, minute: int) -> None:
        if minute < self.until:
            self.play.at(minute, _EVENTS + self.plan.order, self.occur)

    @property
    def exhausted(self) -> bool:
        times = self.plan.event.times
        return times is not None and self.came >= times

    def occur(self) -> None:
        """Next interval, `while`, `chance`, `set`: the first that says no ends it."""
        self.play.arrive()
        number, self.came = self.came, self.came + 1
        self.on_its_way = False
        if self.plan.every and not self.exhausted:
            self.come_at(self.play.minute + self.interval())
        stopped_by = self.stopped_by(number)
        values = {} if stopped_by else self.effect(number)
        self.effects += not stopped_by
        if self.play.trace:
            self.play.trace.happenings.append(Occurred(self.play.minute, self.plan.name, number, stopped_by, values))

    def stopped_by(self, number: int) -> str:
        play, plan = self.play, self.plan
        if not play.holds(plan.while_):
            return "while"
        if plan.chance and not play.says_yes(plan.chance, plan.chance_place, number):
            return "chance"
        return ""

    def effect(self, number: int) -> dict[str, float]:
        """Every new value is worked out before any is assigned."""
        play = self.play
        new = [(slot, quantity, quantity.clipped(play.value(formula, number))) for slot, quantity, formula in self.plan.set]
        for slot, _, value in new:
            play.assign(slot, value, self.plan.name)
        return {quantity.name: value for _, quantity, value in new}

    def watch(self) -> None:
        """Look at `when`: has it turned true, has it held for long enough?"""
        play, plan = self.play, self.plan
        assert plan.when is not None
        if not play.holds(plan.when):
            self.since, self.spent = None, False
            if self.wake:
                self.wake.cancel()
            return
        if self.spent:
            return
        hold = play.minutes(plan.hold)
        if self.since is None:
            self.since = play.minute
            self.wake = play.wake_at(play.minute + hold) if hold else None
        if play.minute >= self.since + hold:
            self.spent = True
            self.trigger(self.since)

    def trigger(self, since: int) -> None:
        """It is set off; a trigger while an occurrence is on its way is lost."""
        play = self.play
        if self.on_its_way or self.exhausted:
            return
        due = play.minute + play.minutes(self.plan.after, self.triggers)
        self.triggers += 1
        self.on_its_way = True
        if due >= self.until:
            return
        self.come_at(due)
        if due == play.minute:
            play.new_round(self.plan.name)
        if play.trace:
            play.trace.happenings.append(Triggered(play.minute, self.plan.name, since, due))
