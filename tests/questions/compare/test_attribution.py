"""`compare --attribute`: which of the edits moved the answer how much."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.errors import CannotRun, ScenarioError
from escalation_sim.language.loading import loads
from escalation_sim.questions.compare.attribution import Attribution, attribution
from escalation_sim.questions.compare.compare import Comparison, compare
from escalation_sim.questions.compare.edits import Between
from escalation_sim.questions.compare.sides import Side, played
from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Settings, Setup
from tests.commands import Answer, command
from tests.scenarios import random_scenario, to_yaml

GAME = """\
period: {start: 2024-03-01, end: 2024-03-31}
parameters:
  rain: {value: 0.1, range: [0, 1], assumption: for the test}
  snow: {value: 0.1, range: [0, 1], assumption: for the test}
  wind: {value: 0.1, range: [0, 1], assumption: for the test}
  idle: {value: 1, assumption: for the test}
quantities: {level: 0}
events:
  storm: {at: 3, chance: 'min(1, rain + snow + wind)', set: {level: 1}}
ladder:
  - stage: watch
  - stage: sandbags
    climb: {when: level >= 1}
  - stage: dam
    climb: {when: level >= 1, for: 1 day, chance: 0.5}
outcomes:
  peak: peak(level)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edited(*replaced: tuple[str, str]) -> str:
    text = GAME
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return text


def side(text: str, n: int = 400, **settings: Any) -> Side:
    document = loads(text)
    return played("a", document, Setup(document.scenario, Settings(**settings)), n, ())


def attributed(a: Side, b: Side, engine: Engine = "auto", jobs: int | None = 1) -> tuple[Comparison, Attribution]:
    found = compare(a, b)
    return found, attribution(a, b, found.changes, found.parting, engine=engine, jobs=jobs)


def by_path(found: Attribution) -> dict[str, Mapping[str, float]]:
    return {one.path: one.shares for one in found.shares}


def assert_they_add_up(found: Attribution) -> None:
    for stage in found.stages:
        assert abs(sum(one.shares[stage] for one in found.shares) - found.differences[stage]) < 1e-12


def write(name: str, text: str) -> None:
    Path(f"{name}.yaml").write_text(text)


def attribute(*options: str) -> Answer:
    return command("compare", *options, "--attribute", "--exit-zero")


def test_three_edits_with_known_effects_are_told_apart_and_one_that_nobody_uses_does_nothing() -> None:
    chances = (
        ("rain: {value: 0.1", "rain: {value: 0.2"),
        ("snow: {value: 0.1", "snow: {value: 0.3"),
        ("wind: {value: 0.1", "wind: {value: 0.0"),
    )
    b = edited(*chances, ("idle: {value: 1", "idle: {value: 5"))
    found, told = attributed(side(GAME, 20_000), side(b, 20_000))
    shares = by_path(told)
    assert shares["parameters.rain.value"]["sandbags"] == pytest.approx(0.1, abs=0.01)
    assert shares["parameters.snow.value"]["sandbags"] == pytest.approx(0.2, abs=0.01)
    assert shares["parameters.wind.value"]["sandbags"] == pytest.approx(-0.1, abs=0.01)
    assert set(shares["parameters.idle.value"].values()) == {0.0}
    assert_they_add_up(told)
    assert told.differences["sandbags"] == next(one.difference for one in found.differences if one.key == ("reached", "sandbags"))


def test_where_one_edit_is_enough_and_each_would_be_they_share_alike() -> None:
    b = edited(
        ("chance: 'min(1, rain + snow + wind)'", "chance: 'max(rain, snow)'"),
        ("rain: {value: 0.1", "rain: {value: 1"),
        ("snow: {value: 0.1", "snow: {value: 1"),
    )
    a = edited(("chance: 'min(1, rain + snow + wind)'", "chance: 'max(rain, snow)'"))
    _, told = attributed(side(a), side(b))
    assert by_path(told)["parameters.rain.value"] == by_path(told)["parameters.snow.value"]
    assert_they_add_up(told)


def test_both_engines_and_any_number_of_threads_say_the_same() -> None:
    b = edited(
        ("rain: {value: 0.1", "rain: {value: 0.4"),
        ("for: 1 day, chance: 0.5", "for: 2 days, chance: 0.7"),
        ("{at: 3,", "{at: 4,"),
    )
    a, b_ = side(GAME, 100), side(b, 100)
    one = attributed(a, b_, "simpy")[1]
    assert one == attributed(a, b_, "kernel")[1] == attributed(a, b_, "kernel", jobs=3)[1]
    assert [share.path for share in one.shares] == [
        "parameters.rain.value",
        "events.storm.at",
        "ladder.dam.climb.for",
        "ladder.dam.climb.chance",
    ]


