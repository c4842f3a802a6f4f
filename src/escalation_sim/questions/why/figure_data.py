"""What the picture of why shows, before it is drawn: a bar for each thing in the way, and the steps that the brakes take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escalation_sim.model.scenario import Scenario
from escalation_sim.model.uses import draws_luck
from escalation_sim.presentation.prose import PLAIN, one_line
from escalation_sim.presentation.wording import capital, inside, percent, plural
from escalation_sim.questions.why.many import WhyMany
from escalation_sim.questions.why.naming import Naming
from escalation_sim.questions.why.words_many import Kind, kind_of, obstacle_in_words
from escalation_sim.results.statistics import wilson

MOST = 6
"""Bars of a kind; what is left over is one more."""

Interval = tuple[float, float]


@dataclass(frozen=True)
class Row:
    """A bar from *start* to *end*, with the titles that stand left of it, and its number.

    *kind*: `brake`, `other` or `rest` of what stood in the way; `total`, `took` or `gave` of a share.
    """

    name: str
    titles: tuple[str, ...]
    kind: str
    start: float
    end: float
    number: str
    interval: Interval | None = None


def in_the_way(found: WhyMany, scenario: Scenario) -> list[Row]:
    """How many histories each thing stopped, the most frequent first; they add up to those that did not get there."""
    counts = Counter(kind_of(one) for one in found.obstacles)
    often = Counter(name for one in found.obstacles for name in one.brakes)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [_stopped(found, count, _titles(kind, often, found, scenario), *_named(kind)) for kind, count in ordered[:MOST]]
    if rest := ordered[MOST:]:
        title = capital(plural(len(rest), "other way", "other ways") + " of stopping short")
        rows.append(_stopped(found, sum(count for _, count in rest), (title,), "rest", "rest"))
    return rows


def _named(kind: Kind) -> tuple[str, str]:
    phase, brakes, _ = kind
    return " ".join((phase, *brakes)), "brake" if phase == "blocked" else "other"


def _stopped(found: WhyMany, count: int, titles: tuple[str, ...], name: str, kind: str) -> Row:
    n, short = len(found.reached), len(found.obstacles)
    low, high = wilson(count, n)
    interval = (low * n, high * n) if has_luck(found) else None
    return Row(name, titles, kind, 0, count, f"{count:,} ({percent(count / short)})", interval)


def _titles(kind: Kind, often: Mapping[str, int], found: WhyMany, scenario: Scenario) -> tuple[str, ...]:
    """The brakes that were on together, by their titles; or the other thing that stood in the way.

    The rarest comes first: where there is no room for all, the bars differ in what is named.
    """
    phase, brakes, _ = kind
    if phase != "blocked" or not brakes:
        return (capital(obstacle_in_words(kind, Naming(found.question, PLAIN))),)
    first, *others = (one_line(scenario.title_of(name)) for name in sorted(brakes, key=lambda name: often[name]))
    return (first, *(f"+ {inside(title)}" for title in others))


def steps(found: WhyMany, scenario: Scenario) -> list[Row]:
    """From the probability without all brakes, by the share of each, to that with all; none where no brake blocks the stage.

    Brakes that add come first, so that the steps seldom lead below nothing.
    """
    n, shares = len(found.reached), found.shares.shares
    if not shares:
        return []
    free, kept = found.shares.free, int(found.reached.sum())
    ordered = sorted(shares.items(), key=lambda item: (-abs(item[1]), item[0]))
    shown, rest = sorted(ordered[:MOST], key=lambda item: item[1] >= 0), ordered[MOST:]
    taken = [(name, (one_line(scenario.title_of(name)),), share) for name, share in shown]
    if rest:
        taken.append(("rest", (plural(len(rest), "other brake"),), sum(share for _, share in rest)))
    without = "Without this brake" if len(shares) == 1 else f"Without any of these {len(shares)} brakes"
    rows, level = [_total(found, "free", without, free)], free / n
    for name, titles, share in taken:
        rows.append(Row(name, titles, "gave" if share < 0 else "took", level, level - share, _points(-share)))
        level -= share
    return [*rows, _total(found, "kept", "With it" if len(shares) == 1 else "With all of them", kept)]


def _total(found: WhyMany, name: str, title: str, count: int) -> Row:
    n = len(found.reached)
    return Row(name, (title,), "total", 0, count / n, _short(count / n, " %"), wilson(count, n) if has_luck(found) else None)


def _points(change: float) -> str:
    """A change in points with its sign; with the same digits as the probabilities, so that they are seen to add up."""
    sign = "+" if change > 0 else "-" if change < 0 else ""
    return f"{sign}{_short(abs(change), ' points')}"


def _short(share: float, unit: str) -> str:
    """A share in hundredths with one digit behind the point; only nothing is 0."""
    text = f"{share * 100:.1f}".removesuffix(".0")
    return f"{'<0.1' if text == '0' and share > 1e-12 else text}{unit}"


def has_luck(found: WhyMany) -> bool:
    """Whether other histories could have told something else: whether a share needs an interval."""
    setup = found.question.setup
    return draws_luck(setup.scenario) or bool(setup.uncertain)


def ends(rows: Sequence[Row]) -> Interval:
    """From where to where the bars and their intervals go: at least from 0."""
    reached = [end for row in rows for end in (row.start, row.end, *(row.interval or ()))]
    return min(0.0, *reached), max(reached)
