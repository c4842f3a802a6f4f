"""How the account of a history ends: where the actor stands, what was still missing, and how near it came to the rest."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from escalation_sim import clock
from escalation_sim.engines.history import History, Waiting
from escalation_sim.model.programme import Programme
from escalation_sim.presentation.wording import capital, listed, on_day, plural
from escalation_sim.questions.history.nearness import how_near
from escalation_sim.questions.history.standing import held_for, still_missing


def ending(programme: Programme, history: History, width: int) -> Iterator[str]:
    """The stage reached, what was still missing for the next, and how near it came to each that it did not reach."""
    yield from textwrap.wrap(_where(programme, history), width)
    yield from textwrap.wrap(_counts(history), width)
    if history.final + 1 == len(programme.scenario.stages):
        yield "There is no higher stage."
    else:
        next_stage = programme.scenario.title_of(programme.scenario.stages[history.final + 1].name)
        yield from textwrap.wrap(f"What was still missing for the next stage, {next_stage}:", width)
        yield from _points(still_missing(programme, history), width)
        yield from _held_back(programme, history, width)
    near = how_near(programme, history)
    if near:
        yield "Not reached, and how near it came at its best:"
        yield from _points(near, width)
    assert history.trace is not None
    if history.trace.waiting:
        yield "Not set off, as the period ended:"
        yield from _points((_waiting(programme, one) for one in history.trace.waiting), width)


def _points(texts: Iterable[str], width: int) -> Iterator[str]:
    for text in texts:
        yield from textwrap.wrap(text, width, initial_indent="  - ", subsequent_indent="    ")


def _where(programme: Programme, history: History) -> str:
    scenario = programme.scenario
    text = f"{capital(scenario.actor)} ends at: {scenario.title_of(scenario.stages[history.final].name)}"
    if not history.moves:
        return f"{text}, where it began."
    text += f", where it has stood since {on_day(scenario, history.moves[-1].minute)}."
    if history.highest > history.final:
        top, first = scenario.stages[history.highest], history.first_reached[history.highest] or 0
        text += f" The highest it reached was “{scenario.title_of(top.name)}”, on {on_day(scenario, first)}."
    return text


def _counts(history: History) -> str:
    counts = [
        plural(history.climbs, "climb"),
        plural(history.descents, "descent"),
        plural(history.shelved, "decision") + " shelved",
        plural(history.refused, "decision") + " refused",
    ]
    return f"In all: {listed(counts)}; {clock.length(history.deciding)} spent deciding."


def _held_back(programme: Programme, history: History, width: int) -> Iterator[str]:
    """How long the brakes held back the stage that comes next."""
    scenario, ahead = programme.scenario, history.final + 1
    held = []
    for brake in programme.main.can_block[ahead]:
        minutes, alone = (table.get((ahead, brake), 0) for table in (history.blocked, history.blocked_alone))
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
