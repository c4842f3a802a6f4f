"""The text of an outcome: one aggregate around one expression."""

from __future__ import annotations

import re

from escalation_sim.errors import ExpressionError
from escalation_sim.language.nodes import Node, Scalar, shown
from escalation_sim.language.values import Findings
from escalation_sim.model import scenario as model
from escalation_sim.model.expressions import AGGREGATES
from escalation_sim.model.parsing import parse
from escalation_sim.model.soundness import BROKEN

_CALL = re.compile(r"\s*([A-Za-z_]\w*)\s*\((.*)\)\s*", re.DOTALL)
_OF_CONDITIONS = ("days", "first")
_MEND = "write one of peak(x), low(x), final(x), average(x), days(condition), first(condition), count(event)"


def outcome(name: str, node: Node, path: str, findings: Findings) -> model.Outcome:
    """The outcome in a node; one that cannot be read is noted, and has a broken expression."""
    broken = model.Outcome(name, "final", BROKEN)
    if not isinstance(node, Scalar) or node.is_null or node.is_number or node.is_truth:
        findings.wrong(node.place, path, f"an outcome is an aggregate of an expression, not {node.kind}", _MEND)
        return broken
    findings.spend(node.text)
    match = _CALL.fullmatch(node.text)
    if match is None or not _is_one_call(match[2]):
        findings.wrong(node.place, path, f"`{shown(node.text)}` is not one aggregate around one expression", _MEND)
        return broken
    aggregate, inner = match[1], match[2].strip()
    if aggregate not in AGGREGATES:
        near = findings.suggestion(aggregate, AGGREGATES)
        findings.wrong(node.place, path, f"there is no aggregate `{shown(aggregate)}`", f"{near}; {_MEND}" if near else _MEND)
        return broken
    if aggregate == "count":
        return model.Outcome(name, "count", None, inner, node.text.strip())
    try:
        expression = parse(inner, findings.start)
    except ExpressionError as error:
        findings.wrong(node.place, path, shown(error.message, 300), shown(error.mend, 300))
        return broken
    if aggregate in _OF_CONDITIONS and not expression.is_condition:
        message = f"`{aggregate}` takes a condition, and `{shown(inner)}` is a number"
        findings.wrong(node.place, path, message, f"compare it: {aggregate}({shown(inner)} > 0)")
        return broken
    return model.Outcome(name, aggregate, expression, "", node.text.strip())


def _is_one_call(inside: str) -> bool:
    """Whether the text between the outermost parentheses closes none that it did not open."""
    depth = 0
    for sign in inside:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return True
