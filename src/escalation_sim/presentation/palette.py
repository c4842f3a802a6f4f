"""How every picture looks: its colours, its lettering and its paper. Lengths are pixels of a picture 1,280 wide.

Matplotlib is imported when a picture is drawn and not before: it is an extra.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from escalation_sim import clock
from escalation_sim.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes
    from matplotlib.axis import Axis
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure as Figure

WIDTH, HEIGHT, DPI = 1280, 720, 100
LEFT, RIGHT, MARGIN = 92, 836, 24
"""Where panels begin and end; what stands beside them begins after RIGHT and ends before the margin."""
OVER = 6  # how far labels may stand out above and below their panel
_TICK = LEFT - MARGIN - 8  # how wide a number left of a panel may be
_EPOCH, _DAY = datetime(1970, 1, 1), timedelta(days=1)  # where matplotlib's days begin
_LAST = (datetime(9999, 12, 31) - _EPOCH) / _DAY  # and end
_BESIDE = WIDTH - RIGHT - MARGIN - 36

TITLE, SUBTITLE, PLAIN = 19, 13.5, 11.5
"""Sizes of letters, in points."""
LINE = round(PLAIN * DPI / 72 * 1.22)
"""The height of a line of plain letters."""

INK, FAINT, BRAKE, THRESHOLD = "#1a1a1a", "#9a9a9a", "#4d4d4d", "#8f2d56"
QUANTITIES = ("#d1480b", INK, "#7b3fa0", "#8a6d00", "#c2187f")
"""None of them on the way from pale yellow to dark blue that the stages take; apart in grey too."""
_LADDER = ((255, 247, 196), (168, 219, 178), (66, 166, 186), (37, 94, 168), (12, 27, 84))
_SHADES = ("#fdf7f0", "#f6d3ae", "#e79a7d", "#c05577", "#7d2a6e", "#2b0f3d")
"""From nothing to all: other colours than those of the stages, and darker at every step."""


def stage_colours(count: int) -> list[str]:
    """The colours of a ladder of so many stages, from light to dark: always the same for the same place and number."""
    return [_between(place / max(count - 1, 1) * (len(_LADDER) - 1)) for place in range(count)]


def _between(position: float) -> str:
    below = min(int(position), len(_LADDER) - 2)
    share = position - below
    low, high = _LADDER[below], _LADDER[below + 1]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(low, high, strict=True))


def shades() -> Colormap:
    """The colours of a probability, from light to dark."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("shades", list(_SHADES))


def brightness(colour: str) -> float:
    """How bright a colour looks in print without colours, from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def ink_on(colour: str) -> str:
    """Letters that can be read on a colour."""
    return INK if brightness(colour) > 0.5 else "#ffffff"


@contextmanager
def drawing() -> Iterator[None]:
    """Matplotlib as it comes, whatever its user has set, with our lettering, and every text shown as it is written.

    Raises UsageError where there is no matplotlib.
    """
    try:
        import matplotlib as mpl
    except ImportError:
        raise UsageError(
            'pictures need matplotlib: python -m pip install "escalation-sim[plot]", in a clone .venv/bin/pip install ".[plot]"'
        ) from None
    ours: Any = {
        "font.size": PLAIN,
        "text.parse_math": False,
        "agg.path.chunksize": 10_000,
        "axes.edgecolor": FAINT,
        "svg.fonttype": "path",
        "svg.hashsalt": "escalation-sim",
    }
    with warnings.catch_warnings(), mpl.rc_context():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # a box stands for it
        mpl.rcdefaults()
        mpl.rcParams.update(ours)
        yield


def length_of(text: str, size: float = PLAIN, weight: str = "normal") -> float:
    """How wide a line of text is, with what the grid of pixels may add."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) * DPI / 72 * 1.025


def fitted(text: str, width: float, lines: int, size: float = PLAIN, weight: str = "normal") -> str:
    """A text in so many lines of so many pixels; what does not fit is cut, with an ellipsis. Empty where nothing fits."""
    done: list[str] = []
    rest = " ".join(text.split())
    while rest:
        if length_of(rest, size, weight) <= width:
            return "\n".join([*done, rest])
        last = len(done) == lines - 1
        count = _fitting(rest, width - (length_of("…", size, weight) if last else 0), size, weight)
        if last:
            return "\n".join([*done, rest[:count].rstrip(" ,.;:") + "…"]) if count > 2 else ""
        count = rest.rfind(" ", 1, count + 1) if " " in rest[1 : count + 1] else max(count, 1)
        done.append(rest[:count])
        rest = rest[count:].lstrip()
    return "\n".join(done)


