"""Warnings: conditions that can't become true, stages out of reach, things that nothing reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from escalation_sim.model import expressions as ex
from escalation_sim.model.complaints import Complaint
from escalation_sim.model.horizon import Horizon
from escalation_sim.model.intervals import Interval, possible
from escalation_sim.model.never import behind, never
from escalation_sim.model.scenario import Brake, Scenario, Way
from escalation_sim.model.uses import BROKEN, Use

_NUMBERS = "check the numbers it compares with, and what changes the quantities"


def out_of_reach(scenario: Scenario, sound: Iterable[Use], known: Mapping[str, Interval], found: Horizon) -> Iterator[Complaint]:
    """Whatever can't become true or happen within the period at the values as written, and the stages behind it.

    An outcome may well measure what does not come about in time; it is held against what is *known* of any period.
    """
    only = {
        passage.path: (ladder, passage.target)
        for ladder in scenario.ladders
        for passage in ladder.passages
        if passage.is_climb and len(passage.stage.climb) == 1
    }
    for use in sound:
        within = known if use.path.startswith("outcomes.") else found.known
        if use.is_ != "condition" or possible(use.expression.tree, within)[0]:
            continue
        if use.expression.names:
            message = f"`{use.expression}` can't become true at the values as written"
            way = only.get(use.path.rpartition(".")[0])
            message += behind(found, *way) if way else ""
            yield Complaint(use.path, message, _NUMBERS, warning=True)
        elif use.key == "while":
            yield Complaint(use.path, f"`{use.expression}` is never true", "write a condition that can be", warning=True)
    yield from never(found)
    yield from _walled_off(scenario, found)
    yield from _claims(scenario)


def _claims(scenario: Scenario) -> Iterator[Complaint]:
    """Claims about a condition that can't become true, such as a stage's day in place of whether it was reached."""
    top = float(len(scenario.stages) - 1)
    known: dict[str, Interval] = {name: (float(place), float(place)) for name, place in scenario.places.items()}
    known |= {"highest": (0.0, top), "final": (0.0, top)}
    known |= {f"reached_{name}": (0.0, 1.0) for name in scenario.places}
    for index, claim in enumerate(scenario.expect):
        if claim.condition and claim.condition.names and not possible(claim.condition.tree, known)[0]:
            mend = "`reached_…` is true or false; the day is an outcome, first(stage >= …)"
            message = f"`{claim.condition}` can't become true"
            yield Complaint(f"expect[{index}].probability", message, mend, warning=True)


def _walled_off(scenario: Scenario, found: Horizon) -> Iterator[Complaint]:
    """Stages that no way can reach, for another reason than a condition."""
    known = found.known
    always = [brake for brake in scenario.brakes if brake.while_ is not BROKEN and known[brake.name] == (1, 1)]
    before_all = {brake.name: None for brake in always if brake.blocks is None}
    before: dict[str, dict[str, None]] = defaultdict(dict)
    for brake in always:
        for blocked in brake.blocks or ():
            before[blocked][brake.name] = None
    for ladder in scenario.ladders:
        for place, step in enumerate(ladder.stages[1:], 1):
            brakes = (before_all, before.get(ladder.name, {}), before.get(step.name, {}))
            if step.climb and all(_closed(way, brakes, found) for way in step.climb):
                is_skipped = place < found.top(ladder)
                out = f"nobody ever stands at the stage {step.name}" if is_skipped else f"the stage {step.name} is out of reach"
                message = f"{out}: every way has a chance of 0, or a brake that is always on"
                yield Complaint(f"{ladder.path}.{step.name}", message, "check the chances and the brakes", warning=True)


def _closed(way: Way, brakes: Iterable[Iterable[str]], found: Horizon) -> bool:
    """Whether a way is never taken, since it has no chance, or one of some *brakes* that are always on before it."""
    if not found.may_be(way.chance):
        return True
    if way.ignores is None:
        return False
    ignored = frozenset(way.ignores)
    return any(brake not in ignored for some in brakes for brake in some)


def unread(scenario: Scenario, everything: Iterable[Use]) -> Iterator[Complaint]:
    """Parameters, quantities and brakes that nothing reads. What only its own new value reads, nothing reads."""
    calculations = [use for use in everything if not isinstance(use.expression.tree, ex.Number)]
    read = {name for use in calculations for name in use.expression.names if name != use.sets}
    for section, things in (("parameters", scenario.parameters), ("quantities", scenario.quantities)):
        for thing in things:
            if thing.name not in read:
                message = f"nothing reads `{thing.name}`"
                mend = "use it, or take it out"
                yield Complaint(f"{section}.{thing.name}", message, mend, at_key=True, warning=True, unused=True)
    for brake in _unheeded(scenario):
        if brake.name not in read:
            message, mend = f"`{brake.name}` holds nothing back: nothing reads it", "let it block a stage that a way heeds it for"
            if not brake.blocks and brake.blocks is not None:
                message = f"`{brake.name}` blocks nothing, and nothing reads its name"
                mend = "let it block a stage or a ladder"
            mend = f"{mend}, or read its name in a condition or a chance"
            yield Complaint(f"brakes.{brake.name}", message, mend, at_key=True, warning=True, unused=True)


def _unheeded(scenario: Scenario) -> Iterator[Brake]:
    """Brakes that no way into a stage which they block heeds."""
    by_stage = {
        stage.name: [frozenset(way.ignores) for way in stage.climb if way.ignores is not None]
        for ladder in scenario.ladders
        for stage in ladder.stages
    }
    by_ladder = {
        ladder.name: [ignored for stage in ladder.stages for ignored in by_stage[stage.name]] for ladder in scenario.ladders
    }
    anywhere = [ignored for ways in by_stage.values() for ignored in ways]
    for brake in scenario.brakes:
        named = (by_ladder.get(name) or by_stage.get(name, []) for name in dict.fromkeys(brake.blocks or ()))
        ways = anywhere if brake.blocks is None else (ignored for some in named for ignored in some)
        if all(brake.name in ignored for ignored in ways):
            yield brake
