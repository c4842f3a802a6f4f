"""What is typed, from the shell: start-up, and questions in seconds."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from contestants import BASE, ROOT
from rounds import Row, by_the_clock, interleaved, ratios

OURS = ("-m", "escalation_sim")
GRID = ("--vary", "opening_support=20:50:20", "--vary", "indirect_threshold=1000:12000:20")
QUESTIONS = {
    "run -n 1000": ("run", BASE, "-n", "1000"),
    "run -n 10000": ("run", BASE, "-n", "10000"),
    "run -n 100000": ("run", BASE, "-n", "100000"),
    "sweep, 20 × 20 points, 200 replications each": ("sweep", BASE, *GRID, "-n", "200", "-o", "sweep.csv"),
    "threshold of opening_support, level 0.3": (
        "threshold", BASE, "--vary", "opening_support", "--reach", "defensive_weapons", "--level", "0.3",
    ),
    "sensitivity, one at a time": ("sensitivity", BASE),
    "sensitivity, morris": ("sensitivity", BASE, "--method", "morris"),
    "discover": ("discover", BASE, "--reach", "defensive_weapons"),
}  # fmt: skip
"""Each is asked with one thread."""


def python(*arguments: str | Path, folder: Path = ROOT) -> None:
    """A fresh Python process."""
    subprocess.run([sys.executable, *map(str, arguments)], check=True, capture_output=True, cwd=folder)


def start_up() -> Iterator[Row]:
    """What must stay small, because one waits for it every time."""
    works = {
        "pass": partial(python, "-c", "pass"),
        "imports": partial(python, "-c", "import numpy, simpy, yaml, click, pydantic"),
        "help": partial(python, *OURS, "--help"),
        "run": partial(python, *OURS, "run", BASE),
        "replication": partial(python, *OURS, "run", BASE, "--replication", "0"),
        "thousand": partial(python, *OURS, "run", BASE, "-n", "1000"),
    }
    seconds = interleaved(works, 9, by_the_clock)
    imports = "importing numpy, simpy, yaml, click and pydantic"
    yield Row("`--help` / `python -c pass`", ratios(seconds["help"], seconds["pass"]), at_most=8)
    yield Row(f"`run` of one history / {imports}", ratios(seconds["run"], seconds["imports"]), at_most=2)
    yield Row("`run -n 1000` / `run --replication 0`", ratios(seconds["thousand"], seconds["replication"]), at_most=1.4)
    for name in ("help", "run", "thousand"):
        yield Row(f"… `{name}`" if name != "thousand" else "… `run -n 1000`", [1e3 * s for s in seconds[name]], unit="ms")


def questions() -> Iterator[Row]:
    """How long one waits for an answer about base.yaml."""
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in QUESTIONS.items():
            ask = partial(python, *OURS, *arguments, "--jobs", "1", folder=Path(folder))
            yield Row(name, _seconds_of(ask), unit="s")


def _seconds_of(ask: partial[None]) -> Sequence[float]:
    return interleaved({"": ask}, 3, by_the_clock)[""]
