"""A game: the history of a replication in which a player decides, and the decisions that were put on the way.

A game is a function of its answers. With those given so far the history is played again, luck deciding from there on: so one
finds the next decision that is put, and what luck says to it. What happened before it does not depend on luck's answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeGuard

from escalation_sim import clock
from escalation_sim.engines.changes import Answer
from escalation_sim.engines.history import Happening, History, Step, Trace
from escalation_sim.errors import CannotRun, RunError
from escalation_sim.model.scenario import MAIN
from escalation_sim.running.setups import Setup

Says = Literal["yes", "no"]

MOST = 1_000
"""More decisions are not put in a game: each is found by playing the history again."""


@dataclass(frozen=True)
class Put:
    """A decision that is put: *happened* is what did before it, *luck* what luck says, None where that is no answer."""

    number: int
    step: Step
    happened: tuple[Happening, ...]
    luck: Says | None

    @property
    def minute(self) -> int:
        """When it is put."""
        return self.step.minute


@dataclass(frozen=True)
class Game:
    """A game that is over: *answers* has one for each of the decisions, *unused* is how many more were given."""

    setup: Setup
    history: History
    decisions: tuple[Put, ...]
    answers: tuple[Answer, ...]
    unused: int = 0


def played(setup: Setup, replication: int, ask: Callable[[Put], Answer]) -> Game:
    """Play a replication, with *ask* deciding whatever is put. Raises RunError, CannotRun, and whatever *ask* does."""
    puts, answers = list[Put](), list[Answer]()
    while True:
        found = _next(setup, replication, tuple(answers))
        if isinstance(found, History):
            return Game(setup, found, tuple(puts), tuple(answers))
        if len(puts) == MOST:
            when = clock.spoken(setup.scenario.start, found.minute)
            raise CannotRun(
                f"more than {MOST:,} decisions are put by {when}, and a game has no more: answer yes sooner, wait longer, or let "
                "a way that is refused be closed for longer (`again`)"
            )
        puts.append(found)
        answers.append(ask(found))


def _next(setup: Setup, replication: int, answers: tuple[Answer, ...]) -> Put | History:
    """The decision that is put after so many answers; the history, where none is. Raises RunError where it stops before."""
    try:
        history = setup.history(replication, answers=answers)
    except RunError as error:
        # it may have stopped at luck's own answer, or later: the player need not go there
        found = _put(error.trace, len(answers)) or _put_to_nobody(setup, replication, answers)
        if found is None:
            raise
        return found
    return _put(history.trace, len(answers)) or history


def _put_to_nobody(setup: Setup, replication: int, answers: tuple[Answer, ...]) -> Put | None:
    """The decision that is put after so many answers, where luck itself has none."""
    try:
        trace: object = setup.history(replication, answers=(*answers, "no")).trace
    except RunError as error:
        trace = error.trace
    found = _put(trace, len(answers))
    return found and Put(found.number, found.step, found.happened, None)


def _put(trace: object, number: int) -> Put | None:
    """The decision of a number among those that were put; None where there are not so many."""
    assert isinstance(trace, Trace)
    seen = 0
    for place, step in enumerate(trace.happenings):
        if not is_answer(step):
            continue
        if seen == number:
            return Put(number, step, tuple(trace.happenings[:place]), "yes" if step.kind == "moved" else "no")
        seen += 1
    return None


def is_answer(one: Happening) -> TypeGuard[Step]:
    """Whether it is what an answer to a decision of the main ladder does: there is one such step for each."""
    return isinstance(one, Step) and one.dossier.ladder == MAIN and one.kind in ("moved", "refused", "put off")


def answering(answers: tuple[Answer, ...]) -> Callable[[Put], Answer]:
    """Whoever gives these answers, one after the other; when they run out, no."""
    return lambda put: answers[put.number] if put.number < len(answers) else "no"
