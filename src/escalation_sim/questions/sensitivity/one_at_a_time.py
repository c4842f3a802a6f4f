"""Which assumption moves the answer most: one parameter at a time along its range, under common luck."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model.intervals import Interval
from escalation_sim.model.scenario import Scenario
from escalation_sim.questions.sensitivity.assumptions import Assumption
from escalation_sim.questions.sensitivity.limits import change_within, limits, size_within
from escalation_sim.questions.sensitivity.study import (
    Asked,
    answer_head,
    answer_names,
    columns_of,
    main_answer,
    mean_of,
    study_head,
)
from escalation_sim.results.contrasts import paired_means, paired_shares, unpaired_means
from escalation_sim.results.rounding import given
from escalation_sim.results.statistics import mean_and_sd
from escalation_sim.running.execution import DEFAULT, Execution
from escalation_sim.running.open_points import played
from escalation_sim.running.setups import Setup
from escalation_sim.running.tiling import LANES

ENOUGH = 300
"""So many histories at each value say which assumption moves the answer most, or one that moves it about as much."""

WIDEST_STEPS = 3
"""At so many values each uncertainty is held to find the one that moves the answer most."""

Truths = NDArray[Any]
"""An answer in every replication: truths, or numbers with nan for never."""


def one_at_a_time(setup: Setup, asked: Asked, execution: Execution = DEFAULT) -> dict[str, Any]:
    """The data of a tornado: each parameter alone at several values, with the same histories at each. Raises RunError."""
    steps = [one.steps(asked.points) for one in asked.moved]
    cut = list(_cut(steps, asked.replications))
    swings: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in answer_names(setup.scenario)}
    base: dict[str, float] = {}
    possible = {name: limits(setup.scenario, name) for name in swings}
    bundles = [_values(asked.moved, steps, group) for group in cut]
    for index, answers in played(setup, bundles, asked.replications, execution):
        for name, column in columns_of(setup.scenario, answers):
            base[name] = mean_of(column[0])
            row = 1
            for place in cut[index]:
                rows = column[row : row + len(steps[place])]
                swings[name][place] = _swing(setup, asked.moved[place], steps[place], column[0], rows, possible[name])
                row += len(rows)
    found: list[dict[str, Any]] = [
        {
            **answer_head(setup.scenario, name),
            "value": base[name],
            "parameters": _widest_first([told[place] for place in sorted(told)]),
        }
        for name, told in swings.items()
    ]
    moved = {one["answer"]: one["parameters"][0]["width"]["value"] for one in found}
    about = study_head(setup, "one-at-a-time", asked)
    about["settings"]["over"] = asked.moved[0].over
    return {
        **about,
        "answer": asked.answer or main_answer(setup.scenario, base, moved),
        "answers": found,
    }


def _cut(steps: Sequence[Sequence[float]], n: int) -> Iterator[list[int]]:
    """The parameters that are played together, by their places; each of them with all its values, and the base beside them."""
    group: list[int] = []
    rows = 1
    for place, values in enumerate(steps):
        if group and (rows + len(values)) * n > LANES:
            yield group
            group, rows = [], 1
        group.append(place)
        rows += len(values)
    yield group


def _values(
    moved: Sequence[Assumption], steps: Sequence[Sequence[float]], group: Sequence[int]
) -> dict[str, NDArray[np.float64]]:
    """The points of a bundle: nothing fixed, then each parameter alone at each of its values."""
    rows = 1 + sum(len(steps[place]) for place in group)
    found = {moved[place].name: np.full(rows, np.nan) for place in group}
    row = 1
    for place in group:
        found[moved[place].name][row : row + len(steps[place])] = steps[place]
        row += len(steps[place])
    return found


@np.errstate(all="ignore")
def _swing(
    setup: Setup, one: Assumption, steps: Sequence[float], base: Truths, rows: Truths, possible: Interval
) -> dict[str, Any]:
    """How far a parameter alone moves an answer. *base* and each of *rows* hold the answer of every history.

    The value of the file is one of its values, unless it is drawn. The lowest and the highest answer have their change from the
    answer as it is, paired; no change is larger than is *possible*.
    """
    points = dict(zip(steps, rows, strict=True))
    if one.parameter not in setup.uncertain:
        points[setup.values[one.name]] = base
    values: list[float] = given(sorted(points))
    answers = [mean_of(points[value]) for value in values]
    known = [place for place, answer in enumerate(answers) if not math.isnan(answer)]
    told = {"parameter": one.name, "kind": one.parameter.kind, "values": values, "answers": answers}
    if not known:
        return {**told, "lowest": None, "highest": None, "width": {"value": math.nan, "low": math.nan, "high": math.nan}}
    low = min(known, key=lambda place: (answers[place], 0 < place < len(values) - 1))  # of equals rather an end
    high = max(known, key=lambda place: (answers[place], not 0 < place < len(values) - 1))
    pairs = max(len(values) * (len(values) - 1) // 2, 1)  # these two lie furthest apart of all: Bonferroni
    width = _change(points[values[low]], points[values[high]], 0.05 / pairs)
    return {
        **told,
        "lowest": {
            "at": values[low],
            "value": answers[low],
            "change": change_within(_change(base, points[values[low]]), possible),
        },
        "highest": {
            "at": values[high],
            "value": answers[high],
            "change": change_within(_change(base, points[values[high]]), possible),
        },
        "width": size_within(width, possible),
    }


def _change(a: Truths, b: Truths, alpha: float = 0.05) -> dict[str, float]:
    """The answer under *b* less that under *a*, with its interval."""
    step = mean_of(b) - mean_of(a)
    low, high = _interval(a, b, step, alpha) or (math.nan, math.nan)
    return {"value": step, "low": low, "high": high}


def _interval(a: Truths, b: Truths, step: float, alpha: float) -> tuple[float, float] | None:
    """That of a difference. Where some never had a value, who is in the means differs."""
    if a.dtype == np.bool_:
        return paired_shares(a, b, alpha)
    if not (np.isnan(a).any() or np.isnan(b).any()):
        return paired_means(a, b, alpha)
    sizes = [(mean_and_sd(one)[1], len(one)) for one in (a[~np.isnan(a)], b[~np.isnan(b)])]
    return unpaired_means(step, sizes[0], sizes[1], alpha)


def _widest_first(swings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The widest first, those of equal width in the order of the file, those without any last."""
    return sorted(swings, key=lambda one: -one["width"]["value"] if not math.isnan(one["width"]["value"]) else math.inf)


