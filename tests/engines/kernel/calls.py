"""Calls of the kernel, recorded while they are played, in a file that driver.c plays again.

For each call: lanes, varied, left_outs and log_room; then, for each address of `struct call` in turn, how many bytes are there
(-1 where there is none), whether they were written before the call, and if so the bytes. All whole numbers are i64.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from escalation_sim.engines.kernel.calls import CALL
from escalation_sim.engines.kernel.host import borrowed
from escalation_sim.engines.kernel.records import RECORD
from escalation_sim.running.setups import Setup
from tests.engines.kernel.native import played_by
from tests.engines.kernel.played import play

ADDRESSES = 16
ROWS, LOG = 14, 15


@dataclass
class Recording:
    """A kernel that can be called like *kernel*, which does the work; every call to play is written to *calls*."""

    kernel: Any
    calls: Path
    told: bytearray = field(default_factory=bytearray)
    """What became of all lanes, and the records, call by call."""

    count: int = 0
    _parts: dict[int, tuple[int, bytes | None]] = field(default_factory=dict)

    def clear(self) -> None:
        """Everything that was put into the memory may be overwritten."""
        self.kernel.clear()
        self._parts.clear()

    def room(self, size: int) -> int:
        """The address of so many bytes; no other room has the same one."""
        at = int(self.kernel.room(max(size, 1)))
        self._parts[at] = size, None
        return at

    def put(self, values: ArrayLike, dtype: str) -> int:
        """The address of some numbers, which are copied there."""
        array = np.ascontiguousarray(values, dtype)
        at = self.room(array.nbytes)
        self.see(at, array.size, dtype)[:] = array.reshape(-1)
        self._parts[at] = array.nbytes, array.tobytes()
        return at

    def see(self, at: int, count: int, dtype: Any) -> NDArray[Any]:
        """So many numbers (or rows) at an address."""
        found: NDArray[Any] = self.kernel.see(at, count, dtype)
        return found

    def link(self, module: bytes, functions: int) -> int:
        """None: what is played again works expressions out step by step."""
        return 0

    def call(self, name: str, *arguments: int) -> int:
        """What a function of kernel.h answers."""
        answer = int(self.kernel.call(name, *arguments))
        if name == "play":
            self._record(arguments[0])
        return answer

    def _record(self, at: int) -> None:
        """The call that was just played."""
        *numbers, logged = CALL.unpack(self.see(at, CALL.size, "u1").tobytes())
        addresses, numbers = numbers[:ADDRESSES], numbers[ADDRESSES:]
        with self.calls.open("ab") as file:
            file.write(struct.pack("<4q", *numbers))
            for address in addresses:
                size, content = self._parts[address] if address else (-1, None)
                file.write(struct.pack("<2q", size, content is not None) + (content or b""))
        told = min(logged, numbers[-1]) * RECORD.itemsize
        for part, size in ((ROWS, self._parts[addresses[ROWS]][0]), (LOG, told)):
            if addresses[part]:
                self.told += self.see(addresses[part], size, "u1").tobytes()
        self.count += 1


def recorded(setups: Iterable[Setup], calls: Path) -> Recording:
    """What wasmtime makes of some scenarios, each call written to a file."""
    with borrowed() as kernel:
        recording = Recording(kernel, calls)
        with played_by(recording):
            for setup in setups:
                play(setup)
    return recording
