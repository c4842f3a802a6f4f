"""`validate`: what is wrong with files, in every format that somebody or a CI service reads."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.commands import Answer, command
from tests.presentation.test_ci_formats import annotations
from tests.questions.check.folders import CLOCK, write
from tests.questions.check.test_check import folder

__all__ = ["folder"]

WARNED = CLOCK.replace(", assumption: a", "")
BROKEN = "title: x\nperiod: {start: 2025-01-01, end: 2025-01-31}\nlader: []\nladder: [{stage: low}, {stage: high}]\n"
FORMATS = ("text", "json", "markdown", "junit", "github")


@pytest.fixture
def files(folder: Path) -> Path:
    """A file that is sound, one with a warning and one with two mistakes."""
    return write(folder, sound=CLOCK, warned=WARNED, broken=BROKEN)


PATHS = ("sound.yaml", "warned.yaml", "broken.yaml")


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    ("paths", "options", "status"),
    [
        (PATHS, (), 2),
        (("warned.yaml",), (), 0),
        (("warned.yaml",), ("--strict",), 2),
        (("sound.yaml",), ("--strict",), 0),
        (("nowhere.yaml", "sound.yaml"), (), 2),
    ],
)
def test_the_status_is_the_same_in_every_format(
    files: Path, paths: tuple[str, ...], options: tuple[str, ...], status: int, format_: str
) -> None:
    assert command("validate", *paths, *options, "--format", format_).status == status


def test_the_text_has_every_mistake_and_a_line_a_file(files: Path) -> None:
    lines = command("validate", *PATHS).out.splitlines()
    assert lines[0] == "sound.yaml: sound"
    assert lines[1].startswith("warned.yaml:4:3: warning: parameters.odds: the number has neither a fact nor an assumption")
    assert "warned.yaml: 0 errors, 1 warning" in lines
    assert lines[-1] == "broken.yaml: 2 errors, 0 warnings"
    assert "sound" not in command("validate", "sound.yaml", "--quiet").out


def test_github_gets_an_annotation_for_every_mistake(files: Path) -> None:
    headline, *lines = command("validate", *PATHS, "--format", "github").out.splitlines()
    assert headline == "2 errors, 1 warning in 2 of 3 files"
    found = annotations("\n".join(lines))
    told = [(level, given["title"], given["file"], given["line"], given["col"]) for level, given, _ in found]
    assert told == [
        ("error", "broken: error", "broken.yaml", "3", "1"),
        ("error", "broken: error", "broken.yaml", "4", "25"),
        ("warning", "warned: warning", "warned.yaml", "4", "3"),
    ]
    assert found[0][2] == "lader: there is no key `lader` here (did you mean ladder?)"
    strict = command("validate", *PATHS, "--strict", "--format", "github").out.splitlines()[1:]
    assert [level for level, _, _ in annotations("\n".join(strict))] == ["error"] * 3
    assert command("validate", "sound.yaml", "--format", "github") == Answer(0, "sound: 1 file\n", "")


def test_yaml_that_is_none_and_a_file_that_is_not_there_are_annotated(folder: Path) -> None:
    (folder / "broken.yaml").write_bytes(b"title: [\n")
    (folder / "latin.yaml").write_bytes(b"title: Fu\xdf\n")
    _, *lines = command("validate", "broken.yaml", "latin.yaml", "nowhere.yaml", "--format", "github").out.splitlines()
    assert [(level, given["file"]) for level, given, _ in annotations("\n".join(lines))] == [
        ("error", "broken.yaml"),
        ("error", "latin.yaml"),
        ("error", "nowhere.yaml"),
    ]


def test_a_base_with_a_mistake_is_annotated_once_for_all_its_variants(folder: Path) -> None:
    variants = {f"v{number}": "extends: base.yaml\n" for number in range(12)}
    write(folder, base=CLOCK.replace("at: 2025-01-05", "att: 2025-01-05"), **variants)
    _, *alone = command("validate", "v0.yaml", "--format", "github").out.splitlines()
    headline, *lines = command("validate", *(f"{name}.yaml" for name in variants), "--format", "github").out.splitlines()
    assert lines == alone
    assert headline == f"{12 * len(alone)} errors, 0 warnings in 12 of 12 files"
    assert {given["file"] for _, given, _ in annotations("\n".join(lines))} == {"base.yaml"}


def test_a_base_with_a_mistake_is_told_once_for_all_its_variants(folder: Path) -> None:
    variants = {f"a{number}": "extends: the_base.yaml\n" for number in range(12)}
    write(
        folder,
        the_base=CLOCK.replace("at: 2025-01-05", "att: 2025-01-05"),
        zz_own="extends: the_base.yaml\nlader: []\n",
        **variants,
    )
    text = command("validate", ".").out
    alone = command("validate", "the_base.yaml").out
    assert alone.splitlines()[-1].startswith("the_base.yaml: ")
    assert alone in text, "its mistakes stand with the file in which they are, though a0 comes first"
    for line in alone.splitlines()[:-1]:
        assert text.count(line) == 1
    counted = alone.splitlines()[-1].removeprefix("the_base.yaml: ")
    assert text.splitlines()[-1] == f"a0.yaml, a1.yaml, a10.yaml, a11.yaml and 8 more: {counted} in each, said above"
    assert "zz_own.yaml:2:1: error: lader: " in text
    data = json.loads(command("validate", ".", "--format", "json").out)
    assert sum(bool(one["problems"]) for one in data["files"]) == 14, "JSON has all of each file"


def test_the_step_gets_a_page_and_a_verdict(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    monkeypatch.setenv("GITHUB_OUTPUT", "output.txt")
    command("validate", "sound.yaml")
    assert Path("output.txt").read_text() == "verdict=sound\n"
    command("validate", *PATHS)
    assert Path("output.txt").read_text() == "verdict=error\n"
    page = Path("summary.md").read_text()
    assert page.startswith("## sound: 1 file\n")
    assert "## 2 errors, 1 warning in 2 of 3 files\n" in page
    assert "| broken.yaml:3:1 | error | lader: there is no key \\`lader\\` here | did you mean ladder? |" in page
    assert "| sound.yaml | sound |" in page
    assert page.endswith(command("validate", *PATHS, "--format", "markdown").out)


def test_junit_has_a_case_for_every_mistake_and_for_every_file_without_one(files: Path) -> None:
    root = ET.fromstring(command("validate", *PATHS, "--format", "junit").out)  # noqa: S314 - our own
    counts = {suite.get("name"): (suite.get("tests"), suite.get("failures"), suite.get("skipped")) for suite in root}
    assert counts == {"sound": ("1", "0", "0"), "warned": ("1", "0", "1"), "broken": ("2", "2", "0")}


def test_the_answer_may_go_to_a_file_but_not_over_a_scenario(files: Path) -> None:
    assert command("validate", *PATHS, "-o", "found.json") == Answer(2, "", "")
    found = json.loads(Path("found.json").read_text())
    assert [(one["file"], len(one["problems"])) for one in found["files"]] == [
        ("sound.yaml", 0),
        ("warned.yaml", 1),
        ("broken.yaml", 2),
    ]
    assert "is also the scenario sound.yaml" in command("validate", *PATHS, "-o", "sound.yaml", "--format", "text").err
    assert Path("sound.yaml").read_text() == CLOCK


def test_no_word_of_a_stranger_is_a_command(folder: Path) -> None:
    key = '"::error::x ##[error]y\\n::add-mask::z"'
    write(folder, hostile=f"{key}: 1\n")
    for format_ in FORMATS:
        lines = command("validate", "hostile.yaml", "--format", format_).out.splitlines()
        assert not any("##[" in line for line in lines), format_
        own = [line for line in lines if line.startswith("::error file=hostile.yaml,line=")]
        assert [line for line in lines if line.lstrip().startswith("::")] == own
