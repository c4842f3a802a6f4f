"""The picture of a comparison: how likely each stage is to be reached, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from escalation_sim.model.scenario import MAIN, Scenario
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.fitting import fitted
from escalation_sim.presentation.labels import Label
from escalation_sim.presentation.palette import FAINT, INK, LINE, MARGIN, WIDTH, drawing
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.wording import capital, plural
from escalation_sim.questions.compare.compare import Comparison
from escalation_sim.questions.compare.differences import Difference
from escalation_sim.questions.compare.words import difference, value

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_STAGES = 16
"""Stages that have a row; those that moved least are counted below."""
_ROW, _TOP, _AXIS = 40, 126, 58
_TITLES, _LEFT, _RIGHT = 366, 384, 820  # where the titles end, and the panel begins and ends
_NUMBERS = 850
_BEFORE, _AFTER = "#f6d3ae", "#7d2a6e"
"""Far enough apart for print without colours."""


def comparison_figure(comparison: Comparison) -> Figure | None:
    """A row for each stage that may be reached, of each ladder the highest on top; None where both sides have none to compare."""
    rows = [one for one in comparison.differences if one.quantity == "reached" and None not in (one.a, one.b)]
    run = comparison.b.run or comparison.a.run
    scenario = run.document.scenario if run else None
    with drawing(scenario):
        return _figure(comparison, rows, scenario) if rows else None


def _figure(comparison: Comparison, rows: Sequence[Difference], scenario: Scenario | None) -> Figure:
    most = sorted(rows, key=lambda one: -abs(one.difference or 0.0))[:MOST_STAGES]
    ladders = list(dict.fromkeys(one.ladder for one in rows))
    shown = [one for ladder in ladders for one in rows[::-1] if one.ladder == ladder and one in most]
    called, height = comparison.called, _ROW * len(shown)
    foot = fitted(_foot(comparison, len(rows) - len(shown)), WIDTH - 2 * MARGIN, 2)
    below = _TOP + height + _AXIS
    name = str(comparison.b.data["scenario"]["name"])
    title = one_line(scenario.title) if scenario and scenario.title else name
    asked = f"How likely is each stage to be reached, {called.in_a} and {called.in_b}?"
    sheet = Sheet(title, asked, below + LINE * (foot.count("\n") + 1) + 12)
    sheet.key(_TOP - 40, [Label(0, capital(called.a), chip=_BEFORE), Label(0, capital(called.b), chip=_AFTER)], rows=1)
    for place, one in enumerate(shown):
        top = _TOP + _ROW * place + (_ROW - LINE) / 2
        sheet.write(MARGIN, top, fitted(_stage(one, scenario), _TITLES - MARGIN, 1))
        sheet.write(_NUMBERS, top, fitted(_numbers(one), WIDTH - MARGIN - _NUMBERS, 1))
    _panel(sheet.panel(_TOP, height, "stages", _LEFT, _RIGHT), shown)
    sheet.write(MARGIN, below, foot)
    return sheet.figure


def _panel(axes: Axes, shown: Sequence[Difference]) -> None:
    """A pale dot for before, a dark one for after, and a line from one to the other."""
    axes.set_xlim(0, 1)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(lambda share, _: f"{share * 100:.0f} %")
    axes.grid(axis="x", color=FAINT, linewidth=0.6, alpha=0.5)
    axes.set_axisbelow(True)
    look: dict[str, Any] = {"markeredgecolor": INK, "clip_on": False}
    for row, one in enumerate(shown):
        axes.plot([one.a or 0.0, one.b or 0.0], [row, row], color=INK, linewidth=2, gid="move")
        axes.plot([one.a or 0.0], [row], "o", color=_BEFORE, markersize=13, gid="before", **look)
        axes.plot([one.b or 0.0], [row], "o", color=_AFTER, markersize=9, gid="after", **look)


def _stage(one: Difference, scenario: Scenario | None) -> str:
    """The title of a stage, and whose ladder it is on where there are several."""
    known = {stage.name for ladder in scenario.ladders for stage in ladder.stages} if scenario else set()
    title = one_line(scenario.title_of(one.of)) if scenario and one.of in known else one.of
    return title if one.ladder in ("", MAIN) else f"{one.ladder}: {title}"


def _numbers(one: Difference) -> str:
    if one.a == one.b:
        return value(one, one.b)
    return f"{value(one, one.a)} → {value(one, one.b)}: {difference(one)}"


def _foot(comparison: Comparison, left: int) -> str:
    """What was played, how sure it is, and what is left out."""
    n = plural(comparison.b.replications, "replication")
    luck = ", with the same luck" if comparison.paired else ""
    said = [f"{n} of each{luck}", "in brackets: 95 % intervals of the difference"]
    if left:
        said.append(f"{plural(left, 'more stage')} moved less")
    return f"{'; '.join(said)}."
