"""Places of one ladder held against those of another: whoever writes that means something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from escalation_sim.model import expressions as ex
from escalation_sim.model.complaints import Complaint
from escalation_sim.model.scenario import MAIN, Ladder, Scenario
from escalation_sim.model.uses import Use


class Mixtures:
    """Finds comparisons of the bare place of one ladder, or of a stage of it, with a stage of another."""

    def __init__(self, scenario: Scenario) -> None:
        often = Counter(stage.name for ladder in scenario.ladders for stage in ladder.stages)
        self.stages = {name: ladder for name, ladder in scenario.ladder_of.items() if often[name] == 1}
        self.places: dict[str, Ladder] = {
            **dict.fromkeys(("stage", "highest", "final"), scenario.main),
            **{ladder.name: ladder for ladder in scenario.others},
            **self.stages,
        }
        self.are_possible = bool(scenario.others)

    def of_use(self, use: Use) -> Iterator[Complaint]:
        """Those of an expression in its place."""
        return self._found(use.expression, use.path, lambda its, stage: f"compare `{its.place_name}` with `{stage}`")

    def of_claim(self, condition: ex.Expression, path: str) -> Iterator[Complaint]:
        """Those of the condition of a claim, which knows the places of the main ladder alone."""
        return self._found(condition, path, lambda _, stage: f"write reached_{stage}")

    def _found(self, expression: ex.Expression, path: str, mend: Callable[[Ladder, str], str]) -> Iterator[Complaint]:
        if not self.are_possible:
            return
        for node in ex.walk(expression.tree):
            if isinstance(node, ex.Comparison):
                for one, other in pairwise(node.operands):
                    yield from self._mixture(one, other, path, mend)

    def _mixture(self, one: ex.Node, other: ex.Node, path: str, mend: Callable[[Ladder, str], str]) -> Iterator[Complaint]:
        """What is wrong with comparing two operands."""
        if not isinstance(one, ex.Name) or not isinstance(other, ex.Name):
            return
        for place, stage in ((one.name, other.name), (other.name, one.name)):
            mine, its = self.places.get(place), self.stages.get(stage)
            if mine and its and mine is not its:
                is_stage = "a stage of" if place in self.stages else "a place on"
                message = f"`{place}` is {is_stage} {_called(mine)}, and `{stage}` a stage of {_called(its)}"
                yield Complaint(path, message, mend(its, stage))
                return


def _called(ladder: Ladder) -> str:
    return "the main ladder" if ladder.name == MAIN else f"the ladder `{ladder.name}`"
