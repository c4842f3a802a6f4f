"""Brakes in sentences: while what they are on, what they hold back, and where their names are read."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim.model.scenario import Brake, Scenario
from escalation_sim.model.uses import uses
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.wording import listed
from escalation_sim.questions.explain.ladder import ladder_in_words, way_in_words

_RULE = (
    "A brake undoes no trigger: while it is on, no decision that it blocks begins, and one under way rests and keeps the time "
    "it still needs."
)
_BY_NAME = "Where the name of a brake is read, it is true (1) while the brake's condition holds, and false (0) while it does not."


def rules(scenario: Scenario) -> str:
    """What any brake does, as far as the scenario makes use of it."""
    brakes = {brake.name for brake in scenario.brakes}
    by_name = any(brakes & use.expression.names for use in uses(scenario))
    return f"{_RULE} {_BY_NAME}" if by_name else _RULE


def brake_in_words(brake: Brake, phrases: Phrases) -> list[str]:
    """While what it is on, what it blocks, which ways do not heed it, and where it only weighs."""
    held, read = listed(list(_held_back(brake, phrases))), listed([f"in {where}" for where in reading(brake.name, phrases)])
    weighs = f": it weighs where its name is read, {read}" if read and not held else ""
    sentences = [f"On while {phrases.expression(brake.while_)}. Holds back {held or 'nothing'}{weighs}."]
    if phrases.written.holds_at_start(brake.while_):
        sentences.append("It is on at the start.")
    ignoring = [
        way_in_words(passage, phrases)
        for ladder in phrases.scenario.ladders
        for passage in ladder.passages
        if passage.is_climb and ladder.is_blocked_by(brake, passage.stage) and passage.way.ignores_brake(brake.name)
    ]
    if ignoring:
        sentences.append(f"Not heeded by {listed(ignoring)}.")
    if read and held:
        sentences.append(f"Its name is read besides, {read}.")
    return sentences


def _held_back(brake: Brake, phrases: Phrases) -> Iterator[str]:
    """The stages that a brake blocks: all of every ladder, all of some, or some by name."""
    scenario = phrases.scenario
    if brake.blocks is None:
        yield "every stage of every ladder" if scenario.others else "every stage"
        return
    for ladder in scenario.ladders:
        if ladder.name in brake.blocks:
            yield f"every stage of {ladder_in_words(ladder, phrases)}" if scenario.others else "every stage"
        else:
            yield from (phrases.thing(stage.name) for stage in ladder.stages[1:] if stage.name in brake.blocks)


def reading(name: str, phrases: Phrases) -> Iterator[str]:
    """Where the name of a brake is read: `when` and `chance` of the way to a stage …"""
    ways = {passage.path: way_in_words(passage, phrases) for passage in phrases.scenario.passages}
    found: dict[str, list[str]] = {}
    for use in uses(phrases.scenario):
        if name not in use.expression.names:
            continue
        section, thing, *_ = use.path.split(".")
        owner = use.path.removesuffix(f".{use.key}")
        if owner in ways:
            found.setdefault(ways[owner], []).append(phrases.code(use.key))
        elif section == "events":
            key = f"the new value of {phrases.code(use.sets)}" if use.sets else phrases.code(use.key)
            found.setdefault(f"the event {phrases.code(thing)}", []).append(key)
        else:
            found.setdefault(f"the outcome {phrases.code(thing)}", [])
    yield from (f"{listed(keys)} of {owner}" if keys else owner for owner, keys in found.items())
