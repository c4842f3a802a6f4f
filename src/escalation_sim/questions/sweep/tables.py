"""A sweep in the terminal: a table of points, and a small picture. What is not known is a dash; what failed is said to have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.text import Text

from escalation_sim.model.scenario import Ladder, Stage
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.tables import level, plain_table
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import amount, amounts, day, inside, percent
from escalation_sim.questions.sweep.designs import Design
from escalation_sim.questions.sweep.study import Study

MOST_ROWS = 24
MOST_COLUMNS = 11
BARS = " ▁▂▃▄▅▆▇█"
SHADES = " ░▒▓█"
FAILED = "×"
"""Of a picture: a history stopped there."""


def table(study: Study) -> Iterator[Any]:
    """Two crossed parameters as a square, everything else a row a point; one after the other for each ladder."""
    for ladder in climbed(study):
        yield from _square(study, ladder) if is_square(study.design) else _rows(study, ladder)
    if not climbed(study):
        yield from _rows(study, None)


def climbed(study: Study) -> list[Ladder]:
    """The ladders with stages above the one at which it begins: the others are reached whatever comes."""
    return [ladder for ladder in study.setup.scenario.ladders if ladder.above]


def by_whom(study: Study, ladder: Ladder) -> str:
    """Whose ladder it is, where there are several: ` by Moscow`."""
    scenario = study.setup.scenario
    return f" by {inside(one_line(whose(scenario, ladder)))}" if scenario.others else ""


def _rows(study: Study, ladder: Ladder | None) -> Iterator[Any]:
    """A row a point: the stages of a ladder, or the outcomes where there is nothing to climb."""
    design = study.design
    stages = ladder.above if ladder else ()
    values = design.values(slice(None))
    outcomes = [outcome.name for outcome in study.setup.scenario.outcomes] if not stages else []
    reached = f"Reached{by_whom(study, ladder)} (in parentheses: median day of those that got there)" if ladder else "Means"
    yield Text(reached)
    found = plain_table("", *design.columns, *(stage.name for stage in stages), *outcomes)
    picked = _picked(len(design), MOST_ROWS)
    columns = [amounts(*values[name][picked].tolist()) for name in design.columns]
    for point, *cells in zip(picked, *columns, strict=True):
        means = (_said(study, point, study.columns[f"mean_{name}"][point], amount) for name in outcomes)
        found.add_row(*cells, *(_reached(study, stage, point) for stage in stages), *means)
    yield found


def is_square(design: Design) -> bool:
    """Whether two parameters are crossed."""
    return design.kind == "grid" and len(design.axes) == 2 and min(len(axis.values) for axis in design.axes) > 1


def _square(study: Study, ladder: Ladder) -> Iterator[Any]:
    """The probability of having reached the stage that varies most: the first parameter down, the second across."""
    down, across = study.design.axes
    stage = liveliest(study, ladder)
    columns = _picked(len(across.values), MOST_COLUMNS)
    found = plain_table("", "", *amounts(*(across.values[column] for column in columns)))
    rows = _picked(len(down.values), MOST_ROWS)
    for row, name in zip(rows, amounts(*(down.values[row] for row in rows)), strict=True):
        points = [row * len(across.values) + column for column in columns]
        shares = (_said(study, point, study.columns[f"reached_{stage.name}"][point], percent) for point in points)
        found.add_row(name, *shares)
    yield Text(f"{stage.name} reached{by_whom(study, ladder)}, by {down.name} (down) and {across.name} (across)")
    yield found


def _said(study: Study, point: int, value: float, words: Any) -> str:
    """A value of a point, if it is known."""
    if value == value:
        return str(words(float(value)))
    return "failed" if point in study.failures else "–"


def _reached(study: Study, stage: Stage, point: int) -> str:
    share, when = study.columns[f"reached_{stage.name}"][point], study.columns[f"median_day_{stage.name}"][point]
    return _said(study, point, share, percent) + (f" ({day(float(when))})" if when == when else "")


def _picked(count: int, most: int) -> list[int]:
    """At most so many of the points, evenly, with the first and the last."""
    if count <= most:
        return list(range(count))
    return sorted({round(step * (count - 1) / (most - 1)) for step in range(most)})


def liveliest(study: Study, ladder: Ladder) -> Stage:
    """The stage of a ladder that can be climbed whose probability varies most."""
    return max(ladder.above, key=lambda stage: float(np.ptp(known(study, stage))) if study.known.any() else 0.0)


def known(study: Study, stage: Stage) -> NDArray[np.float64]:
    """The probability of having reached a stage, at every point of which it is known."""
    return study.columns[f"reached_{stage.name}"][study.known]


# The picture


def picture(study: Study) -> Iterator[str]:
    """Bars over one parameter, shades over two, once all has been played; one after the other for each ladder."""
    design = study.design
    if design.kind != "grid" or not study.replications.all() or np.count_nonzero(study.known) < 3:
        return
    for ladder in climbed(study):
        if len(design.axes) == 1:
            yield from _bars(study, ladder)
        elif len(design.axes) == 2:
            yield from _shades(study, ladder)


def _bars(study: Study, ladder: Ladder) -> Iterator[str]:
    axis = study.design.axes[0]
    order = np.argsort(axis.values)
    picked = order[_picked(len(order), 60)]
    wide = max(1, min(4, 60 // len(picked)))
    margin = max(len(stage.name) for one in climbed(study) for stage in one.above)
    low, high = amounts(min(axis.values), max(axis.values))
    ends = f"from {low} to {high} {study.setup.scenario.units[axis.name]}".strip()
    yield f"{f'reached{by_whom(study, ladder)}':>{margin}}  {axis.name} {ends}{_key(study)}"
    for stage in reversed(ladder.above):
        shares = study.columns[f"reached_{stage.name}"]
        bars = "".join(_mark(shares[point], BARS) * wide for point in picked.tolist())
        first, last = (_said(study, point, shares[point], percent) for point in (int(picked[0]), int(picked[-1])))
        yield f"{stage.name:>{margin}} ▕{bars}▏ {first} → {last}"


def _shades(study: Study, ladder: Ladder) -> Iterator[str]:
    across, down = study.design.axes[1], study.design.axes[0]
    stage = liveliest(study, ladder)
    shares = study.columns[f"reached_{stage.name}"].reshape(len(down.values), len(across.values))
    rows, columns = np.argsort(down.values)[::-1], np.argsort(across.values)
    rows, columns = rows[_picked(len(rows), 20)], columns[_picked(len(columns), 30)]
    names = dict(zip(down.values, amounts(*down.values), strict=True))
    margin = max(map(len, names.values()))
    who = by_whom(study, ladder)
    yield f"{stage.name} reached{who}: blank 0 %, ░ about 25 %, ▒ 50 %, ▓ 75 %, █ 100 %{_key(study)}"
    yield f"upwards {down.name}, to the right {across.name}"
    for row in rows.tolist():
        shades = "".join(_mark(shares[row, column], SHADES) * 2 for column in columns.tolist())
        yield f"{names[down.values[row]]:>{margin}} ▕{shades}▏"
    low, high = amounts(across.values[columns[0]], across.values[columns[-1]])
    yield f"{'':>{margin}}  {low}{high:>{max(2 * len(columns) - len(low), len(high) + 1)}}"


def _key(study: Study) -> str:
    return f"; {FAILED} failed" if study.failures else ""


def _mark(share: float, marks: str) -> str:
    """A probability as one letter."""
    return marks[level(share, len(marks))] if share == share else FAILED
