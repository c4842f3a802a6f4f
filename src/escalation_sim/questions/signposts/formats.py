"""The signs in each format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.console import printed
from escalation_sim.presentation.formats import to_json
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.wording import rests_on
from escalation_sim.questions.signposts.data import SHARES, signposts_csv
from escalation_sim.questions.signposts.words import (
    MOST,
    asked,
    base_sentence,
    best_sentence,
    bits_clause,
    bits_in_words,
    fragments,
    more,
    played,
    share_in_words,
    signs_heading,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Data = Mapping[str, Any]


def signposts_text(scenario: Scenario, data: Data, format_: str, *, color: bool) -> str:
    """In words with a table for each date, as JSON, or as CSV."""
    if format_ == "json":
        return to_json(data)
    if format_ == "csv":
        return signposts_csv(data)
    return printed(lambda console: _show(console, scenario, data), color=color)


def _show(console: Console, scenario: Scenario, data: Data) -> None:
    from rich.text import Text

    console.print(Text(f"{asked(scenario, data)}?", "bold"))
    for date in data["dates"]:
        told = [base_sentence(scenario, data, date), best_sentence(scenario, date)]
        for said in filter(None, reversed(told) if date["signs"] else told):  # the answer first, if there is one
            console.print(Text(said))
        console.print()
        if date["signs"]:
            console.print(_table(scenario, date))
            console.print(Text(f"{bits_clause(date)}\n"))
    console.print(Text(f"{one_line(scenario.title) or scenario.name}: {played(scenario, data)}"))
    console.print(Text(rests_on(scenario, data["settings"]["uncertain"])))


def _table(scenario: Scenario, date: Data) -> Table:
    from rich.text import Text

    from escalation_sim.presentation.tables import plain_table

    signs = date["signs"][:MOST]
    table = plain_table(signs_heading(date), "what is seen", "seen in", "with it", "without it", "bits", note=more(date, MOST))
    for sign, text in zip(signs, fragments(scenario, signs), strict=True):
        table.add_row(Text(text), *(share_in_words(sign[share]) for share in SHARES), bits_in_words(sign["bits"]))
    return table
