"""How many cores there are is decided in one place: what this process may use, and not what the machine has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from escalation_sim.running import cgroups, cores
from tests.places import ROOT

MOUNTED_2 = "41 31 0:38 {top} {folder} rw,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
MOUNTED_1 = "32 31 0:29 {top} {folder} rw,relatime - cgroup cgroup rw,{names}\n"


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with eight cores, no container and no cluster."""
    for name in cores.GIVEN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(cgroups, "cpus", lambda: None)
    monkeypatch.setattr(cores, "_by_affinity", lambda: 8)


def test_by_default_there_is_a_thread_for_each_core() -> None:
    assert cores.threads(None) == 8
    assert cores.threads(3) == 3
    assert cores.threads(20) == 20


@pytest.mark.parametrize("variable", cores.GIVEN)
def test_a_cluster_job_has_the_cores_that_it_was_given(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "4")
    assert cores.cores() == 4
    monkeypatch.setenv(variable, "16")
    assert cores.cores() == 8


@pytest.mark.parametrize("words", ["", "0", "-2", "two", "4(x2)", "1e3", "9" * 5000])
def test_what_is_no_number_of_cores_is_passed_over(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", words)
    assert cores.cores() == 8


@pytest.mark.parametrize(("quota", "count"), [(0.2, 1), (1.0, 1), (1.5, 2), (3.0, 3), (64.0, 8)])
def test_a_container_has_the_cores_of_its_quota(quota: float, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroups, "cpus", lambda: quota)
    assert cores.cores() == count


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no affinity")
def test_affinity_counts() -> None:
    """As after `taskset -c 0`."""
    one = next(iter(os.sched_getaffinity(0)))
    program = f"import os; os.sched_setaffinity(0, {{{one}}}); from escalation_sim.running.cores import cores; print(cores())"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "1\n"


def test_nobody_else_counts_cores() -> None:
    counting = [
        path.name for path in (ROOT / "src").rglob("*.py") if "cpu_count" in path.read_text() or "getaffinity" in path.read_text()
    ]
    assert counting == ["cores.py"]


# Control groups


def group(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text + "\n")


def process(folder: Path, groups: str, mounts: str) -> Path:
    group(folder / "self", {"cgroup": groups, "mountinfo": "24 1 8:1 / / rw - ext4 /dev/vda rw\n" + mounts})
    return folder / "self"


real_cpus = cgroups.cpus


def test_the_tightest_of_a_group_and_all_above_it_counts(tmp_path: Path) -> None:
    """Version 2, as systemd and Kubernetes nest them: the pod has 1.5 processors, the container in it no limit of its own."""
    folder = tmp_path / "cgroup"
    group(folder / "pod", {"cpu.max": "150000 100000", "memory.max": "8000", "memory.current": "5000"})
    group(folder / "pod" / "one", {"cpu.max": "max 100000", "memory.max": "max", "memory.current": "4000"})
    (folder / "pod" / "memory.stat").write_text("anon 4000\ninactive_file 1000\nactive_file 0\n")
    here = process(tmp_path, "0::/pod/one", MOUNTED_2.format(top="/", folder=folder))
    assert real_cpus(here) == 1.5
    assert cgroups.memory(here) == 4000


def test_version_1_has_a_quota_and_a_period(tmp_path: Path) -> None:
    cpu, memory = tmp_path / "cpu", tmp_path / "memory"
    group(cpu / "job", {"cpu.cfs_quota_us": "200000", "cpu.cfs_period_us": "100000"})
    group(cpu, {"cpu.cfs_quota_us": "-1", "cpu.cfs_period_us": "100000"})
    group(memory / "job", {"memory.limit_in_bytes": "9000", "memory.usage_in_bytes": "9500"})
    mounts = MOUNTED_1.format(top="/", folder=cpu, names="cpu,cpuacct") + MOUNTED_1.format(top="/", folder=memory, names="memory")
    here = process(tmp_path, "4:memory:/job\n1:cpu,cpuacct:/job", mounts)
    assert real_cpus(here) == 2.0
    assert cgroups.memory(here) == 0


def test_a_container_sees_its_own_group_at_the_top(tmp_path: Path) -> None:
    """Docker with version 1: the path is that of the host, and what is mounted is the container's own group."""
    folder = tmp_path / "cpu"
    group(folder, {"cpu.cfs_quota_us": "50000", "cpu.cfs_period_us": "100000"})
    here = process(tmp_path, "1:cpu:/docker/3a", MOUNTED_1.format(top="/docker/3a", folder=folder, names="cpu"))
    assert real_cpus(here) == 0.5
    here = process(tmp_path, "1:cpu:/../other", MOUNTED_1.format(top="/docker/3a", folder=folder, names="cpu"))
    assert real_cpus(here) == 0.5


def test_without_control_groups_there_is_no_limit(tmp_path: Path) -> None:
    assert real_cpus(tmp_path / "nowhere") is None
    assert cgroups.memory(tmp_path / "nowhere") is None
    folder = tmp_path / "cgroup"
    group(folder, {"cpu.max": "max 100000", "memory.max": "max", "memory.current": "1"})
    here = process(tmp_path, "0::/", MOUNTED_2.format(top="/", folder=folder))
    assert real_cpus(here) is None
    assert cgroups.memory(here) is None
