"""What an expression says of ladders and brakes, in words: `moscow >= punishes` is "Moscow stands at “Punishes” or above"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.presentation.prose import Style
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import inside

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_STANDS = {
    ">=": "{who} stands at {stage} or above",
    ">": "{who} stands above {stage}",
    "<=": "{who} stands at {stage} or below",
    "<": "{who} stands below {stage}",
    "==": "{who} stands at {stage}",
    "!=": "{who} does not stand at {stage}",
}
_HAS_BEEN = {
    ">=": "{who} has reached {stage}",
    ">": "{who} has gone beyond {stage}",
    "<=": "{who} has not gone beyond {stage} yet",
    "<": "{who} has not reached {stage} yet",
    "==": "{who} has reached {stage}, and nothing above it",
    "!=": "{stage} is not the highest stage that {who} has reached",
}


@dataclass(frozen=True)
class Glosses:
    """Says it of the expressions of one scenario. Places are put in words only where there are several ladders."""

    scenario: Scenario
    style: Style

    @cached_property
    def _ladders(self) -> dict[str, Ladder]:
        """Each ladder by the name under which its place is read."""
        several = self.scenario.ladders if self.scenario.others else ()
        named = {ladder.place_name: ladder for ladder in several}
        return named | ({"highest": self.scenario.main} if several else {})

    @cached_property
    def _brakes(self) -> frozenset[str]:
        return frozenset(brake.name for brake in self.scenario.brakes)

    def of(self, expression: ex.Expression) -> tuple[str, ...]:
        """What there is to say, each thing once, in the order in which it is read."""
        return tuple(dict.fromkeys(self._asserted(expression.tree)))

    def who(self, ladder: Ladder) -> str:
        """Whose a ladder is, as it stands inside a sentence."""
        return self.style.words(inside(whose(self.scenario, ladder)))

    def called(self, name: str) -> str:
        """A stage or a quantity by its title, or its name where it has none."""
        title = self.scenario.notes[name].title.strip()
        return f"“{self.style.words(title)}”" if title else self.style.code(name)

    def _asserted(self, node: ex.Node) -> Iterator[str]:
        """Of what holds wherever the whole expression does."""
        match node:
            case ex.Logic("and", parts):
                for part in parts:
                    yield from self._asserted(part)
            case ex.Comparison(operators, operands):
                for operator, (left, right) in zip(operators, pairwise(operands), strict=True):
                    said = self._place(operator, left, right)
                    yield from [said] if said else self._aside(ex.Comparison((operator,), (left, right)))
            case ex.Name(name) if name in self._brakes:
                yield f"{self.style.code(name)} is on"
            case ex.Not(ex.Name(name)) if name in self._brakes:
                yield f"{self.style.code(name)} is off"
            case _:
                yield from self._aside(node)

    def _aside(self, node: ex.Node) -> Iterator[str]:
        """Of what may hold or not: each with the piece that it is about."""
        match node:
            case ex.Comparison(operators, operands):
                for operator, (left, right) in zip(operators, pairwise(operands), strict=True):
                    said = self._place(operator, left, right)
                    if said:
                        yield f"{self.style.code(f'{_text(left)} {operator} {_text(right)}')}: {said}"
                    else:
                        yield from self._parts((left, right))
            case ex.Name(name) if name in self._brakes:
                yield f"{self.style.code(name)}: while that brake is on"
            case ex.Name(name) if name in self._ladders:
                yield self._number(name, self._ladders[name])
            case ex.Arithmetic(_, operands) if any(isinstance(one, ex.Name) and one.name in self._brakes for one in operands):
                for one in operands:
                    if isinstance(one, ex.Name) and one.name in self._brakes:
                        yield f"{self.style.code(one.name)}: 1 while that brake is on, else 0"
                    else:
                        yield from self._aside(one)
            case _:
                yield from self._parts(ex.children(node))

    def _parts(self, nodes: tuple[ex.Node, ...]) -> Iterator[str]:
        for node in nodes:
            yield from self._aside(node)

    def _number(self, name: str, ladder: Ladder) -> str:
        """What a place is that is reckoned with."""
        which = "the highest stage so far" if name == "highest" else "the place"
        lowest, top = (self.style.code(stage.name) for stage in (ladder.stages[0], ladder.stages[-1]))
        return f"{self.style.code(name)}: {which} of {self.who(ladder)}, 0 at {lowest} to {len(ladder.stages) - 1} at {top}"

    def _place(self, operator: str, left: ex.Node, right: ex.Node) -> str:
        """A place compared with a stage, or with the number of one; nothing where it is something else."""
        if not (isinstance(left, ex.Name) and left.name in self._ladders):
            left, right, operator = right, left, _MIRRORED.get(operator, operator)
        if not (isinstance(left, ex.Name) and left.name in self._ladders):
            return ""
        ladder = self._ladders[left.name]
        at = _place_of(right, ladder)
        if at is None:
            return ""
        said = _HAS_BEEN if left.name == "highest" else _STANDS
        if said is _STANDS and (operator, at) in ((">=", len(ladder.stages) - 1), ("<=", 0)):
            operator = "=="  # nothing is beyond it
        return said[operator].format(who=self.who(ladder), stage=self.called(ladder.stages[at].name))


def _place_of(node: ex.Node, ladder: Ladder) -> int | None:
    """The place that a node names, as a stage of the ladder or as its number."""
    if isinstance(node, ex.Name):
        return ladder.places.get(node.name)
    if isinstance(node, ex.Number) and node.value in range(len(ladder.stages)):
        return int(node.value)
    return None


def _text(node: ex.Node) -> str:
    return node.name if isinstance(node, ex.Name) else ex.plain(node.value) if isinstance(node, ex.Number) else ""
