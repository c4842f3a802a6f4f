"""Is a scenario sound? Cross-references, what an expression may read, constants, reachability, citations.

Works on the model alone and speaks of places by their path in the file; the language layer knows the lines.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from escalation_sim import clock
from escalation_sim.model import expressions as ex
from escalation_sim.model.emission import emit
from escalation_sim.model.intervals import Interval, interval, possible, reach
from escalation_sim.model.scenario import LONGEST_NAME, NAME, RESERVED, Event, Quantity, Scenario, Stage, Way, brakes_for

BROKEN = ex.Expression("?", ex.Number(math.nan), "?")
"""Stands where an expression could not be read: it has been complained about, and is not looked at again."""


class Complaint(NamedTuple):
    """What is wrong at a path. For an unknown name, *known* lists what it may have meant, and the mend is left to others."""

    path: str
    message: str
    mend: str = ""
    at_key: bool = False
    warning: bool = False
    unknown: str = ""
    known: tuple[str, ...] = ()


class Use(NamedTuple):
    """An expression in its place: what it may read there, and what its value must be."""

    path: str
    expression: ex.Expression
    reads: str  # state, parameters, or nothing
    draws: bool = False
    now: bool = False
    is_: str = "number"  # number, condition, duration, chance


def complaints(scenario: Scenario) -> Iterator[Complaint]:
    """Every mistake and every warning, in no particular order."""
    yield from _names(scenario)
    yield from _references(scenario)
    yield from _values(scenario)
    faults = [fault for use in uses(scenario) for fault in _misuse(use, scenario)]
    yield from faults
    yield from _claims(scenario)
    if faults or not _complete(scenario):
        return
    with np.errstate(all="ignore"):
        yield from _constants(scenario)
        yield from _out_of_reach(scenario)
    yield from _unread(scenario)


def _complete(scenario: Scenario) -> bool:
    """Whether everything could be read and means something, so that its values can be asked for."""
    names = [thing for section in _sections(scenario).values() for thing in section]
    return (
        not any(use.expression is BROKEN for use in uses(scenario))
        and not any(math.isnan(value) for value in scenario.values.values())
        and len(set(names)) == len(names)
    )


def uses(scenario: Scenario) -> Iterator[Use]:
    """Every expression of a scenario but those of `expect`, with its place."""
    for quantity in scenario.quantities:
        yield Use(f"quantities.{quantity.name}.initial", quantity.initial, "parameters", draws=True)
    for parameter in scenario.parameters:
        if parameter.prior:
            yield Use(f"parameters.{parameter.name}.prior", parameter.prior, "nothing", draws=True)
    for event in scenario.events:
        yield from _event_uses(event)
    for brake in scenario.brakes:
        yield Use(f"brakes.{brake.name}.while", brake.while_, "state", is_="condition")
    for path, way in ways(scenario):
        yield from _way_uses(path, way)
    for outcome in scenario.outcomes:
        if outcome.expression:
            kind = "condition" if outcome.aggregate in ("days", "first") else "number"
            yield Use(f"outcomes.{outcome.name}", outcome.expression, "state", is_=kind)


def _event_uses(event: Event) -> Iterator[Use]:
    path = f"events.{event.name}"
    times = {"at": event.at, "from": event.start, "first": event.first, "until": event.until, "for": event.hold}
    for key, expression in times.items():
        if expression:
            yield Use(f"{path}.{key}", expression, "parameters", draws=key == "at", is_="duration")
    for key, expression in {"every": event.every, "after": event.after}.items():
        if expression:
            yield Use(f"{path}.{key}", expression, "state", draws=True, now=True, is_="duration")
    for key, expression in {"when": event.when, "while": event.while_}.items():
        if expression:
            yield Use(f"{path}.{key}", expression, "state", is_="condition")
    if event.chance:
        yield Use(f"{path}.chance", event.chance, "state", draws=True, now=True, is_="chance")
    for name, expression in event.set:
        yield Use(f"{path}.set.{name}", expression, "state", draws=True, now=True)


def ways(scenario: Scenario) -> Iterator[tuple[str, Way]]:
    """Every way up and down with its path."""
    for stage in scenario.stages:
        for way in stage.climb:
            yield f"ladder.{stage.name}.climb" + (f".routes.{way.route}" if way.route else ""), way
        if stage.descend:
            yield f"ladder.{stage.name}.descend", stage.descend


def _way_uses(path: str, way: Way) -> Iterator[Use]:
    yield Use(f"{path}.when", way.when, "state", is_="condition")
    if way.keep:
        yield Use(f"{path}.keep", way.keep, "state", is_="condition")
    yield Use(f"{path}.for", way.hold, "parameters", is_="duration")
    yield Use(f"{path}.decide", way.decide, "state", draws=True, now=True, is_="duration")
    if way.chance:
        yield Use(f"{path}.chance", way.chance, "state", draws=True, now=True, is_="chance")
    if way.again:
        yield Use(f"{path}.again", way.again, "parameters", is_="duration")


def _sections(scenario: Scenario) -> dict[str, list[str]]:
    return {
        "parameters": [thing.name for thing in scenario.parameters],
        "quantities": [thing.name for thing in scenario.quantities],
        "events": [thing.name for thing in scenario.events],
        "brakes": [thing.name for thing in scenario.brakes],
        "ladder": [thing.name for thing in scenario.stages],
        "outcomes": [thing.name for thing in scenario.outcomes],
    }


_SINGULAR = {
    "parameters": "parameter",
    "quantities": "quantity",
    "events": "event",
    "brakes": "brake",
    "ladder": "stage",
    "outcomes": "outcome",
}


def _names(scenario: Scenario) -> Iterator[Complaint]:
    """Every name matches the pattern, is not reserved, and is given once."""
    given: dict[str, str] = {}
    everything = {name for names in _sections(scenario).values() for name in names}
    for section, names in _sections(scenario).items():
        for name in names:
            path, at_key = f"{section}.{name}", section != "ladder"
            if not NAME.fullmatch(name):
                yield Complaint(path, f"`{name}` is no name", "names match [a-z][a-z0-9_]*, such as " + _tidied(name), at_key)
            elif len(name) > LONGEST_NAME:
                yield Complaint(path, f"the name has {len(name)} characters", f"at most {LONGEST_NAME} are allowed", at_key)
            elif name in RESERVED or name.startswith("reached_"):
                free = _free(f"{name.removeprefix('reached_')}_{_SINGULAR[section]}", everything)
                yield Complaint(path, f"the name `{name}` is reserved", f"call it {free}", at_key)
            elif name in given:
                free = _free(f"{name}_{_SINGULAR[section]}", everything)
                message = f"`{name}` is the name of a {_SINGULAR[given[name]]} already"
                yield Complaint(path, message, f"call this {_SINGULAR[section]} {free}", at_key)
            given.setdefault(name, section)


def _tidied(name: str) -> str:
    """A name of the right shape that looks like *name*."""
    tidy = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name.lower()).strip("_")
    tidy = tidy[:LONGEST_NAME]
    return tidy if NAME.fullmatch(tidy) else "troops"


def _free(name: str, taken: set[str]) -> str:
    name = name[: LONGEST_NAME - 3]
    number, candidate = 2, name
    while candidate in taken or candidate in RESERVED:
        number, candidate = number + 1, f"{name}_{number}"
    return candidate


def _references(scenario: Scenario) -> Iterator[Complaint]:
    """Stages, brakes, quantities and events that are named must be there."""
    stages, quantities = tuple(scenario.places), tuple(quantity.name for quantity in scenario.quantities)
    brakes, events = tuple(brake.name for brake in scenario.brakes), tuple(event.name for event in scenario.events)
    for brake in scenario.brakes:
        for index, name in enumerate(brake.blocks):
            if name not in stages:
                yield _unknown(f"brakes.{brake.name}.blocks[{index}]", "stage", name, stages)
    for path, way in ways(scenario):
        for index, name in enumerate(way.ignores or ()):
            if name not in brakes:
                yield _unknown(f"{path}.ignores[{index}]", "brake", name, brakes)
    parameters = set(scenario.values)
    for event in scenario.events:
        for name, _ in event.set:
            path = f"events.{event.name}.set.{name}"
            if name in parameters:
                mend = "make it a quantity, if events are to change it"
                yield Complaint(path, f"`{name}` is a parameter, and keeps its value", mend, at_key=True)
            elif name not in quantities:
                yield _unknown(path, "quantity", name, quantities)._replace(at_key=True)
    for outcome in scenario.outcomes:
        if outcome.aggregate == "count" and outcome.event not in events:
            yield _unknown(f"outcomes.{outcome.name}", "event", outcome.event, events)


def _unknown(path: str, kind: str, name: str, known: tuple[str, ...]) -> Complaint:
    return Complaint(path, f"there is no {kind} `{name}`", unknown=name, known=known)


def _values(scenario: Scenario) -> Iterator[Complaint]:
    """Ranges, priors, bounds of quantities."""
    for parameter in scenario.parameters:
        path = f"parameters.{parameter.name}"
        if parameter.range and not math.isnan(parameter.value):
            low, high = parameter.range
            if not low <= parameter.value <= high:
                value = ex.plain(parameter.value)
                mend = f"widen the range so that it holds {value}, or change the value"
                yield Complaint(f"{path}.range", f"the range [{ex.plain(low)}, {ex.plain(high)}] excludes the value {value}", mend)
        if parameter.prior and parameter.kind == "lever":
            message = "a lever is the actor's choice: a `prior` is for an uncertainty"
            yield Complaint(f"{path}.prior", message, "take `prior` out, or kind: uncertainty", at_key=True)
    for quantity in scenario.quantities:
        if quantity.min is not None and quantity.max is not None and quantity.min > quantity.max:
            message = f"max ({ex.plain(quantity.max)}) is below min ({ex.plain(quantity.min)})"
            yield Complaint(f"quantities.{quantity.name}.max", message, "let min be the smaller")


def _misuse(use: Use, scenario: Scenario) -> Iterator[Complaint]:
    """What an expression reads or draws that it may not, in its place."""
    if use.expression is BROKEN:
        return
    key = use.path.rsplit(".", 1)[-1]
    if use.expression.draws and not use.draws:
        draw = use.expression.draws[0].distribution
        mend = "draw it in an event that sets a quantity, and read the quantity"
        yield Complaint(use.path, f"a draw (`{draw}`) may not stand here", mend)
    parameters = tuple(scenario.values)
    quantities = tuple(quantity.name for quantity in scenario.quantities)
    state = {*parameters, *quantities, *scenario.places, "stage", "highest"}
    allowed = {"state": state, "parameters": set(parameters), "nothing": set()}[use.reads]
    for name in sorted(use.expression.names - allowed):
        if name == "now" and use.reads == "state":
            if not use.now:
                yield Complaint(use.path, "`now` may not stand here", "let an event at a date change a quantity, and read that")
        elif name in state | {"now"}:
            message = f"`{key}` may use parameters only, and `{name}` is {_what(name, scenario)}"
            yield Complaint(use.path, message, "make it a parameter")
        else:
            yield _unknown_name(use.path, name, scenario, tuple(sorted(allowed)))


def _what(name: str, scenario: Scenario) -> str:
    if name in ("stage", "highest", "now"):
        return "a part of the state"
    return "a stage" if name in scenario.places else "a quantity"


def _unknown_name(path: str, name: str, scenario: Scenario, allowed: tuple[str, ...]) -> Complaint:
    for section, names in _sections(scenario).items():
        if name in names and section in ("events", "brakes", "outcomes"):
            kind = _SINGULAR[section]
            mend = {
                "event": "let the event set a quantity, and read that",
                "brake": "write the brake's own condition",
                "outcome": "an outcome is known at the end only; read a quantity",
            }[kind]
            return Complaint(path, f"`{name}` is the name of an {kind}, which has no value".replace("an brake", "a brake"), mend)
    if name in ex.FUNCTIONS or name == "date":
        return Complaint(path, f"`{name}` is a function, and wants its arguments in parentheses", f"write {name}(…)")
    return Complaint(path, f"there is no name `{name}`", unknown=name, known=allowed)


def _claims(scenario: Scenario) -> Iterator[Complaint]:
    """What the conditions of `expect` may read."""
    outcomes = [outcome.name for outcome in scenario.outcomes]
    standing = [*scenario.places, "highest"]
    for index, claim in enumerate(scenario.expect):
        if claim.condition is None:
            continue
        path = f"expect[{index}].probability"
        known = [*standing, "final", *(f"reached_{stage}" for stage in scenario.places), *outcomes]
        if claim.condition.draws:
            yield Complaint(path, "a claim has no draw in it", "compare highest, final or an outcome")
        unknown = sorted(claim.condition.names - set(known))
        for name in unknown:
            yield Complaint(path, f"there is no `{name}` to make a claim about", unknown=name, known=tuple(known))
        if claim.by is not None and not unknown and claim.condition.names - set(standing):
            name = sorted(claim.condition.names - set(standing))[0]
            message = f"`by` goes with `highest` alone, as it stood then, and this claim reads `{name}`"
            yield Complaint(f"expect[{index}].by", message, "take `by` out, or compare highest", at_key=True)


def _constants(scenario: Scenario) -> Iterator[Complaint]:
    """Expressions whose value is known already, and impossible."""
    values, slots = list(scenario.values.values()), {name: slot for slot, name in enumerate(scenario.values)}
    known = reach(scenario)
    for use in uses(scenario):
        if use.expression.names <= set(slots):
            yield from _constant(use, values, slots)
        elif not any(isinstance(node, ex.Choose | ex.Comparison) for node in ex.walk(use.expression.tree)):
            for draw in use.expression.draws:
                alone = ex.Expression("", draw, "")
                if alone.names <= set(slots) and not math.isfinite(_number(alone, values, slots)):
                    yield _impossible(use, draw.distribution)
        if use.is_ == "duration" and interval(use.expression.tree, known)[1] < 0:
            yield Complaint(use.path, f"`{use.expression}` is negative", "a time is never negative: write 0 or more")
    for quantity in scenario.quantities:
        yield from _initial(quantity, known)
    for path, way in ways(scenario):
        for key, condition in (("when", way.when), ("keep", way.keep)):
            if condition and not condition.names and not _number(condition, values, slots):
                message = f"`{condition}` reads nothing and is false: nobody will ever take this way"
                yield Complaint(f"{path}.{key}", message, "write a condition that can become true, or take the way out")


def _number(expression: ex.Expression, values: list[float], slots: dict[str, int]) -> float:
    """The value of an expression of parameters alone; a draw gives its median."""
    return float(emit(expression, slots)(values, lambda _: 0.5))


def _constant(use: Use, values: list[float], slots: dict[str, int]) -> Iterator[Complaint]:
    if use.is_ == "condition":
        return
    value = _number(use.expression, values, slots)
    if not math.isfinite(value):
        draw = use.expression.draws[0].distribution if use.expression.draws else ""
        yield _impossible(use, draw)
    elif use.is_ == "chance" and not use.expression.draws and not 0 <= value <= 1:
        yield Complaint(use.path, f"`{use.expression}` is {ex.plain(value)}", "a chance lies between 0 and 1")
    elif use.is_ == "duration" and value < 0 and not use.expression.draws:
        yield Complaint(use.path, f"`{use.expression}` is negative", "a time is never negative: write 0 or more")


def _impossible(use: Use, draw: str) -> Complaint:
    if not draw:
        return Complaint(use.path, f"`{use.expression}` is not a finite number", "check divisions, log and sqrt at the values as written")
    mend = {
        "uniform": "let low be no larger than high",
        "triangular": "let low <= mode <= high",
        "normal": "let sd be 0 or more",
        "lognormal": "let median be above 0, and sigma 0 or more",
        "exponential": "let mean be above 0",
        "bernoulli": "let p lie between 0 and 1",
        "choice": "let the probabilities lie between 0 and 1 and add up to 1",
    }[draw]
    return Complaint(use.path, f"`{use.expression}` is not possible at the values as written ({draw})", mend)


def _initial(quantity: Quantity, known: dict[str, Interval]) -> Iterator[Complaint]:
    low, high = interval(quantity.initial.tree, known)
    if quantity.min is not None and quantity.max is not None and quantity.min > quantity.max:
        return
    if quantity.min is not None and high < quantity.min:
        mend = f"write {ex.plain(quantity.min)} or more, or lower `min`"
        yield Complaint(f"quantities.{quantity.name}.initial", f"the initial value is below min ({ex.plain(quantity.min)})", mend)
    elif quantity.max is not None and low > quantity.max:
        mend = f"write {ex.plain(quantity.max)} or less, or raise `max`"
        yield Complaint(f"quantities.{quantity.name}.initial", f"the initial value is above max ({ex.plain(quantity.max)})", mend)


def _out_of_reach(scenario: Scenario) -> Iterator[Complaint]:
    """Conditions that can't become true at the values as written, dates after the end."""
    known = reach(scenario)
    for use in uses(scenario):
        if use.is_ == "condition" and use.expression.names and not possible(use.expression.tree, known)[0]:
            mend = "check the numbers it compares with, and what changes the quantities"
            message = f"`{use.expression}` can't become true at the values as written"
            stage = use.path.split(".")[1] if use.path.startswith("ladder.") and ".climb" in use.path else ""
            if stage and use.path.endswith((".when", ".keep")):
                message += f", and so the stage {stage} is out of reach" if len(_climbs(scenario, stage)) == 1 else ""
            yield Complaint(use.path, message, mend, warning=True)
        elif use.is_ == "condition" and use.path.endswith(".while") and not use.expression.names:
            if not possible(use.expression.tree, known)[0]:
                yield Complaint(use.path, f"`{use.expression}` is never true", "write a condition that can be", warning=True)
        if use.is_ == "duration" and clock.DATE.fullmatch(use.expression.text):
            if (use.expression.constant or 0) * clock.DAY >= scenario.end:
                yield _late(use.path, use.expression.text)
    for quantity in scenario.quantities:
        for index, (minute, _) in enumerate(quantity.timeline):
            if minute >= scenario.end:
                date = clock.spoken(scenario.start, minute)
                yield _late(f"quantities.{quantity.name}.timeline@{index}", date)
    for stage in scenario.stages[1:]:
        yield from _walled_off(scenario, stage, known)


