"""A scenario in Python's hands, and the settings of the command line as keywords."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from escalation_sim.api import arguments
from escalation_sim.errors import UsageError
from escalation_sim.extras import needed
from escalation_sim.language import loading
from escalation_sim.language.names import did_you_mean
from escalation_sim.language.shipped import shipped_file
from escalation_sim.model.expressions import plain
from escalation_sim.model.scenario import MAIN
from escalation_sim.model.scenario import Scenario as Model
from escalation_sim.running.leaving_out import read_without
from escalation_sim.running.setups import Settings, Setup

if TYPE_CHECKING:
    from pandas import DataFrame

WIDTH = 100
"""How long a line of text becomes."""

ABOVE = 4
"""How far it is from a warning to the user's own line: `_value`, `prepared`, the question, the user."""


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """A sound scenario, as `load` gives it. `print` shows what the file says in words, as `escalation-sim explain` does."""

    document: loading.Document

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.document.scenario.name

    @property
    def title(self) -> str:
        """What people call it."""
        return self.document.scenario.title

    @property
    def stages(self) -> tuple[str, ...]:
        """The names of the stages of the main ladder, the lowest first."""
        return self.ladders[MAIN]

    @property
    def ladders(self) -> dict[str, tuple[str, ...]]:
        """The names of the stages of each ladder, by its name, the one called `main` first."""
        return {ladder.name: tuple(ladder.places) for ladder in self.document.scenario.ladders}

    @property
    def parameters(self) -> dict[str, float]:
        """Each parameter with the value that stands in the file."""
        return dict(self.document.scenario.values)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of the outcomes."""
        return tuple(outcome.name for outcome in self.document.scenario.outcomes)

    def frame(self) -> DataFrame:
        """A row a parameter: what it is, its value and range, the facts or the assumption behind it, what speaks against it.

        Needs pandas.
        """
        rows = [
            {
                "parameter": one.name,
                "value": one.value,
                "unit": one.unit,
                "low": one.range[0] if one.range else math.nan,
                "high": one.range[1] if one.range else math.nan,
                "prior": one.prior.text if one.prior else "",
                "kind": one.kind,
                "source": ", ".join(one.note.source),
                "assumption": one.note.assumption,
                "against": one.note.against,
            }
            for one in self.document.scenario.parameters
        ]
        return needed("pandas", "data", "data frames").DataFrame(rows)

    def __str__(self) -> str:
        from escalation_sim.questions.explain.explanation import explanation_text

        return explanation_text(self.document.scenario, WIDTH).removesuffix("\n")

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {len(self.stages)} stages, {len(self.parameters)} parameters>"


def load(path: str | os.PathLike[str]) -> Scenario:
    """The scenario in a file, or one that comes with the program by its name, with everything that it extends and cites.

    Its warnings become warnings of Python.

    Raises errors.ScenarioError with all of its mistakes, and errors.UsageError where there is no such file.
    """
    given = arguments.file("path", path)
    document = loading.load(shipped_file(str(given)) or given)
    for warning in document.warnings:
        warnings.warn(str(warning), stacklevel=2)
    return Scenario(document)


def prepared(
    scenario: Scenario, seed: int, changes: arguments.Changes | None, uncertain: bool, without: arguments.Names | None = None
) -> Setup:
    """A scenario with its settings, ready to run. A value outside its range is allowed, and warned of. Raises UsageError."""
    if not isinstance(scenario, Scenario):
        raise UsageError(f"a scenario is what es.load(path) gives, and not {type(scenario).__name__}")
    changed = {}
    for name, value in arguments.changes(changes).items():
        changed[name] = _value(scenario, name, value)
    drawn, model = arguments.flag("uncertain", uncertain), scenario.document.scenario
    left_out = read_without(arguments.names("without", without), model, "without")
    return Setup(model, Settings(arguments.whole("seed", seed, 0), changed, drawn, left_out))


def _value(scenario: Scenario, name: str, value: float) -> float:
    parameters = {parameter.name: parameter for parameter in scenario.document.scenario.parameters}
    if name not in parameters:
        raise UsageError(f"set {name}: there is no parameter {name!r}; {did_you_mean(str(name), parameters)}")
    number, limits = arguments.number(f"set {name}", value), parameters[name].range
    if limits and not limits[0] <= number <= limits[1]:
        low, high = plain(limits[0]), plain(limits[1])
        warnings.warn(f"{name}={plain(number)} is outside its range, {low} to {high}", stacklevel=ABOVE)
    return number


def warn_of_late(scenario: Model, by: Mapping[str, int], keyword: str = "by") -> None:
    """A warning of Python, at the line that asks, of dates after the end of the period."""
    from escalation_sim.questions.ensemble.answer import after_the_end

    if late := after_the_end(scenario, by):
        warnings.warn(f"{keyword} {late}", stacklevel=3)
