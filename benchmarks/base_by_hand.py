"""first_base.yaml as a native program written by hand for this one scenario: how it is compiled, called and compared.

`python benchmarks/base_by_hand.py` says whether every column is the SimPy engine's, byte for byte.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from escalation_sim.engines.columns import LADDER_COLUMNS, Columns, blocked_pairs
from escalation_sim.language import loading
from escalation_sim.luck import key
from escalation_sim.running.setups import Settings, Setup

ROOT = Path(__file__).parent.parent
FIRST_BASE = Path(__file__).with_name("first_base.yaml")
"""scenarios/base.yaml of the first version, kept as it was: a program by hand says what one file says."""
SOURCE = Path(__file__).with_suffix(".c")
ELEMENTARY = ROOT / "src" / "escalation_sim" / "engines" / "kernel"
FLAGS = ("-std=gnu99", "-O3", "-march=native", "-ffp-contract=off", "-shared")
PLACES = (
    "events/reinforcements/every/0",
    "events/reinforcements/set/troops/0",
    "events/fighting_grows/after/0",
    "events/second_plan/after/0",
    "events/second_plan/chance",
    "events/withdrawal/at/0",
    "events/intelligence_report/set/reported_troops/0",
    "events/technology_for_soldiers/every/0",
    "events/technology_for_defensive_arms/after/0",
    "events/technology_for_defensive_arms/chance",
    "events/technology_for_offensive_arms/after/0",
    "events/technology_for_offensive_arms/chance",
    "events/weapon_test/every/0",
    "events/weapon_test/set/public_support/0",
    "events/opinion_moves/set/public_support/0",
    "events/legal_review/every/0",
    "events/legal_review/chance",
    "events/washington_finds_its_line/at/0",
    "events/washington_finds_its_line/set/washington/0",
    "ladder/indirect_supply/climb//decide/0",
    "ladder/defensive_weapons/climb/phased/decide/0",
    "ladder/defensive_weapons/climb/phased/chance",
    "ladder/offensive_weapons/climb/too_many_soldiers/decide/0",
    "ladder/offensive_weapons/climb/too_many_soldiers/chance",
    "ladder/offensive_weapons/climb/too_much_technology/decide/0",
    "ladder/offensive_weapons/climb/too_much_technology/chance",
)
"""Where luck is drawn, in the order of the program's own list."""


def compiler() -> tuple[str, ...]:
    """A C compiler: gcc, or else the one that comes with ziglang."""
    gcc = shutil.which("gcc")
    return (gcc,) if gcc else (sys.executable, "-m", "ziglang", "cc")


def compiled(folder: Path, using: Sequence[str]) -> ctypes.CDLL:
    """The program, built into *folder*, which must outlive it. Raises CalledProcessError."""
    built = folder / "base_by_hand.so"
    position = () if sys.platform == "win32" else ("-fPIC",)
    command = [*using, *FLAGS, *position, f"-I{ELEMENTARY}", str(SOURCE), "-o", str(built)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "ZIG_LOCAL_CACHE_DIR": str(folder / "cache")})
    return ctypes.CDLL(str(built))


NAMES = (*LADDER_COLUMNS, "outcomes")
"""The columns of a scenario with one ladder, in the order in which the program is given them."""


class ByHand:
    """The compiled program, with the parameters and the seed of a setup of first_base.yaml."""

    def __init__(self, setup: Setup, library: ctypes.CDLL) -> None:
        self.play_histories = library.base_by_hand
        self.parameters = np.array([setup.values[parameter.name] for parameter in setup.scenario.parameters])
        self.keys = np.array([key(setup.settings.seed, place) for place in PLACES])
        self.widths = {
            **dict.fromkeys(("first_reached", "stage_minutes"), (len(setup.scenario.stages),)),
            **dict.fromkeys(("blocked", "blocked_alone"), (len(blocked_pairs(setup.programme.main)),)),
            "outcomes": (len(setup.scenario.outcomes),),
        }

    def block(self, first: int, count: int) -> Columns:
        """The replications *first* … *first + count - 1*."""
        kinds = {"final": np.int8, "highest": np.int8, "outcomes": np.float64}
        columns = {name: np.empty((count, *self.widths.get(name, ())), kinds.get(name, np.int32)) for name in NAMES}
        pointers = (ctypes.c_void_p * len(columns))(*(column.ctypes.data for column in columns.values()))
        numbers = (ctypes.c_void_p(self.parameters.ctypes.data), ctypes.c_void_p(self.keys.ctypes.data))
        self.play_histories(*numbers, ctypes.c_int64(first), ctypes.c_int64(count), pointers)
        return Columns(**columns)


def different(ours: Columns, theirs: Columns) -> list[str]:
    """The columns in which two ensembles differ in any byte, each with the first replication that does."""
    found = []
    for name in NAMES:
        a, b = np.ascontiguousarray(getattr(ours, name)), np.ascontiguousarray(getattr(theirs, name))
        if (a.dtype, a.shape) != (b.dtype, b.shape):
            found.append(f"{name}: {a.dtype} {a.shape}, not {b.dtype} {b.shape}")
        elif a.tobytes() != b.tobytes():
            rows = (a.reshape(len(a), -1).view(np.uint8) != b.reshape(len(b), -1).view(np.uint8)).any(axis=1)
            found.append(f"{name}: replication {int(rows.argmax())} and {int(rows.sum()) - 1} others")
    return found


def main() -> None:
    """Compare with the SimPy engine over some thousand replications."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    setup = Setup(loading.load(FIRST_BASE).scenario, Settings())
    with tempfile.TemporaryDirectory() as folder:
        found = different(ByHand(setup, compiled(Path(folder), compiler())).block(0, n), setup.block(0, n, "simpy"))
    print("\n".join(found) or f"base_by_hand.c and the SimPy engine give the same bytes in every column of {n:,} histories.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