def test_an_event_and_the_quantity_that_it_sets_are_one_edit_with_both_paths() -> None:
    b = edited(("{level: 0}", "{level: 0, snowed: 0}"), ("ladder:", "  flake: {at: 2, set: {snowed: 1, level: 1}}\nladder:"))
    _, told = attributed(side(GAME), side(b))
    assert [[change.path for change in one.changes] for one in told.shares] == [["events.flake", "quantities.snowed"]]
    assert told.shares[0].shares["sandbags"] == told.differences["sandbags"] > 0


def test_a_parameter_that_two_new_events_use_does_not_make_one_edit_of_them() -> None:
    b = edited(
        ("  idle:", "  odds: {value: 0.5, assumption: for the test}\n  idle:"),
        ("ladder:", "  flake: {at: 2, chance: odds, set: {level: 1}}\n  gust: {at: 4, chance: odds, set: {level: 1}}\nladder:"),
    )
    for one, other in ((GAME, b), (b, GAME)):
        _, told = attributed(side(one), side(other))
        shares = by_path(told)
        assert shares.keys() == {"events.flake", "events.gust", "parameters.odds"}
        assert all(shares[f"events.{name}"]["sandbags"] for name in ("flake", "gust"))
        assert set(shares["parameters.odds"].values()) == {0.0}
        assert_they_add_up(told)


PEOPLE = "ladders:\n  people: {stages: [{stage: calm}, {stage: angry, climb: {when: level >= 1}}]}\n"


def test_another_trigger_of_an_event_is_one_edit_and_so_is_a_stage_with_the_brake_that_blocks_it() -> None:
    b = edited(
        ("{at: 3,", "{every: 5, times: 3,"),
        ("outcomes:", "  - stage: flood\n    climb: {when: level >= 1, for: 3 days}\noutcomes:"),
    )
    b = b.replace("ladder:", "brakes:\n  law: {while: highest < dam, blocks: [flood]}\nladder:")
    a = GAME.replace("ladder:", f"{PEOPLE}ladder:")
    b = b.replace(
        "ladder:",
        PEOPLE.replace("]", ", {stage: mad, climb: {when: stage == flood}}]") + "ladder:",
    )
    one, other = side(a.replace("outcomes:", "  - stage: flood\n    climb: {when: level >= 9}\noutcomes:")), side(b)
    _, told = attributed(one, other)
    groups = [{change.path for change in share.changes} for share in told.shares]
    assert {"events.storm.at", "events.storm.every", "events.storm.times"} in groups
    assert {"brakes.law"} in groups
    assert told.stages == ("watch", "sandbags", "dam", "flood", "calm", "angry")
    assert_they_add_up(told)


def test_edits_of_which_one_alone_would_stop_histories_are_made_together() -> None:
    a = edited(("chance: 'min(1, rain + snow + wind)'", "chance: idle / 10"))
    b = edited(
        ("chance: 'min(1, rain + snow + wind)'", "chance: idle / 100"),
        ("idle: {value: 1", "idle: {value: 50"),
    )
    _, told = attributed(side(a), side(b))
    assert [[change.path for change in one.changes] for one in told.shares] == [["parameters.idle.value", "events.storm.chance"]]
    assert_they_add_up(told)


def many(values: Mapping[str, float]) -> str:
    """Twelve parameters that all count; their lines, and those of the ladders, in the order of *values*."""
    lines = "".join(f"  {name}: {{value: {value}, range: [0, 1], assumption: for the test}}\n" for name, value in values.items())
    chance = " + ".join(sorted(values))
    return f"""\
period: {{start: 2024-03-01, end: 2024-03-31}}
parameters:
{lines}quantities: {{level: 0}}
events:
  storm: {{at: 3, chance: {chance}, set: {{level: 1}}}}
ladder:
  - stage: watch
  - stage: sandbags
    climb: {{when: level >= 1, decide: 5}}
"""


def test_of_more_than_eight_edits_orders_are_sampled_and_they_add_up_all_the_same() -> None:
    names = [f"p{number}" for number in range(10)]
    a, b = dict.fromkeys(names, 0.01), {name: 0.02 + 0.01 * place for place, name in enumerate(names)}
    _, told = attributed(side(many(a), 2_000), side(many(b), 2_000))
    assert told.orders == 200
    assert_they_add_up(told)
    first, last = (by_path(told)[f"parameters.{name}.value"]["sandbags"] for name in ("p0", "p9"))
    assert first == pytest.approx(0.01, abs=0.01)
    assert last == pytest.approx(0.1, abs=0.02)
    assert all(0 < one.errors["sandbags"] < 0.01 for one in told.shares)
    backwards = [{name: values[name] for name in reversed(names)} for values in (a, b)]
    turned = attributed(side(many(backwards[0]), 2_000), side(many(backwards[1]), 2_000))[1]
    assert by_path(turned) == by_path(told)
    assert [one.path for one in turned.shares] == [one.path for one in reversed(told.shares)]


