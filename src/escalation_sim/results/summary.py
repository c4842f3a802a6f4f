"""Results as the nested plain data of the JSON formats: floats, whole numbers, names. Nothing is rounded here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from escalation_sim import clock
from escalation_sim.engines.history import History, Occurred
from escalation_sim.model.intervals import limits_of
from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import Outcome, Scenario
from escalation_sim.results.digest import digest
from escalation_sim.results.ensemble import NEVER, Ensemble, stage_brakes
from escalation_sim.results.rounding import given
from escalation_sim.results.statistics import described, mean, proportion, quantiles

HISTORY = "escalation-sim/history"
ENSEMBLE = "escalation-sim/ensemble"
VERSION = 1


def head(scenario: Scenario) -> dict[str, Any]:
    """What identifies a scenario in a result."""
    return {"name": scenario.name, "title": scenario.title, "digest": digest(scenario)}


def history_data(
    programme: Programme, history: History, seed: int, uncertain: Sequence[str], because: Sequence[str]
) -> dict[str, Any]:
    """One history. *because* has a sentence for each move."""
    scenario = programme.scenario
    brakes = stage_brakes(programme.main)
    return {
        "format": HISTORY,
        "version": VERSION,
        "scenario": head(scenario),
        "settings": {
            "seed": seed,
            "replication": history.replication,
            "parameters": given(history.parameters),
            "uncertain": sorted(uncertain),
        },
        "final_stage": scenario.stages[history.final].name,
        "highest_stage": scenario.stages[history.highest].name,
        "stages": [
            {
                "stage": stage.name,
                "first_reached_day": _day(history.first_reached[place]),
                "days": clock.to_days(history.stage_minutes[place]),
                "blocked_days": _blocked(scenario, place, brakes, history.blocked),
                "blocked_alone_days": _blocked(scenario, place, brakes, history.blocked_alone),
            }
            for place, stage in enumerate(scenario.stages)
        ],
        "moves": [
            {
                "day": clock.to_days(move.minute),
                "at": clock.stamp(scenario.start, move.minute),
                "from": scenario.stages[move.source].name,
                "to": scenario.stages[move.target].name,
                "route": move.route or None,
                "because": reason,
            }
            for move, reason in zip(history.moves, because, strict=True)
        ],
        "events": [
            {
                "day": clock.to_days(one.minute),
                "at": clock.stamp(scenario.start, one.minute),
                "event": one.event,
                "set": dict(one.set),
            }
            for one in (history.trace.happenings if history.trace else ())
            if isinstance(one, Occurred) and not one.stopped_by
        ],
        "climbs": history.climbs,
        "descents": history.descents,
        "shelved": history.shelved,
        "refused": history.refused,
        "deciding_days": clock.to_days(history.deciding),
        "outcomes": dict(history.outcomes),
    }


def _day(minute: int | None) -> float | None:
    return None if minute is None else clock.to_days(minute)


def _blocked(
    scenario: Scenario, place: int, brakes: Mapping[int, list[tuple[int, int]]], minutes: Mapping[tuple[int, int], int]
) -> dict[str, float]:
    return {scenario.brakes[brake].name: clock.to_days(minutes.get((place, brake), 0)) for brake, _ in brakes[place]}


def ensemble_data(
    programme: Programme,
    ensemble: Ensemble,
    settings: Mapping[str, Any],
    by: Mapping[str, int],
) -> dict[str, Any]:
    """An ensemble. *settings* are shown as they are; *by* maps the text of a date to its minute."""
    return {
        "format": ENSEMBLE,
        "version": VERSION,
        "scenario": head(programme.scenario),
        "settings": dict(settings),
        **statistics_data(programme, ensemble, by),
    }


def statistics_data(programme: Programme, ensemble: Ensemble, by: Mapping[str, int]) -> dict[str, Any]:
    """The statistics of an ensemble, or of one side of a split; empty sides have none."""
    n = len(ensemble)
    return {
        "stages": [_stage(programme, ensemble, place, by) for place in range(len(programme.scenario.stages))],
        "climbs": {"mean": mean(ensemble.climbs, n)},
        "descents": {"mean": mean(ensemble.descents, n)},
        "shelved": {"mean": mean(ensemble.shelved, n)},
        "refused": {"mean": mean(ensemble.refused, n)},
        "deciding_days": {"mean": _mean_days(ensemble.deciding, n)},
        "outcomes": {
            outcome.name: _outcome(programme.scenario, outcome, ensemble.outcomes[:, index])
            for index, outcome in enumerate(programme.scenario.outcomes)
        },
    }


def _stage(programme: Programme, ensemble: Ensemble, place: int, by: Mapping[str, int]) -> dict[str, Any]:
    scenario = programme.scenario
    reached = ensemble.first_reached[:, place]
    columns = stage_brakes(programme.main)[place]
    n = len(ensemble)
    return {
        "stage": scenario.stages[place].name,
        "reached": proportion(reached != NEVER),
        "highest": proportion(ensemble.highest == place),
        "final": proportion(ensemble.final == place),
        "by": {date: proportion((reached != NEVER) & (reached <= minute)) for date, minute in by.items()},
        "first_reached_day": quantiles(reached[reached != NEVER] / clock.DAY),
        "days": {"mean": _mean_days(ensemble.stage_minutes[:, place], n)},
        "blocked_days": {scenario.brakes[b].name: {"mean": _mean_days(ensemble.blocked[:, c], n)} for b, c in columns},
        "blocked_alone_days": {
            scenario.brakes[b].name: {"mean": _mean_days(ensemble.blocked_alone[:, c], n)} for b, c in columns
        },
    }


def _mean_days(minutes: np.ndarray[Any, np.dtype[np.int32]], n: int) -> float | None:
    average = mean(minutes, n)
    return None if average is None else average / clock.DAY


def _outcome(scenario: Scenario, outcome: Outcome, values: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float | None]:
    """The interval of a mean ends where the outcome does: a count is never below 0."""
    data, (least, most) = described(values), limits_of(scenario, outcome)
    for end in ("low", "high"):
        if (value := data[end]) is not None:
            data[end] = min(max(value, least), most)
    if outcome.may_be_never:
        data["never"] = int(np.isnan(values).sum())
    return data


def histories_data(programme: Programme, ensemble: Ensemble) -> dict[str, Any]:
    """What a paired comparison needs: one entry a replication, stages as places, None for never."""
    stages = [stage.name for stage in programme.scenario.stages]
    reached = [[None if minute == NEVER else minute for minute in column] for column in ensemble.first_reached.T.tolist()]
    values = [[None if value != value else value for value in column] for column in ensemble.outcomes.T.tolist()]
    outcomes = [outcome.name for outcome in programme.scenario.outcomes]
    return {
        "final": ensemble.final.tolist(),
        "highest": ensemble.highest.tolist(),
        "first_reached_minute": dict(zip(stages, reached, strict=True)),
        "days": dict(zip(stages, (ensemble.stage_minutes / clock.DAY).T.tolist(), strict=True)),
        "outcomes": dict(zip(outcomes, values, strict=True)),
    }
