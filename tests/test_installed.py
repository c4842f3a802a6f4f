"""What is installed is whole: the wheel and the source distribution bring the shipped scenarios and their evidence."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest

from escalation_sim.language.loading import load
from escalation_sim.running.setups import Settings, Setup
from tests.commands import command
from tests.places import ROOT, SCENARIOS

LEFT = ("build", "dist", "__pycache__", "*.egg-info", ".*")
PLAYED_BY_THE_KERNEL = """
import sys
import numpy as np
from escalation_sim.engines.kernel.engine import play_block
from escalation_sim.engines.kernel.tables import tables_of
from escalation_sim.language.loading import load
from escalation_sim.running.setups import Settings, Setup

setup = Setup(load(sys.argv[1]).scenario, Settings())
print(*play_block(tables_of(setup.programme), setup.lanes(0, 50), setup.settings.seed, np.arange(50)).highest)
"""
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))


def built(folder: Path, what: str, place: Path) -> Path:
    """What setuptools builds of a source tree, a `wheel` or an `sdist`, as pip asks it to."""
    place.mkdir()
    code = f"from setuptools import build_meta; print(build_meta.build_{what}({str(place)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True)
    (made,) = place.iterdir()
    return made


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    tree = tmp_path_factory.mktemp("tree") / "tree"
    copytree(ROOT, tree, ignore=lambda folder, names: {n for n in names if any(Path(n).match(left) for left in LEFT)})
    made = built(tree, "sdist", tree.parent / "sdist")
    with tarfile.open(made) as archive:
        archive.extractall(tree.parent, filter="data")
    return tree.parent / made.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def installed(sources: Path) -> Path:
    """The wheel made from the source distribution, installed in a folder of its own."""
    wheel = built(sources, "wheel", sources.parent / "wheel")
    place = sources.parent / "installed"
    with ZipFile(wheel) as archive:  # a wheel of pure Python is what is installed
        archive.extractall(place)  # noqa: S202 - we have just made it
    return place


def python(installed: Path, folder: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in another folder, with what is installed and nothing of this checkout in sight."""
    others = [entry for entry in sys.path if entry and not Path(entry).resolve().is_relative_to(ROOT / "src")]
    environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), *others])}
    program = [sys.executable, "-P", "-c", code, *arguments]
    return subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The installed program in another folder."""
    return python(installed, folder, "from escalation_sim.cli.main import main; main()", *arguments)


def test_the_program_runs_what_it_brings(installed: Path, tmp_path: Path) -> None:
    told = run(installed, tmp_path, "run", "base", "-n", "50", "--format", "json")
    here = command("run", str(SCENARIOS / "base.yaml"), "-n", "50", "--format", "json")
    assert (told.returncode, told.stdout) == (0, here.out)
    assert "this is the scenario `base` that comes with the program" in told.stderr


def test_it_brings_every_scenario_with_its_record(installed: Path, tmp_path: Path) -> None:
    assert [line.split()[0] for line in run(installed, tmp_path, "new", "--list").stdout.splitlines()] == NAMES
    for name in NAMES:
        assert (run(installed, tmp_path, "validate", "--strict", "--quiet", name).returncode, name) == (0, name)
    shipped = installed / "escalation_sim" / "shipped" / "scenarios" / "expected"
    assert sorted(path.stem for path in shipped.glob("*.json")) == sorted(
        path.stem for path in (SCENARIOS / "expected").iterdir()
    )


def test_it_brings_the_questions_that_score_asks(installed: Path, tmp_path: Path) -> None:
    told = run(installed, tmp_path, "score", "germany_tanks", "-n", "50", "--format", "json")
    here = command("score", str(SCENARIOS / "questions" / "germany_tanks.yaml"), "-n", "50", "--format", "json")
    assert (told.returncode, told.stdout) == (0, here.out)
    shipped = installed / "escalation_sim" / "shipped" / "scenarios" / "questions"
    assert sorted(one.name for one in shipped.iterdir()) == sorted(one.name for one in (SCENARIOS / "questions").iterdir())


def test_a_copy_is_ready_to_change(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "new", "mine.yaml", "--like", "moscow_deterred").returncode == 0
    assert run(installed, tmp_path, "validate", "--strict", "mine.yaml").returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"mine.yaml", "moscow_punishes.yaml", "base.yaml", "seeds"}


def test_a_scenario_to_start_from_and_the_types_are_there(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "new", "fresh.yaml").returncode == 0
    assert run(installed, tmp_path, "run", "fresh.yaml", "--quiet").returncode == 0
    assert (installed / "escalation_sim" / "py.typed").is_file()


def test_it_brings_the_kernel_and_plays_with_it(installed: Path, tmp_path: Path) -> None:
    """The kernel is a file for every machine; the C that it is made of is in the source distribution."""
    told = python(installed, tmp_path, PLAYED_BY_THE_KERNEL, str(SCENARIOS / "base.yaml"))
    assert (told.returncode, told.stderr) == (0, "")
    ensemble = Setup(load(SCENARIOS / "base.yaml").scenario, Settings()).ensemble(50, jobs=1)
    assert told.stdout.split() == [str(place) for place in ensemble.highest]
    assert sorted(path.name for path in installed.rglob("kernel*") if path.suffix) == ["kernel.js", "kernel.wasm"]
    assert [*installed.rglob("*.c"), *installed.rglob("*.h")] == []
    (wheel,) = (installed.parent / "wheel").iterdir()
    assert wheel.name.endswith("-py3-none-any.whl")


def test_it_brings_all_modules_of_the_page(installed: Path) -> None:
    here, there = ROOT / "src" / "escalation_sim" / "web", installed / "escalation_sim" / "web"
    assert sorted(path.name for path in there.iterdir()) == sorted(path.name for path in here.iterdir())


def test_the_source_distribution_can_be_tested(sources: Path) -> None:
    kernel = "src/escalation_sim/engines/kernel"
    for name in (f"{kernel}/kernel.c", f"{kernel}/kernel.h", f"{kernel}/kernel.wasm"):
        assert (sources / name).exists(), name
    for name in ("tests/test_installed.py", "scenarios/base.yaml", "seeds", "docs/language.md", "Makefile", "README.md"):
        assert (sources / name).exists(), name
