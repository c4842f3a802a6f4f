"""What YAML reads as something that its author did not mean, and libyaml's complaints in words that help."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import yaml

from escalation_sim import clock
from escalation_sim.errors import Place, Problem
from escalation_sim.language.nodes import Scalar, shown
from escalation_sim.model.habits import in_decimal

DEEPEST = 32
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_BEGINNINGS = frozenset("+-.0123456789nNoOyY")
_SWITCH = re.compile(r"(?i:yes|no|on|off)")
_NOT_DECIMAL = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F_]++|0[oO][0-7_]++|0[bB][01_]++|0\d[\d_]*+(?:\.\d*+)?)")
_UNDERSCORED = re.compile(r"[-+]?\d[\d_]*+(?:\.[\d_]*+)?")
_SEXAGESIMAL = re.compile(r"[-+]?\d[\d_]*+(?::\d++)++(?:\.\d*+)?")
_NOT_FINITE = re.compile(r"(?i:[-+]?\.(?:nan|inf))")
_VALUE = re.compile(r"\s*(?:- +)*[^\s:#][^:]*:\s+")


class Fault(NamedTuple):
    """What is wrong with a value, and the mend."""

    message: str
    mend: str


TOO_DEEP = Fault(f"the file is more than {DEEPEST} levels deep", "a scenario needs no more than eight; reading stopped here")


def trap(node: Scalar) -> Fault | None:
    """The fault of a value that some YAML reads otherwise than a person does, or that is no finite number or real date."""
    text = node.text
    if node.quoted:  # where characters may be hidden in escapes
        hidden = FORBIDDEN.search(text)
        return forbidden(hidden[0]) if hidden else None
    if not text or text[0] not in _BEGINNINGS:
        return None
    if _SWITCH.fullmatch(text):
        word = "true" if text.lower() in ("yes", "on") else "false"
        return Fault(
            f"`{text}` is true or false in some YAML and a word in other", f'write {word}, or in quotes "{text}" for the word'
        )
    if _NOT_DECIMAL.fullmatch(text):
        return Fault(f"`{shown(text)}` is not a decimal number", f"write {in_decimal(text)}")
    if "_" in text and _UNDERSCORED.fullmatch(text):
        return Fault(f"`{shown(text)}`: a number has no underscores", f"write {shown(text.replace('_', ''))}")
    if _SEXAGESIMAL.fullmatch(text):
        mend = "write a decimal number, or put it in quotes if it is text"
        return Fault(f"`{shown(text)}` is a number to base 60 in some YAML", mend)
    if _NOT_FINITE.fullmatch(text):
        return Fault(f"`{text}` is not a finite number", "write a finite decimal number")
    if node.is_number and float(text) in (float("inf"), float("-inf")):
        return Fault(f"the number {shown(text, 20)} is too large", "write a finite number below 1e308")
    return _impossible_date(text) if clock.DATE.fullmatch(text) else None


def _impossible_date(text: str) -> Fault | None:
    try:
        clock.read_date(text)
    except ValueError as error:
        return Fault(f"{text}: {error}", "check the year, the month, the day and the time")
    return None


def forbidden(sign: str) -> Fault:
    """The fault of a character that hides what a file says."""
    name = unicodedata.name(sign, "")
    code = f"U+{ord(sign):04X}" + (f" ({name})" if name else "")
    return Fault(f"the control or direction-changing character {code} may not stand in a scenario", "delete it")


def syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """libyaml's complaint about *text* in our words, at the place where the mistake was made."""
    problem, context = error.problem or "", error.context or ""
    here, began = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    if here is None or began is None:  # libyaml always marks its complaints
        return Problem(Place(file, 1, 1), "", f"this is not YAML: {shown(str(error))}", "write it as YAML")
    mark, message, mend = here, f"this is not YAML: {problem} {context}".strip(), ""
    line = _line(text, here)
    if "nesting depth" in problem:
        return Problem(Place(file, here.line + 1, here.column + 1), "", *TOO_DEEP)
    if ("quoted scalar" in context and "escape" in problem + context) or "hexdecimal" in problem:
        found = shown(line[_escape(line, here.column) :][:10])
        message = f"`{found}` begins with a backslash, and stands for no character"
        mend = r"write \\ for a backslash, or use single quotes"
    elif "quoted scalar" in context:
        mark, message, mend = began, "a quote is opened and not closed", "close it with the same quote"
    elif "flow" in context and re.search("stream end|did not find expected|expected the node content|expected ','", problem):
        mark, message = began, "a bracket is opened and not closed, or a comma is missing in it"
        mend = "close it with the same kind of bracket: { … } or [ … ]"
    elif "cannot start any token" in problem:
        message = f"`{shown(line[here.column : here.column + 1]) or 'a tab'}` can't begin a value"
        mend = "indent with spaces, not tabs; put text that begins with a special sign in quotes"
    elif "mapping values are not allowed" in problem:
        return _second_colon(line, here, file)
    elif "could not find expected ':'" in problem:
        mark, message = began, f"`{shown(_line(text, began))}` is no key with a value"
        mend = "write a colon and a space after every key; check the indentation"
    elif re.search("did not find expected key|expected <block end>", problem):
        mend = "check the indentation, and that every key is followed by a colon and a space"
    elif "tab" in problem:
        mend = "indent with spaces, not tabs"
    else:
        mend = "check the quotes, the brackets and the indentation before this place"
    return Problem(Place(file, mark.line + 1, mark.column + 1), "", message, mend)


def _escape(line: str, column: int) -> int:
    """Where the backslash of an escape stands; PyYAML's own parser marks what follows it."""
    return next((before for before in range(column, max(column - 3, -1), -1) if line[before : before + 1] == "\\"), column)


def _second_colon(line: str, mark: yaml.Mark, file: str) -> Problem:
    """A key and a value, and a colon in the value."""
    before = _VALUE.match(line)
    column = before.end() if before and before.end() < mark.column else mark.column
    mend = "put text that contains a colon in quotes; check the indentation"
    return Problem(Place(file, mark.line + 1, column + 1), "", "this is not YAML: a colon stands in a value", mend)


def _line(text: str, mark: yaml.Mark) -> str:
    """The line of *text* in which a mark stands."""
    lines = re.split(r"\r\n|[\r\n]", text)
    return lines[mark.line] if mark.line < len(lines) else ""