def test_the_shares_do_not_depend_on_the_order_of_the_lines() -> None:
    names = ["ants", "bees", "cats"]
    a, b = dict.fromkeys(names, 0.1), {"ants": 0.2, "bees": 0.0, "cats": 0.5}
    turned = [{name: values[name] for name in reversed(names)} for values in (a, b)]
    told, other = attributed(side(many(a)), side(many(b)))[1], attributed(side(many(turned[0])), side(many(turned[1])))[1]
    assert by_path(told) == by_path(other)


def test_it_says_which_edit_parts_the_history_that_is_told() -> None:
    b = edited(
        ("rain: {value: 0.1", "rain: {value: 0.2"), ("idle: {value: 1", "idle: {value: 5"), ("for: 1 day,", "for: 2 days,")
    )
    found, told = attributed(side(GAME), side(b))
    assert found.parting
    assert [one.path for one in told.parting] == ["parameters.rain.value"]
    a = edited(
        ("chance: 'min(1, rain + snow + wind)'", "chance: rain * snow"),
        ("rain: {value: 0.1", "rain: {value: 0"),
        ("snow: {value: 0.1", "snow: {value: 0"),
    )
    b = edited(
        ("chance: 'min(1, rain + snow + wind)'", "chance: rain * snow"),
        ("rain: {value: 0.1", "rain: {value: 1"),
        ("snow: {value: 0.1", "snow: {value: 1"),
    )
    _, told = attributed(side(a), side(b))
    assert [one.path for one in told.parting] == ["parameters.rain.value", "parameters.snow.value"]
    assert not told.alone


TWICE = """\
period: {start: 2024-03-01, end: 2024-03-31}
parameters:
  late: {value: 0, assumption: for the test}
  early: {value: 0, assumption: for the test}
  never: {value: 0, assumption: for the test}
quantities: {level: 0}
events:
  rain: {at: 10, chance: late, set: {level: level + 1}}
  storm: {at: 3, chance: 'CHANCE', set: {level: level + 1 + size}}
ladder:
  - stage: watch
  - stage: sandbags
    climb: {when: level >= 1, for: 20 days}
"""


@pytest.mark.parametrize(
    ("chance", "size", "edits", "parting", "words"),
    [
        (
            "early",
            "0",
            "late early",
            "early",
            "early 0 → 1 alone is enough to make …",
        ),
        (
            "max(early, never)",
            "0",
            "late early never",
            "early never",
            "early 0 → 1 and never 0 → 1, each of them alone, are enough to make …",
        ),
        (
            "early",
            "never",  # that it rains so early is one edit's doing, and how much another's
            "late early never",
            "early never",
            "No edit alone makes …: early 0 → 1 and never 0 → 1 do so only together.",
        ),
    ],
)
def test_the_edits_that_are_named_part_the_history_where_it_is_told_to_part_and_not_later(
    chance: str, size: str, edits: str, parting: str, words: str
) -> None:
    a = TWICE.replace("CHANCE", chance).replace("size", size)
    b, words = a, words.replace("…", "replication 0 part ways as it does, on 2024-03-04").removesuffix(".") + "."
    for name in edits.split():
        b = b.replace(f"{name}: {{value: 0", f"{name}: {{value: 1")
    write("a", a)
    write("b", b)
    found = json.loads(attribute("a.yaml", "b.yaml", "--format", "json").out)
    assert found["parting"]["first"]["at"].startswith("2024-03-04")
    assert found["attribution_parting"] == [f"parameters.{name}.value" for name in parting.split()]
    assert found["attribution_parting_alone"] == (not words.startswith("No edit"))
    assert words in " ".join(attribute("a.yaml", "b.yaml").out.split())
    assert words in attribute("a.yaml", "b.yaml", "--format", "markdown").out.replace("\\", "")
    if found["attribution_parting_alone"]:
        for name in parting.split():
            alone = json.loads(command("compare", "a.yaml", "--with", f"{name}=1", "--replication", "0", "--format", "json").out)
            assert [alone["parting"]["first"][key] for key in ("at", "day", "a")] == [
                found["parting"]["first"][key] for key in ("at", "day", "a")
            ]
            assert alone["parting"]["first"]["b"]["what"] == found["parting"]["first"]["b"]["what"]


