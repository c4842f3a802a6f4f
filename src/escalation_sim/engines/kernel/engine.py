"""Whole ensembles by the kernel: the histories of the SimPy engine, many in one call.

Written from the language reference, not from the SimPy engine: their agreement is the test of both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines import stops
from escalation_sim.engines.changes import AS_WRITTEN, Changes
from escalation_sim.engines.columns import Columns, LadderColumns, place_type
from escalation_sim.engines.history import History
from escalation_sim.engines.kernel.calls import Lanes, Parameters, told
from escalation_sim.engines.kernel.failures import failure_of
from escalation_sim.engines.kernel.host import borrowed
from escalation_sim.engines.kernel.records import BEGAN
from escalation_sim.engines.kernel.tables import COUNTS, Tables
from escalation_sim.engines.kernel.telling import history_of, trace_until
from escalation_sim.errors import RunError

T = TypeVar("T")

FEW = 4
"""So many lanes are played before the others, and with them again, where each may fail after a million minutes only."""


def play_block(
    tables: Tables,
    parameters: Parameters,
    seed: int,
    replications: NDArray[np.int64],
    changes: Changes = AS_WRITTEN,
) -> Columns:
    """The histories of a block, one lane for each entry of *replications*, all with the same *changes*.

    Raises RunError for the first lane that fails.
    """
    lanes = Lanes(parameters, seed, replications, () if changes is AS_WRITTEN else [changes] * len(replications))
    if len(lanes) > FEW and tables.programme.scenario.end > stops.MOST_MINUTES:  # where all fail, nobody waits for all of them
        _sound(tables, lanes.chosen(np.arange(FEW)))
    return _sound(tables, lanes)


def _sound(tables: Tables, lanes: Lanes) -> Columns:
    """The columns of the lanes. Raises RunError for the first that fails; why others do is asked by nobody."""
    columns, failed = _columns_of(tables, lanes)
    if failed:
        raise _failure(tables, lanes, min(failed), failed[min(failed)])
    return columns


def play_all(
    tables: Tables,
    parameters: Parameters,
    seed: int,
    replications: NDArray[np.int64],
    changes: Sequence[Changes] = (),
) -> tuple[Columns, dict[int, RunError]]:
    """The same of lanes that may fail: their columns, and by lane why its history stopped; the columns say nothing of these.

    *changes* has an entry for each lane, or none. Raises MemoryError.
    """
    lanes = Lanes(parameters, seed, replications, changes)
    columns, failed = _columns_of(tables, lanes)
    return columns, {lane: _failure(tables, lanes, lane, row) for lane, row in failed.items()}


def _columns_of(tables: Tables, lanes: Lanes) -> tuple[Columns, dict[int, Any]]:
    """The columns of the lanes, and the rows of those that fail. Raises MemoryError."""
    return rows_of(tables, lanes, lambda rows: (_columns(tables, rows), {lane: rows[lane].copy() for lane in _failed(rows)}))


def _failed(rows: NDArray[Any]) -> list[int]:
    found: list[int] = np.flatnonzero(rows["failure"]).tolist()
    return found


def rows_of(tables: Tables, lanes: Lanes, reading: Callable[[NDArray[Any]], T]) -> T:
    """What *reading* makes of the kernel's rows, one for each lane: it may keep none of them. Raises MemoryError."""
    order = lanes.in_fours()
    with borrowed() as kernel:
        if order is None:
            return reading(told(kernel, tables, lanes).rows)
        rows = np.empty(len(lanes), tables.row_type)
        rows[order] = told(kernel, tables, lanes.chosen(order)).rows
    return reading(rows)


def play_one(
    tables: Tables, parameters: Mapping[str, float], seed: int, replication: int, changes: Changes = AS_WRITTEN
) -> History:
    """One history, with its trace. Raises RunError, which has the trace until then, and MemoryError."""
    row, records = records_of(tables, Lanes(parameters, seed, np.array([replication]), [changes]))
    programme = tables.programme
    if row["failure"]:
        error = failure_of(tables, row, replication, lambda: records)
        error.trace = trace_until(programme, parameters, changes, error.minute, records)
        raise error
    return history_of(tables, parameters, changes, (replication, row, records))


def records_of(tables: Tables, lane: Lanes) -> tuple[Any, NDArray[Any]]:
    """The row of one history, and everything that happened in it (see record.h). Raises MemoryError."""
    room = 4096
    while True:
        with borrowed() as kernel:
            answer = told(kernel, tables, lane, room)
            if answer.logged <= room:
                return answer.rows[0].copy(), answer.records.copy()
        room = answer.logged


def _columns(tables: Tables, rows: NDArray[Any]) -> Columns:
    """Copies, since the rows lie in the kernel's memory."""
    main, *others = (_ladder_columns(tables, rows, ladder) for ladder in tables.shares)
    names = list(tables.shares)[1:]
    named = {name: LadderColumns(**columns) for name, columns in zip(names, others, strict=True)}
    return Columns(**main, outcomes=rows["outcomes"].copy(), others=named)


def _ladder_columns(tables: Tables, rows: NDArray[Any], ladder: str) -> dict[str, NDArray[Any]]:
    share = tables.shares[ladder]
    parts = {
        "first_reached": share.stages,
        "stage_minutes": share.stages,
        "blocked": share.columns,
        "blocked_alone": share.columns,
    }
    place = place_type(share.stages.stop - share.stages.start)
    kinds: dict[str, Any] = {"final": place, "highest": place}
    return {name: rows[name][:, part].copy() for name, part in parts.items()} | {
        name: rows["counts"][name][:, share.number].astype(kinds.get(name, np.int32)) for name in COUNTS
    }


def _failure(tables: Tables, lanes: Lanes, lane: int, row: Any) -> RunError:
    """Why the history of a lane stopped."""
    alone = lanes.chosen(np.array([lane]))
    error = failure_of(tables, row, int(lanes.replications[lane]), lambda: records_of(tables, alone)[1])
    error.lane = lane
    return error


def logs_of(tables: Tables, lanes: Lanes, kinds: NDArray[Any]) -> list[NDArray[Any]]:
    """The records of some kinds of each lane (see record.h). Raises RunError for the first that fails, and MemoryError."""
    if not tables.programme.scenario.quantities:  # it is by the first quantity that one sees where a lane begins
        alone = [lanes.chosen(np.array([lane])) for lane in range(len(lanes))]
        return [_logged(tables, lane, kinds) for lane in alone]
    records = _logged(tables, lanes, np.append(kinds, BEGAN))
    first = (records["kind"] == BEGAN) & (records["what"] == 0)
    parts = np.split(records, np.flatnonzero(first)[1:])
    return [part[part["kind"] != BEGAN] for part in parts]


def _logged(tables: Tables, lanes: Lanes, kinds: NDArray[Any]) -> NDArray[Any]:
    room = 4096 * len(lanes)
    while True:
        with borrowed() as kernel:
            answer = told(kernel, tables, lanes, room)
            failed = np.flatnonzero(answer.rows["failure"]).tolist()
            row = answer.rows[failed[0]].copy() if failed else None
            if answer.logged <= room:
                records = answer.records
                found = records[np.isin(records["kind"], kinds)].copy()
        if row is not None:
            raise _failure(tables, lanes, failed[0], row)
        if answer.logged <= room:
            return found
        room = answer.logged
