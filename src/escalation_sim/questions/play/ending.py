"""The end of a game in words: how it went, beside how many others go, what was hidden, and what luck would have said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from escalation_sim import clock
from escalation_sim.engines.history import Braked, Occurred
from escalation_sim.language.loading import Document
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.formats import to_csv
from escalation_sim.presentation.prose import one_line
from escalation_sim.presentation.titles import whose
from escalation_sim.presentation.wording import amount, capital, changes_in_words, listed, on_day, percent, plural
from escalation_sim.questions.history.account import WIDTH, account, wrapped
from escalation_sim.questions.history.steps import stage_title
from escalation_sim.questions.play.answers import written
from escalation_sim.questions.play.code import code_of
from escalation_sim.questions.play.data import game_data, table
from escalation_sim.questions.play.game import Game, Put
from escalation_sim.questions.play.moment import Moment, after, beginning
from escalation_sim.questions.play.others import Others
from escalation_sim.questions.play.seen import Sight, sight_of

_MOST_NAMED = 4


@dataclass(frozen=True)
class Ending:
    """What is told when a game is over; *group* is who played."""

    document: Document
    game: Game
    others: Others
    group: str = ""
    width: int = WIDTH

    @property
    def scenario(self) -> Scenario:
        """The scenario that was played."""
        return self.game.setup.scenario

    def text(self) -> str:
        """All of it: the whole history first, since what is told last is what stays on a screen."""
        paragraphs = [
            [*self.how_it_went()],
            [*self.decisions()],
            [*self.beside_others()],
            [*self.hidden()],
            [*self.code()],
        ]
        told = "\n\n".join("\n".join(lines) for lines in paragraphs if lines)
        return f"{self.account()}\n{told}\n"

    def say(self, text: str, indent: int = 0) -> list[str]:
        """A text on lines that are not too long."""
        return wrapped(" " * indent + one_line(text), indent + 4 if indent else 0, self.width)

    def title(self, place: int) -> str:
        """What the stage at a place of the main ladder is called."""
        return stage_title(self.scenario, self.scenario.main, place)

    def how_it_went(self) -> Iterator[str]:
        """Where the player ends, and how far it got."""
        history = self.game.history
        text = f"{capital(whose(self.scenario, self.scenario.main))} ends at “{self.title(history.final)}”"
        if history.moves:
            text += f", where it has stood since {on_day(self.scenario, history.moves[-1].minute)}"
        if history.highest > history.final:
            text += f"; the highest stage that it reached was “{self.title(history.highest)}”"
        yield from self.say(f"How it went. {text}.")

    def decisions(self) -> Iterator[str]:
        """What was decided, and what luck would have said."""
        game = self.game
        if not game.decisions:
            yield from self.say(
                "No decision was ever put to you: no condition held for long enough, or something held every decision back. "
                "What that was stands below."
            )
            return
        yield from self.say("Your decisions, and what luck would have said at each:")
        for put, answer, luck in zip(game.decisions, game.answers, game.luck, strict=True):
            dossier = put.step.dossier
            verb = "climb to" if dossier.target > dossier.source else "step down to"
            by = f", by {dossier.route}" if dossier.route else ""
            you = answer if isinstance(answer, str) else f"wait {clock.length(answer)}"
            when = clock.spoken(self.scenario.start, put.minute)
            what = f"{verb} “{self.title(dossier.target)}”{by}"
            yield from self.say(f"{put.number + 1}. {when}, {what}: you {you}, luck {luck or 'has no answer'}", 2)
        same = sum(answer == luck for answer, luck in zip(game.answers, game.luck, strict=True))
        yield from self.say(f"You said what luck would have said {same} of {plural(len(game.decisions), 'time')}.")

    def beside_others(self) -> Iterator[str]:
        """The stages beside those of 1,000 histories."""
        others, history = self.others, self.game.history
        if others.stopped:
            yield from self.say(f"How 1,000 histories go in which luck decides is not known, since one stops: {others.stopped}.")
            return
        yield from self.say(f"Beside you, {others.count:,} histories in which luck decides:")
        for place, stage in list(enumerate(others.stages))[self.scenario.start_stage + 1 :]:
            minute = history.first_reached[place]
            you = "you never" if minute is None else f"you on {on_day(self.scenario, minute)}"
            theirs = f"reached in {percent(stage['reached']['probability'])} of them"
            if stage["first_reached_day"]:
                median = clock.to_minutes(stage["first_reached_day"]["median"])
                theirs += f", there by the median on {clock.spoken(self.scenario.start, median)[:10]}"
            yield from self.say(f"{self.title(place)}: {you}; {theirs}", 2)
        yield from self.say(f"{percent(others.alike / others.count)} of them have the same highest and final stage as yours.")

    def hidden(self) -> Iterator[str]:
        """What was hidden: quantities at each decision, events that nobody saw, brakes that nobody saw."""
        sight = sight_of(self.game.setup.programme)
        lines = [*self.hidden_quantities(sight), *self.hidden_events(sight)]
        if lines:
            yield "What was hidden from you:"
            yield from lines
        injected = [
            f"“{self.scenario.title_of(event)}” on {clock.spoken(self.scenario.start, minute)}"
            for minute, event in self.game.setup.settings.injected
        ]
        if injected:
            yield from self.say(f"What was let happen, whatever would have set it off: {listed(injected)}.")

    def hidden_quantities(self, sight: Sight) -> Iterator[str]:
        """Each with its value at the start, at some decisions, and at the end."""
        moments = list(self.moments())
        for quantity in self.scenario.quantities:
            if not quantity.hidden:
                continue
            told = [f"{amount(moment.value(sight.programme, quantity.name))} {when}" for when, moment in moments]
            told.append(f"{amount(self.game.history.quantities[quantity.name])} at the end")
            unit = f" ({quantity.unit})" if quantity.unit else ""
            yield from self.say(f"{self.scenario.title_of(quantity.name)}{unit}: {', '.join(told)}", 2)

    def moments(self) -> Iterator[tuple[str, Moment]]:
        """The start, and the first and last decisions."""
        setup, puts = self.game.setup, self.game.decisions
        moment = beginning(setup, self.game.history.replication)
        yield "at the start", moment
        wanted: list[Put] = [*puts[: _MOST_NAMED - 1], *puts[_MOST_NAMED - 1 :][-1:]]
        told = 0
        for put in wanted:
            moment, told = after(setup.programme, moment, put.happened[told:], put.minute), len(put.happened)
            yield f"at decision {put.number + 1}", moment

    def hidden_events(self, sight: Sight) -> Iterator[str]:
        """What happened unseen: when, or how often."""
        assert self.game.history.trace is not None
        when: dict[str, list[int]] = {}
        for one in self.game.history.trace.happenings:
            if isinstance(one, Occurred) and not one.stopped_by and one.event not in sight.events:
                when.setdefault(one.event, []).append(one.minute)
            if isinstance(one, Braked) and one.on and one.brake not in sight.brakes:
                when.setdefault(one.brake, []).append(one.minute)
        for name, minutes in when.items():
            dates = listed([clock.spoken(self.scenario.start, minute) for minute in minutes[:_MOST_NAMED]])
            told = f"on {dates}" if len(minutes) <= _MOST_NAMED else f"{len(minutes)} times, first on {dates[:10]}"
            yield from self.say(f"{self.scenario.title_of(name)}: {told}", 2)

    def code(self) -> Iterator[str]:
        """What groups compare, and paste into a common table."""
        game = self.game
        code, answers = code_of(game.setup, game.history.replication), written(game.answers)
        yield from self.say(f"The code of this history: {code}. Your answers: {answers or 'none'}.")
        if game.decisions:
            yield "For the common table:"
            yield from to_csv(*table(game_data(game), self.group)).splitlines()

    def account(self) -> str:
        """The whole history, with all that was hidden."""
        setup, history = self.game.setup, self.game.history
        words = changes_in_words(setup.scenario, setup.settings.changed, 0, setup.settings.without)
        seed = setup.settings.seed
        said = f"The whole history, with what was hidden. Replication {history.replication} of seed {seed}, as it was decided"
        return account(setup.programme, history, self.document.evidence, f"{said}, {words}" if words else said, self.width)
