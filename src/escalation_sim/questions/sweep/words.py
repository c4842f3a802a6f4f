"""A sweep for people: a table of points, a small picture for the terminal, and a sentence: where does the answer change?"""

from __future__ import annotations

import io
from collections.abc import Iterator
from textwrap import indent
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from escalation_sim.presentation.formats import to_csv, to_json
from escalation_sim.presentation.wording import amounts, changes_in_words, exact, listed, percent, plural
from escalation_sim.questions.sweep.designs import Axis, Design
from escalation_sim.questions.sweep.study import Study
from escalation_sim.questions.sweep.tables import MOST_ROWS, is_square, known, liveliest, picture, table
from escalation_sim.results.rounding import given
from escalation_sim.results.summary import head

WIDTH = 100
MOST_FAILED = 5
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
    design = study.design
    console.print(Text(study.setup.scenario.title, "bold"))
    console.print(Text(_what(study)))
    if study.replications.any():
        for shown in table(study):
            console.print(shown)
        if len(design) > MOST_ROWS and not is_square(design):
            console.print(Text(f"{len(design):,} points, of which {MOST_ROWS} are shown; --format csv has all of them."))
        for line in picture(study):
            console.print(Text(line), no_wrap=True, crop=False)
    console.print()
    for sentence in (*failed(study), answer(study), *rests_on(study)):
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


# The sentences


def failed(study: Study) -> Iterator[str]:
    """Which points failed, how often and why."""
    if not study.failures:
        return
    yield f"{plural(len(study.failures), 'point')} of {len(study.design):,} failed, and no figure rests on what failed:"
    for point, failure in list(study.failures.items())[:MOST_FAILED]:
        values = [f"{name} = {exact(float(column[0]))}" for name, column in study.design.values([point]).items()]
        histories = plural(int(study.replications[point]), "history", "histories")
        why = failure.text(study.setup.scenario)
        yield f"  point {point}, {', '.join(values)}: {failure.count:,} of {histories} stopped, first: {why}"
    if (more := len(study.failures) - MOST_FAILED) > 0:
        yield f"  and {more:,} more; --format csv has all of them"


def answer(study: Study) -> str:
    """Where along the range the answer changes; or what is missing for that."""
    some, so_far = int(np.count_nonzero(study.known)), " so far" if not study.replications.all() else ""
    if not some:
        return "A history stopped at every point that was played." if study.failures else "No point has been played yet."
    stage = liveliest(study)
    if stage is None:
        return "No stage is above the one at which it begins, so no probability can change."
    if some == 1:
        which = "There is only one point" if len(study.design) == 1 else f"Only one point is known{so_far}"
        return f"{which}: nothing can be said of what changes."
    shares = known(study, stage)
    if np.ptp(shares) < _LEAST:
        return f"Nothing much changes: whatever the point{so_far}, each stage is reached as often, within {percent(_LEAST)}."
    where = "" if some == len(study.design) else f"At the {some:,} points that are known{so_far}, "
    said = (
        f"{where}“{study.setup.scenario.title_of(stage.name)}” is reached in {percent(float(shares.min()))} to "
        f"{percent(float(shares.max()))} of the histories."
    )
    return " ".join([said, *_along(study, f"reached_{stage.name}")])


def _along(study: Study, column: str) -> Iterator[str]:
    """Which parameter moves a column most, from where to where, and where most."""
    curves = [(axis, *_curve(study, index, column)) for index, axis in enumerate(study.design.axes)]
    curves = [curve for curve in curves if len(curve[1]) > 1]
    if not curves:
        return
    axis, values, shares = max(curves, key=lambda curve: float(np.ptp(curve[2])))
    name, unit = axis.name, study.setup.scenario.units[axis.name]
    if len(study.design.axes) > 1:
        others = "the others as they are" if study.design.kind == "one-at-a-time" else "averaged over the others"
        yield f"What moves it most is {name} ({others})."
    ends = amounts(*values[[0, -1]].tolist())
    first, last = (f"{percent(float(shares[end]))} at {ends[end]} {unit}".strip() for end in (0, -1))
    if len(values) == 2:
        yield f"With {name} it goes from {first} to {last}."
        return
    step = int(np.argmax(np.abs(np.diff(shares))))
    word = "falls" if shares[step + 1] < shares[step] else "rises"
    between = f"between {' and '.join(amounts(*values[step : step + 2].tolist()))} {unit}".strip()
    steepest = f"from {percent(float(shares[step]))} to {percent(float(shares[step + 1]))}"
    yield f"Along {name} it goes from {first} to {last}; it {word} most {between}, {steepest}."


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


def rests_on(study: Study) -> Iterator[str]:
    """How far the figures can be trusted, where there are some."""
    n = study.replications[study.known]
    if not len(n):
        return
    within = 1.96 * np.sqrt(0.25 / n.min())
    shared = "; differences along the range are surer, as all points share their luck" if len(n) > 1 else ""
    yield (
        f"At worst a probability is {100 * within:.2g} percentage points off what endless replications would give "
        f"(19 times in 20){shared}."
    )
