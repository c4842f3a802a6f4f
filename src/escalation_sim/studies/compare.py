"""`compare`: two scenarios under the same luck, or saved results of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim import clock
from escalation_sim.loading import Document
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.results.rounding import rounded
from escalation_sim.results.summary import histories_data
from escalation_sim.studies.asking import Questions, ensemble_answer
from escalation_sim.studies.changed_lines import Change, changes, parameter_changes
from escalation_sim.studies.comparing import Difference, Verdict, differences, overall
from escalation_sim.studies.parting import Parting, parting
from escalation_sim.studies.running import Setup
from escalation_sim.studies.samples import Key, Sample, samples, saved_samples


@dataclass(frozen=True)
class Side:
    """A scenario that was run, or a saved result: then it has data and nothing else."""

    data: Mapping[str, Any]
    document: Document | None = None
    setup: Setup | None = None
    ensemble: Ensemble | None = None

    @property
    def stages(self) -> list[str]:
        return [stage["stage"] for stage in self.data["stages"]]

    @property
    def replications(self) -> int:
        return int(self.data["settings"]["replications"])


@dataclass(frozen=True)
class Comparison:
    """All that two sides differ in. *cross* counts the replications by final stage under A (rows) and B (columns).

    *same* is the share of replications that are identical in all that is known of them. Both are None where nothing is paired.
    *reason* says why two sides are not comparable.
    """

    verdict: Verdict
    a: Side
    b: Side
    paired: bool
    changes: tuple[Change, ...]
    differences: tuple[Difference, ...]
    cross: NDArray[np.int64] | None = None
    same: float | None = None
    parting: Parting | None = None
    reason: str = ""


def played(document: Document, setup: Setup, n: int, by: Sequence[str], *, jobs: int | None = None) -> Side:
    """A scenario, run. *by* are dates. Raises RunError."""
    minutes = {date: clock.minutes_between(setup.scenario.start, clock.read_date(date)) for date in by}
    ensemble = setup.ensemble(n, jobs=jobs)
    data = rounded(ensemble_answer(setup, ensemble, Questions(minutes)))
    return Side(data, document, setup, ensemble)


def compare(
    a: Side, b: Side, margins: Mapping[str, float] | None = None, *, unpaired: bool = False, replication: int | None = None
) -> Comparison:
    """What is different, and is it more than luck? Raises RunError where a history is told again and stops."""
    reason = _incomparable(a, b, unpaired=unpaired)
    told = _changes(a, b)
    if reason:
        return Comparison("not comparable", a, b, False, told, (), reason=reason)
    paired = not unpaired
    found = differences(*_samples(a, b), margins or {}, paired=paired)
    verdict = overall(found, identical=_plain(a.data) == _plain(b.data))
    same = _same(a, b) if paired else None
    return Comparison(
        verdict,
        a,
        b,
        paired,
        told,
        tuple(found),
        cross=_cross(a, b) if paired else None,
        same=None if same is None else float(same.mean()),
        parting=_parting(a, b, same, replication) if paired else None,
    )


def _incomparable(a: Side, b: Side, *, unpaired: bool) -> str:
    if a.stages != b.stages:
        return f"they have other stages: {', '.join(a.stages)} against {', '.join(b.stages)}"
    if unpaired:
        return ""
    mine, theirs = a.data["settings"], b.data["settings"]
    for name in ("seed", "replications"):
        if mine[name] != theirs[name]:
            return f"their {name} differ, {mine[name]} against {theirs[name]}; --unpaired compares them all the same"
    return ""


def _changes(a: Side, b: Side) -> tuple[Change, ...]:
    if a.setup and b.setup:
        told = changes(a.setup.scenario, b.setup.scenario)
        if a.setup.settings == b.setup.settings:
            return told
        return (
            *told,
            *(one for one in _parameters(a, b) if one.path not in {change.path.removesuffix(".value") for change in told}),
        )
    return _parameters(a, b)


def _parameters(a: Side, b: Side) -> tuple[Change, ...]:
    return parameter_changes(a.data["settings"]["parameters"], b.data["settings"]["parameters"])


def _samples(a: Side, b: Side) -> tuple[dict[Key, Sample], dict[Key, Sample]]:
    """What is known of both: their replications if both were run, else what the JSON format has of either."""
    if a.setup and b.setup and a.ensemble is not None and b.ensemble is not None:
        by = {date: _minute(a, date) for date in a.data["stages"][0]["by"]}
        return samples(a.setup.programme, a.ensemble, by), samples(b.setup.programme, b.ensemble, by)
    mine, theirs = dict(a.data), dict(b.data)
    if "histories" not in mine or "histories" not in theirs:
        mine.pop("histories", None)
        theirs.pop("histories", None)
    return saved_samples(mine), saved_samples(theirs)


def _minute(side: Side, date: str) -> int:
    assert side.setup is not None
    return clock.minutes_between(side.setup.scenario.start, clock.read_date(date))


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """What must be equal for a verdict of identical."""
    return {key: value for key, value in data.items() if key not in ("scenario", "settings", "histories", "split", "luck_alone")}


_TOLD = ("final", "highest", "first_reached", "stage_minutes", "deciding", "climbs", "descents", "shelved", "refused")


def _same(a: Side, b: Side) -> NDArray[np.bool_] | None:
    """Which replications are identical in all that is known of both; None where replications are not known."""
    mine, theirs = _known(a, b), _known(b, a)
    if mine is None or theirs is None:
        return None
    same = np.ones(a.replications, np.bool_)
    for name in mine.keys() & theirs.keys():
        one, other = mine[name], theirs[name]
        equal = (one == other) | ((one != one) & (other != other))
        same &= equal if equal.ndim == 1 else equal.all(axis=1)
    return same


def _known(side: Side, other: Side) -> dict[str, NDArray[Any]] | None:
    """The columns of the replications of a side, in the form that the other side has too."""
    if side.setup is None or side.ensemble is None or other.ensemble is None:
        return _told(side)
    columns = {name: getattr(side.ensemble, name) for name in _TOLD}
    outcomes = enumerate(side.setup.scenario.outcomes)
    return {**columns, **{f"outcomes {one.name}": side.ensemble.outcomes[:, index] for index, one in outcomes}}


def _told(side: Side) -> dict[str, NDArray[Any]] | None:
    """The replications of a side as the JSON format has them."""
    histories = side.data.get("histories")
    if histories is None:
        if side.ensemble is None or side.setup is None:
            return None
        histories = rounded(histories_data(side.setup.programme, side.ensemble))
    flat = {"final": histories["final"], "highest": histories["highest"]}
    for kind in ("first_reached_minute", "days", "outcomes"):
        flat.update({f"{kind} {name}": values for name, values in histories[kind].items()})
    return {name: np.array([np.nan if value is None else value for value in values], float) for name, values in flat.items()}


def _cross(a: Side, b: Side) -> NDArray[np.int64] | None:
    """How many replications ended where under A (rows) and under B (columns)."""
    ends = [_places(side, "final") for side in (a, b)]
    if ends[0] is None or ends[1] is None:
        return None
    table = np.zeros((len(a.stages), len(a.stages)), np.int64)
    np.add.at(table, (ends[0], ends[1]), 1)
    return table


def _places(side: Side, name: str) -> NDArray[np.intp] | None:
    if side.ensemble is not None:
        return np.asarray(getattr(side.ensemble, name), np.intp)
    histories = side.data.get("histories")
    return None if histories is None else np.asarray(histories[name], np.intp)


def _parting(a: Side, b: Side, same: NDArray[np.bool_] | None, replication: int | None) -> Parting | None:
    """Where a replication parts ways: by default the first whose highest stage differs, else the first that differs at all."""
    if a.document is None or b.document is None or a.setup is None or b.setup is None:
        return None
    if replication is None:
        highest = [_places(side, "highest") for side in (a, b)]
        differs = [] if same is None else [highest[0] != highest[1], ~same]
        replication = next((int(np.argmax(where)) for where in differs if np.any(where)), None)
    return None if replication is None else parting((a.document, a.setup), (b.document, b.setup), replication)
