"""What holds for several ladders, over random scenarios: they share a world, and nothing else.

The scenarios are the same at every run; see `test_properties.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from escalation_sim.engines.history import Climbed, History, Step
from escalation_sim.errors import RunError, ScenarioError
from escalation_sim.language.loading import loads
from tests.constructs import climbs, descents, ladders, measures, taken_apart
from tests.engines.test_properties import REPLICATIONS, everything, over_scenarios, played, renamed, told
from tests.scenarios import Plain, to_yaml

CLIMBED = tuple(Climbed.__dataclass_fields__)


def climbed(history: History, ladder: str) -> dict[str, Any]:
    """What became of a ladder, whether it is the main one or not."""
    return {name: getattr(history.of(ladder), name) for name in CLIMBED}


def without_ladders(history: History | RunError) -> Any:
    """All that is told of a history beside its ladders; of an error the minute."""
    if isinstance(history, RunError):
        return told(history)
    return history.outcomes, history.quantities, history.parameters


# One more


def annex(scenario: Plain) -> Plain:
    """A ladder like the main one, with stages of its own: it reads all that the main one reads, and nothing reads it."""
    names = {stage["stage"]: f"annex_{place}" for place, stage in enumerate(scenario["ladder"])}
    copied: list[Plain] = deepcopy(scenario["ladder"])
    for stage in copied:
        stage["stage"] = names[stage["stage"]]
    for way in (*climbs({"ladder": copied}), *descents({"ladder": copied})):
        way.update({key: names[way[key]] for key in ("from", "to") if key in way})
    return {"stages": copied}


@over_scenarios(50, REPLICATIONS, st.booleans())
def test_a_ladder_that_nothing_reads_changes_nothing_else(scenario: Plain, replication: int, uncertain: bool) -> None:
    """Not a number, not a happening: but for a minute without end it has no way of being felt."""
    more = {**scenario, "ladders": {**scenario.get("ladders", {}), "annex": annex(scenario)}}
    before, after = played(scenario, replication, uncertain=uncertain), played(more, replication, uncertain=uncertain)
    if isinstance(before, RunError) or isinstance(after, RunError):
        assume(isinstance(before, RunError) == isinstance(after, RunError))
        return
    others = {name: ladder for name, ladder in after.others.items() if name != "annex"}
    assert told(replace(after, others=others)) == told(before)
    assert before.trace is not None
    assert after.trace is not None
    beside = [one for one in after.trace.happenings if not (isinstance(one, Step) and one.dossier.ladder == "annex")]
    assert beside == before.trace.happenings


# Names


@over_scenarios(40, REPLICATIONS)
def test_the_names_of_ladders_do_not_matter(scenario: Plain, replication: int) -> None:
    """Renaming them changes no number and no luck."""
    assume("ladders" in scenario)
    names = {name: f"zz_{index}" for index, name in enumerate(scenario["ladders"])}
    before, after = played(scenario, replication), played(renamed(scenario, names), replication)
    if isinstance(before, History) and isinstance(after, History):
        assert list(after.others) == [names[name] for name in before.others]
        before = replace(before, others={names[name]: ladder for name, ladder in before.others.items()})
    assert told(before) == told(after)


def swapped(scenario: Plain) -> Plain:
    """The main ladder under the name of the first other one, and that one in its place; `highest` is the main one's alone."""
    other = next(iter(scenario["ladders"]))
    names = {"stage": other, other: "stage"}
    file = {key: value for key, value in renamed_values(scenario, names).items() if key not in ("start_stage", "ladders")}
    there = dict(renamed_values(scenario["ladders"], names))
    here = there.pop(other)
    there[other] = {"stages": file["ladder"], **{key: scenario[key] for key in ("start_stage",) if key in scenario}}
    file |= {"ladder": here["stages"], "ladders": there, **{key: here[key] for key in ("start_stage",) if key in here}}
    for brake in file.get("brakes", {}).values():
        if isinstance(brake.get("blocks"), list):
            brake["blocks"] = [{"stage": "main", "main": other}.get(name, name) for name in brake["blocks"]]
    return file


def renamed_values(value: Any, names: dict[str, str]) -> Any:
    """As `renamed`, with the keys as they are."""
    if isinstance(value, dict):
        return {key: renamed_values(inner, names) for key, inner in value.items()}
    return [renamed_values(inner, names) for inner in value] if isinstance(value, list) else renamed(value, names)


