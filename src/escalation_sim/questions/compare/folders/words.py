"""The pieces of which a comparison of two folders is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from escalation_sim.errors import ScenarioError
from escalation_sim.language.nodes import shown, shown_path
from escalation_sim.presentation.ci import harmless
from escalation_sim.presentation.wording import listed, plural
from escalation_sim.questions.compare.folders.compared import CALLED, Folders, Row
from escalation_sim.questions.compare.folders.edits import Edit, claims_of
from escalation_sim.questions.compare.words import apart_in_words, changed_line, difference, headline, quantity, told, value

_MOST_NAMES = 8
_MOST_APART = 2
_FEW = 3
"""Of no more scenarios than these the difference stands beside the name where the table has no room for them."""
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


@dataclass(frozen=True)
class Moved:
    """The table of what is not the same, the most moved first. Where all share a verdict the *title* says it, and no column."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


def moved_table(found: Folders, most: int) -> Moved:
    """The table with so many rows at most."""
    verdicts = {row.verdict for row in found.moved}
    cut = -1 if len(verdicts) == 1 else len(HEAD)
    title = "What moved, the most first" if len(verdicts) > 1 or "changed" in verdicts else f"What is {verdicts.pop()}"
    return Moved(title, HEAD[:cut], [row_cells(row)[:cut] for row in found.moved[:most]])


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
    """What stages one side alone has; what was added, removed and renamed, and what is the same: a line each."""
    renamed = [f"{shown(one.pair.renamed)} → {shown(one.name)}" for one in found.rows if one.pair.renamed]
    told_ = [("Added", [one.name for one in found.of("added")]), ("Removed", [one.name for one in found.of("removed")])]
    told_ += [("Renamed", renamed), ("Identical", [one.name for one in found.identical])]
    words = [one.name for one in found.rows if one.rewritten and not any(claims_of(one.pair))]  # claims are told as edits
    told_.append(("In other words or another layout only", words))
    lines = [f"{title} ({len(said)}): {names(said)}." for title, said in told_ if said]
    return [*_apart(found), *lines]


def _apart(found: Folders) -> list[str]:
    """Which stages and ladders one side alone has: once, with the scenarios of which that is so."""
    where: dict[str, list[str]] = {}
    for one in found.moved:
        if one.comparison and one.comparison.apart:
            where.setdefault(apart_in_words(one.comparison), []).append(one.name)
    told_ = [f"{f'In {len(who)} scenarios' if who[1:] else shown(who[0])}: {words}" for words, who in where.items()]
    others = sum(len(who) for who in list(where.values())[_MOST_APART:])
    more = [f"In {plural(others, 'more scenario')}: one side alone has other stages or ladders."] if others else []
    return [*told_[:_MOST_APART], *more]


def names(found: Sequence[str]) -> str:
    """Names, so many as fit a line or two."""
    few = [shown(name) for name in found[:_MOST_NAMES]]
    more = len(found) - len(few)
    return listed([*few, f"{more} more"] if more else few)


def more_line(more: int, one: str, many: str) -> str:
    """What a list leaves out: `and 3 more edits`."""
    return f"and {more:,} more {one if more == 1 else many}"


def more_rows(rows: Sequence[Row], most: int) -> str:
    """What a table leaves out, by name: of few with the difference that counts, of more than *most* the first ones."""
    if len(rows) <= _FEW:
        return f"and {len(rows)} more: {listed([_short(row) for row in rows])}"
    few = [shown(row.name) for row in rows[:most]]
    left = len(rows) - len(few)
    return f"and {len(rows):,} more: {listed([*few, f'{left:,} whose names --format json has'] if left else few)}"


def _short(row: Row) -> str:
    """`past_the_phases (ends at defensive_weapons: +5.1 points)`."""
    name, what, *_, moved, verdict = row_cells(row)
    return f"{name} ({what}: {moved.partition(' (')[0]})" if moved else f"{name} ({verdict})"
