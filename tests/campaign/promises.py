"""What every history keeps, whatever the scenario: told as a list of broken promises."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from escalation_sim.clock import DAY
from escalation_sim.engines.history import History, Occurred
from escalation_sim.model.programme import Programme


def broken(programme: Programme, history: History) -> list[str]:
    """The promises that a history does not keep, in words; a trace lets more be checked."""
    return [*_time(programme, history), *_moves(programme, history), *_brakes(history), *_values(programme, history)]


def _time(programme: Programme, history: History) -> Iterator[str]:
    end = programme.scenario.end
    if sum(history.stage_minutes) != end:
        yield f"the minutes at the stages add up to {sum(history.stage_minutes)}, the period has {end}"
    if min(history.stage_minutes) < 0:
        yield f"negative minutes at a stage: {history.stage_minutes}"
    if not 0 <= history.deciding <= end:
        yield f"{history.deciding} minutes of deciding in {end}"


def _moves(programme: Programme, history: History) -> Iterator[str]:
    scenario, moves = programme.scenario, history.moves
    stages = [scenario.start_stage, *(move.target for move in moves)]
    if any(abs(move.target - move.source) != 1 for move in moves):
        yield "a move of more than one stage"
    if any(move.source != stage for move, stage in zip(moves, stages, strict=False)):
        yield "a move begins where the one before it did not end"
    if any(later.minute < earlier.minute for earlier, later in pairwise(moves)):
        yield "moves are not in the order of time"
    if any(not 0 <= move.minute < scenario.end for move in moves):
        yield "a move outside the period"
    if (history.final, history.highest) != (stages[-1], max(stages)):
        yield f"final {history.final} and highest {history.highest}, and the moves lead to {stages[-1]} and {max(stages)}"
    if history.climbs - history.descents != history.final - scenario.start_stage:
        yield "climbs less descents are not the way from the start to the end"
    reached: list[int | None] = [0 if place <= scenario.start_stage else None for place in range(len(scenario.stages))]
    spent = [0] * len(scenario.stages)
    times = [0, *(move.minute for move in moves), scenario.end]
    for stage, (begun, over) in zip(stages, pairwise(times), strict=True):
        spent[stage] += over - begun
        reached[stage] = begun if reached[stage] is None else reached[stage]
    if tuple(reached) != history.first_reached:
        yield f"first reached {history.first_reached}, by the moves {reached}"
    if tuple(spent) != history.stage_minutes:
        yield f"minutes at the stages {history.stage_minutes}, by the moves {spent}"


def _brakes(history: History) -> Iterator[str]:
    for (stage, brake), minutes in history.blocked.items():
        alone = history.blocked_alone.get((stage, brake), 0)
        if not 0 <= alone <= minutes <= history.stage_minutes[stage - 1]:
            yield f"brake {brake} before stage {stage}: {alone} minutes alone, {minutes} in all"
    if set(history.blocked_alone) - set(history.blocked):
        yield "a brake is charged alone and not in all"
    for stage in {stage for stage, _ in history.blocked}:
        alone = sum(minutes for pair, minutes in history.blocked_alone.items() if pair[0] == stage)
        if alone > history.stage_minutes[stage - 1]:
            yield f"stage {stage}: brakes alone are charged more than there is"
    if min(history.shelved, history.refused, history.deciding) < 0:
        yield "a negative count"


def _values(programme: Programme, history: History) -> Iterator[str]:
    scenario = programme.scenario
    for quantity in scenario.quantities:
        value = history.quantities[quantity.name]
        if quantity.clipped(value) != value:
            yield f"{quantity.name} ends at {value}, outside its bounds"
    effects = (
        [one.event for one in history.trace.happenings if isinstance(one, Occurred) and not one.stopped_by]
        if history.trace
        else None
    )
    for outcome in scenario.outcomes:
        value_or_never = history.outcomes[outcome.name]
        if outcome.aggregate != "first" and value_or_never is None:
            yield f"{outcome.name} is never, and only `first` may be"
        elif outcome.aggregate in ("days", "first") and not 0 <= (value_or_never or 0) <= scenario.end / DAY:
            yield f"{outcome.name} is {value_or_never} days in a period of {scenario.end / DAY}"
        elif outcome.aggregate == "count" and effects is not None and value_or_never != effects.count(outcome.event):
            yield f"{outcome.name} counts {value_or_never}, the trace {effects.count(outcome.event)}"
    yield from _aggregates_of_one_expression(programme, history)


def _aggregates_of_one_expression(programme: Programme, history: History) -> Iterator[str]:
    """low <= average, final <= peak, wherever two of them look at the same expression."""
    seen: dict[str, dict[str, float]] = {}
    for outcome in programme.scenario.outcomes:
        value = history.outcomes[outcome.name]
        if outcome.expression is not None and value is not None:
            seen.setdefault(outcome.expression.canonical, {})[outcome.aggregate] = value
    for expression, values in seen.items():
        low, high = values.get("low"), values.get("peak")
        for name in ("low", "final", "average", "peak"):
            value = values.get(name)
            if value is not None and not _between(low, value, high):
                yield f"{name}({expression}) is {value}, outside {low} to {high}"


def _between(low: float | None, value: float, high: float | None) -> bool:
    slack = 1e-9 * (1 + abs(value))  # an average is a sum of products
    return (low is None or low <= value + slack) and (high is None or value <= high + slack)
