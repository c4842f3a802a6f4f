"""One history in each format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escalation_sim import clock
from escalation_sim.engines.history import History, Step
from escalation_sim.language.loading import Document
from escalation_sim.model.programme import Programme
from escalation_sim.model.scenario import Ladder
from escalation_sim.presentation.formats import to_csv, to_json
from escalation_sim.presentation.wording import changes_in_words
from escalation_sim.questions.history.account import WIDTH, account
from escalation_sim.questions.history.reasons import reasons
from escalation_sim.results.rounding import given
from escalation_sim.results.summary import history_data, ladders_of
from escalation_sim.running.setups import Setup

_MOVES = ("day", "at", "from", "to", "route", "because")
_MOVES_OF_SEVERAL = ("day", "at", "ladder", "from", "to", "route", "because")


def history_text(document: Document, setup: Setup, history: History, format_: str, width: int = WIDTH, picked: str = "") -> str:
    """The account of at most *width* columns, the JSON, or the moves as CSV. *picked* is the condition by which it was."""
    if format_ == "text":
        whose = f"Replication {history.replication} of seed {setup.settings.seed}, " + (
            f"the first one in which `{picked}` holds" if picked else "one history of many"
        )
        words = changes_in_words(setup.scenario, setup.settings.changed, len(setup.uncertain), setup.settings.without)
        return account(setup.programme, history, document.evidence, f"{whose}, {words}" if words else whose, width)
    data = history_answer(setup, history)
    if format_ == "json":
        return to_json(data)
    return to_csv(*moves_table(data, history))


def history_answer(setup: Setup, history: History) -> dict[str, Any]:
    """The data of the JSON format."""
    because = {ladder.name: reasons(setup.programme, history, ladder.name) for ladder in setup.scenario.ladders}
    uncertain = [parameter.name for parameter in setup.uncertain]
    return history_data(setup.programme, history, setup.settings.seed, uncertain, because)


def moves_table(data: Mapping[str, Any], history: History) -> tuple[tuple[str, ...], list[list[Any]]]:
    """The head and the rows of the moves of every ladder, as they came, from the data of the JSON format.

    Where there are several ladders, a column says on which one it was.
    """
    ladders = ladders_of(data)
    moves = {name: iter(told["moves"]) for name, told in ladders.items()}
    head = _MOVES_OF_SEVERAL if len(ladders) > 1 else _MOVES
    assert history.trace is not None
    steps = (one for one in history.trace.happenings if isinstance(one, Step) and one.kind == "moved")
    told = ({"ladder": step.dossier.ladder, **next(moves[step.dossier.ladder])} for step in steps)
    return head, [[move[key] for key in head] for move in told]


def trace_csv(programme: Programme, history: History) -> str:
    """Every quantity and the stage on each ladder, a row a minute in which something changed."""
    assert history.trace is not None
    scenario = programme.scenario
    ladders = scenario.ladders
    head = ["day", "at", *(ladder.place_name for ladder in ladders), *(quantity.name for quantity in scenario.quantities)]
    rows = (
        [clock.to_days(minute), clock.stamp(scenario.start, minute), *_stages(ladders, places), *given(values)]
        for minute, values, places in history.trace.states
    )
    return to_csv(head, rows)


def _stages(ladders: tuple[Ladder, ...], places: tuple[int, ...]) -> list[str]:
    return [ladder.stages[place].name for ladder, place in zip(ladders, places, strict=True)]
