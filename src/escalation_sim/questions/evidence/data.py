"""Where each number comes from, who uses which fact, and what rests on assumption alone: as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from escalation_sim.language.evidence import Evidence, Fact, citations, mentions
from escalation_sim.language.loading import Document
from escalation_sim.model.scenario import Note, Parameter, Scenario
from escalation_sim.results.digest import digest
from escalation_sim.results.rounding import given

Data = dict[str, Any]

BASES = {
    "fact": "a fact",
    "fact and assumption": "a fact, and an assumption besides",
    "assumption": "assumption alone",
    "nothing": "nothing",
}
"""What a parameter may rest on."""


def evidence_data(document: Document) -> Data:
    """Every parameter, everything else that cites, every fact, every contradiction, and the sums."""
    scenario, evidence = document.scenario, document.evidence
    used, named = citations(scenario), mentions(scenario, evidence.facts)
    parameters = [_parameter(parameter, evidence) for parameter in scenario.parameters]
    facts = [
        {**fact_data(fact), "idle": fact.idle, "used_by": used.get(fact.id, []), "named_by": named.get(fact.id, [])}
        for fact in evidence.facts.values()
    ]
    return {
        "format": "escalation-sim/evidence",
        "version": 1,
        "scenario": {"name": scenario.name, "title": scenario.title, "digest": digest(scenario)},
        "summary": _summary(parameters, facts),
        "parameters": parameters,
        "others": _others(scenario, evidence),
        "facts": facts,
        "articles": [{"id": id_, "title": title} for id_, title in evidence.articles.items()],
        "contradictions": [
            {
                "id": one.id,
                "between": list(one.between),
                "says": one.says,
                "resolved": one.resolved,
                "used": [fact for fact in one.between if fact in used],
            }
            for one in evidence.contradictions
        ],
    }


def _parameter(parameter: Parameter, evidence: Evidence) -> Data:
    note = parameter.note
    facts = [{**fact_data(fact), "agrees": agrees(parameter, fact)} for fact in _cited(note, evidence)]
    return {
        "name": parameter.name,
        "title": note.title,
        "value": given(parameter.value),
        "unit": parameter.unit,
        "kind": parameter.kind,
        "rests_on": _basis(note),
        "facts": facts,
        "assumption": note.assumption,
        "against": note.against,
    }


def _basis(note: Note) -> str:
    if note.source:
        return "fact and assumption" if note.assumption else "fact"
    return "assumption" if note.assumption else "nothing"


def agrees(parameter: Parameter, fact: Fact) -> bool | None:
    """Whether a fact gives the value of a parameter; None where it gives no number, or one in another unit."""
    if not isinstance(fact.value, float) or fact.unit != parameter.unit:
        return None
    return fact.value == parameter.value


def _cited(note: Note, evidence: Evidence) -> Iterable[Fact]:
    return (evidence.facts[id_] for id_ in note.source if id_ in evidence.facts)


def fact_data(fact: Fact) -> Data:
    """A fact as plain data."""
    return {
        "id": fact.id,
        "article": fact.article,
        "kind": fact.kind,
        "says": fact.says,
        "value": given(fact.value),
        "unit": fact.unit,
        "claimed_by": list(fact.claimed_by),
        "as_of": fact.as_of,
    }


def _others(scenario: Scenario, evidence: Evidence) -> list[Data]:
    """What rests on a fact or a reason or is objected to, and is no parameter: quantities, events, brakes, ladders and so on."""
    sections: list[tuple[str, list[tuple[str, Note]]]] = [
        ("quantity", [(f"quantities.{one.name}", one.note) for one in scenario.quantities]),
        ("event", [(f"events.{one.name}", one.note) for one in scenario.events]),
        ("brake", [(f"brakes.{one.name}", one.note) for one in scenario.brakes]),
        ("stage", [(f"{ladder.path}.{one.name}", one.note) for ladder in scenario.ladders for one in ladder.stages]),
        ("ladder", [(f"ladders.{one.name}", one.note) for one in scenario.others]),
        ("way", [(one.path, one.way.note) for one in scenario.passages]),
        ("outcome", [(f"outcomes.{one.name}", one.note) for one in scenario.outcomes]),
    ]
    return [
        {
            "kind": kind,
            "path": path,
            "title": note.title,
            "facts": [fact_data(fact) for fact in _cited(note, evidence)],
            "assumption": note.assumption,
            "against": note.against,
        }
        for kind, notes in sections
        for path, note in notes
        if note.source or note.assumption or note.against
    ]


def _summary(parameters: list[Data], facts: list[Data]) -> Data:
    count = Counter(parameter["rests_on"] for parameter in parameters)
    total = len(parameters)
    return {
        "parameters": total,
        "rest_on": {basis: count[basis] for basis in BASES},
        "assumption_alone_share": count["assumption"] / total if total else 0.0,
        "have_the_number_of_a_fact": sum(any(fact["agrees"] for fact in one["facts"]) for one in parameters),
        "differ_from_a_fact": sum(any(fact["agrees"] is False for fact in one["facts"]) for one in parameters),
        "facts": len(facts),
        "facts_used": sum(bool(fact["used_by"]) for fact in facts),
    }
