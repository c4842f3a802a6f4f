"""A sweep for people: a table of points, a small picture for the terminal, and a sentence: where does the answer change?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from escalation_sim.model.scenario import Ladder
from escalation_sim.presentation.wording import amounts, changes_in_words, exact, listed, percent, plural
from escalation_sim.questions.sweep.designs import Axis, Design
from escalation_sim.questions.sweep.study import Study
from escalation_sim.questions.sweep.tables import MOST_ROWS, by_whom, climbed, is_square, known, liveliest, picture, table
from escalation_sim.results.statistics import total

WIDTH = 100
MOST_FAILED = 5
_LEAST = 0.01
"""A probability that changes by less over the whole range is said not to change."""


def show_sweep(console: Console, study: Study) -> None:
    """Everything a person wants to know of a sweep."""
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
    changes = changes_in_words(setup.scenario, setup.settings.changed, len(drawn), setup.settings.without)
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
    ladders = climbed(study)
    if not ladders:
        return "No stage is above the one at which it begins, so no probability can change."
    if some == 1:
        which = "There is only one point" if len(study.design) == 1 else f"Only one point is known{so_far}"
        return f"{which}: nothing can be said of what changes."
    where = "" if some == len(study.design) else f"At the {some:,} points that are known{so_far}, "
    if not any(_changes(study, ladder) for ladder in ladders):
        return f"Nothing much changes: whatever the point{so_far}, each stage is reached as often, within {percent(_LEAST)}."
    return where + " ".join(said for ladder in ladders for said in _of_one(study, ladder))


def _changes(study: Study, ladder: Ladder) -> bool:
    """Whether the probability of any stage of a ladder changes enough to be said."""
    return bool(np.ptp(known(study, liveliest(study, ladder))) >= _LEAST)


def _of_one(study: Study, ladder: Ladder) -> Iterator[str]:
    """What changes on one ladder, and along what."""
    stage = liveliest(study, ladder)
    shares = known(study, stage)
    low, high = percent(float(shares.min())), percent(float(shares.max()))
    reached = f"“{study.setup.scenario.title_of(stage.name)}” is reached{by_whom(study, ladder)}"
    if _changes(study, ladder):
        yield f"{reached} in {low} to {high} of the histories."
        yield from _along(study, f"reached_{stage.name}")
    else:
        yield f"{reached} in {low if low == high else f'{low} to {high}'} of the histories, whatever the point."


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
        return np.array([_mean(values[one]) for one in fifths]), np.array([_mean(answers[one]) for one in fifths])
    places, inverse = np.unique(values, return_inverse=True)
    return places, np.bincount(inverse, answers) / np.bincount(inverse)


def _mean(values: NDArray[np.float64]) -> float:
    return float(total(values)) / len(values)


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
