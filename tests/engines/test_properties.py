"""What holds for every scenario, over random ones from `tests/scenarios.py`.

The scenarios are the same at every run (`derandomize`); `python -m tests.campaign.properties` tries others.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from escalation_sim import clock
from escalation_sim.engines.history import History, Occurred
from escalation_sim.errors import RunError
from escalation_sim.language import shapes
from escalation_sim.language.loading import loads
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.scenario import Scenario
from escalation_sim.results.digest import digest
from escalation_sim.results.ensemble import Ensemble, tabulate
from escalation_sim.running.setups import Settings, Setup
from tests.campaign.promises import broken
from tests.constructs import WITHOUT_EFFECT, climbs, counted, descents, measures
from tests.engines.agreement import named_columns
from tests.eventualities import Observed
from tests.scenarios import Plain, random_scenario, scenarios, to_yaml

T = TypeVar("T", bound=Callable[..., None])

SEEDS = st.integers(0, 5)
REPLICATIONS = st.integers(0, 130)
NEVER_STAGE = {"when": "stage < 0"}


def over_scenarios(examples: int, *strategies: st.SearchStrategy[Any], faults: bool = True) -> Callable[[T], T]:
    """The test holds for so many random scenarios, and random values of *strategies*."""

    def decorated(test: T) -> T:
        quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
        given_all = given(scenarios(faults=faults), *strategies)(test)
        options = settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=quiet)
        return options(given_all)  # type: ignore[return-value]

    return decorated


def read(scenario: Plain) -> Scenario:
    """The scenario in a file like this."""
    return loads(to_yaml(scenario)).scenario


def played(scenario: Plain, replication: int = 0, *, seed: int = 1, uncertain: bool = False) -> History | RunError:
    """A history with its trace, or the error that stopped it."""
    return result(Setup(read(scenario), Settings(seed=seed, uncertain=uncertain)), replication)


def result(setup: Setup, replication: int, *, trace: bool = True) -> History | RunError:
    """A history of a scenario that has been read, or the error that stopped it."""
    try:
        return setup.history(replication, trace=trace)
    except RunError as error:
        return error


def told(history: History | RunError) -> Any:
    """All of a history but its trace; of an error the minute."""
    return replace(history, trace=None) if isinstance(history, History) else ("stopped", history.minute)


def everything(history: History | RunError) -> Any:
    """All of a history with its trace; of an error its words and its minute."""
    return history if isinstance(history, History) else ("stopped", history.reason, history.minute)


def rows_equal(a: Ensemble, b: Ensemble) -> None:
    """Two ensembles have the same columns, to the last digit."""
    theirs = named_columns(b)
    assert named_columns(a).keys() == theirs.keys()
    for name, column in named_columns(a).items():
        np.testing.assert_array_equal(column, theirs[name], err_msg=name, strict=True)


# The generator


def test_the_random_scenarios_reach_every_construct() -> None:
    """Of 400 scenarios some use every key, draw, function …, and two histories of each meet with everything that can happen.

    Four of each at least, so that a new construct does not get there by one lucky seed.
    """
    written = [random_scenario(seed) for seed in range(400)]

    def observed() -> Iterator[Observed]:
        for seed, scenario in enumerate(written):
            setup = Setup(read(scenario), Settings(uncertain=bool(seed % 2)))
            for replication in (0, 1):
                seen = result(setup, replication)
                yield Observed(setup.programme, seen) if isinstance(seen, History) else Observed(setup.programme, None, seen)

    uses = counted(written, observed())
    print(*(f"{times:6} {name}" for name, times in sorted(uses.items(), key=lambda item: item[1])), sep="\n")  # noqa: T201 - with -s
    assert [name for name, times in uses.items() if times < 4] == []


def test_every_key_of_the_language_is_a_construct_or_has_no_effect() -> None:
    """A new key is looked for in the random scenarios, or stands in the list of those that no history depends on."""
    uses = counted([], [])
    named = {word for name in uses for word in name.split()}
    here = {"scenario", "parameter", "quantity", "event", "brake", "ladder", "stage", "climb", "way", "descend", "outcome"}
    keys = {key for shape in here for key in shapes.SHAPES[shape]}
    sections = {"period", "parameters", "quantities", "events", "brakes", "ladder", "ladders", "outcomes", "stage"}
    assert keys - named - WITHOUT_EFFECT - sections == set()


def test_a_seed_names_one_scenario() -> None:
    """The same seed gives the same file, another seed another one."""
    files = [to_yaml(random_scenario(seed)) for seed in range(50)]
    assert files == [to_yaml(random_scenario(seed)) for seed in range(50)]
    assert len(set(files)) == 50


# Promises


@over_scenarios(250, REPLICATIONS, st.booleans())
def test_a_history_keeps_its_promises(scenario: Plain, replication: int, uncertain: bool) -> None:
    """Days at the stages add up to the period, moves lead from the start to the end, brakes are charged what there is …"""
    history = played(scenario, replication, uncertain=uncertain)
    assume(isinstance(history, History))
    assert isinstance(history, History)
    assert broken(Setup(read(scenario), Settings()).programme, history) == []


@over_scenarios(100, REPLICATIONS, st.booleans())
def test_the_trace_changes_nothing(scenario: Plain, replication: int, uncertain: bool) -> None:
    """A history played without a trace is the same, and stops with the same error."""
    setup = Setup(read(scenario), Settings(uncertain=uncertain))
    with_trace, without = (result(setup, replication, trace=trace) for trace in (True, False))
    if isinstance(with_trace, History):
        assert replace(with_trace, trace=None) == without
    else:
        assert str(with_trace) == str(without)


@over_scenarios(200, st.integers(1, 20), REPLICATIONS)
def test_a_longer_period_only_adds_to_a_history(scenario: Plain, days: int, replication: int) -> None:
    """What happens before the old end happens in the same way when the run goes on for longer."""
    longer = deepcopy(scenario)
    end = scenario["period"]["end"]
    later = clock.read_date(end) + timedelta(days=days)
    longer["period"]["end"] = f"{later:%Y-%m-%d %H:%M}" if clock.has_time(end) else f"{later:%Y-%m-%d}"
    short, long = played(scenario, replication), played(longer, replication)
    over = read(scenario).end
    if isinstance(short, RunError):
        assume(short.minute < over)  # arithmetic on aggregates is done when the run is over
        assert isinstance(long, RunError)
        assert (short.reason, short.minute) == (long.reason, long.minute)
        return
    if isinstance(long, RunError):
        assert long.minute >= over
        return
    for ladder in ("main", *short.others):
        assert short.of(ladder).moves == tuple(move for move in long.of(ladder).moves if move.minute < over)
    assert short.trace is not None
    assert long.trace is not None
    assert short.trace.happenings == [one for one in long.trace.happenings if one.minute < over]
    assert short.trace.states == [state for state in long.trace.states if state[0] < over]


@over_scenarios(40, SEEDS, st.sampled_from([0, 60, 61, 250]), st.booleans())
def test_a_replication_alone_is_that_replication_of_the_ensemble(scenario: Plain, seed: int, first: int, uncertain: bool) -> None:
    """Eight replications in a block are the eight played one by one; a block stops where its first error is."""
    setup = Setup(read(scenario), Settings(seed=seed, uncertain=uncertain))
    alone = [result(setup, replication) for replication in range(first, first + 8)]
    failed = next((one for one in alone if isinstance(one, RunError)), None)
    if failed:
        with pytest.raises(RunError) as stopped:
            setup.block(first, 8)
        assert str(stopped.value) == str(failed)
        return
    rows_equal(setup.block(first, 8), tabulate(setup.programme, [one for one in alone if isinstance(one, History)]))


@over_scenarios(20, SEEDS, faults=False)
def test_more_replications_change_none_of_the_first(scenario: Plain, seed: int) -> None:
    """The first five of twenty are the five."""
    setup = Setup(read(scenario), Settings(seed=seed))
    try:
        few, more = setup.ensemble(5, jobs=1), setup.ensemble(20, jobs=1)
    except RunError:
        assume(False)
    rows_equal(few, more.rows(np.arange(20) < 5))


# What changes nothing


def with_event(scenario: Plain, name: str, event: Plain, place: int) -> Plain:
    """The scenario with one event more, before the *place*th."""
    events = list(scenario.get("events", {}).items())
    events.insert(place % (len(events) + 1), (name, event))
    keys = list(scenario)
    keys += [] if "events" in scenario else ["events"]
    return {key: dict(events) if key == "events" else scenario[key] for key in keys}


def idle_events(scenario: Plain) -> list[Plain]:
    """Events that never happen, or never have an effect."""
    effect = {"set": dict.fromkeys(scenario["quantities"], "99")} if scenario.get("quantities") else {}
    beyond = (read(scenario).end + 60) / clock.DAY
    return [
        {**NEVER_STAGE, "after": 1, **effect},
        {"when": "stage >= 0", "for": beyond, **effect},
        {"when": "stage >= 0", "chance": 0, **effect},
        {"every": "exponential(2)", "chance": 0, **effect},
        {"every": 0.5, "while": "highest < stage", **effect},
        {"every": "uniform(0.1, 3)", "until": 0, **effect},
        {"at": beyond, **effect},
        {"every": 1, "first": beyond, **effect},
        {"at": "uniform(0, 5)", "chance": 0, **effect},
    ]


@over_scenarios(200, st.integers(0, 8), st.integers(0, 6), REPLICATIONS)
def test_an_event_that_never_happens_changes_nothing_else(scenario: Plain, kind: int, place: int, replication: int) -> None:
    """Wherever it stands among the events: its condition is never true, it is due after the end, its chance is 0 …"""
    more = with_event(scenario, "ghost", idle_events(scenario)[kind], place)
    assert told(played(scenario, replication)) == told(played(more, replication))


@over_scenarios(80, st.integers(0, 5), REPLICATIONS, faults=False)
def test_a_chance_of_0_is_no_event(scenario: Plain, which: int, replication: int) -> None:
    """An event with `chance: 0` may as well be taken out."""
    assume("events" in scenario)
    name = list(scenario["events"])[which % len(scenario["events"])]
    named = dict(zip(scenario.get("outcomes", {}), measures(scenario), strict=True))
    outcomes = {key: scenario["outcomes"][key] for key, text in named.items() if f"count({name})" not in text}
    events = {key: event for key, event in scenario["events"].items() if key != name}
    without = {**scenario, "events": events, "outcomes": outcomes}
    without = {key: value for key, value in without.items() if value or key == "title"}
    idle = {**without, "events": {**scenario["events"], name: {**scenario["events"][name], "chance": 0}}}
    results = played(without, replication), played(idle, replication)
    assume(not any(isinstance(result, RunError) for result in results))
    assert told(results[0]) == told(results[1])


@over_scenarios(120, st.integers(0, 5), REPLICATIONS)
def test_an_event_with_a_chance_of_1_is_one_without_chance(scenario: Plain, which: int, replication: int) -> None:
    """Its luck is drawn or not: nothing else depends on it."""
    assume("events" in scenario)
    name = list(scenario["events"])[which % len(scenario["events"])]
    sure, plain = deepcopy(scenario), deepcopy(scenario)
    sure["events"][name]["chance"] = 1
    plain["events"][name].pop("chance", None)
    assert everything(played(sure, replication)) == everything(played(plain, replication))


@over_scenarios(100, REPLICATIONS)
def test_a_way_with_a_chance_of_1_is_one_without_chance(scenario: Plain, replication: int) -> None:
    """On the way up and on the way down."""
    sure, plain = deepcopy(scenario), deepcopy(scenario)
    for way in (*climbs(sure), *descents(sure)):
        way["chance"] = 1
    for way in (*climbs(plain), *descents(plain)):
        way.pop("chance", None)
        way.pop("again", None)
    assert told(played(sure, replication)) == told(played(plain, replication))


@over_scenarios(100, REPLICATIONS)
def test_the_names_of_brakes_and_outcomes_do_not_matter(scenario: Plain, replication: int) -> None:
    """Renaming them changes no number; outcomes keep their values in their order."""
    brakes = {name: f"zz_{index}" for index, name in enumerate(scenario.get("brakes", {}))}
    outcomes = {name: f"aa_{index}" for index, name in enumerate(scenario.get("outcomes", {}))}
    before, after = played(scenario, replication), played(renamed(scenario, brakes | outcomes), replication)
    if isinstance(before, History) and isinstance(after, History):
        assert list(before.outcomes.values()) == list(after.outcomes.values())
        before, after = replace(before, outcomes={}), replace(after, outcomes={})
    assert told(before) == told(after)


def renamed(value: Any, names: dict[str, str]) -> Any:
    """The same file with other names, wherever they stand: as keys, in lists, in expressions."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [renamed(inner, names) for inner in value]
    if not isinstance(value, str) or not names:
        return value
    return re.sub(rf"\b({'|'.join(names)})\b", lambda found: names[found[0]], value)


