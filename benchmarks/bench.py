"""`make bench`: speed as ratios within one run, so that machines can be compared.

Every ratio is of processor time in this process, taken close together; start-up is the median of several starts.
`python benchmarks/bench.py --full` adds a million histories, growth, memory, and writes docs/performance.md's tables to
standard output.
"""

from __future__ import annotations

import cProfile
import platform
import pstats
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from fixed_by_hand import histories as by_hand

from escalation_sim.engines.columns import NEVER
from escalation_sim.engines.ensemble.engine import lanes_of, play_block
from escalation_sim.engines.simpy import engine as simpy_engine
from escalation_sim.language import loading
from escalation_sim.questions.sweep.designs import Design, design, read_axes
from escalation_sim.questions.sweep.resuming import sweep_into
from escalation_sim.questions.sweep.study import sweep
from escalation_sim.questions.sweep.study_file import StudyFile
from escalation_sim.running.execution import Execution
from escalation_sim.running.setups import Settings, Setup

ROOT = Path(__file__).parent.parent
BASE = ROOT / "scenarios" / "base.yaml"
STARTS = 7


def setup_of(path: Path) -> Setup:
    """A scenario as written."""
    return Setup(loading.load(path).scenario, Settings())


def largest() -> Path:
    """The shipped scenario with the most events."""
    paths = sorted((ROOT / "scenarios").glob("*.yaml"))
    return max(paths, key=lambda path: len(loading.load(path).scenario.events))


def start(*arguments: str) -> float:
    """The median time of a fresh Python process, in seconds."""
    times = []
    for _ in range(STARTS):
        before = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)
        times.append(time.perf_counter() - before)
    return statistics.median(times)


