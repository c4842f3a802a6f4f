"""The sheet of a picture: its title, what stands below it, its panels and its key. Lengths are pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.presentation.fitting import fitted, length_of, tailed
from escalation_sim.presentation.labels import Label
from escalation_sim.presentation.palette import (
    DPI,
    FAINT,
    HEIGHT,
    INK,
    LEFT,
    LINE,
    MARGIN,
    PLAIN,
    RIGHT,
    SUBTITLE,
    TITLE,
    WIDTH,
)
from escalation_sim.presentation.titles import actor_and_which
from escalation_sim.presentation.wording import capital

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Axes, Figure


@dataclass(frozen=True)
class Box:
    """Where one of several panels stands, in pixels; *first* in its row, *last* in its column."""

    left: float
    right: float
    top: float
    height: float
    first: bool
    last: bool


def boxes(count: int, sides: tuple[float, float], ends: tuple[float, float], gap: float = 34) -> list[Box]:
    """Up to three panels in a row, more in two rows, between *sides* and between *ends*."""
    rows = 1 if count <= 3 else 2
    columns = -(-count // rows)
    width = (sides[1] - sides[0] - (columns - 1) * gap) / columns
    height = (ends[1] - ends[0] - (rows - 1) * 12) / rows
    found = []
    for place in range(count):
        row, column = divmod(place, columns)
        left, top = sides[0] + column * (width + gap), ends[0] + row * (height + 12)
        found.append(Box(left, left + width, top, height, column == 0, place + columns >= count))
    return found


class Sheet:
    """A picture that is filled from the top. A *note* makes it higher, and stands at its lower edge."""

    def __init__(self, title: str, subtitle: str, height: int = HEIGHT, note: str = "") -> None:
        from matplotlib.figure import Figure

        lines = fitted(note, WIDTH - 2 * MARGIN, 3)
        self.height = height + (LINE * (lines.count("\n") + 1) + 8 if lines else 0)
        height = self.height
        self.figure: Figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor="white")
        width = WIDTH - 2 * MARGIN
        self.write(MARGIN, height - LINE * (lines.count("\n") + 1) - 8, lines)
        self.write(MARGIN, 16, fitted(title, width, 1, TITLE, "bold"), size=TITLE, weight="bold")
        self.write(MARGIN, 51, fitted(subtitle, width, 1, SUBTITLE), size=SUBTITLE)

    def write(self, x: float, y: float, text: str, *, size: float = PLAIN, weight: str = "normal", at: str = "left") -> None:
        """A text whose upper edge is at *y* pixels from the top."""
        place = (x / WIDTH, 1 - y / self.height)
        self.figure.text(*place, text, fontsize=size, fontweight=weight, color=INK, va="top", ha=at)

    def upright(self, y: float, room: float, text: str) -> None:
        """A text at the left edge, turned, with its middle *y* pixels from the top."""
        place = (MARGIN / 2 / WIDTH, 1 - y / self.height)
        self.figure.text(*place, fitted(text, room, 1), fontsize=PLAIN, color=INK, rotation=90, va="center", ha="center")

    def key(self, top: float, labels: Sequence[Label], rows: int = 2) -> int:
        """What each chip of colour stands for, side by side; the height that this takes. What has no room is counted."""
        texts = [fitted(label.text, (WIDTH - 2 * MARGIN) / 2 - 60, 1) for label in labels]
        placed = _side_by_side([length_of(text) + 48 for text in texts], rows)
        for (x, row), text, label in zip(placed, texts, labels, strict=False):
            y = top + row * (LINE + 6)
            self._chip(MARGIN + x, y + 1, label.chip)
            self.write(MARGIN + x + 22, y, text)
        used = max((row for _, row in placed), default=-1) + 1
        if len(placed) < len(labels):
            self.write(WIDTH - MARGIN, top + (used - 1) * (LINE + 6), f"… and {len(labels) - len(placed)} more", at="right")
        return used * (LINE + 6)

    def _chip(self, x: float, y: float, colour: str) -> None:
        from matplotlib.patches import Rectangle

        size = LINE - 6
        corner = (x / WIDTH, 1 - (y + size) / self.height)
        edge: dict[str, Any] = {"facecolor": colour, "edgecolor": INK, "linewidth": 1}
        self.figure.add_artist(
            Rectangle(corner, size / WIDTH, size / self.height, transform=self.figure.transFigure, gid="chip", **edge)
        )

    def panel(self, top: float, height: float, name: str, left: float = LEFT, right: float = RIGHT) -> Axes:
        """A panel, of the usual width if nothing else is said, *top* pixels from the top."""
        place = (left / WIDTH, 1 - (top + height) / self.height, (right - left) / WIDTH, height / self.height)
        axes = self.figure.add_axes(place, label=name)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=FAINT, labelcolor=INK, labelsize=PLAIN)
        return axes


def heading(scenario: Scenario, ladder: Ladder, room: float) -> str:
    """Whose a ladder is, in one bold line of so many pixels; nothing where there is one ladder alone."""
    if not scenario.others:
        return ""
    actor, which = actor_and_which(scenario, ladder)
    return tailed(capital(actor), which, room, weight="bold")


def _side_by_side(widths: Sequence[float], rows: int) -> list[tuple[float, int]]:
    """The place, as (pixels from the left, row), of each thing that has room; the last row leaves some for `… and 9 more`."""
    found: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for count, width in enumerate(widths, 1):
        room = WIDTH - 2 * MARGIN
        if x + width > room:
            x, row = 0.0, row + 1
        if row == rows or (row == rows - 1 and count < len(widths) and x + width > room - 140):
            return found
        found.append((x, row))
        x += width
    return found
