"""Whole ensembles by the kernel: the histories of the SimPy engine, many in one call.

Written from the language reference, not from the SimPy engine: their agreement is the test of both.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.changes import AS_WRITTEN, Changes, wait_of
from escalation_sim.engines.columns import Columns, place_type
from escalation_sim.engines.history import History
from escalation_sim.engines.kernel.failures import failure_of
from escalation_sim.engines.kernel.host import Instance, borrowed
from escalation_sim.engines.kernel.records import RECORD
from escalation_sim.engines.kernel.tables import FLAWS, Tables
from escalation_sim.engines.kernel.telling import history_of, trace_until
from escalation_sim.errors import RunError
from escalation_sim.luck import key

Parameters = Mapping[str, float | NDArray[np.float64]]
"""A value for every parameter, or an array with one for each lane."""

CALL = struct.Struct("<14Q5q")
ANSWERS = {"yes": -1, "no": -2}
WORTH_COMPILING = 10_000
"""From so many lanes in a call on it pays to compile its expressions, which takes some milliseconds once."""

FOUR = 4  # replications that share what Philox yields at once


def play_block(tables: Tables, parameters: Parameters, seed: int, replications: NDArray[np.int64]) -> Columns:
    """The histories of a block, one lane for each entry of *replications*. Raises RunError for the first lane that fails."""
    columns, failures = play_all(tables, parameters, seed, replications)
    if failures:
        raise failures[min(failures)]
    return columns


def play_all(
    tables: Tables,
    parameters: Parameters,
    seed: int,
    replications: NDArray[np.int64],
    changes: Sequence[Changes] = (),
) -> tuple[Columns, dict[int, RunError]]:
    """The same, and by lane why its history stopped; the columns say nothing of these lanes.

    *changes* has an entry for each lane, or none. Raises MemoryError.
    """
    order = _in_fours(replications)
    if order is None:
        rows = _rows(tables, parameters, seed, replications, changes)
    else:
        chosen = {name: value[order] if isinstance(value, np.ndarray) else value for name, value in parameters.items()}
        turned = _rows(tables, chosen, seed, replications[order], [changes[lane] for lane in order] if changes else ())
        rows = np.empty_like(turned)
        rows[order] = turned
    failed = np.flatnonzero(rows["failure"])
    failures = {int(lane): _failure(tables, parameters, seed, replications, changes, int(lane), rows[lane]) for lane in failed}
    return _columns(tables, rows), failures


def _in_fours(replications: NDArray[np.int64]) -> NDArray[np.intp] | None:
    """The order in which lanes share the most luck; None where it is theirs already."""
    fours = replications // FOUR
    return None if (np.diff(fours) >= 0).all() else np.argsort(fours, kind="stable")


def _rows(
    tables: Tables, parameters: Parameters, seed: int, replications: NDArray[np.int64], changes: Sequence[Changes]
) -> NDArray[Any]:
    """What the kernel says of each lane, in their order."""
    with borrowed() as kernel:
        rows, _ = _called(kernel, tables, parameters, seed, replications, changes, 0)
        return rows.copy()


def play_one(
    tables: Tables, parameters: Mapping[str, float], seed: int, replication: int, changes: Changes = AS_WRITTEN
) -> History:
    """One history, with its trace. Raises RunError, which has the trace until then, and MemoryError."""
    rows, records = records_of(tables, parameters, seed, replication, changes)
    row, programme = rows[0], tables.programme
    if row["failure"]:
        error = failure_of(tables, row, replication, lambda: records)
        error.trace = trace_until(programme, parameters, error.minute, records)
        raise error
    return history_of(programme, parameters, replication, row, records)


def records_of(
    tables: Tables, parameters: Mapping[str, float], seed: int, replication: int, changes: Changes = AS_WRITTEN
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The row of one history, and everything that happened in it (see record.h)."""
    room = 4096
    while True:
        with borrowed() as kernel:
            rows, records = _called(kernel, tables, parameters, seed, np.array([replication]), [changes], room)
            if len(records) <= room:
                return rows.copy(), records.copy()
        room = len(records)


