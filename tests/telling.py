"""What a test asks of a history: names instead of indices, plain lists and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escalation_sim.engines.history import Climbed, History, Occurred
from escalation_sim.model.scenario import Ladder, Scenario

Play = Callable[..., "Told"]
Fail = Callable[..., str]


class ToldLadder:
    """What became of a ladder, in the words of its scenario. Times are minutes since the start."""

    def __init__(self, scenario: Scenario, ladder: Ladder, climbed: Climbed) -> None:
        names = [stage.name for stage in ladder.stages]
        brakes = [brake.name for brake in scenario.brakes]
        self.moves = [(move.minute, names[move.source], names[move.target], move.route or None) for move in climbed.moves]
        self.final, self.highest = names[climbed.final], names[climbed.highest]
        self.climbs, self.descents = climbed.climbs, climbed.descents
        self.shelved, self.refused, self.deciding = climbed.shelved, climbed.refused, climbed.deciding
        self.minutes = dict(zip(names, climbed.stage_minutes, strict=True))
        self.reached = dict(zip(names, climbed.first_reached, strict=True))
        self.blocked = _by_name(names, brakes, climbed.blocked)
        self.blocked_alone = _by_name(names, brakes, climbed.blocked_alone)


class Told(ToldLadder):
    """A history: what became of the main ladder, of the *others* by name, and of all else."""

    def __init__(self, scenario: Scenario, history: History) -> None:
        super().__init__(scenario, scenario.main, history)
        self.history = history
        self.others = {ladder.name: ToldLadder(scenario, ladder, history.others[ladder.name]) for ladder in scenario.others}
        self.events: list[tuple[int, str, dict[str, float]]] = []
        if history.trace:
            happened = [one for one in history.trace.happenings if isinstance(one, Occurred) and not one.stopped_by]
            self.events = [(one.minute, one.event, dict(one.set)) for one in happened]
        self.outcomes = dict(history.outcomes)
        self.quantities = dict(history.quantities)


def _by_name(stages: list[str], brakes: list[str], minutes: Any) -> dict[str, dict[str, int]]:
    return {
        stage: {brake: minutes.get((place, index), 0) for index, brake in enumerate(brakes)} for place, stage in enumerate(stages)
    }
