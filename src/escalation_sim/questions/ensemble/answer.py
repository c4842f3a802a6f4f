"""What is asked of an ensemble beyond its statistics: dates, which histories are counted, a split, luck beside ignorance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim import clock
from escalation_sim.errors import UsageError
from escalation_sim.model.expressions import Expression
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.wording import last_day
from escalation_sim.questions.ensemble.conditions import holds, read_condition
from escalation_sim.results.ensemble import Ensemble
from escalation_sim.results.rounding import given
from escalation_sim.results.summary import ensemble_data, histories_data, statistics_data
from escalation_sim.running.memory import SCRATCH, columns_bytes
from escalation_sim.running.setups import Setup

WRITTEN = 120
"""Bytes that a value takes on its way into JSON: as a number of Python, and as text, several times over."""


@dataclass(frozen=True)
class Questions:
    """`by`: the text of each date and its minute; *split*: the condition that divides the histories.

    Of those alone that meet *given*, where there is such a condition.
    """

    by: dict[str, int]
    split: Expression | None = None
    given: Expression | None = None


def read_questions(scenario: Scenario, dates: Iterable[str], split: str | None, given: str | None = None) -> Questions:
    """The questions in the words of the command line. Raises UsageError."""
    conditions = (None if text is None else read_condition(text, scenario) for text in (split, given))
    return Questions(read_dates(scenario, dates), *conditions)


def read_dates(scenario: Scenario, dates: Iterable[str], option: str = "--by") -> dict[str, int]:
    """Dates in the words of the command line, each with its minute. Raises UsageError."""
    return {date.strip(): _minute(scenario, date.strip(), option) for date in dates}


def _minute(scenario: Scenario, text: str, option: str) -> int:
    try:
        minute = clock.minutes_between(scenario.start, clock.read_date(text))
    except ValueError as error:
        raise UsageError(f"{option} {text}: {error}") from None
    if minute < 0:
        raise UsageError(f"{option} {text}: it is before the start, {clock.spoken(scenario.start, 0)}")
    return minute


def bytes_needed(setup: Setup, questions: Questions, *, summed: bool, histories: bool = False) -> int:
    """The bytes a replication that an answer takes: its columns, the parts that these are divided into, its text."""
    scenario, found = setup.scenario, columns_bytes(setup.programme, summed=summed) + SCRATCH
    for condition in (questions.split, questions.given):
        if condition is not None:
            found += columns_bytes(setup.programme, summed=False)
    if setup.uncertain:
        found += columns_bytes(setup.programme, summed=questions.given is None)
    if histories:
        found += WRITTEN * (sum(2 + 2 * len(ladder.stages) for ladder in scenario.ladders) + len(scenario.outcomes))
    return found


def after_the_end(scenario: Scenario, by: Mapping[str, int]) -> str:
    """That dates lie after the end of the period, and what the answer is then; nothing where none does."""
    late = [date for date, minute in by.items() if minute >= scenario.end]
    if not late:
        return ""
    return f"{', '.join(late)}: after the end of the period, {last_day(scenario)}, and answered for the end"


def ensemble_answer(
    setup: Setup, ensemble: Ensemble, questions: Questions, *, luck_alone: Ensemble | None = None, histories: bool = False
) -> dict[str, Any]:
    """The data of the JSON format, with what was asked for beside it."""
    programme = setup.programme
    settings = settings_data(setup, len(ensemble))
    mask = counts(questions, setup.scenario, ensemble)
    if questions.given is not None:
        settings["given"] = questions.given.text
        ensemble = ensemble.rows(mask)
    data = ensemble_data(programme, ensemble, settings, questions.by)
    if questions.given is not None:
        data["given"] = {"count": len(ensemble)}
    if questions.split is not None:
        inside = holds(questions.split, setup.scenario, ensemble)
        sides = {"true": ensemble.rows(inside), "false": ensemble.rows(~inside)}
        data["split"] = {
            "condition": questions.split.text,
            "sides": {name: _side(setup, side, questions) for name, side in sides.items()},
        }
    if luck_alone is not None:
        data["luck_alone"] = _luck_alone(setup, luck_alone, questions)
    if histories:
        numbers = {"replication": np.flatnonzero(mask).tolist()} if questions.given is not None else {}
        data["histories"] = {**histories_data(programme, ensemble), **numbers}
    return data


def settings_data(setup: Setup, replications: int) -> dict[str, Any]:
    """With what a scenario is played, as the JSON format has it."""
    return {
        "seed": setup.settings.seed,
        "replications": replications,
        "parameters": given(setup.values),
        "uncertain": sorted(parameter.name for parameter in setup.uncertain),
        **setup.settings.named,
    }


def counts(questions: Questions, scenario: Scenario, ensemble: Ensemble) -> NDArray[np.bool_]:
    """Which histories of a whole ensemble are counted."""
    if questions.given is None:
        return np.ones(len(ensemble), np.bool_)
    return holds(questions.given, scenario, ensemble)


def _luck_alone(setup: Setup, alone: Ensemble, questions: Questions) -> dict[str, Any]:
    """What luck alone does, with as many histories as meet the condition there."""
    if questions.given is None:
        return statistics_data(setup.programme, alone, questions.by)
    alone = alone.rows(counts(questions, setup.scenario, alone))
    return {"given": {"count": len(alone)}, **statistics_data(setup.programme, alone, questions.by)}


def _side(setup: Setup, side: Ensemble, questions: Questions) -> dict[str, Any]:
    """One side of a split; an empty one has no statistics."""
    count = {"replications": len(side)}
    return {**count, **statistics_data(setup.programme, side, questions.by)} if len(side) else dict(count)
