"""Which facts several scenarios use together, and which none of them does, for what reason: as plain data and in tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from escalation_sim.language.evidence import Fact, citations
from escalation_sim.language.loading import Document
from escalation_sim.presentation.formats import to_csv
from escalation_sim.presentation.wording import percent, plural
from escalation_sim.questions.evidence.data import evidence_data, fact_data
from escalation_sim.questions.evidence.report import fact_in_words, idle_with_a_reason, though_idle, used_though_idle
from escalation_sim.questions.evidence.tables import Sheet, as_markdown, as_text

Data = dict[str, Any]

NO_REASON = "no reason given"


def several_data(documents: Mapping[str, Document]) -> Data:
    """The sums of every scenario, by its name, and every fact of their folders with the names of those that use it."""
    scenarios = []
    users: dict[Fact, list[str]] = {}  # two folders may give the same id to two facts
    for name, document in documents.items():
        one = evidence_data(document)
        scenarios.append({**one["scenario"], "name": name, "summary": one["summary"]})
        used = citations(document.scenario)
        for fact in document.evidence.facts.values():
            users.setdefault(fact, []).extend([name] if fact.id in used else [])
    facts = [{**fact_data(fact), "idle": fact.idle, "used_by": names} for fact, names in users.items()]
    return {
        "format": "escalation-sim/evidence-of-several",
        "version": 1,
        "scenarios": scenarios,
        "summary": {
            "scenarios": len(scenarios),
            "facts": len(facts),
            "facts_used": sum(bool(fact["used_by"]) for fact in facts),
            "facts_idle_with_a_reason": len(idle_with_a_reason(facts)),
            "facts_used_though_idle": len(used_though_idle(facts)),
        },
        "facts": facts,
    }


def several_sentences(data: Data) -> Iterator[str]:
    """The sums over all scenarios, in words."""
    summary = data["summary"]
    unused, reasons = summary["facts"] - summary["facts_used"], summary["facts_idle_with_a_reason"]
    if not summary["facts"]:
        yield "No folder of facts is named."
    elif not unused:
        yield f"Each of the {plural(summary['facts'], 'fact')} is used."
    else:
        of_all = percent(unused / summary["facts"])
        why = f"{reasons or 'none'} of these {'has' if reasons in (0, 1) else 'have'} a reason"
        are = "is" if unused == 1 else "are"
        yield f"{unused} of the {plural(summary['facts'], 'fact')} ({of_all}) {are} used by none; {why}."
    yield from though_idle(data["facts"])


def _sheets(data: Data) -> Iterator[Sheet]:
    columns = ("scenario", 40), ("parameters", 14), ("on assumption alone", 22), ("facts used", 24)
    yield Sheet("Scenarios", columns, [_scenario(one) for one in data["scenarios"]], close=True)
    unused = [fact for fact in data["facts"] if not fact["used_by"]]
    rows = [[[fact["id"]], [fact_in_words(fact)], [fact["idle"] or NO_REASON]] for fact in unused]
    if rows:
        columns_of_facts = ("fact", 8), ("what it says", 62), ("why it is idle", 30)
        yield Sheet("Facts that none uses", columns_of_facts, rows)
    used = used_though_idle(data["facts"])
    rows = [[[fact["id"]], [", ".join(fact["used_by"])], [fact["idle"]]] for fact in used]
    if rows:
        yield Sheet("Facts that are used, though said to stay idle", (("fact", 8), ("used by", 46), ("why it is idle", 46)), rows)


def _scenario(one: Data) -> list[list[str]]:
    summary = one["summary"]
    alone = f"{summary['rest_on']['assumption']} ({percent(summary['assumption_alone_share'])})"
    return [[one["name"]], [f"{summary['parameters']:,}"], [alone], [f"{summary['facts_used']} of {summary['facts']:,}"]]


def several_text(data: Data, width: int) -> str:
    """Tables for a terminal of this width."""
    return as_text(_title(data), several_sentences(data), _sheets(data), width)


def several_markdown(data: Data) -> str:
    """The same as Markdown."""
    return as_markdown(_title(data), several_sentences(data), _sheets(data))


def _title(data: Data) -> str:
    return f"Where the numbers of {plural(len(data['scenarios']), 'scenario')} come from"


def several_csv(data: Data) -> str:
    """One row for every fact, with the scenarios that use it."""
    head = ("fact", "says", "value", "unit", "claimed_by", "as_of", "idle", "used_by")
    rows = [
        [one["id"], one["says"], one["value"], one["unit"], ", ".join(one["claimed_by"]), one["as_of"], one["idle"], users]
        for one in data["facts"]
        for users in [", ".join(one["used_by"])]
    ]
    return to_csv(head, rows)
