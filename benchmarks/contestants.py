"""Who is measured: the fast engine, the SimPy engine, and programs written by hand."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from base_by_hand import FIRST_BASE, ByHand, compiled, compiler

from escalation_sim.engines.columns import Columns
from escalation_sim.language import loading
from escalation_sim.running.setups import Engine, Settings, Setup

ENGINE: Engine = "kernel"
"""The fast engine."""

ROOT = Path(__file__).parent.parent
SCENARIOS = ROOT / "scenarios"
BASE = SCENARIOS / "base.yaml"
FIXED = ROOT / "benchmarks" / "fixed.yaml"

_BUILT = tempfile.TemporaryDirectory()


@cache
def setup_of(path: Path) -> Setup:
    """A scenario as written."""
    return Setup(loading.load(path).scenario, Settings())


@cache
def with_two_ladders() -> Setup:
    """first_base.yaml with its ladder a second time, under other names: the same conditions, luck of its own."""
    base = setup_of(FIRST_BASE).scenario
    again = {stage.name: f"{stage.name}_again" for stage in base.stages}
    stages = tuple(replace(stage, name=again[stage.name]) for stage in base.stages)
    brakes = tuple(
        brake if brake.blocks is None else replace(brake, blocks=(*brake.blocks, *(again[name] for name in brake.blocks)))
        for brake in base.brakes
    )
    return Setup(replace(base, others=(replace(base.main, name="again", stages=stages),), brakes=brakes), Settings())


@cache
def largest() -> Path:
    """The shipped scenario with the most events."""
    return max(sorted(SCENARIOS.glob("*.yaml")), key=lambda path: len(loading.load(path).scenario.events))


@cache
def base_by_hand() -> ByHand:
    """The native program that plays first_base.yaml and nothing else."""
    return ByHand(setup_of(FIRST_BASE), compiled(Path(_BUILT.name), compiler()))


def ensemble(setup: Setup, n: int) -> Columns:
    """*n* histories on the fast engine, in one thread."""
    return setup.block(0, n, ENGINE)


def reference(setup: Setup, n: int) -> Columns:
    """*n* histories on the SimPy engine."""
    return setup.block(0, n, "simpy")
