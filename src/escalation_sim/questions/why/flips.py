"""Single changes of a parameter that flip one history: the value nearest to the present one at which the answer is the other.

Every parameter with a range is tried at `LOOKS` values of it; between the present value and the nearest that flips, at as many
more, until none is nearer; then the gap is halved, in the order of the floats, until no float lies in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

import numpy as np

from escalation_sim.engines.columns import NEVER
from escalation_sim.model.floats import float_at, place_of_float
from escalation_sim.model.scenario import Parameter
from escalation_sim.questions.why.question import Question
from escalation_sim.running.variants import Variants

LOOKS = 192
"""Values at which each parameter is tried at first."""

CLOSER = 64
"""Values that are tried between the present one and the nearest that flips, again and again."""

MOST_CLOSER = 6

DIGITS = 4
"""In so many digits a value is told in words, where the history is the other way round there too."""

Values = Mapping[str, Sequence[float]]
"""For some parameters the values at which each is tried, alone."""


@dataclass(frozen=True)
class Flip:
    """The present *value* of a parameter, and the nearest at which the answer flips, or None.

    *share* is how far that lies away, as a share of the parameter's range; *minute* is when the stage is reached there.
    *roughly* is a value in few digits that flips too, and *then* when the stage is reached with that one.
    """

    parameter: Parameter
    value: float
    flips_at: float | None
    share: float | None
    minute: int | None
    roughly: float | None = None
    then: int | None = None


def flips(question: Question, replication: int, reached: bool) -> list[Flip]:
    """Every parameter with a range, those that need the smallest change first. Raises RunError."""
    return sorted(_Search(question, replication, reached).flips(), key=_order)


def _order(flip: Flip) -> tuple[bool, float]:
    return flip.share is None, flip.share or 0.0


class _Search:
    """Plays one history again and again."""

    def __init__(self, question: Question, replication: int, reached: bool) -> None:
        self.question, self.replication, self.reached = question, replication, reached
        self.ranged = [one for one in question.scenario.parameters if one.range]
        self.parameters = {one.name: one for one in self.ranged if one.range and one.range[0] < one.range[1]}
        self.present = question.setup.parameters(replication)
        self.known: dict[str, dict[float, int]] = {name: {} for name in self.parameters}

    def flips(self) -> list[Flip]:
        self.play({name: self.looks(one) for name, one in self.parameters.items()})
        nearest = {name: flip for name in self.parameters if (flip := self.nearest(name)) is not None}
        nearest = self.closer(nearest)
        exact = self.closed_in(nearest)
        self.play({name: [self.rounded(name, value)] for name, value in exact.items()})
        return [self.flip(one, exact.get(one.name)) for one in self.ranged]

    def looks(self, parameter: Parameter) -> list[float]:
        assert parameter.range
        return [float(value) for value in np.linspace(*parameter.range, LOOKS)]

    def play(self, values: Values) -> None:
        """Note when the stage is reached at values of some parameters, each changed alone."""
        lanes = [(name, value) for name, several in values.items() for value in several if value not in self.known[name]]
        if not lanes:
            return
        columns = {name: np.full(len(lanes), self.present[name]) for name in values}
        for lane, (name, value) in enumerate(lanes):
            columns[name][lane] = value
        days = self.question.days(Variants(np.full(len(lanes), self.replication, np.int64), (), columns))
        for (name, value), day in zip(lanes, days.tolist(), strict=True):
            self.known[name][value] = day

    def is_flip(self, name: str, value: float) -> bool:
        return (self.known[name][value] != NEVER) != self.reached

    def nearest(self, name: str) -> float | None:
        """The nearest value that is known to flip."""
        found = [value for value in self.known[name] if self.is_flip(name, value)]
        return min(found, key=lambda value: (abs(value - self.present[name]), value), default=None)

    def closer(self, nearest: dict[str, float]) -> dict[str, float]:
        """The same after looking for nearer ones, on both sides."""
        waiting = set(nearest)
        for _ in range(MOST_CLOSER):
            self.play({name: self.between(name, nearest[name]) for name in sorted(waiting)})
            found = {name: self.nearest(name) for name in waiting}
            waiting = {name for name, value in found.items() if value is not None and value != nearest[name]}
            nearest = {**nearest, **{name: value for name, value in found.items() if value is not None}}
            if not waiting:
                break
        return nearest

    def between(self, name: str, flip: float) -> list[float]:
        """Values nearer than one that flips, within the range."""
        parameter, present = self.parameters[name], self.present[name]
        assert parameter.range
        low, high = parameter.range
        away = np.linspace(0.0, abs(flip - present), CLOSER + 2)[1:-1]
        return [float(value) for value in (*(present - away), *(present + away)) if low <= value <= high]

    def closed_in(self, nearest: Mapping[str, float]) -> dict[str, float]:
        """Floats that flip, of which the next one towards the present value does not."""
        gaps = {name: (place_of_float(self.inner(name, value)), place_of_float(value)) for name, value in nearest.items()}
        while open_ := {name: gap for name, gap in gaps.items() if abs(gap[1] - gap[0]) > 1}:
            middles = {name: (inner + outer) // 2 for name, (inner, outer) in open_.items()}
            self.play({name: [float_at(middle)] for name, middle in middles.items()})
            for name, middle in middles.items():
                inner, outer = gaps[name]
                gaps[name] = (inner, middle) if self.is_flip(name, float_at(middle)) else (middle, outer)
        return {name: float_at(outer) for name, (_, outer) in gaps.items()}

    def inner(self, name: str, flip: float) -> float:
        """The nearest known value towards the present one that does not flip, or that one itself.

        Where the present one lies outside of the range, no value beyond the range is looked at: its end may be what flips.
        """
        present, range_ = self.present[name], self.parameters[name].range
        assert range_
        side = [value for value in self.known[name] if min(present, flip) <= value <= max(present, flip)]
        inside = present if range_[0] <= present <= range_[1] else flip
        return min(
            (value for value in side if not self.is_flip(name, value)), key=lambda value: abs(value - flip), default=inside
        )

    def rounded(self, name: str, value: float) -> float:
        """A value in few digits: rounded away from the present one, so that it is likely to flip too, within the range."""
        range_ = self.parameters[name].range
        assert range_
        rounding = ROUND_CEILING if value > self.present[name] else ROUND_FLOOR
        short = float(Context(prec=DIGITS, rounding=rounding).create_decimal(Decimal(value)))
        return short if range_[0] <= short <= range_[1] else value

    def flip(self, parameter: Parameter, at: float | None) -> Flip:
        present = self.present[parameter.name]
        if at is None:
            return Flip(parameter, present, None, None, None)
        assert parameter.range
        low, high = parameter.range
        known = self.known[parameter.name]
        short = self.rounded(parameter.name, at)
        roughly = short if self.is_flip(parameter.name, short) else at
        minutes = [None if known[value] == NEVER else known[value] for value in (at, roughly)]
        return Flip(parameter, present, at, abs(at - present) / (high - low), minutes[0], roughly, minutes[1])
