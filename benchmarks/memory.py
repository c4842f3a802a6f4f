"""The most memory that a process ever holds: of a million replications, for `bench.py`, and of sweeps.

`python benchmarks/memory.py [REPLICATIONS]` tells of sweeps over 400 and over 40,000 points. Each is a process of its own. What
counts is the process that was asked; its workers are told beside it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rounds import Row

BASE = Path(__file__).parent.parent / "scenarios" / "base.yaml"
CODE = """
import resource, sys
from escalation_sim.cli.main import status_of
status = status_of(sys.argv[1:])
peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(*peaks, file=sys.stderr)
sys.exit(status)
"""


def peaks(folder: Path, *arguments: str) -> tuple[float, float]:
    """Megabytes of a command, and of its largest worker."""
    done = subprocess.run([sys.executable, "-c", CODE, *arguments], check=True, capture_output=True, text=True, cwd=folder)
    here, workers = map(float, done.stderr.split()[-2:])
    return here, workers


def a_million() -> Iterator[Row]:
    """A million replications with one thread, for a summary."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("run", str(BASE), "-n", "1000000", "--jobs", "1", "--format", "json", "-o", "x.json")
        yield Row("`run -n 1000000` of base.yaml", [peaks(Path(folder), *arguments)[0]], at_most=300, unit="MB")


def of_a_sweep(side: int, n: int, folder: Path, *means: str) -> tuple[float, float]:
    """Megabytes of a sweep over side × side points, and of its largest worker."""
    vary = ("--vary", f"opinion_floor=20:50:{side}", "--vary", f"indirect_threshold=1000:12000:{side}")
    return peaks(folder, "sweep", str(BASE), *vary, "-n", str(n), *means)


WAYS = {
    f"{jobs} process{'es' * (jobs > 1)}, {name}": ("--jobs", str(jobs), *means)
    for jobs in (2, 1)
    for name, means in {
        "text": ("-o", "x.txt"),
        "CSV": ("-o", "x.csv"),
        "JSON": ("-o", "x.json"),
        "Parquet": ("-o", "x.parquet"),
        "a study": ("-o", "x.csv", "--study", "{side}.study"),
    }.items()
}


def main() -> None:
    """A table with a row for each way to ask. Both must be of more than a few blocks, or the smaller one is all start."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(f"Peak memory in MB, {n} replications a point\n")
    print("| means | 400 points | 40,000 points | ratio | largest worker |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, means in WAYS.items():
            few, many = (of_a_sweep(side, n, Path(folder), *(one.format(side=side) for one in means)) for side in (20, 200))
            print(f"| {name} | {few[0]:.0f} | {many[0]:.0f} | {many[0] / few[0]:.2f} | {many[1]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
