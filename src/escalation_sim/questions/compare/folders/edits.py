"""What was edited between two folders: each edit once, however many scenarios extend the file in which it stands."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from escalation_sim.errors import Place
from escalation_sim.language.decoding import LARGEST_FILE
from escalation_sim.language.evidence import Fact
from escalation_sim.language.nodes import shown
from escalation_sim.language.places import Places
from escalation_sim.model.expressions import plain
from escalation_sim.model.scenario import Expectation, Scenario
from escalation_sim.questions.compare.changed_lines import Change
from escalation_sim.questions.compare.folders.compared import Folders
from escalation_sim.questions.compare.folders.pairing import Pair
from escalation_sim.questions.compare.folders.reading import Record
from escalation_sim.results.plain_data import Wrong
from escalation_sim.results.saved import Newer, sound

_LONGEST = 200


@dataclass(frozen=True)
class Edit:
    """A change of a file, and the *scenarios* that it is a part of, by name; one of a claim or a fact may be of none."""

    change: Change
    scenarios: tuple[str, ...] = ()


def edits(found: Folders) -> list[Edit]:
    """All edits: those that most scenarios have first, then those of claims, facts and records."""
    first: dict[object, Change] = {}
    touched: dict[object, list[str]] = {}
    for row in found.moved:
        for change in row.comparison.changes if row.comparison else ():
            key = change.path, change.a, change.b, _key(change.place_a), _key(change.place_b)
            first.setdefault(key, change)
            touched.setdefault(key, []).append(row.name)
    told = [Edit(change, tuple(sorted(touched[key]))) for key, change in first.items()]
    told.sort(key=lambda one: -len(one.scenarios))
    claims = [Edit(change, (row.name,)) for row in found.rows for change in claims_of(row.pair)]
    return [*told, *claims, *(Edit(one) for one in _facts(found)), *(Edit(one) for one in _records(found))]


def _key(place: Place | None) -> object:
    return place and (posixpath.normpath(place.file), place.line, place.column)


def claims_of(pair: Pair) -> Iterator[Change]:
    """The claims of a scenario that were added, taken out or given other bounds."""
    if not (pair.before and pair.after and pair.before.document and pair.after.document):
        return
    documents = pair.before.document, pair.after.document
    mine, theirs = (_by_text(one.scenario, one.places) for one in documents)
    for text in [*mine, *(text for text in theirs if text not in mine)]:
        (one, place_a), (other, place_b) = mine.get(text, (None, None)), theirs.get(text, (None, None))
        if one != other:
            a, b = (_bounds(claim) if claim else None for claim in (one, other))
            words = f"expect “{shown(text, _LONGEST)}”"
            yield Change(words, a, b if a != b or b is None else f"{b}, of something else", place_a, place_b)


def _by_text(scenario: Scenario, places: Places) -> Mapping[str, tuple[Expectation, Place]]:
    return {one.text: (one, places.of(f"expect[{index}]")) for index, one in enumerate(scenario.expect)}


def _bounds(claim: Expectation) -> str:
    if claim.low == claim.high:
        return f"{claim.low:g}"
    low, high = ("" if bound is None else f"{bound:g}" for bound in (claim.low, claim.high))
    return f"between {low} and {high}" if low and high else f"at least {low}" if low else f"at most {high}"


def _facts(found: Folders) -> Iterator[Change]:
    mine, theirs = found.before.facts, found.after.facts
    for name in [*mine, *(name for name in theirs if name not in mine)]:
        one, other = mine.get(name), theirs.get(name)
        if one != other:
            a, b = _fact(one), _fact(other)
            yield Change(f"fact {shown(name)}", a, b if a != b else f"{b}, otherwise", None, None)


def _fact(fact: Fact | None) -> str | None:
    if fact is None:
        return None
    number = plain(fact.value) if isinstance(fact.value, float) else fact.value
    value = "" if number is None else f"{number} {fact.unit}".strip()
    return shown(f"{value}: {fact.says}" if value else fact.says, _LONGEST)


def _records(found: Folders) -> Iterator[Change]:
    mine, theirs = recorded(found)
    for name in sorted({*mine, *theirs}):
        if mine.get(name) != theirs.get(name):
            a, b = (None if side.get(name) is None else _readable(side[name]) for side in (mine, theirs))
            otherwise = f"{b}{'' if b == _READABLE else ','} otherwise"
            yield Change(f"record expected/{shown(name)}.json", a, otherwise if a == b else b, None, None)


_READABLE = "recorded"


def _readable(record: Record) -> str:
    """That a record can be read, or why not."""
    if isinstance(record, str):
        return f"cannot be read: {record}"
    try:
        sound(record, LARGEST_FILE)
    except Newer:
        return "recorded by a newer program"
    except Wrong as wrong:
        return f"cannot be used: {wrong}"
    return _READABLE


def recorded(found: Folders) -> tuple[Mapping[str, Record], Mapping[str, Record]]:
    """The records before and after; that of a scenario that was renamed goes by its name now, where both have one."""
    mine, theirs = dict(found.before.records), found.after.records
    for pair in (row.pair for row in found.rows if row.pair.renamed):
        if pair.name in theirs and pair.name not in mine and pair.renamed in mine and pair.renamed not in theirs:
            mine[pair.name] = mine.pop(pair.renamed)
    return mine, theirs
