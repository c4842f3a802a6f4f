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
from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import MAIN
from escalation_sim.questions.compare.apart import Ladders, shared
from escalation_sim.questions.compare.samples import COUNTS, Key, Sample, numbers, samples, saved_samples
from escalation_sim.questions.ensemble.answer import Questions, ensemble_answer
from escalation_sim.results.ensemble import Ensemble, blocked_pairs, stage_brakes
from escalation_sim.results.rounding import rounded
from escalation_sim.results.summary import histories_data, ladders_of
from escalation_sim.running.memory import columns_bytes, refuse_too_many
from escalation_sim.running.setups import Progress, Setup

Data = Mapping[str, Any]


COMPARED = 200
"""Bytes a replication for what is worked out of one quantity at a time: differences, and which replications are the same."""


@dataclass(frozen=True)
class Run:
    """What a scenario that was run has beside its result."""

    document: Document
    setup: Setup
    ensemble: Ensemble


@dataclass(frozen=True)
class Side:
    """A result in the JSON format, and the run behind it unless it was saved. *name* is what people call it.

    *revision* is the one of a git repository that it was read from; nothing of what the disk has.
    """

    name: str
    data: Data
    run: Run | None = None
    revision: str = ""

    @cached_property
    def ladders(self) -> dict[str, list[str]]:
        """The names of the stages of each ladder, the lowest first; the main ladder comes first."""
        return {name: [stage["stage"] for stage in told["stages"]] for name, told in ladders_of(self.data).items()}

    @property
    def dates(self) -> list[str]:
        """The dates by which it was asked what had been reached."""
        return list(self.data["stages"][0]["by"])

    @property
    def settings(self) -> Data:
        """The seed, the number of replications, the parameters and which of them were drawn, and what is left out."""
        settings: Data = self.data["settings"]
        return settings

    @property
    def without(self) -> list[str]:
        """The events and brakes that are left out, by name."""
        return list(self.settings.get("without", ()))

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

    def places(self, name: str, ladder: str = MAIN) -> NDArray[np.intp] | None:
        """The `final` or the `highest` stage of every replication on a ladder, as places; None where they are not known."""
        if self.run:
            return np.asarray(getattr(self.run.ensemble.of(ladder), name), np.intp)
        return None if self.histories is None else np.asarray(ladders_of(self.histories)[ladder][name], np.intp)


def refuse_too_large(setups: Sequence[Setup], n: int) -> None:
    """Raises CannotRun where *n* replications of all these, and what is compared of them, do not fit into the memory."""
    each = (columns_bytes(setup.programme, summed=False) + _sample_bytes(setup.programme) for setup in setups)
    refuse_too_many(n, sum(each) + COMPARED)


def _sample_bytes(programme: Programme) -> int:
    """Bytes a replication in the quantities of every ladder, see `samples`; those that are truths take one."""
    return sum(
        (3 + 2 * 8) * len(plan.ladder.stages) + 2 * 8 * len(blocked_pairs(plan)) + (1 + len(COUNTS)) * 8
        for plan in programme.ladders
    )


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
    """Every quantity of both, of the ladders and stages that both have.

    It is taken from their replications if both were run, else from what the JSON format has of either.
    """
    both = shared(a.ladders, b.ladders)
    if a.run and b.run:
        one, other = (samples(run.setup.programme, run.ensemble, _minutes(run.setup, a.dates), both) for run in (a.run, b.run))
        return one, other
    paired = a.histories is not None and b.histories is not None
    answers = [_answer(a, b), _answer(b, a)]
    if paired:
        answers = [{**answer, "histories": side.histories} for answer, side in zip(answers, (a, b), strict=True)]
    return saved_samples(answers[0], both), saved_samples(answers[1], both)


_OF_A_LADDER = ("stages", "climbs", "descents", "shelved", "refused", "deciding_days")
_ANSWER = (*_OF_A_LADDER, "ladders", "outcomes")


def _answer(side: Side, other: Side) -> dict[str, Any]:
    """The answer of a side: all but the scenario, the settings, and what only one of the two was asked."""
    both = [date for date in side.dates if date in other.dates]
    main, *others = (_asked_of_both(told, both) for told in ladders_of(side.data).values())
    ladders = dict(zip(list(side.ladders)[1:], others, strict=True))
    return {"settings": side.settings, "outcomes": side.data["outcomes"], "ladders": ladders, **main}


def _asked_of_both(told: Data, dates: Sequence[str]) -> dict[str, Any]:
    """What a result says of one ladder, with those dates alone."""
    stages = [{**stage, "by": {date: stage["by"][date] for date in dates}} for stage in told["stages"]]
    return {**{part: told[part] for part in _OF_A_LADDER}, "stages": stages}


def same_answer(a: Side, b: Side) -> bool:
    """Whether two results are equal but for the scenario, the settings, and what only one of the two was asked."""
    one, other = _answer(a, b), _answer(b, a)
    return all(one[part] == other[part] for part in _ANSWER)


def same_histories(a: Side, b: Side) -> NDArray[np.bool_] | None:
    """Which replications are identical in all that is known of both; None where replications are not known."""
    if a.run and b.run:
        mine, theirs = _columns(a.run), _columns(b.run)
    elif a.histories is not None and b.histories is not None:
        mine, theirs = _flat(a.histories, a.ladders), _flat(b.histories, b.ladders)
    else:
        return None
    same = np.ones(a.replications, np.bool_)
    for name in mine.keys() & theirs.keys():
        one, other = mine[name], theirs[name]
        same &= (one == other) | ((one != one) & (other != other))
    return same


_COUNTED = ("deciding", "climbs", "descents", "shelved", "refused")


def _columns(run: Run) -> dict[str, NDArray[Any]]:
    """All that is known of replications, under names that do not depend on an order in the file."""
    scenario, ensemble = run.setup.scenario, run.ensemble
    found: dict[str, NDArray[Any]] = {
        f"outcomes {one.name}": ensemble.outcomes[:, index] for index, one in enumerate(scenario.outcomes)
    }
    for plan in run.setup.programme.ladders:
        columns, names = ensemble.of(plan.name), [stage.name for stage in plan.ladder.stages]
        found.update({f"{plan.name} {name}": getattr(columns, name) for name in _COUNTED})
        for place, stage in enumerate(names):
            here = f"{plan.name} {stage}"
            found.update({f"{here} {name}": getattr(columns, name) == place for name in ("final", "highest")})
            found.update({f"{here} {name}": getattr(columns, name)[:, place] for name in ("first_reached", "stage_minutes")})
            for brake, column in stage_brakes(plan)[place]:
                found[f"{here} blocked {scenario.brakes[brake].name}"] = columns.blocked[:, column]
                found[f"{here} alone {scenario.brakes[brake].name}"] = columns.blocked_alone[:, column]
    return found


def _flat(histories: Data, ladders: Ladders) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {f"outcomes {name}": numbers(values) for name, values in histories["outcomes"].items()}
    for ladder, told in ladders_of(histories).items():
        for place, stage in enumerate(ladders[ladder]):
            here = f"{ladder} {stage}"
            found.update({f"{here} {name}": np.array(told[name]) == place for name in ("final", "highest")})
            found.update({f"{here} {kind}": numbers(told[kind][stage]) for kind in ("first_reached_minute", "days")})
    return found
