"""`check --update NAME` and `--update-all`: records made anew."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import click

from escalation_sim.cli.asked import Asked as AskedOfAll
from escalation_sim.cli.asked import refuse_outputs
from escalation_sim.errors import RunError, ScenarioError, UsageError
from escalation_sim.language.names import did_you_mean
from escalation_sim.presentation.writing import deliver
from escalation_sim.questions.check.check import Checked, status
from escalation_sim.questions.check.found import Found, scenarios
from escalation_sim.questions.check.records import path_of
from escalation_sim.questions.check.renewing import Renewal, renewal, write_records


@dataclass(frozen=True, kw_only=True)
class Asked(AskedOfAll):
    """What `check` is asked."""

    paths: tuple[str, ...]
    updates: tuple[str, ...]
    update_all: bool
    yes: bool
    margins: tuple[str, ...]
    require_records: bool
    renamed: tuple[str, ...]
    budget: int
    seed: int
    strict: bool
    exit_zero: bool
    coverage: bool
    shard: str | None
    no_cache: bool
    watch: bool

    @property
    def records_anew(self) -> bool:
        """Whether something is to be recorded, and nothing checked."""
        return bool(self.updates) or self.update_all


def record_anew(asked: Asked) -> int:
    """Record scenarios anew: first all are played, then all are written. Raises UsageError and CannotRun.

    What follows `--update NAME` and is no path is another name.
    """
    from escalation_sim.questions.check.formats import recorded_text

    option = "--update-all" if asked.update_all else "--update"
    _refuse_to_record(option, asked)
    there = [path for path in asked.paths if os.path.lexists(path)]
    others = [path for path in asked.paths if path not in there]
    if not there or (asked.update_all and others):
        missing = f"there is no {others[0]}: " if others else ""
        names = "--update-all" if asked.update_all else "--update NAME"
        raise UsageError(f"{missing}say where the scenarios are: escalation-sim check scenarios/ {names}")
    found = scenarios(there)
    refuse_to_overwrite(found, asked.output)
    if asked.update_all:
        chosen = [one for one in found if not one.orphan]
    else:
        chosen = [_named(name, found) for name in dict.fromkeys([*asked.updates, *others])]
    renewals, failed = _played(chosen, asked)
    if failed:
        say_errors(failed)
        click.echo("nothing was recorded", err=True)
        return status(failed, strict=False, exit_zero=False)
    to_write = [one for one in renewals if not (asked.update_all and one.idle)]
    write_records(to_write)
    orphans = [one.path for one in found if one.orphan] if asked.update_all else []
    deliver(recorded_text(to_write, len(renewals) - len(to_write), orphans), asked.output)
    return 0


def _refuse_to_record(option: str, asked: Asked) -> None:
    """Raises UsageError where nothing may be recorded."""
    if asked.format != "text":
        raise UsageError(f"{option} records, and says so as text: take --format {asked.format} out, or {option}")
    if os.environ.get("CI") and not asked.yes:
        raise UsageError(
            "a new record is for a person to accept, and CI is set: update at your desk and commit the file, or add --yes"
        )


def _played(chosen: Sequence[Found], asked: Asked) -> tuple[list[Renewal], list[Checked]]:
    """What is to be recorded, and the scenarios of which that could not be found out. Raises CannotRun where a record stays."""
    renewals: list[Renewal] = []
    failed: list[Checked] = []
    with asked.progress(len(chosen)) as tell:
        for one in chosen:
            try:
                renewals.append(renewal(one))
            except (UsageError, ScenarioError, RunError) as error:
                failed.append(Checked(one.name, problem=error))
            if tell:
                tell(1)
    return renewals, failed


def refuse_to_overwrite(found: Sequence[Found], output: str) -> None:
    """No output may take the place of a scenario or of its record. Raises UsageError."""
    refuse_outputs({f"the scenario {one.name}": str(one.path) for one in found}, {}, output)
    refuse_outputs({f"the record of {one.name}": str(path_of(one.path)) for one in found}, {}, output)


def say_errors(checked: Sequence[Checked]) -> None:
    """Everything that is wrong with the scenarios that could not be checked; what all variants of a file have, once."""
    said: list[str] = []
    for one in checked:
        if isinstance(one.problem, ScenarioError):
            said += map(str, one.problem.problems)
        elif one.problem:
            said.append(f"error: {one.name}: {one.problem}")
    for line in dict.fromkeys(said):
        click.echo(line, err=True)


def _named(name: str, found: Sequence[Found]) -> Found:
    """The scenario of a name. Raises UsageError."""
    known = {one.name: one for one in found if not one.orphan}
    if name in known:
        return known[name]
    same = sorted(other for other, one in known.items() if one.path.stem == name)
    if same:
        raise UsageError(f"--update {name}: several scenarios are called so; name one of {', '.join(same)}")
    raise UsageError(f"--update {name}: there is no scenario {name!r} among those found; {did_you_mean(name, known)}")
