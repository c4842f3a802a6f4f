"""Expressions: what a closed tree of the language may hold, and what can be asked of it.

The text becomes a tree in `parsing.py`; `emission.py` turns the tree into a function of numbers or of arrays. Nothing that
is not one of the nodes below can ever be evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

LONGEST = 500
"""Characters in an expression."""

DEEPEST = 20
"""Levels of parentheses, calls and `if` in one another."""

FUNCTIONS = {
    "min": (2, None),
    "max": (2, None),
    "abs": (1, 1),
    "sqrt": (1, 1),
    "exp": (1, 1),
    "log": (1, 1),
    "floor": (1, 1),
    "ceil": (1, 1),
    "round": (1, 1),
    "clip": (3, 3),
}
"""Functions with the least and the most arguments they take. `date` is read away by the parser: it is a constant."""

AGGREGATES = ("peak", "low", "final", "average", "days", "first", "count", "on")
"""What an outcome may be; `days` and `first` take a condition, `count` an event, `on` a date too."""


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Truth:
    value: bool


@dataclass(frozen=True)
class Name:
    name: str
    is_condition: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Negative:
    operand: Node


@dataclass(frozen=True)
class Arithmetic:
    operators: tuple[str, ...]  # a chain of + and -, or of * and /, worked off from left to right
    operands: tuple[Node, ...]  # one more than operators


@dataclass(frozen=True)
class Comparison:
    operators: tuple[str, ...]  # < <= > >= == !=
    operands: tuple[Node, ...]  # one more than operators: a chain


@dataclass(frozen=True)
class Logic:
    operator: str  # and, or
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    part: Node


@dataclass(frozen=True)
class Choose:
    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Draw:
    distribution: str
    arguments: tuple[Node, ...]
    ordinal: int  # the how-manieth draw of its expression, from 0


Node = Number | Truth | Name | Negative | Arithmetic | Comparison | Logic | Not | Choose | Call | Draw


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, left to right."""
    match node:
        case Negative(operand):
            return (operand,)
        case Arithmetic(_, operands) | Comparison(_, operands):
            return operands
        case Logic(_, parts):
            return parts
        case Not(part):
            return (part,)
        case Choose(condition, yes, no):
            return (condition, yes, no)
        case Call(_, arguments) | Draw(_, arguments, _):
            return arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def is_condition(node: Node) -> bool:
    """Whether a node is true or false by nature, and not a number."""
    match node:
        case Truth() | Comparison() | Logic() | Not():
            return True
        case Name(is_condition=known):
            return known
        case Choose(_, yes, no):
            return is_condition(yes) and is_condition(no)
    return False


@dataclass(frozen=True)
class Expression:
    """A tree and the text it was read from. Two texts that differ only in spacing are equal."""

    canonical: str
    tree: Node = field(compare=False)
    text: str = field(compare=False)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return frozenset(node.name for node in walk(self.tree) if isinstance(node, Name))

    @cached_property
    def draws(self) -> tuple[Draw, ...]:
        """Every draw in it, in the order of their ordinals."""
        found = [node for node in walk(self.tree) if isinstance(node, Draw)]
        return tuple(sorted(found, key=lambda draw: draw.ordinal))

    @property
    def is_condition(self) -> bool:
        """Whether it is true or false by nature."""
        return is_condition(self.tree)

    @property
    def constant(self) -> float | None:
        """The number it is, where it is nothing else."""
        match self.tree:
            case Number(value):
                return value
            case Negative(Number(value)):
                return -value
        return None

    def __str__(self) -> str:
        return self.text


def number(value: float, text: str | None = None) -> Expression:
    """The expression that is a number; *text* is how its author wrote it (`7 days`)."""
    return Expression(repr(float(value)), Number(float(value)), text if text is not None else plain(value))


def truth(value: bool) -> Expression:
    """The expression `true` or `false`."""
    word = "true" if value else "false"
    return Expression(word, Truth(value), word)


def plain(value: float) -> str:
    """A number the way a person writes it, with the digits that give the same number again: whole ones without a point."""
    value = float(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
