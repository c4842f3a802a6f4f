"""Text → closed tree: a tokenizer and a recursive descent over Python's notation, and only the part of it we allow."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from escalation_sim import clock
from escalation_sim.errors import ExpressionError
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.habits import habit, in_decimal, written_date
from escalation_sim.model.respelling import respelled

COMPARISONS = ("<=", ">=", "==", "!=", "<", ">")
_ON = re.compile(r"\bon\s*\(")
_WORDS = {"and", "or", "not", "if", "else", "true", "false"}
_TOKEN = re.compile(
    r"\s*+(?:(?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)|(?P<name>[^\W\d]\w*+)|(?P<sign><=|>=|==|!=|[-+*/()<>,]))"
)


_SAYS_WHAT = ("write `", "write <", "write >", "write !", "write 0", "compare")
"""How the mends of habits begin that say what to write for a sign, and not for the whole."""


class Token(NamedTuple):
    """A piece of an expression: *kind* is number, name, sign or end."""

    kind: str
    text: str
    offset: int


_NO_STAGES: Mapping[str, str] = {}


def parse(
    text: str,
    start: datetime | None = None,
    stages: Mapping[str, str] = _NO_STAGES,
    brakes: Collection[str] = (),
    longest: int = ex.LONGEST,
) -> ex.Expression:
    """The expression in *text*; *start* is the moment from which `date(…)` counts its days.

    *stages* has for each stage the name under which the place on its ladder is read, for mends; the names of *brakes* are
    conditions. Raises ExpressionError, also for a text of more than *longest* characters.
    """
    if len(text) > longest:
        raise ExpressionError(
            f"the expression has {len(text)} characters, and at most {longest} are allowed",
            "split it: give a part a quantity or a parameter of its own",
        )
    if not text.strip():
        raise ExpressionError("the expression is empty", "write a number, a name or a calculation")
    if error := written_date(text):
        raise _misplaced("on", 0) if _ON.search(text) else error
    try:
        return _Parser(text, start, stages, brakes).expression()
    except ExpressionError as error:
        raise _told(text, error, _in_words(text, start, stages, brakes)) from None


def _in_words(text: str, start: datetime | None, stages: Mapping[str, str], brakes: Collection[str]) -> str:
    """The expression that is meant by a text with words for signs; nothing where it is none then either."""
    written = respelled(text)
    try:
        _Parser(written, start, stages, brakes).expression()
    except ExpressionError:
        return ""
    return written


def _told(text: str, error: ExpressionError, written: str) -> ExpressionError:
    """The error of a text, with the mend of its habit and the whole as it may be *written*."""
    found = habit(text)
    if not written:
        return found or error
    if found is None or not found.mend.startswith(_SAYS_WHAT):
        return ExpressionError((found or error).message, f"write {written}", (found or error).offset)
    mend = found.mend if found.mend == f"write {written}" else f"{found.mend}: {written}"
    return ExpressionError(found.message, mend, found.offset)


def compared(text: str, stages: Mapping[str, str] = _NO_STAGES) -> str:
    """The condition that was probably meant by a bare number."""
    return f"{stages[text]} >= {text}" if text in stages else f"{text} > 0"


def _tokens(text: str) -> list[Token]:
    tokens, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise _strange(text, at)
        kind = str(match.lastgroup)
        tokens.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    return [*tokens, Token("end", "", end)]


def _strange(text: str, at: int) -> ExpressionError:
    at += len(text[at:]) - len(text[at:].lstrip())
    message = f"`{text[at]}` has no meaning in `{text.strip()}`"
    return ExpressionError(message, "allowed are numbers, names, + - * / and calls", at)


class _Parser:
    """One pass over the tokens of one text."""

    def __init__(self, text: str, start: datetime | None, stages: Mapping[str, str], brakes: Collection[str]) -> None:
        self.text, self.start, self.stages, self.brakes = text, start, stages, brakes
        self.tokens = _tokens(text)
        self.position = 0
        self.depth = 0
        self.draws = 0

    def expression(self) -> ex.Expression:
        tree = self.choice()
        if self.here.kind != "end":
            raise self.unexpected()
        if isinstance(tree, ex.Number):
            return ex.number(tree.value, self.text.strip())
        words = (repr(float(token.text)) if token.kind == "number" else token.text for token in self.tokens[:-1])
        return ex.Expression(" ".join(words), tree, self.text.strip())

    @property
    def here(self) -> Token:
        return self.tokens[self.position]

    def take(self, *texts: str) -> Token | None:
        """The token here, if it is one of *texts*, and step over it."""
        token = self.here
        if token.kind != "end" and token.text in texts:
            self.position += 1
            return token
        return None

    def need(self, text: str, why: str) -> None:
        if not self.take(text):
            raise self.unexpected(f"expected `{text}` {why}")

    def unexpected(self, expected: str = "") -> ExpressionError:
        token = self.here
        found = f"`{token.text}`" if token.text else "the end"
        message = f"unexpected {found} in `{self.text.strip()}`" + (f": {expected}" if expected else "")
        if token.kind == "end" and self.text.count("(") > self.text.count(")"):
            return ExpressionError(f"a parenthesis is not closed in `{self.text.strip()}`", "close it with `)`", token.offset)
        if token.text == ",":
            mend = "a decimal point is written `.`, a number has no commas, and only calls have several arguments"
            return ExpressionError(message, mend, token.offset)
        mend = "between two values stands one of + - * / < <= > >= == != and or"
        if expected:
            mend = "complete it, or delete what is too much"
        return ExpressionError(message, mend, token.offset)

    def deeper(self, offset: int) -> None:
        self.depth += 1
        if self.depth > ex.DEEPEST:
            raise ExpressionError(
                f"parentheses `(`, calls and `if` are nested more than {ex.DEEPEST} deep", "split the expression", offset
            )

    def choice(self) -> ex.Node:
        yes = self.either()
        offset = self.here.offset
        if not self.take("if"):
            return yes
        self.deeper(offset)
        began = self.here.offset
        condition = self.condition(self.either(), self.since(began), "after `if`")
        self.need("else", "after the condition: a if c else b")
        no = self.choice()
        self.depth -= 1
        return ex.Choose(condition, yes, no)

    def either(self) -> ex.Node:
        return self.logic("or", self.both)

    def both(self) -> ex.Node:
        return self.logic("and", self.negation)

    def logic(self, word: str, part: Callable[[], ex.Node]) -> ex.Node:
        began = self.here.offset
        read = [(part(), self.since(began))]
        while self.take(word):
            began = self.here.offset
            read.append((part(), self.since(began)))
        if len(read) == 1:
            return read[0][0]
        return ex.Logic(word, tuple(self.condition(node, text, f"beside `{word}`") for node, text in read))

    def since(self, began: int) -> str:
        """The text from *began* to here."""
        return self.text[began : self.here.offset].strip()

    def negation(self) -> ex.Node:
        negations = 0
        while self.take("not"):
            negations += 1
        began = self.here.offset
        node = self.comparison()
        if negations:
            self.condition(node, self.since(began), "after `not`")
        return ex.Not(node) if negations % 2 else node

    def condition(self, node: ex.Node, text: str, where: str) -> ex.Node:
        """*node*, written as *text*, which must be a condition."""
        if ex.is_condition(node):
            return node
        raise ExpressionError(
            f"`{text}` {where} is a number, not a condition", f"write {compared(text, self.stages)}", self.here.offset
        )

    def comparison(self) -> ex.Node:
        operators, operands = self.chain(COMPARISONS, self.sum)
        return ex.Comparison(operators, operands) if operators else operands[0]

    def sum(self) -> ex.Node:
        operators, operands = self.chain(("+", "-"), self.product)
        return ex.Arithmetic(operators, operands) if operators else operands[0]

    def product(self) -> ex.Node:
        operators, operands = self.chain(("*", "/"), self.sign)
        return ex.Arithmetic(operators, operands) if operators else operands[0]

    def chain(self, signs: tuple[str, ...], part: Callable[[], ex.Node]) -> tuple[tuple[str, ...], tuple[ex.Node, ...]]:
        """Parts with one of *signs* between each two."""
        operands, operators = [part()], []
        while token := self.take(*signs):
            operators.append(token.text)
            operands.append(part())
        return tuple(operators), tuple(operands)

    def sign(self) -> ex.Node:
        minus = False
        while token := self.take("-", "+"):
            minus ^= token.text == "-"
        node = self.atom()
        return ex.Negative(node) if minus else node

    def atom(self) -> ex.Node:
        token = self.here
        if token.kind == "number":
            self.position += 1
            return ex.Number(self.number(token))
        if token.kind == "name" and token.text not in _WORDS:
            self.position += 1
            return self.call(token) if self.here.text == "(" else self.name(token)
        if word := self.take("true", "false"):
            return ex.Truth(word.text == "true")
        if self.take("("):
            self.deeper(token.offset)
            node = self.choice()
            self.need(")", "to close the parenthesis")
            self.depth -= 1
            return node
        raise self.unexpected("expected a number, a name or `(`")

    def number(self, token: Token) -> float:
        value = float(token.text)
        if value == float("inf"):
            raise ExpressionError(f"the number {token.text[:20]}… is too large", "use a finite one, below 1e308", token.offset)
        if re.match(r"0\d", token.text):
            raise ExpressionError(f"`{token.text}` begins with 0", f"write {in_decimal(token.text)}", token.offset)
        return value

    def name(self, token: Token) -> ex.Node:
        if token.text.startswith("__"):
            raise ExpressionError(f"`{token.text}` is no name of the language", "names match [a-z][a-z0-9_]*", token.offset)
        if keyword.iskeyword(token.text) and token.text not in ("True", "False", "None"):
            raise ExpressionError(
                f"`{token.text}` is not part of the language", "use comparisons, and, or, not, if", token.offset
            )
        return ex.Name(token.text, token.text in self.brakes or token.text.startswith("reached_"))

    def call(self, token: Token) -> ex.Node:
        self.deeper(token.offset)
        if token.text == "date":
            node = self.date(token)
            self.depth -= 1
            return node
        ordinal = self.draws
        if token.text in DISTRIBUTIONS:
            self.draws += 1
        arguments = self.arguments()
        self.depth -= 1
        if token.text in DISTRIBUTIONS:
            self.count(token, arguments, *_wanted_by_draw(token.text))
            return ex.Draw(token.text, arguments, ordinal)
        if token.text in ex.FUNCTIONS:
            self.count(token, arguments, *ex.FUNCTIONS[token.text])
            return ex.Call(token.text, arguments)
        raise _unknown_function(token)

    def arguments(self) -> tuple[ex.Node, ...]:
        self.need("(", "after a function")
        if self.take(")"):
            return ()
        read = [self.choice()]
        while self.take(","):
            read.append(self.choice())
        self.need(")", "after the arguments")
        return tuple(read)

    def count(self, token: Token, arguments: tuple[ex.Node, ...], least: int, most: int | None) -> None:
        if least <= len(arguments) and (most is None or len(arguments) <= most):
            return
        wanted = f"{least}" if most == least else f"{least} or more"
        message = f"`{token.text}` takes {wanted} argument{'s' if wanted != '1' else ''}, not {len(arguments)}"
        raise ExpressionError(message, f"write {signature(token.text)}", token.offset)

    def date(self, token: Token) -> ex.Node:
        arguments = self.arguments()
        written = self.since(token.offset)
        parts = [node.value for node in arguments if isinstance(node, ex.Number) and node.value == int(node.value)]
        if len(parts) != 3 or len(arguments) != 3:
            message = f"`date` takes 3 whole numbers: a year, a month and a day, not `{written}`"
            raise ExpressionError(message, "write date(2025, 1, 20)", token.offset)
        try:
            moment = datetime(*(int(part) for part in parts))  # type: ignore[arg-type]
        except (ValueError, OverflowError) as error:
            message = f"there is no such date as `{written}` ({error})"
            raise ExpressionError(message, "check the year, the month and the day", token.offset) from None
        return ex.Number(clock.minutes_between(self.start, moment) / clock.DAY if self.start else 0.0)


def _wanted_by_draw(name: str) -> tuple[int, int | None]:
    wanted = DISTRIBUTIONS[name].arguments
    return len(wanted), None if wanted[-1].endswith("…") else len(wanted)


def signature(name: str) -> str:
    """How a function or a draw is written."""
    if name in DISTRIBUTIONS:
        return f"{name}({', '.join(DISTRIBUTIONS[name].arguments)})"
    return {"clip": "clip(x, low, high)", "min": "min(a, b)", "max": "max(a, b)"}.get(name, f"{name}(x)")


class UnknownFunction(ExpressionError):
    """A call of something that is no function; *name* is what it is called."""

    def __init__(self, name: str, offset: int) -> None:
        self.name = name
        known = ", ".join([*ex.FUNCTIONS, "date", *DISTRIBUTIONS])
        super().__init__(f"there is no function `{name}`", f"known are {known}", offset)


def _unknown_function(token: Token) -> ExpressionError:
    if token.text in ex.AGGREGATES:
        return _misplaced(token.text, token.offset)
    return UnknownFunction(token.text, token.offset)


def _misplaced(aggregate: str, offset: int) -> ExpressionError:
    message = f"`{aggregate}(…)` may stand in `outcomes` only"
    return ExpressionError(message, "let an event set a quantity to what you want to read", offset)
