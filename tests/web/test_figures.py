"""The numbers that the page shows, worked out in JavaScript: those of Python, byte for byte."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from escalation_sim.errors import RunError
from escalation_sim.presentation.formats import to_json
from escalation_sim.results import statistics
from escalation_sim.results.rounding import Given
from escalation_sim.running.setups import Settings, Setup
from tests.web.figures import Column, about, bits, doubles, figures, plain, random_setups, settings_of, shipped, text_of

RANDOM = range(7_000, 7_160)
MORE = range(20_000, 24_000)


def test_nine_digits_are_those_of_python_in_the_middle_of_two_as_well() -> None:
    values = [*plain(30_000, 1), *doubles(10_000, 2)]
    halves = [(k + 0.5) * 2.0**e for k in range(100_000_000, 100_000_200) for e in range(4)]
    values += [*halves, *(-one for one in halves)]
    (answer,) = figures({"what": "rounded", "values": bits(values)})
    assert answer == bits([float(f"{value:.9g}") + 0.0 for value in values])  # which zero it is nobody sees


@pytest.mark.parametrize("kind", ["measured", "given"])
def test_a_number_is_written_as_python_writes_it(kind: str) -> None:
    values = [*plain(6_000, 3), *doubles(3_000, 4)]
    if kind == "given":
        (answer,) = figures({"what": "given", "values": bits(values)})
        assert answer == to_json([Given(value) for value in values])
    else:
        (answer,) = figures({"what": "json", "data": [0.0 if value == 0 else value for value in values]})
        assert answer == to_json(values)


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        {"b": [], "a": {}, "B": [[], [{}]], "10": 1, "9": None, "é": True, "": False},
        {"\U0001f54a": 1, "\uffee": 2, "z": 3},
        'a "quoted" \\ text\n\t\r\b\f\x00\x1f\x7f with ä, Ж, مرحلة, 🕊 and \u2028',
        ["##[group]", "###[x]", "## [x]", "##größe_1[", "##援[", "# #[", "##-["],
    ],
)
def test_texts_keys_and_what_is_empty_are_written_as_python_writes_them(data: Any) -> None:
    (answer,) = figures({"what": "json", "data": data})
    assert answer == to_json(data)


def test_wilson_intervals() -> None:
    pairs = [
        (count, n, z)
        for n in (1, 2, 3, 7, 100, 1_000, 12_345)
        for count in {0, 1, n // 3, n - 1, n}
        for z in (1.959963984540054, 2.6)
    ]
    (answer,) = figures({"what": "wilson", "pairs": pairs})
    assert answer == [bits(statistics.wilson(*pair)) for pair in pairs]


def columns() -> list[Column]:
    """Columns of every length, in which some are never; equal ones, huge ones, whole ones."""
    luck = np.random.default_rng(5)
    found = [np.array([]), np.array([np.nan]), np.array([-0.0]), np.array([np.nan, 3.1, np.nan]), np.array([0.0, -0.0, 0.0])]
    for n in [*range(1, 40), 100, 999, 1_000, 1_024, 4_097]:
        values = luck.normal(10, 10.0 ** luck.integers(-3, 9), n)
        holes = np.where(luck.random(n) < 0.3, np.nan, values)
        found += [values, holes, np.round(values), np.full(n, 0.1), np.where(luck.random(n) < 0.5, np.nan, 0.3)]
    return [*found, np.array([1e308, 1.7e308, -1.7e308]), np.array([1.7e308] * 5), luck.normal(0, 1e200, 50)]


def test_sums_means_spreads_and_quantiles_of_columns() -> None:
    asked = columns()
    (answers,) = figures({"what": "columns", "columns": [bits(column) for column in asked]})
    for column, answer in zip(asked, answers, strict=True):
        known = column[~np.isnan(column)]
        with np.errstate(all="ignore"):
            quantiles, said = statistics.quantiles(known.copy()), statistics.described(column)
            assert answer["total"] == bits(statistics.total(known)), column
            assert answer["described"] == to_json(said), column
        told = np.frombuffer(np.array(statistics.mean_and_sd(column)).tobytes())
        assert answer["moments"] == bits(np.where(np.isnan(told), np.nan, told)), column
        assert answer["quantiles"] == (None if quantiles is None else bits(list(quantiles.values()))), column
        if len(known):
            assert answer["median"] == bits(np.median(known) + 0.0), column


def ways_to_ask(setups: list[Setup], seed: int) -> list[dict[str, Any]]:
    """For each setup how many histories, dates that are asked for, whether they are told, in how many parts they are played."""
    luck = random.Random(seed)  # noqa: S311 - no secret depends on it
    return [
        {
            "n": luck.choice([1, 2, 9, 25, 40]),
            "by": {f"day {day}": day * 1440 for day in luck.sample(range(-1, 40), luck.choice([0, 0, 1, 3]))}
            | ({"at once": 0} if luck.random() < 0.3 else {}),
            "histories": luck.random() < 0.3,
            "parts": luck.choice([1, 1, 2, 3]),
        }
        for _ in setups
    ]


def assert_same_bytes(setups: list[Setup], ways: list[dict[str, Any]]) -> int:
    """What `run -n` prints for each; how many of them stop."""
    answers = figures(*({"what": "run", **about(setup, **way)} for setup, way in zip(setups, ways, strict=True)))
    stopped = 0
    for setup, way, answer in zip(setups, ways, answers, strict=True):
        expected = text_of(setup, way["n"], way["by"], histories=way["histories"])
        if isinstance(expected, RunError):
            assert answer["error"] == "HistoryStopped", answer
            assert answer["failure"]["replication"] == expected.replication
            stopped += 1
        else:
            assert answer == expected, (setup.scenario.title, setup.settings)
    return stopped


def test_run_of_random_scenarios_under_random_settings() -> None:
    setups = random_setups(RANDOM)
    stopped = assert_same_bytes(setups, ways_to_ask(setups, 1))
    assert 0 < stopped < len(setups) / 4
    assert sum(bool(setup.uncertain) for setup in setups) > 20
    assert sum(bool(setup.scenario.others) for setup in setups) > 20


def test_run_of_the_scenarios_that_come_with_the_program() -> None:
    """As written, and with something moved, left out, or uncertain."""
    luck = random.Random(3)  # noqa: S311 - no secret depends on it
    setups = [Setup(one, settings) for one in shipped() for settings in (Settings(), settings_of(Setup(one, Settings()), luck))]
    ways = [{**way, "n": n} for way, n in zip(ways_to_ask(setups, 2), [300, 120] * len(setups), strict=False)]
    assert assert_same_bytes(setups, ways) == 0


def test_columns_may_be_played_in_parts() -> None:
    """Workers play a part each; which histories failed is known of all."""
    setups = random_setups(range(7_400, 7_440))
    found = figures(*({"what": "joined", **about(setup, 31, parts=1 + k % 4)} for k, setup in enumerate(setups)))
    assert sum(bool(whole["failures"]) for whole, _ in found) > 1
    for whole, joined in found:
        assert joined == whole


@pytest.mark.campaign
def test_run_of_thousands_of_random_scenarios() -> None:
    for first in range(MORE.start, MORE.stop, 200):
        setups = random_setups(range(first, first + 200))
        assert_same_bytes(setups, ways_to_ask(setups, first))
