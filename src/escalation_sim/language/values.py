"""One function for each kind of value in `shapes.py`: node → number, text, expression, duration, list of names …

Each returns the value, or `WRONG` after telling the `Findings` what is wrong and how to mend it.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from escalation_sim import clock
from escalation_sim.errors import ExpressionError, Place, Problem
from escalation_sim.language.names import did_you_mean
from escalation_sim.language.nodes import Listing, Mapping, Node, Scalar, shown
from escalation_sim.language.shapes import SHAPES
from escalation_sim.model import expressions as ex
from escalation_sim.model.parsing import parse

MOST_PROBLEMS = 200
_MOST_SUGGESTIONS = 25
MOST_TEXT = 200_000
"""Characters of all expressions of a scenario together, so that no file takes long to refuse."""


class Wrong:
    """The value of what could not be read."""

    def __bool__(self) -> bool:
        return False


WRONG: Final = Wrong()


class TooMany(Exception):
    """So many mistakes that more would help nobody."""


class Findings:
    """The mistakes found so far, and what is needed to read values: the start, for dates."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.start: datetime | None = None
        self._suggestions = 0
        self._text = 0

    def wrong(self, place: Place, path: str, message: str, mend: str = "") -> Wrong:
        """Note a mistake."""
        self._note(Problem(place, path, message, mend))
        return WRONG

    def warn(self, place: Place, path: str, message: str, mend: str = "") -> None:
        """Note what is sound but looks like a mistake."""
        self._note(Problem(place, path, message, mend, warning=True))

    def _note(self, problem: Problem) -> None:
        if problem in self.problems:
            return
        self.problems.append(problem)
        if len(self.problems) >= MOST_PROBLEMS:
            raise TooMany

    def suggestion(self, name: str, known: Any) -> str:
        """The mend for an unknown name; after many, none, because looking for a near name takes time."""
        self._suggestions += 1
        return did_you_mean(name, known) if self._suggestions <= _MOST_SUGGESTIONS else ""

    def spend(self, text: str) -> None:
        """Count the characters of an expression."""
        self._text += len(text)

    @property
    def exhausted(self) -> bool:
        return self._text > MOST_TEXT


def keys_of(node: Node, shape: str, path: str, findings: Findings, what: str) -> dict[str, Any]:
    """The entries of a mapping that its shape knows, read by their kinds; what is missing is not in the result.

    What could not be read is there as WRONG, so that nobody complains that it is missing.
    """
    read: dict[str, Any] = {}
    if not isinstance(node, Mapping):
        findings.wrong(node.place, path, f"{what} is a mapping of keys, not {node.kind}", f"known keys are {', '.join(SHAPES[shape])}")
        return read
    known = SHAPES[shape]
    for name, entry in node.entries.items():
        below = f"{path}.{name}" if path else name
        key = known.get(name)
        if key is None:
            mend = findings.suggestion(name, known)
            if _is_broken_expression(name):
                mend = "an expression with a comma stands in quotes inside { }"
            findings.wrong(entry.key_place, below, f"there is no key `{shown(name)}` here", mend)
        elif isinstance(entry.node, Scalar) and entry.node.is_null:
            read[name] = findings.wrong(entry.key_place, below, f"`{name}` has no value", f"write one ({key.says}), or delete the line")
        elif key.kind in READERS:
            read[name] = READERS[key.kind](entry.node, below, findings)
        else:
            read[name] = entry.node
    return read


def _is_broken_expression(name: str) -> bool:
    """Whether a key is the rest of an expression that YAML cut at a comma."""
    return ")" in name and re.fullmatch(r"[\w\s.+*/()<>=!-]+", name) is not None


def text(node: Node, path: str, findings: Findings) -> Any:
    """Words for people."""
    if isinstance(node, Scalar) and not (node.is_null or node.is_number or node.is_truth):
        return node.text
    mend = f'put it in quotes: "{shown(node.text)}"' if isinstance(node, Scalar) and node.text else "write some words"
    return findings.wrong(node.place, path, f"expected text, found {node.kind}", mend)


def name(node: Node, path: str, findings: Findings) -> Any:
    """The name of something."""
    if isinstance(node, Scalar) and not (node.is_null or node.is_number or node.is_truth):
        return node.text
    return findings.wrong(node.place, path, f"expected a name, found {node.kind}", "write a name, such as indirect_supply")


