"""Why so many of many histories reach a stage, in sentences that a student can repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from escalation_sim.presentation.prose import PLAIN, Block, Heading, Paragraph, Point, Style
from escalation_sim.presentation.wording import listed, percent, percent_range, plural, points
from escalation_sim.questions.why.many import WhyMany
from escalation_sim.questions.why.naming import Naming
from escalation_sim.questions.why.obstacles import Obstacle
from escalation_sim.questions.why.removals import Removal
from escalation_sim.results.statistics import proportion

MOST = 8
"""Rows of a list; what is left over is summed up."""

Kind = tuple[str, tuple[str, ...], bool]
"""What stood in the way: a phase, the brakes that were on, whether it ended with a no."""


def many_blocks(found: WhyMany, style: Style) -> Iterator[Block]:
    """The answer, what stood in the way, what single removals change, and what each brake took."""
    words = _Words(found, style)
    yield Paragraph(f"{words.answer()} {words.first_why()}".rstrip())
    yield from words.in_the_way()
    yield from words.alone()
    yield from words.taken()


def first_why(found: WhyMany, *, too_many: bool = False) -> str:
    """The first why alone: what stood in the way; or, of *too_many*, that without which the fewest would get there."""
    words = _Words(found, PLAIN)
    if not too_many:
        return words.first_why()
    most = min(found.without, key=lambda one: (one.difference, one.name), default=None)
    if most is None or most.difference >= 0:
        return ""
    return f"Without {words.naming.thing(most.name)} {percent(most.probability)} would get there, not {words.share}."


class _Words:
    def __init__(self, found: WhyMany, style: Style) -> None:
        self.found, self.style = found, style
        self.naming = Naming(found.question, style)
        self.n, self.count = len(found.reached), int(found.reached.sum())
        self.short = self.n - self.count
        self.kinds = Counter(kind_of(one) for one in found.obstacles)
        self.without = {one.name: one for one in found.without}

    @property
    def share(self) -> str:
        return percent(self.count / self.n)

    def answer(self) -> str:
        interval = proportion(self.found.reached)
        between = f"95 % interval {percent_range(interval['low'], interval['high'])} %"
        who, goal = self.naming.begins, self.naming.goal
        if self.n == 1:
            return f"{who} {'reaches' if self.count else 'does not reach'} {goal} in the only history that was played."
        how_many = "all" if not self.short else f"{self.count:,} of" if self.count else "none of"
        return f"{who} reaches {goal} in {how_many} {self.n:,} histories ({self.share}, {between})."

    def first_why(self) -> str:
        """What stood in the way most often, and what it would be without it."""
        if not self.short:
            return ""
        kind, count = self.ordered()[0]
        _, brakes, _ = kind
        text = f"In {self.of_those(count)}, {obstacle_in_words(kind, self.naming)}{' at the last chance' if brakes else ''}."
        removal = self.without.get(brakes[0]) if len(brakes) == 1 else None
        if removal is None or self.n == 1:
            return text
        if not removal.gained and not removal.lost:
            return f"{text} Yet without it as many would get there: something else would have stopped them."
        return f"{text} Without it {percent(removal.probability)} would get there, not {self.share}."

    def ordered(self) -> list[tuple[Kind, int]]:
        """What stood in the way and how often, the most frequent first."""
        return sorted(self.kinds.items(), key=lambda item: (-item[1], item[0]))

    def of_those(self, count: int) -> str:
        """`231 of the 682 histories that stop short`."""
        if self.short == 1:
            return "the only history that stops short"
        return f"{'all' if count == self.short else f'{count:,} of the'} {self.short:,} histories that stop short"

    def in_the_way(self) -> Iterator[Block]:
        if self.short < 2 or len(self.kinds) < 2:
            return
        yield Heading("What stood in the way")
        yield Paragraph(
            f"Each of the {self.short:,} histories that stop short is counted once: by what stood in the way the last time that "
            f"{self.naming.actor} came as near as it ever did."
        )
        ordered, thing = self.ordered(), self.naming.titled_once()
        for kind, count in ordered[:MOST]:
            yield Point(f"{count:,} ({percent(count / self.short)}): {obstacle_in_words(kind, self.naming, thing)}")
        if rest := ordered[MOST:]:
            count = sum(count for _, count in rest)
            others = plural(len(rest), "other way", "other ways")
            yield Point(f"{count:,} ({percent(count / self.short)}): {others} of stopping short")

    def alone(self) -> Iterator[Block]:
        if not self.found.without:
            return
        yield Heading("Without one event or brake")
        matter = sorted((one for one in self.found.without if matters(one)), key=_order)
        if not matter:
            yield Paragraph(
                f"Taken out alone, none of the {plural(len(self.found.without), 'event and brake', 'events and brakes')} "
                f"changes how many histories get there by more than luck might."
            )
            return
        yield Paragraph(
            f"How many of the same histories would get there with one event or brake taken out, instead of {self.share}, with "
            "the difference in percentage points and its 95 % interval. Do not add these up: two that are each enough, or only "
            "together, are counted twice, or never."
        )
        needed = [one for one in matter if not one.probability]
        single = [one for one in matter if one.probability or len(needed) < 2]
        for one in single[:MOST]:
            yield Point(self.removal(one))
        if len(needed) > 1:
            which = listed([self.naming.thing(one.name) for one in needed], "or")
            yield Point(f"without any one of these none gets there: {which}")
        if rest := single[MOST:]:
            names = listed([f"{self.style.code(one.name)} {_signed(one.difference)}" for one in rest])
            yield Point(f"less, in points: {names}")
        if others := len(self.found.without) - len(matter):
            yield Point(f"the other {others:,}: no difference that luck might not have made")

    def removal(self, one: Removal) -> str:
        low, high = one.bounds
        changed = [f"{one.gained:,} more get there"] if one.gained else []
        changed += [f"{one.lost:,} no longer do" if one.gained else f"{one.lost:,} no longer get there"] if one.lost else []
        difference = f"{_signed(one.difference)} {_unit(one.difference)}"
        return (
            f"without {self.naming.thing(one.name)}: {percent(one.probability)}, {difference} "
            f"({_signed(low)} to {_signed(high)}); {' and '.join(changed)}"
        )

    def taken(self) -> Iterator[Block]:
        shares = self.found.shares
        if not shares.shares:
            yield Heading("What each brake took")
            yield Paragraph("No brake can hold this stage back.")
            return
        total = sum(shares.shares.values())
        orders = "all orders in which they can be taken out" if shares.exact else "200 orders, drawn by luck, of taking them out"
        yield Heading("What each brake took")
        yield Paragraph(
            f"Together the brakes that can hold this stage back took {_size(total)}: from {percent(shares.free / self.n)} "
            f"without all of them to {self.share}. A brake's share is what taking it out adds, on average over {orders}; these "
            "add up, unlike the single ones."
        )
        ordered = sorted(shares.shares.items(), key=lambda item: (-item[1], item[0]))
        for name, share in ordered[:MOST]:
            yield Point(f"{_size(share)}: {self.naming.thing(name)}")
        if rest := ordered[MOST:]:
            names = plural(len(rest), "other brake")
            yield Point(f"{_size(sum(share for _, share in rest))}: {names}")


def kind_of(one: Obstacle) -> Kind:
    """What stood in the way, as histories are counted by it; a way to nowhere is a phase of its own."""
    return ("nowhere" if one.way is None else one.phase), tuple(one.brakes), one.refused and one.phase == "deciding"


def obstacle_in_words(kind: Kind, naming: Naming, thing: Callable[[str], str] | None = None) -> str:
    """What stood in the way, in a clause; brakes by their titles, or as *thing* has them."""
    phase, brakes, refused = kind
    if phase == "blocked":
        held = listed([thing(name) for name in brakes]) if thing else naming.titles(brakes)
        if not brakes:
            return "a brake stood in the way, which had gone off by then"
        return f"{held} {'alone' if len(brakes) == 1 else 'together'} stood in the way"
    if phase == "deciding":
        return "the decision was a no" if refused else "a decision had begun and was not finished"
    return {
        "building": "the conditions held, but not for long enough",
        "closed": "the way stayed closed after a no",
        "watching": "the conditions never held",
        "nowhere": f"{naming.actor} never stood at a step from which a way leads there",
    }[phase]


def matters(one: Removal) -> bool:
    """Whether the interval of the difference leaves out 0."""
    low, high = one.bounds
    return low > 0 or high < 0


def _order(one: Removal) -> tuple[bool, float, str]:
    """What lets more get there first, each by its size."""
    return one.difference < 0, -abs(one.difference), one.name


def _signed(share: float) -> str:
    """A difference in points with its sign."""
    text = points(abs(share))
    return text if text == "0" else f"{'+' if share > 0 else '-'}{text}"


def _unit(share: float) -> str:
    return "point" if points(abs(share)) == "1" else "points"


def _size(share: float) -> str:
    """`20 points`, `-0.3 points`, `1 point`."""
    return f"{'-' if share < 0 else ''}{points(abs(share))} {_unit(share)}"
