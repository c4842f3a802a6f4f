"""The same bytes: every result is the same bit for bit, whoever has compiled the kernel and whatever the processor can do."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from escalation_sim.language.loading import load
from escalation_sim.running.setups import Settings, Setup
from tests.engines.kernel.building import SHARED, compiled, compilers
from tests.engines.kernel.native import Native, played_by
from tests.engines.kernel.played import play, random_setups
from tests.places import SCENARIOS

PLAIN, FAST = ("-O0",), ("-O3", "-march=native")


def results() -> str:
    """A hash of all that the kernel says of base.yaml and of some random scenarios."""
    base = Setup(load(SCENARIOS / "base.yaml").scenario, Settings(uncertain=True))
    told = hashlib.sha256()
    for found in (play(base, 400), *map(play, random_setups(0, 60))):
        for array in found:
            told.update(array.tobytes())
    return told.hexdigest()


@pytest.fixture(scope="module")
def sandboxed_results() -> str:
    """What kernel.wasm says."""
    return results()


def test_compiled_expressions_are_worth_what_their_steps_are(sandboxed_results: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escalation_sim.engines.kernel.calls.WORTH_COMPILING", 1)
    assert results() == sandboxed_results


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where native builds are made."""
    return tmp_path_factory.mktemp("native")


@pytest.mark.parametrize("flags", [PLAIN, FAST], ids=" ".join)
@pytest.mark.parametrize("compiler", compilers())
def test_a_native_build_tells_what_kernel_wasm_tells(
    compiler: str, flags: tuple[str, ...], folder: Path, sandboxed_results: str
) -> None:
    library = compiled(compilers()[compiler], (*flags, *SHARED), folder / f"{compiler}{flags[0]}.so")
    with played_by(Native(library)):
        assert results() == sandboxed_results
