"""How good were the odds, now that some answers are known? What the scenario says to each question, and what it is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from escalation_sim.errors import UsageError
from escalation_sim.language.loading import Document
from escalation_sim.language.nodes import shown_path
from escalation_sim.language.questions import Question, QuestionFile, claims_of
from escalation_sim.model.scenario import Expectation
from escalation_sim.questions.check.claims import values_of
from escalation_sim.questions.score.marks import Bin, Gain, Mark, Means, calibration, gain, mark, means
from escalation_sim.results.digest import digest
from escalation_sim.results.statistics import proportion
from escalation_sim.running.engines import Engine
from escalation_sim.running.memory import SCRATCH, columns_bytes
from escalation_sim.running.setups import Progress, Settings, Setup

HISTORIES = 10_000
"""So many are played where nobody says how many."""
SCENARIO, UNCERTAIN, EVEN = "scenario", "scenario, uncertain", "even"
HALF = 0.5

Share = dict[str, float]
"""`count`, `probability`, `low` and `high`."""


@dataclass(frozen=True)
class Forecaster:
    """A scenario that is asked, ready to be played, by the name that scores give it, and what it is asked."""

    name: str
    setup: Setup
    claims: tuple[Expectation, ...]


@dataclass(frozen=True)
class Scores:
    """The questions, and what every scenario says to each: a list of shares for each name, in the order of the questions."""

    file: QuestionFile
    setup: Setup
    replications: int
    shares: dict[str, list[Share]]

    @property
    def digest(self) -> str:
        """The scenario's digest as it is now."""
        return digest(self.setup.scenario)

    @property
    def changed(self) -> bool | None:
        """Whether the scenario is another one than when it was frozen; None where it was not frozen."""
        return self.file.frozen != self.digest if self.file.frozen else None

    @cached_property
    def answered(self) -> list[tuple[int, Question, bool]]:
        """The questions whose answer is known, each with its place and its answer."""
        return [(place, one, one.answer) for place, one in enumerate(self.file.questions) if one.answer is not None]

    @cached_property
    def marks(self) -> dict[str, list[Mark]]:
        """The marks over the answered questions: of the scenarios, of whoever answers all of them, and of the coin."""
        found = {
            name: [mark(shares[place]["probability"], answer=answer) for place, _, answer in self.answered]
            for name, shares in self.shares.items()
        }
        for name in self.file.baselines:
            if name not in self.left_out:
                found[name] = [mark(one.baselines[name], answer=answer) for _, one, answer in self.answered]
        return {**found, EVEN: [mark(HALF, answer=answer) for _, _, answer in self.answered]} if self.answered else {}

    @cached_property
    def left_out(self) -> dict[str, list[str]]:
        """The baselines that lack an answered question, each with the names of those."""
        lacking = {name: [one.name for _, one, _ in self.answered if name not in one.baselines] for name in self.file.baselines}
        return {name: questions for name, questions in lacking.items() if questions}

    @cached_property
    def means(self) -> dict[str, Means]:
        """The means of each; nothing where nothing is answered."""
        return {name: means(marks) for name, marks in self.marks.items()}

    @cached_property
    def gains(self) -> dict[str, Gain]:
        """By how much the scenario as written is better than each other."""
        return {name: gain(self.marks[SCENARIO], marks) for name, marks in self.marks.items() if name != SCENARIO}

    @cached_property
    def calibration(self) -> list[Bin]:
        """How often what the scenario said came true."""
        return calibration([(self.shares[SCENARIO][place]["probability"], answer) for place, _, answer in self.answered])

    def frozen_now(self) -> Scores:
        """The same of a file that has been frozen."""
        return replace(self, file=replace(self.file, frozen=self.digest))


def forecasters(file: QuestionFile, against: Iterable[tuple[str, Document]], seed: int, *, uncertain: bool) -> list[Forecaster]:
    """Who is to be asked: the scenario first, drawn from its priors too if *uncertain*, then those *against* it with their paths.

    Raises UsageError where two have one name, and CannotRun where a question cannot be asked of one.
    """
    scenario, others = file.document.scenario, list(against)
    claims = claims_of(file, scenario)
    setup = Setup(scenario, Settings(seed))
    found = [Forecaster(SCENARIO, setup, claims)]
    if uncertain:
        found.append(Forecaster(UNCERTAIN, setup.again(Settings(seed, uncertain=True)), claims))
    names = _names(others, file.baselines)
    for name, (_, document) in zip(names, others, strict=True):
        found.append(Forecaster(name, Setup(document.scenario, Settings(seed)), claims_of(file, document.scenario)))
    return found


def _names(others: Sequence[tuple[str, Document]], baselines: Sequence[str]) -> list[str]:
    """What scores call the scenarios that stand against ours: by name, where two have one by path. Raises UsageError."""
    count = Counter(document.scenario.name for _, document in others)
    names = [
        document.scenario.name if count[document.scenario.name] == 1 else Path(path).with_suffix("").as_posix()
        for path, document in others
    ]
    taken = {SCENARIO: "the scenario itself", UNCERTAIN: "the scenario itself", EVEN: "the coin"}
    taken |= dict.fromkeys(baselines, "a baseline")
    for name, (path, _) in zip(names, others, strict=True):
        if name in taken:
            raise UsageError(
                f"--against {shown_path(path)}: scores call {taken[name]} `{shown_path(name)}` already; copy the file"
            )
        taken[name] = "a scenario given before"
    return names


def score(
    file: QuestionFile,
    asked: Sequence[Forecaster],
    replications: int = HISTORIES,
    engine: Engine = "auto",
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Scores:
    """What each says to every question. Raises RunError for the lowest-numbered history that stops."""

    def shares(one: Forecaster) -> list[Share]:
        needed = 2 * columns_bytes(one.setup.programme, summed=False) + SCRATCH  # a question about a date copies columns
        ensemble = one.setup.ensemble(replications, engine=engine, jobs=jobs, progress=progress, needed=needed)
        return [proportion(values_of(claim, one.setup.scenario, ensemble)) for claim in one.claims]

    return Scores(file, asked[0].setup, replications, {one.name: shares(one) for one in asked})