def test_an_edit_after_which_the_same_happens_on_a_later_day_is_not_named() -> None:
    a = """\
period: {start: 2024-03-01, end: 2024-03-31}
parameters:
  late: {value: 50, assumption: for the test}
  early: {value: 50, assumption: for the test}
quantities: {level: 0}
events:
  rise: {every: 1 day, set: {level: level + 1}}
ladder:
  - stage: watch
  - stage: sandbags
    climb: {when: 'level >= min(late, early)', for: 2 days}
"""
    found, told = attributed(side(a, 10), side(a.replace("late: {value: 50", "late: {value: 10").replace("50", "5"), 10))
    assert found.parting
    assert [one.path for one in told.parting] == ["parameters.early.value"]
    assert told.alone


def test_a_period_that_starts_elsewhere_is_an_edit_like_others() -> None:
    dated = edited(("at: 3,", "at: 2024-03-20,"))
    b = (
        dated.replace("start: 2024-03-01", "start: 2024-03-11")
        .replace("rain: {value: 0.1", "rain: {value: 0.6")
        .replace("2024-03-20", "2024-03-22")
    )
    _, told = attributed(side(dated), side(b))
    assert [one.path for one in told.shares] == ["period.start", "parameters.rain.value", "events.storm.at"]
    assert by_path(told)["period.start"]["sandbags"] == 0
    assert by_path(told)["parameters.rain.value"]["sandbags"] == told.differences["sandbags"] > 0.3
    later = dated.replace("2024-03-01", "2024-03-25").replace("2024-03-20", "2024-03-28")
    assert_they_add_up(attributed(side(dated), side(later))[1])


def test_what_is_left_out_and_what_is_drawn_are_edits_too() -> None:
    a = side(GAME, uncertain=True)
    b = side(
        edited(("snow: {value: 0.1, range: [0, 1]", "snow: {value: 0.1, range: [0, 0.2]")), uncertain=True, changed={"rain": 0.9}
    )
    _, told = attributed(a, b)
    assert [[change.path for change in one.changes] for one in told.shares] == [
        ["parameters.rain.value", "parameters.rain"],
        ["parameters.snow.range"],
    ]
    assert by_path(told)["parameters.rain.value"]["sandbags"] > 0
    assert by_path(told)["parameters.snow.range"]["sandbags"] < 0
    assert_they_add_up(told)
    windy = edited(("wind: {value: 0.1", "wind: {value: 0.5"))
    calm, wild = (float(side(text).data["stages"][1]["reached"]["probability"]) for text in (GAME, windy))
    _, told = attributed(side(GAME), side(windy, without=("storm",)))
    assert by_path(told)["events.storm"]["sandbags"] == pytest.approx(
        -(calm + wild) / 2
    )  # whether the wind came before it or not
    assert by_path(told)["parameters.wind.value"]["sandbags"] == pytest.approx((wild - calm) / 2)
    assert_they_add_up(told)


SECTIONS = ("parameters", "quantities", "events", "brakes", "ladders", "ladder", "order", "period")


