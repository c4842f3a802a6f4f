"""The picture of a discovery: the two parameters that matter most, the points by their share, and the rules as boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.figures_scales import set_ticks
from escalation_sim.presentation.fitting import fitted, length_of, tailed
from escalation_sim.presentation.palette import HEIGHT, INK, LEFT, LINE, MARGIN, RIGHT, SUBTITLE, WIDTH, drawing
from escalation_sim.presentation.titles import told_apart
from escalation_sim.presentation.wording import percent, plural
from escalation_sim.questions.discover.data import discovery_data
from escalation_sim.questions.discover.study import Discovery
from escalation_sim.questions.discover.words import (
    answer,
    asked,
    bounds_in_words,
    changes,
    most_important,
    rule_name,
    unit_beside,
)
from escalation_sim.running.setups import Setup

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

_TOP, _BELOW = 96, 84
_WIDE, _HIGH = RIGHT - LEFT, HEIGHT - _TOP - _BELOW
_BESIDE = RIGHT + 44
_FULL = (0.05, 0.1, 0.2, 0.5, 1.0)
_STYLES = ("-", (0, (6, 3)), (0, (1.5, 2)), (0, (6, 2, 1.5, 2)))
_LARGEST = 1e100
_SHARES = "Share that reach it, of {:,} at each point"
_INSET = 4  # by how many pixels more each box stays inside the panel on a side without a bound

Data = Mapping[str, Any]
Corner = tuple[float, float]


def discovery_figure(setup: Setup, found: Discovery) -> Figure:
    """The points over the two parameters that matter most; over one, with the shares upwards, where no other matters."""
    with drawing(setup.scenario):
        return _figure(setup, found)


def _figure(setup: Setup, found: Discovery) -> Figure:
    data, scenario = discovery_data(setup, found), told_apart(setup.scenario)
    what = fitted(asked(scenario, data), 400, 1, SUBTITLE)
    room = 660 - length_of(what, SUBTITLE) + length_of("What leads to", SUBTITLE)
    stage = fitted(scenario.title_of(data["stage"]), room, 1, SUBTITLE)
    counted = f"{found.question.points:,} points of {plural(len(found.points), 'parameter')}"
    sheet = Sheet(scenario.title or scenario.name, f"{what} “{stage}”? {counted}", note=changes(scenario, data))
    names, full = _shown(data, found), _full(found.shares)
    axes = sheet.panel(_TOP, _HIGH, "points")
    axes.spines[["top", "right"]].set_visible(True)
    _dots(axes, found, names, full)
    _boxes(axes, data, names)
    _name_axes(sheet, scenario, names, _SHARES.format(found.question.replications))
    top = _key(sheet, full, _SHARES.format(found.question.replications)) if names[1:] else _TOP
    _rules_beside(sheet, scenario, data, top)
    return sheet.figure


def _shown(data: Data, found: Discovery) -> list[str]:
    """The one or two parameters of the picture; where none matters, the first ones."""
    return [name for name, _ in most_important(data)][:2] or list(found.points)[:2]


def _full(shares: NDArray[np.float64]) -> float:
    """The share of the darkest colour: hardly any point has more."""
    high = float(np.quantile(shares, 0.98))
    return next(full for full in _FULL if high <= full)


# The panel


def _dots(axes: Axes, found: Discovery, names: list[str], full: float) -> None:
    x, y = (*(np.clip(found.points[name], -_LARGEST, _LARGEST) for name in names), found.shares)[:2]
    size = float(np.clip(22_000 / len(found.shares), 6, 60))
    style: dict[str, Any] = {"cmap": palette.shades(), "vmin": 0, "vmax": full, "edgecolors": INK, "linewidths": 0.4}
    axes.scatter(x, y, size, found.shares, rasterized=len(found.shares) > palette.MOST_PATHS, gid="points", zorder=2, **style)
    axes.set_xlim(*_ends(x))
    axes.set_ylim(*(_ends(y) if names[1:] else (-0.03, 1.03)))
    set_ticks(axes.xaxis, _WIDE)
    if names[1:]:
        set_ticks(axes.yaxis, _HIGH)
    else:
        axes.yaxis.set_major_formatter(lambda value, _: percent(value))


def _ends(column: NDArray[np.float64]) -> tuple[float, float]:
    low, high = float(column.min()), float(column.max())
    pad = 0.03 * (high - low) or max(abs(high) / 10, 0.5)
    return low - pad, high + pad


def _boxes(axes: Axes, data: Data, names: list[str]) -> None:
    """Every rule that bounds what is shown, with its density."""
    from matplotlib.patches import Rectangle
    from matplotlib.patheffects import withStroke

    taken: list[Corner] = []
    for number, rule in enumerate(data["rules"], 1):
        conditions = {one["parameter"]: one for one in rule["conditions"]}
        if not any(name in conditions for name in names):
            continue
        (left, right), (low, high) = _sides(axes, [conditions.get(name) for name in names], number)
        line: dict[str, Any] = {"fill": False, "edgecolor": INK, "linewidth": 2.4, "linestyle": _style(number)}
        paper = [withStroke(linewidth=4.4, foreground="white")]
        box = Rectangle((left, low), right - left, high - low, path_effects=paper, zorder=3, gid=f"rule {number}", **line)
        axes.add_patch(box)
        density = percent(rule["density"]["probability"])
        taken.append(_write_inside(axes, box, f"{number}: {density}" if data["rules"][1:] else density, taken))


def _style(number: int) -> Any:
    """How the line of a rule is broken."""
    return _STYLES[(number - 1) % len(_STYLES)]


def _sides(axes: Axes, conditions: list[Data | None], number: int) -> list[Corner]:
    """From where to where a rule reaches across and up: to the edge of the panel where it has no bound."""
    found = []
    for (low, high), length, one in zip((axes.get_xlim(), axes.get_ylim()), (_WIDE, _HIGH), [*conditions, None], strict=False):
        inset = _INSET * number / length * (high - low)
        at_least, below = (one["at_least"], one["below"]) if one else (None, None)
        found.append((low + inset if at_least is None else at_least, high - inset if below is None else below))
    return found


def _write_inside(axes: Axes, box: Rectangle, text: str, taken: list[Corner]) -> Corner:
    """Write a text into a corner of a box, where it covers no other and the fewest dots; its middle, in pixels of the panel."""
    size, half = np.array([_WIDE, _HIGH]), np.array([length_of(text, SUBTITLE, "bold") / 2 + 12, LINE / 2 + 12])
    pixels = axes.transData + axes.transAxes.inverted()
    dots = np.asarray(pixels.transform(axes.collections[0].get_offsets())) * size
    low, high = np.clip(np.asarray(pixels.transform(box.get_bbox().get_points())), 0, 1) * size
    (left, below), (right, above) = (np.clip(at, half, size - half).tolist() for at in (low + half, high - half))
    corners = [(left, above), (right, above), (left, below), (right, below)]
    x, y = min(corners, key=lambda one: (_near(np.array([*taken, (-1e9, 0)]), one, 2 * half), _near(dots, one, half)))
    paper = {"facecolor": "white", "edgecolor": INK, "linewidth": 0.8, "boxstyle": "round,pad=0.25"}
    style: dict[str, Any] = {"fontsize": SUBTITLE, "fontweight": "bold", "ha": "center", "va": "center", "zorder": 4}
    axes.text(x / _WIDE, y / _HIGH, text, transform=axes.transAxes, bbox=paper, gid="density", **style)
    return x, y


def _near(places: NDArray[np.float64], one: Corner, reach: NDArray[np.float64]) -> int:
    """How many places are within reach of one."""
    return int((np.abs(places - one) <= reach).all(axis=1).sum())


# Beside it


def _name_axes(sheet: Sheet, scenario: Scenario, names: list[str], shares: str) -> None:
    """The titles of the parameters across and up."""
    across, *up = (_titled(scenario, name, room) for name, room in zip(names, (_WIDE, _HIGH + 76), strict=False))
    sheet.upright(_TOP + _HIGH / 2, _HIGH + 76, up[0] if up else shares)
    sheet.write((LEFT + RIGHT) / 2, HEIGHT - _BELOW + 34, across, at="center")


def _titled(scenario: Scenario, name: str, room: float) -> str:
    unit = unit_beside(scenario, name)
    return tailed(scenario.title_of(name), f"({unit})" if unit else "", room)


def _key(sheet: Sheet, full: float, shares: str) -> float:
    """What the colours stand for; where it ends, in pixels from the top."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    text = fitted(shares, WIDTH - MARGIN - _BESIDE, 2)
    sheet.write(_BESIDE, _TOP, text)
    top = _TOP + (text.count("\n") + 1) * LINE + 10
    axes = sheet.panel(top, 20, "colours", _BESIDE + 4, WIDTH - MARGIN - 40)
    scale = ScalarMappable(Normalize(0, full), palette.shades())
    ticks = np.linspace(0, full, 6)
    more = full < 1
    bar = sheet.figure.colorbar(scale, cax=axes, orientation="horizontal", ticks=ticks, extend="max" if more else "neither")
    bar.ax.set_xticklabels([percent(float(tick)) for tick in ticks])
    axes.tick_params(labelsize=palette.PLAIN, colors=palette.FAINT, labelcolor=INK)
    return top + 20 + 48


