"""A sweep for people: a table of points, a small picture for the terminal, and a sentence: where does the answer change?"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from textwrap import indent
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from escalation_sim.model.scenario import Parameter, Stage
from escalation_sim.presentation.formats import to_csv, to_json
from escalation_sim.presentation.tables import level, plain_table
from escalation_sim.presentation.wording import amounts, changes_in_words, day, listed, percent, plural
from escalation_sim.questions.sweep.designs import Axis, Design
from escalation_sim.questions.sweep.study import Study
from escalation_sim.results.rounding import given
from escalation_sim.results.summary import head

WIDTH = 100
MOST_ROWS = 24
MOST_COLUMNS = 11
BARS = " ▁▂▃▄▅▆▇█"
SHADES = " ░▒▓█"
_AT_ONCE = 1_000
_LEAST = 0.01
"""A probability that changes by less over the whole range is said not to change."""


def sweep_text(study: Study, format_: str) -> str:
    """A study as text, CSV or JSON."""
    return "".join(sweep_pieces(study, format_))


def sweep_pieces(study: Study, format_: str) -> Iterator[str]:
    """The same in pieces of whole lines: a table may have millions of rows."""
    if format_ == "json":
        yield from _json(study)
    elif format_ == "csv":
        head = list(study.table())
        for piece, rows in enumerate(_rows(study)):
            yield to_csv(head, rows).split("\n", 1)[1] if piece else to_csv(head, rows)
    else:
        file = io.StringIO()
        console = Console(
            file=file, width=WIDTH, force_terminal=False, force_jupyter=False, highlight=False, markup=False, emoji=False
        )
        _show(console, study)
        yield "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def sweep_data(study: Study) -> dict[str, Any]:
    """The JSON format: what was run, and a row a point."""
    head = list(study.table())
    return {**_asked(study), "points": [dict(zip(head, row, strict=True)) for rows in _rows(study) for row in rows]}


def _json(study: Study) -> Iterator[str]:
    head, empty = list(study.table()), '\n "points": [],'
    before, after = to_json({**_asked(study), "points": []}).split(empty)  # within a text a line break is written otherwise
    yield before
    start = '\n "points": [\n'
    for rows in _rows(study):
        yield start + ",\n".join(indent(to_json(dict(zip(head, row, strict=True))).rstrip(), "  ") for row in rows)
        start = ",\n"
    yield "\n ]," + after


def _rows(study: Study) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a study's table as plain values, some at a time; the values that were varied are those that were put in."""
    table, varied = study.table(), study.design.columns
    for start in range(0, len(study.design), _AT_ONCE):
        columns = {name: column[start : start + _AT_ONCE].tolist() for name, column in table.items()}
        yield list(zip(*(given(values) if name in varied else values for name, values in columns.items()), strict=True))


def _asked(study: Study) -> dict[str, Any]:
    return {
        "format": "escalation-sim/sweep",
        "version": 1,
        "scenario": head(study.setup.scenario),
        "settings": {
            "seed": study.setup.settings.seed,
            "parameters": given(study.setup.values),
            "uncertain": sorted(one.name for one in study.setup.uncertain if one.name not in study.design.columns),
            "design": study.design.kind,
            "vary": {axis.name: given(axis.values) for axis in study.design.axes},
        },
    }


def _show(console: Console, study: Study) -> None:
    scenario, design = study.setup.scenario, study.design
    console.print(Text(scenario.title, "bold"))
    console.print(Text(_what(study)))
    for shown in _table(study):
        console.print(shown)
    if len(design) > MOST_ROWS and not (design.kind == "grid" and len(design.axes) == 2):
        console.print(Text(f"{len(design):,} points, of which {MOST_ROWS} are shown; --format csv has all of them."))
    for line in _picture(study):
        console.print(Text(line), no_wrap=True, crop=False)
    console.print()
    for sentence in (answer(study), rests_on(study)):
        console.print(Text(sentence))


def _what(study: Study) -> str:
    setup, design = study.setup, study.design
    varied = listed([f"{axis.name} ({_values(axis, design)})" for axis in design.axes])
    drawn = [one for one in setup.uncertain if one.name not in design.columns]
    changes = changes_in_words(setup.scenario, setup.settings.changed, len(drawn))
    n = study.wanted
    luck = f"{plural(n, 'replication')} each, all with the luck of seed {setup.settings.seed}"
    there, wanted = int(study.replications.sum()), n * len(design)
    so_far = f"; so far {there:,} of {wanted:,} histories" if there < wanted else ""
    return f"{plural(len(design), 'point')} of {varied}; {luck}" + (f", {changes}" if changes else "") + so_far


