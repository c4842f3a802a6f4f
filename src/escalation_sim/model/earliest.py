"""Goes through the period in steps: at each, one more thing becomes possible, with all that follows from it."""

from __future__ import annotations

import math

from escalation_sim import clock
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.horizon import MOST_LOOKS, NEVER, Held, Horizon, held_ways
from escalation_sim.model.increments import adds, within_counts
from escalation_sim.model.intervals import ANY, Brakes, Interval, Possible, interval, point, reach, read_by_events, spread
from escalation_sim.model.scenario import Event, Parameter, Scenario

_MOST_STEPS = 60
_LONG = 60
"""Characters of an expression, for each of which it counts as a thing more."""
_CELLS = 24
"""Parts of the period in which what adds up is counted: by when it can have come so far is known to one of them."""


def horizon(scenario: Scenario) -> Horizon:
    """What can happen within the period of a scenario, and when at the earliest."""
    chances = {parameter.name: _may_be(parameter) for parameter in scenario.parameters}
    chances |= {brake.name: (0.0, 1.0) for brake in scenario.brakes}  # it may hang on such a parameter
    found = Horizon(scenario, _at_start(scenario), chances)
    found.stands |= {(ladder.name, ladder.start_stage): 0.0 for ladder in scenario.ladders}
    steps = _Steps(found)
    minute = 0.0
    for _ in range(steps.most):
        steps.look(minute)
        pending = steps.pending(minute)
        if pending >= scenario.end:
            steps.happen(float(scenario.end - 1))
            return found
        minute = max(pending, minute)
        steps.happen(minute)
    steps.everything(minute)
    return found


def _at_start(scenario: Scenario) -> dict[str, Interval]:
    known = {name: point(value) for name, value in scenario.values.items()}
    known |= {name: (float(place), float(place)) for name, place in scenario.places.items()}
    known |= {ladder.place_name: point(float(ladder.start_stage)) for ladder in scenario.ladders}
    known |= {"highest": point(float(scenario.start_stage)), "now": (0.0, scenario.end / clock.DAY)}
    for quantity in scenario.quantities:
        low, high = interval(quantity.initial.tree, known)
        known[quantity.name] = (quantity.clipped(low), quantity.clipped(high))
    return known | Brakes(scenario.brakes).within(known)


def _may_be(parameter: Parameter) -> Interval:
    """The values that a parameter has when it is varied over its range, or drawn from its prior."""
    ends = [parameter.value, *(parameter.range or ())]
    tree = parameter.prior.tree if parameter.prior else None
    if isinstance(tree, ex.Draw):
        numbers = [interval(argument, {})[0] for argument in tree.arguments]
        ends.extend(DISTRIBUTIONS[tree.distribution].limits(*numbers))
    return ANY if any(map(math.isnan, ends)) else (min(ends), max(ends))


