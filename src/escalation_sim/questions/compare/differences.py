"""Two ensembles, quantity by quantity: what differs, by how much, and whether that is more than luck."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from escalation_sim.questions.compare.samples import Key, Sample, family
from escalation_sim.results.contrasts import (
    Bounds,
    exact_test,
    holm,
    holm_levels,
    paired_means,
    paired_shares,
    unpaired_means,
    unpaired_shares,
    z_of,
)
from escalation_sim.results.statistics import MOST_TO_DECIDE, mean_and_sd

Verdict = Literal["identical", "equivalent", "changed", "undecided", "shown", "not comparable"]

WORST: tuple[Verdict, ...] = ("changed", "undecided", "equivalent", "identical")
"""The verdicts that decide, the worst first."""

ALPHA = 0.05


@dataclass(frozen=True)
class Difference:
    """One quantity under A and under B. *low* and *high* bound b - a, where that can be said.

    *paired* says that replications were compared one by one; then *p* is of the exact test, for a probability, and *p_holm*
    the same adjusted for the others. `shown` is a quantity that does not decide: others have a margin and it has none, or there
    is nothing to hold against one.
    """

    quantity: str
    of: str
    a: float | None
    b: float | None
    low: float | None = None
    high: float | None = None
    margin: float | None = None
    verdict: Verdict = "identical"
    paired: bool = False
    p: float | None = None
    p_holm: float | None = None
    ladder: str = ""
    unit: str = ""

    @property
    def key(self) -> Key:
        return self.quantity, self.of

    @property
    def difference(self) -> float | None:
        """b - a."""
        return None if self.a is None or self.b is None else self.b - self.a

    @property
    def clear(self) -> bool:
        """Whether its interval excludes 0: it is more than luck."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def differences(
    a: Mapping[Key, Sample], b: Mapping[Key, Sample], margins: Mapping[str, float], *, paired: bool
) -> list[Difference]:
    """Every quantity that either has, in the order of A. *margins* are by family or by name, see `margin_of`."""
    keys = [*a, *(key for key in b if key not in a)]
    found = _independent(a, b, keys) if not paired and not margins else _judged_all(a, b, keys, margins, paired=paired)
    return [replace(one, ladder=(a.get(one.key) or b[one.key]).ladder) for one in found]


def _judged_all(
    a: Mapping[Key, Sample], b: Mapping[Key, Sample], keys: list[Key], margins: Mapping[str, float], *, paired: bool
) -> list[Difference]:
    found = [_difference(key, a.get(key), b.get(key), paired=paired) for key in keys]
    found = [_judged(one, margin_of(one.key, margins)) for one in found] if margins else found
    tested = [one for one in found if one.p is not None]
    adjusted = dict(zip((one.key for one in tested), holm([one.p or 0.0 for one in tested]), strict=True))
    return [replace(one, p_holm=adjusted.get(one.key)) for one in found]


def margin_of(key: Key, margins: Mapping[str, float]) -> float | None:
    """The margin of a quantity: `probability`, `days`, or the name of a count or an outcome."""
    kind, of = key
    group = family(key)
    if group in ("probability", "days"):
        return margins.get(group)
    return margins.get(of if group == "outcomes" else kind)


def overall(found: Iterable[Difference], *, identical: bool) -> Verdict:
    """The verdict of a comparison: the worst of those that decide; undecided where none does."""
    if identical:
        return "identical"
    found = list(found)
    there = {one.verdict for one in found}
    worst: Verdict = next((verdict for verdict in WORST if verdict in there), "undecided")
    if worst != "identical":
        return worst
    if any(one.margin is not None for one in found):
        return "equivalent"
    return "undecided" if "shown" in there else "changed"  # what is not identical differs somewhere


def _difference(key: Key, a: Sample | None, b: Sample | None, *, paired: bool) -> Difference:
    """A quantity on both sides: `changed` wherever anything at all differs."""
    if key[0] in ("blocked_days", "blocked_alone_days") and (a is None or b is None):
        return _with_a_brake_missing(key, a, b, paired=paired)
    if a is None or b is None:
        return Difference(*key, _mean(a), _mean(b), verdict="changed")
    if paired and a.values is not None and b.values is not None:
        return _paired(key, a, b)
    equal = (a.mean, a.n, a.sd, a.rest) == (b.mean, b.n, b.sd, b.rest)
    low, high = _bounds(key, a, b, ALPHA) or (None, None)
    return Difference(*key, a.mean, b.mean, low, high, verdict="identical" if paired and equal else "changed")


def _mean(sample: Sample | None) -> float | None:
    return None if sample is None else sample.mean


def _with_a_brake_missing(key: Key, a: Sample | None, b: Sample | None, *, paired: bool) -> Difference:
    """A brake that is not there holds nothing back; that it is not there is a difference even so."""
    there = a or b
    assert there is not None
    values = None if there.values is None else np.zeros_like(there.values)
    nothing = Sample(0.0, there.n, None if there.sd is None else 0.0, values)
    return replace(_difference(key, a or nothing, b or nothing, paired=paired), verdict="changed")


