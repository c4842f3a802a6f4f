"""Rules that lead to a stage: planted regions are found, the figures are of fresh histories, and nothing else shows in them."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeRegressor

from escalation_sim.engines.kernel.engine import play_block
from escalation_sim.errors import UsageError
from escalation_sim.language.loading import loads
from escalation_sim.presentation import palette
from escalation_sim.questions.discover.figures import discovery_figure
from escalation_sim.questions.discover.rules import Condition, Learned, Sample, inside, learned, nodes, plainest, written
from escalation_sim.questions.discover.study import Discovery, Question, _judged, discover
from escalation_sim.questions.sensitivity.assumptions import assumptions
from escalation_sim.results.ensemble import NEVER
from escalation_sim.results.statistics import proportion
from escalation_sim.running.setups import Settings, Setup
from escalation_sim.running.target import target_of
from tests.commands import Answer, command

BOX = """
title: A planted box
actor: the town
period: {start: 2024-01-01, end: 2024-01-31}
parameters:
  warmth: {title: How warm it is, value: 20, unit: degrees, range: [0, 40], assumption: ours}
  water: {title: Water in the reservoir, value: 50, unit: percent, range: [0, 100], assumption: ours}
  idle: {title: What does not matter, value: 0.5, range: [0, 1], prior: "normal(0.5, 0.1)", assumption: ours}
quantities:
  hour: {initial: idle, timeline: [[2024-01-02, 5]]}
ladder:
  - stage: calm
  - stage: alarm
    title: The alarm
    climb: {when: hour >= 5 and INSIDE}
