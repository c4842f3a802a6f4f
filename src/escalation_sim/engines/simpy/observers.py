"""The aggregates an outcome may be, seen minute by minute by the SimPy engine.

An observer is shown a value whenever it changed, as it stands when the minute is over, and is asked for its total at the end.
"""

from __future__ import annotations

from typing import Protocol

from escalation_sim.clock import DAY
from escalation_sim.model.scenario import Aggregate


class Observer(Protocol):
    """What an aggregate does."""

    def see(self, value: float, minute: int) -> None:
        """From *minute* on the expression has this value."""

    def total(self, end: int) -> float | None:
        """What there is to report at the end; None for never."""


class Peak:
    """The largest value, or with *sign* -1 the smallest."""

    def __init__(self, sign: int = 1) -> None:
        self.sign, self.value = sign, None

    value: float | None

    def see(self, value: float, minute: int) -> None:
        if self.value is None or self.sign * value > self.sign * self.value:
            self.value = value

    def total(self, end: int) -> float | None:
        return self.value


class Final:
    """The last value."""

    value: float | None = None

    def see(self, value: float, minute: int) -> None:
        self.value = value

    def total(self, end: int) -> float | None:
        return self.value


class Area:
    """The value summed over time, in units times minutes; *per* is what it is divided by, None for the whole period.

    The sum has one term for each stretch in which the value is the same, so that it does not depend on how often one looks.
    """

    def __init__(self, per: int | None = None) -> None:
        self.per, self.area, self.value, self.since = per, 0.0, 0.0, 0

    def see(self, value: float, minute: int) -> None:
        if value != self.value:
            self.area += self.value * (minute - self.since)
            self.value, self.since = value, minute

    def total(self, end: int) -> float | None:
        return (self.area + self.value * (end - self.since)) / (self.per or end)


class On:
    """The value as a minute begins."""

    value: float | None = None

    def __init__(self, minute: int) -> None:
        self.minute = minute

    def see(self, value: float, minute: int) -> None:
        if minute < self.minute:
            self.value = value

    def total(self, end: int) -> float | None:
        return self.value


class First:
    """The day on which a condition was first true, or never."""

    minute: int | None = None

    def see(self, value: float, minute: int) -> None:
        if value and self.minute is None:
            self.minute = minute

    def total(self, end: int) -> float | None:
        return None if self.minute is None else self.minute / DAY


def observer(aggregate: Aggregate) -> Observer:
    """A fresh observer for an aggregate other than `count`."""
    match aggregate.kind:
        case "peak":
            return Peak()
        case "low":
            return Peak(-1)
        case "final":
            return Final()
        case "average":
            return Area()
        case "days":
            return Area(per=DAY)
        case "first":
            return First()
        case "on":
            assert aggregate.minute is not None
            return On(aggregate.minute)
    raise ValueError(f"no aggregate is called {aggregate.kind}")
