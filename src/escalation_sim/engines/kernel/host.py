"""The kernel, run by wasmtime: an instance for whoever is at work, and memory that both see.

The kernel imports nothing and allocates nothing: all it reads and writes lies where this file has put it. Wherever it might reach
beyond its own memory, wasmtime stops it.
"""

from __future__ import annotations

import atexit
import ctypes
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from escalation_sim.engines.kernel.assembly import IMPORTS
from escalation_sim.errors import CannotRun

if TYPE_CHECKING:
    import wasmtime

WASM = Path(__file__).with_name("kernel.wasm")
PAGE = 65_536
MOST_LINKED = 8
"""Scenarios whose compiled expressions one instance holds: they go when it goes."""

_ALIGNED = 16
_at_rest: list[Instance] = []
_compiling = threading.Lock()


@cache
def missing() -> str:
    """Why there is no kernel here; empty where there is one."""
    try:
        import wasmtime
    except (ImportError, OSError, RuntimeError) as error:  # what it says where it has no library for a machine
        return str(error)
    return "" if wasmtime else "…"


class Instance:
    """One kernel with memory of its own, at work for one thread at a time."""

    def __init__(self, engine: wasmtime.Engine, module: wasmtime.Module) -> None:
        import wasmtime

        self._engine, self._store = engine, wasmtime.Store(engine)
        exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._memory: Any = exports["memory"]
        self._calls: dict[str, Any] = {name: exports[f"kernel_{name}"] for name in ("check", "room", "row_bytes", "play")}
        self._table: Any = exports["__indirect_function_table"]
        self._functions = {"exp": exports["kernel_exp"], "log": exports["kernel_log"]}
        self._linked: dict[bytes, int] = {}
        self._begin = self._end = int(exports["__heap_base"].value(self._store))  # type: ignore[union-attr]

    def call(self, name: str, *arguments: int) -> int:
        """What a function of kernel.h answers. It holds no lock while it is at work."""
        return int(self._calls[name](self._store, *arguments))

    def link(self, module: bytes, functions: int) -> int:
        """Where in the table of functions those of compiled expressions begin; they are put there once."""
        import wasmtime

        if module not in self._linked:
            store, base = self._store, self._table.grow(self._store, functions, None)
            begin = wasmtime.Global(store, wasmtime.GlobalType(wasmtime.ValType.i32(), mutable=False), wasmtime.Val.i32(base))
            given = {"memory": self._memory, "table": self._table, "base": begin, **self._functions}
            with _compiling:
                compiled = _compiled_expressions(self._engine, module)
            wasmtime.Instance(store, compiled, [given[name] for name in IMPORTS])
            self._linked[module] = base
        return self._linked[module]

    @property
    def is_full(self) -> bool:
        """Whether it has expressions of so many scenarios that a fresh one is better."""
        return len(self._linked) >= MOST_LINKED

    def clear(self) -> None:
        """Everything that was put into the memory may be overwritten."""
        self._end = self._begin

    def room(self, size: int) -> int:
        """The address of so many bytes. Raises MemoryError."""
        import wasmtime

        at = -(-self._end // _ALIGNED) * _ALIGNED
        self._end = at + size
        lacking = -(-self._end // PAGE) - self._memory.size(self._store)
        if lacking > 0:
            try:
                self._memory.grow(self._store, lacking)
            except wasmtime.WasmtimeError:
                raise MemoryError from None
        return at

    def put(self, values: ArrayLike, dtype: str) -> int:
        """The address of some numbers, which are copied there."""
        array = np.ascontiguousarray(values, dtype)
        at = self.room(array.nbytes)
        self.see(at, array.size, dtype)[:] = array.reshape(-1)
        return at

    def see(self, at: int, count: int, dtype: Any) -> NDArray[Any]:
        """So many numbers (or rows) at an address, as they stand in the memory until the next `room`.

        Raises IndexError where they would not all lie in the memory.
        """
        kind = np.dtype(dtype)
        begin = ctypes.addressof(self._memory.data_ptr(self._store).contents)
        if not 0 <= at <= at + count * kind.itemsize <= self._memory.data_len(self._store):
            raise IndexError(f"{count} times {kind.itemsize} bytes at {at} are not all in the memory of the kernel")
        raw = (ctypes.c_ubyte * (count * kind.itemsize)).from_address(begin + at)
        return np.frombuffer(raw, kind)


@contextmanager
def borrowed() -> Iterator[Instance]:
    """An instance with empty memory, for this thread alone; afterwards it waits for the next one who wants any.

    One that was at work when something went wrong is not used again.
    """
    try:
        kernel = _at_rest.pop()
    except IndexError:
        kernel = _made()
    kernel.clear()
    yield kernel
    if not kernel.is_full:
        _at_rest.append(kernel)


def _made() -> Instance:
    """A kernel with gigabytes of address space around its memory, which saves it every check; without, where that is limited."""
    import wasmtime

    with _compiling:
        if not is_limited():
            with suppress(wasmtime.WasmtimeError):
                return Instance(*_compiled(frugal=False))
        return Instance(*_compiled(frugal=True))


def is_limited() -> bool:
    """Whether the address space of this process is limited (`ulimit -v`)."""
    if sys.platform == "win32":
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


@cache
def _compiled(*, frugal: bool) -> tuple[wasmtime.Engine, wasmtime.Module]:
    import wasmtime

    config = wasmtime.Config()
    if frugal:
        config.parallel_compilation = False  # every thread would take address space for what it allocates
        config.memory_reservation = config.memory_guard_size = config.memory_reservation_for_growth = 0
    engine = wasmtime.Engine(config)
    return engine, wasmtime.Module(engine, _file())


def _file() -> bytes:
    """The kernel as it was built. Raises CannotRun."""
    try:
        return WASM.read_bytes()
    except OSError as error:
        raise CannotRun(f"{WASM} cannot be read ({error.strerror}): install escalation-sim anew, or --engine simpy") from None


@lru_cache(maxsize=16)
def _compiled_expressions(engine: wasmtime.Engine, module: bytes) -> wasmtime.Module:
    import wasmtime

    return wasmtime.Module(engine, module)


@atexit.register
def _let_go() -> None:
    """What wasmtime made goes while wasmtime is still there: Python takes modules apart in any order."""
    _at_rest.clear()
    _compiled.cache_clear()
    _compiled_expressions.cache_clear()
