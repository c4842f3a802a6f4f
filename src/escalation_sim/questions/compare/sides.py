"""One side of a comparison: a scenario that was run, or a saved result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim import clock
from escalation_sim.language.loading import Document
from escalation_sim.questions.compare.samples import Key, Sample, numbers, samples, saved_samples
from escalation_sim.questions.ensemble.answer import Questions, ensemble_answer
from escalation_sim.results.ensemble import Ensemble, stage_brakes
from escalation_sim.results.rounding import rounded
from escalation_sim.results.summary import histories_data
from escalation_sim.running.memory import columns_bytes, refuse_too_many
from escalation_sim.running.setups import Progress, Setup

Data = Mapping[str, Any]


COMPARED = 200
"""Bytes a replication for what is compared of two ensembles: quantities of both, and their differences."""


@dataclass(frozen=True)
class Run:
    """What a scenario that was run has beside its result."""

    document: Document
    setup: Setup
    ensemble: Ensemble


@dataclass(frozen=True)
class Side:
    """A result in the JSON format, and the run behind it unless it was saved. *name* is what people call it."""

    name: str
    data: Data
    run: Run | None = None

    @property
    def stages(self) -> list[str]:
        """The names of the stages, the lowest first."""
        return [stage["stage"] for stage in self.data["stages"]]

    @property
    def dates(self) -> list[str]:
        """The dates by which it was asked what had been reached."""
        return list(self.data["stages"][0]["by"])

    @property
    def settings(self) -> Data:
        """The seed, the number of replications, the parameters and which of them were drawn."""
        settings: Data = self.data["settings"]
        return settings

    @property
    def replications(self) -> int:
        return int(self.settings["replications"])

    @cached_property
    def histories(self) -> Data | None:
        """The replications as the JSON format has them; None where they are not known."""
        if self.run is None:
            return self.data.get("histories")
        told: Data = rounded(histories_data(self.run.setup.programme, self.run.ensemble))
        return told

    def places(self, name: str) -> NDArray[np.intp] | None:
        """The `final` or the `highest` stage of every replication, as places; None where they are not known."""
        known = getattr(self.run.ensemble, name) if self.run else (self.histories or {}).get(name)
        return None if known is None else np.asarray(known, np.intp)


def refuse_too_large(setups: Sequence[Setup], n: int) -> None:
    """Raises CannotRun where *n* replications of all these, and what is compared of them, do not fit into the memory."""
    refuse_too_many(n, sum(columns_bytes(setup.programme, summed=False) for setup in setups) + COMPARED)


def played(
    name: str,
    document: Document,
    setup: Setup,
    n: int,
    by: Sequence[str],
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Side:
    """A scenario, run as *setup* says. *by* are dates. Raises RunError."""
    ensemble = setup.ensemble(n, jobs=jobs, progress=progress)
    data = rounded(ensemble_answer(setup, ensemble, Questions(_minutes(setup, by))))
    return Side(name, data, Run(document, setup, ensemble))


def _minutes(setup: Setup, dates: Iterable[str]) -> dict[str, int]:
    return {date: clock.minutes_between(setup.scenario.start, clock.read_date(date)) for date in dates}


def known(a: Side, b: Side) -> tuple[dict[Key, Sample], dict[Key, Sample]]:
    """Every quantity of both: from their replications if both were run, else from what the JSON format has of either."""
    if a.run and b.run:
        one, other = (samples(run.setup.programme, run.ensemble, _minutes(run.setup, a.dates)) for run in (a.run, b.run))
        return one, other
    paired = a.histories is not None and b.histories is not None
    answers = [_answer(a, b), _answer(b, a)]
    if paired:
        answers = [{**answer, "histories": side.histories} for answer, side in zip(answers, (a, b), strict=True)]
    return saved_samples(answers[0]), saved_samples(answers[1])


_ANSWER = ("stages", "climbs", "descents", "shelved", "refused", "deciding_days", "outcomes")


def _answer(side: Side, other: Side) -> dict[str, Any]:
    """The answer of a side: all but the scenario, the settings, and what only one of the two was asked."""
    both = [date for date in side.dates if date in other.dates]
    stages = [{**stage, "by": {date: stage["by"][date] for date in both}} for stage in side.data["stages"]]
    return {"settings": side.settings, **{part: side.data[part] for part in _ANSWER}, "stages": stages}


def same_answer(a: Side, b: Side) -> bool:
    """Whether two results are equal but for the scenario, the settings, and what only one of the two was asked."""
    one, other = _answer(a, b), _answer(b, a)
    return all(one[part] == other[part] for part in _ANSWER)


def same_histories(a: Side, b: Side) -> NDArray[np.bool_] | None:
    """Which replications are identical in all that is known of both; None where replications are not known."""
    if a.run and b.run:
        mine, theirs = _columns(a.run), _columns(b.run)
    elif a.histories is not None and b.histories is not None:
        mine, theirs = _flat(a.histories), _flat(b.histories)
    else:
        return None
    same = np.ones(a.replications, np.bool_)
    for name in mine.keys() & theirs.keys():
        one, other = mine[name], theirs[name]
        equal = (one == other) | ((one != one) & (other != other))
        same &= equal if equal.ndim == 1 else equal.all(axis=1)
    return same


_TOLD = ("final", "highest", "first_reached", "stage_minutes", "deciding", "climbs", "descents", "shelved", "refused")


def _columns(run: Run) -> dict[str, NDArray[Any]]:
    """All that is known of replications, under names that do not depend on an order in the file."""
    scenario, ensemble = run.setup.scenario, run.ensemble
    found = {name: getattr(ensemble, name) for name in _TOLD}
    found.update({f"outcomes {one.name}": ensemble.outcomes[:, index] for index, one in enumerate(scenario.outcomes)})
    for place, brakes in stage_brakes(run.setup.programme.main).items():
        for brake, column in brakes:
            found[f"blocked {place} {scenario.brakes[brake].name}"] = ensemble.blocked[:, column]
            found[f"alone {place} {scenario.brakes[brake].name}"] = ensemble.blocked_alone[:, column]
    return found


def _flat(histories: Data) -> dict[str, NDArray[Any]]:
    found = {"final": histories["final"], "highest": histories["highest"]}
    for kind in ("first_reached_minute", "days", "outcomes"):
        found.update({f"{kind} {name}": values for name, values in histories[kind].items()})
    return {name: numbers(values) for name, values in found.items()}
