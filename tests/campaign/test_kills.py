"""Forty kills at random moments: on processes of this machine, and on a Dask cluster that loses workers as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clusters import cluster
from tests.killing import killed_and_resumed
from tests.studies import written

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
