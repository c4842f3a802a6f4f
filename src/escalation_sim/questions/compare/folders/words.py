"""The pieces of which a comparison of two folders is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from escalation_sim.errors import ScenarioError
from escalation_sim.language.nodes import shown, shown_path
from escalation_sim.presentation.ci import harmless
from escalation_sim.presentation.wording import listed, plural
from escalation_sim.questions.compare.folders.compared import CALLED, Folders, Row
from escalation_sim.questions.compare.folders.edits import Edit
from escalation_sim.questions.compare.renames_words import renames_in_words
from escalation_sim.questions.compare.words import apart_in_words, changed_line, difference, headline, quantity, told, value

_MOST_NAMES = 8
_LONGEST = 300


def folders_headline(found: Folders) -> str:
    """The verdict, how many scenarios it is about, and what moved most."""
    of = plural(len(found.rows), "scenario")
    broken, moved = found.of("broken"), [one for one in found.moved if one.verdict == found.verdict]
    match found.verdict:
        case "error":
            others = f"; {plural(len(found.moved), 'other is', 'others are')} not the same" if found.moved else ""
            return f"Error: {len(broken)} of {of} cannot be compared: {names([one.name for one in broken])}{others}."
        case "identical" if not found.rows:
            return "Identical: neither folder has a scenario."
        case "identical":
            return f"Identical: {'the one scenario gives' if len(found.rows) == 1 else f'all {of} give'} the same answer."
        case "changed" if moved:
            return f"Changed: {len(moved)} of {of}{_most(moved)}."
        case "changed":
            return f"Changed: {_sorts(found)}."
    return f"{found.verdict.capitalize()}: {len(moved)} of {of}: {names([one.name for one in moved])}."


def _most(moved: Sequence[Row]) -> str:
    first = moved[0]
    one = first.counts
    if one is None or not one.clear:
        return ", but no difference is more than luck: no interval excludes 0"
    most = ", most of all " if moved[1:] else ": "
    return f"{most}{shown(first.name)}: {quantity(one)}: {told(one, CALLED)}"


def _sorts(found: Folders) -> str:
    kinds = ("added", "removed", "mended")
    return listed([f"{len(rows)} {kind}" for kind in kinds if (rows := found.of(kind))])


def whose_luck(found: Folders) -> str:
    """What was played."""
    played = [one for one in found.rows if one.comparison]
    if not played:
        return "Nothing was played: what does the same gives the same answers."
    n = plural(found.replications, "replication")
    return f"{n} of seed {found.seed} of each, with the same luck {CALLED.in_both}."


def side_lines(found: Folders) -> list[str]:
    """What is before, and what after."""
    sides = ((CALLED.a, found.before), (CALLED.b, found.after))
    return [f"{name}: {shown_path(side.shown_as)}, {plural(len(side.members), 'scenario')}" for name, side in sides]


def edit_line(edit: Edit, of: int) -> str:
    """An edit: old → new, where, and how many of the scenarios it touches where they are several."""
    several = f", in {len(edit.scenarios)} scenarios" if len(edit.scenarios) > 1 else ""
    everywhere = ", in all scenarios" if several and len(edit.scenarios) == of else several
    change = edit.change
    here = replace(change, place_a=None) if change.place_b else change  # where a reader can mend it
    return f"{changed_line(here, CALLED)}{everywhere}"


HEAD = ("scenario", "what counts", CALLED.a, CALLED.b, "difference (95 %)", "verdict")


def row_cells(row: Row) -> tuple[str, ...]:
    """A row of the table: which scenario, the one difference that counts, the verdict."""
    name = f"{row.pair.renamed} → {row.name}" if row.pair.renamed else row.name
    one = row.counts
    if row.comparison is None or one is None or row.verdict == "not comparable":
        why = headline(row.comparison) if row.comparison else ""
        return (shown(name), why, "", "", "", row.verdict)
    return (shown(name), quantity(one), value(one, one.a), value(one, one.b), difference(one), row.verdict)


def one_verdict(rows: Sequence[Row]) -> str:
    """The verdict that all rows share; nothing where they differ."""
    verdicts = {row.verdict for row in rows}
    return verdicts.pop() if len(verdicts) == 1 else ""


def broken_line(row: Row) -> str:
    """A scenario that cannot be compared, and the first thing that is wrong with it."""
    return harmless(f"{shown(row.name)}: {_broken_words(row)}")


def broken_lines(found: Folders) -> list[str]:
    """What cannot be compared, or could not be before; what is wrong with a file that others extend stands once."""
    by_words: dict[str, list[str]] = {}
    for row in (*found.of("broken"), *found.of("mended")):
        by_words.setdefault(_broken_words(row), []).append(row.name)
    return [harmless(f"{names(who)}: {words}") for words, who in by_words.items()]


def _broken_words(row: Row) -> str:
    error = row.error
    problems = error.problems if isinstance(error, ScenarioError) else ()
    first = " ".join((str(problems[0]) if problems else str(error)).split())
    more = f" (and {len(problems) - 1} more)" if problems[1:] else ""
    after = row.pair.after
    broken_before = row.pair.before is not None and row.pair.before.document is None
    both = broken_before and after is not None and after.document is None
    when = f"{CALLED.in_both}: " if both else f"{CALLED.in_a}: " if broken_before else ""
    return f"{when}{shown(first, _LONGEST)}{more}"


def lists(found: Folders) -> list[str]:
    """What was added, removed and renamed, and what is the same: a line each."""
    renamed = [f"{shown(one.pair.renamed)} → {shown(one.name)}" for one in found.rows if one.pair.renamed]
    told_ = [("Added", [one.name for one in found.of("added")]), ("Removed", [one.name for one in found.of("removed")])]
    told_ += [("Renamed", renamed), ("Identical", [one.name for one in found.identical])]
    lines = [f"{title} ({len(said)}): {names(said)}." for title, said in told_ if said]
    apart = [
        f"{shown(one.name)}: {apart_in_words(one.comparison)}" for one in found.moved if one.comparison and one.comparison.apart
    ]
    renamed_ = {old: new for row in found.moved if row.comparison for old, new in row.comparison.looks_renamed.items()}
    return [*filter(None, [renames_in_words({}, renamed_)]), *apart[:2], *lines]


def names(found: Sequence[str]) -> str:
    """Names, so many as fit a line or two."""
    few = [shown(name) for name in found[:_MOST_NAMES]]
    more = len(found) - len(few)
    return listed([*few, f"{more} more"] if more else few)


def more_line(more: int, what: str) -> str:
    """What a list leaves out."""
    return f"and {more} more {what}"
