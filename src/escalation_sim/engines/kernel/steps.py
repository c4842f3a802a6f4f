"""Expressions → steps over registers, in which the kernel works them out.

The registers of a history: its state by slot, then constants, then what parameters alone decide (worked out once for all
histories that share them), then the draws of the expression in hand, then what it needs on the way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from escalation_sim.model import expressions as ex

OPERATIONS = (
    "NEGATE", "ADD", "SUBTRACT", "MULTIPLY", "DIVIDE",
    "LESS", "AT_MOST", "MORE", "AT_LEAST", "EQUAL", "DIFFERENT",
    "AND", "OR", "NOT", "CHOOSE",
    "MIN", "MAX", "ABS", "SQRT", "EXP", "LOG", "FLOOR", "CEIL", "ROUND", "CLIP",
    "UNIFORM", "TRIANGULAR", "NORMAL", "LOGNORMAL", "EXPONENTIAL", "BERNOULLI",
)  # fmt: skip
"""In the order of `enum operation` in block.h."""

_ARITHMETIC = {"+": "ADD", "-": "SUBTRACT", "*": "MULTIPLY", "/": "DIVIDE"}
_COMPARISON = {"<": "LESS", "<=": "AT_MOST", ">": "MORE", ">=": "AT_LEAST", "==": "EQUAL", "!=": "DIFFERENT"}


class Register(NamedTuple):
    """Where a number stands: which kind of register, and the how-manieth of it. Where each kind begins is known in the end."""

    kind: str  # slot, constant, worked_out, draw, temporary
    number: int


Step = tuple[int, Register, tuple[Register, ...]]
"""The operation, where its result goes, and what it is given."""


@dataclass(frozen=True)
class Code:
    """An expression as steps, and where its value stands when they are done."""

    steps: tuple[Step, ...]
    result: Register


@dataclass
class Registers:
    """What all expressions of a programme share. *settled* are the names that parameters and the stages alone decide.

    *brakes* are the conditions for which the names of brakes stand, where a brake is not left out: its slot says so.
    """

    slots: Mapping[str, int]
    settled: frozenset[str]
    brakes: Mapping[str, ex.Node] = field(default_factory=dict)
    constants: dict[str, int] = field(default_factory=dict)  # by the bits of the number
    worked_out: dict[ex.Node, Register] = field(default_factory=dict)
    beforehand: list[Step] = field(default_factory=list)
    temporaries: int = 0
    draws: int = 0

    def code(self, expression: ex.Expression) -> Code:
        """An expression as steps."""
        writer = _Writer(self)
        result = writer.write(expression.tree)
        self.draws = max(self.draws, len(expression.draws))
        return Code(tuple(writer.steps), result)

    def constant(self, value: float) -> Register:
        """The register that holds a number."""
        return Register("constant", self.constants.setdefault(float(value).hex(), len(self.constants)))

    def is_settled(self, node: ex.Node) -> bool:
        """Whether parameters alone decide what a node is worth."""
        return all(
            part.name in self.settled if isinstance(part, ex.Name) else not isinstance(part, ex.Draw) for part in ex.walk(node)
        )


class _Writer:
    """The steps of one expression, while they are written; those of what parameters decide go elsewhere, and are shared."""

    def __init__(self, registers: Registers, steps: list[Step] | None = None) -> None:
        self.registers = registers
        self.steps: list[Step] = [] if steps is None else steps
        self.beforehand = steps is not None
        self.used = 0
        self.brakes: dict[str, Register] = {}  # those that have been worked out

    def write(self, node: ex.Node) -> Register:
        """The steps that work out a node; where its value then stands."""
        match node:
            case ex.Number(value) | ex.Truth(value):
                return self.registers.constant(value)
            case ex.Name(name) if name in self.registers.brakes:
                return self.brake(name)
            case ex.Name(name):
                return Register("slot", self.registers.slots[name])
        if not self.beforehand and self.registers.is_settled(node):
            return self.written_beforehand(node)
        return self.written(node)

    def brake(self, name: str) -> Register:
        """Whether a brake is on, as things stand."""
        if name not in self.brakes:
            holds = self.write(self.registers.brakes[name])
            self.brakes[name] = self.step("AND", holds, Register("slot", self.registers.slots[name]))
        return self.brakes[name]

    def written_beforehand(self, node: ex.Node) -> Register:
        known = self.registers.worked_out
        if node not in known:
            writer = _Writer(self.registers, self.registers.beforehand)
            writer.keep(node, writer.written(node))
        return known[node]

    def keep(self, node: ex.Node, result: Register) -> None:
        """The last step of what is worked out beforehand leaves its result where it stays."""
        known = self.registers.worked_out
        kept = known[node] = Register("worked_out", len(known))
        operation, to, given = self.steps.pop()
        assert to == result
        self.steps.append((operation, kept, given))

    def step(self, operation: str, *given: Register) -> Register:
        to = Register("temporary", self.used)
        self.used += 1
        self.registers.temporaries = max(self.registers.temporaries, self.used)
        self.steps.append((OPERATIONS.index(operation), to, given))
        return to

    def folded(self, operations: Iterable[str], parts: Iterable[ex.Node]) -> Register:
        """From left to right."""
        first, *others = map(self.write, parts)
        for operation, other in zip(operations, others, strict=True):
            first = self.step(operation, first, other)
        return first

    def written(self, node: ex.Node) -> Register:
        match node:
            case ex.Negative(operand):
                return self.step("NEGATE", self.write(operand))
            case ex.Arithmetic(operators, operands):
                return self.folded([_ARITHMETIC[operator] for operator in operators], operands)
            case ex.Comparison(operators, operands):
                return self.compared(operators, operands)
            case ex.Logic(operator, parts):
                return self.folded([operator.upper()] * (len(parts) - 1), parts)
            case ex.Not(part):
                return self.step("NOT", self.write(part))
            case ex.Choose(condition, yes, no):
                return self.step("CHOOSE", self.write(condition), self.write(yes), self.write(no))
            case ex.Call("min" | "max" as name, arguments):
                return self.folded([name.upper()] * (len(arguments) - 1), arguments)
            case ex.Call(name, arguments):
                return self.step(name.upper(), *map(self.write, arguments))
            case ex.Draw("choice", arguments, ordinal):
                return self.choice(Register("draw", ordinal), [self.write(argument) for argument in arguments])
            case ex.Draw(name, arguments, ordinal):
                return self.step(name.upper(), Register("draw", ordinal), *map(self.write, arguments))
        raise TypeError(f"no steps for {node!r}")

    def compared(self, operators: tuple[str, ...], operands: tuple[ex.Node, ...]) -> Register:
        """A chain: each with the next."""
        parts = [self.write(operand) for operand in operands]
        found = [self.step(_COMPARISON[operator], *pair) for operator, pair in zip(operators, pairwise(parts), strict=True)]
        whole = found[0]
        for other in found[1:]:
            whole = self.step("AND", whole, other)
        return whole

    def choice(self, u: Register, shares: list[Register]) -> Register:
        """0, 1, …: how many of the shares, added up from the first, lie below *u*. They lie between 0 and 1, and add up to 1."""
        zero, one = self.registers.constant(0.0), self.registers.constant(1.0)
        possible, value, upto = one, zero, zero
        for share in shares:
            for part in (self.step("AT_LEAST", share, zero), self.step("AT_MOST", share, one)):
                possible = self.step("AND", possible, part)
        for share in shares[:-1]:
            upto = self.step("ADD", upto, share)
            value = self.step("ADD", value, self.step("MORE", u, upto))
        apart = self.step("ABS", self.step("SUBTRACT", self.step("ADD", upto, shares[-1]), one))
        possible = self.step("AND", possible, self.step("AT_MOST", apart, self.registers.constant(1e-9)))
        return self.step("CHOOSE", possible, value, self.registers.constant(math.nan))
