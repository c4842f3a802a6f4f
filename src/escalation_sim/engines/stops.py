"""Why a history stops, in the words that every engine uses."""

from __future__ import annotations

from collections.abc import Iterable

from escalation_sim import clock
from escalation_sim.errors import RunError
from escalation_sim.model.expressions import plain
from escalation_sim.model.programme import Formula
from escalation_sim.model.scenario import Scenario

MOST_ROUNDS = 1_000
MOST_MINUTES = 1_000_000


def not_finite(formula: Formula, value: float) -> str:
    """An expression has no value."""
    return f"{formula.path}: `{formula.expression}` gives {value}, which is not a finite number"


def negative_time(formula: Formula, days: float) -> str:
    """A duration is negative."""
    return f"{formula.path}: `{formula.expression}` gives {plain(days)} days; a time is never negative"


def no_chance(formula: Formula, p: float) -> str:
    """A probability is none."""
    return f"{formula.path}: `{formula.expression}` gives {plain(p)}; a chance lies between 0 and 1"


def endless_minute(restless: Iterable[str]) -> str:
    """A minute has too many rounds; *restless* are those that asked for another."""
    names = ", ".join(f"`{name}`" for name in sorted(restless))
    return f"a minute without end: {names} keep setting each other off"


def too_many_minutes(busiest: str | None) -> str:
    """A history has too many minutes in which something is due."""
    name = f"; the busiest event is `{busiest}`" if busiest else ""
    return f"more than {MOST_MINUTES:,} minutes in which something is due{name}"


def the_move_to(stage: str) -> str:
    """What a move is called where it sets something off."""
    return f"the move to {stage}"


def stopped(scenario: Scenario, reason: str, minute: int, replication: int) -> RunError:
    """The error that ends a history."""
    return RunError(reason, minute=minute, replication=replication, when=f", {clock.spoken(scenario.start, minute)}")
