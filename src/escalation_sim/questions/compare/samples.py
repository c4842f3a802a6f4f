"""What of two ensembles can be compared: each quantity with its values a replication, or with what a summary knows of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from escalation_sim import clock
from escalation_sim.model.programme import LadderPlan, Programme
from escalation_sim.model.scenario import MAIN, Scenario
from escalation_sim.results.ensemble import NEVER, Ensemble, LadderColumns, stage_brakes
from escalation_sim.results.statistics import mean_and_sd
from escalation_sim.results.summary import ladders_of

Family = Literal["probability", "days", "counts", "outcomes"]

PROBABILITIES = ("reached", "highest", "final", "by", "never")
DAYS = ("first_reached_day", "median_day", "days", "blocked_days", "blocked_alone_days", "deciding_days")
COUNTS = ("climbs", "descents", "shelved", "refused")

Key = tuple[str, str]
"""A quantity, and of what: ("reached", "offensive_weapons"), ("outcome", "peak_troops"), ("climbs", ""), and of a ladder beside
the main one ("climbs", "moscow")."""

Shared = Mapping[str, Collection[str]]
"""The ladders that are looked at, and of each the stages."""


@dataclass(frozen=True)
class Sample:
    """One quantity of one ensemble, known of *n* replications.

    *values* has one a replication (nan: none), where they are known. *rest* is what else a summary says of it. *ladder* is the
    one that it is about, where that is not the main one.
    """

    mean: float | None
    n: int
    sd: float | None = None
    values: NDArray[Any] | None = None
    rest: tuple[float | None, ...] = ()
    ladder: str = ""

    @property
    def count(self) -> int:
        """Of a share, how many replications."""
        return round((self.mean or 0.0) * self.n)


def family(key: Key) -> Family:
    """Which quantities are looked at together."""
    kind = key[0]
    return "probability" if kind in PROBABILITIES else "days" if kind in DAYS else "counts" if kind in COUNTS else "outcomes"


def sample_of(values: NDArray[Any]) -> Sample:
    """The sample of some values, one a replication."""
    if values.dtype == np.bool_:
        return Sample(float(values.mean()), len(values), values=values)
    known = values[~np.isnan(values)]
    if not len(known):
        return Sample(None, 0, values=values)
    mean, sd = mean_and_sd(known)
    return Sample(mean, len(known), sd if len(known) > 1 else None, values)


def samples(programme: Programme, ensemble: Ensemble, by: Mapping[str, int], shared: Shared) -> dict[Key, Sample]:
    """Every quantity of an ensemble, in the order in which they are shown. *by* maps dates to their minutes."""
    found: dict[Key, Sample] = {}
    for plan in programme.ladders:
        if plan.name in shared:
            told = _of_ladder(programme.scenario, plan, ensemble.of(plan.name), by, shared[plan.name])
            found.update({key: replace(sample_of(values), ladder=_beside(plan.name)) for key, values in told})
    for index, outcome in enumerate(programme.scenario.outcomes):
        values = ensemble.outcomes[:, index]
        found["outcome", outcome.name] = sample_of(values)
        if outcome.may_be_never:
            found["never", outcome.name] = sample_of(np.isnan(values))
    return found


def _of_ladder(
    scenario: Scenario, plan: LadderPlan, columns: LadderColumns, by: Mapping[str, int], stages: Collection[str]
) -> Iterator[tuple[Key, NDArray[Any]]]:
    """The quantities of one ladder, of some of its stages."""
    whose = _beside(plan.name)
    for place, stage in enumerate(plan.ladder.stages):
        if stage.name not in stages:
            continue
        minutes = columns.first_reached[:, place]
        reached = minutes != NEVER
        yield ("reached", stage.name), reached
        yield ("highest", stage.name), columns.highest == place
        yield ("final", stage.name), columns.final == place
        for date, minute in by.items():
            yield ("by", _by(stage.name, date)), reached & (minutes <= minute)
        yield ("first_reached_day", stage.name), np.where(reached, minutes / clock.DAY, np.nan)
        yield ("days", stage.name), columns.stage_minutes[:, place] / clock.DAY
        for brake, column in stage_brakes(plan)[place]:
            of = f"{stage.name}/{scenario.brakes[brake].name}"
            yield ("blocked_days", of), columns.blocked[:, column] / clock.DAY
            yield ("blocked_alone_days", of), columns.blocked_alone[:, column] / clock.DAY
    yield ("deciding_days", whose), columns.deciding / clock.DAY
    for name in COUNTS:
        yield (name, whose), getattr(columns, name).astype(np.float64)


def _beside(ladder: str) -> str:
    """The name of a ladder beside the main one; nothing for that."""
    return "" if ladder == MAIN else ladder


def _by(stage: str, date: str) -> str:
    return f"{stage} by {date}"


def saved_samples(data: Mapping[str, Any], shared: Shared | None = None) -> dict[Key, Sample]:
    """Every quantity of a result in the JSON format; with values where it was saved with `--histories`."""
    n = int(data["settings"]["replications"])
    day_of = "first_reached_day" if "histories" in data else "median_day"
    found: dict[Key, Sample] = {}
    for ladder, told in ladders_of(data).items():
        stages = [stage["stage"] for stage in told["stages"]] if shared is None else shared.get(ladder)
        if stages is not None:
            saved = _saved_of_ladder(_beside(ladder), told, n, day_of, stages)
            found.update({key: replace(sample, ladder=_beside(ladder)) for key, sample in saved})
    for name, told in data["outcomes"].items():
        never = told.get("never")
        rest = tuple(told[key] for key in ("low", "high", "q10", "median", "q90"))
        found["outcome", name] = Sample(told["mean"], n - (never or 0), told["sd"], rest=rest)
        if never is not None:
            found["never", name] = Sample(never / n, n)
    if "histories" in data:
        for key, values in _told(data):
            if key in found:
                found[key] = replace(sample_of(values), ladder=found[key].ladder)
    return found


def _saved_of_ladder(
    whose: str, told: Mapping[str, Any], n: int, day_of: str, stages: Collection[str]
) -> Iterator[tuple[Key, Sample]]:
    """What a summary says of one ladder, of some of its stages."""
    for stage in (one for one in told["stages"] if one["stage"] in stages):
        name = stage["stage"]
        for kind in ("reached", "highest", "final"):
            yield (kind, name), Sample(stage[kind]["count"] / n, n)
        for date, share in stage["by"].items():
            yield ("by", _by(name, date)), Sample(share["count"] / n, n)
        day = stage["first_reached_day"] or {}
        yield (day_of, name), Sample(day.get("median"), stage["reached"]["count"], rest=tuple(map(day.get, ("q10", "q90"))))
        yield ("days", name), Sample(stage["days"]["mean"], n)
        for kind in ("blocked_days", "blocked_alone_days"):
            yield from (((kind, f"{name}/{brake}"), Sample(one["mean"], n)) for brake, one in stage[kind].items())
    yield ("deciding_days", whose), Sample(told["deciding_days"]["mean"], n)
    for name in COUNTS:
        yield (name, whose), Sample(told[name]["mean"], n)


def _told(data: Mapping[str, Any]) -> Iterator[tuple[Key, NDArray[Any]]]:
    """What the replications tell."""
    histories = data["histories"]
    for ladder, told in ladders_of(histories).items():
        final, highest = np.array(told["final"]), np.array(told["highest"])
        for place, stage in enumerate(ladders_of(data)[ladder]["stages"]):
            name = stage["stage"]
            minutes = numbers(told["first_reached_minute"][name])
            yield ("reached", name), ~np.isnan(minutes)
            yield ("highest", name), highest == place
            yield ("final", name), final == place
            yield ("first_reached_day", name), minutes / clock.DAY
            yield ("days", name), numbers(told["days"][name])
    for name, values in histories["outcomes"].items():
        yield ("outcome", name), numbers(values)
        yield ("never", name), np.isnan(numbers(values))


def numbers(values: list[float | None]) -> NDArray[np.float64]:
    """A column of a saved result; nan for null."""
    return np.array([math.nan if value is None else value for value in values], np.float64)
