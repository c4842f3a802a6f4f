"""Pictures of a sweep: lines over one parameter, or over several one at a time; figures_maps draws two and three at once.

Every number is that of the study's table, every band or whisker its 95 % Wilson interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Box, Sheet, boxes
from escalation_sim.presentation.figures_scales import set_ticks
from escalation_sim.presentation.fitting import fitted, length_of
from escalation_sim.presentation.labels import Label, write_beside
from escalation_sim.presentation.palette import HEIGHT, LEFT, LINE, MARGIN, RIGHT, WIDTH, drawing
from escalation_sim.presentation.wording import exact
from escalation_sim.questions.sweep.figure_data import Swept, alone, gaps, intervals, swept
from escalation_sim.questions.sweep.figures_maps import map_figure, parameter_title, quoted
from escalation_sim.questions.sweep.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TOP, _BELOW = 112, 84  # heights: above a panel, and below it for ticks and the name of its parameter
_MOST_PANELS, _MOST_WHISKERS, _MOST_DOTS = 8, 8, 40
_WIDE = 700  # pixels from which on a panel has thick lines
_APART = 4  # points between the whiskers of two stages at the same value


def sweep_figure(study: Study, stage: str | None = None) -> Figure:
    """What suits the design: lines with bands over one parameter, a map of two, small multiples of three; and of one at a time.

    *stage* is the one to show, or a ladder; by default lines show every stage of the main one above that at which the actor
    begins, and a map the one whose probability varies most. Raises UsageError where no picture suits.
    """
    with drawing(study.setup.scenario):
        return _figure(swept(study, stage))


def _figure(seen: Swept) -> Figure:
    if len(seen.values) == 1:
        return _lines_figure(seen)
    if seen.study.design.kind == "one-at-a-time":
        return _multiples_figure(seen)
    return map_figure(seen)


def _lines_figure(seen: Swept) -> Figure:
    """The probability of each stage over one parameter."""
    (name,) = seen.values
    sheet = Sheet(seen.title, f"{seen.asked} {_which(seen)}: {seen.counted}", note=seen.note)
    height = HEIGHT - _TOP - _BELOW
    axes = sheet.panel(_TOP, height, name)
    _curves(axes, seen, name, RIGHT - LEFT)
    sheet.upright(_TOP + height / 2, height, _scale_name(seen, name))
    _name_below(sheet, seen, name, (LEFT, RIGHT, HEIGHT - _BELOW), 2)
    _mark_above(sheet, axes, seen, name)
    order = np.argsort(seen.values[name], kind="stable")
    ends = {stage: float(shares[order[-1]]) for stage, shares in seen.shares.items()}
    labels = [Label(end, seen.stage_title(stage), chip=seen.colour(stage)) for stage, end in ends.items()]
    write_beside(axes, labels[::-1], height)
    return sheet.figure


def _which(seen: Swept) -> str:
    """The stages of a picture, for its subtitle."""
    return "each stage" if len(seen.shares) > 1 else quoted(seen, next(iter(seen.shares)))


def _scale_name(seen: Swept, name: str) -> str:
    if not seen.lucky:
        return "Probability"
    return f"Probability ({'whiskers' if _few(seen, name) else 'pale'}: 95 % interval)"


def _few(seen: Swept, name: str) -> bool:
    """Whether there are so few values that they are shown one by one."""
    return len(seen.values[name]) <= _MOST_WHISKERS


def _name_below(sheet: Sheet, seen: Swept, name: str, edges: tuple[float, float, float], lines: int) -> None:
    """The title of a parameter below the ticks of a panel that ends there."""
    left, right, bottom = edges
    sheet.write((left + right) / 2, bottom + 34, parameter_title(seen, name, right - left, lines), at="center")


def _mark_above(sheet: Sheet, axes: Axes, seen: Swept, name: str) -> None:
    """What the thin line stands for."""
    low, high = axes.get_xlim()
    if name not in seen.marked:
        return
    text = f"{seen.source([name])}: {exact(seen.marks[name])}"
    text = fitted(text, RIGHT - LEFT, 1)
    half = length_of(text) / 2
    x = LEFT + (RIGHT - LEFT) * (seen.marks[name] - low) / (high - low)
    sheet.write(min(max(x, LEFT + half), RIGHT - half), _TOP - LINE - 8, text, at="center")


# Curves


@dataclass(frozen=True)
class _Curve:
    """What is drawn of one stage: increasing values, its probability at each, and the ends of the intervals."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    colour: str
    name: str

    def broken(self, at: NDArray[np.float64]) -> _Curve:
        """The same with nothing at some further values."""
        order, nothing = np.argsort(np.concatenate([self.x, at]), kind="stable"), np.full(len(at), np.nan)
        y, low, high = (np.concatenate([column, nothing])[order] for column in (self.y, self.low, self.high))
        return replace(self, x=np.concatenate([self.x, at])[order], y=y, low=low, high=high)


