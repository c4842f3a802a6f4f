"""Studies on a Dask cluster: real processes, the same bytes as here, and words where the cluster fails."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.errors import CannotRun
from escalation_sim.running import cluster as dask
from escalation_sim.running import spreading
from tests.commands import command
from tests.running.clusters import Cluster, cluster
from tests.running.studies import LIVELY, started, written

VARY, POINTS = ("--vary", "pace=1:4:20", "--vary", "limit=2,3"), 40
SMALL = 4_000
"""Histories in a block, so that there are many."""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers."""
    with cluster(tmp_path_factory.mktemp("two"), 2) as found:
        yield found


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler alone."""
    with cluster(tmp_path_factory.mktemp("nobody"), 0) as found:
        yield found


@pytest.fixture
def path(tmp_path: Path) -> str:
    return written(tmp_path)


def local(path: str, n: int) -> str:
    return command("sweep", path, *VARY, "-n", str(n), "--jobs", "1", "--format", "csv").out


def finished(study: Path) -> list[tuple[Any, ...]]:
    """The rows of the finished blocks."""
    with closing(sqlite3.connect(study)) as connection:
        return connection.execute("SELECT id, part, first, count, checksum FROM blocks ORDER BY id").fetchall()


def wait_for(study: Path, size: int, process: subprocess.Popen[str]) -> None:
    """Until the file is so large; it can't be read while somebody works on it."""
    while not study.exists() or study.stat().st_size < size:
        assert process.poll() is None


def test_a_cluster_gives_the_same_bytes(two: Cluster, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escalation_sim.running.tiling.LANES", 1_000)
    answer = command("sweep", path, *VARY, "-n", "300", "--cluster", two.address, "--format", "csv")
    assert answer == (0, local(path, 300), "")


def test_a_study_goes_from_a_cluster_to_threads_here(two: Cluster, path: str, tmp_path: Path) -> None:
    question = ("sweep", path, *VARY, "--study", str(tmp_path / "x.study"), "--format", "csv")
    assert command(*question, "-n", "200", "--cluster", two.address) == (0, local(path, 200), "")
    assert command(*question, "-n", "500", "--jobs", "1") == (0, local(path, 500), "")


def test_an_error_on_a_cluster_is_that_of_the_history(two: Cluster, tmp_path: Path) -> None:
    faulty = LIVELY.replace("push * uniform(-1, 2)", "push * uniform(-1, 2) + 0 / (1 - plain * (troops > 6 * limit))")
    path = written(tmp_path, faulty)
    question = ("sweep", path, "--vary", "limit=50,0.7", "-n", "100")
    answer = command(*question, "--cluster", two.address)
    assert (answer.status, answer.out) == (3, "")
    assert answer == command(*question, "--jobs", "1")


def test_a_worker_that_is_killed_shows_in_nothing(two: Cluster, path: str, tmp_path: Path) -> None:
    """And whoever asked, killed as well, goes on with the blocks that are there."""
    study, n = tmp_path / "x.study", 4_000
    question = ("sweep", path, *VARY, "-n", str(n), "--study", str(study), "--cluster", two.address, "--format", "csv")
    with started(*question, blocks_of=SMALL) as process:
        wait_for(study, 500_000, process)
        os.kill(two.workers()[0], signal.SIGKILL)
        os.killpg(process.pid, signal.SIGKILL)
    before = finished(study)
    assert len(before) >= 2
    two.wait_for_workers()
    with started(*question, blocks_of=SMALL) as process:
        wait_for(study, 1_500_000, process)
        os.kill(two.workers()[-1], signal.SIGKILL)
        out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert out == local(path, n)
    after = finished(study)
    assert after[: len(before)] == before
    assert sum(count for _, _, _, count, _ in after) == n * POINTS


# Where it fails


def test_a_cluster_without_workers_is_said(nobody: Cluster, path: str) -> None:
    answer = command("sweep", path, *VARY, "--cluster", nobody.address)
    assert (answer.status, answer.out) == (3, "")
    assert f"the Dask scheduler at {nobody.address} has no workers; start one with: dask worker {nobody.address}" in answer.err


def test_a_scheduler_that_does_not_answer_is_said(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "ANSWER_WITHIN", 0.2)
    answer = command("sweep", path, *VARY, "--cluster", "tcp://127.0.0.1:9")
    assert (answer.status, answer.out) == (3, "")
    assert "no Dask scheduler answers at tcp://127.0.0.1:9 (" in answer.err
    assert "start one with: dask scheduler" in answer.err


@pytest.mark.parametrize(
    "address", ["", "nonsense", "tcp://", "abc://x:1", "127.0.0.1", "tcp://a b:1", "x.json", "inproc://1.2.3"]
)
def test_what_is_no_address_is_said(path: str, address: str) -> None:
    answer = command("sweep", path, *VARY, "--cluster", address)
    assert answer.status == 2
    assert "write the address of a Dask scheduler, such as tcp://host:8786" in answer.err


def test_tls_without_certificates_is_said(path: str) -> None:
    answer = command("sweep", path, *VARY, "--cluster", "tls://127.0.0.1:9")
    assert answer.status == 3
    assert "wants certificates, and Dask's configuration names none" in answer.err


def test_without_dask_the_command_that_installs_it_is_said(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    answer = command("sweep", path, *VARY, "--cluster", "tcp://127.0.0.1:9")
    assert answer.status == 2
    assert 'python -m pip install "escalation-sim[cluster]"' in answer.err


def test_workers_of_other_versions_are_refused() -> None:
    here = dask.versions()
    dask._same_everywhere({"tcp://a": here, "tcp://b": here})
    with pytest.raises(CannotRun, match=r"the worker tcp://b has numpy 1\.0, and here is .*: install the same"):
        dask._same_everywhere({"tcp://a": here, "tcp://b": {**here, "numpy": "1.0"}})


def test_a_cluster_that_falls_silent_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Executor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            return Future()

    def look() -> None:
        raise CannotRun("nobody is there")

    monkeypatch.setattr(spreading, "PATIENCE", 0.01)
    with pytest.raises(CannotRun, match="nobody is there"):
        list(spreading.collected(Silent(), 2, abs, [1], look))


def test_a_scheduler_that_dies_loses_nothing_that_was_finished(path: str, tmp_path: Path) -> None:
    study, n = tmp_path / "x.study", 4_000
    question = ("sweep", path, *VARY, "-n", str(n), "--study", str(study), "--format", "csv")
    with cluster(tmp_path, 1) as lost, started(*question, "--cluster", lost.address, blocks_of=SMALL) as process:
        wait_for(study, 700_000, process)
        lost.processes[0].kill()
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (3, "")
    assert err.startswith(f"error: the Dask cluster at {lost.address} was lost; start it again and run the same command")
    assert len(finished(study)) >= 3


def test_a_block_that_kills_its_workers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A nanny whose worker dies while it starts may go too: then nobody is left."""
    monkeypatch.setattr(spreading, "PATIENCE", 5)
    with cluster(tmp_path, 1) as one, pytest.raises(CannotRun, match=r"died again and again over one block|has no workers"):
        list(spreading.spread(signal.raise_signal, [signal.SIGKILL], 1, one.address))
