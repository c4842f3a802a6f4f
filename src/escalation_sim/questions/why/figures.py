"""The picture of why: what stood in the way of the histories that stop short, and what each brake took from the probability."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from escalation_sim.errors import UsageError
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.fitting import fitted, tailed
from escalation_sim.presentation.palette import drawing
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import told_apart, whose
from escalation_sim.presentation.wording import capital, changes_in_words, inside, plural
from escalation_sim.questions.why.figure_data import Row, ends, has_luck, in_the_way, steps
from escalation_sim.questions.why.many import WhyMany
from escalation_sim.questions.why.one import WhyOne
from escalation_sim.questions.why.why import Why
from escalation_sim.results.shapley import ORDERS

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Axes, Figure

_TITLES, _LEFT, _RIGHT = 536, 550, 1070  # where the titles end, and the panels begin and end
_TOP, _HEAD, _AXIS = 92, 30, 64  # heights: titles, the line above a panel, the axis below it with what it counts
_LOOSE, _TIGHT, _THICK = 26, 9, 26  # between the texts of two rows, few or many, and the thickness of a bar
_HIGHEST = 820
_BRAKE, _OTHER, _GAVE = palette.BRAKE, "#d9d9d9", "#ffffff"


def why_figure(found: Why) -> Figure:
    """Two panels: a bar for each thing that stood in the way, and the way down from the probability without brakes.

    Raises UsageError for one history, which has no picture.
    """
    if isinstance(found, WhyOne):
        raise UsageError("there is no picture of why in one history: ask about many, or draw the history itself with `run`")
    with drawing(found.question.scenario):
        return _figure(found, told_apart(found.question.scenario))


def _figure(found: WhyMany, scenario: Scenario) -> Figure:
    panels = _panels(found, scenario)
    between = _between(panels)
    height = _TOP + sum(one.height(between) for one in panels)
    sheet = Sheet(scenario.title or scenario.name, _subtitle(found, scenario), round(height), _note(found))
    top: float = _TOP
    for one in panels:
        one.draw(sheet, top, between)
        top += one.height(between)
    return sheet.figure


def _panels(found: WhyMany, scenario: Scenario) -> list[_Panel]:
    """Both panels, with as many lines for each row as leave the picture a height for a screen."""
    for lines in (4, 2, 1):
        panels = [
            _Panel("in the way", in_the_way(found, scenario), lines, *_stood(found)),
            _Panel("shares", steps(found, scenario), lines, *_took(found)),
        ]
        if _TOP + sum(one.height(_TIGHT) for one in panels) <= _HIGHEST:
            break
    return panels


def _between(panels: Sequence[_Panel]) -> float:
    """How much is left between the texts of two rows."""
    rows = sum(len(one.rows) for one in panels)
    room = palette.HEIGHT - _TOP - sum(one.height(0) for one in panels)
    return min(max(room / max(rows, 1), _TIGHT), _LOOSE)


def _subtitle(found: WhyMany, scenario: Scenario) -> str:
    question, n, count = found.question, len(found.reached), int(found.reached.sum())
    who = fitted(inside(one_line(whose(scenario, question.ladder))), 250, 1, palette.SUBTITLE)
    goal = fitted(one_line(scenario.title_of(question.stage)), 400, 1, palette.SUBTITLE)
    before = f" before {question.date}" if question.date else ""
    how_many = "all" if count == n else f"{count:,}" if count else "none"
    return f"Why {who} reaches “{goal}”{before} in {how_many} of {plural(n, 'history', 'histories')}"


def _stood(found: WhyMany) -> tuple[str, str, str]:
    """The line above the first panel, what its axis counts, and what is said where it has no bars."""
    short = len(found.obstacles)
    them = "the one history that stops short, when it" if short == 1 else f"the {short:,} that stop short, when each"
    key = " (dark: brakes)" if any(one.brakes for one in found.obstacles) else ""
    head = f"What stood in the way of {them} last came as near as it ever did{key}"
    return head, "Histories", "Nothing stood in the way: no history stops short."


def _took(found: WhyMany) -> tuple[str, str, str]:
    """The same of the second."""
    added = " (hatched: added)" if min(found.shares.shares.values(), default=0) < 0 else ""
    head = f"What each brake took from the probability of getting there{added}: these shares add up"
    return head, "Share of histories that get there", "No brake can hold this stage back."


def _note(found: WhyMany) -> str:
    """What the bars are, and what differs from the file."""
    setup, said = found.question.setup, []
    if len(found.shares.shares) > 1:
        orders = "all orders" if found.shares.exact else f"{ORDERS} orders drawn by luck"
        said.append(f"A brake's share: what taking it out adds, the mean over {orders} (rounded)")
    if has_luck(found) and (found.obstacles or found.shares.shares):
        said.append("Thin lines: 95 % intervals")
    said.append(capital(changes_in_words(setup.scenario, setup.settings.changed, len(setup.uncertain), setup.settings.without)))
    return ". ".join(part for part in said if part)


class _Panel:
    """Rows from the top, each with its titles to the left and its number to the right, and an axis below."""

    def __init__(self, name: str, rows: Sequence[Row], lines: int, head: str, counted: str, nothing: str) -> None:
        self.name, self.rows, self.counted = name, rows, counted
        self.head = head if rows else nothing
        self.titles = [_fitted(row.titles, lines) for row in rows]

    def height(self, between: float) -> float:
        """How high it is, where *between* is left between the texts of two rows."""
        return _HEAD + sum(self._heights(between)) + (_AXIS if self.rows else 0)

    def _heights(self, between: float) -> list[float]:
        return [(title.count("\n") + 1) * palette.LINE + between for title in self.titles]

    def draw(self, sheet: Sheet, top: float, between: float) -> None:
        sheet.write(palette.MARGIN, top, fitted(self.head, palette.WIDTH - 2 * palette.MARGIN, 1, weight="bold"), weight="bold")
        if not self.rows:
            return
        heights = self._heights(between)
        axes = sheet.panel(top + _HEAD, sum(heights), self.name, _LEFT, _RIGHT)
        axes.set_ylim(sum(heights), 0)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        self._set_axis(axes)
        middles = [sum(heights[:place]) + height / 2 for place, height in enumerate(heights)]
        thick = min(_THICK, min(heights) - 6)
        for row, title, middle in zip(self.rows, self.titles, middles, strict=True):
            _bar(axes, row, middle, thick)
            _beside(axes, row, title, middle)
        if self.name == "shares":
            _joined(axes, self.rows, middles, thick)

    def _set_axis(self, axes: Axes) -> None:
        from matplotlib.ticker import MaxNLocator

        low, high = ends(self.rows)
        room = (high - low) * 0.02 or 1
        axes.set_xlim(low - room if low < 0 else 0, high + room)
        axes.axvline(0, color=palette.INK, linewidth=1)
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=self.name != "shares"))
        shown = (lambda value, _: f"{value * 100:.4g} %") if self.name == "shares" else (lambda value, _: f"{value:,.0f}")
        axes.xaxis.set_major_formatter(shown)
        axes.set_xlabel(self.counted, fontsize=palette.PLAIN, color=palette.INK)


def _fitted(titles: Sequence[str], lines: int) -> str:
    """The titles of a row: one in up to two lines, several in one each; what has no line is counted in the last."""
    room = _TITLES - palette.MARGIN
    if len(titles) == 1:
        return fitted(titles[0], room, min(lines, 2))
    more = len(titles) - lines
    *others, last = titles[:lines]
    return "\n".join([*(fitted(title, room, 1) for title in others), tailed(last, f"+ {more} more" if more > 0 else "", room)])


def _bar(axes: Axes, row: Row, middle: float, thick: float) -> None:
    from matplotlib.colors import to_hex

    colour = {"brake": _BRAKE, "took": _BRAKE, "gave": _GAVE, "total": str(to_hex(palette.shades()(0.25 + row.end * 0.6)))}
    style: dict[str, Any] = {"edgecolor": palette.INK, "linewidth": 0.6, "gid": row.name}
    style["hatch"] = "//" if row.kind == "gave" else None
    axes.barh(middle, row.end - row.start, left=row.start, height=thick, color=colour.get(row.kind, _OTHER), **style)
    if row.interval:
        axes.plot(row.interval, [middle] * 2, color="white", linewidth=3.2, zorder=3.8)
        axes.plot(row.interval, [middle] * 2, color=palette.INK, linewidth=1.3, zorder=4, gid="interval")


def _joined(axes: Axes, rows: Sequence[Row], middles: Sequence[float], thick: float) -> None:
    """From the end of each bar a thin line down to the next, which begins there, or ends there if it is the last."""
    for (row, _), (above, below) in zip(pairwise(rows), pairwise(middles), strict=True):
        axes.plot([row.end] * 2, [above + thick / 2, below - thick / 2], color=palette.INK, linewidth=0.8, zorder=2, gid="step")


def _beside(axes: Axes, row: Row, title: str, middle: float) -> None:
    """The titles of a row to its left, and its number to its right."""
    style: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "color": palette.INK, "linespacing": 1.1}
    weight = "bold" if row.kind == "total" else "normal"
    axes.text((_TITLES - _LEFT) / (_RIGHT - _LEFT), middle, title, ha="right", fontweight=weight, **style)
    axes.text(1 + 14 / (_RIGHT - _LEFT), middle, row.number, ha="left", fontweight=weight, **style)