"""
PLANTED = {"warmth": (10.0, 30.0), "water": (25.0, 75.0)}
INSIDE = "warmth >= 10 and warmth < 30 and water >= 25 and water < 75"
WIDTH = {"warmth": 40.0, "water": 100.0}


def scenario(condition: str = INSIDE, **changes: str) -> str:
    text = BOX.replace("INSIDE", condition)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def lucky(high: float, low: float) -> str:
    """The alarm by chance: a high one in the box, a low one outside."""
    return scenario("warmth >= 0").replace("warmth >= 0}", f'water >= 0, chance: "{high} if {INSIDE} else {low}"}}')


def asked(text: str, tmp_path: Path, *options: str) -> Answer:
    path = tmp_path / "planted.yaml"
    path.write_text(text)
    return command("discover", str(path), "--reach", "alarm", "--quiet", "--jobs", "1", *options)


def found(text: str, tmp_path: Path, *options: str) -> Any:
    answer = asked(text, tmp_path, "--format", "json", *options)
    assert answer.status == 0, answer.err
    return json.loads(answer.out)


def discovered(text: str, **question: int) -> tuple[Setup, Discovery]:
    setup = Setup(loads(text).scenario, Settings())
    target = target_of(setup.scenario, "alarm")
    return setup, discover(setup, Question(assumptions(setup, (), "prior", levers=True), target, **question), jobs=1)


def is_planted(rule: Any) -> bool:
    """Whether a rule bounds just the planted parameters, each within 2 % of its range of where it was planted.

    Ten of a thousand evenly spread points lie in 1 % of a range, half of them beside the box: none of 20 with probability 1e-6.
    """
    bounds = {one["parameter"]: (one["at_least"], one["below"]) for one in rule["conditions"]}
    if bounds.keys() != PLANTED.keys() or any(None in ends for ends in bounds.values()):
        return False
    return all(
        abs(bound - planted) <= 0.02 * WIDTH[name]
        for name, ends in PLANTED.items()
        for bound, planted in zip(bounds[name], ends, strict=True)
    )


# What is found


def test_a_planted_box_is_found(tmp_path: Path) -> None:
    data = found(scenario(), tmp_path, "-n", "1")
    (rule,) = data["rules"]
    assert is_planted(rule)
    assert rule["density"]["probability"] > 0.9
    assert rule["coverage"]["probability"] > 0.9
    assert [one["parameter"] for one in data["importance"]] in (["warmth", "water"], ["water", "warmth"])


def test_a_noisy_box_is_found_with_its_chances(tmp_path: Path) -> None:
    data = found(lucky(0.8, 0.1), tmp_path)
    rule = data["rules"][0]
    assert is_planted(rule)
    # 5,000 fresh histories in the box, 15,000 outside: 4 standard errors are 0.023 and 0.01; at most 8 % of the box are misplaced
    assert 0.72 < rule["density"]["probability"] < 0.83
    assert 0.08 < data["elsewhere"]["probability"] < 0.16
    assert data["base_rate"]["probability"] == pytest.approx(0.275, abs=0.013)


def test_one_side_is_enough(tmp_path: Path) -> None:
    (rule,) = found(scenario("warmth >= 30"), tmp_path, "-n", "1")["rules"]
    (condition,) = rule["conditions"]
    assert (condition["parameter"], condition["below"]) == ("warmth", None)
    assert condition["at_least"] == pytest.approx(30, abs=0.8)


def test_two_regions_are_two_rules_and_together_hold_both(tmp_path: Path) -> None:
    data = found(scenario("(warmth < 10 or warmth >= 30)"), tmp_path, "-n", "1")
    ends = sorted((one["at_least"] or 0, one["below"] or 40) for rule in data["rules"] for one in rule["conditions"])
    assert ends == [(0, pytest.approx(10, abs=0.8)), (pytest.approx(30, abs=0.8), 40)]
    assert [rule["coverage"]["probability"] for rule in data["rules"]] == pytest.approx([0.5, 0.5], abs=0.15)
    assert data["together"]["coverage"]["probability"] > 0.9
    assert len(found(scenario("(warmth < 10 or warmth >= 30)"), tmp_path, "-n", "1", "--rules", "1")["rules"]) == 1


@pytest.mark.parametrize("seed", range(1, 6))
def test_where_only_luck_decides_there_is_no_rule(seed: int, tmp_path: Path) -> None:
    """A rule holds 1,000 histories at least, of which it must have odds half as high again: six standard errors."""
    answer = asked(lucky(0.3, 0.3), tmp_path, "--seed", str(seed))
    assert answer.status == 0
    assert "no part of what was varied stands out" in answer.out


@pytest.mark.parametrize(("condition", "words"), [("hour > 9", "in none of 400"), ("hour < 9", "in all of 400")])
def test_nothing_or_everything_reaches_it(condition: str, words: str, tmp_path: Path) -> None:
    options = ["--points", "100", "-n", "4"]
    answer = asked(scenario(condition), tmp_path, *options, "--plot", str(tmp_path / "picture.png"))
    assert answer.status == 0, answer.err
    assert f"The town reaches “The alarm” {words} histories" in answer.out
    data = found(scenario(condition), tmp_path, *options)
    assert (data["rules"], data["together"], data["elsewhere"], data["importance"]) == ([], None, None, [])


def test_one_parameter_only(tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"
    data = found(scenario(), tmp_path, "-n", "1", "--vary", "warmth", "--plot", str(picture))
    ((condition,),) = (rule["conditions"] for rule in data["rules"])
    assert (condition["at_least"], condition["below"]) == (pytest.approx(10, abs=0.8), pytest.approx(30, abs=0.8))
    assert data["settings"]["varied"] == [{"parameter": "warmth", "low": 0, "high": 40}]
    assert ET.fromstring(picture.read_text()).tag.endswith("svg")  # noqa: S314


def test_values_and_limits_that_are_written_are_kept_to(tmp_path: Path) -> None:
    data = found(scenario(), tmp_path, "-n", "1", "--vary", "warmth=0,20,40", "--vary", "water=40:90")
    assert data["settings"]["varied"] == [
        {"parameter": "warmth", "values": [0, 20, 40]},
        {"parameter": "water", "low": 40, "high": 90},
    ]
    ends = {one["parameter"]: (one["at_least"], one["below"]) for one in data["rules"][0]["conditions"]}
    low, high = ends["warmth"]
    assert 0 < low <= 20 < high <= 40
    assert ends["water"] == (None, pytest.approx(75, abs=1))


# What the figures are of


def test_the_figures_are_those_of_fresh_histories_as_run_draws_them(tmp_path: Path) -> None:
    """The fresh histories are number points × replications and on of `run --uncertain`."""
    text = lucky(0.8, 0.1)
    data = found(text, tmp_path, "--points", "300", "-n", "10")
    setup = Setup(loads(text).scenario, Settings(uncertain=True))
    numbers = np.arange(3_000, 6_000, dtype=np.int64)
    values = setup.lanes(3_000, 3_000)
    reached = play_block(setup.tables, values, 1, numbers).first_reached[:, 1] != NEVER
    assert data["base_rate"]["count"] == reached.sum()
    assert data["settings"]["fresh_histories"] == 3_000
    held = np.zeros(3_000, np.bool_)
    for rule in data["rules"]:
        mask = inside(box_of(rule), {name: np.asarray(column) for name, column in values.items()})
        assert (rule["density"]["count"], rule["coverage"]["count"]) == ((reached & mask).sum(), (reached & mask).sum())
        assert rule["density"]["probability"] == pytest.approx(reached[mask].mean(), rel=1e-8)
        assert rule["coverage"]["probability"] == pytest.approx(mask[reached].mean(), rel=1e-8)
        assert rule["mass"] == pytest.approx(mask.mean(), rel=1e-8)
        held |= mask
    assert data["elsewhere"]["count"] == reached[~held].sum()
    assert data["together"]["coverage"]["count"] == (reached & held).sum()


def box_of(rule: Any) -> tuple[Condition, ...]:
    return tuple(Condition(**one) for one in rule["conditions"])


def test_a_rule_that_does_not_hold_among_fresh_histories_is_not_told() -> None:
    setup, discovery = discovered(scenario(), points=200, replications=1)
    fresh = np.arange(200) % 2 == 0  # nothing to do with any parameter
    bare = Discovery(discovery.question, discovery.points, discovery.reached, proportion(fresh))
    judged = _judged(setup.settings.seed, bare, Learned(tuple(rule.box for rule in discovery.rules), discovery.importance), fresh)
    assert (judged.rules, judged.importance) == ((), ())
    assert len(discovery.rules) == 1


def test_the_sample_has_a_row_a_point_that_can_be_played_again(tmp_path: Path) -> None:
    text = lucky(0.8, 0.1)
    rows = list(csv.DictReader(io.StringIO(asked(text, tmp_path, "--points", "100", "-n", "30", "--format", "csv").out)))
    assert list(rows[0]) == ["point", "warmth", "water", "idle", "replications", "reached"]
    assert [row["point"] for row in rows] == [str(point) for point in range(100)]
    for row in rows[::25]:
        there = {name: float(row[name]) for name in ("warmth", "water", "idle")}
        setup = Setup(loads(text).scenario, Settings(changed=there))
        first = int(row["point"]) * 30
        assert int(row["reached"]) == (setup.block(first, 30).first_reached[:, 1] != NEVER).sum()
        assert row["replications"] == "30"


def test_points_are_spread_by_the_prior(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(asked(scenario(), tmp_path, "--points", "400", "-n", "1", "--format", "csv").out)))
    idle = np.array([float(row["idle"]) for row in rows])
    assert (np.mean(idle), np.std(idle)) == (pytest.approx(0.5, abs=0.01), pytest.approx(0.1, abs=0.01))
    warmth = np.sort([float(row["warmth"]) for row in rows])
    assert np.abs(warmth - np.linspace(0, 40, 400)).max() < 0.2  # one in each four-hundredth of the range


# What does not show


def test_neither_jobs_nor_engine_nor_the_order_of_vary_shows(tmp_path: Path) -> None:
    text, options = lucky(0.8, 0.1), ["--points", "100", "--format", "json"]
    two, one = ["--vary", "water", "--vary", "warmth"], ["--vary", "warmth", "--vary", "water"]
    many = ["-n", "90"]  # more histories than fit into one block
    first = asked(text, tmp_path, *options, *many, *one).out
    assert asked(text, tmp_path, *options, *many, *two, "--jobs", "2").out == first
    few = asked(text, tmp_path, *options, "-n", "3", *one).out
    assert asked(text, tmp_path, *options, "-n", "3", *two, "--engine", "simpy").out == few
    assert json.loads(few)["settings"]["replications"] == 3


def test_no_global_generator_is_touched(tmp_path: Path) -> None:
    before, python = np.random.get_state(), random.getstate()  # noqa: NPY002 - the one that must stay as it is
    asked(scenario(), tmp_path, "--points", "100", "-n", "1")
    after = np.random.get_state()  # noqa: NPY002
    assert str(before) == str(after)
    assert python == random.getstate()


def test_another_seed_is_other_luck_at_other_points(tmp_path: Path) -> None:
    told = [
        asked(lucky(0.8, 0.1), tmp_path, "--points", "100", "--format", "csv", "--seed", seed).out
        for seed in "11 2".replace(" ", "")
    ]
    assert told[0] == told[1] != told[2]


# Which rules are worth telling


def told(*edges: tuple[float, float, float, float, float]) -> list[dict[str, tuple[float | None, float | None]]]:
    """The rules for x and y from 0 to 1 where the share is 0 but for some boxes: x from, x below, y from, y below, share."""
    luck = np.random.Generator(np.random.Philox(5))
    x, y = luck.uniform(0, 1, (2, 2_000))
    shares = np.zeros(2_000)
    for left, right, low, high, share in edges:
        shares[(x >= left) & (x < right) & (y >= low) & (y < high)] = share
    boxes = learned(Sample({"x": x, "y": y}, shares), 3, 1).boxes
    return [{one.parameter: (one.at_least, one.below) for one in box} for box in boxes]


def near(number: float) -> Any:
    return pytest.approx(number, abs=0.02)


def test_a_bound_is_no_finer_than_a_fortieth_of_most_values_asks_for() -> None:
    ((condition,),) = (rule.values() for rule in told((0.43217, 1, 0, 1, 1.0)))
    assert condition in [(0.43, None), (0.44, None)]


def test_a_difference_that_is_of_no_use_is_no_rule() -> None:
    assert told((0, 0.5, 0, 1, 0.30), (0.5, 1, 0, 1, 0.33)) == []
    assert told((0, 0.5, 0, 1, 0.30), (0.5, 1, 0, 1, 0.60)) == [{"x": (near(0.5), None)}]


def test_a_rule_that_brings_in_little_more_is_left_out() -> None:
    most = (0.4, 1, 0, 1, 1.0)
    assert told(most, (0, 0.4, 0.5, 1, 1.0))[1:] == [{"y": (near(0.5), None)}]
    assert told(most, (0, 0.4, 0.86, 1, 1.0))[1:] == []


def test_a_rule_is_not_told_twice_in_wider_words() -> None:
    assert told((0.5, 0.8, 0, 1, 0.6), (0.8, 1, 0, 1, 1.0)) == [{"x": (near(0.8), None)}, {"x": (near(0.5), near(0.8))}]


# Plain numbers


@pytest.mark.parametrize(
    ("above", "upto", "number"),
    [
        (31.2, 31.6, 31.5),
        (14213.0, 14260.0, 14250.0),
        (0.2, 0.3, 0.3),
        (0.21, 0.29, 0.25),
        (-3.0, 4.0, 0.0),
        (-0.31, -0.28, -0.3),
        (9.97, 10.01, 10.0),
        (0.0, 1e-9, 1e-9),
        (2.0, 2.0000000001, 2.0000000001),
        (1e300, 3e300, 2e300),
        (99.0, 101.0, 100.0),
    ],
)
def test_a_bound_has_the_fewest_digits_there_are(above: float, upto: float, number: float) -> None:
    assert plainest(above, upto) == number


@pytest.mark.parametrize("seed", range(20))
def test_rounding_moves_no_point_of_the_sample(seed: int) -> None:
    luck = np.random.Generator(np.random.Philox(seed))
    columns: dict[str, NDArray[np.float64]] = {
        "plain": luck.uniform(-3, 4, 300),
        "large": luck.uniform(1e15, 1e15 + 50, 300),
        "endless": 1e308 * luck.uniform(-1, 1, 300),
        "few": luck.integers(0, 4, 300).astype(np.float64),
        "small": luck.exponential(1e-7, 300),
    }
    sample = Sample(columns, np.asarray(luck.integers(0, 5, 300) / 4))
    tree = DecisionTreeRegressor(max_depth=4, min_samples_leaf=10, random_state=0).fit(sample.ranks, sample.shares)
    boxes = list(nodes(tree.tree_))
    assert len(boxes) >= 8
    for sides in boxes:
        box = written(sample, {side: rank for side, rank in sides.items() if bounds(sample, sides, side)})
        assert np.array_equal(inside(box, columns), sample.inside(sides))


def bounds(sample: Sample, sides: Any, side: Any) -> bool:
    """Whether a side keeps any point out that the others let in."""
    others = {other: rank for other, rank in sides.items() if other != side}
    return bool((sample.inside(others) != sample.inside(sides)).any())


# What is said


def test_the_answer_is_in_titles_and_units_and_short(tmp_path: Path) -> None:
    answer = asked(scenario(), tmp_path, "-n", "1")
    assert len(answer.out.splitlines()) <= 25
    assert max(map(len, answer.out.splitlines())) <= 100
    said = " ".join(answer.out.split())
    assert "How warm it is (warmth): at least" in said
    assert "degrees" in said
    assert "(density)" in said
    assert "(coverage)" in said
    assert "The town reaches “The alarm” in" in said
    assert "fresh histories" in said
    assert said.endswith("it says what follows from assumptions, not what will happen.")


HOSTILE = "[bold]A[/] $x^2$ <script> ::error:: \\frac{ " + "long words " * 30


def test_hostile_titles_are_shown_as_they_are_written(tmp_path: Path) -> None:
    text = scenario()
    for title in ("A planted box", "How warm it is", "Water in the reservoir", "The alarm", "degrees"):
        text = text.replace(title, json.dumps(HOSTILE if title != "degrees" else "<b>$C$"))
    answer = asked(text, tmp_path, "-n", "1", "--plot", str(tmp_path / "picture.svg"))
    assert answer.status == 0, answer.err
    assert "[bold]A[/] $x^2$ <script> : :error::" in answer.out or "[bold]A[/] $x^2$ <script> ::error::" in answer.out
    assert not [line for line in answer.out.splitlines() if line.lstrip().startswith("::")]
    assert ET.fromstring((tmp_path / "picture.svg").read_text()).tag.endswith("svg")  # noqa: S314
    inside_the_paper(discovered(text, replications=1))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--reach", "alrm"], "there is no stage 'alrm'"),
        (["--reach", "calm"], "reached from the start"),
        (["--vary", "warmt"], "there is no parameter 'warmt'"),
        (["--vary", "warmth", "--vary", "warmth=1:2"], "varied twice"),
        (["--vary", "warmth", "--set", "warmth=3"], "both set and varied"),
        (["--vary", "warmth=3:1"], "LOW below HIGH"),
        (["--plot", "-"], "wants the name of a file"),
        (["--plot", "picture.pdf"], "ends in .png or .svg"),
        (["-o", "rules.xml"], "names no format"),
        (["--points", "3"], "--points"),
        (["--set", "warmth=1", "--set", "water=1", "--set", "idle=1"], "there is nothing to vary"),
    ],
)
def test_what_makes_no_sense_is_refused(options: list[str], words: str, tmp_path: Path) -> None:
    answer = asked(scenario(), tmp_path, *options)
    assert answer.status == 2
    assert words in answer.err
    assert answer.out == ""


def test_the_scenario_is_not_overwritten(tmp_path: Path) -> None:
    answer = asked(scenario(), tmp_path, "-o", str(tmp_path / "planted.yaml"), "--format", "json")
    assert answer.status == 2
    assert (tmp_path / "planted.yaml").read_text() == scenario()


@pytest.mark.parametrize("engine", ["kernel", "simpy"])
def test_a_history_that_fails_says_at_which_values(engine: str, tmp_path: Path) -> None:
    text = scenario().replace("ladder:", "events: {halve: {at: 2024-01-03, set: {hour: 1 / (warmth <= 20)}}}\nladder:")
    answer = asked(text, tmp_path, "--points", "100", "-n", "2", "--engine", engine)
    assert answer.status == 3
    assert "--set warmth=" in answer.err
    assert "--set water=" in answer.err
    assert "replication" in answer.err


def test_without_scikit_learn_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(UsageError, match=r"escalation-sim\[analysis\]"):
        discovered(scenario(), replications=1)


# The picture


def test_the_picture_has_every_point_and_the_box_of_the_rule() -> None:
    setup, discovery = discovered(scenario(), replications=1)
    figure = discovery_figure(setup, discovery)
    panel = next(axes for axes in figure.axes if axes.get_label() == "points")
    dots: Any = next(one for one in panel.collections if one.get_gid() == "points")
    names = [name for name, _ in discovery.importance[:2]]
    assert np.array_equal(dots.get_offsets(), np.stack([discovery.points[name] for name in names], axis=1))
    assert np.array_equal(dots.get_array(), discovery.shares)
    box: Any = next(one for one in panel.patches if one.get_gid() == "rule 1")
    bounds = {one.parameter: (one.at_least, one.below) for one in discovery.rules[0].box}
    (x0, y0), (x1, y1) = box.get_bbox().get_points()
    assert ((x0, x1), (y0, y1)) == (pytest.approx(bounds[names[0]]), pytest.approx(bounds[names[1]]))
    assert [text.get_text() for text in panel.texts] == ["100 %"]
    words = " ".join(text.get_text() for text in figure.texts)
    assert "How warm it is (degrees)" in words
    assert "Water in the reservoir (percent)" in words
    for unit in ("degrees", "percent"):
        assert re.search(
            rf"^.*at least \S+ and below \S+ {unit}$", "\n".join(text.get_text() for text in figure.texts), re.MULTILINE
        )


def test_two_parameters_with_one_title_are_told_apart() -> None:
    figure = discovery_figure(*discovered(scenario().replace("Water in the reservoir", "How warm it is"), replications=1))
    said = [text.get_text() for text in figure.texts]
    assert {"warmth: How warm it is (degrees)", "water: How warm it is (percent)"} <= set(said)


def inside_the_paper(found: tuple[Setup, Discovery]) -> None:
    figure = discovery_figure(*found)
    width, height = figure.get_size_inches() * figure.dpi
    for text in [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]:
        with palette.drawing():
            box = text.get_window_extent()
        assert text.get_text() == "" or (box.x0 >= 0 and box.x1 <= width and box.y0 >= 0 and box.y1 <= height), text.get_text()


@pytest.mark.parametrize(
    "text",
    [
        scenario(),
        scenario("(warmth < 10 or warmth >= 30)"),
        scenario("hour > 9"),
        scenario("warmth >= 1e200").replace("[0, 40]", "[0, 1e308]"),
        lucky(0.01, 0.001),
    ],
    ids=["box", "two", "none", "endless", "rare"],
)
def test_everything_in_a_picture_is_inside_the_paper(text: str) -> None:
    inside_the_paper(discovered(text, points=200, replications=5))


def test_the_same_picture_every_time(tmp_path: Path) -> None:
    for name in "ab":
        asked(scenario(), tmp_path, "--points", "100", "-n", "2", "--plot", str(tmp_path / f"{name}.png"))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
