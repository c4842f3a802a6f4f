"""What `check` found, as text of at most forty lines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from escalation_sim.presentation.ci import Case, harmless
from escalation_sim.presentation.wording import plural
from escalation_sim.questions.check.answer import Asked
from escalation_sim.questions.check.check import Checked
from escalation_sim.questions.check.formats import (
    WIDTH,
    coverage_lines,
    headline,
    indented,
    ordered,
    renewing,
    row_of,
    together,
    wrong,
)

MOST_LINES = 40
FEWEST = 6
"""Lines for what is wrong, however many scenarios there are: the rows make room for them."""


def check_text(checked: Sequence[Checked], asked: Asked, *, strict: bool) -> str:
    """The headline, what is wrong, the worst first, and a line a scenario; at most forty lines in all.

    Where that has no room, the lines of all scenarios that are not held come first, and then in fewer words what is wrong.
    """
    about = coverage_lines(checked) if asked.coverage else []
    renew = textwrap.wrap(renewing(checked), WIDTH)
    renew = ["", *renew] if renew else []
    room = MOST_LINES - len(about) - len(renew)
    lines = [headline(checked, asked), ""]
    for case in together(wrong(checked, strict=strict)):
        lines += _problem(case)
    lines += [*([""] if lines[-1] else []), *_table(checked)]
    while not lines[-1]:
        lines.pop()
    if len(lines) > room:
        lines = _rows_first(checked, asked, room, strict=strict)
    return "".join(f"{line}\n" for line in [*lines, *renew, *about])


def _rows_first(checked: Sequence[Checked], asked: Asked, room: int, *, strict: bool) -> list[str]:
    """A line for each scenario that is not held, and as much of what is wrong, each piece whole, as there is room for."""
    cases = together(wrong(checked, strict=strict, brief=True))
    lines = [headline(checked, asked), "", *_table_of_wrong(checked, room - 3 - (FEWEST if cases else 0))]
    if cases:
        lines += ["", *_whole(cases, room - len(lines) - 1)]
    return lines


def _table_of_wrong(checked: Sequence[Checked], most: int) -> list[str]:
    """In so many lines the scenarios that are not held, and how many are."""
    rows = _table([one for one in checked if one.verdict != "held"])
    held = sum(one.verdict == "held" for one in checked)
    told = rows if len(rows) <= most - 1 else rows[: most - 2]
    more = len(rows) - len(told)
    lines = [f"  … and {plural(more, 'more scenario')}; --format json has them all"] if more else []
    return [*told, *lines, *([f"  … and {held:,} held"] if held else [])]


def _whole(cases: Sequence[Case], most: int) -> list[str]:
    """The first cases that have room, none of them cut, and how many there are more; of the first one at least where it is."""
    lines: list[str] = []
    for at, case in enumerate(cases):
        told, last = _problem(case), at == len(cases) - 1
        if len(lines) + len(told) + (not last) > most:
            left = len(cases) - at
            return [*lines, f"… and {left:,} more that did not pass; --format json has {'it' if left == 1 else 'them all'}"]
        lines += told
    return lines


def _problem(case: Case) -> list[str]:
    """A case that did not pass: what, where, and why."""
    where = f"{case.place}: " if case.place else ""
    head = f"{where}{case.verdict}: {case.suite}: {case.name}"
    return [*textwrap.wrap(harmless(head), WIDTH, subsequent_indent="  ", break_on_hyphens=False), *indented(case.message)]


def _table(checked: Sequence[Checked]) -> list[str]:
    """A line a scenario, the worst first."""
    rows = [[harmless(cell) for cell in (one.name, *row_of(one))] for one in ordered(checked)]
    names, claims = (max((len(row[column]) for row in rows), default=0) for column in range(2))
    return [f"  {row[0]:<{names}}   {row[1]:<{claims}}   {row[2]}".rstrip() for row in rows]
