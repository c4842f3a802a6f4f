"""Indices of sensitivity of any function of points in the unit cube: Sobol's and Morris's, by SALib.

SALib's samplers and its bootstrap are given generators of our own, so that numpy's global one is neither used nor touched.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.extras import needed
from escalation_sim.luck import generator
from escalation_sim.results.statistics import ROUNDING, varies

Numbers = NDArray[np.float64]
Model = Callable[[Numbers], Mapping[str, Numbers]]
"""Points × dimensions, in the unit cube → each answer, one number a point."""

LEVELS = 4
"""Of Morris's grid: each dimension takes the values 0, 1/3, 2/3 and 1."""

RESAMPLES = 200
"""Of the bootstrap behind every interval."""


@dataclass(frozen=True)
class Sobol:
    """For each dimension the first-order and the total index, and half the width of the 95 % interval of each."""

    first: Numbers
    first_margin: Numbers
    total: Numbers
    total_margin: Numbers


@dataclass(frozen=True)
class Morris:
    """For each dimension the mean effect, the mean of its size with half the width of its 95 % interval, and its spread."""

    mu: Numbers
    mu_star: Numbers
    mu_star_margin: Numbers
    sigma: Numbers


def sobol(model: Model, dimensions: int, points: int, seed: int) -> dict[str, Sobol | None]:
    """Sobol's indices of each answer, from points · (dimensions + 2) points; None where it is the same everywhere, or not finite.

    Sample: Saltelli's scheme on a scrambled Sobol sequence. Estimators: Saltelli et al., Computer Physics Communications 181
    (2010), table 2 (b) and (f). Raises UsageError where there is no SALib.
    """
    shares = sobol_points(dimensions, points, seed)
    analyze = _salib("analyze.sobol").analyze
    found: dict[str, Sobol | None] = {}
    for name, values in model(shares).items():
        told = None
        if varies(values):
            with _unheard():
                told = analyze(
                    _problem(dimensions),
                    values,
                    calc_second_order=False,
                    num_resamples=RESAMPLES,
                    seed=generator(seed, "sensitivity/sobol/bootstrap"),
                )
        found[name] = told and Sobol(told["S1"], told["S1_conf"], told["ST"], told["ST_conf"])
    return found


def sobol_points(dimensions: int, points: int, seed: int) -> Numbers:
    """Saltelli's sample. Of each dimensions + 2 rows the first and the last are drawn from the whole cube."""
    sample = _salib("sample.sobol").sample
    with _unheard():
        found = sample(_problem(dimensions), points, calc_second_order=False, seed=generator(seed, "sensitivity/sobol"))
    return np.asarray(found, np.float64)


def drawn_rows(dimensions: int, rows: int) -> NDArray[np.bool_]:
    """Which rows of Saltelli's sample are drawn from the whole cube, each apart from the others."""
    return np.isin(np.arange(rows) % (dimensions + 2), (0, dimensions + 1))


def morris(model: Model, dimensions: int, trajectories: int, seed: int) -> dict[str, Morris | None]:
    """Morris's elementary effects of each answer, from trajectories · (dimensions + 1) points; None as for `sobol`.

    An effect is the change of the answer for the whole way from 0 to 1. Morris, Technometrics 33 (1991); mu* after Campolongo,
    Cariboni and Saltelli, Environmental Modelling & Software 22 (2007). Raises UsageError where there is no SALib.
    """
    sample, analyze = _salib("sample.morris").sample, _salib("analyze.morris").analyze
    problem = _problem(dimensions)
    shares = np.asarray(sample(problem, trajectories, num_levels=LEVELS, seed=generator(seed, "sensitivity/morris")), np.float64)
    found: dict[str, Morris | None] = {}
    for name, values in model(shares).items():
        told = None
        if varies(values):
            told = analyze(
                problem,
                shares,
                values,
                num_resamples=RESAMPLES,
                num_levels=LEVELS,
                seed=generator(seed, "sensitivity/morris/bootstrap"),
            )
        found[name] = told and _effects(
            *(np.asarray(told[key], np.float64) for key in ("mu", "mu_star", "mu_star_conf", "sigma"))
        )
    return found


def _effects(mu: Numbers, mu_star: Numbers, margin: Numbers, sigma: Numbers) -> Morris:
    """The effects; where all of one dimension are equal, they have no spread but that of their last digits, which is none."""
    equal = sigma <= ROUNDING * mu_star
    return Morris(mu, mu_star, np.where(equal, 0.0, margin), np.where(equal, 0.0, sigma))


def _salib(module: str) -> Any:
    return needed(f"SALib.{module}", "analysis", "the methods sobol and morris")


def _problem(dimensions: int) -> dict[str, Any]:
    return {"num_vars": dimensions, "names": [f"x{one}" for one in range(dimensions)], "bounds": [[0.0, 1.0]] * dimensions}


class _unheard(warnings.catch_warnings):  # noqa: N801 - it reads like the function it stands for
    """Without the library's remarks on samples that are not powers of two, or constant in part."""

    def __enter__(self) -> None:
        super().__enter__()
        warnings.simplefilter("ignore")
