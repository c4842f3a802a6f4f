"""The repository that lives through a year: a town by the river, what others extend, and the records of all."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.commands import Answer, command
from tests.questions.compare.repositories import commit, git

TOWN = """\
title: A town by the river
period: {start: 2025-03-01, end: 2025-04-30}
parameters:
  flood: {value: 6, range: [1, 20], assumption: the marks on the bridge}
quantities: {level: 1, sand: 0}
events:
  rain: {every: exponential(3), set: {level: 'level + uniform(0, 2)'}}
  trucks: {at: 2025-03-20, set: {sand: 1}}
brakes:
  no_sand: {title: There is no sand yet, while: sand < 1, blocks: [sandbags]}
ladder:
  - stage: watching
  - stage: sandbags
    climb: {when: level >= flood}
outcomes:
  day_of_flood: first(level >= flood)
expect:
  - {probability: highest >= sandbags, at_least: 0.5}
"""
LOW = "title: Low walls\nextends: town.yaml\nparameters:\n  flood: {value: 4}\n"
HIGH = "title: High walls\nextends: town.yaml\nparameters:\n  flood: {value: 9}\nexpect: []\n"
SCENARIOS = {"scenarios/town.yaml": TOWN, "scenarios/low.yaml": LOW, "scenarios/high.yaml": HIGH}


@dataclass(frozen=True)
class Repository:
    """A repository with the scenarios and their records, in which we are."""

    folder: Path

    def edit(self, old: str, new: str, file: str = "scenarios/town.yaml") -> None:
        """Another text in a file."""
        path = self.folder / file
        data = path.read_bytes().decode()
        assert old in data, (old, data)
        path.write_bytes(data.replace(old, new).encode())

    def write(self, file: str, text: str | bytes) -> None:
        (self.folder / file).write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, file: str) -> str:
        return (self.folder / file).read_bytes().decode()

    def commit(self) -> None:
        commit(self.folder)

    def git(self, *arguments: str) -> str:
        return git(self.folder, *arguments)

    def check(self, *options: str) -> Answer:
        return command("check", "scenarios", *options)

    def compare(self, *options: str) -> Answer:
        return command("compare", "HEAD:scenarios", "scenarios", "-n", "200", *options)

    def update(self) -> None:
        answer = command("check", "scenarios", "--update-all")
        assert answer.status == 0, answer.err


def founded(folder: Path) -> Repository:
    """The repository as it is in January: everything recorded and committed."""
    commit(folder, SCENARIOS)
    here = Path.cwd()
    try:
        os.chdir(folder)
        repository = Repository(folder)
        repository.update()
        repository.commit()
    finally:
        os.chdir(here)
    return repository


def copied(repository: Repository, folder: Path) -> Repository:
    """The same, for one more day in its life."""
    shutil.copytree(repository.folder, folder, symlinks=True)
    return Repository(folder)
