"""The text of an outcome: one aggregate around one expression, or arithmetic on aggregates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from escalation_sim import clock
from escalation_sim.language.findings import WRONG, Findings
from escalation_sim.language.nodes import Node, Scalar, shown
from escalation_sim.language.times import date as date_in
from escalation_sim.language.values import parsed
from escalation_sim.model import scenario as model
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.expressions import AGGREGATES, FUNCTIONS, LONGEST, Expression
from escalation_sim.model.parsing import compared
from escalation_sim.model.uses import BROKEN

_CALLED = re.compile(r"\b([A-Za-z_]\w*)\s*\(")
_AGGREGATE = re.compile(rf"\b({'|'.join(AGGREGATES)})\s*\(")
_STAND_IN = re.compile(r"\bA\d+_\w*")
_DISGUISED = re.compile(r"(?:date\(|['\"])\s*(\d{4})(?:\s*,\s*|-)(\d{1,2})(?:\s*,\s*|-)(\d{1,2})\s*[)'\"]", re.ASCII)
"""A date as `date(2025, 1, 20)`, or in quotes."""
_FUNCTIONS = frozenset([*FUNCTIONS, *DISTRIBUTIONS, "date"])
NO_AGGREGATE = model.Aggregate("final", BROKEN)
_OF_CONDITIONS = ("days", "first")
_MEND = "write one of peak(x), low(x), final(x), average(x), days(condition), first(condition), count(event), on(x, 2025-01-20)"


class _Call(NamedTuple):
    """An aggregate as it is written: what stands for it in the arithmetic, its kind, what stands within its parentheses."""

    name: str
    kind: str
    inner: str
    text: str


def outcome(name: str, node: Node, path: str, findings: Findings) -> model.Outcome:
    """The outcome in a node; one that cannot be read is noted, and has a broken expression."""
    nothing = model.Outcome(name, (NO_AGGREGATE,))
    if not isinstance(node, Scalar) or not node.is_word:
        findings.wrong(node.place, path, f"an outcome is an aggregate of an expression, not {node.kind}", _MEND)
        return nothing
    text = node.text.strip()
    typed = _STAND_IN.search(text)
    if typed:
        findings.wrong(node.place, path, f"there is no name `{shown(typed[0])}`", _MEND)
        return nothing
    rest, calls = _taken_apart(text, name)
    if not calls:
        findings.wrong(node.place, path, *_without_aggregate(text, findings))
        return nothing
    length = len(text) - sum(len(call.inner) for call in calls)
    if length > LONGEST:
        message = f"the arithmetic on aggregates has {length} characters, and at most {LONGEST} are allowed"
        findings.wrong(node.place, path, message, "make two outcomes of it")
        return nothing
    if rest == calls[0].name:
        return model.Outcome(name, (_aggregate(calls[0], node, path, findings),), text=text)
    aggregates = tuple(replace(_aggregate(call, node, path, findings), name=call.name, text=call.text) for call in calls)
    return model.Outcome(name, aggregates, _measure(rest, calls, node, path, findings), text=text)


def _taken_apart(text: str, outcome: str) -> tuple[str, list[_Call]]:
    """A text with a name in place of each aggregate, and the aggregates."""
    parts, calls, at = list[str](), list[_Call](), 0
    while match := _AGGREGATE.search(text, at):
        end = _closing(text, match.end())
        if end is None:
            break
        inner = text[match.end() : end].strip()
        call = _Call(f"A{len(calls)}_{outcome}", match[1], inner, text[match.start() : end + 1])
        calls.append(call)
        parts += [text[at : match.start()], call.name]
        at = end + 1
    return "".join([*parts, text[at:]]), calls


def _closing(text: str, at: int) -> int | None:
    """Where the parenthesis is closed that was opened just before *at*."""
    depth = 1
    for place in range(at, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            return place
    return None


def _without_aggregate(text: str, findings: Findings) -> tuple[str, str]:
    """What is wrong with a text in which no aggregate is whole, and the mend."""
    if _AGGREGATE.search(text):
        return f"a parenthesis is not closed in `{shown(text)}`", "close it with `)`"
    unknown = next((called[1] for called in _CALLED.finditer(text) if called[1] not in _FUNCTIONS), None)
    if unknown:
        near = findings.suggestion(unknown, AGGREGATES)
        return f"there is no aggregate `{shown(unknown)}`", near if near.startswith("did") else _MEND
    return f"`{shown(text)}` measures nothing: an outcome is an aggregate of an expression, or arithmetic on aggregates", _MEND


def _measure(rest: str, calls: list[_Call], node: Scalar, path: str, findings: Findings) -> Expression:
    """The arithmetic on some aggregates, of which *rest* has the names."""
    within = {call.name: call.text for call in calls}

    def as_typed(words: str) -> str:
        return _STAND_IN.sub(lambda found: within.get(found[0], found[0]), words)

    read = parsed(rest, node, path, findings, as_typed=as_typed, longest=len(rest))
    return BROKEN if read is WRONG else replace(read, text=node.text.strip())


def _aggregate(call: _Call, node: Scalar, path: str, findings: Findings) -> model.Aggregate:
    """One aggregate around what stands within its parentheses."""
    kind, inner = call.kind, call.inner
    arguments = [part.strip() for part in _arguments(inner)]
    within = _AGGREGATE.search(inner)
    if within:
        message = f"`{within[1]}(…)` stands within `{kind}(…)`: an aggregate is of an expression without aggregates"
        findings.wrong(node.place, path, message, "let them stand side by side: peak(x) - low(x)")
    elif len(arguments) != (2 if kind == "on" else 1):
        findings.wrong(node.place, path, *_miscounted(kind, arguments))
    elif kind == "on":
        return _on(arguments[0], arguments[1], node, path, findings)
    elif kind != "count":
        return _of_expression(model.Aggregate(kind, BROKEN), inner, node, path, findings)
    elif model.NAME.fullmatch(inner):
        return model.Aggregate("count", event=inner)
    else:
        message = f"`count` takes the name of an event, not `{shown(inner)}`"
        findings.wrong(node.place, path, message, "write count(event), or final(…) of a quantity")
    return NO_AGGREGATE


def _miscounted(kind: str, arguments: list[str]) -> tuple[str, str]:
    """What is wrong with the number of arguments of an aggregate, and the mend."""
    if kind == "on":
        value = shown(arguments[0]) if arguments else "x"
        return f"`on` takes 2 arguments, a value and a date, not {len(arguments)}", f"write on({value}, 2025-01-20)"
    return f"`{kind}` takes 1 argument, not {len(arguments)}", _MEND


def _on(value: str, date: str, node: Scalar, path: str, findings: Findings) -> model.Aggregate:
    """The value of an expression as a date begins."""
    if clock.LOOKS_LIKE_A_DATE.match(value) and not clock.LOOKS_LIKE_A_DATE.match(date):
        message = "`on` takes the value first, and then the date"
        findings.wrong(node.place, path, message, f"write on({shown(date)}, {shown(value)})")
        return NO_AGGREGATE
    if disguised := _DISGUISED.fullmatch(date):
        year, month, day = (int(part) for part in disguised.groups())
        message = f"`on` takes a date as dates are written, not `{shown(date)}`"
        findings.wrong(node.place, path, message, f"write on({shown(value)}, {year:04}-{month:02}-{day:02})")
        return NO_AGGREGATE
    when = date_in(Scalar(date, node.place), path, findings)
    read = _of_expression(model.Aggregate("on", BROKEN), value, node, path, findings)
    if when is WRONG or findings.start is None:
        return read
    minute = clock.minutes_between(findings.start, when)
    if minute <= 0:
        begins = clock.spoken(findings.start, 0)
        message = f"`on` takes a date after the start of the period, {begins}, and {shown(date)} is not"
        findings.wrong(node.place, path, message, "write a date within the period")
    elif minute > findings.end:
        ends = clock.spoken(findings.start, findings.end)
        message = f"`on` takes a date at which the run has not stopped yet: it stops as {ends} begins, and {shown(date)} is later"
        findings.wrong(node.place, path, message, "write a date within the period, or final(…)")
    return replace(read, minute=minute)


def _of_expression(aggregate: model.Aggregate, inner: str, node: Scalar, path: str, findings: Findings) -> model.Aggregate:
    """The aggregate with the expression that is written in its parentheses."""
    expression = parsed(inner, node, path, findings)
    if expression is WRONG:
        return aggregate
    if aggregate.kind in _OF_CONDITIONS and not expression.is_condition:
        message = f"`{aggregate.kind}` takes a condition, and `{shown(inner)}` is a number"
        mend = f"compare it: {aggregate.kind}({compared(shown(inner), findings.stages)})"
        findings.wrong(node.place, path, message, mend)
        return aggregate
    return replace(aggregate, expression=expression)


def _arguments(inner: str) -> Iterator[str]:
    """What stands between the commas that are in no further parentheses."""
    depth, begins = 0, 0
    for place, sign in enumerate(inner):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            yield inner[begins:place]
            begins = place + 1
    if inner:
        yield inner[begins:]
