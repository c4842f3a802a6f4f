"""`escalation-sim play`: what happens if we decide?"""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TextIO

import click

from escalation_sim.cli.asked import MOST, AskedOfRun, asked_of
from escalation_sim.cli.options import common, one_history_options, output_options, scenario_argument
from escalation_sim.errors import Interrupted, UsageError
from escalation_sim.language.loading import Document
from escalation_sim.presentation.writing import deliver, harmless
from escalation_sim.running.setups import Setup

if TYPE_CHECKING:
    from escalation_sim.engines.changes import Answer
    from escalation_sim.questions.play.game import Game, Put
    from escalation_sim.questions.play.weighing import Weighing
    from escalation_sim.questions.play.words import Telling

FORMATS = ("text", "json", "csv")
NARROWEST = 40
PROMPT = "yes, no, days to wait, ? or q: "


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfRun):
    """What `play` is asked."""

    replication: int
    answers: str | None
    injects: tuple[str, ...]
    group: str

    def ready(self, document: Document) -> Setup:
        """The scenario with its settings, and what is let happen. Raises UsageError."""
        from escalation_sim.questions.play.injecting import read_injected

        setup = self.setup(document)
        injected = read_injected(self.injects, document.scenario, setup.settings.without)
        return Setup(document.scenario, replace(setup.settings, injected=injected))

    def command(self, answers: tuple[Answer, ...]) -> str:
        """The command that goes on after some answers."""
        from escalation_sim.questions.play.answers import ASK, written

        words = ["escalation-sim", "play", self.scenario, "--replication", str(self.replication), "--seed", str(self.seed)]
        for option, values in (("--set", self.changes), ("--without", self.without), ("--inject", self.injects)):
            words += [word for value in values for word in (option, value)]
        words += ["--group", self.group] if self.group else []
        words += ["-o", self.output] if self.output != "-" else []
        words += ["--answers", ",".join(filter(None, [written(answers), ASK]))]
        return shlex.join(words)


@click.command()
@scenario_argument
@click.option("--replication", type=click.IntRange(0, MOST), default=0, show_default=True, help="Which history, from 0.")
@click.option(
    "--answers",
    metavar="LIST",
    help="The answers, such as yes,no,30: nobody is asked; when they run out, no. With ask as the last one you are asked then.",
)
@click.option(
    "--inject",
    "injects",
    metavar="DATE=EVENT",
    multiple=True,
    help="That event has its effect then, whatever its trigger; again.",
)
@click.option("--group", metavar="NAME", default="", help="Who plays: the first column of the lines for a common table.")
@one_history_options
@output_options(*FORMATS)
@common
def play(**options: Any) -> None:
    """What happens if we decide?

    \b
    escalation-sim play scenarios/base.yaml                                    you are asked whenever a decision is due
    escalation-sim play scenarios/base.yaml --replication 4 --answers yes,no   nobody is asked
    escalation-sim play scenarios/base.yaml --inject 2025-01-20=withdrawal     somebody lets something happen
    """
    asked = asked_of(Asked, FORMATS, {"uncertain": False, **options})
    asked.refuse_outputs()
    _play(asked)


def _play(asked: Asked) -> None:
    from escalation_sim.questions.play.answers import read_answers
    from escalation_sim.questions.play.game import decided

    answers, asks = read_answers(asked.answers or "") if asked.answers is not None else ((), True)
    if asks:
        _refuse_no_terminal(asked)
    document = asked.document()
    setup = asked.ready(document)
    if asks:
        _at_the_terminal(document, setup, asked, answers)
        return
    game = decided(setup, asked.replication, answers)
    if (unused := len(answers) - len(game.decisions)) > 0:
        asked.note(f"{unused} of the {len(answers)} answers were not asked for: {len(game.decisions)} decisions were put")
    elif unused < 0:
        asked.note(f"the answers ran out: to {-unused} of the {len(game.decisions)} decisions it was no")
    _hand_out(document, game, asked)


