"""What a test asks of a history: names instead of indices, plain lists and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escalation_sim.engines.history import History, Occurred
from escalation_sim.model.scenario import Scenario

Play = Callable[..., "Told"]
Fail = Callable[..., str]


class Told:
    """A history in the words of its scenario. Times are minutes since the start."""

    def __init__(self, scenario: Scenario, history: History) -> None:
        names = [stage.name for stage in scenario.stages]
        brakes = [brake.name for brake in scenario.brakes]
        self.history = history
        self.moves = [(move.minute, names[move.source], names[move.target], move.route or None) for move in history.moves]
        self.events: list[tuple[int, str, dict[str, float]]] = []
        if history.trace:
            happened = [one for one in history.trace.happenings if isinstance(one, Occurred) and not one.stopped_by]
            self.events = [(one.minute, one.event, dict(one.set)) for one in happened]
        self.final, self.highest = names[history.final], names[history.highest]
        self.climbs, self.descents = history.climbs, history.descents
        self.shelved, self.refused, self.deciding = history.shelved, history.refused, history.deciding
        self.minutes = dict(zip(names, history.stage_minutes, strict=True))
        self.reached = dict(zip(names, history.first_reached, strict=True))
        self.blocked = _by_name(names, brakes, history.blocked)
        self.blocked_alone = _by_name(names, brakes, history.blocked_alone)
        self.outcomes = dict(history.outcomes)
        self.quantities = dict(history.quantities)


def _by_name(stages: list[str], brakes: list[str], minutes: Any) -> dict[str, dict[str, int]]:
    return {
        stage: {brake: minutes.get((place, index), 0) for index, brake in enumerate(brakes)} for place, stage in enumerate(stages)
    }
