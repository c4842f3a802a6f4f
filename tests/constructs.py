"""What the random scenarios must reach: every construct of the language, and everything that can befall a history.

`CONSTRUCTS` looks at a scenario as it is written, `EVENTUALITIES` at a history with its trace, or at the error that stopped it.
The names of keys, draws, functions and aggregates are taken from the project's own tables, so that what is new there is missed
here until `tests/scenarios.py` has learnt it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any

from escalation_sim import clock
from escalation_sim.engines.history import Braked, History, Known, Occurred, Step, Triggered
from escalation_sim.errors import ExpressionError, RunError
from escalation_sim.language import shapes
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.parsing import parse
from escalation_sim.model.programme import Programme

Plain = dict[str, Any]
Has = Callable[[Plain], bool]

WITHOUT_EFFECT = frozenset(
    "title source assumption description actor evidence unit measures expect extends above remove".split()  # noqa: SIM905
)
"""Keys that no history depends on, or that are gone when a variant has been merged."""

_TIMES = ("at", "every", "from", "first", "until", "for", "after", "decide", "again")


def events(scenario: Plain) -> list[Plain]:
    """Every event."""
    return list(scenario.get("events", {}).values())


def climbs(scenario: Plain) -> list[Plain]:
    """Every way up."""
    found = [stage["climb"] for stage in scenario["ladder"] if "climb" in stage]
    return [way for climb in found for way in (climb["routes"].values() if "routes" in climb else [climb])]


def descents(scenario: Plain) -> list[Plain]:
    """Every way down."""
    return [stage["descend"] for stage in scenario["ladder"] if "descend" in stage]


def things(scenario: Plain, section: str) -> list[Plain]:
    """The parameters, quantities or brakes that are written in full."""
    return [thing for thing in scenario.get(section, {}).values() if isinstance(thing, dict)]


def written(scenario: Plain) -> Iterator[tuple[str, Any]]:
    """Every expression as it is written, with the place it stands in: `initial`, `event when`, `set`, `climb decide` …"""
    for quantity in scenario.get("quantities", {}).values():
        yield "initial", quantity["initial"] if isinstance(quantity, dict) else quantity
    for event in events(scenario):
        yield from ((f"event {key}", value) for key, value in event.items() if key not in ("set", "times"))
        yield from (("set", value) for value in event.get("set", {}).values())
    for brake in things(scenario, "brakes"):
        yield "brake while", brake["while"]
    for kind, ways in (("climb", climbs(scenario)), ("descend", descents(scenario))):
        yield from ((f"{kind} {key}", value) for way in ways for key, value in way.items() if key != "ignores")
    for outcome in scenario.get("outcomes", {}).values():
        aggregate, _, inner = outcome.partition("(")
        if aggregate != "count":
            yield f"outcome {aggregate}", inner.removesuffix(")")


@lru_cache(maxsize=50_000)
def _tree(text: str) -> ex.Node | None:
    """The tree of an expression; None for a date or `10 days`."""
    try:
        return parse(text).tree
    except ExpressionError:
        return None


def nodes(scenario: Plain, *places: str) -> Iterator[ex.Node]:
    """Every node of every expression, or of those in some places."""
    for place, value in written(scenario):
        tree = _tree(str(value)) if not places or place in places else None
        if tree is not None:
            yield from ex.walk(tree)


def _reads(name: str, place: str, scenario: Plain) -> bool:
    return any(isinstance(node, ex.Name) and node.name == name for node in nodes(scenario, place))


def _reads_any(section: str, place: str, scenario: Plain) -> bool:
    names = scenario.get(section, {})
    return any(isinstance(node, ex.Name) and node.name in names for node in nodes(scenario, place))


def _reads_stage_name(scenario: Plain) -> bool:
    names = {stage["stage"] for stage in scenario["ladder"]}
    return any(isinstance(node, ex.Name) and node.name in names for node in nodes(scenario))


def _draws_in(place: str, scenario: Plain) -> bool:
    return any(isinstance(node, ex.Draw) for node in nodes(scenario, place))


def _two_draws(scenario: Plain) -> bool:
    trees = [_tree(str(value)) for _, value in written(scenario)]
    return any(sum(isinstance(node, ex.Draw) for node in ex.walk(tree)) > 1 for tree in trees if tree is not None)


def _draw(name: str, scenario: Plain) -> bool:
    return any(isinstance(node, ex.Draw) and node.distribution == name for node in nodes(scenario))


def _prior(name: str, scenario: Plain) -> bool:
    return any(str(parameter.get("prior", "")).startswith(f"{name}(") for parameter in things(scenario, "parameters"))


def _calls(name: str, scenario: Plain) -> bool:
    return any(isinstance(node, ex.Call) and node.function == name for node in nodes(scenario))


def _calculates(sign: str, scenario: Plain) -> bool:
    return any(isinstance(node, ex.Arithmetic) and sign in node.operators for node in nodes(scenario))


def _compares(sign: str, scenario: Plain) -> bool:
    return any(isinstance(node, ex.Comparison) and sign in node.operators for node in nodes(scenario))


def _is(kind: type, scenario: Plain) -> bool:
    return any(isinstance(node, kind) for node in nodes(scenario))


def _joins(word: str, scenario: Plain) -> bool:
    return any(isinstance(node, ex.Logic) and node.operator == word for node in nodes(scenario))


def _counts_a_condition(scenario: Plain) -> bool:
    parents = (ex.Arithmetic, ex.Negative, ex.Call)
    return any(isinstance(node, parents) and any(map(ex.is_condition, ex.children(node))) for node in nodes(scenario))


def _together(keys: tuple[str, ...], without: str, scenario: Plain) -> bool:
    return any(all(key in event for key in keys) and without not in event for event in events(scenario))


def _way(select: Callable[[Plain], list[Plain]], keys: tuple[str, ...], without: str, scenario: Plain) -> bool:
    return any(all(key in way for key in keys) and without not in way for way in select(scenario))


def _ways_with(key: str, scenario: Plain) -> list[Any]:
    return [way[key] for way in (*climbs(scenario), *descents(scenario)) if key in way]


def _date_in(key: str, scenario: Plain) -> bool:
    return any(clock.DATE.fullmatch(str(event.get(key, ""))) for event in events(scenario))


def _unit(unit: str, scenario: Plain) -> bool:
    return any(str(value).rstrip("s").endswith(f" {unit}") for _, value in written(scenario))


def _below_a_minute(scenario: Plain) -> bool:
    times = [_tree(str(value)) for place, value in written(scenario) if place.split()[-1] in _TIMES]
    return any(isinstance(tree, ex.Number) and 0 < tree.value < 1 / clock.DAY for tree in times)


def _key_of(section: str, key: str, scenario: Plain) -> bool:
    return any(key in thing for thing in things(scenario, section))


def _short(section: str, scenario: Plain) -> bool:
    return any(not isinstance(thing, dict) for thing in scenario.get(section, {}).values())


def _routes(least: int, scenario: Plain) -> bool:
    return any(len(stage.get("climb", {}).get("routes", ())) >= least for stage in scenario["ladder"])


def _value(pairs: Iterable[Any], wanted: Any) -> bool:
    return any(value == wanted for value in pairs)


def _constructs() -> dict[str, Has]:
    table: dict[str, Has] = {
        "start_stage": lambda s: "start_stage" in s,
        "an end with a time": lambda s: clock.has_time(s["period"]["end"]),
        "a start with a time": lambda s: clock.has_time(s["period"]["start"]),
        "no quantities": lambda s: not s.get("quantities"),
        "no events": lambda s: not s.get("events"),
        "one stage": lambda s: len(s["ladder"]) == 1,
        "five stages": lambda s: len(s["ladder"]) == 5,
        "stage climb": lambda s: bool(climbs(s)),
        "stage descend": lambda s: bool(descents(s)),
        "climb routes": partial(_routes, 1),
        "two routes": partial(_routes, 2),
        "three routes": partial(_routes, 3),
        "a lever": lambda s: any(p.get("kind") == "lever" for p in things(s, "parameters")),
        "blocks all": lambda s: any(brake["blocks"] == "all" for brake in things(s, "brakes")),
        "blocks a list": lambda s: any(brake["blocks"] != "all" for brake in things(s, "brakes")),
        "ignores all": lambda s: _value(_ways_with("ignores", s), "all"),
        "ignores a list": lambda s: any(isinstance(ignored, list) for ignored in _ways_with("ignores", s)),
        "keep differs from when": lambda s: any(way.get("keep", way["when"]) != way["when"] for way in climbs(s)),
        "an event without set": lambda s: any("set" not in event for event in events(s)),
        "an event that sets two quantities": lambda s: any(len(event.get("set", ())) > 1 for event in events(s)),
        "an event with a chance of 0": lambda s: any(event.get("chance") == 0 for event in events(s)),
        "an event with a chance of 1": lambda s: any(event.get("chance") == 1 for event in events(s)),
        "a way with a chance of 0": lambda s: _value(_ways_with("chance", s), 0),
        "a way with a chance of 1": lambda s: _value(_ways_with("chance", s), 1),
        "two draws in one expression": _two_draws,
        "a chain of comparisons": lambda s: any(isinstance(n, ex.Comparison) and len(n.operators) > 1 for n in nodes(s)),
        "a condition counted as a number": _counts_a_condition,
        "not": partial(_is, ex.Not),
        "if": partial(_is, ex.Choose),
        "a minus before a value": partial(_is, ex.Negative),
        "true or false": partial(_is, ex.Truth),
        "date(…)": lambda s: any("date(" in str(value) for _, value in written(s)),
        "a stage's name": _reads_stage_name,
        "a time below a minute": _below_a_minute,
        "a half minute": lambda s: any("/ 2880" in str(value) for _, value in written(s)),
        "a plain number of days": lambda s: any(isinstance(v, int | float) and p.split()[-1] in _TIMES for p, v in written(s)),
    }
    table |= {f"parameter {key}": partial(_key_of, "parameters", key) for key in _effective(shapes.PARAMETER)}
    table |= {f"quantity {key}": partial(_key_of, "quantities", key) for key in _effective(shapes.QUANTITY)}
    table |= {f"brake {key}": partial(_key_of, "brakes", key) for key in _effective(shapes.BRAKE)}
    table |= {f"event {key}": partial(_together, (key,), "") for key in _effective(shapes.EVENT)}
    table |= {f"climb {key}": partial(_way, climbs, (key,), "") for key in _effective(shapes.WAY)}
    table |= {f"descend {key}": partial(_way, descents, (key,), "") for key in _effective(shapes.DESCEND)}
    table |= {f"short {section}": partial(_short, section) for section in shapes.SHORT_FORMS}
    table |= {f"draw {name}": partial(_draw, name) for name in DISTRIBUTIONS}
    table |= {f"prior {name}": partial(_prior, name) for name in DISTRIBUTIONS}
    table |= {f"function {name}": partial(_calls, name) for name in ex.FUNCTIONS}
    table |= {f"sign {sign}": partial(_calculates, sign) for sign in "+-*/"}
    table |= {f"sign {sign}": partial(_compares, sign) for sign in ("<", "<=", ">", ">=", "==", "!=")}
    table |= {word: partial(_joins, word) for word in ("and", "or")}
    table |= {f"outcome {name}": partial(_outcome, name) for name in ex.AGGREGATES}
    table |= {f"a date in {key}": partial(_date_in, key) for key in ("at", "from", "first", "until")}
    table |= {f"unit {unit}": partial(_unit, unit) for unit in ("minute", "hour", "day", "week")}
    return table | _places() | _combinations()


def _effective(shape: dict[str, shapes.Key]) -> list[str]:
    return [key for key in shape if key not in WITHOUT_EFFECT]


def _outcome(name: str, scenario: Plain) -> bool:
    return any(outcome.startswith(f"{name}(") for outcome in scenario.get("outcomes", {}).values())


def _places() -> dict[str, Has]:
    """What is read and drawn where."""
    conditions = ("event when", "event while", "brake while", "climb when", "climb keep", "descend when", "descend keep")
    timed = ("set", "event every", "event after", "event chance", "climb decide", "climb chance")
    by_state = (*timed, "descend decide", "descend chance")
    random = (*by_state, "initial", "event at")
    by_parameters = ("initial", "event at", "event from", "event first", "event until", "event for", "climb for", "climb again")
    measured = tuple(f"outcome {name}" for name in ex.AGGREGATES if name != "count")
    table: dict[str, Has] = {f"a draw in {place}": partial(_draws_in, place) for place in random}
    for name in ("stage", "highest"):
        table |= {f"{name} in {place}": partial(_reads, name, place) for place in (*conditions, *by_state)}
    table |= {f"now in {place}": partial(_reads, "now", place) for place in timed}
    table |= {f"a quantity in {place}": partial(_reads_any, "quantities", place) for place in (*conditions, *by_state, *measured)}
    table |= {f"a parameter in {place}": partial(_reads_any, "parameters", place) for place in (*conditions, *by_parameters)}
    return table


def _combinations() -> dict[str, Has]:
    """Keys that mean more together."""
    pairs = [
        "for after",
        "for until",
        "for times",
        "after until",
        "after times",
        "when until",
        "when times",
        "at until",
        "at chance",
    ]
    pairs += ["at while", "every until", "every times", "every from", "every first", "from until", "first until", "first times"]
    with_events = [tuple(pair.split()) for pair in [*pairs, "while chance"]]
    table: dict[str, Has] = {f"event with {' and '.join(keys)}": partial(_together, keys, "") for keys in with_events}
    table["event with when, neither for nor after"] = lambda s: any(
        "when" in event and "for" not in event and "after" not in event for event in events(s)
    )
    ways: list[tuple[tuple[str, ...], str]] = [(("chance", "again"), ""), (("chance",), "again"), (("keep", "for"), "")]
    ways += [(("keep", "decide"), ""), (("for", "decide", "chance"), ""), (("for",), "decide"), (("decide",), "for")]
    for keys, without in ways:
        name = " and ".join(keys) + (f" without {without}" if without else "")
        table[f"climb with {name}"] = partial(_way, climbs, keys, without)
        table[f"descend with {name}"] = partial(_way, descents, keys, without)
    return table


CONSTRUCTS: dict[str, Has] = _constructs()
"""What a scenario may use, and whether it does."""


# Histories


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

    def holds_at(self, condition: Any, index: int) -> bool:
        """Whether a condition holds in the state after the *index*th minute in which something changed."""
        assert self.history is not None
        assert self.history.trace is not None
        states = self.history.trace.states[: index + 1]
        _, quantities, stage = states[-1]
        highest = max(state[2] for state in states)
        parameters = [self.history.parameters[p.name] for p in self.programme.scenario.parameters]
        places = [float(place) for place in range(len(self.programme.scenario.stages))]
        return bool(condition.scalar([*parameters, *quantities, float(stage), float(highest), 0.0, *places], None))


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
    return seen.history is not None and any(n > 1 for n in Counter(move.minute for move in seen.history.moves).values())


def _up_and_down_in_a_minute(seen: Observed) -> bool:
    if seen.history is None:
        return False
    up = [move.minute for move in seen.history.moves if move.target > move.source]
    return _same_minute(up, [move.minute for move in seen.history.moves if move.target < move.source])


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
    if seen.history is None:
        return False
    return any(minutes > seen.history.blocked_alone.get(pair, 0) for pair, minutes in seen.history.blocked.items())


def _stopped(seen: Observed, words: str) -> bool:
    return seen.error is not None and words in seen.error.reason


def _event_minutes(seen: Observed) -> list[int]:
    return [one.minute for one in seen.of(Occurred)]


EVENTUALITIES: dict[str, Callable[[Observed], bool]] = {
    "a climb": lambda o: o.history is not None and o.history.climbs > 0,
    "a climb by a named route": lambda o: o.history is not None and any(move.route for move in o.history.moves),
    "a descent": lambda o: o.history is not None and o.history.descents > 0,
    "a move in minute 0": lambda o: o.history is not None and any(move.minute == 0 for move in o.history.moves),
    "two moves in one minute": _moves_twice_in_a_minute,
    "a climb and a descent in one minute": _up_and_down_in_a_minute,
    "the end below the highest stage": lambda o: o.history is not None and o.history.final < o.history.highest,
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
    "minutes charged to one brake": lambda o: o.history is not None and any(o.history.blocked_alone.values()),
    "minutes charged to two brakes": _together_blocked,
    "minutes of deciding": lambda o: o.history is not None and o.history.deciding > 0,
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
    "an event and a move in one minute": lambda o: (
        o.history is not None and _same_minute(_event_minutes(o), [move.minute for move in o.history.moves])
    ),
    "a value at its bound": _clipped,
    "an outcome that is never": lambda o: o.history is not None and None in o.history.outcomes.values(),
    "error: not finite": partial(_stopped, words="not a finite number"),
    "error: a chance outside 0 to 1": partial(_stopped, words="a chance lies between"),
    "error: a negative time": partial(_stopped, words="a time is never negative"),
    "error: an endless minute": partial(_stopped, words="a minute without end"),
    "error in minute 0": lambda o: o.error is not None and o.error.minute == 0,
    "error later": lambda o: o.error is not None and o.error.minute > 0,
}
"""What may befall a history, and whether it did."""


def counted(scenarios: Iterable[Plain], observed: Iterable[Observed]) -> Counter[str]:
    """How many of the scenarios use each construct, and how many of the histories met with each eventuality."""
    uses: Counter[str] = Counter(dict.fromkeys([*CONSTRUCTS, *EVENTUALITIES], 0))
    for scenario in scenarios:
        uses.update(name for name, has in CONSTRUCTS.items() if has(scenario))
    for seen in observed:
        uses.update(name for name, met in EVENTUALITIES.items() if met(seen))
    return uses
