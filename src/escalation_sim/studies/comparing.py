"""Two ensembles, quantity by quantity: what differs, by how much, and whether that is more than luck."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from escalation_sim.results.contrasts import (
    Bounds,
    exact_test,
    holm_levels,
    paired_means,
    paired_shares,
    unpaired_means,
    unpaired_shares,
    z_of,
)
from escalation_sim.studies.samples import Key, Sample, family

Verdict = Literal["identical", "equivalent", "changed", "undecided", "shown", "not comparable"]

WORST: tuple[Verdict, ...] = ("not comparable", "changed", "undecided", "equivalent", "identical")
"""The verdicts of a comparison, the worst first."""

ALPHA = 0.05


@dataclass(frozen=True)
class Difference:
    """One quantity under A and under B. *low* and *high* bound b - a, where that can be said; *p* is of the exact test.

    `shown` is a quantity that does not decide: another has a margin and it has none, or nothing bounds it.
    """

    quantity: str
    of: str
    a: float | None
    b: float | None
    low: float | None
    high: float | None
    margin: float | None
    verdict: Verdict
    p: float | None = None

    @property
    def difference(self) -> float | None:
        """b - a."""
        return None if self.a is None or self.b is None else self.b - self.a


def differences(
    a: Mapping[Key, Sample], b: Mapping[Key, Sample], margins: Mapping[str, float], *, paired: bool
) -> list[Difference]:
    """Every quantity that either has, in the order of A. *margins* are by family or by name, see `margin_of`."""
    keys = [*a, *(key for key in b if key not in a)]
    levels = {} if paired else _levels(a, b)
    found = {key: _difference(key, a.get(key), b.get(key), levels.get(key, ALPHA), paired=paired) for key in keys}
    if not paired and not margins:
        return list(_holm(found, levels).values())
    return [_judged(found[key], margin_of(key, margins), among=bool(margins)) for key in keys]


def margin_of(key: Key, margins: Mapping[str, float]) -> float | None:
    """The margin of a quantity: `probability`, `days`, or the name of a count or an outcome."""
    kind, of = key
    group = family(key)
    if group in ("probability", "days"):
        return margins.get(group)
    return margins.get(of if group == "outcomes" else kind)


def overall(found: list[Difference], *, identical: bool) -> Verdict:
    """The verdict of a comparison: the worst of its differences."""
    if identical:
        return "identical"
    there = {one.verdict for one in found}
    worst: Verdict = next((verdict for verdict in WORST if verdict in there), "identical")
    return "equivalent" if worst == "identical" and any(one.margin is not None for one in found) else worst


def _difference(key: Key, a: Sample | None, b: Sample | None, alpha: float, *, paired: bool) -> Difference:
    one, other = a or Sample(None, 0), b or Sample(None, 0)
    plain = Difference(key[0], key[1], one.mean, other.mean, None, None, None, "identical")
    if a is None or b is None or one.mean is None or other.mean is None:
        return plain if (a is None) == (b is None) and one.mean == other.mean else replace(plain, verdict="changed")
    if paired and one.values is not None and other.values is not None:
        return _paired(plain, one, other)
    bounds = _bounds(key, one, other, alpha)
    low, high = bounds or (None, None)
    return replace(plain, low=low, high=high, verdict="identical" if paired and one.mean == other.mean else "changed")


def _paired(plain: Difference, a: Sample, b: Sample) -> Difference:
    """The same replications under the same luck."""
    assert a.values is not None
    assert b.values is not None
    if np.array_equal(a.values, b.values, equal_nan=a.values.dtype != np.bool_):
        return replace(plain, low=0.0, high=0.0)
    if a.values.dtype == np.bool_:
        bounds = paired_shares(a.values, b.values)
        p = exact_test(int((a.values & ~b.values).sum()), int((b.values & ~a.values).sum()))
        return replace(plain, low=bounds[0], high=bounds[1], p=p, verdict="changed")
    both = ~np.isnan(a.values) & ~np.isnan(b.values)
    mine, theirs = a.values[both], b.values[both]
    if not len(mine):
        return replace(plain, verdict="changed")
    plain = replace(plain, a=float(mine.mean()), b=float(theirs.mean()), verdict="changed")
    means = paired_means(mine, theirs)
    return replace(plain, low=means[0], high=means[1]) if means else plain


def _bounds(key: Key, a: Sample, b: Sample, alpha: float) -> Bounds | None:
    """The interval between independent samples, where their spread is known."""
    if a.mean is None or b.mean is None or not (a.n and b.n):
        return None
    if family(key) == "probability":
        return unpaired_shares(a.count, a.n, b.count, b.n, alpha)
    if a.sd is None or b.sd is None:
        return None
    return unpaired_means(b.mean - a.mean, a.sd, a.n, b.sd, b.n, alpha)


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


def _holm(found: dict[Key, Difference], levels: Mapping[Key, float]) -> dict[Key, Difference]:
    """Between independent samples, without a margin: changed where the interval excludes 0, the farthest first in each family.

    After the first that does not, none of its family is called changed; what has no interval is only shown.
    """
    judged = {key: replace(one, verdict="shown") if one.verdict == "changed" else one for key, one in found.items()}
    stopped: set[str] = set()
    for key in sorted(levels, key=lambda one: levels[one]):
        low, high = found[key].low, found[key].high
        assert low is not None
        assert high is not None
        if low <= 0 <= high:
            stopped.add(family(key))
        judged[key] = replace(found[key], verdict="undecided" if family(key) in stopped else "changed")
    return judged


def _judged(one: Difference, margin: float | None, *, among: bool) -> Difference:
    """The verdict of a difference by its margin, *among* others that have one."""
    if margin is None:
        return replace(one, verdict="shown") if among else one
    if one.verdict == "identical" or one.difference is None:
        return replace(one, margin=margin)
    if one.low is None or one.high is None:
        return replace(one, margin=margin, verdict="undecided")
    if -margin <= one.low and one.high <= margin:
        return replace(one, margin=margin, verdict="equivalent")
    if one.low > margin or one.high < -margin:
        return replace(one, margin=margin, verdict="changed")
    return replace(one, margin=margin, verdict="undecided")


def needed(one: Difference, n: int) -> int | None:
    """How many replications would decide an undecided difference, about: its interval shrinks with their square root."""
    if one.verdict != "undecided" or one.margin is None or one.low is None or one.high is None or one.difference is None:
        return None
    room = abs(abs(one.difference) - one.margin)
    return math.ceil(n * ((one.high - one.low) / 2 / room) ** 2) if room else None
