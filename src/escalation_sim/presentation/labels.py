"""Labels beside a panel, each at the height to which it belongs, and moved apart where they would touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from escalation_sim.presentation.fitting import fitted, length_of
from escalation_sim.presentation.palette import FAINT, INK, LEFT, LINE, MARGIN, RIGHT, WIDTH

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Axes

OVER = 6  # how far labels may stand out above and below their panel
_BESIDE = WIDTH - RIGHT - MARGIN - 36


@dataclass(frozen=True)
class Label:
    """A text beside a panel, and the height in its data to which it belongs.

    *tail* is never cut; a *chip* is a square of colour before the text; a *leader* is a thin line to it.
    """

    y: float
    text: str
    colour: str = INK
    tail: str = ""
    chip: str = ""
    leader: bool = True


def write_beside(axes: Axes, labels: Sequence[Label], height: float) -> None:
    """Labels to the right of a panel *height* pixels high: each at its own height, moved apart where they would touch.

    Where there are too many, the last ones are counted.
    """
    most = max(int((height + 2 * OVER) // LINE), 1)
    if len(labels) > most:
        last = labels[most - 1]
        labels = [*labels[: most - 1], Label(last.y, f"… and {len(labels) - most + 1} more", last.colour, leader=False)]
    lines = 2 if sum(_lines(label, _BESIDE, 2) for label in labels) <= most else 1
    low, high = axes.get_ylim()
    wanted = sorted(((label.y - low) / (high - low) * height, order) for order, label in enumerate(labels))
    sizes = [_lines(labels[order], _BESIDE, lines) * LINE for _, order in wanted]
    for (y, order), place in zip(wanted, _apart([y for y, _ in wanted], sizes, height), strict=True):
        _write_label(axes, labels[order], y / height, place / height, _words(labels[order], _BESIDE, lines))


def _words(label: Label, width: float, lines: int) -> str:
    """The text of a label, cut before its tail, which is a number."""
    text, tail = fitted(label.text, width, lines), label.tail
    if length_of(text.rpartition("\n")[2] + tail) <= width:
        return f"{text}{tail}"
    if lines > 1:
        return f"{text}:\n{tail.removeprefix(': ')}"
    return f"{fitted(label.text, width - length_of(tail), 1)}{tail}"


def _lines(label: Label, width: float, lines: int) -> int:
    return _words(label, width, lines).count("\n") + 1


def _apart(wanted: list[float], sizes: list[int], height: float) -> list[float]:
    """Middles as near as may be to those wanted, in their order, that leave room for each size within the height."""
    if not wanted:
        return []
    gaps = [(a + b) / 2 for a, b in pairwise(sizes)]
    places = [max(wanted[0], sizes[0] / 2 - OVER), *wanted[1:]]
    for index, gap in enumerate(gaps, 1):
        places[index] = max(places[index], places[index - 1] + gap)
    places[-1] = min(places[-1], height - sizes[-1] / 2 + OVER)
    for index in range(len(gaps) - 1, -1, -1):
        places[index] = min(places[index], places[index + 1] - gaps[index])
    return places


def _write_label(axes: Axes, label: Label, y: float, place: float, text: str) -> None:
    """A label at *place*, with the line that leads to it from *y*; both are shares of the panel's height."""
    unit = 1 / (RIGHT - LEFT)
    line: dict[str, Any] = {"transform": axes.transAxes, "clip_on": False, "linewidth": 1.2}
    if label.leader:
        axes.plot([1 + 2 * unit, 1 + 24 * unit], [y, place], color=FAINT if label.chip else label.colour, **line)
    if label.chip:
        axes.plot([1 + 30 * unit], [place], "s", color=label.chip, markeredgecolor=INK, markersize=9, **line)
    x = 1 + (40 if label.chip else 29) * unit
    axes.text(x, place, text, color=label.colour, va="center", ha="left", transform=axes.transAxes, linespacing=1.1)


def height_of(labels: Sequence[Label]) -> int:
    """The height that labels in up to two lines each need."""
    return sum(_lines(label, _BESIDE, 2) for label in labels) * LINE