def _curves(axes: Axes, seen: Swept, name: str, width: float) -> None:
    """A curve for each stage, the lowest first, and a thin line where the parameter has its value."""
    order = np.argsort(seen.values[name], kind="stable")
    x, n = seen.values[name][order], seen.n[order]
    stages = list(seen.shares)
    low, high = seen.ends[name]
    pad = (0.04 if _few(seen, name) else 0.02) * (high - low) or max(abs(high) / 2, 0.5)
    axes.set_xlim(low - pad, high + pad)
    axes.set_ylim(-0.02, 1.02)
    for place, (stage, shares) in enumerate(seen.shares.items()):
        y = shares[order]
        above = [seen.shares[further] for further in stages[place + 1 :]]
        covered = not _few(seen, name) and any(np.array_equal(shares, other) for other in above)  # a band on a band is dark
        curve = _Curve(x, y, *(intervals(y, n) if seen.lucky and not covered else (y, y)), seen.colour(stage), seen.mark(stage))
        curve = curve.broken(gaps(seen, name))
        if _few(seen, name):
            _whiskers(axes, curve, (place - (len(seen.shares) - 1) / 2) * min(_APART, 24 / len(seen.shares)))
        else:
            _line(axes, curve, 1 if width > _WIDE else 0.7)
    if name in seen.marked:
        axes.axvline(seen.marks[name], color=palette.INK, linewidth=1.1, linestyle=(0, (5, 4)), zorder=1.5, gid="mark")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")
    set_ticks(axes.xaxis, width, np.unique(x).tolist() if _few(seen, name) else ())


def _line(axes: Axes, curve: _Curve, scale: float) -> None:
    """A line in the stage's colour with an edge of ink, since a pale one is lost on white paper; its interval as a band."""
    pixels = len(curve.x) > palette.MOST_PATHS
    if np.any(curve.high > curve.low):
        band: dict[str, Any] = {"color": curve.colour, "alpha": 0.45, "linewidth": 0, "gid": f"{curve.name} interval"}
        axes.fill_between(curve.x, curve.low, curve.high, zorder=2, rasterized=pixels, **band)
        for end in (curve.low, curve.high):
            axes.plot(curve.x, end, color=palette.INK, linewidth=0.5, alpha=0.6, zorder=2, rasterized=pixels)
    line: dict[str, Any] = {"zorder": 3, "solid_capstyle": "round", "rasterized": pixels}
    axes.plot(curve.x, curve.y, color=palette.INK, linewidth=4.0 * scale, **line)
    dots: dict[str, Any] = {"marker": "o", "markersize": 4.5 * scale, "markeredgecolor": palette.INK, "markeredgewidth": 0.8}
    line |= dots if len(curve.x) <= _MOST_DOTS or np.isnan(curve.y).any() else {}  # one between two gaps has no line
    axes.plot(curve.x, curve.y, color=curve.colour, linewidth=2.4 * scale, gid=curve.name, **line)


def _whiskers(axes: Axes, curve: _Curve, aside: float) -> None:
    """A dot for each value with its interval as a whisker, so many points *aside* lest they cover those of other stages."""
    from matplotlib.transforms import ScaledTranslation

    figure = axes.get_figure()
    assert figure is not None
    place = axes.transData + ScaledTranslation(aside / 72, 0, figure.dpi_scale_trans)
    axes.plot(curve.x, curve.y, color=palette.INK, linewidth=0.8, alpha=0.5, transform=place, zorder=2)
    if np.any(curve.high > curve.low):
        ink: dict[str, Any] = {"color": palette.INK, "linewidth": 1.4, "transform": place, "zorder": 3}
        known = ~np.isnan(curve.y)
        axes.vlines(curve.x[known], curve.low[known], curve.high[known], gid=f"{curve.name} interval", **ink)
    edge: dict[str, Any] = {"markeredgecolor": palette.INK, "markeredgewidth": 1.1, "markersize": 9, "transform": place}
    axes.plot(curve.x, curve.y, "o", color=curve.colour, gid=curve.name, zorder=4, **edge)


# One at a time


def _multiples_figure(seen: Swept) -> Figure:
    """A panel of curves for each parameter, that with the widest effect first."""
    parts = alone(seen)
    shown = list(parts)[:_MOST_PANELS]
    some = f" (the {len(shown)} of {len(seen.values)} that matter most)" if len(shown) < len(seen.values) else ""
    asked = seen.asked if seen.scenario.others else "Probability of"
    words = f"{asked} {_which(seen)} as one parameter changes{some}: {seen.counted}"
    sheet = Sheet(seen.title, words, note=seen.note)
    labels = [Label(0, seen.stage_title(stage), chip=seen.colour(stage)) for stage in seen.shares]
    top = 88 + sheet.key(88, labels) + 8
    interval = ", pale or whiskers: 95 % interval" if seen.lucky else ""
    sheet.upright((top + HEIGHT) / 2, HEIGHT - top, f"Probability (dashed: {seen.source(shown)}{interval})")
    places = boxes(len(shown), (LEFT, WIDTH - MARGIN - 16), (top, HEIGHT - MARGIN))
    for name, box in zip(shown, places, strict=True):
        _small_panel(sheet, parts[name], name, box)
    return sheet.figure


def _small_panel(sheet: Sheet, seen: Swept, name: str, box: Box) -> None:
    """One parameter's curves, with its title below in up to three lines."""
    below = 38 + 3 * LINE
    axes = sheet.panel(box.top, box.height - below, name, box.left, box.right)
    _curves(axes, seen, name, box.right - box.left)
    axes.tick_params(axis="y", labelleft=box.first)
    _name_below(sheet, seen, name, (box.left - 12, box.right + 12, box.top + box.height - below), 3)
