"""What every history keeps, whatever the scenario: told as a list of broken promises."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from escalation_sim.clock import DAY
from escalation_sim.engines.history import Climbed, History, Occurred
from escalation_sim.model.programme import LadderPlan, Programme


def broken(programme: Programme, history: History) -> list[str]:
    """The promises that a history does not keep, in words; a trace lets more be checked."""
    end = programme.scenario.end
    if [plan.name for plan in programme.ladders[1:]] != list(history.others):
        return [f"the ladders {list(history.others)} are told beside the main one"]
    of_ladders = [
        f"{plan.name}: {words}"
        for plan in programme.ladders
        for words in (
            *_time(history.of(plan.name), end),
            *_moves(plan, history.of(plan.name), end),
            *_brakes(plan, history.of(plan.name)),
        )
    ]
    return [*of_ladders, *_values(programme, history)]


def _time(climbed: Climbed, end: int) -> Iterator[str]:
    if sum(climbed.stage_minutes) != end:
        yield f"the minutes at the stages add up to {sum(climbed.stage_minutes)}, the period has {end}"
    if min(climbed.stage_minutes) < 0:
        yield f"negative minutes at a stage: {climbed.stage_minutes}"
    if not 0 <= climbed.deciding <= end:
        yield f"{climbed.deciding} minutes of deciding in {end}"


def _moves(plan: LadderPlan, climbed: Climbed, end: int) -> Iterator[str]:
    ladder, moves = plan.ladder, climbed.moves
    stages = [ladder.start_stage, *(move.target for move in moves)]
    ways = {(way.source, way.target, way.way.route) for here in plan.ways for way in here}
    if any((move.source, move.target, move.route) not in ways for move in moves):
        yield "a move that no way leads"
    if any(move.source != stage for move, stage in zip(moves, stages, strict=False)):
        yield "a move begins where the one before it did not end"
    if any(later.minute < earlier.minute for earlier, later in pairwise(moves)):
        yield "moves are not in the order of time"
    if any(not 0 <= move.minute < end for move in moves):
        yield "a move outside the period"
    if (climbed.final, climbed.highest) != (stages[-1], max(stages)):
        yield f"final {climbed.final} and highest {climbed.highest}, and the moves lead to {stages[-1]} and {max(stages)}"
    if climbed.climbs + climbed.descents != len(moves):
        yield "climbs and descents are not all moves"
    reached: list[int | None] = [0 if place <= ladder.start_stage else None for place in range(len(ladder.stages))]
    spent = [0] * len(ladder.stages)
    times = [0, *(move.minute for move in moves), end]
    for stage, (begun, over) in zip(stages, pairwise(times), strict=True):
        spent[stage] += over - begun
        reached[: stage + 1] = [begun if minute is None else minute for minute in reached[: stage + 1]]
    if tuple(reached) != climbed.first_reached:
        yield f"first reached {climbed.first_reached}, by the moves {reached}"
    if tuple(spent) != climbed.stage_minutes:
        yield f"minutes at the stages {climbed.stage_minutes}, by the moves {spent}"


def _brakes(plan: LadderPlan, climbed: Climbed) -> Iterator[str]:
    ways = [way for here in plan.ways for way in here]
    for stage in {stage for stage, _ in climbed.blocked}:
        below = sum(climbed.stage_minutes[source] for source in {way.source for way in ways if way.target == stage > way.source})
        charged = {brake: minutes for (place, brake), minutes in climbed.blocked.items() if place == stage}
        alone = {brake: climbed.blocked_alone.get((stage, brake), 0) for brake in charged}
        for brake, minutes in charged.items():
            if brake not in plan.can_block[stage]:
                yield f"brake {brake} is charged with stage {stage}, which it cannot block"
            if not 0 <= alone[brake] <= minutes <= below:
                yield f"brake {brake} before stage {stage}: {alone[brake]} minutes alone, {minutes} in all, {below} below it"
        if sum(alone.values()) > below:
            yield f"stage {stage}: brakes alone are charged more than there is"
    if set(climbed.blocked_alone) - set(climbed.blocked):
        yield "a brake is charged alone and not in all"
    if min(climbed.shelved, climbed.refused) < 0:
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
        found, only = history.outcomes[outcome.name], outcome.only
        if found is None and not outcome.may_be_never:
            yield f"{outcome.name} is never, and there is no `first` in it"
        elif only and only.kind in ("days", "first") and not 0 <= (found or 0) <= scenario.end / DAY:
            yield f"{outcome.name} is {found} days in a period of {scenario.end / DAY}"
        elif only and only.kind == "count" and effects is not None and found != effects.count(only.event):
            yield f"{outcome.name} counts {found}, the trace {effects.count(only.event)}"
    yield from _aggregates_of_one_expression(programme, history)


def _aggregates_of_one_expression(programme: Programme, history: History) -> Iterator[str]:
    """low <= average, final, on <= peak, wherever two of them look at the same expression."""
    seen: dict[str, dict[str, float]] = {}
    for outcome in programme.scenario.outcomes:
        value, only = history.outcomes[outcome.name], outcome.only
        if only and only.expression is not None and value is not None:
            seen.setdefault(only.expression.canonical, {})[only.kind] = value
    for expression, values in seen.items():
        low, high = values.get("low"), values.get("peak")
        for name in ("low", "final", "average", "on", "peak"):
            value = values.get(name)
            if value is not None and not _between(low, value, high):
                yield f"{name}({expression}) is {value}, outside {low} to {high}"


def _between(low: float | None, value: float, high: float | None) -> bool:
    slack = 1e-9 * (1 + abs(value))  # an average is a sum of products
    return (low is None or low <= value + slack) and (high is None or value <= high + slack)
