"""Why a history of the kernel stopped, in the words of every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from escalation_sim.engines import stops
from escalation_sim.engines.kernel.records import RESTLESS
from escalation_sim.engines.kernel.tables import NONE, Tables
from escalation_sim.errors import RunError

FAILURES = NONE_FAILED, NOT_FINITE, NEGATIVE_TIME, NO_CHANCE, ENDLESS_MINUTE, TOO_MANY_MINUTES = range(6)
"""In the order of `enum failure` in play.h."""


def failure_of(tables: Tables, row: Any, replication: int, records: Callable[[], NDArray[Any]]) -> RunError:
    """The error that a row tells of; *records* are those of the same history."""
    scenario = tables.programme.scenario
    return stops.stopped(scenario, _reason(tables, row, records), int(row["failed_in_minute"]), replication)


def _reason(tables: Tables, row: Any, records: Callable[[], NDArray[Any]]) -> str:
    failure, where, value = int(row["failure"]), int(row["failed_at"]), float(row["wrong"])
    if failure == ENDLESS_MINUTE:
        told = records()
        return stops.endless_minute({_named(tables, what) for what in told["what"][told["kind"] == RESTLESS].tolist()})
    if failure == TOO_MANY_MINUTES:
        return stops.too_many_minutes(None if where == NONE else tables.programme.events[where].name)
    of_formula = {NOT_FINITE: stops.not_finite, NEGATIVE_TIME: stops.negative_time, NO_CHANCE: stops.no_chance}
    return of_formula[failure](tables.formulas[where], value)


def _named(tables: Tables, what: int) -> str:
    """An event, or the move to a stage: see RESTLESS in record.h."""
    scenario = tables.programme.scenario
    return scenario.events[what].name if what >= 0 else stops.the_move_to(list(scenario.places)[-1 - what])
