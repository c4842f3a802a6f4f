"""Which points a study visits: the axes that are varied, and the designs that choose points along them.

The points of a design do not depend on the order in which the axes were named: they follow the order of the parameters in the
file. `Design.columns` keeps the order in which they were named, for tables.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import UsageError
from escalation_sim.extras import needed
from escalation_sim.language.names import did_you_mean
from escalation_sim.luck import generator
from escalation_sim.model.expressions import plain
from escalation_sim.model.scenario import Parameter, Scenario
from escalation_sim.results.points import column_names

Kind = Literal["grid", "lhs", "sobol", "one-at-a-time"]
KINDS: tuple[Kind, ...] = get_args(Kind)
STEPS = 11
"""How many values a range is cut into where no number is given."""
MOST_POINTS = 10_000_000
DEFAULT_POINTS = 128
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*:\s*({_NUMBER})\s*(?::\s*(\d{{1,30}})\s*)?", re.ASCII)
_VALUES = re.compile(rf"\s*{_NUMBER}\s*(?:,\s*{_NUMBER}\s*)*", re.ASCII)


@dataclass(frozen=True)
class Axis:
    """A parameter that is varied: over *values*, or, in a design that fills space, between *low* and *high* where given."""

    name: str
    values: tuple[float, ...]
    low: float | None = None
    high: float | None = None

    def at(self, share: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values at some shares, in [0, 1), of the way along it."""
        if self.low is None or self.high is None:
            return np.array(self.values, np.float64).take(np.floor(share * len(self.values)).astype(np.intp))
        return self.low + (self.high - self.low) * share


@dataclass(frozen=True)
class Design:
    """*axes* are in the order of the file, *columns* their names as they were asked for; *points* is points × axes."""

    kind: Kind
    axes: tuple[Axis, ...]
    columns: tuple[str, ...]
    points: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.points)

    def values(self, points: Sequence[int] | range | slice) -> dict[str, NDArray[np.float64]]:
        """The values of each varied parameter at some points."""
        return {axis.name: np.ascontiguousarray(self.points[points, index]) for index, axis in enumerate(self.axes)}


def read_axes(texts: Iterable[str], scenario: Scenario) -> tuple[Axis, ...]:
    """The axes in the words of the command line: NAME, NAME=LOW:HIGH:COUNT or NAME=V1,V2. Raises UsageError."""
    parameters = {parameter.name: parameter for parameter in scenario.parameters}
    taken = {"point", "replications", "failed", "error", *column_names(scenario)}
    axes: dict[str, Axis] = {}
    for text in texts:
        name, _, range_ = text.partition("=")
        name = name.strip()
        if name not in parameters:
            raise UsageError(f"--vary {text}: there is no parameter {name!r}; {did_you_mean(name, parameters)}")
        if name in axes:
            raise UsageError(f"--vary {text}: {name} is varied twice; give all its values in one --vary")
        if name in taken:
            raise UsageError(f"--vary {text}: the table has a column {name} of its own; give the parameter another name")
        axes[name] = _axis(text, parameters[name], range_ if "=" in text else None)
    return tuple(axes.values())


def _axis(text: str, parameter: Parameter, written: str | None) -> Axis:
    if written is None:
        if parameter.range is None:
            raise UsageError(
                f"--vary {text}: {parameter.name} has no range; write --vary {parameter.name}=LOW:HIGH:COUNT, or give it a range"
            )
        return ranged(parameter.name, *parameter.range)
    if found := _RANGE.fullmatch(written):
        low, high = float(found[1]), float(found[2])
        count = int(found[3]) if found[3] else STEPS
        if not (-math.inf < low < high < math.inf and 2 <= count <= MOST_POINTS):
            raise UsageError(f"--vary {text}: write LOW:HIGH:COUNT with LOW below HIGH and COUNT from 2 to {MOST_POINTS:,}")
        return ranged(parameter.name, low, high, count)
    if _VALUES.fullmatch(written):
        values = tuple(float(value) for value in written.split(","))
        if len(set(values)) < len(values):
            raise UsageError(f"--vary {text}: a value stands there twice")
        if all(math.isfinite(value) for value in values):
            return Axis(parameter.name, values)
    raise UsageError(f"--vary {text}: write NAME, NAME=LOW:HIGH:COUNT or NAME=V1,V2,… with numbers such as 0.5")


