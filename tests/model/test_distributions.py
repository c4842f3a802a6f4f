"""Every draw of the language against its own moments, its quantiles, its limits, and what it must refuse."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special, stats

from escalation_sim.model.distributions import DISTRIBUTIONS, standard_normal
from tests import phrases
from tests.places import ROOT

CASES: dict[str, list[tuple[float, ...]]] = {
    "uniform": [(0.0, 1.0), (-3.0, 5.5), (500.0, 3000.0)],
    "triangular": [(0.0, 2.0, 5.0), (0.0, 0.0, 3.0), (-4.0, 1.0, 1.0), (3000.0, 10000.0, 20000.0)],
    "normal": [(0.0, 1.0), (-7.0, 2.5), (1e6, 1.0)],
    "lognormal": [(1.0, 0.5), (60.0, 0.8), (0.01, 1.0)],
    "exponential": [(1.0,), (0.02,), (180.0,)],
    "bernoulli": [(0.3,), (0.75,), (0.999,)],
    "choice": [(0.3, 0.7), (0.2, 0.5, 0.3), (0.25, 0.0, 0.25, 0.5), (0.1,) * 10],
}
IMPOSSIBLE: dict[str, list[tuple[float, ...]]] = {
    "uniform": [(1.0, 0.999), (5.0, -5.0)],
    "triangular": [(0.0, 2.0, 1.0), (1.0, 0.0, 2.0), (2.0, 1.0, 0.0)],
    "normal": [(0.0, -1e-9), (3.0, -1.0)],
    "lognormal": [(0.0, 1.0), (-1.0, 1.0), (1.0, -0.1)],
    "exponential": [(0.0,), (-2.0,)],
    "bernoulli": [(-0.01,), (1.01,)],
    "choice": [(0.5, 0.6), (0.5, 0.4), (1.5, -0.5), (-0.2, 0.7, 0.5), (2.0, -1.0)],
}
CERTAIN: dict[str, list[tuple[tuple[float, ...], float]]] = {
    "uniform": [((2.5, 2.5), 2.5)],
    "triangular": [((2.5, 2.5, 2.5), 2.5)],
    "normal": [((2.5, 0.0), 2.5)],
    "lognormal": [((2.5, 0.0), 2.5)],
    "exponential": [],
    "bernoulli": [((0.0,), 0.0), ((1.0,), 1.0)],
    "choice": [((1.0, 0.0), 0.0), ((0.0, 1.0), 1.0), ((0.0, 0.0, 1.0), 2.0)],
}
"""Arguments with which only one value can come."""

SMALLEST = 2.0**-53
_EDGES = [SMALLEST, 1e-15, 1e-9, 0.0749999, 0.075, 0.0750001, 0.5, 0.925, 0.9250001, 1 - 1e-9, 1 - 1e-15, 1 - SMALLEST]


def as_luck_gives_it(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest numbers that `luck.uniforms` can give: odd multiples of 2^-53."""
    return (np.floor(u * 2.0**52) + 0.5) * 2.0**-52


EDGES = as_luck_gives_it(np.array(_EDGES))
GRID = np.unique(as_luck_gives_it(np.concatenate([_EDGES, (np.arange(20_000) + 0.5) / 20_000])))

Array = NDArray[np.float64]
ALL = [(name, arguments) for name, cases in CASES.items() for arguments in cases]


def reference(name: str, arguments: tuple[float, ...]) -> Any:
    """The same distribution in scipy."""
    match name, arguments:
        case "uniform", (low, high):
            return stats.uniform(low, high - low)
        case "triangular", (low, mode, high):
            return stats.triang((mode - low) / (high - low), low, high - low)
        case "normal", (mean, sd):
            return stats.norm(mean, sd)
        case "lognormal", (median, sigma):
            return stats.lognorm(sigma, scale=median)
        case "exponential", (mean,):
            return stats.expon(scale=mean)
        case "bernoulli", (p,):
            return stats.bernoulli(p)
    return stats.rv_discrete(values=(range(len(arguments)), arguments))


