"""`validate` of a folder looks at every scenario directly in it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.commands import command

SOUND = "title: A walk\nperiod: {start: 2025-03-01, end: 2025-03-31}\nladder: [{stage: home}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.yaml", "a.yaml", ".hidden.yaml", "notes.txt", "deeper/c.yaml", "expected/gone.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(SOUND if name in ("a.yaml", "b.yaml") else "broken")
    return tmp_path


def test_of_a_folder_every_scenario_directly_in_it_is_looked_at(folder: Path) -> None:
    answer = command("validate", "--strict", f"{folder}/")
    note = f"note: skipped, for only the *.yaml directly in a folder are looked at: {folder}/deeper/\n"
    assert (answer.status, answer.err) == (0, note)
    assert answer.out.splitlines() == [f"{folder}/a.yaml: sound", f"{folder}/b.yaml: sound"]


def test_one_that_is_not_sound_is_found_in_a_folder(folder: Path) -> None:
    (folder / "b.yaml").write_text("title: only\n")
    answer = command("validate", str(folder), "--format", "json")
    assert answer.status == 2
    files = json.loads(answer.out)["files"]
    assert [(one["file"], bool(one["problems"])) for one in files] == [(f"{folder}/a.yaml", False), (f"{folder}/b.yaml", True)]


def test_files_and_folders_come_in_the_order_in_which_they_are_asked_for(folder: Path) -> None:
    answer = command("validate", f"{folder}/deeper/c.yaml", str(folder))
    assert answer.status == 2
    lines = [line for line in answer.out.splitlines() if line.startswith(str(folder)) and "error:" not in line]
    assert [line.rpartition("/")[2] for line in lines] == ["c.yaml: 1 error, 0 warnings", "a.yaml: sound", "b.yaml: sound"]


def test_a_folder_without_a_scenario_is_no_sound_one(folder: Path) -> None:
    answer = command("validate", f"{folder}/expected")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == f"error: there is no scenario in {folder}/expected: no *.yaml stands directly in it\n"


def test_files_of_one_name_are_told_apart_in_junit(folder: Path) -> None:
    (folder / "deeper" / "a.yaml").write_text(SOUND)
    root = ET.fromstring(command("validate", str(folder), f"{folder}/deeper", "--format", "junit").out)  # noqa: S314 - our own
    assert [suite.get("name") for suite in root] == [f"{folder}/a", "b", f"{folder}/deeper/a", "c"]
