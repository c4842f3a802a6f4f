"""`make bench`: speed as ratios within one run, so that machines can be compared.

Start-up is the median of several starts of a fresh process; histories are counted on one core.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from escalation_sim.loading import load
from escalation_sim.studies.running import Settings, Setup

ROOT = Path(__file__).parent.parent
BASE = ROOT / "scenarios" / "base.yaml"
STARTS = 7


def seconds(*arguments: str) -> float:
    """The median time of a Python process with *arguments*."""
    times = []
    for _ in range(STARTS):
        before = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)
        times.append(time.perf_counter() - before)
    return statistics.median(times)


def start_up() -> None:
    """The two ratios that must stay small."""
    imports = seconds("-c", "import numpy, simpy, yaml, click, pydantic")
    nothing = seconds("-c", "pass")
    run = seconds("-m", "escalation_sim", "run", str(BASE))
    help_ = seconds("-m", "escalation_sim", "--help")
    print(
        f"run of one history / imports of numpy, simpy, yaml, click, pydantic   {run / imports:6.2f}  (at most 2)    {run * 1e3:.0f} ms"
    )
    print(
        f"--help / python -c pass                                               {help_ / nothing:6.2f}  (at most 8)    {help_ * 1e3:.0f} ms"
    )


def histories() -> None:
    """Histories a second on one core."""
    setup = Setup(load(BASE).scenario, Settings())
    setup.block(0, 64)
    before = time.perf_counter()
    count = 768
    setup.ensemble(count, jobs=1)
    print(f"histories of base.yaml a second and core, SimPy engine                {count / (time.perf_counter() - before):6.0f}")


if __name__ == "__main__":
    start_up()
    histories()
