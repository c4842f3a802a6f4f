"""Every engine as the tests want it: a function that tells one history, whatever it is made for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from escalation_sim.engines.columns import blocked_pairs
from escalation_sim.engines.ensemble.block import Block
from escalation_sim.engines.ensemble.engine import Play, lanes_of
from escalation_sim.engines.ensemble.events import Occurrences
from escalation_sim.engines.history import History, Move, Occurred, Trace
from escalation_sim.engines.simpy import engine as simpy_engine
from escalation_sim.luck import Luck
from escalation_sim.model.programme import Programme

Teller = Callable[[Programme, Mapping[str, float], int, int], History]
"""(programme, parameters, seed, replication) → its history, with a trace of at least the occurrences."""


def by_simpy(programme: Programme, parameters: Mapping[str, float], seed: int, replication: int) -> History:
    """The history as the SimPy engine tells it."""
    return simpy_engine.play(programme, parameters, Luck(seed, replication), replication, trace=True)


def by_ensemble(programme: Programme, parameters: Mapping[str, float], seed: int, replication: int) -> History:
    """The history as the first lane of three tells it: it must not matter that there are others."""
    return told_by_lane(programme, parameters, seed, lanes_of([replication, replication + 5, replication + 9]), 0)


def told_by_lane(programme: Programme, parameters: Mapping[str, Any], seed: int, replications: Any, lane: int) -> History:
    """What one lane of a block tells."""
    with np.errstate(all="ignore"):
        block = Block(programme, parameters, seed, replications)
        play = Play(block)
        trace = Trace()
        for event in play.events:
            _listen(block, event, lane, trace)
        columns = play.columns()
    scenario = programme.scenario
    moves = [
        Move(int(minutes[lanes == lane][0]), plan.source, plan.target, plan.way.route)
        for lanes, minutes, plan in play.ladder.log
        if (lanes == lane).any()
    ]
    never = [None if minute < 0 else int(minute) for minute in columns.first_reached[lane]]
    pairs = blocked_pairs(programme)
    values = [None if np.isnan(value) else float(value) for value in columns.outcomes[lane]]
    first = programme.first_quantity
    return History(
        replication=int(replications[lane]),
        final=int(columns.final[lane]),
        highest=int(columns.highest[lane]),
        moves=tuple(moves),
        first_reached=tuple(never),
        stage_minutes=tuple(int(minutes) for minutes in columns.stage_minutes[lane]),
        blocked=dict(zip(pairs, columns.blocked[lane].tolist(), strict=True)),
        blocked_alone=dict(zip(pairs, columns.blocked_alone[lane].tolist(), strict=True)),
        deciding=int(columns.deciding[lane]),
        shelved=int(columns.shelved[lane]),
        refused=int(columns.refused[lane]),
        outcomes=dict(zip((outcome.name for outcome in scenario.outcomes), values, strict=True)),
        quantities={q.name: float(block.state[first + i][lane]) for i, q in enumerate(scenario.quantities)},
        parameters={name: float(np.broadcast_to(value, len(replications))[lane]) for name, value in parameters.items()},
        trace=trace,
    )


def _listen(block: Block, event: Occurrences, lane: int, trace: Trace) -> None:
    """Note every occurrence with effect in a lane."""
    event.counted = True
    take_effect = event.take_effect

    def taking_effect(lanes: Any, number: Any) -> None:
        before = int(event.effects[lane])
        take_effect(lanes, number)
        if int(event.effects[lane]) > before and block.alive[lane]:
            values = {quantity.name: float(block.state[slot][lane]) for slot, quantity, _ in event.plan.set}
            trace.happenings.append(Occurred(int(block.clock[lane]), event.plan.name, before, "", values))

    event.take_effect = taking_effect  # type: ignore[method-assign]


ENGINES: dict[str, Teller] = {"simpy": by_simpy, "ensemble": by_ensemble}
