"""The picture of many histories: how far they have climbed by when, as shares of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import MAIN, Ladder, Scenario
from escalation_sim.model.uses import draws_luck
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Sheet, heading
from escalation_sim.presentation.figures_scales import by_date, day_of, name_axis
from escalation_sim.presentation.fitting import fitted
from escalation_sim.presentation.labels import Label, height_of, write_beside
from escalation_sim.presentation.palette import drawing
from escalation_sim.presentation.titles import told_apart
from escalation_sim.presentation.wording import inside, percent, percent_range
from escalation_sim.questions.ensemble.answer import Questions, counts
from escalation_sim.questions.ensemble.figures_dates import Marks, marks
from escalation_sim.results.ensemble import NEVER, Ensemble
from escalation_sim.results.statistics import wilson
from escalation_sim.running.setups import Setup

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Axes, Figure

_TOP, _GAP, _AXIS = 96, 14, 50  # heights: titles, between panels, the dates below
_AMPLE, _MOST = 180, 400  # one of several panels grows as high for labels in two lines each, and for labels at all
_MOST_TIMES = 1_500


def ensemble_figure(
    programme: Programme,
    ensemble: Ensemble,
    *,
    replications: int,
    note: str = "",
    by: Mapping[str, int] | None = None,
    lucky: bool | None = None,
) -> Figure:
    """The share of histories by the highest stage reached so far, the highest stage at the bottom.

    A *note* stands at the lower edge. *by* are dates that were asked for, with their minutes: a line marks each. *lucky*: whether
    a share needs an interval; by default that is seen from the histories, which some of them alone might not show.
    """
    lucky = has_luck(programme.scenario, ensemble) if lucky is None else lucky
    programme = replace(programme, scenario=told_apart(programme.scenario, by_ladder=True))
    with drawing(programme.scenario):
        marked = marks(programme.scenario, by or {})
        said = ". ".join(part for part in (note, marked.missing) if part)
        return _figure(programme, ensemble, replications, said, marked, len(ensemble) if lucky else 0)


def ensemble_picture(setup: Setup, ensemble: Ensemble, questions: Questions, note: str = "") -> Figure:
    """The same of those histories that are counted, of which there must be one; the note says which they are."""
    programme, scenario, n = setup.programme, setup.scenario, len(ensemble)
    if questions.given is None:
        return ensemble_figure(programme, ensemble, replications=n, note=note, by=questions.by)
    counted = ensemble.rows(counts(questions, scenario, ensemble))
    only = f"Counted: {len(counted):,} of {n:,} histories, those in which {questions.given.text} holds"
    note = ". ".join(part for part in (only, note) if part)
    lucky = has_luck(scenario, ensemble)
    return ensemble_figure(programme, counted, replications=len(counted), note=note, by=questions.by, lucky=lucky)


def _figure(programme: Programme, ensemble: Ensemble, replications: int, note: str, marked: Marks, n: int) -> Figure:
    scenario = programme.scenario
    parts = [areas_of(scenario, ensemble, ladder, n) for ladder in scenario.ladders]
    room, height = palette.LINE * marked.rows, height_of_each(parts)
    top = _TOP + room
    whole = top + len(parts) * (parts[0].above + height + _GAP) - _GAP + _AXIS
    sheet = Sheet(scenario.title or scenario.name, _in_words(scenario, replications), whole, note)
    if scenario.others:
        sheet.upright((top + whole - _AXIS) / 2, whole - _AXIS - top, share_name(n))
    drawn = []
    for one in parts:
        sheet.write(palette.LEFT, top, one.name, weight="bold")
        drawn.append(draw_areas(sheet, top + one.above, height, one, n))
        top += one.above + height + _GAP
    for axes in drawn:
        by_date(axes, scenario.start, scenario.end, last=axes is drawn[-1])
    marked.draw(sheet, drawn, _TOP - 4, scenario)
    return sheet.figure


def _in_words(scenario: Scenario, replications: int) -> str:
    highest = "by the highest stage so far on each ladder" if scenario.others else "by the highest stage each has reached so far"
    return f"How far {who_climbs(scenario)} has climbed: {replications:,} histories {highest}"


def who_climbs(scenario: Scenario) -> str:
    """The actor, where one alone climbs, be it on several ladders."""
    alone = len({ladder.actor for ladder in scenario.ladders}) == 1
    return fitted(inside(scenario.actor), 300, 1, palette.SUBTITLE) if alone else "each actor"


@dataclass(frozen=True)
class Areas:
    """What a panel shows of a ladder: days, and for each stage the share of histories that have reached it by then.

    *name* says whose the ladder is, where there are several; *labels* are of the stages from that of the start on.
    """

    ladder: Ladder
    name: str
    days: list[float]
    reached: NDArray[np.float64]
    labels: list[Label]

    @property
    def above(self) -> int:
        """The height of the line above it."""
        return palette.LINE + 3 if self.name else 0


def areas_of(scenario: Scenario, ensemble: Ensemble, ladder: Ladder, n: int) -> Areas:
    """What the panel of a ladder shows; *n* are the histories that were left to luck, 0 where none was."""
    minutes, reached = shares_reached(scenario, ensemble, ladder)
    days = [day_of(scenario.start, int(minute)) for minute in minutes]
    name = heading(scenario, ladder, palette.RIGHT - palette.LEFT)
    colours, labels = palette.stage_colours(len(ladder.stages)), []
    for stage in range(ladder.start_stage, len(ladder.stages)):
        label = _share_label(float(reached[stage + 1, -1]), float(reached[stage, -1]), n)
        labels.append(replace(label, text=scenario.title_of(ladder.stages[stage].name), chip=colours[stage]))
    return Areas(ladder, name, days, reached, labels)


def height_of_each(parts: list[Areas], others: int = 0, least: int = 0) -> int:
    """How high each panel is; the picture grows where there are many ladders, or many stages, or *others* take much room."""
    room = palette.HEIGHT - others - _TOP - _AXIS - sum(one.above + _GAP for one in parts) + _GAP
    if len(parts) == 1:
        return max(room, least)
    needed = [max(min(height_of(one.labels), _AMPLE), min(len(one.labels) * palette.LINE, _MOST)) for one in parts]
    return max(room // len(parts), *needed)


def draw_areas(sheet: Sheet, top: float, height: float, one: Areas, n: int) -> Axes:
    """The areas of the stages, one on top of the other, the highest at the bottom."""
    axes = sheet.panel(top, height, "stages" if one.ladder.name == MAIN else f"stages of {one.ladder.name}")
    axes.set_ylim(0, 1)
    colours, start = palette.stage_colours(len(one.ladder.stages)), one.ladder.start_stage
    for stage in range(start, len(one.ladder.stages)):
        style: dict[str, Any] = {"step": "post", "color": colours[stage], "linewidth": 0, "gid": f"stage {stage}"}
        axes.fill_between(one.days, one.reached[stage + 1], one.reached[stage], **style)
    for stage in range(start + 1, len(one.ladder.stages)):
        repeated = np.array_equal(one.reached[stage], one.reached[stage - 1])  # its interval is there already
        _boundary(axes, one.days, one.reached[stage], 0 if repeated else n)
    if not one.name:
        name_axis(axes, share_name(n), height)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")
    write_beside(axes, one.labels[::-1], height)
    return axes


def share_name(n: int) -> str:
    """What the vertical axes count."""
    return "Share of histories" + (" (pale: 95 % interval)" if n else "")


def _share_label(lower: float, upper: float, n: int) -> Label:
    """In which share the stage of an area is the highest at the end; its 95 % interval where *n* histories were left to luck."""
    tail = f": highest in {percent(upper - lower)}"
    if n:
        low, high = wilson(round((upper - lower) * n), n)
        tail += f" ({percent_range(low, high)} %)"
    return Label((lower + upper) / 2, "", tail=tail, leader=upper > lower)


def _boundary(axes: Axes, days: list[float], shares: NDArray[np.float64], n: int) -> None:
    """The line between two stages, with its 95 % interval where *n* histories were left to luck."""
    axes.step(days, shares, where="post", color=palette.INK, linewidth=1)
    if n:
        known = {count: wilson(count, n) for count in np.unique(np.round(shares * n).astype(int)).tolist()}
        low, high = zip(*(known[round(share * n)] for share in shares.tolist()), strict=True)
        between = (shares > 0) & (shares < 1)
        style: dict[str, Any] = {"step": "post", "color": "white", "alpha": 0.4, "linewidth": 0, "gid": "interval"}
        axes.fill_between(days, low, high, between, **style)


def shares_reached(scenario: Scenario, ensemble: Ensemble, ladder: Ladder) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Minutes, and for each stage the share of histories that have reached it by then; one row of noughts follows."""
    first = ensemble.of(ladder.name).first_reached.astype(np.int64)
    happened = np.unique(first[first != NEVER])
    if len(happened) > _MOST_TIMES:
        happened = np.linspace(0, scenario.end, _MOST_TIMES).astype(np.int64)
    minutes = np.unique(np.concatenate([[0], happened, [scenario.end]]))
    reached = np.zeros((len(ladder.stages) + 1, len(minutes)))
    for stage in range(len(ladder.stages)):
        times = np.sort(first[first[:, stage] != NEVER, stage])
        reached[stage] = np.searchsorted(times, minutes, side="right") / len(ensemble)
    reached[: ladder.start_stage + 1] = 1.0
    return minutes, reached


def has_luck(scenario: Scenario, ensemble: Ensemble) -> bool:
    """Whether another set of histories could have told something else: whether a share needs an interval."""
    first = [ensemble.of(ladder.name).first_reached for ladder in scenario.ladders]
    return draws_luck(scenario) or any(bool(np.any(one != one[:1])) for one in first)  # parameters may be drawn
