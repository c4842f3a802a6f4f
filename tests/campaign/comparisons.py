"""`python -m tests.campaign.comparisons`: how often `compare` calls luck a change, how often it finds one, and coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from escalation_sim.language.loading import Document, load
from escalation_sim.questions.compare.compare import compare
from escalation_sim.questions.compare.differences import Difference
from escalation_sim.questions.compare.sides import Side, played
from escalation_sim.results.contrasts import paired_means, paired_shares, unpaired_means, unpaired_shares
from escalation_sim.results.statistics import wilson
from escalation_sim.running.setups import Settings, Setup
from tests.places import SCENARIOS

Bounds = tuple[float, float] | None


@cache
def document(name: str) -> Document:
    """A scenario of ours."""
    return load(SCENARIOS / f"{name}.yaml")


def side(name: str, seed: int, n: int, **changed: float) -> Side:
    """A scenario, run."""
    found = document(name)
    return played(name, found, Setup(found.scenario, Settings(seed, changed)), n, [], jobs=1)


def alarms(name: str, pairs: Iterable[int], n: int) -> list[int]:
    """The pairs of seeds under which a scenario is said to differ from itself."""
    return [
        pair
        for pair in pairs
        if compare(side(name, 2 * pair, n), side(name, 2 * pair + 1, n), unpaired=True).verdict == "changed"
    ]


def found(seeds: Iterable[int], n: int, stage: str, **changed: float) -> dict[str, int]:
    """How often a change in a parameter of the base scenario is found in the probability of a stage, by which rule."""
    counts = dict.fromkeys(("verdict", "interval", "exact test", "exact test, Holm", "unpaired verdict", "unpaired interval"), 0)
    for seed in seeds:
        a, b = side("base", seed, n), side("base", seed, n, **changed)
        paired = _of(compare(a, b).differences, stage)
        independent = _of(compare(a, side("base", seed + 1_000_000, n, **changed), unpaired=True).differences, stage)
        counts["verdict"] += paired.verdict == "changed"
        counts["interval"] += not _holds((paired.low or 0.0, paired.high or 0.0), 0.0)
        counts["exact test"] += paired.p is not None and paired.p < 0.05
        counts["exact test, Holm"] += paired.p_holm is not None and paired.p_holm < 0.05
        counts["unpaired verdict"] += independent.verdict == "changed"
        alone = unpaired_shares(round((independent.a or 0) * n), n, round((independent.b or 0) * n), n)
        counts["unpaired interval"] += not _holds(alone, 0.0)
    return counts


def _of(differences: Iterable[Difference], stage: str) -> Difference:
    return next(one for one in differences if one.key == ("reached", stage))


def _holds(bounds: Bounds, truth: float) -> bool:
    return bounds is not None and bounds[0] - 1e-12 <= truth <= bounds[1] + 1e-12


def coverage(repeats: int, seed: int = 1) -> dict[str, float]:
    """How often the 95 % intervals hold a truth that is known."""
    luck = np.random.default_rng(seed)
    return {name: sum(_holds(*one(luck)) for _ in range(repeats)) / repeats for name, one in CASES.items()}


Luck = np.random.Generator


def _shares(n: int, p: float, gained: float, lost: float) -> Callable[[Luck], tuple[Bounds, float]]:
    """The same replications: *p* of them hold under A, *gained* under B alone, *lost* under A alone."""

    def one(luck: Luck) -> tuple[Bounds, float]:
        kind = luck.choice(4, n, p=[p - lost, lost, gained, 1 - p - gained])
        return paired_shares(kind <= 1, (kind == 0) | (kind == 2)), gained - lost

    return one


def _independent(n_a: int, a: float, n_b: int, b: float) -> Callable[[Luck], tuple[Bounds, float]]:
    def one(luck: Luck) -> tuple[Bounds, float]:
        return unpaired_shares(luck.binomial(n_a, a), n_a, luck.binomial(n_b, b), n_b), b - a

    return one


def _wilson(n: int, p: float) -> Callable[[Luck], tuple[Bounds, float]]:
    def one(luck: Luck) -> tuple[Bounds, float]:
        return wilson(luck.binomial(n, p), n), p

    return one


def _days(luck: Luck, n: int) -> NDArray[np.float64]:
    """Days at a stage that a third of the histories reach: most are 0, the rest spread out."""
    return np.where(luck.random(n) < 0.3, luck.exponential(100.0, n), 0.0)


def _same_luck(n: int) -> Callable[[Luck], tuple[Bounds, float]]:
    """Days under A, and under B a tenth more in one history of five, a mean difference of 0.6."""

    def one(luck: Luck) -> tuple[Bounds, float]:
        a = _days(luck, n)
        return paired_means(a, a * np.where(luck.random(n) < 0.2, 1.1, 1.0)), 30.0 * 0.1 * 0.2

    return one


def _two_lucks(n: int, m: int) -> Callable[[Luck], tuple[Bounds, float]]:
    """Days under A, and 5 more under B."""

    def one(luck: Luck) -> tuple[Bounds, float]:
        a, b = _days(luck, n), _days(luck, m) + 5.0
        return unpaired_means(b.mean() - a.mean(), (a.std(ddof=1), n), (b.std(ddof=1), m)), 5.0

    return one


CASES: dict[str, Callable[[Luck], tuple[Bounds, float]]] = {
    "paired shares, 1000, 32 % to 40 %, one way": _shares(1000, 0.32, 0.08, 0.0),
    "paired shares, 1000, 30 % to 32 %, both ways": _shares(1000, 0.3, 0.04, 0.02),
    "paired shares, 1000, 30 %, even": _shares(1000, 0.3, 0.05, 0.05),
    "paired shares, 2000, 31 % to 33 %, one way": _shares(2000, 0.31, 0.02, 0.0),
    "paired shares, 1000, 2.5 % to 3.5 %": _shares(1000, 0.025, 0.015, 0.005),
    "paired shares, 1000, 50 %, loosely tied": _shares(1000, 0.5, 0.2, 0.15),
    "paired shares, 200, 30 % to 35 %": _shares(200, 0.3, 0.1, 0.05),
    "paired means, 1000": _same_luck(1000),
    "paired means, 5000": _same_luck(5000),
    "Wilson, 1000, 32 %": _wilson(1000, 0.32),
    "Wilson, 1000, 2.5 %": _wilson(1000, 0.025),
    "independent shares, 1000 and 1000, 32 % and 40 %": _independent(1000, 0.32, 1000, 0.4),
    "independent shares, 1000 and 2000, 2.5 % and 3.5 %": _independent(1000, 0.025, 2000, 0.035),
    "independent shares, 200 and 200, 30 % and 35 %": _independent(200, 0.3, 200, 0.35),
    "independent means, 1000 and 1000": _two_lucks(1000, 1000),
    "independent means, 200 and 1000": _two_lucks(200, 1000),
}


def main() -> None:
    """Report all three."""
    for name, share in coverage(2000).items():
        print(f"{name}: {100 * share:.1f} %", flush=True)  # noqa: T201 - a campaign reports on the terminal
    counts = found(range(100), 2000, "defensive_weapons", opening_support=29)
    print("opening_support 28 → 29, 2000 replications, 100 seeds:", counts)  # noqa: T201
    for n in (1000, 100):
        wrong = alarms("base", range(200), n)
        print(f"base against itself, 200 pairs of seeds, {n} replications, all quantities: {len(wrong)} changed")  # noqa: T201


if __name__ == "__main__":
    main()
