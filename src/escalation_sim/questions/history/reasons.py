"""Why: the sentences behind a move, a decision that did not come, and a condition that did not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from escalation_sim import clock
from escalation_sim.engines.history import Dossier, History, Reading, Step
from escalation_sim.model import expressions as ex
from escalation_sim.model.emission import emit
from escalation_sim.model.programme import Formula, Programme, WayPlan
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.wording import amount, amounts, due, exact, listed

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def reasons(programme: Programme, history: History) -> list[str]:
    """A sentence for each move of a history that kept its trace."""
    assert history.trace is not None
    steps = [one for one in history.trace.happenings if isinstance(one, Step) and one.kind == "moved"]
    return ["; ".join(because(programme, step)) for step in steps]


def because(programme: Programme, step: Step) -> list[str]:
    """The clauses of the sentence: the condition, how long it held, the decision, the brakes, the facts."""
    scenario, dossier = programme.scenario, step.dossier
    way = way_of(programme, dossier)
    clauses = [_condition(scenario, way, dossier)]
    clauses += _brakes(dossier)
    clauses += _decision(scenario, dossier)
    facts = _facts(programme, way)
    if facts:
        clauses.append(f"facts: {', '.join(facts)}")
    return clauses


def way_of(programme: Programme, dossier: Dossier) -> WayPlan:
    """The way that a dossier is about."""
    return next(way for way in programme.ways[dossier.source] if way.path == dossier.path)


def _condition(scenario: Scenario, way: WayPlan, dossier: Dossier) -> str:
    text = f"`{way.when.expression}`"
    if way.way.keep:
        text += f" (and to keep it, `{way.keep.expression}`)"
    held = f"{text} held from {clock.spoken(scenario.start, dossier.since)}"
    waited = (dossier.met or dossier.since) - dossier.since
    if waited:
        held += f", for the {clock.length(waited)} it must"
    exactly = _alike([reading.value for reading in dossier.readings])
    values = "; ".join(_reading(scenario, reading, exactly=exactly) for reading in dossier.readings)
    return f"{held} ({values})" if values else held


def _alike(values: Sequence[float]) -> bool:
    """Whether some numbers would look the same though they differ."""
    return len({amount(value) for value in values}) < len(set(values))


def _reading(scenario: Scenario, reading: Reading, *, exactly: bool) -> str:
    text = f"{reading.name} {value_of(scenario, reading.name, reading.value, exactly=exactly)}"
    if reading.changed_by:
        text += f", set by {reading.changed_by} on {clock.spoken(scenario.start, reading.changed_at)}"
    return text


def value_of(scenario: Scenario, name: str, value: float, *, exactly: bool = False) -> str:
    """The value of a name with its unit; the place on the ladder as the stage's name."""
    if name in ("stage", "highest") and value == int(value):
        return scenario.stages[int(value)].name
    return (exact if exactly else amount)(value, scenario.units.get(name, ""))


def _brakes(dossier: Dossier) -> list[str]:
    held = [f"{clock.length(minutes)} by {brake}" for brake, minutes in dossier.held_back.items() if minutes]
    return [f"held back {listed(held)}"] if held else []


def _decision(scenario: Scenario, dossier: Dossier) -> list[str]:
    if dossier.begun is None or not dossier.length:
        return ["no time was needed to decide"]
    return [f"the decision, begun {clock.spoken(scenario.start, dossier.begun)}, took {clock.length(dossier.length)}"]


def _facts(programme: Programme, way: WayPlan) -> list[str]:
    """The facts behind a way, the stage it leads to, and the parameters it compares with."""
    scenario = programme.scenario
    target = scenario.stages[way.target]
    notes = [way.way.note, target.note]
    names = sorted(way.when.expression.names | way.keep.expression.names)
    notes += [scenario.notes[name] for name in names if name in scenario.values]
    return list(dict.fromkeys(fact for note in notes for fact in note.source))


def state_at_end(programme: Programme, history: History) -> dict[str, float]:
    """Every name's value when the period is over."""
    scenario = programme.scenario
    places = {name: float(place) for name, place in scenario.places.items()}
    ladder = {"stage": float(history.final), "highest": float(history.highest)}
    return {**history.parameters, **history.quantities, **places, **ladder}


def unmet(condition: ex.Expression, scenario: Scenario, state: Mapping[str, float]) -> Iterator[str]:
    """The clauses of a condition that are false in a state, each with how near it came."""
    for clause in _clauses(condition.tree):
        if not _value(clause, state):
            yield _nearness(clause, scenario, state)