def _values(axis: Axis, design: Design) -> str:
    if axis.low is not None and axis.high is not None and design.kind in ("lhs", "sobol"):
        return " to ".join(amounts(axis.low, axis.high))
    if len(axis.values) > 4:
        return f"{' to '.join(amounts(axis.values[0], axis.values[-1]))} in {len(axis.values)} steps"
    return listed(amounts(*axis.values))


def _table(study: Study) -> Iterator[Any]:
    """Two crossed parameters as a square, everything else a row a point."""
    design = study.design
    if design.kind == "grid" and len(design.axes) == 2 and min(len(axis.values) for axis in design.axes) > 1:
        yield from _square(study)
        return
    stages = study.setup.scenario.stages[1:]
    table = plain_table("Reached (in parentheses: median day of those that got there)", *design.columns, *_names(stages))
    values = design.values(slice(None))
    picked = _picked(len(design), MOST_ROWS)
    columns = [amounts(*values[name][picked].tolist()) for name in design.columns]
    for point, *cells in zip(picked, *columns, strict=True):
        table.add_row(*cells, *(_cell(study, stage, point) for stage in stages))
    yield table


def _square(study: Study) -> Iterator[Any]:
    """The probability of having reached the stage that varies most: the first parameter down, the second across."""
    down, across = study.design.axes
    stage = _liveliest(study)
    shares = study.columns[f"reached_{stage.name}"].reshape(len(down.values), len(across.values))
    columns = _picked(len(across.values), MOST_COLUMNS)
    table = plain_table("", "", *amounts(*(across.values[column] for column in columns)))
    rows = _picked(len(down.values), MOST_ROWS)
    for row, name in zip(rows, amounts(*(down.values[row] for row in rows)), strict=True):
        table.add_row(name, *(_percent(shares[row, column]) for column in columns))
    yield Text(f"{stage.name} reached, by {down.name} (down) and {across.name} (across)")
    yield table


def _percent(share: float) -> str:
    return percent(float(share)) if share == share else "–"


def _names(stages: Sequence[Stage]) -> list[str]:
    return [stage.name for stage in stages]


def _cell(study: Study, stage: Stage, point: int) -> str:
    share, when = study.columns[f"reached_{stage.name}"][point], study.columns[f"median_day_{stage.name}"][point]
    return _percent(share) + (f" ({day(float(when))})" if when == when else "")


def _picked(count: int, most: int) -> list[int]:
    """At most so many of the points, evenly, with the first and the last."""
    if count <= most:
        return list(range(count))
    return sorted({round(step * (count - 1) / (most - 1)) for step in range(most)})


# The picture for the terminal


def _picture(study: Study) -> Iterator[str]:
    """Bars over one parameter, shades over two."""
    design = study.design
    if design.kind != "grid" or not study.replications.all() or len(design) < 3:
        return
    if len(design.axes) == 1:
        yield from _bars(study)
    elif len(design.axes) == 2:
        yield from _shades(study)


