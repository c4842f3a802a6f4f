"""The same answers wherever the repository is: read-only, on one core, with other line ends and names, with nobody listening."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import command
from tests.year.test_edits import words
from tests.year.town import Repository


def contents(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """All that is in a folder, with the times at which it was written."""
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_a_checkout_that_may_only_be_read(town: Repository) -> None:
    town.edit("value: 6", "value: 7")
    before = contents(town.folder)
    for path in (*town.folder.rglob("*"), town.folder):
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        check, compare = town.check(), town.compare()
        assert (check.status, compare.status, check.err) == (1, 1, "")
        assert contents(town.folder) == before, "nothing is written beside the scenarios"
        if os.geteuid():
            update = town.check("--update", "town")
            assert update.status == 3
            assert "cannot be written" in update.err
    finally:
        for path in (town.folder, *town.folder.rglob("*")):
            path.chmod(path.stat().st_mode | 0o200)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux says on which cores a process may run")
def test_one_core_gives_the_same_bytes(town: Repository) -> None:
    town.edit("value: 6", "value: 7")
    usual = [town.check("--no-cache"), town.compare("--format", "json")]
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        assert [town.check("--no-cache"), town.compare("--format", "json")] == usual
    finally:
        os.sched_setaffinity(0, cores)


def test_lines_that_end_as_on_windows_change_nothing(town: Repository) -> None:
    for path in Path("scenarios").rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert words(town.check()).startswith("held: claims: 1 held; records: 3 identical")
    page = town.compare()
    assert (page.status, page.out.splitlines()[0]) == (0, "Identical: all 3 scenarios give the same answer.")
    assert "record" not in page.out
    town.edit("value: 6", "value: 7")
    assert "scenarios/town.yaml:4:18: failed: town: recorded result" in town.check().out


def test_spaces_and_hangul_in_paths(town: Repository) -> None:
    folder = Path("우리 시나리오") / "강 마을"
    folder.parent.mkdir()
    Path("scenarios").rename(folder)
    (folder / "town.yaml").rename(folder / "강가 마을.yaml")
    (folder / "expected" / "town.json").rename(folder / "expected" / "강가 마을.json")
    for name in ("low", "high"):
        town.edit("town.yaml", "강가 마을.yaml", f"{folder}/{name}.yaml")
    town.commit()
    town.edit("value: 6", "value: 7", f"{folder}/강가 마을.yaml")
    check = command("check", str(folder))
    assert check.status == 1
    assert f"{folder}/강가 마을.yaml:4:18: failed: 강가 마을: recorded result" in check.out
    assert "(--update '강가 마을' records it anew)" in words(check)
    annotated = command("check", str(folder), "--format", "github").out
    assert f"::error file={folder}/강가 마을.yaml,line=4,col=18,title=강가 마을%3A failed::" in annotated
    page = command("compare", f"HEAD:{folder}", str(folder), "-n", "200")
    assert page.status == 1
    assert f"compare 'HEAD:{folder}/강가 마을.yaml' '{folder}/강가 마을.yaml'" in page.out
    assert command("check", str(folder), "--update", "강가 마을").status == 0
    assert command("check", str(folder)).status == 0


@pytest.mark.parametrize("asked", ["check scenarios", "compare HEAD:scenarios scenarios", "validate scenarios"])
def test_a_closed_standard_output_is_said_and_no_crash(asked: str, town: Repository) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)), "PYTHON": sys.executable}
    script = f'"$PYTHON" -m escalation_sim {asked} >&-'
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: the output cannot be written: standard output is closed; open it, or name a file")


def test_a_reader_that_stops_listening_is_no_mistake(town: Repository) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)), "PYTHON": sys.executable}
    script = '"$PYTHON" -m escalation_sim check scenarios | true'
    done = subprocess.run(["bash", "-o", "pipefail", "-c", script], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
