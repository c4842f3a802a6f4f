"""History by history: do the engines tell the same?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import TypeVar

import numpy as np

from escalation_sim.engines.columns import Columns, tabulate
from escalation_sim.engines.ensemble.block import Block
from escalation_sim.engines.ensemble.engine import Play, lanes_of
from escalation_sim.engines.history import History
from escalation_sim.engines.simpy import engine as simpy_engine
from escalation_sim.errors import RunError
from escalation_sim.running.setups import Setup

T = TypeVar("T")


def disagreements(setup: Setup, replications: int) -> Iterator[str]:
    """What differs between the engines over the replications 0 … *replications - 1*, in words; nothing where they agree.

    Compared are errors (their whole text), every column of the ensemble, every move with its minute and its route, and every
    quantity at the end.
    """
    numbers = range(replications)
    histories, failure = _or_error(
        lambda: list(simpy_engine.histories(setup.programme, setup.parameters, setup.settings.seed, numbers))
    )
    with np.errstate(all="ignore"):
        play = Play(Block(setup.programme, setup.lanes(0, replications), setup.settings.seed, lanes_of(numbers)))
        columns, other_failure = _or_error(play.columns)
    if failure or other_failure:
        if failure != other_failure:
            yield f"SimPy says {failure!r}, the ensemble engine {other_failure!r}"
        return
    assert histories is not None
    assert columns is not None
    yield from _columns_that_differ(tabulate(setup.programme, histories), columns)
    yield from _moves_that_differ(histories, play)
    yield from _quantities_that_differ(histories, play)


def _or_error(work: Callable[[], T]) -> tuple[T | None, str]:
    try:
        return work(), ""
    except RunError as error:
        return None, str(error)


def _columns_that_differ(one: Columns, other: Columns) -> Iterator[str]:
    for field in fields(Columns):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if not np.array_equal(a, b, equal_nan=a.dtype.kind == "f"):
            rows = np.flatnonzero((a != b).reshape(len(a), -1).any(axis=1))[:5]
            yield f"{field.name} differs in replications {rows.tolist()}"


def _moves_that_differ(histories: list[History], play: Play) -> Iterator[str]:
    told: list[list[tuple[int, int, int, str]]] = [[] for _ in histories]
    for lanes, minutes, plan in play.ladder.log:
        for lane, minute in zip(lanes.tolist(), minutes.tolist(), strict=True):
            told[lane].append((minute, plan.source, plan.target, plan.way.route))
    for history, moves in zip(histories, told, strict=True):
        if [(move.minute, move.source, move.target, move.route) for move in history.moves] != moves:
            yield f"the moves of replication {history.replication} differ"


def _quantities_that_differ(histories: list[History], play: Play) -> Iterator[str]:
    first = play.block.programme.first_quantity
    for index, quantity in enumerate(play.block.scenario.quantities):
        values = np.array([history.quantities[quantity.name] for history in histories])
        if not np.array_equal(values, play.block.state[first + index], equal_nan=True):
            yield f"{quantity.name} differs at the end"
