"""A native build of the kernel in the place of the one that wasmtime runs: for comparing bytes, and for a debugger."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEFT_OVER = 0xA5
"""What stands in memory that nobody has written to: no result may rest on it."""


class Native:
    """What host.Instance is, in the memory of this process: addresses are pointers, and each room is as large as was asked."""

    def __init__(self, library: Path) -> None:
        library_calls = ctypes.CDLL(str(library))
        address, i32, i64 = ctypes.c_uint64, ctypes.c_int32, ctypes.c_int64
        kinds = {
            "check": ((address, i64), i32),
            "room": ((address,), i64),
            "row_bytes": ((address,), i64),
            "play": ((address,), i32),
        }
        self._calls: dict[str, Any] = {}
        for name, (arguments, answer) in kinds.items():
            function = self._calls[name] = library_calls[f"kernel_{name}"]
            function.argtypes, function.restype = arguments, answer
        self._rooms: list[NDArray[np.uint8]] = []

    def call(self, name: str, *arguments: int) -> int:
        """What a function of kernel.h answers."""
        return int(self._calls[name](*arguments))

    def link(self, module: bytes, functions: int) -> int:
        """None: expressions are worked out step by step."""
        return 0

    def clear(self) -> None:
        """Everything that was put into the memory is gone."""
        self._rooms.clear()

    def room(self, size: int) -> int:
        """The address of so many bytes."""
        room = np.full(size, LEFT_OVER, "u1")
        self._rooms.append(room)
        return int(room.ctypes.data)

    def put(self, values: ArrayLike, dtype: str) -> int:
        """The address of some numbers, which are copied there."""
        array = np.ascontiguousarray(values, dtype)
        at = self.room(array.nbytes)
        self.see(at, array.size, dtype)[:] = array.reshape(-1)
        return at

    def see(self, at: int, count: int, dtype: Any) -> NDArray[Any]:
        """So many numbers (or rows) at an address."""
        kind = np.dtype(dtype)
        return np.frombuffer((ctypes.c_ubyte * (count * kind.itemsize)).from_address(at), kind)


@contextmanager
def played_by(kernel: Any) -> Iterator[None]:
    """Whatever the kernel is asked in here, *kernel* is asked: a Native, or whoever can be called like one."""

    @contextmanager
    def borrowed() -> Iterator[Any]:
        kernel.clear()
        yield kernel

    with patch("escalation_sim.engines.kernel.engine.borrowed", borrowed):
        yield