def _called(
    kernel: Instance,
    tables: Tables,
    parameters: Parameters,
    seed: int,
    replications: NDArray[np.int64],
    changes: Sequence[Changes],
    log_room: int,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The rows of all lanes, and the records; both stand in the memory of the kernel until it is cleared."""
    lanes = len(replications)
    block = kernel.put(np.frombuffer(tables.block, "u1"), "u1")
    if flaw := kernel.call("check", block, len(tables.block)):
        raise RuntimeError(f"the kernel refuses the tables of {tables.programme.scenario.title!r}: {FLAWS[flaw]}")
    names = [parameter.name for parameter in tables.programme.scenario.parameters]
    varying = [name for name in names if isinstance(parameters[name], np.ndarray)]
    shared = [0.0 if name in varying else float(parameters[name]) for name in names]
    values = np.column_stack([parameters[name] for name in varying]) if varying else ()
    addresses = [
        block,
        kernel.room(kernel.call("room", block)),
        kernel.put(np.concatenate([key(seed, place) for place in tables.places]) if tables.places else (), "<u8"),
        kernel.put(shared, "<f8"),
        kernel.put([names.index(name) for name in varying], "<i4"),
        kernel.put(values, "<f8"),
        kernel.put(replications, "<i8"),
        *_changed(kernel, tables, changes),
    ]
    left_outs = len({change.left_out for change in changes})
    compiled = kernel.link(tables.module, len(tables.formulas)) if lanes >= WORTH_COMPILING else 0
    rows = kernel.room(lanes * tables.row_type.itemsize)
    log = kernel.room(log_room * RECORD.itemsize) if log_room else 0
    call = kernel.put(
        np.frombuffer(CALL.pack(*addresses, compiled, rows, log, lanes, len(varying), left_outs, log_room, 0), "u1"), "u1"
    )
    if kernel.call("row_bytes", block) != tables.row_type.itemsize:
        raise RuntimeError("the kernel writes rows of another size than are read")
    if kernel.call("play", call):
        raise RuntimeError("the kernel was called with a lane that makes no sense")
    logged = int(kernel.see(call + CALL.size - 8, 1, "<i8")[0])
    records = kernel.see(log, min(logged, log_room), RECORD)
    if logged > log_room:
        return kernel.see(rows, lanes, tables.row_type), np.empty(logged, RECORD)
    return kernel.see(rows, lanes, tables.row_type), records


def _changed(kernel: Instance, tables: Tables, changes: Sequence[Changes]) -> tuple[int, int, int, int]:
    """The addresses of what is left out, in which lanes, of the answers given in advance, and where those of each lane begin."""
    if all(change is AS_WRITTEN for change in changes):
        return 0, 0, 0, 0
    scenario = tables.programme.scenario
    names = [event.name for event in scenario.events] + [brake.name for brake in scenario.brakes]
    variants = {left_out: number for number, left_out in enumerate(dict.fromkeys(change.left_out for change in changes))}
    answers = [ANSWERS[answer] if isinstance(answer, str) else wait_of(answer) for change in changes for answer in change.answers]
    begins = np.cumsum([0, *(len(change.answers) for change in changes)])
    return (
        kernel.put([[name in left_out for name in names] for left_out in variants], "u1"),
        kernel.put([variants[change.left_out] for change in changes], "<i4"),
        kernel.put(answers, "<i4"),
        kernel.put(begins, "<i4"),
    )


def _columns(tables: Tables, rows: NDArray[Any]) -> Columns:
    kind = place_type(len(tables.programme.scenario.stages))
    names = ("first_reached", "stage_minutes", "blocked", "blocked_alone", "deciding", "climbs", "descents", "shelved", "refused")
    return Columns(
        final=rows["final"].astype(kind),
        highest=rows["highest"].astype(kind),
        outcomes=np.ascontiguousarray(rows["outcomes"]),
        **{name: np.ascontiguousarray(rows[name]) for name in names},
    )


def _failure(
    tables: Tables,
    parameters: Parameters,
    seed: int,
    replications: NDArray[np.int64],
    changes: Sequence[Changes],
    lane: int,
    row: Any,
) -> RunError:
    """Why the history of a lane stopped."""
    replication = int(replications[lane])

    def records() -> NDArray[Any]:
        own = {name: float(value[lane] if isinstance(value, np.ndarray) else value) for name, value in parameters.items()}
        return records_of(tables, own, seed, replication, changes[lane] if changes else AS_WRITTEN)[1]

    error = failure_of(tables, row, replication, records)
    error.lane = lane
    return error
