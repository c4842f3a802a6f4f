"""Pictures of a study of sensitivity: a tornado, or bars with their intervals, the assumption that matters most on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.figures_scales import tick
from escalation_sim.presentation.fitting import fitted, length_of
from escalation_sim.presentation.labels import Label
from escalation_sim.presentation.palette import drawing
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import told_apart
from escalation_sim.presentation.wording import amount, capital, inside, listed, percent
from escalation_sim.questions.sensitivity.figure_data import End, ends
from escalation_sim.questions.sensitivity.limits import limits
from escalation_sim.questions.sensitivity.words import LEVER, Words, conclusion, kept, rows_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Data = Mapping[str, Any]

MOST_ROWS = 14
_ROW, _TALLEST = 37, 62  # heights of a row where there are many, and where there are few
_TITLES, _LEFT, _RIGHT = 396, 412, 1060  # where the titles end, and the panel begins and ends
_TOP, _AXIS, _FOOT = 92, 56, 26
_LIGHT, _DARK = 0.3, 0.78
"""Of the shades: far enough apart for print without colours."""


def sensitivity_figure(scenario: Scenario, data: Data) -> Figure:
    """The answer that the data names: what moves it, in bars with intervals."""
    with drawing(scenario):
        return _figure(told_apart(scenario), data)


def _figure(scenario: Scenario, data: Data) -> Figure:
    words = Words(scenario, data)
    rows, _ = rows_of(words)
    shown, more = rows[:MOST_ROWS], len(rows) - MOST_ROWS
    room = palette.HEIGHT - _TOP - 2 * palette.LINE - _AXIS - _FOOT
    height = max(min(room, _TALLEST * len(shown)), _ROW * len(shown), 2 * _ROW)
    strip = _Strip(words)
    top = _TOP + 2 * palette.LINE + strip.height
    axis = fitted(_axis_name(words), _RIGHT - _LEFT + 2 * (palette.WIDTH - _RIGHT - palette.MARGIN), 2)
    foot = fitted(_foot(words, shown, more), palette.WIDTH - 2 * palette.MARGIN, 2)
    below = top + height + _AXIS + palette.LINE * axis.count("\n")
    whole = round(below + _FOOT + palette.LINE * foot.count("\n"))
    sheet = Sheet(scenario.title or scenario.name, _subtitle(words), whole, capital(words.changes()))
    strip.draw(sheet, _TOP - 6)
    axes = sheet.panel(top, height, "bars", _LEFT, _RIGHT)
    if shown:
        sheet.key(top - 2 * palette.LINE + 2, _key(words), rows=1)
        _bars(axes, words, shown)
        axes.set_xlabel(axis, fontsize=palette.PLAIN, color=palette.INK)
        for place, told in enumerate(shown):
            _beside(axes, words, told, place)
    else:
        axes.set_axis_off()
        sheet.write(
            palette.MARGIN,
            top,
            fitted(conclusion(words), palette.WIDTH - 2 * palette.MARGIN, 2, palette.SUBTITLE),
            size=palette.SUBTITLE,
        )
    sheet.write(palette.MARGIN, below - 4, foot)
    return sheet.figure


def _subtitle(words: Words) -> str:
    base = words.value(words.shown["value"])
    answer = fitted(words.answer(), 620, 1, palette.SUBTITLE)
    answer += "”" * (answer.count("“") - answer.count("”"))
    match words.method:
        case "sobol":
            return f"What {answer} depends on: Sobol's indices"
        case "morris":
            return f"What moves {answer}: Morris's elementary effects"
    others = "all else drawn" if words.data["settings"]["uncertain"] else "all else as it is"
    return f"What moves {answer}: each assumption alone, {others} ({base})"


def _axis_name(words: Words) -> str:
    match words.method:
        case "sobol":
            return "Share of the variance that ignorance makes"
        case "morris":
            return f"Change of {words.answer()}{words.points()}"
    return capital(words.answer())


def _key(words: Words) -> list[Label]:
    light, dark = _colour(_LIGHT), _colour(_DARK)
    match words.method:
        case "sobol":
            return [
                Label(0, "First order: what knowing it alone would take away", chip=dark),
                Label(0, "Total: what would stay if only it were unknown", chip=light),
            ]
        case "morris":
            return [
                Label(0, "Mean size of the effect from the low to the high end", chip=dark),
                Label(0, "Spread of the effects", chip=light),
            ]
    return [Label(0, "With a low value of the assumption", chip=light), Label(0, "With a high value", chip=dark)]


_INTERVALS = {
    "one-at-a-time": "thin lines: 95 % intervals of the change from the upright line",
    "sobol": "thin lines: 95 % intervals",
    "morris": "thin lines: 95 % intervals of the mean size",
}


def _foot(words: Words, shown: Sequence[Data], more: int) -> str:
    """How to read the bars; nothing where there are none."""
    if not shown:
        return ""
    said = []
    if words.method == "one-at-a-time":
        said.append("numbers at the bars: the value of the assumption there")
    if words.method != "one-at-a-time" or words.shown["value"] == words.shown["value"]:
        said.append(_INTERVALS[words.method])
    if any(told["kind"] == "lever" for told in shown):
        said.append(f"{LEVER}: {inside(one_line(words.scenario.actor))} can choose")
    if more > 0:
        said.append(f"{more} more move it less")
    return capital("; ".join(said))


def _colour(share: float) -> str:
    from matplotlib.colors import to_hex

    return str(to_hex(palette.shades()(share)))


def _bars(axes: Axes, words: Words, rows: Sequence[Data]) -> None:
    """The bars from the top, and the axis of the answer below."""
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    for place in range(len(rows)):
        axes.axhline(place, color=palette.FAINT, linewidth=0.5, zorder=0.5)
    match words.method:
        case "sobol":
            _indices(axes, rows)
        case "morris":
            _effects(axes, words, rows)
        case _:
            _tornado(axes, words, rows)


def _tornado(axes: Axes, words: Words, rows: Sequence[Data]) -> None:
    base = words.shown["value"]
    every = list(ends(rows, base, limits(words.scenario, words.name)))
    low, high = _set_room(axes, [end for _, end in every], base)
    if base == base:
        axes.axvline(base, color=palette.INK, linewidth=1.4, zorder=3, gid="base")
    for place, end in every:
        _half(axes, words, rows[place], place, end)
    axes.xaxis.set_major_formatter(_formatter(words))
    axes.set_xticks([tick for tick in axes.get_xticks() if low - 1e-9 <= tick <= high + 1e-9])


def _set_room(axes: Axes, every: Sequence[End], base: float) -> tuple[float, float]:
    """Set the axis so that all bars and intervals have room, and the numbers beyond them; from where to where these go."""
    reached = [value for end in every for value in (end.start, end.value, end.edge)] + [base] * (base == base)
    low, high = min(reached), max(reached)
    beyond = [max((length_of(_short(end.at)) + 14 for end in every if end.way == way), default=0.0) for way in (-1, 1)]
    unit = (high - low) / (_RIGHT - _LEFT - sum(beyond))
    axes.set_xlim(low - beyond[0] * unit, high + beyond[1] * unit)
    return low, high


def _half(axes: Axes, words: Words, told: Data, place: int, end: End) -> None:
    """From the answer as it is to its lowest or its highest, with the value of the parameter there."""
    settings = words.data["settings"]
    middle = told["values"][len(told["values"]) // 2]
    now = middle if end.parameter in settings["uncertain"] else settings["parameters"][end.parameter]
    style: dict[str, Any] = {"edgecolor": palette.INK, "linewidth": 0.6, "gid": f"{end.name} {end.parameter}"}
    colour = _colour(_DARK if end.at > now else _LIGHT)
    axes.barh(place, end.value - end.start, left=end.start, height=0.62, color=colour, **style)
    if not end.way:
        return
    if end.interval:
        _whisker(axes, place, *end.interval)
    paper = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 0.8}
    where: dict[str, Any] = {"xycoords": "data", "textcoords": "offset points", "va": "center", "bbox": paper, "zorder": 3.5}
    axes.annotate(_short(end.at), (end.edge, place), (5 * end.way, 0), ha="right" if end.way < 0 else "left", gid="at", **where)


def _indices(axes: Axes, rows: Sequence[Data]) -> None:
    most = max(min(told[key]["high"], 1.0) for told in rows for key in ("first", "total"))
    axes.set_xlim(0, min(most * 1.05, 1.02))
    for place, told in enumerate(rows):
        for key, offset, shade in (("first", -0.2, _DARK), ("total", 0.2, _LIGHT)):
            within = {end: min(value, 1.0) for end, value in told[key].items()}
            _bar(axes, place + offset, within, _colour(shade), f"{key} {told['parameter']}")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value * 100:.4g} %")


def _effects(axes: Axes, words: Words, rows: Sequence[Data]) -> None:
    most = max(max(told["mu_star"]["high"], told["sigma"]) for told in rows)
    axes.set_xlim(0, most * 1.05)
    for place, told in enumerate(rows):
        _bar(axes, place - 0.2, told["mu_star"], _colour(_DARK), f"effect {told['parameter']}")
        nothing = {"value": told["sigma"], "low": None, "high": None}
        _bar(axes, place + 0.2, nothing, _colour(_LIGHT), f"spread {told['parameter']}")
    axes.xaxis.set_major_formatter(_formatter(words, ""))


def _bar(axes: Axes, place: float, told: Data, colour: str, gid: str) -> None:
    """A bar from 0 with its interval, as far as that is above 0."""
    value = max(told["value"], 0.0)
    axes.barh(place, value, height=0.36, color=colour, edgecolor=palette.INK, linewidth=0.6, gid=gid)
    if told["low"] is not None:
        _whisker(axes, place, max(told["low"], 0.0), max(told["high"], 0.0))


def _whisker(axes: Axes, place: float, low: float, high: float) -> None:
    """An interval that can be seen on a dark bar too."""
    axes.plot([low, high], [place, place], color="white", linewidth=3.2, zorder=3.8)
    axes.plot([low, high], [place, place], color=palette.INK, linewidth=1.3, zorder=4, gid="interval")


def _formatter(words: Words, behind: str = " %") -> Any:
    if not words.is_share:
        return lambda value, _: tick(float(f"{value:.9g}"))
    return lambda value, _: f"{value * 100:.4g}{behind}"


def _beside(axes: Axes, words: Words, told: Data, place: int) -> None:
    """The title of a row to its left, and its number to its right."""
    transform = axes.get_yaxis_transform()
    style: dict[str, Any] = {"transform": transform, "va": "center", "color": palette.INK, "linespacing": 1.1}
    mark = f" {LEVER}" if told["kind"] == "lever" else ""
    room = _TITLES - palette.MARGIN - length_of(mark)
    title = fitted(words.marked(told, unit=words.method == "one-at-a-time").removesuffix(mark), room, 2)
    if title.endswith("…"):  # rather without its unit than cut
        title = fitted(words.title(told["parameter"]), room, 2)
    axes.text((_TITLES - _LEFT) / (_RIGHT - _LEFT), place, f"{title}{mark}", ha="right", **style)
    axes.text(1 + 14 / (_RIGHT - _LEFT), place, _number(words, told), ha="left", **style)


def _number(words: Words, told: Data) -> str:
    """What stands right of a row: with its interval where there is room for it."""
    if words.method == "sobol":
        return f"total {percent(kept(told['total']['value']))}"
    size = told["mu_star" if words.method == "morris" else "width"]
    text = f"{words.steps(size)}{words.points().replace(',', '')}"
    return text if length_of(text) < palette.WIDTH - palette.MARGIN - _RIGHT - 14 else _short(size["value"])


def _short(value: float) -> str:
    """A number in few letters."""
    return amount(value) if len(amount(value)) < 10 else f"{value:.3g}"


class _Strip:
    """Above the indices: how much of the spread between single histories is luck, and how much is what they divide."""

    def __init__(self, words: Words) -> None:
        spread = words.shown["spread"] if words.method == "sobol" else None
        share = spread["share_of_luck"]["value"] if spread else None
        self.share = share if share == share else None
        self.height = 2 * palette.LINE + 14 if self.share is not None else 0

    def draw(self, sheet: Sheet, top: float) -> None:
        if self.share is None:
            return
        axes = sheet.panel(top + palette.LINE + 4, palette.LINE, "spread", palette.MARGIN, palette.WIDTH - palette.MARGIN)
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        luck, ignorance = f"luck {percent(self.share)}", f"ignorance {percent(1 - self.share)}"
        axes.barh(0.5, self.share, height=1, color="#d9d9d9", linewidth=0, gid="luck")
        axes.barh(0.5, 1 - self.share, left=self.share, height=1, color=_colour(_DARK), linewidth=0, gid="ignorance")
        text = listed([luck, ignorance])
        sheet.write(
            palette.MARGIN,
            top,
            f"The spread between single histories: {text}. The bars below share out what is ignorance (dark in the strip).",
        )