def reordered(value: Any, luck: random.Random, key: str = "") -> Any:
    """The same file with the keys of all its mappings but `events` and `routes` in another order."""
    if isinstance(value, list):
        return [reordered(item, luck) for item in value]
    if not isinstance(value, dict):
        return value
    items = [(name, reordered(inner, luck, name)) for name, inner in value.items()]
    if key not in ("events", "routes"):
        luck.shuffle(items)
    return dict(items)


def by_name(scenario: Scenario, history: History | RunError) -> Any:
    """All of a history with the names of brakes in the place of their numbers."""
    if isinstance(history, RunError):
        return told(history)
    ladders = {name: history.of(name) for name in ("main", *history.others)}
    charged = {
        (ladder, alone, stage, scenario.brakes[brake].name): minutes
        for ladder, climbed in ladders.items()
        for alone, column in enumerate((climbed.blocked, climbed.blocked_alone))
        for (stage, brake), minutes in column.items()
    }
    others = {name: replace(climbed, blocked={}, blocked_alone={}) for name, climbed in history.others.items()}
    return replace(history, trace=None, blocked={}, blocked_alone={}, others=others), charged


@over_scenarios(150, st.integers(0, 1000), REPLICATIONS, st.booleans())
def test_the_order_of_mappings_does_not_matter(scenario: Plain, shuffle: int, replication: int, uncertain: bool) -> None:
    """But for `events` and `routes`: neither a history nor the digest changes."""
    other = reordered(scenario, random.Random(shuffle))  # noqa: S311 - no secret depends on it
    first, second = read(scenario), read(other)
    assert digest(first) == digest(second)
    before = by_name(first, played(scenario, replication, uncertain=uncertain))
    assert before == by_name(second, played(other, replication, uncertain=uncertain))