def number(node: Node, path: str, findings: Findings) -> Any:
    """A plain number."""
    if isinstance(node, Scalar) and node.is_number:
        return float(node.text)
    if isinstance(node, Scalar) and not node.is_null:
        try:
            parse(node.text)
        except ExpressionError as error:
            if error.mend and re.match(r"[-+]?[\d.]", node.text):
                return findings.wrong(node.place, path, error.message, error.mend)
        return findings.wrong(node.place, path, f"expected a number, found {node.kind}", "write a decimal number, such as 0.5")
    return findings.wrong(node.place, path, f"expected a number, found {node.kind}", "write a decimal number, such as 0.5")


def whole(node: Node, path: str, findings: Findings) -> Any:
    """A whole number that is at least 1."""
    value = number(node, path, findings)
    if value is WRONG:
        return WRONG
    if value != int(value) or value < 1:
        return findings.wrong(node.place, path, f"expected a whole number, 1 or more, found {ex.plain(value)}", "write 1, 2, 3 …")
    return int(value)


def truth(node: Node, path: str, findings: Findings) -> Any:
    """true or false."""
    if isinstance(node, Scalar) and node.is_truth:
        return node.text == "true"
    return findings.wrong(node.place, path, f"expected true or false, found {node.kind}", "write true, or delete the line")


def expression(node: Node, path: str, findings: Findings) -> Any:
    """A number or a calculation."""
    if not isinstance(node, Scalar) or node.is_null:
        return findings.wrong(node.place, path, f"expected an expression, found {node.kind}", "write a number or a calculation")
    if node.is_number:
        return ex.number(float(node.text), node.text)
    if clock.LOOKS_LIKE_A_DATE.match(node.text):
        mend = "let an event at that date change a quantity, or write date(2025, 1, 20)"
        return findings.wrong(node.place, path, f"a date ({shown(node.text)}) is no expression", mend)
    findings.spend(node.text)
    if findings.exhausted:
        message = f"the expressions of the scenario have more than {MOST_TEXT:,} characters together"
        findings.wrong(node.place, path, message, "make them shorter, or fewer")
        raise TooMany
    try:
        return parse(node.text, findings.start)
    except ExpressionError as error:
        return _unreadable(node, path, findings, error)


def _unreadable(node: Scalar, path: str, findings: Findings, error: ExpressionError) -> Wrong:
    message, mend = error.message, error.mend
    if node.in_flow and not node.quoted and node.text.count("(") > node.text.count(")"):
        message = f"`{shown(node.text)}` ends at a comma, as values inside {{ }} do"
        mend = "put the whole expression in quotes, or on a line of its own"
    elif message.startswith("there is no function"):
        called = message.split("`")[1]
        near = findings.suggestion(called, [*ex.FUNCTIONS, "date", *_draws()])
        mend = near if near.startswith("did") else mend
    return findings.wrong(node.place, path, shown(message, 300), shown(mend, 300))


def _draws() -> list[str]:
    from escalation_sim.model.distributions import DISTRIBUTIONS

    return list(DISTRIBUTIONS)


def condition(node: Node, path: str, findings: Findings) -> Any:
    """A comparison, true or false, or several joined by and, or, not, if."""
    read = expression(node, path, findings)
    if read is WRONG or read.is_condition:
        return read
    message = f"`{shown(read.text)}` is a number, not a condition"
    return findings.wrong(node.place, path, message, f"compare it: {shown(read.text)} > 0")


def duration(node: Node, path: str, findings: Findings) -> Any:
    """A number of days, an expression that yields days, or `90 minutes`, `36 hours`, `10 days`, `3 weeks`."""
    if isinstance(node, Scalar) and clock.LOOKS_LIKE_A_DATE.match(node.text):
        mend = "write a number of days, or 36 hours, 10 days, 3 weeks"
        return findings.wrong(node.place, path, f"expected a duration, found the date {shown(node.text)}", mend)
    read = _plain_duration(node, path, findings)
    if read is None:
        read = expression(node, path, findings)
        if read is not WRONG and read.is_condition:
            return findings.wrong(node.place, path, f"`{shown(read.text)}` is a condition, not a duration", "write a number of days")
    return read


def _plain_duration(node: Node, path: str, findings: Findings) -> Any:
    """The days in a text such as `10 days`; None where it is something else."""
    if not isinstance(node, Scalar) or node.is_null or node.is_number:
        return None
    try:
        days = clock.read_duration(node.text)
    except ValueError as error:
        return findings.wrong(node.place, path, f"`{shown(node.text)}`: {error}", "write 36 hours, 10 days or 3 weeks")
    if days is None:
        return None
    if days < 0:
        return findings.wrong(node.place, path, f"`{shown(node.text)}` is negative", "a time is never negative: write 0 or more")
    return ex.number(days, node.text)