def ranged(name: str, low: float, high: float, count: int = STEPS) -> Axis:
    """So many values from *low* to *high*, both included, rounded to 12 digits: what a person would write. Raises UsageError."""
    if low == high:
        return Axis(name, (low,))
    if math.isfinite(high - low):
        exact = np.linspace(low, high, count).tolist()[1:-1]
        for inner in ([float(f"{value:.12g}") for value in exact], exact):
            values = (low, *inner, high)
            if len(set(values)) == count:
                return Axis(name, values, low, high)
    raise UsageError(f"{name}: between {plain(low)} and {plain(high)} there are no {count:,} numbers; choose another range")


def design(
    kind: Kind, axes: Sequence[Axis], scenario: Scenario, base: Mapping[str, float], seed: int = 1, points: int | None = None
) -> Design:
    """The points of a design. *base* holds the values of all parameters; *points* is for `lhs` and `sobol`. Raises UsageError."""
    if not axes:
        raise UsageError("nothing is varied: add --vary NAME, or --vary NAME=LOW:HIGH:COUNT")
    if points is not None and kind not in ("lhs", "sobol"):
        raise UsageError(f"--points is for the designs lhs and sobol; in a {kind} the axes say how many there are")
    order = [parameter.name for parameter in scenario.parameters]
    ordered = tuple(sorted(axes, key=lambda axis: order.index(axis.name)))
    match kind:
        case "grid":
            rows = _grid(ordered)
        case "one-at-a-time":
            rows = _one_at_a_time(ordered, base)
        case "lhs" | "sobol":
            rows = _filling(kind, ordered, seed, points or DEFAULT_POINTS)
    return Design(kind, ordered, tuple(axis.name for axis in axes), rows)


def _grid(axes: Sequence[Axis]) -> NDArray[np.float64]:
    """Every combination; the last axis changes quickest."""
    count = math.prod(len(axis.values) for axis in axes)
    if count > MOST_POINTS:
        raise UsageError(f"a grid of {count:,} points is more than {MOST_POINTS:,}: fewer values, or --design lhs --points N")
    columns, after = [], count
    for axis in axes:
        after //= len(axis.values)
        columns.append(np.tile(np.repeat(axis.values, after), count // (after * len(axis.values))))
    return np.stack(columns, axis=1)


def _one_at_a_time(axes: Sequence[Axis], base: Mapping[str, float]) -> NDArray[np.float64]:
    """The values of the file first, then each axis alone."""
    start = [base[axis.name] for axis in axes]
    rows = [start]
    for index, axis in enumerate(axes):
        rows += [[*start[:index], value, *start[index + 1 :]] for value in axis.values if value != start[index]]
    return np.array(rows, np.float64)


def _filling(kind: Literal["lhs", "sobol"], axes: Sequence[Axis], seed: int, points: int) -> NDArray[np.float64]:
    if not 1 <= points <= MOST_POINTS:
        raise UsageError(f"--points: from 1 to {MOST_POINTS:,}")
    shares = filling(kind, len(axes), seed, points)
    return np.stack([axis.at(shares[:, index]) for index, axis in enumerate(axes)], axis=1)


def filling(kind: Literal["lhs", "sobol"], dimensions: int, seed: int, points: int) -> NDArray[np.float64]:
    """Points that fill the unit cube, points × dimensions, by scipy. The first points of `sobol` are those of a smaller one."""
    qmc = needed("scipy.stats.qmc", "analysis", "the designs lhs and sobol")
    luck = generator(seed, f"design/{kind}")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The balance properties of Sobol")  # any number of points is welcome
        sampler = qmc.Sobol(dimensions, rng=luck) if kind == "sobol" else qmc.LatinHypercube(dimensions, rng=luck)
        return np.asarray(sampler.random(points), np.float64)
