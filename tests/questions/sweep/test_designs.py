"""Designs: which points a study visits, and what is said to who asks for points that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import qmc

from escalation_sim.errors import UsageError
from escalation_sim.luck import generator
from escalation_sim.questions.sweep.designs import KINDS, STEPS, Axis, Design, Kind, filling, ranged, read_axes
from tests.commands import command
from tests.running.studies import planned, setup, written

SETUP = setup()


def axes(*vary: str) -> tuple[Axis, ...]:
    return read_axes(vary, SETUP.scenario)


def points(design: Design) -> list[tuple[float, ...]]:
    return [tuple(row) for row in design.points.tolist()]


# What --vary says


def test_a_name_alone_goes_over_the_range_of_the_file() -> None:
    (axis,) = axes("pace")
    assert axis.values == (1, 1.3, 1.6, 1.9, 2.2, 2.5, 2.8, 3.1, 3.4, 3.7, 4)
    assert len(axis.values) == STEPS


@pytest.mark.parametrize(("low", "high", "count"), [("0", "1", 11), ("-2.5", "1e3", 7), ("0.1", "0.7", 3), (".5", "5.", 2)])
def test_both_ends_belong_to_a_range(low: str, high: str, count: int) -> None:
    (axis,) = axes(f"pace={low}:{high}:{count}")
    assert len(axis.values) == count
    assert (axis.values[0], axis.values[-1]) == (float(low), float(high))
    np.testing.assert_allclose(np.diff(axis.values), (float(high) - float(low)) / (count - 1), rtol=1e-9)


def test_a_range_has_the_numbers_that_a_person_would_write() -> None:
    assert axes("odds=0:0.3:4")[0].values == (0, 0.1, 0.2, 0.3)
    assert axes("odds=0.1:1.1:11")[0].values == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1)


def test_a_range_without_a_count_has_eleven_values() -> None:
    assert axes("pace=0:10")[0].values == tuple(range(11))


def test_values_are_taken_as_they_stand_in_their_order() -> None:
    assert axes(" pace = 3, 1 ,2.5,-1e-3")[0].values == (3, 1, 2.5, -0.001)


def test_a_narrow_range_keeps_its_values_apart() -> None:
    values = ranged("pace", 1e9, 1e9 + 1e-3, 101).values
    assert len(set(values)) == 101


WRONG = {
    "pase": "there is no parameter 'pase'; did you mean pace",
    "=1,2": "there is no parameter ''",
    "plain": "plain has no range; write --vary plain=LOW:HIGH:COUNT, or give it a range",
    "pace=": "write NAME, NAME=LOW:HIGH:COUNT or NAME=V1,V2",
    "pace=a": "write NAME",
    "pace=1;2": "write NAME",
    "pace=1,,2": "write NAME",
    "pace=1,nan": "write NAME",
    "pace=1,inf": "write NAME",
    "pace=1,1e999": "write NAME",
    "pace=1,2,1.0": "a value stands there twice",
    "pace=1:2:3:4": "write NAME",
    "pace=1:2:2.5": "write NAME",
    "pace=1:2:-3": "write NAME",
    "pace=1:": "write NAME",
    "pace=2:1:5": "LOW below HIGH",
    "pace=1:1:5": "LOW below HIGH",
    "pace=1:2:1": "COUNT from 2 to 10,000,000",
    "pace=1:2:0": "COUNT from 2",
    "pace=1:2:99999999": "COUNT from 2 to 10,000,000",
    "pace=1:2:100000000000": "COUNT from 2 to 10,000,000",
    "pace=-1e308:1e308:3": "choose another range",
    "pace=0:1e999:3": "LOW below HIGH",
    "pace=1:1.0000000000000002:3": "there are no 3 numbers",
    "pace=１:2:3": "write NAME",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_varied_is_said(text: str) -> None:
    with pytest.raises(UsageError) as error:
        axes(text)
    assert WRONG[text] in str(error.value)
    assert (f"--vary {text}" in str(error.value)) or "pace:" in str(error.value)


def test_a_parameter_is_varied_once() -> None:
    with pytest.raises(UsageError, match="pace is varied twice"):
        axes("pace", "limit", "pace=1,2")


@pytest.mark.parametrize("name", ["point", "replications", "final_calm", "median_day_calm", "mean_peak"])
def test_a_parameter_called_like_a_column_of_the_table_is_refused(name: str) -> None:
    text = f"""
