"""The clauses of a condition: which of them are false in a state, and how near they came to being true."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from escalation_sim.engines.history import History, Reading
from escalation_sim.model import expressions as ex
from escalation_sim.model.emission import Function, emit
from escalation_sim.model.programme import Programme, WayPlan
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.presentation.wording import amount, amounts, exact

Values = Sequence[float]
"""The value of every name, by its slot in the programme."""

_FALLS_SHORT = {"<": "too high", "<=": "too high", ">": "short", ">=": "short"}
_HOLDS_ON = {"<": "short", "<=": "short", ">": "too high", ">=": "too high"}
"""What is true, and would have to be false."""


@dataclass(frozen=True, eq=False)
class Clause:
    """A part of a condition that must be true for the whole to be true."""

    programme: Programme
    node: ex.Node

    @cached_property
    def words(self) -> str:
        return written(self.node)

    @cached_property
    def names(self) -> list[str]:
        """What it reads."""
        return list(dict.fromkeys(one.name for one in ex.walk(self.node) if isinstance(one, ex.Name)))

    def holds(self, values: Values) -> bool:
        """Whether it is true."""
        return bool(_evaluated(self._truth, values))

    def gap(self, values: Values) -> float | None:
        """How far apart the two sides of a comparison are; None where there is no such measure."""
        if self._sides is None:
            return None
        left, right = (float(_evaluated(side, values)) for side in self._sides)
        return abs(right - left) if math.isfinite(left) and math.isfinite(right) else None

    def told(self, values: Values, verb: str = "is") -> str:
        """`reported_troops >= threshold` is false (8,100 against 10,000 soldiers, 1,900 short)."""
        return f"`{self.words}` {verb} false{self.compared(values, verb)}"

    def compared(self, values: Values, verb: str = "is", *, holds: bool = False) -> str:
        """` (8,100 against 10,000 soldiers, 1,900 short)`: how far from the other truth it is; nothing where it reads nothing."""
        scenario, slots = self.programme.scenario, self.programme.slots
        comparison = self.node
        gap = self.gap(values)
        if gap is None or not isinstance(comparison, ex.Comparison) or self._sides is None:
            names = [name for name in self.names if name not in scenario.places]
            exactly = alike([values[slots[name]] for name in names])
            read = [f"{name} {value_of(scenario, name, values[slots[name]], exactly=exactly)}" for name in names]
            return f" ({', '.join(read)})" if read else ""
        # where there is one ladder, only a place that comes first is told as one
        places = [one.name for one in comparison.operands[: None if scenario.others else 1] if isinstance(one, ex.Name)]
        for name in (name for name in places if ladder_read(scenario, name)):
            return f" ({name} {verb} {value_of(scenario, name, values[slots[name]])})"
        left, right = (float(_evaluated(side, values)) for side in self._sides)
        words = _HOLDS_ON if holds else _FALLS_SHORT
        near = f", {amount(gap)} {words.get(comparison.operators[0], 'apart')}" if gap else ""
        one, other = amounts(left, right)
        return f" ({one} against {f'{other} {self.unit}'.strip()}{near})"

    @cached_property
    def _truth(self) -> Function:
        return self._function(self.node)

    @cached_property
    def _sides(self) -> tuple[Function, Function] | None:
        if not isinstance(self.node, ex.Comparison) or len(self.node.operators) != 1:
            return None
        left, right = self.node.operands
        return self._function(left), self._function(right)

    def _function(self, node: ex.Node) -> Function:
        return emit(ex.Expression("", node, ""), self.programme.slots)

    @cached_property
    def unit(self) -> str:
        """That of all that it reads, where they have one; else none."""
        units = self.programme.scenario.units
        found = {units[name] for name in self.names if units.get(name)}
        return found.pop() if len(found) == 1 else ""


def _evaluated(function: Function, values: Values) -> Any:
    with np.errstate(all="ignore"):  # on the way a value may be infinite, or no number
        return function(values, None)


def clauses_of(programme: Programme, *conditions: ex.Expression) -> list[Clause]:
    """The clauses of conditions that must all hold, each once."""
    found: dict[str, Clause] = {}
    for condition in conditions:
        tree = condition.tree
        for node in tree.parts if isinstance(tree, ex.Logic) and tree.operator == "and" else (tree,):
            found.setdefault(written(node), Clause(programme, node))
    return list(found.values())


def clauses_of_way(programme: Programme, way: WayPlan) -> list[Clause]:
    """What must hold for a way's clock to run: the clauses of `when` and `keep`."""
    return clauses_of(programme, way.when.expression, way.keep.expression)


