"""Which edits have to be made together, and what comes of each set of them: so many histories reach each stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext

import numpy as np

from escalation_sim.errors import RunError, ScenarioError
from escalation_sim.questions.compare.edits import Between, Made
from escalation_sim.results.ensemble import NEVER, Ensemble
from escalation_sim.results.shapley import EXACT, all_sets, drawn_orders, on_the_way
from escalation_sim.running.engines import Engine, player
from escalation_sim.running.memory import at_once
from escalation_sim.running.pace import even_parts
from escalation_sim.running.setups import BLOCK_SIZES, Progress, Setup
from escalation_sim.running.spreading import spread

Counts = tuple[int, ...]
"""How many histories reach each stage."""

Groups = Sequence[Made]
"""Changes that are made together, as one edit; in the order of the file."""

Shown = Callable[[int], AbstractContextManager[Progress | None]]
"""Who is told of how many histories there are, and then of those that are played."""

_PLACE = "compare/attribution"
_AT_ONCE = 64
"""Sets that are played before it is looked whether all of them can be."""


def nobody_looks(total: int) -> AbstractContextManager[None]:
    """Nobody is told."""
    del total
    return nullcontext()


class Play:
    """Plays *n* histories of whatever lies *between* two runs, once for each set of changes."""

    def __init__(self, between: Between, stages: tuple[str, ...], n: int, engine: Engine, jobs: int) -> None:
        self.between, self.stages, self.n, self.engine, self.jobs = between, stages, n, engine, jobs
        self.ladders = {between.a.setup.scenario.ladder_of[stage].name for stage in stages}
        first, last = (_counts(run.setup, run.ensemble, stages) for run in (between.a, between.b))
        self.difference = tuple(after - before for before, after in zip(first, last, strict=True))
        self._known: dict[Made, Counts | None] = {frozenset(): first, between.all: last}

    def name(self, group: Made) -> str:
        """What luck calls a group: by a path, and not by where it stands in the file."""
        return min(self.between.changes[index].path for index in group)

    def count(self, made: Made, stage: int) -> int:
        """How many histories reach a stage, of a set that is known to be sound."""
        counts = self._known[made]
        assert counts is not None
        return counts[stage]

    def is_sound(self, made: Made) -> bool:
        """Whether there is such a scenario, and all of its histories go on to the end."""
        return self.first_unsound([made], None) is None

    def first_unsound(self, sets: Sequence[Made], told: Progress | None) -> Made | None:
        """The first of some sets that is not sound; None where all are, which then are known."""
        for first in range(0, len(sets), _AT_ONCE):
            some = sets[first : first + _AT_ONCE]
            for one, counts in spread(self._play, [one for one in some if one not in self._known], self.jobs):
                self._known[one] = counts
                if told:
                    told(self.n)
            bad = next((one for one in some if self._known[one] is None), None)
            if bad is not None:
                return bad
        return None

    def unknown(self, sets: Iterable[Made]) -> int:
        """How many histories of some sets have not been played."""
        return self.n * len({one for one in sets if one not in self._known})

    def _play(self, made: Made) -> Counts | None:
        """None where there is no such scenario, or one of its histories stops."""
        try:
            setup = self.between.setup(made)
            who = player(self.engine, self.n)
            parts = even_parts(self.n, at_once(setup.programme, BLOCK_SIZES[who]), 1)
            blocks = [_counts(setup, setup.block(part.first, part.count, who), self.stages) for part in parts]
        except (ScenarioError, RunError):
            return None
        return tuple(map(sum, zip(*blocks, strict=True)))


def _counts(setup: Setup, ensemble: Ensemble, stages: Sequence[str]) -> Counts:
    scenario = setup.scenario
    columns = (ensemble.of(scenario.ladder_of[stage].name).first_reached[:, scenario.places[stage]] for stage in stages)
    return tuple(int(np.count_nonzero(column != NEVER)) for column in columns)


def united(groups: Iterable[Made]) -> Made:
    """The changes of some groups."""
    return frozenset().union(*groups)


def together(play: Play, shown: Shown) -> Groups:
    """The smallest groups of which each set is a sound scenario that can be played, and has been. Raises CannotRun."""
    between = play.between
    groups = _joined(between) if play.stages and between.leads_there else [between.all]
    with shown(play.unknown(_sets(play, groups))) as told:
        while (bad := play.first_unsound(_sets(play, groups), told)) is not None:
            groups = _mended(play, groups, bad)
    return sorted(groups, key=min)


def with_their_own(between: Between, groups: Groups) -> Groups:
    """The groups, with the parameters and quantities that no other group needs."""
    if not between.added | between.removed or not between.leads_there:
        return [*groups[:-1], united([*groups[-1:], between.added | between.removed])] if len(groups) == 1 else groups
    needed = [between.needed(group) for group in groups]
    several = [one for index, mine in enumerate(needed) for one in mine if any(one in other for other in needed[:index])]
    return [group | mine.difference(several) for group, mine in zip(groups, needed, strict=True)]


def _joined(between: Between) -> list[Made]:
    """Every change by itself; two of which one is about a part of the other are one."""
    groups: list[Made] = []
    for index in between.counting:
        related = [group for group in groups if any(between.belong_together(index, one) for one in group)]
        groups = [*(group for group in groups if group not in related), united([frozenset([index]), *related])]
    return groups


def _sets(play: Play, groups: Groups) -> list[Made]:
    """Every set that has to be known: first each group alone, and all without it, since these tell what needs what."""
    if not groups:
        return []
    named = {play.name(group): group for group in groups}
    singles = [named[name] for name in sorted(named)]
    without = [play.between.all - one for one in singles]
    sets = on_the_way(orders_of(play, groups)) if len(groups) > EXACT else all_sets(sorted(named))
    return list(dict.fromkeys([*singles, *without, *(united(named[name] for name in one) for one in sets)]))


def orders_of(play: Play, groups: Groups) -> list[list[str]]:
    """The orders that stand for all, by the names of groups."""
    return drawn_orders(play.between.a.setup.settings.seed, _PLACE, [play.name(group) for group in groups])


def _mended(play: Play, groups: Groups, bad: Made) -> list[Made]:
    """The groups, of which those are one that keep a set from being sound: one of the set, and all that it lacks."""
    by_name = sorted(groups, key=play.name)
    inside = [group for group in by_name if group <= bad]
    for group in tuple(inside):
        fewer = [one for one in inside if one != group]
        if fewer and not play.is_sound(united(fewer)):
            inside = fewer
    lacking = [group for group in by_name if group not in inside]
    for group in tuple(lacking):
        fewer = [one for one in lacking if one != group]
        if fewer and play.is_sound(united([*inside, *fewer])):
            lacking = fewer
    one = [inside[0], *lacking]
    return [*(group for group in groups if group not in one), united(one)]
