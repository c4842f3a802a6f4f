"""fixed.yaml as somebody would write it by hand: a plain SimPy program, with Python's own generator and no reasons kept.

One history costs what SimPy and Python cost, and nothing for a language. Its answers agree with the scenario's in distribution.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import simpy

END = 450 * 1440
DAY = 1440


class Ladder:
    """The state of one history."""

    def __init__(self, seed: int) -> None:
        self.env = simpy.Environment()
        self.random = random.Random(seed)  # noqa: S311 - a simulation
        self.troops, self.reported, self.support = 1500.0, 0.0, 0.3
        self.stage = 0
        self.reached = [0, None, None]
        self.since: int | None = None
        self.over = False  # whether `for` has passed
        self.left = 0
        self.begun = False
        self.entered: int | None = None
        self.wake: Any = None
        for process in (self.reinforcement, self.losses, self.report, self.opinion):
            self.env.process(process())

    def run(self) -> list[int | None]:
        """The minutes at which the stages were reached."""
        self.env.run(until=END)
        return self.reached

    def reinforcement(self) -> Iterator[Any]:
        while True:
            yield self.env.timeout(max(1, round(self.random.expovariate(1 / 30) * DAY)))
            self.troops = min(12000.0, self.troops + self.random.uniform(750, 2250))

    def losses(self) -> Iterator[Any]:
        while True:
            yield self.env.timeout(3 * DAY)
            self.troops *= self.random.uniform(0.987, 1)

    def report(self) -> Iterator[Any]:
        yield self.env.timeout(3 * DAY)
        while True:
            self.reported = self.troops * self.random.lognormvariate(0, 0.1)
            self.look()
            yield self.env.timeout(7 * DAY)

    def opinion(self) -> Iterator[Any]:
        while True:
            yield self.env.timeout(30 * DAY)
            self.support = min(1.0, max(0.0, self.support + self.random.gauss(0, 0.05)))
            self.look()

    def wait(self, minutes: int) -> None:
        """Look again later."""
        self.wake = timeout = self.env.timeout(minutes)

        timeout.callbacks.append(lambda _: self.look() if self.wake is timeout else None)

    def look(self) -> None:  # noqa: C901 - somebody's quick program has one such function
        """The phases of the one way ahead."""
        if self.stage == 2:
            return
        now = self.env.now
        threshold, keep = ((3000, 3000), (9000, 4000))[self.stage]
        hold = (7, 14)[self.stage] * DAY
        if not self.over:
            if self.reported < threshold:
                self.since = None
                self.wake = None
                return
            if self.since is None:
                self.since = now
                self.wait(hold)
            if now - self.since < hold:
                return
            self.over = True
        elif self.reported < keep:
            self.forget()
            return
        if self.stage == 1 and self.support < 0.3:
            if self.entered is not None:
                self.left -= now - self.entered
                self.entered = None
                self.wake = None
            return
        if not self.begun:
            self.begun = True
            self.left = round((10, 40)[self.stage] * self.random.lognormvariate(0, 0.6) * DAY)
        if self.entered is None:
            self.entered = now
            if self.left:
                self.wait(self.left)
        if now - self.entered >= self.left:
            self.stage += 1
            self.reached[self.stage] = now
            self.forget()
            self.look()

    def forget(self) -> None:
        self.since = self.entered = self.wake = None
        self.over = self.begun = False


def histories(n: int) -> list[list[int | None]]:
    """The minutes at which the stages were reached, in each of *n* histories."""
    return [Ladder(seed).run() for seed in range(n)]
