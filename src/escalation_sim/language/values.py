"""One function for each kind of value in `shapes.py`: node → number, text, expression, duration, list of names …

Each returns the value, or `WRONG` after telling the `Findings` what is wrong and how to mend it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from escalation_sim import clock
from escalation_sim.errors import ExpressionError, Place
from escalation_sim.language.findings import WRONG, Findings
from escalation_sim.language.nodes import Listing, Mapping, Node, Scalar, is_null, shown
from escalation_sim.language.shapes import SHAPES
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.parsing import UnknownFunction, compared, parse
from escalation_sim.model.scenario import Note
from escalation_sim.model.uses import BROKEN

_DAY_MEND = "write 36 hours, 10 days or 3 weeks"


def keys_of(node: Node, shape: str, path: str, findings: Findings, what: str) -> dict[str, Any]:
    """The entries of a mapping that its shape knows, read by their kinds; what is missing is not in the result.

    What could not be read is there as WRONG, so that nobody complains that it is missing.
    """
    read: dict[str, Any] = {}
    known = SHAPES[shape]
    if not isinstance(node, Mapping):
        findings.wrong(node.place, path, f"{what} is a mapping of keys, not {node.kind}", f"known keys are {', '.join(known)}")
        return read
    for name, entry in node.entries.items():
        below = f"{path}.{name}" if path else name
        key = known.get(name)
        if key is None:
            mend = findings.suggestion(name, known)
            findings.wrong(entry.key_place, below, f"there is no key `{shown(name)}` here", mend)
            meant = mend.removeprefix("did you mean ").removesuffix("?")
            if meant in known and known[meant].required and meant not in node.entries:
                read[meant] = WRONG  # it is misspelt, and not missing
        elif is_null(entry.node):
            message = f"`{name}` has no value" + ("" if entry.node.kind == "nothing" else f", but {entry.node.kind}")
            read[name] = findings.wrong(entry.key_place, below, message, f"write one ({key.says}), or delete the line")
        else:
            read[name] = READERS[key.kind](entry.node, below, findings) if key.kind in READERS else entry.node
    return read


def missing(keys: dict[str, Any], wanted: tuple[str, ...], place: Place, path: str, findings: Findings) -> None:
    """Note which of the *wanted* keys are not there."""
    for key in wanted:
        if key not in keys:
            findings.wrong(place, path, f"`{key}` is missing", f"add `{key}:`")


def optional(keys: dict[str, Any], key: str) -> ex.Expression | None:
    """An optional expression: None where it is absent, BROKEN where it could not be read."""
    return (keys[key] or BROKEN) if key in keys else None


def note_of(keys: dict[str, Any]) -> Note:
    """What people read about a thing."""
    return Note(keys.get("title") or "", keys.get("source") or (), keys.get("assumption") or "")


def text(node: Node, path: str, findings: Findings) -> Any:
    """Words for people, on one line: a line break could begin a line of somebody's log with text from a scenario."""
    if isinstance(node, Scalar) and node.is_word:
        return " ".join(node.text.split())
    mend = f'put it in quotes: "{shown(node.text)}"' if isinstance(node, Scalar) and node.text else "write some words"
    return findings.wrong(node.place, path, f"expected text, found {node.kind}", mend)


def name(node: Node, path: str, findings: Findings) -> Any:
    """The name of something."""
    if isinstance(node, Scalar) and node.is_word:
        return node.text
    return findings.wrong(node.place, path, f"expected a name, found {node.kind}", "write a name, such as indirect_supply")


def number(node: Node, path: str, findings: Findings) -> Any:
    """A plain number."""
    return _number(node, path, findings, "a number", "write a decimal number, such as 0.5")


def _number(node: Node, path: str, findings: Findings, what: str, mend: str) -> Any:
    if isinstance(node, Scalar) and node.is_number:
        return _finite(node, path, findings)
    if isinstance(node, Scalar) and re.match(r"[-+]?[\d.]", node.text):
        try:
            parse(node.text)
        except ExpressionError as error:
            if error.mend:
                return findings.wrong(node.place, path, f"expected {what}: {shown(error.message, 300)}", error.mend)
    return findings.wrong(node.place, path, f"expected {what}, found {node.kind}", mend)


def _finite(node: Scalar, path: str, findings: Findings) -> Any:
    """The number in a node. One that is too large has been noted as a trap, and is not noted again."""
    value = float(node.text)
    return value if math.isfinite(value) else findings.wrong(node.place, path, "the number is too large")