def test_the_order_of_events_and_of_routes_does_matter_to_the_digest() -> None:
    """They are part of their meaning."""
    several = [scenario for scenario in map(random_scenario, range(100)) if len(scenario.get("events", ())) > 1]
    for scenario in several:
        turned = {**scenario, "events": dict(reversed(scenario["events"].items()))}
        assert digest(read(scenario)) != digest(read(turned))


# The same luck

RISING = [
    ("uniform(x, 6)", 0.0, 6.0),
    ("uniform(-2, x)", -2.0, 9.0),
    ("triangular(x, 2, 4)", -3.0, 2.0),
    ("triangular(0, x, 4)", 0.0, 4.0),
    ("triangular(0, 1, x)", 1.0, 9.0),
    ("normal(x, 1.5)", -5.0, 5.0),
    ("lognormal(x, 0.7)", 0.1, 9.0),
    ("exponential(x)", 0.01, 9.0),
    ("bernoulli(x)", 0.0, 1.0),
    ("choice(1 - x, x)", 0.0, 1.0),
]
"""Draws of which no quantile falls when x rises, and between which values x may lie."""
SHARES = st.integers(0, 10**9).map(lambda billionths: billionths / 10**9)
"""How far between. Values that are nearer to each other than a float can tell after a sum may change places in its last digit."""


