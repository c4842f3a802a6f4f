"""The picture of the answer: how far many histories have climbed by when, and below it the most ordinary of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.figures_scales import by_date
from escalation_sim.presentation.palette import drawing
from escalation_sim.presentation.titles import told_apart
from escalation_sim.questions.answer.answer import Answer
from escalation_sim.questions.ensemble.figures import areas_of, draw_areas, has_luck, height_of_each, share_name, who_climbs
from escalation_sim.questions.ensemble.figures_dates import Marks, marks
from escalation_sim.questions.history.figures_stages import Strip, draw_moves, strips_of

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Axes, Figure

_TOP, _GAP, _AXIS = 96, 14, 50  # heights: titles, between panels, the dates below
_BETWEEN = 30  # between the odds and the line that says which history follows
_LEAST = 240  # of the odds, where the ladders of the history take much room


def answer_figure(answer: Answer, *, note: str = "", by: Mapping[str, int] | None = None) -> Figure:
    """The shares of histories by the highest stage so far, over the stages of the most ordinary history.

    A *note* stands at the lower edge. *by* are dates that were asked for, with their minutes: a line marks each.
    """
    scenario = told_apart(answer.setup.scenario, by_ladder=True)
    with drawing(scenario):
        marked = marks(scenario, by or {})
        return _figure(answer, scenario, ". ".join(part for part in (note, marked.missing) if part), marked)


def _figure(answer: Answer, scenario: Scenario, note: str, marked: Marks) -> Figure:
    n = len(answer.columns) if has_luck(scenario, answer.columns) else 0
    parts = [areas_of(scenario, answer.columns, ladder, n) for ladder in scenario.ladders]
    strips = strips_of(scenario, answer.history)
    below = _BETWEEN + palette.LINE + 12 + sum(strip.room for strip in strips)
    height = height_of_each(parts, below, _LEAST)
    top = _TOP + palette.LINE * marked.rows
    odds = len(parts) * (parts[0].above + height + _GAP) - _GAP
    sheet = Sheet(scenario.title or scenario.name, _in_words(answer, scenario), top + odds + below + _AXIS, note)
    if scenario.others:
        sheet.upright(top + odds / 2, odds + 2 * palette.LINE, share_name(n))  # above and below stands nothing at that edge
    drawn: list[Axes] = []
    for place, one in enumerate(parts):
        begins = top + place * (one.above + height + _GAP)
        sheet.write(palette.LEFT, begins, one.name, weight="bold")
        drawn.append(draw_areas(sheet, begins + one.above, height, one, n))
    for axes in drawn:
        by_date(axes, scenario.start, scenario.end, last=False)
    marked.draw(sheet, drawn, _TOP - 4, scenario)
    sheet.write(palette.LEFT, top + odds + _BETWEEN, _which(answer), weight="bold")
    _draw_history(sheet, top + odds + _BETWEEN + palette.LINE + 12, strips)
    return sheet.figure


def _draw_history(sheet: Sheet, top: float, strips: list[Strip]) -> None:
    """The ladders of the history, one below the other, with the moves on each and the dates below the last."""
    for strip in strips:
        axes = strip.draw(sheet, top)
        by_date(axes, strip.scenario.start, strip.scenario.end, last=strip is strips[-1])
        draw_moves(axes, strip)
        top += strip.room


def _in_words(answer: Answer, scenario: Scenario) -> str:
    return f"How far {who_climbs(scenario)} has climbed: {len(answer.columns):,} histories, and the most ordinary of them"


def _which(answer: Answer) -> str:
    alike = f", one of {answer.alike:,} that go as far and end there" if answer.alike > 1 else ""
    return f"The most ordinary history (number {answer.history.replication}{alike})"
