"""What a YAML parser complains of, in words that help and are the same whichever parser it is."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from escalation_sim.errors import Place, Problem
from escalation_sim.language.characters import Odd, in_the_way, meant, with_straight_quotes
from escalation_sim.language.nodes import shown
from escalation_sim.language.traps import TOO_DEEP

_VALUE = re.compile(r"\s*(?:- +)*[^\s:#][^:]*:\s+")
_MOST_LINES = 50
_INDENTATION = "check the indentation, and that every key is followed by a colon and a space"


class _Complaint(NamedTuple):
    """What a parser says, as it works on what; where the mistake was made; what we say, `{}` being what stands there."""

    pattern: re.Pattern[str]
    at_its_beginning: bool
    message: str
    mend: str


_COMPLAINTS = [
    _Complaint(re.compile(pattern, re.DOTALL), at_its_beginning, message, mend)
    for pattern, at_its_beginning, message, mend in (
        ("nesting depth", False, *TOO_DEEP),
        ("quoted scalar", True, "a quote is opened and not closed", "close it with the same quote"),
        (
            "flow.*(?:find expected|expected) ','",
            True,
            "a bracket is opened and not closed, or a comma is missing in it",
            "close it with the same kind of bracket: { … } or [ … ]",
        ),
        ("node content", False, "a value is missing before `{}`", "write a value, or delete what is too much"),
        (
            "cannot start any token",
            False,
            "`{}` can't begin a value",
            "indent with spaces, not tabs; put text that begins with a special sign in quotes",
        ),
        (
            "could not find expected ':'",
            True,
            "`{}` is no key with a value",
            "write a colon and a space after every key; check the indentation",
        ),
        ("collection.*expected", False, "this is not YAML: expected an entry of the list (- …), found `{}`", _INDENTATION),
        ("sequence entries are not allowed", False, "an entry of a list (- …) can't stand here", _INDENTATION),
        (
            "mapping keys are not allowed",
            False,
            "`?` begins a key, and none can stand here",
            "put text that begins with ? in quotes",
        ),
        ("block mapping.*expected", False, "this is not YAML: expected a key and a colon, found `{}`", _INDENTATION),
        ("document start", False, "this is not YAML: nothing is expected after the end, found `{}`", _INDENTATION),
        (
            r"\btag\b",
            True,
            "a tag (!) has no place in a scenario",
            "delete it, or put text that begins with ! in quotes",
        ),
        (
            "anchor|alias",
            True,
            "`{}` is no value: & begins an anchor and * an alias, which have no place in a scenario",
            "put text that begins with & or * in quotes",
        ),
        (
            "block scalar",
            True,
            "after | or > begins a new line: `{}`",
            "write the text on the lines below, indented by spaces; put text that begins with | or > in quotes",
        ),
        ("tab", False, "this is not YAML: a tab stands where a space is expected", "indent with spaces, not tabs"),
    )
]


def syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """A parser's complaint about *text* in our words, at the place where the mistake was made."""
    says = f"{error.context or ''}; {error.problem or ''}"
    here, began = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    if here is None or began is None:  # parsers always mark their complaints
        return Problem(Place(file, 1, 1), "", "this is not YAML", "check the quotes, the brackets and the indentation")
    lines = text.split("\n")[: here.line + 1]
    first = min(began.line, next((at for at in range(here.line - 1, -1, -1) if lines[at].strip()), 0))
    if odd := odd_sign(lines[first:], first + 1, file, in_flow="flow" in says):
        return odd
    if "mapping values are not allowed" in says:
        return _second_colon(_line(text, here), here, file)
    for pattern, at_its_beginning, message, mend in _COMPLAINTS:
        if pattern.search(says):
            mark = began if at_its_beginning else here
            found = shown(_found(text, mark), 40) or "the end of the line"
            return Problem(Place(file, mark.line + 1, mark.column + 1), "", message.replace("{}", found), mend)
    mend = "check the quotes, the brackets and the indentation before this place"
    return Problem(Place(file, here.line + 1, here.column + 1), "", "this is not YAML", mend)


def odd_sign(lines: list[str], first: int, file: str, *, in_flow: bool) -> Problem | None:
    """The problem of a character that stands in some *lines*, from the *first* on, instead of one of YAML's own."""
    for number, line in enumerate(lines[:_MOST_LINES], first):
        at = None if line.isascii() else in_the_way(line, in_flow=in_flow)
        if at is not None:
            sign = Odd(at, line[at], meant(line[at]))
            message = f"{sign.named} stands where YAML looks for one of its own signs"
            instead = with_straight_quotes(line)
            mend = f"write {shown(instead, 200)}" if instead.isascii() else "write the sign of ASCII"
            return Problem(Place(file, number, at + 1), "", message, mend)
    return None


def _found(text: str, mark: yaml.Mark) -> str:
    """What stands at a mark, to the end of its line."""
    found = _line(text, mark)[mark.column :]
    return "a tab" if found.startswith("\t") else found


def _second_colon(line: str, mark: yaml.Mark, file: str) -> Problem:
    """A key and a value, and a colon in the value."""
    before = _VALUE.match(line)
    column = before.end() if before and before.end() < mark.column else mark.column
    mend = "put text that contains a colon in quotes; check the indentation"
    return Problem(Place(file, mark.line + 1, column + 1), "", "this is not YAML: a colon stands in a value", mend)


def _line(text: str, mark: yaml.Mark) -> str:
    """The line of *text* in which a mark stands."""
    lines = text.split("\n", mark.line + 1)
    return lines[mark.line] if mark.line < len(lines) else ""
