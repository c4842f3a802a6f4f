"""What the words of `compare` lead to: two sides, read, run and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from escalation_sim import clock
from escalation_sim.cli.asked import Asked as AskedOfAll
from escalation_sim.cli.margins import read_margins, refuse_unknown
from escalation_sim.cli.options import read_changes, read_scenario, warned
from escalation_sim.errors import CannotRun, RunError, UsageError
from escalation_sim.language.files import is_stream, read_given
from escalation_sim.language.loading import Document, load_elsewhere
from escalation_sim.language.nodes import shown_path
from escalation_sim.language.renaming import Renames, called_anew, kinds_of, read_renames, refuse_renames, with_old_luck
from escalation_sim.language.revisions import There, opened, revision_named
from escalation_sim.questions.compare.attribution import attribution
from escalation_sim.questions.compare.compare import Comparison, compare
from escalation_sim.questions.compare.sides import Side, played, refuse_too_large
from escalation_sim.questions.ensemble.answer import after_the_end, read_questions
from escalation_sim.results.digest import digest
from escalation_sim.results.renaming import renamed_result
from escalation_sim.results.saved import LARGEST, looks_saved, read_saved
from escalation_sim.running.leaving_out import read_without
from escalation_sim.running.setups import Progress, Settings, Setup

SEED, REPLICATIONS = 1, 1_000


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfAll):
    """What `compare` is asked."""

    a: str
    b: str | None
    changes: tuple[str, ...]
    without: tuple[str, ...]
    with_: tuple[str, ...]
    seed: int | None
    replications: int | None
    uncertain: bool
    by: tuple[str, ...]
    margins: tuple[str, ...]
    unpaired: bool
    replication: int | None
    renamed: tuple[str, ...]
    attribute: bool
    plot: str | None
    exit_zero: bool
    strict: bool
    jobs: int | None

    @cached_property
    def streams(self) -> dict[str, bytes]:
        """What came out of streams, which can be read once. Raises UsageError."""
        try:
            return {path: read_given(path, LARGEST) for path in {self.a, self.b or self.a} if is_stream(path)}
        except OSError as error:
            raise UsageError(f"{shown_path(self.a)}, {shown_path(self.b or self.a)}: cannot be read: {error.strerror}") from None

    @cached_property
    def revisions(self) -> dict[str, There]:
        """What is of a revision of the git repository here. Raises UsageError."""
        named = {path: revision_named(path) for path in dict.fromkeys((self.a, self.b or self.a))}
        found = {path: opened(one) for path, one in named.items() if one}
        for one in filter(None, (there.note for there in found.values())):
            self.note(one)
        return found

    def revision(self, path: str) -> str:
        """The revision that a path names; nothing of one on the disk."""
        return self.revisions[path].revision.name if path in self.revisions else ""

    def is_saved(self, path: str) -> bool:
        """Whether a path is that of a saved result: of a file it goes by the ending, of a stream by what came."""
        return looks_saved(self.streams[path]) if path in self.streams else path.lower().endswith(".json")


Given = Document | Mapping[str, Any]
"""What a path leads to: a scenario, or a saved result."""


def _read(path: str, asked: Asked) -> Given:
    """Raises UsageError and ScenarioError."""
    if there := asked.revisions.get(path):
        return read_there(there, saved=asked.is_saved(path), quiet=asked.quiet)
    data = asked.streams.get(path)
    return read_saved(path, data) if asked.is_saved(path) else read_scenario(path, quiet=asked.quiet, data=data)


def read_there(there: There, *, saved: bool, quiet: bool) -> Given:
    """A saved result or a scenario of a revision; its warnings go to standard error. Raises UsageError and ScenarioError."""
    if not saved:
        return warned(load_elsewhere(there.path, there.shown_as, there.revision), quiet=quiet)
    try:
        return read_saved(there.shown_as, there.revision.blob(there.path, LARGEST))
    except OSError as error:
        raise UsageError(f"{shown_path(there.shown_as)} cannot be read: {error.strerror}") from None


@dataclass(frozen=True)
class Plan:
    """How scenarios are run: as the user asks, or as the saved result was that they are compared with; *by* are its dates."""

    seed: int
    replications: int
    uncertain: bool
    by: tuple[str, ...]


def _plan(saved: Mapping[str, Any] | None, asked: Asked) -> Plan:
    """Raises UsageError where the user asks for what the saved result has not."""
    if saved is None:
        return Plan(_or(asked.seed, SEED), _or(asked.replications, REPLICATIONS), asked.uncertain, ())
    seed, n = saved["settings"]["seed"], saved["settings"]["replications"]
    for option, given, own in (("--seed", asked.seed, seed), ("-n", asked.replications, n)):
        if given not in (None, own) and not asked.unpaired:
            raise UsageError(f"{option} {given}: the saved result has {own}; take {option} out, or add --unpaired")
    uncertain = asked.uncertain or bool(saved["settings"]["uncertain"])
    return Plan(_or(asked.seed, seed), _or(asked.replications, n), uncertain, tuple(saved["stages"][0]["by"]))


def _or(given: int | None, otherwise: int) -> int:
    return otherwise if given is None else given


@dataclass(frozen=True)
class Ready:
    """A scenario that is ready to be run; *by* are the dates."""

    label: str
    path: str
    document: Document
    setup: Setup
    plan: Plan
    by: tuple[str, ...]
    revision: str

    @property
    def late(self) -> str:
        """Which of the dates lie after the end; nothing where none does."""
        scenario = self.setup.scenario
        return after_the_end(scenario, read_questions(scenario, self.by, None).by)

    def side(self, jobs: int | None, told: Progress | None) -> Side:
        """The scenario, run. Raises CannotRun, with a word on which of the two it is."""
        try:
            name = shown_path(self.path)
            found = played(name, self.document, self.setup, self.plan.replications, self.by, jobs=jobs, progress=told)
            return replace(found, revision=self.revision)
        except RunError as error:
            raise CannotRun(f"{self.label}, {shown_path(self.path)}: {error}") from error


def _ready(label: str, path: str, document: Document, plan: Plan, asked: Asked) -> Ready:
    """Raises UsageError."""
    scenario = document.scenario
    own = asked.with_ if label == "B" else ()
    try:
        changed = read_changes(asked.changes, scenario, quiet=asked.quiet)
        changed |= read_changes(own, scenario, quiet=asked.quiet, option="--with")
        without = read_without(asked.without if asked.b is not None or label == "B" else (), scenario)
        dates = tuple(read_questions(scenario, asked.by, None).by)
    except UsageError as error:
        raise UsageError(f"{shown_path(path)}: {error}") from None
    recorded = tuple(date for date in plan.by if clock.read_date(date) >= scenario.start)
    setup = Setup(scenario, Settings(plan.seed, changed, plan.uncertain, without))
    return Ready(label, path, document, setup, plan, dates or recorded, asked.revision(path))


def compared(asked: Asked) -> Comparison:
    """First everything is read, then what is to be run is run. Raises UsageError, ScenarioError and CannotRun."""
    a, b = asked.a, asked.b
    first = _read(a, asked)
    second = first if b in (None, a) else _read(b or a, asked)
    renames = read_renames(asked.renamed)
    given_sides = (first, second)
    if renames:
        first, second = _renamed(first, second, renames, asked)
    saved = next((one for one in (first, second) if not isinstance(one, Document)), None)
    plan = _plan(saved, asked)
    margins = read_margins(asked.margins)
    refuse_unknown(margins, [*_outcomes(first), *_outcomes(second)])
    both = (("A", a, first), ("B", b or a, second))
    ready = [
        _ready(label, path, one, plan, asked)
        if isinstance(one, Document)
        else Side(shown_path(path), one, revision=asked.revision(path))
        for label, path, one in both
    ]
    to_play = [one for one in ready if isinstance(one, Ready)]
    for late in filter(None, dict.fromkeys(one.late for one in to_play)):
        asked.note(f"--by {late}")
    runs = len(to_play)
    refuse_too_large([one.setup for one in to_play], plan.replications)
    with asked.progress(plan.replications * runs) as told:
        sides = [one.side(asked.jobs, told) if isinstance(one, Ready) else one for one in ready]
    if renames:
        sides = [_as_digested(side, given) for side, given in zip(sides, given_sides, strict=True)]
    found = compare(sides[0], sides[1], margins, unpaired=asked.unpaired, replication=asked.replication)
    found = replace(found, renamed=renames)
    return _attributed(found, asked) if asked.attribute and not found.reason else found


def _renamed(first: Given, second: Given, renames: Renames, asked: Asked) -> tuple[Given, Given]:
    """A under the names of B, and B with the luck of the names of A. Raises UsageError."""
    if not isinstance(second, Document):
        raise UsageError(f"--renamed gives B the luck of other names, and {shown_path(asked.b or asked.a)} is a saved result")
    known = kinds_of(first.scenario) if isinstance(first, Document) else None
    refuse_renames(renames, known, kinds_of(second.scenario))
    anew = called_anew(first, renames) if isinstance(first, Document) else renamed_result(first, renames)
    return anew, replace(second, scenario=with_old_luck(second.scenario, renames))


def _as_digested(side: Side, given: Given) -> Side:
    """A side with the digest that its scenario has under its own names."""
    if not isinstance(given, Document):
        return side
    return replace(side, data={**side.data, "scenario": {**side.data["scenario"], "digest": digest(given.scenario)}})


def _attributed(found: Comparison, asked: Asked) -> Comparison:
    """A comparison with what each edit did."""
    told = attribution(found.a, found.b, found.changes, found.parting, jobs=asked.jobs, shown=asked.progress)
    return replace(found, attribution=told)


def _outcomes(given: Given) -> list[str]:
    return [one.name for one in given.scenario.outcomes] if isinstance(given, Document) else list(given["outcomes"])