def whole(node: Node, path: str, findings: Findings) -> Any:
    """A whole number that is at least 1."""
    value = _number(node, path, findings, "a whole number", "write 1, 2, 3 …")
    if value is WRONG:
        return WRONG
    if value < 1 or value != int(value):
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
        value = _finite(node, path, findings)
        return WRONG if value is WRONG else ex.number(value, node.text)
    if clock.LOOKS_LIKE_A_DATE.match(node.text):
        mend = "let an event at that date change a quantity, or write date(2025, 1, 20)"
        return findings.wrong(node.place, path, f"expected a number or a calculation, found the date {shown(node.text)}", mend)
    return parsed(node.text, node, path, findings)


def parsed(written: str, node: Scalar, path: str, findings: Findings) -> Any:
    """The expression that is *written* in a node, or in a part of it."""
    findings.spend(written, node.place, path)
    try:
        return parse(written, findings.start, findings.stages)
    except ExpressionError as error:
        mend = error.mend
        if isinstance(error, UnknownFunction):
            near = findings.suggestion(error.name, [*ex.FUNCTIONS, "date", *DISTRIBUTIONS])
            mend = near if near.startswith("did") else mend
        return findings.wrong(node.place, path, shown(error.message, 600), shown(mend, 300))


def condition(node: Node, path: str, findings: Findings) -> Any:
    """A comparison, true or false, or several joined by and, or, not, if."""
    read = expression(node, path, findings)
    if read is WRONG or read.is_condition:
        return read
    message = f"`{shown(read.text)}` is a number, not a condition"
    return findings.wrong(node.place, path, message, f"compare it: {compared(shown(read.text), findings.stages)}")


def duration(node: Node, path: str, findings: Findings) -> Any:
    """A number of days, an expression that yields days, or `90 minutes`, `36 hours`, `10 days`, `3 weeks`."""
    if isinstance(node, Scalar) and clock.LOOKS_LIKE_A_DATE.match(node.text):
        mend = "write a number of days, or 36 hours, 10 days, 3 weeks"
        return findings.wrong(node.place, path, f"expected a duration, found the date {shown(node.text)}", mend)
    read = _plain_duration(node, path, findings)
    if read is None:
        read = expression(node, path, findings)
        if read is not WRONG and read.is_condition:
            return findings.wrong(
                node.place, path, f"`{shown(read.text)}` is a condition, not a duration", "write a number of days"
            )
    return read


def _plain_duration(node: Node, path: str, findings: Findings) -> Any:
    """The days in a text such as `10 days`; None where it is something else."""
    if not isinstance(node, Scalar) or node.is_null or node.is_number:
        return None
    try:
        days = clock.read_duration(node.text)
    except ValueError as error:
        return findings.wrong(node.place, path, f"`{shown(node.text)}`: {shown(str(error), 200)}", _DAY_MEND)
    if days is None:
        return None
    if days < 0:
        return findings.wrong(node.place, path, f"`{shown(node.text)}` is negative", "a time is never negative: write 0 or more")
    if days == float("inf"):
        return findings.wrong(node.place, path, f"`{shown(node.text)}` is not a finite time", _DAY_MEND)
    return ex.number(days, node.text)


def moment(node: Node, path: str, findings: Findings) -> Any:
    """A date, or a duration after the start; as days since the start."""
    if not isinstance(node, Scalar) or not clock.LOOKS_LIKE_A_DATE.match(node.text):
        return duration(node, path, findings)
    minute = minute_of(node, path, findings)
    return WRONG if minute is WRONG else ex.number(clock.to_days(minute), node.text)


def minute_of(node: Node, path: str, findings: Findings) -> Any:
    """A date that is not before the start, as minutes since it; one after the end gets a warning."""
    when = date(node, path, findings)
    if when is WRONG or findings.start is None:
        return WRONG
    written = shown(node.text) if isinstance(node, Scalar) else node.kind
    minute = clock.minutes_between(findings.start, when)
    if minute < 0:
        message = f"{written} is before the start of the period, {clock.spoken(findings.start, 0)}"
        return findings.wrong(node.place, path, message, "write a date within the period")
    if minute >= findings.end:
        findings.warn(node.place, path, f"{written} is after the end of the period", "it will not come: choose an earlier date")
    return minute


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
    if isinstance(node, Scalar) and node.is_word:
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
    return findings.wrong(
        node.place, path, f"expected lever or uncertainty, found {node.kind}", "write kind: lever, or delete the line"
    )


READERS: dict[str, Callable[[Node, str, Findings], Any]] = {
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
