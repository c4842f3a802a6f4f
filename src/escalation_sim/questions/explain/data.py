"""What a scenario says, as plain data: the sentences of the explanation, its notes, its pictures."""

from __future__ import annotations

from typing import Any

from escalation_sim import clock
from escalation_sim.model.influences import Arrow, Influence, Loop, arrows, between_ladders, influences, loops
from escalation_sim.model.scenario import Ladder, Note, Outcome, Parameter, Passage, Quantity, Scenario, Stage
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.prose import PLAIN
from escalation_sim.questions.explain.brakes import BrakesInWords
from escalation_sim.questions.explain.events import EventsInWords
from escalation_sim.questions.explain.explanation import quantity_sentences
from escalation_sim.questions.explain.ladder import skipped, way_sentences
from escalation_sim.questions.explain.loops import ladders_of, loop_sentence
from escalation_sim.questions.explain.mermaid import influence_diagram, ladder_diagram
from escalation_sim.questions.explain.misreadings import misreadings
from escalation_sim.questions.explain.outcomes import expectation_in_words, outcome_in_words
from escalation_sim.results.digest import digest
from escalation_sim.results.rounding import given


def explanation_data(scenario: Scenario) -> dict[str, Any]:
    """Everything that the words and the pictures say."""
    phrases = Phrases(scenario, PLAIN)
    words, brakes = EventsInWords(phrases), BrakesInWords(phrases)
    found = influences(scenario)
    drawn = arrows(found)
    circles, complete = loops(scenario, drawn)
    between = between_ladders(scenario, drawn)
    others = {ladder.name: _ladder_data(ladder, phrases) for ladder in scenario.others}
    return {
        "format": "escalation-sim/explanation",
        "version": 1,
        "scenario": {"name": scenario.name, "title": scenario.title, "digest": digest(scenario)},
        "description": scenario.description,
        "actor": scenario.actor,
        "start_stage": scenario.stages[scenario.start_stage].name,
        "period": {"start": clock.stamp(scenario.start, 0), "end": clock.stamp(scenario.start, scenario.end)},
        "parameters": [_parameter_data(one) for one in scenario.parameters],
        "quantities": [_quantity_data(one, phrases) for one in scenario.quantities],
        "events": [_thing_data(one.name, one.note, words.sentences(one)) for one in scenario.events],
        "brakes": [_thing_data(one.name, one.note, brakes.sentences(one)) for one in scenario.brakes],
        "ladder": [_stage_data(scenario.main, stage, phrases) for stage in scenario.stages],
        **({"ladders": others} if others else {}),
        "outcomes": [_outcome_data(one, phrases) for one in scenario.outcomes],
        "expectations": [{"claim": one.text, "sentence": expectation_in_words(one, phrases)} for one in scenario.expect],
        "notes": [{"kind": note.kind, "about": list(note.about), "text": note.text} for note in misreadings(phrases)],
        "influences": [_influence_data(one) for one in found],
        "loops": [_loop_data(one, drawn, phrases) for one in circles],
        "all_loops": complete,
        "mermaid": {
            "ladder": ladder_diagram(scenario),
            "influences": influence_diagram(scenario, drawn),
            **({"between_ladders": influence_diagram(scenario, between)} if between else {}),
        },
    }


def _against(note: Note) -> dict[str, str]:
    """What speaks against a thing, where the file says so."""
    return {"against": note.against} if note.against else {}


def _thing_data(name: str, note: Note, sentences: list[str]) -> dict[str, Any]:
    return {"name": name, "title": note.title, "sentences": sentences, **_against(note)}


def _parameter_data(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "title": parameter.note.title,
        "value": given(parameter.value),
        "unit": parameter.unit,
        "range": given(parameter.range),
        "prior": parameter.prior.text if parameter.prior else None,
        "kind": parameter.kind,
        **_against(parameter.note),
    }


def _quantity_data(quantity: Quantity, phrases: Phrases) -> dict[str, Any]:
    return {
        "name": quantity.name,
        "title": quantity.note.title,
        "unit": quantity.unit,
        "sentences": list(quantity_sentences(quantity, phrases)),
        **({"hidden": True} if quantity.hidden else {}),
        **_against(quantity.note),
    }


def _ladder_data(ladder: Ladder, phrases: Phrases) -> dict[str, Any]:
    """A ladder beside the main one, with the keys that the main one has."""
    return {
        "title": ladder.note.title,
        "actor": ladder.actor,
        "start_stage": ladder.stages[ladder.start_stage].name,
        "ladder": [_stage_data(ladder, stage, phrases) for stage in ladder.stages],
        **_against(ladder.note),
    }


def _stage_data(ladder: Ladder, stage: Stage, phrases: Phrases) -> dict[str, Any]:
    passages = ladder.passages_of[stage.name]
    down = next((passage for passage in passages if not passage.is_climb), None)
    return {
        "stage": stage.name,
        "title": stage.note.title,
        "measures": list(stage.measures),
        "climb": [_way_data(ladder, passage, phrases) for passage in passages if passage.is_climb],
        "descend": way_sentences(ladder, down, phrases) if down else None,
        **({"descend_to": ladder.stages[down.target].name} if down and skipped(ladder, down) else {}),
        **({"descend_against": down.way.note.against} if down and down.way.note.against else {}),
        **_against(stage.note),
    }


def _way_data(ladder: Ladder, passage: Passage, phrases: Phrases) -> dict[str, Any]:
    skips = [stage.name for stage in skipped(ladder, passage)]
    return {
        "route": passage.way.route or None,
        "sentences": way_sentences(ladder, passage, phrases),
        **({"from": ladder.stages[passage.source].name, "skips": skips} if skips else {}),
        **_against(passage.way.note),
    }


def _outcome_data(outcome: Outcome, phrases: Phrases) -> dict[str, Any]:
    note = {"title": outcome.note.title, "unit": outcome.unit}
    return {
        "name": outcome.name,
        "sentence": outcome_in_words(outcome, phrases),
        **{key: text for key, text in note.items() if text},
        **_against(outcome.note),
    }


def _influence_data(influence: Influence) -> dict[str, Any]:
    return {
        "from": influence.source,
        "to": influence.target,
        "sign": influence.sign,
        "by": influence.by,
        **({"through": influence.through} if influence.through else {}),
    }


def _loop_data(loop: Loop, drawn: tuple[Arrow, ...], phrases: Phrases) -> dict[str, Any]:
    ladders = [ladder.name for ladder in ladders_of(loop, phrases.scenario)]
    told = {"ladders": ladders, "sentence": loop_sentence(loop, drawn, phrases)} if len(ladders) > 1 else {}
    return {"nodes": list(loop.nodes), "signs": list(loop.signs), "kind": loop.kind, **told}
