"""Intervals of differences, and what they rest on, worked out in JavaScript: those of Python, bit for bit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from escalation_sim.luck import uniforms
from escalation_sim.model import elementary
from escalation_sim.model.distributions import standard_normal
from escalation_sim.results import contrasts
from escalation_sim.results.statistics import mean_and_sd
from tests.web.figures import Column, bits, doubles, figures, plain


def function(name: str, values: list[float]) -> str:
    (answer,) = figures({"what": "elementary", "name": name, "values": bits(values)})
    return str(answer)


def expected(name: str, values: list[float]) -> str:
    with np.errstate(all="ignore"):
        told = [float(getattr(elementary, name)(value)) for value in values]
    return bits([math.nan if math.isnan(one) else one for one in told])


EDGES = [
    0.0,
    -0.0,
    math.inf,
    -math.inf,
    math.nan,
    1.0,
    -1.0,
    5e-324,
    2.0**-1022,
    1.7e308,
    709.78,
    709.79,
    -745.1,
    -745.2,
    -708.4,
    0.5**0.5,
]


@pytest.mark.parametrize("name", ["exp", "log"])
def test_exp_and_log_are_those_of_python(name: str) -> None:
    luck = np.random.default_rng(1)
    values = [
        *EDGES,
        *doubles(20_000, 6),
        *plain(5_000, 7),
        *luck.uniform(-760, 760, 20_000).tolist(),
        *luck.uniform(0, 2, 20_000),
    ]
    assert function(name, values) == expected(name, values)


def test_normal_quantiles_are_those_of_python() -> None:
    luck = np.random.default_rng(2)
    values = [
        *luck.random(20_000).tolist(),
        *(10.0 ** luck.uniform(-16, 0, 5_000)).tolist(),
        0.5,
        0.075,
        0.925,
        0.975,
        1 - 1e-16,
        1e-300,
    ]
    values = [value for value in values if 0 < value < 1]
    assert function("standardNormal", values) == bits([standard_normal(value) for value in values])


def test_luck_beside_histories_is_that_of_python() -> None:
    cases = [(1, "why/shares/law", 200), (12345678901234567890123, "größe", 7), (-3, "", 1), (0, "x" * 300, 1_001)]
    answers = figures(*({"what": "luck", "seed": str(seed), "place": place, "count": n} for seed, place, n in cases))
    assert answers == [bits(uniforms(seed, place, 0, 0, n)) for seed, place, n in cases]


def pairs() -> list[tuple[Column, Column, float]]:
    """Two columns of the same length, much alike or not, of every length and size; and an error."""
    luck = np.random.default_rng(3)
    found = []
    for n in (1, 2, 9, 10, 11, 30, 100, 1_001):
        for scale in (0.0, 1e-9, 1.0, 1e6, 1e160, 1e308):
            a = luck.normal(0, 1, n)
            with np.errstate(all="ignore"):
                b = a * scale + luck.normal(0, luck.choice([0, 0.1, 1]), n) * (luck.random(n) < 0.5)
            found.append((a, np.nan_to_num(b, posinf=1.7e308, neginf=-1.7e308), float(luck.choice([0.05, 0.05 / 3, 0.01]))))
    return [*found, (np.ones(20), np.ones(20), 0.05), (np.zeros(20), np.ones(20), 0.05)]


def test_intervals_of_differences_are_those_of_python() -> None:
    cases = pairs()
    (answers,) = figures({"what": "contrasts", "cases": [{"a": bits(a), "b": bits(b), "alpha": alpha} for a, b, alpha in cases]})
    for (a, b, alpha), answer in zip(cases, answers, strict=True):
        n = len(a)
        with np.errstate(all="ignore"):
            spreads = [(mean_and_sd(one)[1], n) for one in (a, b)]
            freedom = [bits(contrasts.t_of(alpha, n)), bits(contrasts.paired_shares(a > 0, b > 0, alpha))]
            assert [answer["t"], answer["pairedShares"]] == freedom
            paired, apart = contrasts.paired_means(a, b, alpha), contrasts.unpaired_means(1.5, spreads[0], spreads[1], alpha)
        assert answer["pairedMeans"] == (paired and bits(paired))
        assert answer["unpairedMeans"] == (apart and bits(apart))
