"""Expressions as a WebAssembly module of their own, which the kernel calls in place of working them out step by step.

It shares the kernel's memory and table, into which it puts one function for each expression: given the address
of the registers, it answers what the expression is worth. The same operations in the same order as in expressions.c, so that the
digits are the same. (The numbers are those of the WebAssembly core specification, version 2.0, chapter 5, "Binary format".)
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence

from escalation_sim.engines.kernel.steps import OPERATIONS, Code, Register, Step

I32, F64 = b"\x7f", b"\x7c"
_LOCAL_GET, _LOCAL_SET, _SELECT, _CALL, _END = b"\x20", b"\x21", b"\x1b", b"\x10", b"\x0b"
_I32_OR, _I32_AND, _I32_EQZ, _TO_NUMBER = b"\x72", b"\x71", b"\x45", b"\xb8"
_F64 = {
    "LOAD": b"\x2b", "CONST": b"\x44",
    "EQUAL": b"\x61", "DIFFERENT": b"\x62", "LESS": b"\x63", "MORE": b"\x64", "AT_MOST": b"\x65", "AT_LEAST": b"\x66",
    "ABS": b"\x99", "NEGATE": b"\x9a", "CEIL": b"\x9b", "FLOOR": b"\x9c", "ROUND": b"\x9e", "SQRT": b"\x9f",
    "ADD": b"\xa0", "SUBTRACT": b"\xa1", "MULTIPLY": b"\xa2", "DIVIDE": b"\xa3",
}  # fmt: skip
_COMPARISONS = ("EQUAL", "DIFFERENT", "LESS", "MORE", "AT_MOST", "AT_LEAST")
_TRUTHS = (*_COMPARISONS, "AND", "OR", "NOT")
_NOT_A_NUMBER = _F64["CONST"] + struct.pack("<Q", 0x7FF8000000000000)
_EXP, _LOG = _CALL + b"\x00", _CALL + b"\x01"  # the imported functions come first

IMPORTS = ("memory", "table", "base", "exp", "log")
"""What the module asks for, in this order: `base` is where its functions begin in the table."""


def assembled(codes: Sequence[Code], begins: Mapping[str, int], constants: Sequence[float]) -> bytes:
    """The module: function k of it is expression k. *begins* says where each kind of register begins."""
    bodies = [_Function(code, begins, constants).body() for code in codes]
    types = _vector([b"\x60" + _vector([F64]) + _vector([F64]), b"\x60" + _vector([I32]) + _vector([F64])])
    imports = [
        _imported("memory", b"\x02\x00" + _unsigned(0)),
        _imported("table", b"\x01\x70\x00" + _unsigned(0)),
        _imported("base", b"\x03" + I32 + b"\x00"),
        _imported("exp", b"\x00" + _unsigned(0)),
        _imported("log", b"\x00" + _unsigned(0)),
    ]
    functions = _vector([_unsigned(1)] * len(bodies))
    into_table = b"\x00" + b"\x23\x00" + _END + _vector([_unsigned(2 + k) for k in range(len(bodies))])
    sections = ((1, types), (2, _vector(imports)), (3, functions), (9, _vector([into_table])), (10, _vector(bodies)))
    return b"\0asm\x01\0\0\0" + b"".join(bytes([number]) + _sized(content) for number, content in sections)


def _imported(name: str, what: bytes) -> bytes:
    return _sized(b"kernel") + _sized(name.encode()) + what


class _Function:
    """One expression. Every temporary register is a local of its own: a truth (i32) or a number (f64)."""

    def __init__(self, code: Code, begins: Mapping[str, int], constants: Sequence[float]) -> None:
        self.code, self.begins, self.constants = code, begins, constants
        self.locals: dict[Register, tuple[int, bytes]] = {}

    def body(self) -> bytes:
        steps = b"".join(map(self.step, self.code.steps))
        kinds = [_unsigned(1) + kind for _, kind in self.locals.values()]
        return _sized(_vector(kinds) + steps + self.number(self.code.result) + _END)

    def step(self, step: Step) -> bytes:
        operation, to, given = step
        name = OPERATIONS[operation]
        text = self.worth(name, given)
        self.locals[to] = len(self.locals) + 1, I32 if name in _TRUTHS else F64
        return text + _LOCAL_SET + _unsigned(self.locals[to][0])

    def number(self, register: Register) -> bytes:
        """Push what a register holds."""
        if register.kind == "constant":
            return _F64["CONST"] + struct.pack("<d", self.constants[register.number])
        if register in self.locals:
            place, kind = self.locals[register]
            return _LOCAL_GET + _unsigned(place) + (_TO_NUMBER if kind == I32 else b"")
        return _LOCAL_GET + b"\x00" + _F64["LOAD"] + b"\x03" + _unsigned(8 * (self.begins[register.kind] + register.number))

    def truth(self, register: Register) -> bytes:
        """Push whether a register holds anything but 0."""
        if register in self.locals and self.locals[register][1] == I32:
            return _LOCAL_GET + _unsigned(self.locals[register][0])
        return self.number(register) + _F64["CONST"] + bytes(8) + _F64["DIFFERENT"]

    def worth(self, name: str, given: Sequence[Register]) -> bytes:
        match name:
            case "AND" | "OR":
                return self.truth(given[0]) + self.truth(given[1]) + (_I32_AND if name == "AND" else _I32_OR)
            case "NOT":
                return self.truth(given[0]) + _I32_EQZ
            case "CHOOSE":
                return self.number(given[1]) + self.number(given[2]) + self.truth(given[0]) + _SELECT
        return _worth(name, *map(self.number, given))


def _worth(name: str, a: bytes, b: bytes = b"", c: bytes = b"", d: bytes = b"") -> bytes:
    """The text that pushes what an operation makes of what the texts *a* … *d* push."""
    match name:
        case "MIN":
            return _lesser(a, b)
        case "MAX":
            return _greater(a, b)
        case "EXP":
            return a + _EXP
        case "LOG":
            return a + _LOG
        case "CLIP":
            return _where(_is("AT_MOST", b, c), _lesser(_greater(a, b), c))
        case "UNIFORM":
            return _where(_is("AT_MOST", b, c), b + c + b + _F64["SUBTRACT"] + a + _F64["MULTIPLY"] + _F64["ADD"])
        case "TRIANGULAR":
            return _triangular(a, b, c, d)
        case "NORMAL":
            return _where(_is("AT_LEAST", c, _ZERO), b + c + a + _F64["MULTIPLY"] + _F64["ADD"])
        case "LOGNORMAL":
            possible = _is("MORE", b, _ZERO) + _is("AT_LEAST", c, _ZERO) + _I32_AND
            return _where(possible, b + c + a + _F64["MULTIPLY"] + _EXP + _F64["MULTIPLY"])
        case "EXPONENTIAL":
            return _where(_is("MORE", b, _ZERO), b + a + _F64["MULTIPLY"])
        case "BERNOULLI":
            possible = _is("AT_LEAST", b, _ZERO) + _is("AT_MOST", b, _ONE) + _I32_AND
            return _where(possible, _is("MORE", a, _ONE + b + _F64["SUBTRACT"]) + _TO_NUMBER)
    return a + b + _F64[name]


_ZERO = _F64["CONST"] + struct.pack("<d", 0.0)
_ONE = _F64["CONST"] + struct.pack("<d", 1.0)


def _is(comparison: str, a: bytes, b: bytes) -> bytes:
    return a + b + _F64[comparison]


def _where(possible: bytes, value: bytes) -> bytes:
    """The value where that is possible, else no number."""
    return value + _NOT_A_NUMBER + possible + _SELECT


def _lesser(a: bytes, b: bytes) -> bytes:
    return b + a + _is("LESS", b, a) + _is("DIFFERENT", b, b) + _I32_OR + _SELECT


def _greater(a: bytes, b: bytes) -> bytes:
    return b + a + _is("MORE", b, a) + _is("DIFFERENT", b, b) + _I32_OR + _SELECT


def _triangular(u: bytes, low: bytes, mode: bytes, high: bytes) -> bytes:
    minus, times = _F64["SUBTRACT"], _F64["MULTIPLY"]
    width, rise, fall = high + low + minus, mode + low + minus, high + mode + minus
    lower = low + u + width + rise + times + times + _F64["SQRT"] + _F64["ADD"]
    upper = high + _ONE + u + minus + width + fall + times + times + _F64["SQRT"] + minus
    below = _is("LESS", u + width + times, rise)
    possible = _is("AT_MOST", low, mode) + _is("AT_MOST", mode, high) + _I32_AND
    return _where(possible, lower + upper + below + _SELECT)


def _unsigned(number: int) -> bytes:
    """A whole number in seven bits a byte (LEB128)."""
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _sized(content: bytes) -> bytes:
    return _unsigned(len(content)) + content


def _vector(items: Iterable[bytes]) -> bytes:
    items = list(items)
    return _unsigned(len(items)) + b"".join(items)
