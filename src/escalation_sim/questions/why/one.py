"""Why one history reached a stage, or did not: what stood in the way, and every single change that flips it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from escalation_sim import clock
from escalation_sim.engines.columns import NEVER
from escalation_sim.engines.history import History
from escalation_sim.questions.why.flips import Flip, flips
from escalation_sim.questions.why.obstacles import Obstacle, obstacle_of
from escalation_sim.questions.why.question import Question, head_of
from escalation_sim.questions.why.removals import days_without, names_of
from escalation_sim.questions.why.together import brakes_together
from escalation_sim.results.rounding import given


@dataclass(frozen=True)
class Alone:
    """What becomes of the history without one event or brake: the *minute* at which it reaches the stage, or None."""

    name: str
    kind: str
    minute: int | None


@dataclass(frozen=True)
class WhyOne:
    """The answer about one history. *minute* is when it reached the stage, or None; *obstacle* is there where it did not."""

    question: Question
    history: History
    minute: int | None
    obstacle: Obstacle | None
    changes: tuple[Flip, ...]
    without: tuple[Alone, ...]
    together: tuple[tuple[str, ...], ...]

    @property
    def reached(self) -> bool:
        """Whether it reached the stage in time."""
        return self.minute is not None


def why_one(question: Question, history: History) -> WhyOne:
    """The answer about a history that has its trace. Raises RunError."""
    replication = history.replication
    first = history.of(question.ladder.name).first_reached[question.place]
    minute = first if first is not None and first < question.by else None
    without = _each_alone(question, replication)
    enough = [one.name for one in without if one.kind == "brake" and one.minute is not None]
    return WhyOne(
        question=question,
        history=history,
        minute=minute,
        obstacle=None if minute is not None else obstacle_of(question, history),
        changes=tuple(flips(question, replication, minute is not None)),
        without=without,
        together=tuple(brakes_together(question, replication, enough)) if minute is None else (),
    )


def _each_alone(question: Question, replication: int) -> tuple[Alone, ...]:
    named = names_of(question)
    days = days_without(question, np.array([replication], np.int64), [frozenset([name]) for name, _ in named])[:, 0]
    return tuple(Alone(name, kind, None if day == NEVER else day) for (name, kind), day in zip(named, days.tolist(), strict=True))


def why_one_data(found: WhyOne) -> dict[str, Any]:
    """The data of the JSON format."""
    question, setup = found.question, found.question.setup
    return {
        **head_of(question),
        "settings": {
            "seed": setup.settings.seed,
            "replication": found.history.replication,
            "parameters": given(found.history.parameters),
            "uncertain": sorted(parameter.name for parameter in setup.uncertain),
            **setup.settings.named,
        },
        "reached": found.reached,
        "day": _day(found.minute),
        "furthest": None if found.obstacle is None else obstacle_data(found.obstacle),
        "changes": [
            {
                "parameter": one.parameter.name,
                "value": given(one.value),
                "flips_at": given(one.flips_at),
                "share_of_range": one.share,
                "day": _day(one.minute),
            }
            for one in found.changes
        ],
        "without": [
            {"name": one.name, "kind": one.kind, "reached": one.minute is not None, "day": _day(one.minute)}
            for one in found.without
        ],
        "brakes_together": [list(names) for names in found.together],
    }


def obstacle_data(one: Obstacle) -> dict[str, Any]:
    """The furthest phase as plain data."""
    return {
        "route": one.way.way.route or None if one.way else None,
        "phase": one.phase,
        "from_day": _day(one.start),
        "to_day": _day(one.end),
        "brakes": list(one.brakes),
    }


def _day(minute: int | None) -> float | None:
    return None if minute is None else clock.to_days(minute)
