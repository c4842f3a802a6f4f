"""What happens if we decide? A history in which whoever asks answers the decisions of the main ladder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from escalation_sim.api import arguments
from escalation_sim.api.answers import History
from escalation_sim.api.arguments import Changes, Date, Names, whole
from escalation_sim.api.questions import MOST
from escalation_sim.api.scenarios import WIDTH, Scenario, prepared
from escalation_sim.engines.changes import Answer
from escalation_sim.errors import UsageError
from escalation_sim.extras import needed
from escalation_sim.questions.play import game as question
from escalation_sim.questions.play.answers import EXPECTED, read_answer
from escalation_sim.running.setups import Setup

if TYPE_CHECKING:
    from pandas import DataFrame

    from escalation_sim.presentation.palette import Figure

Injections = str | Iterable[str | tuple[Date, str]] | Mapping[Any, str]
"""`"2025-01-20=withdrawal"` or several of them, pairs of a date and an event, or a mapping of dates to events."""


@dataclass(frozen=True, eq=False, repr=False)
class Game:
    """A game that is over. `print` tells it as it went, and its end in the words of the command line."""

    scenario: Scenario
    found: question.Game

    @property
    def history(self) -> History:
        """What became of it: a history as of `es.run`, with its trace and its picture."""
        return History(self.scenario, self.found.setup, self.found.history)

    @property
    def final_stage(self) -> str:
        """The stage at which it ends."""
        return self.history.final_stage

    @property
    def decisions(self) -> list[dict[str, Any]]:
        """Every decision that was put: `day`, `at`, `from`, `stage`, `route`, `answer` and what `luck` would have said."""
        found: list[dict[str, Any]] = self.data()["decisions"]
        return found

    @property
    def code(self) -> str:
        """The code of the history: who has the same code has played the same one."""
        found: str = self.data()["code"]
        return found

    def data(self) -> dict[str, Any]:
        """What `play --format json` writes."""
        found: dict[str, Any] = json.loads(self._as("json"))
        return found

    def frame(self) -> DataFrame:
        """A row a decision, as `play --format csv` has it. Needs pandas."""
        from escalation_sim.questions.play.data import table

        head, rows = table(self.data())
        found: DataFrame = needed("pandas", "data", "data frames").DataFrame(rows, columns=list(head))
        return found

    def plot(self) -> Figure:
        """The picture of its history: levels, thresholds, stages and brakes over time, also of what was hidden."""
        return self.history.plot()

    def _as(self, format_: str) -> str:
        from escalation_sim.questions.play.formats import game_text

        return game_text(self.scenario.document, self.found, format_, width=WIDTH)

    def __str__(self) -> str:
        return self._as("text").removesuffix("\n")

    def __repr__(self) -> str:
        return f"<Game of {self.scenario.name}: {len(self.found.decisions)} decisions, ends at {self.final_stage}>"


def play(
    scenario: Scenario,
    answers: Iterable[str | float] = (),
    *,
    replication: int = 0,
    inject: Injections | None = None,
    seed: int = 1,
    set: Changes | None = None,  # noqa: A002 - called as on the command line
    without: Names | None = None,
) -> Game:
    """What happens if we decide: each of *answers* is "yes", "no", or a number of days to wait; when they run out, no.

    *inject* lets events have their effect at a date, whatever their trigger. Raises errors.UsageError, and errors.RunError where
    the history cannot be told to its end.
    """
    setup = prepared(scenario, seed, set, False, without)
    given = tuple(_answers(answers))
    number = whole("replication", replication, 0, MOST)
    return Game(scenario, question.decided(_with_injected(setup, inject), number, given))


def _answers(answers: Iterable[str | float]) -> Iterator[Answer]:
    for one in answers.split(",") if isinstance(answers, str) else arguments.several("answers", answers):
        found = read_answer(one if isinstance(one, str) else f"{arguments.number('answers', one):.4f}")
        if found is None:
            raise UsageError(f"answers: {arguments.told(one)} is no answer; each is {EXPECTED}")
        yield found


def _with_injected(setup: Setup, inject: Injections | None) -> Setup:
    from escalation_sim.questions.play.injecting import read_injected

    if inject is None:
        return setup
    pairs = (
        [inject]
        if isinstance(inject, str)
        else inject.items()
        if isinstance(inject, Mapping)
        else arguments.several("inject", inject)
    )
    texts = [one if isinstance(one, str) else _pair(one) for one in pairs]
    injected = read_injected(texts, setup.scenario, setup.settings.without, "inject")
    return Setup(setup.scenario, replace(setup.settings, injected=injected))


def _pair(one: Any) -> str:
    """A date and an event as one text."""
    if not isinstance(one, tuple) or len(one) != 2 or not isinstance(one[1], str):
        raise UsageError(f"inject: {arguments.told(one)} is neither a text such as '2025-01-20=event' nor a date and an event")
    return f"{arguments.date_text('inject', one[0])}={one[1]}"
