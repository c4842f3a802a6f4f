"""Git repositories for tests: each a folder with files, committed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

TOWN = """\
title: A town
period: {start: 2024-03-01, end: 2024-05-31}
parameters:
  flood: {value: 4, range: [1, 10], assumption: for the test}
quantities: {level: 1}
events:
  storm: {every: exponential(6), set: {level: 'level + uniform(0, 2)'}}
ladder:
  - stage: watch
  - stage: sandbags
    climb: {when: level >= flood}
"""
VARIANT = "title: Low walls\nextends: {base}\nparameters:\n  flood: {{value: 3}}\n"
FACTS = "article: {id: S1, title: A paper}\nfacts:\n  S1.flood: {says: the wall stands four metres high, value: 4}\n"


def git(folder: Path, *arguments: str) -> str:
    """What git says, with nothing of the user's settings."""
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", "-c", "core.autocrlf=false")
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, env={**os.environ, **own}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def write(folder: Path, files: dict[str, str]) -> None:
    """Files by their paths, as they are."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())


def commit(folder: Path, files: dict[str, str] | None = None) -> None:
    """Write files, and commit all that is there; of a folder that is no repository make one first."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    write(folder, files or {})
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "as it was")
