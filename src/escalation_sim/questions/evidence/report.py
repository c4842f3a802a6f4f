"""The evidence behind a scenario as tables for the terminal, as Markdown and as a table for a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from escalation_sim.presentation.formats import to_csv
from escalation_sim.presentation.prose import escaped, one_line
from escalation_sim.presentation.wording import exact, percent, plural

Data = dict[str, Any]


class Sheet(NamedTuple):
    """A table: its title, its columns with their shares of the width, and its rows; a cell is a list of lines."""

    title: str
    columns: tuple[tuple[str, int], ...]
    rows: list[list[list[str]]]


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
    return [*said, f"{used} of the {plural(summary['facts'], 'fact')} in the folder ({of_all}) {_verb(used, 'is', 'are')} used."]


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
            [[[fact["id"]], [_said(fact)], _users(fact)] for fact in data["facts"]],
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
        lines.append(f"{differs}{fact['id']}: {_said(fact)}")
    if parameter["assumption"]:
        lines.append(f"assumption: {parameter['assumption']}")
    return [*(lines or ["nothing"]), *_against(parameter)]


def _behind(one: Data) -> list[str]:
    facts = [", ".join(fact["id"] for fact in one["facts"])] if one["facts"] else []
    assumption = [f"assumption: {one['assumption']}"] if one["assumption"] else []
    return [*facts, *assumption, *_against(one)]


def _against(one: Data) -> list[str]:
    return [f"against: {one['against']}"] if one["against"] else []


def _said(fact: Data) -> str:
    """What a fact says, its number, who claims it, as of when."""
    value = fact["value"]
    number = f"{exact(value)} {fact['unit']}" if isinstance(value, float) else f"{value or ''} {fact['unit']}"
    who = ", ".join(fact["claimed_by"])
    details = [number.strip(), who, f"as of {fact['as_of']}" if fact["as_of"] else ""]
    more = "; ".join(detail for detail in details if detail)
    return f"{fact['says']} ({more})" if more else str(fact["says"])


def _users(fact: Data) -> list[str]:
    return [", ".join(_short(path) for path in fact["used_by"])] if fact["used_by"] else ["nobody"]


def _short(path: str) -> str:
    """A path without its section: `troops`, `defensive_weapons.climb.routes.phased`.

    The name of a stage says which ladder it is on.
    """
    section, *rest = path.split(".")
    return ".".join(rest[2:] if section == "ladders" and rest[1:] else rest)


def evidence_text(data: Data, width: int) -> str:
    """Tables for a terminal of this width."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    file = io.StringIO()
    console = Console(
        file=file,
        width=width,
        color_system=None,
        force_jupyter=False,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    console.print(Text(f"Where the numbers of “{one_line(data['scenario']['title'])}” come from"))
    console.print()
    for sentence in sentences(data):
        console.print(Text(sentence))
    for sheet in sheets(data):
        table = Table(box=box.SIMPLE_HEAD, title=Text(sheet.title), title_justify="left", leading=1, expand=True, pad_edge=False)
        for place, (column, share) in enumerate(sheet.columns):
            widest = max(len(row[place][0]) for row in sheet.rows) if column == "value" else None  # a number is never cut
            table.add_column(Text(column), ratio=share, overflow="fold", width=widest)
        for row in sheet.rows:
            table.add_row(*(Text("\n".join(map(one_line, filter(None, lines)))) for lines in row))
        console.print()
        console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def evidence_markdown(data: Data) -> str:
    """The same as Markdown tables."""
    lines = [f"# Where the numbers of {escaped(data['scenario']['title'])} come from", ""]
    lines += [f"- {sentence}" for sentence in sentences(data)]
    for sheet in sheets(data):
        lines += ["", f"## {sheet.title}", "", _bar([column for column, _ in sheet.columns]), _bar(["---"] * len(sheet.columns))]
        lines += [_bar([_cell(cell, escaped) for cell in row]) for row in sheet.rows]
    return "\n".join(lines) + "\n"


def _cell(lines: list[str], shown: Callable[[str], str]) -> str:
    return "<br>".join(shown(line) for line in lines if line)


def _bar(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


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
        return [*mine, *[None] * 7, one["assumption"], one["against"]]
    agrees = {True: "yes", False: "no", None: None}[fact.get("agrees")]
    theirs = [fact["id"], fact["says"], fact["value"], fact["unit"], ", ".join(fact["claimed_by"]), fact["as_of"], agrees]
    return [*mine, *theirs, one["assumption"], one["against"]]
