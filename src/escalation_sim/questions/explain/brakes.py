"""Brakes in sentences: while what they are on, what they hold back, and where their names are read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from escalation_sim.model.scenario import Brake
from escalation_sim.model.uses import Use, uses
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.wording import listed
from escalation_sim.questions.explain.ladder import ladder_in_words, way_in_words

_RULE = (
    "A brake undoes no trigger: while it is on, no decision that it blocks begins, and one under way rests and keeps the time "
    "it still needs."
)
_BY_NAME = "Where the name of a brake is read, it is true (1) while the brake's condition holds, and false (0) while it does not."


class BrakesInWords:
    """Tells the brakes of one scenario."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases

    @property
    def rules(self) -> str:
        """What any brake does, as far as the scenario makes use of it."""
        return f"{_RULE} {_BY_NAME}" if self.read else _RULE

    def sentences(self, brake: Brake) -> list[str]:
        """While what it is on, what it blocks, which ways do not heed it, and where it only weighs."""
        phrases = self.phrases
        held, read = listed(list(self._held_back(brake))), listed([f"in {where}" for where in self.read.get(brake.name, ())])
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

    def _held_back(self, brake: Brake) -> Iterator[str]:
        """The stages that a brake blocks: all of every ladder, all of some, or some by name."""
        scenario = self.phrases.scenario
        if brake.blocks is None:
            yield "every stage of every ladder" if scenario.others else "every stage"
            return
        for ladder in scenario.ladders:
            if ladder.name in brake.blocks:
                yield f"every stage of {ladder_in_words(ladder, self.phrases)}" if scenario.others else "every stage"
            else:
                yield from (self.phrases.thing(stage.name) for stage in ladder.stages[1:] if stage.name in brake.blocks)

    @cached_property
    def read(self) -> dict[str, list[str]]:
        """For each brake whose name is read, where it is: `when` and `chance` of the way to a stage …"""
        names = {brake.name for brake in self.phrases.scenario.brakes}
        found: dict[str, dict[str, list[str]]] = {}
        for use in uses(self.phrases.scenario):
            for name in sorted(use.expression.names & names):
                owner, key = self._place(use)
                found.setdefault(name, {}).setdefault(owner, []).extend([key] if key else [])
        return {
            name: [f"{listed(keys)} of {owner}" if keys else owner for owner, keys in places.items()]
            for name, places in found.items()
        }

    def _place(self, use: Use) -> tuple[str, str]:
        """What an expression belongs to, and which of its keys it stands at."""
        code, (section, thing, *_) = self.phrases.code, use.path.split(".")
        way = self._ways.get(use.path.removesuffix(f".{use.key}"))
        if way:
            return way, code(use.key)
        if section == "events":
            return f"the event {code(thing)}", f"the new value of {code(use.sets)}" if use.sets else code(use.key)
        return f"the outcome {code(thing)}", ""

    @cached_property
    def _ways(self) -> dict[str, str]:
        return {passage.path: way_in_words(passage, self.phrases) for passage in self.phrases.scenario.passages}
