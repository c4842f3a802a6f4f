"""How speed is measured: contestants take turns, and what counts is the median of the ratios of each round.

What disturbs one of them for a moment disturbs one round, and a machine that is slow for a while is slow for all of them.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Work = Callable[[], object]
LEAST = 0.03
"""Seconds that a timing takes at least: shorter work is done several times over."""

by_processor = time.process_time
"""Seconds that this process was at work: for what one thread does. Others on the machine hardly show in it."""

by_the_clock = time.perf_counter
"""Seconds that went by: for what several threads or other processes do."""


@dataclass(frozen=True)
class Row:
    """A line of the report: ratios, or numbers of a *unit*, one a round, and what is wanted of their median."""

    what: str
    values: Sequence[float]
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""

    @property
    def median(self) -> float:
        """The number that counts."""
        return statistics.median(self.values)

    @property
    def holds(self) -> bool:
        """Whether it is as wanted; true where nothing is."""
        return (self.at_least is None or self.median >= self.at_least) and (self.at_most is None or self.median <= self.at_most)

    def __str__(self) -> str:
        low, middle, high = (f"{value:.3g}" if value < 1000 else f"{value:,.0f}" for value in _spread(self.values))
        wanted = (
            f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}" if self.at_most is not None else ""
        )
        unit = f" {self.unit}" if self.unit else ""
        holds = "" if not wanted else "yes" if self.holds else "NO"
        return f"| {self.what} | {middle}{unit} | {low} … {high} | {wanted} | {holds} |"


def _spread(values: Sequence[float]) -> tuple[float, float, float]:
    return min(values), statistics.median(values), max(values)


def interleaved(
    contestants: Mapping[str, Work], rounds: int, clock: Callable[[], float] = by_processor
) -> dict[str, list[float]]:
    """The seconds that each contestant takes for its work, by round. A first round warms up, and is not told.

    Every other round goes backwards, so that none of them always comes first.
    """
    times = {name: max(1, math.ceil(LEAST / max(_seconds(work, 1, clock), 1e-9))) for name, work in contestants.items()}
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds):
        for name in list(contestants)[:: -1 if turn % 2 else 1]:
            found[name].append(_seconds(contestants[name], times[name], clock))
    return found


def _seconds(work: Work, times: int, clock: Callable[[], float]) -> float:
    before = clock()
    for _ in range(times):
        work()
    return (clock() - before) / times


def ratios(above: Sequence[float], below: Sequence[float], factor: float = 1.0) -> list[float]:
    """*factor* times one contestant's seconds by the other's, round by round."""
    return [factor * one / other for one, other in zip(above, below, strict=True)]


def show(title: str, rows: Iterable[Row]) -> list[Row]:
    """Print a table, row by row as they are measured; those that are not as wanted."""
    print(f"\n## {title}\n\n| what | median | spread | wanted | holds |\n|---|---|---|---|---|", flush=True)
    missed = []
    for row in rows:
        print(row, flush=True)
        missed += [] if row.holds else [row]
    return missed
