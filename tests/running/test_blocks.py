"""The blocks of a study: any histories of its points, played together or alone, by either engine, and what stopped in them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation_sim.errors import RunError
from escalation_sim.results.points import STOPPED, Answers, Stop, by_point
from escalation_sim.running.blocks import Block, Played, play
from escalation_sim.running.points import play_points, varied
from escalation_sim.running.setups import Engine, Setup
from tests.running.studies import setup
from tests.running.test_points import FAULTY, assert_equal
from tests.scenarios import random_scenario, to_yaml
from tests.two_ladders import HEATED

VALUES = {"pace": np.array([1.0, 2.5, 4.0]), "limit": np.array([1.0, 3.0, 2.0])}
FAILING = {"limit": np.array([50.0, 0.7, 1.0]), "pace": np.ones(3)}
N = 20
ENGINES: tuple[Engine, ...] = ("kernel", "simpy", "auto")


def in_blocks(here: Setup, values: dict[str, np.ndarray], ends: list[int], engine: Engine) -> list[tuple[int, Played]]:
    """All histories of three points, cut at some numbers."""
    cuts = sorted({0, *ends, 3 * N})
    return [(a, play(here, engine, Block(0, a, b - a, values))) for a, b in pairwise(cuts)]


def joined(blocks: list[tuple[int, Played]]) -> Answers:
    ((which, answers),) = by_point([(first, played.answers) for first, played in blocks], 3, range(3), N)
    assert which.tolist() == [0, 1, 2]
    return answers


@pytest.mark.parametrize("uncertain", [False, True])
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("ends", [[], [1], [1, 2, 3, 17, 40], [30]])
def test_however_they_are_cut_the_answers_are_those_of_the_points(engine: Engine, ends: list[int], *, uncertain: bool) -> None:
    here = setup(seed=3, uncertain=uncertain)
    blocks = in_blocks(here, VALUES, ends, engine)
    assert_equal(joined(blocks), play_points(here, VALUES, 0, N))
    assert not any(played.stops for _, played in blocks)


@pytest.mark.parametrize("engine", ENGINES)
def test_blocks_have_every_ladder_also_where_some_histories_stop(engine: Engine) -> None:
    """A history that stops has nothing on any ladder; those beside it have what they would have alone."""
    values = {"heat": np.array([5.0, 9.0, 14.0])}
    faulty = HEATED.replace("tension: tension + 1", "tension: tension + 1 + 0 / (tension < 7)")
    sound, lame = (joined(in_blocks(setup(text), values, [1, 7, 40], engine)) for text in (HEATED, faulty))
    assert_equal(sound, play_points(setup(HEATED), values, 0, N))
    stopped = lame.stopped
    assert 0 < np.count_nonzero(stopped) < stopped.size
    for ladder in (lame, lame.of("west")):
        assert (ladder.final[stopped] == ladder.highest[stopped]).all()
        assert (ladder.highest[stopped] == STOPPED).all()
        assert (ladder.first_reached[stopped] == STOPPED).all()
    np.testing.assert_array_equal(lame.of("west").first_reached[~stopped], sound.of("west").first_reached[~stopped])


def told_alone(here: Setup, replication: int) -> tuple[int, Stop | None]:
    """Where a history ends, or why it stops, as `run` tells it."""
    try:
        return here.history(replication, trace=False).final, None
    except RunError as error:
        stop = Stop(replication, error.minute, error.reason)
        if str(stop.error(here.scenario)) != str(error):
            pytest.fail("it is said in other words")
        return -1, stop


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("ends", [[], [1], [2, 9, 10, 11, 33], list(range(60))])
def test_a_history_that_stops_is_told_and_the_others_go_on(engine: Engine, ends: list[int]) -> None:
    here = setup(FAULTY)
    blocks = in_blocks(here, FAILING, ends, engine)
    answers = joined(blocks)
    for point in range(3):
        alone = varied(here, {name: float(column[point]) for name, column in FAILING.items()})
        finals, stops = zip(*(told_alone(alone, replication) for replication in range(N)), strict=True)
        assert answers.final[point].tolist() == list(finals)
        assert answers.stopped[point].tolist() == [stop is not None for stop in stops]
        found = [played.stops[point] for _, played in blocks if point in played.stops]
        assert found[:1] == [stop for stop in stops if stop][:1]
        assert set(found) <= set(stops)
        assert bool(found) == (point > 0), "at a limit of 50 none does"


def test_where_a_history_stopped_nothing_is_said() -> None:
    answers = joined(in_blocks(setup(FAULTY), FAILING, [], "kernel"))
    assert answers.stopped.any()
    assert (answers.highest[answers.stopped] == -1).all()
    assert (answers.first_reached[answers.stopped] == -1).all()
    assert np.isnan(answers.outcomes[answers.stopped]).all()


def test_a_block_in_which_all_stop() -> None:
    values = {"limit": np.array([0.01]), "pace": np.array([0.1])}
    for engine in ENGINES:
        played = play(setup(FAULTY), engine, Block(0, 0, 9, values))
        assert played.answers.stopped.all()
        assert played.stops[0].replication == 0


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_blocks_that_lack_some_are_told_as_far_as_they_go(data: st.DataObject) -> None:
    """Points of which the same number of replications is there come together, in the order of these."""
    points, n = data.draw(st.integers(1, 7)), data.draw(st.integers(1, 9))
    cuts = sorted({0, *data.draw(st.lists(st.integers(1, 70), max_size=6))})
    blocks = []
    for a, b in pairwise(cuts):
        if data.draw(st.booleans()):
            numbers = np.arange(a, b)
            blocks.append((a, Answers(numbers, numbers, np.repeat(numbers[:, None], 2, axis=1), numbers[:, None] + 0.5)))
    some = range(data.draw(st.integers(0, points - 1)), points)
    there = [number for first, answers in blocks for number in range(first, first + len(answers.final)) if number < n * points]
    seen = {}
    for which, answers in by_point(blocks, points, some, n):
        for row, point in enumerate(which.tolist()):
            seen[point] = answers.final[row].tolist()
            assert answers.outcomes[row, :, 0].tolist() == [number + 0.5 for number in seen[point]]
    wanted = {point: [number for number in there if number % points == point] for point in some}
    assert seen == {point: numbers for point, numbers in wanted.items() if numbers}


SEEDS, SOME = range(150), 12


def test_the_engines_agree_on_what_stops_and_on_what_goes_on_beside_it() -> None:
    """Over random scenarios that reach every construct of the language: which histories stop, why, and all others."""
    values, partly = {"none": np.zeros(1)}, 0
    for seed in SEEDS:
        here = setup(to_yaml(random_scenario(seed)), seed=seed)
        one, other = (play(here, engine, Block(0, 0, SOME, values)) for engine in ("kernel", "simpy"))
        assert one.stops == other.stops, f"random_scenario({seed})"
        assert_equal(one.answers, other.answers)
        partly += 0 < np.count_nonzero(one.answers.stopped) < SOME
    assert partly >= 3, "else this says little"
