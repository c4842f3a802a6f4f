"""The evidence behind a scenario in tables, and as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from escalation_sim.presentation.formats import to_csv
from escalation_sim.presentation.wording import exact, listed, percent, plural
from escalation_sim.questions.evidence.tables import Sheet, as_markdown, as_text

Data = dict[str, Any]


def sentences(data: Data) -> list[str]:
    """The sums, in words."""
    summary = data["summary"]
    rest, share = summary["rest_on"], percent(summary["assumption_alone_share"])
    alone, both = rest["assumption"], rest["fact and assumption"]
    said = [
        f"{alone} of {plural(summary['parameters'], 'parameter')} ({share}) {_verb(alone, 'rests', 'rest')} on assumption alone."
    ]
    cite, numbers, differ = rest["fact"] + both, summary["have_the_number_of_a_fact"], summary["differ_from_a_fact"]
    if cite:
        said.append(
            f"{cite} {_verb(cite, 'cites', 'cite')} facts: {numbers} {_verb(numbers, 'has', 'have')} the very number of one, "
            f"{both} {_verb(both, 'needs', 'need')} an assumption besides."
        )
    if differ:
        said.append(f"{differ} {_verb(differ, 'differs', 'differ')} from the number of a fact that is cited (marked ≠).")
    if rest["nothing"]:
        said.append(f"{rest['nothing']} {_verb(rest['nothing'], 'has', 'have')} neither a fact nor an assumption.")
    if not summary["facts"]:
        return [*said, "The scenario names no folder of facts."]
    used = summary["facts_used"]
    of_all = percent(used / summary["facts"])
    said.append(f"{used} of the {plural(summary['facts'], 'fact')} in the folder ({of_all}) {_verb(used, 'is', 'are')} used.")
    if named := len(only_named(data["facts"])):
        said.append(f"{named} of the others {_verb(named, 'is', 'are')} named in the words of an assumption or an objection.")
    if reasons := len(idle_with_a_reason(data["facts"])):
        said.append(
            f"{reasons} of the others {_verb(reasons, 'says', 'say')} why no scenario uses {_verb(reasons, 'it', 'them')}."
        )
    return [*said, *though_idle(data["facts"])]


def only_named(facts: list[Data]) -> list[Data]:
    """The facts that nothing cites, and that the words of an assumption or an objection name."""
    return [fact for fact in facts if fact["named_by"] and not fact["used_by"]]


def unused(facts: list[Data]) -> list[Data]:
    """The facts that nothing cites or names."""
    return [fact for fact in facts if not fact["used_by"] and not fact["named_by"]]


def idle_with_a_reason(facts: list[Data]) -> list[Data]:
    """The facts that are not used, and say why."""
    return [fact for fact in unused(facts) if fact["idle"]]


def used_though_idle(facts: list[Data]) -> list[Data]:
    """The facts that are used or named, and say why they are not."""
    return [fact for fact in facts if fact["idle"] and (fact["used_by"] or fact["named_by"])]


def though_idle(facts: list[Data]) -> list[str]:
    """A sentence on the facts that are said to stay idle, and are used."""
    names = [fact["id"] for fact in used_though_idle(facts)]
    if not names:
        return []
    return [f"{listed(names)} {_verb(len(names), 'is', 'are')} said to stay idle, and used: take the key idle out there."]


def _verb(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def sheets(data: Data) -> Iterator[Sheet]:
    """The tables, without those that would be empty."""
    articles = {article["id"]: article["title"] for article in data["articles"]}
    all_sheets = [
        Sheet(
            "Parameters",
            (("parameter", 30), ("value", 14), ("rests on", 56)),
            [[_named(one), [exact(one["value"]), one["unit"]], _basis(one)] for one in data["parameters"]],
        ),
        Sheet(
            "What else cites or assumes",
            (("what", 44), ("rests on", 56)),
            [[[one["title"] or "", f"{one['kind']} {_short(one['path'])}"], _behind(one)] for one in data["others"]],
        ),
        Sheet(
            "Facts",
            (("fact", 8), ("what it says", 62), ("used by", 30)),
            [[[fact["id"]], [fact_in_words(fact)], _users(fact)] for fact in data["facts"]],
        ),
        Sheet(
            "Where the facts contradict one another",
            (("id", 6), ("between", 16), ("what is said", 34), ("how the scenarios treat it", 44)),
            [[[one["id"]], [", ".join(one["between"])], [one["says"]], [one["resolved"]]] for one in data["contradictions"]],
        ),
        Sheet("Articles", (("id", 6), ("title", 94)), [[[id_], [title]] for id_, title in articles.items()]),
    ]
    return (sheet for sheet in all_sheets if sheet.rows)


def _named(one: Data) -> list[str]:
    return [one["title"], one["name"]]


def _basis(parameter: Data) -> list[str]:
    lines = []
    for fact in parameter["facts"]:
        differs = "≠ " if fact["agrees"] is False else ""
        lines.append(f"{differs}{fact['id']}: {fact_in_words(fact)}")
    if parameter["assumption"]:
        lines.append(f"assumption: {parameter['assumption']}")
    return [*(lines or ["nothing"]), *_against(parameter)]


def _behind(one: Data) -> list[str]:
    facts = [", ".join(fact["id"] for fact in one["facts"])] if one["facts"] else []
    assumption = [f"assumption: {one['assumption']}"] if one["assumption"] else []
    return [*facts, *assumption, *_against(one)]


def _against(one: Data) -> list[str]:
    return [f"against: {one['against']}"] if one["against"] else []


def fact_in_words(fact: Data) -> str:
    """What a fact says, its number, who claims it, as of when."""
    value = fact["value"]
    number = f"{exact(value)} {fact['unit']}" if isinstance(value, float) else f"{value or ''} {fact['unit']}"
    who = ", ".join(fact["claimed_by"])
    details = [number.strip(), who, f"as of {fact['as_of']}" if fact["as_of"] else ""]
    more = "; ".join(detail for detail in details if detail)
    return f"{fact['says']} ({more})" if more else str(fact["says"])


def _users(fact: Data) -> list[str]:
    used, named = ([_short(path) for path in fact[key]] for key in ("used_by", "named_by"))
    users = users_in_words(used, named)
    return [users, f"idle: {fact['idle']}"] if fact["idle"] else [users]


def users_in_words(used: list[str], named: list[str]) -> str:
    """Who uses a fact; where nobody does, who names it in words."""
    if used or not named:
        return ", ".join(used) or "nobody"
    return f"in words: {', '.join(named)}"


def _short(path: str) -> str:
    """A path without its section: `troops`, `defensive_weapons.climb.routes.phased`.

    The name of a stage says which ladder it is on.
    """
    section, *rest = path.split(".")
    return ".".join(rest[2:] if section == "ladders" and rest[1:] else rest)


def evidence_text(data: Data, width: int) -> str:
    """Tables for a terminal of this width."""
    title = f"Where the numbers of “{data['scenario']['title']}” come from"
    return as_text(title, sentences(data), sheets(data), width)


def evidence_markdown(data: Data) -> str:
    """The same as Markdown tables."""
    return as_markdown(f"Where the numbers of {data['scenario']['title']} come from", sentences(data), sheets(data))


def evidence_csv(data: Data) -> str:
    """One row for everything that cites a fact or assumes, and each fact it cites; then the facts that nobody uses."""
    head = (
        "kind",
        "name",
        "title",
        "value",
        "unit",
        "fact",
        "says",
        "fact_value",
        "fact_unit",
        "claimed_by",
        "as_of",
        "agrees",
        "assumption",
        "against",
        "idle",
    )
    parameters = [{**one, "kind": "parameter"} for one in data["parameters"]]
    others = [{**one, "name": _short(one["path"]), "value": None, "unit": ""} for one in data["others"]]
    rows = [_row(one, fact) for one in (*parameters, *others) for fact in (one["facts"] or [None])]
    nobody = {"kind": "nobody", "name": "", "title": "", "value": None, "unit": "", "assumption": "", "against": ""}
    rows += [_row(nobody, fact) for fact in data["facts"] if not fact["used_by"]]
    return to_csv(head, rows)


def _row(one: Data, fact: Data | None) -> list[Any]:
    mine = [one["kind"], one["name"], one["title"], one["value"], one["unit"]]
    if fact is None:
        return [*mine, *[None] * 7, one["assumption"], one["against"], None]
    agrees = {True: "yes", False: "no", None: None}[fact.get("agrees")]
    theirs = [fact["id"], fact["says"], fact["value"], fact["unit"], ", ".join(fact["claimed_by"]), fact["as_of"], agrees]
    return [*mine, *theirs, one["assumption"], one["against"], fact.get("idle")]
