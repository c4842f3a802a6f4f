"""The ladder, its brakes, what is measured and what is claimed, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim import clock
from escalation_sim.model import expressions as ex
from escalation_sim.model.scenario import Brake, Expectation, Outcome, Stage, Way
from escalation_sim.presentation.phrases import Phrases
from escalation_sim.presentation.wording import capital, exact, exact_percent, listed


def brake_in_words(brake: Brake, phrases: Phrases) -> list[str]:
    """While what it is on, what it blocks, and which ways do not heed it."""
    scenario = phrases.scenario
    blocked = [stage for stage in scenario.stages[1:] if scenario.main.is_blocked_by(brake, stage)]
    names = "every stage" if brake.blocks is None else listed([phrases.thing(stage.name) for stage in blocked])
    sentences = [f"On while {phrases.expression(brake.while_)}. Holds back {names or 'nothing'}."]
    if phrases.written.holds_at_start(brake.while_):
        sentences.append("It is on at the start.")
    ignoring = [(stage, way) for stage in blocked for way in stage.climb if way.ignores_brake(brake.name)]
    if ignoring:
        sentences.append(f"Not heeded by {listed([way_in_words(stage, way, phrases) for stage, way in ignoring])}.")
    return sentences


def way_in_words(stage: Stage, way: Way, phrases: Phrases) -> str:
    """A way up, by the stage it leads to and the name of its route."""
    route = f"{phrases.code(way.route)} to " if way.route else "to "
    return f"the way {route}{phrases.code(stage.name)}"


def way_up(stage: Stage, way: Way, phrases: Phrases) -> list[str]:
    """One way into a stage: what opens it, how it is decided, what can hold it."""
    return [*_opening(way, "climbs", phrases), *_deciding(way, phrases), *_brakes(stage, way, phrases)]


def way_down(way: Way, phrases: Phrases) -> list[str]:
    """The way from a stage to the one below."""
    return [*_opening(way, "steps down", phrases), *_deciding(way, phrases)]


def _opening(way: Way, verb: str, phrases: Phrases) -> Iterator[str]:
    actor = phrases.style.words(capital(phrases.scenario.actor))
    conditions = [way.when, *([way.keep] if way.keep else [])]
    when = listed([phrases.code(condition.text) for condition in conditions]) + phrases.values(*conditions)
    if phrases.written.number(way.hold) == 0:
        yield f"{actor} {verb} when {when}."
    else:
        which = "which must both hold" if way.keep else "which must hold"
        yield f"{actor} {verb} when {when}, {which} {phrases.duration(way.hold)} without a break."
    if way.keep:
        yield f"From then on {phrases.code(way.keep.text)} alone must go on holding."


def _deciding(way: Way, phrases: Phrases) -> Iterator[str]:
    if phrases.written.number(way.decide) == 0:
        yield "The decision takes no time."
    else:
        what = "what must go on holding" if way.keep else "the condition"
        yield f"Then the decision takes {phrases.duration(way.decide)}; if {what} breaks meanwhile, it is shelved."
    if way.chance is None:
        return
    yield f"It is yes with probability {phrases.chance(way.chance)}, tried once each time a decision is due."
    if way.again is not None:
        yield f"After a no it is put again after {phrases.duration(way.again)}: all begins anew then, with what must hold first."
    else:
        yield "After a no the way stays closed until its condition has broken."


def _brakes(stage: Stage, way: Way, phrases: Phrases) -> Iterator[str]:
    blocking = [brake.name for brake in phrases.scenario.brakes if phrases.scenario.main.is_blocked_by(brake, stage)]
    heeded = [name for name in blocking if not way.ignores_brake(name)]
    ignored = [name for name in blocking if way.ignores_brake(name)]
    if heeded:
        yield f"Brakes that can hold it: {listed([phrases.code(name) for name in heeded])}."
    else:
        yield "No brake holds it back."
    if ignored:
        yield f"It ignores {listed([phrases.code(name) for name in ignored])}."


_AGGREGATES = {
    "peak": "the highest value of {}",
    "low": "the lowest value of {}",
    "final": "the value of {} at the end",
    "average": "the average of {} over time",
    "days": "the days in which {} holds",
    "first": "the day on which {} is first true, or never",
}


def outcome_in_words(outcome: Outcome, phrases: Phrases) -> str:
    """What an outcome measures."""
    only = outcome.aggregates[0]
    if only.expression is None:
        return f"how often {phrases.thing(only.event)} occurs with an effect."
    known = phrases.scenario.notes
    simple = isinstance(only.expression.tree, ex.Name) and only.expression.text in known
    thing = phrases.thing(only.expression.text) if simple else phrases.expression(only.expression)
    return _AGGREGATES[only.kind].format(thing) + "."


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
