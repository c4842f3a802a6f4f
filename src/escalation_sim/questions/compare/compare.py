"""`compare`: two scenarios under the same luck, or saved results of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from escalation_sim.errors import Place
from escalation_sim.language.loading import with_parameters
from escalation_sim.language.nodes import shown
from escalation_sim.model.expressions import plain
from escalation_sim.model.scenario import MAIN
from escalation_sim.presentation.ci import harmless
from escalation_sim.questions.compare.apart import Apart, apart, shared
from escalation_sim.questions.compare.attribution import Attribution
from escalation_sim.questions.compare.called import FILES, REVISIONS, Called
from escalation_sim.questions.compare.changed_lines import Change, changes, parameter_changes
from escalation_sim.questions.compare.differences import Difference, Verdict, differences, overall
from escalation_sim.questions.compare.looks_renamed import looks_renamed
from escalation_sim.questions.compare.other_luck import OtherLuck, other_luck
from escalation_sim.questions.compare.parting import Parting, parting
from escalation_sim.questions.compare.sides import Side, known, same_answer, same_histories

Cross = tuple[tuple[int, int, int], ...]
"""A cross-table without its noughts: the final stage under A, that under B, and how many replications end so."""


_LONGEST_UNIT = 20
_LEFT_OUT, _NOT_THERE = "left out", "not there"


@dataclass(frozen=True)
class Comparison:
    """All that two sides differ in.

    *crosses* are the cross-tables of the ladders that both have; *same* is the share of replications that are identical in all
    that is known of them. Where nothing is paired, there is none of either. *other_luck* is what draws in one side alone; None
    where a side was saved, which does not keep what draws. *apart* are the ladders and stages that one side alone has. *reason*
    says why two sides are not comparable. *called* is what the sides are called. *attribution* is there where it was asked for.
    *renamed* are the things of A that are shown under the names that they have in B, *looks_renamed* those that might be.
    """

    verdict: Verdict
    a: Side
    b: Side
    paired: bool
    changes: tuple[Change, ...]
    margins: Mapping[str, float]
    differences: tuple[Difference, ...] = ()
    crosses: Mapping[str, Cross | None] = field(default_factory=dict)
    same: float | None = None
    parting: Parting | None = None
    other_luck: OtherLuck | None = None
    apart: Apart | None = None
    reason: str = ""
    called: Called = FILES
    attribution: Attribution | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    looks_renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def cross(self) -> Cross | None:
        """The cross-table of the main ladder."""
        return self.crosses.get(MAIN)

    @property
    def several(self) -> bool:
        """Whether there is a ladder beside the main one."""
        return len(self.a.ladders) > 1 or len(self.b.ladders) > 1


def compare(
    a: Side,
    b: Side,
    margins: Mapping[str, float] | None = None,
    *,
    unpaired: bool = False,
    replication: int | None = None,
    in_part: bool = False,
) -> Comparison:
    """What is different, and is it more than luck? Raises RunError where a history is told again and stops.

    *in_part*, as of two versions of a file, of other stages on the main ladder what both have is compared.
    """
    reason = _incomparable(a, b, unpaired=unpaired, in_part=in_part or bool(a.revision or b.revision))
    called = REVISIONS if a.revision or b.revision else FILES
    found = Comparison(
        "not comparable", a, b, not (unpaired or reason), _changes(a, b), margins or {}, reason=reason, called=called
    )
    if a.run and b.run and not unpaired:
        found = replace(found, looks_renamed=looks_renamed(a.run.setup.scenario, b.run.setup.scenario))
    if reason:
        return found
    told = tuple(_with_unit(one, a, b) for one in differences(*known(a, b), found.margins, paired=found.paired))
    found = replace(found, differences=told, apart=apart(a.ladders, b.ladders))
    if unpaired:
        return replace(found, verdict=_verdict(found, identical=same_answer(a, b)))
    same = same_histories(a, b)
    identical = same_answer(a, b) and (same is None or bool(same.all()))
    return replace(
        found,
        verdict=_verdict(found, identical=identical),
        crosses={ladder: _cross(a, b, ladder) for ladder in shared(a.ladders, b.ladders)},
        same=None if same is None else float(same.mean()),
        parting=_parting(a, b, same, replication),
        other_luck=other_luck(a.run.setup, b.run.setup) if a.run and b.run else None,
    )


def _verdict(found: Comparison, *, identical: bool) -> Verdict:
    """The verdict: what one side alone has of ladders and stages is a change."""
    return "changed" if found.apart else overall(found.differences, identical=identical)


def _with_unit(one: Difference, a: Side, b: Side) -> Difference:
    """A difference with the unit of its outcome, where the scenario of either side is known."""
    units = [run.setup.scenario.units.get(one.of, "") for run in (a.run, b.run) if run and one.quantity == "outcome"]
    return replace(one, unit=harmless(shown(next(filter(None, units), ""), _LONGEST_UNIT)))


def _incomparable(a: Side, b: Side, *, unpaired: bool, in_part: bool) -> str:
    """Why two sides cannot be compared; nothing where they can."""
    shares = in_part and a.run and b.run and not set(a.ladders[MAIN]).isdisjoint(b.ladders[MAIN])
    if a.ladders[MAIN] != b.ladders[MAIN] and not shares:
        return f"they have other stages: {', '.join(a.ladders[MAIN])} against {', '.join(b.ladders[MAIN])}"
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
    return tuple(
        replace(one, place_a=_place(a, one, one.a), place_b=_place(b, one, one.b))
        for one in (*found, *_drawn(a, b), *_left_out(a, b))
    )


def _place(side: Side, change: Change, words: str | None) -> Place | None:
    """The line of a side's file that says so; None where none does, as the value was given on the command line."""
    if side.run is None or words in (None, _LEFT_OUT, _NOT_THERE) or change.parameter in side.run.setup.settings.changed:
        return None
    return side.run.document.places.of(change.in_the_file, at_key=True)