def steps_of(scenario: Scenario) -> dict[str, list[float]]:
    """At which values `widest` holds each parameter that can be moved, by name: the `steps` of `Known` in `web/ensemble.js`."""
    movable = (parameter for parameter in scenario.parameters if parameter.range or parameter.prior)
    return {parameter.name: list(Assumption(parameter, "prior").steps(WIDEST_STEPS)) for parameter in movable}


def widest(setup: Setup, replications: int, execution: Execution = DEFAULT) -> dict[str, Any] | None:
    """Of the uncertainties that are drawn, the one that moves the answer most, with the values from which to which it does.

    Each is held at the 5 %, the 50 % and the 95 % quantile of its prior (or at the ends and the middle of its range) while all
    others are drawn, in the same *replications* from 0 on, of which few are enough. None where nothing is drawn, or moves the
    answer by more than luck may. Raises RunError.
    """
    if not setup.uncertain or not answer_names(setup.scenario):
        return None
    n = min(replications, ENOUGH)
    moved = tuple(Assumption(parameter, "prior") for parameter in setup.uncertain)
    data = one_at_a_time(setup, Asked(moved, WIDEST_STEPS, n), execution)
    parameters = next(one for one in data["answers"] if one["answer"] == data["answer"])["parameters"]
    first, *others = [one for one in parameters if one["width"]["low"] > 0] or [None]
    if first is None:
        return None
    start, end = sorted((first["lowest"], first["highest"]), key=lambda one: one["at"])
    return {
        "answer": data["answer"],
        "parameter": first["parameter"],
        "from": {"at": start["at"], "value": start["value"]},
        "to": {"at": end["at"], "value": end["value"]},
        "next": [other["parameter"] for other in others[:2]],
        "replications": n,
    }
