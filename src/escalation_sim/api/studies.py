"""The questions behind an answer: which assumptions matter, where does it flip, which region leads there, which news tells?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from escalation_sim.api import arguments
from escalation_sim.api.arguments import Changes, Date, Dates, Names, Vary, whole
from escalation_sim.api.frames import csv_frame
from escalation_sim.api.pictures import shown
from escalation_sim.api.questions import MOST, execution_of
from escalation_sim.api.scenarios import Scenario, prepared, warn_of_late
from escalation_sim.errors import UsageError
from escalation_sim.extras import needed
from escalation_sim.questions.sensitivity.assumptions import OVERS, Over, assumptions
from escalation_sim.results.rounding import rounded
from escalation_sim.running.engines import Engine
from escalation_sim.running.setups import Setup

if TYPE_CHECKING:
    from pandas import DataFrame

    from escalation_sim.model.scenario import Scenario as Model
    from escalation_sim.presentation.palette import Figure
    from escalation_sim.questions.discover.study import Discovery


@dataclass(frozen=True, eq=False, repr=False)
class Finding:
    """What `sensitivity`, `threshold`, `discover`, `signposts` or `score` found. `print` says it as the command line does."""

    scenario: Scenario
    verb: str
    told: Mapping[str, Any]
    text: str
    rows: Callable[[], DataFrame]
    draw: Callable[[], Figure] | None = None

    def data(self) -> dict[str, Any]:
        """What `--format json` writes."""
        found: dict[str, Any] = rounded(self.told)
        return found

    def frame(self) -> DataFrame:
        """Its table: a row an answer and assumption (sensitivity), value tried (threshold), point (discover), sign, question."""
        return self.rows()

    def plot(self) -> Figure:
        """Its picture. Raises errors.UsageError for a threshold, which has none."""
        if self.draw is None:
            raise UsageError("a threshold has no picture; es.sweep(…).plot() draws the probability along the whole range")
        return shown(self.draw())

    def __str__(self) -> str:
        return self.text.removesuffix("\n")

    def __repr__(self) -> str:
        return f"<Finding of {self.verb} in {self.scenario.name}>"


def sensitivity(  # noqa: PLR0913 - one keyword an option
    scenario: Scenario,
    *,
    method: str = "one-at-a-time",
    reach: str | None = None,
    of: str | None = None,
    vary: Vary = (),
    over: Over | None = None,
    points: int | None = None,
    replications: int | None = None,
    seed: int = 1,
    set: Changes | None = None,  # noqa: A002 - called as on the command line
    without: Names | None = None,
    uncertain: bool = False,
    engine: Engine = "auto",
    jobs: int = 1,
) -> Finding:
    """Which assumptions move the answer most, and how much of it is luck?

    The answer is the probability of having reached the stage *reach*, or the mean of the outcome *of*; by default the highest
    stage that is neither almost sure nor almost impossible. *method* is `one-at-a-time`, `sobol` or `morris`. Raises
    errors.UsageError and errors.RunError.
    """
    from escalation_sim.questions.sensitivity.methods import METHODS, asked, studied
    from escalation_sim.questions.sensitivity.tables import sensitivity_text

    arguments.choice("method", method, METHODS)
    if over is not None and not (isinstance(over, str) and over in OVERS):
        raise UsageError(f"over {arguments.told(over)}: it is one of {', '.join(OVERS)}")
    setup = prepared(scenario, seed, set, uncertain, without)
    counts = (arguments.whole_or_none("points", points, 2), arguments.whole_or_none("replications", replications, 2))
    answer = (arguments.text_or_none("reach", reach), arguments.text_or_none("of", of))
    question = asked(method, setup, arguments.varied(vary), over, counts, answer)
    data = studied(method, setup, question, execution_of(engine, jobs))
    text = partial(sensitivity_text, setup.scenario, data, color=False)
    table, picture = partial(_from_csv, text), partial(_sensitivity_figure, setup.scenario, data)
    return Finding(scenario, "sensitivity", data, text(format_="text"), table, picture)


def threshold(  # noqa: PLR0913
    scenario: Scenario,
    vary: Vary,
    reach: str,
    *,
    level: float | None = None,
    replications: int | None = None,
    replication: int | None = None,
    by: Date | None = None,
    seed: int = 1,
    set: Changes | None = None,  # noqa: A002
    without: Names | None = None,
    uncertain: bool = False,
    engine: Engine = "auto",
    jobs: int = 1,
) -> Finding:
    """At which value of a parameter does the probability of reaching a stage pass a level?

    *vary* is one name, for its range, or `"NAME=LOW:HIGH"`; *level* is 0.5 and *replications* 1,000 by default. With
    *replication* one history: the exact value at which it flips. Raises errors.UsageError and errors.RunError.
    """
    from escalation_sim.questions.threshold.data import flips_data, threshold_data
    from escalation_sim.questions.threshold.flips import flips
    from escalation_sim.questions.threshold.search import read_question
    from escalation_sim.questions.threshold.search import threshold as found
    from escalation_sim.questions.threshold.words import flips_text, threshold_text

    setup = prepared(scenario, seed, set, uncertain, without)
    date = None if by is None else arguments.date_text("by", by)
    question = read_question(setup.scenario, _one(vary), arguments.text("reach", reach), date)
    if date is not None:
        warn_of_late(setup.scenario, {date: question.until})
    if question.parameter in setup.settings.changed:
        raise UsageError(f"{question.parameter} is both set and varied; take it out of one of them")
    if replication is not None:
        if replications is not None or level is not None:
            raise UsageError("replication is one history; level and replications are about many: take them out")
        data = flips_data(setup, question, flips(setup, question, whole("replication", replication, 0, MOST - 1)))
        return Finding(scenario, "threshold", data, flips_text(setup.scenario, data, "text"), partial(_frame, data["flips"]))
    wanted = 0.5 if level is None else arguments.number("level", level)
    if not 0 < wanted < 1:
        raise UsageError(f"level is {level!r}, and must be a probability between 0 and 1, such as 0.3 for 30 %")
    execution, n = execution_of(engine, jobs), arguments.whole_or_none("replications", replications, 1) or 1_000
    data = threshold_data(setup, question, found(setup, question, wanted, n, engine=execution.engine, jobs=execution.jobs))
    return Finding(scenario, "threshold", data, threshold_text(setup.scenario, data, "text"), partial(_frame, data["evaluated"]))


def discover(  # noqa: PLR0913
    scenario: Scenario,
    reach: str,
    *,
    vary: Vary = (),
    points: int = 1_000,
    replications: int = 20,
    rules: int = 3,
    seed: int = 1,
    set: Changes | None = None,  # noqa: A002
    without: Names | None = None,
    uncertain: bool = False,
    engine: Engine = "auto",
    jobs: int = 1,
) -> Finding:
    """Which region of the parameters leads to a stage? A few plain rules, judged by fresh histories.

    By default every parameter with a prior or a range is varied. Raises errors.UsageError and errors.RunError.
    """
    from escalation_sim.questions.discover.data import discovery_data
    from escalation_sim.questions.discover.study import Question
    from escalation_sim.questions.discover.study import discover as found
    from escalation_sim.questions.discover.words import discovery_text
    from escalation_sim.running.target import read_target

    setup = prepared(scenario, seed, set, uncertain, without)
    target = read_target(setup.scenario, arguments.text("reach", reach))
    moved = assumptions(setup, arguments.varied(vary), "prior", levers=True)
    most = 1_000_000
    counts = whole("points", points, 100, most), whole("replications", replications, 1, most), whole("rules", rules, 1, 9)
    execution = execution_of(engine, jobs)
    discovery = found(setup, Question(moved, target, *counts), engine=execution.engine, jobs=execution.jobs)
    text = partial(discovery_text, setup, discovery)
    table, picture = partial(_from_csv, text), partial(_discovery_figure, setup, discovery)
    return Finding(scenario, "discover", discovery_data(setup, discovery), text(format_="text"), table, picture)


def signposts(  # noqa: PLR0913
    scenario: Scenario,
    reach: str,
    on: Dates,
    *,
    replications: int = 10_000,
    seed: int = 1,
    set: Changes | None = None,  # noqa: A002
    without: Names | None = None,
    uncertain: bool = False,
    engine: Engine = "auto",
    jobs: int = 1,
) -> Finding:
    """Which news, by which date, would move the odds of reaching a stage most?

    *on* is the date on which somebody looks, or several. Nothing that is `hidden` is looked at. Raises errors.UsageError and
    errors.RunError.
    """
    from escalation_sim.questions.signposts.data import signposts_data
    from escalation_sim.questions.signposts.figures import signposts_figure
    from escalation_sim.questions.signposts.formats import signposts_text
    from escalation_sim.questions.signposts.question import find_signposts, read_question

    setup = prepared(scenario, seed, set, uncertain, without)
    dates, n = arguments.dates("on", on), whole("replications", replications, 1)
    question = read_question(setup.scenario, arguments.text("reach", reach), dates, n)
    warn_of_late(setup.scenario, question.dates, "on")
    execution = execution_of(engine, jobs)
    data = signposts_data(find_signposts(setup, question, execution.engine, execution.jobs))
    text = partial(signposts_text, setup.scenario, data, color=False)
    table, picture = partial(_from_csv, text), partial(signposts_figure, setup.scenario, data)
    return Finding(scenario, "signposts", data, text(format_="text"), table, picture)


def _sensitivity_figure(scenario: Model, data: Mapping[str, Any]) -> Figure:
    from escalation_sim.questions.sensitivity.figures import sensitivity_figure

    return sensitivity_figure(scenario, data)


def _discovery_figure(setup: Setup, discovery: Discovery) -> Figure:
    from escalation_sim.questions.discover.figures import discovery_figure

    return discovery_figure(setup, discovery)


def _one(vary: Vary) -> str:
    texts = arguments.varied(vary)
    if len(texts) != 1:
        raise UsageError(f"a threshold is looked for along one parameter, and not along {len(texts)}")
    return texts[0]


def _frame(rows: Any) -> DataFrame:
    found: DataFrame = needed("pandas", "data", "data frames").DataFrame(rows)
    return found


def _from_csv(text: Callable[..., str]) -> DataFrame:
    return csv_frame(text(format_="csv"))
