"""What is easily misread of several ladders, of ways that skip, and of brakes that are read by name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from escalation_sim.model.scenario import MAIN, Ladder, Passage, Way
from escalation_sim.model.uses import uses
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.wording import capital, listed
from escalation_sim.questions.explain.brakes import BrakesInWords
from escalation_sim.questions.explain.ladder import heeded_brakes, skipped, way_in_words
from escalation_sim.questions.explain.misreading import Misreading


def ladder_misreadings(phrases: Phrases) -> Iterator[Misreading]:
    """Every note of them, the kinds in a fixed order."""
    pairs = list(_seen(phrases))
    yield from _same_round(pairs, phrases)
    yield from _without_rest(pairs, phrases)
    yield from _skipped(phrases)
    yield from _past_a_brake(phrases)
    yield from _passed_over(phrases)
    yield from _brakes_by_name(phrases)
    yield from _read_where_they_block(phrases)


class _Pair(NamedTuple):
    """Two ladders, and whether the ways of each, or the brakes that hold them, read the place on the other."""

    one: Ladder
    other: Ladder
    there: bool
    back: bool


def _seen(phrases: Phrases) -> Iterator[_Pair]:
    """The pairs of ladders of which one reads the other."""
    ladders = phrases.scenario.ladders
    read = {ladder.name: _read_by(ladder, phrases) for ladder in ladders}
    for one, other in combinations(ladders, 2):
        there, back = not read[one.name].isdisjoint(_places(other)), not read[other.name].isdisjoint(_places(one))
        if there or back:
            yield _Pair(one, other, there, back)


def _read_by(ladder: Ladder, phrases: Phrases) -> set[str]:
    """All that the ways of a ladder read, and the brakes that can hold them."""
    found = {name for passage in ladder.passages for name in _names(passage.way, phrases)}
    climbs = [passage for passage in ladder.passages if passage.is_climb]
    for brake in phrases.scenario.brakes:
        if any(ladder.is_blocked_by(brake, one.stage) and not one.way.ignores_brake(brake.name) for one in climbs):
            found |= brake.while_.names
    return found


def _places(ladder: Ladder) -> tuple[str, ...]:
    """The names under which the place on a ladder is read."""
    return (ladder.place_name, "highest") if ladder.name == MAIN else (ladder.place_name,)


def _names(way: Way, phrases: Phrases) -> set[str]:
    """What a way reads, by way of the names of brakes too."""
    names = {name for one in (way.when, way.keep, way.decide, way.chance) if one for name in one.names}
    whiles = (phrases.conditions_of_brakes[name] for name in names if name in phrases.conditions_of_brakes)
    return names.union(*(condition.names for condition in whiles))


def _same_round(pairs: list[_Pair], phrases: Phrases) -> Iterator[Misreading]:
    said = []
    for one, other, there, back in pairs:
        a, b = phrases.glosses.who(one), phrases.glosses.who(other)
        if there and back:
            said.append(f"{capital(a)} and {b} read each other: where both move at once, neither knows of the other's move.")
        else:
            said.append(f"{capital(a)} reads where {b} stands." if there else f"{capital(b)} reads where {a} stands.")
    if said:
        rule = "No ladder sees another's move of the same round: it is seen in the next round, of the same minute."
        about = dict.fromkeys(ladder.name for pair in pairs for ladder in (pair.one, pair.other))
        yield Misreading("same_round", tuple(about), " ".join((rule, *said)))


def _without_rest(pairs: list[_Pair], phrases: Phrases) -> Iterator[Misreading]:
    """Two ladders of which each goes up and down, in no time, by where the other's actor stands."""
    for one, other, *_ in pairs:
        if _at_once(one, other, phrases) and _at_once(other, one, phrases):
            a, b = phrases.glosses.who(one), phrases.glosses.who(other)
            text = (
                f"{capital(a)} and {b} each have ways up and down that read where the other stands and take no time: they may "
                "set each other off again and again within one minute, and a 1,001st round is an error. A `for` or a `decide` "
                "gives one of them time."
            )
            yield Misreading("without_rest", (one.name, other.name), text)


def _at_once(ladder: Ladder, other: Ladder, phrases: Phrases) -> bool:
    """Whether a ladder has a way up and one down that read the place on another and take no time."""
    number = phrases.written.number
    quick = {
        passage.is_climb
        for passage in ladder.passages
        if number(passage.way.hold) == number(passage.way.decide) == 0
        and not _names(passage.way, phrases).isdisjoint(_places(other))
    }
    return quick == {True, False}


