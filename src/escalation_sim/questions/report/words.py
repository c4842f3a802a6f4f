"""What the page says of a scenario: titles, units, reasons and objections, the facts behind them, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from escalation_sim import clock
from escalation_sim.language.evidence import Evidence, mentions
from escalation_sim.language.loading import Document
from escalation_sim.model.programme import programme
from escalation_sim.model.scenario import Ladder, Note, Parameter, Scenario
from escalation_sim.model.uses import draws_luck
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.prose import PLAIN
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import capital
from escalation_sim.questions.explain.data import explanation_data
from escalation_sim.questions.explain.ladder import way_sentences
from escalation_sim.questions.report.conditions import clauses_by_words, conditions_of_way
from escalation_sim.questions.sensitivity.one_at_a_time import steps_of
from escalation_sim.results.known import known
from escalation_sim.results.rounding import given

Data = dict[str, Any]


def words_of(document: Document) -> Data:
    """What the page's statistics know of a scenario (results/known.py), and with it everything that the page writes.

    Lists are in the order of the file, ways in that of the kernel.
    """
    scenario = document.scenario
    about, told = given(known(scenario)), explanation_data(scenario)
    sentences = {one["name"]: one["sentences"] for kind in ("events", "brakes") for one in told[kind]}
    return {
        **about,
        "steps": given(steps_of(scenario)),
        "description": scenario.description,
        "actor": scenario.actor,
        "start": clock.stamp(scenario.start, 0),
        "lucky": draws_luck(scenario),
        "ladders": [{**one, **_ladder(scenario, scenario.ladder(one["name"]))} for one in about["ladders"]],
        "ways": [{**one, **way} for one, way in zip(about["ways"], _ways(scenario), strict=True)],
        "parameters": [_parameter(one) for one in scenario.parameters],
        "events": [_told(scenario, one.name, one.note, sentences) for one in scenario.events],
        "brakes": [{**_told(scenario, one.name, one.note, sentences), "while": str(one.while_)} for one in scenario.brakes],
        "clauses": clauses_by_words(scenario),
        "outcomes": [{**one, **_outcome(scenario, said)} for one, said in zip(about["outcomes"], told["outcomes"], strict=True)],
        "misreadings": [note["text"] for note in told["notes"]],
    }


def facts_of(documents: Iterable[Document]) -> dict[str, Data]:
    """The facts that some scenarios cite, or name in the words of an assumption or an objection, by their ids."""
    found: dict[str, Data] = {}
    for document in documents:
        for name in sorted(_cited(document.scenario).union(mentions(document.scenario, document.evidence.facts))):
            if name in document.evidence.facts and name not in found:
                found[name] = _fact(document.evidence, name)
    return found


def _fact(evidence: Evidence, name: str) -> Data:
    fact = evidence.facts[name]
    article = evidence.articles.get(fact.article, "")
    told = {"says": fact.says, "by": ", ".join(fact.claimed_by), "as_of": fact.as_of, "article": article}
    return {key: text for key, text in told.items() if text}


def _cited(scenario: Scenario) -> set[str]:
    notes = [*scenario.notes.values(), *(passage.way.note for passage in scenario.passages)]
    return {fact for note in notes for fact in note.source}


def _note(scenario: Scenario, name: str, note: Note) -> Data:
    return {"title": scenario.title_of(name), **_reasons(note)}


def _reasons(note: Note) -> Data:
    """The facts behind a thing, the assumption, what speaks against it: what there is of it."""
    rest = {"source": list(note.source), "assumption": note.assumption, "against": note.against}
    return {key: value for key, value in rest.items() if value}


def _told(scenario: Scenario, name: str, note: Note, sentences: Mapping[str, list[str]]) -> Data:
    return {"name": name, "sentences": sentences[name], **_note(scenario, name, note)}


def _parameter(one: Parameter) -> Data:
    return {
        "name": one.name,
        "title": one.note.title or one.name.replace("_", " "),
        "unit": one.unit,
        "value": given(one.value),
        "range": given(one.range),
        "prior": one.prior.text if one.prior else None,
        "lever": one.kind == "lever",
        **_reasons(one.note),
    }


def _ladder(scenario: Scenario, ladder: Ladder) -> Data:
    return {
        "whose": capital(whose(scenario, ladder)),
        "called": ladder.place_name,
        "stages": [
            {"name": stage.name, "measures": list(stage.measures), **_note(scenario, stage.name, stage.note)}
            for stage in ladder.stages
        ],
    }


def _ways(scenario: Scenario) -> list[Data]:
    phrases = Phrases(scenario, PLAIN)
    passages = {passage.path: passage for passage in scenario.passages}
    found = []
    plan = programme(scenario)
    for one in plan.ladders:
        for way in (way for here in one.ways for way in here):
            sentences = way_sentences(one.ladder, passages[way.path], phrases)
            told = {"route": way.way.route or None, "when": str(way.when.expression), "sentences": sentences}
            found.append({**told, **conditions_of_way(plan, way), **_reasons(way.way.note)})
    return found


def _outcome(scenario: Scenario, said: Data) -> Data:
    name = said["name"]
    return {"sentence": said["sentence"], "unit": scenario.units[name], **_note(scenario, name, scenario.notes[name])}
