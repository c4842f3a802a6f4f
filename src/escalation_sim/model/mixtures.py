"""Places of one ladder held against those of another: whoever writes that means something else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from escalation_sim.model import expressions as ex
from escalation_sim.model.complaints import Complaint
from escalation_sim.model.scenario import MAIN, Ladder, Scenario
from escalation_sim.model.uses import Use


def ladders_compared(use: Use, scenario: Scenario) -> Iterator[Complaint]:
    """Comparisons of the bare place of one ladder, or a stage of it, with a stage of another."""
    return mixtures(use.expression, use.path, scenario)


def mixtures(expression: ex.Expression, path: str, scenario: Scenario) -> Iterator[Complaint]:
    """The same of an expression at a path."""
    if not scenario.others:
        return
    for node in ex.walk(expression.tree):
        if isinstance(node, ex.Comparison):
            for one, other in pairwise(node.operands):
                yield from _mixture(one, other, path, scenario)


def _mixture(one: ex.Node, other: ex.Node, path: str, scenario: Scenario) -> Iterator[Complaint]:
    """What is wrong with comparing two operands."""
    for place, stage in ((one, other), (other, one)):
        if not isinstance(place, ex.Name) or not isinstance(stage, ex.Name):
            return
        mine, its = _ladder_of(place.name, scenario), scenario.ladder_of.get(stage.name)
        if mine and its and mine is not its:
            message = f"`{place.name}` is {_place_on(mine)}, and `{stage.name}` a stage of {_called(its)}"
            mend = f"compare `{its.place_name}` with `{stage.name}`"
            yield Complaint(path, message, mend)
            return


def _ladder_of(name: str, scenario: Scenario) -> Ladder | None:
    """The ladder on which a name is a place."""
    if name in ("stage", "highest", "final"):
        return scenario.main
    by_name = {ladder.name: ladder for ladder in scenario.others}
    return by_name.get(name) or scenario.ladder_of.get(name)


def _place_on(ladder: Ladder) -> str:
    return f"a place on {_called(ladder)}"


def _called(ladder: Ladder) -> str:
    return "the main ladder" if ladder.name == MAIN else f"the ladder `{ladder.name}`"
