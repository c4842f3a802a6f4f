"""A game as plain data: the history as `run` has it, with the decisions; and a row a decision for a common table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escalation_sim import clock
from escalation_sim.model.scenario import Scenario
from escalation_sim.questions.history.formats import history_answer
from escalation_sim.questions.play.answers import in_days
from escalation_sim.questions.play.code import code_of
from escalation_sim.questions.play.game import Game

GAME = "escalation-sim/game"
VERSION = 1
COLUMNS = ("group", "code", "decision", "day", "at", "from", "stage", "route", "answer", "luck", "final_stage")


def game_data(game: Game) -> dict[str, Any]:
    """The data of the JSON format."""
    setup, history = game.setup, game.history
    data = history_answer(setup, history)
    injected = [{"at": clock.stamp(setup.scenario.start, minute), "event": event} for minute, event in setup.settings.injected]
    settings = {**data["settings"], **({"inject": injected} if injected else {})}
    told = {"format": GAME, "version": VERSION, "settings": settings, "code": code_of(setup, history.replication)}
    return {**data, **told, "decisions": decisions_data(game)}


def decisions_data(game: Game) -> list[dict[str, Any]]:
    """Every decision that was put: when, about which step, what was answered, and what luck would have said."""
    scenario = game.setup.scenario
    return [
        {
            "day": clock.to_days(put.minute),
            "at": clock.stamp(scenario.start, put.minute),
            "from": _stage(scenario, put.step.dossier.source),
            "stage": _stage(scenario, put.step.dossier.target),
            "route": put.step.dossier.route or None,
            "answer": in_days(answer),
            "luck": luck,
        }
        for put, answer, luck in zip(game.decisions, game.answers, game.luck, strict=True)
    ]


def table(data: Mapping[str, Any], group: str = "") -> tuple[tuple[str, ...], list[list[Any]]]:
    """The head and a row a decision, from the data of the JSON format; *group* is who played."""
    known = {"group": group, "code": data["code"], "final_stage": data["final_stage"]}
    told = ({**known, "decision": number, **one} for number, one in enumerate(data["decisions"], 1))
    return COLUMNS, [[row[column] for column in COLUMNS] for row in told]


def _stage(scenario: Scenario, place: int) -> str:
    return scenario.stages[place].name
