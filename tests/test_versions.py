"""A fresh machine passes, this year and next: the lock names every release, and both ends of the bounds are tried."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.documents.documents import words_of_the_makefile
from tests.places import ROOT
from tests.versions import LOCK, asked, chosen, lowest

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
INSTALLING = ("run", "check", "test", "lint", "format", "kernel", "bench", "pictures", "campaign", "sanitize", "machines")
"""The words that set up .venv."""
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"


def surroundings(python: str, system: str) -> dict[str, str]:
    """What markers are asked about, on another machine."""
    of_python = {"python_version": python, "python_full_version": f"{python}.0", "implementation_version": f"{python}.0"}
    return {**of_python, **SYSTEMS[system], "implementation_name": "cpython", "platform_python_implementation": "CPython"}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_names_a_release_that_is_allowed_for_all_that_is_required(system: str, python: str) -> None:
    there = surroundings(python, system)
    locked = chosen(there)
    for requirement in map(Requirement, asked()):
        if requirement.marker is None or requirement.marker.evaluate(there):
            release = locked.get(canonicalize_name(requirement.name), "no release")
            assert release != "no release", f"{requirement} is not in requirements.lock: `make lock` makes it anew"
            assert release in requirement.specifier, f"requirements.lock has {requirement.name} {release}, asked is {requirement}"


def test_what_builds_us_is_what_the_tests_build_with() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert set(told["build-system"]["requires"]) <= set(told["project"]["optional-dependencies"]["dev"])


def test_the_lock_has_releases_and_markers_and_no_address_or_path() -> None:
    first, *lines = LOCK.read_text().splitlines()
    assert first.startswith("#")
    for line in lines:
        assert re.fullmatch(r"# +make lock|[a-z\d-]+==[\w.]+( ; [\w '.<>=!()]+)?", line), line


def test_every_bound_says_the_lowest_release_that_is_allowed() -> None:
    assert {Requirement(line).name for line in lowest(asked())} == {Requirement(one).name for one in asked()}
    assert lowest(["scipy>=1.15", "SALib>=1.5.2"]) == ["SALib==1.5.2", "scipy==1.15"]
    for unsaid in ("scipy", "scipy>1.15", "scipy==1.15", "scipy>=1.15,<2"):
        with pytest.raises(ValueError, match="says no lowest release: write NAME>=VERSION"):
            lowest([unsaid])


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What make looks at, without any environment."""
    (tmp_path / "tests").mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "tests/versions.py"):
        shutil.copyfile(ROOT / name, tmp_path / name)
        os.utime(tmp_path / name, (1000, 1000))
    return tmp_path


def would_do(folder: Path, word: str) -> list[str]:
    """The commands of a word of the Makefile, none of which is run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "GNUMAKE"))}
    done = subprocess.run(["make", "--dry-run", word], cwd=folder, env=kept, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def installing(commands: list[str]) -> list[str]:
    return [command for command in commands if "pip install" in command]


def is_there(path: Path, changed: int) -> None:
    """A stamp of make's, with the time when it was changed."""
    path.parent.mkdir(exist_ok=True)
    path.touch()
    os.utime(path, (changed, changed))


@pytest.mark.parametrize("word", INSTALLING)
def test_what_a_word_installs_is_of_the_lock(word: str, clone: Path) -> None:
    commands = would_do(clone, word)
    assert len(installing(commands)) == 2, "setuptools, which build us, and then us"
    assert all(" -c requirements.lock " in command for command in installing(commands))
    assert " --no-build-isolation " in installing(commands)[1], "pip would fetch the newest setuptools for the build"


@pytest.mark.parametrize("changed", ["pyproject.toml", "requirements.lock"])
def test_an_environment_follows_the_lock(changed: str, clone: Path) -> None:
    for stamp in ("pyvenv.cfg", ".runs", ".works"):
        is_there(clone / ".venv" / stamp, 2000)
    assert installing(would_do(clone, "run")) == installing(would_do(clone, "test")) == []
    os.utime(clone / changed, (3000, 3000))
    assert len(installing(would_do(clone, "run"))) == len(installing(would_do(clone, "test"))) == 2


