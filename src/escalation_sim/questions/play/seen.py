"""What the player sees of what happened: what the main ladder's actor sees, and nothing that is hidden, left to luck, or to come.

Of an event that it had an effect, and on which quantities that are not hidden; of a brake that it came on or went off; of the
actor's own ways how far they are, of other ladders where somebody moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from escalation_sim import clock
from escalation_sim.engines.changes import INJECTED
from escalation_sim.engines.history import Braked, Dossier, Happening, Known, Occurred, Step
from escalation_sim.model.openness import hidden_names, is_open, open_brakes, open_events, open_quantities
from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import MAIN
from escalation_sim.presentation.wording import amounts, capital
from escalation_sim.questions.history.account import Line
from escalation_sim.questions.history.reasons import way_of
from escalation_sim.questions.history.steps import before, mover, skipping, stage_title


@dataclass(frozen=True)
class Sight:
    """What can be seen of a scenario, by name; *hidden* are names of expressions that cannot."""

    programme: Programme
    quantities: frozenset[str]
    events: frozenset[str]
    brakes: frozenset[str]
    hidden: frozenset[str]


def sight_of(programme: Programme) -> Sight:
    """What the main ladder's actor sees."""
    scenario = programme.scenario
    quantities, events, brakes = (
        frozenset(one.name for one in things)
        for things in (open_quantities(scenario), open_events(scenario), open_brakes(scenario))
    )
    return Sight(programme, quantities, events, brakes, hidden_names(scenario))


def lines_seen(sight: Sight, values: dict[str, float], happened: Iterable[Happening]) -> list[Line]:
    """What happened in lines; *values* are those of quantities before, and are what they are afterwards.

    An event that recurs has a line only where something that can be seen followed from it in the same minute.
    """
    seen = [one for one in happened if _is_seen(sight, one)]
    telling = _Telling(sight, values)
    telling.eventful = frozenset(one.minute for one in seen if isinstance(one, Step | Braked) and [*telling.line(one)])
    return [line for one in seen for line in telling.line(one)]


def _is_seen(sight: Sight, one: Happening) -> bool:
    match one:
        case Known():
            return one.quantity in sight.quantities
        case Occurred():
            return one.event in sight.events and not one.stopped_by
        case Braked():
            return one.brake in sight.brakes
        case Step():
            return one.dossier.ladder == MAIN or one.kind == "moved"
    return False


class _Telling:
    """Goes through what is seen once, knowing the values as they stood."""

    def __init__(self, sight: Sight, values: dict[str, float]) -> None:
        self.sight, self.programme, self.scenario = sight, sight.programme, sight.programme.scenario
        self.values, self.eventful = values, frozenset[int]()
        self.recurring = {event.name for event in self.scenario.events if event.every}

    def line(self, one: Happening) -> Iterator[Line]:
        match one:
            case Known():
                change = self.change(one.quantity, one.value)
                if change:
                    yield Line(one.minute, "event", capital(change))
            case Occurred():
                yield from self.occurrence(one)
            case Braked():
                if one.on or one.minute:
                    yield Line(one.minute, "brake", f"Brake {'on' if one.on else 'off'}: {self.title(one.brake)}")
            case Step():
                text = self.step(one)
                if text:
                    yield Line(one.minute, "move" if one.kind == "moved" else "way", text)

    def title(self, name: str) -> str:
        return self.scenario.title_of(name)

    def change(self, name: str, value: float) -> str:
        """`soldiers 3,000 → 10,000 soldiers`; nothing where nothing changes."""
        old, self.values[name] = self.values[name], value
        if old == value:
            return ""
        one, other = amounts(old, value)
        return f"{self.title(name)} {one} → {other} {self.scenario.units.get(name, '')}".strip()

    def occurrence(self, one: Occurred) -> Iterator[Line]:
        changes = [self.change(name, value) for name, value in one.set.items() if name in self.sight.quantities]
        let_happen = one.number >= INJECTED
        if one.event in self.recurring and one.minute not in self.eventful and not let_happen:
            return
        told = ", ".join(filter(None, changes))
        yield Line(one.minute, "event", self.title(one.event) + (f": {told}" if told else ""))

    def step(self, one: Step) -> str:
        """What befell a way; nothing where that says no more than another line."""
        dossier, ladder = one.dossier, self.scenario.ladder(one.dossier.ladder)
        if one.kind == "moved":
            verb = "climbs to" if dossier.target > dossier.source else "steps down to"
            return f"{mover(self.scenario, ladder)} {verb}: {self.way(dossier)}{skipping(self.scenario, ladder, dossier)}"
        way = before(self.scenario, ladder) + self.way(dossier, "back to " if dossier.target < dossier.source else "")
        said = self.befell(one)
        return f"{capital(way)}: {said}" if said else ""

    def befell(self, one: Step) -> str:
        dossier = one.dossier
        match one.kind:
            case "building" if self.is_open(dossier):
                return f"`{way_of(self.programme, dossier).when.expression}` begins to hold"
            case "broken" if self.is_open(dossier):
                return f"its condition held for {clock.length(one.minute - dossier.since)}, and no longer does"
            case "deciding" if dossier.length:
                return (
                    "work on a decision goes on" if dossier.worked or dossier.begun != one.minute else "work on a decision begins"
                )
            case "blocked":
                return f"a decision {'rests' if dossier.begun is not None else 'has to wait'}, held back"
            case "put off":
                return "the answer is to wait"
            case "shelved" if dossier.begun is not None:
                return "shelved: its condition no longer holds"
            case "shelved":
                return "its condition no longer holds, and nothing was begun"
            case "overtaken":
                return "the decision under way is overtaken"
            case "refused":
                return "the answer is no"
        return ""

    def is_open(self, dossier: Dossier) -> bool:
        """Whether one sees that the conditions of a way have come to hold, before any work on it."""
        plan = way_of(self.programme, dossier)
        return all(is_open(one.expression, self.sight.hidden) for one in (plan.when, plan.keep))

    def way(self, dossier: Dossier, back: str = "") -> str:
        target = stage_title(self.scenario, self.scenario.ladder(dossier.ladder), dossier.target)
        return f"{target}, by {dossier.route}" if dossier.route else f"{back}{target}"
