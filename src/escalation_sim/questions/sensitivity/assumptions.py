"""Which parameters a study of sensitivity moves, and along what: a range, a prior, or what the user wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import UsageError
from escalation_sim.model.scenario import Parameter
from escalation_sim.questions.sweep.designs import Axis, ranged, read_axes
from escalation_sim.running.setups import Setup, drawn_value

Over = Literal["range", "prior"]
OVERS: tuple[Over, ...] = get_args(Over)

LOW, HIGH = 0.05, 0.95
"""From which to which of its quantiles a parameter moves along its prior: the ends may be infinite, or all but impossible."""

_LEAST = 2.0**-53
"""A sample may hold 0, at which some priors are endless; luck never does."""


@dataclass(frozen=True)
class Assumption:
    """A parameter that is moved along *axis* where the user wrote one; else over its range, or along its prior."""

    parameter: Parameter
    over: Over
    axis: Axis | None = None

    @property
    def name(self) -> str:
        return self.parameter.name

    def steps(self, count: int) -> tuple[float, ...]:
        """So many values from its low end to its high end; those of its axis where there is one."""
        if self.axis is not None:
            return tuple(sorted(self.axis.values))
        low, high = self.between(np.array([0.0, 1.0])).tolist()
        if not self._by_prior:
            return ranged(self.name, low, high, count).values
        values = [low, *self.between(np.linspace(0, 1, count))[1:-1].tolist(), high]
        return tuple(sorted({float(f"{value:.12g}") for value in values}))

    def between(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values at some shares, in [0, 1], of the way from its low end to its high end."""
        if self.axis is not None:
            return self.axis.at(np.minimum(shares, 1 - _LEAST))
        if self._by_prior:
            return self.drawn(LOW + (HIGH - LOW) * shares)
        assert self.parameter.range is not None
        low, high = self.parameter.range
        return np.asarray(np.where(shares == 1, high, low + (high - low) * shares))

    def drawn(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values at which some shares of what it may be lie below: by its prior, even where that goes on for ever."""
        if self.axis is not None:
            return self.between(shares)
        return np.asarray(drawn_value(self.parameter, np.clip(shares, _LEAST, 1 - _LEAST)), np.float64)

    @property
    def _by_prior(self) -> bool:
        return self.parameter.prior is not None and (self.over == "prior" or self.parameter.range is None)


def assumptions(setup: Setup, texts: Iterable[str], over: Over, *, levers: bool) -> tuple[Assumption, ...]:
    """What is moved, in the order of the file: the parameters in the words of the command line, else all that can be.

    *levers*: whether those belong to all. What is set is known, and is not moved. Raises UsageError.
    """
    written = _written(setup, texts)
    if written:
        found = [Assumption(one, over, written[one.name]) for one in setup.scenario.parameters if one.name in written]
    else:
        found = [
            Assumption(one, over)
            for one in setup.scenario.parameters
            if (one.range or one.prior) and one.name not in setup.settings.changed and (levers or one.kind == "uncertainty")
        ]
    if not found:
        whose = "parameter" if levers else "uncertainty"
        raise UsageError(
            f"there is nothing to vary: no {whose} has a range or a prior and is not --set; write --vary NAME=LOW:HIGH"
        )
    return tuple(found)


def _written(setup: Setup, texts: Iterable[str]) -> dict[str, Axis | None]:
    """The parameters that were named, with their values where those were written too. Raises UsageError."""
    parameters = {parameter.name: parameter for parameter in setup.scenario.parameters}
    found: dict[str, Axis | None] = {}
    for text in texts:
        name, equals, _ = text.partition("=")
        name = name.strip()
        parameter = parameters.get(name)
        known = not equals and parameter is not None and (parameter.range or parameter.prior)
        axis = None if known else read_axes([text], setup.scenario)[0]
        if name in found:
            raise UsageError(f"--vary {text}: {name} is varied twice; take one of them out")
        if name in setup.settings.changed:
            raise UsageError(f"{name} is both set and varied; take --set {name}=… or --vary {name} out")
        found[name] = axis
    return found
