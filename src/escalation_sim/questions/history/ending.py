"""How the account of a history ends: where everybody stands, what was still missing, and how near it came to the rest."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from escalation_sim import clock
from escalation_sim.engines.history import Climbed, History, Waiting
from escalation_sim.model.programme import LadderPlan, Programme
from escalation_sim.model.scenario import Ladder, Scenario
from escalation_sim.presentation.wording import listed, on_day, plural
from escalation_sim.questions.history.nearness import how_near
from escalation_sim.questions.history.standing import held_for, steps_ahead, still_missing
from escalation_sim.questions.history.steps import mover, skipping, stage_title


def ending(programme: Programme, history: History, width: int) -> Iterator[str]:
    """The stage reached, what was still missing for the next, and how near it came to each that it did not reach."""
    scenario = programme.scenario
    yield from textwrap.wrap(_where(scenario, scenario.main, history), width)
    yield from textwrap.wrap(_counts(history), width)
    yield from filter(None, [_no_way_up(history, programme.main)])
    yield from _next(programme, history, programme.main, width)
    near = how_near(programme, history)
    if near:
        yield "Not reached, and how near it came at its best:"
        yield from _points(near, width)
    for plan in programme.ladders[1:]:
        yield from _elsewhere(programme, history, plan, width)
    assert history.trace is not None
    if history.trace.waiting:
        yield "Not set off, as the period ended:"
        yield from _points((_waiting(programme, one) for one in history.trace.waiting), width)


def _next(programme: Programme, history: History, plan: LadderPlan, width: int) -> Iterator[str]:
    """What was still missing for each stage to which a way leads from where an actor stands."""
    scenario, climbed = programme.scenario, history.of(plan.name)
    for place, steps in steps_ahead(history, plan.name).items():
        title = stage_title(scenario, plan.ladder, place) + skipping(scenario, plan.ladder, steps[0].dossier)
        which = "the next stage, " if place == climbed.final + 1 else ""
        yield from textwrap.wrap(f"What was still missing for {which}{title}:", width)
        yield from _points(still_missing(programme, history, steps), width)
        yield from _held_back(programme, climbed, plan, place, width)


def _no_way_up(history: History, plan: LadderPlan) -> str:
    """That nothing leads up from where an actor stands; nothing where something does."""
    if steps_ahead(history, plan.name):
        return ""
    last = history.of(plan.name).final + 1 == len(plan.ladder.stages)
    return "There is no higher stage." if last else "No way leads up from there."


def _elsewhere(programme: Programme, history: History, plan: LadderPlan, width: int) -> Iterator[str]:
    """The same of another ladder, in short."""
    yield ""
    climbed = history.of(plan.name)
    text = f"{_where(programme.scenario, plan.ladder, climbed)} {_some_counts(climbed)} {_no_way_up(history, plan)}"
    yield from textwrap.wrap(text, width)
    yield from _next(programme, history, plan, width)


def _points(texts: Iterable[str], width: int) -> Iterator[str]:
    for text in texts:
        yield from textwrap.wrap(text, width, initial_indent="  - ", subsequent_indent="    ")


def _where(scenario: Scenario, ladder: Ladder, climbed: Climbed) -> str:
    text = f"{mover(scenario, ladder)} ends at: {stage_title(scenario, ladder, climbed.final)}"
    if not climbed.moves:
        return f"{text}, where it began."
    text += f", where it has stood since {on_day(scenario, climbed.moves[-1].minute)}."
    if climbed.highest > climbed.final:
        first = climbed.first_reached[climbed.highest] or 0
        text += f" The highest it reached was “{stage_title(scenario, ladder, climbed.highest)}”, on {on_day(scenario, first)}."
    return text


def _counts(climbed: Climbed) -> str:
    counts = [
        plural(climbed.climbs, "climb"),
        plural(climbed.descents, "descent"),
        plural(climbed.shelved, "decision") + " shelved",
        plural(climbed.refused, "decision") + " refused",
    ]
    return f"In all: {listed(counts)}; {clock.length(climbed.deciding)} spent deciding."


def _some_counts(climbed: Climbed) -> str:
    """The same, without what there was none of."""
    counts = [plural(count, word) for count, word in ((climbed.climbs, "climb"), (climbed.descents, "descent")) if count]
    kinds = ((climbed.shelved, "shelved"), (climbed.refused, "refused"))
    counts += [f"{plural(count, 'decision')} {kind}" for count, kind in kinds if count]
    deciding = [f"{clock.length(climbed.deciding)} spent deciding"] if climbed.deciding else []
    return f"In all: {'; '.join(filter(None, [listed(counts), *deciding]))}." if counts or deciding else ""


def _held_back(programme: Programme, climbed: Climbed, plan: LadderPlan, place: int, width: int) -> Iterator[str]:
    """How long the brakes held back a stage that comes next."""
    scenario, held = programme.scenario, []
    for brake in plan.can_block[place]:
        minutes, alone = (table.get((place, brake), 0) for table in (climbed.blocked, climbed.blocked_alone))
        if minutes:
            share = "all" if alone == minutes else clock.length(alone) if alone else "none"
            held.append(f"{scenario.title_of(scenario.brakes[brake].name)} ({clock.length(minutes)}, {share} of it alone)")
    if held:
        text = f"  Over the whole period it was held back by: {'; '.join(held)}."
        yield from textwrap.wrap(text, width, subsequent_indent="    ")


def _waiting(programme: Programme, one: Waiting) -> str:
    """An event whose condition has not held for long enough."""
    plan = next(plan for plan in programme.events if plan.name == one.event)
    held = held_for(programme.scenario.end - one.since, one.hold)
    return f"{programme.scenario.title_of(one.event)}: `{plan.event.when}` {held}"
