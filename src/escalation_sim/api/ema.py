"""A scenario as a model of the EMA Workbench, for its samplers, its scenario discovery and its many-objective search.

What the workbench calls a scenario is a point in the uncertainties, what it calls a policy a point in the levers, and an
experiment is the two together. Here each experiment is an ensemble of histories, all of them with the same luck.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from escalation_sim.api import arguments
from escalation_sim.api.scenarios import Scenario, prepared
from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.model.scenario import Parameter
from escalation_sim.results.points import answers_of, column_names, statistics
from escalation_sim.running.points import varied
from escalation_sim.running.setups import Setup

NEEDED = "a model of the EMA Workbench needs ema_workbench: python -m pip install ema-workbench"

THEIRS = {"scenario", "model", "unique_id"}
"""Names that the workbench gives to columns and points of its own, beside all attributes of its models."""


def as_ema_model(
    scenario: Scenario,
    *,
    replications: int = 1_000,
    seed: int = 1,
    set: arguments.Changes | None = None,  # noqa: A002 - called as on the command line
    without: arguments.Names | None = None,
    outcomes: str | Iterable[str] | None = None,
) -> Any:
    """A `Model` of the EMA Workbench: its levers and uncertainties are the parameters with a `range`, all others are constants.

    Each experiment plays the replications 0 … *replications - 1*. *outcomes* are names of a sweep's columns, by default
    `reached_<stage>` for every stage of every ladder above that at the start and `mean_<outcome>`; a mean is nan where an
    outcome is never. What is *set* is a constant. Raises errors.UsageError, also where there is no workbench.
    """
    try:
        import ema_workbench as ema
    except ImportError:
        raise UsageError(NEEDED) from None
    setup = prepared(scenario, seed, set, False, without)
    names = _outcome_names(scenario, outcomes)
    experiment = Experiment(setup, arguments.whole("replications", replications, 1), names)
    model: Any = ema.Model("".join(filter(str.isalnum, scenario.name)) or "scenario", function=experiment)
    parameters = setup.scenario.parameters
    moved = {one.name for one in parameters if _has_room(one) and one.name not in setup.settings.changed}
    for name in sorted(moved):
        if name in THEIRS or hasattr(model, name):
            raise UsageError(f"the workbench keeps the name {name} for itself: give the parameter another one, or set it")

    def of_kind(kind: str) -> list[Any]:
        chosen = [one for one in parameters if one.name in moved and one.kind == kind]
        return [ema.RealParameter(one.name, *(one.range or ()), default=one.value) for one in chosen]

    model.levers, model.uncertainties = of_kind("lever"), of_kind("uncertainty")
    model.constants = [ema.Constant(name, value) for name, value in setup.values.items() if name not in moved]
    model.outcomes = [ema.ScalarOutcome(name) for name in names]
    return model


@dataclass(frozen=True)
class Experiment:
    """A function of the parameters by name, which can be sent to other processes: outcome → number."""

    setup: Setup
    replications: int
    outcomes: tuple[str, ...]

    def __call__(self, **values: float) -> dict[str, float]:
        setup = self.setup
        for name in values:
            if name not in setup.values:
                raise UsageError(f"there is no parameter {name!r}; {did_you_mean(name, setup.values)}")
        point = varied(setup, {name: float(value) for name, value in values.items()})
        found = statistics(setup.scenario, answers_of(point.ensemble(self.replications, jobs=1), 1))
        return {name: float(found[name][0]) for name in self.outcomes}


def _has_room(parameter: Parameter) -> bool:
    return parameter.range is not None and parameter.range[0] < parameter.range[1]


def _outcome_names(scenario: Scenario, asked: str | Iterable[str] | None) -> tuple[str, ...]:
    model = scenario.document.scenario
    known = column_names(model)
    if asked is None:
        reached = [f"reached_{stage.name}" for ladder in model.ladders for stage in ladder.above]
        return (*reached, *(f"mean_{outcome.name}" for outcome in model.outcomes))
    names = tuple(arguments.texts("outcomes", asked))
    for name in names:
        if name not in known:
            raise UsageError(f"there is no outcome {name!r}; {did_you_mean(name, known)}")
    return names
