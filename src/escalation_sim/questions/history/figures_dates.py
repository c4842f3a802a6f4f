"""The dates above the stages of a ladder: one for every move that has room, and how many have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from escalation_sim import clock
from escalation_sim.engines.history import Move
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.fitting import length_of
from escalation_sim.presentation.palette import LEFT, LINE, RIGHT

_ROWS, _GAP = 2, 8
_HOURS = 14 * clock.DAY
"""A period no longer than this has times of day."""
_MOST_ARROWS = 3


@dataclass(frozen=True)
class _Date:
    """A date that is shown: its middle, its row, its text, and how many moves it stands for."""

    x: float
    row: int
    text: str
    moves: int


@dataclass(frozen=True)
class Dates:
    """What stands above the stages, of so many moves in all."""

    shown: Sequence[_Date]
    moves: int

    @property
    def rows(self) -> int:
        """How many lines they take."""
        return 1 + max((one.row for one in self.shown), default=-1)

    def write(self, sheet: Sheet, top: float) -> None:
        """Write them from so many pixels below the upper edge on; beside them, if some are missing, how many."""
        for one in self.shown:
            sheet.write(one.x, top + LINE * one.row, one.text, at="center")
        known = sum(one.moves for one in self.shown)
        if known < self.moves:
            sheet.write(RIGHT + 29, top, f"Dates of {known:,} of the {self.moves:,} moves")


def dates_of(every: Sequence[Move], scenario: Scenario, taken: float = 0.0) -> Dates:
    """A date for every move that has room for one, in two rows; moves of the same date share one.

    What stands at the beginning of the first row has *taken* it up to so many pixels from the left edge.
    """
    ends = [taken, *[0.0] * (_ROWS - 1)]
    found: list[_Date] = []
    for date, group in groupby(every, lambda move: _date(scenario, move)):
        moves = list(group)
        text = f"{_arrows(moves)} {date}"
        half = length_of(text) / 2
        there = LEFT + (RIGHT - LEFT) * (moves[0].minute + moves[-1].minute) / 2 / scenario.end
        places = [min(max(there, LEFT + half, end + half), RIGHT - half) for end in ends]
        row = min(range(_ROWS), key=lambda row: (abs(places[row] - there), row))
        if places[row] - half > ends[row] - _GAP / 2 and abs(places[row] - there) <= half:
            ends[row] = places[row] + half + _GAP
            found.append(_Date(places[row], row, text, len(moves)))
    return Dates(found, len(every))


def _date(scenario: Scenario, move: Move) -> str:
    """As short as may be: the date, or the time of day where the period is no longer than a day, or in between both."""
    date, time = clock.stamp(scenario.start, move.minute).split("T")
    if scenario.end > _HOURS:
        return date
    return time if scenario.end <= clock.DAY else f"{date.partition('-')[2]} {time}"


def _arrows(moves: Sequence[Move]) -> str:
    """Up and down, or how often where this is long."""
    arrows = "".join("↑" if move.target > move.source else "↓" for move in moves)
    if len(arrows) <= _MOST_ARROWS:
        return arrows
    return f"{'↕' if len(set(arrows)) > 1 else arrows[0]} {len(arrows)} ×"