def _paired(key: Key, a: Sample, b: Sample) -> Difference:
    """The same replications under the same luck."""
    assert a.values is not None
    assert b.values is not None
    plain = Difference(*key, a.mean, b.mean, paired=True)
    if a.values.dtype == np.bool_:
        p = exact_test(int((a.values & ~b.values).sum()), int((b.values & ~a.values).sum()))
        if np.array_equal(a.values, b.values):
            return replace(plain, low=0.0, high=0.0, p=p)
        low, high = paired_shares(a.values, b.values)
        return replace(plain, low=low, high=high, p=p, verdict="changed")
    both = ~np.isnan(a.values) & ~np.isnan(b.values)
    mine, theirs = a.values[both], b.values[both]
    if not len(mine):  # how often there is none is a quantity of its own
        return replace(plain, verdict="identical" if a.mean == b.mean else "shown")
    plain = replace(plain, a=mean_and_sd(mine)[0], b=mean_and_sd(theirs)[0])
    if np.array_equal(mine, theirs):
        return replace(plain, low=0.0, high=0.0)
    bounds = paired_means(mine, theirs) or (None, None)
    return replace(plain, low=bounds[0], high=bounds[1], verdict="changed")


def _bounds(key: Key, a: Sample, b: Sample, alpha: float) -> Bounds | None:
    """The interval between independent samples, where their spread is known."""
    if a.mean is None or b.mean is None or not (a.n and b.n):
        return None
    if family(key) == "probability":
        return unpaired_shares(a.count, a.n, b.count, b.n, alpha)
    if a.sd is None or b.sd is None:
        return None
    return unpaired_means(b.mean - a.mean, (a.sd, a.n), (b.sd, b.n), alpha)


def _independent(a: Mapping[Key, Sample], b: Mapping[Key, Sample], keys: list[Key]) -> list[Difference]:
    """Between independent samples, without a margin: changed where the interval excludes 0, the farthest first in each family.

    The intervals are taken at Holm's levels within a family, and at a family's share of the whole. After the first that does not
    exclude 0, none of its family is called changed; what has no interval is only shown.
    """
    levels = _levels(a, b)
    stopped: set[str] = set()
    verdicts: dict[Key, Difference] = {}
    for key in sorted(levels, key=lambda one: levels[one]):
        low, high = _bounds(key, a[key], b[key], levels[key]) or (None, None)
        if low is None or high is None or low <= 0 <= high:
            stopped.add(family(key))
        verdict: Verdict = "undecided" if family(key) in stopped else "changed"
        verdicts[key] = Difference(*key, a[key].mean, b[key].mean, low, high, verdict=verdict)
    return [verdicts.get(key) or _unbounded(key, a.get(key), b.get(key)) for key in keys]


def _unbounded(key: Key, a: Sample | None, b: Sample | None) -> Difference:
    return Difference(*key, _mean(a), _mean(b), verdict="shown")


def _levels(a: Mapping[Key, Sample], b: Mapping[Key, Sample]) -> dict[Key, float]:
    """The error of every interval: Holm's within a family, and a family's share of the whole."""
    families: dict[str, list[Key]] = {}
    for key in a:
        if key in b and _bounds(key, a[key], b[key], ALPHA):
            families.setdefault(family(key), []).append(key)
    levels: dict[Key, float] = {}
    for keys in families.values():
        found = holm_levels([_score(key, a[key], b[key]) for key in keys], ALPHA / len(families))
        levels.update(zip(keys, found, strict=True))
    return levels


def _score(key: Key, a: Sample, b: Sample) -> float:
    """How far two samples lie apart, in standard errors."""
    low, high = _bounds(key, a, b, ALPHA) or (0.0, 0.0)
    assert a.mean is not None
    assert b.mean is not None
    width = (high - low) / (2 * z_of(ALPHA))
    return abs(b.mean - a.mean) / width if width else (0.0 if a.mean == b.mean else math.inf)


def _judged(one: Difference, margin: float | None) -> Difference:
    """The verdict of a difference by its margin; others have one in any case."""
    if one.verdict == "identical":
        return replace(one, margin=margin)
    if margin is None or one.difference is None:
        return replace(one, verdict="shown")
    one = replace(one, margin=margin)
    if one.low is None or one.high is None:
        return replace(one, verdict="undecided")
    if -margin <= one.low and one.high <= margin:
        return replace(one, verdict="equivalent")
    return replace(one, verdict="changed" if one.low > margin or one.high < -margin else "undecided")


def needed(one: Difference, n: int) -> int | None:
    """How many replications would decide an undecided difference, about: its interval shrinks with their square root.

    None where it lies so near its margin that nobody would play so many, or nothing is known of its interval.
    """
    if one.verdict != "undecided" or one.margin is None or one.low is None or one.high is None or one.difference is None:
        return None
    room = abs(abs(one.difference) - one.margin)
    count = n * ((one.high - one.low) / 2 / room) ** 2 if room else math.inf
    return math.ceil(count) if count <= MOST_TO_DECIDE else None
