"""A Dask cluster: who works on other machines, and what is said where it fails."""

from __future__ import annotations

import logging
import pickle
import re
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, TypeVar

from escalation_sim.errors import CannotRun, UsageError
from escalation_sim.extras import needed
from escalation_sim.language.nodes import shown
from escalation_sim.version import __version__

Task = TypeVar("Task")
Result = TypeVar("Result")

ANSWER_WITHIN = 10.0
"""Seconds in which a Dask scheduler has to answer."""

_ADDRESS = re.compile(r"(?:(?:tcp|tls|ucx|wss?)://)?(?:\[[0-9A-Fa-f:.%]+\]|[\w.-]+):\d{1,5}", re.ASCII)


def carried(work: Callable[[Task], Result]) -> Callable[[Task], Result]:
    """The same work, as it travels: a worker unpacks it once, and keeps what is worked out for it from task to task."""
    return partial(_do, pickle.dumps(work))


def _do(packed: bytes, task: Any) -> Any:
    return _unpacked(packed)(task)


@lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Callable[[Any], Any]:
    found: Callable[[Any], Any] = pickle.loads(packed)  # noqa: S301 - from whoever asked to its own workers
    return found


@contextmanager
def connected(address: str) -> Iterator[tuple[Executor, int, Callable[[], object]]]:
    """A Dask cluster, the number of its threads, and what to call when it is silent. Raises CannotRun where nobody answers."""
    if not _ADDRESS.fullmatch(address):
        raise UsageError(f"--cluster {shown(address)}: write the address of a Dask scheduler, such as tcp://host:8786")
    distributed: Any = needed("distributed", "cluster", "studies on a cluster")
    for name in ("distributed", "distributed.client", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what goes wrong is said here, once
    try:
        if address.startswith("tls:") and not distributed.Security().get_connection_args("client").get("ssl_context"):
            raise CannotRun(f"{address} wants certificates, and Dask's configuration names none")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions are compared below, by what matters
            client = distributed.Client(address, timeout=ANSWER_WITHIN, set_as_default=False)
    except (OSError, TimeoutError) as error:
        said = shown(str(error), 200)
        raise CannotRun(f"no Dask scheduler answers at {address} ({said}); start one with: dask scheduler") from None

    def threads() -> int:
        found: int = sum(client.nthreads().values())
        if not found:
            raise CannotRun(f"the Dask scheduler at {address} has no workers; start one with: dask worker {address} --nthreads 1")
        return found

    try:
        found = threads()
        _same_everywhere(client.run(versions, on_error="ignore"))  # a worker that dies at this moment says nothing
        yield client.get_executor(pure=False), found, threads
    except ModuleNotFoundError as error:
        raise CannotRun(f"the Dask workers at {address} lack {error.name}: install the same as here where they run") from None
    except distributed.KilledWorker:
        raise CannotRun(f"workers died again and again over one block at {address}; is there enough memory?") from None
    except (CancelledError, OSError, TimeoutError):
        how = "start it again and run the same command: a study goes on with what is finished"
        raise CannotRun(f"the Dask cluster at {address} was lost; {how}") from None
    finally:
        client.close(timeout=5)


def versions() -> dict[str, str]:
    """What results may depend on."""
    import numpy as np

    return {"escalation-sim": __version__, "numpy": np.__version__}


def _same_everywhere(found: dict[str, dict[str, str]]) -> None:
    """Raises CannotRun for a worker that has other versions."""
    for worker, theirs in sorted(found.items()):
        for name, version in versions().items():
            if theirs[name] != version:
                raise CannotRun(f"the worker {worker} has {name} {theirs[name]}, and here is {version}: install the same")
