"""A study that is killed goes on where it was; forty times, and on a cluster, in `tests/campaign/test_kills.py`."""

from __future__ import annotations

from pathlib import Path

from tests.questions.sweep.killing import killed_and_resumed
from tests.running.studies import written


def test_a_study_killed_at_random_moments_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    """With the same bytes of results, and no finished block is run twice."""
    found = killed_and_resumed(written(tmp_path), tmp_path, 5, n=3_000, means=("--jobs", "2"), seed=1)
    assert found.kills == 5
    assert max(found.blocks) > 0
