"""A comparison as a page of Markdown: what was changed and what moved on one screen, and folded away all the rest."""

from __future__ import annotations

from collections.abc import Sequence

from escalation_sim.model.scenario import MAIN
from escalation_sim.presentation.ci import table
from escalation_sim.questions.compare.attribution_words import TITLE as ATTRIBUTION
from escalation_sim.questions.compare.attribution_words import attribution_in_words, shares_table
from escalation_sim.questions.compare.compare import Comparison
from escalation_sim.questions.compare.differences import Difference
from escalation_sim.questions.compare.folds import fold, free, page
from escalation_sim.questions.compare.formats import answer_title, interval_title, more_of_shares, row
from escalation_sim.questions.compare.other_words import other_words
from escalation_sim.questions.compare.ranking import worst_first
from escalation_sim.questions.compare.renames_words import renames_in_words
from escalation_sim.questions.compare.words import (
    apart_in_words,
    changed_line,
    differs,
    headline,
    parting_in_words,
    quantity,
    rests,
    side_in_words,
    whose_luck,
    without_the_files,
)

MOST_SHOWN = 8
"""Changes and quantities that a page shows before its folds."""


def comparison_markdown(comparison: Comparison) -> str:
    """A page for a CI service: what was changed and what moved on one screen, and folded away all the rest."""
    called = comparison.called
    changed = [free(changed_line(change, called)) for change in comparison.changes]
    more = [f"and {len(changed) - MOST_SHOWN} more, below"] if changed[MOST_SHOWN:] else []
    found = _telling(comparison)
    parts = [f"## {free(headline(comparison))}"]
    if names := renames_in_words(comparison.renamed, comparison.looks_renamed):
        parts.append(free(names))
    if changed:
        parts.append("### What differs in the files\n\n" + _points([*changed[:MOST_SHOWN], *more]))
    parts.append(_attribution_markdown(comparison))
    parts += [
        free(other_words(comparison)),
        free(without_the_files(comparison.a, comparison.b)),
        free(apart_in_words(comparison)),
    ]
    if found:
        rest = len(found) - MOST_SHOWN
        note = f"\n{rest} more {'differs' if rest == 1 else 'differ'}, below." if rest > 0 else ""
        parts.append(f"### {free(answer_title(comparison))}\n\n{_table(comparison, found[:MOST_SHOWN])}{note}")
    sides = ((called.a, comparison.a), (called.b, comparison.b))
    parts += [*(f"{name}: {free(side_in_words(side))}" for name, side in sides), free(whose_luck(comparison))]
    return page(parts, [fold(title, body) for title, body in comparison_sections(comparison)])


def comparison_sections(comparison: Comparison) -> list[tuple[str, str]]:
    """All of a comparison in parts, each with its title in free words and its body in Markdown."""
    called, found = comparison.called, _telling(comparison)
    sections = []
    if comparison.changes[MOST_SHOWN:]:
        changed = _points([free(changed_line(change, called)) for change in comparison.changes])
        sections.append((f"All {len(comparison.changes)} changes of the files", changed))
    if found:
        title = f"All {len(found)} quantities that differ" if found[1:] else "The quantity that differs"
        sections.append((title, _table(comparison, found)))
    for ladder, cross in comparison.crosses.items() if comparison.verdict != "identical" else ():
        a, b = comparison.a.ladders[ladder], comparison.b.ladders[ladder]
        rows = [(a[row], b[column], f"{count:,}") for row, column, count in cross or ()]
        of = "" if ladder == MAIN else f": {ladder}"
        if rows:
            sections.append((f"Where the histories end{of}", table((called.in_a, called.in_b, "histories"), rows)))
    told = (("Where a history parts ways", parting_in_words(comparison)), ("What this rests on", rests(comparison)))
    return [*sections, *((title, free(words)) for title, words in told if words)]


def _attribution_markdown(comparison: Comparison) -> str:
    found = comparison.attribution
    if found is None:
        return ""
    shares = shares_table(found)
    said = [
        f"### {ATTRIBUTION}",
        free(attribution_in_words(found)),
        table(shares.head, shares.rows).rstrip("\n") if shares else "",
    ]
    return "\n\n".join(filter(None, [*said, free(more_of_shares(comparison))]))


def _telling(comparison: Comparison) -> list[Difference]:
    """The quantities that differ, the worst first; none where the sides are the same."""
    return [] if comparison.verdict == "identical" else [one for one in worst_first(comparison.differences) if differs(one)]


def _table(comparison: Comparison, found: Sequence[Difference]) -> str:
    """Quantities with their differences; with their verdicts, where they are not all the same."""
    head = ("quantity", comparison.called.a, comparison.called.b, interval_title(comparison), "verdict")
    cut = len(head) if len({one.verdict for one in found}) > 1 or comparison.margins else -1
    return table(head[:cut], [(quantity(one), *row(comparison, one)[:3], one.verdict)[:cut] for one in found])


def _points(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
