"""`python benchmarks/memory.py [REPLICATIONS]`: the most memory that a sweep ever holds, for 400 and for 40,000 points.

Each sweep is a process of its own. What counts is the process that was asked; its workers are told beside it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = """
import resource, sys
from escalation_sim.cli.main import status_of
status = status_of(sys.argv[1:])
peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(*peaks, file=sys.stderr)
sys.exit(status)
"""


def peaks(side: int, n: int, folder: Path, *means: str) -> tuple[float, float]:
    """Megabytes of a sweep over side × side points, and of its largest worker."""
    vary = ("--vary", f"opinion_floor=20:50:{side}", "--vary", f"indirect_threshold=1000:12000:{side}")
    arguments = ("sweep", str(ROOT / "scenarios" / "base.yaml"), *vary, "-n", str(n), *means)
    done = subprocess.run([sys.executable, "-c", CODE, *arguments], check=True, capture_output=True, text=True, cwd=folder)
    here, workers = map(float, done.stderr.split()[-2:])
    return here, workers


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
            few, many = (peaks(side, n, Path(folder), *(one.format(side=side) for one in means)) for side in (20, 200))
            print(f"| {name} | {few[0]:.0f} | {many[0]:.0f} | {many[0] / few[0]:.2f} | {many[1]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
