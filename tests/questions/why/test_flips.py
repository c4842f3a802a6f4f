"""A single change: at `flips_at` the history is the other way round, at the next number towards the present value it is not."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from escalation_sim.questions.why.flips import Flip
from escalation_sim.questions.why.question import Question
from escalation_sim.questions.why.why import Asked
from escalation_sim.questions.why.why import why as ask
from escalation_sim.running.setups import Settings
from tests.places import SCENARIOS
from tests.questions.why.asking import ladder, setup_of, told, why, written


def reached_at(question: Question, replication: int, name: str, value: float) -> bool:
    """Whether SimPy tells that it gets there with another value, from the beginning."""
    setup = question.setup.again(Settings(question.setup.settings.seed, {**question.setup.settings.changed, name: value}))
    first = setup.history(replication, trace=False).of(question.ladder.name).first_reached[question.place]
    return first is not None and first < question.by


def exactly_flips(question: Question, replication: int, reached: bool, flip: Flip) -> None:
    assert flip.flips_at is not None
    name = flip.parameter.name
    inside = math.nextafter(flip.flips_at, flip.value)
    assert reached_at(question, replication, name, flip.flips_at) is not reached, name
    assert reached_at(question, replication, name, inside) is reached, name


@pytest.mark.parametrize(("name", "replications"), [("base", (0, 1)), ("troops_alone", (3,)), ("spiral", (2,))])
def test_it_flips_there_and_not_just_before(name: str, replications: tuple[int, ...]) -> None:
    setup = setup_of(SCENARIOS / f"{name}.yaml")
    for replication in replications:
        found = ask(setup, Asked(replication=replication, jobs=1))
        moved = [one for one in found.changes if one.flips_at is not None]  # type: ignore[union-attr]
        assert len(found.changes) == sum(bool(one.range) for one in setup.scenario.parameters)  # type: ignore[union-attr]
        assert moved, f"{name} {replication} shows nothing"
        for one in moved:
            exactly_flips(found.question, replication, found.reached is True, one)


STEP = "parameters: {mark: {value: 7, range: [1, 10], assumption: for the test, unit: points}}\n"
RISE = "events: {rise: {at: 3, set: {x: 5}}}\n"


def test_the_nearest_value_is_known_on_paper(tmp_path: Path) -> None:
    """The town climbs where x, which is 5, is at or above the mark."""
    path = written(tmp_path, STEP + RISE + ladder("{when: x >= mark}"))
    (one,) = why(path, "--replication", "0")["changes"]
    assert one == {"parameter": "mark", "value": 7, "flips_at": 5, "share_of_range": pytest.approx(2 / 9), "day": 3}
    assert "had `mark` been 5 points and not 7, it would get there, on 2024-01-04" in told(path, "--replication", "0")


def test_from_outside_of_its_range_only_values_within_it_are_tried(tmp_path: Path) -> None:
    path = written(tmp_path, STEP + RISE + ladder("{when: x >= mark}"))
    (one,) = why(path, "--replication", "0", "--set", "mark=20")["changes"]
    assert (one["value"], one["flips_at"]) == (20, 5)
    (end,) = why(path, "--replication", "0", "--set", "mark=-4")["changes"]
    assert end["flips_at"] == math.nextafter(5, 9)
    wide = written(
        tmp_path, STEP.replace("[1, 10]", "[1, 4]").replace("value: 7", "value: 3") + RISE + ladder("{when: x >= mark}")
    )
    (edge,) = why(wide, "--replication", "0", "--set", "mark=9")["changes"]
    assert edge["flips_at"] == 4, "the end of the range, and nothing beyond it"


def test_a_narrow_island_near_the_present_value_is_found(tmp_path: Path) -> None:
    """Between 6.95 and 6.97 it climbs, and far away below 2: the near one counts."""
    climb = "{when: mark < 2 or (mark > 6.9 and mark < 6.95)}"
    (one,) = why(written(tmp_path, STEP + RISE + ladder(climb)), "--replication", "0")["changes"]
    assert one["flips_at"] == math.nextafter(6.95, 0)


def test_a_value_is_told_in_few_digits_only_where_they_flip_too(tmp_path: Path) -> None:
    """Rounded to four digits away from 70,007, 70,005 would be 70,000, where it does not climb."""
    far = "parameters: {mark: {value: 70007, range: [69990, 70010], assumption: for the test, unit: points}}\n"
    path = written(tmp_path, far + RISE + ladder("{when: mark > 70001 and mark <= 70004.5}"))
    assert "had `mark` been 70,004.5 points and not 70,007, it would get there" in told(path, "--replication", "0")
    near = written(tmp_path, STEP + RISE + ladder("{when: mark < 6.87655}"))
    assert "had `mark` been 6.876 points and not 7, it would get there" in told(near, "--replication", "0")


def test_nothing_flips_and_it_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, STEP + RISE + ladder("{when: x > 5 and mark > 0}"))
    (one,) = why(path, "--replication", "0")["changes"]
    assert (one["flips_at"], one["share_of_range"], one["day"]) == (None, None, None)
    assert "of 1 number with a range no value within it that was tried makes a difference" in told(path, "--replication", "0")


def test_the_smallest_share_of_the_range_comes_first() -> None:
    found = why(str(SCENARIOS / "base.yaml"), "--replication", "0")["changes"]
    shares = [one["share_of_range"] for one in found if one["share_of_range"] is not None]
    assert shares == sorted(shares)
    assert found == sorted(found, key=lambda one: one["share_of_range"] is None)
