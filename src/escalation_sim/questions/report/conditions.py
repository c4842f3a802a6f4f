"""The conditions of a scenario for the page: what they read, and their clauses as trees that `web/clauses.js` works out.

A tree is a number, a truth, a name, or a list: `["and", a, b]`, `["not", a]`, `["if", condition, yes, no]`, `["neg", a]`, a
function with its arguments, or a chain, `[[">", "<="], a, b, c]`, `[["+", "-"], a, b, c]`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from escalation_sim.model import expressions as ex
from escalation_sim.model.programme import Programme, WayPlan, programme
from escalation_sim.model.scenario import Scenario
from escalation_sim.questions.history.clauses import Clause, clauses_of, clauses_of_way
from escalation_sim.results.rounding import given

Data = dict[str, Any]


def clauses_by_words(scenario: Scenario) -> dict[str, Data]:
    """Every clause of the conditions of ways and brakes, by its words: its tree, what it reads, the unit of its sides."""
    plan = programme(scenario)
    clauses = [clause for brake in scenario.brakes for clause in clauses_of(plan, brake.while_)]
    clauses += [clause for way in ways_of(plan) for clause in clauses_of_way(plan, way)]
    return {clause.words: given(_clause(scenario, clause)) for clause in clauses}


def ways_of(plan: Programme) -> list[WayPlan]:
    """All ways, in the order of the kernel."""
    return [way for ladder in plan.ladders for here in ladder.ways for way in here]


def conditions_of_way(plan: Programme, way: WayPlan) -> Data:
    """What the conditions of a way read, as they are told; its clauses by their words; for how long they must hold."""
    read = [*sorted(way.when.expression.names), *sorted(way.keep.expression.names)]
    return {
        "keep": str(way.keep.expression) if way.way.keep else None,
        "reads": [name for name in dict.fromkeys(read) if name not in plan.scenario.places],
        "must": [clause.words for clause in clauses_of_way(plan, way)],
        "mustKeep": [clause.words for clause in clauses_of(plan, way.keep.expression)],
        "hold": given(tree_of(way.hold.expression.tree)),
    }


def _clause(scenario: Scenario, clause: Clause) -> Data:
    """`reads` has no stages: their places say nothing."""
    reads = [name for name in clause.names if name not in scenario.places]
    return {"tree": tree_of(clause.node), "reads": reads, **({"unit": clause.unit} if clause.unit else {})}


def tree_of(node: ex.Node) -> Any:
    """A node as plain data."""
    match node:
        case ex.Number(value) | ex.Truth(value):
            return value
        case ex.Name(name):
            return name
        case ex.Negative(operand):
            return ["neg", tree_of(operand)]
        case ex.Not(part):
            return ["not", tree_of(part)]
        case ex.Comparison(operators, operands) | ex.Arithmetic(operators, operands):
            return [list(operators), *_trees(operands)]
        case ex.Logic(operator, parts):
            return [operator, *_trees(parts)]
        case ex.Choose(condition, yes, no):
            return ["if", *_trees((condition, yes, no))]
        case ex.Call(name, arguments) | ex.Draw(name, arguments, _):
            return [name, *_trees(arguments)]


def _trees(nodes: Iterable[ex.Node]) -> list[Any]:
    return [tree_of(node) for node in nodes]
