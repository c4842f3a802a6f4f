"""The most memory that a process ever holds: of a million replications, for `bench.py`, and of sweeps.

`python benchmarks/memory.py [REPLICATIONS]` tells of sweeps over 400 and over 40,000 points. Each is a process of its own.
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
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)
sys.exit(status)
"""


def peak(folder: Path, *arguments: str) -> float:
    """Megabytes of a command."""
    done = subprocess.run([sys.executable, "-c", CODE, *arguments], check=True, capture_output=True, text=True, cwd=folder)
    return float(done.stderr.split()[-1])


def a_million() -> Iterator[Row]:
    """A million replications with one thread, for a summary."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("run", str(BASE), "-n", "1000000", "--jobs", "1", "--format", "json", "-o", "x.json")
        yield Row("`run -n 1000000` of base.yaml", [peak(Path(folder), *arguments)], at_most=300, unit="MB")


def of_a_sweep(side: int, n: int, folder: Path, *means: str) -> float:
    """Megabytes of a sweep over side × side points."""
    vary = ("--vary", f"opening_support=20:50:{side}", "--vary", f"indirect_threshold=1000:12000:{side}")
    return peak(folder, "sweep", str(BASE), *vary, "-n", str(n), *means)


WAYS = {
    f"{jobs} thread{'s' * (jobs > 1)}, {name}": ("--jobs", str(jobs), *means)
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
    print("| means | 400 points | 40,000 points | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, means in WAYS.items():
            few, many = (of_a_sweep(side, n, Path(folder), *(one.format(side=side) for one in means)) for side in (20, 200))
            print(f"| {name} | {few:.0f} | {many:.0f} | {many / few:.2f} |", flush=True)


if __name__ == "__main__":
    main()
