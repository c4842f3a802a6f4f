"""What a scenario says, as plain data: the sentences of the explanation, its notes, its pictures."""

from __future__ import annotations

from typing import Any

from escalation_sim import clock
from escalation_sim.model.influences import arrows, influences, loops
from escalation_sim.model.scenario import Parameter, Scenario, Stage
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.prose import PLAIN
from escalation_sim.questions.explain.events import EventsInWords
from escalation_sim.questions.explain.explanation import quantity_sentences
from escalation_sim.questions.explain.ladder import (
    brake_in_words,
    expectation_in_words,
    outcome_in_words,
    way_down,
    way_up,
)
from escalation_sim.questions.explain.mermaid import influence_diagram, ladder_diagram
from escalation_sim.questions.explain.misreadings import misreadings
from escalation_sim.results.digest import digest
from escalation_sim.results.rounding import given


def explanation_data(scenario: Scenario) -> dict[str, Any]:
    """Everything that the words and the pictures say."""
    phrases = Phrases(scenario, PLAIN)
    words = EventsInWords(phrases)
    found = influences(scenario)
    drawn = arrows(found)
    circles, complete = loops(scenario, drawn)
    return {
        "format": "escalation-sim/explanation",
        "version": 1,
        "scenario": {"name": scenario.name, "title": scenario.title, "digest": digest(scenario)},
        "description": scenario.description,
        "actor": scenario.actor,
        "start_stage": scenario.stages[scenario.start_stage].name,
        "period": {"start": clock.stamp(scenario.start, 0), "end": clock.stamp(scenario.start, scenario.end)},
        "parameters": [_parameter_data(one) for one in scenario.parameters],
        "quantities": [
            {"name": one.name, "title": one.note.title, "unit": one.unit, "sentences": list(quantity_sentences(one, phrases))}
            for one in scenario.quantities
        ],
        "events": [{"name": one.name, "title": one.note.title, "sentences": words.sentences(one)} for one in scenario.events],
        "brakes": [
            {"name": one.name, "title": one.note.title, "sentences": brake_in_words(one, phrases)} for one in scenario.brakes
        ],
        "ladder": [_stage_data(stage, phrases) for stage in scenario.stages],
        "outcomes": [{"name": one.name, "sentence": outcome_in_words(one, phrases)} for one in scenario.outcomes],
        "expectations": [{"claim": one.text, "sentence": expectation_in_words(one, phrases)} for one in scenario.expect],
        "notes": [{"kind": note.kind, "about": list(note.about), "text": note.text} for note in misreadings(phrases)],
        "influences": [{"from": one.source, "to": one.target, "sign": one.sign, "by": one.by} for one in found],
        "loops": [{"nodes": list(one.nodes), "signs": list(one.signs), "kind": one.kind} for one in circles],
        "all_loops": complete,
        "mermaid": {"ladder": ladder_diagram(scenario), "influences": influence_diagram(scenario, drawn)},
    }


def _parameter_data(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "title": parameter.note.title,
        "value": given(parameter.value),
        "unit": parameter.unit,
        "range": given(parameter.range),
        "prior": parameter.prior.text if parameter.prior else None,
        "kind": parameter.kind,
    }


def _stage_data(stage: Stage, phrases: Phrases) -> dict[str, Any]:
    return {
        "stage": stage.name,
        "title": stage.note.title,
        "measures": list(stage.measures),
        "climb": [{"route": way.route or None, "sentences": way_up(stage, way, phrases)} for way in stage.climb],
        "descend": way_down(stage.descend, phrases) if stage.descend else None,
    }
