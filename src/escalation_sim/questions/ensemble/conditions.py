"""Conditions over the histories of an ensemble: what `--split` and the claims of `expect` ask."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import ExpressionError, UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.model.emission import emit
from escalation_sim.model.expressions import Expression
from escalation_sim.model.mixtures import Mixtures
from escalation_sim.model.parsing import parse
from escalation_sim.model.scenario import Scenario
from escalation_sim.results.ensemble import NEVER, Ensemble


def read_condition(text: str, scenario: Scenario) -> Expression:
    """A condition over `highest`, `final`, stage names, `reached_<stage>` and the outcomes. Raises UsageError."""
    try:
        condition = parse(text, scenario.start)
    except ExpressionError as error:
        raise UsageError(f"{text!r}: {error.message}" + (f"; {error.mend}" if error.mend else "")) from None
    if not condition.is_condition:
        raise UsageError(f"{text!r} is a number, not a condition; compare it: {text} > 0")
    if condition.draws:
        raise UsageError(f"{text!r}: a draw may not stand here")
    for name in sorted(condition.names - set(known_names(scenario))):
        raise UsageError(f"{text!r}: there is no {name!r} to compare; {did_you_mean(name, known_names(scenario))}")
    for mixture in Mixtures(scenario).of_claim(condition, ""):
        raise UsageError(f"{text!r}: {mixture.message}; {mixture.mend}")
    return condition


def known_names(scenario: Scenario) -> list[str]:
    """What such a condition may read."""
    stages = list(scenario.places)
    return [
        "highest",
        "final",
        *stages,
        *(f"reached_{stage}" for stage in stages),
        *(outcome.name for outcome in scenario.outcomes),
    ]


def holds(condition: Expression, scenario: Scenario, ensemble: Ensemble) -> NDArray[np.bool_]:
    """For which replications a condition is true. *Never* is later than everything."""
    columns: dict[str, Any] = {
        "highest": ensemble.highest.astype(np.float64),
        "final": ensemble.final.astype(np.float64),
        **{name: float(place) for name, place in scenario.places.items()},
    }
    for ladder in scenario.ladders:
        reached = ensemble.of(ladder.name).first_reached != NEVER
        columns |= {f"reached_{name}": reached[:, place] for name, place in ladder.places.items()}
    for index, outcome in enumerate(scenario.outcomes):
        values = ensemble.outcomes[:, index]
        columns[outcome.name] = np.where(np.isnan(values), np.inf, values)
    slots = {name: slot for slot, name in enumerate(columns)}
    with np.errstate(all="ignore"):
        answer = emit(condition, slots, "array")(list(columns.values()), None)
    return np.broadcast_to(np.asarray(answer, np.bool_), (len(ensemble),)).copy()
