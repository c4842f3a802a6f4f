"""`threshold` finds values that are known on paper, and the very number at which one history flips.

In the scenarios here the answer is one uniform number, compared with the parameter. Statistical tests fail by chance less than
once in 1,000 seeds, all of them together; with the seeds fixed they are the same every time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from escalation_sim.engines.simpy import engine as simpy_engine
from escalation_sim.language.loading import loads
from escalation_sim.luck import uniforms
from escalation_sim.model.floats import float_at, place_of_float
from escalation_sim.questions.threshold import search as module
from escalation_sim.questions.threshold.data import threshold_data
from escalation_sim.questions.threshold.flips import Flips, flips
from escalation_sim.questions.threshold.search import MOST_VALUES, STEPS, Search, clear_side, read_question, search, threshold
from escalation_sim.results.statistics import wilson
from escalation_sim.running.setups import Engine, Settings, Setup
from tests.commands import command
from tests.places import ROOT

BASE = str(ROOT / "scenarios" / "base.yaml")
N = 4_000
TEN_DAYS = "title: x\nperiod: {start: 2024-01-01, end: 2024-01-10}\n"
LEVEL_PLACE = "quantities/level/initial/0"


def compared(condition: str, low: float = 0, high: float = 1) -> str:
    """A uniform number in (0, 1), `level`, is compared with the parameter `x`."""
    return f"""{TEN_DAYS}
parameters: {{x: {{value: {(low + high) / 2}, range: [{low}, {high}], unit: points, assumption: for the test}}}}
quantities: {{level: "uniform(0, 1)"}}
ladder: [{{stage: calm}}, {{stage: aid, title: Aid at last, climb: {{when: "{condition}"}}}}]
outcomes: {{number: final(level)}}
"""


FALLING, RISING = compared("level >= x"), compared("level < x")
WAVE = compared("level < (0.8 if x < 0.3 else 0.2 if x < 0.6 else 0.9 if x < 0.8 else 0.1)")
HILL = compared("level < 3.2 * x * (1 - x)")
WAITING = (
    TEN_DAYS
    + """
