"""The dates that were asked for, marked in the picture of many histories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.figures_scales import day_of
from escalation_sim.presentation.fitting import length_of
from escalation_sim.presentation.palette import INK, LEFT, LINE, RIGHT
from escalation_sim.presentation.wording import listed

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Axes

_ROWS, _GAP = 3, 8


@dataclass(frozen=True)
class Mark:
    """A date with its line: the minute, and the middle and the row of the text above the panels."""

    minute: int
    text: str
    x: float
    row: int


@dataclass(frozen=True)
class Marks:
    """The dates that have a line, and words on those that have none."""

    shown: Sequence[Mark]
    missing: str

    @property
    def rows(self) -> int:
        """How many lines of text they take."""
        return 1 + max((one.row for one in self.shown), default=-1)

    def draw(self, sheet: Sheet, panels: Sequence[Axes], top: float, scenario: Scenario) -> None:
        """A thin line at each date, and its text above the panels, from so many pixels below the upper edge on."""
        for one in self.shown:
            for axes in panels:
                axes.axvline(day_of(scenario.start, one.minute), color=INK, linewidth=0.8, linestyle=(0, (4, 3)), gid=one.text)
            sheet.write(one.x, top + LINE * one.row, one.text, at="center")


def marks(scenario: Scenario, by: Mapping[str, int]) -> Marks:
    """A mark for every date that lies within the period and has room."""
    ends = [0.0] * _ROWS
    shown: list[Mark] = []
    missing: list[str] = []
    for date, minute in sorted(by.items(), key=lambda one: one[1]):
        text = f"by {date}"
        half = length_of(text) / 2
        there = LEFT + (RIGHT - LEFT) * minute / scenario.end
        x = min(max(there, LEFT + half), RIGHT - half)
        row = next((row for row, end in enumerate(ends) if x - half > end), None)
        if minute > scenario.end or row is None:
            missing.append(f"{date} ({'after the end' if minute > scenario.end else 'no room'})")
            continue
        ends[row] = x + half + _GAP
        shown.append(Mark(minute, text, x, row))
    return Marks(shown, f"Not marked: {listed(missing)}" if missing else "")
