"""Which of the edits moved the answer how much: the Shapley share of each in the probability of reaching each stage.

The share of an edit is the mean, over the orders in which the edits could be made, of what it adds, all under the same luck.
Edits that can't stand without others, such as an event and the quantity that it sets, are one edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from escalation_sim.errors import RunError, ScenarioError
from escalation_sim.questions.compare.apart import shared
from escalation_sim.questions.compare.changed_lines import Change
from escalation_sim.questions.compare.edits import Between, Made
from escalation_sim.questions.compare.parting import Parting, parts_as_told
from escalation_sim.questions.compare.sides import Side
from escalation_sim.questions.compare.together import (
    Groups,
    Play,
    Shown,
    nobody_looks,
    orders_of,
    together,
    united,
    with_their_own,
)
from escalation_sim.results.shapley import EXACT, ORDERS, all_sets, exact_shares, on_the_way, sampled_errors, sampled_shares
from escalation_sim.running.cores import threads
from escalation_sim.running.engines import Engine


@dataclass(frozen=True)
class Share:
    """One edit: the *changes* of which it is made, and by stage its *share*; its standard *error*, where orders were sampled."""

    changes: tuple[Change, ...]
    shares: Mapping[str, float]
    errors: Mapping[str, float] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The first of its paths."""
        return self.changes[0].path


@dataclass(frozen=True)
class Attribution:
    """What each edit did, in the order of the file. *stages* are those of all ladders that both sides have.

    *differences* are what the shares add up to; *orders* is how many orders were sampled, None where every order was taken.
    *parting* says by which edits, made without the others, the history parts ways as it is told: in the same minute, with the
    same happenings. These are all that do so *alone*, or the fewest that do so together; nothing where the history does not part.
    """

    shares: tuple[Share, ...]
    stages: tuple[str, ...]
    differences: Mapping[str, float]
    orders: int | None
    parting: tuple[Share, ...] = ()
    alone: bool = False


def attribution(
    a: Side,
    b: Side,
    changes: Sequence[Change],
    parting: Parting | None = None,
    *,
    engine: Engine = "auto",
    jobs: int | None = None,
    shown: Shown = nobody_looks,
) -> Attribution:
    """What each of the *changes* between two sides that were run did. *parting* is the history that is told of them.

    *shown* is told how many histories are played for it. Raises CannotRun.
    """
    assert a.run
    assert b.run
    play = Play(Between(a.run, b.run, tuple(changes)), _stages(a, b), a.replications, engine, threads(jobs))
    groups = together(play, shown)
    told = _shares(play, groups)
    parted, alone = _parted(play, groups, parting)
    return Attribution(
        told,
        play.stages,
        {stage: float(Fraction(added, play.n)) for stage, added in zip(play.stages, play.difference, strict=True)},
        None if len(groups) <= EXACT else ORDERS,
        tuple(told[index] for index in parted),
        alone,
    )


def _stages(a: Side, b: Side) -> tuple[str, ...]:
    return tuple(stage for stages in shared(a.ladders, b.ladders).values() for stage in stages)


def _shares(play: Play, groups: Groups) -> tuple[Share, ...]:
    """The share of each group, in the order of the file; what can change no history comes last, with shares of 0."""
    names = {play.name(group): group for group in groups}
    orders = orders_of(play, groups) if len(groups) > EXACT else None
    sets = all_sets(list(names)) if orders is None else on_the_way(orders)
    found: dict[str, dict[str, float]] = {name: {} for name in names}
    errors: dict[str, dict[str, float]] = {name: {} for name in names}
    for index, stage in enumerate(play.stages):
        worth = {one: play.count(united(names[name] for name in one), index) for one in sets}
        shares = exact_shares(list(names), worth) if orders is None else sampled_shares(orders, worth)
        for name, share in shares.items():
            found[name][stage] = float(share / play.n)
        for name, error in (sampled_errors(orders, worth) if orders else {}).items():
            errors[name][stage] = error / play.n
    changes = play.between.changes
    whole = with_their_own(play.between, groups)
    told = [
        Share(tuple(changes[index] for index in (*sorted(one & group), *sorted(one - group))), found[name], errors[name])
        for (name, group), one in zip(names.items(), whole, strict=True)
    ]
    idle = [one for index, one in enumerate(changes) if index not in united(whole)]
    nothing = dict.fromkeys(play.stages, 0.0)
    return (*told, *(Share((one,), nothing, nothing if orders else {}) for one in idle))


def _parted(play: Play, groups: Groups, parting: Parting | None) -> tuple[Sequence[int], bool]:
    """Which groups, made without the others, part the history as it is told: all that do so alone, and that they do.

    Where none does, the fewest that do so together; of more than eight groups what is left when each that need not be there is
    taken out.
    """
    if parting is None or parting.first is None:
        return (), False
    every = range(len(groups))
    if alone := [index for index in every if _parts(play, groups[index], parting)]:
        return alone, True
    for size in range(2, len(groups) if len(groups) <= EXACT else 2):
        for some in combinations(every, size):
            if _parts(play, united(groups[index] for index in some), parting):
                return some, False
    needed = list(every)
    for index in reversed(every) if len(groups) > EXACT else ():
        fewer = [one for one in needed if one != index]
        if fewer and _parts(play, united(groups[one] for one in fewer), parting):
            needed = fewer
    return needed, False


def _parts(play: Play, made: Made, parting: Parting) -> bool:
    """Whether a history parts ways as it is told where some changes are made."""
    try:
        history = play.between.setup(made).history(parting.replication)
    except (RunError, ScenarioError):  # such a history is beyond those that are counted, and stops
        return False
    return parts_as_told(parting, history, play.ladders)
