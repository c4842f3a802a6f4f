"""What an event's `set` does to a quantity: whether it raises or lowers it, and whether the more so, the more there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from escalation_sim.model import expressions as ex
from escalation_sim.model.intervals import Interval, interval
from escalation_sim.model.signs import Side, Sign, product, side, side_of, sum_of


@dataclass(frozen=True)
class Change:
    """How far an expression lies from the name it is going to replace, as `set` does.

    *larger* and *smaller* are what is known, from the event's own `while`, to be at least, or at most, the value of the name.
    """

    name: str
    known: Mapping[str, Interval]
    larger: frozenset[ex.Node] = frozenset()
    smaller: frozenset[ex.Node] = frozenset()

    def side(self, node: ex.Node) -> Side:
        """1 where *node* is never below the name, -1 where it is never above, 0 where it is the same."""
        if node in self.larger:
            return 1
        if node in self.smaller:
            return -1
        if node == ex.Name(self.name):
            return 0
        return self._composed(node) if self._carries(node) else self._apart(node)

    def _composed(self, node: ex.Node) -> Side:
        match node:
            case ex.Arithmetic(operators, operands) if operators[0] in "+-":
                return self._sum(operators, operands)
            case ex.Arithmetic(operators, operands):
                return self._product(operators, operands)
            case ex.Call("min", arguments):
                return _least([self.side(argument) for argument in arguments])
            case ex.Call("max", arguments):
                return _greatest([self.side(argument) for argument in arguments])
            case ex.Call("clip", (x, low, high)):
                return _least([_greatest([self.side(x), self.side(low)]), self.side(high)])
            case ex.Choose(_, yes, no):
                return sum_of([self.side(yes), self.side(no)])
        return None

    def _carries(self, node: ex.Node) -> bool:
        return any(part == ex.Name(self.name) for part in ex.walk(node))

    def _apart(self, node: ex.Node) -> Side:
        (low, high), (own_low, own_high) = interval(node, self.known), interval(ex.Name(self.name), self.known)
        return 1 if low >= own_high else -1 if high <= own_low else None

    def _sum(self, operators: tuple[str, ...], operands: tuple[ex.Node, ...]) -> Side:
        terms = list(zip(("+", *operators), operands, strict=True))
        carriers = [(operator, term) for operator, term in terms if self._carries(term)]
        if len(carriers) != 1 or carriers[0][0] == "-":
            return None
        parts = [self.side(carriers[0][1])]
        for operator, term in terms:
            if term is not carriers[0][1]:
                its = side_of(term, self.known)
                parts.append(product(its, -1) if operator == "-" else its)
        return sum_of(parts)

    def _product(self, operators: tuple[str, ...], operands: tuple[ex.Node, ...]) -> Side:
        """The side of t * f - q, which is (t - q) * f + q * (f - 1)."""
        split = self._factor(operators, operands)
        if split is None:
            return None
        carrier, (low, high) = split
        own = side_of(ex.Name(self.name), self.known)
        return sum_of([product(self.side(carrier), side((low, high))), product(own, side((low - 1, high - 1)))])

    def _factor(self, operators: tuple[str, ...], operands: tuple[ex.Node, ...]) -> tuple[ex.Node, Interval] | None:
        """The one factor that carries the name, and the interval of all the others together."""
        carriers = [index for index, part in enumerate(operands) if self._carries(part)]
        if len(carriers) != 1 or ("*", *operators)[carriers[0]] == "/":
            return None
        index = carriers[0]
        others = (*operands[:index], ex.Number(1.0), *operands[index + 1 :])
        return operands[index], interval(ex.Arithmetic(operators, others), self.known)

    def feedback(self, node: ex.Node) -> Sign | None:
        """Whether the change grows (+) or shrinks (-) with the name itself; None where the name only carries over.

        `troops * 0.9` loses more, the more there are: -. `troops + 100` and `5` do not depend on how many there are.
        """
        if node == ex.Name(self.name) or not self._carries(node):
            return None
        match node:
            case ex.Arithmetic(operators, operands) if operators[0] in "+-":
                carriers = [(op, term) for op, term in zip(("+", *operators), operands, strict=True) if self._carries(term)]
                return self.feedback(carriers[0][1]) if len(carriers) == 1 and carriers[0][0] == "+" else "?"
            case ex.Arithmetic(operators, operands):
                split = self._factor(operators, operands)
                if split is None or split[0] != ex.Name(self.name):
                    return "?"
                return _as_sign(side((split[1][0] - 1, split[1][1] - 1)))
            case ex.Call("min" | "max" | "clip", arguments):
                return self._agreed(arguments)
            case ex.Choose(condition, yes, no):
                return "?" if self._carries(condition) else self._agreed((yes, no))
        return "?"

    def _agreed(self, nodes: Iterable[ex.Node]) -> Sign | None:
        found = {sign for sign in map(self.feedback, nodes) if sign}
        return None if not found else found.pop() if len(found) == 1 else "?"


def bounds_from(condition: ex.Node, name: str) -> tuple[frozenset[ex.Node], frozenset[ex.Node]]:
    """What a condition, while it holds, says to be at least, and at most, the value of *name*."""
    larger: set[ex.Node] = set()
    smaller: set[ex.Node] = set()
    parts = condition.parts if isinstance(condition, ex.Logic) and condition.operator == "and" else (condition,)
    for part in parts:
        if not isinstance(part, ex.Comparison):
            continue
        for operator, a, b in zip(part.operators, part.operands, part.operands[1:], strict=False):
            if operator in ("<", "<=", ">", ">="):
                low, high = (a, b) if operator[0] == "<" else (b, a)
                larger |= {high} if low == ex.Name(name) else set()
                smaller |= {low} if high == ex.Name(name) else set()
    return frozenset(larger), frozenset(smaller)


def _least(sides: list[Side]) -> Side:
    """The side of the least of several: below, as soon as one is; above, if all are."""
    if -1 in sides:
        return -1
    if 0 in sides:
        return -1 if None in sides else 0
    return None if None in sides else 1


def _greatest(sides: list[Side]) -> Side:
    return product(_least([product(one, -1) for one in sides]), -1)


def _as_sign(its: Side) -> Sign | None:
    if its == 0:
        return None
    return "?" if its is None else "+" if its > 0 else "-"