@pytest.mark.parametrize(("word", "stamp"), [("newest", "pyvenv.cfg"), ("oldest", ".works")])
def test_the_ends_of_the_bounds_have_environments_of_their_own(word: str, stamp: str, clone: Path) -> None:
    """They are made once, and made anew when what is required has changed."""
    commands = would_do(clone, word)
    assert any(f"venv --clear .venv-{word}" in command for command in commands)
    assert not any(re.search(r"\.venv(/|\s|$)|requirements\.lock", command) for command in commands)
    assert [f".venv-{word}" in command for command in commands if " -m pytest" in command] == [True]
    is_there(clone / f".venv-{word}" / stamp, 2000)
    assert not any("-m venv" in command for command in would_do(clone, word))
    os.utime(clone / "pyproject.toml", (3000, 3000))
    assert any(f"venv --clear .venv-{word}" in command for command in would_do(clone, word))


def test_what_is_newest_is_asked_for_each_time(clone: Path) -> None:
    is_there(clone / ".venv-newest" / "pyvenv.cfg", 2000)
    assert [" --upgrade " in command for command in installing(would_do(clone, "newest"))] == [True, True]


def test_what_is_oldest_is_what_pyproject_allows(clone: Path) -> None:
    commands = would_do(clone, "oldest")
    assert any("tests/versions.py > .venv-oldest/lowest.txt" in command for command in commands)
    assert all(" -c .venv-oldest/lowest.txt " in command for command in installing(commands))
    (clone / "pyproject.toml").write_text('build-system.requires = ["a>=1"]\n[project]\nname = "x"\ndependencies = ["b>=2.5"]\n'
                                          'optional-dependencies = {dev = ["x[all]", "c>=3", "a>=1"]}\n')  # fmt: skip
    done = subprocess.run([sys.executable, "tests/versions.py"], cwd=clone, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["a==1", "b==2.5", "c==3"]


@pytest.mark.parametrize("name", [".venv", ".venv-newest", ".venv-oldest", ".venv-lock"])
def test_an_environment_is_no_part_of_the_repository_and_goes_with_make_clean(name: str, clone: Path) -> None:
    assert f"{name}/" in (ROOT / ".gitignore").read_text().splitlines()
    (command,) = would_do(clone, "clean")
    assert name in command.split()


@pytest.mark.parametrize("word", ["kernel", "sanitize", "machines", "lock", "newest", "oldest"])
def test_a_contributor_is_told_of_it(word: str) -> None:
    assert f"`make {word}`" in (ROOT / "CONTRIBUTING.md").read_text()


def jobs() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text())["jobs"]
    return found


def scripts(job: str) -> list[str]:
    """What a job runs."""
    return [step["run"] for step in jobs()[job]["steps"] if "run" in step]


def test_the_service_accepts_our_workflow() -> None:
    asked = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(WORKFLOW)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_runs_what_is_run_at_the_desk() -> None:
    known = words_of_the_makefile()
    for job in jobs():
        for script in scripts(job):
            assert script == ".ci/run" or script.removeprefix("make ") in known, script
    assert [scripts(job) for job in ("locked", "oldest", "newest")] == [["make run", ".ci/run"], ["make oldest"], ["make newest"]]
    assert re.findall(r"^make (\w+)$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE) == ["lint", "check", "checkers", "test"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_workflow_knows_three_systems_and_the_oldest_and_the_newest_python() -> None:
    for job in ("locked", "newest"):
        matrix = jobs()[job]["strategy"]["matrix"]
        assert matrix == {
            "system": [f"{name}-latest" for name in ("ubuntu", "macos", "windows")],
            "python": [PYTHONS[0], PYTHONS[-1]],
        }
        assert jobs()[job]["runs-on"] == "${{ matrix.system }}"
    assert [step["with"]["python-version"] for step in jobs()["oldest"]["steps"] if "setup-python" in step.get("uses", "")] == [
        "3.11"
    ]


def test_the_newest_releases_are_tried_every_week() -> None:
    workflow = {str(key): value for key, value in yaml.safe_load(WORKFLOW.read_text()).items()}  # YAML reads its key `on` as true
    assert set(workflow["True"]) == {"push", "pull_request", "schedule", "workflow_dispatch"}
    (weekly,) = workflow["True"]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", weekly["cron"])
    assert "github.event_name == 'schedule'" in jobs()["newest"]["if"]


def test_the_workflow_uses_only_what_is_github_s_own_and_may_only_read() -> None:
    assert yaml.safe_load(WORKFLOW.read_text())["permissions"] == {"contents": "read"}
    for job in jobs().values():
        used = [step["uses"] for step in job["steps"] if "uses" in step]
        assert [re.sub(r"@v\d+$", "", name) for name in used] == ["actions/checkout", "actions/setup-python"]
        assert job["steps"][0]["with"]["persist-credentials"] is False
        assert "permissions" not in job
        assert job["timeout-minutes"] <= 60
