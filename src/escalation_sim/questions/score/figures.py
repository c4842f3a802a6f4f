"""The picture of scores: of what was said how much came true; and each question, what was said to it, and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.fitting import fitted, length_of
from escalation_sim.presentation.palette import FAINT, INK, LINE, MARGIN, PLAIN, WIDTH, drawing
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.wording import plural
from escalation_sim.questions.score.data import frozen_in_words
from escalation_sim.questions.score.question import EVEN, SCENARIO, UNCERTAIN
from escalation_sim.questions.score.words import answer, frozen_sentence, score, titles, who

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Data = Mapping[str, Any]

MOST_QUESTIONS = 40
MANY = 30
"""More questions than these have a title of one line each."""
MOST_OTHERS = 4
"""Others that have a sign of their own; what has none is counted below."""
_OURS, _YES, _NO = "#7d2a6e", "#0c1b54", "#e79a7d"
_SIGNS = (("D", "#e79a7d"), ("s", "#f6d3ae"), ("^", "#c05577"), ("v", "#fdf7f0"))
"""Of the others: another sign each, so that they can be told apart in print without colours."""
_SQUARE, _LEFT = 330, 78  # the panel of calibration, and where it begins
_TITLES, _ROWS, _END = 462, 820, 1186  # where the titles and the rows begin, and where the rows end
_TOP = 132
_AXIS = 64
_TWO_LINES, _ONE_LINE = 2 * LINE - 2, 24


def scores_figure(scenario: Scenario, data: Data) -> Figure:
    """To the left calibration, to the right a row a question; what has no room is counted."""
    words = [data["title"], *titles(data), *data["questions"][0]["against"], *_baselines(data)]
    with drawing(scenario, "".join(words)):
        return _figure(scenario, data)


def _figure(scenario: Scenario, data: Data) -> Figure:
    shown = data["questions"][:MOST_QUESTIONS]
    step = max(min(_SQUARE / len(shown), 46), _TWO_LINES if len(shown) <= MANY else _ONE_LINE)
    rows = max(step * len(shown), 60)
    below = _TOP + max(rows, _SQUARE) + _AXIS
    foot = fitted(_foot(scenario, data, len(shown)), WIDTH - 2 * MARGIN, 4)
    sheet = Sheet(one_line(data["title"]), _subtitle(data), round(below + LINE * (foot.count("\n") + 1) + 12))
    _calibration(sheet.panel(_TOP, _SQUARE, "calibration", _LEFT, _LEFT + _SQUARE), data)
    axes = sheet.panel(_TOP, rows, "questions", _ROWS, _END)
    _questions(axes, data, len(shown), step)
    _key(axes, scenario, data, rows)
    sheet.write(MARGIN, below, foot)
    return sheet.figure


def _subtitle(data: Data) -> str:
    """The score in a line, or that there is none."""
    means, count = data["means"].get(SCENARIO), len(data["questions"])
    if means is None:
        return f"{plural(count, 'question')} asked on {data['asked']}, none of them answered yet"
    answered = f"{means['questions']} of {plural(count, 'question')} answered, asked on {data['asked']}"
    return f"Mean Brier score {score(means['brier'])} (0 is perfect, a coin gets 0.25); {answered}"


def _foot(scenario: Scenario, data: Data, shown: int) -> str:
    """Whether it was frozen, the means, how to read it, and what is left out."""
    told = [frozen_sentence(data, scenario) if data["frozen"] else f"{frozen_in_words(data).capitalize()}."]
    named = {SCENARIO: "this scenario", UNCERTAIN: "with uncertainties drawn", EVEN: "a coin"}
    means = [f"{named.get(name, name)} {score(one['brier'])}" for name, one in data["means"].items()]
    if means:
        told.append(f"Mean Brier scores: {', '.join(means)}.")
    told.append("Lines: 95 % intervals.")
    if means:
        told.append("An upright bar at the edge of a row is what came true.")
    if any(one["answer"] is None for one in data["questions"]):
        told.append("A white dot: still open.")
    left, others = len(data["questions"]) - shown, len(_others(data)) - MOST_OTHERS
    if left > 0:
        told.append(f"{plural(left, 'more question')} not shown.")
    if others > 0:
        told.append(f"{plural(others, 'other')} not shown.")
    return " ".join(told)


def _percents(axes: Axes) -> None:
    """Both ends of the axis, and what lies between."""
    axes.xaxis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])


def _calibration(axes: Axes, data: Data) -> None:
    """A dot a bin: larger where more questions are in it; on the diagonal whoever says as much as comes true."""
    axes.set_xlim(-0.05, 1.05)
    axes.set_ylim(-0.05, 1.05)
    _percents(axes)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1.2, linestyle=(0, (5, 4)), zorder=1, gid="diagonal")
    axes.set_xlabel("What was said, on average", fontsize=PLAIN, color=INK)
    axes.set_title("How much of it came true", fontsize=PLAIN, color=INK, loc="left", fontweight="bold", pad=12)
    for one in data["calibration"]:
        yes, size = one["yes"], min(8 + 2 * one["questions"], 22)
        axes.plot([one["said"]] * 2, [yes["low"], yes["high"]], color=INK, linewidth=1.4, zorder=2, gid="interval")
        dot: dict[str, Any] = {"color": _OURS, "markeredgecolor": INK, "clip_on": False, "zorder": 3, "gid": "bin"}
        axes.plot([one["said"]], [yes["probability"]], "o", markersize=size, **dot)
    if not data["calibration"]:
        axes.text(0.4, 0.8, "nothing is answered yet", ha="center", color=INK, transform=axes.transAxes)


def _questions(axes: Axes, data: Data, shown: int, step: float) -> None:
    """A row a question, with what everyone said and, where it is known, what came true."""
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(shown - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    _percents(axes)
    axes.set_xlabel("Probability of yes", fontsize=PLAIN, color=INK)
    lines = 2 if step >= _TWO_LINES else 1
    style: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "color": INK, "linespacing": 1.05}
    for place, (one, title) in enumerate(zip(data["questions"][:shown], titles(data), strict=False)):
        _row(axes, one, place, _others(data)[:MOST_OTHERS])
        text = fitted(title, _ROWS - _TITLES - 18, lines)
        axes.text((_TITLES - _ROWS) / (_END - _ROWS), place, text, ha="left", **style)
        axes.text(1 + 12 / (_END - _ROWS), place, answer(one["answer"]), ha="left", fontweight="bold", **style)


def _row(axes: Axes, one: Data, place: int, others: list[str]) -> None:
    axes.axhline(place, color=FAINT, linewidth=0.5, zorder=0.5)
    if one["answer"] is not None:
        edge = 1.0 if one["answer"] else 0.0
        ends = [place - 0.34, place + 0.34]
        axes.plot([edge, edge], ends, color=INK, linewidth=4, solid_capstyle="butt", zorder=1, clip_on=False, gid="came true")
    said = {**{name: value["probability"] for name, value in {**one["baselines"], **one["against"]}.items()}}
    if "uncertain" in one:
        said[UNCERTAIN] = one["uncertain"]["probability"]
    for (sign, colour), name in zip(_SIGNS, others, strict=False):
        if name in said:
            dot: dict[str, Any] = {"color": colour, "markeredgecolor": INK, "clip_on": False, "zorder": 2}
            axes.plot([said[name]], [place], sign, markersize=7.5, gid="other", **dot)
    axes.plot([one["low"], one["high"]], [place, place], color=INK, linewidth=1.6, zorder=2.5, gid="interval")
    open_ = one["answer"] is None
    fill = "white" if open_ else _OURS
    axes.plot(
        [one["probability"]], [place], "o", markersize=9, color=fill, markeredgecolor=INK, clip_on=False, zorder=3, gid="said"
    )


def _key(axes: Axes, scenario: Scenario, data: Data, rows: float) -> None:
    """Which sign is whose, above the rows, in two lines at most."""
    named = {UNCERTAIN: "with uncertainties drawn"}
    signs = [("o", _OURS, who(data, scenario))]
    signs += [(sign, colour, named.get(name, name)) for (sign, colour), name in zip(_SIGNS, _others(data), strict=False)]
    x, y, wide = float(_TITLES), 26.0 + LINE, _END - _ROWS
    for sign, colour, text in signs:
        short = fitted(text, 300, 1)
        if x + 22 + length_of(short) > WIDTH - MARGIN:
            x, y = float(_TITLES), y - LINE - 2
        place = ((x + 8 - _ROWS) / wide, 1 + (y - 8) / rows)
        style: dict[str, Any] = {"transform": axes.transAxes, "clip_on": False, "color": colour, "markeredgecolor": INK}
        axes.plot([place[0]], [place[1]], sign, markersize=8, gid="key", **style)
        axes.text(place[0] + 14 / wide, place[1], short, va="center", ha="left", transform=axes.transAxes, color=INK)
        x += 22 + length_of(short) + 26


def _baselines(data: Data) -> Iterable[str]:
    return dict.fromkeys(name for one in data["questions"] for name in one["baselines"])


def _others(data: Data) -> list[str]:
    """Everyone else who says something, those first that stand in the file."""
    first = data["questions"][0]
    return [*_baselines(data), *([UNCERTAIN] if "uncertain" in first else []), *first["against"]]
