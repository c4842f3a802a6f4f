"""What a container or a cluster lets this process have, on Linux: the limits of its control groups, versions 1 and 2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PROCESS = Path("/proc/self")
"""Where the system says which groups this process belongs to, and where they are mounted."""


def cpus(process: Path = PROCESS) -> float | None:
    """How many processors' time the groups allow, such as 1.5; None where they set no limit."""
    found = []
    for folder in _folders("cpu", process):
        words = (_read(folder / "cpu.max") or "").split() or [
            _read(folder / "cpu.cfs_quota_us") or "",
            _read(folder / "cpu.cfs_period_us") or "",
        ]
        if len(words) == 2 and all(word.isdecimal() for word in words) and int(words[1]):  # no limit is `max`, or -1
            found.append(int(words[0]) / int(words[1]))
    return min(found, default=None)


def memory(process: Path = PROCESS) -> int | None:
    """The bytes that the groups still allow; None where they set no limit. What is kept of files is given back when needed."""
    found = []
    for folder in _folders("memory", process):
        for limit, usage, cache in (
            ("memory.max", "memory.current", "inactive_file"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            most, used = _read(folder / limit) or "", _read(folder / usage) or ""
            if most.isdecimal() and used.isdecimal():
                found.append(int(most) - int(used) + _entry(folder / "memory.stat", cache))
    return max(min(found), 0) if found else None


def _folders(controller: str, process: Path) -> Iterator[Path]:
    """The folders that say the limits of a controller: that of the group of this process, and of every group above it."""
    groups = {}
    for line in (_read(process / "cgroup") or "").splitlines():
        _, names, group = line.split(":", 2)
        groups.update(dict.fromkeys(names.split(","), group))
    for line in (_read(process / "mountinfo") or "").splitlines():
        left, _, right = line.partition(" - ")
        kind, _, options = right.split(" ", 2)
        name = controller if kind == "cgroup" and controller in options.split(",") else "" if kind == "cgroup2" else None
        if name in groups:
            top, mounted = left.split(" ")[3:5]
            yield from _upwards(Path(mounted), _below(groups[name], top))


def _below(group: str, top: str) -> str:
    """A group as it is seen from the one that is mounted; a container may see the mounted one only."""
    inside = group == top or group.startswith(top.rstrip("/") + "/")
    return group[len(top) :].strip("/") if inside else ""


def _upwards(mounted: Path, group: str) -> Iterator[Path]:
    folder = mounted / group
    yield folder
    while folder != mounted:
        folder = folder.parent
        yield folder


def _entry(path: Path, name: str) -> int:
    """A number in a file of names and numbers, or 0."""
    words = (_read(path) or "").split()
    return int(words[words.index(name) + 1]) if name in words else 0


def _read(path: Path) -> str | None:
    try:
        return path.read_text().strip()
    except (OSError, ValueError):
        return None
