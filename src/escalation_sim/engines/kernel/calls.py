"""A call of the kernel: lanes with what differs between them, laid out in its memory; and what it answers."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.changes import AS_WRITTEN, Changes, in_order, wait_of
from escalation_sim.engines.kernel.host import Instance
from escalation_sim.engines.kernel.records import RECORD
from escalation_sim.engines.kernel.tables import FLAWS, Tables
from escalation_sim.luck import key

Parameters = Mapping[str, float | NDArray[np.float64]]
"""A value for every parameter, or an array with one for each lane."""

CALL = struct.Struct("<16Q5q")
"""`struct call` of play.h."""

ANSWERS = {"yes": -1, "no": -2}
WORTH_COMPILING = 10_000
"""From so many lanes in a call on it pays to compile its expressions, which takes some milliseconds once."""

FOUR = 4  # replications that share what Philox yields at once


@dataclass(frozen=True)
class Lanes:
    """Histories to be played: one for each entry of *replications*. *changes* has an entry for each of them, or none."""

    parameters: Parameters
    seed: int
    replications: NDArray[np.int64]
    changes: Sequence[Changes] = ()

    def __len__(self) -> int:
        return len(self.replications)

    def chosen(self, lanes: NDArray[np.intp]) -> Lanes:
        """Some of them, in that order."""
        parameters = {name: value[lanes] if isinstance(value, np.ndarray) else value for name, value in self.parameters.items()}
        changes = [self.changes[lane] for lane in lanes] if self.changes else ()
        return Lanes(parameters, self.seed, self.replications[lanes], changes)

    def in_fours(self) -> NDArray[np.intp] | None:
        """The order in which they share the most luck; None where it is theirs already."""
        fours = self.replications // FOUR
        return None if (np.diff(fours) >= 0).all() else np.argsort(fours, kind="stable")


@dataclass(frozen=True)
class Told:
    """What becomes of lanes: a row of each, and the first of the *logged* records (record.h). Both lie in the kernel's memory."""

    rows: NDArray[Any]
    records: NDArray[Any]
    logged: int


def told(kernel: Instance, tables: Tables, lanes: Lanes, log_room: int = 0) -> Told:
    """Play the lanes. Raises MemoryError, and RuntimeError where the tables or the lanes make no sense to the kernel."""
    block = kernel.put(np.frombuffer(tables.block, "u1"), "u1")
    if flaw := kernel.call("check", block, len(tables.block)):
        raise RuntimeError(f"the kernel refuses the tables of {tables.programme.scenario.title!r}: {FLAWS[flaw]}")
    if kernel.call("row_bytes", block) != tables.row_type.itemsize:
        raise RuntimeError("the kernel writes rows of another size than are read")
    compiled = kernel.link(tables.module, len(tables.formulas)) if len(lanes) >= WORTH_COMPILING else 0
    given, varied = _given(kernel, tables, block, lanes)
    rows = kernel.room(len(lanes) * tables.row_type.itemsize)
    log = kernel.room(log_room * RECORD.itemsize) if log_room else 0
    left_outs = len({change.left_out for change in lanes.changes})
    numbers = (len(lanes), varied, left_outs, log_room, 0)
    call = kernel.put(np.frombuffer(CALL.pack(block, *given, compiled, rows, log, *numbers), "u1"), "u1")
    if kernel.call("play", call):
        raise RuntimeError("the kernel was called with a lane that makes no sense")
    logged = int(kernel.see(call + CALL.size - 8, 1, "<i8")[0])
    return Told(kernel.see(rows, len(lanes), tables.row_type), kernel.see(log, min(logged, log_room), RECORD), logged)


def _given(kernel: Instance, tables: Tables, block: int, lanes: Lanes) -> tuple[list[int], int]:
    """The addresses of what lies before `compiled` in `struct call`, but for the block; and how many parameters differ."""
    parameters = lanes.parameters
    names = [parameter.name for parameter in tables.programme.scenario.parameters]
    varying = [name for name in names if isinstance(parameters[name], np.ndarray)]
    shared = [0.0 if name in varying else float(parameters[name]) for name in names]
    values = np.column_stack([parameters[name] for name in varying]) if varying else ()
    given = [
        kernel.room(kernel.call("room", block)),
        kernel.put(np.concatenate([key(lanes.seed, place) for place in tables.places]) if tables.places else (), "<u8"),
        kernel.put(shared, "<f8"),
        kernel.put([names.index(name) for name in varying], "<i4"),
        kernel.put(values, "<f8"),
        kernel.put(lanes.replications, "<i8"),
        *_changed(kernel, tables, lanes.changes),
    ]
    return given, len(varying)


def _changed(kernel: Instance, tables: Tables, changes: Sequence[Changes]) -> tuple[int, ...]:
    """The addresses of what is left out, and in which lanes; of the answers given in advance, and of what is injected.

    The last two each with where those of each lane begin.
    """
    if all(change is AS_WRITTEN for change in changes):
        return 0, 0, 0, 0, 0, 0
    scenario = tables.programme.scenario
    events = [event.name for event in scenario.events]
    names = events + [brake.name for brake in scenario.brakes]
    variants = {left_out: number for number, left_out in enumerate(dict.fromkeys(change.left_out for change in changes))}
    answers = [ANSWERS[answer] if isinstance(answer, str) else wait_of(answer) for change in changes for answer in change.answers]
    begins = np.cumsum([0, *(len(change.answers) for change in changes)])
    injections = np.cumsum([0, *(len(change.injected) for change in changes)])
    return (
        kernel.put([[name in left_out for name in names] for left_out in variants], "u1"),
        kernel.put([variants[change.left_out] for change in changes], "<i4"),
        kernel.put(answers, "<i4"),
        kernel.put(begins, "<i4"),
        kernel.put([pair for change in changes for pair in in_order(change.injected, events)], "<i4"),
        kernel.put(injections, "<i4") if injections[-1] else 0,
    )
