"""Dated questions in Python's hands: how good were the odds, now that some answers are known?"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from escalation_sim.api import arguments
from escalation_sim.api.arguments import whole
from escalation_sim.api.frames import csv_frame
from escalation_sim.api.questions import execution_of
from escalation_sim.api.scenarios import Scenario, load
from escalation_sim.api.studies import Finding
from escalation_sim.language.asking import load_questions
from escalation_sim.language.loading import Document
from escalation_sim.language.questions import late
from escalation_sim.language.shipped import shipped_questions_file
from escalation_sim.running.engines import Engine

if TYPE_CHECKING:
    from pandas import DataFrame

Asked = Scenario | str | os.PathLike[str]
"""A scenario that is asked: as `load` gives it, or its path."""


def score(
    questions: str | os.PathLike[str],
    *,
    against: Asked | Iterable[Asked] = (),
    replications: int = 10_000,
    seed: int = 1,
    uncertain: bool = False,
    engine: Engine = "auto",
    jobs: int = 1,
) -> Finding:
    """What a scenario says to the dated questions of a file, and, where answers are known, what that is worth.

    *against* are other scenarios that are asked the same. Raises errors.ScenarioError with all mistakes of the file,
    errors.UsageError, errors.CannotRun for a question that cannot be asked of a scenario, and errors.RunError.
    """
    from escalation_sim.questions.score.data import scores_data
    from escalation_sim.questions.score.figures import scores_figure
    from escalation_sim.questions.score.formats import scores_text
    from escalation_sim.questions.score.question import forecasters
    from escalation_sim.questions.score.question import score as scored

    given = arguments.file("questions", questions)
    n, luck, drawn = whole("replications", replications, 1), whole("seed", seed, 0), arguments.flag("uncertain", uncertain)
    execution = execution_of(engine, jobs)
    file = load_questions(shipped_questions_file(str(given)) or given)
    for warning in file.warnings:
        warnings.warn(str(warning), stacklevel=2)
    one_alone = isinstance(against, Scenario | os.PathLike)
    others = [_loaded(one) for one in ([against] if one_alone else arguments.several("against", against))]
    for problem in (problem for _, document in others for problem in late(file, document.scenario)):
        warnings.warn(str(problem), stacklevel=2)
    everyone = forecasters(file, others, luck, uncertain=drawn)
    data = scores_data(scored(file, everyone, n, execution.engine, execution.jobs))
    scenario = file.document.scenario
    text = scores_text(scenario, data, "text", color=False)
    return Finding(Scenario(file.document), "score", data, text, partial(_frame, data), partial(scores_figure, scenario, data))


def _loaded(one: Any) -> tuple[str, Document]:
    """A scenario, and the path or the name that it was given by."""
    if isinstance(one, Scenario):
        return one.name, one.document
    path = arguments.file("against", one)
    return str(path), load(path).document


def _frame(data: Mapping[str, Any]) -> DataFrame:
    from escalation_sim.questions.score.data import scores_csv

    return csv_frame(scores_csv(data))
