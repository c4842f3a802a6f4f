"""A game in each format: told as it went and with its end, as data, or as a row a decision."""

from __future__ import annotations

from escalation_sim.language.loading import Document
from escalation_sim.presentation.formats import to_csv, to_json
from escalation_sim.questions.history.account import WIDTH
from escalation_sim.questions.play.data import game_data, table
from escalation_sim.questions.play.ending import Ending
from escalation_sim.questions.play.game import Game
from escalation_sim.questions.play.others import others_than
from escalation_sim.questions.play.words import Telling


def game_text(document: Document, game: Game, format_: str, group: str = "", width: int = WIDTH) -> str:
    """The whole game in words, the JSON, or its decisions as CSV."""
    if format_ == "text":
        return told(document, game, width) + "\n" + end_of(document, game, group, width)
    data = game_data(game)
    return to_json(data) if format_ == "json" else to_csv(*table(data, group))


def told(document: Document, game: Game, width: int = WIDTH) -> str:
    """The game as it went, up to the end of the period: all that the player saw, and what was answered."""
    telling = Telling(document, game.setup, game.history.replication, width)
    pieces = [telling.opening()]
    for put, answer in zip(game.decisions, game.answers, strict=True):
        pieces += [telling.decision(put)[0], telling.answered(answer)]
    return "\n".join([*pieces, telling.last(game)])


def end_of(document: Document, game: Game, group: str = "", width: int = WIDTH) -> str:
    """What is told when it is over."""
    return Ending(document, game, others_than(game.setup, game.history), group, width).text()
