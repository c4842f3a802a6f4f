"""The stages of a ladder over time, as a strip of full colour with their titles, the dates of the moves, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from escalation_sim.engines.history import History, Move
from escalation_sim.model.scenario import MAIN, Ladder, Scenario
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Sheet, heading
from escalation_sim.presentation.figures_scales import day_of
from escalation_sim.presentation.fitting import fitted, length_of
from escalation_sim.presentation.labels import OVER, Label, height_of, write_beside
from escalation_sim.questions.history.figure_data import visits
from escalation_sim.questions.history.figures_dates import Dates, dates_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP = 12
"""The height between two panels."""
_MOST_LABELS = 6  # lines beside a strip
_NAME = (palette.RIGHT - palette.LEFT) / 2


@dataclass(frozen=True)
class Strip:
    """The strip of a ladder. *name* says whose it is, where there are several.

    *inside* are the titles in the visits to the stages, nothing where one has no room; *beside* are those beside the strip.
    """

    scenario: Scenario
    ladder: Ladder
    name: str
    stays: Sequence[tuple[int, int, int]]
    moves: Sequence[Move]
    dates: Dates
    inside: Sequence[str]
    beside: Sequence[Label]

    @property
    def height(self) -> int:
        """High enough for the titles beside it, as far as these are few."""
        most = _MOST_LABELS * palette.LINE
        return max(_lines(self.scenario) * palette.LINE + 1, min(height_of(self.beside), most) - 2 * OVER)

    @property
    def above(self) -> int:
        """The height of the dates above it, and of its name where there are none."""
        return palette.LINE * max(self.dates.rows, int(bool(self.name)))

    @property
    def room(self) -> int:
        """The height that it takes with what stands above it, and up to what comes below."""
        return self.above + self.height + GAP

    def draw(self, sheet: Sheet, top: float) -> Axes:
        """Draw it, so many pixels below the upper edge."""
        if self.name:
            sheet.write(palette.LEFT, top - 4, self.name, weight="bold")
        self.dates.write(sheet, top - 4)
        axes = sheet.panel(top + self.above, self.height, _label(self.ladder))
        axes.set_ylim(0, 1)
        axes.spines[:].set_visible(False)
        axes.set_yticks([])
        shade(axes, self)
        colours = palette.stage_colours(len(self.ladder.stages))
        for (start, end, stage), text in zip(self.stays, self.inside, strict=True):
            style: dict[str, Any] = {"ha": "center", "va": "center", "linespacing": 1.1, "color": palette.ink_on(colours[stage])}
            axes.text(day_of(self.scenario.start, (start + end) / 2), 0.5, text, **style)
        write_beside(axes, self.beside, self.height)
        return axes


def strips_of(scenario: Scenario, history: History) -> list[Strip]:
    """A strip for each ladder, the main one first."""
    return [_strip(scenario, history, ladder) for ladder in scenario.ladders]


def _strip(scenario: Scenario, history: History, ladder: Ladder) -> Strip:
    name = heading(scenario, ladder, _NAME)
    taken = palette.LEFT + length_of(name, weight="bold") + 16 if name else 0.0
    titles = [scenario.title_of(stage.name) for stage in ladder.stages]
    colours = palette.stage_colours(len(titles))
    stays, moves = visits(history, scenario, ladder.name), history.of(ladder.name).moves
    rooms = [(end - start) / scenario.end * (palette.RIGHT - palette.LEFT) - 8 for start, end, _ in stays]
    inside = [_in_strip(titles[stage], room, _lines(scenario)) for (_, _, stage), room in zip(stays, rooms, strict=True)]
    shown = {stage for (_, _, stage), text in zip(stays, inside, strict=True) if text}
    beside = [
        Label(0.5, titles[stage], chip=colours[stage], leader=False) for stage in sorted({stage for _, _, stage in stays} - shown)
    ]
    return Strip(scenario, ladder, name, stays, moves, dates_of(moves, scenario, taken), inside, beside)


def _lines(scenario: Scenario) -> int:
    """How many lines a title may have in its visit: fewer where there are many ladders."""
    return 3 if len(scenario.ladders) < 3 else 2


def _in_strip(title: str, room: float, lines: int) -> str:
    """A title in the room that a visit has: all of it, unless there is much room. Empty where there is too little."""
    text = fitted(title, room, lines)
    whole = text.split() == title.split()
    return text if whole or room > 250 else ""


def _label(ladder: Ladder) -> str:
    return "stages" if ladder.name == MAIN else f"stages of {ladder.name}"


def shade(axes: Axes, strip: Strip, **style: Any) -> None:
    """The visits to the stages, each as a band of its colour."""
    colours, start = palette.stage_colours(len(strip.ladder.stages)), strip.scenario.start
    for begun, end, stage in strip.stays:
        axes.axvspan(day_of(start, begun), day_of(start, end), color=colours[stage], linewidth=0, gid=f"stage {stage}", **style)


def draw_moves(axes: Axes, strip: Strip, **style: Any) -> None:
    """An upright line at each move; a thin one where there are many."""
    width = 1.1 if len(strip.moves) <= 20 else 0.3
    for move in strip.moves:
        day = day_of(strip.scenario.start, move.minute)
        axes.axvline(day, color=palette.INK, linewidth=width, zorder=1.5, gid="move", **style)
