"""What a picture of a study of sensitivity shows, before anything is drawn: numbers within what is possible.

An interval of a change, laid around a value, can reach beyond what the value can be; nothing that is drawn does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from escalation_sim.model.intervals import Interval

Data = Mapping[str, Any]
ENDS = ("lowest", "highest")


@dataclass(frozen=True)
class End:
    """Where a bar of a tornado ends: the answer, its interval, and the value of the parameter there.

    *way* is -1 where the bar goes to the left from its *start*, 1 to the right, 0 where it goes nowhere.
    """

    parameter: str
    name: str
    at: float
    start: float
    value: float
    interval: Interval | None

    @property
    def way(self) -> int:
        return (self.value > self.start) - (self.value < self.start)

    @property
    def edge(self) -> float:
        """How far out bar and interval reach."""
        reached: tuple[float, ...] = (self.value, *(self.interval or ()))
        return min(reached) if self.way < 0 else max(reached)


def ends(rows: Sequence[Data], base: float, possible: Interval) -> Iterator[tuple[int, End]]:
    """The ends of every bar with its row, their intervals within what is *possible*."""
    for place, told in enumerate(rows):
        for name, other in zip(ENDS, ENDS[::-1], strict=True):
            there = told[name]
            start = told[other]["value"] if math.isnan(base) else base
            inside, change = None, there["change"]
            if not math.isnan(change["low"]):
                low, high = (min(max(base + change[key], possible[0]), possible[1]) for key in ("low", "high"))
                inside = (min(low, there["value"]), max(high, there["value"]))
            yield place, End(told["parameter"], name, there["at"], start, there["value"], inside)