@over_scenarios(60, REPLICATIONS, st.booleans())
def test_the_main_ladder_and_another_one_may_change_places(scenario: Plain, replication: int, uncertain: bool) -> None:
    """The same moves, days and charges, with the same luck, whichever of them stands under `ladder`."""
    assume("ladders" in scenario)
    one = renamed_values(scenario, {"highest": "stage"})
    other = next(iter(one["ladders"]))
    before, after = played(one, replication, uncertain=uncertain), played(swapped(one), replication, uncertain=uncertain)
    assert without_ladders(before) == without_ladders(after)
    if isinstance(before, History) and isinstance(after, History):
        twins = {"main": other, other: "main"}
        for ladder in ("main", *before.others):
            assert climbed(before, ladder) == climbed(after, twins.get(ladder, ladder)), ladder


# The same in other words


@over_scenarios(40, REPLICATIONS)
def test_hidden_changes_nothing(scenario: Plain, replication: int) -> None:
    """Whatever is hidden, and whatever is not."""
    turned = deepcopy(scenario)
    for name, quantity in scenario.get("quantities", {}).items():
        full = quantity if isinstance(quantity, dict) else {"initial": quantity}
        turned["quantities"][name] = {**full, "hidden": not full.get("hidden", False)}
    assert everything(played(scenario, replication)) == everything(played(turned, replication))


@over_scenarios(50, REPLICATIONS)
def test_the_name_of_a_brake_is_its_condition(scenario: Plain, replication: int) -> None:
    """Wherever it is read, its `while` may be written instead."""
    assume("brakes" in scenario)
    whiles = {name: f"({brake['while']})" for name, brake in scenario["brakes"].items()}
    spelled = renamed_values(scenario, whiles)
    spelled["brakes"] = scenario["brakes"]
    for way, as_it_was in zip(climbs(spelled), climbs(scenario), strict=True):
        way.update({"ignores": as_it_was["ignores"]} if "ignores" in as_it_was else {})
    assume(spelled != scenario)
    try:
        loads(to_yaml(spelled))
    except ScenarioError:
        assume(False)  # too long, or nested too deep
    assert told(played(scenario, replication)) == told(played(spelled, replication))


@over_scenarios(40, REPLICATIONS)
def test_what_a_brake_blocks_may_be_written_out(scenario: Plain, replication: int) -> None:
    """`all` is every ladder, a ladder is all of its stages, and nothing is an empty list."""
    assume("brakes" in scenario)
    places = {
        "main" if name == "stage" else name: [stage["stage"] for stage in ladder] for name, ladder in ladders(scenario).items()
    }
    out = deepcopy(scenario)
    for brake in out["brakes"].values():
        blocks = list(places) if brake.get("blocks") == "all" else brake.get("blocks", [])
        brake["blocks"] = list(dict.fromkeys(stage for name in blocks for stage in places.get(name, [name])))
    assert everything(played(scenario, replication)) == everything(played(out, replication))


@over_scenarios(40, REPLICATIONS)
def test_a_way_leads_from_the_stage_just_below_and_to_it_unless_it_says_otherwise(scenario: Plain, replication: int) -> None:
    said = deepcopy(scenario)
    for ladder in ladders(said).values():
        below = {stage["stage"]: ladder[place - 1]["stage"] for place, stage in enumerate(ladder) if place}
        for stage in ladder[1:]:
            for way in climbs({"ladder": [stage]}):
                way.setdefault("from", below[stage["stage"]])
            for way in descents({"ladder": [stage]}):
                way.setdefault("to", below[stage["stage"]])
    assert everything(played(scenario, replication)) == everything(played(said, replication))


@over_scenarios(40, REPLICATIONS)
def test_arithmetic_is_done_with_what_its_aggregates_would_be_as_outcomes(scenario: Plain, replication: int) -> None:
    """Never where one of them is; else the value that an event would set, were they numbers."""
    history = played(scenario, replication)
    apart = {name: taken_apart(text) for name, text in zip(scenario.get("outcomes", {}), measures(scenario), strict=True)}
    measured = {name: both for name, both in apart.items() if both[0] != "a0"}
    assume(measured and isinstance(history, History))
    assert isinstance(history, History)
    for name, (rest, aggregates) in measured.items():
        alone = played({**scenario, "outcomes": {f"a{k}": text for k, text in enumerate(aggregates)}}, replication)
        assert isinstance(alone, History)
        values = alone.outcomes
        wanted = None if None in values.values() else worked_out(rest, {**history.parameters, **values})
        assert history.outcomes[name] == wanted


def worked_out(arithmetic: str, values: Mapping[str, float | None]) -> float:
    """What an event would set."""
    file = {
        "title": "x",
        "period": {"start": "2024-01-01", "end": "2024-01-01"},
        "quantities": {"found": 0},
        "events": {
            "once": {"at": 0, "set": {"found": renamed(arithmetic, {name: f"({value!r})" for name, value in values.items()})}}
        },
        "ladder": [{"stage": "calm"}],
    }
    history = played(file)
    assert isinstance(history, History)
    return history.quantities["found"]
