"""pytest collects scenarios that have `expect`: a test for each claim, called by the claim's own words (`pytest scenarios/`).

pytest loads this file wherever escalation-sim is installed, so nothing of the simulator is imported until a scenario is found.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from escalation_sim.errors import EscalationError, Place

if TYPE_CHECKING:
    from escalation_sim.questions.check.claims import Judgement

_LARGEST_FILE = 1 << 20
_LONGEST_NAME = 200
_LADDER = re.compile(rb"""^["']?(?:ladder|extends)["']?[ \t]*:""", re.MULTILINE)
_CLAIMS = re.compile(rb"""^["']?expect["']?[ \t]*:""", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The one option there is."""
    parser.getgroup("escalation-sim", "scenarios with expect").addoption(
        "--escalation-budget",
        metavar="N",
        type=_positive,
        help="The most replications that deciding a claim of a scenario may take; by default 64,000.",
    )


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of replications; write 1 or more, in digits")
    return int(text)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file that is plainly a scenario with claims, by its text alone; every other YAML file is left to others."""
    if file_path.suffix != ".yaml":
        return None
    try:
        with file_path.open("rb") as file:
            text = file.read(_LARGEST_FILE)
    except OSError:
        return None  # nobody can tell whose it is
    return ScenarioFile.from_parent(parent, path=file_path) if _LADDER.search(text) and _CLAIMS.search(text) else None


class ScenarioFile(pytest.File):
    """A scenario with claims."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its claims, or one test that says what is wrong with it."""
        from escalation_sim.language.loading import load
        from escalation_sim.language.nodes import shown
        from escalation_sim.presentation.ci import harmless

        here = self.config.invocation_params.dir
        path = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        try:
            self.document = load(self.path, path.as_posix())
        except EscalationError as error:
            yield Broken.from_parent(self, name="it is a sound scenario", words=str(error))
            return
        seen = Counter[str]()
        for index, claim in enumerate(self.document.scenario.expect):
            words = shown(harmless(claim.text), _LONGEST_NAME)
            seen[words] += 1
            name = words if seen[words] == 1 else f"{words} ({seen[words]})"
            place = self.document.places.of(f"expect[{index}]")
            yield Claim.from_parent(self, name=name, index=index, words=words, place=place)

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """All claims, decided together: they share their histories. Raises RunError."""
        from escalation_sim.questions.check.claims import BUDGET, judge
        from escalation_sim.running.setups import Settings, Setup

        return judge(Setup(self.document.scenario, Settings()), self.config.getoption("escalation_budget") or BUDGET)


class Broken(pytest.Item):
    """A scenario that cannot be used: one error, whose *words* list all of its mistakes."""

    def __init__(self, *, words: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.words = words

    def setup(self) -> None:
        """Says what is wrong; what ends here is an error for pytest, and not a failure."""
        pytest.fail(self.words, pytrace=False)

    def runtest(self) -> None:
        """Never reached."""

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file, no line, and the heading of the error."""
        return self.path, None, f"{self.path.stem}: {self.name}"


class Claim(pytest.Item):
    """One claim of a scenario. One that is undecided when its budget is spent is skipped, as `check` lets it pass."""

    def __init__(self, *, index: int, words: str, place: Place, **rest: Any) -> None:
        super().__init__(**rest)
        self.index, self.words, self.place = index, words, place

    def setup(self) -> None:
        """Decides it. A history that stops is an error, and not a failure: nobody knows then whether the claim holds."""
        assert isinstance(self.parent, ScenarioFile)
        try:
            self.judgement = self.parent.judgements[self.index]
        except EscalationError as error:
            words = f"{self.place}: it cannot be decided\nclaim: {self.words}\nfound: {error}"
            raise pytest.fail.Exception(words, pytrace=False) from None

    def runtest(self) -> None:
        """Fails without a traceback, which would show this file and not the scenario."""
        from escalation_sim.questions.check.words import judged_in_words

        found = judged_in_words(self.judgement).replace("--budget", "--escalation-budget")
        if self.judgement.verdict == "failed":
            pytest.fail(f"{self.place}: it does not hold\nclaim: {self.words}\nfound: {found}", pytrace=False)
        if self.judgement.verdict == "undecided":
            pytest.skip(f"{self.place}: undecided: {found}")

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file, the claim's line from 0, and the heading of a failure."""
        return self.path, self.place.line - 1, f"{self.path.stem}: {self.name}"
