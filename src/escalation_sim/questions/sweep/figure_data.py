"""What a picture of a sweep shows, before anything is drawn: which parameters, points and stages, and how sure each number is.

Points that have not been played yet, and those that failed, are left out, and said to be missing. Nothing here knows matplotlib.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.model.scenario import MAIN, Ladder, Scenario
from escalation_sim.model.uses import draws_luck
from escalation_sim.presentation.fitting import fitted
from escalation_sim.presentation.palette import SUBTITLE, stage_colours
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import told_apart, whose
from escalation_sim.presentation.wording import capital, changes_in_words, exact, inside, plural
from escalation_sim.questions.sweep.designs import Design
from escalation_sim.questions.sweep.study import Study
from escalation_sim.results.statistics import moments, wilson
from escalation_sim.running.setups import Setup

Floats = NDArray[np.float64]
MOST_AT_ONCE = 3
"""How many parameters a picture can show changing together."""
_LARGEST = 1e100


@dataclass(frozen=True)
class Swept:
    """The points of a study of which something is known: *values* by parameter, *shares* by stage, *n* histories at each point.

    The stages are all of one *ladder*, the lowest first.

    *values* holds the parameters with more than one value, in the order in which they were asked for; *ends* the least and the
    largest value of each in the whole design. *fixed* are the others, *marks* the values where nothing is varied.
    """

    study: Study
    ladder: Ladder
    values: Mapping[str, Floats]
    shares: Mapping[str, Floats]
    n: NDArray[np.int64]
    ends: Mapping[str, tuple[float, float]]
    fixed: Mapping[str, float]
    marks: Mapping[str, float]
    lucky: bool

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, with titles that can be told apart."""
        return told_apart(self.study.setup.scenario)

    def only(self, points: NDArray[np.intp]) -> Swept:
        """Some of the points."""
        values = {name: column[points] for name, column in self.values.items()}
        shares = {stage: column[points] for stage, column in self.shares.items()}
        return replace(self, values=values, shares=shares, n=self.n[points])

    def unit(self, name: str) -> str:
        """What stands behind the title of a parameter: its unit, and its own value where the sweep does not come that way."""
        unit, beyond = self.scenario.units[name], f"{exact(self.marks[name])} {self.source([name])}"
        said = "; ".join(part for part in (unit, "" if name in self.marked else beyond) if part)
        return f"({said})" if said else ""

    @property
    def marked(self) -> list[str]:
        """The parameters whose own value lies within what is shown."""
        return [name for name in self.values if self.ends[name][0] <= self.marks[name] <= self.ends[name][1]]

    def source(self, names: Iterable[str]) -> str:
        """Where the values come from that are marked."""
        changed = any(self.study.setup.values[name] != self.scenario.values[name] for name in names)
        return "as set" if changed else "in the file"

    @property
    def title(self) -> str:
        return self.scenario.title or self.scenario.name

    def stage_title(self, stage: str) -> str:
        return self.scenario.title_of(stage)

    def colour(self, stage: str) -> str:
        """The colour of a stage: that of its place on its ladder."""
        return stage_colours(len(self.ladder.stages))[self.ladder.places[stage]]

    def mark(self, stage: str) -> str:
        """What is drawn of a stage is called so in an SVG."""
        whose = "" if self.ladder.name == MAIN else f"{self.ladder.name} "
        return f"{whose}stage {self.ladder.places[stage]}"

    @property
    def asked(self) -> str:
        """Of what the numbers are, before the stage; where there are several ladders it says whose."""
        if not self.scenario.others:
            return "Probability of having reached"
        return f"Probability that {fitted(inside(one_line(whose(self.scenario, self.ladder))), 300, 1, SUBTITLE)} has reached"

    @property
    def note(self) -> str:
        """What differs from the file: two pictures must not look the same."""
        setup = self.study.setup
        still = {name: value for name, value in setup.settings.changed.items() if name not in self.values}
        moved = {name: value for name, value in self.fixed.items() if value != self.scenario.values[name]}
        drawn = [one for one in setup.uncertain if one.name not in self.study.design.columns]
        return capital(changes_in_words(self.scenario, still | moved, len(drawn), setup.settings.without))

    @property
    def counted(self) -> str:
        """How many points there are, and how many histories at each."""
        points, failed = plural(len(self.study.design), "point"), len(self.study.failures)
        if self.missing:
            points = f"{len(self.n):,} of {points}"
            points += f" ({failed:,} failed)" * bool(failed) + " so far" * self.unfinished
        least, most = int(self.n.min()), int(self.n.max())
        histories = plural(most, "history", "histories") if least == most else f"{least:,} to {most:,} histories"
        return f"{points}, {histories} at each"

    @property
    def missing(self) -> list[str]:
        """Why some points are not there; nothing where all are."""
        return ["failed"] * bool(self.study.failures) + ["not played yet"] * self.unfinished

    @property
    def unfinished(self) -> bool:
        """Whether there are points that have not been played."""
        return bool(np.any(self.study.replications == 0))


def check_picture_of(setup: Setup, design: Design, stage: str | None = None) -> None:
    """Whether there is a picture of such a study, which may take long to play. Raises UsageError."""
    _stages(setup.scenario, stage)
    count = len(_varied(design))
    if count > MOST_AT_ONCE and design.kind != "one-at-a-time":
        raise UsageError(
            f"a picture of {count} parameters at once would hide more than it shows: vary up to {MOST_AT_ONCE} of them, "
            "or add --design one-at-a-time; a table (-o FILE.csv) holds them all"
        )