def unmet(clauses: Iterable[Clause], values: Values, verb: str = "is") -> list[str]:
    """The clauses that are false, in words."""
    return [clause.told(values, verb) for clause in clauses if not clause.holds(values)]


def values_at_end(programme: Programme, history: History) -> Values:
    """Every value when the period is over."""
    places = [history.of(plan.name).final for plan in programme.ladders]
    return values_of(programme, history, list(history.quantities.values()), places, history.highest)


def values_of(
    programme: Programme, history: History, quantities: Sequence[float], places: Sequence[int], highest: int
) -> list[float]:
    """Every value in a state of a history; *places* are those on all ladders, *highest* the highest so far on the main one."""
    values, slots = [0.0] * len(programme.slots), programme.slots
    known = {**history.parameters, **programme.scenario.places, "highest": highest}
    known |= {quantity.name: value for quantity, value in zip(programme.scenario.quantities, quantities, strict=True)}
    for name, value in known.items():
        values[slots[name]] = float(value)
    for plan, place in zip(programme.ladders, places, strict=True):
        values[plan.place_slot] = float(place)
    left_out = history.trace.left_out if history.trace else ()
    for slot, (brake, formula) in enumerate(zip(programme.scenario.brakes, programme.brakes, strict=True), programme.first_brake):
        values[slot] = float(brake.name not in left_out and bool(_evaluated(formula.scalar, values)))
    return values


def values_read(programme: Programme, readings: Iterable[Reading]) -> list[float]:
    """The values that conditions read at some moment; noughts for what they do not read."""
    values = [0.0] * len(programme.slots)
    for reading in readings:
        values[programme.slots[reading.name]] = reading.value
    return values


def value_of(scenario: Scenario, name: str, value: float, *, exactly: bool = False) -> str:
    """The value of a name with its unit; a place on a ladder as the stage's name, a brake as on or off."""
    ladder = ladder_read(scenario, name)
    if ladder and value == int(value):
        return ladder.stages[int(value)].name
    if any(brake.name == name for brake in scenario.brakes):
        return "on" if value else "off"
    return (exact if exactly else amount)(value, scenario.units.get(name, ""))


def ladder_read(scenario: Scenario, name: str) -> Ladder | None:
    """The ladder of which a name says where its actor stands; None for any other name."""
    if name == "highest":
        return scenario.main
    return next((ladder for ladder in scenario.ladders if ladder.place_name == name), None)


def alike(values: Sequence[float]) -> bool:
    """Whether some numbers would look the same though they differ."""
    return len({amount(value) for value in values}) < len(set(values))


def written(node: ex.Node) -> str:
    """A node as text again, with no more parentheses than it needs."""
    match node:
        case ex.Number(value):
            return ex.plain(value)
        case ex.Truth(value):
            return "true" if value else "false"
        case ex.Name(name):
            return name
        case ex.Negative(operand):
            return f"-{_part(operand)}"
        case ex.Not(part):
            return f"not {_part(part)}"
        case ex.Comparison(operators, operands):
            return _chain(operators, [_sum(operand) for operand in operands])
        case ex.Arithmetic(operators, operands):
            return _chain(operators, [_part(operand) for operand in operands])
        case ex.Logic(operator, parts):
            return f" {operator} ".join(written(part) if isinstance(part, ex.Comparison) else _part(part) for part in parts)
        case ex.Choose(condition, yes, no):
            return f"{_part(yes)} if {_part(condition)} else {_part(no)}"
        case ex.Call(name, arguments) | ex.Draw(name, arguments, _):
            return f"{name}({', '.join(written(argument) for argument in arguments)})"


def _chain(operators: tuple[str, ...], parts: list[str]) -> str:
    return parts[0] + "".join(f" {operator} {part}" for operator, part in zip(operators, parts[1:], strict=True))


def _sum(node: ex.Node) -> str:
    return written(node) if isinstance(node, ex.Arithmetic) else _part(node)


def _part(node: ex.Node) -> str:
    simple = isinstance(node, ex.Number | ex.Truth | ex.Name | ex.Call | ex.Draw | ex.Negative)
    return written(node) if simple else f"({written(node)})"
