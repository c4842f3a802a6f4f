"""A claim of `expect`: which statistic, of what, within which bounds."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from escalation_sim import clock
from escalation_sim.language.findings import WRONG, Findings
from escalation_sim.language.keys import keys_of
from escalation_sim.language.nodes import Listing, Mapping, Node, Scalar, shown
from escalation_sim.language.values import condition, name, number
from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import Expectation

STATISTICS = ("probability", "mean", "median", "quantile")
BOUNDS = ("at_least", "at_most", "between", "equals")


def expectation(node: Node, path: str, outcomes: Collection[str], findings: Findings) -> Expectation | None:
    """The claim in a node, or None after noting what is wrong with it."""
    before = findings.count
    keys = keys_of(node, "expectation", path, findings, "a claim")
    if not isinstance(node, Mapping) or not node.entries:
        return None
    statistic = _the_one(node, path, STATISTICS, "a claim is about one of", findings)
    bound = _the_one(node, path, BOUNDS, "a claim has one bound, one of", findings)
    _tolerance(keys, node, path, bound, findings)
    minute = _by(keys, node, path, statistic, findings)
    if not statistic or not bound:
        return None
    subject = _subject(node.entries[statistic].node, statistic, f"{path}.{statistic}", outcomes, findings)
    low, high = _bounds(keys, bound)
    if subject is None or findings.count > before:
        return None
    return Expectation(statistic, *subject, by=minute, low=low, high=high, text=keys.get("title") or _words(node))


def _the_one(node: Mapping, path: str, choice: tuple[str, ...], says: str, findings: Findings) -> str | None:
    found = [key for key in node.entries if key in choice]
    listed = ", ".join(choice)
    if not found:
        first = next(iter(node.entries.values()))
        findings.wrong(first.key_place, path, f"{says} {listed}, and here is none", "add one")
        return None
    for extra in found[1:]:
        findings.wrong(
            node.entries[extra].key_place, f"{path}.{extra}", f"{says} {listed}, and here are two", "make two claims of it"
        )
    return found[0]


def _tolerance(keys: dict[str, Any], node: Mapping, path: str, bound: str | None, findings: Findings) -> None:
    if "tolerance" not in keys:
        return
    entry = node.entries["tolerance"]
    if bound != "equals":
        findings.wrong(entry.key_place, f"{path}.tolerance", "`tolerance` goes with `equals`", "use between: [low, high]")
    elif keys["tolerance"] is not WRONG and keys["tolerance"] < 0:
        findings.wrong(
            entry.node.place,
            f"{path}.tolerance",
            f"a tolerance is not negative, and this is {ex.plain(keys['tolerance'])}",
            "write 0 or more",
        )


def _by(keys: dict[str, Any], node: Mapping, path: str, statistic: str | None, findings: Findings) -> int | None:
    if not keys.get("by") or findings.start is None:
        return None
    entry = node.entries["by"]
    if statistic != "probability":
        findings.wrong(entry.key_place, f"{path}.by", "`by` goes with `probability`", "take `by` out")
        return None
    minute = clock.minutes_between(findings.start, keys["by"])
    if minute < 0:
        message = f"{keys['by'].date()} is before the start of the period"
        findings.wrong(entry.node.place, f"{path}.by", message, "write a date within the period")
    elif minute >= findings.end:
        message = f"{_plain(entry.node)} is after the end of the period, and the claim is decided at the end"
        findings.warn(entry.node.place, f"{path}.by", message, "choose an earlier date, or take `by` out")
    return minute


def _subject(
    node: Node, statistic: str, path: str, outcomes: Collection[str], findings: Findings
) -> tuple[ex.Expression | None, str, float] | None:
    """The condition, the outcome and the level of the quantile."""
    if statistic == "probability":
        read = condition(node, path, findings)
        return None if read is WRONG else (read, "", 0.5)
    level = 0.5
    if statistic == "quantile":
        if not isinstance(node, Listing) or len(node.items) != 2:
            findings.wrong(node.place, path, f"a quantile is [outcome, level], not {_plain(node)}", f"write {_with_level(node)}")
            return None
        node, level_node = node.items
        level = number(level_node, path, findings)
        if level is WRONG:
            return None
        if not 0 <= level <= 1:
            findings.wrong(
                level_node.place, path, f"the level {ex.plain(level)} is not between 0 and 1", "write 0.9 for nine in ten"
            )
            return None
    outcome = name(node, path, findings)
    if outcome is WRONG:
        return None
    if outcome not in outcomes:
        if findings.names_lost:
            return None
        mend = findings.suggestion(outcome, outcomes) if outcomes else "give it a place in `outcomes`"
        findings.wrong(node.place, path, f"there is no outcome `{shown(outcome)}`", mend)
        return None
    return None, outcome, level


def _bounds(keys: dict[str, Any], bound: str) -> tuple[float | None, float | None]:
    value = keys[bound]
    if value is WRONG:
        return None, None
    match bound:
        case "at_least":
            return value, None
        case "at_most":
            return None, value
        case "between":
            return tuple(value)
    tolerance = keys.get("tolerance") or 0.0
    if tolerance is WRONG:
        return None, None
    middle, room = Decimal(repr(value)), Decimal(repr(tolerance))  # as they are written: 0.3 - 0.1 is 0.2
    return float(middle - room), float(middle + room)


def _words(node: Mapping) -> str:
    """The claim as it stands in the file, on one line."""
    return ", ".join(f"{key}: {_plain(entry.node)}" for key, entry in node.entries.items())


def _with_level(node: Node) -> str:
    return f"[{shown(node.text)}, 0.9]" if isinstance(node, Scalar) else "[outcome, 0.9]"


def _plain(node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return f"[{', '.join(_plain(item) for item in node.items)}]"
    return node.kind
