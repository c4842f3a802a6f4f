"""What the random scenarios must reach: every construct of the language, and all that can befall a history.

`CONSTRUCTS` looks at a scenario as it is written; `EVENTUALITIES`, in a file of their own, at what came of it. The names of keys,
draws, functions and aggregates are taken from the project's own tables, so that what is new there is missed here until
`tests/scenarios.py` has learnt it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import Any

from escalation_sim import clock
from escalation_sim.errors import ExpressionError
from escalation_sim.language import shapes
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.parsing import parse
from tests.eventualities import EVENTUALITIES, Observed

Plain = dict[str, Any]
Has = Callable[[Plain], bool]

WITHOUT_EFFECT = frozenset(
    "title source assumption against description actor evidence unit measures expect extends above remove".split()  # noqa: SIM905
)
"""Keys that no history depends on, or that are gone when a variant has been merged."""

_TIMES = ("at", "every", "from", "first", "until", "for", "after", "decide", "again")


def events(scenario: Plain) -> list[Plain]:
    """Every event."""
    return list(scenario.get("events", {}).values())


def ladders(scenario: Plain) -> dict[str, list[Plain]]:
    """The stages of every ladder, by the name under which expressions read the place on it."""
    return {"stage": scenario["ladder"], **{name: ladder["stages"] for name, ladder in scenario.get("ladders", {}).items()}}


def stages(scenario: Plain) -> list[Plain]:
    """Every stage of every ladder."""
    return [stage for ladder in ladders(scenario).values() for stage in ladder]


def ways_to(stage: Plain) -> list[Plain]:
    """The ways up to a stage."""
    climb = stage.get("climb", {"routes": {}})
    return list(climb["routes"].values()) if "routes" in climb else [climb]


def climbs(scenario: Plain) -> list[Plain]:
    """Every way up."""
    return [way for stage in stages(scenario) for way in ways_to(stage)]


def descents(scenario: Plain) -> list[Plain]:
    """Every way down."""
    return [stage["descend"] for stage in stages(scenario) if "descend" in stage]


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
    for text in measures(scenario):
        rest, aggregates = taken_apart(text)
        for aggregate in aggregates:
            kind, _, inner = aggregate.removesuffix(")").partition("(")
            if kind != "count":
                yield f"outcome {kind}", inner.rpartition(",")[0] if kind == "on" else inner
        if rest != "a0":
            yield "outcome measure", rest


def measures(scenario: Plain) -> list[str]:
    """Every outcome, without its title and unit."""
    outcomes = scenario.get("outcomes", {}).values()
    return [outcome["measure"] if isinstance(outcome, dict) else outcome for outcome in outcomes]


def kinds(measure: str) -> list[str]:
    """The aggregates of an outcome: `peak`, `count` …"""
    return [aggregate.partition("(")[0] for aggregate in taken_apart(measure)[1]]


def taken_apart(measure: str) -> tuple[str, list[str]]:
    """An outcome with a0, a1 … in place of its aggregates, and the aggregates."""
    found: list[str] = []
    while begin := re.search(rf"\b({'|'.join(ex.AGGREGATES)})\(", measure):
        depth, end = 1, begin.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(measure[end], 0)
            end += 1
        found.append(measure[begin.start() : end])
        measure = f"{measure[: begin.start()]}a{len(found) - 1}{measure[end:]}"
    return measure, found


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


def _reads_stage_name(which: slice, scenario: Plain) -> bool:
    names = {stage["stage"] for ladder in list(ladders(scenario).values())[which] for stage in ladder}
    return any(isinstance(node, ex.Name) and node.name in names for node in nodes(scenario))


def _reads_in_arithmetic(section: str, scenario: Plain) -> bool:
    """Whether a condition that has a name, as a brake has, counts as 1 or 0 somewhere."""
    names = scenario.get(section, {})
    parents = (ex.Arithmetic, ex.Negative, ex.Call)
    found = [child for node in nodes(scenario) if isinstance(node, parents) for child in ex.children(node)]
    return any(isinstance(child, ex.Name) and child.name in names for child in found)


def _draws_in(place: str, scenario: Plain) -> bool:
    return any(isinstance(node, ex.Draw) for node in nodes(scenario, place))


def _two_draws(scenario: Plain) -> bool:
    trees = [_tree(str(value)) for _, value in written(scenario)]
    return any(sum(isinstance(node, ex.Draw) for node in ex.walk(tree)) > 1 for tree in trees if tree is not None)


def _draw(name: str, scenario: Plain) -> bool:
    return any(isinstance(node, ex.Draw) and node.distribution == name for node in nodes(scenario))


def _prior(name: str, scenario: Plain) -> bool:
    return any(str(parameter.get("prior", "")).startswith(f"{name}(") for parameter in things(scenario, "parameters"))


def _calls(name: str, place: str, scenario: Plain) -> bool:
    return any(isinstance(node, ex.Call) and node.function == name for node in nodes(scenario, *filter(None, [place])))


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
    return any(len(stage.get("climb", {}).get("routes", ())) >= least for stage in stages(scenario))


def _skips(scenario: Plain, key: str) -> bool:
    """Whether a way leads over a stage."""
    for ladder in ladders(scenario).values():
        for place, stage in enumerate(ladder):
            ways = ways_to(stage) if key == "from" else [stage.get("descend", {})]
            if any(way.get(key) in [lower["stage"] for lower in ladder[: max(0, place - 1)]] for way in ways):
                return True
    return False


def _several_ahead(scenario: Plain) -> bool:
    """Whether ways lead from one stage to several above it."""
    for ladder in ladders(scenario).values():
        below = [
            {way.get("from", ladder[place - 1]["stage"]) for way in ways_to(ladder[place])} for place in range(1, len(ladder))
        ]
        if any(count > 1 for count in Counter(name for sources in below for name in sources).values()):
            return True
    return False


def _from_several(scenario: Plain) -> bool:
    """Whether ways lead to one stage from several below it."""
    return any(len({way.get("from") for way in ways_to(stage)}) > 1 for stage in stages(scenario))


def _blocks(scenario: Plain) -> list[Any]:
    """What the brakes block; None where it is not written."""
    return [brake.get("blocks") for brake in things(scenario, "brakes")]


def _blocks_stages_of(least: int, scenario: Plain) -> bool:
    """Whether one brake names stages of so many ladders."""
    owners = {stage["stage"]: name for name, ladder in ladders(scenario).items() for stage in ladder}
    lists = [blocks for blocks in _blocks(scenario) if isinstance(blocks, list)]
    return any(len({owners[name] for name in blocks if name in owners}) >= least for blocks in lists)


def _blocks_ladder(names: Callable[[Plain], Iterable[str]], scenario: Plain) -> bool:
    return any(isinstance(blocks, list) and set(names(scenario)) & set(blocks) for blocks in _blocks(scenario))


def _measured_with(kind: str, scenario: Plain) -> bool:
    """Whether arithmetic is done with such an aggregate."""
    return any(kind in kinds(text) and taken_apart(text)[0] != "a0" for text in measures(scenario))


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
        "blocks all": lambda s: "all" in _blocks(s),
        "blocks a list": lambda s: any(isinstance(blocks, list) for blocks in _blocks(s)),
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
        "a stage's name": partial(_reads_stage_name, slice(1)),
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
    table |= {f"function {name}": partial(_calls, name, "") for name in ex.FUNCTIONS}
    table |= {f"sign {sign}": partial(_calculates, sign) for sign in "+-*/"}
    table |= {f"sign {sign}": partial(_compares, sign) for sign in ("<", "<=", ">", ">=", "==", "!=")}
    table |= {word: partial(_joins, word) for word in ("and", "or")}
    table |= {f"outcome {name}": partial(_outcome, name) for name in ex.AGGREGATES}
    table |= {f"a date in {key}": partial(_date_in, key) for key in ("at", "from", "first", "until")}
    table |= {f"unit {unit}": partial(_unit, unit) for unit in ("minute", "hour", "day", "week")}
    return table | _places() | _combinations() | _of_several_ladders() | _of_measures()


def _of_several_ladders() -> dict[str, Has]:
    """What there is beside a single ladder that is climbed step by step."""
    others: Callable[[Plain], list[Plain]] = lambda s: list(s.get("ladders", {}).values())  # noqa: E731 - read three times below
    return {
        "another ladder": lambda s: bool(others(s)),
        "three other ladders": lambda s: len(others(s)) == 3,
        "ladder start_stage": lambda s: any("start_stage" in ladder for ladder in others(s)),
        "a stage's name of another ladder": partial(_reads_stage_name, slice(1, None)),
        "another ladder with routes": lambda s: any("routes" in st.get("climb", {}) for one in others(s) for st in one["stages"]),
        "ignores on another ladder": lambda s: any(
            "ignores" in w for one in others(s) for st in one["stages"] for w in ways_to(st)
        ),
        "from that skips": partial(_skips, key="from"),
        "to that skips": partial(_skips, key="to"),
        "several stages ahead": _several_ahead,
        "ways to a stage from several": _from_several,
        "blocks nothing": lambda s: [] in _blocks(s),
        "no blocks": lambda s: None in _blocks(s),
        "blocks main": partial(_blocks_ladder, lambda s: ["main"]),
        "blocks another ladder": partial(_blocks_ladder, lambda s: s.get("ladders", ())),
        "blocks stages of two ladders": partial(_blocks_stages_of, 2),
        "blocks all of several ladders": lambda s: bool(others(s)) and "all" in _blocks(s),
        "a brake counted as a number": partial(_reads_in_arithmetic, "brakes"),
    }


def _of_measures() -> dict[str, Has]:
    """Outcomes that are more than one aggregate."""
    table: dict[str, Has] = {f"arithmetic with {kind}": partial(_measured_with, kind) for kind in ex.AGGREGATES}
    table |= {f"{name} of aggregates": partial(_calls, name, "outcome measure") for name in ex.FUNCTIONS}
    table["a parameter in outcome measure"] = partial(_reads_any, "parameters", "outcome measure")
    table["outcome measure"] = lambda s: any(isinstance(outcome, dict) for outcome in s.get("outcomes", {}).values())
    return table


def _effective(shape: dict[str, shapes.Key]) -> list[str]:
    return [key for key in shape if key not in WITHOUT_EFFECT]


def _outcome(name: str, scenario: Plain) -> bool:
    return any(name in kinds(measure) for measure in measures(scenario))


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
    read_by_name = (*conditions, *by_state, *measured)
    table |= {f"another ladder in {place}": partial(_reads_any, "ladders", place) for place in read_by_name}
    table |= {f"a brake in {place}": partial(_reads_any, "brakes", place) for place in read_by_name if place != "brake while"}
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


def counted(scenarios: Iterable[Plain], observed: Iterable[Observed]) -> Counter[str]:
    """How many of the scenarios use each construct, and how many of the histories met with each eventuality."""
    uses: Counter[str] = Counter(dict.fromkeys([*CONSTRUCTS, *EVENTUALITIES], 0))
    for scenario in scenarios:
        uses.update(name for name, has in CONSTRUCTS.items() if has(scenario))
    for seen in observed:
        uses.update(name for name, met in EVENTUALITIES.items() if met(seen))
    return uses
