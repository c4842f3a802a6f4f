"""Assumptions and answers in words: what an answer is, what a parameter's value is, and which of them moves it most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import amount, amounts, inside, listed, percent
from escalation_sim.questions.sensitivity.study import MEAN, REACHED, ladder_of

Data = Mapping[str, Any]

BARE = ("probability", "share")
"""Units that are not said behind a number: the title says them."""


def answer_in_words(scenario: Scenario, name: str) -> str:
    """What an answer is, in words; whose stage it is about is said where there are several ladders."""
    if ladder := ladder_of(scenario, name):
        stage = f"“{one_line(scenario.title_of(name.removeprefix(REACHED)))}”"
        if not scenario.others:
            return f"the probability of reaching {stage}"
        return f"the probability that {inside(one_line(whose(scenario, ladder)))} reaches {stage}"
    outcome = next(one for one in scenario.outcomes if one.name == name.removeprefix(MEAN))
    title, unit = (one_line(text) for text in (outcome.note.title, outcome.unit))
    said = f"the mean of {f'“{title}”' if title else outcome.name}" + (f" ({unit})" if unit else "")
    return said + (" where it ever was" if outcome.may_be_never else "")


def value_in_words(name: str, value: float | None) -> str:
    """A value of an answer: a percentage, or a number; of nothing *never*."""
    if value is None or value != value:
        return "never"
    return percent(value) if name.startswith(REACHED) else amount(value)


def between_values(scenario: Scenario, answer: str, parameter: str, low: Data, high: Data) -> str:
    """`“Soldiers reported”: from 12 % at 1,000 soldiers to 61 % at 20,000`."""
    first, last = amounts(low["at"], high["at"])
    unit = one_line(scenario.units[parameter])
    start = f"{value_in_words(answer, low['value'])} at {first} {'' if unit in BARE else unit}".strip()
    end = f"{value_in_words(answer, high['value'])} at {last}"
    return f"“{one_line(scenario.title_of(parameter))}”: from {start} to {end}"


def widest_sentence(scenario: Scenario, told: Data) -> str:
    """Which of the uncertainties that are drawn moves the answer most: the last sentence of `run -n --uncertain`."""
    ends = between_values(scenario, told["answer"], told["parameter"], told["from"], told["to"])
    next_ = listed([f"“{one_line(scenario.title_of(name))}”" for name in told["next"]])
    behind = f"; next come: {next_}" if next_ else ""
    return f"Of what is drawn, what moves {answer_in_words(scenario, told['answer'])} most is {ends}{behind}."
