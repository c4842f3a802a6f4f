"""The picture of signs: on each date how likely the stage is with a sign and without it, beside the base rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.fitting import fitted, length_of, tailed
from escalation_sim.presentation.labels import Label
from escalation_sim.presentation.palette import FAINT, INK, LINE, MARGIN, PLAIN, WIDTH, drawing
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import capital, inside, percent, plural
from escalation_sim.questions.signposts.words import (
    asked,
    best_sentence,
    bits_in_words,
    entropy,
    parted,
    share_in_words,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Data = Mapping[str, Any]

MOST_DATES = 6
ROWS = {1: 10, 2: 5}
"""Signs of a date that are drawn, by how many dates there are."""
FEW = 3
_ROW, _HEADING, _GAP = 44, 28, 14
_TITLES, _LEFT, _RIGHT = 420, 436, 1120  # where the titles end, and the panels begin and end
_TOP, _AXIS = 92, 64
_FIRST = _TOP + LINE + 14  # where the first heading stands
_WITH, _WITHOUT = 0.78, 0.3
"""Of the shades: far enough apart for print without colours."""


def signposts_figure(scenario: Scenario, data: Data) -> Figure:
    """A panel for each date, its most telling sign on top; what has no room is counted."""
    with drawing(scenario):
        return _figure(scenario, data)


def _figure(scenario: Scenario, data: Data) -> Figure:
    dates = data["dates"][:MOST_DATES]
    rows = ROWS.get(len(dates), FEW)
    shown = [date["signs"][:rows] for date in dates]
    lowest = max((place for place, signs in enumerate(shown) if signs), default=-1)  # its panel names the axis of all
    heights = [_ROW * len(signs) if signs else LINE for signs in shown]
    steps = [_HEADING + height + (_AXIS if place == lowest else _GAP) for place, height in enumerate(heights)]
    foot = fitted(_foot(data, rows), WIDTH - 2 * MARGIN, 3)
    below = _FIRST + sum(steps)
    height = below + LINE * (foot.count("\n") + 1) + 10
    sheet = Sheet(one_line(scenario.title) or scenario.name, f"{asked(scenario, data)}?", height)
    if lowest >= 0:
        sheet.key(_TOP - 4, _key(), rows=1)
    for place, (date, signs) in enumerate(zip(dates, shown, strict=True)):
        top = _FIRST + sum(steps[:place])
        sheet.write(MARGIN, top, fitted(_heading(date), WIDTH - 2 * MARGIN, 1, PLAIN, "bold"), weight="bold")
        if not signs:
            sheet.write(MARGIN, top + _HEADING, fitted(best_sentence(scenario, date), WIDTH - 2 * MARGIN, 1))
            continue
        axes = sheet.panel(top + _HEADING, heights[place], f"signs {date['date']}", _LEFT, _RIGHT)
        _panel(axes, scenario, date, signs, _limits(dates, shown))
        if place == lowest:
            _name_axis(axes, scenario, data)
    sheet.write(MARGIN, below, foot)
    return sheet.figure


def _heading(date: Data) -> str:
    if date["base"] is None:
        return f"{date['date']}: reached in every history before"
    base = share_in_words(date["base"])
    return f"As {date['date']} begins: {base} of {plural(date['open'], 'history', 'histories')} not yet there get there later"


def _key() -> list[Label]:
    return [
        Label(0, "Where the sign is seen", chip=_colour(_WITH)),
        Label(0, "Where it is not", chip=_colour(_WITHOUT)),
    ]


def _foot(data: Data, rows: int) -> str:
    """How to read it, and what is left out."""
    dates, bases = data["dates"], [date["base"]["probability"] for date in data["dates"] if date["signs"]]
    said = []
    if bases:
        known = f"{min(map(entropy, bases)):.2f}"
        most = f"{max(map(entropy, bases)):.2f}"
        doubt = known if known == most else f"{known} to {most}"
        said = ["upright line: whatever is seen", "thin lines: 95 % intervals"]
        said.append(f"bits: how much a sign tells on average, of {doubt} that there are to tell")
    left = sum(max(len(date["signs"]) - rows, 0) for date in dates[:MOST_DATES])
    if left:
        said.append(f"{plural(left, 'more sign')} {'tells' if left == 1 else 'tell'} less")
    if len(dates) > MOST_DATES:
        said.append(f"{plural(len(dates) - MOST_DATES, 'more date')} not shown")
    return capital("; ".join(said))


def _colour(share: float) -> str:
    from matplotlib.colors import to_hex

    return str(to_hex(palette.shades()(share)))


def _limits(dates: Sequence[Data], shown: Sequence[Sequence[Data]]) -> tuple[float, float]:
    """From where to where all panels reach, in probabilities, with room for the numbers beyond the dots."""
    told = [sign[share] for signs in shown for sign in signs for share in ("with", "without")]
    told += [date["base"] for date in dates if date["signs"]]
    low, high = min(share["low"] for share in told), max(share["high"] for share in told)
    room = length_of(percent(0.0555)) + 14
    unit = (high - low or 1.0) / (_RIGHT - _LEFT - 2 * room)
    return low - room * unit, high + room * unit


def _panel(axes: Axes, scenario: Scenario, date: Data, signs: Sequence[Data], limits: tuple[float, float]) -> None:
    axes.set_xlim(*limits)
    axes.set_ylim(len(signs) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value * 100:.4g} %")
    axes.set_xticks([tick for tick in axes.get_xticks() if max(limits[0], 0) - 1e-9 <= tick <= min(limits[1], 1) + 1e-9])
    axes.tick_params(labelbottom=False)
    base = date["base"]
    axes.axvspan(base["low"], base["high"], color=FAINT, alpha=0.25, linewidth=0, zorder=0.4)
    axes.axvline(base["probability"], color=INK, linewidth=1.4, zorder=1, gid="base")
    for place, (sign, (text, tail)) in enumerate(zip(signs, parted(scenario, signs), strict=True)):
        _row(axes, sign, place)
        _beside(axes, sign, tailed(text, tail, _TITLES - MARGIN, 2), place)


def _row(axes: Axes, sign: Data, place: int) -> None:
    """Both probabilities, joined by a bar, with their intervals and, on their outer sides, their numbers."""
    axes.axhline(place, color=FAINT, linewidth=0.5, zorder=0.5)
    ends = (sign["with"]["probability"], sign["without"]["probability"])
    axes.plot(ends, [place, place], color=FAINT, linewidth=7, solid_capstyle="butt", zorder=2, gid=f"bar {sign['name']}")
    for key, shade in (("without", _WITHOUT), ("with", _WITH)):
        share = sign[key]
        axes.plot([share["low"], share["high"]], [place, place], color="white", linewidth=3.2, zorder=2.4)
        axes.plot([share["low"], share["high"]], [place, place], color=INK, linewidth=1.3, zorder=2.5, gid="interval")
        dot: dict[str, Any] = {"markersize": 11, "color": _colour(shade), "markeredgecolor": INK, "clip_on": False}
        axes.plot([share["probability"]], [place], "o", zorder=3, gid=f"{key} {sign['name']}", **dot)
        way = 1 if share["probability"] == max(ends) else -1
        edge = share["high"] if way > 0 else share["low"]
        style: dict[str, Any] = {"xycoords": "data", "textcoords": "offset points", "va": "center", "color": INK, "zorder": 4}
        paper = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 0.8}
        side, text = "left" if way > 0 else "right", percent(share["probability"])
        axes.annotate(text, (edge, place), (8 * way, 0), ha=side, bbox=paper, gid="number", **style)


def _beside(axes: Axes, sign: Data, text: str, place: int) -> None:
    """The sign in words to the left; how often it is seen and what it is worth to the right."""
    style: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "color": INK, "linespacing": 1.1}
    axes.text((_TITLES - _LEFT) / (_RIGHT - _LEFT), place, text, ha="right", **style)
    worth = f"seen in {percent(sign['seen']['probability'])}\n{bits_in_words(sign['bits'])} bits"
    axes.text(1 + 14 / (_RIGHT - _LEFT), place, worth, ha="left", **style)


def _name_axis(axes: Axes, scenario: Scenario, data: Data) -> None:
    """Under one panel alone: all have the same scale."""
    axes.tick_params(labelbottom=True)
    who = inside(one_line(whose(scenario, scenario.ladder_of[data["stage"]])))
    name = f"Probability that {who} gets there later"
    axes.set_xlabel(fitted(name, _RIGHT - _LEFT + 200, 1), fontsize=PLAIN, color=INK)
