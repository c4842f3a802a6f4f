"""A comparison as text of at most forty lines, and as a page of Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from escalation_sim.model.scenario import MAIN
from escalation_sim.presentation.ci import harmless
from escalation_sim.presentation.wording import plural
from escalation_sim.questions.compare.attribution_words import TITLE as ATTRIBUTION
from escalation_sim.questions.compare.attribution_words import (
    attribution_in_words,
    how_in_words,
    parts_in_words,
    shares_table,
)
from escalation_sim.questions.compare.compare import Comparison
from escalation_sim.questions.compare.differences import Difference
from escalation_sim.questions.compare.other_words import other_words
from escalation_sim.questions.compare.ranking import worst_first
from escalation_sim.questions.compare.renames_words import renames_in_words
from escalation_sim.questions.compare.words import (
    apart_in_words,
    changed_line,
    difference,
    differs,
    headline,
    margins_in_words,
    parting_in_words,
    quantity,
    rests,
    side_in_words,
    value,
    when_in_words,
    whose_luck,
    without_the_files,
)

WIDTH = 100
MOST_LINES = 40
MOST_CHANGE_LINES = 6
"""Lines for what differs in the files; the first change, and the last one, are told whole even where they take more."""
FEWEST_ROWS, MOST_ROWS = 5, 12
FEWEST_LETTERS = 20
MOST_ENDS = 6
"""Of more stages than this the cross-table is told as a list."""
MOST_EDITS, MOST_STAGES = 5, 6
"""Rows and columns of the shares of edits."""
_NAME = 48
"""Columns for a quantity."""


def comparison_text(comparison: Comparison) -> str:
    """The verdict, what differs in the files, what differs in the answer, the worst first, and where a history parts ways."""
    called = comparison.called
    before = [
        [
            *wrapped(headline(comparison), 3),
            *wrapped(f"{called.a}: {side_in_words(comparison.a)}", 1),
            *wrapped(f"{called.b}: {side_in_words(comparison.b)}", 1),
            *wrapped(whose_luck(comparison), 4),
            *wrapped(renames_in_words(comparison.renamed, comparison.looks_renamed), 3),
            *wrapped(apart_in_words(comparison), 3),
        ],
        _changes(comparison),
        _attribution(comparison),
    ]
    ends = [_ends(comparison, ladder) for ladder in comparison.crosses]
    after = [wrapped(parting_in_words(comparison), 5), wrapped(rests(comparison), 3)]
    least = len(_answer(comparison, FEWEST_ROWS)) + 1
    while (ends or after) and _lines([*before, *ends, *after]) + least > MOST_LINES:
        _ = ends.pop() if ends else after.pop(0)
    after = [*ends, *after]
    answer = _answer(comparison, MOST_LINES - _lines([*before, *after]) - 4)
    return "\n\n".join("\n".join(line.rstrip() for line in part) for part in (*before, answer, *after) if part) + "\n"


def _lines(parts: Sequence[Sequence[str]]) -> int:
    return sum(len(part) + 1 for part in parts if part)


def wrapped(text: str, most: int, width: int = WIDTH) -> list[str]:
    """The text in at most so many lines."""
    lines = textwrap.wrap(harmless(text), width, break_on_hyphens=False)
    return (
        lines
        if len(lines) <= most
        else [*lines[: most - 1], textwrap.shorten(" ".join(lines[most - 1 :]), width, placeholder=" …")]
    )


def _cell(text: str, width: int = WIDTH) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _changes(comparison: Comparison) -> list[str]:
    if comparison.verdict == "identical" and not comparison.changes:
        return wrapped(other_words(comparison), 1)
    lines: list[str] = []
    for number, change in enumerate(comparison.changes):
        more = textwrap.wrap(
            changed_line(change, comparison.called), WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
        )
        rest = len(comparison.changes) - number
        if lines and len(lines) + len(more) > MOST_CHANGE_LINES * (2 if rest == 1 else 1):
            lines.append(f"  and {rest} more; --format json has them all")
            break
        lines += more
    note = wrapped(without_the_files(comparison.a, comparison.b), 2)
    if lines:
        return ["What differs in the files", *lines, *note]
    return note or ["Nothing that counts differs in the files."]


def _attribution(comparison: Comparison) -> list[str]:
    """Which edit did how much, where that was asked."""
    found = comparison.attribution
    if found is None:
        return []
    lines = wrapped(attribution_in_words(found), 2)
    stages = MOST_STAGES
    while (table_ := shares_table(found, MOST_EDITS, stages)) and stages:
        rows = [[_end(row[0]), *row[1:]] for row in (table_.head, *table_.rows)]
        if max(map(len, told := columns(rows))) <= WIDTH or stages == 1:
            more = [f"  {plural(table_.left_out, 'more stage')}; --format json has them all"] if table_.left_out else []
            return [ATTRIBUTION, *lines, *told, *more, *wrapped(more_of_shares(comparison), 3)]
        stages -= 1
    return [ATTRIBUTION, *lines]


def _end(text: str) -> str:
    """The end of a path, which says most, where there is no room for all of it."""
    return text if len(text) <= _NAME else f"…{text[1 - _NAME :]}"


def more_of_shares(comparison: Comparison) -> str:
    """What the table of shares leaves out."""
    found, told = comparison.attribution, comparison.parting
    if found is None:
        return ""
    parts = parts_in_words(found, told.replication, when_in_words(comparison, told.first)) if told and told.first else ""
    return " ".join(filter(None, [how_in_words(found), parts]))


def _answer(comparison: Comparison, most: int) -> list[str]:
    """A table of the quantities that differ, the worst first, in so many rows."""
    found = [one for one in worst_first(comparison.differences) if differs(one)]
    if not found or comparison.verdict == "identical":
        return []
    told = found[: min(max(most, 1), MOST_ROWS)]
    cells = [
        [comparison.called.a, comparison.called.b, interval_title(comparison), ""],
        *(row(comparison, one) for one in told),
    ]
    room_for_names = WIDTH - 2 - sum(2 + max(map(len, column)) for column in zip(*cells, strict=True))
    names = ["quantity", *(_cell(quantity(one), max(room_for_names, FEWEST_LETTERS)) for one in told)]
    rows = [[name, *row] for name, row in zip(names, cells, strict=True)]
    return [answer_title(comparison), *columns(rows), *_others(comparison, len(found) - len(told), len(found))]


def _others(comparison: Comparison, more: int, found: int) -> list[str]:
    """What the table leaves out."""
    same = len(comparison.differences) - found
    differ = plural(more, "more differs", "more differ") if comparison.paired else f"{more} more were looked at"
    said = [differ] if more else []
    said += [plural(same, "is the same", "are the same")] if same else []
    return [f"  {', '.join(said)}; --format json has them all"] if said else []


def interval_title(comparison: Comparison) -> str:
    """What the column of differences is called."""
    return f"{comparison.called.less} ({'95 %' if comparison.paired or comparison.margins else '95 %, Holm'})"


def answer_title(comparison: Comparison) -> str:
    """What stands above the table of quantities, with the margins."""
    margins = margins_in_words(comparison)
    return f"What differs in the answer{f', with a margin of {margins}' if margins else ''}"


def row(comparison: Comparison, one: Difference) -> list[str]:
    """A quantity of both sides, its difference, and its verdict where that says more than the title."""
    sizes = [None if comparison.paired else side.replications for side in (comparison.a, comparison.b)]
    told = one.verdict if comparison.margins or not comparison.paired else ""
    return [value(one, one.a, sizes[0]), value(one, one.b, sizes[1]), difference(one), told]


def columns(rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Rows with their cells under one another: the first ones to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [f"{cell:{'<' if at < left else '>'}{width}}" for at, (cell, width) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(["", *cells]))
    return lines


def _ends(comparison: Comparison, ladder: str) -> list[str]:
    """The cross-table of the stages of a ladder at which replications end."""
    cross = comparison.crosses.get(ladder)
    if not cross or comparison.verdict == "identical":
        return []
    a, b, called = comparison.a.ladders[ladder], comparison.b.ladders[ladder], comparison.called
    moved = sorted((one for one in cross if a[one[0]] != b[one[1]]), key=lambda one: -one[2])
    of = "" if ladder == MAIN else f" of {ladder}"
    if not moved:
        return [f"Every history ends at the same stage{of} {called.in_both}."]
    there = sorted({place for row, column, _ in cross for place in (row, column)})
    if len(there) > MOST_ENDS or a != b:
        lines = [_cell(f"  {count:,} from {a[row]} to {b[column]}") for row, column, count in moved[:MOST_ENDS]]
        count = sum(count for _, _, count in moved)
        return [f"{count:,} histories end at another stage{of} {called.in_b} than {called.in_a}, such as", *lines]
    counts = {(row, column): count for row, column, count in cross}
    whose = "" if ladder == MAIN else f"{ladder} "
    rows = [[f"{whose}ends {called.in_a} (down) and {called.in_b} (across)", *(f"{place + 1}" for place in there)]]
    names = [_cell(f"{row + 1} {a[row]}", _NAME) for row in there]
    rows += [[name, *(f"{counts.get((row, column), 0):,}" for column in there)] for row, name in zip(there, names, strict=True)]
    return columns(rows)