def _late(path: str, date: str) -> Complaint:
    return Complaint(path, f"{date} is after the end of the period", "it will not come: choose an earlier date", warning=True)


def _climbs(scenario: Scenario, stage: str) -> tuple[Way, ...]:
    return scenario.stages[scenario.places[stage]].climb


def _walled_off(scenario: Scenario, stage: Stage, known: dict[str, Interval]) -> Iterator[Complaint]:
    """A stage that no way can reach, for another reason than a condition."""

    def closed(way: Way) -> bool:
        if way.chance is not None and interval(way.chance.tree, known)[1] <= 0:
            return True
        brakes = [brake for brake in scenario.brakes if brake.blocks_stage(stage.name) and not way.ignores_brake(brake.name)]
        return any(not possible(brake.while_.tree, known)[1] for brake in brakes)

    if stage.climb and all(closed(way) for way in stage.climb):
        message = f"the stage {stage.name} is out of reach: every way has a chance of 0, or a brake that is always on"
        yield Complaint(f"ladder.{stage.name}", message, "check the chances and the brakes", warning=True)


def _unread(scenario: Scenario) -> Iterator[Complaint]:
    """Parameters, quantities and brakes that nothing reads."""
    read = {name for use in uses(scenario) for name in use.expression.names}
    for event in scenario.events:
        for name, expression in event.set:
            if expression.names == {name} and not any(
                name in use.expression.names for use in uses(scenario) if use.path != f"events.{event.name}.set.{name}"
            ):
                read.discard(name)
    for section, things in (("parameters", scenario.parameters), ("quantities", scenario.quantities)):
        for thing in things:
            if thing.name not in read:
                message = f"nothing reads `{thing.name}`"
                yield Complaint(f"{section}.{thing.name}", message, "use it, or take it out", at_key=True, warning=True)
    heeded = {brake.name for stage in scenario.stages for brake in brakes_for(scenario, stage)}
    for brake in scenario.brakes:
        if brake.name not in heeded:
            message = f"`{brake.name}` holds nothing back: nothing reads it"
            yield Complaint(f"brakes.{brake.name}", message, "let it block a stage that a way heeds it for", at_key=True, warning=True)
