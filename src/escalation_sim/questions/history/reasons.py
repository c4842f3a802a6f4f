"""Why: the sentences behind a move."""

from __future__ import annotations

from escalation_sim import clock
from escalation_sim.engines.history import Dossier, History, Reading, Step
from escalation_sim.model.programme import Programme, WayPlan
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.wording import listed
from escalation_sim.questions.history.clauses import alike, value_of


def reasons(programme: Programme, history: History) -> list[str]:
    """A sentence for each move of a history that kept its trace."""
    assert history.trace is not None
    steps = [one for one in history.trace.happenings if isinstance(one, Step) and one.kind == "moved"]
    return ["; ".join(because(programme, step)) for step in steps]


def because(programme: Programme, step: Step) -> list[str]:
    """The clauses of the sentence: the condition, how long it held, the decision, the brakes, the facts."""
    scenario, dossier = programme.scenario, step.dossier
    way = way_of(programme, dossier)
    clauses = [_condition(scenario, way, dossier)]
    clauses += _brakes(dossier)
    clauses += _decision(scenario, dossier)
    facts = _facts(programme, way)
    if facts:
        clauses.append(f"facts: {', '.join(facts)}")
    return clauses


def way_of(programme: Programme, dossier: Dossier) -> WayPlan:
    """The way that a dossier is about."""
    return next(way for way in programme.ways if way.path == dossier.path)


def _condition(scenario: Scenario, way: WayPlan, dossier: Dossier) -> str:
    text = f"`{way.when.expression}`"
    if way.way.keep:
        text += f" (and to keep it, `{way.keep.expression}`)"
    held = f"{text} held from {clock.spoken(scenario.start, dossier.since)}"
    waited = (dossier.met or dossier.since) - dossier.since
    if waited:
        held += f", for the {clock.length(waited)} it must"
    exactly = alike([reading.value for reading in dossier.readings])
    values = "; ".join(_reading(scenario, reading, exactly=exactly) for reading in dossier.readings)
    return f"{held} ({values})" if values else held


def _reading(scenario: Scenario, reading: Reading, *, exactly: bool) -> str:
    text = f"{reading.name} {value_of(scenario, reading.name, reading.value, exactly=exactly)}"
    if reading.changed_by:
        text += f", set by {reading.changed_by} on {clock.spoken(scenario.start, reading.changed_at)}"
    return text


def _brakes(dossier: Dossier) -> list[str]:
    held = [f"{clock.length(minutes)} by {brake}" for brake, minutes in dossier.held_back.items() if minutes]
    return [f"held back {listed(held)}"] if held else []


def _decision(scenario: Scenario, dossier: Dossier) -> list[str]:
    if dossier.begun is None or not dossier.length:
        return ["no time was needed to decide"]
    return [f"the decision, begun {clock.spoken(scenario.start, dossier.begun)}, took {clock.length(dossier.length)}"]


def _facts(programme: Programme, way: WayPlan) -> list[str]:
    """The facts behind a way, the stage it leads to, and the parameters it compares with."""
    scenario = programme.scenario
    target = scenario.stages[way.target]
    notes = [way.way.note, target.note]
    names = sorted(way.when.expression.names | way.keep.expression.names)
    notes += [scenario.notes[name] for name in names if name in scenario.values]
    return list(dict.fromkeys(fact for note in notes for fact in note.source))
