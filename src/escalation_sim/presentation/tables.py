"""Tables for the terminal, in the one style that all answers share."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text


def plain_table(title: str, *columns: str, note: str = "") -> Table:
    """An empty table in the project's style: words to the left, numbers to the right."""
    table = Table(
        box=box.SIMPLE_HEAD, title=Text(title), title_justify="left", caption=Text(note) if note else None, caption_justify="left"
    )
    for index, column in enumerate(columns):
        table.add_column(Text(column), justify="left" if index == 0 else "right", overflow="fold")
    return table


def level(share: float, levels: int) -> int:
    """A share as one of so many levels, from 0: nothing is blank but 0, and nothing full but 1."""
    if share in (0, 1):
        return int(share) * (levels - 1)
    return min(max(round(share * (levels - 1)), 1), levels - 2)
