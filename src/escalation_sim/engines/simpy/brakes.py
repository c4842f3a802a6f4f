"""The brakes in the SimPy engine: which are on, as the ladders see them at a look."""

from __future__ import annotations

from escalation_sim.engines.history import Braked
from escalation_sim.engines.simpy.state import State


class Brakes:
    """Which brakes were on at the last look."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.on = [False] * len(state.programme.brakes)

    def look(self) -> None:
        """See them as they now are."""
        for index, brake in enumerate(self.state.scenario.brakes):
            on = self.state.is_on(index)
            if self.state.trace and on != self.on[index]:
                self.state.trace.happenings.append(Braked(self.state.minute, brake.name, on))
            self.on[index] = on