def _hand_out(document: Document, game: Game, asked: Asked) -> None:
    from escalation_sim.questions.play.formats import game_text

    deliver(game_text(document, game, asked.format, asked.group, _width(asked)), asked.output)


def _width(asked: Asked) -> int:
    from escalation_sim.questions.history.account import WIDTH

    return max(min(asked.terminal or WIDTH, WIDTH), NARROWEST)


def _stream(asked: Asked) -> TextIO:
    """Where the player is spoken to: standard output, unless something else is to go there."""
    return sys.stderr if asked.output == "-" and asked.format != "text" else sys.stdout


def _refuse_no_terminal(asked: Asked) -> None:
    """Raises UsageError where nobody can be asked."""
    if not (sys.stdin.isatty() and _stream(asked).isatty()):
        raise UsageError(
            "play asks at a terminal, and there is none here; say beforehand what is answered, with --answers yes,no,30 "
            "(when they run out, no), or --answers '' for no to everything"
        )


def _at_the_terminal(document: Document, setup: Setup, asked: Asked, answers: tuple[Answer, ...]) -> None:
    """Ask the player whenever a decision is put, after those that are answered already; then hand out the end."""
    from escalation_sim.presentation.wording import plural
    from escalation_sim.questions.play.formats import end_of
    from escalation_sim.questions.play.game import played
    from escalation_sim.questions.play.words import Telling

    dialogue = Dialogue(Telling(document, setup, asked.replication, _width(asked)), _stream(asked), answers)
    try:
        dialogue.say(dialogue.telling.opening())
        game = played(setup, asked.replication, dialogue.ask)
        dialogue.say(dialogue.telling.last(game))
    except (Left, KeyboardInterrupt) as left:
        count = plural(len(dialogue.given), "answer")
        how = f"after {count} nothing is written; to go on from here:\n    {asked.command(tuple(dialogue.given))}"
        if isinstance(left, Left) and left.wanted:
            click.echo(f"left: {how}", err=True)
            return
        raise Interrupted(f"interrupted: {how}") from None
    if asked.output == "-" and asked.format == "text":
        deliver(end_of(document, game, asked.group, _width(asked)), "-")
        return
    dialogue.say(end_of(document, game, asked.group, _width(asked)))
    _hand_out(document, game, asked)


class Left(Exception):
    """The player has gone; *wanted* to, or was cut off."""

    def __init__(self, *, wanted: bool) -> None:
        super().__init__()
        self.wanted = wanted


@dataclass
class Dialogue:
    """Speaks with the player: *known* are answers that were given before, *given* all so far."""

    telling: Telling
    stream: TextIO
    known: tuple[Answer, ...] = ()
    given: list[Answer] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Show a text, and a blank line after it."""
        self.stream.write(harmless(text) + "\n")
        self.stream.flush()

    def ask(self, put: Put) -> Answer:
        """The answer to a decision. Raises Left."""
        text, weighing = self.telling.decision(put)
        self.say(text)
        if put.number < len(self.known):
            answer = self.known[put.number]
            self.say(self.telling.answered(answer))
        else:
            answer = self.answer(weighing)
        self.given.append(answer)
        return answer

    def answer(self, weighing: Weighing) -> Answer:
        """What the player types, until it is an answer. Raises Left."""
        from escalation_sim.questions.play.answers import EXPECTED, read_answer
        from escalation_sim.questions.play.words import MORE, QUIT

        while True:
            typed = self.line()
            if typed == MORE:
                self.say(self.telling.more(weighing))
            elif typed.lower() == QUIT:
                raise Left(wanted=True)
            elif (found := read_answer(typed)) is not None:
                return found
            else:
                self.say(f"Expected is {EXPECTED}; ? tells more, q leaves.")

    def line(self) -> str:
        """A line that is typed. Raises Left where none comes."""
        self.stream.write(PROMPT)
        self.stream.flush()
        try:
            typed = sys.stdin.readline()
        except KeyboardInterrupt:
            typed = ""
        if not typed:
            self.stream.write("\n")
            self.stream.flush()
            raise Left(wanted=False)
        return typed.strip()