def jumps(name: str, arguments: tuple[float, ...]) -> list[float]:
    """Where the quantile jumps or has a kink, as values of u."""
    match name, arguments:
        case "triangular", (low, mode, high):
            return [(mode - low) / (high - low)]
        case "bernoulli", (p,):
            return [1 - p]
        case "choice", _:
            return [float(share) for share in np.cumsum(arguments)[:-1]]
    return []


def integral(name: str, arguments: tuple[float, ...], power: int, centre: float) -> float:
    """The integral over u of (quantile(u) - centre)^power: Gauss-Legendre in z, where u is the normal probability of z.

    Between -8 and 8 nothing is lost that matters: the rest has a weight of 1e-15, and the tails of the draws are no wilder than
    exp(z).
    """
    nodes, weights = np.polynomial.legendre.leggauss(20)
    breaks = [z for z in special.ndtri(jumps(name, arguments)) if abs(z) < 8]
    cells = np.unique(np.concatenate([np.linspace(-8, 8, 161), breaks]))
    middle, half = (cells[1:] + cells[:-1]) / 2, (cells[1:] - cells[:-1]) / 2
    z = (middle[:, None] + half[:, None] * nodes).ravel()
    weight = (half[:, None] * weights).ravel() * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    values = quantile(name, special.ndtr(z), arguments)
    return float(((values - centre) ** power * weight).sum())


def quantile(name: str, u: Array, arguments: tuple[float, ...]) -> Array:
    """The draws at an array of uniform numbers, with arguments that are arrays too, as the engines give them."""
    columns = [np.full(u.shape, argument) for argument in arguments]
    with np.errstate(all="ignore"):
        return np.asarray(DISTRIBUTIONS[name].quantile(u, *columns), np.float64)


def test_every_distribution_is_here() -> None:
    """A new entry of `DISTRIBUTIONS` has its cases here, its place in the random scenarios, and its words in the documents."""
    assert list(CASES) == list(IMPOSSIBLE) == list(CERTAIN) == list(DISTRIBUTIONS)
    assert set(phrases.DRAWS) == set(phrases.LENGTHS) == set(phrases.CHANCES) == set(DISTRIBUTIONS)
    assert {prior.partition("(")[0] for priors in phrases.PRIORS.values() for prior in priors} == set(DISTRIBUTIONS)
    reference_of_the_language = ROOT / "docs" / "language.md"
    if reference_of_the_language.exists():
        text = reference_of_the_language.read_text(encoding="utf-8")
        assert [name for name in DISTRIBUTIONS if f"{name}(" not in text] == []


@pytest.mark.parametrize(("name", "arguments"), ALL)
def test_mean_and_variance_are_those_of_the_quantile(name: str, arguments: tuple[float, ...]) -> None:
    """The moments it states are the integrals of what it draws."""
    entry = DISTRIBUTIONS[name]
    mean, variance = entry.mean(*arguments), entry.variance(*arguments)
    sd = math.sqrt(variance)
    assert integral(name, arguments, 1, mean) == pytest.approx(0, abs=1e-7 * sd)
    assert integral(name, arguments, 2, mean) == pytest.approx(variance, rel=1e-6)


@pytest.mark.parametrize(("name", "arguments"), ALL)
def test_quantiles_are_those_of_scipy(name: str, arguments: tuple[float, ...]) -> None:
    """At 20,000 points and far into the tails."""
    beside_jumps = np.array([abs(GRID - jump) > 1e-12 for jump in jumps(name, arguments)]).reshape(-1, len(GRID)).all(axis=0)
    u = GRID[beside_jumps]
    expected = reference(name, arguments).ppf(u)
    scale = float(np.abs(expected).max()) if name in ("uniform", "triangular", "normal") else 0.0
    np.testing.assert_allclose(quantile(name, u, arguments), expected, rtol=2e-12, atol=1e-14 * scale)


@pytest.mark.parametrize(("name", "arguments"), ALL)
def test_draws_keep_their_limits_and_come_near_to_them(name: str, arguments: tuple[float, ...]) -> None:
    """No uniform number gives less than the lower limit or more than the upper, and the extreme ones come close to both."""
    low, high = DISTRIBUTIONS[name].limits(*arguments)
    values = quantile(name, GRID, arguments)
    spread = math.sqrt(DISTRIBUTIONS[name].variance(*arguments))
    assert low <= values.min()
    assert values.max() <= high
    assert values[0] <= (low + 0.05 * spread if math.isfinite(low) else values.mean() - 5 * spread)
    assert values[-1] >= (high - 0.05 * spread if math.isfinite(high) else values.mean() + 5 * spread)


