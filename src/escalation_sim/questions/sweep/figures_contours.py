"""Lines of equal probability on a map, each with its number where that stands free of everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.presentation import palette
from escalation_sim.presentation.fitting import length_of
from escalation_sim.presentation.palette import LINE
from escalation_sim.presentation.wording import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

Floats = NDArray[np.float64]
_STEPS = 11  # between no probability and the darkest colour
_MOST_TRIED = 60  # places along a line


def contours(axes: Axes, columns: Floats, rows: Floats, grid: Floats, full: float) -> None:
    """Lines over a grid of *rows* × *columns* shares, of which *full* has the darkest colour; lines that are there are heeded."""
    if min(grid.shape) < 2 or np.all(np.isnan(grid)):
        return
    steps = np.linspace(0, full, _STEPS).tolist()
    levels = [level for level in steps if np.nanmin(grid) < level < np.nanmax(grid)]
    if not levels:
        return
    shades = [_shade(level / full) for level in levels]
    inks = [palette.ink_on(shade) for shade in shades]
    lines = axes.contour(columns, rows, np.ma.masked_invalid(grid), levels=levels, colors=inks, linewidths=1, zorder=2.5)
    lines.set_rasterized(grid.size > palette.MOST_PATHS)
    paths: Any = lines.get_paths()
    ways = [axes.transData.transform(path.vertices) for path in paths]
    taken = [line.get_window_extent().padded(2) for line in axes.lines]
    for level, shade, ink, way in zip(levels, shades, inks, ways, strict=True):
        others = [other for other in ways if other is not way]
        _write(axes, percent(level), {"facecolor": shade, "edgecolor": "none", "pad": 1}, ink, way, others, taken)


def _shade(share: float) -> str:
    from matplotlib.colors import to_hex

    return to_hex(palette.shades()(share))


def _write(
    axes: Axes, text: str, paper: dict[str, Any], ink: str, way: Floats, others: Sequence[Floats], taken: list[Bbox]
) -> None:
    """Write the number of a line at the place nearest to its middle that is free, if there is one; it is then *taken*."""
    half = np.array([length_of(text) / 2 + 2, LINE / 2])
    for place in _tried(way):
        box = _box(place, half)
        free = axes.bbox.count_contains(box.get_points()) == 2 and not any(box.overlaps(other) for other in taken)
        if free and not any(_passes(other, place, half) for other in others):
            x, y = axes.transData.inverted().transform(place)
            axes.text(x, y, text, color=ink, bbox=paper, ha="center", va="center", gid="level", zorder=3)
            taken.append(box.padded(2))
            return


def _tried(way: Floats) -> Iterator[Floats]:
    """Points of a line, from its middle outwards."""
    count = len(way)
    order = sorted(range(0, count, max(count // _MOST_TRIED, 1)), key=lambda at: abs(at - count / 2))
    yield from way[order]


def _box(place: Floats, half: Floats) -> Bbox:
    from matplotlib.transforms import Bbox

    return Bbox([place - half, place + half])


def _passes(way: Floats, place: Floats, half: Floats) -> bool:
    """Whether a line goes through the room around a place."""
    return bool(np.any(np.all(np.abs(way - place) < half, axis=1)))
