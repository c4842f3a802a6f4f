"""Points of which histories stop: which is the first, and what is still to be played before that is known.

What is reported is the lowest replication that stops at the lowest point, whatever was played beside it and in whatever order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from escalation_sim.errors import RunError
from escalation_sim.questions.sweep.designs import Design
from escalation_sim.results.points import Stop
from escalation_sim.running.points import at_point
from escalation_sim.running.setups import Setup


class Failures:
    """The points of a study of which histories have stopped, each with the first of these; and the lowest of them."""

    def __init__(self, parts: Sequence[range], *, keep_going: bool) -> None:
        self.parts, self.keep_going = parts, keep_going
        self.stops: dict[int, Stop] = {}
        self.lowest: int | None = None

    def add(self, part: int, stops: Mapping[int, Stop]) -> None:
        """What stopped in a block, by point of a part."""
        for which, stop in stops.items():
            point = self.parts[part][which]
            if point not in self.stops or stop.replication < self.stops[point].replication:
                self.stops[point] = stop
            self.lowest = point if self.lowest is None else min(point, self.lowest)

    def wanted(self, part: int, replication: int) -> bool:
        """Whether a part is still wanted from a replication on: for itself, or for what may stop at a lower point."""
        if self.keep_going or self.lowest is None:
            return True
        first = self.parts[part].start
        return first < self.lowest or (first == self.lowest and replication < self.stops[first].replication)

    def refuse(self, setup: Setup, design: Design, kept: str) -> None:
        """Raises RunError for the lowest point of which a history has stopped; *kept* says what is not lost."""
        if self.lowest is not None and not self.keep_going:
            raise _stopped(setup, design, self.lowest, self.stops[self.lowest], kept)


def _stopped(setup: Setup, design: Design, point: int, stop: Stop, kept: str) -> RunError:
    values = {name: float(column[0]) for name, column in design.values([point]).items()}
    error = at_point(stop.error(setup.scenario), values)
    error.args = (f"{error}\n    this is point {point} of 0 to {len(design) - 1}; {kept}",)
    return error
