"""How near one history came to a stage that it did not reach, in sentences: the furthest of the ways, its brakes, its luck."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim import clock
from escalation_sim.luck import uniforms
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import capital, percent
from escalation_sim.questions.history.clauses import Values, clauses_of, values_of
from escalation_sim.questions.history.furthest import Furthest, Stretch, furthest_into, highest_until
from escalation_sim.questions.history.nearness import Nearness
from escalation_sim.questions.why.obstacles import ways_into
from escalation_sim.questions.why.one import WhyOne


def near_misses(found: WhyOne) -> Iterator[str]:
    """How near the way came that got furthest; what each brake waited for; which chance would have said yes."""
    question, history = found.question, found.history
    programme = question.setup.programme
    plan = next(one for one in programme.ladders if one.name == question.ladder.name)
    early = question.by < question.scenario.end
    over = f"it was {clock.spoken(question.scenario.start, question.by)}" if early else "the period ended"
    words = Nearness(programme, history, plan, over)
    obstacle = found.obstacle
    assert obstacle is not None
    if obstacle.way is None:
        who = capital(one_line(whose(question.scenario, question.ladder)))
        yield f"{who} never stood at {words.steps_before(question.place)}."
        return
    near = furthest_into(programme, history, plan, ways_into(plan, question.place), question.by)
    one = next((one for one in near if one.way is obstacle.way), near[0])
    yield words.told(one)
    yield from _waiting_for(found, one.rest or one.last)
    yield from _luck(found, one)


def _waiting_for(found: WhyOne, stretch: Stretch) -> Iterator[str]:
    """What each brake that was on at the end of a time waited for."""
    scenario = found.question.scenario
    values = _values_at_end_of(found, stretch)
    for brake in (one for one in scenario.brakes if one.name in stretch.brakes):
        title = one_line(scenario.title_of(brake.name))
        named = brake.name if title == brake.name else f"“{title}” ({brake.name})"
        clauses = clauses_of(found.question.setup.programme, brake.while_)
        said = " and ".join(f"`{one.words}`{one.compared(values, holds=True)}" for one in clauses)
        yield f"{named} is on while {said}: so it stood at the end of that time."


def _values_at_end_of(found: WhyOne, stretch: Stretch) -> Values:
    """Every value just before a time was over."""
    history, programme = found.history, found.question.setup.programme
    assert history.trace is not None
    before = max(stretch.end, stretch.start + 1)
    told = [state for state in history.trace.states if state[0] < before] or history.trace.states[:1]
    minute, quantities, places = told[-1]
    return values_of(programme, history, quantities, places, highest_until(programme, history, minute))


def _luck(found: WhyOne, one: Furthest) -> Iterator[str]:
    """Which chance would have said yes where the answer was a no: a yes needs a number above 1 - chance."""
    step = one.last.ended
    if step is None or step.kind != "refused" or step.chance is None:
        return
    seed, replication = found.question.setup.settings.seed, found.history.replication
    drawn = float(uniforms(seed, one.way.chance_place, step.dossier.number, replication, 1)[0])
    yield f"With the same luck any chance above {percent(1.0 - drawn)} would have been a yes."
