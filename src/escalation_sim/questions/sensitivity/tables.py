"""A study of sensitivity for people: a table with bars, and sentences: what moves the answer most, how much of it is luck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.console import printed
from escalation_sim.presentation.formats import to_csv, to_json
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.tables import plain_table
from escalation_sim.presentation.wording import amount, amounts, capital, percent, percent_range
from escalation_sim.questions.sensitivity.words import (
    MOST_ROWS,
    Words,
    conclusion,
    kept,
    notes,
    rows_of,
    spread,
    turns,
)

Data = Mapping[str, Any]

BAR = 16


def sensitivity_text(scenario: Scenario, data: Data, format_: str, *, color: bool) -> str:
    """The table and the sentences, the JSON, or a row an answer and assumption as CSV."""
    if format_ == "json":
        return to_json(data)
    if format_ == "csv":
        return _csv(data)
    return printed(lambda console: _show(console, Words(scenario, data)), color=color)


def _show(console: Console, words: Words) -> None:
    console.print(Text(one_line(words.scenario.title), "bold"))
    console.print(Text(words.what()))
    rows, rest = rows_of(words)
    shown = rows[:MOST_ROWS]
    if rows:
        match words.method:
            case "sobol":
                console.print(_sobol_table(words, shown))
            case "morris":
                console.print(_morris_table(words, shown))
            case _:
                console.print(_tornado_table(words, shown))
    else:
        console.print()
    for sentence in (*notes(words, rows, rest), *spread(words), conclusion(words)):
        console.print(Text(sentence))


# Tables


def _table(words: Words, *columns: str) -> Table:
    value = f", {words.value(words.shown['value'])}" if words.shown["value"] == words.shown["value"] else ""
    drawn = words.data["settings"]["uncertain"]
    base = "with everything drawn" if drawn else "with everything as it is"
    where = base if words.method == "one-at-a-time" else "over all points"
    title = f"{capital(words.answer())}{value} {where}" if value else capital(words.answer())
    table = plain_table(title, *columns)
    table.columns[-1].justify = "left"
    table.columns[-1].no_wrap = True
    for column in table.columns[1:]:
        column.overflow = "fold"
    return table


def _tornado_table(words: Words, rows: Sequence[Data]) -> Table:
    low, high = scale(rows, words.shown["value"])
    table = _table(words, "assumption", "from → to", "the answer", f"width{words.points()}\n(95 %)", "")
    for told in rows:
        ends = " → ".join(amounts(told["values"][0], told["values"][-1]))
        answers = f"{words.value(told['answers'][0])} → {words.value(told['answers'][-1])}"
        inside = "".join(
            f"\n{'highest' if end == 'highest' else 'lowest'} {told_at(words, told, end)}" for end in turns(words, told)
        )
        bar = _between(told["lowest"]["value"], told["highest"]["value"], words.shown["value"], (low, high))
        table.add_row(Text(words.marked(told, unit=True)), Text(ends), Text(answers + inside), words.steps(told["width"]), bar)
    return table


def told_at(words: Words, told: Data, end: str) -> str:
    """The answer at its lowest or highest, and where that is."""
    return f"{words.value(told[end]['value'])} at {amount(told[end]['at'])}"


def scale(rows: Sequence[Data], base: float) -> tuple[float, float]:
    """From where to where the bars go."""
    values = [told[end]["value"] for told in rows for end in ("lowest", "highest")]
    known = [value for value in (*values, base) if value == value]
    return min(known), max(known)


def _between(low: float, high: float, base: float, ends: tuple[float, float]) -> str:
    """A bar from *low* to *high*, with a mark where the base lies."""

    def place(value: float) -> int:
        return min(int((value - ends[0]) / (ends[1] - ends[0]) * BAR), BAR - 1)

    cells = [" "] * BAR
    for cell in range(place(low), place(high) + 1):
        cells[cell] = "█"
    if base == base:
        cells[place(base)] = "┃" if cells[place(base)] == "█" else "│"
    return "".join(cells).rstrip()


def _sobol_table(words: Words, rows: Sequence[Data]) -> Table:
    table = _table(words, "assumption", "first order\n(95 %)", "total\n(95 %)", "█ first ░ total")
    most = max(told["total"]["value"] for told in rows)
    for told in rows:
        first, total = told["first"], told["total"]
        full = round(BAR * max(first["value"], 0.0) / most)
        bar = "█" * min(full, BAR) + "░" * (round(BAR * total["value"] / most) - full)
        table.add_row(Text(words.marked(told)), _index(first), _index(total), bar)
    return table


def _index(told: Data) -> str:
    """An index as a percentage; an interval that goes below 0 is shown to end there."""
    return f"{percent(kept(told['value']))} ({percent_range(kept(told['low']), kept(told['high']))})"


def _morris_table(words: Words, rows: Sequence[Data]) -> Table:
    table = _table(words, "assumption", f"size{words.points()}\n(95 %)", "effect", "spread", "")
    most = max(told["mu_star"]["value"] for told in rows)
    for told in rows:
        effect, spread = (words.step(told[key]) for key in ("mu", "sigma"))
        bar = "█" * round(BAR * told["mu_star"]["value"] / most)
        table.add_row(Text(words.marked(told)), words.steps(told["mu_star"]), effect, spread, bar)
    return table


# CSV


def _csv(data: Data) -> str:
    """A row an answer and assumption."""
    match data["method"]:
        case "sobol":
            numbers = ["first", "first low", "first high", "total", "total low", "total high"]
        case "morris":
            numbers = ["mu", "mu_star", "mu_star low", "mu_star high", "sigma"]
        case _:
            numbers = ["low end", "high end", "answer at low end", "answer at high end", "lowest", "lowest at", "highest"]
            numbers += ["highest at", "width", "width low", "width high"]
    ladder = ["ladder"] if "ladder" in data["answers"][0] else []
    return to_csv([*ladder, "answer", "value", "parameter", "kind", *numbers], _csv_rows(data))


def _csv_rows(data: Data) -> Iterator[list[Any]]:
    for one in data["answers"]:
        for told in one["parameters"]:
            ladder = [one["ladder"]] if "ladder" in one else []
            yield [*ladder, one["answer"], one["value"], told["parameter"], told["kind"], *_numbers(data["method"], told)]


def _numbers(method: str, told: Data) -> list[float | None]:
    if method == "sobol":
        return [*_three(told["first"]), *_three(told["total"])]
    if method == "morris":
        return [told["mu"], *_three(told["mu_star"]), told["sigma"]]
    lowest, highest = ((told[end] or {}) for end in ("lowest", "highest"))
    return [
        *(told["values"][end] for end in (0, -1)),
        *(told["answers"][end] for end in (0, -1)),
        *(end.get(key) for end in (lowest, highest) for key in ("value", "at")),
        *_three(told["width"]),
    ]


def _three(told: Data | None) -> list[float | None]:
    return [told[key] for key in ("value", "low", "high")] if told else [None] * 3
