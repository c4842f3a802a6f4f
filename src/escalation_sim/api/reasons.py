"""Why this stage and not the next one, in one history or in most of them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from escalation_sim.api import arguments
from escalation_sim.api.arguments import Changes, Date, Names, whole
from escalation_sim.api.pictures import shown
from escalation_sim.api.questions import MOST, execution_of
from escalation_sim.api.scenarios import WIDTH, Scenario, prepared, warn_of_late
from escalation_sim.errors import UsageError
from escalation_sim.extras import needed
from escalation_sim.results.rounding import rounded
from escalation_sim.running.engines import Engine

if TYPE_CHECKING:
    from pandas import DataFrame

    from escalation_sim.presentation.palette import Figure
    from escalation_sim.questions.why import why as answer


@dataclass(frozen=True, eq=False, repr=False)
class Why:
    """Why a stage was reached, or not. `print` says it in the words of the command line, a notebook shows it as Markdown."""

    scenario: Scenario
    found: answer.Why

    @property
    def stage(self) -> str:
        """The stage that it is about."""
        return self.found.question.stage

    def data(self) -> dict[str, Any]:
        """What `why --format json` writes."""
        from escalation_sim.questions.why.why import why_data

        told: dict[str, Any] = rounded(why_data(self.found))
        return told

    def frame(self) -> DataFrame:
        """A row an event or brake, taken out alone: `name`, `kind`, and what became of the stage without it."""
        found: DataFrame = needed("pandas", "data", "data frames").DataFrame(self.data()["without"])
        return found

    def plot(self) -> Figure:
        """What stood in the way, and what each brake took. Raises errors.UsageError for one history, which has no picture."""
        from escalation_sim.questions.why.figures import why_figure

        return shown(why_figure(self.found))

    def _as(self, format_: str) -> str:
        from escalation_sim.questions.why.words import why_text

        return why_text(self.found, format_, WIDTH)

    def _repr_markdown_(self) -> str:
        return self._as("markdown")

    def __str__(self) -> str:
        return self._as("text").removesuffix("\n")

    def __repr__(self) -> str:
        return f"<Why {self.stage}, or not, in {self.scenario.name}>"


def why(  # noqa: PLR0913 - one keyword an option
    scenario: Scenario,
    stage: str | None = None,
    n: int | None = None,
    replication: int | None = None,
    by: Date | None = None,
    *,
    replications: int | None = None,
    seed: int = 1,
    set: Changes | None = None,  # noqa: A002 - called as on the command line
    without: Names | None = None,
    uncertain: bool = False,
    engine: Engine = "auto",
    jobs: int = 1,
) -> Why:
    """Why is *stage* reached, or not, in 1,000 histories, or in one, *replication*?

    By default the lowest stage that fewer than half of them reach. *n*, or *replications*, says how many others than 1,000; *by*:
    reached before that date. Raises errors.UsageError, and errors.RunError for a history that stops.
    """
    from escalation_sim.questions.why.question import read_by
    from escalation_sim.questions.why.why import MOST as MOST_HISTORIES
    from escalation_sim.questions.why.why import REPLICATIONS, Asked
    from escalation_sim.questions.why.why import why as found

    if n is not None and replications is not None:
        raise UsageError("n and replications are the same; take one of them out")
    how_many = n if replications is None else replications
    if how_many is not None and replication is not None:
        raise UsageError("n is many histories and replication is one; take one of them out")
    setup = prepared(scenario, seed, set, uncertain, without)
    date = None if by is None else arguments.date_text("by", by)
    if date is not None:
        text, minute, _ = read_by(setup.scenario, date)
        warn_of_late(setup.scenario, {text or "": minute})
    execution = execution_of(engine, jobs)
    asked = Asked(
        stage=arguments.text_or_none("stage", stage),
        by=date,
        replication=None if replication is None else whole("replication", replication, 0, MOST),
        replications=REPLICATIONS if how_many is None else whole("n", how_many, 1, MOST_HISTORIES),
        engine=execution.engine,
        jobs=execution.jobs,
    )
    return Why(scenario, found(setup, asked))
