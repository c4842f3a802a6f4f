"""One history in each format."""

from __future__ import annotations

from escalation_sim import clock
from escalation_sim.engines.history import History
from escalation_sim.language.loading import Document
from escalation_sim.model.programme import Programme
from escalation_sim.presentation.formats import to_csv, to_json
from escalation_sim.presentation.wording import changes_in_words
from escalation_sim.questions.history.account import WIDTH, account
from escalation_sim.questions.history.reasons import reasons
from escalation_sim.results.rounding import given
from escalation_sim.results.summary import history_data
from escalation_sim.running.setups import Setup

_MOVES = ("day", "at", "from", "to", "route", "because")


def history_text(document: Document, setup: Setup, history: History, format_: str, width: int = WIDTH) -> str:
    """The account of at most *width* columns, the JSON, or the moves as CSV."""
    if format_ == "text":
        whose = f"Replication {history.replication} of seed {setup.settings.seed}, one history of many"
        words = changes_in_words(setup.scenario, setup.settings.changed, len(setup.uncertain))
        return account(setup.programme, history, document.evidence, f"{whose}, {words}" if words else whose, width)
    because = reasons(setup.programme, history)
    uncertain = [parameter.name for parameter in setup.uncertain]
    data = history_data(setup.programme, history, setup.settings.seed, uncertain, because)
    if format_ == "json":
        return to_json(data)
    return to_csv(_MOVES, ([move[key] for key in _MOVES] for move in data["moves"]))


def trace_csv(programme: Programme, history: History) -> str:
    """Every quantity and the stage, a row a minute in which something changed."""
    assert history.trace is not None
    scenario = programme.scenario
    head = ["day", "at", "stage", *(quantity.name for quantity in scenario.quantities)]
    rows = (
        [clock.to_days(minute), clock.stamp(scenario.start, minute), scenario.stages[stage].name, *given(values)]
        for minute, values, (stage, *_) in history.trace.states
    )
    return to_csv(head, rows)
