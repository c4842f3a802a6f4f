"""A scenario for a host without Python: what `web/kernel.js` needs to play it, as plain JSON."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import Any

from escalation_sim.engines.columns import blocked_pairs
from escalation_sim.engines.kernel.tables import Tables, tables_of
from escalation_sim.model import expressions as ex
from escalation_sim.model.programme import programme
from escalation_sim.model.scenario import MAIN, Aggregate, Ladder, Outcome, Parameter, Quantity, Scenario, Stage
from escalation_sim.running.setups import Settings, Setup, place_of


def described(scenario: Scenario) -> dict[str, Any]:
    """What is played of *scenario*: block and module (base64), the places of its luck, the names and values of its parameters.

    `priors` is such a description too, whose outcomes are the uncertain parameters, drawn; None where none is uncertain.
    """
    priors = priors_of(scenario)
    return {**_plain(tables_of(programme(scenario))), "priors": priors and {**_plain(priors), "priors": None}}


def priors_of(scenario: Scenario) -> Tables | None:
    """The draws of the uncertain parameters as something that the kernel plays; None where there are none.

    It is a scenario of one minute, in which each of them is a quantity that begins with a draw from its prior, and an outcome.
    The luck is that of the parameter's place.
    """
    uncertain = Setup(scenario, Settings(uncertain=True)).uncertain
    if not uncertain:
        return None
    drawn = replace(
        scenario,
        end=1,
        main=Ladder(MAIN, (Stage("(drawn)"),)),  # no parameter is called that
        others=(),
        parameters=(),
        quantities=tuple(Quantity(parameter.name, _draw(parameter)) for parameter in uncertain),
        events=(),
        brakes=(),
        outcomes=tuple(Outcome(parameter.name, (Aggregate("final", _value_of(parameter)),)) for parameter in uncertain),
        expect=(),
    )
    tables = tables_of(programme(drawn))
    assert len(tables.places) == len(uncertain), "a prior is one draw"
    return replace(tables, places=tuple(place_of(parameter, scenario) for parameter in uncertain))


def _draw(parameter: Parameter) -> ex.Expression:
    """The prior, or any value of the range."""
    if parameter.prior and isinstance(parameter.prior.tree, ex.Draw):
        return parameter.prior
    low, high = parameter.range or (parameter.value, parameter.value)
    text = f"uniform({low!r}, {high!r})"
    return ex.Expression(text, ex.Draw("uniform", (ex.Number(float(low)), ex.Number(float(high))), 0), text)


def _value_of(parameter: Parameter) -> ex.Expression:
    return ex.Expression(parameter.name, ex.Name(parameter.name), parameter.name)


def _plain(tables: Tables) -> dict[str, Any]:
    scenario = tables.programme.scenario
    return {
        "block": b64encode(tables.block).decode(),
        "module": b64encode(tables.module).decode(),
        "places": list(tables.places),
        "parameters": [parameter.name for parameter in scenario.parameters],
        "values": [float(parameter.value) for parameter in scenario.parameters],
        "ladders": [
            {
                "name": plan.name,
                "stages": [stage.name for stage in plan.ladder.stages],
                "pairs": [list(pair) for pair in blocked_pairs(plan)],
            }
            for plan in tables.programme.ladders
        ],
        "events": [event.name for event in scenario.events],
        "brakes": [brake.name for brake in scenario.brakes],
        "outcomes": [outcome.name for outcome in scenario.outcomes],
        "formulas": [{"path": formula.path, "text": str(formula.expression)} for formula in tables.formulas],
    }
