"""Tables with cells of several lines, for the terminal and as Markdown."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import NamedTuple

from escalation_sim.presentation.prose import escaped, one_line


class Sheet(NamedTuple):
    """A table: its title, its columns with their shares of the width, and its rows; a cell is a list of lines.

    Rows that have a line each stand *close* together.
    """

    title: str
    columns: tuple[tuple[str, int], ...]
    rows: list[list[list[str]]]
    close: bool = False


def as_text(title: str, sentences: Iterable[str], sheets: Iterable[Sheet], width: int) -> str:
    """A title, sentences and tables, for a terminal of this width."""
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
    console.print(Text(one_line(title)))
    console.print()
    for sentence in sentences:
        console.print(Text(one_line(sentence)))
    for sheet in sheets:
        leading = 0 if sheet.close else 1
        title_of = Text(sheet.title)
        table = Table(box=box.SIMPLE_HEAD, title=title_of, title_justify="left", leading=leading, expand=True, pad_edge=False)
        for place, (column, share) in enumerate(sheet.columns):
            widest = max(len(row[place][0]) for row in sheet.rows) if column == "value" else None  # a number is never cut
            table.add_column(Text(column), ratio=share, overflow="fold", width=widest)
        for row in sheet.rows:
            table.add_row(*(Text("\n".join(map(one_line, filter(None, lines)))) for lines in row))
        console.print()
        console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def as_markdown(title: str, sentences: Iterable[str], sheets: Iterable[Sheet]) -> str:
    """The same as Markdown, in which they do nothing."""
    lines = [f"# {escaped(title)}", ""]
    lines += [f"- {escaped(sentence)}" for sentence in sentences]
    for sheet in sheets:
        lines += ["", f"## {sheet.title}", "", _bar([column for column, _ in sheet.columns]), _bar(["---"] * len(sheet.columns))]
        lines += [_bar([_cell(cell, escaped) for cell in row]) for row in sheet.rows]
    return "\n".join(lines) + "\n"


def _cell(lines: list[str], shown: Callable[[str], str]) -> str:
    return "<br>".join(shown(line) for line in lines if line)


def _bar(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
