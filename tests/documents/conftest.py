"""A repository as a CI service finds it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from tests.documents.test_ci_pages import FLOOD, HIGHER, commit, git


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository at the merge of a request that raises the wall and brings a new scenario."""
    folder = tmp_path_factory.mktemp("repository")
    scenarios = folder / "scenarios"
    scenarios.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    (scenarios / "flood.yaml").write_text(FLOOD)
    commit(folder)
    git(folder, "checkout", "--quiet", "-b", "wall")
    (scenarios / "flood.yaml").write_text(HIGHER)
    (scenarios / "a new one.yaml").write_text("title: Another flood\nextends: flood.yaml\n")
    commit(folder)
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-ff", "--message", "merge", "wall")
    program = folder.parent / "bin" / "escalation-sim"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m escalation_sim "$@"\n')
    program.chmod(0o755)
    return folder


@pytest.fixture
def repository(merged: Path) -> Path:
    """The repository as a service finds it that has used it before."""
    git(merged, "clean", "--quiet", "-ffdx")
    return merged
