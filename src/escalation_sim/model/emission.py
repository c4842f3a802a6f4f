"""Closed tree → a function `f(v, u)` of numbers or of arrays.

*v* is the state, indexed by slot. There are two dialects of one emission: `scalar` for Python floats, where *u(k)* yields the
uniform number of draw *k*, and `array` for numpy arrays, for conditions on many histories at once, in which nothing is drawn.
They agree to the last bit: sums and products are IEEE in both, and everything else comes from the same functions. Only text made
here from the closed tree is ever compiled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any, Literal

import numpy as np

from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS, sqrt, where
from escalation_sim.model.elementary import exp, log

Dialect = Literal["scalar", "array"]
Function = Callable[[Any, Any], Any]


def emit(expression: ex.Expression, slots: Mapping[str, int], dialect: Dialect = "scalar") -> Function:
    """The function of an expression. *slots* says where in the state each of its names stands.

    Raises KeyError for a name without a slot: names are checked before anything is emitted.
    """
    body = _Emitter(slots, dialect).text(expression.tree)
    function: Function = eval(_compiled(body), _NAMESPACE[dialect])  # noqa: S307 - only text emitted from the closed tree
    return function


LONGEST_NEST = 30
"""Python refuses a text with some 200 parentheses in one another; a longer chain of quotients is folded in a loop."""


def _compiled(body: str) -> CodeType:
    return compile(f"lambda v, u: {body}", "<expression>", "eval")


class _Emitter:
    def __init__(self, slots: Mapping[str, int], dialect: Dialect) -> None:
        self.slots, self.dialect = slots, dialect

    def text(self, node: ex.Node) -> str:
        match node:
            case ex.Number(value):
                return repr(float(value))
            case ex.Truth(value):
                return repr(value)
            case ex.Name(name):
                return f"v[{self.slots[name]}]"
            case ex.Negative(operand):
                return f"(-{self.number(operand)})"
            case ex.Arithmetic(operators, operands):
                return self.arithmetic(operators, [self.number(operand) for operand in operands])
            case ex.Comparison(operators, operands):
                return self.comparison(operators, [self.number(operand) for operand in operands])
            case ex.Logic(operator, parts):
                return self.joined(operator, [self.text(part) for part in parts])
            case ex.Not(part):
                return f"(not {self.text(part)})" if self.dialect == "scalar" else f"negate({self.text(part)})"
            case ex.Choose():
                return self.choose(node)
            case ex.Call(function, arguments):
                return f"{function}_({', '.join(self.number(argument) for argument in arguments)})"
            case ex.Draw(distribution, arguments, ordinal):
                return f"{distribution}_({', '.join([f'u({ordinal})', *map(self.number, arguments)])})"

    def number(self, node: ex.Node) -> str:
        """A node where a number is wanted: a condition counts as 1 or 0."""
        return f"count({self.text(node)})" if ex.is_condition(node) else self.text(node)

    def arithmetic(self, operators: tuple[str, ...], operands: list[str]) -> str:
        if "/" not in operators:
            signs = (*operators, "")
            return f"({' '.join(f'{operand} {sign}' for operand, sign in zip(operands, signs, strict=True))})"
        if len(operators) > LONGEST_NEST:
            return f"fold({operators!r}, {', '.join(operands)})"
        text = operands[0]
        for operator, operand in zip(operators, operands[1:], strict=True):
            text = f"divide({text}, {operand})" if operator == "/" else f"({text} * {operand})"
        return text

    def comparison(self, operators: tuple[str, ...], operands: list[str]) -> str:
        pairs = zip(operators, operands, operands[1:], strict=False)
        return self.joined("and", [f"({left} {operator} {right})" for operator, left, right in pairs])

    def joined(self, operator: str, parts: list[str]) -> str:
        if len(parts) == 1:
            return parts[0]
        sign = operator if self.dialect == "scalar" else {"and": "&", "or": "|"}[operator]
        return f"({f' {sign} '.join(parts)})"

    def choose(self, node: ex.Choose) -> str:
        condition = self.text(node.condition)
        part = self.text if ex.is_condition(node) else self.number
        if self.dialect == "scalar":
            return f"({part(node.yes)} if {condition} else {part(node.no)})"
        return f"where({condition}, {part(node.yes)}, {part(node.no)})"


def _divide(a: float, b: float) -> float:
    """IEEE division: by zero it gives an infinity, or no number."""
    if b:
        return a / b
    if a == 0 or a != a or b != b:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def _folding(divide: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def fold(operators: tuple[str, ...], first: Any, *others: Any) -> Any:
        for operator, other in zip(operators, others, strict=True):
            first = divide(first, other) if operator == "/" else first * other
        return first

    return fold


def _lesser(a: Any, b: Any) -> Any:
    return where((b < a) | (b != b), b, a)


def _greater(a: Any, b: Any) -> Any:
    return where((b > a) | (b != b), b, a)


def _least(first: Any, *others: Any) -> Any:
    for other in others:
        first = _lesser(first, other)
    return first


def _greatest(first: Any, *others: Any) -> Any:
    for other in others:
        first = _greater(first, other)
    return first


def _clip(x: Any, low: Any, high: Any) -> Any:
    return where(low <= high, _lesser(_greater(x, low), high), math.nan)


def _rounding(ufunc: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda x: float(ufunc(x)) if isinstance(x, float) else ufunc(x)


_SHARED = {
    "__builtins__": {},
    "where": where,
    "min_": _least,
    "max_": _greatest,
    "abs_": abs,
    "sqrt_": sqrt,
    "exp_": exp,
    "log_": log,
    "floor_": _rounding(np.floor),
    "ceil_": _rounding(np.ceil),
    "round_": _rounding(np.rint),
    "clip_": _clip,
}
_NAMESPACE: dict[Dialect, dict[str, Any]] = {
    "scalar": {
        **_SHARED,
        **{f"{name}_": entry.quantile for name, entry in DISTRIBUTIONS.items()},
        "divide": _divide,
        "fold": _folding(_divide),
        "count": float,
    },
    "array": {
        **_SHARED,
        "divide": np.divide,
        "fold": _folding(np.divide),
        "count": lambda condition: np.multiply(condition, 1.0),
        "negate": np.logical_not,
    },
}
