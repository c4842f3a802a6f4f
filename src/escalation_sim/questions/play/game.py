"""A game: the history of a replication in which a player decides, and the decisions that were put on the way.

A game is a function of its answers. With those given so far, and no to whatever comes then, the history is played again: so one
finds the next decision that is put. What happened before it does not depend on what is answered to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import TypeGuard

from escalation_sim import clock
from escalation_sim.engines.changes import Answer
from escalation_sim.engines.history import Happening, History, Step, Trace
from escalation_sim.errors import CannotRun, RunError
from escalation_sim.model.scenario import MAIN
from escalation_sim.running.setups import Setup

MOST = 1_000
"""More decisions are not put in a game."""


@dataclass(frozen=True)
class Put:
    """A decision that is put: the *number*th, from 0; *place* is that of its step among all that happened in *trace*."""

    number: int
    step: Step
    trace: Trace
    place: int

    @property
    def minute(self) -> int:
        """When it is put."""
        return self.step.minute

    @property
    def happened(self) -> list[Happening]:
        """What did before it."""
        return self.trace.happenings[: self.place]


@dataclass(frozen=True)
class Game:
    """A game that is over. *answers* and *luck* have one for each of the decisions: what was said, and what luck would have said.

    Luck is None where it has no answer: a chance that is none.
    """

    setup: Setup
    history: History
    decisions: tuple[Put, ...]
    answers: tuple[Answer, ...]
    luck: tuple[Answer | None, ...]


def decided(setup: Setup, replication: int, answers: tuple[Answer, ...]) -> Game:
    """The game of some answers; when they run out, no. Raises RunError, and CannotRun where too many decisions are put."""
    refusals: repeat[Answer] = repeat("no")
    given = tuple(islice(chain(answers, refusals), MOST + 1))
    luck: list[Answer | None] = []
    history = setup.history(replication, answers=given, luck_says=luck)
    puts = _puts(history.trace)
    if len(puts) > MOST:
        raise _too_many(setup, puts[MOST])
    return Game(setup, history, tuple(puts), given[: len(puts)], tuple(luck))


def played(setup: Setup, replication: int, ask: Callable[[Put], Answer]) -> Game:
    """Play a replication, with *ask* deciding whatever is put. Raises RunError, CannotRun, and whatever *ask* does."""
    answers: tuple[Answer, ...] = ()
    while put := _next(setup, replication, answers):
        if len(answers) == MOST:
            raise _too_many(setup, put)
        answers += (ask(put),)
    return decided(setup, replication, answers)


def _next(setup: Setup, replication: int, answers: tuple[Answer, ...]) -> Put | None:
    """The decision that is put after so many answers, if any is. Raises RunError where the history stops before."""
    try:
        trace: object = setup.history(replication, answers=(*answers, "no")).trace
    except RunError as error:
        if len(_puts(error.trace)) <= len(answers):
            raise
        trace = error.trace  # where it stops is not reached yet, and may never be
    found = _puts(trace)
    return found[len(answers)] if len(found) > len(answers) else None


def _puts(trace: object) -> list[Put]:
    """The decisions that were put, in order."""
    assert isinstance(trace, Trace)
    steps = [(place, step) for place, step in enumerate(trace.happenings) if is_answer(step)]
    return [Put(number, step, trace, place) for number, (place, step) in enumerate(steps)]


def is_answer(one: Happening) -> TypeGuard[Step]:
    """Whether it is what an answer to a decision of the main ladder does: there is one such step for each."""
    return isinstance(one, Step) and one.dossier.ladder == MAIN and one.kind in ("moved", "refused", "put off")


def _too_many(setup: Setup, put: Put) -> CannotRun:
    when = clock.spoken(setup.scenario.start, put.minute)
    return CannotRun(
        f"more than {MOST:,} decisions are put by {when}, and a game has no more: answer yes sooner, wait longer, or let "
        "a way that is refused be closed for longer (`again`)"
    )