def moment(node: Node, path: str, findings: Findings) -> Any:
    """A date, or a duration after the start; as days since the start."""
    if not isinstance(node, Scalar) or not clock.LOOKS_LIKE_A_DATE.match(node.text):
        return duration(node, path, findings)
    minute = minute_of(node, path, findings)
    return WRONG if minute is WRONG else ex.number(clock.to_days(minute), node.text)


def minute_of(node: Node, path: str, findings: Findings) -> Any:
    """A date that is not before the start, as minutes since it."""
    when = date(node, path, findings)
    if when is WRONG or findings.start is None:
        return WRONG
    minute = clock.minutes_between(findings.start, when)
    if minute < 0:
        message = f"{shown(_shown_date(node))} is before the start of the period, {findings.start:%Y-%m-%d %H:%M}"
        return findings.wrong(node.place, path, message, "write a date within the period")
    return minute


def _shown_date(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else node.kind


def date(node: Node, path: str, findings: Findings) -> Any:
    """A date, with or without a time of day."""
    mend = "write it as 2024-10-08 or 2024-10-08 14:30"
    if not isinstance(node, Scalar) or node.is_null:
        return findings.wrong(node.place, path, f"expected a date, found {node.kind}", mend)
    try:
        return clock.read_date(node.text)
    except ValueError as error:
        return findings.wrong(node.place, path, f"`{shown(node.text)}`: {error}", mend)


def names(node: Node, path: str, findings: Findings) -> Any:
    """A list of words; a single word is a list of one."""
    if isinstance(node, Scalar) and not (node.is_null or node.is_number or node.is_truth):
        return (node.text,)
    if not isinstance(node, Listing):
        return findings.wrong(node.place, path, f"expected a list, found {node.kind}", "write [one, another]")
    read = [text(item, f"{path}[{index}]", findings) for index, item in enumerate(node.items)]
    return WRONG if WRONG in read else tuple(read)


def names_or_all(node: Node, path: str, findings: Findings) -> Any:
    """A list of names, or `all` (None)."""
    if isinstance(node, Scalar) and node.text == "all":
        return None
    if not isinstance(node, Listing):
        found = f"[{shown(node.text)}]" if isinstance(node, Scalar) and node.text else "[one, another]"
        return findings.wrong(node.place, path, f"expected a list of names or all, found {node.kind}", f"write {found} or all")
    if not node.items:
        return findings.wrong(node.place, path, "the list is empty", "name at least one, write all, or delete the line")
    return names(node, path, findings)


def number_pair(node: Node, path: str, findings: Findings) -> Any:
    """[low, high]."""
    if not isinstance(node, Listing) or len(node.items) != 2:
        found = f"a list of {len(node.items)}" if isinstance(node, Listing) else node.kind
        return findings.wrong(node.place, path, f"expected two numbers, found {found}", "write [low, high]")
    low, high = (number(item, path, findings) for item in node.items)
    if WRONG in (low, high):
        return WRONG
    if low > high:
        message = f"the range is reversed: {ex.plain(low)} is above {ex.plain(high)}"
        return findings.wrong(node.place, path, message, f"write [{ex.plain(high)}, {ex.plain(low)}]")
    return low, high


def draw(node: Node, path: str, findings: Findings) -> Any:
    """One draw whose arguments are numbers."""
    read = expression(node, path, findings)
    if read is WRONG:
        return WRONG
    if not isinstance(read.tree, ex.Draw) or len(read.draws) != 1:
        mend = "write one draw, such as triangular(3000, 10000, 20000)"
        return findings.wrong(node.place, path, f"a prior is one draw, not `{shown(read.text)}`", mend)
    if read.names:
        message = f"a prior's arguments are numbers, and this one reads {', '.join(sorted(read.names))}"
        return findings.wrong(node.place, path, message, "write the numbers themselves")
    return read


def parameter_kind(node: Node, path: str, findings: Findings) -> Any:
    """lever or uncertainty."""
    if isinstance(node, Scalar) and node.text in ("lever", "uncertainty"):
        return node.text
    return findings.wrong(node.place, path, f"expected lever or uncertainty, found {node.kind}", "write kind: lever, or delete the line")


READERS: dict[str, Any] = {
    "text": text,
    "name": name,
    "names": names,
    "stage_names": names_or_all,
    "brake_names": names_or_all,
    "number": number,
    "whole": whole,
    "truth": truth,
    "expression": expression,
    "condition": condition,
    "duration": duration,
    "moment": moment,
    "date": date,
    "range": number_pair,
    "draw": draw,
    "kind": parameter_kind,
}
"""Readers by the kinds of `shapes.py`; kinds that are not here are mappings or lists, read by `reading.py`."""