def _fitting(text: str, width: float, size: float, weight: str) -> int:
    """How many of its first letters fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length_of(text[:middle], size, weight) <= width else (low, middle - 1)
    return low


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


def tick(value: float, digits: int = 9) -> str:
    """A number short enough to stand at an axis."""
    value = float(f"{value:.{digits}g}") + 0.0  # nor -0
    size = abs(value)
    if size >= 1e12 or 0 < size < 1e-4:
        return f"{value:.3g}"
    return f"{value / 1e6:,.{digits}g} M" if size >= 1e6 else f"{value:,.{max(digits, 6)}g}"


def ticks(values: Sequence[float]) -> list[str]:
    """Numbers with as few digits as tell them apart, three at least."""
    written = ([tick(value, digits) for value in values] for digits in range(3, 13))
    return next((texts for texts in written if len(set(texts)) == len(texts)), [tick(value) for value in values])


def set_ticks(axis: Axis, length: float, values: Sequence[float] = ()) -> None:
    """The numbers at an axis *length* pixels long: *values*, where all have room or they stand unevenly; or round numbers."""
    from matplotlib.ticker import MaxNLocator

    low, high = axis.get_view_interval()
    across = axis is axis.axes.xaxis
    axis.set_tick_params(pad=3.5 if across else 2)
    sizes = [length_of(text) + 8 if across else LINE for text in [*ticks(values), *ticks([low, high])]]
    places = [(value - low) / (high - low) * length for value in values]
    kept = _with_room(places, sizes) if across or max(map(length_of, ticks(values)), default=0) <= _TICK else []
    steps = np.diff(values)
    if kept and (len(kept) == len(values) or np.ptp(steps) > 1e-6 * np.max(steps)):
        texts = ticks(values)
        axis.set_ticks([values[at] for at in kept], [texts[at] for at in kept])
        return
    most = length // (max(sizes) + 16) if across else length // 38
    axis.set_major_locator(MaxNLocator(int(max(2, min(most, 8))), steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(lambda value, _: tick(value))


def _with_room(places: Sequence[float], sizes: Sequence[float]) -> list[int]:
    """Which of the texts at some increasing places stand apart: the first, and each that does not touch one before it."""
    kept: list[int] = []
    for at, place in enumerate(places):
        if not kept or place - places[kept[-1]] >= (sizes[at] + sizes[kept[-1]]) / 2:
            kept.append(at)
    return kept


def name_axis(axes: Axes, name: str, height: float) -> None:
    """Write what the vertical axis of a panel counts at the edge of the paper."""
    axes.set_ylabel(fitted(name, height, 1), fontsize=PLAIN, color=INK)
    axes.yaxis.set_label_coords((24 - LEFT) / (RIGHT - LEFT), 0.5)


def write_beside(axes: Axes, labels: Sequence[Label], height: float) -> None:
    """Labels to the right of a panel *height* pixels high: each at its own height, moved apart where they would touch."""
    most = max(int((height + 2 * OVER) // LINE), 1)
    labels = labels[:most]
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
        return f"{fitted(label.text, width, lines - 1)}:\n{tail.removeprefix(': ')}"
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


def tailed(text: str, tail: str, width: float, lines: int = 1, size: float = PLAIN) -> str:
    """A text and its tail in so many lines; the text is cut first, the tail only where it takes more than half a line."""
    tail = fitted(tail, width / 2, 1, size)
    whole = fitted(text, width, lines, size)
    last = whole.rpartition("\n")[2]
    if not tail or length_of(f"{last} {tail}", size) <= width:
        return f"{whole} {tail}".strip()
    if lines > 1:
        return f"{fitted(text, width, lines - 1, size)}\n{tail}"
    return f"{fitted(text, width - length_of(f' {tail}', size), 1, size)} {tail}"


def height_of(labels: Sequence[Label]) -> int:
    """The height that labels in up to two lines each need."""
    return sum(_lines(label, _BESIDE, 2) for label in labels) * LINE


def day_of(start: datetime, minute: float) -> float:
    """A minute on the axis of dates."""
    return min((start - _EPOCH) / _DAY + minute / clock.DAY, _LAST)


def by_date(axes: Axes, start: datetime, end: int, *, last: bool) -> None:
    """The horizontal axis: the whole period, with dates under the last panel."""
    from matplotlib import dates

    untyped: Any = dates
    axes.set_xlim(day_of(start, 0), day_of(start, end))
    locator = untyped.AutoDateLocator(minticks=4, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(_four_digits(untyped.ConciseDateFormatter(locator)))
    axes.tick_params(axis="x", bottom=last, labelbottom=last)
    axes.xaxis.get_offset_text().set_visible(last)


def _four_digits(formatter: Any) -> Any:
    """A formatter of dates that writes all digits of a year: before the year 1000 the C library leaves out the noughts."""
    for kind in ("formats", "zero_formats", "offset_formats"):
        setattr(formatter, kind, [one.replace("%Y", "{%Y}") for one in getattr(formatter, kind)])
    years = partial(re.sub, r"\{(\d+)\}", lambda year: year[1].zfill(4))
    ticks, offset = formatter.format_ticks, formatter.get_offset
    formatter.format_ticks, formatter.get_offset = lambda values: [years(one) for one in ticks(values)], lambda: years(offset())
    return formatter