def with_edits(chance: random.Random, scenario: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The scenario with some of its parts as another one has them, or without them, and with its events in another order."""
    found = deepcopy(scenario)
    for section in chance.sample(SECTIONS, chance.randint(1, 3)):
        mine, theirs = found.get(section), other.get(section)
        if section == "order":
            found["events"] = dict(chance.sample(list(found["events"].items()), len(found["events"])))
        elif section == "period":
            found[section] = theirs
        elif section == "ladder":
            stages = {stage["stage"]: stage for stage in other["ladder"]}
            found[section] = [stages.get(one["stage"], one) if chance.random() < 0.4 else one for one in found[section]]
        elif isinstance(mine, dict) and isinstance(theirs, dict):
            name = chance.choice(sorted({*mine, *theirs}))
            found[section] = {**mine, name: theirs.get(name)}
            found[section] = {key: value for key, value in found[section].items() if value is not None}
    return found


def random_sides(seed: int) -> tuple[Side, Side] | None:
    """Two scenarios that differ here and there; None where the edits make no scenario, or one that stops."""
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    one, other = (random_scenario(each, faults=False) for each in (seed, seed + 5_000))
    for scenario in (one, other):
        scenario.pop("expect", None)
    settings = {"uncertain": chance.random() < 0.5}
    try:
        return side(to_yaml(one), 20, **settings), side(to_yaml(with_edits(chance, one, other)), 20, **settings)
    except (ScenarioError, CannotRun):
        return None


@pytest.mark.parametrize("start", range(0, 60, 10))
def test_of_any_edits_of_any_scenario_the_shares_add_up_and_every_edit_is_in_one_of_them(start: int) -> None:
    pairs = [pair for pair in map(random_sides, range(start, start + 10)) if pair]
    assert pairs
    for a, b in pairs:
        found = compare(a, b)
        if found.reason or len(found.changes) > 8:
            continue
        told = attribution(a, b, found.changes, found.parting, engine=("simpy", "kernel")[start % 20 // 10], jobs=1)
        assert_they_add_up(told)
        assert sorted(change.path for one in told.shares for change in one.changes) == sorted(one.path for one in found.changes)
        assert a.run
        assert b.run
        assert Between(a.run, b.run, found.changes).leads_there  # none of them had to be taken as a whole
        assert bool(told.parting) == bool(found.parting and found.parting.first)


def test_text_says_which_edit_did_most_of_it_and_has_a_table() -> None:
    write("a", GAME)
    write(
        "b",
        edited(
            ("rain: {value: 0.1", "rain: {value: 0.5"),
            ("wind: {value: 0.1", "wind: {value: 0.2"),
            ("idle: {value: 1", "idle: {value: 2"),
        ),
    )
    told = attribute("a.yaml", "b.yaml")
    assert told.status == 0
    assert "rain 0.1 → 0.5 did +43.9 of the +53.5 points for sandbags." in told.out
    assert "rain 0.1 → 0.5 alone is enough to make replication 5 part ways as it does, on 2024-03-04." in told.out
    rows = [line.split() for line in told.out.splitlines()]
    assert ["all", "edits", "+53.5", "+25.8"] in rows
    assert len(told.out.splitlines()) <= 40
    page = attribute("a.yaml", "b.yaml", "--format", "markdown").out
    assert "| idle 1 → 2 | 0 | 0 |" in page
    assert "| all edits | \\+53.5 | \\+25.8 |" in page


def test_small_edits_are_folded_into_one_row() -> None:
    names = [f"p{number}" for number in range(8)]
    write("a", many(dict.fromkeys(names, 0.01)))
    write("b", many({name: 0.3 if name == "p3" else 0.011 for name in names}))
    assert any(line.startswith("  4 more edits together") for line in attribute("a.yaml", "b.yaml").out.splitlines())


def test_json_has_the_shares_with_all_their_digits() -> None:
    write("a", many(dict.fromkeys("pqr", 0.1)))
    write("b", many({"p": 0.3, "q": 0.0, "r": 0.27}))
    found = json.loads(attribute("a.yaml", "b.yaml", "--format", "json").out)
    assert [one["path"] for one in found["attribution"]] == [f"parameters.{name}.value" for name in "pqr"]
    for stage in ("watch", "sandbags"):
        total = sum(one["shares"][stage] for one in found["attribution"])
        assert abs(total - found["attribution_differences"][stage]) < 1e-12
    reached = next(one for one in found["differences"] if one["quantity"] == "reached" and one["of"] == "sandbags")
    assert reached["difference"] == found["attribution_differences"]["sandbags"]
    assert found["attribution_orders"] is None
    assert found["attribution_parting"]
    assert "attribution" not in json.loads(command("compare", "a.yaml", "b.yaml", "--format", "json").out)


def test_one_file_with_two_values_is_enough_and_uncertain_goes_with_it() -> None:
    write("a", GAME)
    for more in ((), ("--uncertain",)):
        told = attribute("a.yaml", "--with", "rain=0.5", "--with", "snow=0.3", "--format", "json", *more)
        assert told.status == 0
        assert [one["path"] for one in json.loads(told.out)["attribution"]] == ["parameters.rain.value", "parameters.snow.value"]


def test_where_nothing_differs_no_edit_does_anything() -> None:
    write("a", GAME)
    write("b", edited(("idle: {value: 1", "idle: {value: 2")))
    assert "No edit changes how often a stage is reached, alone or with others." in attribute("a.yaml", "b.yaml").out
    assert json.loads(attribute("a.yaml", "a.yaml", "--format", "json").out)["attribution"] == []


def test_it_is_refused_where_there_is_nothing_to_play_in_between() -> None:
    write("a", GAME)
    command("run", "a.yaml", "-n", "20", "-o", "a.json")
    for options, words in (
        (("a.json", "a.yaml"), "a.json is a saved result"),
        (("a.yaml", "a.yaml", "--unpaired"), "--unpaired is about two lucks"),
    ):
        told = attribute(*options)
        assert told.status == 2
        assert words in told.err
        assert "compare two scenarios" in told.err
