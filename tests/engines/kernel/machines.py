"""`python -m tests.engines.kernel.machines` (`make machines`): the same bytes on other processors, and by every compiler here.

Random scenarios and base.yaml are played by wasmtime, and again by native builds: of every compiler here, plain and as fast
as it can for this processor, and for aarch64 and others under the emulation of qemu (Debian: apt install qemu-user).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from escalation_sim.language.loading import load
from escalation_sim.running.setups import Settings, Setup
from tests.engines.kernel.building import CLANG, compilers
from tests.engines.kernel.calls import recorded
from tests.engines.kernel.played import random_setups
from tests.engines.kernel.sanitizing import Found, driver, replayed, say
from tests.places import SCENARIOS

FLAGS = (("-O0",), ("-O3", "-march=native"))
EMULATED = ("aarch64", "riscv64")
SCENARIOS_PLAYED = 300


def programs(folder: Path) -> Iterator[tuple[str, list[object]]]:
    """What plays recorded calls: its name, and the command."""
    for name, compiler in compilers().items():
        for flags in FLAGS:
            yield f"{name} {' '.join(flags)}", [driver(compiler, (*flags, "-lm"), folder / f"{name}{flags[0]}")]
    for name in ("gcc", "clang"):
        if not shutil.which(name):
            say(f"{name} is not here")
    for machine in EMULATED:
        emulator = shutil.which(f"qemu-{machine}")
        if emulator is None:
            say(f"{machine}: qemu-{machine} is not here (Debian: apt install qemu-user)")
            continue
        for level in ("-O0", "-O3"):
            flags = ("-target", f"{machine}-linux-musl", "-static", level, "-lm")
            yield f"{machine} {level} under qemu", [emulator, driver(CLANG, flags, folder / f"{machine}{level}")]


def main() -> int:
    """Compare them all with wasmtime; the exit status."""
    base = Setup(load(SCENARIOS / "base.yaml").scenario, Settings(uncertain=True))
    with TemporaryDirectory() as name:
        folder = Path(name)
        calls = folder / "calls"
        recording = recorded(chain([base], random_setups(0, SCENARIOS_PLAYED)), calls)
        say(f"{SCENARIOS_PLAYED + 1} scenarios in {recording.count} calls, {len(recording.told):,} bytes told by wasmtime")
        different = 0
        for what, command in programs(folder):
            try:
                replayed(command, calls, bytes(recording.told))
            except Found:
                different += 1
                say(f"{what}: DIFFERENT")
            else:
                say(f"{what}: the same bytes")
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main())
