"""Which facts several scenarios use together, and which none of them does, for what reason: as plain data and in tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from escalation_sim.language.evidence import Fact
from escalation_sim.language.loading import Document
from escalation_sim.presentation.formats import to_csv
from escalation_sim.presentation.wording import percent, plural
from escalation_sim.questions.evidence.data import evidence_data, fact_data
from escalation_sim.questions.evidence.report import (
    fact_in_words,
    idle_with_a_reason,
    only_named,
    though_idle,
    unused,
    used_though_idle,
    users_in_words,
)
from escalation_sim.questions.evidence.tables import Sheet, as_markdown, as_text

Data = dict[str, Any]

NO_REASON = "no reason given"


def several_data(documents: Mapping[str, Document]) -> Data:
    """The sums of every scenario, by its name, and every fact of their folders with the names of those that use it."""
    scenarios = []
    facts: dict[Fact, Data] = {}  # two folders may give the same id to two facts
    for name, document in documents.items():
        one = evidence_data(document)
        scenarios.append({**one["scenario"], "name": name, "summary": one["summary"]})
        for fact, told in zip(document.evidence.facts.values(), one["facts"], strict=True):
            all_told = facts.setdefault(fact, {**fact_data(fact), "idle": fact.idle, "used_by": [], "named_by": []})
            for key in ("used_by", "named_by"):
                all_told[key] += [name] if told[key] else []
    return _told(scenarios, list(facts.values()))


def _told(scenarios: list[Data], facts: list[Data]) -> Data:
    return {
        "format": "escalation-sim/evidence-of-several",
        "version": 1,
        "scenarios": scenarios,
        "summary": {
            "scenarios": len(scenarios),
            "facts": len(facts),
            "facts_used": sum(bool(fact["used_by"]) for fact in facts),
            "facts_only_named": len(only_named(facts)),
            "facts_idle_with_a_reason": len(idle_with_a_reason(facts)),
            "facts_used_though_idle": len(used_though_idle(facts)),
        },
        "facts": facts,
    }


def several_sentences(data: Data) -> Iterator[str]:
    """The sums over all scenarios, in words."""
    summary = data["summary"]
    none, reasons = len(unused(data["facts"])), summary["facts_idle_with_a_reason"]
    if not summary["facts"]:
        yield "No folder of facts is named."
    elif not none:
        yield f"Each of the {plural(summary['facts'], 'fact')} is used."
    else:
        of_all = percent(none / summary["facts"])
        why = f"{reasons or 'none'} of these {'has' if reasons in (0, 1) else 'have'} a reason"
        are = "is" if none == 1 else "are"
        yield f"{none} of the {plural(summary['facts'], 'fact')} ({of_all}) {are} used by none; {why}."
    if named := summary["facts_only_named"]:
        yield f"{named} {'is' if named == 1 else 'are'} named in the words of an assumption or an objection alone."
    yield from though_idle(data["facts"])


def _sheets(data: Data) -> Iterator[Sheet]:
    columns = ("scenario", 40), ("parameters", 14), ("on assumption alone", 22), ("facts used", 24)
    yield Sheet("Scenarios", columns, [_scenario(one) for one in data["scenarios"]], close=True)
    rows = [[[fact["id"]], [fact_in_words(fact)], [fact["idle"] or NO_REASON]] for fact in unused(data["facts"])]
    if rows:
        columns_of_facts = ("fact", 8), ("what it says", 62), ("why it is idle", 30)
        yield Sheet("Facts that none uses", columns_of_facts, rows)
    used = used_though_idle(data["facts"])
    rows = [[[fact["id"]], [users_in_words(fact["used_by"], fact["named_by"])], [fact["idle"]]] for fact in used]
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
    head = ("fact", "says", "value", "unit", "claimed_by", "as_of", "idle", "used_by", "named_by")
    rows = [
        [one["id"], one["says"], one["value"], one["unit"], ", ".join(one["claimed_by"]), one["as_of"], one["idle"]]
        + [", ".join(one[key]) for key in ("used_by", "named_by")]
        for one in data["facts"]
    ]
    return to_csv(head, rows)
