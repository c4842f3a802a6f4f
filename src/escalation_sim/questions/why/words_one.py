"""Why one history reached a stage, or did not: how near it came, or what led to it, and every single change that flips it."""

from __future__ import annotations

from collections.abc import Iterator

from escalation_sim.engines.history import Step
from escalation_sim.presentation.prose import Block, Heading, Paragraph, Point, Style
from escalation_sim.presentation.wording import capital, exact, listed, percent, plural
from escalation_sim.questions.history.reasons import because
from escalation_sim.questions.history.steps import stage_title
from escalation_sim.questions.why.flips import Flip
from escalation_sim.questions.why.naming import Naming
from escalation_sim.questions.why.nearest import near_misses
from escalation_sim.questions.why.one import Alone, WhyOne

MOST = 8
"""Rows of a list; what is left over is summed up."""


def one_blocks(found: WhyOne, style: Style) -> Iterator[Block]:
    """The answer, what led to it or how near it came, and whatever single change flips it."""
    words = _Words(found, style)
    yield Paragraph(words.answer())
    yield from words.led_to_it() if found.reached else words.how_near()
    yield from words.changes()
    yield from words.without()
    yield from words.together()


class _Words:
    def __init__(self, found: WhyOne, style: Style) -> None:
        self.found, self.style = found, style
        self.question, self.naming = found.question, Naming(found.question, style)
        self.flips = [one for one in found.changes if one.flips_at is not None]
        self.would = "it would not get there" if found.reached else "it would get there"

    def answer(self) -> str:
        who, goal = self.naming.begins, self.naming.goal
        if self.found.minute is not None:
            text = f"{who} reaches {goal}, on {self.naming.on_day(self.found.minute)}."
        else:
            text = f"{who} does not reach {goal}{self.too_late()}."
        return f"{text} {self.nearest_change()}"

    def too_late(self) -> str:
        """That it is reached after the date that was asked about."""
        late = self.found.history.of(self.question.ladder.name).first_reached[self.question.place]
        return "" if late is None else f", but only on {self.naming.on_day(late)}"

    def nearest_change(self) -> str:
        """The first reason in a sentence: a brake that is enough alone, or the smallest change of a number."""
        alone = [one for one in self.found.without if one.kind == "brake" and self.is_flipped(one)]
        if alone:
            which = listed([self.naming.titles((one.name,)) for one in alone[:3]], "or")
            return capital(f"without {which} {self.would}{self.when(alone[0].minute) if len(alone) == 1 else ''}.")
        if self.flips:
            return f"The smallest single change of a number that makes the difference: {self.had(self.flips[0])}."
        if self.found.together:
            return f"No single brake is in the way: without {self.naming.titles(self.found.together[0])} together {self.would}."
        lists = ["event"] * bool(self.question.scenario.events) + ["brake"] * bool(self.question.scenario.brakes)
        outs = f" and no single {' or '.join(lists)} taken out" if lists else ""
        if any(self.is_flipped(one) for one in self.found.without):
            outs = ""
        return f"No single change of a number within its range{outs} makes a difference."

    def is_flipped(self, one: Alone) -> bool:
        return (one.minute is not None) != self.found.reached

    def when(self, minute: int | None) -> str:
        return "" if minute is None else f", on {self.naming.date(minute)}"

    def had(self, flip: Flip) -> str:
        """`had “What the law weighs” (law_weighs) been 8.02 points of will and not 26, it would get there, on 2025-12-18`."""
        parameter = flip.parameter
        assert flip.roughly is not None
        at, present = exact(flip.roughly, self.style.words(parameter.unit)), exact(_told_apart(flip.value, flip.roughly))
        numbers = f"{at} and not {present}"
        return f"had {self.naming.thing(parameter.name)} been {numbers}, {self.would}{self.when(flip.then)}"

    def how_near(self) -> Iterator[Block]:
        yield Heading("How near it came")
        for sentence in near_misses(self.found):
            yield Point(self.naming.sentence(sentence))
        moves = [one for one in self.found.history.of(self.question.ladder.name).moves if one.minute < self.question.by]
        if moves and moves[-1].target < max(one.target for one in moves):
            title = stage_title(self.question.scenario, self.question.ladder, moves[-1].target)
            where, last = self.style.words(f"“{title}”"), self.naming.date(moves[-1].minute)
            yield Point(f"{self.naming.actor} has stepped down since then: it ends at {where}, where it has stood since {last}")

    def led_to_it(self) -> Iterator[Block]:
        """The moves up to the stage, each with its reasons, and the events that set what its condition read."""
        yield Heading("What led to it")
        trace = self.found.history.trace
        assert trace is not None
        assert self.found.minute is not None
        for step in (one for one in trace.happenings if isinstance(one, Step) and one.minute <= self.found.minute):
            if step.kind == "moved" and step.dossier.ladder == self.question.ladder.name:
                yield from self.move(step)

    def move(self, step: Step) -> Iterator[Block]:
        dossier, scenario, ladder = step.dossier, self.question.scenario, self.question.ladder
        title = stage_title(scenario, ladder, dossier.target)
        verb = "climbs to" if dossier.target > dossier.source else "steps down to"
        for reading in sorted(dossier.readings, key=lambda one: one.changed_at):
            if reading.changed_by in {event.name for event in scenario.events}:
                value = f"{self.style.code(reading.name)} becomes {exact(float(f'{reading.value:.4g}'))}"
                unit = self.style.words(scenario.units.get(reading.name, ""))
                event = self.naming.thing(reading.changed_by)
                yield Point(f"{self.naming.date(reading.changed_at)}: {event}: {value} {unit}".strip())
        yield Point(f"{self.naming.date(step.minute)}: {self.naming.actor} {verb} {self.style.words(f'“{title}”')}")
        yield Point(self.naming.sentence("; ".join(because(self.question.setup.programme, step))), 1)

    def changes(self) -> Iterator[Block]:
        if not self.found.changes:
            return
        yield Heading("What else would have had to be different")
        if self.flips:
            yield Paragraph("Each of these alone, the smallest change first, as a share of the range that the file gives it:")
        for one in self.flips[:MOST]:
            yield Point(f"{self.had(one)} ({percent(one.share or 0.0)} of its range away)")
        rest = self.flips[MOST:]
        if rest:
            names = listed([self.style.code(one.parameter.name) for one in rest])
            yield Point(f"or, with a larger change, any of {plural(len(rest), 'other')}: {names}")
        if others := len(self.found.changes) - len(self.flips):
            what = "other number" if self.flips else "number"
            yield Point(f"of {plural(others, what)} with a range no value within it that was tried makes a difference")

    def without(self) -> Iterator[Block]:
        if not self.found.without:
            return
        yield Heading("Without one event or brake")
        flipped = [one for one in self.found.without if self.is_flipped(one)]
        for one in flipped[:MOST]:
            yield Point(f"without {self.naming.thing(one.name)}, {one.kind}: {self.would}{self.when(one.minute)}")
        if rest := flipped[MOST:]:
            names = listed([self.style.code(one.name) for one in rest], "or")
            yield Point(f"the same without any of {plural(len(rest), 'other')}: {names}")
        if others := len(self.found.without) - len(flipped):
            which = f"any other of the {len(self.found.without):,}" if flipped else f"any one of the {others:,} events and brakes"
            still = "it still gets there" if self.found.reached else "it still does not get there"
            yield Point(f"without {which} {still}")

    def together(self) -> Iterator[Block]:
        if not self.found.together:
            return
        yield Heading("Brakes that must be out together")
        yield Paragraph(f"None of these brakes is enough alone, nor a part of any row: without all brakes of a row {self.would}.")
        for names in self.found.together[:MOST]:
            yield Point(listed([self.naming.thing(name) for name in names]))
        if (rest := len(self.found.together) - MOST) > 0:
            yield Point(f"and {plural(rest, 'more set', 'more sets')}")


def _told_apart(value: float, other: float) -> float:
    """A value as it stands in a file; one that was drawn, in so few digits that it can be told from another one beside it."""
    if value == float(f"{value:.9g}"):
        return value
    rounded = (float(f"{value:.{digits}g}") for digits in (4, 6, 9, 12))
    return next((short for short in rounded if (short - other) * (value - other) > 0), value)
