"""What the page says of a scenario: titles, units, reasons and objections, the facts behind them, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from escalation_sim import clock
from escalation_sim.language.evidence import Evidence
from escalation_sim.language.loading import Document
from escalation_sim.model.intervals import limits_of
from escalation_sim.model.programme import Programme, programme
from escalation_sim.model.scenario import Ladder, Note, Outcome, Parameter, Scenario
from escalation_sim.model.uses import draws_luck
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.prose import PLAIN
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import capital
from escalation_sim.questions.explain.data import explanation_data
from escalation_sim.questions.explain.ladder import way_sentences
from escalation_sim.results.digest import digest
from escalation_sim.results.rounding import given

Data = dict[str, Any]


def words_of(document: Document) -> Data:
    """Everything that the page writes of one scenario. Lists are in the order of the file, ways in that of the kernel."""
    scenario = document.scenario
    plan, told = programme(scenario), explanation_data(scenario)
    sentences = {one["name"]: one["sentences"] for kind in ("events", "brakes") for one in told[kind]}
    return {
        "name": scenario.name,
        "title": scenario.title,
        "digest": digest(scenario),
        "description": scenario.description,
        "actor": scenario.actor,
        "start": clock.stamp(scenario.start, 0),
        "end": scenario.end,
        "lucky": draws_luck(scenario),
        "ladders": [_ladder(scenario, ladder) for ladder in scenario.ladders],
        "ways": _ways(plan),
        "parameters": [_parameter(one) for one in scenario.parameters],
        "events": [_told(scenario, one.name, one.note, sentences) for one in scenario.events],
        "brakes": [_told(scenario, one.name, one.note, sentences) for one in scenario.brakes],
        "outcomes": [_outcome(scenario, *pair) for pair in zip(scenario.outcomes, told["outcomes"], strict=True)],
        "misreadings": [note["text"] for note in told["notes"]],
    }


def facts_of(documents: Iterable[Document]) -> dict[str, Data]:
    """The facts that some scenarios cite, by their ids."""
    found: dict[str, Data] = {}
    for document in documents:
        for name in sorted(_cited(document.scenario)):
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
    """A title, which everything has, and of the rest what there is."""
    rest = {"source": list(note.source), "assumption": note.assumption, "against": note.against}
    return {"title": scenario.title_of(name), **{key: value for key, value in rest.items() if value}}


def _told(scenario: Scenario, name: str, note: Note, sentences: Mapping[str, list[str]]) -> Data:
    return {"name": name, "sentences": sentences[name], **_note(scenario, name, note)}


def _parameter(one: Parameter) -> Data:
    note = one.note
    rest = {"source": list(note.source), "assumption": note.assumption, "against": note.against}
    return {
        "name": one.name,
        "title": note.title or one.name.replace("_", " "),
        "unit": one.unit,
        "value": given(one.value),
        "range": given(one.range),
        "prior": one.prior.text if one.prior else None,
        "lever": one.kind == "lever",
        **{key: value for key, value in rest.items() if value},
    }


def _ladder(scenario: Scenario, ladder: Ladder) -> Data:
    return {
        "name": ladder.name,
        "title": ladder.note.title,
        "whose": capital(whose(scenario, ladder)),
        "start": ladder.start_stage,
        "stages": [
            {"name": stage.name, "measures": list(stage.measures), **_note(scenario, stage.name, stage.note)}
            for stage in ladder.stages
        ],
    }


def _ways(plan: Programme) -> list[Data]:
    scenario = plan.scenario
    phrases = Phrases(scenario, PLAIN)
    passages = {passage.path: passage for passage in scenario.passages}
    found = []
    for number, one in enumerate(plan.ladders):
        for way in (way for here in one.ways for way in here):
            note = way.way.note
            rest = {"source": list(note.source), "assumption": note.assumption, "against": note.against}
            found.append({
                "ladder": number,
                "from": way.source,
                "to": way.target,
                "route": way.way.route or None,
                "when": str(way.when.expression),
                "brakes": list(way.brakes),
                "sentences": way_sentences(one.ladder, passages[way.path], phrases),
                **{key: value for key, value in rest.items() if value},
            })  # fmt: skip
    return found


def _outcome(scenario: Scenario, outcome: Outcome, said: Data) -> Data:
    least, most = limits_of(scenario, outcome)
    return {
        "name": outcome.name,
        "unit": outcome.unit,
        "sentence": said["sentence"],
        "limits": given([least if abs(least) < float("inf") else None, most if abs(most) < float("inf") else None]),
        "may_be_never": outcome.may_be_never,
        **_note(scenario, outcome.name, outcome.note),
    }
