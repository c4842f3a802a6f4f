"""`compare`: two scenarios under the same luck, or saved results of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import Place
from escalation_sim.language.loading import with_parameters
from escalation_sim.model.expressions import plain
from escalation_sim.questions.compare.changed_lines import Change, changes, parameter_changes
from escalation_sim.questions.compare.differences import Difference, Verdict, differences, overall
from escalation_sim.questions.compare.other_luck import OtherLuck, other_luck
from escalation_sim.questions.compare.parting import Parting, parting
from escalation_sim.questions.compare.sides import Side, known, same_answer, same_histories


@dataclass(frozen=True)
class Comparison:
    """All that two sides differ in.

    *cross* is the cross-table without its noughts: the final stage under A, that under B, and how many replications end so;
    *same* the share of replications that are identical in all that is known of them. Both are None where nothing is paired.
    *other_luck* is what draws in one side alone; None where a side was saved, which does not keep what draws.
    *reason* says why two sides are not comparable.
    """

    verdict: Verdict
    a: Side
    b: Side
    paired: bool
    changes: tuple[Change, ...]
    margins: Mapping[str, float]
    differences: tuple[Difference, ...] = ()
    cross: tuple[tuple[int, int, int], ...] | None = None
    same: float | None = None
    parting: Parting | None = None
    other_luck: OtherLuck | None = None
    reason: str = ""


def compare(
    a: Side, b: Side, margins: Mapping[str, float] | None = None, *, unpaired: bool = False, replication: int | None = None
) -> Comparison:
    """What is different, and is it more than luck? Raises RunError where a history is told again and stops."""
    reason = _incomparable(a, b, unpaired=unpaired)
    found = Comparison("not comparable", a, b, not (unpaired or reason), _changes(a, b), margins or {}, reason=reason)
    if reason:
        return found
    told = tuple(differences(*known(a, b), found.margins, paired=found.paired))
    if unpaired:
        return replace(found, differences=told, verdict=overall(told, identical=same_answer(a, b)))
    same = same_histories(a, b)
    identical = same_answer(a, b) and (same is None or bool(same.all()))
    return replace(
        found,
        differences=told,
        verdict=overall(told, identical=identical),
        cross=_cross(a, b),
        same=None if same is None else float(same.mean()),
        parting=_parting(a, b, same, replication),
        other_luck=other_luck(a.run.setup, b.run.setup) if a.run and b.run else None,
    )


def _incomparable(a: Side, b: Side, *, unpaired: bool) -> str:
    """Why two sides cannot be compared; nothing where they can."""
    if a.stages != b.stages:
        return f"they have other stages: {', '.join(a.stages)} against {', '.join(b.stages)}"
    for name, words in (("seed", "seeds"), ("replications", "numbers of replications")):
        mine, theirs = a.settings[name], b.settings[name]
        if mine != theirs and not unpaired:
            return f"they have other {words}, {mine} against {theirs}; --unpaired compares them all the same"
    return ""


def _changes(a: Side, b: Side) -> tuple[Change, ...]:
    """What differs in the files, with the values that the parameters were given."""
    if a.run and b.run:
        one, other = (with_parameters(run.setup.scenario, run.setup.settings.changed) for run in (a.run, b.run))
        found = changes(one, other)
    else:
        found = parameter_changes(a.settings["parameters"], b.settings["parameters"])
    return tuple(replace(one, place_a=_place(a, one, one.a), place_b=_place(b, one, one.b)) for one in (*found, *_drawn(a, b)))


def _place(side: Side, change: Change, words: str | None) -> Place | None:
    """The line of a side's file that says so; None where none does, as the value was given on the command line."""
    if side.run is None or words is None or change.parameter in side.run.setup.settings.changed:
        return None
    return side.run.document.places.of(change.in_the_file, at_key=True)


def _drawn(a: Side, b: Side) -> list[Change]:
    """The parameters of both that only one of them draws."""

    def told(side: Side, name: str) -> str:
        return "drawn" if name in side.settings["uncertain"] else plain(side.settings["parameters"][name])

    alone = set(a.settings["uncertain"]) ^ set(b.settings["uncertain"])
    both = [name for name in sorted(alone) if name in a.settings["parameters"] and name in b.settings["parameters"]]
    return [Change(f"parameters.{name}", told(a, name), told(b, name)) for name in both]


def _cross(a: Side, b: Side) -> tuple[tuple[int, int, int], ...] | None:
    rows, columns = a.places("final"), b.places("final")
    if rows is None or columns is None:
        return None
    pairs, counts = np.unique(np.stack([rows, columns]), axis=1, return_counts=True)
    return tuple(zip(*pairs.tolist(), counts.tolist(), strict=True))


def _parting(a: Side, b: Side, same: NDArray[np.bool_] | None, replication: int | None) -> Parting | None:
    """Where a replication parts ways: by default the first whose highest stage differs, else the first that differs at all."""
    if a.run is None or b.run is None or same is None:
        return None
    if replication is None:
        highest = a.places("highest"), b.places("highest")
        assert highest[0] is not None
        assert highest[1] is not None
        differs = (highest[0] != highest[1], ~same)
        replication = next((int(np.argmax(where)) for where in differs if where.any()), None)
    return None if replication is None else parting(a.run, b.run, replication)
