"""In which direction an expression moves when a name it reads goes up: `+`, `-`, or `?` where it cannot be told.

Worked out on the tree, with intervals for the signs of factors. `+` and `-` are promises: the expression never moves the other
way, as long as every name stays within its interval and no part is impossible, as 1/0 is. It may stand still: `min(troops, 5)`
rises with `troops`, up to 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Literal

from escalation_sim.model import expressions as ex
from escalation_sim.model.intervals import Interval, interval, possible

Sign = Literal["+", "-", "?"]
Signs = dict[str, Sign]
Side = Literal[-1, 0, 1] | None
"""Where something lies: at or below zero, at zero, at or above it; None where it may lie on either side."""

UNKNOWN: Sign = "?"
_FLIPPED: dict[Sign, Sign] = {"+": "-", "-": "+", "?": "?"}
ARGUMENTS: dict[str, tuple[Sign, ...]] = {
    "uniform": ("+", "+"),
    "triangular": ("+", "+", "+"),
    "normal": ("+", "?"),
    "lognormal": ("+", "?"),
    "exponential": ("+",),
    "bernoulli": ("+",),
}
"""How a draw moves with each of its arguments, with the same luck. Of a draw that is not here nothing is claimed."""


def signs(node: ex.Node, known: Mapping[str, Interval]) -> Signs:
    """The direction in which *node* moves with each name it reads, all other names being kept; a condition counts as 1 or 0."""
    match node:
        case ex.Name(name):
            return {name: "+"}
        case ex.Negative(part) | ex.Not(part):
            return flipped(signs(part, known))
        case ex.Arithmetic(operators, operands):
            return _arithmetic(operators, operands, known)
        case ex.Comparison(operators, operands):
            pairs = zip(operators, operands, operands[1:], strict=False)
            return together(*(_compared(operator, a, b, known) for operator, a, b in pairs))
        case ex.Logic(_, parts):
            return together(*(signs(part, known) for part in parts))
        case ex.Choose(condition, yes, no):
            return _chosen(condition, yes, no, known)
        case ex.Call("abs", (argument,)):
            return scaled(signs(argument, known), side_of(argument, known))
        case ex.Call(_, arguments):  # every other function rises with each of its arguments
            return together(*(signs(argument, known) for argument in arguments))
        case ex.Draw(distribution, arguments, _):
            moves = ARGUMENTS.get(distribution, (UNKNOWN,) * len(arguments))
            return together(*(turned(signs(a, known), sign) for a, sign in zip(arguments, moves, strict=True)))
    return {}


def together(*parts: Signs) -> Signs:
    """The signs of a sum of parts: where two disagree, it cannot be told."""
    result: Signs = {}
    for part in parts:
        for name, sign in part.items():
            result[name] = sign if result.get(name, sign) == sign else "?"
    return result


def flipped(part: Signs) -> Signs:
    """The signs of the opposite."""
    return turned(part, "-")


def turned(part: Signs, sign: Sign) -> Signs:
    """The signs of something that moves with *part* in the direction of *sign*."""
    return {name: times(one, sign) for name, one in part.items()}


def times(a: Sign, b: Sign) -> Sign:
    """The sign of two arrows in a row."""
    return "?" if "?" in (a, b) else a if b == "+" else _FLIPPED[a]


def scaled(part: Signs, factor: Side) -> Signs:
    """The signs of *part* times a factor that lies on one side of zero; a factor of zero leaves nothing to move."""
    if factor == 0:
        return {}
    return turned(part, "?" if factor is None else "+" if factor > 0 else "-")


def side(limits: Interval) -> Side:
    """On which side of zero an interval lies."""
    low, high = limits
    if low == high == 0:
        return 0
    return 1 if low >= 0 else -1 if high <= 0 else None


def side_of(node: ex.Node, known: Mapping[str, Interval]) -> Side:
    """On which side of zero an expression lies; of products and sums it can be told even where an interval is endless."""
    its = side(interval(node, known))
    if its is not None or not isinstance(node, ex.Arithmetic):
        return its
    sides = [side_of(operand, known) for operand in node.operands]
    if node.operators[0] in "+-":
        return sum_of([product(one, -1) if op == "-" else one for op, one in zip(("+", *node.operators), sides, strict=True)])
    return reduce(product, sides)


def _arithmetic(operators: tuple[str, ...], operands: tuple[ex.Node, ...], known: Mapping[str, Interval]) -> Signs:
    if operators[0] in "+-":
        terms = zip(("+", *operators), operands, strict=True)
        return together(*(turned(signs(part, known), "-" if operator == "-" else "+") for operator, part in terms))
    sides = [side_of(part, known) for part in operands]
    result, so_far = signs(operands[0], known), sides[0]
    for operator, operand, its in zip(operators, operands[1:], sides[1:], strict=True):
        other = scaled(signs(operand, known), so_far)
        if operator == "/":
            other = flipped(other) if its is not None else scaled(other, None)
        result, so_far = together(scaled(result, its), other), product(so_far, its)
    return result


def product(a: Side, b: Side) -> Side:
    """The side of a product, or of a quotient."""
    if 0 in (a, b):
        return 0
    if a is None or b is None:
        return None
    return 1 if a == b else -1


def _compared(operator: str, a: ex.Node, b: ex.Node, known: Mapping[str, Interval]) -> Signs:
    left, right = signs(a, known), signs(b, known)
    match operator:
        case ">" | ">=":
            return together(left, flipped(right))
        case "<" | "<=":
            return together(flipped(left), right)
    (a_low, a_high), (b_low, b_high) = interval(a, known), interval(b, known)
    if a_high <= b_low:  # they can meet only where a is largest and b is smallest
        meeting = together(left, flipped(right))
    elif a_low >= b_high:
        meeting = together(flipped(left), right)
    else:
        meeting = scaled(together(left, right), None)
    return meeting if operator == "==" else flipped(meeting)


def _chosen(condition: ex.Node, yes: ex.Node, no: ex.Node, known: Mapping[str, Interval]) -> Signs:
    can, cannot = possible(condition, known)
    if can != cannot:
        return signs(yes if can else no, known)
    (yes_low, yes_high), (no_low, no_high) = interval(yes, known), interval(no, known)
    gain: Side = 1 if yes_low >= no_high else -1 if yes_high <= no_low else None
    return together(signs(yes, known), signs(no, known), scaled(signs(condition, known), gain))


def sum_of(sides: list[Side]) -> Side:
    """The side of a sum."""
    found = {one for one in sides if one != 0}
    return 0 if not found else found.pop() if len(found) == 1 else None
