"""Kills and Ctrl-C at random moments: on this machine, and on a Dask cluster that loses workers as well."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.questions.sweep.killing import BLOCKS_OF, QUESTION, killed_and_resumed
from tests.running.clusters import cluster
from tests.running.studies import started, written

pytestmark = pytest.mark.campaign


@pytest.mark.parametrize("seed", [1, 2])
def test_forty_kills_do_not_show(tmp_path: Path, seed: int) -> None:
    found = killed_and_resumed(written(tmp_path), tmp_path, 40, n=20_000, means=("--jobs", "2"), seed=seed)
    print(found)  # noqa: T201 - `pytest -s` tells
    assert found.kills == 40


def test_forty_kills_on_a_cluster_do_not_show(tmp_path: Path) -> None:
    with cluster(tmp_path, 2) as two:
        means = ("--cluster", two.address)
        found = killed_and_resumed(written(tmp_path), tmp_path, 40, n=20_000, means=means, seed=3, victims=two.workers)
    print(found)  # noqa: T201
    assert found.kills == 40


def test_ctrl_c_at_any_moment_ends_it_without_a_trace(tmp_path: Path) -> None:
    """A moment before the program listens it is Python that answers."""
    dice, path = random.Random(4), written(tmp_path)  # noqa: S311
    for _ in range(60):
        with started("sweep", path, *QUESTION, "-n", "100000", "--jobs", "2", blocks_of=BLOCKS_OF) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(dice.uniform(0.3, 2))
            os.killpg(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (130, "")
        said = err.removeprefix("\n")  # click ends the line on which the terminal shows ^C
        assert said == "interrupted: nothing was written; run the same command again\n"
