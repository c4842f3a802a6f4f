"""The fast engine against the SimPy engine and against programs written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from base_by_hand import FIRST_BASE, different
from contestants import BASE, ENGINE, FIXED, base_by_hand, ensemble, largest, reference, setup_of, with_two_ladders
from fixed_by_hand import histories as fixed_by_hand
from rounds import Row, Work, by_the_clock, interleaved, ratios

from escalation_sim.engines.columns import NEVER
from escalation_sim.running.setups import Setup

TOLD = 256
"""Histories of the SimPy engine in one timing: one costs it the same, however many there are."""


def against_simpy() -> Iterator[Row]:
    """How many times as fast as the SimPy engine, a history."""
    setup, sizes = setup_of(BASE), (1, 100, 1_000, 10_000, 100_000)
    seconds = interleaved({"simpy": partial(reference, setup, TOLD), **_ensembles(setup, *sizes)}, 5)
    for n in sizes:
        gain = ratios(seconds["simpy"], seconds[f"{n}"], n / TOLD)
        yield Row(f"base.yaml, {_many(n)}", gain, at_least=180 if n == 10_000 else None)
    setup = setup_of(largest())
    seconds = interleaved({"simpy": partial(reference, setup, TOLD), **_ensembles(setup, 10_000)}, 5)
    gain = ratios(seconds["simpy"], seconds["10000"], 10_000 / TOLD)
    yield Row(f"{largest().name} (the most events), 10,000 histories", gain)


def _many(n: int) -> str:
    return f"{n:,} histories" if n > 1 else "one history"


def _ensembles(setup: Setup, *sizes: int) -> dict[str, Work]:
    return {f"{n}": partial(ensemble, setup, n) for n in sizes}


def against_c() -> Iterator[Row]:
    """How much of the speed of a native program for this one scenario; first, that both play the same."""
    setup, by_hand = setup_of(FIRST_BASE), base_by_hand()
    found = different(ensemble(setup, 4_000), by_hand.block(0, 4_000))
    assert not found, found
    for n, wanted in ((1, None), (100, None), (1_000, 0.3), (10_000, 0.4), (100_000, 0.4)):
        seconds = interleaved({"fast": partial(ensemble, setup, n), "hand": partial(by_hand.block, 0, n)}, 7)
        micro = [1e6 * second / n for second in seconds["hand"]]
        yield Row(_many(n), ratios(seconds["hand"], seconds["fast"]), at_least=wanted)
        yield Row("… the program by hand, a history", micro, unit="µs")


def alone() -> Iterator[Row]:
    """What a history costs, alone and among many."""
    setup = setup_of(BASE)
    one = interleaved(_ensembles(setup, 1), 7)["1"]
    yield Row("one history, alone", [1e3 * second for second in one], at_most=3, unit="ms")
    for n in (1_000, 10_000, 100_000):
        many = interleaved(_ensembles(setup, n), 5)[f"{n}"]
        yield Row(f"one of {n:,}", [1e6 * second / n for second in many], unit="µs")


def two_ladders() -> Iterator[Row]:
    """What a second ladder as large as the first costs."""
    works: dict[str, Work] = {
        "one": partial(ensemble, setup_of(FIRST_BASE), 20_000),
        "two": partial(ensemble, with_two_ladders(), 20_000),
    }
    seconds = interleaved(works, 7)
    yield Row("first_base.yaml with its ladder twice / with its own", ratios(seconds["two"], seconds["one"]), at_most=1.8)


def two_threads() -> Iterator[Row]:
    """What a second thread gains, where a second core is free."""
    setup, n = setup_of(BASE), 100_000
    works: dict[str, Work] = {f"{jobs}": partial(setup.ensemble, n, engine=ENGINE, jobs=jobs) for jobs in (1, 2)}
    seconds = interleaved(works, 5, by_the_clock)
    yield Row(f"{n:,} histories: one thread / two", ratios(seconds["1"], seconds["2"]), at_least=1.8)


def against_python() -> Iterator[Row]:
    """Against a plain SimPy program that says what fixed.yaml says; first, that it does."""
    setup, told = setup_of(FIXED), 300
    _agree(setup)
    works: dict[str, Work] = {
        "hand": partial(fixed_by_hand, told),
        "simpy": partial(reference, setup, told),
        **_ensembles(setup, 10_000),
    }
    seconds = interleaved(works, 5)
    yield Row("fixed.yaml, 10,000 histories", ratios(seconds["hand"], seconds["10000"], 10_000 / told))
    yield Row("the SimPy engine's time / that of the program by hand", ratios(seconds["simpy"], seconds["hand"]))


def _agree(setup: Setup) -> None:
    """The shares that reach a stage, of the scenario and of the program by hand, within four standard errors."""
    n = 4_000
    told = ensemble(setup, n).first_reached != NEVER
    hand = np.array([[minute is not None for minute in reached] for reached in fixed_by_hand(n)])
    for stage in (1, 2):
        a, b = told[:, stage].mean(), hand[:, stage].mean()
        assert abs(a - b) <= 4 * np.sqrt((a * (1 - a) + b * (1 - b)) / n), (stage, a, b)
