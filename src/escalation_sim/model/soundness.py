"""Is a scenario sound? Names, cross-references, and what an expression may read and draw in its place.

Works on the model alone and speaks of places by their path in the file; the language layer knows the lines. What values are
impossible says `constants.py`, what can't come about `reachability.py`. All of it takes time in proportion to the scenario.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

from escalation_sim.model import expressions as ex
from escalation_sim.model.complaints import Complaint
from escalation_sim.model.constants import constants
from escalation_sim.model.earliest import horizon
from escalation_sim.model.intervals import reach
from escalation_sim.model.mixtures import Mixtures
from escalation_sim.model.reachability import out_of_reach, unread
from escalation_sim.model.scenario import LONGEST_NAME, MAIN, NAME, RESERVED, Expectation, Scenario
from escalation_sim.model.uses import BROKEN, Use, uses

_MOST_TRIES = 20
_MOVES = "write a `climb` or a `descend`: only the ways of a ladder move its actor"
_STATE = ("stage", "highest")


def complaints(scenario: Scenario) -> Iterator[Complaint]:
    """Every mistake and then every warning, as far as they can be told of what could be read."""
    names = _Names(scenario)
    everything = list(uses(scenario))
    yield from _names(scenario, names)
    yield from _references(scenario, names)
    yield from _values(scenario)
    sound: list[Use] = []
    mixtures = Mixtures(scenario)
    for use in everything:
        faults = [*_misuse(use, names), *mixtures.of_use(use)]
        if not faults:
            sound.append(use)
        yield from faults
    yield from _claims(scenario, names, mixtures)
    known = reach(scenario)
    yield from constants(scenario, sound, known)
    yield from out_of_reach(scenario, sound, known, horizon(scenario))
    yield from unread(scenario, everything)


def of_claims(scenario: Scenario) -> Iterator[Complaint]:
    """The same of its claims alone, where all else is known to be sound."""
    yield from _claims(scenario, _Names(scenario), Mixtures(scenario))


class _Names:
    """The names of a scenario: what each one is, where it stands, and which ones may be read where."""

    def __init__(self, scenario: Scenario) -> None:
        self.sections: dict[str, list[str]] = {
            "parameter": [thing.name for thing in scenario.parameters],
            "quantity": [thing.name for thing in scenario.quantities],
            "event": [thing.name for thing in scenario.events],
            "brake": [thing.name for thing in scenario.brakes],
            "stage": [thing.name for ladder in scenario.ladders for thing in ladder.stages],
            "ladder": [thing.name for thing in scenario.others],
            "outcome": [thing.name for thing in scenario.outcomes],
        }
        self.ladders = {ladder.name: ladder for ladder in scenario.others}
        self.kinds: dict[str, str] = {}
        for kind, names in self.sections.items():
            for name in names:
                self.kinds.setdefault(name, kind)
        parameters, quantities, stages, ladders, brakes = (
            dict.fromkeys(self.sections[kind]) for kind in ("parameter", "quantity", "stage", "ladder", "brake")
        )
        self.allowed: dict[str, dict[str, None]] = {
            "state": {**parameters, **quantities, **stages, **dict.fromkeys(_STATE), **ladders, **brakes},
            "state but brakes": {**parameters, **quantities, **stages, **dict.fromkeys(_STATE), **ladders},
            "aggregates": parameters,
            "parameters": parameters,
            "nothing": {},
        }
        reached = [f"reached_{stage}" for stage in stages]
        self.standing = dict.fromkeys([*stages, "highest", *reached])
        self.claimable = dict.fromkeys([*stages, "highest", "final", *reached, *self.sections["outcome"]])

    def what(self, name: str) -> str:
        """What a name of the state is, in words."""
        return "a part of the state" if name in ("stage", "highest", "now") else with_article(self.kinds[name])


def with_article(kind: str) -> str:
    """A noun with its article."""
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"


_SECTIONS = {
    "parameter": "parameters",
    "quantity": "quantities",
    "event": "events",
    "brake": "brakes",
    "ladder": "ladders",
    "outcome": "outcomes",
}


def _named(scenario: Scenario, names: _Names) -> Iterator[tuple[str, str, str]]:
    """Every name that is given: its kind, the name itself, and its path."""
    for kind, section in names.sections.items():
        if kind != "stage":
            yield from ((kind, name, f"{_SECTIONS[kind]}.{name}") for name in section)
        else:
            yield from ((kind, one.name, f"{ladder.path}.{one.name}") for ladder in scenario.ladders for one in ladder.stages)


def _names(scenario: Scenario, names: _Names) -> Iterator[Complaint]:
    """Every name matches the pattern, is not reserved, and is given once."""
    given: set[str] = set()
    for kind, name, path in _named(scenario, names):
        fault = _fault(name, kind, names, taken=name in given)
        if fault:
            yield Complaint(path, *fault, at_key=kind != "stage")
        given.add(name)


def _fault(name: str, kind: str, names: _Names, *, taken: bool) -> tuple[str, str] | None:
    """What is wrong with a name, and the mend."""
    if not NAME.fullmatch(name):
        return f"`{name}` is no name", f"names match [a-z][a-z0-9_]*, such as {tidied(name)}"
    if len(name) > LONGEST_NAME:
        return f"the name `{name}` has {len(name)} characters", f"at most {LONGEST_NAME} are allowed"
    if name in RESERVED or name.startswith("reached_"):
        free = _free(f"{name.removeprefix('reached_')}_{kind}", names.kinds)
        return f"the name `{name}` is reserved", f"call it {free}"
    if taken:
        before = with_article(names.kinds[name])
        return f"`{name}` is the name of {before} already", f"call this {kind} {_free(f'{name}_{kind}', names.kinds)}"
    return None


def tidied(name: str) -> str:
    """A name of the right shape that looks like *name*."""
    tidy = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name.lower()).strip("_")
    tidy = tidy[:LONGEST_NAME]
    return tidy if NAME.fullmatch(tidy) else "troops"


def _free(name: str, taken: Collection[str]) -> str:
    """A name like *name* that nothing has."""
    name = name[: LONGEST_NAME - 3]
    candidates = [name, *(f"{name}_{number}" for number in range(2, _MOST_TRIES))]
    return next((candidate for candidate in candidates if candidate not in taken and candidate not in RESERVED), "something else")


def _references(scenario: Scenario, names: _Names) -> Iterator[Complaint]:
    """Stages, brakes, quantities and events that are named must be there."""
    brakes = dict.fromkeys(names.sections["brake"])
    blocked = dict.fromkeys([*names.sections["stage"], *names.sections["ladder"], MAIN])
    for brake in scenario.brakes:
        for index, name in enumerate(brake.blocks or ()):
            if name not in blocked:
                yield _unknown(f"brakes.{brake.name}.blocks[{index}]", "stage or ladder", name, blocked)
    for path, way in ((one.path, one.way) for one in scenario.passages):
        for index, name in enumerate(way.ignores or ()):
            if name not in brakes:
                yield _unknown(f"{path}.ignores[{index}]", "brake", name, brakes)
    yield from _event_references(scenario, names)


def _event_references(scenario: Scenario, names: _Names) -> Iterator[Complaint]:
    """What events set must be quantities, and what outcomes count must be events."""
    quantities, events = dict.fromkeys(names.sections["quantity"]), dict.fromkeys(names.sections["event"])
    for event in scenario.events:
        for name, _ in event.set:
            if name not in quantities:
                yield _not_set(f"events.{event.name}.set.{name}", name, names, quantities)
    counts = [(outcome, one) for outcome in scenario.outcomes for one in outcome.aggregates if one.kind == "count"]
    for outcome, aggregate in counts:
        if aggregate.event not in events:
            complaint = _unknown(f"outcomes.{outcome.name}.measure", "event", aggregate.event, events)
            yield complaint._replace(message=f"`count` takes an event, and {complaint.message}")


def _not_set(path: str, name: str, names: _Names, quantities: Collection[str]) -> Complaint:
    """Something that is no quantity is to be set."""
    kind = names.kinds.get(name)
    if name in ("stage", "highest", "now"):
        mend = _MOVES if name != "now" else "take it out"
        return Complaint(path, f"`{name}` is a part of the state, and no event sets it", mend, at_key=True)
    if kind is None:
        return _unknown(path, "quantity", name, quantities)._replace(at_key=True)
    says = ", and keeps its value" if kind == "parameter" else ", and no event sets it"
    mends = {"parameter": "make it a quantity, if events are to change it", "ladder": _MOVES, "stage": _MOVES}
    return Complaint(path, f"`{name}` is {with_article(kind)}{says}", mends.get(kind, "set a quantity"), at_key=True)


def _unknown(path: str, kind: str, name: str, known: Collection[str]) -> Complaint:
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
                yield Complaint(
                    f"{path}.range", f"the range [{ex.plain(low)}, {ex.plain(high)}] excludes the value {value}", mend
                )
        if parameter.prior and parameter.kind == "lever":
            message = "a lever is the actor's choice: a `prior` is for an uncertainty"
            yield Complaint(f"{path}.prior", message, "take `prior` out, or kind: uncertainty", at_key=True)
    for quantity in scenario.quantities:
        if quantity.min is not None and quantity.max is not None and quantity.min > quantity.max:
            message = f"max ({ex.plain(quantity.max)}) is below min ({ex.plain(quantity.min)})"
            yield Complaint(f"quantities.{quantity.name}.max", message, "let min be the smaller")


def _misuse(use: Use, names: _Names) -> Iterator[Complaint]:
    """What an expression reads or draws that it may not, in its place."""
    if isinstance(use.expression.tree, ex.Number):
        return
    allowed = names.allowed[use.reads]
    if use.expression.draws and not use.draws:
        yield _no_draw(use)
    for name in sorted(name for name in use.expression.names if name not in allowed and name not in use.aggregates):
        if name == "now" and use.reads.startswith("state"):
            if not use.now:
                message = f"`now` may not stand {_here(use)}"
                yield Complaint(use.path, message, "let an event at a date change a quantity, and read that")
        elif use.reads == "state but brakes" and names.kinds.get(name) == "brake":
            message = f"the `while` of a brake names no brake, and `{name}` is one"
            yield Complaint(use.path, message, "write that brake's own condition")
        elif use.reads == "aggregates":
            yield _outside_aggregates(use.path, name, names)
        elif name == "now" or name in names.allowed["state"]:
            message = f"`{use.key}` may use parameters only, and `{name}` is {names.what(name)}"
            yield Complaint(use.path, message, "make it a parameter")
        else:
            yield _unknown_name(use.path, name, names, allowed)


def _no_draw(use: Use) -> Complaint:
    draw = use.expression.draws[0].distribution
    mend = "draw it in an event that sets a quantity, and read the quantity"
    if use.reads == "parameters":
        mend = "make it a parameter, which `--uncertain` draws from its prior"
    return Complaint(use.path, f"a draw (`{draw}`) may not stand {_here(use)}", mend)


def _here(use: Use) -> str:
    return "in a condition, which depends on the state alone" if use.is_ == "condition" else f"in `{use.key}`"


_INSTEAD = {
    "event": "let the event set a quantity, and read that",
    "brake": "write the brake's own condition",
    "ladder": "compare the name of a stage",
    "outcome": "an outcome is known at the end only; read a quantity",
}
_MEASURED = {
    "brake": "write days({name}), or another aggregate of it",
    "event": "write count({name})",
    "outcome": "write its own aggregate here",
    "stage": "compare it within an aggregate, as in days(stage >= {name})",
    "part": "take it out",
}


def _outside_aggregates(path: str, name: str, names: _Names) -> Complaint:
    """What arithmetic on aggregates reads that is none of them, and no parameter."""
    if name in ex.AGGREGATES:
        message = f"`{name}` is an aggregate, and wants what it measures in parentheses"
        return Complaint(path, message, f"write {name}({_EXAMPLES.get(name, 'x')})")
    kind = "part" if name == "now" else "quantity" if name in _STATE else names.kinds.get(name, "")
    if not kind:
        return _unknown_name(path, name, names, names.allowed["aggregates"])
    message = f"around aggregates stand numbers and parameters alone, and `{name}` is {names.what(name)}"
    return Complaint(path, message, _MEASURED.get(kind, "write final({name}), or another aggregate of it").format(name=name))


_EXAMPLES = {"days": "condition", "first": "condition", "count": "event", "on": "x, 2025-01-20"}


def _unknown_name(path: str, name: str, names: _Names, allowed: Collection[str]) -> Complaint:
    kind = names.kinds.get(name, "")
    if kind in _INSTEAD:
        return Complaint(path, f"`{name}` is the name of {with_article(kind)}, which has no value here", _INSTEAD[kind])
    if name in ex.FUNCTIONS or name == "date":
        return Complaint(path, f"`{name}` is a function, and wants its arguments in parentheses", f"write {name}(…)")
    if name in ("True", "False"):
        return Complaint(path, f"there is no name `{name}`", f"write {name.lower()}")
    if name == MAIN and "stage" in allowed:
        return Complaint(path, f"`{MAIN}` names the main ladder in `blocks` alone", "write stage, the place on the main ladder")
    stage = name.removeprefix("reached_")
    if stage != name and names.kinds.get(stage) == "stage" and "stage" in allowed:
        mend = f"compare the place of its ladder with {stage}" if names.ladders else f"write highest >= {stage}"
        return Complaint(path, f"`{name}` is for the claims of `expect`, and has no value here", mend)
    return Complaint(path, f"there is no name `{name}`", unknown=name, known=allowed)


def _claims(scenario: Scenario, names: _Names, mixtures: Mixtures) -> Iterator[Complaint]:
    """What the conditions of `expect` may read."""
    for index, claim in enumerate(scenario.expect):
        if claim.condition is not None and claim.condition is not BROKEN:
            path = f"expect[{index}]"
            yield from _claim(path, claim, claim.condition, names)
            yield from mixtures.of_claim(claim.condition, f"{path}.probability")


_CLAIMED = {
    "quantity": "make an outcome of it, such as final({name}), and claim something of that",
    "event": "make an outcome of it, count({name}), and claim something of that",
    "brake": "make an outcome of it, such as days({name}), and claim something of that",
}


def _claim(path: str, claim: Expectation, condition: ex.Expression, names: _Names) -> Iterator[Complaint]:
    if condition.draws:
        message = f"a claim has no draw in it, and this one has `{condition.draws[0].distribution}`"
        yield Complaint(f"{path}.probability", message, "compare highest, final or an outcome")
    unknown = sorted(name for name in condition.names if name not in names.claimable)
    for name in unknown:
        yield _not_claimable(f"{path}.probability", name, names)
    later = sorted(name for name in condition.names if name not in names.standing)
    if claim.by is not None and later and not unknown:
        message = f"`by` goes with `highest` and `reached_…` alone, as they stood then, and this claim reads `{later[0]}`"
        yield Complaint(f"{path}.by", message, "take `by` out, or compare highest", at_key=True)


def _not_claimable(path: str, name: str, names: _Names) -> Complaint:
    """Something of which no claim can be made."""
    message = f"there is no `{name}` to make a claim about"
    if name in names.ladders and names.ladders[name].stages:
        top = names.ladders[name].stages[-1].name
        return Complaint(path, message, f"write reached_{top}, or make an outcome of it, such as peak({name})")
    kind = names.kinds.get(name, "")
    if kind in _CLAIMED:
        return Complaint(path, message, _CLAIMED[kind].format(name=name))
    return Complaint(path, message, unknown=name, known=names.claimable)
