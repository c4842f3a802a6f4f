"""What a verb is asked: the values of the options that verbs share, and what is refused of all of them alike.

A verb's own dataclass adds what is special about it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from escalation_sim.cli.options import chosen_format, read_changes, read_scenario
from escalation_sim.cli.progress import progress
from escalation_sim.errors import UsageError
from escalation_sim.language.files import is_stream
from escalation_sim.language.loading import Document
from escalation_sim.language.nodes import shown_path
from escalation_sim.running.engines import Engine
from escalation_sim.running.execution import Execution
from escalation_sim.running.leaving_out import read_without
from escalation_sim.running.setups import Progress, Settings, Setup

if TYPE_CHECKING:
    from escalation_sim.model.scenario import Scenario
    from escalation_sim.presentation.palette import Figure

MOST = 2**63 - 2
"""The largest number of a replication: the counter of its luck has 64 bits, and a block counts to the next one."""
MOST_SKIPPED = 10


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What every verb is asked that hands out an answer."""

    format: str
    output: str
    quiet: bool
    color: bool
    debug: bool

    def progress(self, total: int) -> AbstractContextManager[Progress | None]:
        """A bar over so many histories, where somebody would see it."""
        return progress(total, quiet=self.quiet, color=self.color)

    def note(self, message: str) -> None:
        """Say something beside the answer, unless nobody wants to hear it."""
        if not self.quiet:
            click.echo(f"note: {message}", err=True)

    def note_after_the_end(self, scenario: Scenario, by: Mapping[str, int], option: str = "--by") -> None:
        """Say which dates lie after the end of the period, for which nothing is simulated."""
        from escalation_sim.questions.ensemble.answer import after_the_end

        if late := after_the_end(scenario, by):
            self.note(f"{option} {late}")

    def draw(self, figure: Figure, path: str) -> None:
        """Write a picture, and say what of it cannot be read. Raises UsageError."""
        from escalation_sim.presentation.legibility import unreadable
        from escalation_sim.presentation.pictures import save

        save(figure, Path(path))
        if lost := unreadable(figure):
            self.note(lost)

    @property
    def terminal(self) -> int | None:
        """The width of the terminal that the answer goes to; None where it goes elsewhere."""
        return shutil.get_terminal_size().columns if self.output == "-" and sys.stdout.isatty() else None


@dataclass(frozen=True, kw_only=True)
class AskedOfScenario(Asked):
    """What every verb is asked that reads one scenario."""

    scenario: str

    def document(self) -> Document:
        """The scenario with all it extends and cites; its warnings are said. Raises ScenarioError and UsageError."""
        return read_scenario(self.scenario, quiet=self.quiet)


@dataclass(frozen=True, kw_only=True)
class AskedOfRun(AskedOfScenario):
    """What every verb is asked that plays one scenario."""

    changes: tuple[str, ...]
    without: tuple[str, ...]
    seed: int
    uncertain: bool
    plot: str | None = None
    engine: Engine = "auto"
    jobs: int | None = None
    cluster: str | None = None

    def setup(self, document: Document) -> Setup:
        """The scenario with the settings asked for. Raises UsageError."""
        changed = read_changes(self.changes, document.scenario, quiet=self.quiet)
        without = read_without(self.without, document.scenario)
        setup = Setup(document.scenario, Settings(self.seed, changed, self.uncertain, without))
        if self.uncertain and not setup.uncertain:
            self.note("--uncertain draws nothing: no uncertainty has a range or a prior and is not --set")
        return setup

    def execution(self, told: Progress | None) -> Execution:
        """How it is to be played. Raises UsageError."""
        if self.cluster is not None and self.jobs is not None:
            raise UsageError("--jobs is about this machine, and --cluster about others: take one of them out")
        return Execution(self.engine, self.jobs, self.cluster, told)

    def say_what_is_left_to_draw(self, setup: Setup, varied: Iterable[str]) -> None:
        """Of a study: that `--uncertain` makes no difference, where whatever could be drawn is varied."""
        if setup.uncertain and {one.name for one in setup.uncertain} <= set(varied):
            self.note("--uncertain makes no difference: whatever could be drawn is varied")

    def say_what_is_for_many(self) -> None:
        """Of one history: which options make no difference to it."""
        if self.engine == "kernel":
            self.note(f"one history is always told by SimPy: --engine {self.engine} is about many")
        if self.jobs is not None and self.jobs > 1:
            self.note(f"one history is told by one thread: --jobs {self.jobs} is about many")

    def refuse_outputs(self, **others: str | None) -> None:
        """No output may take the scenario's place, or another's. *others* are outputs by their option. Raises UsageError."""
        files = {f"--{option}": path for option, path in others.items()}
        refuse_outputs({"the scenario": self.scenario}, {**files, "--plot": self.plot}, self.output)
        if self.plot:
            from escalation_sim.presentation.pictures import check_picture

            check_picture(Path(self.plot))


T = TypeVar("T", bound=Asked)


def asked_of(kind: type[T], formats: Iterable[str], options: Mapping[str, Any]) -> T:
    """What click read, as the value that a verb works with. Raises UsageError where no format is named."""
    rest = dict(options)
    format_ = chosen_format(rest.pop("format_"), rest["output"], formats)
    return kind(format=format_, color=not rest.pop("no_color"), **rest)


def refuse_outputs(inputs: Mapping[str, str], files: Mapping[str, str | None], output: str) -> None:
    """No output may take the place of an input, or another output's, or lie where no folder is. Raises UsageError.

    *inputs* are paths by what they are, *files* paths by their option; *output* is that of `-o`, and `-` standard output.
    A stream takes nothing's place.
    """
    taken = {  # of a link to itself `resolve` makes nothing
        os.path.realpath(path): name for name, path in inputs.items() if not is_stream(path)
    }
    for option, path in {**files, "-o": None if output == "-" else output}.items():
        if path is None:
            continue
        if path in ("-", ""):
            raise UsageError(f"{option} wants the name of a file" + (", not -" if path else ""))
        if is_stream(path) and option != "--study":
            continue
        if option != "--study" and not Path(os.path.realpath(path)).parent.is_dir():  # who opens a study says more
            raise UsageError(f"{option} {path}: there is no such folder; make it first")
        if (other := taken.setdefault(os.path.realpath(path), option)) != option:
            raise UsageError(f"{option} {path} is also {other}: choose another file")


def refuse_idle(why: str, options: Mapping[str, object]) -> None:
    """Raises UsageError where one of the options is given that would make no difference."""
    given = next((option for option, value in options.items() if value), None)
    if given:
        raise UsageError(f"{why}: take {given} out")


def note_skipped(paths: Iterable[str], asked: Asked) -> None:
    """Say what in the folders looks like a scenario and is not looked at. Raises UsageError."""
    from escalation_sim.questions.check.found import skipped

    names = skipped(paths)
    if names:
        told = ", ".join(shown_path(name) for name in names[:MOST_SKIPPED]) + (" …" if names[MOST_SKIPPED:] else "")
        asked.note(f"skipped, for only the *.yaml directly in a folder are looked at: {told}")


def refuse_one_and_many(replications: int | None, replication: int | None) -> None:
    """Raises UsageError where both one history and many are asked for."""
    if replications is not None and replication is not None:
        raise UsageError("-n asks for many histories and --replication for one; take one of them out")


def refuse_set_and_varied(setup: Setup, names: Iterable[str]) -> None:
    """Raises UsageError where a parameter has one value and is to have many."""
    for name in names:
        if name in setup.settings.changed:
            raise UsageError(f"{name} is both set and varied; take --set {name}=… or --vary {name} out")
