"""What every study of sensitivity has: what is moved, and what is answered, of which stages and outcomes.

The studies themselves are `one_at_a_time.py` and `variance.py`. Their data is that of the JSON format; words and pictures are
made from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.questions.sensitivity.assumptions import Assumption
from escalation_sim.results.points import Answers
from escalation_sim.results.rounding import given
from escalation_sim.results.statistics import mean_and_sd
from escalation_sim.results.summary import head
from escalation_sim.running.setups import Setup
from escalation_sim.running.target import read_target, target_of

FORMAT, VERSION = "escalation-sim/sensitivity", 1
REACHED, MEAN = "reached_", "mean_"

CLEAR = 0.05
"""A probability nearer to 0 or 1 than this is left aside where the program chooses which one to show."""


def answer_names(scenario: Scenario) -> list[str]:
    """Everything a study of sensitivity answers, by the names of a sweep's columns: stages, ladder by ladder, and outcomes."""
    stages = [f"{REACHED}{stage.name}" for ladder in scenario.ladders for stage in ladder.above]
    return [*stages, *(f"{MEAN}{outcome.name}" for outcome in scenario.outcomes)]


def asked_answer(scenario: Scenario, reach: str | None, of: str | None) -> str | None:
    """The answer in the words of the command line; None where nothing was asked for. Raises UsageError."""
    if not answer_names(scenario):
        raise UsageError("this scenario has neither a stage to be reached nor an outcome: there is nothing to ask")
    if reach is not None and of is not None:
        raise UsageError("--reach and --of ask for two answers; take one of them out")
    if reach is not None:
        return f"{REACHED}{read_target(scenario, reach).stage}"
    outcomes = [outcome.name for outcome in scenario.outcomes]
    if of is not None and of not in outcomes:
        mend = did_you_mean(of, outcomes) if outcomes else "this scenario has no outcomes"
        raise UsageError(f"--of {of}: there is no outcome {of!r}; {mend}")
    return of and f"{MEAN}{of}"


def ladder_of(scenario: Scenario, answer: str) -> Ladder | None:
    """Whose stage an answer is about; None where it is about an outcome."""
    return scenario.ladder_of[answer.removeprefix(REACHED)] if answer.startswith(REACHED) else None


def answer_head(scenario: Scenario, answer: str) -> dict[str, Any]:
    """What the data of an answer begins with; whose stage it is about is said where there are several ladders."""
    ladder = ladder_of(scenario, answer)
    return {"answer": answer, **({"ladder": ladder.name if ladder else None} if scenario.others else {})}


def main_answer(scenario: Scenario, values: Mapping[str, float], moved: Mapping[str, float]) -> str:
    """The answer that is shown where none was asked for.

    The highest stage of the main ladder whose probability is neither nearly 0 nor nearly 1; else the one that is *moved* most,
    the higher one of equals. Where there is nothing to climb, the same of the others; else the first outcome that ever was.
    """
    names = answer_names(scenario)
    stages = [name for name in reversed(names) if ladder_of(scenario, name) is scenario.main]
    stages = stages or [name for name in reversed(names) if name.startswith(REACHED)]
    for name in stages:
        if CLEAR <= values[name] <= 1 - CLEAR:
            return name
    if stages:
        return max(stages, key=lambda name: moved[name])
    return next((name for name in names if not math.isnan(values[name])), names[0])


def columns_of(scenario: Scenario, answers: Answers) -> Iterator[tuple[str, NDArray[Any]]]:
    """Each answer with its value in every history, points × replications: truths for stages, numbers for outcomes."""
    for name in answer_names(scenario):
        if name.startswith(REACHED):
            yield name, target_of(scenario, name.removeprefix(REACHED)).reached(answers)
        else:
            index = [outcome.name for outcome in scenario.outcomes].index(name.removeprefix(MEAN))
            yield name, np.ascontiguousarray(answers.outcomes[:, :, index])


def mean_of(values: NDArray[Any]) -> float:
    """The mean of some histories, *never* (nan) left out; nan of nothing."""
    return float(values.mean()) if values.dtype == np.bool_ else mean_and_sd(values)[0]


@dataclass(frozen=True)
class Asked:
    """What is moved, at how many values, how often each is played, and which answer is shown (None: the program chooses)."""

    moved: tuple[Assumption, ...]
    points: int
    replications: int
    answer: str | None = None


def study_head(setup: Setup, method: str, asked: Asked) -> dict[str, Any]:
    """What the result of every method begins with."""
    moved = {one.name for one in asked.moved}
    return {
        "format": FORMAT,
        "version": VERSION,
        "scenario": head(setup.scenario),
        "method": method,
        "settings": {
            "seed": setup.settings.seed,
            "replications": asked.replications,
            "points": asked.points,
            "parameters": given(setup.values),
            "uncertain": sorted(one.name for one in setup.uncertain if method == "one-at-a-time" or one.name not in moved),
            **setup.settings.named,
        },
    }
