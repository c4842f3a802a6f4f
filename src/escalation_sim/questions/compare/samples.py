"""What of two ensembles can be compared: each quantity with its values a replication, or with what a summary knows of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from escalation_sim import clock
from escalation_sim.model.programme import Programme
from escalation_sim.results.ensemble import NEVER, Ensemble, stage_brakes
from escalation_sim.results.statistics import mean_and_sd

Family = Literal["probability", "days", "counts", "outcomes"]

PROBABILITIES = ("reached", "highest", "final", "by", "never")
DAYS = ("first_reached_day", "median_day", "days", "blocked_days", "blocked_alone_days", "deciding_days")
COUNTS = ("climbs", "descents", "shelved", "refused")

Key = tuple[str, str]
"""A quantity, and of what: ("reached", "offensive_weapons"), ("outcome", "peak_troops"), ("climbs", "")."""


@dataclass(frozen=True)
class Sample:
    """One quantity of one ensemble, known of *n* replications.

    *values* has one a replication (nan: none), where they are known. *rest* is what else a summary says of it.
    """

    mean: float | None
    n: int
    sd: float | None = None
    values: NDArray[Any] | None = None
    rest: tuple[float | None, ...] = ()

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


def samples(programme: Programme, ensemble: Ensemble, by: Mapping[str, int]) -> dict[Key, Sample]:
    """Every quantity of an ensemble, in the order in which they are shown. *by* maps dates to their minutes."""
    scenario = programme.scenario
    found: dict[Key, NDArray[Any]] = {}
    reached = ensemble.first_reached != NEVER
    for place, stage in enumerate(scenario.stages):
        minutes = ensemble.first_reached[:, place]
        found["reached", stage.name] = reached[:, place]
        found["highest", stage.name] = ensemble.highest == place
        found["final", stage.name] = ensemble.final == place
        for date, minute in by.items():
            found["by", _by(stage.name, date)] = reached[:, place] & (minutes <= minute)
        found["first_reached_day", stage.name] = np.where(reached[:, place], minutes / clock.DAY, np.nan)
        found["days", stage.name] = ensemble.stage_minutes[:, place] / clock.DAY
        for brake, column in stage_brakes(programme.main)[place]:
            of = f"{stage.name}/{scenario.brakes[brake].name}"
            found["blocked_days", of] = ensemble.blocked[:, column] / clock.DAY
            found["blocked_alone_days", of] = ensemble.blocked_alone[:, column] / clock.DAY
    found["deciding_days", ""] = ensemble.deciding / clock.DAY
    for name in COUNTS:
        found[name, ""] = getattr(ensemble, name).astype(np.float64)
    for index, outcome in enumerate(scenario.outcomes):
        found["outcome", outcome.name] = ensemble.outcomes[:, index]
        if outcome.may_be_never:
            found["never", outcome.name] = np.isnan(ensemble.outcomes[:, index])
    return {key: sample_of(values) for key, values in found.items()}


def _by(stage: str, date: str) -> str:
    return f"{stage} by {date}"


def saved_samples(data: Mapping[str, Any]) -> dict[Key, Sample]:
    """Every quantity of a result in the JSON format; with values where it was saved with `--histories`."""
    n = int(data["settings"]["replications"])
    day_of = "first_reached_day" if "histories" in data else "median_day"
    found: dict[Key, Sample] = {}
    for stage in data["stages"]:
        name = stage["stage"]
        for kind in ("reached", "highest", "final"):
            found[kind, name] = Sample(stage[kind]["count"] / n, n)
        for date, share in stage["by"].items():
            found["by", _by(name, date)] = Sample(share["count"] / n, n)
        day = stage["first_reached_day"] or {}
        found[day_of, name] = Sample(day.get("median"), stage["reached"]["count"], rest=tuple(map(day.get, ("q10", "q90"))))
        found["days", name] = Sample(stage["days"]["mean"], n)
        for kind in ("blocked_days", "blocked_alone_days"):
            found.update({(kind, f"{name}/{brake}"): Sample(told["mean"], n) for brake, told in stage[kind].items()})
    found["deciding_days", ""] = Sample(data["deciding_days"]["mean"], n)
    for name in COUNTS:
        found[name, ""] = Sample(data[name]["mean"], n)
    for name, told in data["outcomes"].items():
        never = told.get("never")
        rest = tuple(told[key] for key in ("low", "high", "q10", "median", "q90"))
        found["outcome", name] = Sample(told["mean"], n - (never or 0), told["sd"], rest=rest)
        if never is not None:
            found["never", name] = Sample(never / n, n)
    if "histories" in data:
        found.update(_told_samples(data["histories"], found))
    return found


def _told_samples(histories: Mapping[str, Any], found: dict[Key, Sample]) -> dict[Key, Sample]:
    """What the replications tell."""
    told: dict[Key, NDArray[Any]] = {}
    final, highest = np.array(histories["final"]), np.array(histories["highest"])
    for place, name in enumerate([of for kind, of in found if kind == "reached"]):
        minutes = numbers(histories["first_reached_minute"][name])
        told["reached", name] = ~np.isnan(minutes)
        told["highest", name] = highest == place
        told["final", name] = final == place
        told["first_reached_day", name] = minutes / clock.DAY
        told["days", name] = numbers(histories["days"][name])
    for name, values in histories["outcomes"].items():
        told["outcome", name] = numbers(values)
        if ("never", name) in found:
            told["never", name] = np.isnan(told["outcome", name])
    return {key: sample_of(values) for key, values in told.items()}


def numbers(values: list[float | None]) -> NDArray[np.float64]:
    """A column of a saved result; nan for null."""
    return np.array([math.nan if value is None else value for value in values], np.float64)
