"""Two folders as text of at most forty lines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import product

from escalation_sim.presentation.ci import harmless
from escalation_sim.questions.compare.folders.compared import Folders, Row
from escalation_sim.questions.compare.folders.edits import edits
from escalation_sim.questions.compare.folders.proposed import looks_renamed, proposed
from escalation_sim.questions.compare.folders.words import (
    broken_lines,
    edit_line,
    folders_headline,
    lists,
    more_line,
    more_rows,
    moved_table,
    side_lines,
    whose_luck,
)
from escalation_sim.questions.compare.formats import MOST_LINES, WIDTH, columns, wrapped

MOST_EDITS, MOST_ROWS, MOST_BROKEN, FEWEST = 8, 12, 4, 2
MOST_NAME_LINES = 12
"""Lines for the names of scenarios that moved and have no row; rows make room for them."""
_NAME, _QUANTITY = 24, 44


def folders_text(found: Folders) -> str:
    """The verdict, what was edited, a row for each scenario that moved, what is broken, and what came, went and stayed."""
    head = [*wrapped(folders_headline(found), 3), *(line for side in side_lines(found) for line in wrapped(side, 1))]
    head += wrapped(whose_luck(found), 1)
    broken = broken_lines(found)
    tail = [line for one in lists(found) for line in wrapped(one, 2)]
    for names, rows in product((MOST_NAME_LINES, FEWEST), range(MOST_ROWS, FEWEST - 1, -1)):
        parts = [
            head,
            _edits(found, min(rows, MOST_EDITS)),
            _moved(found, rows, names),
            _broken(broken, min(rows, MOST_BROKEN)),
            tail,
            _hint(found),
        ]
        lines = "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts if part) + "\n"
        if lines.count("\n") <= MOST_LINES:
            break
    return lines


def _edits(found: Folders, most: int) -> list[str]:
    told = edits(found)
    lines = [line for one in told[:most] for line in _indented(edit_line(one, len(found.rows)), 2)]
    if told[most:]:
        lines.append(f"  {more_line(len(told) - most, 'edit; --format json has it', 'edits; --format json has them all')}")
    return ["What was edited", *lines] if lines else []


def _moved(found: Folders, most: int, names: int) -> list[str]:
    if not found.moved:
        return []
    table = moved_table(found, most)
    told = [table.head, *table.rows]
    rows = [[_cut(row[0], _NAME), _cut(row[1], _room(told)), *row[2:]] for row in told]
    more = found.moved[most:]
    return [table.title, *columns(rows, left=2), *(_names(more, names) if more else [])]


def _names(rows: Sequence[Row], most: int) -> list[str]:
    """The scenarios for which there is no row, in at most so many lines."""
    for count in range(min(len(rows), most * WIDTH // 2), -1, -1):
        lines = textwrap.wrap(harmless(more_rows(rows, count)), WIDTH - 4, break_on_hyphens=False)
        if len(lines) <= most:
            break
    return [f"  {'  ' if at else ''}{line}" for at, line in enumerate(lines)]


def _room(rows: Sequence[Sequence[str]]) -> int:
    """Columns for what a row is about, beside its name and its numbers."""
    others = sum(2 + max(len(row[at]) for row in rows) for at in range(2, len(rows[0])))
    return max(20, WIDTH - 4 - others - min(_NAME, max(len(row[0]) for row in rows)))


def _broken(lines: Sequence[str], most: int) -> list[str]:
    told = [line for one in lines[:most] for line in _indented(one, 3)]
    more = [f"  {more_line(len(lines) - most, 'is broken', 'are broken')}"] if lines[most:] else []
    return ["What cannot be compared", *told, *more] if told else []


def _indented(text: str, most: int) -> list[str]:
    return [f"  {'  ' if at else ''}{line}" for at, line in enumerate(wrapped(text, most, WIDTH - 4))]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _hint(found: Folders) -> list[str]:
    """How all of one scenario is seen: a command in a line of its own, to be copied."""
    command = proposed(found)
    return [*wrapped(looks_renamed(found) or "All of one of them:", 3), f"  {command}"] if command else []
