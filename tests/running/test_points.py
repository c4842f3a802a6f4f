"""The points of a study: each is the ensemble that `run` plays, whatever is played beside it and however."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation_sim.errors import RunError
from escalation_sim.model.scenario import MAIN
from escalation_sim.results.ensemble import NEVER
from escalation_sim.results.points import (
    LADDER_ANSWERS,
    Answers,
    answers_of,
    column_names,
    joined,
    median_days,
    some_points,
    statistics,
)
from escalation_sim.results.statistics import described, moments
from escalation_sim.results.summary import statistics_data
from escalation_sim.running.points import play_points, stacked, varied
from escalation_sim.running.setups import Engine
from tests.running.studies import LIVELY, setup
from tests.two_ladders import HEATED

SETUP = setup()
VALUES = {"pace": np.array([1.0, 2.5, 4.0]), "limit": np.array([1.0, 3.0, 2.0])}
ENGINES: tuple[Engine, ...] = ("kernel", "simpy")


def assert_equal(a: Answers, b: Answers) -> None:
    """The same answers, of the same types, to the last bit."""
    np.testing.assert_array_equal(a.outcomes, b.outcomes, strict=True)
    assert a.others.keys() == b.others.keys()
    for ladder in (MAIN, *a.others):
        for name in LADDER_ANSWERS:
            one, other = (getattr(answers.of(ladder), name) for answers in (a, b))
            np.testing.assert_array_equal(one, other, err_msg=f"{name} of {ladder}", strict=True)


@pytest.mark.parametrize("uncertain", [False, True])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_point_is_the_ensemble_with_these_values(engine: Engine, *, uncertain: bool) -> None:
    here = setup(seed=3, uncertain=uncertain, changed={"push": 1.25})
    answers = play_points(here, VALUES, 5, 20, engine)
    for point in range(3):
        alone = varied(here, {name: float(values[point]) for name, values in VALUES.items()})
        assert_equal(some_points(answers, slice(point, point + 1)), answers_of(alone.block(5, 20, "simpy"), 1))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_point_has_what_became_of_every_ladder(engine: Engine) -> None:
    here, heat = setup(HEATED), np.array([5.0, 9.0, 14.0])
    answers = play_points(here, {"heat": heat}, 5, 20, engine)
    for point in range(3):
        alone = varied(here, {"heat": float(heat[point])}).block(5, 20, "simpy")
        assert_equal(some_points(answers, slice(point, point + 1)), answers_of(alone, 1))
    assert list(answers.others) == ["west"]
    assert not np.array_equal(answers.of("west").final, answers.final)
    assert answers.of("main") is answers


def test_a_varied_parameter_is_not_drawn() -> None:
    there = setup(uncertain=True)
    assert [parameter.name for parameter in there.uncertain] == ["pace", "odds", "push"]
    assert [parameter.name for parameter in varied(there, {"pace": 2.0}).uncertain] == ["odds", "push"]


def test_points_share_their_luck() -> None:
    """What does not depend on a parameter is the same at every point."""
    answers = play_points(SETUP, {"limit": np.array([1.0, 5.0])}, 0, 50)
    assert (answers.outcomes[0, :, 0] == answers.outcomes[1, :, 0]).all()
    assert not (answers.first_reached[0] == answers.first_reached[1]).all()


def test_points_and_replications_can_be_cut_anywhere() -> None:
    whole = play_points(SETUP, VALUES, 0, 30)
    left, right = play_points(SETUP, VALUES, 0, 11), play_points(SETUP, VALUES, 11, 19)
    assert_equal(joined([left, right]), whole)
    pieces = [play_points(SETUP, {name: values[point] for name, values in VALUES.items()}, 0, 30) for point in ([0], [1, 2])]
    assert_equal(stacked(pieces), whole)


FAULTY = LIVELY.replace(
    '"troops + push * uniform(-1, 2)"', '"troops + push * uniform(-1, 2) + 0 / (1 - plain * (troops > 6 * limit))"'
)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_history_that_stops_is_named_with_its_point(engine: Engine) -> None:
    """The lowest point in which one stops, and in it the lowest replication; `run` shows it."""
    limits = np.array([50.0, 0.7, 1 / 3])
    with pytest.raises(RunError) as error:
        play_points(setup(FAULTY), {"limit": limits, "pace": np.ones(3)}, 0, 40, engine)
    message = str(error.value)
    assert "is not a finite number" in message
    assert f"`run … --set limit=0.7 --set pace=1 --replication {error.value.replication}` tells the history up to" in message
    alone = varied(setup(FAULTY), {"limit": 0.7, "pace": 1.0})
    with pytest.raises(RunError) as there:
        alone.block(0, 40)
    assert (error.value.replication, error.value.minute) == (there.value.replication, there.value.minute)


def test_the_values_of_a_point_that_stops_are_exact() -> None:
    with pytest.raises(RunError, match=r"--set limit=0\.3333333333333333 --rep"):
        play_points(setup(FAULTY), {"limit": np.array([1 / 3])}, 0, 40)


# What is worked out of the answers


def test_the_statistics_of_a_point_are_those_of_its_ensemble() -> None:
    """To the last bit, but for means, which agree to thirteen digits: they are summed in another order."""
    n = 333
    found = statistics(SETUP.scenario, play_points(SETUP, VALUES, 0, n))
    assert sorted(found) == sorted(column_names(SETUP.scenario))
    for point in range(3):
        alone = varied(SETUP, {name: float(values[point]) for name, values in VALUES.items()})
        told = statistics_data(alone.programme, alone.ensemble(n, jobs=1), {})
        for stage in told["stages"]:
            assert found[f"reached_{stage['stage']}"][point] == stage["reached"]["probability"]
            assert found[f"final_{stage['stage']}"][point] == stage["final"]["probability"]
            median = np.nan if stage["first_reached_day"] is None else stage["first_reached_day"]["median"]
            assert found[f"median_day_{stage['stage']}"][point] == pytest.approx(median, rel=1e-15, nan_ok=True)
        for name, outcome in told["outcomes"].items():
            assert found[f"mean_{name}"][point] == pytest.approx(outcome["mean"], rel=1e-13)


def test_the_statistics_of_some_points_are_rows_of_those_of_all() -> None:
    answers = play_points(SETUP, {"pace": np.linspace(1, 4, 40)}, 0, 77)
    whole, some = statistics(SETUP.scenario, answers), statistics(SETUP.scenario, some_points(answers, slice(5, 40, 7)))
    for name, values in some.items():
        np.testing.assert_array_equal(values, whole[name][5:40:7])


@settings(deadline=None, max_examples=200)
@given(st.lists(st.lists(st.integers(-1, 3000), min_size=1, max_size=9), min_size=1, max_size=5))
def test_the_median_is_that_of_those_who_got_there(minutes: list[list[int]]) -> None:
    n = max(map(len, minutes))
    padded = np.array([row + [NEVER] * (n - len(row)) for row in minutes], np.int32)
    for found, row in zip(median_days(padded), minutes, strict=True):
        there = [minute / 1440 for minute in row if minute != NEVER]
        assert found == pytest.approx(np.median(there) if there else np.nan, rel=1e-15, nan_ok=True)


NUMBERS = st.floats(-1e100, 1e100) | st.just(np.nan)


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 9).flatmap(lambda n: st.lists(st.lists(NUMBERS, min_size=n, max_size=n), min_size=1, max_size=5)))
def test_means_leave_never_out(values: list[list[float]]) -> None:
    mean, variance = moments(np.array(values))
    for row, one, spread in zip(values, mean, np.sqrt(variance), strict=True):
        told = described(np.array(row))
        least = 1e-15 * float(np.nansum(np.abs(row)))  # what is left of numbers that cancel out is as exact as they are
        assert one == pytest.approx(np.nan if told["mean"] is None else told["mean"], rel=1e-12, abs=least, nan_ok=True)
        assert spread == pytest.approx(np.nan if told["sd"] is None else told["sd"], rel=1e-9, abs=1e-9 + least, nan_ok=True)


def test_a_mean_too_large_for_a_number_is_no_fault() -> None:
    mean, variance = moments(np.array([[1e308, 1.5e308], [1.0, 3.0]]))
    assert mean.tolist() == [np.inf, 2]
    assert variance[1] == 2