def test_every_draw_is_asked_whether_it_rises() -> None:
    """A new distribution joins the list above."""
    assert {draw.partition("(")[0] for draw, _, _ in RISING} == set(DISTRIBUTIONS)


@pytest.mark.parametrize(("draw", "low", "high"), RISING)
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(SHARES, SHARES, SEEDS, REPLICATIONS)
def test_the_same_luck_gives_no_less_when_a_parameter_is_raised(
    draw: str, low: float, high: float, first: float, second: float, seed: int, replication: int
) -> None:
    """The value that an event sets, with two values of the parameter and the same seed and replication."""
    file = {
        "title": "x",
        "period": {"start": "2024-01-01", "end": "2024-01-02"},
        "parameters": {"x": (low + high) / 2},
        "quantities": {"drawn": 0},
        "events": {"once": {"at": 1, "set": {"drawn": draw}}},
        "ladder": [{"stage": "calm"}],
    }
    scenario = loads(to_yaml(file)).scenario
    less, more = sorted(min(high, low + (high - low) * share) for share in (first, second))
    values = [
        Setup(scenario, Settings(seed=seed, changed={"x": x})).history(replication, trace=False).quantities["drawn"]
        for x in (less, more)
    ]
    assert values[0] <= values[1]


@over_scenarios(60, st.integers(0, 5), REPLICATIONS, faults=False)
def test_raising_a_chance_takes_no_yes_away(scenario: Plain, which: int, replication: int) -> None:
    """A first occurrence that has its effect with a chance of 0.3 has it with 0.6, under the same luck."""
    assume("events" in scenario)
    name = list(scenario["events"])[which % len(scenario["events"])]
    effects = []
    for chance in (0.3, 0.6):
        changed = deepcopy(scenario)
        changed["events"][name].pop("while", None)
        changed["events"][name]["chance"] = chance
        history = played(changed, replication)
        assume(isinstance(history, History))
        assert isinstance(history, History)
        assert history.trace is not None
        first = next((one for one in history.trace.happenings if isinstance(one, Occurred) and one.event == name), None)
        assume(first is not None)
        assert first is not None
        effects.append(not first.stopped_by)
    assert effects[0] <= effects[1]
