"""What was still missing for the next stages when the period ended."""

from __future__ import annotations

from collections.abc import Sequence

from escalation_sim import clock
from escalation_sim.engines.history import Dossier, History, Step
from escalation_sim.model.programme import Programme, WayPlan
from escalation_sim.presentation.wording import due, listed
from escalation_sim.questions.history.clauses import Values, clauses_of_way, unmet, values_at_end
from escalation_sim.questions.history.reasons import way_of

TOO_LATE = "what is due at that very minute no longer happens"


def steps_ahead(history: History, ladder: str) -> dict[int, list[Step]]:
    """How the ways up from where an actor stands do so as the period ends, by the place to which they lead, the lowest first."""
    assert history.trace is not None
    ahead: dict[int, list[Step]] = {}
    for step in history.trace.standing:
        if step.dossier.ladder == ladder and step.dossier.target > step.dossier.source:
            ahead.setdefault(step.dossier.target, []).append(step)
    return dict(sorted(ahead.items()))


def still_missing(programme: Programme, history: History, ahead: Sequence[Step], *, briefly: bool = False) -> list[str]:
    """For each way to one stage, what it would still have taken when the period ended; *briefly*: brakes by name alone."""
    values = values_at_end(programme, history)
    named = len(ahead) > 1
    return [
        (f"by {step.dossier.route}: " if named else "")
        + _standing(programme, way_of(programme, step.dossier), step, values, briefly)
        for step in ahead
    ]


def _standing(programme: Programme, way: WayPlan, step: Step, values: Values, briefly: bool) -> str:
    scenario, dossier = programme.scenario, step.dossier
    match step.kind:
        case "closed" if step.until is None:
            return f"a decision was refused, and the way stays closed until `{way.keep.expression}` has been false"
        case "closed":
            return f"a decision was refused; it can be put again {due(scenario, step.until or 0, 'from')}"
        case "building":
            return f"`{way.when.expression}` {held_for(step.minute - dossier.since, hold_of(way, values))}"
        case "blocked":
            return _blocked(programme, way, dossier, values, briefly)
        case "deciding":
            return _under_way(dossier)
    return "; ".join(unmet(clauses_of_way(programme, way), values))


def held_for(held: int, must: int) -> str:
    """How long a condition had held when the period ended, of how long it must."""
    if held == must:
        return f"has held for the {clock.length(must)} it must just as the period ends: {TOO_LATE}"
    part, whole = clock.lengths(held, must)
    return f"has held for {part} of the {whole} it must"


def _blocked(programme: Programme, way: WayPlan, dossier: Dossier, values: Values, briefly: bool) -> str:
    brakes = [programme.scenario.brakes[brake] for brake in way.brakes if values[programme.first_brake + brake]]
    names = listed([brake.name if briefly else f"{brake.name} (while `{brake.while_}`)" for brake in brakes])
    done = "" if dossier.begun is None else f"; {_resting(dossier)}, and rests"
    return f"everything it needs holds, and {names} {'holds' if len(brakes) == 1 else 'hold'} it back{done}"


def _under_way(dossier: Dossier) -> str:
    """How much of a decision is done."""
    if dossier.worked == dossier.length:
        return f"a decision of {clock.length(dossier.length)} comes to its end just as the period does: {TOO_LATE}"
    return _resting(dossier)


def _resting(dossier: Dossier) -> str:
    """How old a decision is; one that a brake caught in the minute in which it was due has nothing left to do."""
    if dossier.worked == dossier.length:
        return f"a decision of {clock.length(dossier.length)} has all of it done"
    worked, length = clock.lengths(dossier.worked, dossier.length)
    return f"a decision of {length} is {worked} old"


def hold_of(way: WayPlan, values: Values) -> int:
    """The minutes for which a way's conditions must hold."""
    return clock.to_minutes(float(way.hold.scalar(values, None)))
