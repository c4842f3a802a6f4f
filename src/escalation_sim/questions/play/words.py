"""A game in words, as it goes: who the player is, each decision that is put, what is told on asking."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from escalation_sim import clock
from escalation_sim.engines.changes import Answer
from escalation_sim.engines.history import Happening
from escalation_sim.language.loading import Document
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import told_apart, whose
from escalation_sim.presentation.wording import amount, capital, last_day, listed, on_day
from escalation_sim.questions.history.account import WIDTH, dated
from escalation_sim.questions.history.steps import stage_title
from escalation_sim.questions.play.answers import EXPECTED
from escalation_sim.questions.play.code import code_of
from escalation_sim.questions.play.game import Game, Put
from escalation_sim.questions.play.moment import Moment, after, beginning
from escalation_sim.questions.play.seen import Sight, lines_seen, sight_of
from escalation_sim.questions.play.weighing import (
    BrakeSeen,
    Weighing,
    brakes,
    facts_against,
    facts_for,
    facts_of_brake,
    open_part,
    why_now,
)
from escalation_sim.running.setups import Setup

MORE = "?"
NO_LONGER = "has ceased to hold"
QUIT = "q"


@dataclass
class Telling:
    """Tells a game decision by decision: *moment* is how things stood at the last one, *told* how much has been told."""

    document: Document
    setup: Setup
    replication: int
    width: int = WIDTH
    moment: Moment = field(init=False)
    told: int = 0
    ways_told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.moment = beginning(self.setup, self.replication)

    @property
    def scenario(self) -> Scenario:
        """The scenario that is played."""
        return self.setup.scenario

    def sight(self) -> Sight:
        """What the player sees."""
        return sight_of(self.setup.programme)

    def opening(self) -> str:
        """What the player is told before anything happens."""
        scenario = self.scenario
        actor = whose(scenario, scenario.main)
        start, end = clock.spoken(scenario.start, 0), last_day(scenario)
        text = (
            f"You are {actor}, from {start} to {end}. Whenever a decision on its ladder is due, it is put to you: {EXPECTED}. "
            f"You see what {actor} sees; what is hidden from it, and what luck would have said, you are told at the end."
        )
        paragraphs = [
            [*self.wrapped(scenario.title), *self.wrapped(text), *self.set_aside()],
            ["The ladder, the highest stage first:", *self.ladder()],
            self.wrapped(
                f"Replication {self.replication} of seed {self.setup.settings.seed}. The code of this history is "
                f"{code_of(self.setup, self.replication)}: who has the same code plays the same history."
            ),
        ]
        return "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"

    def set_aside(self) -> list[str]:
        """What differs from the file, as far as it can be seen."""
        sight, settings = self.sight(), self.setup.settings
        values = [f"{name} = {amount(value)}" for name, value in sorted(settings.changed.items())]
        text = f"Changed: {listed(values)}. " if values else ""
        aside = [f"“{self.scenario.title_of(name)}”" for name in settings.without if name in sight.brakes]
        if aside:
            text += f"What would hold you back, and is left to you to weigh: {listed(aside)}."
        return self.wrapped(text)

    def ladder(self) -> Iterator[str]:
        """Every stage with its measures, and where the player begins."""
        main = self.scenario.main
        for place in reversed(range(len(main.stages))):
            mark = ">" if place == main.start_stage else " "
            stage = main.stages[place]
            measures = f" ({', '.join(stage.measures)})" if stage.measures else ""
            yield from self.wrapped(f"{stage_title(self.scenario, main, place)}{measures}", f" {mark} ", "     ")

    def decision(self, put: Put) -> tuple[str, Weighing]:
        """A decision that is put, with what has happened since the last one; and what speaks for and against it."""
        programme = self.setup.programme
        news = put.happened[self.told :]
        moment = after(programme, self.moment, news, put.minute)
        it = Weighing(self.sight(), self.document.evidence, put, moment, self.setup.changes.left_out)
        lines = [*self.since(news, put.number), "", *self.standing(it), "", *self.question(it)]
        self.moment, self.told = moment, len(put.happened)
        return "\n".join(lines) + "\n", it

    def since(self, news: Iterable[Happening], number: int) -> list[str]:
        """What has happened since the last decision."""
        values = {quantity.name: self.moment.value(self.setup.programme, quantity.name) for quantity in self.scenario.quantities}
        seen = lines_seen(self.sight(), values, news)
        head = "─" * self.width
        if not seen:
            return [head, "Nothing that you would have seen has happened since."]
        first = f"Since {clock.spoken(self.scenario.start, self.moment.minute)}:" if number else "What has happened:"
        return [head, first, *dated(self.setup.programme, seen, self.width)]

    def last(self, game: Game) -> str:
        """What has happened since the last decision, once the period is over."""
        assert game.history.trace is not None
        lines = self.since(game.history.trace.happenings[self.told :], len(game.decisions))
        end = f"It is {last_day(self.scenario)}, and the period is over."
        return "\n".join([*lines, "", *self.wrapped(end)]) + "\n"

    def standing(self, it: Weighing) -> list[str]:
        """Every quantity that is not hidden, and what it was at the last decision where it has changed."""
        rows = []
        for quantity in told_apart(self.scenario).quantities:
            if quantity.name not in it.sight.quantities:
                continue
            was, now = (moment.value(it.sight.programme, quantity.name) for moment in (self.moment, it.moment))
            one, other = amount(was), amount(now)
            title = one_line(quantity.note.title or quantity.name.replace("_", " "))
            rows.append((title, f"{other} {quantity.unit}".strip(), f"(was {one})" if one != other else ""))
        if not rows:
            return []
        wide = min(max(len(title) for title, _, _ in rows), self.width // 2)
        head = f"How things stand on {clock.spoken(self.scenario.start, it.put.minute)}:"
        lines = (
            f"{textwrap.shorten(title, wide, placeholder=' …'):<{wide}}  {value} {was}".rstrip() for title, value, was in rows
        )
        return [head, *(line for text in lines for line in self.wrapped(text, "  ", "      ", whole=True))]

    def question(self, it: Weighing) -> list[str]:
        """The decision itself, with what speaks for and against it."""
        scenario, main, dossier = self.scenario, self.scenario.main, it.dossier
        actor, when = capital(whose(scenario, main)), on_day(scenario, it.put.minute)
        title = stage_title(scenario, main, dossier.target)
        by = f", by {dossier.route}" if dossier.route else ""
        verb = "climb to" if it.is_climb else "step down to"
        head = f"Decision {it.put.number + 1}, on {when}. {actor} stands at “{stage_title(scenario, main, dossier.source)}”."
        paragraphs = [
            [*self.wrapped(head), *self.wrapped(f"Shall it {verb}: {title}{by}?")],
            ["Why now:", *self.points(why_now(it))],
        ]
        paragraphs.append(self.wrapped(f"If you say no, {_after_no(it)}."))
        if dossier.path not in self.ways_told:
            self.ways_told.add(dossier.path)
            paragraphs += self.facts(it)
        held = [text for brake in brakes(it) for text in self.brake(it, brake)]
        if held:
            paragraphs.append(["What holds back, or might:", *self.points(held)])
        return "\n\n".join("\n".join(lines) for lines in paragraphs).split("\n")

    def facts(self, it: Weighing) -> Iterator[list[str]]:
        """What is known of it, and what speaks against what is taken for known."""
        for called, texts in (("The facts behind it:", facts_for(it)), ("Against it:", facts_against(it))):
            if texts:
                yield [called, *self.points(texts)]

    def brake(self, it: Weighing, one: BrakeSeen) -> Iterator[str]:
        """A brake: whether it is on, since when, what it holds back, and how near it is to turning."""
        title = self.scenario.title_of(one.brake.name)
        here = it.stage.name in one.blocks
        if one.left_out:
            shown = [text for text in one.nearness if text.startswith("`")]
            if here:
                yield f"{title}: set aside, for you to weigh{f' ({listed(shown)})' if shown else ''}"
            return
        state = f"on since {clock.spoken(self.scenario.start, one.since)}" if one.on else "off"
        what = listed(list(one.blocks))
        which = f"{'holds' if one.on else 'would hold'} back {what}" + ("; this way ignores it" if one.on and here else "")
        keeps = f"; what keeps it {'on' if one.on else 'off'}: {listed(list(one.nearness))}" if one.nearness else ""
        yield f"{title}: {state}, {which}{keeps}"

    def more(self, it: Weighing) -> str:
        """What is told on asking: what each answer does, and what the sources say of the brakes and of the stages."""
        answers = [
            f"yes: the {'climb' if it.is_climb else 'step down'} happens now",
            f"no: the decision is refused, and {_after_no(it)}",
            "30 (a number of days): it stays due, and is put again after them if what keeps it due holds and no brake is on",
        ]
        paragraphs = [["The answers:", *self.points(answers)], *self.facts(it)]
        for one in brakes(it):
            facts = facts_of_brake(it, one.brake)
            if facts:
                paragraphs.append([*self.wrapped(f"{self.scenario.title_of(one.brake.name)}:"), *self.points(facts)])
        paragraphs.append(["The ladder, the highest stage first:", *self.ladder()])
        return "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"

    def answered(self, answer: Answer) -> str:
        """What was answered, where nobody is asked."""
        return f"> {answer if isinstance(answer, str) else f'wait {clock.length(answer)}'}\n"

    def points(self, texts: Iterable[str]) -> list[str]:
        """Some points of a list."""
        return [line for text in texts for line in self.wrapped(text, "  - ", "    ")]

    def wrapped(self, text: str, first: str = "", then: str = "", *, whole: bool = False) -> list[str]:
        """A text on lines that are not too long; blanks between its words stay where it is *whole*."""
        return textwrap.wrap(
            text if whole else one_line(text), self.width, initial_indent=first, subsequent_indent=then, break_on_hyphens=False,
            replace_whitespace=not whole,
        )  # fmt: skip


def _after_no(it: Weighing) -> str:
    """What becomes of a way to which the answer is no."""
    again = it.way.way.again
    if again:
        return f"the way is closed for {_days(again.text)}, then looked at afresh"
    return f"the way is closed until {open_part(it, it.way.keep.expression)} {NO_LONGER}"


def _days(text: str) -> str:
    """A duration of the file in words: a number alone is one of days."""
    return f"{text} days" if text.replace(".", "", 1).isdigit() else text