def swept(study: Study, stage: str | None) -> Swept:
    """What there is to see in a study, of one stage or of all that can be reached. Raises UsageError where there is nothing."""
    check_picture_of(study.setup, study.design, stage)
    played = study.known
    if not np.any(played):
        played_none = "no point of this study has been played yet"
        why = "a history stopped at every point that was played" if study.failures else played_none
        raise UsageError(f"{why}, so there is nothing to draw")
    scenario, varied, shown = study.setup.scenario, _varied(study.design), _stages(study.setup.scenario, stage)
    columns, ends = _columns(study.design), _ends(study.design)
    return Swept(
        study,
        scenario.ladder_of[shown[0]],
        values={name: columns[name][played] for name in varied},
        shares={name: study.columns[f"reached_{name}"][played] for name in shown},
        n=study.replications[played],
        ends=ends,
        fixed={name: low for name, (low, _) in ends.items() if name not in varied},
        marks={name: float(np.clip(study.setup.values[name], -_LARGEST, _LARGEST)) for name in columns},
        lucky=draws_luck(scenario) or any(one.name not in columns for one in study.setup.uncertain),
    )


def _columns(design: Design) -> dict[str, Floats]:
    """The values of each parameter at every point, none too large to be drawn."""
    return {name: np.clip(column, -_LARGEST, _LARGEST) for name, column in design.values(slice(None)).items()}


def _ends(design: Design) -> dict[str, tuple[float, float]]:
    return {name: (float(column.min()), float(column.max())) for name, column in _columns(design).items()}


def _varied(design: Design) -> list[str]:
    """The parameters with more than one value, in the order in which they were asked for; at least one."""
    ends = _ends(design)
    return [name for name in design.columns if ends[name][0] < ends[name][1]] or [design.columns[0]]


def _stages(scenario: Scenario, asked: str | None) -> list[str]:
    """The stage that was asked for, or all of a ladder above that at which its actor begins. Raises UsageError.

    The ladder is the one that was asked for; by default the main one, or the first on which there is something to climb.
    """
    if asked in scenario.places:
        if scenario.places[asked] <= scenario.ladder_of[asked].start_stage:
            raise UsageError(f"{asked} is not above the stage where it begins, so it is always reached: choose a higher one")
        return [asked]
    ladders = [ladder for ladder in scenario.ladders if asked in (None, ladder.name)]
    if asked is not None and not ladders:
        known = [*scenario.places, *(ladder.name for ladder in scenario.others)]
        raise UsageError(f"there is no stage {asked!r}; {did_you_mean(asked, known)}")
    climbed = [ladder.above for ladder in ladders if ladder.above]
    if not climbed:
        top = scenario.title_of(ladders[0].stages[-1].name)
        raise UsageError(f"{top!r} is where it begins, and no stage is above it: there is nothing to draw")
    return [stage.name for stage in climbed[0]]


def most_varied(seen: Swept) -> str:
    """The stage whose probability differs most from point to point."""
    return max(seen.shares, key=lambda stage: (float(np.ptp(seen.shares[stage])), float(moments(seen.shares[stage])[1])))


def intervals(shares: Floats, n: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The 95 % Wilson intervals of probabilities, each of *n* histories, as (low, high)."""
    counts = np.stack([np.rint(shares * n).astype(np.int64), n])
    kinds, which = np.unique(counts, axis=1, return_inverse=True)
    bounds = np.array([wilson(count, of) for count, of in kinds.T.tolist()])
    low, high = bounds[which.reshape(-1)].T
    return low, high


def margin(shares: Floats, n: NDArray[np.int64]) -> float:
    """How far the end of an interval is from its probability, at most."""
    low, high = intervals(shares, n)
    return float(np.max(np.maximum(high - shares, shares - low)))


def edges(values: Floats) -> Floats:
    """The edges of cells around increasing values: half-way between them, and as far beyond the first and the last."""
    if len(values) < 2:
        half = max(abs(float(values[0])) / 2, 0.5)
        return np.array([values[0] - half, values[0] + half])
    between = [a + (b - a) / 2 for a, b in pairwise(values.tolist())]
    return np.array([values[0] - (between[0] - values[0]), *between, values[-1] + (values[-1] - between[-1])])


def cells(seen: Swept, x: str, y: str, stage: str) -> tuple[Floats, Floats, Floats]:
    """The probability of a stage on a grid: the values of *x*, those of *y*, and *y* × *x* shares, nan where none is known."""
    every = _columns(seen.study.design)
    columns, rows = np.unique(every[x]), np.unique(every[y])
    grid = np.full((len(rows), len(columns)), np.nan)
    grid[np.searchsorted(rows, seen.values[y]), np.searchsorted(columns, seen.values[x])] = seen.shares[stage]
    return columns, rows, grid


def evenly(count: int, most: int) -> list[int]:
    """Which of so many things are shown where at most *most* have room: the first, the last, and evenly between."""
    if count <= most:
        return list(range(count))
    return [round(place * (count - 1) / (most - 1)) for place in range(most)]


def alone(seen: Swept) -> dict[str, Swept]:
    """For each parameter of a one-at-a-time design the points at which only it differs, that with the widest effect first."""
    every = _columns(seen.study.design)
    same = {name: column == every[name][0] for name, column in seen.values.items()}
    found = {}
    for name in seen.values:
        others = np.all([same[other] for other in seen.values if other != name], axis=0)
        if np.any(others):
            found[name] = seen.only(np.flatnonzero(others))
    return dict(sorted(found.items(), key=lambda pair: -_width(pair[1])))


def gaps(seen: Swept, name: str) -> Floats:
    """The values of a parameter at which nothing is known, where only it differs: a line must not pass over them."""
    every, missing = _columns(seen.study.design), ~seen.study.known
    for other in seen.values:
        if other != name:
            missing &= every[other] == every[other][0]
    return every[name][missing]


def _width(seen: Swept) -> float:
    return max(float(np.ptp(shares)) for shares in seen.shares.values())