def _drawn(a: Side, b: Side) -> list[Change]:
    """The parameters of both that only one of them draws."""

    def told(side: Side, name: str) -> str:
        return "drawn" if name in side.settings["uncertain"] else plain(side.settings["parameters"][name])

    alone = set(a.settings["uncertain"]) ^ set(b.settings["uncertain"])
    both = [name for name in sorted(alone) if name in a.settings["parameters"] and name in b.settings["parameters"]]
    return [Change(f"parameters.{name}", told(a, name), told(b, name)) for name in both]


def _left_out(a: Side, b: Side) -> list[Change]:
    """The events and brakes that only one of them leaves out."""

    def told(side: Side, name: str) -> str:
        if name in side.without:
            return _LEFT_OUT
        return _NOT_THERE if side.run and name not in side.run.setup.scenario.removable else "as written"

    return [Change(_path_of(name, a, b), told(a, name), told(b, name)) for name in sorted(set(a.without) ^ set(b.without))]


def _path_of(name: str, *sides: Side) -> str:
    """Where an event or a brake stands in a file; its name alone where no side knows."""
    for scenario in (side.run.setup.scenario for side in sides if side.run):
        for section, things in (("events", scenario.events), ("brakes", scenario.brakes)):
            if any(one.name == name for one in things):
                return f"{section}.{name}"
    return name


def _cross(a: Side, b: Side, ladder: str) -> Cross | None:
    rows, columns = a.places("final", ladder), b.places("final", ladder)
    if rows is None or columns is None:
        return None
    pairs, counts = np.unique(np.stack([rows, columns]), axis=1, return_counts=True)
    return tuple(zip(*pairs.tolist(), counts.tolist(), strict=True))


def _parting(a: Side, b: Side, same: NDArray[np.bool_] | None, replication: int | None) -> Parting | None:
    """Where a replication parts ways: by default the first whose highest stage differs, else the first that differs at all.

    The main ladder is looked at before the others.
    """
    if a.run is None or b.run is None or same is None:
        return None
    both = shared(a.ladders, b.ladders)
    if replication is not None:
        return parting(a.run, b.run, replication, both)
    differs = {_whose_highest(ladder): _highest_differs(a, b, ladder) for ladder in both}
    differs["the first that is not the same"] = ~same
    chosen = next((words for words, where in differs.items() if where.any()), None)
    if chosen is None:
        return None
    return replace(parting(a.run, b.run, int(np.argmax(differs[chosen])), both), chosen=chosen)


def _whose_highest(ladder: str) -> str:
    return f"the first whose highest stage{'' if ladder == MAIN else f' of {ladder}'} is another"


def _highest_differs(a: Side, b: Side, ladder: str) -> NDArray[np.bool_]:
    """The replications whose highest stage on a ladder has another name."""
    mine, theirs = a.places("highest", ladder), b.places("highest", ladder)
    assert mine is not None
    assert theirs is not None
    names = sorted({*a.ladders[ladder], *b.ladders[ladder]})
    codes = [np.array([names.index(stage) for stage in side.ladders[ladder]]) for side in (a, b)]
    return np.asarray(codes[0][mine] != codes[1][theirs])