def _bars(study: Study) -> Iterator[str]:
    axis = study.design.axes[0]
    order = np.argsort(axis.values)
    picked = order[_picked(len(order), 60)]
    wide = max(1, min(4, 60 // len(picked)))
    stages = study.setup.scenario.stages[1:]
    margin = max(len(stage.name) for stage in stages)
    low, high = amounts(min(axis.values), max(axis.values))
    ends = f"from {low} to {high} {_unit(study, axis.name)}".strip()
    yield f"{'reached':>{margin}}  {axis.name} {ends}"
    for stage in reversed(stages):
        shares = study.columns[f"reached_{stage.name}"][picked]
        bars = "".join(BARS[level(share, len(BARS))] * wide for share in shares.tolist())
        yield f"{stage.name:>{margin}} ▕{bars}▏ {percent(shares[0])} → {percent(shares[-1])}"


def _shades(study: Study) -> Iterator[str]:
    across, down = study.design.axes[1], study.design.axes[0]
    stage = _liveliest(study)
    shares = study.columns[f"reached_{stage.name}"].reshape(len(down.values), len(across.values))
    rows, columns = np.argsort(down.values)[::-1], np.argsort(across.values)
    rows, columns = rows[_picked(len(rows), 20)], columns[_picked(len(columns), 30)]
    names = dict(zip(down.values, amounts(*down.values), strict=True))
    margin = max(map(len, names.values()))
    yield f"{stage.name} reached: blank 0 %, ░ about 25 %, ▒ 50 %, ▓ 75 %, █ 100 %"
    yield f"upwards {down.name}, to the right {across.name}"
    for row in rows.tolist():
        shades = "".join(SHADES[level(shares[row, column], len(SHADES))] * 2 for column in columns.tolist())
        yield f"{names[down.values[row]]:>{margin}} ▕{shades}▏"
    low, high = amounts(across.values[columns[0]], across.values[columns[-1]])
    yield f"{'':>{margin}}  {low}{high:>{max(2 * len(columns) - len(low), len(high) + 1)}}"


def _liveliest(study: Study) -> Stage:
    """The stage above the first whose probability varies most."""
    stages = study.setup.scenario.stages[1:]
    return max(stages, key=lambda stage: float(np.ptp(_known(study, f"reached_{stage.name}"))))


def _known(study: Study, name: str) -> NDArray[np.float64]:
    values = study.columns[name]
    known = values[~np.isnan(values)]
    return known if len(known) else np.zeros(1)


def _unit(study: Study, name: str) -> str:
    return _parameter(study, name).unit or ""


def _parameter(study: Study, name: str) -> Parameter:
    return next(one for one in study.setup.scenario.parameters if one.name == name)


# The sentence


def answer(study: Study) -> str:
    """Where along the range the answer changes."""
    stage = _liveliest(study)
    title = study.setup.scenario.title_of(stage.name)
    known = _known(study, f"reached_{stage.name}")
    if np.ptp(known) < _LEAST:
        return f"Nothing much changes: whatever the point, each stage is reached as often, within {percent(_LEAST)}."
    curves = [(axis.name, *_curve(study, index, f"reached_{stage.name}")) for index, axis in enumerate(study.design.axes)]
    name, values, shares = max(curves, key=lambda curve: float(np.ptp(curve[2])))
    unit = _unit(study, name)
    said = f"“{title}” is reached in {percent(float(known.min()))} to {percent(float(known.max()))} of the histories."
    if len(study.design.axes) > 1:
        others = "the others as they are" if study.design.kind == "one-at-a-time" else "averaged over the others"
        said += f" What moves it most is {name} ({others})."
    if len(values) < 2:
        return said
    step = int(np.argmax(np.abs(np.diff(shares))))
    word = "falls" if shares[step + 1] < shares[step] else "rises"
    ends_of = amounts(*values[[0, -1]].tolist())
    first, last = (f"{percent(float(shares[end]))} at {ends_of[end]} {unit}".strip() for end in (0, -1))
    ends = f"from {first} to {last}"
    if len(values) == 2:
        return f"{said} With {name} it goes {ends}."
    between = f"between {' and '.join(amounts(*values[step : step + 2].tolist()))} {unit}".strip()
    steepest = f"from {percent(float(shares[step]))} to {percent(float(shares[step + 1]))}"
    return f"{said} Along {name} it goes {ends}; it {word} most {between}, {steepest}."


def _curve(study: Study, index: int, column: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The values of an axis, rising, and the mean answer at each; a design that fills space is cut into fifths."""
    design, values = study.design, study.design.points[:, index]
    chosen = ~np.isnan(study.columns[column])
    if design.kind == "one-at-a-time":
        others = np.delete(design.points, index, axis=1)
        chosen &= (others == np.delete(design.points[0], index)).all(axis=1)
    values, answers = values[chosen], study.columns[column][chosen]
    if design.kind in ("lhs", "sobol") and len(np.unique(values)) > 10:
        fifths = np.array_split(np.argsort(values, kind="stable"), 5)
        return np.array([values[one].mean() for one in fifths]), np.array([answers[one].mean() for one in fifths])
    places, inverse = np.unique(values, return_inverse=True)
    return places, np.bincount(inverse, answers) / np.bincount(inverse)


def rests_on(study: Study) -> str:
    """How far the figures can be trusted."""
    n = int(study.replications.max(initial=0))
    if not n:
        return "No point has been played yet."
    within = 1.96 * np.sqrt(0.25 / n)
    return (
        f"At worst a probability is {100 * within:.2g} percentage points off what endless replications would give "
        "(19 times in 20); "
        "differences along the range are surer, as all points share their luck."
    )
