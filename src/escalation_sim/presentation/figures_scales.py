"""What stands along the edges of a panel: numbers that tell values apart, dates, and the name of what is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from escalation_sim import clock
from escalation_sim.presentation.fitting import fitted, length_of
from escalation_sim.presentation.palette import INK, LEFT, LINE, MARGIN, PLAIN, RIGHT

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Axes, Axis

_TICK = LEFT - MARGIN - 8  # how wide a number left of a panel may be
_EPOCH, _DAY = datetime(1970, 1, 1), timedelta(days=1)  # where matplotlib's days begin
_LAST = (datetime(9999, 12, 31) - _EPOCH) / _DAY  # and end


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


def day_of(start: datetime, minute: float) -> float:
    """A minute on the axis of dates."""
    return min((start - _EPOCH) / _DAY + minute / clock.DAY, _LAST)


def by_date(axes: Axes, start: datetime, end: int, *, last: bool) -> None:
    """The horizontal axis: the whole period, with dates under the last panel, and below them the years that it lies in."""
    from matplotlib import dates

    untyped: Any = dates
    axes.set_xlim(day_of(start, 0), day_of(start, end))
    locator = untyped.AutoDateLocator(minticks=4, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    formatter = _four_digits(untyped.ConciseDateFormatter(locator), _when(start, end))
    axes.xaxis.set_major_formatter(formatter)
    axes.tick_params(axis="x", bottom=last, labelbottom=last)
    axes.xaxis.get_offset_text().set(visible=last, x=0, ha="left")


def _when(start: datetime, end: int) -> str:
    """What the ticks of a period leave out: its years, or its date where it is no longer than a day."""
    if end <= clock.DAY:
        return clock.spoken(start, 0).partition(" ")[0]
    first, last = (clock.spoken(start, minute).partition("-")[0] for minute in (0, end - 1))
    return first if first == last else f"{first}–{last}"


def _four_digits(formatter: Any, when: str) -> Any:
    """A formatter of dates that writes all digits of a year: before the year 1000 the C library leaves out the noughts.

    Below the ticks stands *when*, unless one of them names its year.
    """
    for kind in ("formats", "zero_formats"):
        setattr(formatter, kind, [one.replace("%Y", "{%Y}") for one in getattr(formatter, kind)])
    ticks, said = formatter.format_ticks, [""]

    def labels(values: Sequence[float]) -> list[str]:
        written = ticks(values)
        said[0] = "" if any(one.startswith("{") for one in written) else when
        return [re.sub(r"\{(\d+)\}", lambda year: year[1].zfill(4), one) for one in written]

    formatter.format_ticks, formatter.get_offset = labels, lambda: said[0]
    return formatter