@pytest.mark.parametrize(("name", "arguments"), ALL)
def test_more_luck_is_never_less(name: str, arguments: tuple[float, ...]) -> None:
    """The quantile rises with u."""
    assert (np.diff(quantile(name, GRID, arguments)) >= 0).all()


@pytest.mark.parametrize(("name", "arguments"), ALL)
def test_one_number_and_many_give_the_same_digits(name: str, arguments: tuple[float, ...]) -> None:
    """Scalar and array calls agree to the last bit, also when only some arguments are arrays."""
    entry = DISTRIBUTIONS[name]
    many = quantile(name, GRID, arguments)
    with np.errstate(all="ignore"):
        one_by_one = np.array([entry.quantile(u, *arguments) for u in GRID.tolist()])
        mixed = np.asarray(entry.quantile(GRID, *arguments), np.float64)
    assert (one_by_one == many).all()
    assert (mixed == many).all()


@pytest.mark.parametrize(("name", "arguments"), [(name, arguments) for name, cases in IMPOSSIBLE.items() for arguments in cases])
def test_impossible_arguments_give_no_number(name: str, arguments: tuple[float, ...]) -> None:
    """Whatever the luck; for one number and for many."""
    with np.errstate(all="ignore"):
        assert all(math.isnan(DISTRIBUTIONS[name].quantile(u, *arguments)) for u in EDGES.tolist())
    assert np.isnan(quantile(name, EDGES, arguments)).all()


@pytest.mark.parametrize("name", list(CASES))
def test_arguments_that_are_no_numbers_give_none(name: str) -> None:
    """nan in any place; infinity may not give a finite number out of nothing, but never stops the calculation."""
    entry = DISTRIBUTIONS[name]
    usual = CASES[name][0]
    for place in range(len(usual)):
        odd = (*usual[:place], math.nan, *usual[place + 1 :])
        with np.errstate(all="ignore"):
            assert math.isnan(entry.quantile(0.3, *odd))
        assert np.isnan(quantile(name, EDGES, odd)).all()


@pytest.mark.parametrize(("name", "arguments", "value"), [(name, *case) for name, cases in CERTAIN.items() for case in cases])
def test_degenerate_arguments_are_possible(name: str, arguments: tuple[float, ...], value: float) -> None:
    """Equal bounds, a spread of nothing, a chance of 0 or 1: one value, and the moments and limits say so."""
    entry = DISTRIBUTIONS[name]
    assert {entry.quantile(u, *arguments) for u in EDGES.tolist()} == {value}
    assert set(quantile(name, EDGES, arguments).tolist()) == {value}
    assert entry.mean(*arguments) == pytest.approx(value)
    assert entry.variance(*arguments) == pytest.approx(0, abs=1e-12)
    low, high = entry.limits(*arguments)
    assert low <= value <= high


def test_the_normal_quantile_is_right_to_the_last_digits() -> None:
    """Against scipy's, from 1e-16 to 1 - 1e-16: no more than a few units in the last place (2.2e-16) apart."""
    small = np.logspace(-16, math.log10(0.5), 20_000)
    u = np.unique(np.concatenate([small, 1 - small, EDGES, np.linspace(0.01, 0.99, 20_001)]))
    u = u[(u > 0) & (u < 1) & (u != 0.5)]
    ours, theirs = np.asarray(standard_normal(u)), special.ndtri(u)
    error = np.abs(ours - theirs) / np.abs(theirs)
    assert error.max() < 1e-15, (u[error.argmax()], error.max())
    assert np.median(error) <= 2e-16
    assert standard_normal(0.5) == 0


def test_a_bernoulli_says_yes_above_1_minus_p() -> None:
    """As the language promises: with the same luck, a larger p says yes wherever a smaller one did."""
    entry = DISTRIBUTIONS["bernoulli"]
    assert [entry.quantile(u, 0.25) for u in (0.74, 0.75, 0.76)] == [0.0, 0.0, 1.0]
