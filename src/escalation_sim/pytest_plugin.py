"""pytest collects scenarios (`pytest scenarios/`): a test for each claim of `expect`, by its own words, and one for the record.

pytest loads this file wherever escalation-sim is installed, so nothing of the simulator is imported until a scenario is found.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
from collections.abc import Iterator
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from escalation_sim.errors import EscalationError, Place

if TYPE_CHECKING:
    from escalation_sim.questions.check.claims import Judgement

_LARGEST_FILE = 1 << 20
_LONGEST_NAME = 200
RECORD = "record"
_COLONS = re.compile(":{2,}")
_EMPTY = re.compile(r"\A\(\)")
"""What pytest does not take at the beginning of a name."""
_ROUND = str.maketrans("[]", "()")
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
    """A file that is plainly a scenario with claims, or with a recorded result; every other YAML file is left to others."""
    if file_path.suffix != ".yaml":
        return None
    try:
        with file_path.open("rb") as file:
            text = file.read(_LARGEST_FILE)
    except OSError:
        return None  # nobody can tell whose it is
    if not _LADDER.search(text) or not (_CLAIMS.search(text) or os.path.lexists(_record_of(file_path))):
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


def _record_of(scenario: Path) -> Path:
    """Where `check` keeps the recorded result of a scenario."""
    return scenario.parent / "expected" / f"{scenario.stem}.json"


class ScenarioFile(pytest.File):
    """A scenario with claims, or with a recorded result, or both."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its record and its claims, or one test that says what is wrong with it."""
        from escalation_sim.language.loading import load

        try:
            self.document = load(self.path, self.shown_path(self.path))
        except EscalationError as error:
            yield Broken.from_parent(self, name="it is a sound scenario", words=str(error))
            return
        taken: set[str] = set()
        missing = self._record_missing()
        if missing or os.path.lexists(_record_of(self.path)):
            taken.add(RECORD)
            yield Recorded.from_parent(self, name=RECORD, missing=missing)
        for index, claim in enumerate(self.document.scenario.expect):
            words, name = _named(claim.text, taken)
            place = self.document.places.of(f"expect[{index}]")
            nodeid = f"{self.nodeid}::{name}"  # read as pytest reads the printed one: what stands in brackets is a parameter
            yield Claim.from_parent(self, name=name, nodeid=nodeid, index=index, words=words, place=place)

    def _record_missing(self) -> str:
        """Why `check` misses a record of it; nothing where it does not, or there is one."""
        from escalation_sim.questions.check.records import is_there, missing

        path = _record_of(self.path)
        return "" if is_there(path) else missing(Path(self.shown_path(path)))

    def to_record(self) -> str:
        """What to type for a new record, from where pytest was started."""
        folder = shlex.quote(f"{self.shown_path(self.path.parent)}/")
        return f"escalation-sim check {folder} --update {shlex.quote(self.path.stem)}"

    def shown_path(self, path: Path) -> str:
        """A path as messages show it: from where pytest was started."""
        here = self.config.invocation_params.dir
        return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """All claims, decided together: they share their histories. Raises RunError."""
        from escalation_sim.questions.check.claims import BUDGET, judge
        from escalation_sim.running.setups import Settings, Setup

        return judge(Setup(self.document.scenario, Settings()), self.config.getoption("escalation_budget") or BUDGET)


def _named(text: str, taken: set[str]) -> tuple[str, str]:
    """The words of a claim, and a name made of them that no other test has, and that pytest finds again in an id."""
    from escalation_sim.language.nodes import shown
    from escalation_sim.presentation.ci import harmless

    words = shown(harmless(text), _LONGEST_NAME)
    names = (_found_again(words if number == 1 else f"{words} ({number})") for number in count(1))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return words, name


def _found_again(name: str) -> str:
    """A name that pytest reads in an id as it wrote it: `::` ends one, and a bracket begins a parameter, which ends it."""
    name = _EMPTY.sub("( )", _COLONS.sub(":", name))
    return name if "[" not in name or name.endswith("]") else name.translate(_ROUND)


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


class Recorded(pytest.Item):
    """The recorded result of a scenario against what it gives today. *missing* says why there ought to be one, and is none."""

    def __init__(self, *, missing: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.missing = missing

    def setup(self) -> None:
        """Plays it. A record that cannot be used, or a history that stops, is an error, and not a failure.

        One that is missing is skipped, as `check` leaves it undecided.
        """
        from escalation_sim.questions.check.records import record_in, today

        assert isinstance(self.parent, ScenarioFile)
        path = _record_of(self.path)
        where = self.parent.shown_path(path)
        if self.missing:
            pytest.skip(f"{self.missing} ({self.parent.to_record()} records it)")
        try:
            record = record_in(path, today(self.parent.document))
        except EscalationError as error:
            raise pytest.fail.Exception(f"{where}: it cannot be compared\nfound: {error}", pytrace=False) from None
        if record is None or record.verdict == "unusable":
            pytest.fail(f"{where}: {record.reason if record else 'it is gone'}", pytrace=False)
        self.record = record

    def runtest(self) -> None:
        """Fails with what differs."""
        from escalation_sim.questions.check.words import record_in_words

        if self.record.verdict != "identical":
            assert isinstance(self.parent, ScenarioFile)
            mend = f"if it is meant to, record it anew: {self.parent.to_record()}"
            words = f"found: {record_in_words(self.record)}\nmend: {mend}"
            pytest.fail(f"{self.record.place}: the result is not the recorded one\n{words}", pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file, no line, and the heading of a failure."""
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
            words = f"{self.place}: it does not hold\nclaim: {self.words}\nfound: {found}{self._why()}"
            pytest.fail(words, pytrace=False)
        if self.judgement.verdict == "undecided":
            pytest.skip(f"{self.place}: undecided: {found}")

    def _why(self) -> str:
        """The first why of a claim about the probability of a stage, on a line of its own; nothing where there is none."""
        from escalation_sim.questions.why.claim import why_of_claim
        from escalation_sim.running.setups import Settings, Setup

        assert isinstance(self.parent, ScenarioFile)
        if self.judgement.value is None:
            return ""
        setup = Setup(self.parent.document.scenario, Settings())
        try:
            sentence = why_of_claim(setup, self.judgement.claim, self.judgement.value)
        except EscalationError:  # a history may stop only with something taken out; that the claim failed is known
            return ""
        return f"\nwhy: {sentence}" if sentence else ""

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file, the claim's line from 0, and the heading of a failure."""
        return self.path, self.place.line - 1, f"{self.path.stem}: {self.name}"
