"""A clock that only work moves on, so that what depends on how long blocks take is the same every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from escalation_sim.running import pace
from escalation_sim.running.blocks import Block, Played, play


class Clock:
    """Seconds since the start; a block moves it on by what it costs."""

    def __init__(self, cost: Callable[[int], float] = lambda _: 0.0) -> None:
        self.cost, self.now = cost, 0.0
        self.blocks: list[tuple[int, float]] = []

    def __call__(self) -> float:
        return self.now

    def pass_by(self, histories: int) -> None:
        """A block of so many histories is played."""
        seconds = self.cost(histories)
        self.now += seconds
        self.blocks.append((histories, seconds))

    def play(self, setup: Any, engine: Any, block: Block) -> Played:
        """Play a block of a study."""
        self.pass_by(block.count)
        return play(setup, engine, block)


def standing_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time passes: after the first block, all are as large as they may be."""
    monkeypatch.setattr(pace, "clock", lambda: 0.0)


def working(monkeypatch: pytest.MonkeyPatch, cost: Callable[[int], float]) -> Clock:
    """A clock that the blocks of a study move on, each by what so many histories cost."""
    clock = Clock(cost)
    monkeypatch.setattr(pace, "clock", clock)
    monkeypatch.setattr("escalation_sim.questions.sweep.study.play", clock.play)
    return clock
