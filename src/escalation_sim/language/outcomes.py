"""The text of an outcome: one aggregate around one expression."""

from __future__ import annotations

import re
from dataclasses import replace

from escalation_sim.language.findings import WRONG, Findings
from escalation_sim.language.nodes import Node, Scalar, shown
from escalation_sim.language.values import parsed
from escalation_sim.model import scenario as model
from escalation_sim.model.expressions import AGGREGATES, LONGEST
from escalation_sim.model.parsing import compared
from escalation_sim.model.uses import BROKEN

_CALL = re.compile(r"\s*([A-Za-z_]\w*)\s*\((.*)\)\s*", re.DOTALL)
_OF_CONDITIONS = ("days", "first")
_LONGEST = LONGEST + 20  # an expression, an aggregate and its parentheses
_MEND = "write one of peak(x), low(x), final(x), average(x), days(condition), first(condition), count(event)"


def outcome(name: str, node: Node, path: str, findings: Findings) -> model.Outcome:
    """The outcome in a node; one that cannot be read is noted, and has a broken expression."""
    broken = model.Outcome(name, "final", BROKEN)
    if not isinstance(node, Scalar) or not node.is_word:
        findings.wrong(node.place, path, f"an outcome is an aggregate of an expression, not {node.kind}", _MEND)
        return broken
    match = _CALL.fullmatch(node.text[:_LONGEST])
    if match is None or not _is_one_call(match[2]):
        findings.wrong(node.place, path, f"`{shown(node.text)}` is not one aggregate around one expression", _MEND)
        return broken
    aggregate, inner = match[1], match[2].strip()
    if aggregate not in AGGREGATES:
        near = findings.suggestion(aggregate, AGGREGATES)
        findings.wrong(node.place, path, f"there is no aggregate `{shown(aggregate)}`", f"{near}; {_MEND}")
    elif (arguments := _arguments(inner)) != 1:
        findings.wrong(node.place, path, f"`{aggregate}` takes 1 argument, not {arguments}", _MEND)
    elif aggregate != "count":
        return _of_expression(model.Outcome(name, aggregate, BROKEN, "", node.text.strip()), inner, node, path, findings)
    elif model.NAME.fullmatch(inner):
        return model.Outcome(name, "count", None, inner, node.text.strip())
    else:
        message = f"`count` takes the name of an event, not `{shown(inner)}`"
        findings.wrong(node.place, path, message, "write count(event), or final(…) of a quantity")
    return broken


def _of_expression(outcome: model.Outcome, inner: str, node: Scalar, path: str, findings: Findings) -> model.Outcome:
    """The outcome with the expression that is written in its parentheses."""
    within = _CALL.match(inner)
    if within and within[1] in AGGREGATES:
        message = f"`{within[1]}(…)` stands within `{outcome.aggregate}(…)`: an outcome has one aggregate, around everything else"
        findings.wrong(node.place, path, message, "make two outcomes of it")
        return outcome
    expression = parsed(inner, node, path, findings)
    if expression is WRONG:
        return outcome
    if outcome.aggregate in _OF_CONDITIONS and not expression.is_condition:
        message = f"`{outcome.aggregate}` takes a condition, and `{shown(inner)}` is a number"
        mend = f"compare it: {outcome.aggregate}({compared(shown(inner), findings.stages)})"
        findings.wrong(node.place, path, message, mend)
        return outcome
    return replace(outcome, expression=expression)


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
