"""History by history: do the engines tell the same?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from escalation_sim.engines.changes import AS_WRITTEN, Answer, Changes
from escalation_sim.engines.columns import LADDER_COLUMNS, Columns, tabulate
from escalation_sim.engines.history import History, Trace
from escalation_sim.engines.kernel.engine import play_all, play_one
from escalation_sim.engines.kernel.tables import tables_of
from escalation_sim.engines.simpy import engine as simpy_engine
from escalation_sim.errors import RunError
from escalation_sim.luck import BLOCK, Luck
from escalation_sim.model.scenario import MAIN, Scenario
from escalation_sim.running.setups import Setup


@dataclass(frozen=True)
class Played:
    """What an engine tells: a history, or why it stopped; and its trace, or what happened until then, where one was kept."""

    history: History | None
    error: str
    trace: object


def disagreements(setup: Setup, replications: int, *changes: Changes, traced: int = 10**9) -> Iterator[str]:
    """What differs between the engines over the replications 0 … *replications - 1*, in words; nothing where they agree.

    Each is played as written, or with each of the *changes*; the kernel plays them all in one call, and in another one with its
    expressions compiled. Compared are the errors (their whole text) and the columns of all histories; of the first *traced*
    replications also what the kernel tells of each alone: its error, the trace with every happening and every state, and all the
    rest, to the sign of a zero.
    """
    lanes = [(replication, change) for replication in range(replications) for change in changes or (AS_WRITTEN,)]
    tables, seed, told = tables_of(setup.programme), setup.settings.seed, list[History]()
    numbers = np.array([replication for replication, _ in lanes])
    parameters = {
        name: value[numbers] if isinstance(value, np.ndarray) else value for name, value in setup.lanes(0, replications).items()
    }
    calls = []
    for worth_compiling in (len(lanes) + 1, 0):
        with patch("escalation_sim.engines.kernel.calls.WORTH_COMPILING", worth_compiling):
            calls.append(play_all(tables, parameters, seed, numbers, [change for _, change in lanes]))
    for lane, one in enumerate(_by_simpy(setup, lanes, traced)):
        replication, change = lanes[lane]
        among_all = [str(errors.get(lane, "")) for _, errors in calls]
        found = [
            f"SimPy says {one.error!r}, the kernel among {len(lanes)} {error!r}" for error in among_all if error != one.error
        ]
        if replication < traced:
            found += _differences(
                one, _played(partial(play_one, tables, setup.parameters(replication), seed, replication, change))
            )
        yield from (f"replication {replication}, {change}: {difference}" for difference in found)
        if one.history:
            told.append(one.history)
    for columns, errors in calls:
        sound = np.array([lane not in errors for lane in range(len(lanes))])
        if len(told) == sound.sum():
            yield from _columns_that_differ(tabulate(setup.programme, told), columns.rows(sound))


def some_changes(seed: int, scenario: Scenario) -> Changes:
    """Events and brakes left out, answers to the first decisions, and events that are let happen, at random."""
    chooser = random.Random(seed)  # noqa: S311 - no secret depends on it
    names = [event.name for event in scenario.events] + [brake.name for brake in scenario.brakes]
    answers: Sequence[Answer] = ("yes", "no", 0, 1, 30, 720, 1440, 4000, -7)
    left_out = frozenset(name for name in names if chooser.random() < 0.25)
    given = tuple(chooser.choice(answers) for _ in range(chooser.choice((0, 1, 2, 4, 12))))
    minutes = [0, 1, 1440, scenario.end - 1, scenario.end, *(chooser.randrange(scenario.end) for _ in range(4))]
    count = chooser.choice((0, 0, 1, 5)) if scenario.events else 0
    injected = tuple((chooser.choice(minutes), chooser.choice(scenario.events).name) for _ in range(count))
    return Changes(left_out, given, injected)


def _by_simpy(setup: Setup, lanes: Sequence[tuple[int, Changes]], traced: int) -> Iterator[Played]:
    luck = Luck(setup.settings.seed, count=0)
    for replication, change in lanes:
        if not luck.first <= replication < luck.first + luck.count:
            luck = Luck(setup.settings.seed, replication - replication % BLOCK, BLOCK)
        play = partial(simpy_engine.play, setup.programme, setup.parameters(replication), luck, replication, changes=change)
        yield _played(partial(play, trace=replication < traced))


def _played(tell: Callable[[], History]) -> Played:
    try:
        history = tell()
    except RunError as error:
        return Played(None, str(error), error.trace)
    return Played(history, "", history.trace)


def _differences(one: Played, other: Played) -> Iterator[str]:
    """What SimPy and the kernel tell differently of one history."""
    if one.error != other.error:
        yield f"SimPy says {one.error!r}, the kernel {other.error!r}"
    assert isinstance(one.trace, Trace)
    assert isinstance(other.trace, Trace)
    for field in fields(Trace):
        mine, theirs = getattr(one.trace, field.name), getattr(other.trace, field.name)
        yield from _first_difference(field.name, mine, theirs)
    if one.history and other.history:
        mine, theirs = named_fields(one.history), named_fields(other.history)
        for name in mine | theirs:
            a, b = mine.get(name), theirs.get(name)
            if a != b or _spelled(a) != _spelled(b):
                yield f"{name}: SimPy says {a!r}, the kernel {b!r}"


def named_fields(history: History) -> dict[str, object]:
    """Everything that is told of a history, of each ladder by a name of its own."""
    found = {name: value for name, value in vars(history).items() if name not in ("trace", "others")}
    for ladder, climbed in history.others.items():
        found |= {f"{name} of {ladder}": value for name, value in vars(climbed).items()}
    return found


def _spelled(value: object) -> str:
    """A value with the signs of its zeros; the same for a mapping of either kind."""
    return repr(sorted(value.items())) if isinstance(value, dict) else repr(value)


def _first_difference(what: str, mine: Sequence[object], theirs: Sequence[object]) -> Iterator[str]:
    for number, (a, b) in enumerate(zip(mine, theirs, strict=False)):
        if repr(a) != repr(b):
            yield f"{what}[{number}]: SimPy tells {a!r}, the kernel {b!r}"
            return
    if len(mine) != len(theirs):
        yield f"{what}: SimPy tells {len(mine)}, the kernel {len(theirs)}"


def _columns_that_differ(one: Columns, other: Columns) -> Iterator[str]:
    if list(one.others) != list(other.others):
        yield f"SimPy has the columns of {list(one.others)}, the kernel those of {list(other.others)}"
        return
    theirs = named_columns(other)
    for name, a in named_columns(one).items():
        b = theirs[name]
        if a.dtype != b.dtype or not np.array_equal(a, b, equal_nan=a.dtype.kind == "f"):
            rows = np.flatnonzero((a != b).reshape(len(a), -1).any(axis=1))[:5]
            yield f"the column {name} differs in rows {rows.tolist()} of those that did not stop"


def named_columns(columns: Columns) -> dict[str, NDArray[Any]]:
    """Every column of every ladder by a name of its own."""
    ladders = {MAIN: columns, **columns.others}
    found = {f"{name} of {ladder}": getattr(mine, name) for ladder, mine in ladders.items() for name in LADDER_COLUMNS}
    return {**found, "outcomes": columns.outcomes}
