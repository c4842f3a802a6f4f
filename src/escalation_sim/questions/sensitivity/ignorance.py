"""How much of the spread between histories is luck, and how much is ignorance of the parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.luck import generator, uniforms
from escalation_sim.questions.sensitivity.assumptions import Assumption
from escalation_sim.questions.sensitivity.study import columns_of
from escalation_sim.results.statistics import Floats, moments, varies
from escalation_sim.running.execution import Execution
from escalation_sim.running.open_points import played_apart
from escalation_sim.running.setups import Setup

DRAWS, HISTORIES = 1_000, 10
"""So many draws of all assumptions, and so many histories of each: no two histories share their luck."""

RESAMPLES = 400


def with_spread(data: dict[str, Any], setup: Setup, moved: Sequence[Assumption], execution: Execution) -> dict[str, Any]:
    """The data of a study with `spread` beside each of its answers; what is not *moved* counts as luck if it is drawn.

    Raises RunError.
    """
    if not moved:
        return {**data, "answers": [{**one, "spread": None} for one in data["answers"]]}
    seed = setup.settings.seed
    values = {one.name: one.drawn(uniforms(seed, f"sensitivity/spread/{one.name}", 0, 0, DRAWS)) for one in moved}
    columns = dict(columns_of(setup.scenario, played_apart(setup, values, HISTORIES, execution)))
    return {
        **data,
        "answers": [{**one, "spread": luck_and_ignorance(columns[one["answer"]], seed)} for one in data["answers"]],
    }


@np.errstate(all="ignore")
def luck_and_ignorance(values: NDArray[Any], seed: int) -> dict[str, Any] | None:
    """The variance of single histories in two parts. *values* are draws × histories; None where some are *never* (nan).

    The law of total variance: luck is the mean variance of the histories of a draw, ignorance the variance between draws of what
    is expected there. Estimated by a one-way analysis of variance with random effects (Scheffé, "The Analysis of Variance", 1959,
    7.2), the share of luck with a 95 % interval by a bootstrap of the draws.
    """
    values = np.asarray(values, np.float64)
    if np.isnan(values).any():
        return None
    if np.isfinite(values).all() and not varies(values):
        return {"luck": 0.0, "ignorance": 0.0, "share_of_luck": dict.fromkeys(("value", "low", "high"), math.nan)}
    middle, within = moments(values)
    luck, ignorance = _parts(within, middle, values.shape[1])
    share = float(_share(luck, ignorance))
    chosen = generator(seed, "sensitivity/spread/bootstrap").integers(len(values), size=(RESAMPLES, len(values)))
    again = _share(*_parts(within[chosen], middle[chosen], values.shape[1]))
    low, high = np.nanquantile(again, [0.025, 0.975]).tolist() if not np.isnan(again).all() else (math.nan, math.nan)
    return {
        "luck": float(luck),
        "ignorance": float(ignorance),
        "share_of_luck": {"value": share, "low": low, "high": high},
    }


def _parts(within: Floats, middle: Floats, histories: int) -> tuple[Floats, Floats]:
    """Luck and ignorance, from the variance within each draw and the mean of its histories, along the last axis."""
    luck = moments(within)[0]
    return luck, np.maximum(moments(middle)[1] - luck / histories, 0.0)


def _share(luck: Floats, ignorance: Floats) -> Floats:
    total = luck + ignorance
    return np.asarray(np.where(total > 0, luck / total, np.nan))
