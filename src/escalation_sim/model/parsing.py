"""Text → closed tree: a tokenizer and a recursive descent over Python's notation, and only the part of it we allow."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from escalation_sim import clock
from escalation_sim.errors import ExpressionError
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS

COMPARISONS = ("<=", ">=", "==", "!=", "<", ">")
_WORDS = {"and", "or", "not", "if", "else", "true", "false"}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)|(?P<sign><=|>=|==|!=|[-+*/()<>,]))"
)
_HABITS = (
    (re.compile(r"\*\*"), "`**` is not part of the language", "multiply: x * x"),
    (re.compile(r"\^"), "`^` is not part of the language", "multiply: x * x"),
    (re.compile(r"&&?"), "`&&` is not part of the language", "write `and`"),
    (re.compile(r"\|\|?"), "`||` is not part of the language", "write `or`"),
    (re.compile(r"!(?!=)"), "`!` is not part of the language", "write `not`"),
    (re.compile(r"//"), "`//` is not part of the language", "write floor(a / b)"),
)
_ASSIGNMENT = re.compile(r"(?<![<>=!])=(?!=)")
_THOUSANDS = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?![\w.])")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_ODD_NUMBER = re.compile(r"(?<![\w.])\d[\d_]*[A-Za-z_]\w*")


class Token(NamedTuple):
    """A piece of an expression: *kind* is number, name, sign or end."""

    kind: str
    text: str
    offset: int


def parse(text: str, start: datetime | None = None) -> ex.Expression:
    """The expression in *text*; *start* is the moment from which `date(…)` counts its days.

    Raises ExpressionError.
    """
    if len(text) > ex.LONGEST:
        raise ExpressionError(
            f"the expression has {len(text)} characters, and at most {ex.LONGEST} are allowed",
            "split it: give a part a quantity or a parameter of its own",
        )
    return _Parser(text, start).expression()


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
    sign = text[at]
    if sign in "\"'":
        return ExpressionError("a text in quotes has no place in an expression", "use a number or a name", at)
    if sign == "%":
        return ExpressionError("`%` is not part of the language", "write 0.3 for 30%", at)
    if sign in "[]{}":
        return ExpressionError(f"`{sign}` is not part of the language", "use round parentheses: ( … )", at)
    return ExpressionError(f"`{sign}` has no meaning in an expression", "allowed are numbers, names, + - * / and calls", at)


def _refuse_habits(text: str) -> None:
    """Raise the mend for what people type from habit, before the grammar trips over it."""
    percent = _PERCENT.search(text)
    if percent:
        share = ex.plain(float(percent[1]) / 100)
        raise ExpressionError(f"`{percent[0]}`: there is no percent sign in the language", f"write {share}", percent.start())
    thousands = _THOUSANDS.search(text)
    if thousands and not _inside_call(text, thousands.start()):
        mend = f"write {thousands[0].replace(',', '')}"
        raise ExpressionError(f"`{thousands[0]}`: a number has no commas", mend, thousands.start())
    for habit, message, mend in _HABITS:
        match = habit.search(text)
        if match:
            raise ExpressionError(message, mend, match.start())
    match = _ASSIGNMENT.search(text)
    if match:
        raise ExpressionError("`=` assigns nothing here", "compare with `==`", match.start())
    match = _ODD_NUMBER.search(text)
    if match and not re.fullmatch(r"\d+[eE]\d+", match[0]):
        raise ExpressionError(f"`{match[0]}` is not a decimal number", "write it in digits alone, such as 10000", match.start())


def _inside_call(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


class _Parser:
    """One pass over the tokens of one text."""

    def __init__(self, text: str, start: datetime | None) -> None:
        if not text.strip():
            raise ExpressionError("the expression is empty", "write a number, a name or a calculation")
        _refuse_habits(text)
        self.text, self.start = text, start
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
        return ex.Expression(" ".join(token.text for token in self.tokens[:-1]), tree, self.text.strip())

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
            return ExpressionError(message, "a decimal point is written `.`, and a number has no commas", token.offset)
        mend = "between two values stands one of + - * / < <= > >= == != and or" if not expected else ""
        return ExpressionError(message, mend, token.offset)

    def deeper(self, offset: int) -> None:
        self.depth += 1
        if self.depth > ex.DEEPEST:
            raise ExpressionError(
                f"parentheses, calls and `if` are nested more than {ex.DEEPEST} deep", "split the expression", offset
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
        raise ExpressionError(f"`{text}` {where} is a number, not a condition", f"write {text} > 0", self.here.offset)

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
            raise ExpressionError(f"the number {token.text[:20]}… is too large", "use one below 1e308", token.offset)
        if re.match(r"0\d", token.text):
            decimal = token.text.lstrip("0") or "0"
            raise ExpressionError(f"`{token.text}` begins with 0", f"write the decimal number {decimal}", token.offset)
        return value

    def name(self, token: Token) -> ex.Node:
        if self.here.text == "." or token.text.startswith("__"):
            raise ExpressionError(f"`{token.text}` is no name of the language", "names match [a-z][a-z0-9_]*", token.offset)
        if keyword.iskeyword(token.text) and token.text not in ("True", "False", "None"):
            raise ExpressionError(f"`{token.text}` is not part of the language", "use comparisons, and, or, not, if", token.offset)
        return ex.Name(token.text)

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
        raise unknown_function(token)

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
        mend = signature(token.text)
        raise ExpressionError(f"`{token.text}` takes {wanted} arguments, not {len(arguments)}", f"write {mend}", token.offset)

    def date(self, token: Token) -> ex.Node:
        numbers = self.arguments()
        parts = [node.value for node in numbers if isinstance(node, ex.Number) and node.value == int(node.value)]
        if len(parts) != 3 or len(numbers) != 3:
            raise ExpressionError("`date` takes a year, a month and a day", "write date(2025, 1, 20)", token.offset)
        try:
            moment = datetime(*(int(part) for part in parts))  # type: ignore[arg-type]
        except (ValueError, OverflowError) as error:
            raise ExpressionError(f"there is no such date ({error})", "check the day and the month", token.offset) from None
        return ex.Number(clock.minutes_between(self.start, moment) / clock.DAY if self.start else 0.0)


def _wanted_by_draw(name: str) -> tuple[int, int | None]:
    wanted = DISTRIBUTIONS[name].arguments
    return len(wanted), None if wanted[-1].endswith("…") else len(wanted)


def signature(name: str) -> str:
    """How a function or a draw is written."""
    if name in DISTRIBUTIONS:
        return f"{name}({', '.join(DISTRIBUTIONS[name].arguments)})"
    return {"clip": "clip(x, low, high)", "min": "min(a, b)", "max": "max(a, b)"}.get(name, f"{name}(x)")


def unknown_function(token: Token) -> ExpressionError:
    """An error that lists what there is; the language layer adds the nearest name."""
    if token.text in ex.AGGREGATES:
        return ExpressionError(f"`{token.text}(…)` may stand in `outcomes` only, around everything else", "", token.offset)
    known = ", ".join([*ex.FUNCTIONS, "date", *DISTRIBUTIONS])
    return ExpressionError(f"there is no function `{token.text}`", f"known are {known}", token.offset)
