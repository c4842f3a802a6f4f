"""Maps: the probability of one stage over two parameters, and small multiples of such maps over a third.

A grid is shown as cells, each with its number where that has room, else with contours; other designs as coloured dots.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Box, Sheet, boxes
from escalation_sim.presentation.figures_scales import set_ticks
from escalation_sim.presentation.fitting import fitted, length_of, tailed
from escalation_sim.presentation.palette import HEIGHT, INK, LEFT, LINE, MARGIN, RIGHT, SUBTITLE, WIDTH
from escalation_sim.presentation.wording import amounts, exact, listed, percent
from escalation_sim.questions.sweep.figure_data import Swept, cells, edges, evenly, margin, most_varied
from escalation_sim.questions.sweep.figures_contours import contours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TOP, _BELOW = 96, 84
_NAMED = 32  # the height of what stands above a panel: its value, and a triangle
_MOST_PANELS, _PARTS = 6, 4
_MOST_OUTLINED = 400
_OUT = 6  # by how many pixels triangles stand beyond the upper or the right edge of a panel
_FULL = (0.05, 0.1, 0.2, 0.5, 1.0)
_KEY = 220  # how wide the key is beside several panels
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Map:
    """What all panels share: the parameters across and up, the stage, and the probability of the darkest colour."""

    x: str
    y: str
    stage: str
    full: float
    widest: str  # the longest number in a cell

    @property
    def ticks(self) -> Floats:
        return np.linspace(0, self.full, 6)


def map_figure(seen: Swept) -> Figure:
    """The probability of one stage over two or three parameters."""
    names, stage = list(seen.values), most_varied(seen)
    highest = float(seen.shares[stage].max())
    widest = max(map(_number, np.unique(seen.shares[stage]).tolist()), key=length_of)
    one = _Map(names[0], names[1], stage, next(full for full in _FULL if highest <= full), widest)
    words = f"{seen.asked} {quoted(seen, stage)}: {seen.counted}"
    if len(names) == 3:
        return _multiples(seen, one, names[2], words)
    sheet = Sheet(seen.title, words, note=seen.note)
    _panel(sheet, seen, one, Box(LEFT, RIGHT, _TOP, HEIGHT - _TOP - _BELOW, first=True, last=True))
    _names(sheet, seen, one, (LEFT, RIGHT), (_TOP, HEIGHT - _BELOW))
    _key(sheet, seen, one, RIGHT + 36)
    return sheet.figure


def quoted(seen: Swept, stage: str) -> str:
    """The title of a stage for the line below the title."""
    return f"“{fitted(seen.stage_title(stage), 330, 1, SUBTITLE)}”"


def parameter_title(seen: Swept, name: str, width: float, lines: int) -> str:
    """The title of a parameter with its unit, in so many lines."""
    return tailed(seen.scenario.title_of(name), seen.unit(name), width, lines)


def _multiples(seen: Swept, one: _Map, third: str, words: str) -> Figure:
    """A map for each of some values of a third parameter, all in the same colours."""
    parts, some = _parts(seen, third)
    sheet = Sheet(seen.title, f"{words}{some}", note=seen.note)
    right = WIDTH - MARGIN - _KEY - 36
    sheet.write((LEFT + right) / 2, 86, parameter_title(seen, third, right - LEFT, 1), at="center")
    for (text, part), box in zip(parts, boxes(len(parts), (LEFT, right), (110, HEIGHT - _BELOW)), strict=True):
        above = fitted(text, box.right - box.left, 1, weight="bold")
        sheet.write((box.left + box.right) / 2, box.top, above, at="center", weight="bold")
        _panel(sheet, part, one, Box(box.left, box.right, box.top + _NAMED, box.height - _NAMED, box.first, box.last))
    _names(sheet, seen, one, (LEFT, right), (110, HEIGHT - _BELOW))
    _key(sheet, seen, one, right + 36)
    return sheet.figure


def _parts(seen: Swept, third: str) -> tuple[list[tuple[str, Swept]], str]:
    """The points of each panel with its title, and a word on what is left out.

    A panel has one value of the third parameter, or in a design that fills space a quarter of the points by that parameter.
    """
    column = seen.values[third]
    if seen.study.design.kind != "grid":
        quarters = np.array_split(np.argsort(column, kind="stable"), min(_PARTS, len(column)))
        ends = [(float(column[part[0]]), float(column[part[-1]])) for part in quarters]
        return [(" to ".join(amounts(a, b)), seen.only(part)) for (a, b), part in zip(ends, quarters, strict=True)], ""
    values = np.unique(column)
    chosen = values[evenly(len(values), _MOST_PANELS)].tolist()
    some = f"; panels for {len(chosen)} of {len(values)} values" if len(chosen) < len(values) else ""
    own = f" ({seen.source([third])})"
    named = zip(amounts(*chosen), chosen, strict=True)
    return [(text + own * (v == seen.marks[third]), seen.only(np.flatnonzero(column == v))) for text, v in named], some


# A panel


def _panel(sheet: Sheet, seen: Swept, one: _Map, box: Box) -> None:
    axes = sheet.panel(box.top, box.height, "map", box.left, box.right)
    axes.spines[["top", "right"]].set_visible(True)
    if seen.study.design.kind == "grid":
        _cells(axes, seen, one, (box.right - box.left, box.height))
    else:
        _dots(axes, seen, one)
        set_ticks(axes.xaxis, box.right - box.left)
        set_ticks(axes.yaxis, box.height)
    _marks(axes, seen, one, box)
    if seen.study.design.kind == "grid" and not _numbered(axes):
        contours(axes, *cells(seen, one.x, one.y, one.stage), one.full)
    axes.tick_params(labelleft=box.first, labelbottom=box.last)


def _marks(axes: Axes, seen: Swept, one: _Map, box: Box) -> None:
    """Where each parameter has its own value: a triangle at the edge, and a dashed line where it passes no number."""
    if one.x in seen.marked:
        x = seen.marks[one.x]
        _triangle(axes, (x, 1 + _OUT / box.height), "v", axes.get_xaxis_transform())
        _dashed(axes, axes.axvline, x)
    if one.y in seen.marked:
        y = seen.marks[one.y]
        _triangle(axes, (1 + _OUT / (box.right - box.left), y), "<", axes.get_yaxis_transform())
        _dashed(axes, axes.axhline, y)


def _triangle(axes: Axes, place: tuple[float, float], marker: str, transform: Any) -> None:
    style: dict[str, Any] = {"marker": marker, "color": INK, "markersize": 7, "clip_on": False, "gid": "mark"}
    axes.plot(*([at] for at in place), transform=transform, scalex=False, scaley=False, **style)


def _dashed(axes: Axes, line: Any, value: float) -> None:
    if not _numbered(axes):
        line(value, color="white", linewidth=2.4, alpha=0.6, zorder=1.5)
        line(value, color=INK, linewidth=1.1, linestyle=(0, (5, 4)), zorder=1.6, gid="mark line")


def _numbered(axes: Axes) -> bool:
    """Whether the cells of a panel have their numbers."""
    return any(text.get_gid() == "number" for text in axes.texts)


def _cells(axes: Axes, seen: Swept, one: _Map, size: tuple[float, float]) -> None:
    """A cell for each point, between the edges half-way to its neighbours; hatched where nothing is known."""
    columns, rows, grid = cells(seen, one.x, one.y, one.stage)
    across, up = edges(columns), edges(rows)
    if np.any(np.isnan(grid)):
        axes.patch.set(hatch="///", edgecolor=palette.FAINT)
    line: dict[str, Any] = {"edgecolors": "white", "linewidth": 0.6} if grid.size <= _MOST_OUTLINED else {}
    style: dict[str, Any] = {"cmap": palette.shades(), "vmin": 0, "vmax": one.full, "rasterized": grid.size > palette.MOST_PATHS}
    axes.pcolormesh(across, up, np.ma.masked_invalid(grid), gid=seen.mark(one.stage), zorder=1, **style, **line)
    axes.set_xlim(across[0], across[-1])
    axes.set_ylim(up[0], up[-1])
    set_ticks(axes.xaxis, size[0], columns.tolist())
    set_ticks(axes.yaxis, size[1], rows.tolist())
    widths = np.diff(across) / np.ptp(axes.get_xlim()) * size[0]
    heights = np.diff(up) / np.ptp(axes.get_ylim()) * size[1]
    roomy = (heights >= LINE)[:, None] & (widths >= length_of(one.widest) + 6)
    if np.mean(roomy) >= 0.5:
        _numbers(axes, across, up, np.where(roomy, grid, np.nan), one)


def _numbers(axes: Axes, across: Floats, up: Floats, grid: Floats, one: _Map) -> None:
    """The probability in the middle of each cell, in percent, in letters that can be read on its colour."""
    for row, column in zip(*np.nonzero(~np.isnan(grid)), strict=True):
        share = float(grid[row, column])
        colour = _shade(share, one)
        x, y = float(across[column : column + 2].mean()), float(up[row : row + 2].mean())
        letters: dict[str, Any] = {"color": palette.ink_on(colour), "ha": "center", "va": "center"}
        axes.text(x, y, _number(share), gid="number", zorder=3, **letters)


def _number(share: float) -> str:
    """A probability in percent, short; 0 and 100 only where it is."""
    text = f"{share * 100:.0f}"
    if text == "0" and share > 0:
        return "<1"
    return ">99" if text == "100" and share < 1 else text


def _shade(share: float, one: _Map) -> str:
    from matplotlib.colors import to_hex

    return to_hex(palette.shades()(share / one.full))


def _dots(axes: Axes, seen: Swept, one: _Map) -> None:
    """A dot for each point, coloured by its probability."""
    x, y, shares = seen.values[one.x], seen.values[one.y], seen.shares[one.stage]
    size = float(np.clip(16_000 / len(x), 12, 90))
    style: dict[str, Any] = {"cmap": palette.shades(), "vmin": 0, "vmax": one.full, "edgecolors": INK, "linewidths": 0.6}
    axes.scatter(x, y, size, shares, rasterized=len(x) > palette.MOST_PATHS, gid=seen.mark(one.stage), zorder=2, **style)
    for name, limit in ((one.x, axes.set_xlim), (one.y, axes.set_ylim)):
        low, high = seen.ends[name]
        limit(low - 0.03 * (high - low), high + 0.03 * (high - low))


# Words


def _names(sheet: Sheet, seen: Swept, one: _Map, sides: tuple[float, float], ends: tuple[float, float]) -> None:
    """The titles of the parameters across and up."""
    height, width = ends[1] - ends[0] + 24, sides[1] - sides[0]
    sheet.upright(sum(ends) / 2, height, parameter_title(seen, one.y, height, 1))
    sheet.write(sum(sides) / 2, ends[1] + 34, parameter_title(seen, one.x, width, 2), at="center")


def _key(sheet: Sheet, seen: Swept, one: _Map, left: float) -> None:
    """What the colours and the dashed lines stand for, and how sure the numbers are."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    room = WIDTH - MARGIN - left
    text = fitted(f"{seen.asked}: {seen.stage_title(one.stage)}", room, 5)
    sheet.write(left, _TOP, text)
    top = _TOP + (text.count("\n") + 1) * LINE + 14
    axes = sheet.panel(top, 250, "colours", left, left + 28)
    scale = ScalarMappable(Normalize(0, one.full), palette.shades())
    sheet.figure.colorbar(scale, cax=axes, ticks=one.ticks, format=lambda value, _: percent(value))
    axes.tick_params(labelsize=palette.PLAIN, colors=palette.FAINT, labelcolor=INK)
    top += 250 + 24
    for said in _said(sheet, seen, one):
        lines = fitted(said, room, 7)
        sheet.write(left, top, lines)
        top += (lines.count("\n") + 1) * LINE + 10


def _said(sheet: Sheet, seen: Swept, one: _Map) -> Iterator[str]:
    """What else has to be said of a map that is drawn."""
    numbered = any(map(_numbered, sheet.figure.axes))
    marked = [name for name in (one.x, one.y) if name in seen.marked]
    if marked:
        values = [exact(seen.marks[name], seen.scenario.units[name]) for name in marked]
        how = "Triangles at the edges" if numbered else "Triangles and dashes"
        yield f"{how}, {seen.source(marked)}: {listed(values)}"
    if seen.lucky:
        yield f"95 % intervals: ± {margin(seen.shares[one.stage], seen.n) * 100:.2g} percentage points at most"
    if numbered:
        yield "Numbers in the cells: percent"
    if seen.missing and seen.study.design.kind == "grid":
        yield f"Hatched: {listed(seen.missing, 'or')}"
