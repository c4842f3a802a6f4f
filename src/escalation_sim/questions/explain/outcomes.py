"""What is measured and what is claimed, in sentences."""

from __future__ import annotations

from string import ascii_uppercase

from escalation_sim import clock
from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import Aggregate, Expectation, Outcome
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.wording import exact, exact_percent, on_day

_AGGREGATES = {
    "peak": "the highest value of {}",
    "low": "the lowest value of {}",
    "final": "the value of {} at the end",
    "average": "the average of {} over time",
    "days": "the days in which {} holds",
    "first": "the day on which {} is first true, or never",
    "on": "the value of {} as {} begins, before anything that is due in that minute",
}
_OF_BRAKES = {"days": "the days in which {} is on", "first": "the day on which {} is first on, or never"}
_ON_CONDITION = "1 if {} holds as {} begins, before anything that is due in that minute, else 0"


def outcome_in_words(outcome: Outcome, phrases: Phrases) -> str:
    """What an outcome measures, and in what it counts."""
    unit = f", in {phrases.style.words(outcome.unit)}" if outcome.unit.strip() else ""
    if outcome.only:
        return f"{_aggregate(outcome.only, phrases)}{unit}."
    assert outcome.measure
    text, said = outcome.measure.text, []
    for index, one in enumerate(outcome.aggregates):
        again, place = divmod(index, len(ascii_uppercase))
        letter = f"{ascii_uppercase[place]}{again or ''}"
        text = text.replace(one.text, letter, 1)
        said.append(f"{letter} is {_aggregate(one, phrases)}")
    never = "; it is never where one of these days is" if outcome.may_be_never else ""
    return f"{phrases.code(text)}{phrases.values(outcome.measure)}{unit}, where {'; '.join(said)}{never}."


def _aggregate(one: Aggregate, phrases: Phrases) -> str:
    """What an aggregate is."""
    if one.expression is None:
        return f"how often {phrases.thing(one.event)} occurs with an effect"
    thing = _thing(one.expression, phrases)
    brake = one.expression.text in phrases.conditions_of_brakes
    if one.minute is None:
        return (_OF_BRAKES.get(one.kind, _AGGREGATES[one.kind]) if brake else _AGGREGATES[one.kind]).format(thing)
    words = _AGGREGATES["on"]
    if one.expression.is_condition:
        words = _ON_CONDITION.replace("holds", "is on") if brake else _ON_CONDITION
    return words.format(thing, on_day(phrases.scenario, one.minute))


def _thing(expression: ex.Expression, phrases: Phrases) -> str:
    """What is measured: a thing by its title where it is nothing else, but for the place on a ladder."""
    scenario, text = phrases.scenario, expression.text
    if isinstance(expression.tree, ex.Name) and text in scenario.notes and text not in {one.name for one in scenario.others}:
        return phrases.thing(text)
    return phrases.expression(expression)


def expectation_in_words(claim: Expectation, phrases: Phrases) -> str:
    """A claim that `check` tests."""
    share = claim.statistic == "probability"
    bounds = _bounds(claim, share)
    if claim.condition is not None:
        by = f", as it stood on {phrases.written.days_since_start(clock.to_days(claim.by))}" if claim.by is not None else ""
        return f"{phrases.code(claim.condition.text)}{by}: in {bounds} of the histories."
    level = f"{exact_percent(claim.level)} quantile" if claim.statistic == "quantile" else claim.statistic
    return f"The {level} of {phrases.code(claim.outcome)}: {bounds}."


def _bounds(claim: Expectation, share: bool) -> str:
    def said(value: float) -> str:
        return exact_percent(value) if share else exact(value)

    if claim.low is None:
        return f"at most {said(claim.high or 0.0)}"
    if claim.high is None:
        return f"at least {said(claim.low)}"
    if claim.low == claim.high:
        return f"exactly {said(claim.low)}"
    return f"{said(claim.low)} to {said(claim.high)}"
