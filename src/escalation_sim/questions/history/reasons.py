"""Why: the sentences behind a move."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from escalation_sim import clock
from escalation_sim.engines.history import Dossier, History, Reading, Step
from escalation_sim.model.programme import Programme, WayPlan
from escalation_sim.model.scenario import MAIN, Scenario
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import inside, listed
from escalation_sim.questions.history.clauses import alike, ladder_read, value_of

_SHORT = 60
"""Letters of a condition that may stand beside the name of a brake."""


def reasons(programme: Programme, history: History, ladder: str = MAIN) -> list[str]:
    """A sentence for each move on a ladder, of a history that kept its trace."""
    assert history.trace is not None
    steps = [one for one in history.trace.happenings if isinstance(one, Step) and one.kind == "moved"]
    return ["; ".join(because(programme, step, history.trace.left_out)) for step in steps if step.dossier.ladder == ladder]


def because(programme: Programme, step: Step, left_out: Collection[str] = ()) -> list[str]:
    """The clauses of the sentence: the condition, how long it held, the decision, the brakes, the facts.

    *left_out* are events and brakes that are.
    """
    scenario, dossier = programme.scenario, step.dossier
    way = way_of(programme, dossier)
    clauses = [_condition(scenario, way, dossier, left_out)]
    clauses += _brakes(dossier)
    clauses += _decision(scenario, dossier)
    facts = _facts(scenario, way, dossier)
    if facts:
        clauses.append(f"facts: {', '.join(facts)}")
    return clauses


def way_of(programme: Programme, dossier: Dossier) -> WayPlan:
    """The way that a dossier is about."""
    return next(way for way in programme.ways if way.path == dossier.path)


def _condition(scenario: Scenario, way: WayPlan, dossier: Dossier, left_out: Collection[str]) -> str:
    text = f"`{way.when.expression}`"
    if way.way.keep:
        text += f" (and to keep it, `{way.keep.expression}`)"
    held = f"{text} held from {clock.spoken(scenario.start, dossier.since)}"
    waited = (dossier.met or dossier.since) - dossier.since
    if waited:
        held += f", for the {clock.length(waited)} it must"
    readings = _told(scenario, dossier.readings)
    exactly = alike([reading.value for reading in readings])
    values = "; ".join(_reading(scenario, reading, left_out, exactly=exactly) for reading in readings)
    return f"{held} ({values})" if values else held


def _told(scenario: Scenario, readings: Sequence[Reading]) -> list[Reading]:
    """The readings that are told: where there are several ladders, no stage, since its place says nothing."""
    return [reading for reading in readings if not scenario.others or reading.name not in scenario.places]


def _reading(scenario: Scenario, reading: Reading, left_out: Collection[str], *, exactly: bool) -> str:
    text = f"{reading.name} {value_of(scenario, reading.name, reading.value, exactly=exactly)}"
    if not reading.changed_by:
        return f"{text} (left out)" if reading.name in left_out else f"{text}{_while(scenario, reading.name)}"
    date = clock.spoken(scenario.start, reading.changed_at)
    ladder = ladder_read(scenario, reading.name) if scenario.others else None
    if ladder is None:
        return f"{text}, set by {reading.changed_by} on {date}"
    if reading.name == "highest":
        return f"{text}, reached on {date}"
    return f"{text}, where {inside(whose(scenario, ladder))} has stood since {date}"


def _while(scenario: Scenario, name: str) -> str:
    """What a brake that is read by its name looks at, where that is short."""
    text = next((str(brake.while_) for brake in scenario.brakes if brake.name == name), "")
    return f" (while `{text}`)" if 0 < len(text) <= _SHORT else ""


def _brakes(dossier: Dossier) -> list[str]:
    held = [f"{clock.length(minutes)} by {brake}" for brake, minutes in dossier.held_back.items() if minutes]
    return [f"held back {listed(held)}"] if held else []


def _decision(scenario: Scenario, dossier: Dossier) -> list[str]:
    if dossier.begun is None or not dossier.length:
        return ["no time was needed to decide"]
    return [f"the decision, begun {clock.spoken(scenario.start, dossier.begun)}, took {clock.length(dossier.length)}"]


def _facts(scenario: Scenario, way: WayPlan, dossier: Dossier) -> list[str]:
    """The facts behind a way, the stage it leads to, and the parameters it compares with, or the brakes it reads."""
    target = scenario.ladder(dossier.ladder).stages[way.target]
    notes = [way.way.note, target.note]
    names = sorted(way.when.expression.names | way.keep.expression.names)
    cited = scenario.values.keys() | {brake.name for brake in scenario.brakes}
    notes += [scenario.notes[name] for name in names if name in cited]
    return list(dict.fromkeys(fact for note in notes for fact in note.source))