def _clauses(node: ex.Node) -> tuple[ex.Node, ...]:
    return node.parts if isinstance(node, ex.Logic) and node.operator == "and" else (node,)


def _value(node: ex.Node, state: Mapping[str, float]) -> Any:
    slots = {name: slot for slot, name in enumerate(state)}
    return emit(ex.Expression("", node, ""), slots)(list(state.values()), None)


def _nearness(clause: ex.Node, scenario: Scenario, state: Mapping[str, float]) -> str:
    """`reported_troops >= threshold`: 8,100 soldiers, 1,900 short."""
    words = written(clause)
    if not isinstance(clause, ex.Comparison) or len(clause.operators) != 1:
        names = [name for name in _names(clause) if name not in scenario.places]
        exactly = _alike([state[name] for name in names])
        values = [f"{name} {value_of(scenario, name, state[name], exactly=exactly)}" for name in names]
        return f"`{words}` is false" + (f" ({', '.join(values)})" if values else "")
    left, right = (float(_value(operand, state)) for operand in clause.operands)
    unit = _unit(clause, scenario)
    if isinstance(clause.operands[0], ex.Name) and clause.operands[0].name in ("stage", "highest"):
        return f"`{words}` is false ({clause.operands[0].name} is {value_of(scenario, clause.operands[0].name, left)})"
    gap = abs(right - left)
    direction = {"<": "too high", "<=": "too high", ">": "short", ">=": "short"}.get(clause.operators[0], "apart")
    near = f", {amount(gap)} {direction}" if gap else ""
    mine, theirs = amounts(left, right)
    return f"`{words}` is false ({mine} against {f'{theirs} {unit}'.strip()}{near})"


def _unit(clause: ex.Comparison, scenario: Scenario) -> str:
    found = {scenario.units[name] for name in _names(clause) if scenario.units.get(name)}
    return found.pop() if len(found) == 1 else ""


def _names(node: ex.Node) -> list[str]:
    return list(dict.fromkeys(one.name for one in ex.walk(node) if isinstance(one, ex.Name)))


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


def still_missing(programme: Programme, history: History) -> list[str]:
    """For each way to the next stage, what it would still have taken when the period ended."""
    assert history.trace is not None
    state = state_at_end(programme, history)
    ahead = [step for step in history.trace.standing if step.dossier.target > step.dossier.source]
    return [_missing(programme, step, state, len(ahead) > 1) for step in ahead]


def _missing(programme: Programme, step: Step, state: Mapping[str, float], named: bool) -> str:
    way = way_of(programme, step.dossier)
    route = f"by {step.dossier.route}: " if named else ""
    return route + _standing(programme, way, step, state)


def _standing(programme: Programme, way: WayPlan, step: Step, state: Mapping[str, float]) -> str:
    scenario, dossier = programme.scenario, step.dossier
    if step.kind == "closed":
        if step.until is None:
            return f"a decision was refused, and the way stays closed until `{way.keep.expression}` has been false"
        return f"a decision was refused; it can be put again {due(scenario, step.until, 'from')}"
    if step.kind == "watching":
        clauses = list(dict.fromkeys(_unmet_of(way.when, way.keep, scenario, state)))
        return "; ".join(clauses) or "its condition holds only now"
    if step.kind == "building":
        held, must = clock.lengths(step.minute - dossier.since, _hold(way, state))
        return f"`{way.when.expression}` has held for {held} of the {must} it must"
    worked, length = clock.lengths(dossier.worked, dossier.length)
    done = f"a decision of {length} is {worked} old" if dossier.begun is not None else ""
    if step.kind == "deciding":
        return done
    on = [brake for brake in way.brakes if _value(programme.brakes[brake].expression.tree, state)]
    names = [f"{scenario.brakes[brake].name} (while `{scenario.brakes[brake].while_}`)" for brake in on]
    return f"everything it needs holds, and {listed(names)} holds it back" + (f"; {done}, and rests" if done else "")


def _unmet_of(when: Formula, keep: Formula, scenario: Scenario, state: Mapping[str, float]) -> Iterator[str]:
    yield from unmet(when.expression, scenario, state)
    if keep is not when:
        yield from unmet(keep.expression, scenario, state)


def _hold(way: WayPlan, state: Mapping[str, float]) -> int:
    return clock.to_minutes(float(_value(way.hold.expression.tree, state)))
