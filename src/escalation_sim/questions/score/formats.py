"""The scores in each format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.ci import table
from escalation_sim.presentation.console import printed
from escalation_sim.presentation.formats import to_json
from escalation_sim.presentation.prose import MARKDOWN, Heading, Paragraph, as_markdown, one_line
from escalation_sim.presentation.wording import percent, percent_range, rests_on
from escalation_sim.questions.score.data import scores_csv
from escalation_sim.questions.score.words import (
    answer,
    called,
    drawn_title,
    kept_sentence,
    logarithm,
    played,
    said,
    score,
    share,
    titles,
)

if TYPE_CHECKING:
    from rich.console import Console

Data = Mapping[str, Any]

MOST_OTHERS = 4
"""Others whose probabilities stand beside ours in a text; JSON, CSV and Markdown have all."""


class Sheet(NamedTuple):
    """A table: its title, its columns, its rows, and what stands below it."""

    title: str
    columns: Sequence[str]
    rows: list[list[str]]
    note: str = ""


def scores_text(scenario: Scenario, data: Data, format_: str, *, color: bool) -> str:
    """In words with tables, as Markdown, as JSON, or as CSV."""
    if format_ == "json":
        return to_json(data)
    if format_ == "csv":
        return scores_csv(data)
    if format_ == "markdown":
        return _markdown(scenario, data)
    return printed(lambda console: _show(console, scenario, data), color=color)


def _show(console: Console, scenario: Scenario, data: Data) -> None:
    from rich.text import Text

    from escalation_sim.presentation.tables import plain_table

    console.print(Text(one_line(data["title"]), "bold"))
    for sentence in said(data, scenario):
        console.print(Text(sentence))
    console.print()
    for sheet in _sheets(scenario, data, MOST_OTHERS):
        shown = plain_table(sheet.title, *sheet.columns, note=sheet.note)
        for row in sheet.rows:
            shown.add_row(*map(Text, row))
        console.print(shown)
        if sheet.note:
            console.print()
    for sentence in (played(data), rests_on(scenario, ())):
        console.print(Text(sentence))


def _markdown(scenario: Scenario, data: Data) -> str:
    words = MARKDOWN.words
    text = as_markdown([Heading(words(data["title"]), 1), *(Paragraph(words(one)) for one in said(data, scenario))])
    for sheet in _sheets(scenario, data, None):
        below = f"\n{words(sheet.note)}\n" if sheet.note else ""
        text += f"\n## {words(sheet.title)}\n\n{table([words(one) for one in sheet.columns], sheet.rows)}{below}"
    return f"{text}\n{words(played(data))}\n\n{words(rests_on(scenario, ()))}\n"


def _sheets(scenario: Scenario, data: Data, most: int | None) -> list[Sheet]:
    """The tables; *most* others have a column."""
    every = [_questions(data), _questions(data, "uncertain"), _others(data, most), _means(scenario, data), _calibration(data)]
    return [sheet for sheet in every if sheet.rows]


def _questions(data: Data, key: str = "") -> Sheet:
    """What the scenario says to each question; with a *key*, what stands there of it."""
    if key and key not in data["questions"][0]:
        return Sheet("", (), [])
    rows = []
    for one, title in zip(data["questions"], titles(data), strict=True):
        said_ = one[key] if key else one
        rows.append([title, share(said_), answer(one["answer"]), score(said_["brier"]), logarithm(said_)])
    columns = ("question", "probability", "answer", "Brier", "log")
    return Sheet(drawn_title(data), columns, rows) if key else Sheet("The questions", columns, rows, kept_sentence(data))


def _others(data: Data, most: int | None) -> Sheet:
    """What others say to the same questions: baselines by one number, scenarios with the interval of theirs."""
    questions = data["questions"]
    baselines = list(dict.fromkeys(name for one in questions for name in one["baselines"]))
    names = [*questions[0]["against"], *baselines]
    shown = names[:most]
    rows = []
    for one, title in zip(questions, titles(data), strict=True):
        against = {name: share(value) for name, value in one["against"].items()}
        others = {name: percent(value["probability"]) for name, value in one["baselines"].items()}
        rows.append([title, *({**against, **others}.get(name, "–") for name in shown)])
    left = len(names) - len(shown)
    return Sheet("What others say", ["question", *shown], rows if names else [], f"… and {left} more" if left else "")


def _means(scenario: Scenario, data: Data) -> Sheet:
    rows = [[called(name, data, scenario), score(one["brier"]), score(one["log"])] for name, one in data["means"].items()]
    count = next((one["questions"] for one in data["means"].values()), 0)
    return Sheet(f"Means over the answered questions ({count})", ["who", "Brier", "log"], rows)


def _calibration(data: Data) -> Sheet:
    rows = [
        [
            f"{one['low'] * 100:.0f} to {one['high'] * 100:.0f} %",
            str(one["questions"]),
            percent(one["said"]),
            f"{percent(one['yes']['probability'])} ({percent_range(one['yes']['low'], one['yes']['high'])})",
        ]
        for one in data["calibration"]
    ]
    return Sheet("Calibration: of what was said, how much came true", ["said", "questions", "said on average", "came true"], rows)
