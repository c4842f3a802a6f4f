"""The hooks that we offer look before every commit: whatever is deleted, and wherever it lies."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.documents.test_ci_pages import FLOOD, HIGHER, commit, git, hooks, outside

RAIN = """\
article: {id: W, title: The weather, published: 2025-01-01, published_is: stated}
facts:
  W-01: {kind: number, says: "The wall is 15 metres high.", value: 15}
"""
FILES = {
    "scenarios/flood.yaml": FLOOD,
    "scenarios/higher.yaml": "extends: flood.yaml\ntitle: A higher wall\nparameters: {danger: {value: 25}}\n",
    "scenarios/cited.yaml": FLOOD.replace("assumption: The height of the wall.", "source: [W-01]").replace(
        "title: A flood\n", "title: A flood by the book\nevidence: ../facts\n"
    ),
    "facts/weather.yaml": RAIN,
    "README.md": "Ours.\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with sound scenarios, a record and a fact, whose commits our hooks look at."""
    folder = tmp_path / "repository"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    program = tmp_path / "bin" / "escalation-sim"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m escalation_sim "$@"\n')
    program.chmod(0o755)
    # Of a repository pre-commit would install us into an environment of its own, from a registry; here we are already.
    offered = [{**hook, "language": "system"} for hook in hooks()]
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": offered}]}))
    git(folder, "init", "--quiet", "--initial-branch", "main")
    run(folder, "escalation-sim", "check", "scenarios/", "--update", "flood", "--yes").check_returncode()
    commit(folder)
    run(folder, sys.executable, "-m", "pre_commit", "install").check_returncode()
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in the repository, with our program on the path and no configuration but the repository's."""
    who = {f"GIT_{role}_{key}": "test" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
    env = outside(
        PATH=os.pathsep.join([str(folder.parent / "bin"), os.environ["PATH"]]),
        PYTHONPATH=os.pathsep.join(map(os.path.abspath, sys.path)),
        PRE_COMMIT_HOME=str(folder.parent / "cache"),
        GIT_CONFIG_GLOBAL=os.devnull,
        GIT_CONFIG_NOSYSTEM="1",
        **who,
    )
    return subprocess.run(words, cwd=folder, env=env, check=False, capture_output=True, text=True)


def verdicts(repository: Path) -> tuple[list[str], str]:
    """What the hooks say of what is staged, when it is committed, and all that is shown."""
    done = run(repository, "git", "commit", "--message", "a commit")
    told = done.stdout + done.stderr
    said = re.findall(r"^scenarios .*\.(Passed|Failed|Skipped)$", told, re.MULTILINE)
    assert (done.returncode != 0) == ("Failed" in said), told
    return said, told


def test_what_is_sound_is_committed(repository: Path) -> None:
    (repository / "README.md").write_text("Yours.\n")
    git(repository, "add", ".")
    assert verdicts(repository)[0] == ["Passed", "Passed"]
    assert git(repository, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("deleted", "said"),
    [
        ("scenarios/flood.yaml", "scenarios/higher.yaml"),  # which extends it
        ("facts/weather.yaml", "scenarios/cited.yaml"),
    ],
)
def test_nobody_deletes_what_a_scenario_rests_on(deleted: str, said: str, repository: Path) -> None:
    git(repository, "rm", "--quiet", deleted)
    found, told = verdicts(repository)
    assert found == ["Failed", "Failed"]
    assert said in told


def test_a_scenario_without_heirs_leaves_its_record_behind(repository: Path) -> None:
    git(repository, "rm", "--quiet", "scenarios/flood.yaml", "scenarios/higher.yaml")
    found, told = verdicts(repository)
    assert found == ["Passed", "Failed"]
    assert "its scenario is gone" in told


def test_a_fact_that_is_cited_is_missed(repository: Path) -> None:
    (repository / "facts" / "weather.yaml").write_text(RAIN.replace("W-01", "W-02"))
    git(repository, "add", ".")
    found, told = verdicts(repository)
    assert found == ["Failed", "Failed"]
    assert "W-01" in told


def test_a_record_that_is_deleted_is_looked_for(repository: Path) -> None:
    git(repository, "rm", "--quiet", "scenarios/expected/flood.json")
    found, _ = verdicts(repository)
    assert "Skipped" not in found
    assert len(found) == 2


def test_a_claim_that_no_longer_holds_is_not_committed(repository: Path) -> None:
    (repository / "scenarios" / "flood.yaml").write_text(HIGHER)
    git(repository, "add", ".")
    assert verdicts(repository)[0] == ["Passed", "Failed"]
