"""Files and streams: whole or not at all, never in the place of something else, and nobody's fault but the right one's."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from escalation_sim.presentation.formats import to_json
from escalation_sim.presentation.writing import write_whole
from tests.commands import command
from tests.places import ROOT

BASE = str(ROOT / "scenarios" / "troops_alone.yaml")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["run", BASE, "--set", "zz=1"], 2),
        (["run", "nope.yaml"], 2),
        (["run", BASE, "-o", "/proc/x.json"], 3),
        (["run", BASE, "--replication", "99999999999999999999"], 2),
    ],
)
def test_debug_changes_no_status(arguments: list[str], status: int) -> None:
    assert command(*arguments).status == status
    assert command(*arguments, "--debug").status == status


def test_a_link_to_itself_leads_nowhere_and_gives_way(tmp_path: Path) -> None:
    path = tmp_path / "loop.json"
    path.symlink_to("loop.json")
    write_whole(path, b"whole")
    assert (path.read_bytes(), path.is_symlink()) == (b"whole", False)


def test_a_link_is_followed_and_the_mode_of_a_file_is_kept(tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_whole(Path(os.devnull), b"x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_full_disk_is_no_fault_of_the_program() -> None:
    with Path("/dev/full").open("w") as full:
        arguments = [sys.executable, "-m", "escalation_sim", "run", BASE]
        ended = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 3
    assert "No space left" in ended.stderr


@pytest.mark.parametrize("option", ["-o", "--trace"])
def test_the_scenario_is_never_overwritten(option: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(Path(BASE).read_text().replace("evidence: ../seeds", "").split("source")[0])
    before = path.read_bytes()
    answer = command("run", str(path), "--format", "json", option, str(path))
    assert answer.status == 2
    assert path.read_bytes() == before


def test_whole_numbers_have_no_point_however_large() -> None:
    assert to_json({"a": 1e15, "b": 1234567890123456.0, "c": -5e15, "d": 0.1, "e": float("nan")}) == (
        '{\n "a": 1000000000000000,\n "b": 1234567890000000,\n "c": -5000000000000000,\n "d": 0.1,\n "e": null\n}\n'
    )


def test_options_that_do_not_go_together_are_refused() -> None:
    assert command("run", BASE, "-n", "5", "--split", "reached_indirect_supply", "--format", "csv").status == 2
    assert command("run", BASE, "-n", "5", "--split", "highest > 0", "--split", "highest > 1").status == 2


def test_every_verb_tells_the_version() -> None:
    for verb in ("run", "validate", "explain", "evidence", "schema", "new"):
        assert command(verb, "--version").out.startswith("escalation-sim ")


def test_a_line_break_in_a_title_begins_no_line(tmp_path: Path) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(
        'title: "a\\n::error::pwn"\nperiod: {start: 2024-01-01, end: 2024-01-03}\n'
        'ladder: [{stage: low, title: "x\\n::error::pwn"}, {stage: high, climb: {when: stage >= low}}]\n'
    )
    for arguments in (["run", str(path)], ["run", str(path), "-n", "20"], ["explain", str(path)], ["evidence", str(path)]):
        assert not any(line.startswith("::") for line in command(*arguments).out.splitlines())


def test_who_reads_no_further_does_not_change_the_status(tmp_path: Path) -> None:
    """`check … | head -0` under `pipefail` still says that a claim failed."""
    (tmp_path / "x.yaml").write_text(
        "title: x\nperiod: {start: 2024-01-01, end: 2024-01-10}\n"
        "ladder: [{stage: calm}, {stage: aid, climb: {when: true}}]\nexpect: [{probability: highest < aid, at_least: 1}]\n"
    )
    read, write = os.pipe()
    os.close(read)
    program = [sys.executable, "-m", "escalation_sim", "check", str(tmp_path / "x.yaml")]
    with os.fdopen(write, "wb") as nobody:
        assert subprocess.run(program, stdout=nobody, stderr=subprocess.DEVNULL, check=False).returncode == 1