parameters: {mean: {value: 10, range: [1, 301], unit: days, assumption: for the test}}
ladder: [{stage: calm}, {stage: aid, climb: {when: true, decide: exponential(mean)}}]
outcomes: {day: first(stage > 0)}
"""
)


def setup(text: str, seed: int = 1, *, uncertain: bool = False, **changed: float) -> Setup:
    return Setup(loads(text).scenario, Settings(seed, changed, uncertain))


def found(
    text: str, level: float = 0.5, n: int = N, *, vary: str = "x", seed: int = 1, by: str | None = None, engine: Engine = "auto"
) -> dict[str, Any]:
    """The data of the JSON format, before it is rounded."""
    one = setup(text, seed)
    question = read_question(one.scenario, vary, "aid", by)
    return threshold_data(one, question, threshold(one, question, level, n, engine=engine, jobs=1))


def numbers(n: int, seed: int = 1) -> NDArray[np.float64]:
    """The uniform numbers that decide the histories."""
    return uniforms(seed, LEVEL_PLACE, 0, 0, n)


# Known on paper


@pytest.mark.parametrize("level", [0.05, 0.3, 0.5, 0.9])
@pytest.mark.parametrize(("text", "expected"), [(FALLING, lambda p: 1 - p), (RISING, lambda p: p)], ids=["falling", "rising"])
def test_a_uniform_number_and_a_parameter(text: str, expected: Callable[[float], float], level: float) -> None:
    """A uniform number is at least x with p(x) = 1 - x, so level p is passed at 1 - p; below x with p(x) = x, so at p.

    Within 5 standard errors of a share of N and half a step: one of the eight fails by chance once in 200,000 seeds. The interval
    is as wide as some 50 numbers or more lie apart, so it is half or twice what is expected even more seldom.
    """
    told = found(text, level)["threshold"]
    error = math.sqrt(level * (1 - level) / N)
    assert abs(told["value"] - expected(level)) <= 5 * error + 0.5 / STEPS
    assert told["low"] < told["value"] < told["high"]
    assert 0.5 < (told["high"] - told["low"]) / (2 * 1.96 * error) < 2


@pytest.mark.parametrize("level", [0.3, 0.5, 0.8])
def test_it_is_the_quantile_of_the_numbers_that_were_drawn(level: float) -> None:
    """Exactly: between the last step at which so many of the numbers reach x, and the next. So every value has the same luck."""
    drawn = numbers(N)
    grid = np.array([step / STEPS for step in range(STEPS + 1)])
    shares = (drawn >= grid[:, None]).mean(axis=1)
    last = int(np.flatnonzero(shares >= level)[-1])
    told = found(FALLING, level)
    assert told["threshold"]["value"] == pytest.approx((last + 0.5) / STEPS, abs=1e-12)
    for one in told["evaluated"]:
        assert one["probability"] == shares[round(one["value"] * STEPS)]
    clear = [clear_side(round(share * N), N, level) for share in shares]
    assert told["threshold"]["low"] == grid[max(step for step in range(STEPS) if clear[step] == 1)]
    assert told["threshold"]["high"] == grid[min(step for step in range(STEPS) if clear[step] == -1)]


@pytest.mark.parametrize("level", [0.1, 0.3, 0.6])
def test_an_exponential_decision_against_the_end(level: float) -> None:
    """Decided within 10 days with 1 - exp(-10 / mean), which passes p at mean = -10 / log(1 - p).

    Within 5 standard errors of the probability, and half a step of 0.3 days: by chance once in half a million seeds.
    """
    told = found(WAITING, level, vary="mean")["threshold"]

    def probability(mean: float) -> float:
        return -math.expm1(-10 / mean)

    slack = 5 * math.sqrt(level * (1 - level) / N)
    assert probability(told["value"] + 0.15) - slack <= level <= probability(told["value"] - 0.15) + slack
    assert told["low"] < told["value"] < told["high"]


def test_a_date_by_which_it_must_be_reached() -> None:
    """By the first minute of day 5 with 1 - exp(-5 / mean); 5 standard errors, as above."""
    told = found(WAITING, 0.4, vary="mean", by="2024-01-06")
    expected, slack = -5 / math.log(0.6), 5 * math.sqrt(0.24 / N)
    assert told["by"] == "2024-01-06"
    value = told["threshold"]["value"]
    assert -math.expm1(-5 / (value + 0.15)) - slack <= 0.4 <= -math.expm1(-5 / (value - 0.15)) + slack
    assert abs(value - expected) < abs(value + 10 / math.log(0.6)), "not the threshold for the whole period"


def test_the_interval_holds_the_threshold_as_often_as_it_says() -> None:
    """Over 300 seeds of 100 histories each; the chance of a Wilson interval to hold 0.3 is worked out exactly.

    An interval that is rounded outwards to a hundredth of its width may hold it a little more often. Beyond these bounds by
    chance less than twice in 10,000.
    """
    n, level, seeds = 100, 0.3, 300
    count = stats.binom(n, level)
    chance = sum(count.pmf(k) for k in range(n + 1) if wilson(k, n)[0] <= level <= wilson(k, n)[1])
    assert 0.93 < chance < 0.97
    told = [found(FALLING, level, n, seed=seed)["threshold"] for seed in range(1, seeds + 1)]
    hits = sum(one["low"] <= 1 - level <= one["high"] for one in told)
    assert stats.binom(seeds, chance).ppf(1e-4) <= hits <= stats.binom(seeds, chance + 0.02).ppf(1 - 1e-4)


# The search itself


def counter(counts: Sequence[int]) -> Callable[[Sequence[int]], list[int]]:
    return lambda steps: [counts[step] for step in steps]


def by_grid(counts: Sequence[int], n: int, level: float) -> tuple[tuple[int, int] | None, int | None, int | None]:
    """What a grid of all steps says where the share passes the level once."""
    above = [count / n >= level for count in counts]
    if above[0] == above[-1]:
        return None, None, None
    passes = above.index(not above[0])
    clear = [clear_side(count, n, level) for count in counts]
    before = [step for step in range(passes) if clear[step]]
    after = [step for step in range(passes, STEPS + 1) if clear[step]]
    return (passes - 1, passes), max(before, default=None), min(after, default=None)


@given(st.integers(1, 60), st.lists(st.integers(0, STEPS), max_size=60), st.floats(0.01, 0.99), st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_search_finds_what_a_grid_finds(n: int, flipped: list[int], level: float, rising: bool) -> None:
    """For every curve that goes one way: the same steps, with a twentieth of the values."""
    flipped = flipped[:n]
    counts = [sum(step <= where for where in flipped) for step in range(STEPS + 1)]
    if rising:
        counts = [n - count for count in counts]
    told = search(counter(counts), n, level)
    assert (told.passes, told.low, told.high) == by_grid(counts, n, level)
    assert len(told.counts) <= MOST_VALUES
    assert not told.again


@given(st.lists(st.integers(0, 40), min_size=9, max_size=60), st.floats(0.01, 0.99))
@settings(max_examples=200, deadline=None)
def test_of_any_curve_a_real_crossing_is_found(heights: list[int], level: float) -> None:
    """Neighbouring steps, the share on different sides of the level; one end of the interval before and one behind it."""
    counts = np.interp(np.linspace(0, len(heights) - 1, STEPS + 1), range(len(heights)), heights).round().astype(int).tolist()
    told: Search = search(counter(counts), 40, level)
    ends = {counts[step] / 40 >= level for step in (0, STEPS)}
    assert (told.passes is None) == (len(ends) == 1)
    if told.passes:
        left, right = told.passes
        assert right == left + 1
        assert (counts[left] / 40 >= level) != (counts[right] / 40 >= level)
        assert told.low is None or (told.low <= left and clear_side(counts[told.low], 40, level))
        assert told.high is None or (told.high >= right and clear_side(counts[told.high], 40, level))


def test_the_steps_are_the_decimals_a_person_writes() -> None:
    """14 is 14 and 0.3 is 0.3, so that a comparison with a whole number falls on the right side."""
    for low, high, step, value in ((0, 60, 500, 30), (0, 1, 300, 0.3), (-0.3, 0.3, 500, 0), (0.1, 0.4, 400, 0.22)):
        question = read_question(loads(FALLING).scenario, f"x={low}:{high}", "aid", None)
        assert question.values[step] == value
        assert (question.values[0], question.values[-1]) == (low, high)


# No threshold, several, and beyond the range


def test_a_level_that_is_never_passed_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "falling.yaml"
    path.write_text(FALLING)
    asked = ("threshold", str(path), "--vary", "x=0.6:0.9", "--reach", "aid", "-n", "500")
    text, data = command(*asked), command(*asked, "--format", "json")
    assert (text.status, data.status) == (0, 0)
    assert json.loads(data.out)["threshold"] is None
    assert len(json.loads(data.out)["evaluated"]) == 9
    first, last = (percent(np.mean(numbers(500) >= x)) for x in (0.6, 0.9))
    words = " ".join(text.out.split())
    assert "does not pass 50 % as x goes from 0.6 to 0.9 points" in words
    assert f"It goes from {first} at 0.6 to {last} at 0.9." in words


def percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"


def near_the_median() -> tuple[float, float]:
    """Two values between which the share of 100 histories falls from 55 % to 44 %: neither can be told from 50 %."""
    drawn = sorted(numbers(100).tolist())
    return drawn[45], math.nextafter(drawn[55], 1)


def test_an_end_of_the_interval_may_lie_beyond_the_range() -> None:
    low, high = near_the_median()
    both = found(FALLING, n=100, vary=f"x={low!r}:{high!r}")["threshold"]
    assert low < both["value"] < high
    assert (both["low"], both["high"]) == (None, None)
    one = found(FALLING, n=100, vary=f"x={low!r}:1")["threshold"]
    assert one["low"] is None
    assert one["high"] > high


def test_an_open_end_is_said(tmp_path: Path) -> None:
    path = tmp_path / "falling.yaml"
    path.write_text(FALLING)
    low, _ = near_the_median()
    told = command("threshold", str(path), "--vary", f"x={low!r}:1", "--reach", "aid", "-n", "100")
    words = " ".join(told.out.split())
    assert f"(95 %: below {low:.4f} to " in words
    assert f"at {low:.4f} points it cannot be told from 50 % with 100 replications" in words


def test_a_level_that_is_passed_three_times() -> None:
    """The first crossing is found, and it is said that there are others."""
    told = found(WAVE, n=500)
    assert told["threshold"]["value"] == pytest.approx(0.3, abs=1 / STEPS)
    assert told["passes_again"] is True
    assert found(FALLING, n=500)["passes_again"] is False


def test_a_level_that_is_passed_on_a_hill_between_the_ends() -> None:
    """Both ends lie below it: no threshold, but not in silence."""
    told = found(HILL, n=500)
    assert told["threshold"] is None
    assert told["passes_again"] is True
    assert found(HILL, n=500, vary="x=0:0.5")["threshold"]["value"] == pytest.approx(0.194, abs=0.05)


@pytest.mark.parametrize(
    ("text", "says"), [(WAVE, "The first time is given"), (HILL, "None is given, as both ends lie on one side")]
)
def test_several_crossings_are_said(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "several.yaml"
    path.write_text(text)
    told = " ".join(command("threshold", str(path), "--vary", "x", "--reach", "aid", "-n", "500").out.split())
    assert f"Note: it passes 50 % more than once. {says}" in told
    assert "--vary x=LOW:HIGH" in told


def test_histories_without_luck_flip_at_once(tmp_path: Path) -> None:
    """The interval is no more than a step on either side, and the reader is told how to learn the exact value."""
    path = tmp_path / "certain.yaml"
    path.write_text(compared("0.4 >= x"))
    asked = ("threshold", str(path), "--vary", "x", "--reach", "aid", "-n", "100")
    assert json.loads(command(*asked, "--format", "json").out)["threshold"] == {"value": 0.4005, "low": 0.4, "high": 0.401}
    assert "all histories flip at once, within one step; --replication 0 gives" in " ".join(command(*asked).out.split())


# One history


def exact(text: str, replication: int, *, vary: str = "x", seed: int = 1, uncertain: bool = False) -> Flips:
    one = setup(text, seed, uncertain=uncertain)
    return flips(one, read_question(one.scenario, vary, "aid", None), replication)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("replication", [0, 17, 1_000_000, 2**63 - 2])
def test_one_history_flips_at_its_own_number(replication: int, seed: int) -> None:
    """`level >= x` up to x = level itself and not one bit further; `level < x` from the next number on."""
    own = float(uniforms(seed, LEVEL_PLACE, 0, replication, 1)[0])
    following = math.nextafter(own, math.inf)
    assert exact(FALLING, replication, seed=seed).pairs == ((own, following),)
    assert exact(RISING, replication, seed=seed).pairs == ((following, own),)


@pytest.mark.parametrize(
    ("condition", "pair"),
    [
        ("x > 0", (5e-324, 0.0)),
        ("x < 0", (-5e-324, 0.0)),
        ("x >= 0.1", (0.1, math.nextafter(0.1, 0))),
        ("x * x > 0.5 and x < 0", (-0.7071067811865476, -0.7071067811865475)),
    ],
)
def test_a_flip_at_nought_and_below_it(condition: str, pair: tuple[float, float]) -> None:
    assert exact(compared(condition, -1, 1), 0).pairs == (pair,)


def test_every_flip_of_a_history_is_found() -> None:
    """`abs(x - level) > 0.1` ceases to hold at level - 0.1, and holds again from level + 0.1 on."""
    own = float(numbers(1)[0])
    told = exact(compared("abs(x - level) > 0.1", -1, 2), 0)
    assert told.at_low
    assert len(told.pairs) == 2
    assert told.pairs[0] == pytest.approx((own - 0.1, own - 0.1))
    assert told.pairs[1] == pytest.approx((own + 0.1, own + 0.1))
    for yes, no in told.pairs:
        assert math.nextafter(yes, no) == no
        assert abs(yes - own) > 0.1 >= abs(no - own)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_have_places(value: float) -> None:
    assert float_at(place_of_float(value)) == value
    above = math.nextafter(value, math.inf)
    assert math.isinf(above) or place_of_float(above) == place_of_float(value) + 1


def test_the_two_sides_of_a_flip_as_json(tmp_path: Path) -> None:
    """With every digit, so that `run --set` shows either side."""
    path = tmp_path / "falling.yaml"
    path.write_text(FALLING)
    told = json.loads(
        command("threshold", str(path), "--vary", "x", "--reach", "aid", "--replication", "5", "--format", "json").out
    )
    own = float(uniforms(1, LEVEL_PLACE, 0, 5, 1)[0])
    assert told["flips"] == [{"reached": repr(own), "not_reached": repr(math.nextafter(own, 1))}]
    assert told["reached_at_low"] is True
    assert told["settings"] == {"seed": 1, "replication": 5, "parameters": {"x": 0.5}, "uncertain": []}
    for side, stage in (("reached", "aid"), ("not_reached", "calm")):
        run = command("run", str(path), "--replication", "5", "--set", f"x={told['flips'][0][side]}", "--format", "json")
        assert json.loads(run.out)["highest_stage"] == stage


def test_the_two_sides_of_a_flip_in_words(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    own = float(uniforms(1, LEVEL_PLACE, 0, 5, 1)[0])
    for text, words in (
        (FALLING, f"with x up to {own:,.9g} points, and not above it. To the last bit: between {own} (reached) and "),
        (
            RISING,
            f"with x from {own:,.9g} points on, and not below it. To the last bit: between {math.nextafter(own, 1)} (reached)",
        ),
        (compared("level >= x + 1"), "at no value of x from 0 to 1 points"),
        (compared("level >= x - 1"), "at every value of x from 0 to 1 points"),
        (compared("abs(x - level) > 0.1", -1, 2), "it flips 2 times whether the government reaches “Aid at last”"),
    ):
        path.write_text(text)
        told = command("threshold", str(path), "--vary", "x", "--reach", "aid", "--replication", "5")
        assert told.status == 0
        assert words in " ".join(told.out.split())


def test_a_flip_of_the_shipped_scenario_is_what_run_tells() -> None:
    """On the one side of the value the history reaches the stage, on the other it does not."""
    asked = ("--replication", "1", "--format", "json", "--quiet")
    vary = ("--vary", "opening_support", "--reach", "defensive_weapons")
    told = json.loads(command("threshold", BASE, *vary, *asked).out)
    for side in ("reached", "not_reached"):
        run = json.loads(command("run", BASE, *asked, "--set", f"opening_support={told['flips'][0][side]}").out)
        days = {stage["stage"]: stage["first_reached_day"] for stage in run["stages"]}
        assert (days["defensive_weapons"] is not None) == (side == "reached")


# The same answer, whoever works it out


def test_every_value_is_what_run_says_of_it() -> None:
    """The probabilities are those of `run -n --set`, also with uncertain parameters."""
    more = ("-n", "60", "--seed", "4", "--uncertain", "--format", "json", "--quiet")
    told = json.loads(command("threshold", BASE, "--vary", "opening_support", "--reach", "defensive_weapons", *more).out)
    for one in told["evaluated"][::7]:
        run = json.loads(command("run", BASE, "--set", f"opening_support={one['value']}", *more).out)
        share = next(stage["reached"] for stage in run["stages"] if stage["stage"] == "defensive_weapons")
        assert {key: one[key] for key in ("probability", "low", "high")} == {
            key: share[key] for key in ("probability", "low", "high")
        }
        assert told["settings"]["uncertain"] == run["settings"]["uncertain"]


def test_jobs_and_engines_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes from one thread and from two, from either engine, and however the histories are cut into blocks."""
    path = tmp_path / "waiting.yaml"
    path.write_text(WAITING)
    asked = ("threshold", str(path), "--vary", "mean", "--reach", "aid", "-n", "150", "--format", "json")
    one = command(*asked, "--jobs", "1")
    assert one.status == 0
    assert command(*asked, "--engine", "kernel").out == one.out
    assert command(*asked, "--engine", "simpy", "--jobs", "1").out == one.out
    monkeypatch.setattr(module, "LANES", 400)
    assert command(*asked, "--jobs", "1").out == one.out
    assert command(*asked, "--jobs", "2").out == one.out


