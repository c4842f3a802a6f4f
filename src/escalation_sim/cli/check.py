"""`escalation-sim check`: do the scenarios still meet their expectations and their recorded results?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from escalation_sim.cli.asked import Asked as AskedOfAll
from escalation_sim.cli.asked import asked_of, note_skipped, refuse_idle, refuse_outputs
from escalation_sim.cli.options import common, located, output_options
from escalation_sim.errors import CannotRun, ScenarioError, UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.presentation.reports import FORMATS, Report, deliver_report
from escalation_sim.presentation.writing import deliver, write_whole
from escalation_sim.questions.check.check import Asked as Wanted
from escalation_sim.questions.check.check import Checked, overall, renewal, status
from escalation_sim.questions.check.check import check as check_one
from escalation_sim.questions.check.claims import BUDGET
from escalation_sim.questions.check.found import Found, scenarios
from escalation_sim.questions.check.records import SEED, path_of


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfAll):
    """What `check` is asked."""

    paths: tuple[str, ...]
    updates: tuple[str, ...]
    yes: bool
    budget: int
    seed: int
    strict: bool
    exit_zero: bool
    coverage: bool


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path())
@click.option(
    "--update",
    "updates",
    metavar="NAME",
    multiple=True,
    help="Record the result of this scenario anew, and show what that accepts; again and again. Checks nothing.",
)
@click.option("--yes", is_flag=True, help="With --update: record even where the environment variable CI is set.")
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    default=BUDGET,
    show_default=True,
    help="The most replications that deciding a claim may take.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="Which luck the claims are tested with."
)
@click.option("--strict", is_flag=True, help="A claim that is undecided makes the status 4.")
@click.option("--exit-zero", is_flag=True, help="Only report: status 0 where something failed.")
@click.option("--coverage", is_flag=True, help="Also which stages, brakes, events and descents nothing has exercised.")
@output_options(*FORMATS)
@common
def check(**options: Any) -> int:
    """Do the scenarios still meet their expectations and their recorded results?

    \b
    escalation-sim check scenarios/
    escalation-sim check scenarios/base.yaml --budget 256000 --strict
    escalation-sim check scenarios/ --update base      records base anew, as expected/base.json beside it

    Of a file its `expect` claims and, where there is one, its recorded result; of a folder every *.yaml directly in it.
    """
    asked = asked_of(Asked, FORMATS, options)
    _refuse_nonsense(asked)
    if asked.updates:
        _update(asked)
        return 0
    paths = [str(located(path, quiet=asked.quiet)) for path in asked.paths]
    found = scenarios(paths)
    _refuse_to_overwrite(found, asked.output)
    note_skipped(paths, asked)
    wanted = Wanted(asked.seed, asked.budget, asked.coverage)
    checked = []
    with asked.progress(len(found)) as tell:
        for one in found:
            checked.append(check_one(one, wanted))
            if tell:
                tell(1)
    _say_errors(checked)
    deliver_report(_report(checked, wanted, strict=asked.strict), asked.format, asked.output, lenient=asked.exit_zero)
    return status(checked, strict=asked.strict, exit_zero=asked.exit_zero)


def _refuse_nonsense(asked: Asked) -> None:
    """Options that do not go together. Raises UsageError."""
    if asked.yes and not asked.updates:
        raise UsageError("--yes is about recording anew: add --update NAME, or take --yes out")
    if asked.updates:
        checking = {"--strict": asked.strict, "--exit-zero": asked.exit_zero, "--coverage": asked.coverage}
        numbers = {"--budget": asked.budget != BUDGET, "--seed": asked.seed != SEED}
        refuse_idle("--update records, and checks nothing", {**checking, **numbers})


def _refuse_to_overwrite(found: Sequence[Found], output: str) -> None:
    refuse_outputs({f"the scenario {one.name}": str(one.path) for one in found}, {}, output)
    refuse_outputs({f"the record of {one.name}": str(path_of(one.path)) for one in found}, {}, output)


def _say_errors(checked: Sequence[Checked]) -> None:
    """Everything that is wrong with the scenarios that could not be checked."""
    for one in checked:
        if isinstance(one.problem, ScenarioError):
            click.echo(str(one.problem), err=True)
        elif one.problem:
            click.echo(f"error: {one.name}: {one.problem}", err=True)


def _report(checked: Sequence[Checked], wanted: Wanted, *, strict: bool) -> Report:
    from escalation_sim.questions.check.data import check_json
    from escalation_sim.questions.check.formats import cases, check_markdown, check_text, headline, wrong

    return Report(
        overall(checked),
        headline(checked),
        check_markdown(checked, strict=strict, coverage=wanted.coverage),
        lambda: check_text(checked, strict=strict, coverage=wanted.coverage),
        lambda: check_json(checked, wanted),
        cases(checked, strict=strict),
        wrong(checked, strict=strict),
    )


def _update(asked: Asked) -> None:
    """Record some scenarios anew: first all are played, then all are written. Raises UsageError, ScenarioError and CannotRun.

    What follows `--update NAME` and is no path is another name.
    """
    from escalation_sim.presentation.formats import to_json
    from escalation_sim.questions.check.formats import recorded_text

    if asked.format != "text":
        raise UsageError(f"--update records, and says so as text: take --format {asked.format} out, or --update")
    if os.environ.get("CI") and not asked.yes:
        raise UsageError(
            "a new record is for a person to accept, and CI is set: update at your desk and commit the file, or add --yes"
        )
    there = [path for path in asked.paths if os.path.lexists(path)]
    if not there:
        raise UsageError("say where the scenarios are: escalation-sim check scenarios/ --update NAME")
    found = scenarios(there)
    _refuse_to_overwrite(found, asked.output)
    chosen = [
        _named(name, found) for name in dict.fromkeys([*asked.updates, *(path for path in asked.paths if path not in there)])
    ]
    renewals = [renewal(one) for one in chosen]
    for one in renewals:
        _make(one.path.parent)
        write_whole(one.path, to_json(one.now.data).encode())
    deliver(recorded_text(renewals), asked.output)


def _make(folder: Path) -> None:
    """The folder of the records. Raises CannotRun."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise CannotRun(f"the folder {folder.as_posix()} cannot be made: {error.strerror}") from None


def _named(name: str, found: Sequence[Found]) -> Found:
    """The scenario of a name. Raises UsageError."""
    known = {one.name: one for one in found if not one.orphan}
    if name in known:
        return known[name]
    same = sorted(other for other, one in known.items() if one.path.stem == name)
    if same:
        raise UsageError(f"--update {name}: several scenarios are called so; name one of {', '.join(same)}")
    raise UsageError(f"--update {name}: there is no scenario {name!r} among those found; {did_you_mean(name, known)}")
