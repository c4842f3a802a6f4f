"""Which assumptions matter when all of them are uncertain at once: Sobol's and Morris's methods over a scenario.

The answer at a point is the mean of the same histories at every point, so that points differ only by what they assume.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model.intervals import Interval
from escalation_sim.questions.sensitivity.assumptions import Assumption
from escalation_sim.questions.sensitivity.indices import Morris, Numbers, Sobol, drawn_rows, morris, sobol
from escalation_sim.questions.sensitivity.limits import kept, limits, size_within
from escalation_sim.questions.sensitivity.study import Asked, answer_head, answer_names, columns_of, main_answer, study_head
from escalation_sim.results.statistics import moments, total, varies
from escalation_sim.running.execution import DEFAULT, Execution
from escalation_sim.running.open_points import played
from escalation_sim.running.setups import Setup
from escalation_sim.running.tiling import LANES, MOST_POINTS


@dataclass(frozen=True)
class Told:
    """What was played: for each answer *means* and *sds* with a number a point, from *replications* histories each.

    *drawn* marks the points that were drawn from the whole cube; *sums* hold a number a replication, over those points.
    """

    replications: int
    drawn: NDArray[np.bool_]
    means: dict[str, Numbers]
    sds: dict[str, Numbers]
    sums: dict[str, Numbers]

    def value(self, name: str) -> float:
        """The mean of an answer over the points that were drawn; nan where an outcome was *never* in all histories of some."""
        means = self.means[name][self.drawn]
        return math.nan if np.isnan(means).any() else float(moments(means)[0])

    @np.errstate(all="ignore")
    def noise(self, name: str) -> float:
        """How much of the variance between the points is the luck of the few histories at each, and not of the assumptions.

        All points share their luck, so only that part of it counts which acts differently at each of them: the residual of a
        two-way analysis of variance, points × replications (Scheffé, "The Analysis of Variance", 1959, 4.8). nan for one
        replication, and where an outcome was never in some.
        """
        n, points = self.replications, int(self.drawn.sum())
        columns = self.sums[name] / points
        between = float(moments(self.means[name][self.drawn])[1]) if varies(self.means[name][self.drawn]) else 0.0
        if n < 2 or not np.isfinite(columns).all():
            return math.nan
        within = (n - 1) * float(total(np.square(self.sds[name][self.drawn])))
        rest = max(within - points * (n - 1) * float(moments(columns)[1]), 0.0)
        return min(rest / ((points - 1) * (n - 1)) / n / between, 1.0) if between else 0.0


def play(setup: Setup, asked: Asked, values: Numbers, drawn: NDArray[np.bool_], execution: Execution) -> Told:
    """The same histories at every row of *values*, points × assumptions. Raises RunError."""
    scenario, n = setup.scenario, asked.replications
    names = answer_names(scenario)
    together = min(max(LANES // n, 1), MOST_POINTS)
    cut = [slice(start, start + together) for start in range(0, len(values), together)]
    bundles = [{one.name: values[rows, index] for index, one in enumerate(asked.moved)} for rows in cut]
    means, sds = ({name: np.full(len(values), np.nan) for name in names} for _ in range(2))
    sums: dict[int, dict[str, Numbers]] = {}
    for index, answers in played(setup, bundles, n, execution):
        rows, sums[index] = cut[index], {}
        for name, column in columns_of(scenario, answers):
            numbers = np.asarray(column, np.float64)
            means[name][rows], variances = moments(numbers)
            sds[name][rows] = np.sqrt(variances)
            with np.errstate(all="ignore"):
                sums[index][name] = total(numbers[drawn[rows]], axis=0)
    return Told(
        n, drawn, means, sds, {name: total(np.stack([sums[index][name] for index in sorted(sums)]), axis=0) for name in names}
    )


def sobol_data(setup: Setup, asked: Asked, execution: Execution = DEFAULT) -> dict[str, Any]:
    """The data of Sobol's method: for every answer the indices of each assumption. Raises RunError."""
    moved = asked.moved
    seen: list[Told] = []

    def model(shares: Numbers) -> dict[str, Numbers]:
        values = np.stack([one.drawn(shares[:, index]) for index, one in enumerate(moved)], axis=1)
        seen.append(play(setup, asked, values, drawn_rows(len(moved), len(shares)), execution))
        return seen[0].means

    found = sobol(model, len(moved), asked.points, setup.settings.seed)
    (told,) = seen
    answers = [
        {
            **answer_head(setup.scenario, name),
            "value": told.value(name),
            "noise": told.noise(name),
            "parameters": _sorted([_sobol(one, indices, place) for place, one in enumerate(moved)], "total"),
        }
        for name, indices in found.items()
    ]
    return _data("sobol", setup, asked, told, answers)


def morris_data(setup: Setup, asked: Asked, execution: Execution = DEFAULT) -> dict[str, Any]:
    """The data of Morris's method: for every answer the elementary effects of each assumption. Raises RunError."""
    moved = asked.moved
    seen: list[Told] = []

    def model(shares: Numbers) -> dict[str, Numbers]:
        values = np.stack([one.between(shares[:, index]) for index, one in enumerate(moved)], axis=1)
        seen.append(play(setup, asked, values, np.ones(len(shares), np.bool_), execution))
        return seen[0].means

    found = morris(model, len(moved), asked.points, setup.settings.seed)
    (told,) = seen
    answers = [
        {
            **answer_head(setup.scenario, name),
            "value": told.value(name),
            "parameters": _sorted(
                [_morris(one, effects, place, limits(setup.scenario, name)) for place, one in enumerate(moved)], "mu_star"
            ),
        }
        for name, effects in found.items()
    ]
    return _data("morris", setup, asked, told, answers)


def _data(method: str, setup: Setup, asked: Asked, told: Told, answers: list[dict[str, Any]]) -> dict[str, Any]:
    values = {one["answer"]: one["value"] for one in answers}
    moved = {name: float(moments(column)[1]) for name, column in told.means.items()}
    return {
        **study_head(setup, method, asked),
        "answer": asked.answer or main_answer(setup.scenario, values, moved),
        "answers": answers,
    }


def _sobol(one: Assumption, indices: Sobol | None, place: int) -> dict[str, Any]:
    first = total = None
    if indices:
        first = _around(indices.first[place], indices.first_margin[place])
        total = _around(indices.total[place], indices.total_margin[place])
    return {"parameter": one.name, "kind": one.parameter.kind, "first": first, "total": total}


def _morris(one: Assumption, effects: Morris | None, place: int, possible: Interval) -> dict[str, Any]:
    """The effects of an assumption, scaled up from steps of two thirds of the way, which can make more than is *possible*."""
    told = {"parameter": one.name, "kind": one.parameter.kind}
    if effects is None:
        return {**told, "mu": None, "mu_star": None, "sigma": None}
    size = size_within(_around(effects.mu_star[place], effects.mu_star_margin[place]), possible)
    mu = kept(float(effects.mu[place]), (-(possible[1] - possible[0]), possible[1] - possible[0]))
    return {**told, "mu": mu, "mu_star": size, "sigma": float(effects.sigma[place])}


def _around(value: float, margin: float) -> dict[str, float]:
    return {"value": float(value), "low": float(value - margin), "high": float(value + margin)}


def _sorted(told: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """The largest first, equal ones in the order of the file."""
    return sorted(told, key=lambda one: -one[key]["value"] if one[key] else 0.0)
