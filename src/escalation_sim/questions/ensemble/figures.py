"""The picture of many histories: how far they have climbed by when, as shares of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import Scenario
from escalation_sim.model.uses import draws_luck
from escalation_sim.presentation import palette
from escalation_sim.presentation.figures import Sheet
from escalation_sim.presentation.figures_scales import by_date, day_of, name_axis
from escalation_sim.presentation.fitting import fitted
from escalation_sim.presentation.labels import Label, write_beside
from escalation_sim.presentation.palette import drawing
from escalation_sim.presentation.titles import told_apart
from escalation_sim.presentation.wording import inside, percent, percent_range
from escalation_sim.questions.ensemble.figures_dates import Marks, marks
from escalation_sim.results.ensemble import NEVER, Ensemble
from escalation_sim.results.statistics import wilson

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Axes, Figure

_TOP, _AXIS = 96, 50  # heights: titles, the dates below
_MOST_TIMES = 1_500


def ensemble_figure(
    programme: Programme, ensemble: Ensemble, *, replications: int, note: str = "", by: Mapping[str, int] | None = None
) -> Figure:
    """The share of histories by the highest stage reached so far, the highest stage at the bottom.

    A *note* stands at the lower edge. *by* are dates that were asked for, with their minutes: a line marks each.
    """
    programme = replace(programme, scenario=told_apart(programme.scenario))
    with drawing(programme.scenario):
        marked = marks(programme.scenario, by or {})
        return _figure(programme, ensemble, replications, ". ".join(part for part in (note, marked.missing) if part), marked)


def _figure(programme: Programme, ensemble: Ensemble, replications: int, note: str, marked: Marks) -> Figure:
    scenario = programme.scenario
    actor = fitted(inside(scenario.actor), 300, 1, palette.SUBTITLE)
    words = f"How far {actor} has climbed: {replications:,} histories by the highest stage each has reached so far"
    room = palette.LINE * marked.rows
    sheet = Sheet(scenario.title or scenario.name, words, palette.HEIGHT + room, note)
    height = palette.HEIGHT - _TOP - _AXIS
    axes = sheet.panel(_TOP + room, height, "stages")
    axes.set_ylim(0, 1)
    minutes, reached = shares_reached(programme, ensemble)
    days = [day_of(scenario.start, int(minute)) for minute in minutes]
    colours = palette.stage_colours(len(scenario.stages))
    labels, lucky = [], has_luck(scenario, ensemble)
    for stage in range(scenario.start_stage, len(scenario.stages)):
        upper, lower = reached[stage], reached[stage + 1]
        style: dict[str, Any] = {"step": "post", "color": colours[stage], "linewidth": 0, "gid": f"stage {stage}"}
        axes.fill_between(days, lower, upper, **style)
        label = _share_label(float(lower[-1]), float(upper[-1]), len(ensemble) if lucky else 0)
        labels.append(replace(label, text=scenario.title_of(scenario.stages[stage].name), chip=colours[stage]))
    for stage in range(scenario.start_stage + 1, len(scenario.stages)):
        repeated = np.array_equal(reached[stage], reached[stage - 1])  # its interval is there already
        _boundary(axes, days, reached[stage], len(ensemble) if lucky and not repeated else 0)
    name_axis(axes, "Share of histories" + (" (pale: 95 % interval)" if lucky else ""), height)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value * 100:.0f} %")
    write_beside(axes, labels[::-1], height)
    by_date(axes, scenario.start, scenario.end, last=True)
    marked.draw(sheet, axes, _TOP - 4, scenario)
    return sheet.figure


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


def shares_reached(programme: Programme, ensemble: Ensemble) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Minutes, and for each stage the share of histories that have reached it by then; one row of noughts follows."""
    scenario = programme.scenario
    first = ensemble.first_reached.astype(np.int64)
    happened = np.unique(first[first != NEVER])
    if len(happened) > _MOST_TIMES:
        happened = np.linspace(0, scenario.end, _MOST_TIMES).astype(np.int64)
    minutes = np.unique(np.concatenate([[0], happened, [scenario.end]]))
    reached = np.zeros((len(scenario.stages) + 1, len(minutes)))
    for stage in range(len(scenario.stages)):
        times = np.sort(first[first[:, stage] != NEVER, stage])
        reached[stage] = np.searchsorted(times, minutes, side="right") / len(ensemble)
    reached[: scenario.start_stage + 1] = 1.0
    return minutes, reached


def has_luck(scenario: Scenario, ensemble: Ensemble) -> bool:
    """Whether another set of histories could have told something else: whether a share needs an interval."""
    return draws_luck(scenario) or bool(np.any(ensemble.first_reached != ensemble.first_reached[:1]))  # parameters may be drawn
