"""What is handed back: a value for each answer, with its text, its data, its table and its picture.

`print` shows the text of the command line, `data()` is its JSON, `frame()` a pandas data frame, `plot()` a picture of matplotlib.
"""

from __future__ import annotations

import html
import json
import math
import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from escalation_sim.api import arguments, frames
from escalation_sim.api.arguments import Date
from escalation_sim.api.pictures import shown
from escalation_sim.api.scenarios import WIDTH, Scenario, warn_of_late
from escalation_sim.engines import history as engine
from escalation_sim.errors import RunError, UsageError
from escalation_sim.questions.ensemble.answer import Questions, counts, ensemble_answer, read_questions
from escalation_sim.questions.history.figure_data import changes
from escalation_sim.questions.sweep import study as sweep
from escalation_sim.results.ensemble import NEVER
from escalation_sim.results.ensemble import Ensemble as Columns
from escalation_sim.results.rounding import rounded
from escalation_sim.results.summary import ANSWER, VERSION, ladders_of
from escalation_sim.running.execution import Execution
from escalation_sim.running.setups import Setup

if TYPE_CHECKING:
    from pandas import DataFrame

    from escalation_sim.presentation.palette import Figure
    from escalation_sim.questions.answer.answer import Answer as Told


LADDER = ("final_stage", "highest_stage", "stages", "moves", "climbs", "descents", "shelved", "refused", "deciding_days")
"""What is said of a ladder: the first two and the moves of one history alone."""


