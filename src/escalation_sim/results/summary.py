"""Results as the nested plain data of the JSON formats: floats, whole numbers, names. Nothing is rounded here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from escalation_sim import clock
from escalation_sim.engines.history import Climbed, History, Occurred
from escalation_sim.model.intervals import limits_of
from escalation_sim.model.programme import LadderPlan, Programme
from escalation_sim.model.scenario import MAIN, Ladder, Outcome, Scenario
from escalation_sim.results.digest import digest
from escalation_sim.results.ensemble import NEVER, Ensemble, LadderColumns, stage_brakes
from escalation_sim.results.rounding import given
from escalation_sim.results.statistics import described, mean, proportion, quantiles

HISTORY = "escalation-sim/history"
ENSEMBLE = "escalation-sim/ensemble"
ANSWER = "escalation-sim/answer"
VERSION = 1


def ladders_of(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What a result says of each ladder, by its name, the main one first."""
    return {MAIN: data, **data.get("ladders", {})}


def head(scenario: Scenario) -> dict[str, Any]:
    """What identifies a scenario in a result."""
    return {"name": scenario.name, "title": scenario.title, "digest": digest(scenario)}


def history_data(
    programme: Programme, history: History, seed: int, uncertain: Sequence[str], because: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """One history. *because* has for each ladder a sentence for each of its moves."""
    left_out = sorted(history.trace.left_out) if history.trace else []
    scenario = programme.scenario
    main, *others = (_climbed(scenario, plan, history.of(plan.name), because[plan.name]) for plan in programme.ladders)
    return {
        "format": HISTORY,
        "version": VERSION,
        "scenario": head(scenario),
        "settings": {
            "seed": seed,
            "replication": history.replication,
            "parameters": given(history.parameters),
            "uncertain": sorted(uncertain),
            **({"without": left_out} if left_out else {}),
        },
        **main,
        **_beside(scenario, others),
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
        "outcomes": dict(history.outcomes),
    }


def _beside(scenario: Scenario, others: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The same of the ladders beside the main one, by their names; nothing where there are none."""
    named = {ladder.name: data for ladder, data in zip(scenario.others, others, strict=True)}
    return {"ladders": named} if named else {}


def _climbed(scenario: Scenario, plan: LadderPlan, climbed: Climbed, because: Sequence[str]) -> dict[str, Any]:
    """What became of one ladder."""
    stages, brakes = plan.ladder.stages, stage_brakes(plan)
    return {
        "final_stage": stages[climbed.final].name,
        "highest_stage": stages[climbed.highest].name,
        "stages": [
            {
                "stage": stage.name,
                "first_reached_day": _day(climbed.first_reached[place]),
                "days": clock.to_days(climbed.stage_minutes[place]),
                "blocked_days": _blocked(scenario, place, brakes, climbed.blocked),
                "blocked_alone_days": _blocked(scenario, place, brakes, climbed.blocked_alone),
            }
            for place, stage in enumerate(stages)
        ],
        "moves": [
            {
                "day": clock.to_days(move.minute),
                "at": clock.stamp(scenario.start, move.minute),
                "from": stages[move.source].name,
                "to": stages[move.target].name,
                "route": move.route or None,
                "because": reason,
            }
            for move, reason in zip(climbed.moves, because, strict=True)
        ],
        "climbs": climbed.climbs,
        "descents": climbed.descents,
        "shelved": climbed.shelved,
        "refused": climbed.refused,
        "deciding_days": clock.to_days(climbed.deciding),
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
    scenario = programme.scenario
    main, *others = (_ladder(scenario, plan, ensemble.of(plan.name), len(ensemble), by) for plan in programme.ladders)
    return {
        **main,
        **_beside(scenario, others),
        "outcomes": {
            outcome.name: _outcome(scenario, outcome, ensemble.outcomes[:, index])
            for index, outcome in enumerate(scenario.outcomes)
        },
    }


def _ladder(scenario: Scenario, plan: LadderPlan, columns: LadderColumns, n: int, by: Mapping[str, int]) -> dict[str, Any]:
    """The statistics of one ladder in *n* replications."""
    return {
        "stages": [_stage(scenario, plan, columns, n, place, by) for place in range(len(plan.ladder.stages))],
        "climbs": {"mean": mean(columns.climbs, n)},
        "descents": {"mean": mean(columns.descents, n)},
        "shelved": {"mean": mean(columns.shelved, n)},
        "refused": {"mean": mean(columns.refused, n)},
        "deciding_days": {"mean": _mean_days(columns.deciding, n)},
    }


def _stage(
    scenario: Scenario, plan: LadderPlan, columns: LadderColumns, n: int, place: int, by: Mapping[str, int]
) -> dict[str, Any]:
    reached = columns.first_reached[:, place]
    brakes = stage_brakes(plan)[place]
    return {
        "stage": plan.ladder.stages[place].name,
        "reached": proportion(reached != NEVER),
        "highest": proportion(columns.highest == place),
        "final": proportion(columns.final == place),
        "by": {date: proportion((reached != NEVER) & (reached <= minute)) for date, minute in by.items()},
        "first_reached_day": quantiles(reached[reached != NEVER] / clock.DAY),
        "days": {"mean": _mean_days(columns.stage_minutes[:, place], n)},
        "blocked_days": {scenario.brakes[b].name: {"mean": _mean_days(columns.blocked[:, c], n)} for b, c in brakes},
        "blocked_alone_days": {scenario.brakes[b].name: {"mean": _mean_days(columns.blocked_alone[:, c], n)} for b, c in brakes},
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
    scenario = programme.scenario
    main, *others = (_told(ladder, ensemble.of(ladder.name)) for ladder in scenario.ladders)
    values = [[None if value != value else value for value in column] for column in ensemble.outcomes.T.tolist()]
    outcomes = [outcome.name for outcome in scenario.outcomes]
    return {**main, **_beside(scenario, others), "outcomes": dict(zip(outcomes, values, strict=True))}


def _told(ladder: Ladder, columns: LadderColumns) -> dict[str, Any]:
    """The same of one ladder."""
    stages = [stage.name for stage in ladder.stages]
    reached = [[None if minute == NEVER else minute for minute in column] for column in columns.first_reached.T.tolist()]
    return {
        "final": columns.final.tolist(),
        "highest": columns.highest.tolist(),
        "first_reached_minute": dict(zip(stages, reached, strict=True)),
        "days": dict(zip(stages, (columns.stage_minutes / clock.DAY).T.tolist(), strict=True)),
    }