def test_a_block_is_never_larger_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with the number of replications: the histories are played in blocks."""
    monkeypatch.setattr(module, "LANES", 90)
    sizes: list[int] = []
    one = setup(FALLING)
    question = read_question(one.scenario, "x", "aid", None)
    told = threshold(one, question, 0.3, 500, jobs=1, progress=sizes.append)
    assert max(sizes) <= 90
    assert sum(sizes) == 500 * len(told.counts) <= 500 * MOST_VALUES


def test_another_seed_is_other_luck() -> None:
    first, again, other = (found(FALLING, n=200, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first["threshold"] != other["threshold"]


UNCERTAIN = (
    TEN_DAYS
    + """
parameters:
  x: {value: 0.5, range: [0, 1], prior: "uniform(0, 1)", assumption: for the test}
  y: {value: 0, prior: "uniform(0, 1)", assumption: for the test}
ladder: [{stage: calm}, {stage: aid, climb: {when: y >= x}}]
outcomes: {day: first(stage > 0)}
"""
)


def test_the_varied_parameter_is_not_drawn() -> None:
    """Under --uncertain the others are: y is uniform, and reaches x with 1 - x."""
    one = setup(UNCERTAIN, uncertain=True)
    question = read_question(one.scenario, "x", "aid", None)
    told = threshold_data(one, question, threshold(one, question, 0.3, 1_000, jobs=1))
    drawn = uniforms(1, "parameters/y", 0, 0, 1_000)
    assert told["settings"]["uncertain"] == ["y"]
    assert all(point["probability"] == np.mean(drawn >= point["value"]) for point in told["evaluated"])
    assert exact(UNCERTAIN, 3, uncertain=True).pairs[0][0] == drawn[3]


def test_a_scenario_without_outcomes() -> None:
    """They are not asked for, and need not be there."""
    bare = FALLING.partition("outcomes:")[0]
    told, whole = found(bare, n=50), found(FALLING, n=50)
    assert [told[key] for key in ("threshold", "evaluated")] == [whole[key] for key in ("threshold", "evaluated")]
    assert exact(bare, 3) == exact(FALLING, 3)


# Formats and refusals


def test_the_json_format(tmp_path: Path) -> None:
    path = tmp_path / "falling.yaml"
    path.write_text(FALLING)
    out = tmp_path / "answer.json"
    told = command("threshold", str(path), "--vary", "x", "--reach", "aid", "-n", "200", "--level", "0.3", "-o", str(out))
    assert (told.status, told.out) == (0, "")
    data = json.loads(out.read_text())
    assert data["scenario"].keys() == {"name", "title", "digest"}
    assert (data["format"], data["version"]) == ("escalation-sim/threshold", 1)
    assert (data["parameter"], data["stage"], data["level"], data["low"], data["high"]) == ("x", "aid", 0.3, 0, 1)
    assert data["by"] is None
    assert data["settings"] == {"seed": 1, "replications": 200, "parameters": {"x": 0.5}, "uncertain": []}
    assert data["threshold"].keys() == {"value", "low", "high"}
    values = [one["value"] for one in data["evaluated"]]
    assert values == sorted(set(values))
    assert {0, 0.125, 0.5, 1} <= set(values)
    assert data["runs"] == 200 * len(values) <= 200 * MOST_VALUES < 200 * STEPS / 20
    assert data["evaluated"][0].keys() == {"value", "probability", "low", "high"}
    assert data["evaluated"][0]["low"] == pytest.approx(wilson(200, 200)[0])


def test_the_words(tmp_path: Path) -> None:
    """The answer with its unit and its interval, the first look, what it cost, what it rests on; on a page."""
    path = tmp_path / "falling.yaml"
    path.write_text(FALLING)
    told = command("threshold", str(path), "--vary", "x", "--reach", "aid", "-n", "200", "--level", "0.3").out
    data = found(FALLING, 0.3, 200)
    value, low, high = (repr(float(data["threshold"][key])) for key in ("value", "low", "high"))
    words = " ".join(told.split())
    assert f"the government reaches “Aid at last” falls below 30 % at x = {value} points (95 %: {low} to {high})" in words
    assert "x, “x”, is 0.5 points in the file" in words
    assert f"Found with {data['runs']:,} histories, 200 at each of {len(data['evaluated'])} values" in words
    assert "a grid as fine, in steps of 0.001 points, takes 200,200" in words
    assert len(told.splitlines()) <= 22
    assert sum(line.startswith("  ") for line in told.splitlines()) == 10


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--vary", "y", "--reach", "aid"], "there is no parameter 'y'"),
        (["--vary", "opinon_floor", "--reach", "aid"], "known are x"),
        (["--vary", "x", "--reach", "aide"], "did you mean aid?"),
        (["--vary", "x", "--reach", "calm"], "reached from the start"),
        (["--vary", "x=1", "--reach", "aid"], "NAME=LOW:HIGH"),
        (["--vary", "x=1:0", "--reach", "aid"], "LOW must be below HIGH"),
        (["--vary", "x=0:1:5", "--reach", "aid"], "NAME=LOW:HIGH"),
        (["--vary", "x=1e308:1e309", "--reach", "aid"], "LOW must be below HIGH"),
        (["--vary", "x=1:1.0000000000001", "--reach", "aid"], "too narrow"),
        (["--vary", "x", "--reach", "aid", "--set", "x=0.2"], "x is both set and varied"),
        (["--vary", "x", "--reach", "aid", "--level", "0"], "between 0 and 1"),
        (["--vary", "x", "--reach", "aid", "--level", "nan"], "between 0 and 1"),
        (["--vary", "x", "--reach", "aid", "-n", "5", "--replication", "5"], "take one of them out"),
        (["--vary", "x", "--reach", "aid", "--level", "0.3", "--replication", "5"], "take --level out"),
        (["--vary", "x", "--reach", "aid", "--by", "2023-01-01"], "before the start"),
        (["--vary", "x", "--reach", "aid", "--by", "soon"], "a date is written"),
        (["--vary", "x", "--reach", "aid", "-o", "answer.png"], "names no format"),
        (["--vary", "x"], "--reach"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, more: list[str], words: str) -> None:
    path = tmp_path / "falling.yaml"
    path.write_text(FALLING)
    told = command("threshold", str(path), *more)
    assert (told.status, told.out) == (2, "")
    assert words in told.err


def test_a_parameter_without_a_range(tmp_path: Path) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text(FALLING.replace(", range: [0, 1]", ""))
    asked = ("threshold", str(path), "--reach", "aid", "-n", "20")
    told = command(*asked, "--vary", "x")
    assert told.status == 2
    assert "x has no range; write --vary x=LOW:HIGH" in told.err
    assert command(*asked, "--vary", "x=0:1").status == 0


def test_the_scenario_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "falling.yaml"
    path.write_text(FALLING)
    told = command("threshold", str(path), "--vary", "x", "--reach", "aid", "--format", "json", "-o", str(path))
    assert told.status == 2
    assert path.read_text() == FALLING


def test_beyond_the_range_is_allowed_and_said(tmp_path: Path) -> None:
    path = tmp_path / "falling.yaml"
    path.write_text(FALLING)
    asked = ("threshold", str(path), "--vary", "x=-1:0.8", "--reach", "aid", "-n", "20")
    assert command(*asked).err == "note: --vary x=-1:0.8 goes beyond its range, 0 to 1\n"
    assert command(*asked, "--quiet").err == ""


@pytest.mark.parametrize("more", [["-n", "30"], ["-n", "30", "--engine", "simpy"], ["--replication", "0"]])
def test_a_history_that_stops_says_at_which_value(tmp_path: Path, more: list[str]) -> None:
    """The lowest value, and at it the lowest replication."""
    path = tmp_path / "stops.yaml"
    path.write_text(compared("level >= x").replace('"uniform(0, 1)"', '"uniform(0, 1 / x)"'))
    told = command("threshold", str(path), "--vary", "x", "--reach", "aid", *more)
    assert (told.status, told.out) == (3, "")
    assert "not a finite number" in told.err
    assert "`run … --set x=0 --replication 0`" in told.err


def test_titles_do_nothing_but_show(tmp_path: Path) -> None:
    """A title can't give a CI service an order, nor break the table."""
    path = tmp_path / "hostile.yaml"
    path.write_text(FALLING.replace("title: x", 'title: "x\\n::error::boom [bold]"').replace("Aid at last", '"A\\n::warning::b"'))
    for more in (["-n", "20"], ["--replication", "0"]):
        told = command("threshold", str(path), "--vary", "x", "--reach", "aid", *more)
        assert told.status == 0
        assert not any(line.lstrip().startswith("::") for line in told.out.splitlines())


def test_engines_that_disagree_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sides of a flip are told by the SimPy engine: what the other one found is not taken on trust."""
    real = simpy_engine.play
    monkeypatch.setattr(
        simpy_engine,
        "play",
        lambda programme, parameters, *rest, **more: real(programme, {**parameters, "x": 0.0}, *rest, **more),
    )
    with pytest.raises(AssertionError, match="the engines disagree"):
        exact(FALLING, 0)