def spent(work: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    before = time.process_time()
    work()
    return time.process_time() - before


def simpy_seconds(setup: Setup, n: int) -> float:
    """Seconds a history, SimPy engine."""
    return spent(lambda: list(simpy_engine.histories(setup.programme, setup.parameters, 1, range(n)))) / n


def ensemble_seconds(setup: Setup, n: int) -> float:
    """Seconds a history, one block of *n* lanes."""
    return spent(lambda: play_block(setup.programme, setup.values, 1, lanes_of(range(n)))) / n


def start_up() -> None:
    """The two ratios that must stay small."""
    print("## Start-up\n")
    imports = start("-c", "import numpy, simpy, yaml, click, pydantic")
    nothing = start("-c", "pass")
    run = start("-m", "escalation_sim", "run", str(BASE))
    help_ = start("-m", "escalation_sim", "--help")
    print("| what | ratio | at most | ms |\n|---|---|---|---|")
    print(f"| `run` of one history / importing numpy, simpy, yaml, click, pydantic | {run / imports:.2f} | 2 | {run * 1e3:.0f} |")
    print(f"| `--help` / `python -c pass` | {help_ / nothing:.2f} | 8 | {help_ * 1e3:.0f} |")


def ratios(path: Path, sizes: list[int]) -> None:
    """Both engines on one scenario, the SimPy engine measured before and after each block."""
    setup = setup_of(path)
    simpy_seconds(setup, 128), ensemble_seconds(setup, 64)  # both warm
    print(f"\n## {path.name}: histories a second and core\n")
    print("| n | SimPy engine | ensemble engine | ratio |\n|---|---|---|---|")
    for n in sizes:
        before = simpy_seconds(setup, 256)
        ensemble = min(ensemble_seconds(setup, n) for _ in range(3 if n <= 10_000 else 1))
        simpy = min(before, simpy_seconds(setup, 256))
        print(f"| {n:,} | {1 / simpy:,.0f} | {1 / ensemble:,.0f} | {simpy / ensemble:.1f} |", flush=True)


def fixed() -> None:
    """The ensemble engine against a plain SimPy program that says the same."""
    setup = setup_of(ROOT / "benchmarks" / "fixed.yaml")
    by_hand(50), ensemble_seconds(setup, 64)
    hand = min(spent(lambda: by_hand(300)) / 300 for _ in range(3))
    print("\n## fixed.yaml: against a plain SimPy program written by hand\n")
    print("| n | by hand | ensemble engine | ratio |\n|---|---|---|---|")
    for n in (10_000, 50_000):
        ensemble = min(ensemble_seconds(setup, n) for _ in range(3))
        print(f"| {n:,} | {1 / hand:,.0f} | {1 / ensemble:,.0f} | {hand / ensemble:.1f} |", flush=True)
    simpy = simpy_seconds(setup, 300)
    print(f"\nThe SimPy engine takes {simpy / hand:.2f} times as long as the program written by hand.")
    agree(setup)


def agree(setup: Setup) -> None:
    """The two programs give the same answers: shares that reach a stage, within four standard errors."""
    n = 4000
    told = setup.ensemble(n, jobs=1).first_reached != NEVER
    hand = np.array([[minute is not None for minute in reached] for reached in by_hand(n)])
    for stage in (1, 2):
        a, b = told[:, stage].mean(), hand[:, stage].mean()
        error = np.sqrt((a * (1 - a) + b * (1 - b)) / n)
        assert abs(a - b) <= 4 * error, (stage, a, b)
        print(f"Stage {stage} is reached in {a:.3f} of the histories, by hand in {b:.3f} (standard error {error:.3f}).")


def crossing() -> None:
    """From how many histories on the ensemble engine is quicker."""
    setup = setup_of(BASE)
    print("\n## Where the engines cross (base.yaml)\n\n| n | SimPy, ms | ensemble, ms |\n|---|---|---|")
    for n in (1, 4, 8, 16, 32, 64, 128):
        simpy = min(simpy_seconds(setup, n) * n for _ in range(3))
        ensemble = min(ensemble_seconds(setup, n) * n for _ in range(3))
        print(f"| {n} | {simpy * 1e3:.1f} | {ensemble * 1e3:.1f} |", flush=True)


PHASES = {
    "events: effects and next dates": ("engine.py", "occurrences"),
    "conditions looked at again": ("block.py", "changed"),
    "the ladder": ("ladder.py", "look"),
    "outcomes": ("outcomes.py", "see"),
    "what is due in which lane": ("block.py", "hits"),
}
"""What the ensemble engine does, by the function that does it; of `look` the ladder's own is meant."""


def phases() -> None:
    """Where a block of 10,000 histories of the base spends its time, by cProfile, which makes many calls look dearer."""
    setup = setup_of(BASE)
    profile = cProfile.Profile()
    profile.runcall(play_block, setup.programme, setup.values, 1, lanes_of(range(10_000)))
    print("\n## Time by phase (ensemble engine, base.yaml, 10,000 histories)\n\n| phase | share |\n|---|---|")
    spent_in = {}
    for (path, _, function), (_, _, _, cumulated, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        key = (Path(path).name, function)
        spent_in[key] = max(spent_in.get(key, 0.0), cumulated)
    whole = spent_in["engine.py", "play_block"]
    for phase, key in PHASES.items():
        print(f"| {phase} | {100 * spent_in[key] / whole:.0f} % |")
    print(f"| the rest | {100 * (1 - sum(spent_in[key] for key in PHASES.values()) / whole):.0f} % |")


def growth() -> None:
    """How cost grows with replications, events, stages and the length of the period (ensemble engine)."""
    setup = setup_of(BASE)
    print("\n## Growth (ensemble engine)\n\n| what | µs a history |\n|---|---|")
    for n in (10_000, 100_000, 1_000_000):
        seconds = spent(lambda n=n: setup.ensemble(n, engine="ensemble", jobs=1)) / n  # type: ignore[misc]
        print(f"| {n:,} replications of base.yaml | {seconds * 1e6:.1f} |", flush=True)
    for times in (1, 2, 4):
        print(
            f"| base.yaml with its events {times} times over | {ensemble_seconds(_more_events(setup, times), 10_000) * 1e6:.1f} |"
        )
    for years in (1, 2, 4):
        longer = Setup(replace(setup.scenario, end=years * 365 * 1440), Settings())
        print(f"| base.yaml over {years} years | {ensemble_seconds(longer, 10_000) * 1e6:.1f} |", flush=True)
    for stages in (4, 8, 16):
        print(f"| a ladder of {stages} stages | {ensemble_seconds(_ladder(stages), 10_000) * 1e6:.1f} |")


def _more_events(setup: Setup, times: int) -> Setup:
    """The scenario with further events that draw and set quantities of their own."""
    scenario = setup.scenario
    events, quantities = list(scenario.events), list(scenario.quantities)
    for copy in range(1, times):
        new = {quantity.name: f"{quantity.name}_{copy}" for quantity in scenario.quantities}
        quantities += [replace(quantity, name=new[quantity.name]) for quantity in scenario.quantities]
        for event in scenario.events:
            settings = tuple((new[name], value) for name, value in event.set)
            events.append(replace(event, name=f"{event.name}_{copy}", set=settings))
    return Setup(replace(scenario, events=tuple(events), quantities=tuple(quantities)), Settings())


def _ladder(stages: int) -> Setup:
    """Weekly news, and so many steps."""
    steps = "".join(
        f"  - stage: s{i}\n    climb: {{when: news > 0.5, for: 7 days, decide: 'lognormal(10, 0.5)'}}\n" for i in range(1, stages)
    )
    text = (
        "title: x\nperiod: {start: 2024-01-01, end: 2024-12-31}\nquantities: {news: 0}\n"
        f"events: {{word: {{every: 7 days, set: {{news: 'uniform(0, 1)'}}}}}}\nladder:\n  - stage: s0\n{steps}"
    )
    return Setup(loading.loads(text).scenario, Settings())


def grid(side: int) -> tuple[Setup, Design]:
    """The base over so many values of two of its parameters each."""
    setup = setup_of(BASE)
    axes = read_axes([f"opinion_floor=20:50:{side}", f"indirect_threshold=1000:12000:{side}"], setup.scenario)
    return setup, design("grid", axes, setup.scenario, setup.values)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of the clock: for what several processes do."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def sweeps() -> None:
    """What it costs to ask at many points, what a second process gains, and what it costs to keep everything."""
    setup, points = grid(20)
    print("\n## Sweeps (base.yaml)\n\n| what | ratio | wanted | s |\n|---|---|---|---|")
    sweep(setup, points, 50, Execution(jobs=1)), setup.ensemble(20_000, engine="ensemble", jobs=1)  # both warm
    ratios_, swept = [], 0.0
    for _ in range(3):
        one = spent(lambda: setup.ensemble(80_000, engine="ensemble", jobs=1))
        swept = spent(lambda: sweep(setup, points, 200, Execution(jobs=1)))
        ratios_.append(swept / one)
    print(
        f"| 20 × 20 points, 200 replications each / 80,000 replications | {_spread(ratios_)} | <= 1.3 | {swept:.1f} |", flush=True
    )
    pairs = [[seconds(lambda jobs=jobs: sweep(setup, points, 1_500, Execution(jobs=jobs))) for jobs in (1, 2)] for _ in range(3)]  # type: ignore[misc]
    gains = [one / two for one, two in pairs]
    print(f"| one process / two, 400 points, 1,500 each | {_spread(gains)} | >= 1.7 | {pairs[-1][0]:.1f} |", flush=True)
    shares, study = zip(*(_share_of_writing(setup, points) for _ in range(3)), strict=True)
    print(f"| writing the study / all of it, 400 points, 1,500 each | {_spread(shares)} | < 0.05 | {study[-1]:.1f} |")


def _spread(values: Sequence[float]) -> str:
    """The middle of three, and between what they lie."""
    return f"{statistics.median(values):.3g} ({min(values):.3g}–{max(values):.3g})"


def _share_of_writing(setup: Setup, points: Design) -> tuple[float, float]:
    """The share of the time that goes into the file, and the whole time in seconds, of a study in one process."""
    writing, add = 0.0, StudyFile.add

    def timed(*arguments: Any) -> None:
        nonlocal writing
        writing += seconds(lambda: add(*arguments))

    text = loading.load(BASE).whole_text()
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(StudyFile, "add", timed):
        whole = seconds(lambda: sweep_into(Path(folder) / "x.study", text, setup, points, 1_500, Execution(jobs=1)))
    return writing / whole, whole


def memory() -> None:
    """The most memory this process and its workers ever held."""
    for who, name in ((resource.RUSAGE_SELF, "this process"), (resource.RUSAGE_CHILDREN, "the largest worker")):
        print(f"\nPeak memory of {name}: {resource.getrusage(who).ru_maxrss / 1024:.0f} MB")


def main() -> None:
    """Everything, or what takes a minute."""
    print(f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}\n")
    start_up()
    ratios(BASE, [1, 100, 10_000, 50_000])
    ratios(largest(), [10_000])
    fixed()
    crossing()
    phases()
    sweeps()
    if "--full" in sys.argv:
        growth()
        memory()


if __name__ == "__main__":
    main()