class _Steps:
    """Goes from one moment at which something becomes possible to the next."""

    def __init__(self, found: Horizon) -> None:
        self.found, self.scenario = found, found.scenario
        self.passages = list(held_ways(self.scenario))
        self.quantities = {quantity.name: quantity for quantity in self.scenario.quantities}
        self.timelines = sorted((minute, q.name, value) for q in self.scenario.quantities for minute, value in q.timeline)
        self.acting: dict[str, Event] = {}
        self.wide = dict(found.known)  # what is known if each event that acts comes up as often as it likes
        self.brakes, self.brakes_widely = Brakes(self.scenario.brakes), Brakes(read_by_events(self.scenario))
        self.possible = Possible()
        self.adds_up = any(map(adds, self.scenario.events))
        self.conditions = [
            *(condition for event in self.scenario.events for condition in (event.when, event.while_) if condition),
            *(condition for one in self.passages for condition in (one.way.when, one.way.keep) if condition),
        ]
        self.most = min(_MOST_STEPS, MOST_LOOKS // (self.work + 1))

    @property
    def work(self) -> int:
        """How much there is to look at in one step: things, and as many more for expressions that are long."""
        things = len(self.scenario.events) + len(self.quantities) + len(self.passages)
        values = (value for event in self.scenario.events for _, value in event.set)
        looked_at = (*self.conditions, *(brake.while_ for brake in self.scenario.brakes), *values)
        return things + sum(len(expression.text) // _LONG for expression in looked_at)

    def look(self, minute: float) -> None:
        """Note what may happen by what is known from a minute on."""
        found = self.found
        for condition in self.conditions:
            if id(condition) not in found.holds and self.possible(condition, found.known)[0]:
                found.holds[id(condition)] = minute
        for brake in self.scenario.brakes:
            if brake.name not in found.free and found.known[brake.name][0] == 0:
                found.free[brake.name] = minute
        for event in self.scenario.events:
            if event.name not in self.acting:
                self.event(event, minute)
        for passage in self.passages:
            if found.due.get(id(passage.way), NEVER) > minute:
                self.passage(passage, minute)

    def event(self, event: Event, minute: float) -> None:
        """Note when an event may occur first, and when it may have an effect."""
        found = self.found
        first = min(found.occurrence(event, minute), found.first.get(event.name, NEVER))
        found.first[event.name] = first
        last = min(found.most(event.until) if event.until else NEVER, float(self.scenario.end))
        acts = max(first, found.when(event.while_))
        is_over = acts >= last or (event.at is not None and acts > found.most(event.at))
        if not is_over and found.may_be(event.chance):
            found.acts[event.name] = min(acts, found.acts.get(event.name, NEVER))

    def passage(self, passage: Held, minute: float) -> None:
        """Note when a way may be decided first, and when the answer may be yes."""
        found, way = self.found, id(passage.way)
        put = min(found.decision(passage, minute), found.put.get(way, NEVER))
        if put < NEVER:
            found.put[way] = put
            if found.may_be(passage.way.chance):
                found.due[way] = put

    def cell_after(self, minute: float) -> float:
        """Where the next part of the period begins."""
        end = self.scenario.end
        return float(end if not self.adds_up else -(-end * (minute * _CELLS // end + 1) // _CELLS))

    def waits(self) -> bool:
        """Whether anything may still become possible."""
        found = self.found
        return (
            any(id(condition) not in found.holds for condition in self.conditions)
            or len(found.free) < len(self.scenario.brakes)
            or len(found.acts) < len(self.scenario.events)
            or len(found.due) < len(self.passages)
        )

    def pending(self, minute: float) -> float:
        """When the next thing happens that has not happened yet."""
        found = self.found
        return min(
            [
                self.cell_after(minute) if self.waits() else NEVER,
                *(minute for minute, _, _ in self.timelines[:1]),
                *(minute for name, minute in found.acts.items() if name not in self.acting),
                *(found.due.get(id(one.way), NEVER) for one in self.passages if one.to not in found.stands),
            ]
        )

    def happen(self, by: float) -> None:
        """Widen what is known by all that may have happened up to a minute."""
        found = self.found
        if self.new(by):
            spread(self.wide, self.acting.values(), self.quantities, self.brakes_widely)
        until = self.cell_after(by)
        most = {name: self.times(event, until) for name, event in self.acting.items()}
        found.known = within_counts(self.scenario, self.wide, self.acting.values(), most)
        found.known |= self.brakes.within(found.known)

    def new(self, by: float) -> bool:
        """Take note of all that begins to happen by a minute; whether there is anything."""
        found, wide, is_new = self.found, self.wide, not self.acting
        while self.timelines and self.timelines[0][0] <= by:
            _, name, value = self.timelines.pop(0)
            value = self.quantities[name].clipped(value)
            wide[name] = (min(wide[name][0], value), max(wide[name][1], value))
            is_new = True
        for one in self.passages:
            if one.to not in found.stands and found.due.get(id(one.way), NEVER) <= by:
                found.stands[one.to] = by
                is_new = True
        begins = [e for e in self.scenario.events if e.name not in self.acting and found.acts.get(e.name, NEVER) <= by]
        self.acting |= {event.name: event for event in begins}
        self.wide |= _places(self.scenario, found, wide["highest"][0])
        return is_new or bool(begins)

    def times(self, event: Event, before: float) -> float:
        """How often an event comes up before a minute, at most."""
        found = self.found
        if event.at:
            return 1
        between = found.least(event.every) if event.every else max(found.least(event.hold), found.least(event.after))
        if event.when and not between:
            return event.times or NEVER
        last = min(found.most(event.until) if event.until else NEVER, before) - 1
        return min((last - found.first[event.name]) // max(between, 1) + 1, event.times or NEVER)

    def everything(self, minute: float) -> None:
        """There is too much to go on step by step: from a minute on anything may happen."""
        found = self.found
        found.known |= reach(self.scenario)
        for ladder in self.scenario.ladders:
            for place in range(len(ladder.stages)):
                found.stands.setdefault((ladder.name, place), minute)
        self.look(minute)


def _places(scenario: Scenario, found: Horizon, lowest: float) -> dict[str, Interval]:
    """The places on which each actor may stand, and the highest of the main ladder, *lowest* at the start."""
    by_ladder: dict[str, list[float]] = {ladder.name: [] for ladder in scenario.ladders}
    for name, place in found.stands:
        by_ladder[name].append(float(place))
    known = {ladder.place_name: (min(by_ladder[ladder.name]), max(by_ladder[ladder.name])) for ladder in scenario.ladders}
    return {**known, "highest": (lowest, max(by_ladder[scenario.main.name]))}
