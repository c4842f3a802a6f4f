"""The text of an outcome: one aggregate around one expression, or arithmetic on aggregates."""

from __future__ import annotations

import re
from dataclasses import replace

from escalation_sim import clock
from escalation_sim.language.findings import WRONG, Findings
from escalation_sim.language.nodes import Node, Scalar, shown
from escalation_sim.language.times import date as date_in
from escalation_sim.language.values import parsed
from escalation_sim.model import scenario as model
from escalation_sim.model.expressions import AGGREGATES, LONGEST
from escalation_sim.model.parsing import compared
from escalation_sim.model.uses import BROKEN

_CALL = re.compile(r"\s*([A-Za-z_]\w*)\s*\((.*)\)\s*", re.DOTALL)
_AGGREGATE = re.compile(rf"\b({'|'.join(AGGREGATES)})\s*\(")
_STAND_IN = re.compile(r"\bA\d+_")
NO_AGGREGATE = model.Aggregate("final", BROKEN)
_OF_CONDITIONS = ("days", "first")
_LONGEST = LONGEST + 20  # an expression, an aggregate and its parentheses
_MEND = "write one of peak(x), low(x), final(x), average(x), days(condition), first(condition), count(event), on(x, 2025-01-20)"


def outcome(name: str, node: Node, path: str, findings: Findings) -> model.Outcome:
    """The outcome in a node; one that cannot be read is noted, and has a broken expression."""
    if not isinstance(node, Scalar) or not node.is_word:
        findings.wrong(node.place, path, f"an outcome is an aggregate of an expression, not {node.kind}", _MEND)
        return model.Outcome(name, (NO_AGGREGATE,))
    text = node.text.strip()
    if len(text) > _LONGEST:
        message = f"the outcome has {len(text)} characters, and at most {_LONGEST} are allowed"
        findings.wrong(node.place, path, message, "make two outcomes of it")
        return model.Outcome(name, (NO_AGGREGATE,))
    match = _CALL.fullmatch(text)
    if match and _is_one_call(match[2]):
        return model.Outcome(name, (_aggregate(match[1], match[2].strip(), node, path, findings),), text=text)
    rest, calls = _taken_apart(text, name)
    if not calls or _STAND_IN.search(text):
        findings.wrong(node.place, path, f"`{shown(node.text)}` is not one aggregate around one expression", _MEND)
        return model.Outcome(name, (NO_AGGREGATE,))
    aggregates = tuple(replace(_aggregate(kind, inner, node, path, findings), name=one) for one, kind, inner in calls)
    measure = parsed(rest, node, path, findings)
    return model.Outcome(name, aggregates, BROKEN if measure is WRONG else measure, text=text)


def _taken_apart(text: str, outcome: str) -> tuple[str, list[tuple[str, str, str]]]:
    """A text with a name in place of each aggregate; of each the name, what it is called, and what stands within it."""
    rest, calls, at = "", list[tuple[str, str, str]](), 0
    while match := _AGGREGATE.search(text, at):
        end = _closing(text, match.end())
        if end is None:
            break
        name = f"A{len(calls)}_{outcome}"
        calls.append((name, match[1], text[match.end() : end].strip()))
        rest, at = rest + text[at : match.start()] + name, end + 1
    return rest + text[at:], calls


def _closing(text: str, at: int) -> int | None:
    """Where the parenthesis is closed that was opened just before *at*."""
    depth = 1
    for place in range(at, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            return place
    return None


def _aggregate(kind: str, inner: str, node: Scalar, path: str, findings: Findings) -> model.Aggregate:
    """One aggregate around what stands within its parentheses."""
    wanted = 2 if kind == "on" else 1
    if kind not in AGGREGATES:
        near = findings.suggestion(kind, AGGREGATES)
        findings.wrong(node.place, path, f"there is no aggregate `{shown(kind)}`", f"{near}; {_MEND}")
    elif (arguments := _arguments(inner)) != wanted:
        findings.wrong(node.place, path, f"`{kind}` takes {wanted} argument{'s' * (wanted > 1)}, not {arguments}", _MEND)
    elif kind == "on":
        return _on(inner, node, path, findings)
    elif kind != "count":
        return _of_expression(model.Aggregate(kind, BROKEN), inner, node, path, findings)
    elif model.NAME.fullmatch(inner):
        return model.Aggregate("count", event=inner)
    else:
        message = f"`count` takes the name of an event, not `{shown(inner)}`"
        findings.wrong(node.place, path, message, "write count(event), or final(…) of a quantity")
    return NO_AGGREGATE


def _on(inner: str, node: Scalar, path: str, findings: Findings) -> model.Aggregate:
    """The value of an expression at a date, which stands behind the last comma."""
    expression, _, date = inner.rpartition(",")
    when = date_in(Scalar(date.strip(), node.place), path, findings)
    read = _of_expression(model.Aggregate("on", BROKEN), expression.strip(), node, path, findings)
    if when is WRONG or findings.start is None:
        return read
    minute = clock.minutes_between(findings.start, when)
    if not 0 < minute <= findings.end:
        message = f"`on` takes a date after the start and not after the end of the period, not {shown(date.strip())}"
        findings.wrong(node.place, path, message, "write a date within the period")
    return replace(read, minute=minute)


def _of_expression(aggregate: model.Aggregate, inner: str, node: Scalar, path: str, findings: Findings) -> model.Aggregate:
    """The aggregate with the expression that is written in its parentheses."""
    within = _AGGREGATE.search(inner)
    if within:
        message = f"`{within[1]}(…)` stands within `{aggregate.kind}(…)`: an outcome has one aggregate, around everything else"
        findings.wrong(node.place, path, message, "make two outcomes of it")
        return aggregate
    expression = parsed(inner, node, path, findings)
    if expression is WRONG:
        return aggregate
    if aggregate.kind in _OF_CONDITIONS and not expression.is_condition:
        message = f"`{aggregate.kind}` takes a condition, and `{shown(inner)}` is a number"
        mend = f"compare it: {aggregate.kind}({compared(shown(inner), findings.stages)})"
        findings.wrong(node.place, path, message, mend)
        return aggregate
    return replace(aggregate, expression=expression)


def _arguments(inside: str) -> int:
    """How many arguments stand between the outermost parentheses."""
    depth, commas = 0, 0
    for sign in inside:
        depth += (sign == "(") - (sign == ")")
        commas += sign == "," and depth == 0
    return commas + 1 if inside else 0


def _is_one_call(inside: str) -> bool:
    """Whether the text between the outermost parentheses closes none that it did not open."""
    depth = 0
    for sign in inside:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return True