title: x
period: {{start: 2024-01-01, end: 2024-02-01}}
parameters: {{{name}: {{value: 1, range: [0, 2]}}}}
ladder: [{{stage: calm}}, {{stage: aid, climb: {{when: {name} > 1}}}}]
outcomes: {{peak: peak({name})}}
"""
    with pytest.raises(UsageError, match=f"the table has a column {name} of its own"):
        read_axes([name], setup(text).scenario)


# Designs


def test_a_grid_has_every_combination_and_the_last_parameter_of_the_file_changes_quickest() -> None:
    assert points(planned(SETUP, "pace=1,2", "limit=5,6,7")) == [(1, 5), (1, 6), (1, 7), (2, 5), (2, 6), (2, 7)]


def test_one_at_a_time_begins_with_the_file_and_moves_one() -> None:
    design = planned(SETUP, "pace=1,2,3", "limit=3,4", kind="one-at-a-time")
    assert points(design) == [(2, 3), (1, 3), (3, 3), (2, 4)]


def test_one_at_a_time_keeps_what_is_set() -> None:
    changed = setup(changed={"limit": 9.0})
    assert points(planned(changed, "pace=1,2", kind="one-at-a-time")) == [(2,), (1,)]
    assert changed.values["limit"] == 9


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
@pytest.mark.parametrize("seed", [1, 7])
def test_points_that_fill_space_are_those_of_scipy(kind: Kind, seed: int) -> None:
    luck = generator(seed, f"design/{kind}")
    sampler = qmc.Sobol(2, rng=luck) if kind == "sobol" else qmc.LatinHypercube(2, rng=luck)
    shares = sampler.random(64)
    design = planned(setup(seed=seed), "pace=1:4:2", "limit=2,3,9", kind=kind, points=64)
    assert (design.points[:, 0] == 1 + 3 * shares[:, 0]).all()
    assert (design.points[:, 1] == np.array([2, 3, 9])[(3 * shares[:, 1]).astype(int)]).all()


def test_more_points_of_sobol_begin_with_the_fewer() -> None:
    shorter, longer = filling("sobol", 3, 5, 100), filling("sobol", 3, 5, 777)
    assert (longer[:100] == shorter).all()


def test_each_of_as_many_slices_has_one_point_of_lhs() -> None:
    shares = filling("lhs", 3, 2, 50)
    for column in shares.T:
        assert sorted(np.floor(column * 50)) == list(range(50))


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_another_seed_gives_other_points(kind: Kind) -> None:
    assert not (planned(setup(seed=1), "pace", kind=kind).points == planned(setup(seed=2), "pace", kind=kind).points).any()


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_of_vary_changes_only_the_order_of_the_columns(kind: Kind) -> None:
    vary = ("pace=1:3:3", "limit=2,4", "push")
    designs = [planned(SETUP, *order, kind=kind) for order in permutations(vary)]
    assert all((design.points == designs[0].points).all() and design.axes == designs[0].axes for design in designs)
    assert {design.columns for design in designs} == set(permutations(("pace", "limit", "push")))


@pytest.mark.parametrize(("kind", "count"), [("lhs", 128), ("sobol", 128), ("grid", 22), ("one-at-a-time", 13)])
def test_how_many_points_there_are_by_default(kind: Kind, count: int) -> None:
    assert len(planned(SETUP, "pace", "limit=3,4", kind=kind)) == count


@pytest.mark.parametrize(
    ("vary", "kind", "number", "words"),
    [
        ([], "grid", None, "nothing is varied: add --vary NAME"),
        (["pace"], "grid", 5, "--points is for the designs lhs and sobol"),
        (["pace"], "one-at-a-time", 5, "--points is for the designs lhs and sobol"),
        (["pace"], "lhs", 10**8, "--points: from 1 to 10,000,000"),
        (["pace=0:1:10000", "limit=0:1:10000"], "grid", None, "a grid of 100,000,000 points is more than 10,000,000"),
    ],
)
def test_a_design_that_cannot_be_is_said(vary: Sequence[str], kind: Kind, number: int | None, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        planned(SETUP, *vary, kind=kind, points=number)


def test_a_design_needs_no_more_than_its_points_at_a_time() -> None:
    design = planned(SETUP, "pace=1,2", "limit=5,6,7")
    assert {name: column.tolist() for name, column in design.values(range(1, 6, 2)).items()} == {
        "pace": [1, 2, 2],
        "limit": [6, 5, 7],
    }


# The command


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    path = written(tmp_path)
    for arguments, words in {
        (): "nothing is varied",
        ("--vary", "pase"): "there is no parameter",
        ("--vary", "pace", "--set", "pace=1"): "pace is both set and varied; take --set pace=… or --vary pace out",
        ("--vary", "pace", "--points", "0"): "--points",
        ("--vary", "pace", "--design", "cube"): "'cube' is not one of",
        ("--vary", "pace", "-n", "0"): "-n",
        ("--vary", "pace", "-n", "1e3"): "-n",
        ("--vary", "pace", "-n", str(10**18)): "-n",
        ("--vary", "pace", "-o", "x.xyz"): "names no format",
        ("--vary", "pace", "-o", "nowhere/x.csv"): "there is no such folder",
        ("--vary", "pace", "--format", "parquet"): "Parquet is no text",
        ("--vary", "pace", "-o", path, "--format", "csv"): "is also the scenario",
        ("--vary", "pace", "--study", path): "is also the scenario",
        ("--vary", "pace", "--study", "x.csv", "-o", "x.csv"): "-o x.csv is also --study",
        ("--vary", "pace", "--study", "-"): "wants the name of a file",
        ("--vary", "pace", "--plot", "x.pdf"): "ends in .png or .svg",
    }.items():
        answer = command("sweep", path, *arguments)
        assert (answer.status, answer.out) == (2, ""), arguments
        assert words in answer.err, arguments