def _by_ladder(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is said of each ladder, the main one first."""
    told = ladders_of(data).items()
    return {name: {key: ladder[key] for key in LADDER if key in ladder} for name, ladder in told}


@dataclass(frozen=True, eq=False, repr=False)
class History:
    """One history. `print` tells it with its reasons."""

    scenario: Scenario
    setup: Setup
    history: engine.History
    picked: str = ""

    @property
    def replication(self) -> int:
        """Its number, from 0."""
        return self.history.replication

    @property
    def final_stage(self) -> str:
        """The stage at which it ends."""
        return self.scenario.stages[self.history.final]

    @property
    def highest_stage(self) -> str:
        """The highest stage that it reaches."""
        return self.scenario.stages[self.history.highest]

    @property
    def outcomes(self) -> dict[str, float | None]:
        """The outcomes by name; None for never."""
        return dict(self.history.outcomes)

    @property
    def moves(self) -> list[dict[str, Any]]:
        """Every step up or down: `day`, `at`, `from`, `to`, `route` and `because`."""
        found: list[dict[str, Any]] = self.data()["moves"]
        return found

    @property
    def ladders(self) -> dict[str, dict[str, Any]]:
        """What became of each ladder, by its name: of `main` what the JSON says of it, of the others its `ladders`."""
        return _by_ladder(self.data())

    def data(self) -> dict[str, Any]:
        """What `run --format json` writes."""
        found: dict[str, Any] = json.loads(self._as("json"))
        return found

    def frame(self) -> DataFrame:
        """A row a move of whatever ladder."""
        from escalation_sim.questions.history.formats import moves_table

        return frames.moves_frame(*moves_table(self.data(), self.history))

    def trace(self) -> DataFrame:
        """Every quantity and the stage on each ladder, a row a minute in which something changed."""
        return frames.trace_frame(self.setup, self.history)

    def plot(self) -> Figure:
        """Levels, thresholds, stages and brakes over time."""
        from escalation_sim.questions.history.figures import history_figure

        return shown(history_figure(self.setup.programme, self.history, changes(self.setup)))

    def _as(self, format_: str) -> str:
        from escalation_sim.questions.history.formats import history_text

        return history_text(self.scenario.document, self.setup, self.history, format_, WIDTH, self.picked)

    def __str__(self) -> str:
        return self._as("text").removesuffix("\n")

    def __repr__(self) -> str:
        return f"<History {self.replication} of {self.scenario.name}: ends at {self.final_stage}>"


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble:
    """Many histories. `print` shows the tables of the command line and the answer in a sentence."""

    scenario: Scenario
    setup: Setup
    questions: Questions
    columns: Columns
    luck_alone: Columns | None
    execution: Execution

    @property
    def replications(self) -> int:
        """How many histories."""
        return len(self.columns)

    @cached_property
    def counted(self) -> Columns:
        """The columns of those that are counted: of all, or of those that meet the condition *given*."""
        return self.columns if self.questions.given is None else self.columns.rows(self._mask)

    @property
    def ladders(self) -> dict[str, dict[str, Any]]:
        """The statistics of each ladder, by its name: of `main` what the JSON says of it, of the others its `ladders`."""
        return _by_ladder(rounded(self.statistics))

    def probability(self, stage: str, by: Date | None = None) -> float:
        """The share of the histories that reached a stage (*by* a date, or at all); nan of none. `stages()` has the intervals."""
        scenario = self.setup.scenario
        place = scenario.places[arguments.choice("stage", stage, scenario.places)]
        first = self.counted.of(scenario.ladder_of[stage].name).first_reached[:, place]
        reached = first != NEVER
        if by is not None:
            dates = read_questions(scenario, [arguments.date_text("by", by)], None).by
            warn_of_late(scenario, dates)
            (minute,) = dates.values()
            reached &= first <= minute
        return float(np.mean(reached)) if len(reached) else math.nan

    def data(self) -> dict[str, Any]:
        """What `run -n --format json` writes."""
        found: dict[str, Any] = rounded(self._data)
        return found

    def frame(self) -> DataFrame:
        """A row a replication: `final`, `highest`, days, counts, outcomes, and the parameters that were drawn."""
        return frames.replications_frame(self.setup, self.counted, np.flatnonzero(self._mask))

    def stages(self) -> DataFrame:
        """A row a stage: probabilities with their 95 % intervals, the day first reached, days spent there."""
        return frames.stages_frame(self.statistics)

    def plot(self) -> Figure:
        """The share of the histories that has reached each stage, over time, with a line at each date of *by*.

        It is of all histories that are counted, and says so where they are split. Raises errors.UsageError where none is.
        """
        from escalation_sim.questions.ensemble.figures import ensemble_picture

        if not len(self.counted):
            raise UsageError("there is no picture: in none of the histories does the condition given hold")
        split = "" if self.questions.split is None else f"All histories: {self.questions.split.text} does not divide them here"
        note = ". ".join(part for part in (changes(self.setup), split) if part)
        return shown(ensemble_picture(self.setup, self.columns, self.questions, note))

    @cached_property
    def _mask(self) -> NDArray[np.bool_]:
        return counts(self.questions, self.setup.scenario, self.columns)

    @cached_property
    def statistics(self) -> dict[str, Any]:
        """What the JSON says, before anything is rounded."""
        return ensemble_answer(self.setup, self.columns, self.questions, luck_alone=self.luck_alone)

    @cached_property
    def _data(self) -> dict[str, Any]:
        """With what moves the answer most, where something was drawn: that takes many more histories."""
        if not self.setup.uncertain or self.questions.given is not None:
            return self.statistics
        from escalation_sim.questions.sensitivity.one_at_a_time import widest

        try:
            found = widest(self.setup, self.replications, self.execution)
        except RunError as error:
            warnings.warn(f"which uncertainty moves the answer most is not known: {error}", stacklevel=2)
            found = None
        return {**self.statistics, "widest": found}

    def __str__(self) -> str:
        from escalation_sim.questions.ensemble.formats import ensemble_text

        return ensemble_text(self.setup.scenario, self._data, "text", color=False).removesuffix("\n")

    def __repr__(self) -> str:
        return f"<Ensemble of {self.replications:,} histories of {self.scenario.name}>"


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """How 1,000 histories go, and the most ordinary of them. `print` shows the sentences and its moves; so does a notebook."""

    scenario: Scenario
    history: History
    ensemble: Ensemble

    @property
    def text(self) -> str:
        """What `run --full` shows: the sentences, and the whole account of the most ordinary history."""
        from escalation_sim.questions.answer.words import in_full

        return in_full(self._answer, WIDTH).removesuffix("\n")

    def data(self) -> dict[str, Any]:
        """What `run --format json` writes: `history` and `ensemble`, each as it gives its own."""
        return {"format": ANSWER, "version": VERSION, "history": self.history.data(), "ensemble": self.ensemble.data()}

    def frame(self) -> DataFrame:
        """A row a move of the most ordinary history."""
        return self.history.frame()

    def plot(self) -> Figure:
        """The shares of the histories by the highest stage so far, over the stages of the most ordinary one."""
        from escalation_sim.questions.answer.figures import answer_figure

        setup = self.history.setup
        return shown(answer_figure(self._answer, note=changes(setup), by=self.ensemble.questions.by))

    @property
    def _answer(self) -> Told:
        from escalation_sim.questions.answer.answer import Answer as Told

        many = self.ensemble
        return Told(self.scenario.document, many.setup, many.columns, many.statistics, self.history.history)

    def __str__(self) -> str:
        from escalation_sim.questions.answer.words import one_screen

        return one_screen(self._answer, WIDTH).removesuffix("\n")

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return f"<pre>{html.escape(str(self))}</pre>"

    def __repr__(self) -> str:
        return f"<Answer of {self.scenario.name}: {self.ensemble.replications:,} histories, history {self.history.replication}>"


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """An ensemble at every point of a design. `print` shows the table and where along the range the answer changes."""

    scenario: Scenario
    study: sweep.Study

    def data(self) -> dict[str, Any]:
        """What `sweep --format json` writes."""
        from escalation_sim.questions.sweep.data import sweep_data

        found: dict[str, Any] = rounded(sweep_data(self.study))
        return found

    def frame(self) -> DataFrame:
        """The tidy table: a row a point."""
        from escalation_sim.questions.sweep.frames import frame

        found: DataFrame = frame(self.study)
        return found

    def plot(self, stage: str | None = None) -> Figure:
        """Lines over one parameter, a map of two, small multiples of three; of one stage, or of what suits."""
        from escalation_sim.questions.sweep.figures import sweep_figure

        return shown(sweep_figure(self.study, arguments.text_or_none("stage", stage)))

    def __str__(self) -> str:
        from escalation_sim.questions.sweep.formats import sweep_text

        return sweep_text(self.study, "text").removesuffix("\n")

    def __repr__(self) -> str:
        return f"<Study of {len(self.study.design):,} points of {self.scenario.name}>"
