"""Two folders as a page of Markdown: what was edited, what moved, and folded away all of each scenario that did."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim.presentation.ci import table
from escalation_sim.questions.compare.folders.compared import Folders
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
from escalation_sim.questions.compare.folds import fold, free, page
from escalation_sim.questions.compare.page import comparison_sections
from escalation_sim.questions.compare.words import headline

MOST_EDITS, MOST_ROWS, MOST_BROKEN = 6, 10, 3
MOST_NAMES = 400
"""Scenarios that moved are named at least, as a comment has room for their names and perhaps not for their folds."""


def folders_markdown(found: Folders) -> str:
    """One screen, and then the folds."""
    sides = " · ".join(free(one) for one in side_lines(found))
    parts = [
        f"## {free(folders_headline(found))}",
        edits_part(found),
        moved_part(found),
        broken_part(found),
        renames_part(found),
        "\n\n".join(free(one) for one in lists(found)),
        f"{sides}\n\n{free(whose_luck(found))}",
    ]
    return page(parts, folds(found))


def edits_part(found: Folders) -> str:
    """What was edited; of many the first ones."""
    told = [free(edit_line(one, len(found.rows))) for one in edits(found)]
    more = [more_line(len(told) - MOST_EDITS, "edit, below", "edits, below")] if told[MOST_EDITS:] else []
    return _list("What was edited", [*told[:MOST_EDITS], *more])


def moved_part(found: Folders) -> str:
    """A row for each scenario that is not the same; of many the first ones."""
    if not found.moved:
        return ""
    moved, more = moved_table(found, MOST_ROWS), found.moved[MOST_ROWS:]
    rows = table(moved.head, moved.rows)
    return f"### {moved.title}\n\n{rows}" + (f"\n{free(more_rows(more, MOST_NAMES))}" if more else "")


def broken_part(found: Folders) -> str:
    """What cannot be compared, and why."""
    told = [free(line) for line in broken_lines(found)]
    more = [more_line(len(told) - MOST_BROKEN, "is broken", "are broken")] if told[MOST_BROKEN:] else []
    return _list("What cannot be compared", [*told[:MOST_BROKEN], *more])


def renames_part(found: Folders) -> str:
    """What looks renamed, and the command that lets it keep its luck."""
    words = looks_renamed(found)
    return f"{free(words)}\n\n```sh\n{proposed(found)}\n```" if words else ""


def folds(found: Folders) -> Iterator[str]:
    """All edits where they are many, and all of each scenario that is not the same."""
    told = [free(edit_line(one, len(found.rows))) for one in edits(found)]
    if told[MOST_EDITS:]:
        yield fold(f"All {len(told)} edits", _list("", told))
    for row in found.moved:
        if row.comparison:
            sections = "\n\n".join(f"**{free(title)}**\n\n{body}" for title, body in comparison_sections(row.comparison))
            yield fold(f"{row.name}: {headline(row.comparison)}", sections)
    for row in (*found.of("broken"), *found.of("mended")):
        yield fold(
            f"{row.name}: {row.kind}", "\n".join(f"- {free(line)}" for line in str(row.error).splitlines() if line.strip())
        )


def _list(title: str, lines: list[str]) -> str:
    head = f"### {title}\n\n" if title else ""
    return head + "\n".join(f"- {line}" for line in lines) if lines else ""