def _rules_beside(sheet: Sheet, scenario: Scenario, data: Data, top: float) -> None:
    """Every rule with its line, its density and coverage, and its conditions; as many as have room."""
    from matplotlib.lines import Line2D

    room, bottom = WIDTH - MARGIN - _BESIDE, sheet.height - MARGIN - LINE
    if not data["rules"]:
        sheet.write(_BESIDE, top, fitted(answer(scenario, data), room, 12))
    for number, rule in enumerate(data["rules"], 1):
        lines = _rule_lines(scenario, rule, room)
        if top + len(lines) * LINE > bottom:
            sheet.write(_BESIDE, top, f"… and {len(data['rules']) - number + 1} more")
            return
        y = 1 - (top + LINE / 2) / sheet.height
        style: dict[str, Any] = {"color": INK, "linewidth": 2.4, "linestyle": _style(number)}
        ends = [(_BESIDE + 2) / WIDTH, (_BESIDE + 46) / WIDTH]
        sheet.figure.add_artist(Line2D(ends, [y, y], transform=sheet.figure.transFigure, **style))
        heading = f"{rule_name(data, number)}: {percent(rule['density']['probability'])} reach it"
        sheet.write(_BESIDE + 56, top, heading, weight="bold")
        for line in lines[1:]:
            top += LINE
            sheet.write(_BESIDE, top, line)
        top += LINE + 16


def _rule_lines(scenario: Scenario, rule: Data, room: float) -> list[str]:
    """A rule in lines; the first one is left free for its heading."""
    lines = ["", f"{percent(rule['coverage']['probability'])} of all that reach it are here"]
    for condition in rule["conditions"]:
        title, bounds = f"• {scenario.title_of(condition['parameter'])}:", bounds_in_words(scenario, condition)
        text = fitted(f"{title} {bounds}", room, 3)
        if bounds not in text.rpartition("\n")[2]:
            text = f"{fitted(title, room, 2)}\n{fitted(bounds, room, 1)}"
        lines += text.split("\n")
    return lines
