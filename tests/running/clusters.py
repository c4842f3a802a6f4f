"""A Dask cluster of real processes on this machine, for a while."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import distributed

PATHS = os.pathsep.join(path for path in sys.path if path)


@dataclass(frozen=True)
class Cluster:
    """The address of a scheduler, and the processes that belong to it: itself first, then the nannies of its workers."""

    address: str
    processes: list[subprocess.Popen[bytes]]

    def workers(self) -> list[int]:
        """The processes that work; they change where one is killed, since its nanny starts another."""
        with distributed.Client(self.address, set_as_default=False) as client:
            return sorted(client.run(os.getpid).values())

    def wait_for_workers(self) -> None:
        """Until every nanny has a worker again."""
        with distributed.Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(len(self.processes) - 1)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A scheduler and so many workers with one thread each, started by Dask's own commands, without a dashboard."""
    file = folder / "scheduler.json"
    common = ["--no-dashboard", "--scheduler-file", str(file)]
    processes = [_dask("scheduler", "--host", "127.0.0.1", "--port", "0", *common)]
    try:
        while not file.exists() or not file.read_text():
            assert processes[0].poll() is None
        address = json.loads(file.read_text())["address"]
        where = ["--local-directory", str(folder), "--host", "127.0.0.1"]
        processes += [_dask("worker", "--nthreads", "1", *where, *common) for _ in range(workers)]
        if workers:
            with distributed.Client(address, set_as_default=False) as client:
                client.wait_for_workers(workers)
        yield Cluster(address, processes)
    finally:
        for process in processes[::-1]:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _dask(*arguments: str) -> subprocess.Popen[bytes]:
    environment = dict(os.environ, PYTHONPATH=PATHS)
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", "dask", *arguments], env=environment, start_new_session=True, **silent)