def _skipping(phrases: Phrases, *, climbing: bool) -> Iterator[tuple[Ladder, Passage, str]]:
    """The ways that skip, up or down, and what they skip."""
    for ladder in phrases.scenario.ladders:
        for passage in ladder.passages:
            over = [phrases.code(stage.name) for stage in skipped(ladder, passage)]
            if over and passage.is_climb == climbing:
                yield ladder, passage, listed(over)


def _skipped(phrases: Phrases) -> Iterator[Misreading]:
    found = list(_skipping(phrases, climbing=True))
    if not found:
        return
    ways = listed([f"{over} by {way_in_words(passage, phrases)}" for _, passage, over in found])
    stages = tuple(dict.fromkeys(stage.name for ladder, passage, _ in found for stage in skipped(ladder, passage)))
    readers = _readers_of_reached(stages, phrases)
    text = f"A stage that is skipped counts as reached, on the day of the move, though nobody stands there: {ways}."
    more = f" That is how {listed(readers)} {'is' if len(readers) == 1 else 'are'} read." if readers else ""
    yield Misreading("skipped_counts_as_reached", stages, text + more)


def _readers_of_reached(stages: tuple[str, ...], phrases: Phrases) -> list[str]:
    """What asks whether some stages have been reached, in the file's own words."""
    scenario, asked = phrases.scenario, {f"reached_{name}" for name in stages}
    conditions = [use.expression for use in uses(scenario)] + [claim.condition for claim in scenario.expect if claim.condition]
    asking = [one for one in conditions if one.names & asked or ("highest" in one.names and one.names & set(stages))]
    return list(dict.fromkeys(phrases.code(one.text) for one in asking))


def _past_a_brake(phrases: Phrases) -> Iterator[Misreading]:
    """Brakes on a stage that is skipped, which do not hold the way that skips it."""
    for ladder, passage, _ in _skipping(phrases, climbing=True):
        for brake in phrases.scenario.brakes:
            held = [stage for stage in skipped(ladder, passage) if ladder.is_blocked_by(brake, stage)]
            if held and not ladder.is_blocked_by(brake, passage.stage):
                stages = listed([phrases.code(stage.name) for stage in held])
                rule = "A way heeds the brakes on the stage to which it leads, not those on what it skips"
                case = f"{phrases.code(brake.name)} holds back {stages}, but not {way_in_words(passage, phrases)}"
                yield Misreading("past_a_brake", (brake.name, passage.stage.name), f"{rule}: {case}.")


def _passed_over(phrases: Phrases) -> Iterator[Misreading]:
    found = list(_skipping(phrases, climbing=False))
    if not found:
        return
    ways = []
    for ladder, passage, over in found:
        low, high = phrases.code(ladder.stages[passage.target].name), phrases.code(passage.stage.name)
        ways.append(f"from {high} to {low}, over {over}")
    text = f"A way down with `to` is one move, and nobody stands at what it passes over: {listed(ways)}."
    yield Misreading("passed_over", tuple(passage.stage.name for _, passage, _ in found), text)


def _brakes_by_name(phrases: Phrases) -> Iterator[Misreading]:
    """Brakes that block, and whose name is read besides."""
    scenario, read = phrases.scenario, BrakesInWords(phrases).read
    both = [
        brake.name
        for brake in scenario.brakes
        if any(ladder.is_blocked_by(brake, stage) for ladder in scenario.ladders for stage in ladder.stages[1:])
        and brake.name in read
    ]
    if both:
        text = "The name of a brake says whether its condition holds, whether or not it holds anybody back just then: {}."
        yield Misreading("brake_by_name", tuple(both), text.format(listed([phrases.code(name) for name in both])))


def _read_where_they_block(phrases: Phrases) -> Iterator[Misreading]:
    """What a way draws when no brake holds it, and reads the name of a brake that would hold it."""
    for ladder in phrases.scenario.ladders:
        for passage in ladder.passages:
            drawn = {"decide": passage.way.decide, "chance": passage.way.chance}
            read = {name for one in drawn.values() if one for name in one.names if name in phrases.conditions_of_brakes}
            for brake in heeded_brakes(ladder, passage, phrases.scenario) if read else ():
                keys = [phrases.code(key) for key, one in drawn.items() if one and brake in one.names]
                if keys:
                    where = f"{listed(keys)} of {way_in_words(passage, phrases)} {'reads' if len(keys) == 1 else 'read'} it"
                    text = f"{phrases.code(brake)} is always off where {where}: while it is on, that decision waits for it."
                    yield Misreading("read_where_it_blocks", (brake, passage.stage.name), text)
